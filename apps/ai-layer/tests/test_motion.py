"""Gravity is no vibration, whichever way a sensor is mounted."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from modax_contracts import Vibration

from modax_ai.motion import Axes, Motion, motion_of
from modax_ai.thresholds import DataThresholds
from tests.windows import vibration, window

GRAVITY = 9.81
TOLERANCE = 1.0


def motion(mean: Vibration, peak: Vibration) -> Motion:
    return motion_of(window(vibration_mean=mean, vibration_max=peak), DataThresholds())


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("axis", ["x", "y", "z"])
def test_at_rest_nothing_moves(axis: str, sign: int) -> None:
    axes = {"x": 0.0, "y": 0.0, "z": 0.0, axis: sign * GRAVITY}
    at_rest = vibration(**axes, magnitude=GRAVITY)

    still = motion(at_rest, at_rest)

    assert still.mean.level == still.max.level == 0


def test_a_sensor_that_misses_gravity_a_little_is_at_rest_too() -> None:
    mean = vibration(0.1, -0.1, 9.0, 9.01)

    assert motion(mean, mean).mean.level < TOLERANCE


@given(st.floats(0, math.pi), st.floats(0, 2 * math.pi))
def test_a_tilted_sensor_at_rest_moves_no_more_than_its_tolerance(tilt: float, turn: float) -> None:
    at_rest = vibration(
        GRAVITY * math.sin(tilt) * math.cos(turn),
        GRAVITY * math.sin(tilt) * math.sin(turn),
        GRAVITY * math.cos(tilt),
        GRAVITY,
    )
    still = motion(at_rest, at_rest)

    # Where one axis nearly holds gravity, it is taken from that axis alone.
    leaning = math.sqrt(GRAVITY**2 - (GRAVITY - TOLERANCE) ** 2)
    assert still.mean.level <= leaning + 1e-6 < 5


def test_motion_beside_gravity_is_seen() -> None:
    moving = motion(vibration(6.0, 0.5, 9.81, 11.5), vibration(9.0, 1.0, 15.81, 18.0))

    assert moving.mean.x == 6.0
    assert moving.mean.z == pytest.approx(0)
    assert moving.mean.magnitude == pytest.approx(1.69)
    assert moving.max.z == pytest.approx(6.0)


def test_motion_along_gravity_is_seen() -> None:
    moving = motion(vibration(0.0, 0.0, -16.0, 16.0), vibration(0.0, 0.0, -12.0, 20.0))

    assert moving.mean.z == pytest.approx(6.19)
    assert moving.max.magnitude == pytest.approx(10.19)


@given(st.floats(0, 4), st.floats(0, 4), st.floats(0, 4))
def test_a_device_that_removes_gravity_itself_is_believed(x: float, y: float, z: float) -> None:
    mean = vibration(x, y, z, math.hypot(x, y, z))

    believed = motion(mean, mean).mean

    assert (believed.x, believed.y, believed.z, believed.magnitude) == (x, y, z, mean.magnitude)


@pytest.mark.parametrize(
    ("axes", "dominance"),
    [
        (Axes(4.0, 2.0, 1.0, 4.6), 2.0),
        (Axes(0.0, 3.0, 3.0, 4.2), 1.0),
        (Axes(0.0, 3.0, 0.0, 3.0), math.inf),
        (Axes(0.4, 0.0, 0.1, 0.4), 1.0),
    ],
)
def test_dominance_compares_the_two_strongest_axes_that_move(axes: Axes, dominance: float) -> None:
    assert axes.dominance(minimum=0.5) == dominance


def test_readings_rounded_to_two_decimals_are_at_rest() -> None:
    """The vector of a sensor tilted by 30° is 9.816 m/s² long then, its magnitude 9.81."""
    assert motion(vibration(4.91, 0.0, 8.5, 9.81), vibration(4.91, 0.0, 8.5, 9.81)).level < 0.4


@pytest.mark.parametrize(
    ("mean", "level"),
    [
        (vibration(5.2, 0.0, 9.0, 9.0), 5.2),
        (vibration(8.0, 8.0, 8.0, math.sqrt(192)), math.sqrt(192) - GRAVITY),
        (vibration(8.0, 8.0, 8.0, 9.81), 8.0),
    ],
)
def test_what_is_no_gravity_alone_keeps_what_is_more(mean: Vibration, level: float) -> None:
    assert motion(mean, mean).mean.level == pytest.approx(level)


def test_an_axis_dominates_also_by_its_swing() -> None:
    swinging = Motion(
        mean=Axes(0.0, 0.0, 0.0, 0.0), max=Axes(1, 1, 1, 1), deviation=Axes(1.5, 0.5, 0.1, 0.1)
    )

    assert swinging.dominance(minimum=0.5) == 3.0
