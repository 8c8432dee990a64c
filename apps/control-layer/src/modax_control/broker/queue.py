"""Messages that have arrived, on their way to be taken in."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Callable, Final

from aiomqtt import Message
from modax_contracts import MAX_MESSAGE_BYTES

from modax_control.broker.incoming import Drop

MAX_WAITING: Final = 1000
"""Readings that may wait. More arrive only when one sender floods the topic."""

QueueType = type[asyncio.Queue[Message]]


def immediate_queue(handle: Callable[[str, bytes, bool], None]) -> QueueType:
    """The type of a queue that nothing enters, for safety messages.

    They are given to `handle` (topic, payload, whether retained) the moment they arrive: a message
    that waits could give way to a flood, or be looked at only after a command that it forbids.
    `handle` must neither wait nor raise.
    """

    class ImmediateQueue(asyncio.Queue[Message]):
        def put_nowait(self, item: Message) -> None:
            handle(item.topic.value, item.payload, item.retain)

    return ImmediateQueue


def reading_queue(drop: Drop) -> QueueType:
    """The type of a bounded queue, for readings.

    When it is full, the oldest reading gives way: the newest says most about now. `drop` is told
    topic, reason and detail of what gives way, and of what is too large to be kept at all.
    """

    class ReadingQueue(asyncio.Queue[Message]):
        def _init(self, maxsize: int) -> None:
            self._queue: deque[Message] = deque()

        def _put(self, item: Message) -> None:
            topic = item.topic.value
            if len(item.payload) > MAX_MESSAGE_BYTES:
                drop(topic, "message_too_large", f"{len(item.payload)} bytes")
                return
            if len(self._queue) >= MAX_WAITING:
                self._queue.popleft()
                drop(topic, "too_many_messages", "messages arrive faster than they are taken in")
            self._queue.append(item)

    return ReadingQueue
