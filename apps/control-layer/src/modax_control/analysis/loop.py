"""Regular analyses of every device that sends readings."""

from __future__ import annotations

import asyncio
from typing import Awaitable, Callable, Optional

import structlog
from modax_contracts import Analysis, encode
from modax_service import Clock

from modax_control.analysis.client import AiClient, AnalysisFailed
from modax_control.instant import Instant
from modax_control.publishing import Publisher, PublishFailed
from modax_control.telemetry.history import ReadingHistory
from modax_control.telemetry.window import aggregate_window

_log = structlog.get_logger(__name__)


class AnalysisLoop:
    """Asks for an analysis of every device at once, keeps the newest of each and publishes it.

    Devices are independent: one without an answer leaves the others untouched.
    """

    def __init__(
        self,
        history: ReadingHistory,
        client: AiClient,
        publisher: Publisher,
        clock: Clock,
        window_seconds: float,
        count: Callable[[str], None],
    ) -> None:
        """`count` is told each outcome: `published`, `no_readings` or a failure's code."""
        self._history = history
        self._client = client
        self._publisher = publisher
        self._clock = clock
        self._window_seconds = window_seconds
        self._count = count
        self._newest: dict[str, Analysis] = {}

    def newest(self, device_id: str) -> Optional[Analysis]:
        """The newest analysis of a device."""
        return self._newest.get(device_id)

    async def run(self, interval: float, sleep: Callable[[float], Awaitable[None]]) -> None:
        """Analyses all devices every `interval` seconds until cancelled, the first time after one
        interval."""
        pause = interval
        while True:
            await sleep(pause)
            started = self._clock.monotonic()
            await self.analyse_all()
            pause = max(0.0, interval - (self._clock.monotonic() - started))

    async def analyse_all(self) -> None:
        """One analysis of every device that sent readings in the window; never raises."""
        await asyncio.gather(*(self._analyse(device) for device in self._history.device_ids))

    async def _analyse(self, device_id: str) -> None:
        try:
            outcome = await self._outcome(device_id)
        except AnalysisFailed as failure:
            outcome = failure.code
            _log.warning(
                "analysis_failed", device_id=device_id, code=failure.code, reason=failure.message
            )
        except PublishFailed as failure:
            outcome = failure.code
            _log.warning("analysis_not_published", device_id=device_id, code=failure.code)
        except Exception:
            # A fault of this code. It must not end the analyses of other devices.
            outcome = "internal_error"
            _log.exception("analysis_broke", device_id=device_id)
        self._count(outcome)

    async def _outcome(self, device_id: str) -> str:
        aggregate = aggregate_window(
            self._history, device_id, self._window_seconds, Instant.now(self._clock)
        )
        if aggregate is None:
            return "no_readings"
        analysis = await self._client.analyse(aggregate)
        self._newest[device_id] = analysis
        await self._publisher.publish(encode(analysis), may_arrive_late=True)
        return "published"
