"""Commands as an operator, a monitor, an administrator and a stranger send them."""

from __future__ import annotations

from pathlib import Path
from typing import Optional

import pytest
from modax_control.command.request import STOP_COMMANDS

from tests.support import ADMIN_KEY, MONITORING_KEY, OPERATOR_KEY, Json, Plant, code_of, running

START: Json = {"command_type": "start", "parameters": {"speed": "200"}, "device_id": "mill"}


async def test_a_command_to_a_safe_device_is_sent_and_on_record_before_the_answer(
    plant: Plant,
) -> None:
    plant.report("mill")
    plant.report("saw", door_closed=False)
    answer = await plant.command(START)
    assert answer.status_code == 200
    assert plant.commands == [
        {
            "timestamp": 1_700_000_000_000,
            "device_id": "mill",
            "command_type": "start",
            "parameters": {"speed": "200"},
        }
    ]
    body = answer.json()
    assert body == {
        "status": "success",
        "command": "start",
        "command_id": body["command_id"],
        "device_id": "mill",
        "audited": True,
    }
    accepted, sent = plant.audit()
    assert (accepted["event"], sent["event"]) == ("command_accepted", "command_sent")
    assert sent == {
        **accepted,
        "event": "command_sent",
        "time": "2023-11-14T22:13:20.000+00:00",
        "command_id": body["command_id"],
        "who": "operator",
        "address": "192.0.2.7",
        "command_type": "start",
        "device_id": "mill",
        "parameters": {"speed": "200"},
    }


async def test_a_command_that_names_no_device_is_for_all_and_needs_all_to_be_safe(
    plant: Plant,
) -> None:
    plant.report("mill")
    plant.report("saw", door_closed=False)
    refused = await plant.command({"command_type": "start"})
    assert (refused.status_code, code_of(refused)) == (403, "unsafe")
    plant.report("saw")
    assert (await plant.command({"command_type": "start"})).status_code == 200
    assert "device_id" not in plant.commands[0]


async def test_one_device_that_never_reported_makes_the_system_unsafe(plant: Plant) -> None:
    plant.report("mill")
    plant.reading("silent")
    refused = await plant.command({"command_type": "start"})
    assert (refused.status_code, code_of(refused)) == (403, "unsafe")


@pytest.mark.parametrize(
    ("device_id", "hazard"),
    [("mill", "door_open"), ("silent", "never_reported"), ("unheard", "never_reported")],
)
async def test_a_command_to_an_unsafe_device_is_refused_and_the_refusal_says_why(
    plant: Plant, device_id: str, hazard: str
) -> None:
    plant.report("mill", door_closed=False)
    plant.reading("silent")
    answer = await plant.command({**START, "device_id": device_id})
    assert (answer.status_code, code_of(answer)) == (403, "unsafe")
    [entry] = plant.audit()
    assert (entry["event"], entry["code"], entry["who"]) == (
        "command_refused",
        "unsafe",
        "operator",
    )
    assert hazard in answer.text and hazard in str(entry["why"])
    assert plant.commands == []


async def test_safety_expires(plant: Plant) -> None:
    plant.report()
    plant.clock.advance(3.0)
    assert (await plant.command(START)).status_code == 200
    plant.clock.advance(0.001)
    assert (await plant.command(START)).status_code == 403
    plant.report()
    assert (await plant.command(START)).status_code == 200


@pytest.mark.parametrize("command_type", ["emergency_stop", "stop", "stop_motor"])
@pytest.mark.parametrize("device_id", [None, "mill", "silent", "unheard"])
async def test_a_stop_is_never_refused_for_safety(
    plant: Plant, command_type: str, device_id: Optional[str]
) -> None:
    plant.report("mill", emergency_stop=True, door_closed=False)
    plant.reading("silent")
    plant.clock.advance(100)
    answer = await plant.command({"command_type": command_type, "device_id": device_id})
    assert answer.status_code == 200
    assert [command["command_type"] for command in plant.commands] == [command_type]
    assert [entry["event"] for entry in plant.audit()] == ["command_sent"]


@pytest.mark.parametrize(
    "command_type",
    ["start", "start_motor", "stop_all", "restart", "reset", "e_stop", "halt", "noop"],
)
async def test_every_other_command_may_move_something_whatever_it_is_called(
    plant: Plant, command_type: str
) -> None:
    plant.report(emergency_stop=True)
    answer = await plant.command({"command_type": command_type, "device_id": "mill"})
    assert (answer.status_code, code_of(answer)) == (403, "unsafe")


@pytest.mark.parametrize(
    ("key", "status", "code"),
    [
        (OPERATOR_KEY, 200, None),
        (ADMIN_KEY, 200, None),
        (MONITORING_KEY, 403, "role_not_allowed"),
        (None, 401, "unauthenticated"),
        ("", 401, "unauthenticated"),
        ("operator-ke", 401, "unauthenticated"),
        ("operator-key-", 401, "unauthenticated"),
    ],
)
@pytest.mark.parametrize("command_type", ["start", "stop"])
async def test_only_operators_and_administrators_command_and_every_attempt_is_on_record(
    plant: Plant, command_type: str, key: Optional[str], status: int, code: Optional[str]
) -> None:
    plant.report()
    answer = await plant.command({"command_type": command_type, "device_id": "mill"}, key)
    assert answer.status_code == status
    last = plant.audit()[-1]
    if code is None:
        assert last["event"] == "command_sent"
    else:
        assert code_of(answer) == code
        assert (last["event"], last["code"]) == ("command_refused", code)
        assert plant.commands == []
    assert not key or key not in plant.audit_path.read_text()


async def test_a_stranger_learns_nothing_from_the_form_of_a_command(plant: Plant) -> None:
    answer = await plant.command(b"garbage", key=None)
    assert (answer.status_code, code_of(answer)) == (401, "unauthenticated")
    assert answer.headers["WWW-Authenticate"] == "ApiKey"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"\xff",
        b"[" * 60_000,
        b"{}",
        b'{"command_type": "start", "parameters": {"speed": 200}}',
        b'{"command_type": "start", "parameters": {"speed": NaN}}',
        b'{"command_type": "START"}',
        b'{"command_type": "start\\nstop"}',
        b'{"command_type": "start", "device_id": "mill/../saw"}',
        b'{"command_type": "start", "device-id": "mill"}',
        b'{"command_type": "\\ud800"}',
    ],
)
async def test_a_command_of_the_wrong_form_is_refused_and_on_record(
    plant: Plant, body: bytes
) -> None:
    plant.report()
    answer = await plant.command(body)
    assert (answer.status_code, code_of(answer)) == (422, "invalid_command")
    [entry] = plant.audit()
    assert (entry["event"], entry["code"]) == ("command_refused", "invalid_command")
    assert plant.commands == []


async def test_a_stop_does_not_fail_over_a_field_too_many(plant: Plant) -> None:
    answer = await plant.command({"command_type": "stop", "deviceid": "mill"})
    assert answer.status_code == 200
    assert "device_id" not in plant.commands[0]


async def test_too_many_commands_have_to_wait_but_never_a_stop(plant: Plant) -> None:
    plant.report()
    # Ten, said here once more.
    for _ in range(10):
        assert (await plant.command(START)).status_code == 200
    refused = await plant.command(START)
    assert (refused.status_code, code_of(refused)) == (429, "too_many_commands")
    assert refused.headers["Retry-After"] == "1"
    assert plant.audit()[-1]["code"] == "too_many_commands"
    for _ in range(50):
        assert (await plant.command({"command_type": "emergency_stop"})).status_code == 200
    assert (await plant.command(START, ADMIN_KEY)).status_code == 200
    plant.clock.advance(float(refused.headers["Retry-After"]))
    assert (await plant.command(START)).status_code == 200


@pytest.mark.parametrize("command_type", ["start", "stop"])
async def test_while_the_broker_is_away_commands_are_answered_503(
    plant: Plant, command_type: str
) -> None:
    plant.report()
    plant.broker.connected = False
    answer = await plant.command({"command_type": command_type, "device_id": "mill"})
    assert (answer.status_code, code_of(answer)) == (503, "broker_unavailable")
    [entry] = plant.audit()
    assert (entry["event"], entry["code"]) == ("command_refused", "broker_unavailable")


@pytest.mark.parametrize("command_type", ["start", "emergency_stop"])
async def test_a_command_that_nobody_acknowledged_is_neither_sent_nor_refused(
    plant: Plant, command_type: str
) -> None:
    plant.report()
    plant.broker.failure = "delivery_unconfirmed"
    answer = await plant.command({"command_type": command_type, "device_id": "mill"})
    assert (answer.status_code, code_of(answer)) == (503, "delivery_unconfirmed")
    assert plant.audit()[-1]["event"] == "command_unconfirmed"


@pytest.mark.parametrize("command_type", ["start", "home", "reset", *sorted(STOP_COMMANDS)])
async def test_only_a_stop_may_arrive_late(plant: Plant, command_type: str) -> None:
    plant.report()
    await plant.command({"command_type": command_type, "device_id": "mill"})
    assert plant.broker.may_arrive_late == [command_type in STOP_COMMANDS]


async def test_unsafe_between_the_decision_and_the_sending(
    plant: Plant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The door opens while the entry is being written."""
    plant.report()
    fsync = "modax_control.command.audit_log.os.fsync"

    def open_the_door(_file: int) -> None:
        plant.report(door_closed=False)

    with monkeypatch.context() as patch:
        patch.setattr(fsync, open_the_door)
        answer = await plant.command(START)
    assert (answer.status_code, code_of(answer)) == (403, "unsafe")
    assert plant.commands == []
    assert [entry["event"] for entry in plant.audit()] == ["command_accepted", "command_refused"]


async def test_a_fault_of_the_service_is_on_record_too(
    plant: Plant, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(_topic: str, _payload: bytes, _may_arrive_late: bool) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(plant.broker, "publish", broken)
    answer = await plant.command({"command_type": "stop"})
    assert (answer.status_code, code_of(answer)) == (500, "internal_error")
    [entry] = plant.audit()
    assert (entry["event"], entry["code"]) == ("command_unconfirmed", "internal_error")


async def test_outcomes_are_counted(plant: Plant) -> None:
    await plant.command({"command_type": "stop"})
    await plant.command({"command_type": "start"})
    assert await plant.metric("modax_commands_total", outcome="sent") == 1
    assert await plant.metric("modax_commands_total", outcome="unsafe") == 1


async def test_without_a_disk_nothing_starts_and_everything_stops(tmp_path: Path) -> None:
    async with running(Plant(tmp_path, audit_log_path=Path("/dev/full"))) as plant:
        plant.report()
        refused = await plant.command(START)
        assert (refused.status_code, code_of(refused)) == (503, "audit_unavailable")
        assert plant.commands == []
        stopped = await plant.command({"command_type": "emergency_stop"})
        assert (stopped.status_code, stopped.json()["audited"]) == (200, False)
        assert [command["command_type"] for command in plant.commands] == ["emergency_stop"]
        # A refusal for another reason stays what it is.
        assert (await plant.command(START, MONITORING_KEY)).status_code == 403


async def test_what_could_not_be_written_is_written_when_the_disk_is_back(tmp_path: Path) -> None:
    folder = tmp_path / "disk"
    folder.mkdir()
    async with running(Plant(folder)) as plant:
        plant.report()
        folder.rename(tmp_path / "away")
        assert (await plant.command({"command_type": "stop"})).json()["audited"] is False
        assert (await plant.command(START)).status_code == 503
        (tmp_path / "away").rename(folder)
        assert (await plant.command(START)).json()["audited"] is True
        assert [entry["event"] for entry in plant.audit()] == [
            "command_sent",
            "command_accepted",
            "command_refused",
            "command_accepted",
            "command_sent",
        ]
