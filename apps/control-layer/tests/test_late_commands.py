"""A stop gets through if it can; anything else is sent now or never."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from modax_contracts import topics
from modax_control.broker import connection as connection_module
from modax_control.broker.connection import Connection

from tests.links import commands, connection_to, failure_of, kept, spied_on_publishing
from tests.mute_broker import CONNECT, mute_broker
from tests.support import eventually


async def stops_that_wait(
    connection: Connection, handed_over: list[str], count: int, size: int
) -> list[asyncio.Task[None]]:
    """So many stops of so many bytes, all of them with the client, for a broker that reads nothing."""
    stops = [
        asyncio.create_task(connection.publish(topics.COMMANDS, b"s" * size, True))
        for _ in range(count)
    ]
    await eventually(lambda: len(handed_over) == count)
    return stops


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
            stops = await stops_that_wait(connection, handed_over, stop_count, 2**19)
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
            stops = await stops_that_wait(connection, handed_over, 16, 2**20)
        for stop in stops:
            stop.cancel()
        await asyncio.gather(*stops, return_exceptions=True)
        broker.reads.set()
