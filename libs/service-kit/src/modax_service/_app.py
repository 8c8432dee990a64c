"""The frame around a service's own routes."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import AsyncIterator, Callable

from fastapi import FastAPI
from prometheus_client import CollectorRegistry

from modax_service._body_limit import BodyLimit, OnLargeBody, ignore
from modax_service._clock import Clock
from modax_service._error_boundary import ErrorBoundary
from modax_service._errors import install_error_handlers
from modax_service._exit_codes import (
    EXIT_CLEAN,
    EXIT_CRASH,
    EXIT_INCOMPLETE,
    IncompleteStop,
)
from modax_service._health import HealthCheck, health_routes
from modax_service._identity import ServiceIdentity
from modax_service._metrics import RequestMetrics, metrics_routes

Lifespan = Callable[[], "AbstractAsyncContextManager[None]"]


def create_app(
    *,
    identity: ServiceIdentity,
    health: HealthCheck,
    lifespan: Lifespan,
    registry: CollectorRegistry,
    clock: Clock,
    on_large_body: OnLargeBody = ignore,
) -> FastAPI:
    """An application with `/status`, `/health`, `/ready` and `/metrics`, to which routes are added.

    Every error has the one JSON shape, every body is bounded, every request is counted. `lifespan`
    is entered before the first request and left after the last; when it raises on the way out,
    `serve` reports a crash, or an incomplete stop for `IncompleteStop`. `on_large_body` is awaited
    before the refusal of a body that is too large, which reaches no route, is sent.
    """

    @asynccontextmanager
    async def watched_lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.exit_code = EXIT_CRASH
        try:
            async with lifespan():
                yield
        except IncompleteStop:
            app.state.exit_code = EXIT_INCOMPLETE
        else:
            app.state.exit_code = EXIT_CLEAN

    app = FastAPI(
        title=identity.name,
        version=identity.version,
        lifespan=watched_lifespan,
        # The description of the API is for those who have the code, not for every caller.
        openapi_url=None,
        redirect_slashes=False,
    )
    install_error_handlers(app)
    app.include_router(health_routes(identity, health, clock))
    app.include_router(metrics_routes(registry))
    # The last one added is the outermost.
    app.add_middleware(BodyLimit, on_large_body=on_large_body)
    app.add_middleware(ErrorBoundary)
    app.add_middleware(RequestMetrics, registry=registry, clock=clock)
    return app
