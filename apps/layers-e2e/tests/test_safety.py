"""What is unsafe does not start, what should stop stops, through a real broker and back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import AsyncIterator

import httpx
import pytest

from modax_layers_e2e.field import Field, field_at
from modax_layers_e2e.layers import MONITORING, OPERATOR, Layers, caller, layers
from tests.requests import becomes_safe, becomes_unsafe, command


async def test_a_start_waits_for_safety_and_a_stop_for_nothing(
    system: Layers, field: Field, operator: httpx.AsyncClient
) -> None:
    assert (await command(operator, "start")).status_code == 403
    assert (await command(operator, "stop")).status_code == 200
    # The refused start was not published, or it would come first.
    assert (await field.next_command()).command_type == "stop"

    await becomes_safe(operator, field, "press-1")
    assert (await command(operator, "start", "press-1")).status_code == 200
    started = await field.next_command()
    assert (started.command_type, started.device_id) == ("start", "press-1")
    assert started.parameters == {"speed": "low"}

    await field.report("press-1", door_closed=False)
    await becomes_unsafe(operator)
    assert (await command(operator, "start", "press-1")).status_code == 403
    for stop in ("stop", "stop_motor", "emergency_stop"):
        assert (await command(operator, stop, "press-1")).status_code == 200
        assert (await field.next_command()).command_type == stop

    entries = [json.loads(line) for line in system.audit_log.read_text().splitlines()]
    outcomes = [(entry["event"], entry.get("command_type")) for entry in entries]
    assert outcomes.count(("command_refused", "start")) == 2
    assert outcomes.count(("command_sent", "start")) == 1


async def test_one_unsafe_device_makes_the_system_unsafe_and_not_the_others(
    system: Layers, field: Field, operator: httpx.AsyncClient
) -> None:
    await becomes_safe(operator, field, "press-1")
    await field.report("press-2", emergency_stop=True)
    await becomes_unsafe(operator)

    assert (await command(operator, "start")).status_code == 403
    assert (await command(operator, "start", "press-2")).status_code == 403
    assert (await command(operator, "start", "press-1")).status_code == 200


async def test_only_an_operator_commands(system: Layers, field: Field) -> None:
    async with caller(system.control_url) as nobody:
        assert (await nobody.get("/api/v1/devices")).status_code == 401
        assert (await command(nobody, "start")).status_code == 401
    async with caller(system.control_url, MONITORING) as reader:
        await becomes_safe(reader, field, "press-1")
        assert (await command(reader, "start")).status_code == 403
        assert (await command(reader, "stop")).status_code == 403


@pytest.fixture
async def forgetful(tmp_path: Path) -> AsyncIterator[Layers]:
    """Layers that believe a safety message for a few seconds only."""
    with layers(tmp_path, SAFETY_MAX_AGE="3") as system:
        await system.ready()
        yield system


async def test_a_device_that_falls_silent_becomes_unsafe(forgetful: Layers) -> None:
    async with (
        field_at(forgetful.broker) as field,
        caller(forgetful.control_url, OPERATOR) as operator,
    ):
        await becomes_safe(operator, field, "press-1")
        await becomes_unsafe(operator)
        assert (await command(operator, "start", "press-1")).status_code == 403
