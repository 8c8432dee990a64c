"""How much current flows, whichever way a motor turns.

Currents are negative in reverse, and a window offers mean, deviation and highest value with their
signs. What it keeps of the lowest value is a bound: σ² ≤ (max − mean)·(mean − min), so
min ≤ mean − σ²/(max − mean), exact where a current jumps between two values (R. Bhatia and
C. Davis, "A better bound on the variance", Amer. Math. Monthly 107, 2000). No value is further from
the mean than σ·√(n − 1) (P. Samuelson, "How deviant can you be?", JASA 63, 1968); a window that
claims more contradicts itself and is believed no further.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from modax_contracts import Aggregate

from modax_ai.exact import difference


@dataclass(frozen=True)
class MotorCurrent:
    """The current of one motor in one window, in A and without sign.

    `average` is the mean, or the root mean square where the window proves that the motor turned
    both ways and the mean would hide what flowed. `peak` is the highest magnitude that the window
    proves to have flowed.
    """

    average: float
    deviation: float
    peak: float


def currents_of(aggregate: Aggregate) -> tuple[MotorCurrent, ...]:
    """The currents of all motors, in the order of the window."""
    return tuple(
        _motor_current(mean, deviation, highest, aggregate.sample_count)
        for mean, deviation, highest in zip(
            aggregate.current_mean, aggregate.current_std, aggregate.current_max
        )
    )


def average_difference(aggregate: Aggregate) -> float:
    """By how many A the motors' average currents differ."""
    averages = [motor.average for motor in currents_of(aggregate)]
    return difference(max(averages), min(averages))


def highest_peak(aggregate: Aggregate) -> float:
    """The highest current of any motor in A."""
    return max(motor.peak for motor in currents_of(aggregate))


def _motor_current(mean: float, deviation: float, highest: float, samples: int) -> MotorCurrent:
    lowest = mean - _least_descent(mean, deviation, highest, samples)
    turned_both_ways = lowest < 0 < highest
    return MotorCurrent(
        average=math.hypot(mean, deviation) if turned_both_ways else abs(mean),
        deviation=deviation,
        peak=max(abs(highest), -lowest),
    )


def _least_descent(mean: float, deviation: float, highest: float, samples: int) -> float:
    """How far below the mean the lowest value is at least."""
    if highest <= mean:
        return 0.0
    furthest = deviation * math.sqrt(max(0, samples - 1))
    return min(deviation**2 / (highest - mean), furthest)
