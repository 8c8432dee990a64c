"""A normal window has no findings; each rule finds what it is there for, and nothing below."""

from __future__ import annotations

from typing import Any

import pytest

from modax_ai.anomaly import Evidence, find_anomalies
from modax_ai.baseline import Baseline, learn, quantities_of
from modax_ai.motion import motion_of
from modax_ai.thresholds import AnomalyThresholds, Thresholds
from tests.windows import deviation, vibration, window

STILL = vibration(0.2, 0.2, 9.81, 9.81)


def learnt(windows: int = 10, thresholds: Thresholds = Thresholds()) -> Baseline:
    """The baseline of a press that runs well: 4 A ± 0.2 A at 45 °C."""
    normal = window()
    motion = motion_of(normal, thresholds.data)
    quantities = quantities_of(normal, motion, thresholds.baseline)
    baseline = Baseline()
    for _ in range(windows):
        baseline = learn(baseline, quantities, 45.0, thresholds.baseline)
    return baseline


def found(
    baseline: Baseline = Baseline(), thresholds: Thresholds = Thresholds(), **changes: Any
) -> dict[str, float]:
    """Rule and score of each finding in a window that differs from a normal one by `changes`."""
    aggregate = window(**changes)
    evidence = Evidence(aggregate, motion_of(aggregate, thresholds.data), baseline, thresholds)
    return {finding.rule: round(finding.score, 6) for finding in find_anomalies(evidence)}


def test_a_normal_window_has_no_findings() -> None:
    assert found() == {}
    assert found(learnt()) == {}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"current_max": (12.0, 4.0)}, {}),
        ({"current_max": (4.0, 12.01)}, {"current_high": 0.9}),
        ({"current_mean": (4.0, 6.0)}, {}),
        ({"current_mean": (6.01, 4.0)}, {"currents_differ": 0.6}),
        ({"vibration_mean": vibration(5.0, 5.0, 9.81, 9.81)}, {}),
        ({"vibration_mean": vibration(5.1, 5.1, 9.81, 9.81)}, {"vibration_high": 0.6}),
        ({"vibration_mean": vibration(0.1, 0.1, 9.81, 14.82)}, {"vibration_high": 0.6}),
        ({"vibration_max": vibration(1.0, 1.0, 19.8, 19.8)}, {}),
        ({"vibration_max": vibration(-10.01, 1.0, 10.0, 12.0)}, {"vibration_peak": 0.9}),
        ({"vibration_max": vibration(1.0, 1.0, 19.83, 19.0)}, {"vibration_peak": 0.9}),
        ({"vibration_mean": vibration(2.0, 1.0, 9.81, 9.81)}, {}),
        ({"vibration_mean": vibration(2.01, 1.0, 9.81, 9.81)}, {"axis_dominates": 0.5}),
        ({"vibration_mean": vibration(0.4, 0.1, 9.81, 9.81)}, {}),
        ({"temperature_max": (60.0,)}, {}),
        ({"temperature_max": (60.1,)}, {"temperature_high": 0.5}),
        ({"temperature_max": (70.0,)}, {"temperature_high": 0.5}),
        ({"temperature_max": (70.1,)}, {"temperature_critical": 0.8}),
    ],
)
def test_a_limit_is_exceeded_or_not(changes: dict[str, Any], expected: dict[str, float]) -> None:
    assert found(**changes) == expected


@pytest.mark.parametrize(
    ("current", "expected"),
    [
        (4.59, {}),
        (4.7, {"current_1_unlike_baseline": round(3.5 / 6, 6)}),
        (3.3, {"current_1_unlike_baseline": round(3.5 / 6, 6)}),
        (5.2, {"current_1_unlike_baseline": 1.0}),
        (6.0, {"current_1_unlike_baseline": 1.0}),
    ],
)
def test_a_window_unlike_the_baseline_scores_by_its_distance(
    current: float, expected: dict[str, float]
) -> None:
    assert found(learnt(), current_mean=(current, 4.2)) == expected


def test_more_vibration_than_usual_is_found_below_every_limit() -> None:
    shaken = vibration(1.5, 1.5, 9.81, 10.0)

    assert found(learnt(), vibration_mean=shaken) == {
        "vibration_x_unlike_baseline": 1.0,
        "vibration_y_unlike_baseline": 1.0,
    }


def test_a_machine_that_runs_perfectly_evenly_is_not_alarmed_by_a_sensors_resolution() -> None:
    thresholds = Thresholds()
    even = window(current_std=(0.0, 0.0), vibration_std=deviation(0.0))
    motion = motion_of(even, thresholds.data)
    baseline = Baseline()
    for _ in range(10):
        baseline = learn(
            baseline,
            quantities_of(even, motion, thresholds.baseline),
            45.0,
            thresholds.baseline,
        )

    assert found(baseline, current_mean=(4.05, 4.2)) == {}


def test_warmer_than_usual_is_found_below_every_limit() -> None:
    warm: dict[str, Any] = {"temperature_max": (56.0,)}

    assert found(learnt(), temperature_mean=(55.0,), **warm) == {}
    assert found(learnt(), temperature_mean=(55.1,), **warm) == {"temperature_unlike_baseline": 0.7}


@pytest.mark.parametrize(("windows", "samples"), [(4, 100), (10, 4)])
def test_little_data_is_not_compared(windows: int, samples: int) -> None:
    assert (
        found(
            learnt(windows),
            current_mean=(5.5, 5.5),
            temperature_mean=(57.0,),
            sample_count=samples,
        )
        == {}
    )


def test_a_baseline_that_lacks_a_quantity_says_nothing_about_it() -> None:
    baseline = learnt().model_copy(update={"quantities": {}})

    assert found(baseline, current_mean=(5.5, 5.5)) == {}


def test_limits_are_configurable() -> None:
    strict = Thresholds(anomaly=AnomalyThresholds(current_max=4.55))

    assert found(thresholds=strict) == {"current_high": 0.9}
