"""What a device's history of windows makes of the advice on it."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from modax_contracts import Aggregate, Analysis, decode, encode

from modax_ai.analyst import DeviceState, Outcome, analyse
from modax_ai.recommendations import ALL_NORMAL, INSUFFICIENT_DATA
from modax_ai.thresholds import Thresholds
from tests.windows import NOON, any_window, deviation, vibration, window


def play(*windows: Aggregate, state: DeviceState = DeviceState()) -> Outcome:
    """The outcome of the last of several windows."""
    for aggregate in windows:
        outcome = analyse(aggregate, state, Thresholds(), now=NOON + 3600)
        state = outcome.state
    return outcome


def minutes(first: int, last: int) -> list[Aggregate]:
    return [window(NOON + 60 * minute) for minute in range(first, last + 1)]


def test_a_press_that_runs_well() -> None:
    outcome = play(*minutes(0, 10))

    analysis = outcome.analysis
    assert analysis.device_id == "press-1"
    assert analysis.timestamp == (NOON + 3600) * 1000
    assert not analysis.anomaly_detected
    assert analysis.anomaly_score == 0
    assert analysis.anomaly_description == "No anomaly"
    assert analysis.recommendations == (ALL_NORMAL,)
    assert analysis.confidence == 1
    assert 0 < analysis.predicted_wear_level < 0.001
    assert analysis.analysis_details.baseline_windows == 11


def test_a_press_with_a_failing_bearing() -> None:
    failing = window(
        NOON + 660,
        vibration_mean=vibration(6.0, 1.0, 9.81, 12.0),
        vibration_max=vibration(14.0, 2.0, 12.0, 19.0),
        vibration_std=deviation(3.0),
        temperature_mean=(62.0,),
        temperature_max=(64.0,),
    )
    analysis = play(*minutes(0, 10), failing).analysis

    assert analysis.anomaly_detected and analysis.anomaly_score == 1
    assert "vibration reaches 14.00 m/s²" in analysis.anomaly_description
    assert [advice.split(":")[0] for advice in analysis.recommendations] == [
        "Service the bearings",
        "Check the alignment",
        "Improve the cooling",
        "Investigate the anomaly at once",
    ]


def test_a_baseline_does_not_learn_from_anomalous_windows() -> None:
    before = play(*minutes(0, 10)).state
    shaken = [window(NOON + 60 * minute, current_max=(13.0, 4.0)) for minute in range(11, 30)]

    after = play(*shaken, state=before).state

    assert after.baseline == before.baseline
    assert after.wear.accumulated_hours > before.wear.accumulated_hours


def test_a_fault_that_stays_is_not_learnt_as_normal() -> None:
    before = play(*minutes(0, 10)).state
    heavy = [window(NOON + 60 * minute, current_mean=(5.5, 5.5)) for minute in range(11, 60)]

    assert play(*heavy, state=before).analysis.anomaly_detected


def test_too_few_readings_are_said_to_be_too_few_and_not_learnt() -> None:
    outcome = play(window(sample_count=4))

    assert outcome.analysis.recommendations == (INSUFFICIENT_DATA,)
    assert outcome.analysis.confidence == 0.02
    assert outcome.state.baseline.windows == 0


def test_a_limit_is_a_limit_also_with_few_readings() -> None:
    analysis = play(window(sample_count=1, current_max=(13.0, 4.0))).analysis

    assert analysis.anomaly_score == 0.9
    assert analysis.recommendations[0] == INSUFFICIENT_DATA
    assert len(analysis.recommendations) == 3


def test_a_repeated_or_late_window_is_judged_and_changes_nothing() -> None:
    state = play(*minutes(0, 10)).state

    for again in minutes(0, 10):
        outcome = play(again, state=state)
        assert outcome.state == state
        assert outcome.analysis.recommendations == (ALL_NORMAL,)


@settings(max_examples=300)
@given(st.lists(any_window, min_size=1, max_size=8))
def test_whatever_the_windows_the_advice_keeps_the_contract(windows: list[Aggregate]) -> None:
    state = DeviceState()
    for aggregate in windows:
        outcome = analyse(aggregate, state, Thresholds(), now=NOON)
        analysis = outcome.analysis
        assert decode(Analysis, encode(analysis)) == analysis
        assert analysis.anomaly_detected == (analysis.anomaly_score > 0)
        assert DeviceState.model_validate_json(outcome.state.model_dump_json()) == outcome.state
        assert outcome.state.wear.accumulated_hours >= state.wear.accumulated_hours
        state = outcome.state
