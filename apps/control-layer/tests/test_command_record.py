"""Every command request has an entry before its answer, whatever was sent and whoever sent it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import AsyncIterator, Awaitable, Callable, Optional, Union

import httpx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from modax_control.command import audit_log
from modax_control.command.claims import claims_of
from modax_control.command.rate_limit import BURST
from modax_service import EXIT_CLEAN, EXIT_CRASH, EXIT_INCOMPLETE, MAX_BODY_BYTES
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tests.support import MONITORING_KEY, OPERATOR_KEY, Json, Plant, entries_of, running

START: Json = {"command_type": "start", "device_id": "mill"}
STOP: Json = {"command_type": "stop", "device_id": "mill"}
LARGE = json.dumps(START).encode() + b" " * MAX_BODY_BYTES


async def in_chunks() -> AsyncIterator[bytes]:
    half = len(LARGE) // 2
    yield LARGE[:half]
    yield LARGE[half:]


class Witness:
    """Notes what is on record at the moment at which an answer begins."""

    def __init__(self, app: ASGIApp, plant: Plant) -> None:
        self._app = app
        self._plant = plant
        self.on_record: list[Json] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def watch(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.on_record = self._plant.audit()
            await send(message)

        await self._app(scope, receive, watch)


async def answered(
    plant: Plant, body: Union[bytes, AsyncIterator[bytes]], key: Optional[str]
) -> tuple[int, list[Json]]:
    """The status of the answer, and the entries that there were when it began."""
    witness = Witness(plant.app, plant)
    transport = httpx.ASGITransport(witness, client=("192.0.2.7", 40_000))
    async with httpx.AsyncClient(transport=transport, base_url="http://control") as client:
        headers = {} if key is None else {"X-API-Key": key}
        answer = await client.post("/api/v1/control/command", content=body, headers=headers)
    return answer.status_code, witness.on_record


Prepare = Callable[[Plant], Awaitable[None]]


async def safe(plant: Plant) -> None:
    plant.report()


async def unsafe(plant: Plant) -> None:
    plant.report(door_closed=False)


async def after_a_burst(plant: Plant) -> None:
    plant.report()
    for _ in range(int(BURST)):
        await plant.command(START)


async def without_broker(plant: Plant) -> None:
    plant.report()
    plant.broker.connected = False


async def without_acknowledgement(plant: Plant) -> None:
    plant.report()
    plant.broker.failure = "delivery_unconfirmed"


async def with_a_bug(plant: Plant) -> None:
    async def broken(_topic: str, _payload: bytes) -> None:
        raise RuntimeError("a bug about the value 4711")

    plant.report()
    setattr(plant.broker, "publish", broken)


CASES: dict[str, tuple[Prepare, Json, Optional[str], int, str, str]] = {
    "sent": (safe, START, OPERATOR_KEY, 200, "command_sent", "operator"),
    "stop": (unsafe, STOP, OPERATOR_KEY, 200, "command_sent", "operator"),
    "no key": (safe, START, None, 401, "command_refused", "unknown"),
    "wrong key": (safe, STOP, "wrong", 401, "command_refused", "unknown"),
    "role": (safe, STOP, MONITORING_KEY, 403, "command_refused", "monitoring"),
    "unsafe": (unsafe, START, OPERATOR_KEY, 403, "command_refused", "operator"),
    "form": (safe, {**START, "speed": 7}, OPERATOR_KEY, 422, "command_refused", "operator"),
    "rate": (after_a_burst, START, OPERATOR_KEY, 429, "command_refused", "operator"),
    "broker": (without_broker, STOP, OPERATOR_KEY, 503, "command_refused", "operator"),
    "unconfirmed": (
        without_acknowledgement,
        START,
        OPERATOR_KEY,
        503,
        "command_unconfirmed",
        "operator",
    ),
    "bug": (with_a_bug, STOP, OPERATOR_KEY, 500, "command_unconfirmed", "operator"),
}


@pytest.mark.parametrize("case", CASES)
async def test_who_claimed_what_is_on_record_before_the_answer(plant: Plant, case: str) -> None:
    prepare, body, key, status, event, who = CASES[case]
    await prepare(plant)
    before = len(plant.audit())
    actual, on_record = await answered(plant, json.dumps(body).encode(), key)
    assert actual == status
    assert on_record == plant.audit() and len(on_record) > before
    last = on_record[-1]
    assert (last["event"], last["who"], last["address"]) == (event, who, "192.0.2.7")
    assert (last["command_type"], last["device_id"]) == (body["command_type"], "mill")
    assert "4711" not in str(last)


@pytest.mark.parametrize(
    ("key", "who"), [(None, "unknown"), ("wrong", "unknown"), (MONITORING_KEY, "monitoring")]
)
@pytest.mark.parametrize("declared", [True, False])
async def test_a_body_that_is_too_large_to_be_read_is_on_record(
    plant: Plant, declared: bool, key: Optional[str], who: str
) -> None:
    status, [entry] = await answered(plant, LARGE if declared else in_chunks(), key)
    assert status == 413
    assert (entry["event"], entry["code"], entry["who"], entry["address"]) == (
        "command_refused",
        "body_too_large",
        who,
        "192.0.2.7",
    )
    assert str(MAX_BODY_BYTES) in str(entry["why"])
    assert await plant.metric("modax_commands_total", outcome="body_too_large") == 1
    assert not key or key not in plant.audit_path.read_text()


@pytest.mark.parametrize(
    ("method", "path"),
    [("PUT", "/api/v1/control/command"), ("POST", "/api/v1/status"), ("POST", "/nowhere")],
)
async def test_what_is_no_command_is_not_on_record(plant: Plant, method: str, path: str) -> None:
    async with plant.client() as client:
        assert (await client.request(method, path, content=LARGE)).status_code == 413
    assert plant.audit() == []


async def test_a_claim_is_cut_and_escaped(plant: Plant) -> None:
    claim = {"command_type": "\x1b[31m\n" + "x" * 100, "device_id": '"}\u2028\r\n{"event":"' * 20}
    status, [entry] = await answered(plant, json.dumps(claim).encode(), None)
    assert status == 401
    assert entry["command_type"] == claim["command_type"][:64]
    assert entry["device_id"] == claim["device_id"][:64]
    raw = plant.audit_path.read_bytes()
    assert raw.isascii() and len(raw.splitlines()) == 2
    assert not any(byte < 32 for byte in raw.replace(b"\n", b""))


claimed = st.fixed_dictionaries(
    {},
    optional={
        "command_type": st.one_of(st.text(), st.integers(), st.none()),
        "device_id": st.one_of(st.text(), st.lists(st.text())),
        "parameters": st.dictionaries(st.text(), st.text()),
    },
).map(lambda claim: json.dumps(claim).encode())


@given(st.one_of(st.binary(), claimed, st.text().map(str.encode)))
@example(b"")
@example(b"[" * 60_000)
@example(b'{"command_type":"stop","x":' + b"[" * 60_000)
@example(b'{"command_type":"\\ud800"}')
@example(b'{"command_type":' + b"9" * 60_000 + b"}")
@example('{"command_type":"stop"}'.encode("utf-16"))
@example('{"command_type":"' + "\U0001f600" * 100 + '"}')
def test_any_body_has_claims_that_are_few_and_short(body: Union[bytes, str]) -> None:
    claims = claims_of(body if isinstance(body, bytes) else body.encode())
    assert set(claims) <= {"command_type", "device_id"}
    assert all(len(claim) <= 64 for claim in claims.values())
    assert json.dumps(claims).isascii()


def test_what_can_be_read_is_told() -> None:
    assert claims_of(b'{"command_type":"START","device_id":"mill","speed":7}') == {
        "command_type": "START",
        "device_id": "mill",
    }
    assert claims_of(b'{"command_type":7,"device_id":"mill"}') == {"device_id": "mill"}
    assert claims_of('{"command_type":"stop"}'.encode("utf-16")) == {}
    assert claims_of(b'["command_type"]') == {}


async def test_strangers_do_not_crowd_out_the_record_of_stops(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_log, "MAX_WAITING_ENTRIES", 20)
    monkeypatch.setattr(audit_log, "MAX_WAITING_REFUSALS", 10)
    folder = tmp_path / "disk"
    folder.mkdir()
    async with running(Plant(folder)) as plant:
        plant.report()
        folder.rename(tmp_path / "away")
        for _ in range(6):
            assert (await plant.command(START, key=None)).status_code == 401
            assert (await plant.command(LARGE, key=None)).status_code == 413
        # Nor do those who may command, with what is not carried out.
        assert (await plant.command(START)).status_code == 503
        for _ in range(8):
            assert (await plant.command(STOP)).json()["audited"] is False
        plant.broker.connected = False
        assert (await plant.command(STOP)).status_code == 503
        (tmp_path / "away").rename(folder)
    entries = entries_of(plant.audit_path)
    stops = [entry for entry in entries if entry["event"] == "command_sent"]
    refusals = [entry for entry in entries if entry["event"] == "command_refused"]
    assert (len(stops), len(refusals)) == (8, 11)
    # A stop that could not be sent has a place as well.
    assert refusals[-1]["code"] == "broker_unavailable"
    [gap] = [entry for entry in entries if entry["event"] == "audit_gap"]
    assert gap["entries"] == "4"


@pytest.mark.parametrize(
    ("path", "exit_code"), [("audit.jsonl", EXIT_CLEAN), ("/dev/full", EXIT_INCOMPLETE)]
)
async def test_a_record_that_could_not_be_kept_makes_the_stop_incomplete(
    tmp_path: Path, path: str, exit_code: int
) -> None:
    async with running(Plant(tmp_path, audit_log_path=tmp_path / path)) as plant:
        pass
    assert plant.app.state.exit_code == exit_code


async def test_a_crash_stays_one_whatever_becomes_of_the_record(tmp_path: Path) -> None:
    plant = Plant(tmp_path, audit_log_path=Path("/dev/full"))
    with pytest.raises(RuntimeError, match="a bug"):
        async with running(plant):
            raise RuntimeError("a bug")
    assert plant.app.state.exit_code == EXIT_CRASH
