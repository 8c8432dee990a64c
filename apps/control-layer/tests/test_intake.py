"""Whatever arrives on a topic, the service goes on."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from modax_contracts import MAX_MESSAGE_BYTES, topics
from modax_control.drops import LOG_INTERVAL, DroppedMessages
from modax_control.fleet import MAX_DEVICES, Fleet
from modax_control.intake import Intake
from modax_control.safety.board import SafetyBoard
from modax_control.telemetry.history import ReadingHistory
from structlog.testing import capture_logs

from tests.support import ManualClock, Plant, reading_bytes, report_bytes

TOPICS = [topics.SENSOR_DATA, topics.SAFETY]

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=10)
    | st.sampled_from(["mill", "1e999"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.text(max_size=10) | st.just("x"), inner, max_size=3),
    max_leaves=10,
)
near_misses = st.builds(
    lambda valid, name, value: json.dumps({**json.loads(valid), name: value}).encode(),
    st.sampled_from([reading_bytes(), report_bytes()]),
    st.sampled_from(
        ["device_id", "timestamp", "motor_currents", "vibration", "temperatures", "door_closed"]
    ),
    json_values,
)


@given(
    messages=st.lists(
        st.tuples(
            st.sampled_from(TOPICS),
            st.binary(max_size=100)
            | near_misses
            | json_values.map(lambda value: json.dumps(value).encode()),
            st.booleans(),
        )
    )
)
def test_every_message_is_either_taken_or_dropped_for_a_reason_and_nothing_is_raised(
    messages: list[tuple[str, bytes, bool]],
) -> None:
    taken: list[str] = []
    dropped: list[str] = []
    clock = ManualClock()
    fleet = Fleet()
    intake = Intake(
        fleet,
        ReadingHistory(),
        SafetyBoard(fleet, clock, 3.0),
        DroppedMessages(clock, fleet.__contains__, lambda _topic, reason: dropped.append(reason)),
        clock,
        taken.append,
    )
    for topic, payload, retained in messages:
        intake.handle(topic, payload, retained, clock.monotonic())
    assert len(taken) + len(dropped) == len(messages)
    assert "internal_error" not in dropped


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b"\xff\xfe", "message_not_utf8"),
        (b"{", "message_not_json"),
        (b"[" * 5000, "message_too_deep"),
        (b" " * (MAX_MESSAGE_BYTES + 1), "message_too_large"),
        (b'{"device_id": NaN}', "message_not_json"),
        (b"{}", "value_invalid"),
        (reading_bytes(device_id="../etc"), "value_invalid"),
    ],
)
async def test_each_kind_of_garbage_is_counted_by_its_reason(
    plant: Plant, topic: str, payload: bytes, reason: str
) -> None:
    plant.broker.handle(topic, payload, False)
    assert await plant.metric("modax_messages_dropped_total", topic=topic, reason=reason) == 1
    assert (await plant.get("/api/v1/devices")).json() == []


async def test_values_out_of_range_are_dropped_and_good_messages_taken(plant: Plant) -> None:
    plant.reading(temperatures=[-127.0])
    plant.reading(motor_currents=[4.0, 101.0])
    plant.reading()
    dropped = await plant.metric(
        "modax_messages_dropped_total", topic=topics.SENSOR_DATA, reason="value_out_of_range"
    )
    taken = await plant.metric("modax_messages_taken_total", topic=topics.SENSOR_DATA)
    assert (dropped, taken) == (2, 1)


async def test_a_retained_report_proves_nothing_about_now(plant: Plant) -> None:
    plant.broker.handle(topics.SAFETY, report_bytes(), True)
    assert (await plant.get("/api/v1/status")).json()["is_safe"] is False
    assert await plant.metric(
        "modax_messages_dropped_total", topic=topics.SAFETY, reason="message_retained"
    )


@pytest.mark.parametrize(
    "payload",
    [
        report_bytes(door_closed="yes"),
        report_bytes()[:-1],
        report_bytes() + b"\xff",
        report_bytes()[:-1] + b', "emergency_stop": true}',
        report_bytes("saw")[:-1] + b', "device_id": "mill"}',
        report_bytes(padding=" " * MAX_MESSAGE_BYTES),
        b'{"device_id": "mill", "emergency_stop": NaN}',
    ],
)
async def test_a_malformed_report_voids_what_the_device_said_before(
    plant: Plant, payload: bytes
) -> None:
    """It may have been an emergency stop."""
    plant.report("mill")
    plant.reading("mill")
    plant.report("saw")
    plant.broker.handle(topics.SAFETY, payload, False)
    data = (await plant.get("/api/v1/devices/mill/data")).json()
    assert (data["is_safe"], data["hazards"]) == (False, ["report_void"])
    assert data["safety_status"] is None
    refused = await plant.command({"command_type": "start", "device_id": "mill"})
    assert refused.status_code == 403
    plant.report("mill")
    plant.report("saw")
    assert (await plant.get("/api/v1/status")).json()["is_safe"] is True


async def test_a_report_is_as_old_as_it_may_be(plant: Plant) -> None:
    """It may have waited on the way: not its arrival counts, but what is known of its sending."""
    now = plant.clock.monotonic()
    for sent_after, safe in [(now - 3, True), (now - 3.01, False), (-math.inf, False), (now, True)]:
        plant.broker.incoming.handle(topics.SAFETY, report_bytes(), False, sent_after)
        assert (await plant.get("/api/v1/status")).json()["is_safe"] is safe
        # The device is there, whatever is thought of what it says.
        assert (await plant.get("/api/v1/status")).json()["devices_online"] == ["mill"]


async def test_when_reports_may_be_missed_no_older_one_counts(plant: Plant) -> None:
    plant.report("mill")
    plant.report("saw", door_closed=False)
    plant.broker.incoming.void_reports()
    for device_id in ("mill", "saw"):
        plant.reading(device_id)
        data = (await plant.get(f"/api/v1/devices/{device_id}/data")).json()
        assert data["hazards"] == ["report_void"]
    assert (await plant.command({"command_type": "start", "device_id": "mill"})).status_code == 403
    plant.report("mill")
    assert (await plant.command({"command_type": "start", "device_id": "mill"})).is_success
    assert (await plant.command({"command_type": "start"})).status_code == 403


async def test_a_malformed_report_of_one_device_leaves_the_others_alone(plant: Plant) -> None:
    plant.report("mill")
    plant.report("saw", door_closed="yes")
    assert (await plant.command({"command_type": "start", "device_id": "mill"})).is_success
    # Nobody knows whose these were.
    plant.broker.handle(topics.SAFETY, b"\xff", False)
    plant.report(device_id="../mill", door_closed="yes")
    assert (await plant.command({"command_type": "start", "device_id": "mill"})).is_success


async def test_a_malformed_reading_says_nothing_about_safety(plant: Plant) -> None:
    plant.report("mill")
    plant.reading("mill", temperatures=["hot"])
    plant.reading("saw", temperatures=["hot"])
    status = (await plant.get("/api/v1/status")).json()
    assert (status["is_safe"], status["devices_online"]) == (True, ["mill"])


async def test_a_device_known_from_garbage_alone_is_known_unsafe_and_not_online(
    plant: Plant,
) -> None:
    plant.report("mill")
    plant.report("saw", door_closed="yes")
    assert (await plant.get("/api/v1/devices")).json() == ["mill", "saw"]
    status = (await plant.get("/api/v1/status")).json()
    assert (status["is_safe"], status["devices_online"]) == (False, ["mill"])
    assert await plant.metric("modax_devices_online") == 1
    plant.clock.advance(20)
    plant.report("mill")
    plant.report("mill", door_closed="yes")
    plant.clock.advance(20)
    # Garbage is no sign of life either.
    plant.report("mill", door_closed="yes")
    assert (await plant.get("/api/v1/status")).json()["devices_online"] == []


async def test_garbage_cannot_invent_more_devices_than_there_is_room_for(plant: Plant) -> None:
    for number in range(MAX_DEVICES - 1):
        plant.report(f"device-{number}")
    many = ",".join(f'"device_id":"invented-{number}"' for number in range(10))
    plant.broker.handle(topics.SAFETY, b"{%s}" % many.encode(), False)
    assert len((await plant.get("/api/v1/devices")).json()) == MAX_DEVICES
    assert (await plant.get("/api/v1/status")).json()["is_safe"] is False
    assert (await plant.command({"command_type": "start", "device_id": "device-0"})).is_success
    plant.report("device-0", door_closed="yes")
    refused = await plant.command({"command_type": "start", "device_id": "device-0"})
    assert refused.status_code == 403


async def test_a_flood_of_devices_is_bounded_and_leaves_the_system_unsafe(plant: Plant) -> None:
    for number in range(MAX_DEVICES + 10):
        plant.report(f"device-{number}")
    assert len((await plant.get("/api/v1/devices")).json()) == MAX_DEVICES
    assert await plant.metric(
        "modax_messages_dropped_total", topic=topics.SAFETY, reason="device_limit_reached"
    )
    # There is a device that nobody watches: the system is not safe, each known device is.
    assert (await plant.get("/api/v1/status")).json()["is_safe"] is False
    assert (await plant.command({"command_type": "start"})).status_code == 403
    assert (await plant.command({"command_type": "start", "device_id": "device-0"})).is_success


def test_dropped_messages_are_logged_once_per_device_and_minute(tmp_path: Path) -> None:
    plant = Plant(tmp_path)
    plant.reading("mill")
    plant.reading("saw")
    with capture_logs() as logs:
        for _ in range(100):
            for device_id in ("mill", "saw"):
                plant.reading(device_id, temperatures=["hot"])
            plant.clock.advance(LOG_INTERVAL / 100)
        plant.reading("mill", temperatures=["hot"])
    assert [(entry["device_id"], entry["more_since_last_line"]) for entry in logs] == [
        ("mill", 0),
        ("saw", 0),
        ("mill", 99),
    ]


def test_invented_devices_cannot_flood_the_log(tmp_path: Path) -> None:
    plant = Plant(tmp_path)
    with capture_logs() as logs:
        for number in range(500):
            plant.reading(f"invented-{number}", temperatures=["hot"])
            plant.broker.handle(topics.SAFETY, b"\xff", False)
            plant.broker.handle(topics.SAFETY, b"[1]", False)
    assert len(logs) == 1


async def test_a_fault_of_the_service_itself_is_counted_and_costs_one_message(
    plant: Plant, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_self: object, _message: object, _sent_after: object) -> None:
        raise RuntimeError("a bug")

    with monkeypatch.context() as patch, capture_logs() as logs:
        plant.report()
        patch.setattr("modax_control.safety.board.SafetyBoard.record", broken)
        plant.report(emergency_stop=True)
    assert "RuntimeError: a bug" in logs[0]["detail"]
    assert await plant.metric(
        "modax_messages_dropped_total", topic=topics.SAFETY, reason="internal_error"
    )
    # What was not understood for a fault of the service may have been an emergency stop as well.
    assert (await plant.get("/api/v1/status")).json()["is_safe"] is False
    plant.report()
    assert (await plant.get("/api/v1/status")).json()["is_safe"] is True
