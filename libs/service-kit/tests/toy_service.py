"""A service for the tests to start, signal and break: `python toy_service.py`.

GET /slow answers when a line arrives on standard input; GET /crash breaks the background work;
GET /endless is never answered.
"""

from __future__ import annotations

import asyncio
import signal
import sys
from contextlib import asynccontextmanager
from typing import AsyncIterator, Literal, Optional

from fastapi import FastAPI, Request
from modax_service import (
    HealthReport,
    IncompleteStop,
    ServiceIdentity,
    ServiceSettings,
    SystemClock,
    background,
    create_app,
    create_registry,
    run,
)


class ToySettings(ServiceSettings):
    fault: Literal["none", "startup", "shutdown", "loss"] = "none"
    stop_at_once: bool = False


def end_with(fault: str) -> None:
    if fault == "shutdown":
        raise RuntimeError("cannot stop")
    if fault == "loss":
        raise IncompleteStop


async def address(request: Request) -> Optional[str]:
    return request.client.host if request.client else None


async def endless() -> None:
    print("endless request begun", flush=True)
    await asyncio.Event().wait()


def build(settings: ToySettings) -> FastAPI:
    crashes: list[asyncio.Event] = []

    async def work(crash: asyncio.Event) -> None:
        await crash.wait()
        raise RuntimeError("the background work broke")

    @asynccontextmanager
    async def lifespan() -> AsyncIterator[None]:
        if settings.fault == "startup":
            raise RuntimeError("cannot start")
        if settings.stop_at_once:
            signal.raise_signal(signal.SIGTERM)
        # Before Python 3.10 an event belongs to the loop that runs when it is made.
        crashes.append(asyncio.Event())
        async with background("work", work(crashes[0])):
            yield
        print("lifespan left", flush=True)
        end_with(settings.fault)

    async def health() -> HealthReport:
        return HealthReport(healthy=True, ready=True)

    app = create_app(
        identity=ServiceIdentity.of("modax-service-kit", settings),
        health=health,
        lifespan=lifespan,
        registry=create_registry(),
        clock=SystemClock(),
    )

    app.get("/address")(address)
    app.get("/endless")(endless)

    @app.get("/slow")
    async def slow() -> str:
        print("slow request begun", flush=True)
        return await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)

    @app.get("/crash")
    async def crash_background() -> None:
        crashes[0].set()

    @app.get("/broken")
    async def broken() -> None:
        raise RuntimeError("broken route")

    return app


if __name__ == "__main__":
    sys.exit(run("modax-service-kit", ToySettings, build))
