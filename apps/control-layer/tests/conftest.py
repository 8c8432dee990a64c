from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import AsyncIterator, Iterator

import pytest
import structlog
from hypothesis import settings
from modax_control import application
from modax_control.broker import client, connection
from modax_control.command import audit_log
from modax_control.settings import ControlSettings

from tests.mosquitto import MOSQUITTO, Mosquitto
from tests.support import Plant, running

settings.register_profile("deterministic", derandomize=True, deadline=None)
settings.load_profile("deterministic")

# As a service logs: structlog's own way to show an error on a terminal takes seconds.
structlog.configure(
    processors=[structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
)


@pytest.fixture(autouse=True)
def _no_settings_of_the_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    """What compose is told in `.env`, which Nx reads too, is told to no test."""
    for name in ControlSettings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk, a broker or a machine that is slow fails no test; those about a deadline set it."""
    for module, name in (
        (application, "AUDIT_DRAIN_SECONDS"),
        (audit_log, "WRITE_DEADLINE"),
        (client, "_CONNECT_DEADLINE"),
        (client, "_KEEP_ALIVE_SECONDS"),
        (connection, "ACKNOWLEDGE_DEADLINE"),
    ):
        monkeypatch.setattr(module, name, 60)


@pytest.fixture
async def plant(tmp_path: Path) -> AsyncIterator[Plant]:
    async with running(Plant(tmp_path)) as plant:
        yield plant


@pytest.fixture
def quick_folder(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where this machine has such: disks can stand still for seconds when others
    write, and a service in a process of its own waits for less."""
    in_memory = Path("/dev/shm")
    if not os.access(in_memory, os.W_OK):
        yield tmp_path
        return
    with TemporaryDirectory(dir=in_memory) as folder:
        yield Path(folder)


@pytest.fixture
def idle_mosquitto(tmp_path: Path) -> Iterator[Mosquitto]:
    """A broker that the test starts."""
    if MOSQUITTO is None:
        pytest.skip("no mosquitto binary was found")
    broker = Mosquitto(tmp_path)
    yield broker
    broker.stop()


@pytest.fixture
def mosquitto(idle_mosquitto: Mosquitto) -> Mosquitto:
    idle_mosquitto.start()
    return idle_mosquitto


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if MOSQUITTO is None:
        terminalreporter.section("NOT TESTED", red=True, bold=True)
        terminalreporter.line(
            "No mosquitto binary was found: nothing was tried with a real broker."
        )
