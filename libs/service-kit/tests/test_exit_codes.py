"""How a service ends tells its orchestrator what to do: 0 nothing, 1 restart, 2 mend the settings.

3 restart, and look for what the log says was lost.
"""

from __future__ import annotations

import logging
import signal
import socket
from typing import Iterator

import pytest
import structlog
from modax_service import EXIT_BAD_SETTINGS, EXIT_CLEAN, EXIT_CRASH, EXIT_INCOMPLETE, run

from tests.applications import free_port
from tests.toy_service import ToySettings, build


@pytest.fixture(autouse=True)
def _as_before(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """`run` owns its process; here it has to give back what it took."""
    monkeypatch.setenv("PORT", str(free_port()))
    signals = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level
    logging.captureWarnings(False)
    structlog.reset_defaults()
    for number, handler in signals.items():
        signal.signal(number, handler)


def run_toy() -> int:
    return run("modax-service-kit", ToySettings, build)


def test_asked_to_stop(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("STOP_AT_ONCE", "true")
    assert run_toy() == EXIT_CLEAN == 0
    assert '"exit_code": 0, "event": "stopped"' in capsys.readouterr().err


def test_wrong_settings_one_line_for_each(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PORT", "0")
    monkeypatch.setenv("LOG_LEVEL", "loud")
    assert run_toy() == EXIT_BAD_SETTINGS == 2
    assert [line.split(": ")[:2] for line in capsys.readouterr().err.splitlines()] == [
        ["modax-service-kit", "PORT"],
        ["modax-service-kit", "LOG_LEVEL"],
    ]


@pytest.mark.parametrize("fault", ["startup", "shutdown"])
def test_unable_to_start_or_to_stop(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], fault: str
) -> None:
    monkeypatch.setenv("FAULT", fault)
    monkeypatch.setenv("STOP_AT_ONCE", "true")
    assert run_toy() == EXIT_CRASH == 1
    errors = capsys.readouterr().err
    assert "RuntimeError: cannot" in errors and '"event": "stopped"' not in errors


def test_stopped_with_a_loss(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FAULT", "loss")
    monkeypatch.setenv("STOP_AT_ONCE", "true")
    assert run_toy() == EXIT_INCOMPLETE == 3
    errors = capsys.readouterr().err
    assert '"exit_code": 3' in errors and "Traceback" not in errors


def test_port_taken(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        monkeypatch.setenv("PORT", str(taken.getsockname()[1]))
        assert run_toy() == EXIT_CRASH
    assert "address already in use" in capsys.readouterr().err
