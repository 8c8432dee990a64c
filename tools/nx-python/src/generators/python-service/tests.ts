import type { Names } from '../names.ts';
import type { Files } from '../project/plan.ts';

/** The tests of a service as it is made: its probes, its settings, and its life as a process. */
export function serviceTests({ kebab, snake, pascal }: Names, port: number): Files {
  const module = `modax_${snake}`;
  return {
    'tests/test_api.py': apiTests(kebab, module, pascal),
    'tests/test_settings.py': settingsTests(module, pascal, port),
    'tests/test_process.py': processTests(module),
  };
}

function apiTests(kebab: string, module: string, pascal: string): string {
  return `"""The service as an orchestrator and an operator meet it."""

from __future__ import annotations

from typing import AsyncIterator

import httpx
import pytest
from modax_service import load_settings

from ${module}.app import build_app
from ${module}.settings import ${pascal}Settings


class FixedClock:
    def epoch(self) -> float:
        return 0.0

    def monotonic(self) -> float:
        return 0.0


@pytest.fixture
async def client(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[httpx.AsyncClient]:
    monkeypatch.setenv("MODAX_REVISION", "4711abc")
    app = build_app(load_settings(${pascal}Settings), FixedClock())
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://service") as client:
            yield client


async def test_status_says_who_it_is(client: httpx.AsyncClient) -> None:
    response = await client.get("/status")

    assert response.status_code == 200
    assert response.json() == {
        "status": "ok",
        "service": "modax-${kebab}",
        "version": "0.1.0",
        "revision": "4711abc",
        "uptime_seconds": 0.0,
    }


async def test_it_is_alive_and_ready(client: httpx.AsyncClient) -> None:
    assert (await client.get("/health")).json() == {"status": "ok"}
    assert (await client.get("/ready")).json() == {"ready": True}


async def test_requests_are_counted(client: httpx.AsyncClient) -> None:
    await client.get("/status")

    assert 'route="/status"' in (await client.get("/metrics")).text


async def test_what_is_not_there_is_said_in_the_form_of_every_error(
    client: httpx.AsyncClient,
) -> None:
    response = await client.get("/nothing")

    assert response.status_code == 404
    assert set(response.json()["error"]) == {"code", "message", "remedy"}
`;
}

function settingsTests(module: string, pascal: string, port: number): string {
  return `"""The settings that a deployment may rely on."""

from __future__ import annotations

import pytest
from modax_service import InvalidSettings, load_settings

from ${module}.settings import ${pascal}Settings


def test_nothing_needs_to_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PORT", raising=False)

    assert load_settings(${pascal}Settings).port == ${port}


@pytest.mark.parametrize("port", ["0", "65536", "many"])
def test_a_wrong_port_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, port: str) -> None:
    monkeypatch.setenv("PORT", port)

    with pytest.raises(InvalidSettings, match="PORT"):
        load_settings(${pascal}Settings)
`;
}

function processTests(module: string): string {
  return `"""The service in a process of its own."""

from __future__ import annotations

import os
import runpy
import signal
import socket
import subprocess
import sys
import time

import httpx
import pytest

DEADLINE_SECONDS = 60


def free_port() -> int:
    """A TCP port of this machine that nobody listens on.

    Linux gives a port that is bound to nobody else by itself, and lets a server that names it listen
    there all the same. So it is bound until this process ends.
    """
    probe = socket.socket()
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    probe.bind(("127.0.0.1", 0))
    port = int(probe.getsockname()[1])
    if sys.platform == "linux":
        probe.detach()
    else:
        probe.close()
    return port


def wait_until_it_answers(process: subprocess.Popen[bytes], client: httpx.Client) -> None:
    deadline = time.monotonic() + DEADLINE_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            client.get("/health")
            return
        except httpx.ConnectError:
            time.sleep(0.05)
    raise AssertionError("the service does not answer")


def test_it_serves_until_it_is_asked_to_stop() -> None:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "${module}"],
        env={**os.environ, "HOST": "127.0.0.1", "PORT": str(port)},
    )
    try:
        with httpx.Client(
            base_url=f"http://127.0.0.1:{port}", timeout=DEADLINE_SECONDS, trust_env=False
        ) as client:
            wait_until_it_answers(process, client)
            assert client.get("/status").status_code == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(DEADLINE_SECONDS) == 0
    finally:
        process.kill()
        process.wait()


def test_wrong_settings_end_the_start(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PORT", "many")

    with pytest.raises(SystemExit) as ended:
        runpy.run_module("${module}", run_name="__main__")

    assert ended.value.code == 2
    assert "PORT" in capsys.readouterr().err
`;
}
