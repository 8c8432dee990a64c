"""One moment on both clocks."""

from __future__ import annotations

from typing import NamedTuple

from modax_service import Clock


class Instant(NamedTuple):
    """A moment: `monotonic` seconds to measure ages with, `epoch` seconds to tell people."""

    monotonic: float
    epoch: float

    @classmethod
    def now(cls, clock: Clock) -> Instant:
        return cls(clock.monotonic(), clock.epoch())
