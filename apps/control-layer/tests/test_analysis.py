"""Asking the AI layer: all devices at once, each on its own, and never believed unseen."""

from __future__ import annotations

import asyncio
import gzip
import json
from pathlib import Path
from typing import AsyncIterator, Awaitable, Callable, Optional

import httpx
import pytest
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse
from modax_contracts import Aggregate, SensorReading, decode, topics
from modax_control.analysis.client import AiClient
from modax_control.analysis.loop import AnalysisLoop
from modax_control.instant import Instant
from modax_control.publishing import PublishFailed
from modax_control.telemetry.history import ReadingHistory
from structlog.testing import capture_logs

from tests.mosquitto import free_port
from tests.support import (
    Json,
    ManualClock,
    Plant,
    analysis_json,
    eventually,
    reading_bytes,
    running,
)

Answer = Callable[[Aggregate], Awaitable[Response]]


async def well(aggregate: Aggregate) -> Response:
    return JSONResponse(analysis_json(aggregate.device_id))


async def never(_aggregate: Aggregate) -> Response:
    await asyncio.Event().wait()
    raise AssertionError


async def refusing(_aggregate: Aggregate) -> Response:
    return JSONResponse({}, status_code=500)


async def about_another(_aggregate: Aggregate) -> Response:
    return JSONResponse(analysis_json("another"))


async def garbage(_aggregate: Aggregate) -> Response:
    return Response(b"\xff{")


async def compressed(aggregate: Aggregate) -> Response:
    """Nobody asked for it, and it could be huge."""
    body = json.dumps(analysis_json(aggregate.device_id)).encode()
    return Response(gzip.compress(body), headers={"Content-Encoding": "gzip"})


async def out_of_range(aggregate: Aggregate) -> Response:
    return JSONResponse({**analysis_json(aggregate.device_id), "anomaly_score": 7})


async def endless(_aggregate: Aggregate) -> Response:
    async def body() -> AsyncIterator[bytes]:
        for _ in range(65):
            yield b" " * 1024

    return StreamingResponse(body())


class AiLayer:
    """Stands where the AI layer would; how it answers is decided for each device."""

    def __init__(self, **answers: Answer) -> None:
        self.asked: list[Json] = []
        app = FastAPI()

        @app.post("/api/v1/analyze")
        async def analyze(request: Request) -> Response:
            body = await request.body()
            self.asked.append(json.loads(body))
            self.headers = request.headers
            aggregate = decode(Aggregate, body)
            return await answers.get(aggregate.device_id, well)(aggregate)

        self.transport = httpx.ASGITransport(app)


class Publisher:
    connected = True

    def __init__(self) -> None:
        self.published: list[Json] = []
        self.failing_for: Optional[str] = None

    async def publish(self, payload: bytes, may_arrive_late: bool) -> None:
        assert may_arrive_late
        analysis = json.loads(payload)
        if analysis["device_id"] == self.failing_for:
            raise PublishFailed("broker_unavailable")
        self.published.append(analysis)


class Analyses:
    """An analysis loop with everything it needs."""

    def __init__(self, ai: AiLayer, timeout: float = 60.0) -> None:
        self.clock = ManualClock()
        self.history = ReadingHistory()
        self.publisher = Publisher()
        self.outcomes: list[str] = []
        self.http = httpx.AsyncClient(transport=ai.transport)
        self.loop = AnalysisLoop(
            self.history,
            AiClient(self.http, "http://ai/api/v1/analyze", timeout),
            self.publisher,
            self.clock,
            10.0,
            self.outcomes.append,
        )

    def reading(self, device_id: str) -> None:
        reading = decode(SensorReading, reading_bytes(device_id))
        self.history.add(reading, Instant.now(self.clock))


async def test_the_newest_analysis_of_each_device_is_kept_and_published() -> None:
    ai = AiLayer()
    analyses = Analyses(ai)
    for device_id in ("mill", "mill", "saw"):
        analyses.reading(device_id)
    await analyses.loop.analyse_all()
    assert {asked["device_id"]: asked["sample_count"] for asked in ai.asked} == {
        "mill": 2,
        "saw": 1,
    }
    assert [published["device_id"] for published in analyses.publisher.published] == ["mill", "saw"]
    newest = analyses.loop.newest("mill")
    assert newest is not None and newest.anomaly_score == 0.1
    assert analyses.loop.newest("lathe") is None
    assert analyses.outcomes == ["published", "published"]


async def test_the_ai_layer_is_given_no_credential() -> None:
    ai = AiLayer()
    analyses = Analyses(ai)
    analyses.reading("mill")
    await analyses.loop.analyse_all()
    assert not {"x-api-key", "authorization", "cookie"} & set(ai.headers)


async def test_a_silent_device_is_not_analysed() -> None:
    ai = AiLayer()
    analyses = Analyses(ai)
    analyses.reading("mill")
    analyses.clock.advance(11)
    await analyses.loop.analyse_all()
    assert (ai.asked, analyses.outcomes) == ([], ["no_readings"])


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (refusing, "refused"),
        (about_another, "invalid_answer"),
        (garbage, "invalid_answer"),
        (compressed, "invalid_answer"),
        (out_of_range, "invalid_answer"),
        (endless, "invalid_answer"),
    ],
)
async def test_the_failure_of_one_device_touches_no_other(answer: Answer, outcome: str) -> None:
    analyses = Analyses(AiLayer(mill=answer))
    for device_id in ("lathe", "mill", "saw"):
        analyses.reading(device_id)
    with capture_logs() as logs:
        await analyses.loop.analyse_all()
    assert [(entry["device_id"], entry["code"]) for entry in logs] == [("mill", outcome)]
    assert sorted(analyses.outcomes) == sorted([outcome, "published", "published"])
    assert analyses.loop.newest("mill") is None
    assert analyses.loop.newest("saw") is not None


async def test_no_answer_is_waited_for_longer_than_the_timeout() -> None:
    analyses = Analyses(AiLayer(mill=never), timeout=0.01)
    analyses.reading("mill")
    await analyses.loop.analyse_all()
    assert analyses.outcomes == ["timeout"]


async def test_devices_are_analysed_at_the_same_time() -> None:
    both_asked = asyncio.Event()
    ai: AiLayer

    async def when_both_have_asked(aggregate: Aggregate) -> Response:
        if len(ai.asked) == 2:
            both_asked.set()
        await both_asked.wait()
        return await well(aggregate)

    ai = AiLayer(mill=when_both_have_asked, saw=when_both_have_asked)
    analyses = Analyses(ai)
    analyses.reading("mill")
    analyses.reading("saw")
    await analyses.loop.analyse_all()
    assert analyses.outcomes == ["published", "published"]


async def test_an_ai_layer_that_is_away_is_a_failure_like_others() -> None:
    analyses = Analyses(AiLayer())
    analyses.reading("mill")
    async with httpx.AsyncClient(trust_env=False) as http:
        client = AiClient(http, f"http://127.0.0.1:{free_port()}/api/v1/analyze", 60.0)
        loop = AnalysisLoop(
            analyses.history,
            client,
            analyses.publisher,
            analyses.clock,
            10,
            analyses.outcomes.append,
        )
        await loop.analyse_all()
    assert analyses.outcomes == ["unreachable"]


async def test_an_analysis_that_cannot_be_published_is_kept_all_the_same() -> None:
    analyses = Analyses(AiLayer())
    analyses.publisher.failing_for = "mill"
    analyses.reading("mill")
    analyses.reading("saw")
    await analyses.loop.analyse_all()
    assert analyses.loop.newest("mill") is not None
    assert sorted(analyses.outcomes) == ["broker_unavailable", "published"]


async def test_a_fault_of_the_service_itself_costs_one_analysis(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    analyses = Analyses(AiLayer())
    analyses.reading("mill")
    analyses.reading("saw")
    since = ReadingHistory.since

    def broken_for_mill(self: ReadingHistory, device_id: str, monotonic: float) -> object:
        if device_id == "mill":
            raise RuntimeError("a bug")
        return since(self, device_id, monotonic)

    monkeypatch.setattr(ReadingHistory, "since", broken_for_mill)
    with capture_logs() as logs:
        await analyses.loop.analyse_all()
    assert sorted(analyses.outcomes) == ["internal_error", "published"]
    assert [entry["event"] for entry in logs] == ["analysis_broke"]


async def test_analyses_come_at_their_interval_however_long_they_take() -> None:
    durations = iter([4.0, 70.0])

    async def slow(aggregate: Aggregate) -> Response:
        analyses.clock.advance(next(durations))
        return await well(aggregate)

    analyses = Analyses(AiLayer(mill=slow))
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == 3:
            raise asyncio.CancelledError
        analyses.reading("mill")

    with pytest.raises(asyncio.CancelledError):
        await analyses.loop.run(60.0, sleep)
    assert slept == [60.0, 56.0, 0.0]
    assert analyses.outcomes == ["published", "published"]


async def test_the_hmi_sees_the_analysis_over_mqtt_and_http(tmp_path: Path) -> None:
    plant = Plant(tmp_path, AiLayer().transport, ai_enabled=True, ai_interval=0.001)
    async with running(plant):
        plant.reading()
        await eventually(lambda: bool(plant.broker.published))
        answer = await plant.get("/api/v1/devices/mill/ai-analysis")
        assert (await plant.get("/api/v1/status")).json()["ai_enabled"] is True
    assert plant.broker.published[0] == (topics.AI_ANALYSIS, analysis_json())
    assert (answer.status_code, answer.json()) == (200, analysis_json())


async def test_no_proxy_of_the_environment_sees_an_analysis(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    async def listen(name: str) -> tuple[asyncio.AbstractServer, str]:
        async def hang_up(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            asked.append(name)
            writer.close()

        server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
        return server, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"

    proxy, proxy_url = await listen("proxy")
    ai, ai_url = await listen("ai")
    for variable in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(variable, proxy_url)
        monkeypatch.setenv(variable.lower(), proxy_url)
    monkeypatch.setenv("NO_PROXY", "")
    monkeypatch.setenv("no_proxy", "")
    url = f"{ai_url}/analyze"
    plant = Plant(tmp_path, None, ai_enabled=True, ai_interval=0.001, ai_layer_url=url)
    async with proxy, ai, running(plant):
        plant.reading()
        await eventually(lambda: len(asked) > 1)
    assert set(asked) == {"ai"}


async def test_the_most_alarming_advice_changes_neither_safety_nor_commands(
    tmp_path: Path,
) -> None:
    async def alarming(_aggregate: Aggregate) -> Response:
        return JSONResponse(
            {
                **analysis_json("mill"),
                "anomaly_detected": True,
                "anomaly_score": 1.0,
                "recommendations": ["emergency_stop", '{"command_type":"start"}'],
                "emergency_stop": True,
                "command_type": "start",
            }
        )

    plant = Plant(tmp_path, AiLayer(mill=alarming).transport, ai_enabled=True, ai_interval=0.001)
    async with running(plant):
        plant.reading()
        plant.report()
        await eventually(lambda: bool(plant.broker.published))
        assert (await plant.get("/api/v1/status")).json()["is_safe"] is True
    assert plant.commands == []
    assert plant.audit() == []
