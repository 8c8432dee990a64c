"""The safety invariants as pure functions of what was said and when."""

from __future__ import annotations

from enum import Enum
from typing import Mapping, NamedTuple, Optional

from modax_contracts import SafetyMessage


class Hazard(str, Enum):
    """Why a device or the system is unsafe."""

    NEVER_REPORTED = "never_reported"
    REPORT_TOO_OLD = "report_too_old"
    REPORT_VOID = "report_void"
    EMERGENCY_STOP = "emergency_stop"
    DOOR_OPEN = "door_open"
    OVERLOAD = "overload"
    TEMPERATURE = "temperature"
    NO_DEVICE = "no_device"
    UNSAFE_DEVICE = "unsafe_device"
    UNWATCHED_DEVICE = "unwatched_device"


class SafetyReport(NamedTuple):
    """A device's newest safety message, and a moment in monotonic seconds before which it cannot
    have reached the broker.

    No message: the newest was malformed, or its age is unknown, and it voids the older ones.
    """

    message: Optional[SafetyMessage]
    sent_after: float


def device_hazards(report: Optional[SafetyReport], now: float, max_age: float) -> list[Hazard]:
    """Why a device is unsafe; empty when it is safe.

    Safe is only who said so at most `max_age` seconds ago. What a report that is too old says is
    not looked at: it is not known whether it still holds.
    """
    if report is None:
        return [Hazard.NEVER_REPORTED]
    message = report.message
    if message is None:
        return [Hazard.REPORT_VOID]
    if not 0 <= now - report.sent_after <= max_age:
        return [Hazard.REPORT_TOO_OLD]
    said = {
        Hazard.EMERGENCY_STOP: message.emergency_stop,
        Hazard.DOOR_OPEN: not message.door_closed,
        Hazard.OVERLOAD: message.overload_detected,
        Hazard.TEMPERATURE: not message.temperature_ok,
    }
    return [hazard for hazard, present in said.items() if present]


def system_hazards(
    known: Mapping[str, Optional[SafetyReport]],
    unwatched_devices: bool,
    now: float,
    max_age: float,
) -> list[Hazard]:
    """Why the system is unsafe; empty when at least one device is known, every known device is
    safe, and there is none that could not be watched for want of room."""
    found = {
        Hazard.NO_DEVICE: not known,
        Hazard.UNSAFE_DEVICE: any(
            device_hazards(report, now, max_age) for report in known.values()
        ),
        Hazard.UNWATCHED_DEVICE: unwatched_devices,
    }
    return [hazard for hazard, present in found.items() if present]
