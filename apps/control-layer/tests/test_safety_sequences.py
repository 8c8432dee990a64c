"""Invariants 1 to 3 and 5 over random sequences of reports, silence, commands and failures.

The model is the contract's sentences, kept apart from the code: what each device last said and
when, by simple comparison.
"""

from __future__ import annotations

import asyncio
import math
import tempfile
from pathlib import Path
from typing import Optional

import httpx
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from modax_contracts import topics
from pydantic import JsonValue

from tests.support import (
    ADMIN_KEY,
    MONITORING_KEY,
    OPERATOR_KEY,
    Plant,
    entries_of,
    report_bytes,
    running,
)

MAX_AGE = 3.0
DEVICES = ["mill", "saw", "lathe"]
STOPS = {"stop", "stop_motor", "emergency_stop"}

devices = st.sampled_from(DEVICES)
usually = st.sampled_from([True, True, True, False])


class ControlLayerMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.disk = Path(self.folder.name) / "disk"
        self.disk.mkdir()
        self.loop = asyncio.new_event_loop()
        self.plant = Plant(self.disk)
        self.running = running(self.plant)
        self.loop.run_until_complete(self.running.__aenter__())
        self.known: set[str] = set()
        self.said: dict[str, tuple[bool, float]] = {}
        self.answered = 0
        self.disk_works = True

    def teardown(self) -> None:
        if not self.disk_works:
            self.mend_or_break_the_disk()
        self.loop.run_until_complete(self.running.__aexit__(None, None, None))
        # When all is over, every command that was answered has its entry.
        ended = {
            entry["command_id"]
            for entry in entries_of(self.plant.audit_path)
            if entry["event"] in {"command_sent", "command_refused", "command_unconfirmed"}
        }
        assert len(ended) == self.answered
        self.loop.close()
        self.folder.cleanup()

    def device_is_safe(self, device: str) -> bool:
        safe, when = self.said.get(device, (False, 0.0))
        return safe and self.plant.clock.seconds - when <= MAX_AGE

    def target_is_safe(self, device: Optional[str]) -> bool:
        if device is not None:
            return self.device_is_safe(device)
        return bool(self.known) and all(self.device_is_safe(known) for known in self.known)

    @rule(
        device=devices,
        emergency_stop=usually.map(lambda fine: not fine),
        door_closed=usually,
        overload_detected=usually.map(lambda fine: not fine),
        temperature_ok=usually,
    )
    def report(self, device: str, **flags: JsonValue) -> None:
        self.plant.report(device, **flags)
        self.known.add(device)
        safe = flags == {
            "emergency_stop": False,
            "door_closed": True,
            "overload_detected": False,
            "temperature_ok": True,
        }
        self.said[device] = (safe, self.plant.clock.seconds)

    @rule(safe=st.sets(devices))
    def several_are_safe(self, safe: set[str]) -> None:
        for device in safe:
            self.plant.report(device)
            self.known.add(device)
            self.said[device] = (True, self.plant.clock.seconds)

    @rule(device=devices)
    def reading(self, device: str) -> None:
        self.plant.reading(device)
        self.known.add(device)

    @rule(device=devices)
    def malformed_report(self, device: str) -> None:
        self.plant.report(device, door_closed="yes")
        self.void(device)

    @rule(device=devices, second=devices)
    def report_that_says_two_things(self, device: str, second: str) -> None:
        payload = report_bytes(device)[:-1] + b', "device_id": "%s"}' % second.encode()
        self.plant.broker.handle(topics.SAFETY, payload, False)
        self.void(device)
        self.void(second)

    @rule(device=devices, waited=st.sampled_from([0.5, 3.0, 3.5, math.inf]))
    def report_that_waited_on_the_way(self, device: str, waited: float) -> None:
        self.plant.broker.incoming.handle(
            topics.SAFETY, report_bytes(device), False, self.plant.clock.monotonic() - waited
        )
        self.known.add(device)
        self.said[device] = (True, self.plant.clock.seconds - waited)

    @rule()
    def reports_may_be_missed(self) -> None:
        self.plant.broker.incoming.void_reports()
        self.said.clear()

    def void(self, device: str) -> None:
        """Of a malformed report nobody knows what it was to say."""
        self.known.add(device)
        self.said.pop(device, None)

    @rule(seconds=st.sampled_from([0.5, 1.0, 2.0, 3.0, 3.5, 100.0]))
    def silence(self, seconds: float) -> None:
        self.plant.clock.advance(seconds)

    @rule(connected=usually)
    def broker(self, connected: bool) -> None:
        self.plant.broker.connected = connected

    @rule()
    def mend_or_break_the_disk(self) -> None:
        elsewhere = self.disk.with_name("elsewhere")
        if self.disk_works:
            self.disk.rename(elsewhere)
        else:
            elsewhere.rename(self.disk)
        self.disk_works = not self.disk_works

    @rule(
        command_type=st.sampled_from(["start", "home", "reset", *sorted(STOPS)]),
        device=st.none() | devices,
        key=st.sampled_from([OPERATOR_KEY, OPERATOR_KEY, ADMIN_KEY, MONITORING_KEY, None]),
    )
    def command(self, command_type: str, device: Optional[str], key: Optional[str]) -> None:
        before = len(self.plant.commands)
        answer = self.loop.run_until_complete(
            self.plant.command({"command_type": command_type, "device_id": device}, key)
        )
        self.answered += 1
        sent = len(self.plant.commands) - before
        assert sent == (1 if answer.status_code == 200 else 0)
        if key is None:
            assert answer.status_code == 401
        elif key == MONITORING_KEY:
            assert answer.status_code == 403
        elif command_type in STOPS:
            assert answer.status_code == (200 if self.plant.broker.connected else 503)
        else:
            self.check_ordinary_command(answer, device)
        if self.disk_works:
            last = self.plant.audit()[-1]
            assert last["command_type" if key else "code"] == (
                command_type if key else "unauthenticated"
            )
            assert last["event"] == (
                "command_sent" if answer.status_code == 200 else "command_refused"
            )

    def check_ordinary_command(self, answer: httpx.Response, device: Optional[str]) -> None:
        if answer.status_code == 200:
            assert self.target_is_safe(device)
            assert self.plant.broker.connected
            assert self.disk_works
        elif answer.status_code == 403:
            assert not self.target_is_safe(device)
        elif answer.status_code == 503:
            assert not (self.plant.broker.connected and self.disk_works)
        else:
            assert answer.status_code == 429

    @invariant()
    def the_system_is_safe_exactly_when_the_contract_says_so(self) -> None:
        status = self.loop.run_until_complete(self.plant.get("/api/v1/status")).json()
        assert status["is_safe"] == self.target_is_safe(None)


TestControlLayer = ControlLayerMachine.TestCase
# The phases and the counts are what bounds the time: with shrinking and without a database, a
# failure is searched for, told and over.
TestControlLayer.settings = settings(
    max_examples=60,
    stateful_step_count=40,
    database=None,
    phases=[Phase.explicit, Phase.generate],
)
