"""Work that goes on beside the requests, and must not die in silence."""

from __future__ import annotations

import asyncio
import signal
from contextlib import asynccontextmanager, suppress
from typing import AsyncIterator, Callable, Coroutine

import structlog

_log = structlog.get_logger(__name__)


def stop_process() -> None:
    """Asks this process to drain and end, as an orchestrator would."""
    signal.raise_signal(signal.SIGTERM)


@asynccontextmanager
async def background(
    name: str,
    work: Coroutine[None, None, None],
    on_failure: Callable[[], None] = stop_process,
) -> AsyncIterator[None]:
    """Runs `work` while the block runs, and cancels it at the end.

    Work that raises is a crash: it is logged at once, `on_failure` is called so that the service
    drains, and the exception is raised again at the end of the block. A service that looks alive
    while one of its loops is dead would be worse.
    """
    task = asyncio.ensure_future(work)

    def report(done: asyncio.Future[None]) -> None:
        if done.cancelled() or done.exception() is None:
            return
        _log.critical("background_work_failed", work=name, exc_info=done.exception())
        on_failure()

    task.add_done_callback(report)
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
