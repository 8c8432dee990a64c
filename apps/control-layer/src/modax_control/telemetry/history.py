"""The last readings of each device."""

from __future__ import annotations

from collections import deque
from typing import Final, NamedTuple

from modax_contracts import SensorReading

from modax_control.instant import Instant

MAX_READINGS: Final = 1000
"""How many readings are kept of each device."""


class ReceivedReading(NamedTuple):
    """A reading and when it was received: the device's own clock cannot be trusted."""

    reading: SensorReading
    received: Instant


class ReadingHistory:
    """The newest readings of each device, at most `MAX_READINGS` of each.

    It takes what it is given: the bound on the number of devices is the fleet's.
    """

    def __init__(self) -> None:
        self._readings: dict[str, deque[ReceivedReading]] = {}

    def add(self, reading: SensorReading, received: Instant) -> None:
        readings = self._readings.setdefault(reading.device_id, deque(maxlen=MAX_READINGS))
        readings.append(ReceivedReading(reading, received))

    @property
    def device_ids(self) -> list[str]:
        """Devices of which there are readings."""
        return list(self._readings)

    def last(self, device_id: str, count: int) -> list[ReceivedReading]:
        """At most `count` of the newest readings of a device, oldest first."""
        return list(self._readings.get(device_id, ()))[-count:]

    def since(self, device_id: str, monotonic: float) -> list[ReceivedReading]:
        """The readings of a device received after a moment, oldest first."""
        return [
            received
            for received in self._readings.get(device_id, ())
            if received.received.monotonic > monotonic
        ]
