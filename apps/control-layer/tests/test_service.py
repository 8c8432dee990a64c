"""`python -m modax_control`, as an orchestrator runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import IO, Union

import httpx
import pytest

from tests.mosquitto import Mosquitto, free_port
from tests.support import OPERATOR_KEY, entries_of


def environment(folder: Path, **changes: str) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "PORT": str(free_port()),
        "HMI_API_KEY": OPERATOR_KEY,
        "AUDIT_LOG_PATH": str(folder / "audit.jsonl"),
        **changes,
    }


def start(
    environment: dict[str, str], errors: Union[int, IO[str]] = subprocess.PIPE
) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "modax_control"],
        env=environment,
        stderr=errors,
        text=True,
    )


def healthy(url: str) -> httpx.Response:
    """The answer once it is 200, or the last one when it never is."""
    end = time.monotonic() + 60
    answer = httpx.get(url, timeout=60, trust_env=False)
    while answer.status_code != 200 and time.monotonic() < end:
        time.sleep(0.05)
        answer = httpx.get(url, timeout=60, trust_env=False)
    return answer


def test_it_starts_connects_and_ends_cleanly_on_sigterm(
    quick_folder: Path, mosquitto: Mosquitto
) -> None:
    variables = environment(
        quick_folder,
        MQTT_BROKER_PORT=str(mosquitto.port),
        MODAX_REVISION="4dcb54b",
        # Long, so that a slow machine breaks no connection off.
        SAFETY_MAX_AGE="3600",
    )
    with start(variables) as process:
        assert process.stderr is not None
        awaited = {"Uvicorn running", "broker_connected"}
        log = []
        while awaited:
            log.append(process.stderr.readline())
            assert log[-1], "".join(log)
            awaited = {fragment for fragment in awaited if fragment not in log[-1]}
        status = healthy(f"http://127.0.0.1:{variables['PORT']}/status")
        process.terminate()
        log += process.communicate(timeout=60)[1].splitlines()
    assert process.returncode == 0
    assert (status.status_code, status.json()["revision"]) == (200, "4dcb54b")
    assert all(json.loads(line)["service"] == "modax-control-layer" for line in log)
    assert OPERATOR_KEY not in "".join(log)
    assert [entry["event"] for entry in entries_of(quick_folder / "audit.jsonl")] == [
        "service_started",
        "service_stopped",
    ]
    # Mosquitto says "closed its connection" of a client that did not say goodbye.
    broker_log = mosquitto.stop()
    assert "disconnected." in broker_log and "closed its connection" not in broker_log


def test_a_disk_that_hangs_does_not_hold_up_the_end_which_tells_what_is_lost(
    tmp_path: Path,
) -> None:
    """The audit log is a pipe that nobody reads: writing to it hangs."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDWR | os.O_NONBLOCK)
    with pytest.raises(BlockingIOError):
        while True:
            os.write(reader, b"x" * 65_536)
    process = start(
        environment(tmp_path, AUDIT_LOG_PATH=str(pipe), MQTT_BROKER_PORT=str(free_port()))
    )
    try:
        assert process.stderr is not None
        for line in process.stderr:
            if "Uvicorn running" in line:
                break
        process.terminate()
        log = process.communicate(timeout=60)[1].splitlines()
    finally:
        process.kill()
        process.communicate()
        os.close(reader)
    assert process.returncode == 3
    [lost] = [json.loads(line) for line in log if "audit_entries_lost" in line]
    # That it started and that it stopped.
    assert (lost["entries"], lost["level"]) == (2, "critical")


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"HMI_API_KEY": ""}, "none of HMI_API_KEY"),
        ({"MQTT_BROKER_PORT": "x"}, "MQTT_BROKER_PORT: "),
        ({"MQTT_BROKER_HOST": "mill..local"}, "MQTT_BROKER_HOST: "),
        ({"MQTT_USERNAME": "control\udcff"}, "MQTT_USERNAME: "),
        ({"AI_LAYER_URL": "http://" + "a" * 64}, "AI_LAYER_URL: "),
    ],
)
def test_bad_settings_end_it_with_2(tmp_path: Path, changes: dict[str, str], line: str) -> None:
    with start(environment(tmp_path, **changes)) as process:
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 2
    [problem] = errors.splitlines()
    assert line in problem
