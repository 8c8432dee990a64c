"""A flood of readings keeps no safety message waiting and no memory filling."""

from __future__ import annotations

import asyncio

from aiomqtt import Message
from modax_contracts import MAX_MESSAGE_BYTES, topics
from modax_control.broker.queue import MAX_WAITING, safety_first_queue


def message(topic: str, payload: bytes) -> Message:
    return Message(topic=topic, payload=payload, qos=0, retain=False, mid=0, properties=None)


class Taken:
    """What was handed on at once."""

    def __init__(self) -> None:
        self.payloads: list[bytes] = []

    def __call__(self, topic: str, payload: bytes, retained: bool) -> None:
        assert topic == topics.SAFETY
        self.payloads.append(payload)


async def test_safety_messages_never_wait() -> None:
    taken = Taken()
    queue = safety_first_queue(lambda *_drop: None, taken)()
    for number in range(3):
        queue.put_nowait(message(topics.SENSOR_DATA, b"%d" % number))
        queue.put_nowait(message(topics.SAFETY, b"report %d" % number))
    assert taken.payloads == [b"report 0", b"report 1", b"report 2"]
    assert queue.qsize() == 3
    assert [(await queue.get()).payload for _ in range(3)] == [b"0", b"1", b"2"]
    assert queue.empty()


async def test_who_waits_for_a_reading_goes_on_waiting_when_a_safety_message_comes() -> None:
    queue = safety_first_queue(lambda *_drop: None, Taken())()
    waiting = asyncio.ensure_future(queue.get())
    await asyncio.sleep(0)
    queue.put_nowait(message(topics.SAFETY, b"report"))
    await asyncio.sleep(0)
    queue.put_nowait(message(topics.SENSOR_DATA, b"reading"))
    assert (await waiting).payload == b"reading"


async def test_no_flood_of_one_device_takes_the_emergency_stop_of_another_away() -> None:
    taken = Taken()
    queue = safety_first_queue(lambda *_drop: None, taken)()
    queue.put_nowait(message(topics.SAFETY, b"stop of mill"))
    for number in range(5 * MAX_WAITING):
        queue.put_nowait(message(topics.SAFETY, b"%d" % number))
    assert taken.payloads[0] == b"stop of mill"
    assert len(taken.payloads) == 5 * MAX_WAITING + 1


async def test_in_a_flood_the_oldest_reading_gives_way_and_is_counted() -> None:
    dropped: list[tuple[str, str, str]] = []
    queue = safety_first_queue(lambda *drop: dropped.append(drop), Taken())()
    for number in range(MAX_WAITING + 3):
        queue.put_nowait(message(topics.SENSOR_DATA, b"%d" % number))
    assert queue.qsize() == MAX_WAITING
    assert [(topic, reason) for topic, reason, _ in dropped] == [
        (topics.SENSOR_DATA, "too_many_messages")
    ] * 3
    assert (await queue.get()).payload == b"3"


async def test_a_safety_message_that_is_too_large_is_handed_on_because_it_voids_older_ones() -> (
    None
):
    taken = Taken()
    queue = safety_first_queue(lambda *_drop: None, taken)()
    queue.put_nowait(message(topics.SAFETY, b" " * (MAX_MESSAGE_BYTES + 1)))
    assert len(taken.payloads) == 1


async def test_a_reading_that_is_too_large_is_not_even_kept() -> None:
    dropped: list[tuple[str, str, str]] = []
    queue = safety_first_queue(lambda *drop: dropped.append(drop), Taken())()
    queue.put_nowait(message(topics.SENSOR_DATA, b" " * MAX_MESSAGE_BYTES))
    queue.put_nowait(message(topics.SENSOR_DATA, b" " * (MAX_MESSAGE_BYTES + 1)))
    assert queue.qsize() == 1
    assert [reason for _, reason, _ in dropped] == ["message_too_large"]
