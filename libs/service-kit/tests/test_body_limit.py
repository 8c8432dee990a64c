"""A body may have 64 KiB, whatever its headers say."""

from __future__ import annotations

from typing import AsyncIterator

import httpx
import pytest
from modax_service import MAX_BODY_BYTES
from starlette.requests import Request
from starlette.types import Message

from tests.applications import Health, ManualClock, client_of, toy_app


async def chunks(total: int) -> AsyncIterator[bytes]:
    for _ in range(total // 1024):
        yield b" " * 1024


def machine_of(size: int) -> bytes:
    body = b'{"name":"mill","speed":3}'
    return body + b" " * (size - len(body))


async def test_a_body_of_exactly_the_limit_is_read(client: httpx.AsyncClient) -> None:
    answer = await client.post(
        "/machines/1",
        content=machine_of(MAX_BODY_BYTES),
        headers={"Content-Type": "application/json"},
    )
    assert (answer.status_code, answer.json()) == (200, 3)


@pytest.mark.parametrize("path", ["/machines/1", "/nowhere"])
async def test_a_declared_length_above_the_limit_is_refused(
    client: httpx.AsyncClient, path: str
) -> None:
    answer = await client.post(path, content=b" " * (MAX_BODY_BYTES + 1))
    assert answer.status_code == 413
    assert answer.json()["error"]["code"] == "body_too_large"
    assert answer.headers["Connection"] == "close"


async def test_a_chunked_body_is_counted_as_it_arrives(client: httpx.AsyncClient) -> None:
    answer = await client.post("/machines/1", content=chunks(MAX_BODY_BYTES + 2048))
    assert answer.status_code == 413


@pytest.mark.parametrize("declared", [True, False])
async def test_a_refusal_is_told_before_it_is_answered(
    health: Health, clock: ManualClock, declared: bool
) -> None:
    told: list[str] = []

    async def on_large_body(request: Request) -> None:
        told.append(f"{request.method} {request.url.path} of {request.headers['X-Caller']}")

    async def receive() -> Message:
        return {"type": "http.request", "body": b" " * (MAX_BODY_BYTES + 1), "more_body": True}

    async def send(message: Message) -> None:
        assert told == ["POST /machines/1 of mill"]
        answered.append(message)

    answered: list[Message] = []
    app = toy_app(health, clock, on_large_body)
    length = [(b"content-length", b"65537")] if declared else []
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/machines/1",
        "query_string": b"",
        "headers": [(b"x-caller", b"mill"), *length],
    }
    await app(scope, receive, send)
    assert answered[0]["status"] == 413
    assert len(told) == 1


async def test_a_body_that_breaks_off_reaches_no_route(health: Health, clock: ManualClock) -> None:
    app = toy_app(health, clock)
    arriving: list[Message] = [
        {"type": "http.request", "body": b'{"name":', "more_body": True},
        {"type": "http.disconnect"},
    ]
    answered: list[Message] = []

    async def receive() -> Message:
        return arriving.pop(0)

    async def send(message: Message) -> None:
        answered.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/machines/1",
        "query_string": b"",
        "headers": [(b"content-length", b"not a number")],
    }
    await app(scope, receive, send)
    assert not answered
    async with client_of(app) as client:
        metrics = (await client.get("/metrics")).text
    assert 'http_requests_total{method="POST",route="unmatched",status="499"} 1.0' in metrics


async def test_a_route_that_has_its_body_still_learns_whether_its_caller_is_there(
    health: Health, clock: ManualClock
) -> None:
    app = toy_app(health, clock)

    @app.post("/gone")
    async def gone(request: Request) -> bool:
        await request.body()
        return await request.is_disconnected()

    async with client_of(app) as client:
        assert (await client.post("/gone", content=b"body")).json() is False
