"""Parts fail; the others go on, say so, and recover."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from modax_contracts import SensorReading

from modax_layers_e2e.broker import Kind, kinds_here, own_broker
from modax_layers_e2e.field import Field, field_at
from modax_layers_e2e.layers import OPERATOR, Layers, answers, caller, layers
from tests.requests import becomes_safe, command, metric_appears


async def test_without_the_ai_layer_control_goes_on_and_says_so(
    system: Layers, field: Field, operator: httpx.AsyncClient, readings: list[SensorReading]
) -> None:
    await field.play(readings[:10])
    wear_before = (await field.analysis_of("pump-1", 10)).analysis_details.accumulated_hours
    system.ai.kill()

    await metric_appears(operator, 'modax_analyses_total{outcome="unreachable"}')
    assert '"analysis_failed"' in system.control.log
    await becomes_safe(operator, field, "pump-1")
    assert (await operator.get("/status")).status_code == 200
    assert (await command(operator, "start", "pump-1")).status_code == 200
    assert (await field.next_command()).command_type == "start"

    system.ai.start()
    await field.play(readings[10:20])
    after = (await field.analysis_of("pump-1", 20)).analysis_details
    assert after.accumulated_hours >= wear_before > 0


@pytest.mark.parametrize("kind", kinds_here())
async def test_a_broker_that_comes_back_is_found_again(
    tmp_path: Path, kind: Kind, readings: list[SensorReading]
) -> None:
    with own_broker(tmp_path, kind) as broker, layers(tmp_path, broker) as system:
        await system.ready()
        assert broker.program is not None
        broker.program.kill()
        async with caller(system.control_url, OPERATOR) as operator:
            await answers(system.control, f"{system.control_url}/status", 503)
            assert (await operator.get("/status")).json()["mqtt_connected"] is False
            assert (await operator.get("/api/v1/devices")).status_code == 200
            # It is waited for: once is enough.
            if kind == kinds_here()[0]:
                assert (await command(operator, "stop")).status_code == 503

            broker.program.start()
            await system.ready()
            async with field_at(broker) as field:
                await field.play(readings[:10])
                assert (await field.analysis_of("pump-1", 10)).device_id == "pump-1"
                await becomes_safe(operator, field, "pump-1")


async def test_both_layers_drain_on_sigterm_and_leave_nothing_behind(
    system: Layers, field: Field, readings: list[SensorReading]
) -> None:
    await field.play(readings[:10])
    await field.analysis_of("pump-1", 10)

    for program in (system.control, system.ai):
        assert program.stop() == 0
        assert not program.left_behind
        assert "Traceback" not in program.log


async def test_control_drains_while_the_broker_is_away(tmp_path: Path) -> None:
    with own_broker(tmp_path) as broker, layers(tmp_path, broker) as system:
        await system.ready()
        assert broker.program is not None
        broker.program.kill()
        await answers(system.control, f"{system.control_url}/status", 503)

        assert system.control.stop() == 0
        assert not system.control.left_behind
