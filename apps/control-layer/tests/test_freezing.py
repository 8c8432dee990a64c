"""What waited while the service or the broker stood still makes nothing safe.

The processes are real, and so is the standing still. It lasts longer than a report is believed; a
slow machine makes it last longer still, which changes nothing.
"""

from __future__ import annotations

import asyncio
import os
import signal
import time
from contextlib import asynccontextmanager
from pathlib import Path
from typing import AsyncIterator, Callable

import aiomqtt
import httpx
import pytest
from modax_contracts import topics

from tests.mosquitto import Mosquitto
from tests.support import OPERATOR_KEY, Json, report_bytes
from tests.test_service import environment, start

FREEZE_SECONDS = 4.0
"""More than the three seconds for which a report is believed."""

DEADLINE = 120.0


class RunningService:
    def __init__(self, url: str, process_id: int) -> None:
        self.process_id = process_id
        self._http = httpx.AsyncClient(
            base_url=url,
            headers={"X-API-Key": OPERATOR_KEY},
            timeout=DEADLINE,
            trust_env=False,
            # The service ends idle connections, perhaps just when one is used again.
            limits=httpx.Limits(max_keepalive_connections=0),
        )

    async def close(self) -> None:
        await self._http.aclose()

    async def get(self, path: str) -> Json:
        body: Json = (await self._http.get(path)).json()
        return body

    async def start_is_refused(self) -> bool:
        command = {"command_type": "start", "device_id": "mill"}
        answer = await self._http.post("/api/v1/control/command", json=command)
        return answer.status_code in (403, 429)

    async def until(self, path: str, holds: Callable[[Json], bool]) -> None:
        end = time.monotonic() + DEADLINE
        while time.monotonic() < end:
            try:
                if holds(await self.get(path)):
                    return
            except httpx.TransportError:
                pass
            await asyncio.sleep(0.02)
        raise AssertionError(f"not within {DEADLINE} s: {path}")

    async def never_safe_until_connected(self) -> None:
        """Looks at the machine again and again until safety messages are believed, and after."""
        connected = 0
        end = time.monotonic() + DEADLINE
        while connected < 20:
            assert time.monotonic() < end
            assert (await self.get("/api/v1/status"))["is_safe"] is False
            assert await self.start_is_refused()
            connected += (await self.get("/status"))["mqtt_connected"] is True
            await asyncio.sleep(0.02)


@asynccontextmanager
async def running_service(folder: Path, mosquitto: Mosquitto) -> AsyncIterator[RunningService]:
    variables = environment(folder, MQTT_BROKER_PORT=str(mosquitto.port), AI_ENABLED="false")
    log = folder / "service.log"
    with log.open("w") as errors, start(variables, errors) as process:
        service = RunningService(f"http://127.0.0.1:{variables['PORT']}", process.pid)
        try:
            await service.until("/status", lambda status: status["mqtt_connected"] is True)
            yield service
        finally:
            await service.close()
            process.send_signal(signal.SIGCONT)
            process.terminate()
            process.wait(DEADLINE)


async def becomes_safe(service: RunningService, device: aiomqtt.Client) -> None:
    """With a device that reports again and again, as all of them do."""

    async def keep_reporting() -> None:
        while True:
            await device.publish(topics.SAFETY, report_bytes(), qos=0)
            await asyncio.sleep(0.1)

    reporting = asyncio.create_task(keep_reporting())
    try:
        await service.until("/api/v1/status", lambda status: status["is_safe"] is True)
    finally:
        reporting.cancel()
        await asyncio.gather(reporting, return_exceptions=True)


@pytest.mark.parametrize("frozen", ["service", "broker"])
async def test_after_a_thaw_only_a_new_report_makes_a_device_safe(
    tmp_path: Path, mosquitto: Mosquitto, frozen: str
) -> None:
    async with running_service(tmp_path, mosquitto) as service:
        process_id = service.process_id if frozen == "service" else mosquitto.process_id
        async with aiomqtt.Client(
            "127.0.0.1", mosquitto.port, keepalive=600, timeout=DEADLINE
        ) as device:
            await becomes_safe(service, device)
            os.kill(process_id, signal.SIGSTOP)
            try:
                # It gets into the buffers on the way, and no further.
                for _ in range(10):
                    await device.publish(topics.SAFETY, report_bytes(), qos=0)
                await asyncio.sleep(FREEZE_SECONDS)
            finally:
                os.kill(process_id, signal.SIGCONT)
            await service.never_safe_until_connected()
            await becomes_safe(service, device)
