"""The connection on which safety messages arrive, and whether it can be believed."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import AsyncIterator, Awaitable, Callable, Final, Optional

import aiomqtt
import structlog
from modax_contracts import topics
from modax_service import Clock

from modax_control.broker.client import BrokerClient
from modax_control.broker.ending import end
from modax_control.broker.incoming import Incoming
from modax_control.broker.round_trips import RoundTrips
from modax_control.broker.subscription import subscribe

QUESTION_TOPIC: Final = "modax/control/question"
"""Empty messages that nobody needs to receive: their acknowledgement is the answer."""

ASK_INTERVAL: Final = 0.25
"""Seconds between an answer and the next question."""

SHORTEST_DEADLINE: Final = 1.0

_log = structlog.get_logger(__name__)

Sleep = Callable[[float], Awaitable[None]]


def answer_deadline(safety_max_age: float) -> float:
    """Seconds for which the broker or this process may stand still and be believed afterwards."""
    return max(SHORTEST_DEADLINE, safety_max_age / 3)


class SafetyWatch:
    """Hands safety messages on with what is known of their age.

    It asks the broker again and again. When an answer is overdue, because the broker, the network
    or this process stood still, then what arrives is of unknown age: it is dropped, all reports are
    void, and the connection is broken off with all that waits in it.
    """

    def __init__(
        self, incoming: Incoming, clock: Clock, deadline: float, sleep: Sleep = asyncio.sleep
    ) -> None:
        """`deadline`: see `answer_deadline`. `sleep` makes the pauses between questions."""
        self._incoming = incoming
        self._clock = clock
        self._deadline = deadline
        self._sleep = sleep
        self._client: Optional[BrokerClient] = None
        self._round_trips: Optional[RoundTrips] = None

    @property
    def settled(self) -> bool:
        """Whether safety messages are believed."""
        trips = self._round_trips
        return trips is not None and trips.settled and not trips.overdue(self._clock.monotonic())

    @asynccontextmanager
    async def session(self, client: BrokerClient) -> AsyncIterator[None]:
        """Subscribes with a new client, and questions the broker until the end of the block."""
        self._round_trips = RoundTrips(self._clock.monotonic(), self._deadline)
        self._client = client

        def abort_when_unquestioned(asking: asyncio.Task[None]) -> None:
            if not asking.cancelled():
                client.abort()

        try:
            await subscribe(client, topics.SAFETY, 1)
            asking = asyncio.create_task(self._ask(client, self._round_trips))
            asking.add_done_callback(abort_when_unquestioned)
            try:
                yield
            finally:
                await end(asking)
        finally:
            self._client = self._round_trips = None
            # Nobody hears an emergency stop now.
            self._incoming.void_reports()

    def handle(self, topic: str, payload: bytes, retained: bool) -> None:
        """Takes one message at the moment it arrives."""
        self._break_off_when_overdue()
        trips = self._round_trips
        if trips is None:
            self._incoming.drop(topic, "age_unknown", "the connection to the broker stood still")
            return
        self._incoming.handle(topic, payload, retained, trips.sent_after)

    async def _ask(self, client: BrokerClient, trips: RoundTrips) -> None:
        while self._round_trips is trips:
            asked = self._clock.monotonic()
            try:
                await client.publish(QUESTION_TOPIC, b"", qos=1, timeout=self._deadline)
            except aiomqtt.MqttError:
                # Lost, or no answer in time.
                self._break_off_when_overdue()
                return
            # An answer that comes too late does not make up for its lateness.
            self._break_off_when_overdue()
            if not client.aborted:
                trips.answered(asked)
            await self._sleep(ASK_INTERVAL)
            self._break_off_when_overdue()

    def _break_off_when_overdue(self) -> None:
        trips, client = self._round_trips, self._client
        if trips is None or client is None or not trips.overdue(self._clock.monotonic()):
            return
        _log.warning("broker_stalled", deadline_seconds=self._deadline)
        # From here on everything is dropped.
        self._round_trips = None
        self._incoming.void_reports()
        # Not at once: paho would wait for itself when it is just handing a message over.
        asyncio.get_running_loop().call_soon(client.abort)
