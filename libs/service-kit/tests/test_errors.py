"""Every error has one shape, says what to do, and gives nothing away."""

from __future__ import annotations

import json
from typing import AsyncIterator

import httpx
import pytest
from fastapi import HTTPException
from fastapi.responses import StreamingResponse
from hypothesis import example, given
from hypothesis import strategies as st
from modax_service import ServiceError, SystemClock, error_response
from structlog.testing import capture_logs

from tests.applications import Health, ManualClock, client_of, toy_app


def code_of(answer: httpx.Response) -> str:
    body = answer.json()
    assert set(body) == {"error"}
    assert set(body["error"]) == {"code", "message", "remedy"}
    assert all(body["error"].values())
    return str(body["error"]["code"])


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nowhere", 404, "not_found"),
        ("GET", "/openapi.json", 404, "not_found"),
        ("GET", "/docs", 404, "not_found"),
        ("GET", "/health/", 404, "not_found"),
        ("PUT", "/machines/1", 405, "method_not_allowed"),
        ("POST", "/machines/one", 422, "invalid_request"),
        ("GET", "/busy", 429, "busy"),
        ("GET", "/broken", 500, "internal_error"),
    ],
)
async def test_every_kind_of_error_has_the_same_shape(
    client: httpx.AsyncClient, method: str, path: str, status: int, code: str
) -> None:
    answer = await client.request(method, path)
    assert (answer.status_code, code_of(answer)) == (status, code)


async def test_headers_of_a_refusal_are_kept(client: httpx.AsyncClient) -> None:
    assert (await client.get("/busy")).headers["Retry-After"] == "7"
    assert (await client.put("/machines/1")).headers["Allow"] == "POST"


async def test_a_wrong_request_is_told_every_field_that_is_wrong(client: httpx.AsyncClient) -> None:
    answer = await client.post("/machines/one", json={"speed": "fast"})
    message = answer.json()["error"]["message"]
    assert "path.number" in message
    assert "body.name: Field required" in message
    assert "fast" not in message


async def test_a_flood_of_mistakes_makes_a_short_answer(client: httpx.AsyncClient) -> None:
    answer = await client.post("/machines/one", content=b'{"speed":' + b"9" * 60_000 + b"}")
    assert answer.status_code == 422
    assert len(answer.content) < 2000


async def test_each_of_many_long_mistakes_is_cut(health: Health, clock: ManualClock) -> None:
    app = toy_app(health, clock)

    @app.post("/speeds")
    async def speeds(speeds: dict[str, int]) -> None:
        raise AssertionError

    async with client_of(app) as client:
        answer = await client.post("/speeds", json={f"{n}" * 1000: "fast" for n in range(7)})
    assert (answer.status_code, code_of(answer)) == (422, "invalid_request")
    message = answer.json()["error"]["message"]
    *told, rest = message.split("; ")
    assert [len(problem) for problem in told] == [200] * 5
    assert rest == "2 more"


def test_text_that_is_no_unicode_is_told_by_its_code() -> None:
    answer = error_response(ServiceError("busy", "of \ud800", "Wait \ud801.", 429))
    error = json.loads(bytes(answer.body))["error"]
    assert (error["message"], error["remedy"]) == ("of \\ud800", "Wait \\ud801.")


async def test_an_unexpected_exception_is_logged_with_its_traceback_and_answered_without(
    client: httpx.AsyncClient,
) -> None:
    with capture_logs() as logs:
        answer = await client.get("/broken")
    assert "1234" not in answer.text
    [entry] = [entry for entry in logs if entry["event"] == "request_failed"]
    assert entry["route"] == "/broken"
    assert entry["exc_info"] is True


async def test_an_answer_that_fails_half_way_is_broken_off_and_not_patched(
    health: Health, clock: ManualClock
) -> None:
    app = toy_app(health, clock)

    @app.get("/half")
    async def half() -> StreamingResponse:
        async def body() -> AsyncIterator[bytes]:
            yield b"half"
            raise RuntimeError("no second half")

        return StreamingResponse(body())

    with capture_logs() as logs, pytest.raises(RuntimeError, match="no second half"):
        async with client_of(app) as client:
            await client.get("/half")
    assert [entry["event"] for entry in logs] == ["request_failed"]


async def test_what_the_framework_refuses_otherwise_has_the_shape_too(
    health: Health, clock: ManualClock
) -> None:
    app = toy_app(health, clock)

    @app.get("/teapot")
    async def teapot() -> None:
        raise HTTPException(418, "I am a teapot")

    async with client_of(app) as client:
        answer = await client.get("/teapot")
    assert (answer.status_code, code_of(answer)) == (418, "http_error")


bodies = st.one_of(
    st.binary(max_size=200),
    st.text(alphabet='{}[]":,\\uD80nametruefalse0123456789.-eENaN ', max_size=200).map(str.encode),
)


@given(body=bodies, content_type=st.sampled_from(["application/json", "text/plain", "", "x/y"]))
@example(body=b"[" * 60_000, content_type="application/json")
@example(body=b'{"a":' * 10_000, content_type="application/json")
@example(body=b'{"name":"\\ud800"}', content_type="application/json")
@example(body=b'{"name":"n","speed":1' + b"0" * 6000 + b"}", content_type="application/json")
@example(body=b'{"name":"n","speed":NaN}', content_type="application/json")
@example(body=b'{"\\ud800":NaN}', content_type="application/json")
@example(body=b"\xff\xfe{", content_type="application/json")
async def test_no_body_makes_the_service_fail(body: bytes, content_type: str) -> None:
    async with client_of(toy_app(Health(), SystemClock())) as client:
        answer = await client.post(
            "/machines/1", content=body, headers={"Content-Type": content_type}
        )
    assert answer.status_code in {200, 422}
    if answer.status_code == 422:
        assert code_of(answer) == "invalid_request"
