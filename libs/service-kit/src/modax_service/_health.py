"""`/status`, `/health` and `/ready`: what a deployment, a liveness and a readiness probe ask."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Mapping, Protocol

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import JsonValue

from modax_service._clock import Clock
from modax_service._identity import ServiceIdentity


@dataclass(frozen=True)
class HealthReport:
    """What a service says about itself when asked.

    `healthy`: it can do all of its work; decides `/status`. `ready`: it can serve requests, perhaps
    not all; decides `/ready`. `details` are added to the body of `/status`.
    """

    healthy: bool
    ready: bool
    details: Mapping[str, JsonValue] = field(default_factory=dict)


class HealthCheck(Protocol):
    """Makes a report. It must be quick and must not raise."""

    async def __call__(self) -> HealthReport: ...


def health_routes(identity: ServiceIdentity, check: HealthCheck, clock: Clock) -> APIRouter:
    """The three probes. Uptime counts from this call."""
    router = APIRouter()
    started = clock.monotonic()

    @router.get("/status")
    async def status() -> JSONResponse:
        report = await check()
        body = {
            "status": "ok" if report.healthy else "unavailable",
            "service": identity.name,
            "version": identity.version,
            "revision": identity.revision,
            **report.details,
            "uptime_seconds": round(clock.monotonic() - started, 3),
        }
        return JSONResponse(body, status_code=200 if report.healthy else 503)

    @router.get("/health")
    async def health() -> JSONResponse:
        # Alive means that the event loop answers. Anything more would restart a service for the
        # fault of another.
        return JSONResponse({"status": "ok"})

    @router.get("/ready")
    async def ready() -> JSONResponse:
        report = await check()
        return JSONResponse({"ready": report.ready}, status_code=200 if report.ready else 503)

    return router
