"""Whatever arrives either is a message of the contract or is refused with a reason."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from modax_contracts import (
    DEVICE_ID_PATTERN,
    MAX_MESSAGE_BYTES,
    Aggregate,
    Analysis,
    Command,
    InvalidMessage,
    Message,
    SafetyMessage,
    SensorReading,
    claimed_devices,
    decode,
    encode,
)

MODELS: list[type[Message]] = [SensorReading, SafetyMessage, Aggregate, Analysis, Command]
CODES = {
    "message_too_large",
    "message_not_utf8",
    "message_not_json",
    "message_too_deep",
    "key_repeated",
    "value_out_of_range",
    "value_invalid",
}
REPEATABLE = settings(derandomize=True, deadline=None)

READING: dict[str, Any] = {
    "timestamp": 4711,
    "device_id": "press-1",
    "motor_currents": [4.5, 4.25],
    "vibration": {"x": 0.5, "y": -0.25, "z": 9.75, "magnitude": 9.78},
    "temperatures": [41.5],
}

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def refusal(model: type[Message], payload: bytes) -> InvalidMessage:
    with pytest.raises(InvalidMessage) as caught:
        decode(model, payload)
    return caught.value


def with_changes(**changes: Any) -> bytes:
    return json.dumps({**READING, **changes}).encode()


@pytest.mark.parametrize("model", MODELS)
@REPEATABLE
@given(payload=st.binary(max_size=200))
@example(payload=b"")
@example(payload=b"\xef\xbb\xbf{}")
@example(payload=b'"\\ud800"')
@example(payload=b"[" * 60_000)
@example(payload=b"9" * 60_000)
@example(payload=b'{"a":' * 10_000)
def test_any_bytes_are_decoded_or_refused(model: type[Message], payload: bytes) -> None:
    try:
        decode(model, payload)
    except InvalidMessage as error:
        assert error.code in CODES
        assert 0 < len(error.message) <= 300


@pytest.mark.parametrize("model", MODELS)
@REPEATABLE
@given(value=JSON_VALUES, fields=st.dictionaries(st.sampled_from(sorted(READING)), JSON_VALUES))
def test_any_json_is_decoded_or_refused(
    model: type[Message], value: object, fields: dict[str, object]
) -> None:
    for document in (value, {**READING, **fields}):
        try:
            decode(model, json.dumps(document).encode())
        except InvalidMessage as error:
            assert error.code in CODES


def test_a_reading_as_the_fleet_sends_it() -> None:
    reading = decode(SensorReading, with_changes(firmware="1.4.2"))

    assert reading.device_id == "press-1"
    assert reading.motor_currents == (4.5, 4.25)
    assert reading.vibration.z == 9.75
    assert reading.temperatures == (41.5,)
    assert not hasattr(reading, "firmware")


def test_whole_numbers_are_measurements_too() -> None:
    assert decode(SensorReading, with_changes(temperatures=[41])).temperatures == (41.0,)


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (b" " * (MAX_MESSAGE_BYTES + 1), "message_too_large"),
        (b'{"device_id": "\xff"}', "message_not_utf8"),
        (b"{", "message_not_json"),
        (b"{}{}", "message_not_json"),
        (b"[" * 1000 + b"]" * 1000, "message_too_deep"),
        (b'{"device_id": "a", "device_id": "a"}', "key_repeated"),
        (with_changes()[:-1] + b', "device_id": "press-2"}', "key_repeated"),
        (with_changes()[:-1] + b', "device\\u005fid": "press-2"}', "key_repeated"),
        (with_changes(unknown=0).replace(b"0}", b'[{"a": 1, "a": 1}]}'), "key_repeated"),
        (with_changes(unknown=0).replace(b"0}", b"9" * 5000 + b"}"), "message_not_json"),
        (b"[]", "value_invalid"),
        (b"null", "value_invalid"),
        (b"{}", "value_invalid"),
        (with_changes(temperatures=[float("nan")]), "message_not_json"),
        (with_changes(temperatures=[float("-inf")]), "message_not_json"),
        (with_changes(unknown=float("nan")), "message_not_json"),
        (with_changes().replace(b"41.5", b"1e999"), "value_out_of_range"),
        (with_changes(temperatures=[-127.0]), "value_out_of_range"),
        (with_changes(motor_currents=[4.5, 1000.0]), "value_out_of_range"),
        (with_changes(timestamp=-1), "value_out_of_range"),
        (with_changes(timestamp=1.5), "value_invalid"),
        (with_changes(timestamp=True), "value_invalid"),
        (with_changes(temperatures=["41.5"]), "value_invalid"),
        (with_changes(temperatures=[True]), "value_invalid"),
        (with_changes(temperatures=[]), "value_invalid"),
        (with_changes(motor_currents=[4.5]), "value_invalid"),
        (with_changes(vibration=None), "value_invalid"),
        (with_changes(temperatures=["41.5"], timestamp=-1), "value_invalid"),
    ],
)
def test_what_breaks_the_contract_is_refused_with_a_stable_code(payload: bytes, code: str) -> None:
    assert refusal(SensorReading, payload).code == code


def test_a_refusal_names_the_place_and_not_the_value() -> None:
    error = refusal(SensorReading, with_changes(temperatures=["hunter2"]))

    assert "temperatures.0" in error.message
    assert "hunter2" not in str(error)
    assert str(error).startswith("value_invalid: ")


@pytest.mark.parametrize("last", [b"true", b"false"])
def test_a_message_that_says_two_things_says_nothing(last: bytes) -> None:
    """Readers differ in which of two they believe; an emergency stop must not depend on that."""
    payload = (
        b'{"timestamp": 1, "device_id": "press-1", "emergency_stop": true, "door_closed": true, '
        b'"overload_detected": false, "temperature_ok": true, "emergency_stop": ' + last + b"}"
    )
    error = refusal(SafetyMessage, payload)

    assert error.code == "key_repeated"
    assert "emergency_stop" not in error.message


@REPEATABLE
@given(payload=st.binary(max_size=200), ids=st.lists(st.text(max_size=5), max_size=3))
@example(payload=b'"device_id": "\\ud800"', ids=[])
@example(payload=b"[" * 60_000, ids=[])
@example(payload=b"9" * 60_000, ids=[])
def test_claims_are_read_from_any_bytes(payload: bytes, ids: list[str]) -> None:
    pairs = ",".join(f'"device_id":{json.dumps(one)}' for one in ids)
    for candidate in (payload, b"{%s}" % pairs.encode(), payload + pairs.encode()):
        for claimed in claimed_devices(candidate):
            assert re.fullmatch(DEVICE_ID_PATTERN, claimed)


@pytest.mark.parametrize(
    ("payload", "devices"),
    [
        (b"{}", set()),
        (b"\xff", set()),
        (b'{"device_id": NaN}', set()),
        (b'{"device_id": "../etc"}', set()),
        (b'{"device_id": "mill\\n"}', set()),
        (b'{"device_id": "mill"}', {"mill"}),
        (b'{"device_id": "mill", "device_id": "saw"}', {"mill", "saw"}),
        (b'{"device_id": "mill", "device_id": 7}', {"mill"}),
        (b'{"device\\u005fid": "m\\u0069ll"}', {"mill"}),
        (b'{"device_id": "mill", "temperature_ok": NaN}', {"mill"}),
        (b'[{"device_id": "mill"}]', {"mill"}),
        (b'{"a": "device_id", "b": "saw"}', set()),
        # What is no JSON is searched for what looks like a claim.
        (b'{"device_id" :\t"mill", "emergency_stop": tru', {"mill"}),
        (b'\xff{"device_id":"mill"}{"device_id":"saw"}', {"mill", "saw"}),
        # A stop may stand in a message that is too large to be one.
        (b'{"pad":"' + b"x" * MAX_MESSAGE_BYTES + b'","device_id":"mill"}', {"mill"}),
        (b"[" * 5000 + b'{"device_id":"mill"}', {"mill"}),
        (b'{"device_id":"mill"}' + b" " * MAX_MESSAGE_BYTES, {"mill"}),
        (b'{"device_id":"' + b"m" * 65 + b'"', set()),
    ],
)
def test_the_devices_that_a_refused_payload_claims_to_be(payload: bytes, devices: set[str]) -> None:
    assert claimed_devices(payload) == devices


def test_a_long_refusal_is_cut() -> None:
    payload = json.dumps(
        {"timestamp": 1, "command_type": "stop", "parameters": {"k" * 5000: "v"}}
    ).encode()

    assert len(refusal(Command, payload).message) == 300


def test_a_payload_of_the_greatest_size_is_read() -> None:
    payload = with_changes()
    padded = payload + b" " * (MAX_MESSAGE_BYTES - len(payload))

    assert decode(SensorReading, padded) == decode(SensorReading, payload)


def test_what_has_no_value_is_left_out() -> None:
    assert encode(Command(timestamp=1, command_type="stop")) == (
        b'{"timestamp":1,"command_type":"stop","parameters":{}}'
    )
