"""Runs of a machine to play: recorded where there is a recording, otherwise generated.

Recorded are runs of SKAB, the Skoltech Anomaly Benchmark: a pump driven by an electric motor, one
row a second. Its columns are mapped to the contract as follows.

| contract | SKAB |
|---|---|
| `timestamp` | milliseconds since the first row, as firmware counts from its start |
| `motor_currents` | `Current` [A] for both: the rig has one motor |
| `vibration.x`, `.y` | `Accelerometer1RMS`, `Accelerometer2RMS`, from g to m/s² |
| `vibration.z` | 0: there is no third accelerometer |
| `vibration.magnitude` | the length of that vector; RMS values contain no gravity |
| `temperatures` | `Temperature` [°C], of the motor's body |
"""

from __future__ import annotations

import csv
import math
import os
import random
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Iterator

from modax_contracts import SensorReading, Vibration

LENGTH: Final = 300
"""Readings of a run that are played."""

_STANDARD_GRAVITY: Final = 9.80665
_WORKSPACE: Final = Path(__file__).resolve().parents[4]
# One run with a motor above 70 °C, one with a motor below.
_RECORDED: Final = ("valve1/0", "valve1/13")
_GENERATED_SEEDS: Final = {"hot": 77.0, "warm": 66.0}


@dataclass(frozen=True)
class Sample:
    """One row of a run: A, g RMS, g RMS, °C."""

    milliseconds: int
    current: float
    acceleration_1: float
    acceleration_2: float
    temperature: float


@dataclass(frozen=True)
class Run:
    """A run of a machine; the name says where it comes from."""

    name: str
    samples: tuple[Sample, ...]

    def readings(self, device_id: str) -> list[SensorReading]:
        """The run as a device would have published it."""
        return [_reading(sample, device_id) for sample in self.samples]


def runs() -> list[Run]:
    """The runs to play: SKAB's where its folder is found, otherwise generated ones."""
    folder = skab_folder()
    recorded = [folder / f"{name}.csv" for name in _RECORDED]
    if all(file.is_file() for file in recorded):
        return [recorded_run(file) for file in recorded]
    return [generated_run(name, celsius) for name, celsius in _GENERATED_SEEDS.items()]


def skab_folder() -> Path:
    """MODAX_SKAB_DIRECTORY, by default `shared/data/skab` beside the workspace."""
    beside = _WORKSPACE.parent / "shared" / "data" / "skab"
    return Path(os.environ.get("MODAX_SKAB_DIRECTORY") or beside)


def recorded_run(file: Path) -> Run:
    """The first `LENGTH` rows of a SKAB file."""
    with file.open(newline="") as lines:
        rows = [row for row, _ in zip(csv.DictReader(lines, delimiter=";"), range(LENGTH))]
    times = [datetime.strptime(row["datetime"], "%Y-%m-%d %H:%M:%S") for row in rows]
    return Run(
        f"SKAB-{file.parent.name}-{file.stem}",
        tuple(
            Sample(
                milliseconds=int((time - times[0]).total_seconds() * 1000),
                current=float(row["Current"]),
                acceleration_1=float(row["Accelerometer1RMS"]),
                acceleration_2=float(row["Accelerometer2RMS"]),
                temperature=float(row["Temperature"]),
            )
            for time, row in zip(times, rows)
        ),
    )


def generated_run(name: str, celsius: float) -> Run:
    """A run of the same shape around a motor temperature; the same at every call."""
    # Chance that can be repeated; it guards nothing.
    chance = random.Random(name)  # nosec B311
    return Run(f"GENERATED-{name}", tuple(_generated(chance, celsius)))


def _generated(chance: random.Random, celsius: float) -> Iterator[Sample]:
    for second in range(LENGTH):
        yield Sample(
            milliseconds=second * 1000,
            current=min(max(chance.gauss(1.0, 0.25), 0.4), 1.6),
            acceleration_1=chance.uniform(0.026, 0.028),
            acceleration_2=chance.uniform(0.038, 0.043),
            temperature=celsius + math.sin(second / 50) + chance.uniform(-0.2, 0.2),
        )


def _reading(sample: Sample, device_id: str) -> SensorReading:
    x = sample.acceleration_1 * _STANDARD_GRAVITY
    y = sample.acceleration_2 * _STANDARD_GRAVITY
    return SensorReading(
        timestamp=sample.milliseconds,
        device_id=device_id,
        motor_currents=(sample.current, sample.current),
        vibration=Vibration(x=x, y=y, z=0.0, magnitude=math.hypot(x, y)),
        temperatures=(sample.temperature,),
    )
