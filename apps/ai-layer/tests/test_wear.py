"""Wear grows with real operating time and stress, and never goes back by itself."""

from __future__ import annotations

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


def test_a_device_that_was_away_was_not_operating() -> None:
    wear = accumulate(Wear(), window(NOON), 1.0, LIMITS)
    wear = accumulate(wear, window(NOON + 12 * 3600), 1.0, LIMITS)

    assert wear.accumulated_hours == hours(20)


def test_an_absurdly_long_window_counts_no_more_than_the_largest_gap() -> None:
    wear = accumulate(Wear(), window(NOON, length=NOON), 1.0, LIMITS)

    assert wear.accumulated_hours == hours(LIMITS.largest_gap_seconds)


def test_repeated_and_late_windows_are_not_new() -> None:
    wear = accumulate(Wear(), window(NOON), 1.0, LIMITS)

    assert not is_new(wear, window(NOON), now=NOON)
    assert not is_new(wear, window(NOON - 30), now=NOON)
    assert is_new(wear, window(NOON + 1), now=NOON)


def test_a_clock_that_was_wrong_once_does_not_stop_the_counting() -> None:
    ahead = accumulate(Wear(), window(NOON + 1e8), 1.0, LIMITS)

    assert is_new(ahead, window(NOON), now=NOON)
    after = accumulate(ahead, window(NOON, length=10), 1.0, LIMITS)
    assert after.accumulated_hours == hours(20)
    assert not is_new(after, window(NOON), now=NOON)


def test_a_repeated_window_is_not_new_whatever_the_clock_says() -> None:
    ahead = accumulate(Wear(), window(NOON + 1e8), 1.0, LIMITS)

    assert not is_new(ahead, window(NOON + 1e8), now=NOON)
    assert not is_new(ahead, window(NOON + 9e7), now=NOON)


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
    assert not is_new(fresh, window(NOON), now=NOON)
