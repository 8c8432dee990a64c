"""Messages that have arrived and wait to be taken in."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Callable, Final

from aiomqtt import Message
from modax_contracts import MAX_MESSAGE_BYTES, topics

MAX_WAITING: Final = 1000
"""Messages that may wait, of each kind. More arrive only when one sender floods the topics."""

Drop = Callable[[str, str, str], None]


def safety_first_queue(drop: Drop) -> type[asyncio.Queue[Message]]:
    """The type of a bounded queue in which safety messages overtake all others.

    When one kind is full, its oldest message gives way: the newest says most about now. `drop` is
    told topic, reason and detail of what gives way, and of what is too large to be kept at all.
    """

    class SafetyFirstQueue(asyncio.Queue[Message]):
        def _init(self, maxsize: int) -> None:
            self._safety: deque[Message] = deque()
            self._others: deque[Message] = deque()

        def _put(self, item: Message) -> None:
            topic = item.topic.value
            if len(item.payload) > MAX_MESSAGE_BYTES:
                drop(topic, "message_too_large", f"{len(item.payload)} bytes")
                return
            waiting = self._safety if topic == topics.SAFETY else self._others
            if len(waiting) >= MAX_WAITING:
                waiting.popleft()
                drop(topic, "too_many_messages", "messages arrive faster than they are taken in")
            waiting.append(item)

        def _get(self) -> Message:
            return (self._safety or self._others).popleft()

        def qsize(self) -> int:
            return len(self._safety) + len(self._others)

        def empty(self) -> bool:
            return not self.qsize()

    return SafetyFirstQueue
