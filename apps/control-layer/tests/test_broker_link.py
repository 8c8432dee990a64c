"""The link to a broker that is away, deaf or mute."""

from __future__ import annotations

import asyncio
from itertools import islice
from pathlib import Path

import pytest
from modax_contracts import topics
from modax_control.broker import client as client_module
from modax_control.broker import connection as connection_module
from modax_control.broker.backoff import backoff
from modax_control.broker.connection import Connection
from modax_control.publishing import TopicPublisher
from structlog.testing import capture_logs

from tests.links import (
    Arrivals,
    connection_to,
    failure_of,
    kept,
    kept_link,
    link_to,
    spied_on_publishing,
)
from tests.mosquitto import free_port
from tests.mute_broker import CONNECT, SUBSCRIBE, mute_broker
from tests.support import eventually

QOS_1_NOT_RETAINED = 0b0010
CLEAN_SESSION = 0b0010


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
            # Three connections begin at the same time, and only two of them subscribe.
            await eventually(lambda: broker.count_of(CONNECT) == 3)
            await eventually(lambda: broker.count_of(SUBSCRIBE) == 2)
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
    assert packet.flags == QOS_1_NOT_RETAINED


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
