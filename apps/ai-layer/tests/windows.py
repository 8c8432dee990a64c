"""Windows of a press that runs well, and whatever else can come."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from modax_contracts import Aggregate, Vibration, VibrationDeviation

NOON = 1_700_000_000.0
"""Epoch seconds at which the tests' windows begin."""


def vibration(x: float, y: float, z: float, magnitude: float) -> Vibration:
    return Vibration(x=x, y=y, z=z, magnitude=magnitude)


def deviation(of_all: float) -> VibrationDeviation:
    return VibrationDeviation(x=of_all, y=of_all, z=of_all, magnitude=of_all)


AT_REST = vibration(0.0, 0.0, 9.81, 9.81)


def window(end: float = NOON + 10, length: float = 10.0, **changes: Any) -> Aggregate:
    """Ten seconds of a press that runs well, ending at `end`."""
    fields: dict[str, Any] = {
        "device_id": "press-1",
        "time_window_start": end - length,
        "time_window_end": end,
        "current_mean": (4.0, 4.2),
        "current_std": (0.2, 0.2),
        "current_max": (4.5, 4.6),
        "vibration_mean": AT_REST,
        "vibration_std": deviation(0.2),
        "vibration_max": vibration(0.3, 0.3, 10.1, 10.2),
        "temperature_mean": (45.0,),
        "temperature_max": (45.5,),
        "sample_count": 100,
    }
    return Aggregate(**{**fields, **changes})


currents = st.floats(-100, 100)
deviations = st.floats(0, 2000)
accelerations = st.floats(-1000, 1000)
temperatures = st.floats(-100, 500)
any_vibration = st.builds(
    Vibration, x=accelerations, y=accelerations, z=accelerations, magnitude=deviations
)
any_window = st.builds(
    window,
    end=st.floats(1e9, 2e9),
    length=st.floats(0, 1e9),
    current_mean=st.tuples(currents, currents),
    current_std=st.tuples(st.floats(0, 100), st.floats(0, 100)),
    current_max=st.tuples(currents, currents),
    vibration_mean=any_vibration,
    vibration_std=st.builds(
        VibrationDeviation, x=deviations, y=deviations, z=deviations, magnitude=deviations
    ),
    vibration_max=any_vibration,
    temperature_mean=st.tuples(temperatures),
    temperature_max=st.tuples(temperatures),
    sample_count=st.integers(0, 1000),
)
