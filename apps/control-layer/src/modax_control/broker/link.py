"""The control layer's connections to the broker."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import AsyncIterator

from aiomqtt import Message
from modax_contracts import topics
from modax_service import Clock

from modax_control.broker.client import BrokerClient
from modax_control.broker.connection import Connection, Session, Sleep
from modax_control.broker.ending import end
from modax_control.broker.incoming import Incoming
from modax_control.broker.queue import QueueType, immediate_queue, reading_queue
from modax_control.broker.safety_watch import SafetyWatch, answer_deadline
from modax_control.broker.subscription import subscribe
from modax_control.settings import ControlSettings


class BrokerLink:
    """The `Broker` of production, with a connection for each concern.

    A flood of readings delays no safety message, no flood at all delays a command, and what breaks
    one of them off leaves the others alone. Analyses go the way of the readings, so that advice
    cannot keep a command waiting.
    """

    def __init__(
        self,
        settings: ControlSettings,
        incoming: Incoming,
        clock: Clock,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        """`sleep` makes the pauses between attempts to connect."""
        self._incoming = incoming
        self._clock = clock
        deadline = answer_deadline(settings.safety_max_age)
        self._watch = watch = SafetyWatch(incoming, clock, deadline)

        def connection(name: str, queue_type: QueueType, session: Session) -> Connection:
            return Connection(
                name,
                lambda: BrokerClient.of(settings, queue_type),
                session,
                self._take_reading,
                sleep,
            )

        readings = reading_queue(incoming.drop)
        self._safety = connection("safety", immediate_queue(watch.handle), watch.session)
        self._readings = connection("readings", readings, _reading_session)
        self._commands = connection("commands", readings, _publishing_session)
        self._connections = (self._commands, self._safety, self._readings)

    @property
    def connected(self) -> bool:
        return self._watch.settled and all(each.connected for each in self._connections)

    @property
    def attempted(self) -> bool:
        return all(each.attempted for each in self._connections)

    async def run(self) -> None:
        keeping = [asyncio.create_task(each.run()) for each in self._connections]
        try:
            # Not `gather`: it would wait for one that swallows its cancellation.
            await asyncio.wait(keeping, return_when=asyncio.FIRST_EXCEPTION)
        finally:
            ended = await asyncio.gather(*map(end, keeping), return_exceptions=True)
        for failure in filter(None, ended):
            raise failure

    async def publish(self, topic: str, payload: bytes, may_arrive_late: bool) -> None:
        connection = self._commands if topic == topics.COMMANDS else self._readings
        await connection.publish(topic, payload, may_arrive_late)

    def _take_reading(self, message: Message) -> None:
        now = self._clock.monotonic()
        self._incoming.handle(message.topic.value, message.payload, message.retain, now)


@asynccontextmanager
async def _reading_session(client: BrokerClient) -> AsyncIterator[None]:
    await subscribe(client, topics.SENSOR_DATA, 0)
    yield


@asynccontextmanager
async def _publishing_session(_client: BrokerClient) -> AsyncIterator[None]:
    yield
