"""The last line: an exception that nobody expected."""

from __future__ import annotations

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from modax_service._errors import error_response, internal_error

_log = structlog.get_logger(__name__)


class ErrorBoundary:
    """Logs an unexpected exception with its traceback and answers 500 with a generic body.

    It stands where nothing else is left to handle the exception, so it turns no refusal into a 500.
    When the answer has already begun, the exception goes on: the server must break the connection.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer_begun = False

        async def watch(message: Message) -> None:
            nonlocal answer_begun
            answer_begun = True
            await send(message)

        try:
            await self._app(scope, receive, watch)
        except Exception:
            route = getattr(scope.get("route"), "path", None)
            _log.exception("request_failed", method=scope["method"], route=route)
            if answer_begun:
                raise
            await error_response(internal_error())(scope, receive, send)
