"""Readings of one window, summed up for the AI layer."""

from __future__ import annotations

import math
from typing import NamedTuple, Optional, Sequence

from modax_contracts import Aggregate, Vibration, VibrationDeviation

from modax_control.instant import Instant
from modax_control.telemetry.history import ReadingHistory, ReceivedReading


class Summary(NamedTuple):
    """Mean, population standard deviation and maximum of a series, in the series' unit."""

    mean: float
    std: float
    maximum: float


def summarise(values: Sequence[float]) -> Summary:
    """Sums up a series of at least one finite number.

    Rounding is held within what is true of exact arithmetic: the mean lies between the extremes
    and the deviation is at most half the range (Popoviciu's inequality), so a series within the
    contract's ranges has a summary within them.
    """
    lowest, highest = min(values), max(values)
    mean = min(max(math.fsum(values) / len(values), lowest), highest)
    variance = math.fsum((value - mean) ** 2 for value in values) / len(values)
    return Summary(mean, min(math.sqrt(variance), (highest - lowest) / 2), highest)


def aggregate_window(
    history: ReadingHistory, device_id: str, window_seconds: float, now: Instant
) -> Optional[Aggregate]:
    """The aggregate of what a device sent in the last `window_seconds` by time of receipt.

    None when it sent nothing. The window's ends are epoch seconds.
    """
    received = history.since(device_id, now.monotonic - window_seconds)
    if not received:
        return None
    return _aggregate(device_id, received, now.epoch - window_seconds, now.epoch)


def _aggregate(
    device_id: str, received: Sequence[ReceivedReading], start: float, end: float
) -> Aggregate:
    readings = [one.reading for one in received]
    first, second = (
        summarise([reading.motor_currents[motor] for reading in readings]) for motor in (0, 1)
    )
    x, y, z, magnitude = (
        summarise([getattr(reading.vibration, part) for reading in readings])
        for part in ("x", "y", "z", "magnitude")
    )
    temperature = summarise([reading.temperatures[0] for reading in readings])
    return Aggregate(
        device_id=device_id,
        time_window_start=start,
        time_window_end=end,
        current_mean=(first.mean, second.mean),
        current_std=(first.std, second.std),
        current_max=(first.maximum, second.maximum),
        vibration_mean=Vibration(x=x.mean, y=y.mean, z=z.mean, magnitude=magnitude.mean),
        vibration_std=VibrationDeviation(x=x.std, y=y.std, z=z.std, magnitude=magnitude.std),
        vibration_max=Vibration(x=x.maximum, y=y.maximum, z=z.maximum, magnitude=magnitude.maximum),
        temperature_mean=(temperature.mean,),
        temperature_max=(temperature.maximum,),
        sample_count=len(readings),
    )
