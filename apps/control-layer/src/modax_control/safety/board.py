"""The newest safety report of every known device."""

from __future__ import annotations

from typing import Optional

from modax_contracts import SafetyMessage
from modax_service import Clock

from modax_control.fleet import Fleet
from modax_control.safety.rules import Hazard, SafetyReport, device_hazards, system_hazards


class SafetyBoard:
    """Answers, for this very moment, whether a device or the system is safe."""

    def __init__(self, fleet: Fleet, clock: Clock, max_age: float) -> None:
        self._fleet = fleet
        self._clock = clock
        self._max_age = max_age
        self._reports: dict[str, SafetyReport] = {}

    def record(self, message: SafetyMessage, sent_after: float) -> None:
        """Takes a device's report, which is at most as old as that moment in monotonic seconds;
        the newest taken is the one that counts."""
        self._reports[message.device_id] = SafetyReport(message, sent_after)

    def distrust(self, device_id: str) -> None:
        """Voids what a device has said: it is unsafe until its next report."""
        self._reports[device_id] = SafetyReport(None, self._clock.monotonic())

    def distrust_all(self) -> None:
        """Voids what every device has said."""
        for device_id in self._reports:
            self.distrust(device_id)

    def hazards(self, device_id: Optional[str]) -> list[Hazard]:
        """Why a device, or the system when none is named, is unsafe now; empty when safe."""
        now = self._clock.monotonic()
        if device_id is not None:
            return device_hazards(self._reports.get(device_id), now, self._max_age)
        known = {known: self._reports.get(known) for known in self._fleet.device_ids}
        return system_hazards(known, self._fleet.turned_away, now, self._max_age)

    def current_message(self, device_id: str) -> Optional[SafetyMessage]:
        """What a device last said, as long as that is not too old to be believed."""
        report = self._reports.get(device_id)
        if report is None or Hazard.REPORT_TOO_OLD in self.hazards(device_id):
            return None
        return report.message
