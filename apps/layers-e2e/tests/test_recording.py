"""What is played: rows of SKAB, or a generated run of the same shape."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from modax_layers_e2e.recording import LENGTH, generated_run, recorded_run, runs

HEADER = (
    "datetime;Accelerometer1RMS;Accelerometer2RMS;Current;Pressure;Temperature;Thermocouple;"
    "Voltage;Volume Flow RateRMS;anomaly;changepoint\r\n"
)
ROW = "2020-03-09 10:14:{:02d};0.1;0.2;1.5;0.05;79.5;26.0;233.0;32.0;0.0;0.0\r\n"


def write_skab(folder: Path, rows: int) -> None:
    (folder / "valve1").mkdir()
    for name in ("0", "13"):
        content = HEADER + "".join(ROW.format(second % 60) for second in range(rows))
        (folder / "valve1" / f"{name}.csv").write_bytes(content.encode())


@pytest.fixture
def skab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MODAX_SKAB_DIRECTORY", str(tmp_path))
    return tmp_path


def test_a_row_becomes_a_reading(skab: Path) -> None:
    write_skab(skab, rows=3)

    readings = recorded_run(skab / "valve1" / "0.csv").readings("pump-1")

    assert [reading.timestamp for reading in readings] == [0, 1000, 2000]
    assert readings[0].device_id == "pump-1"
    assert readings[0].motor_currents == (1.5, 1.5)
    assert readings[0].temperatures == (79.5,)
    assert readings[0].vibration.x == pytest.approx(0.980665)
    assert readings[0].vibration.y == pytest.approx(1.96133)
    assert readings[0].vibration.magnitude == pytest.approx(math.hypot(0.980665, 1.96133))


def test_recorded_runs_are_played_where_they_are_found(skab: Path) -> None:
    write_skab(skab, rows=LENGTH + 10)

    assert [(run.name, len(run.samples)) for run in runs()] == [
        ("SKAB-valve1-0", LENGTH),
        ("SKAB-valve1-13", LENGTH),
    ]


def test_otherwise_generated_runs_are_played_and_say_so(skab: Path) -> None:
    assert [(run.name, len(run.samples)) for run in runs()] == [
        ("GENERATED-hot", LENGTH),
        ("GENERATED-warm", LENGTH),
    ]


def test_a_generated_run_is_always_the_same() -> None:
    assert generated_run("hot", 77.0) == generated_run("hot", 77.0)
    assert generated_run("hot", 77.0) != generated_run("cold", 77.0)
