"""Waiting for something to become true, and saying what when it does not."""

from __future__ import annotations

import asyncio
import time
from typing import Awaitable, Callable, Final, Optional, TypeVar

DEADLINE: Final = 120.0
"""Seconds after which something that should happen counts as not happening."""

_PAUSE: Final = 0.05

Found = TypeVar("Found")


async def eventually(what: str, look: Callable[[], Awaitable[Optional[Found]]]) -> Found:
    """The first answer of `look` that is neither None nor false.

    Raises `AssertionError` naming `what` when there is none before the deadline.
    """
    end = time.monotonic() + DEADLINE
    while time.monotonic() < end:
        found = await look()
        if found:
            return found
        await asyncio.sleep(_PAUSE)
    raise AssertionError(f"not within {DEADLINE:g} s: {what}")
