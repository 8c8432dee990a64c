"""A task that talks to the broker is ended, whatever it does with its cancellation."""

from __future__ import annotations

import asyncio

import pytest
from modax_control.broker import ending
from modax_control.broker.ending import end


async def test_a_task_that_swallows_its_cancellation_is_cancelled_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ending, "_CANCEL_AGAIN_SECONDS", 0.01)
    swallowed = 0

    async def stubborn() -> None:
        nonlocal swallowed
        while True:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                swallowed += 1
                if swallowed == 3:
                    raise

    task = asyncio.create_task(stubborn())
    await asyncio.sleep(0)
    await asyncio.wait_for(end(task), 60)
    assert (swallowed, task.cancelled()) == (3, True)


async def test_what_a_task_had_raised_by_itself_is_not_lost() -> None:
    async def broken() -> None:
        raise RuntimeError("a bug")

    task = asyncio.create_task(broken())
    await asyncio.wait({task})
    with pytest.raises(RuntimeError, match="a bug"):
        await end(task)
