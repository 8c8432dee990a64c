from __future__ import annotations

import fcntl
import os
from pathlib import Path
from tempfile import gettempdir
from typing import AsyncIterator, Iterator

import httpx
import pytest
from modax_contracts import SensorReading

from modax_layers_e2e.broker import given_broker, kinds_here
from modax_layers_e2e.field import Field, field_at
from modax_layers_e2e.layers import OPERATOR, Layers, caller, layers
from modax_layers_e2e.recording import Run, runs

RUNS = runs()


def pytest_report_header() -> list[str]:
    names = ", ".join(run.name for run in RUNS)
    if "GENERATED" in names:
        names += " -- NO RECORDED RUN: set MODAX_SKAB_DIRECTORY to SKAB's data folder"
    broker = given_broker()
    at = f"the given one at {broker.host}:{broker.port}" if broker else "one of its own"
    return [
        f"layers-e2e plays {names}",
        f"layers-e2e uses {at}; brokers here: {', '.join(kinds_here()) or 'none'}",
    ]


@pytest.fixture(autouse=True, scope="module")
def _turn_at_a_given_broker() -> Iterator[None]:
    """All processes of tests share a broker that was given, and what is said at it: they take turns.

    A module each, like the layers that some modules start once: nobody else's listen meanwhile.
    """
    broker = given_broker()
    if broker is None:
        yield
        return
    name = f"modax-{os.getuid()}-broker-{broker.host}-{broker.port}.lock"
    with (Path(gettempdir()) / name).open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="module", params=RUNS, ids=lambda run: run.name)
def run(request: pytest.FixtureRequest) -> Run:
    """A run to play; its name, in the test's id, says whether it is recorded or generated."""
    played = request.param
    assert isinstance(played, Run)
    return played


@pytest.fixture
def readings() -> list[SensorReading]:
    """Some readings of `pump-1`, for tests in which it does not matter which."""
    return RUNS[0].readings("pump-1")[:20]


@pytest.fixture
def started(tmp_path: Path) -> Iterator[Layers]:
    with layers(tmp_path) as system:
        yield system


@pytest.fixture
async def system(started: Layers) -> Layers:
    """Both layers, ready."""
    await started.ready()
    return started


@pytest.fixture
async def field(system: Layers) -> AsyncIterator[Field]:
    async with field_at(system.broker) as connection:
        yield connection


@pytest.fixture
async def operator(system: Layers) -> AsyncIterator[httpx.AsyncClient]:
    """An operator's connection to the control layer."""
    async with caller(system.control_url, OPERATOR) as client:
        yield client
