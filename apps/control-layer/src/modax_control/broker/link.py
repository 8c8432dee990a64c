"""The lasting connection to the broker: lost, found again, never given up."""

from __future__ import annotations

import asyncio
from typing import Awaitable, Callable, Final, Optional

import aiomqtt
import structlog
from modax_contracts import topics

from modax_control.broker.backoff import backoff
from modax_control.broker.queue import Drop, Handle, safety_first_queue
from modax_control.publishing import PublishFailed
from modax_control.settings import ControlSettings

ACKNOWLEDGE_DEADLINE: Final = 3.0
"""Seconds the broker has to acknowledge a published message."""

# A broker that has silently gone is noticed within one and a half of this many seconds.
_KEEP_ALIVE_SECONDS: Final = 10
_CONNECT_DEADLINE: Final = 5.0
# MQTT's upper bound. With paho's default of 20, a command could wait in the client behind other
# messages and be sent after the check that it is safe has lost its meaning.
_MAX_UNACKNOWLEDGED: Final = 65_535
_SUBSCRIPTIONS: Final = [(topics.SENSOR_DATA, 0), (topics.SAFETY, 1)]
_SUBSCRIPTION_REFUSED: Final = 128

_log = structlog.get_logger(__name__)

Sleep = Callable[[float], Awaitable[None]]


class BrokerLink:
    """The `Broker` of production: receives what field devices publish, and publishes.

    The session is clean: what was published while the connection was lost is old, and an old
    safety message must not arrive as a new one.
    """

    def __init__(
        self, settings: ControlSettings, handle: Handle, drop: Drop, sleep: Sleep = asyncio.sleep
    ) -> None:
        """`handle` takes topic, payload and whether the message was retained."""
        self._settings = settings
        self._handle = handle
        self._drop = drop
        self._sleep = sleep
        self._client: Optional[aiomqtt.Client] = None
        self._attempted = False

    @property
    def connected(self) -> bool:
        return self._client is not None

    @property
    def attempted(self) -> bool:
        return self._attempted

    async def run(self) -> None:
        delays = backoff()
        while True:
            try:
                async with self._new_client() as client:
                    await _subscribe(client)
                    delays = backoff()
                    await self._receive(client)
            except aiomqtt.MqttError as error:
                _log.warning("broker_unavailable", error=str(error))
            self._attempted = True
            await self._sleep(next(delays))

    async def _receive(self, client: aiomqtt.Client) -> None:
        self._client = client
        self._attempted = True
        _log.info("broker_connected", host=self._settings.mqtt_broker_host)
        try:
            async for message in client.messages:
                self._handle(message.topic.value, message.payload, message.retain)
        finally:
            self._client = None

    async def publish(self, topic: str, payload: bytes) -> None:
        # The client is called directly, not in a task: that would be a suspension.
        if self._client is None:
            raise PublishFailed("broker_unavailable")
        try:
            await self._client.publish(topic, payload, qos=1, timeout=ACKNOWLEDGE_DEADLINE)
        except aiomqtt.MqttCodeError:
            raise PublishFailed("broker_unavailable") from None
        except aiomqtt.MqttError:
            raise PublishFailed("delivery_unconfirmed") from None

    def _new_client(self) -> aiomqtt.Client:
        settings = self._settings
        password = settings.mqtt_password
        return aiomqtt.Client(
            settings.mqtt_broker_host,
            settings.mqtt_broker_port,
            username=settings.mqtt_username,
            password=None if password is None else password.get_secret_value(),
            tls_params=_tls(settings),
            clean_session=True,
            keepalive=_KEEP_ALIVE_SECONDS,
            timeout=_CONNECT_DEADLINE,
            max_inflight_messages=_MAX_UNACKNOWLEDGED,
            queue_type=safety_first_queue(self._drop, self._handle),
        )


async def _subscribe(client: aiomqtt.Client) -> None:
    granted = await client.subscribe(_SUBSCRIPTIONS)
    if any(code == _SUBSCRIPTION_REFUSED for code in granted):
        # Connected and deaf would look healthy.
        raise aiomqtt.MqttError("the broker refuses the subscriptions; look at its access rules")


def _tls(settings: ControlSettings) -> Optional[aiomqtt.TLSParameters]:
    if not settings.mqtt_use_tls:
        return None
    files = (settings.mqtt_ca_certs, settings.mqtt_certfile, settings.mqtt_keyfile)
    ca_certs, certfile, keyfile = (None if file is None else str(file) for file in files)
    return aiomqtt.TLSParameters(ca_certs=ca_certs, certfile=certfile, keyfile=keyfile)
