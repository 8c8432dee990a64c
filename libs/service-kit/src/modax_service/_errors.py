"""Errors as data: one JSON shape for every error of every service.

`{"error": {"code": …, "message": …, "remedy": …}}`. Codes of this module: `not_found`,
`method_not_allowed`, `invalid_request`, `body_too_large`, `internal_error`, and `http_error` for
anything else that the framework refuses.
"""

from __future__ import annotations

from typing import Final, Mapping, Optional, Sequence

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

_MAX_PROBLEMS: Final = 5
_MAX_PROBLEM_LENGTH: Final = 200


class ServiceError(Exception):
    """A request that is refused, and why.

    `code` is stable and for programs; `message` says what happened, `remedy` what to do next, both
    for people. Neither may hold a secret.
    """

    def __init__(
        self,
        code: str,
        message: str,
        remedy: str,
        status: int,
        headers: Optional[Mapping[str, str]] = None,
    ) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message
        self.remedy = remedy
        self.status = status
        self.headers = headers


def error_response(error: ServiceError) -> JSONResponse:
    """The answer that tells a client of this error."""
    body = {
        "error": {
            "code": error.code,
            "message": _printable(error.message),
            "remedy": _printable(error.remedy),
        }
    }
    headers = None if error.headers is None else dict(error.headers)
    return JSONResponse(body, status_code=error.status, headers=headers)


def invalid_request(problems: Sequence[str]) -> ServiceError:
    """The request is understood and breaks the contract: 422."""
    shown = [problem[:_MAX_PROBLEM_LENGTH] for problem in problems[:_MAX_PROBLEMS]]
    if len(problems) > _MAX_PROBLEMS:
        shown.append(f"{len(problems) - _MAX_PROBLEMS} more")
    return ServiceError(
        "invalid_request", "; ".join(shown), "Correct the request and send it again.", 422
    )


def internal_error() -> ServiceError:
    """The service is at fault. Says nothing of the cause: that is in the log."""
    return ServiceError(
        "internal_error",
        "The service failed to answer this request.",
        "Try again; if it fails again, look for 'request_failed' in the log of the service.",
        500,
    )


def install_error_handlers(app: FastAPI) -> None:
    """Gives the refusals of the application and of the framework the one shape."""

    @app.exception_handler(ServiceError)
    async def service_error(_request: Request, error: ServiceError) -> JSONResponse:
        return error_response(error)

    @app.exception_handler(RequestValidationError)
    async def validation_error(_request: Request, error: RequestValidationError) -> JSONResponse:
        return error_response(
            invalid_request(
                [
                    ".".join(str(part) for part in detail["loc"]) + ": " + str(detail["msg"])
                    for detail in error.errors()
                ]
            )
        )

    @app.exception_handler(HTTPException)
    async def http_error(request: Request, error: HTTPException) -> JSONResponse:
        return error_response(_from_framework(request, error))


def _from_framework(request: Request, error: HTTPException) -> ServiceError:
    if error.status_code == 404:
        return ServiceError(
            "not_found", "There is nothing at this path.", "Check the path.", 404, error.headers
        )
    if error.status_code == 405:
        return ServiceError(
            "method_not_allowed",
            f"{request.method} is not possible here.",
            "Use a method that the Allow header names.",
            405,
            error.headers,
        )
    if error.status_code == 400:
        # FastAPI's answer to a body that its JSON parser gives up on, such as one nested too deep.
        return invalid_request(["body: not JSON that can be read"])
    return ServiceError(
        "http_error", str(error.detail), "Correct the request.", error.status_code, error.headers
    )


def _printable(text: str) -> str:
    """The text without lone surrogates, which JSON can carry in and UTF-8 cannot carry out."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
