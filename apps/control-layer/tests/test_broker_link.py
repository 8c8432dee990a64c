"""The link to a broker that is away, deaf or mute."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from itertools import islice
from pathlib import Path
from typing import Any, AsyncIterator

import paho.mqtt.client as paho
import pytest
from modax_control.broker import link as link_module
from modax_control.broker.backoff import backoff
from modax_control.broker.link import BrokerLink, Sleep
from modax_control.publishing import PublishFailed, TopicPublisher
from structlog.testing import capture_logs

from tests.mosquitto import free_port
from tests.mute_broker import REFUSED, mute_broker
from tests.support import eventually, settings_of


def link_to(port: int, folder: Path, sleep: Sleep) -> BrokerLink:
    settings = settings_of(folder / "audit", mqtt_broker_host="127.0.0.1", mqtt_broker_port=port)
    return BrokerLink(settings, lambda *_message: None, lambda *_drop: None, sleep)


@asynccontextmanager
async def kept(link: BrokerLink) -> AsyncIterator[None]:
    task = asyncio.ensure_future(link.run())
    try:
        yield
    finally:
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


def test_attempts_are_ever_further_apart_up_to_a_minute() -> None:
    assert list(islice(backoff(), 8)) == [1, 2, 4, 8, 16, 32, 60, 60]


async def test_a_broker_that_is_away_is_looked_for_again_and_again(tmp_path: Path) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        assert link.attempted
        slept.append(seconds)
        if len(slept) == 7:
            raise asyncio.CancelledError

    link = link_to(free_port(), tmp_path, sleep)
    assert not link.attempted
    with pytest.raises(asyncio.CancelledError):
        await link.run()
    assert slept == [1, 2, 4, 8, 16, 32, 60]
    assert not link.connected
    with pytest.raises(PublishFailed) as failure:
        await link.publish("modax/control/commands", b"{}")
    assert failure.value.code == "broker_unavailable"


async def test_a_broker_that_refuses_the_subscriptions_is_not_connected(tmp_path: Path) -> None:
    """Connected and deaf would look healthy."""
    tried = asyncio.Event()

    async def sleep(_seconds: float) -> None:
        tried.set()
        await asyncio.Event().wait()

    async with mute_broker(REFUSED) as broker:
        link = link_to(broker.port, tmp_path, sleep)
        with capture_logs() as logs:
            async with kept(link):
                await tried.wait()
                assert link.attempted and not link.connected
    assert [entry["event"] for entry in logs] == ["broker_unavailable"]
    assert "access rules" in logs[0]["error"]


async def test_a_message_that_is_not_acknowledged_in_time_is_unconfirmed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link_module, "ACKNOWLEDGE_DEADLINE", 0.01)
    async with mute_broker() as broker:
        link = link_to(broker.port, tmp_path, asyncio.sleep)
        async with kept(link):
            await eventually(lambda: link.connected)
            # More than paho would hand over by itself: none may wait in the client to be sent later.
            for number in range(30):
                with pytest.raises(PublishFailed) as failure:
                    await link.publish("modax/control/commands", b"%d" % number)
                assert failure.value.code == "delivery_unconfirmed"
            await eventually(lambda: len(broker.received) == 30)


async def test_a_message_is_handed_over_before_anything_else_can_happen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the check that a command is safe and its way out, no other task may run."""
    handed_over: list[object] = []
    publish = paho.Client.publish

    def spy(self: paho.Client, topic: str, *values: Any, **options: Any) -> paho.MQTTMessageInfo:
        handed_over.append(topic)
        return publish(self, topic, *values, **options)

    monkeypatch.setattr(paho.Client, "publish", spy)
    async with mute_broker() as broker:
        link = link_to(broker.port, tmp_path, asyncio.sleep)
        async with kept(link):
            await eventually(lambda: link.connected)
            publishing = TopicPublisher(link, "modax/control/commands").publish(b"{}")
            publishing.send(None)
            assert handed_over == ["modax/control/commands"]
            publishing.close()
