"""The AI layer as the control layer and an operator meet it."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from contextlib import closing
from importlib import metadata
from pathlib import Path
from typing import Any, AsyncIterator, Callable
from urllib.parse import quote

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from modax_contracts import Analysis, decode, encode

from modax_ai.app import build_app
from modax_ai.settings import AiSettings
from tests.windows import NOON, any_window, window

ANALYZE = "/api/v1/analyze"


class FixedClock:
    def epoch(self) -> float:
        return NOON + 3600

    def monotonic(self) -> float:
        return 0.0


def app_at(path: Path, **changes: Any) -> FastAPI:
    return build_app(AiSettings(ai_state_path=path, **changes), FixedClock())


def client_of(app: FastAPI) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://ai")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state.sqlite3"


@pytest.fixture
async def client(path: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(app_at(path)) as client:
        yield client


def error_of(response: httpx.Response) -> str:
    error = response.json()["error"]
    assert set(error) == {"code", "message", "remedy"} and all(error.values())
    return str(error["code"])


async def test_a_window_is_answered_with_the_whole_contract(client: httpx.AsyncClient) -> None:
    response = await client.post(ANALYZE, content=encode(window()))

    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    assert set(response.json()) == {
        "timestamp",
        "device_id",
        "anomaly_detected",
        "anomaly_score",
        "anomaly_description",
        "predicted_wear_level",
        "estimated_remaining_hours",
        "recommendations",
        "confidence",
        "analysis_details",
    }
    assert decode(Analysis, response.content).device_id == "press-1"


async def test_wear_and_baseline_survive_a_restart(path: Path) -> None:
    async with client_of(app_at(path)) as client:
        for minute in range(6):
            await client.post(ANALYZE, content=encode(window(NOON + 60 * minute)))

    async with client_of(app_at(path)) as client:
        response = await client.post(ANALYZE, content=encode(window(NOON + 360)))

    details = decode(Analysis, response.content).analysis_details
    assert details.baseline_windows == 7
    assert details.accumulated_hours == pytest.approx(370 / 3600)


async def test_concurrent_windows_of_one_device_are_all_counted(
    client: httpx.AsyncClient,
) -> None:
    windows = [
        encode(window(NOON + 60 * minute, device_id=device))
        for device in ("press-1", "press-2")
        for minute in range(1, 11)
    ]
    # Ten times the same ones: a repeated window must not count, whatever the order.
    answers = await asyncio.gather(
        *(client.post(ANALYZE, content=content) for content in windows * 10)
    )

    assert {answer.status_code for answer in answers} == {200}
    last = await client.post(ANALYZE, content=encode(window(NOON + 660)))
    details = decode(Analysis, last.content).analysis_details
    assert 70 / 3600 <= details.accumulated_hours <= 670 / 3600 + 1e-9
    assert details.baseline_windows <= 11


async def test_maintenance_resets_wear_and_keeps_the_baseline(client: httpx.AsyncClient) -> None:
    await client.post(ANALYZE, content=encode(window(NOON)))

    reset = await client.post("/api/v1/reset-wear/press-1")
    after = await client.post(ANALYZE, content=encode(window(NOON)))

    assert reset.status_code == 200
    assert reset.json() == {"device_id": "press-1", "predicted_wear_level": 0.0}
    details = decode(Analysis, after.content).analysis_details
    assert details.accumulated_hours == 0
    assert details.baseline_windows == 1


@pytest.mark.parametrize("device_id", ["press-1", "a%20b", "%00", "%ED%A0%80", "..", "a" * 5000])
async def test_wear_of_an_unknown_device_cannot_be_reset(
    client: httpx.AsyncClient, device_id: str
) -> None:
    response = await client.post(f"/api/v1/reset-wear/{device_id}")

    assert response.status_code == 404
    assert error_of(response) in {"unknown_device", "not_found"}


async def test_the_models_are_described_with_their_parameters(client: httpx.AsyncClient) -> None:
    response = await client.get("/api/v1/models/info")

    models = response.json()["models"]
    assert set(models) == {"anomaly_detection", "wear_prediction", "recommendations"}
    assert models["anomaly_detection"]["parameters"]["anomaly"]["current_max"] == 12.0
    assert models["wear_prediction"]["parameters"]["wear"]["design_life_hours"] == 10_000


async def test_status_of_a_service_that_can_work(client: httpx.AsyncClient) -> None:
    await client.post(ANALYZE, content=encode(window()))
    response = await client.get("/status")

    assert response.status_code == 200
    body = response.json()
    assert body.pop("version") == metadata.version("modax-ai-layer")
    assert body == {
        "status": "ok",
        "service": "modax-ai-layer",
        "revision": "unknown",
        "models": ["anomaly_detection", "wear_prediction", "recommendations"],
        "state": "ok",
        "devices": 1,
        "uptime_seconds": 0.0,
    }
    assert (await client.get("/ready")).json() == {"ready": True}
    assert (await client.get("/health")).status_code == 200


async def test_analyses_are_counted_by_verdict(client: httpx.AsyncClient) -> None:
    await client.post(ANALYZE, content=encode(window()))
    await client.post(ANALYZE, content=encode(window(current_max=(13.0, 4.0))))

    metrics = (await client.get("/metrics")).text
    assert 'modax_ai_analyses_total{anomaly="false"} 1.0' in metrics
    assert 'modax_ai_analyses_total{anomaly="true"} 1.0' in metrics
    assert 'route="/api/v1/analyze"' in metrics


async def test_no_more_devices_are_kept_than_allowed(path: Path) -> None:
    async with client_of(app_at(path, max_devices=2)) as client:
        answers = [
            await client.post(ANALYZE, content=encode(window(device_id=device_id)))
            for device_id in ("press-1", "press-2", "press-3", "press-2")
        ]
        status = await client.get("/status")

    assert [answer.status_code for answer in answers] == [200, 200, 503, 200]
    assert error_of(answers[2]) == "too_many_devices"
    assert status.json()["devices"] == 2


def make_folder(path: Path) -> None:
    path.mkdir()


def make_garbage(path: Path) -> None:
    path.write_bytes(b"garbage")


def make_parent_missing(path: Path) -> None:
    path.parent.rmdir()


@pytest.mark.parametrize("spoil", [make_folder, make_garbage, make_parent_missing])
async def test_unusable_state_is_said_everywhere_and_hides_nothing(
    tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    path = tmp_path / "volume" / "state.sqlite3"
    path.parent.mkdir()
    spoil(path)
    app = app_at(path)
    async with app.router.lifespan_context(app), client_of(app) as client:
        analysis = await client.post(ANALYZE, content=encode(window()))
        reset = await client.post("/api/v1/reset-wear/press-1")
        status = await client.get("/status")
        ready = await client.get("/ready")
        health = await client.get("/health")

    assert analysis.status_code == reset.status_code == 503
    assert error_of(analysis) == error_of(reset) == "state_unavailable"
    assert status.status_code == ready.status_code == 503
    assert status.json()["status"] == "unavailable"
    assert status.json()["state"] == "unavailable"
    assert str(path) in status.json()["reason"]
    assert health.status_code == 200


async def test_one_devices_damaged_state_is_said_and_stops_no_other(path: Path) -> None:
    async with client_of(app_at(path)) as client:
        for device_id in ("press-1", "press-2"):
            await client.post(ANALYZE, content=encode(window(device_id=device_id)))
        with closing(sqlite3.connect(path)) as file, file:
            file.execute("UPDATE device SET counted = '[' WHERE device_id = 'press-1'")
        damaged = await client.post(ANALYZE, content=encode(window(NOON + 60)))
        reset = await client.post("/api/v1/reset-wear/press-1")
        other = await client.post(ANALYZE, content=encode(window(NOON + 60, device_id="press-2")))
        status = await client.get("/status")

    assert damaged.status_code == reset.status_code == status.status_code == 503
    assert error_of(damaged) == error_of(reset) == "state_unavailable"
    assert "press-1 is damaged" in damaged.json()["error"]["message"]
    assert "press-1 is damaged" in status.json()["reason"]
    assert other.status_code == 200


async def test_state_that_becomes_usable_is_used_without_a_restart(path: Path) -> None:
    async with client_of(app_at(path)) as client:
        path.write_bytes(b"garbage")
        assert (await client.get("/status")).status_code == 503
        path.unlink()
        assert (await client.get("/status")).status_code == 200
        assert (await client.post(ANALYZE, content=encode(window()))).status_code == 200


def changed(**changes: object) -> bytes:
    return json.dumps({**json.loads(encode(window())), **changes}).encode()


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 422, "message_not_json"),
        (b"{", 422, "message_not_json"),
        (b"\xff", 422, "message_not_utf8"),
        (b"[" * 60_000, 422, "message_too_deep"),
        (b"{}", 422, "value_invalid"),
        (changed(device_id="../../etc"), 422, "value_invalid"),
        (changed(device_id=None), 422, "value_invalid"),
        (changed(current_mean=[4.0]), 422, "value_invalid"),
        (changed(current_mean=["4.0", 4.0]), 422, "value_invalid"),
        (changed(sample_count=-1), 422, "value_out_of_range"),
        (changed(temperature_max=[1e6]), 422, "value_out_of_range"),
        (changed(time_window_end=0), 422, "value_invalid"),
        (changed(temperature_max=[float("nan")]), 422, "message_not_json"),
        (b" " * (64 * 1024 + 1), 413, "body_too_large"),
    ],
)
async def test_a_bad_window_is_refused_with_its_reason(
    client: httpx.AsyncClient, body: bytes, status: int, code: str
) -> None:
    response = await client.post(ANALYZE, content=body)

    assert (response.status_code, error_of(response)) == (status, code)


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
BODIES = st.one_of(
    st.binary(max_size=200),
    JSON_VALUES.map(json.dumps).map(str.encode),
    st.dictionaries(
        st.sampled_from(sorted(json.loads(encode(window())))), JSON_VALUES, min_size=1
    ).map(lambda fields: changed(**fields)),
    any_window.map(encode),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=BODIES)
@example(body=b"")
async def test_no_body_makes_the_service_fail(path: Path, body: bytes) -> None:
    async with client_of(app_at(path, max_devices=10_000)) as client:
        response = await client.post(ANALYZE, content=body)
        status = await client.get("/status")

    assert response.status_code in {200, 422}, response.text
    assert status.status_code == 200, status.text


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    method=st.sampled_from(["GET", "POST", "PUT", "DELETE", "OPTIONS", "HEAD"]),
    place=st.sampled_from(["", "/status", "/api/v1/analyze", "/api/v1/reset-wear/"]),
    rest=st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    body=st.binary(max_size=50),
)
async def test_no_request_makes_the_service_fail(
    path: Path, method: str, place: str, rest: str, body: bytes
) -> None:
    async with client_of(app_at(path)) as client:
        response = await client.request(method, place + "/" + quote(rest), content=body)

    assert response.status_code < 500
