from __future__ import annotations

from pathlib import Path
from typing import AsyncIterator, Iterator

import pytest
from hypothesis import settings

from tests.mosquitto import MOSQUITTO, Mosquitto
from tests.support import Plant, running

settings.register_profile("deterministic", derandomize=True, deadline=None)
settings.load_profile("deterministic")


@pytest.fixture
async def plant(tmp_path: Path) -> AsyncIterator[Plant]:
    async with running(Plant(tmp_path)) as plant:
        yield plant


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
