"""Small applications built with the kit, for the tests to call."""

from __future__ import annotations

import socket
import sys
from contextlib import asynccontextmanager
from typing import AsyncIterator, Awaitable, Callable

import httpx
from fastapi import FastAPI, Request
from modax_service import (
    Clock,
    HealthReport,
    ServiceError,
    ServiceIdentity,
    create_app,
    create_registry,
)
from pydantic import BaseModel

OnLargeBody = Callable[[Request], Awaitable[None]]

IDENTITY = ServiceIdentity(name="modax-toy", version="1.2.3", revision="abc123")


class ManualClock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def epoch(self) -> float:
        return self.now

    def monotonic(self) -> float:
        return self.now


class Machine(BaseModel):
    name: str
    speed: int = 0


@asynccontextmanager
async def no_lifespan() -> AsyncIterator[None]:
    yield


class Health:
    """Reports whatever the test last set."""

    def __init__(self) -> None:
        self.report = HealthReport(healthy=True, ready=True, details={"devices": 2})

    async def __call__(self) -> HealthReport:
        return self.report


async def ignore(_request: Request) -> None:
    pass


def toy_app(health: Health, clock: Clock, on_large_body: OnLargeBody = ignore) -> FastAPI:
    app = create_app(
        identity=IDENTITY,
        health=health,
        lifespan=no_lifespan,
        registry=create_registry(),
        clock=clock,
        on_large_body=on_large_body,
    )

    @app.post("/machines/{number}")
    async def machines(number: int, machine: Machine) -> int:
        return machine.speed

    @app.get("/busy")
    async def busy() -> None:
        raise ServiceError("busy", "Too much.", "Wait.", 429, {"Retry-After": "7"})

    @app.get("/broken")
    async def broken() -> None:
        raise RuntimeError("the password is 1234")

    return app


def client_of(app: FastAPI) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://toy")


def free_port() -> int:
    """A TCP port of this machine that nobody listens on.

    Linux gives a port that is bound to nobody else by itself, and lets a server that names it listen
    there all the same. So it is bound until this process ends.
    """
    probe = socket.socket()
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    probe.bind(("127.0.0.1", 0))
    port = int(probe.getsockname()[1])
    if sys.platform == "linux":
        probe.detach()
    else:
        probe.close()
    return port
