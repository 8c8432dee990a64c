"""What a machine's vibration is once gravity is taken out of it, whichever way a sensor is mounted.

services.md: baselines "must remove gravity (9.81 m/s² on one axis at rest is normal)".

A bolted machine does not travel: over a window the mean of its own acceleration, the change of its
velocity by time, is zero. So the mean vector of an accelerometer is gravity, in the sensor's own
frame and on the sensor's own scale (D. Mizell, "Using gravity to estimate accelerometer
orientation", ISWC 2003), and what swings around it is vibration. That swing is in the deviations:
its root mean square per axis is the population standard deviation, and, the trace of the covariance
being the same in every frame, √(σx² + σy² + σz²) is its RMS in every mounting.

Devices that send levels instead (RMS or absolute values, with gravity on one axis or without any)
have their vibration in the means. What a window keeps of a component is therefore the larger of
|mean − gravity| and its swing: both are bounds of its RMS, √((mean − gravity)² + σ²), from below,
and a limit for either is met exactly.

A device that sends levels whose vector happens to be as long as gravity cannot be told from a
resting one by its means; its limits on swing and maximum still hold.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Union

from modax_contracts import Aggregate, Vibration, VibrationDeviation

from modax_ai.exact import difference
from modax_ai.thresholds import DataThresholds

# Two decimals in four values: (√3 + 1) · 0.005 m/s², rounded up.
_ROUNDING = 0.02


@dataclass(frozen=True)
class Axes:
    """Amounts of motion in m/s², without sign and without gravity."""

    x: float
    y: float
    z: float
    magnitude: float

    @property
    def level(self) -> float:
        """The largest of all: how much it vibrates."""
        return max(self.x, self.y, self.z, self.magnitude)

    def by_name(self) -> dict[str, float]:
        """The amounts by the names of their components."""
        return {"x": self.x, "y": self.y, "z": self.z, "magnitude": self.magnitude}

    def dominance(self, minimum: float) -> float:
        """How many times the strongest axis exceeds the next one; 1 where all hardly move."""
        strongest, second = sorted((self.x, self.y, self.z), reverse=True)[:2]
        if strongest < minimum:
            return 1.0
        return math.inf if second == 0 else strongest / second


@dataclass(frozen=True)
class Motion:
    """The vibration of one window without gravity: what is steady in it, its peak, its swing."""

    mean: Axes
    max: Axes
    deviation: Axes

    @property
    def level(self) -> float:
        """How much it vibrates on average, steadily or swinging, in m/s²."""
        return max(self.mean.level, self._swing)

    @property
    def peak(self) -> float:
        """How much it vibrates at most, in m/s², as far as the window shows.

        That is the highest value of an axis, or what the longest vector exceeds gravity by, and
        never less than the RMS. A peak across gravity lengthens the vector by less than itself.
        """
        return max(self.max.level, self._swing)

    def dominance(self, minimum: float) -> float:
        """How many times the strongest axis exceeds the next one, steadily or swinging."""
        return max(self.mean.dominance(minimum), self.deviation.dominance(minimum))

    def amounts(self) -> dict[str, float]:
        """How much each component moves on average, steadily or swinging, by its name."""
        swing = self.deviation.by_name()
        return {name: max(steady, swing[name]) for name, steady in self.mean.by_name().items()}

    @property
    def _swing(self) -> float:
        """The RMS of the swinging vector, the same in every mounting."""
        return _length(self.deviation)


def motion_of(aggregate: Aggregate, thresholds: DataThresholds) -> Motion:
    """The window's vibration without gravity; its deviation never contained any."""
    gravity = _gravity_in(aggregate, thresholds)
    deviation = aggregate.vibration_std
    return Motion(
        mean=_without(gravity, aggregate.vibration_mean),
        max=_without(gravity, aggregate.vibration_max),
        deviation=Axes(deviation.x, deviation.y, deviation.z, deviation.magnitude),
    )


@dataclass(frozen=True)
class _Gravity:
    """Gravity as a sensor shows it, in m/s²: with sign on its axes, and in its magnitude."""

    x: float
    y: float
    z: float
    magnitude: float


def _gravity_in(aggregate: Aggregate, thresholds: DataThresholds) -> _Gravity:
    """The share of gravity in each component of a mean.

    All of the mean vector where it is as long as gravity, and where the magnitudes agree that it is
    a vector: their mean is never shorter than the mean vector (triangle inequality). It may miss
    gravity by the sensor's tolerance and two standard errors (σ/√n) of a mean of n readings, which
    are independent and so add up as the root of their squares (JCGM 100, 5.1.2). Otherwise it is
    nominal gravity: on an axis that holds it, or along a mean that is longer. A shorter mean
    contains none, because the device removes gravity itself.
    """
    mean, nominal, tolerance = (
        aggregate.vibration_mean,
        thresholds.gravity,
        thresholds.gravity_tolerance,
    )
    error = 2 * _length(aggregate.vibration_std) / math.sqrt(max(1, aggregate.sample_count))
    axes = (mean.x, mean.y, mean.z)
    length = math.hypot(*axes)
    is_vector = mean.magnitude >= length - _ROUNDING
    if is_vector and abs(difference(length, nominal)) <= math.hypot(tolerance, error):
        return _Gravity(mean.x, mean.y, mean.z, length)
    least = nominal - tolerance
    strongest = max(axes, key=abs)
    shares = [0.0, 0.0, 0.0]
    if abs(strongest) >= least:
        shares[axes.index(strongest)] = math.copysign(nominal, strongest)
    elif is_vector and length > nominal:
        shares = [axis * nominal / length for axis in axes]
    x, y, z = shares
    return _Gravity(x, y, z, nominal if mean.magnitude >= least else 0.0)


def _length(vector: Union[Axes, VibrationDeviation]) -> float:
    return math.hypot(vector.x, vector.y, vector.z)


def _without(gravity: _Gravity, vibration: Vibration) -> Axes:
    return Axes(
        x=abs(difference(vibration.x, gravity.x)),
        y=abs(difference(vibration.y, gravity.y)),
        z=abs(difference(vibration.z, gravity.z)),
        magnitude=abs(difference(vibration.magnitude, gravity.magnitude)),
    )
