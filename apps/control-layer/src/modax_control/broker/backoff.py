"""How long to wait between attempts to reach the broker."""

from __future__ import annotations

from typing import Final, Iterator

FIRST_DELAY: Final = 1.0
LONGEST_DELAY: Final = 60.0


def backoff() -> Iterator[float]:
    """Seconds to wait: doubling from 1 to 60, then 60 for ever."""
    delay = FIRST_DELAY
    while True:
        yield delay
        delay = min(delay * 2, LONGEST_DELAY)
