"""What a field device measures."""

from __future__ import annotations

from modax_contracts._model import Message
from modax_contracts.quantities import (
    Acceleration,
    Current,
    DeviceId,
    DeviceMilliseconds,
    Magnitude,
    Temperature,
)


class Vibration(Message):
    """Acceleration per axis and its magnitude in m/s², gravity included."""

    x: Acceleration
    y: Acceleration
    z: Acceleration
    magnitude: Magnitude


class SensorReading(Message):
    """One reading of one device, on `topics.SENSOR_DATA`.

    Two motor currents in A, one vibration in m/s², one temperature in °C.
    """

    timestamp: DeviceMilliseconds
    device_id: DeviceId
    motor_currents: tuple[Current, Current]
    vibration: Vibration
    temperatures: tuple[Temperature]
