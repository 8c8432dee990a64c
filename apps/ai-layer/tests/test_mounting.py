"""A machine at rest is at rest and a shaken one is shaken, whichever way its sensor is mounted."""

from __future__ import annotations

import math
from typing import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from modax_contracts import Aggregate, Vibration, VibrationDeviation

from modax_ai.analyst import DeviceState, analyse
from modax_ai.recommendations import ALL_NORMAL
from modax_ai.thresholds import Thresholds
from tests.windows import NOON, window

GRAVITY = 9.81
SAMPLES = 100

Vector = tuple[float, float, float]
Mounting = Callable[[Vector], Vector]


def mounted(quaternion: Sequence[float]) -> Mounting:
    """The turn that a quaternion of any length but zero stands for."""
    length = math.sqrt(sum(part**2 for part in quaternion))
    w, x, y, z = (part / length for part in quaternion)
    rows = (
        (1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)),
        (2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)),
        (2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)),
    )

    def turn(vector: Vector) -> Vector:
        a, b, c = (sum(part * one for part, one in zip(row, vector)) for row in rows)
        return a, b, c

    return turn


def tilted(degrees: float) -> Mounting:
    half = math.radians(degrees) / 2
    return mounted((math.cos(half), math.sin(half), 0.0, 0.0))


def measured(readings: Sequence[Vector], end: float = NOON + 10) -> Aggregate:
    """The window of these readings, as the control layer sums them up."""
    columns = dict(zip("xyz", zip(*readings)))
    columns["magnitude"] = tuple(math.hypot(*reading) for reading in readings)
    mean = {name: math.fsum(column) / len(column) for name, column in columns.items()}
    deviation = {
        name: math.sqrt(math.fsum((one - mean[name]) ** 2 for one in column) / len(column))
        for name, column in columns.items()
    }
    return window(
        end,
        vibration_mean=Vibration(**mean),
        vibration_std=VibrationDeviation(**deviation),
        vibration_max=Vibration(**{name: max(column) for name, column in columns.items()}),
        sample_count=len(readings),
    )


def readings(
    turn: Mounting, scale: float = 1.0, amplitude: float = 0.0, cycles: int = 3
) -> list[Vector]:
    """What a sensor shows of a machine that swings along its own x axis under gravity."""
    return [
        turn((amplitude * math.sin(math.tau * cycles * n / SAMPLES) * scale, 0.0, GRAVITY * scale))
        for n in range(SAMPLES)
    ]


mountings = (
    st.tuples(*[st.floats(-1, 1)] * 4).filter(lambda parts: math.hypot(*parts) > 0.1).map(mounted)
)
scales = st.floats(0.9, 1.1)


def is_at_rest(aggregate: Aggregate, state: DeviceState) -> DeviceState:
    outcome = analyse(aggregate, state, Thresholds(), NOON)
    assert outcome.analysis.analysis_details.findings == ()
    assert outcome.analysis.analysis_details.stress_factor == 1
    assert outcome.analysis.recommendations == (ALL_NORMAL,)
    return outcome.state


@given(st.lists(st.tuples(mountings, scales), min_size=1, max_size=8))
def test_a_machine_at_rest_is_at_rest_in_every_mounting(
    sensors: list[tuple[Mounting, float]],
) -> None:
    """Also when its sensor is taken off and mounted another way, after its baseline is learnt."""
    state = DeviceState()
    for number, (turn, scale) in enumerate(sensors * 2):
        aggregate = measured(readings(turn, scale), NOON + 60 * number)
        state = is_at_rest(aggregate, state)


@given(
    mountings,
    st.floats(0.91, 1.09),
    st.lists(st.tuples(*[st.floats(-0.05, 0.05)] * 3), min_size=5),
)
def test_a_sensors_noise_is_no_vibration(turn: Mounting, scale: float, noise: list[Vector]) -> None:
    x, y, z = turn((0.0, 0.0, GRAVITY * scale))
    is_at_rest(measured([(x + a, y + b, z + c) for a, b, c in noise]), DeviceState())


@pytest.mark.parametrize("scale", [8.81 / 9.81, 0.95, 1.0, 1.05, 10.81 / 9.81])
@pytest.mark.parametrize("degrees", range(0, 181, 3))
def test_a_tilted_sensor_is_at_rest_up_to_its_tolerance(degrees: int, scale: float) -> None:
    is_at_rest(measured(readings(tilted(degrees), scale)), DeviceState())


@given(mountings, scales, st.floats(7.9, 30), st.integers(1, 40))
def test_real_vibration_is_seen_in_every_mounting(
    turn: Mounting, scale: float, amplitude: float, cycles: int
) -> None:
    """Its level is its RMS, A/√2 of a sine, so 7.9 · 0.9 m/s² are over the limit of 5."""
    aggregate = measured(readings(turn, scale, amplitude, cycles))

    details = analyse(aggregate, DeviceState(), Thresholds(), NOON).analysis.analysis_details

    level = amplitude * scale / math.sqrt(2)
    assert "vibration_high" in {finding.rule for finding in details.findings}
    assert details.stress_factor == pytest.approx((1 + 0.15 * (level - 3)) * 1.15)


@given(mountings, st.floats(14.2, 100))
def test_vibration_whose_rms_is_over_the_limit_of_peaks_has_a_peak(
    turn: Mounting, amplitude: float
) -> None:
    aggregate = measured(readings(turn, amplitude=amplitude))

    analysis = analyse(aggregate, DeviceState(), Thresholds(), NOON).analysis

    assert analysis.anomaly_score >= 0.9


@pytest.mark.parametrize("degrees", [0, 90, 180])
def test_a_peak_along_an_axis_is_seen_whichever_way_it_points(degrees: int) -> None:
    """Upside down as well, where the highest value of the axis is near zero."""
    shaken = readings(tilted(degrees))
    for number, bump in ((20, 15.0), (60, -15.0)):
        x, y, z = shaken[number]
        turn = tilted(degrees)((0.0, 0.0, bump))
        shaken[number] = (x + turn[0], y + turn[1], z + turn[2])

    details = analyse(measured(shaken), DeviceState(), Thresholds(), NOON).analysis

    assert details.anomaly_score == 0.9


@given(mountings, st.floats(0.8, 3.0))
def test_vibration_that_grows_is_unlike_the_baseline_in_every_mounting(
    turn: Mounting, amplitude: float
) -> None:
    state = DeviceState()
    for number in range(8):
        state = is_at_rest(measured(readings(turn), NOON + 60 * number), state)

    grown = measured(readings(turn, amplitude=amplitude), NOON + 600)

    findings = analyse(grown, state, Thresholds(), NOON).analysis.analysis_details.findings
    assert [one for one in findings if one.rule.endswith("unlike_baseline")]


@given(
    mountings,
    st.integers(5, 100).flatmap(
        lambda count: st.tuples(st.just(count), st.integers(-(-count // 3), 2 * count // 3))
    ),
    st.floats(0, 4.5),
)
def test_few_readings_of_a_shaken_machine_do_not_turn_gravity_into_vibration(
    turn: Mounting, counts: tuple[int, int], amplitude: float
) -> None:
    """A mean of few readings misses gravity by a part of the swing, not by gravity itself."""
    swings = [
        turn((0.0, 0.0, GRAVITY + (amplitude if number < counts[1] else -amplitude)))
        for number in range(counts[0])
    ]

    analysis = analyse(measured(swings), DeviceState(), Thresholds(), NOON).analysis

    rules = {finding.rule for finding in analysis.analysis_details.findings}
    assert "vibration_high" not in rules
