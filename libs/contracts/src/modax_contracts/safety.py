"""What a field device says about its own safety."""

from __future__ import annotations

from modax_contracts._model import Message
from modax_contracts.quantities import DeviceId, DeviceMilliseconds


class SafetyMessage(Message):
    """The safety inputs of one device, on `topics.SAFETY`.

    All four are required: a device that leaves one out has not said that it is safe.
    """

    timestamp: DeviceMilliseconds
    device_id: DeviceId
    emergency_stop: bool
    door_closed: bool
    overload_detected: bool
    temperature_ok: bool
