"""A control layer to play with: real in every part, with the broker's port in the test's hands."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from pathlib import Path
from typing import AsyncIterator, Callable, Optional, Union

import httpx
from fastapi import FastAPI
from modax_contracts import topics
from modax_control.application import build_app
from modax_control.broker.incoming import Incoming
from modax_control.publishing import PublishFailed, PublishFailure
from modax_control.settings import ControlSettings
from modax_service import Clock
from prometheus_client.parser import text_string_to_metric_families
from pydantic import JsonValue, SecretStr

OPERATOR_KEY = "operator-key"
MONITORING_KEY = "monitoring-key"
ADMIN_KEY = "admin-key"

Json = dict[str, JsonValue]


class ManualClock:
    """Stands still until it is moved. Its epoch and its monotonic time are far apart."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def advance(self, seconds: float) -> None:
        self.seconds += seconds

    def monotonic(self) -> float:
        return 500.0 + self.seconds

    def epoch(self) -> float:
        return 1_700_000_000.0 + self.seconds


def reading_bytes(device_id: str = "mill", **changes: JsonValue) -> bytes:
    reading: Json = {
        "timestamp": 123_456,
        "device_id": device_id,
        "motor_currents": [4.0, 4.5],
        "vibration": {"x": 0.1, "y": 0.2, "z": 9.81, "magnitude": 9.82},
        "temperatures": [41.5],
    }
    return json.dumps({**reading, **changes}).encode()


def report_bytes(device_id: str = "mill", **changes: JsonValue) -> bytes:
    report: Json = {
        "timestamp": 123_456,
        "device_id": device_id,
        "emergency_stop": False,
        "door_closed": True,
        "overload_detected": False,
        "temperature_ok": True,
    }
    return json.dumps({**report, **changes}).encode()


def analysis_json(device_id: str = "mill") -> Json:
    return {
        "timestamp": 1_700_000_000_000,
        "device_id": device_id,
        "anomaly_detected": False,
        "anomaly_score": 0.1,
        "anomaly_description": "all normal",
        "predicted_wear_level": 0.2,
        "estimated_remaining_hours": 8000.0,
        "recommendations": ["all normal"],
        "confidence": 0.9,
        "analysis_details": {
            "findings": [],
            "stress_factor": 1.0,
            "accumulated_hours": 12.0,
            "baseline_windows": 3,
            "sample_count": 100,
        },
    }


class PortBroker:
    """The broker's port: keeps what is published, and hands over what the test sends."""

    def __init__(self, _settings: ControlSettings, incoming: Incoming, clock: Clock) -> None:
        self.incoming = incoming
        self._clock = clock
        self.connected = True
        self.attempted = True
        self.failure: Optional[PublishFailure] = None
        self.published: list[tuple[str, Json]] = []
        self.may_arrive_late: list[bool] = []

    async def run(self) -> None:
        await asyncio.Event().wait()

    def handle(self, topic: str, payload: bytes, retained: bool) -> None:
        """A message that the broker has received at this moment."""
        self.incoming.handle(topic, payload, retained, self._clock.monotonic())

    async def publish(self, topic: str, payload: bytes, may_arrive_late: bool) -> None:
        if not self.connected:
            raise PublishFailed("broker_unavailable")
        if self.failure is not None:
            raise PublishFailed(self.failure)
        self.published.append((topic, json.loads(payload)))
        self.may_arrive_late.append(may_arrive_late)


def _no_ai_layer(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("there is no AI layer in this plant", request=request)


class Plant:
    """A running control layer, its field devices and its callers."""

    def __init__(
        self,
        folder: Path,
        ai_transport: Optional[httpx.AsyncBaseTransport] = httpx.MockTransport(_no_ai_layer),
        **changes: object,
    ) -> None:
        """Without a transport it may use the network, and reads all certificates of the machine first."""
        self.clock = ManualClock()
        self.audit_path = folder / "audit.jsonl"
        self.settings = settings_of(self.audit_path, **changes)
        self.app: FastAPI = build_app(self.settings, self.clock, self._connect, ai_transport)

    def _connect(self, settings: ControlSettings, incoming: Incoming, clock: Clock) -> PortBroker:
        self.broker = PortBroker(settings, incoming, clock)
        return self.broker

    def client(self, key: Optional[str] = OPERATOR_KEY) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(self.app, client=("192.0.2.7", 40_000)),
            base_url="http://control",
            headers={} if key is None else {"X-API-Key": key},
            trust_env=False,
        )

    def report(self, device_id: str = "mill", **changes: JsonValue) -> None:
        """A device says that it is safe, with these changes."""
        self.broker.handle(topics.SAFETY, report_bytes(device_id, **changes), False)

    def reading(self, device_id: str = "mill", **changes: JsonValue) -> None:
        self.broker.handle(topics.SENSOR_DATA, reading_bytes(device_id, **changes), False)

    async def command(
        self, body: Union[Json, bytes], key: Optional[str] = OPERATOR_KEY
    ) -> httpx.Response:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        async with self.client(key) as client:
            return await client.post("/api/v1/control/command", content=content)

    async def get(self, path: str, key: Optional[str] = OPERATOR_KEY) -> httpx.Response:
        async with self.client(key) as client:
            return await client.get(path)

    @property
    def commands(self) -> list[Json]:
        """What went out to the field."""
        return [message for topic, message in self.broker.published if topic == topics.COMMANDS]

    def audit(self) -> list[Json]:
        """The entries about commands."""
        return [entry for entry in entries_of(self.audit_path) if "command_id" in entry]

    async def metric(self, name: str, **labels: str) -> float:
        text = (await self.get("/metrics")).text
        for family in text_string_to_metric_families(text):
            for sample in family.samples:
                if sample.name == name and sample.labels == labels:
                    return float(sample.value)
        return 0.0


def settings_of(audit_path: Path, **changes: object) -> ControlSettings:
    """Settings of production that no environment variable can change."""
    values: dict[str, object] = {
        "audit_log_path": audit_path,
        "hmi_api_key": SecretStr(OPERATOR_KEY),
        "monitoring_api_key": SecretStr(MONITORING_KEY),
        "admin_api_key": SecretStr(ADMIN_KEY),
        "ai_enabled": False,
    }
    return ControlSettings.model_validate({**values, **changes})


def entries_of(path: Path) -> list[Json]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def code_of(answer: httpx.Response) -> str:
    body = answer.json()
    assert set(body) == {"error"}
    assert set(body["error"]) == {"code", "message", "remedy"}
    return str(body["error"]["code"])


@asynccontextmanager
async def running(plant: Plant) -> AsyncIterator[Plant]:
    async with plant.app.router.lifespan_context(plant.app):
        yield plant


async def eventually(holds: Callable[[], bool]) -> None:
    """Lets the other tasks run until something holds; a test that would wait for ever fails."""

    async def wait() -> None:
        while not holds():
            await asyncio.sleep(0)

    await asyncio.wait_for(wait(), 60)
