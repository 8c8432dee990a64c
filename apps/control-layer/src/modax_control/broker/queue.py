"""Messages that have arrived and wait to be taken in."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Callable, Final

from aiomqtt import Message
from modax_contracts import MAX_MESSAGE_BYTES, topics

MAX_WAITING: Final = 1000
"""Readings that may wait. More arrive only when one sender floods the topics."""

Drop = Callable[[str, str, str], None]
Handle = Callable[[str, bytes, bool], None]


def safety_first_queue(drop: Drop, handle: Handle) -> type[asyncio.Queue[Message]]:
    """The type of a bounded queue of readings, which safety messages do not enter.

    They are given to `handle` the moment they arrive: a message that waits could give way to a
    flood, or be looked at only after a command that it forbids. `handle` must neither wait nor
    raise. When the queue is full, the oldest reading gives way: the newest says most about now.
    `drop` is told topic, reason and detail of what gives way, and of readings that are too large to
    be kept at all.
    """

    class SafetyFirstQueue(asyncio.Queue[Message]):
        def _init(self, maxsize: int) -> None:
            self._readings: deque[Message] = deque()

        def _put(self, item: Message) -> None:
            topic = item.topic.value
            if topic == topics.SAFETY:
                handle(topic, item.payload, item.retain)
                return
            if len(item.payload) > MAX_MESSAGE_BYTES:
                drop(topic, "message_too_large", f"{len(item.payload)} bytes")
                return
            if len(self._readings) >= MAX_WAITING:
                self._readings.popleft()
                drop(topic, "too_many_messages", "messages arrive faster than they are taken in")
            self._readings.append(item)

        def _get(self) -> Message:
            return self._readings.popleft()

        def qsize(self) -> int:
            return len(self._readings)

        def empty(self) -> bool:
            return not self.qsize()

    return SafetyFirstQueue
