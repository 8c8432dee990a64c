"""Nothing that anyone sends, on any topic or endpoint, takes a layer down."""

from __future__ import annotations

import asyncio
import itertools
import random
from typing import Iterator
from urllib.parse import urlsplit

import httpx
import pytest
from modax_contracts import SensorReading, encode, topics

from modax_layers_e2e.field import Field
from modax_layers_e2e.layers import OPERATOR, Layers, answers, caller, layers
from modax_layers_e2e.polling import eventually
from tests.requests import becomes_safe, becomes_unsafe, metric_appears

TOPICS = (topics.SENSOR_DATA, topics.SAFETY, topics.AI_ANALYSIS, topics.COMMANDS)
PATHS = (
    "/",
    "/status",
    "/metrics",
    "/api/v1/analyze",
    "/api/v1/reset-wear/%00",
    "/api/v1/reset-wear/..%2f..%2fetc",
    "/api/v1/models/info",
    "/api/v1/control/command",
    "/api/v1/devices/%ff/data",
    "/api/v1/devices/nobody/data",
    "/api/v1/devices/pump-1/history?count=-1",
    "/api/v1/devices/pump-1/history?count=NaN",
    "/api/v1/devices/pump-1/ai-analysis",
    "/" + "a" * 4000,
)
METHODS = ("GET", "POST", "PUT", "DELETE", "OPTIONS", "TRACE")


def garbage(reading: bytes) -> Iterator[bytes]:
    """Payloads from empty to oversized, among them readings with a part gone wrong."""
    yield from (b"", b"\0", b"\xff\xfe", b"null", b"[]", b"{}", b"{", b'"', b"1e999", b"NaN")
    yield b"[" * 60_000
    yield b'{"device_id":' * 5_000
    yield b"9" * 60_000
    yield b" " * 70_000
    yield reading.replace(b'"temperatures":[', b'"temperatures":[NaN,')
    yield reading.replace(b'"device_id":"pump-1"', b'"device_id":"../\\u0000"')
    yield reading.replace(b'"device_id":"pump-1"', b'"device_id":{"a":[1]}')
    chance = random.Random(0)
    for _ in range(30):
        spoilt = bytearray(reading)
        for _ in range(chance.randint(1, 8)):
            spoilt[chance.randrange(len(spoilt))] = chance.randrange(0x80, 0x100)
        yield bytes(spoilt)


async def send_no_http(url: str, data: bytes) -> None:
    """Sends bytes that are no HTTP, and reads until the service ends the connection."""
    address = urlsplit(url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    writer.write(data)
    writer.write_eof()
    await reader.read()
    writer.close()
    await writer.wait_closed()


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Layers]:
    """One system takes it all: what the first garbage has done to it the last one meets."""
    with layers(tmp_path_factory.mktemp("layers")) as system:
        yield system


async def both_are_well(system: Layers) -> None:
    for program, url in ((system.ai, system.ai_url), (system.control, system.control_url)):
        await answers(program, f"{url}/status", 200)
        assert "Traceback" not in program.log


async def test_garbage_on_every_topic(
    system: Layers, field: Field, operator: httpx.AsyncClient, readings: list[SensorReading]
) -> None:
    for payload in garbage(encode(readings[0])):
        for topic in TOPICS:
            await field.publish(topic, payload)

    for topic in (topics.SENSOR_DATA, topics.SAFETY):
        for reason in ("message_too_large", "message_not_json", "message_too_deep"):
            await metric_appears(
                operator, f'modax_messages_dropped_total{{reason="{reason}",topic="{topic}"}}'
            )

    async def is_known() -> bool:
        return bool((await operator.get("/api/v1/devices")).json() == ["pump-1"])

    # Malformed safety messages have named it: it is known, and unsafe until it reports.
    await eventually("pump-1 is known", is_known)
    await becomes_unsafe(operator)
    await becomes_safe(operator, field, "pump-1")
    # That report was sent after all garbage, of which none named anybody else.
    assert await is_known()
    await both_are_well(system)


@pytest.mark.parametrize("layer", ["ai", "control"])
async def test_garbage_on_every_endpoint(
    system: Layers, layer: str, readings: list[SensorReading]
) -> None:
    url = system.ai_url if layer == "ai" else system.control_url
    async with caller(url, OPERATOR) as client:
        for method, path in itertools.product(METHODS, PATHS):
            answer = await client.request(method, path, content=b"\xff{garbage")
            assert answer.status_code < 500, (method, path, answer.text)
        posts = ("/api/v1/analyze", "/api/v1/control/command")
        for payload, path in itertools.product(garbage(encode(readings[0])), posts):
            answer = await client.post(path, content=payload)
            assert 400 <= answer.status_code < 500, (path, payload[:100], answer.text)

    await both_are_well(system)


async def test_bytes_that_are_no_http(system: Layers) -> None:
    for url in (system.ai_url, system.control_url):
        for data in (b"", b"\0" * 100, b"GET\r\n\r\n", b"\x16\x03\x01\x02\x00\x01"):
            await send_no_http(url, data)

    await both_are_well(system)
