"""The devices this control layer has heard of since it started."""

from __future__ import annotations

from typing import Final, Optional

from modax_control.instant import Instant

MAX_DEVICES: Final = 128
"""How many devices one control layer knows. With full histories they take about 225 MB."""

ONLINE_SECONDS: Final = 10.0
"""A device is online while its newest valid message is at most this old."""


class Fleet:
    """Known devices and when a valid message of each was last heard.

    No device is ever forgotten: to forget an unsafe one would make the system look safe. So the
    number is bounded by turning new devices away, and a restart is what clears the list.
    """

    def __init__(self) -> None:
        self._last_heard: dict[str, Optional[Instant]] = {}
        self._turned_away = False

    def admit(self, device_id: str, heard: Optional[Instant]) -> bool:
        """Notes that there is a device, and when a valid message of it was heard, if this is one.

        False when it is new and there is no room for it.
        """
        if device_id not in self._last_heard and len(self._last_heard) >= MAX_DEVICES:
            self._turned_away = True
            return False
        self._last_heard[device_id] = heard or self._last_heard.get(device_id)
        return True

    def __contains__(self, device_id: object) -> bool:
        return device_id in self._last_heard

    @property
    def device_ids(self) -> list[str]:
        """Known devices, the longest known first."""
        return list(self._last_heard)

    @property
    def turned_away(self) -> bool:
        """Whether there are devices that this control layer cannot watch."""
        return self._turned_away

    @property
    def last_heard_epoch(self) -> float:
        """When any device was last heard in epoch seconds; 0 before the first."""
        return max((heard.epoch for heard in self._last_heard.values() if heard), default=0.0)

    def online(self, monotonic: float) -> list[str]:
        """Devices heard in the last `ONLINE_SECONDS`."""
        return [
            device_id
            for device_id, heard in self._last_heard.items()
            if heard is not None and monotonic - heard.monotonic <= ONLINE_SECONDS
        ]
