"""The AI layer's work on its state: analyse a window, reset wear, report health."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import Final, Iterator

import structlog
from modax_contracts import DEVICE_ID_PATTERN, Aggregate, Analysis
from modax_service import Clock, HealthReport
from starlette.concurrency import run_in_threadpool

from modax_ai.analyst import DeviceState, analyse
from modax_ai.models import MODELS
from modax_ai.state import Devices, StateStore, StateUnavailable
from modax_ai.thresholds import Thresholds
from modax_ai.wear import renewed

_DEVICE_ID: Final = re.compile(DEVICE_ID_PATTERN)

_log = structlog.get_logger(__name__)


class UnknownDevice(Exception):
    """No window of this device was ever analysed."""


class TooManyDevices(Exception):
    """Another device would exceed the bound on what is kept."""


class Advisor:
    """Advises on windows. All methods but `health` block on the disk."""

    def __init__(
        self, store: StateStore, thresholds: Thresholds, max_devices: int, clock: Clock
    ) -> None:
        self._store = store
        self._thresholds = thresholds
        self._max_devices = max_devices
        self._clock = clock
        self._failure = ""

    def analyse(self, aggregate: Aggregate) -> Analysis:
        """Advice on a window, after what was learnt from it is on disk.

        Raises `TooManyDevices` and `StateUnavailable`.
        """
        with self._devices() as devices:
            state = devices.find(aggregate.device_id)
            if state is None and devices.count() >= self._max_devices:
                raise TooManyDevices(aggregate.device_id)
            known = DeviceState() if state is None else state
            outcome = analyse(aggregate, known, self._thresholds, self._clock.epoch())
            devices.save(aggregate.device_id, outcome.state)
        return outcome.analysis

    def reset_wear(self, device_id: str) -> None:
        """Starts the wear of a device at zero, as after its worn parts were replaced.

        Its baseline stays. Raises `UnknownDevice` and `StateUnavailable`.
        """
        if not _DEVICE_ID.fullmatch(device_id):
            raise UnknownDevice(device_id)
        with self._devices() as devices:
            state = devices.find(device_id)
            if state is None:
                raise UnknownDevice(device_id)
            devices.save(device_id, state.model_copy(update={"wear": renewed(state.wear)}))
        _log.info("wear_reset", device_id=device_id, accumulated_hours=state.wear.accumulated_hours)

    async def health(self) -> HealthReport:
        """Healthy and ready while the state can be read and written."""
        try:
            devices = await run_in_threadpool(self._store.check)
        except StateUnavailable as error:
            self._note(str(error))
            return HealthReport(
                healthy=False,
                ready=False,
                details={"models": list(MODELS), "state": "unavailable", "reason": str(error)},
            )
        self._note("")
        return HealthReport(
            healthy=True,
            ready=True,
            details={"models": list(MODELS), "state": "ok", "devices": devices},
        )

    @contextmanager
    def _devices(self) -> Iterator[Devices]:
        try:
            with self._store.transaction() as devices:
                yield devices
        except StateUnavailable as error:
            self._note(str(error))
            raise

    def _note(self, failure: str) -> None:
        """Logs a change, because it is asked every few seconds."""
        if failure and failure != self._failure:
            _log.error("state_unavailable", reason=failure)
        elif self._failure and not failure:
            _log.info("state_available")
        self._failure = failure
