"""What a machine's vibration is once gravity is taken out of it.

services.md: baselines "must remove gravity (9.81 m/s² on one axis at rest is normal)".
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from modax_contracts import Aggregate, Vibration

from modax_ai.thresholds import DataThresholds


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
    """The vibration of one window without gravity."""

    mean: Axes
    max: Axes
    deviation: Axes


def motion_of(aggregate: Aggregate, thresholds: DataThresholds) -> Motion:
    """The window's vibration without gravity; its deviation never contained any.

    services.md: "9.81 m/s² on one axis at rest is normal".
    """
    gravity = _gravity_in(aggregate.vibration_mean, thresholds)
    deviation = aggregate.vibration_std
    return Motion(
        mean=_without(gravity, aggregate.vibration_mean),
        max=_without(gravity, aggregate.vibration_max),
        deviation=Axes(deviation.x, deviation.y, deviation.z, deviation.magnitude),
    )


def _gravity_in(mean: Vibration, thresholds: DataThresholds) -> Axes:
    """The share of gravity in each component.

    Gravity stands still while vibration swings around it, so it is what a mean keeps: on the axis
    that points down, or, where no single axis holds it, spread over the axes of a tilted sensor
    whose mean is as long as gravity. A device that removes gravity itself shows neither.
    """
    gravity, tolerance = thresholds.gravity, thresholds.gravity_tolerance
    amounts = [abs(mean.x), abs(mean.y), abs(mean.z)]
    strongest = max(amounts)
    length = math.hypot(*amounts)
    shares = [0.0, 0.0, 0.0]
    if strongest >= gravity - tolerance:
        shares[amounts.index(strongest)] = gravity
    elif abs(length - gravity) <= tolerance and abs(mean.magnitude - gravity) <= tolerance:
        shares = [amount * gravity / length for amount in amounts]
    in_magnitude = gravity if mean.magnitude >= gravity - tolerance else 0.0
    return Axes(shares[0], shares[1], shares[2], in_magnitude)


def _without(gravity: Axes, vibration: Vibration) -> Axes:
    return Axes(
        x=abs(abs(vibration.x) - gravity.x),
        y=abs(abs(vibration.y) - gravity.y),
        z=abs(abs(vibration.z) - gravity.z),
        magnitude=abs(vibration.magnitude - gravity.magnitude),
    )
