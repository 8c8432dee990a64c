"""From the `X-API-Key` header to a caller."""

from __future__ import annotations

from typing import Awaitable, Callable

from fastapi import Request

from modax_control.access import ApiKeys, Caller, unauthenticated


def caller_of(request: Request, keys: ApiKeys) -> Caller:
    """Who sends a request; nobody when the key is missing or wrong."""
    return Caller(
        principal=keys.identify(request.headers.get("X-API-Key")),
        address=request.client.host if request.client else None,
    )


def reader_required(keys: ApiKeys) -> Callable[[Request], Awaitable[None]]:
    """A dependency that refuses (401) whoever has no valid key. Every role may read."""

    async def require_reader(request: Request) -> None:
        if keys.identify(request.headers.get("X-API-Key")) is None:
            raise unauthenticated()

    return require_reader
