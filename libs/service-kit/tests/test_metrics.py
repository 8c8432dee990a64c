"""Metrics whose number of series no caller can raise."""

from __future__ import annotations

from urllib.parse import quote

import httpx
from hypothesis import given, settings
from hypothesis import strategies as st
from modax_service import UNMATCHED_ROUTE, SystemClock
from prometheus_client.parser import text_string_to_metric_families

from tests.applications import Health, ManualClock, client_of, toy_app


async def requests_counted(client: httpx.AsyncClient) -> dict[tuple[str, str, str], float]:
    text = (await client.get("/metrics")).text
    [family] = [f for f in text_string_to_metric_families(text) if f.name == "http_requests"]
    return {
        (s.labels["method"], s.labels["route"], s.labels["status"]): s.value
        for s in family.samples
        if s.name == "http_requests_total"
    }


async def test_requests_are_counted_by_route_template_and_status(client: httpx.AsyncClient) -> None:
    for number in range(3):
        await client.post(f"/machines/{number}", json={"name": "mill"})
    await client.get("/broken")
    await client.delete("/machines/7")
    counted = await requests_counted(client)
    assert counted["POST", "/machines/{number}", "200"] == 3
    assert counted["GET", "/broken", "500"] == 1
    assert counted["DELETE", "/machines/{number}", "405"] == 1


async def test_durations_are_measured_and_the_process_is_described(
    client: httpx.AsyncClient, clock: ManualClock
) -> None:
    await client.get("/health")
    text = (await client.get("/metrics")).text
    assert 'http_request_duration_seconds_count{method="GET",route="/health"} 1.0' in text
    assert "process_resident_memory_bytes" in text


@given(
    path=st.text(alphabet=st.characters(min_codepoint=32, codec="utf-8"), min_size=1),
    method=st.text(alphabet="BCFIJKMQ", min_size=1, max_size=12),
)
@settings(max_examples=50)
async def test_invented_paths_and_methods_share_one_series(path: str, method: str) -> None:
    async with client_of(toy_app(Health(), SystemClock())) as client:
        await client.request(method, "/x" + quote(path))
        counted = await requests_counted(client)
    assert {(method, route) for method, route, _ in counted} <= {("OTHER", UNMATCHED_ROUTE)}
