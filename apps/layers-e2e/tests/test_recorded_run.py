"""A run of a machine goes all the way: field, control layer, AI layer, HMI."""

from __future__ import annotations

import statistics
from itertools import zip_longest
from typing import Iterator

import httpx
import pytest

from modax_layers_e2e.field import Field
from modax_layers_e2e.layers import Layers, layers
from modax_layers_e2e.recording import Run
from tests.requests import becomes_safe

DEVICE = "skab-pump"


@pytest.fixture(scope="module")
def started(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Layers]:
    """One system a run: the second test's pumps are others than the first one's."""
    with layers(tmp_path_factory.mktemp(run.name)) as system:
        yield system


async def test_a_run_is_analysed_and_shown(
    system: Layers, field: Field, operator: httpx.AsyncClient, run: Run
) -> None:
    readings = run.readings(DEVICE)
    await field.play(readings)

    analysis = await field.analysis_of(DEVICE, len(readings))

    # The expectation comes from the played data and services.md, not from the layers' code. Of
    # all stresses only temperature applies to these runs.
    temperatures = [reading.temperatures[0] for reading in readings]
    assert max(reading.motor_currents[0] for reading in readings) < 5
    assert max(reading.vibration.magnitude for reading in readings) < 3
    factor = 1 + 0.02 * (statistics.fmean(temperatures) - 50)
    score, rule = (
        (0.8, "temperature_critical") if max(temperatures) > 70 else (0.5, "temperature_high")
    )
    details = analysis.analysis_details
    assert details.stress_factor == pytest.approx(factor)
    assert [finding.rule for finding in details.findings] == [rule]
    assert analysis.anomaly_detected and analysis.anomaly_score == score
    assert f"{max(temperatures):.1f} °C" in analysis.anomaly_description
    assert any("cooling" in advice for advice in analysis.recommendations)
    assert 0 < analysis.predicted_wear_level < 0.001
    assert analysis.estimated_remaining_hours == pytest.approx(10_000 / factor, rel=0.001)

    shown = (await operator.get(f"/api/v1/devices/{DEVICE}/ai-analysis")).json()
    assert shown["analysis_details"]["sample_count"] == len(readings)
    assert (await operator.get("/api/v1/devices")).json() == [DEVICE]
    await becomes_safe(operator, field, DEVICE)
    data = (await operator.get(f"/api/v1/devices/{DEVICE}/data")).json()
    assert tuple(data["motor_currents"]) == readings[-1].motor_currents
    assert tuple(data["temperatures"]) == readings[-1].temperatures
    assert data["vibration"] == readings[-1].vibration.model_dump()
    assert data["is_safe"] is True
    history = (await operator.get(f"/api/v1/devices/{DEVICE}/history?count=1000")).json()
    assert [one["timestamp"] for one in history["readings"]] == [
        reading.timestamp for reading in readings
    ]


async def test_two_runs_at_once_are_told_apart(system: Layers, field: Field, run: Run) -> None:
    pump_1 = run.readings("pump-1")
    pump_2 = run.readings("pump-2")[:100]
    for pair in zip_longest(pump_1, pump_2):
        await field.play(reading for reading in pair if reading is not None)

    assert (await field.analysis_of("pump-1", len(pump_1))).device_id == "pump-1"
    assert (await field.analysis_of("pump-2", len(pump_2))).device_id == "pump-2"
