"""A flood of readings keeps no safety message waiting and no memory filling."""

from __future__ import annotations

import asyncio

from aiomqtt import Message
from modax_contracts import MAX_MESSAGE_BYTES, topics
from modax_control.broker.queue import MAX_WAITING, immediate_queue, reading_queue


def message(topic: str, payload: bytes, retain: bool = False) -> Message:
    return Message(topic=topic, payload=payload, qos=0, retain=retain, mid=0, properties=None)


class Dropped:
    def __init__(self) -> None:
        self.reasons: list[tuple[str, str]] = []

    def __call__(self, topic: str, reason: str, detail: str) -> None:
        assert detail
        self.reasons.append((topic, reason))


async def test_safety_messages_never_wait_and_none_gives_way() -> None:
    taken: list[tuple[str, bytes, bool]] = []
    queue = immediate_queue(lambda *values: taken.append(values))()
    for number in range(5 * MAX_WAITING):
        queue.put_nowait(message(topics.SAFETY, b"%d" % number, retain=number == 1))
        assert len(taken) == number + 1
    assert taken[:2] == [(topics.SAFETY, b"0", False), (topics.SAFETY, b"1", True)]
    assert queue.empty()


async def test_a_safety_message_that_is_too_large_is_handed_on_because_it_voids_older_ones() -> (
    None
):
    taken: list[bytes] = []
    queue = immediate_queue(lambda _topic, payload, _retained: taken.append(payload))()
    queue.put_nowait(message(topics.SAFETY, b" " * (MAX_MESSAGE_BYTES + 1)))
    assert len(taken) == 1


async def test_readings_wait_in_order() -> None:
    queue = reading_queue(Dropped())()
    waiting = asyncio.ensure_future(queue.get())
    await asyncio.sleep(0)
    for number in range(3):
        queue.put_nowait(message(topics.SENSOR_DATA, b"%d" % number))
    assert (await waiting).payload == b"0"
    assert queue.qsize() == 2
    assert [(await queue.get()).payload for _ in range(2)] == [b"1", b"2"]
    assert queue.empty()


async def test_in_a_flood_the_oldest_reading_gives_way_and_is_counted() -> None:
    dropped = Dropped()
    queue = reading_queue(dropped)()
    for number in range(MAX_WAITING + 3):
        queue.put_nowait(message(topics.SENSOR_DATA, b"%d" % number))
    assert queue.qsize() == MAX_WAITING
    assert dropped.reasons == [(topics.SENSOR_DATA, "too_many_messages")] * 3
    assert (await queue.get()).payload == b"3"


async def test_a_reading_that_is_too_large_is_not_even_kept() -> None:
    dropped = Dropped()
    queue = reading_queue(dropped)()
    waiting = asyncio.ensure_future(queue.get())
    await asyncio.sleep(0)
    queue.put_nowait(message(topics.SENSOR_DATA, b" " * (MAX_MESSAGE_BYTES + 1)))
    await asyncio.sleep(0)
    queue.put_nowait(message(topics.SENSOR_DATA, b" " * MAX_MESSAGE_BYTES))
    assert len((await waiting).payload) == MAX_MESSAGE_BYTES
    assert dropped.reasons == [(topics.SENSOR_DATA, "message_too_large")]
