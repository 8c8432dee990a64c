"""Invariants 1 and 2: who is safe, for every report, age and fleet."""

from __future__ import annotations

from typing import Optional

import pytest
from hypothesis import given
from hypothesis import strategies as st
from modax_contracts import SafetyMessage
from modax_control.safety.rules import Hazard, SafetyReport, device_hazards, system_hazards

MAX_AGE = 3.0

messages = st.builds(
    SafetyMessage,
    timestamp=st.integers(0, 2**40),
    device_id=st.just("mill"),
    emergency_stop=st.booleans(),
    door_closed=st.booleans(),
    overload_detected=st.booleans(),
    temperature_ok=st.booleans(),
)
times = st.floats(0, 1e9, allow_nan=False)
reports = st.none() | st.builds(SafetyReport, st.none() | messages, times)


def says_safe(message: SafetyMessage) -> bool:
    """The contract's sentence, said once more."""
    return (
        not message.emergency_stop
        and message.door_closed
        and not message.overload_detected
        and message.temperature_ok
    )


@given(message=messages, received=times, age=st.floats(0, 10, allow_nan=False))
def test_a_device_is_safe_exactly_while_a_fresh_report_says_so(
    message: SafetyMessage, received: float, age: float
) -> None:
    now = received + age
    fresh = now - received <= MAX_AGE
    hazards = device_hazards(SafetyReport(message, received), now, MAX_AGE)
    assert (not hazards) == (fresh and says_safe(message))
    if not fresh:
        assert hazards == [Hazard.REPORT_TOO_OLD]


@given(report=reports, now=times)
def test_silence_only_ever_makes_a_device_less_safe(
    report: Optional[SafetyReport], now: float
) -> None:
    if device_hazards(report, now, MAX_AGE):
        later = now + MAX_AGE + 1
        assert report is None or report.sent_after > now or device_hazards(report, later, MAX_AGE)


@given(received=times, now=times)
def test_a_void_report_makes_nobody_safe(received: float, now: float) -> None:
    assert device_hazards(SafetyReport(None, received), now, MAX_AGE) == [Hazard.REPORT_VOID]


def test_a_device_that_never_reported_is_unsafe() -> None:
    assert device_hazards(None, 0.0, MAX_AGE) == [Hazard.NEVER_REPORTED]


@pytest.mark.parametrize(
    ("change", "hazard"),
    [
        ({"emergency_stop": True}, Hazard.EMERGENCY_STOP),
        ({"door_closed": False}, Hazard.DOOR_OPEN),
        ({"overload_detected": True}, Hazard.OVERLOAD),
        ({"temperature_ok": False}, Hazard.TEMPERATURE),
    ],
)
def test_each_hazard_has_its_name(change: dict[str, bool], hazard: Hazard) -> None:
    safe = SafetyMessage(
        timestamp=0,
        device_id="mill",
        emergency_stop=False,
        door_closed=True,
        overload_detected=False,
        temperature_ok=True,
    )
    report = SafetyReport(safe.model_copy(update=change), sent_after=7.0)
    assert device_hazards(report, 10.0, MAX_AGE) == [hazard]
    assert device_hazards(SafetyReport(safe, sent_after=7.0), 10.0, MAX_AGE) == []


@given(
    known=st.dictionaries(st.sampled_from("abcdef"), reports),
    unwatched=st.booleans(),
    now=times,
)
def test_the_system_is_safe_exactly_when_it_has_devices_and_all_are_safe_and_watched(
    known: dict[str, Optional[SafetyReport]], unwatched: bool, now: float
) -> None:
    all_safe = all(not device_hazards(report, now, MAX_AGE) for report in known.values())
    hazards = system_hazards(known, unwatched, now, MAX_AGE)
    assert (not hazards) == (bool(known) and all_safe and not unwatched)
