"""How old what arrives can be, told by questions that the broker has answered."""

from __future__ import annotations

import math
from typing import Final

SETTLING_SECONDS: Final = 1.0
"""How long a new connection proves itself before it is believed. A broker that was frozen first
works off what devices sent in the meantime, which is old whatever the questions say."""


class RoundTrips:
    """The questions of one connection. All times are monotonic seconds.

    The broker handles what a connection says, and answers, in order. So what arrives after the
    answer to a question reached the broker after that question was asked.
    """

    def __init__(self, started: float, deadline: float) -> None:
        """`started`: a moment before anything was subscribed to. `deadline`: seconds after which a
        broker that has not answered, or a process that has not asked, counts as stalled."""
        self._started = started
        self._deadline = deadline
        self._answered = started

    def answered(self, asked: float) -> None:
        """Notes that the question of that moment has been answered."""
        self._answered = max(self._answered, asked)

    def overdue(self, now: float) -> bool:
        """Whether the newest answered question is so old that something has stood still."""
        return now - self._answered > self._deadline

    @property
    def settled(self) -> bool:
        """Whether the connection has proved itself."""
        return self._answered - self._started >= SETTLING_SECONDS

    @property
    def sent_after(self) -> float:
        """A moment before which what arrives now cannot have reached the broker; minus infinity
        while the connection has not settled."""
        return self._answered if self.settled else -math.inf
