"""Ages must count the time in which a machine was suspended: what it knew is old when it wakes."""

from __future__ import annotations

import sys
import time

import pytest
from modax_service import SystemClock


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the clock of Python is used")
def test_suspension_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine cannot be suspended for a test, so its clocks are told apart."""
    clocks = {time.CLOCK_BOOTTIME: 1000.0, time.CLOCK_MONOTONIC: 400.0}
    monkeypatch.setattr(time, "clock_gettime", clocks.__getitem__)
    monkeypatch.setattr(time, "monotonic", lambda: clocks[time.CLOCK_MONOTONIC])
    clock = SystemClock()
    assert clock.monotonic() == 1000.0
    clocks[time.CLOCK_BOOTTIME] += 3600
    assert clock.monotonic() == 4600.0


def test_it_goes_on() -> None:
    clock = SystemClock()
    assert clock.monotonic() <= clock.monotonic()
    assert clock.epoch() > 1_600_000_000
