"""Time, as something a test can hold in its hand."""

from __future__ import annotations

import sys
import time
from typing import Protocol


class Clock(Protocol):
    """The two times a service needs. Ages and durations come from `monotonic` only."""

    def epoch(self) -> float:
        """Seconds since 1970 in UTC; steps when the machine's time is corrected."""

    def monotonic(self) -> float:
        """Seconds from an arbitrary start; never goes back, nor stands still while the machine is
        suspended."""


class SystemClock:
    """The clock of this machine."""

    def epoch(self) -> float:
        return time.time()

    def monotonic(self) -> float:
        if sys.platform == "linux":
            # Linux's CLOCK_MONOTONIC does not count the time in which the machine is suspended.
            return time.clock_gettime(time.CLOCK_BOOTTIME)
        else:
            return time.monotonic()
