"""A lasting connection to the broker: lost, found again, never given up."""

from __future__ import annotations

import asyncio
import math
from contextlib import AbstractAsyncContextManager, suppress
from typing import Awaitable, Callable, Final, Optional

import aiomqtt
import structlog
from aiomqtt import Message

from modax_control.broker.backoff import backoff
from modax_control.broker.client import BrokerClient
from modax_control.publishing import PublishFailed, PublishFailure

ACKNOWLEDGE_DEADLINE: Final = 3.0
"""Seconds the broker has to acknowledge a published message."""

_log = structlog.get_logger(__name__)

Sleep = Callable[[float], Awaitable[None]]
Session = Callable[[BrokerClient], "AbstractAsyncContextManager[None]"]


class Connection:
    """Keeps one connection, hands on what arrives, and publishes."""

    def __init__(
        self,
        name: str,
        new_client: Callable[[], BrokerClient],
        session: Session,
        take: Callable[[Message], None],
        sleep: Sleep,
    ) -> None:
        """`session` is entered with every new client before it counts as connected, and left when
        the connection is lost. `take` is given each message that waits in the client's queue."""
        self._name = name
        self._new_client = new_client
        self._session = session
        self._take = take
        self._sleep = sleep
        self._client: Optional[BrokerClient] = None
        # Made when a loop runs: on Python 3.9 it belongs to the loop that is there when it is made.
        self._up: Optional[asyncio.Event] = None
        self._attempted = False

    @property
    def connected(self) -> bool:
        return self._client is not None and not self._client.aborted

    @property
    def _is_up(self) -> asyncio.Event:
        if self._up is None:
            self._up = asyncio.Event()
        return self._up

    @property
    def attempted(self) -> bool:
        """Whether the first attempt to connect has ended, either way."""
        return self._attempted

    async def run(self) -> None:
        """Keeps the connection until cancelled, then disconnects."""
        delays = backoff()
        while True:
            try:
                async with self._new_client() as client, self._session(client):
                    delays = backoff()
                    await self._keep(client)
            except aiomqtt.MqttError as error:
                _log.warning("broker_unavailable", connection=self._name, error=str(error))
            self._attempted = True
            await self._sleep(next(delays))

    async def _keep(self, client: BrokerClient) -> None:
        self._client = client
        self._attempted = True
        self._is_up.set()
        _log.info("broker_connected", connection=self._name)
        try:
            async for message in client.messages:
                self._take(message)
        except aiomqtt.MqttError:
            # Whoever waits for an acknowledgement learns now that none will come.
            client.abort()
            raise
        finally:
            self._client = None
            self._is_up.clear()

    async def publish(self, topic: str, payload: bytes, may_arrive_late: bool) -> None:
        """As `Broker.publish`."""
        if may_arrive_late:
            await self._publish_persistently(topic, payload)
        else:
            await self._publish_now_or_never(topic, payload)

    async def _publish_now_or_never(self, topic: str, payload: bytes) -> None:
        client = self._client
        if client is None:
            raise PublishFailed("broker_unavailable")
        confirmed = False
        try:
            # Called directly, not in a task: that would be a suspension.
            await client.publish(topic, payload, qos=1, timeout=ACKNOWLEDGE_DEADLINE)
            confirmed = not client.aborted
        except aiomqtt.MqttCodeError:
            raise PublishFailed("broker_unavailable") from None
        except aiomqtt.MqttError:
            # Not acknowledged in time.
            pass
        finally:
            if not confirmed:
                # It must not wait here for its turn, nor be sent again.
                client.abort()
        if not confirmed:
            raise PublishFailed("delivery_unconfirmed")

    async def _publish_persistently(self, topic: str, payload: bytes) -> None:
        handed_over = asyncio.Event()
        try:
            await asyncio.wait_for(
                self._publish_until_confirmed(topic, payload, handed_over), ACKNOWLEDGE_DEADLINE
            )
        except asyncio.TimeoutError:
            code: PublishFailure = "broker_unavailable"
            if handed_over.is_set():
                code = "delivery_unconfirmed"
            raise PublishFailed(code) from None

    async def _publish_until_confirmed(
        self, topic: str, payload: bytes, handed_over: asyncio.Event
    ) -> None:
        while True:
            await self._is_up.wait()
            client = self._client
            if client is not None and not client.aborted:
                handed_over.set()
                with suppress(aiomqtt.MqttCodeError):
                    await client.publish(topic, payload, qos=1, timeout=math.inf)
                    if not client.aborted:
                        return
                client.abort()
            # Lets the connection notice that it is lost.
            await asyncio.sleep(0)
