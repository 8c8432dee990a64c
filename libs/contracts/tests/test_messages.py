"""The messages keep their promises: same value after a round trip, immutable, strict."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from modax_contracts import (
    Aggregate,
    Analysis,
    AnalysisDetails,
    Command,
    Finding,
    InvalidMessage,
    Message,
    SafetyMessage,
    SensorReading,
    Vibration,
    VibrationDeviation,
    decode,
    encode,
    topics,
)

REPEATABLE = settings(derandomize=True, deadline=None)

device_ids = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", fullmatch=True)
currents = st.floats(-100, 100)
accelerations = st.floats(-1000, 1000)
magnitudes = st.floats(0, 2000)
temperatures = st.floats(-100, 500)
fractions = st.floats(0, 1)
texts = st.text(max_size=100)
vibrations = st.builds(
    Vibration, x=accelerations, y=accelerations, z=accelerations, magnitude=magnitudes
)
vibration_deviations = st.builds(
    VibrationDeviation, x=magnitudes, y=magnitudes, z=magnitudes, magnitude=magnitudes
)
readings = st.builds(
    SensorReading,
    timestamp=st.integers(0, 2**53 - 1),
    device_id=device_ids,
    motor_currents=st.tuples(currents, currents),
    vibration=vibrations,
    temperatures=st.tuples(temperatures),
)
safety_messages = st.builds(
    SafetyMessage, timestamp=st.integers(0, 2**53 - 1), device_id=device_ids
)
commands = st.builds(
    Command,
    timestamp=st.integers(0, 10**14),
    device_id=st.none() | device_ids,
    command_type=st.from_regex(r"[a-z][a-z0-9_]{0,63}", fullmatch=True),
    parameters=st.dictionaries(st.text(min_size=1, max_size=64), texts, max_size=4),
)
aggregates = st.builds(
    lambda start, length, **fields: Aggregate(
        time_window_start=start, time_window_end=start + length, **fields
    ),
    start=st.floats(0, 1e10),
    length=st.floats(0, 1e4),
    device_id=device_ids,
    current_mean=st.tuples(currents, currents),
    current_std=st.tuples(st.floats(0, 100), st.floats(0, 100)),
    current_max=st.tuples(currents, currents),
    vibration_mean=vibrations,
    vibration_std=vibration_deviations,
    vibration_max=vibrations,
    temperature_mean=st.tuples(temperatures),
    temperature_max=st.tuples(temperatures),
    sample_count=st.integers(0, 1000),
)
findings = st.builds(
    Finding, rule=st.just("current_high"), score=fractions, description=st.just("too high")
)
analyses = st.builds(
    Analysis,
    timestamp=st.integers(0, 10**14),
    device_id=device_ids,
    anomaly_detected=st.booleans(),
    anomaly_score=fractions,
    anomaly_description=texts,
    predicted_wear_level=fractions,
    estimated_remaining_hours=st.floats(0, 1e6),
    recommendations=st.lists(texts, max_size=3).map(tuple),
    confidence=fractions,
    analysis_details=st.builds(
        AnalysisDetails,
        findings=st.lists(findings, max_size=3).map(tuple),
        stress_factor=st.floats(1, 1e6),
        accumulated_hours=st.floats(0, 1e6),
        baseline_windows=st.integers(0, 10**9),
        sample_count=st.integers(0, 1000),
    ),
)


@REPEATABLE
@given(message=st.one_of(readings, safety_messages, commands, aggregates, analyses))
def test_a_message_survives_the_wire(message: Message) -> None:
    assert decode(type(message), encode(message)) == message


@REPEATABLE
@given(device_id=st.text(max_size=80))
def test_a_device_id_is_safe_wherever_it_goes(device_id: str) -> None:
    payload = json.dumps({"timestamp": 1, "device_id": device_id, "command_type": "stop"})
    try:
        command = decode(Command, payload.encode())
    except InvalidMessage:
        return
    assert command.device_id is not None
    assert command.device_id.isascii() and 1 <= len(command.device_id) <= 64
    assert not set(command.device_id) & set("/\\#+?&%$ \"'<>\r\n\0")
    assert command.device_id.strip(".") != ""


@pytest.mark.parametrize("device_id", ["", ".", "..", "-x", "a/b", "a\n", "a b", "ä", "a" * 65])
def test_unsafe_device_ids_are_refused(device_id: str) -> None:
    with pytest.raises(ValidationError):
        Command(timestamp=1, device_id=device_id, command_type="stop")


@pytest.mark.parametrize("device_id", ["ESP32_FIELD_001", "press-1", "a", "7", "hall.2-press_3"])
def test_the_fleets_device_ids_are_accepted(device_id: str) -> None:
    assert Command(timestamp=1, device_id=device_id, command_type="stop").device_id == device_id


@pytest.mark.parametrize("value", [0, 1, "true", None])
@pytest.mark.parametrize(
    "field", ["emergency_stop", "door_closed", "overload_detected", "temperature_ok"]
)
def test_only_a_boolean_says_something_about_safety(field: str, value: object) -> None:
    message = {
        "timestamp": 1,
        "device_id": "press-1",
        "emergency_stop": False,
        "door_closed": True,
        "overload_detected": False,
        "temperature_ok": True,
    }
    assert decode(SafetyMessage, json.dumps(message).encode()).door_closed

    with pytest.raises(InvalidMessage):
        decode(SafetyMessage, json.dumps({**message, field: value}).encode())
    del message[field]
    with pytest.raises(InvalidMessage, match=field):
        decode(SafetyMessage, json.dumps(message).encode())


def test_a_message_cannot_be_changed() -> None:
    command = Command(timestamp=1, command_type="stop")
    with pytest.raises(ValidationError, match="frozen"):
        setattr(command, "command_type", "start")


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_numbers_are_finite_also_when_built_in_code(value: float) -> None:
    with pytest.raises(ValidationError):
        Vibration(x=value, y=0.0, z=0.0, magnitude=0.0)


@REPEATABLE
@given(aggregate=aggregates)
def test_a_window_never_ends_before_it_starts(aggregate: Aggregate) -> None:
    backwards = {
        **aggregate.model_dump(),
        "time_window_start": aggregate.time_window_start + 1,
        "time_window_end": aggregate.time_window_start,
    }
    with pytest.raises(InvalidMessage, match="time_window_end is before time_window_start"):
        decode(Aggregate, json.dumps(backwards).encode())


@pytest.mark.parametrize(
    "command_type", ["", "Start", "start motor", "1start", "a" * 65, "start\n"]
)
def test_a_command_type_is_a_plain_word(command_type: str) -> None:
    with pytest.raises(ValidationError):
        Command(timestamp=1, command_type=command_type)


def test_the_topics_are_those_of_the_fleet() -> None:
    assert topics.SENSOR_DATA == "modax/sensor/data"
    assert topics.SAFETY == "modax/sensor/safety"
    assert topics.AI_ANALYSIS == "modax/ai/analysis"
    assert topics.COMMANDS == "modax/control/commands"
