"""How far a machine is worn, from the stress it ran under and for how long.

The formulas are those of services.md, "Wear". Operating is a device that sends windows.
"""

from __future__ import annotations

from typing import Annotated, Optional

from modax_contracts import Aggregate
from modax_contracts.quantities import EpochSeconds
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from modax_ai.currents import currents_of, highest_peak
from modax_ai.exact import difference
from modax_ai.motion import Motion
from modax_ai.operating import Span, bounded, cover, covered, in_order, total
from modax_ai.thresholds import WearThresholds

_SECONDS_PER_HOUR = 3600.0
# Beyond a hundred thousand years of the highest stress there is nothing to tell apart.
_MOST_HOURS = 1e15


class Wear(BaseModel):
    """The wear of one device: its stress-weighted hours, and the times that they are from.

    `counted` are spans apart from each other, in order, by the control layer's clock;
    `counted_until` is the end of the last one, None before the first window.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    accumulated_hours: Annotated[float, Field(ge=0, le=_MOST_HOURS)] = 0.0
    counted_until: Optional[EpochSeconds] = None
    counted: Annotated[tuple[tuple[EpochSeconds, EpochSeconds], ...], AfterValidator(in_order)] = ()


def stress_factor(aggregate: Aggregate, motion: Motion) -> float:
    """How many times faster than in easy running the machine wears; at least 1.

    services.md: "times (avg current/5)^1.5 above 5 A; 1.1 + 0.05·(max − 8) above 8 A;
    1 + 0.15·(v − 3) above 3 m/s²; 1.15 when vibration std > 1; 1 + 0.02·(T − 50) above 50 °C;
    1.1 when max − mean temperature > 15". The average is over the motors, currents are
    without sign, v without gravity.
    """
    averages = [motor.average for motor in currents_of(aggregate)]
    average_current = sum(averages) / len(averages)
    highest_current = highest_peak(aggregate)
    vibration = motion.level
    temperature = max(aggregate.temperature_mean)
    warming = difference(max(aggregate.temperature_max), temperature)

    factor = 1.0
    if average_current > 5:
        factor *= (average_current / 5) ** 1.5
    if highest_current > 8:
        factor *= 1.1 + 0.05 * (highest_current - 8)
    if vibration > 3:
        factor *= 1 + 0.15 * (vibration - 3)
    if motion.deviation.level > 1:
        factor *= 1.15
    if temperature > 50:
        factor *= 1 + 0.02 * (temperature - 50)
    if warming > 15:
        factor *= 1.1
    return factor


def is_new(wear: Wear, aggregate: Aggregate) -> bool:
    """Whether the window was measured, and ends at a time that is not counted yet.

    A repeated window is not new, nor is a late one whose time was taken for operating.
    """
    return aggregate.sample_count > 0 and not covered(_counted(wear), aggregate.time_window_end)


def accumulate(wear: Wear, aggregate: Aggregate, factor: float, limits: WearThresholds) -> Wear:
    """The wear after a window under a stress `factor`; never less than before.

    services.md: "Hours accumulate as real elapsed operating time × factor (not the window length
    once a minute; never negative)". Counted is what the window covers and was not counted before.
    The time up to the window before or after counts with it, because windows are far shorter than
    the interval between them; but not where it is longer than `largest_gap_seconds`, for then
    nobody knows whether the machine was operating. Without readings nothing is counted.
    """
    if aggregate.sample_count == 0:
        return wear
    end = aggregate.time_window_end
    start = max(aggregate.time_window_start, end - limits.longest_window_seconds)
    before = _counted(wear)
    after = cover(before, (start, end), limits.largest_gap_seconds)
    elapsed = max(0.0, total(after) - total(before))
    hours = wear.accumulated_hours + elapsed / _SECONDS_PER_HOUR * factor
    kept = bounded(after)
    return Wear(accumulated_hours=min(hours, _MOST_HOURS), counted_until=kept[-1][1], counted=kept)


def _counted(wear: Wear) -> tuple[Span, ...]:
    """The counted spans, with what a version counted that kept `counted_until` alone.

    That one never looked back, so nothing before its `counted_until` may count again.
    """
    until = wear.counted_until
    if until is None or covered(wear.counted, until):
        return wear.counted
    start = max((end for _, end in wear.counted if end < until), default=0.0)
    return cover(wear.counted, (start, until), largest_gap=0.0)


def wear_level(wear: Wear, limits: WearThresholds) -> float:
    """From 0, new, to 1, at the end of its design life.

    services.md: "Level = min(1, accumulated / 10 000 h)".
    """
    return min(1.0, wear.accumulated_hours / limits.design_life_hours)


def remaining_hours(wear: Wear, factor: float, limits: WearThresholds) -> float:
    """The hours left if the machine runs on under the stress `factor`; never negative.

    services.md: "remaining = (10 000 − accumulated) / factor".
    """
    return max(0.0, limits.design_life_hours - wear.accumulated_hours) / factor


def renewed(wear: Wear) -> Wear:
    """The wear after maintenance: none, and no window is counted a second time."""
    return wear.model_copy(update={"accumulated_hours": 0.0})
