"""Wear grows with real operating time and stress, and never goes back by itself."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from modax_contracts import Aggregate

from modax_ai.motion import motion_of
from modax_ai.thresholds import DataThresholds, WearThresholds
from modax_ai.wear import (
    Wear,
    accumulate,
    is_new,
    remaining_hours,
    renewed,
    stress_factor,
    wear_level,
)
from tests.windows import NOON, any_window, deviation, vibration, window

LIMITS = WearThresholds()


def factor_of(aggregate: Aggregate) -> float:
    return stress_factor(aggregate, motion_of(aggregate, DataThresholds()))


def hours(seconds: float) -> object:
    return pytest.approx(seconds / 3600)


@pytest.mark.parametrize(
    ("changes", "factor"),
    [
        ({}, 1.0),
        ({"current_mean": (5.0, 5.0)}, 1.0),
        ({"current_mean": (4.0, 16.0)}, 2.0**1.5),
        ({"current_max": (8.0, 8.0)}, 1.0),
        ({"current_max": (4.0, 10.0)}, 1.2),
        ({"vibration_mean": vibration(3.0, 0.0, 9.81, 9.81)}, 1.0),
        ({"vibration_mean": vibration(5.0, 0.0, 9.81, 9.81)}, 1.3),
        ({"vibration_std": deviation(1.0)}, 1.0),
        ({"vibration_std": deviation(1.1)}, 1.15),
        ({"temperature_mean": (50.0,), "temperature_max": (50.0,)}, 1.0),
        ({"temperature_mean": (60.0,), "temperature_max": (60.0,)}, 1.2),
        ({"temperature_mean": (40.0,), "temperature_max": (55.0,)}, 1.0),
        ({"temperature_mean": (40.0,), "temperature_max": (55.5,)}, 1.1),
        (
            {
                "current_mean": (20.0, 20.0),
                "current_max": (28.0, 20.0),
                "temperature_mean": (60.0,),
                "temperature_max": (80.0,),
            },
            8.0 * 2.1 * 1.2 * 1.1,
        ),
    ],
)
def test_each_stress_multiplies(changes: dict[str, Any], factor: float) -> None:
    assert factor_of(window(**changes)) == pytest.approx(factor)


@given(any_window)
def test_nothing_makes_a_machine_wear_slower_than_easy_running(aggregate: Aggregate) -> None:
    assert 1 <= factor_of(aggregate) < 1e9


def test_the_first_window_counts_its_own_length() -> None:
    wear = accumulate(Wear(), window(NOON + 10, length=10), 1.0, LIMITS)

    assert wear.accumulated_hours == hours(10)
    assert wear.counted_until == NOON + 10


def test_later_windows_count_the_time_since_the_last_one() -> None:
    """Ten-second windows once a minute: all of the hour is operating time, not a sixth of it."""
    wear = Wear()
    for minute in range(61):
        wear = accumulate(wear, window(NOON + 60 * minute), 2.0, LIMITS)

    assert wear.accumulated_hours == hours(2 * (10 + 3600))


def test_overlapping_windows_count_no_second_twice() -> None:
    wear = Wear()
    for second in range(11):
        wear = accumulate(wear, window(NOON + second, length=10), 1.0, LIMITS)

    assert wear.accumulated_hours == hours(20)


@pytest.mark.parametrize(("silence", "counted"), [(179, 199), (180, 200), (181, 20), (3_600, 20)])
def test_a_silence_longer_than_three_analyses_is_no_operating(silence: int, counted: int) -> None:
    wear = accumulate(Wear(), window(NOON), 1.0, LIMITS)
    wear = accumulate(wear, window(NOON + silence + 10, length=10), 1.0, LIMITS)

    assert wear.accumulated_hours == hours(counted)


@pytest.mark.parametrize(
    ("length", "counted"), [(3_599, 3_599), (3_600, 3_600), (3_601, 3_600), (NOON, 3_600)]
)
def test_of_an_absurdly_long_window_the_last_hour_counts(length: float, counted: float) -> None:
    wear = accumulate(Wear(), window(NOON, length=length), 1.0, LIMITS)

    assert wear.accumulated_hours == hours(counted)


def test_a_window_without_readings_counts_nothing() -> None:
    empty = window(NOON, sample_count=0)

    assert accumulate(Wear(), empty, 1.0, LIMITS) == Wear()
    assert not is_new(Wear(), empty)
    assert is_new(Wear(), window(NOON, sample_count=1))


def test_repeated_and_late_windows_are_not_new() -> None:
    wear = accumulate(accumulate(Wear(), window(NOON), 1.0, LIMITS), window(NOON + 60), 1, LIMITS)

    for late in (NOON - 10, NOON, NOON + 30, NOON + 60):
        assert not is_new(wear, window(late))
        assert accumulate(wear, window(late, length=0), 1.0, LIMITS) == wear
    assert is_new(wear, window(NOON + 61))
    assert is_new(wear, window(NOON - 11))


def test_a_clock_that_was_wrong_once_neither_stops_the_counting_nor_counts_twice() -> None:
    wear = accumulate(Wear(), window(NOON), 1.0, LIMITS)
    wear = accumulate(wear, window(NOON + 1e8), 1.0, LIMITS)
    assert wear.accumulated_hours == hours(20)

    for again in (NOON, NOON + 1e8):
        assert not is_new(wear, window(again))
        assert accumulate(wear, window(again), 1.0, LIMITS) == wear
    assert is_new(wear, window(NOON + 10))
    assert accumulate(wear, window(NOON + 10), 1.0, LIMITS).accumulated_hours == hours(30)


def test_what_an_earlier_version_counted_does_not_count_again() -> None:
    earlier = Wear(accumulated_hours=7.0, counted_until=NOON)

    assert not is_new(earlier, window(NOON - 3600))
    assert accumulate(earlier, window(NOON), 1.0, LIMITS).accumulated_hours == 7.0
    after = accumulate(earlier, window(NOON + 60), 1.0, LIMITS)
    assert after.accumulated_hours == pytest.approx(7 + 60 / 3600)
    assert after.counted_until == NOON + 60


def test_what_an_earlier_version_counted_after_a_rollback_does_not_count_again() -> None:
    """It moves `counted_until` and leaves the spans as they were."""
    newer = accumulate(Wear(), window(NOON), 1.0, LIMITS)
    rolled_back = newer.model_copy(update={"counted_until": NOON + 600})

    assert not is_new(rolled_back, window(NOON + 300))
    after = accumulate(rolled_back, window(NOON + 610), 1.0, LIMITS)
    assert after.accumulated_hours == hours(20)
    assert after.counted == ((NOON - 10, NOON + 610),)


moments = st.integers(0, 3_000)
spans = st.lists(st.tuples(moments, st.integers(0, 60)), min_size=1, max_size=15)


@given(spans, st.randoms(use_true_random=False))
def test_operating_time_is_what_windows_cover_and_short_gaps_in_any_order(
    windows: list[tuple[int, int]], chance: random.Random
) -> None:
    order = windows * 2
    chance.shuffle(order)
    wear = Wear()
    for start, length in order:
        after = accumulate(wear, window(NOON + start + length, length=length), 1.0, LIMITS)
        assert after.accumulated_hours >= wear.accumulated_hours
        wear = after

    ends = sorted((start, start + length) for start, length in windows)
    expected, latest = 0, ends[0][0]
    for start, end in ends:
        if start - latest > LIMITS.largest_gap_seconds:
            latest = start
        expected += max(0, end - latest)
        latest = max(latest, end)
    assert wear.accumulated_hours == pytest.approx(expected / 3600, abs=1e-9)


@given(
    st.lists(
        st.tuples(st.floats(1e9, 2e9), st.floats(0, 1e9), st.floats(1, 1e6)),
        min_size=1,
        max_size=20,
    )
)
def test_wear_never_shrinks(windows: list[tuple[float, float, float]]) -> None:
    wear = Wear()
    for end, length, factor in windows:
        after = accumulate(wear, window(end, length=length), factor, LIMITS)
        assert after.accumulated_hours >= wear.accumulated_hours
        assert 0 <= wear_level(after, LIMITS) <= 1
        assert 0 <= remaining_hours(after, factor, LIMITS) <= LIMITS.design_life_hours
        wear = after


def test_level_and_remaining_hours_over_a_life() -> None:
    half = Wear(accumulated_hours=5_000.0)
    over = Wear(accumulated_hours=12_000.0)

    assert wear_level(Wear(), LIMITS) == 0
    assert remaining_hours(Wear(), 1.0, LIMITS) == 10_000
    assert wear_level(half, LIMITS) == 0.5
    assert remaining_hours(half, 2.0, LIMITS) == 2_500
    assert wear_level(over, LIMITS) == 1
    assert remaining_hours(over, 2.0, LIMITS) == 0


def test_maintenance_starts_at_zero_and_counts_no_window_again() -> None:
    fresh = renewed(accumulate(Wear(), window(NOON), 1.0, LIMITS))

    assert fresh.accumulated_hours == 0
    assert not is_new(fresh, window(NOON))


def test_after_a_rollback_a_span_in_the_far_future_covers_nothing_before_it() -> None:
    ahead = (NOON + 1e8 - 10, NOON + 1e8)
    rolled_back = Wear(counted_until=NOON + 600, counted=((NOON - 10, NOON), ahead))

    assert not is_new(rolled_back, window(NOON + 300))
    after = accumulate(rolled_back, window(NOON + 610), 1.0, LIMITS)
    assert after.accumulated_hours == hours(10)
    assert after.counted == ((NOON - 10, NOON + 610), ahead)


def test_a_machine_switched_on_a_thousand_times_is_kept_in_bounds() -> None:
    wear = Wear()
    for morning in range(1000):
        wear = accumulate(wear, window(NOON + 1000 * morning), 1.0, LIMITS)

    assert len(wear.counted) == 16
    assert wear.accumulated_hours == hours(10_000)
    assert wear.counted_until == NOON + 999_000


def test_wear_beyond_every_life_stays_readable() -> None:
    worn_out = Wear(accumulated_hours=1e15)

    after = accumulate(worn_out, window(NOON, length=3600), 1e6, LIMITS)

    assert (
        Wear.model_validate_json(after.model_dump_json())
        == after
        == worn_out.model_copy(update={"counted_until": NOON, "counted": ((NOON - 3600, NOON),)})
    )
