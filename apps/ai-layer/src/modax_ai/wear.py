"""How far a machine is worn, from the stress it ran under and for how long.

The formulas are those of services.md, "Wear". Operating is a device that sends windows.
"""

from __future__ import annotations

from typing import Annotated, Optional

from modax_contracts import Aggregate
from pydantic import BaseModel, ConfigDict, Field

from modax_ai.motion import Motion
from modax_ai.thresholds import WearThresholds

_SECONDS_PER_HOUR = 3600.0
_CLOCK_TOLERANCE_SECONDS = 300.0


class Wear(BaseModel):
    """The wear of one device: its stress-weighted hours, and up to when they are counted.

    `counted_until` is in epoch seconds of the control layer's clock; None before the first window.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    accumulated_hours: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0.0
    counted_until: Annotated[Optional[float], Field(allow_inf_nan=False)] = None


def stress_factor(aggregate: Aggregate, motion: Motion) -> float:
    """How many times faster than in easy running the machine wears; at least 1.

    services.md: "times (avg current/5)^1.5 above 5 A; 1.1 + 0.05·(max − 8) above 8 A;
    1 + 0.15·(v − 3) above 3 m/s²; 1.15 when vibration std > 1; 1 + 0.02·(T − 50) above 50 °C;
    1.1 when max − mean temperature > 15". The average is over the motors, v without gravity.
    """
    average_current = sum(aggregate.current_mean) / len(aggregate.current_mean)
    highest_current = max(aggregate.current_max)
    vibration = motion.mean.level
    temperature = max(aggregate.temperature_mean)
    warming = max(aggregate.temperature_max) - temperature

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


def is_new(wear: Wear, aggregate: Aggregate, now: float) -> bool:
    """Whether the window ends later than all counted ones.

    A repeated or late window is not new, unless what was counted lies in the future of `now`
    (epoch seconds) and the window does not: then a clock was wrong, and waiting until it is right
    would stop the counting for long.
    """
    counted_until, end = wear.counted_until, aggregate.time_window_end
    if counted_until is None or end > counted_until:
        return True
    latest_credible = now + _CLOCK_TOLERANCE_SECONDS
    return counted_until > latest_credible >= end


def accumulate(wear: Wear, aggregate: Aggregate, factor: float, limits: WearThresholds) -> Wear:
    """The wear after a new window under a stress `factor`.

    services.md: "Hours accumulate as real elapsed operating time × factor (not the window length
    once a minute; never negative)". Counted is the time since the last window, for windows are far
    shorter than the interval between them; after a gap in which the machine was not operating, and
    for the first window, the window's own length.
    """
    start, end = aggregate.time_window_start, aggregate.time_window_end
    elapsed = end - start
    if (
        wear.counted_until is not None
        and 0 < end - wear.counted_until <= limits.largest_gap_seconds
    ):
        elapsed = end - wear.counted_until
    elapsed = min(elapsed, limits.largest_gap_seconds)
    return Wear(
        accumulated_hours=wear.accumulated_hours + elapsed / _SECONDS_PER_HOUR * factor,
        counted_until=end,
    )


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
    return Wear(counted_until=wear.counted_until)
