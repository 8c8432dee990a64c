"""The link to a broker that is away, deaf or mute."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from itertools import islice
from pathlib import Path
from typing import Any, AsyncIterator

import paho.mqtt.client as paho
import pytest
from aiomqtt import Message
from modax_contracts import topics
from modax_control.broker import client as client_module
from modax_control.broker import connection as connection_module
from modax_control.broker.backoff import backoff
from modax_control.broker.client import BrokerClient
from modax_control.broker.connection import Connection, Sleep
from modax_control.broker.queue import reading_queue
from modax_control.publishing import PublishFailed, TopicPublisher
from structlog.testing import capture_logs

from tests.links import Arrivals, kept, kept_link, link_to, soon
from tests.mosquitto import free_port
from tests.mute_broker import CONNECT, SUBSCRIBE, MuteBroker, mute_broker
from tests.support import eventually, settings_of

QOS_1, RETAIN = 0b0010, 0b0001
CLEAN_SESSION = 0b0010


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


def test_attempts_are_ever_further_apart_up_to_a_minute() -> None:
    assert list(islice(backoff(), 8)) == [1, 2, 4, 8, 16, 32, 60, 60]


async def test_a_broker_that_is_away_is_looked_for_again_and_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection_module, "ACKNOWLEDGE_DEADLINE", 0.01)
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        assert connection.attempted
        slept.append(seconds)
        if len(slept) == 7:
            raise asyncio.CancelledError

    connection = connection_to(free_port(), tmp_path, sleep)
    assert not connection.attempted
    with pytest.raises(asyncio.CancelledError):
        await connection.run()
    assert slept == [1, 2, 4, 8, 16, 32, 60]
    assert not connection.connected
    for may_arrive_late in (True, False):
        assert await failure_of(connection, b"{}", may_arrive_late) == "broker_unavailable"


async def test_a_broker_that_refuses_the_subscriptions_is_not_connected(tmp_path: Path) -> None:
    """Connected and deaf would look healthy."""
    async with mute_broker() as broker:
        broker.refuses_subscriptions = True
        link = link_to(broker.port, tmp_path)
        with capture_logs() as logs:
            async with kept_link(link):
                await eventually(lambda: link.attempted)
                assert not link.connected
    refusals = [entry for entry in logs if entry["event"] == "broker_unavailable"]
    assert {entry["connection"] for entry in refusals} == {"safety", "readings"}
    assert all("access rules" in entry["error"] for entry in refusals)


async def test_every_session_is_clean_and_each_topic_has_its_quality_of_service(
    tmp_path: Path,
) -> None:
    async with mute_broker() as broker:
        async with kept_link(link_to(broker.port, tmp_path)):
            await eventually(lambda: sum(one.kind == SUBSCRIBE for one in broker.packets) == 2)
    connects = [packet.body for packet in broker.packets if packet.kind == CONNECT]
    # "MQTT" with its length, the version, then the flags.
    assert [body[7] for body in connects] == [CLEAN_SESSION] * 3
    subscriptions = {packet.body[4:] for packet in broker.packets if packet.kind == SUBSCRIBE}
    assert subscriptions == {
        topics.SAFETY.encode() + bytes([1]),
        topics.SENSOR_DATA.encode() + bytes([0]),
    }


@pytest.mark.parametrize("topic", [topics.COMMANDS, topics.AI_ANALYSIS])
@pytest.mark.parametrize("may_arrive_late", [True, False])
async def test_what_is_published_is_acknowledged_once_and_not_retained(
    tmp_path: Path, topic: str, may_arrive_late: bool
) -> None:
    async with mute_broker() as broker:
        broker.acknowledges = True
        link = link_to(broker.port, tmp_path)
        async with kept_link(link):
            await eventually(lambda: link.connected)
            await TopicPublisher(link, topic).publish(b"{}", may_arrive_late)
    [packet] = broker.received
    assert (packet.topic, packet.payload) == (topic, b"{}")
    assert packet.flags == QOS_1


async def test_readings_are_handed_on_and_safety_messages_by_their_own_connection(
    tmp_path: Path,
) -> None:
    arrivals = Arrivals()
    async with mute_broker() as broker:
        link = link_to(broker.port, tmp_path, arrivals)
        async with kept_link(link):
            await eventually(lambda: link.connected)
            for topic in (topics.SENSOR_DATA, topics.SAFETY):
                broker.send(topic, topic.encode())
            # This broker sends to all; only what the queues of the connections do counts here.
            await eventually(lambda: len(arrivals.handled) >= 4)
    assert {payload for _, payload, _, _ in arrivals.handled} == {
        topics.SENSOR_DATA.encode(),
        topics.SAFETY.encode(),
    }


async def test_stops_that_nobody_acknowledges_are_all_handed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection_module, "ACKNOWLEDGE_DEADLINE", 0.01)
    async with mute_broker() as broker:
        connection = connection_to(broker.port, tmp_path)
        async with kept(connection):
            await eventually(lambda: connection.connected)
            # More than paho would hand over by itself: none may wait behind the others.
            for number in range(30):
                assert await failure_of(connection, b"%d" % number, True) == "delivery_unconfirmed"
            await eventually(lambda: len(commands(broker)) == 30)
            assert broker.connections == 1


async def test_a_start_that_nobody_acknowledges_is_not_sent_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection_module, "ACKNOWLEDGE_DEADLINE", 0.2)
    async with mute_broker() as broker:
        connection = connection_to(broker.port, tmp_path)
        async with kept(connection):
            await eventually(lambda: connection.connected)
            assert await failure_of(connection, b"start", False) == "delivery_unconfirmed"
            assert not connection.connected or broker.connections == 1
            broker.acknowledges = True
            monkeypatch.setattr(connection_module, "ACKNOWLEDGE_DEADLINE", 60)
            await eventually(lambda: connection.connected)
            await connection.publish(topics.COMMANDS, b"next", False)
    assert commands(broker).count(b"start") <= 1
    assert commands(broker)[-1] == b"next"


# The start then waits in the kernel's buffer, or in the client because that buffer is full.
@pytest.mark.parametrize("stop_count", [2, 16])
async def test_a_start_that_could_not_leave_in_time_never_leaves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stop_count: int
) -> None:
    """The broker reads one stop and nothing more for a while, and then everything."""
    handed_over = spied_on_publishing(monkeypatch)
    async with mute_broker() as broker:
        connection = connection_to(broker.port, tmp_path)
        async with kept(connection):
            await eventually(lambda: connection.connected)
            broker.reads.clear()
            stops = [
                asyncio.create_task(connection.publish(topics.COMMANDS, b"s" * 2**19, True))
                for _ in range(stop_count)
            ]
            await eventually(lambda: len(handed_over) == stop_count)
            monkeypatch.setattr(connection_module, "ACKNOWLEDGE_DEADLINE", 0.1)
            assert await failure_of(connection, b"start", False) == "delivery_unconfirmed"
            monkeypatch.setattr(connection_module, "ACKNOWLEDGE_DEADLINE", 60)
            broker.acknowledges = True
            broker.reads.set()
            await eventually(lambda: connection.connected)
            # The stops that were lost with the connection are sent once more, by themselves.
            await asyncio.gather(*stops, return_exceptions=True)
            await connection.publish(topics.COMMANDS, b"next", False)
    assert b"start" not in commands(broker)
    assert commands(broker)[-1] == b"next"


async def test_a_start_whose_caller_has_gone_is_not_sent_later(tmp_path: Path) -> None:
    async with mute_broker() as broker:
        connection = connection_to(broker.port, tmp_path)
        async with kept(connection):
            await eventually(lambda: connection.connected)
            start = asyncio.create_task(connection.publish(topics.COMMANDS, b"start", False))
            await eventually(lambda: commands(broker) == [b"start"])
            start.cancel()
            await asyncio.gather(start, return_exceptions=True)
            # Broken off, and found again.
            await eventually(lambda: sum(one.kind == CONNECT for one in broker.packets) == 2)


async def test_a_stop_outlives_the_connection_it_was_sent_on(tmp_path: Path) -> None:
    async with mute_broker() as broker:
        connection = connection_to(broker.port, tmp_path)
        async with kept(connection):
            await eventually(lambda: connection.connected)
            stop = asyncio.create_task(connection.publish(topics.COMMANDS, b"stop", True))
            await eventually(lambda: commands(broker) == [b"stop"])
            broker.acknowledges = True
            for writer in list(broker.writers):
                writer.transport.abort()
            await stop
    assert commands(broker) == [b"stop", b"stop"]


async def test_a_stop_waits_for_a_connection_that_is_being_made(tmp_path: Path) -> None:
    async with mute_broker() as broker:
        broker.acknowledges = True
        connection = connection_to(broker.port, tmp_path)
        stop = asyncio.create_task(connection.publish(topics.COMMANDS, b"stop", True))
        await asyncio.sleep(0)
        async with kept(connection):
            await stop
    assert commands(broker) == [b"stop"]


async def test_the_service_ends_although_the_broker_reads_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed_over = spied_on_publishing(monkeypatch)
    async with mute_broker() as broker:
        connection = connection_to(broker.port, tmp_path)
        async with kept(connection):
            await eventually(lambda: connection.connected)
            broker.reads.clear()
            stops = [
                asyncio.create_task(connection.publish(topics.COMMANDS, b"s" * 2**20, True))
                for _ in range(16)
            ]
            await eventually(lambda: len(handed_over) == 16)
        for stop in stops:
            stop.cancel()
        await asyncio.gather(*stops, return_exceptions=True)
        broker.reads.set()


async def test_a_connection_that_the_broker_never_answered_is_not_left_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A broker that thaws would find many that nobody uses."""
    monkeypatch.setattr(client_module, "_CONNECT_DEADLINE", 0.05)
    async with mute_broker() as broker:
        broker.reads.clear()
        connection = connection_to(broker.port, tmp_path)
        async with kept(connection):
            await eventually(lambda: broker.connections >= 3)
        broker.reads.set()
        await eventually(lambda: broker.connections == 0)


async def test_a_message_is_handed_over_before_anything_else_can_happen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the check that a command is safe and its way out, no other task may run."""
    async with mute_broker() as broker:
        link = link_to(broker.port, tmp_path)
        async with kept_link(link):
            await eventually(lambda: link.connected)
            handed_over = spied_on_publishing(monkeypatch)
            publishing = TopicPublisher(link, topics.COMMANDS).publish(b"{}", False)
            publishing.send(None)
            assert handed_over == [topics.COMMANDS]
            publishing.close()


async def test_a_part_that_fails_ends_the_whole_link(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A link that is dead in part would look alive."""
    link = link_to(free_port(), tmp_path)

    async def broken(_self: Connection) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(Connection, "run", broken)
    with pytest.raises(RuntimeError, match="a bug"):
        await link.run()
