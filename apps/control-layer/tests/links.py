"""Connections to a broker, in a test's hands."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from pathlib import Path
from typing import AsyncIterator, Optional

from modax_control.broker.connection import Connection
from modax_control.broker.ending import end
from modax_control.broker.incoming import Incoming
from modax_control.broker.link import BrokerLink
from modax_service import SystemClock

from tests.support import settings_of


class Arrivals:
    """What a link hands on."""

    def __init__(self) -> None:
        self.handled: list[tuple[str, bytes, bool, float]] = []
        self.dropped: list[tuple[str, str]] = []
        self.voided = 0

    @property
    def incoming(self) -> Incoming:
        return Incoming(
            lambda *values: self.handled.append(values),
            lambda topic, reason, _detail: self.dropped.append((topic, reason)),
            self._void,
        )

    def _void(self) -> None:
        self.voided += 1


async def soon(_seconds: float) -> None:
    """A pause between attempts that does not keep a test waiting."""
    await asyncio.sleep(0.01)


def link_to(port: int, folder: Path, arrivals: Optional[Arrivals] = None) -> BrokerLink:
    """Patient: a slow machine breaks nothing off."""
    settings = settings_of(
        folder / "audit",
        mqtt_broker_host="127.0.0.1",
        mqtt_broker_port=port,
        safety_max_age=3600,
    )
    incoming = (arrivals or Arrivals()).incoming
    return BrokerLink(settings, incoming, SystemClock(), soon)


@asynccontextmanager
async def kept(connection: Connection) -> AsyncIterator[None]:
    task = asyncio.create_task(connection.run())
    try:
        yield
    finally:
        await asyncio.wait_for(end(task), 60)


@asynccontextmanager
async def kept_link(link: BrokerLink) -> AsyncIterator[None]:
    """Cancels it once, as the service does."""
    task = asyncio.create_task(link.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait({task}, timeout=60)
        assert task.cancelled()
