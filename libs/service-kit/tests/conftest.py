from __future__ import annotations

from typing import AsyncIterator

import httpx
import pytest
import structlog
from hypothesis import settings

from tests.applications import Health, ManualClock, client_of, toy_app

settings.register_profile("deterministic", derandomize=True, deadline=None)
settings.load_profile("deterministic")

# As a service logs: structlog's own way to show an error on a terminal takes seconds.
structlog.configure(
    processors=[structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
)


@pytest.fixture
def health() -> Health:
    return Health()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
async def client(health: Health, clock: ManualClock) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(toy_app(health, clock)) as client:
        yield client
