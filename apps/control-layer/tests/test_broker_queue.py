"""A flood of readings keeps no safety message waiting and no memory filling."""

from __future__ import annotations

from aiomqtt import Message
from modax_contracts import MAX_MESSAGE_BYTES, topics
from modax_control.broker.queue import MAX_WAITING, safety_first_queue


def message(topic: str, payload: bytes) -> Message:
    return Message(topic=topic, payload=payload, qos=0, retain=False, mid=0, properties=None)


async def test_safety_overtakes_everything_else() -> None:
    queue = safety_first_queue(lambda *_drop: None)()
    for number in range(3):
        queue.put_nowait(message(topics.SENSOR_DATA, b"%d" % number))
    for number in range(2):
        queue.put_nowait(message(topics.SAFETY, b"%d" % number))
    assert queue.qsize() == 5
    arrived = [await queue.get() for _ in range(5)]
    assert [one.topic.value for one in arrived] == [topics.SAFETY] * 2 + [topics.SENSOR_DATA] * 3
    assert [one.payload for one in arrived] == [b"0", b"1", b"0", b"1", b"2"]
    assert queue.empty()


async def test_in_a_flood_the_oldest_of_the_same_kind_gives_way_and_is_counted() -> None:
    dropped: list[tuple[str, str, str]] = []
    queue = safety_first_queue(lambda *drop: dropped.append(drop))()
    queue.put_nowait(message(topics.SAFETY, b"safe"))
    for number in range(MAX_WAITING + 3):
        queue.put_nowait(message(topics.SENSOR_DATA, b"%d" % number))
    assert queue.qsize() == MAX_WAITING + 1
    assert [(topic, reason) for topic, reason, _ in dropped] == [
        (topics.SENSOR_DATA, "too_many_messages")
    ] * 3
    assert (await queue.get()).payload == b"safe"
    assert (await queue.get()).payload == b"3"


async def test_what_is_too_large_is_not_even_kept() -> None:
    dropped: list[tuple[str, str, str]] = []
    queue = safety_first_queue(lambda *drop: dropped.append(drop))()
    queue.put_nowait(message(topics.SENSOR_DATA, b" " * MAX_MESSAGE_BYTES))
    queue.put_nowait(message(topics.SENSOR_DATA, b" " * (MAX_MESSAGE_BYTES + 1)))
    assert queue.qsize() == 1
    assert [reason for _, reason, _ in dropped] == ["message_too_large"]
