"""The AI layer in a process of its own, as an orchestrator sees it."""

from __future__ import annotations

import os
import resource
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Callable, Iterator

import httpx
import pytest
from modax_contracts import encode

from tests.windows import NOON, window

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


class Service:
    """`python -m modax_ai` on a free port with its state at `path`."""

    def __init__(self, path: Path) -> None:
        port = free_port()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "modax_ai"],
            env={**os.environ, "PORT": str(port), "AI_STATE_PATH": str(path)},
            stderr=subprocess.PIPE,
            text=True,
        )
        self.client = httpx.Client(
            base_url=f"http://127.0.0.1:{port}", timeout=DEADLINE_SECONDS, trust_env=False
        )

    def wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + DEADLINE_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                self.client.get("/health")
                return
            except httpx.ConnectError:
                time.sleep(0.05)
        raise AssertionError("the service does not answer")

    def analyze(self, end: float) -> httpx.Response:
        return self.client.post("/api/v1/analyze", content=encode(window(end)))

    def stop(self) -> tuple[int, str]:
        """Exit code and log after SIGTERM."""
        self.process.send_signal(signal.SIGTERM)
        _, log = self.process.communicate(timeout=DEADLINE_SECONDS)
        return self.process.returncode, log

    def kill(self) -> None:
        """Ends the process at once; nothing happens to one that has ended."""
        self.client.close()
        self.process.kill()
        self.process.wait()
        if self.process.stderr is not None:
            self.process.stderr.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state.sqlite3"


@pytest.fixture
def start(path: Path) -> Iterator[Callable[[], Service]]:
    started: list[Service] = []

    def start_one() -> Service:
        started.append(Service(path))
        started[-1].wait_until_it_answers()
        return started[-1]

    yield start_one
    for service in started:
        service.kill()


def test_it_serves_drains_and_knows_its_devices_after_a_restart(
    start: Callable[[], Service],
) -> None:
    service = start()
    assert service.analyze(NOON).status_code == 200
    assert service.stop()[0] == 0

    again = start()
    details = again.analyze(NOON + 60).json()["analysis_details"]
    assert again.stop()[0] == 0
    assert details["baseline_windows"] == 2
    assert details["accumulated_hours"] == pytest.approx(70 / 3600)


def test_what_was_answered_survives_a_kill(start: Callable[[], Service]) -> None:
    service = start()
    assert service.analyze(NOON).status_code == 200
    service.kill()

    assert start().client.get("/status").json()["devices"] == 1


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="needs Linux's prlimit")
def test_a_disk_that_takes_no_more_is_said_and_nothing_is_forgotten(
    start: Callable[[], Service],
) -> None:
    service = start()
    assert service.analyze(NOON).status_code == 200
    _, hard = resource.prlimit(service.process.pid, resource.RLIMIT_FSIZE)

    resource.prlimit(service.process.pid, resource.RLIMIT_FSIZE, (0, hard))
    assert service.analyze(NOON + 60).json()["error"]["code"] == "state_unavailable"
    assert service.client.get("/status").status_code == 503
    assert service.client.get("/health").status_code == 200

    resource.prlimit(service.process.pid, resource.RLIMIT_FSIZE, (hard, hard))
    assert service.client.get("/status").status_code == 200
    assert service.analyze(NOON + 60).json()["analysis_details"]["baseline_windows"] == 2
    exit_code, log = service.stop()
    assert exit_code == 0
    assert log.count('"state_unavailable"') == 1
    assert log.count('"state_available"') == 1


def test_wrong_settings_are_refused_at_the_start() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "modax_ai"],
        env={**os.environ, "MAX_DEVICES": "many"},
        capture_output=True,
        text=True,
        timeout=DEADLINE_SECONDS,
        check=False,
    )
    assert done.returncode == 2
    assert "MAX_DEVICES" in done.stderr
