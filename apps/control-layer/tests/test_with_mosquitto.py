"""The whole control layer with a real broker."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from pathlib import Path
from typing import AsyncIterator, Callable

import aiomqtt
import httpx
import pytest
from modax_contracts import topics
from modax_control.application import build_app
from modax_control.broker import connection as connection_module
from modax_control.broker.link import BrokerLink

from tests.mosquitto import OPENSSL, Mosquitto, make_certificate
from tests.support import OPERATOR_KEY, Json, reading_bytes, report_bytes, settings_of

DEADLINE = 60


class Site:
    """A control layer and the means to talk to it from both sides."""

    def __init__(self, folder: Path, mosquitto: Mosquitto, **changes: object) -> None:
        self.mosquitto = mosquitto
        settings = settings_of(
            folder / "audit.jsonl",
            mqtt_broker_host="127.0.0.1",
            mqtt_broker_port=mosquitto.port,
            # Long, so that a slow machine does not make a device unsafe.
            safety_max_age=3600,
            **changes,
        )

        async def sleep(seconds: float) -> None:
            self.pauses.append(seconds)
            await asyncio.sleep(0.05)

        self.pauses: list[float] = []
        self.app = build_app(
            settings, broker_of=lambda of, incoming, clock: BrokerLink(of, incoming, clock, sleep)
        )

    @asynccontextmanager
    async def field(self) -> AsyncIterator[aiomqtt.Client]:
        """A device's connection to the broker, listening for commands."""
        async with aiomqtt.Client("127.0.0.1", self.mosquitto.port, timeout=DEADLINE) as client:
            await client.subscribe(topics.COMMANDS, qos=1)
            yield client

    async def get(self, path: str) -> Json:
        async with self._http() as client:
            body: Json = (await client.get(path)).json()
            return body

    async def command(self, **body: object) -> httpx.Response:
        async with self._http() as client:
            return await client.post("/api/v1/control/command", json=body)

    async def until(self, path: str, holds: Callable[[Json], bool]) -> Json:
        """Asks until the answer is as expected; a test that would ask for ever fails instead."""

        async def ask() -> Json:
            answer = await self.get(path)
            while not holds(answer):
                await asyncio.sleep(0.01)
                answer = await self.get(path)
            return answer

        return await asyncio.wait_for(ask(), DEADLINE)

    async def until_connected(self, connected: bool = True) -> None:
        await self.until("/status", lambda status: status["mqtt_connected"] is connected)

    def _http(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(self.app),
            base_url="http://control",
            headers={"X-API-Key": OPERATOR_KEY},
        )


@asynccontextmanager
async def open_site(folder: Path, mosquitto: Mosquitto, **changes: object) -> AsyncIterator[Site]:
    site = Site(folder, mosquitto, **changes)
    async with site.app.router.lifespan_context(site.app):
        yield site


@pytest.fixture
async def site(tmp_path: Path, mosquitto: Mosquitto) -> AsyncIterator[Site]:
    async with open_site(tmp_path, mosquitto) as site:
        await site.until_connected()
        yield site


async def next_command(field: aiomqtt.Client) -> Json:
    async for message in field.messages:
        assert isinstance(message.payload, bytes)
        assert (message.qos, message.retain) == (1, False)
        command: Json = json.loads(message.payload)
        return command
    raise AssertionError


async def test_a_device_reports_and_is_commanded(site: Site) -> None:
    async with site.field() as field:
        await field.publish(topics.SENSOR_DATA, reading_bytes(), qos=0)
        await field.publish(topics.SAFETY, report_bytes(), qos=1)
        await site.until("/api/v1/status", lambda status: status["is_safe"] is True)
        assert (await site.command(command_type="start", device_id="mill")).status_code == 200
        command = await next_command(field)
        assert (command["command_type"], command["device_id"]) == ("start", "mill")
        await field.publish(topics.SAFETY, report_bytes(emergency_stop=True), qos=0)
        await site.until("/api/v1/status", lambda status: status["is_safe"] is False)
        assert (await site.command(command_type="start", device_id="mill")).status_code == 403
        assert (await site.command(command_type="emergency_stop")).status_code == 200
        assert (await next_command(field))["command_type"] == "emergency_stop"


async def test_garbage_on_every_topic_changes_nothing(site: Site) -> None:
    garbage = [b"", b"\xff\xfe", b"{", b"[" * 20_000, b"{}", b'{"device_id": NaN}', b"x" * 200_000]
    async with site.field() as field:
        for topic in (
            topics.SENSOR_DATA,
            topics.SAFETY,
            topics.AI_ANALYSIS,
            topics.COMMANDS,
            "modax/unheard/of",
        ):
            for payload in garbage:
                await field.publish(topic, payload, qos=1)
        await field.publish(topics.SENSOR_DATA, reading_bytes("after"), qos=1)
        await site.until("/api/v1/status", lambda status: status["devices_online"] == ["after"])
    assert (await site.get("/status"))["status"] == "ok"


async def test_a_retained_safety_message_makes_nothing_safe(
    tmp_path: Path, mosquitto: Mosquitto
) -> None:
    async with aiomqtt.Client("127.0.0.1", mosquitto.port, timeout=DEADLINE) as client:
        await client.publish(topics.SAFETY, report_bytes("ghost"), qos=1, retain=True)
    async with open_site(tmp_path, mosquitto) as site:
        await site.until_connected()
        async with site.field() as field:
            await field.publish(topics.SAFETY, report_bytes("mill"), qos=1)
            await site.until("/api/v1/status", lambda status: status["is_safe"] is True)
        assert (await site.get("/api/v1/status"))["devices_online"] == ["mill"]


async def test_the_broker_goes_and_comes_back(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(2):
        site.pauses.clear()
        site.mosquitto.stop()
        await site.until_connected(False)
        assert (await site.get("/ready"))["ready"] is True
        with monkeypatch.context() as patch:
            patch.setattr(connection_module, "ACKNOWLEDGE_DEADLINE", 0.05)
            codes = {"delivery_unconfirmed"}
            # Until the connection of the commands has noticed the loss as well.
            while codes == {"delivery_unconfirmed"}:
                answer = await site.command(command_type="stop")
                assert answer.status_code == 503
                codes = {answer.json()["error"]["code"]}
        assert codes == {"broker_unavailable"}
        site.mosquitto.start()
        await site.until_connected()
        # After every loss the first attempt comes soon.
        assert site.pauses[0] == 1.0
    async with site.field() as field:
        await field.publish(topics.SAFETY, report_bytes(), qos=1)
        await site.until("/api/v1/status", lambda status: status["is_safe"] is True)
        assert (await site.command(command_type="start", device_id="mill")).status_code == 200
        assert (await next_command(field))["command_type"] == "start"


async def test_the_api_serves_before_there_is_a_broker(
    tmp_path: Path, idle_mosquitto: Mosquitto
) -> None:
    async with open_site(tmp_path, idle_mosquitto) as site:
        await site.until("/ready", lambda ready: ready["ready"] is True)
        assert (await site.get("/status"))["mqtt_connected"] is False
        assert (await site.get("/api/v1/status"))["is_safe"] is False
        idle_mosquitto.start()
        await site.until_connected()


async def test_a_broker_that_refuses_the_password_is_not_connected(
    tmp_path: Path, idle_mosquitto: Mosquitto
) -> None:
    idle_mosquitto.configure("allow_anonymous false")
    idle_mosquitto.start()
    async with open_site(
        tmp_path, idle_mosquitto, mqtt_username="control", mqtt_password="wrong"
    ) as site:
        await site.until("/ready", lambda ready: ready["ready"] is True)
        assert (await site.get("/status"))["mqtt_connected"] is False


# After a failed handshake paho leaves it to the garbage collector to close the socket.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.skipif(OPENSSL is None, reason="no openssl binary was found to make a certificate")
async def test_over_tls_both_sides_prove_who_they_are(
    tmp_path: Path, idle_mosquitto: Mosquitto
) -> None:
    certificate, key = make_certificate(tmp_path)
    idle_mosquitto.configure(
        "allow_anonymous true",
        "require_certificate true",
        f"cafile {certificate}",
        f"certfile {certificate}",
        f"keyfile {key}",
    )
    idle_mosquitto.start()
    known = {"mqtt_use_tls": True, "mqtt_certfile": certificate, "mqtt_keyfile": key}
    async with open_site(tmp_path, idle_mosquitto, mqtt_ca_certs=certificate, **known) as site:
        await site.until_connected()
    # Trusts the authorities of the machine, of which this broker's is none.
    async with open_site(tmp_path, idle_mosquitto, **known) as site:
        await site.until("/ready", lambda ready: ready["ready"] is True)
        assert (await site.get("/status"))["mqtt_connected"] is False


async def test_the_end_of_the_service_is_a_clean_disconnect(
    tmp_path: Path, mosquitto: Mosquitto
) -> None:
    async with open_site(tmp_path, mosquitto) as site:
        await site.until_connected()
    # Before it is told to end: from then on it may not look at its connections.
    mosquitto.until_logged("disconnected.")
