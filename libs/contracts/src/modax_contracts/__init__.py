"""The messages and aggregates that the MODAX layers exchange."""

from __future__ import annotations

from modax_contracts import topics
from modax_contracts._model import Message
from modax_contracts.analysis import (
    Aggregate,
    Analysis,
    AnalysisDetails,
    Finding,
    VibrationDeviation,
)
from modax_contracts.claims import claimed_devices
from modax_contracts.codec import MAX_MESSAGE_BYTES, InvalidMessage, decode, encode
from modax_contracts.command import Command, CommandType, Parameters
from modax_contracts.quantities import DEVICE_ID_PATTERN, DeviceId
from modax_contracts.safety import SafetyMessage
from modax_contracts.sensor import SensorReading, Vibration

__all__ = [
    "DEVICE_ID_PATTERN",
    "MAX_MESSAGE_BYTES",
    "Aggregate",
    "Analysis",
    "AnalysisDetails",
    "Command",
    "CommandType",
    "DeviceId",
    "Finding",
    "InvalidMessage",
    "Message",
    "Parameters",
    "SafetyMessage",
    "SensorReading",
    "Vibration",
    "VibrationDeviation",
    "claimed_devices",
    "decode",
    "encode",
    "topics",
]
