"""Ending tasks that talk to the broker."""

from __future__ import annotations

import asyncio
from typing import Final

_CANCEL_AGAIN_SECONDS: Final = 1.0


async def end(task: asyncio.Task[None]) -> None:
    """Cancels a task and waits until it has ended; raises what it had raised by itself.

    Once is not enough: before Python 3.12, `asyncio.wait_for`, on which aiomqtt rests, swallows a
    cancellation that comes together with what it waits for.
    """
    while not task.done():
        task.cancel()
        await asyncio.wait({task}, timeout=_CANCEL_AGAIN_SECONDS)
    if not task.cancelled():
        task.result()
