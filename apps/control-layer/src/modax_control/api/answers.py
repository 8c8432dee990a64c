"""The bodies of the API's answers, in the words of the existing HMI."""

from __future__ import annotations

from typing import Optional

from modax_contracts import SafetyMessage, Vibration
from pydantic import BaseModel

from modax_control.command.desk import SentCommand
from modax_control.safety.rules import Hazard
from modax_control.telemetry.history import ReceivedReading


class SystemStatus(BaseModel):
    """`last_update`: epoch seconds of the newest message of any device; 0 before the first."""

    is_safe: bool
    devices_online: list[str]
    ai_enabled: bool
    last_update: float


class Reading(BaseModel):
    """`timestamp` is the device's own clock in ms and no epoch; `received_at` is epoch seconds."""

    timestamp: int
    received_at: float
    motor_currents: tuple[float, float]
    vibration: Vibration
    temperatures: tuple[float]


class SafetyStatus(BaseModel):
    emergency_stop: bool
    door_closed: bool
    overload_detected: bool
    temperature_ok: bool


class DeviceData(Reading):
    """`safety_status` is null once it is too old to be believed; `hazards` says why a device is
    unsafe."""

    device_id: str
    safety_status: Optional[SafetyStatus]
    is_safe: bool
    hazards: list[Hazard]


class DeviceHistory(BaseModel):
    """`readings`: oldest first."""

    device_id: str
    count: int
    readings: list[Reading]


class CommandAnswer(BaseModel):
    """`audited`: whether the outcome is in the audit log on disk."""

    status: str
    command: str
    command_id: str
    device_id: Optional[str]
    audited: bool


def reading_of(received: ReceivedReading) -> Reading:
    reading = received.reading
    return Reading(
        timestamp=reading.timestamp,
        received_at=received.received.epoch,
        motor_currents=reading.motor_currents,
        vibration=reading.vibration,
        temperatures=reading.temperatures,
    )


def device_data(
    received: ReceivedReading, message: Optional[SafetyMessage], hazards: list[Hazard]
) -> DeviceData:
    return DeviceData(
        **dict(reading_of(received)),
        device_id=received.reading.device_id,
        safety_status=None if message is None else SafetyStatus(**dict(message)),
        is_safe=not hazards,
        hazards=hazards,
    )


def command_answer(sent: SentCommand) -> CommandAnswer:
    return CommandAnswer(
        status="success",
        command=sent.request.command_type,
        command_id=sent.command_id,
        device_id=sent.request.device_id,
        audited=sent.audited,
    )
