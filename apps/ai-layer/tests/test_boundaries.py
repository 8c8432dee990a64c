"""Every limit of the specification: just below it, on it, just above it."""

from __future__ import annotations

from typing import Any

import pytest
from modax_contracts import Analysis

from modax_ai.analyst import DeviceState, analyse
from modax_ai.baseline import Baseline, Normal
from modax_ai.recommendations import ALL_NORMAL, INSUFFICIENT_DATA
from modax_ai.thresholds import Thresholds
from modax_ai.wear import Wear
from tests.windows import NOON, deviation, vibration, window

USUAL = DeviceState(
    baseline=Baseline(
        windows=5,
        quantities={
            "current_1": Normal(mean=4.0, variance=0.25),
            "vibration_x": Normal(mean=1.0, variance=0.0),
        },
        temperature=40.0,
    )
)
"""The spread of the current is 0.5 A; that of vibration is the sensors', 0.1 m/s²."""


def judged(state: DeviceState = DeviceState(), **changes: Any) -> Analysis:
    return analyse(window(**changes), state, Thresholds(), NOON).analysis


def found(state: DeviceState = DeviceState(), **changes: Any) -> dict[str, float]:
    findings = judged(state, **changes).analysis_details.findings
    return {finding.rule: round(finding.score, 6) for finding in findings}


def still(x: float = 0.0, y: float = 0.0) -> dict[str, Any]:
    """A resting mean of axes as levels, which hold gravity on z."""
    return {"vibration_mean": vibration(x, y, 9.81, 9.81)}


def free(x: float, y: float = 0.0, z: float = 0.0, magnitude: float = 0.0) -> dict[str, Any]:
    """What a device that removes gravity itself sends of steady vibration."""
    mean = vibration(x, y, z, magnitude or max(x, y, z))
    return {"vibration_mean": mean, "vibration_max": mean}


def highest(value: float) -> dict[str, Any]:
    return {"temperature_mean": (45.0,), "temperature_max": (value,)}


def even(value: float) -> dict[str, Any]:
    return {"temperature_mean": (value,), "temperature_max": (value,)}


ANOMALIES: list[tuple[dict[str, Any], dict[str, float]]] = [
    ({"current_max": (11.99, 4.0)}, {}),
    ({"current_max": (12.0, 12.0)}, {}),
    ({"current_max": (12.01, 4.0)}, {"current_high": 0.9}),
    ({"current_max": (4.0, -12.01)}, {"current_high": 0.9}),
    ({"current_mean": (2.4, 4.39)}, {}),
    ({"current_mean": (2.4, 4.4)}, {}),
    ({"current_mean": (4.41, 2.4)}, {"currents_differ": 0.6}),
    (free(4.99, 4.99), {}),
    (free(5.0, 5.0), {}),
    (free(5.01, 5.01), {"vibration_high": 0.6}),
    (free(3.0, 3.0, 3.0, 5.01), {"vibration_high": 0.6}),
    (still(5.0, 5.0), {}),
    (still(5.01, 5.01), {"vibration_high": 0.6}),
    ({"vibration_std": deviation(2.88)}, {}),
    ({"vibration_std": deviation(2.89)}, {"vibration_high": 0.6}),
    ({"vibration_max": vibration(9.99, 0.0, 9.81, 9.81)}, {}),
    ({"vibration_max": vibration(10.0, 0.0, 9.81, 9.81)}, {}),
    ({"vibration_max": vibration(10.01, 0.0, 9.81, 9.81)}, {"vibration_peak": 0.9}),
    ({"vibration_max": vibration(0.0, 0.0, 9.81, 19.81)}, {}),
    ({"vibration_max": vibration(0.0, 0.0, 9.81, 19.82)}, {"vibration_peak": 0.9}),
    ({"vibration_max": vibration(0.0, 0.0, 19.81, 9.81)}, {}),
    ({"vibration_max": vibration(0.0, 0.0, 19.82, 9.81)}, {"vibration_peak": 0.9}),
    ({"vibration_max": vibration(0.0, 0.0, -0.2, 9.81)}, {"vibration_peak": 0.9}),
    (still(1.99, 1.0), {}),
    (still(2.0, 1.0), {}),
    (still(2.01, 1.0), {"axis_dominates": 0.5}),
    (still(1.0, 2.01), {"axis_dominates": 0.5}),
    (free(0.49), {}),
    (free(0.5), {"axis_dominates": 0.5}),
    (highest(59.99), {}),
    (highest(60.0), {}),
    (highest(60.01), {"temperature_high": 0.5}),
    (highest(70.0), {"temperature_high": 0.5}),
    (highest(70.01), {"temperature_critical": 0.8}),
]


@pytest.mark.parametrize(("changes", "expected"), ANOMALIES)
def test_an_anomaly_begins_above_its_limit(
    changes: dict[str, Any], expected: dict[str, float]
) -> None:
    assert found(**changes) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"current_mean": (5.49, 4.2)}, {}),
        ({"current_mean": (5.5, 4.2)}, {}),
        ({"current_mean": (5.51, 4.2)}, {"current_1_unlike_baseline": 3.02 / 6}),
        ({"current_mean": (2.49, 4.2)}, {"current_1_unlike_baseline": 3.02 / 6}),
        ({"current_mean": (6.99, 6.9)}, {"current_1_unlike_baseline": 5.98 / 6}),
        ({"current_mean": (7.0, 7.0)}, {"current_1_unlike_baseline": 1.0}),
        ({"current_mean": (7.1, 7.0)}, {"current_1_unlike_baseline": 1.0}),
        (still(1.3, 1.3), {}),
        (still(1.31, 1.31), {"vibration_x_unlike_baseline": 3.1 / 6}),
        (even(49.99), {}),
        (even(50.0), {}),
        (even(50.01), {"temperature_unlike_baseline": 0.7}),
    ],
)
def test_unlike_the_baseline_begins_above_its_limit(
    changes: dict[str, Any], expected: dict[str, float]
) -> None:
    scored = {rule: pytest.approx(score, abs=1e-6) for rule, score in expected.items()}

    assert found(USUAL, **{**still(1.0, 1.0), **changes}) == scored


@pytest.mark.parametrize(("windows", "samples", "judges"), [(4, 5, 0), (5, 4, 0), (5, 5, 1)])
def test_a_baseline_judges_from_five_windows_and_readings_on(
    windows: int, samples: int, judges: int
) -> None:
    state = DeviceState(baseline=USUAL.baseline.model_copy(update={"windows": windows}))

    analysis = judged(state, sample_count=samples, current_mean=(5.51, 4.2), **still(1.0, 1.0))

    assert len(analysis.analysis_details.findings) == judges
    assert (analysis.recommendations[0] == INSUFFICIENT_DATA) == (samples < 5)


FACTORS: list[tuple[dict[str, Any], float]] = [
    ({"current_mean": (4.99, 4.99)}, 1.0),
    ({"current_mean": (5.0, 5.0)}, 1.0),
    ({"current_mean": (5.01, 5.01)}, (5.01 / 5) ** 1.5),
    ({"current_mean": (5.5, 5.5)}, 1.1**1.5),
    ({"current_mean": (6.0, 6.0)}, 1.2**1.5),
    ({"current_mean": (-6.0, -6.0), "current_max": (-5.5, -5.5)}, 1.2**1.5),
    ({"current_mean": (4.5, 5.5)}, 1.0),
    ({"current_max": (7.99, 4.0)}, 1.0),
    ({"current_max": (8.0, 8.0)}, 1.0),
    ({"current_max": (8.01, 4.0)}, 1.1005),
    ({"current_max": (4.0, 9.0)}, 1.15),
    ({"current_max": (-9.0, 4.0)}, 1.15),
    (still(2.99), 1.0),
    (still(3.0), 1.0),
    (still(3.01), 1.0015),
    (still(4.0), 1.15),
    (free(0.0, 0.0, 4.0), 1.15),
    ({"vibration_std": deviation(0.99)}, 1.0),
    ({"vibration_std": deviation(1.0)}, 1.0),
    ({"vibration_std": deviation(1.01)}, 1.15),
    (even(49.99), 1.0),
    (even(50.0), 1.0),
    (even(50.01), 1.0002),
    (even(55.0), 1.1),
    ({"temperature_mean": (45.1,), "temperature_max": (60.0,)}, 1.0),
    ({"temperature_mean": (45.1,), "temperature_max": (60.1,)}, 1.0),
    ({"temperature_mean": (45.1,), "temperature_max": (60.11,)}, 1.1),
]


@pytest.mark.parametrize(("changes", "factor"), FACTORS)
def test_stress_begins_above_its_limit(changes: dict[str, Any], factor: float) -> None:
    details = judged(**changes).analysis_details

    assert details.stress_factor == pytest.approx(factor, rel=1e-12)


ADVICE: list[tuple[dict[str, Any], list[str]]] = [
    ({"current_max": (7.99, 4.0)}, []),
    ({"current_max": (8.0, 8.0)}, []),
    ({"current_max": (8.01, 4.0)}, ["Check the load"]),
    ({"current_max": (12.0, 4.0)}, ["Check the load"]),
    ({"current_max": (4.0, -12.01)}, ["Reduce the load at once", "Investigate the anomaly"]),
    ({"current_mean": (2.4, 4.4)}, []),
    ({"current_mean": (2.4, 4.41)}, ["Check the motors", "Review the anomaly"]),
    (still(3.0, 3.0), []),
    (still(3.01, 3.01), ["Rebalance"]),
    (still(5.0, 5.0), ["Rebalance"]),
    (still(5.01, 5.01), ["Service the bearings", "Review the anomaly"]),
    ({"vibration_std": deviation(1.8)}, ["Rebalance"]),
    (still(2.0, 1.0), []),
    # On the limit of 0.5 an anomaly is not for review.
    (still(2.01, 1.0), ["Check the alignment"]),
    (highest(50.0), []),
    (highest(50.01), ["Monitor the temperature"]),
    (highest(60.0), ["Monitor the temperature"]),
    (highest(60.01), ["Improve the cooling"]),
    (highest(70.01), ["Improve the cooling", "Investigate the anomaly"]),
    ({"sample_count": 4}, ["Insufficient data"]),
    ({"sample_count": 5}, []),
]


@pytest.mark.parametrize(("changes", "expected"), ADVICE)
def test_advice_begins_above_its_limit(changes: dict[str, Any], expected: list[str]) -> None:
    advice = judged(**changes).recommendations

    if not expected:
        assert advice == (ALL_NORMAL,)
    else:
        assert len(advice) == len(expected)
        assert all(text.startswith(words) for text, words in zip(advice, expected))


@pytest.mark.parametrize(
    ("hours", "level", "remaining", "advice"),
    [
        (0.0, 0.0, 10_000.0, ALL_NORMAL),
        (5_999.0, 0.5999, 4_001.0, ALL_NORMAL),
        (6_000.0, 0.6, 4_000.0, ALL_NORMAL),
        (6_001.0, 0.6001, 3_999.0, "Plan maintenance: wear is advanced"),
        (8_000.0, 0.8, 2_000.0, "Plan maintenance: wear is advanced"),
        (8_001.0, 0.8001, 1_999.0, "Urgent: replace worn parts"),
        (9_999.0, 0.9999, 1.0, "Urgent: replace worn parts"),
        (10_000.0, 1.0, 0.0, "Urgent: replace worn parts"),
        (10_001.0, 1.0, 0.0, "Urgent: replace worn parts"),
    ],
)
def test_a_life_is_ten_thousand_hours(
    hours: float, level: float, remaining: float, advice: str
) -> None:
    # The window is counted already, so it adds nothing.
    state = DeviceState(wear=Wear(accumulated_hours=hours, counted_until=NOON + 10))

    analysis = judged(state)

    assert analysis.predicted_wear_level == level
    assert analysis.estimated_remaining_hours == remaining
    assert analysis.recommendations == (advice,)
    doubled = judged(state, current_max=(28.0, 4.0), current_mean=(4.0, 4.0))
    assert doubled.estimated_remaining_hours == pytest.approx(remaining / 2.1)


@pytest.mark.parametrize(
    ("samples", "windows", "confidence"),
    [(0, 0, 0.0), (50, 0, 0.25), (100, 0, 0.5), (200, 2, 0.7), (100, 5, 1.0), (100, 9, 1.0)],
)
def test_confidence_is_half_a_full_window_and_half_a_learnt_baseline(
    samples: int, windows: int, confidence: float
) -> None:
    state = DeviceState(baseline=Baseline(windows=windows), wear=Wear(counted_until=NOON + 10))

    assert judged(state, sample_count=samples).confidence == pytest.approx(confidence)


def test_the_first_window_counts_in_the_answer_to_it() -> None:
    analysis = judged()

    assert analysis.predicted_wear_level == pytest.approx(10 / 3600 / 10_000)
    assert analysis.estimated_remaining_hours == pytest.approx(10_000 - 10 / 3600, abs=1e-9)


@pytest.mark.parametrize(("current", "expected"), [(4.3, {}), (4.31, {"current_1": 3.1 / 6})])
def test_a_current_sensors_resolution_is_a_tenth_of_an_ampere(
    current: float, expected: dict[str, float]
) -> None:
    even_running = Baseline(windows=5, quantities={"current_1": Normal(mean=4.0, variance=0.0)})

    scores = found(DeviceState(baseline=even_running), current_mean=(current, 4.2))

    assert scores == {
        f"{name}_unlike_baseline": pytest.approx(score, abs=1e-6)
        for name, score in expected.items()
    }


def test_a_baseline_counts_no_further_than_it_can_be_read() -> None:
    long_known = DeviceState(baseline=Baseline(windows=2**53))

    after = analyse(window(), long_known, Thresholds(), NOON).state

    assert after.baseline.windows == 2**53
