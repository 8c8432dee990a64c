"""Background work ends with its block and never dies in silence."""

from __future__ import annotations

import asyncio

import pytest
from modax_service import background
from structlog.testing import capture_logs


async def test_work_is_cancelled_at_the_end_of_the_block() -> None:
    ended = asyncio.Event()

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    async with background("waiting", work()):
        await asyncio.sleep(0)
    assert ended.is_set()


async def test_work_that_fails_is_logged_reported_at_once_and_raised_at_the_end() -> None:
    reported = asyncio.Event()

    async def work() -> None:
        raise RuntimeError("lost")

    with capture_logs() as logs, pytest.raises(RuntimeError, match="lost"):
        async with background("losing", work(), on_failure=reported.set):
            await reported.wait()
    [entry] = logs
    assert (entry["event"], entry["work"]) == ("background_work_failed", "losing")


async def test_work_may_end_by_itself() -> None:
    async def work() -> None:
        return None

    async with background("short", work()):
        await asyncio.sleep(0)
