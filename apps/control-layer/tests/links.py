"""Connections to a broker, in a test's hands."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, AsyncIterator, Optional

import paho.mqtt.client as paho
import pytest
from aiomqtt import Message
from modax_contracts import topics
from modax_control.broker.client import BrokerClient
from modax_control.broker.connection import Connection, Sleep
from modax_control.broker.ending import end
from modax_control.broker.incoming import Incoming
from modax_control.broker.link import BrokerLink
from modax_control.broker.queue import reading_queue
from modax_control.publishing import PublishFailed
from modax_service import SystemClock

from tests.mute_broker import MuteBroker
from tests.support import settings_of


class Arrivals:
    """What a link hands on."""

    def __init__(self) -> None:
        self.handled: list[tuple[str, bytes, bool, float]] = []
        self.dropped: list[tuple[str, str]] = []
        self.voided = 0

    @property
    def incoming(self) -> Incoming:
        return Incoming(
            lambda *values: self.handled.append(values),
            lambda topic, reason, _detail: self.dropped.append((topic, reason)),
            self._void,
        )

    def _void(self) -> None:
        self.voided += 1


async def soon(_seconds: float) -> None:
    """A pause between attempts that does not keep a test waiting."""
    await asyncio.sleep(0.01)


def link_to(port: int, folder: Path, arrivals: Optional[Arrivals] = None) -> BrokerLink:
    """Patient: a slow machine breaks nothing off."""
    settings = settings_of(
        folder / "audit",
        mqtt_broker_host="127.0.0.1",
        mqtt_broker_port=port,
        safety_max_age=3600,
    )
    incoming = (arrivals or Arrivals()).incoming
    return BrokerLink(settings, incoming, SystemClock(), soon)


@asynccontextmanager
async def kept(connection: Connection) -> AsyncIterator[None]:
    task = asyncio.create_task(connection.run())
    try:
        yield
    finally:
        await asyncio.wait_for(end(task), 60)


@asynccontextmanager
async def kept_link(link: BrokerLink) -> AsyncIterator[None]:
    """Cancels it once, as the service does."""
    task = asyncio.create_task(link.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait({task}, timeout=60)
        assert task.cancelled()


@asynccontextmanager
async def no_session(_client: BrokerClient) -> AsyncIterator[None]:
    yield


def connection_to(port: int, folder: Path, sleep: Sleep = soon) -> Connection:
    settings = settings_of(folder / "audit", mqtt_broker_host="127.0.0.1", mqtt_broker_port=port)
    queue = reading_queue(lambda *_drop: None)

    def take(_message: Message) -> None:
        raise AssertionError("nothing is subscribed")

    return Connection("commands", lambda: BrokerClient.of(settings, queue), no_session, take, sleep)


async def failure_of(connection: Connection, payload: bytes, may_arrive_late: bool) -> str:
    with pytest.raises(PublishFailed) as failure:
        await connection.publish(topics.COMMANDS, payload, may_arrive_late)
    return failure.value.code


def commands(broker: MuteBroker) -> list[bytes]:
    return [packet.payload for packet in broker.received if packet.topic == topics.COMMANDS]


def spied_on_publishing(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The topics of what is handed over to paho from now on."""
    handed_over: list[str] = []
    publish = paho.Client.publish

    def spy(self: paho.Client, topic: str, *values: Any, **options: Any) -> paho.MQTTMessageInfo:
        handed_over.append(topic)
        return publish(self, topic, *values, **options)

    monkeypatch.setattr(paho.Client, "publish", spy)
    return handed_over
