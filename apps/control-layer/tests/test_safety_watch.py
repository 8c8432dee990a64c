"""What arrives after the process, the network or the broker stood still makes nothing safe."""

from __future__ import annotations

import asyncio
import math
from pathlib import Path
from typing import AsyncIterator

import pytest
from modax_contracts import topics
from modax_control.broker.client import BrokerClient
from modax_control.broker.connection import Connection
from modax_control.broker.queue import immediate_queue
from modax_control.broker.safety_watch import ASK_INTERVAL, SafetyWatch
from structlog.testing import capture_logs

from tests.links import Arrivals, kept, soon
from tests.mute_broker import MuteBroker, mute_broker
from tests.support import ManualClock, eventually, settings_of

DEADLINE = 60.0
"""Long, because the watch also waits so long in real time for an answer."""

STALL = 90.0


class Watched:
    """A watch with a connection of its own. Its clock stands still, and every pause between two
    questions waits for the test."""

    def __init__(self, broker: MuteBroker, folder: Path) -> None:
        self.broker = broker
        self.clock = ManualClock()
        self.arrivals = Arrivals()
        self.pauses: list[float] = []
        self._go_on = asyncio.Event()
        self.watch = SafetyWatch(self.arrivals.incoming, self.clock, DEADLINE, self._pause)
        settings = settings_of(
            folder / "audit", mqtt_broker_host="127.0.0.1", mqtt_broker_port=broker.port
        )
        queue = immediate_queue(self.watch.handle)
        self.connection = Connection(
            "safety",
            lambda: BrokerClient.of(settings, queue),
            self.watch.session,
            lambda _message: None,
            soon,
        )

    async def _pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        await self._go_on.wait()
        self._go_on.clear()

    async def ask(self) -> None:
        """Lets one more question be asked and answered."""
        asked = len(self.pauses)
        self._go_on.set()
        await eventually(lambda: len(self.pauses) > asked)

    async def settle(self) -> None:
        await eventually(lambda: self.connection.connected and bool(self.pauses))
        for _ in range(5):
            self.clock.advance(ASK_INTERVAL)
            await self.ask()
        assert self.watch.settled

    async def arrives(self, payload: bytes) -> None:
        self.broker.send(topics.SAFETY, payload)
        seen = len(self.arrivals.handled) + len(self.arrivals.dropped)
        await eventually(lambda: len(self.arrivals.handled) + len(self.arrivals.dropped) > seen)


@pytest.fixture
async def watched(tmp_path: Path) -> AsyncIterator[Watched]:
    async with mute_broker() as broker:
        watched = Watched(broker, tmp_path)
        async with kept(watched.connection):
            yield watched


async def test_a_report_counts_as_old_as_the_newest_answered_question(watched: Watched) -> None:
    await watched.settle()
    asked = watched.clock.monotonic()
    watched.clock.advance(0.5)
    await watched.arrives(b"report")
    assert watched.arrivals.handled == [(topics.SAFETY, b"report", False, asked)]
    assert set(watched.pauses) == {ASK_INTERVAL}


async def test_a_new_connection_is_not_believed_at_once(watched: Watched) -> None:
    await eventually(lambda: watched.connection.connected and bool(watched.pauses))
    await watched.arrives(b"report")
    assert watched.arrivals.handled[-1][3] == -math.inf
    await watched.settle()
    await watched.arrives(b"report")
    assert watched.arrivals.handled[-1][3] == watched.clock.monotonic()


async def test_what_waited_while_the_process_stood_still_is_thrown_away(watched: Watched) -> None:
    await watched.settle()
    pauses = len(watched.pauses)
    with capture_logs() as logs:
        watched.clock.advance(STALL)
        await watched.arrives(b"waited")
        assert watched.arrivals.handled == []
        assert watched.arrivals.dropped == [(topics.SAFETY, "age_unknown")]
        assert watched.arrivals.voided
        await eventually(lambda: len(watched.pauses) > pauses)
    assert "broker_stalled" in [entry["event"] for entry in logs]
    # The new connection has to prove itself.
    await watched.arrives(b"of unknown age")
    assert watched.arrivals.handled[-1][3] == -math.inf


async def test_a_process_that_stood_still_says_so_although_nothing_arrived(
    watched: Watched,
) -> None:
    await watched.settle()
    watched.clock.advance(STALL)
    assert watched.arrivals.voided == 0
    await watched.ask()
    assert watched.arrivals.voided > 0
    await eventually(lambda: watched.connection.connected)
    assert not watched.watch.settled


async def test_a_broker_that_does_not_answer_is_left(tmp_path: Path) -> None:
    async with mute_broker() as broker:
        watched = Watched(broker, tmp_path)
        watched.watch = SafetyWatch(watched.arrivals.incoming, watched.clock, 0.05)
        broker.answers_questions = False
        settings = settings_of(
            tmp_path / "audit", mqtt_broker_host="127.0.0.1", mqtt_broker_port=broker.port
        )
        connection = Connection(
            "safety",
            lambda: BrokerClient.of(settings, immediate_queue(watched.watch.handle)),
            watched.watch.session,
            lambda _message: None,
            soon,
        )
        async with kept(connection):
            await eventually(lambda: broker.questions >= 3)
            await eventually(lambda: watched.arrivals.voided >= 2)
            assert not watched.watch.settled
            # Connections that were left are closed.
            await eventually(lambda: broker.connections <= 1)


async def test_reports_are_void_when_the_connection_is_lost(watched: Watched) -> None:
    await watched.settle()
    assert watched.arrivals.voided == 0
    for writer in list(watched.broker.writers):
        writer.transport.abort()
    await eventually(lambda: watched.arrivals.voided > 0)
    assert not watched.watch.settled


async def test_what_comes_without_a_connection_is_of_unknown_age() -> None:
    arrivals = Arrivals()
    SafetyWatch(arrivals.incoming, ManualClock(), 1.0).handle(topics.SAFETY, b"report", False)
    assert (arrivals.handled, arrivals.dropped) == ([], [(topics.SAFETY, "age_unknown")])
