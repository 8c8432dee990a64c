"""What a deployment, a liveness probe and a readiness probe see."""

from __future__ import annotations

import httpx
from modax_service import HealthReport

from tests.applications import Health, ManualClock


async def test_status_names_the_build_and_adds_what_the_service_reports(
    client: httpx.AsyncClient, clock: ManualClock
) -> None:
    clock.now += 12.5
    answer = await client.get("/status")
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ok",
        "service": "modax-toy",
        "version": "1.2.3",
        "revision": "abc123",
        "devices": 2,
        "uptime_seconds": 12.5,
    }


async def test_an_unhealthy_service_fails_the_deployment_but_stays_alive_and_ready(
    client: httpx.AsyncClient, health: Health
) -> None:
    health.report = HealthReport(healthy=False, ready=True)
    status = await client.get("/status")
    assert (status.status_code, status.json()["status"]) == (503, "unavailable")
    assert (await client.get("/health")).status_code == 200
    ready = await client.get("/ready")
    assert (ready.status_code, ready.json()) == (200, {"ready": True})


async def test_readiness_follows_the_report_in_both_directions(
    client: httpx.AsyncClient, health: Health
) -> None:
    health.report = HealthReport(healthy=False, ready=False)
    ready = await client.get("/ready")
    assert (ready.status_code, ready.json()) == (503, {"ready": False})
    health.report = HealthReport(healthy=True, ready=True)
    assert (await client.get("/ready")).json() == {"ready": True}
