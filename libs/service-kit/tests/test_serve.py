"""A service in a process of its own, as an orchestrator sees it: started, signalled, broken."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Iterator

import httpx
import pytest

from tests.applications import free_port

TOY = Path(__file__).with_name("toy_service.py")
DEADLINE = 60


class Toy:
    """The toy service in a process of its own."""

    def __init__(self, **environment: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process = subprocess.Popen(
            [sys.executable, str(TOY)],
            env={**os.environ, "PORT": str(self.port), **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def wait_for_log(self, fragment: str) -> None:
        assert self.process.stderr is not None
        seen = []
        for line in self.process.stderr:
            seen.append(line)
            if fragment in line:
                return
        raise AssertionError("".join(seen))

    def wait_for_output(self, fragment: str) -> None:
        assert self.process.stdout is not None
        assert fragment in self.process.stdout.readline()

    def end(self) -> tuple[int, str]:
        """Exit code and the rest of standard error."""
        _, errors = self.process.communicate(timeout=DEADLINE)
        return self.process.returncode, errors


@pytest.fixture
def toys() -> Iterator[list[Toy]]:
    started: list[Toy] = []
    yield started
    for toy in started:
        if toy.process.poll() is None:
            toy.process.kill()
            toy.process.communicate()


def start(toys: list[Toy], **environment: str) -> Toy:
    toy = Toy(**environment)
    toys.append(toy)
    return toy


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_accepting_finishes_what_is_in_flight_and_exits_cleanly(
    toys: list[Toy], number: signal.Signals
) -> None:
    toy = start(toys)
    toy.wait_for_log("Uvicorn running")
    with ThreadPoolExecutor(1) as pool:
        in_flight = pool.submit(httpx.get, f"{toy.url}/slow", timeout=DEADLINE, trust_env=False)
        toy.wait_for_output("slow request begun")
        toy.process.send_signal(number)
        toy.wait_for_log("Waiting for connections to close")
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", toy.port), DEADLINE)
        assert toy.process.stdin is not None
        toy.process.stdin.write("finished\n")
        toy.process.stdin.flush()
        answer = in_flight.result(timeout=DEADLINE)
    assert (answer.status_code, answer.json()) == (200, "finished\n")
    toy.wait_for_output("lifespan left")
    assert toy.end()[0] == 0


def test_a_request_that_never_ends_does_not_hold_up_the_end(toys: list[Toy]) -> None:
    toy = start(toys)
    toy.wait_for_log("Uvicorn running")
    with ThreadPoolExecutor(1) as pool:
        in_flight = pool.submit(httpx.get, f"{toy.url}/endless", timeout=DEADLINE, trust_env=False)
        toy.wait_for_output("endless request begun")
        toy.process.terminate()
        code, errors = toy.end()
        # Broken off or answered 500: it depends on how far the server has come.
        assert in_flight.exception(DEADLINE) is not None or in_flight.result().status_code == 500
    assert code == 0
    assert "timeout graceful shutdown exceeded" in errors


def test_background_work_that_breaks_drains_the_service_and_ends_with_1(toys: list[Toy]) -> None:
    toy = start(toys)
    toy.wait_for_log("Uvicorn running")
    assert httpx.get(f"{toy.url}/crash", timeout=DEADLINE, trust_env=False).status_code == 200
    code, errors = toy.end()
    assert code == 1
    assert "background_work_failed" in errors


def test_a_caller_cannot_choose_the_address_that_is_on_record(toys: list[Toy]) -> None:
    toy = start(toys)
    toy.wait_for_log("Uvicorn running")
    headers = {"X-Forwarded-For": "203.0.113.9"}
    answer = httpx.get(f"{toy.url}/address", headers=headers, timeout=DEADLINE, trust_env=False)
    assert answer.json() == "127.0.0.1"
    assert "server" not in answer.headers
    toy.process.terminate()
    assert toy.end()[0] == 0


def test_everything_is_logged_as_one_json_object_a_line(toys: list[Toy]) -> None:
    toy = start(toys, MODAX_REVISION="4dcb54b")
    toy.wait_for_log("Uvicorn running")
    assert httpx.get(f"{toy.url}/broken", timeout=DEADLINE, trust_env=False).status_code == 500
    toy.process.terminate()
    code, errors = toy.end()
    assert code == 0
    entries = [json.loads(line) for line in errors.splitlines()]
    assert {entry["revision"] for entry in entries} == {"4dcb54b"}
    [failure] = [entry for entry in entries if entry["event"] == "request_failed"]
    assert (failure["level"], failure["route"]) == ("error", "/broken")
    assert "RuntimeError: broken route" in failure["exception"]
    assert entries[-1]["event"] == "stopped"
