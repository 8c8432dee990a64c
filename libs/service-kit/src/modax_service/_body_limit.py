"""Bodies are read whole and bounded before any route sees them."""

from __future__ import annotations

from typing import Awaitable, Callable, Final, Optional

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from modax_service._errors import ServiceError, error_response

MAX_BODY_BYTES: Final = 64 * 1024
"""The contract's limit for a message, over MQTT and HTTP alike."""

OnLargeBody = Callable[[Request], Awaitable[None]]


async def ignore(_request: Request) -> None:
    """For services that keep no record of refusals."""


class BodyLimit:
    """Answers 413 when a request's body is larger than `MAX_BODY_BYTES`, after `on_large_body`.

    Counts what arrives, because a chunked request declares no length. Reading first keeps the
    refusal out of the routes' hands: a body that breaks off never reaches one.
    """

    def __init__(self, app: ASGIApp, on_large_body: OnLargeBody) -> None:
        self._app = app
        self._on_large_body = on_large_body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if _declared_length(scope) > MAX_BODY_BYTES:
            await self._refuse(scope, receive, send)
            return
        body = bytearray()
        more = True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            body += message.get("body", b"")
            if len(body) > MAX_BODY_BYTES:
                await self._refuse(scope, receive, send)
                return
            more = message.get("more_body", False)
        await self._app(scope, _replay(bytes(body), receive), send)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._on_large_body(Request(scope))
        await error_response(body_too_large())(scope, receive, send)


def _declared_length(scope: Scope) -> int:
    declared = Headers(scope=scope).get("content-length", "")
    return int(declared) if declared.isdecimal() else 0


def _replay(body: bytes, receive: Receive) -> Receive:
    pending: Optional[Message] = {"type": "http.request", "body": body, "more_body": False}

    async def replay() -> Message:
        nonlocal pending
        if pending is None:
            return await receive()
        message, pending = pending, None
        return message

    return replay


def body_too_large() -> ServiceError:
    """The refusal of a body above the limit."""
    return ServiceError(
        "body_too_large",
        f"The body is larger than {MAX_BODY_BYTES} bytes.",
        "Send less in one request.",
        413,
        # The rest of the body is not read, so the connection cannot carry another request.
        {"Connection": "close"},
    )
