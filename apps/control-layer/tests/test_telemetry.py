"""Readings are kept by number and summed up by time of receipt."""

from __future__ import annotations

import math
import statistics

from hypothesis import given
from hypothesis import strategies as st
from modax_contracts import SensorReading, Vibration, decode
from modax_control.instant import Instant
from modax_control.telemetry.history import MAX_READINGS, ReadingHistory
from modax_control.telemetry.window import aggregate_window, summarise

from tests.support import reading_bytes


def reading(**changes: object) -> SensorReading:
    return decode(SensorReading, reading_bytes()).model_copy(update=changes)


def at(seconds: float) -> Instant:
    return Instant(monotonic=seconds, epoch=1_700_000_000 + seconds)


@given(st.lists(st.floats(-1000, 1000), min_size=1, max_size=200))
def test_a_summary_is_that_of_the_textbook_and_stays_within_the_contract(
    values: list[float],
) -> None:
    summary = summarise(values)
    assert summary.maximum == max(values)
    assert min(values) <= summary.mean <= max(values)
    assert 0 <= summary.std <= (max(values) - min(values)) / 2
    assert math.isclose(summary.mean, statistics.fmean(values), rel_tol=1e-9, abs_tol=1e-9)
    assert math.isclose(summary.std, statistics.pstdev(values), rel_tol=1e-6, abs_tol=1e-6)


@given(st.floats(-1000, 1000), st.integers(1, 50))
def test_a_constant_series_does_not_deviate(value: float, length: int) -> None:
    assert summarise([value] * length) == (value, 0.0, value)


@given(
    ages=st.lists(st.floats(0, 30), max_size=50),
    window=st.floats(0.5, 20),
    device_clock=st.integers(0, 2**40),
)
def test_a_window_holds_what_was_received_in_it_whatever_the_devices_clock_says(
    ages: list[float], window: float, device_clock: int
) -> None:
    history = ReadingHistory()
    for age in sorted(ages, reverse=True):
        history.add(reading(timestamp=device_clock), at(100 - age))
    expected = sum(100 - age > 100 - window for age in ages)
    aggregate = aggregate_window(history, "mill", window, at(100))
    if aggregate is None:
        assert expected == 0
    else:
        assert aggregate.sample_count == expected > 0
        assert aggregate.time_window_end == 1_700_000_100
        assert aggregate.time_window_start == 1_700_000_100 - window


def test_every_motor_axis_and_temperature_is_summed_up_by_itself() -> None:
    history = ReadingHistory()
    for second, factor in enumerate((1.0, 3.0)):
        history.add(
            reading(
                motor_currents=(factor, 2 * factor),
                vibration=Vibration(x=factor, y=-factor, z=9.0, magnitude=10 * factor),
                temperatures=(40 * factor,),
            ),
            at(second),
        )
    aggregate = aggregate_window(history, "mill", 10, at(2))
    assert aggregate is not None
    assert aggregate.current_mean == (2.0, 4.0)
    assert aggregate.current_std == (1.0, 2.0)
    assert aggregate.current_max == (3.0, 6.0)
    assert aggregate.vibration_mean == Vibration(x=2, y=-2, z=9, magnitude=20)
    assert aggregate.vibration_std.model_dump() == {"x": 1, "y": 1, "z": 0, "magnitude": 10}
    assert aggregate.vibration_max == Vibration(x=3, y=-1, z=9, magnitude=30)
    assert (aggregate.temperature_mean, aggregate.temperature_max) == ((80.0,), (120.0,))


@given(
    st.lists(
        st.tuples(
            st.floats(-100, 100), st.floats(-1000, 1000), st.floats(0, 2000), st.floats(-100, 500)
        ),
        min_size=1,
        max_size=30,
    )
)
def test_readings_within_the_contract_always_make_an_aggregate_within_it(
    values: list[tuple[float, float, float, float]],
) -> None:
    history = ReadingHistory()
    for current, acceleration, magnitude, temperature in values:
        history.add(
            reading(
                motor_currents=(current, -current),
                vibration=Vibration(
                    x=acceleration, y=-acceleration, z=acceleration, magnitude=magnitude
                ),
                temperatures=(temperature,),
            ),
            at(1),
        )
    aggregate = aggregate_window(history, "mill", 10, at(1))
    assert aggregate is not None and aggregate.sample_count == len(values)


def test_the_oldest_reading_gives_way() -> None:
    history = ReadingHistory()
    for number in range(MAX_READINGS + 5):
        history.add(reading(timestamp=number), at(number))
    kept = history.last("mill", MAX_READINGS * 2)
    assert [kept[0].reading.timestamp, kept[-1].reading.timestamp] == [5, MAX_READINGS + 4]
    assert [one.reading.timestamp for one in history.last("mill", 2)] == [
        MAX_READINGS + 3,
        MAX_READINGS + 4,
    ]
    assert history.last("saw", 3) == []
