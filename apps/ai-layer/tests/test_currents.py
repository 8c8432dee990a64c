"""Current is current whichever way a motor turns."""

from __future__ import annotations

import math
from dataclasses import astuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from modax_contracts import Aggregate

from modax_ai.analyst import DeviceState, Outcome, analyse
from modax_ai.currents import MotorCurrent, average_difference, currents_of, highest_peak
from modax_ai.thresholds import Thresholds
from tests.windows import NOON, window

readings = st.lists(st.floats(-50, 50), min_size=2, max_size=100)


def measured(*motors: list[float], end: float = NOON + 10) -> Aggregate:
    """The window of these currents, as the control layer sums them up."""
    means = [math.fsum(motor) / len(motor) for motor in motors]
    deviations = [
        math.sqrt(math.fsum((one - mean) ** 2 for one in motor) / len(motor))
        for motor, mean in zip(motors, means)
    ]
    return window(
        end,
        current_mean=tuple(means),
        current_std=tuple(deviations),
        current_max=tuple(max(motor) for motor in motors),
        sample_count=len(motors[0]),
    )


def judged(aggregate: Aggregate, state: DeviceState = DeviceState()) -> Outcome:
    return analyse(aggregate, state, Thresholds(), NOON)


def rules(outcome: Outcome) -> set[str]:
    return {finding.rule for finding in outcome.analysis.analysis_details.findings}


def motor(current: float) -> MotorCurrent:
    return currents_of(measured([current] * 10, [0.0] * 10))[0]


@pytest.mark.parametrize("current", [4.0, -4.0])
def test_a_steady_motor_draws_what_it_draws(current: float) -> None:
    assert astuple(motor(current)) == (4.0, 0.0, 4.0)


def test_a_motor_that_turns_both_ways_draws_its_rms() -> None:
    reversing = currents_of(measured([8.0, -8.0] * 5, [0.0] * 10))[0]

    assert astuple(reversing) == pytest.approx((8.0, 8.0, 8.0))


def test_a_peak_in_reverse_is_found_from_mean_deviation_and_maximum() -> None:
    """Half of the time at −13 A, half at rest: the highest value is 0, the mean −6.5."""
    assert highest_peak(measured([-13.0, 0.0] * 5, [0.0] * 10)) == pytest.approx(13.0)


@given(readings)
def test_no_more_is_claimed_than_flowed(currents: list[float]) -> None:
    found = currents_of(measured(currents, currents))[0]

    amounts = [abs(current) for current in currents]
    assert abs(math.fsum(currents)) / len(currents) - 1e-6 <= found.average
    assert found.average <= max(amounts) + 1e-6
    assert max(currents) - 1e-6 <= found.peak <= max(amounts) + 1e-6
    assert found.peak >= found.average - 1e-6


@given(readings, readings)
def test_motors_that_run_in_reverse_are_judged_like_motors_that_run_forward(
    first: list[float], second: list[float]
) -> None:
    count = min(len(first), len(second))
    forward = [[abs(one) for one in currents[:count]] for currents in (first, second)]
    reverse = [[-one for one in currents] for currents in forward]

    one_way, other_way = measured(*forward), measured(*reverse)

    for ahead, back in zip(currents_of(one_way), currents_of(other_way)):
        assert back.average == pytest.approx(ahead.average)
        assert back.deviation == pytest.approx(ahead.deviation)
        assert back.peak <= ahead.peak + 1e-6
    assert average_difference(other_way) == pytest.approx(average_difference(one_way), abs=1e-8)


@pytest.mark.parametrize("way", [1, -1])
def test_a_limit_holds_either_way(way: int) -> None:
    heavy = judged(measured([way * 13.0] * 10, [way * 13.0] * 10))

    assert heavy.analysis.anomaly_score == 0.9
    assert rules(heavy) == {"current_high"}
    assert heavy.analysis.recommendations[0].startswith("Reduce the load at once")
    assert heavy.analysis.analysis_details.stress_factor == pytest.approx(
        (13 / 5) ** 1.5 * (1.1 + 0.05 * 5)
    )


def test_a_motor_that_swings_between_both_ways_is_stressed_though_its_mean_is_zero() -> None:
    swinging = judged(measured([10.0, -10.0] * 10, [10.0, -10.0] * 10))

    assert swinging.analysis.analysis_details.stress_factor == pytest.approx(2**1.5 * 1.2)
    assert swinging.analysis.recommendations == ("Check the load: motor current is high",)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (-4.0, 4.0, set()),
        (-4.0, 6.0, set()),
        (-4.0, 6.1, {"currents_differ"}),
        (-6.1, -4.0, {"currents_differ"}),
        (1.0, -1.0, set()),
    ],
)
def test_motors_differ_by_what_they_draw_not_by_their_direction(
    first: float, second: float, expected: set[str]
) -> None:
    outcome = judged(measured([first] * 10, [second] * 10))

    assert rules(outcome) == expected
    assert bool(expected) == any(
        "their currents differ" in advice for advice in outcome.analysis.recommendations
    )


def test_a_baseline_knows_amounts_not_directions() -> None:
    state = DeviceState()
    for minute in range(10):
        way = 1.0 if minute % 2 else -1.0
        outcome = judged(measured([way * 4] * 9, [way * 4] * 9, end=NOON + 60 * minute), state)
        assert rules(outcome) == set()
        state = outcome.state

    assert state.baseline.quantities["current_1"].mean == pytest.approx(4.0)
    more = judged(measured([-4.7] * 9, [-4.7] * 9, end=NOON + 600), state)
    assert rules(more) == {"current_1_unlike_baseline", "current_2_unlike_baseline"}


@pytest.mark.parametrize(
    ("mean", "deviation", "highest", "samples", "average", "peak"),
    [
        (4.0, 0.2, 4.5, 100, 4.0, 4.5),
        (16.0, 0.2, 4.5, 100, 16.0, 4.5),
        (4.499, 0.2, 4.5, 100, 4.499, 4.5),
        (4.0, 0.0, 4.0, 1, 4.0, 4.0),
        (1.0, 1.0, 1.1, 2, 1.0, 1.1),
        (0.0, 0.0, 0.0, 0, 0.0, 0.0),
    ],
)
def test_a_window_that_contradicts_itself_claims_no_reverse_current(
    mean: float, deviation: float, highest: float, samples: int, average: float, peak: float
) -> None:
    found = currents_of(
        window(
            current_mean=(mean, 4.0),
            current_std=(deviation, 0.2),
            current_max=(highest, 4.5),
            sample_count=samples,
        )
    )[0]

    assert astuple(found) == (average, deviation, peak)
