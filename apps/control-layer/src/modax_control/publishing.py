"""The port to MQTT, as the rest of the service sees it."""

from __future__ import annotations

from typing import Literal, Protocol

PublishFailure = Literal["broker_unavailable", "delivery_unconfirmed"]


class PublishFailed(Exception):
    """A message was not sent (`broker_unavailable`), or was sent and not acknowledged before the
    deadline, so that nobody knows (`delivery_unconfirmed`)."""

    def __init__(self, code: PublishFailure) -> None:
        super().__init__(code)
        self.code: PublishFailure = code


class Publisher(Protocol):
    """Publishes on one topic, which its holder cannot choose."""

    @property
    def connected(self) -> bool:
        """Whether the broker is there at this moment."""

    async def publish(self, payload: bytes, may_arrive_late: bool) -> None:
        """Sends with QoS 1 and returns when the broker has acknowledged.

        What may not arrive late is handed over before the first suspension, so that whatever the
        caller checked just before still holds; when it is not acknowledged in time, what has not
        left this machine is thrown away, and it is never sent again. What may arrive late is sent
        again when the connection is lost, waits for a connection when there is none, and without
        an acknowledgement in time may still arrive. Raises `PublishFailed`.
        """


class Broker(Protocol):
    """The whole connection. Only the assembly of the application holds it."""

    @property
    def connected(self) -> bool:
        """Whether the broker is connected and what devices publish is received and believed."""

    @property
    def attempted(self) -> bool:
        """Whether the first attempt to connect has ended, either way."""

    async def run(self) -> None:
        """Keeps the connection until cancelled, then disconnects."""

    async def publish(self, topic: str, payload: bytes, may_arrive_late: bool) -> None:
        """As `Publisher.publish`."""


class TopicPublisher:
    """A `Publisher` for one topic: all that its holder can do with the broker."""

    def __init__(self, broker: Broker, topic: str) -> None:
        self._broker = broker
        self._topic = topic

    @property
    def connected(self) -> bool:
        return self._broker.connected

    async def publish(self, payload: bytes, may_arrive_late: bool) -> None:
        await self._broker.publish(self._topic, payload, may_arrive_late)
