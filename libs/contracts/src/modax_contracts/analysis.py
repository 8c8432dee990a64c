"""What the control layer asks the AI layer, and what it is advised."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from modax_contracts._model import Message
from modax_contracts.quantities import (
    AccelerationDeviation,
    Current,
    CurrentDeviation,
    DeviceId,
    EpochMilliseconds,
    EpochSeconds,
    Fraction,
    Hours,
    Temperature,
)
from modax_contracts.sensor import Vibration

SampleCount = Annotated[int, Field(ge=0, le=1_000_000, description="Readings in the window")]


class VibrationDeviation(Message):
    """Population standard deviation of a vibration in m/s², per axis and of the magnitude."""

    x: AccelerationDeviation
    y: AccelerationDeviation
    z: AccelerationDeviation
    magnitude: AccelerationDeviation


class Aggregate(Message):
    """The readings of one device in one window: the request of `POST /api/v1/analyze`.

    Window start and end are the control layer's times of receipt, in epoch seconds.
    """

    device_id: DeviceId
    time_window_start: EpochSeconds
    time_window_end: EpochSeconds
    current_mean: tuple[Current, Current]
    current_std: tuple[CurrentDeviation, CurrentDeviation]
    current_max: tuple[Current, Current]
    vibration_mean: Vibration
    vibration_std: VibrationDeviation
    vibration_max: Vibration
    temperature_mean: tuple[Temperature]
    temperature_max: tuple[Temperature]
    sample_count: SampleCount

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Aggregate:
        if self.time_window_end < self.time_window_start:
            raise ValueError("time_window_end is before time_window_start")
        return self


Text = Annotated[str, Field(max_length=1000)]


class Finding(Message):
    """One anomaly rule that applied, and how much it counts."""

    rule: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
    score: Fraction
    description: Text


class AnalysisDetails(Message):
    """What an analysis rests on."""

    findings: Annotated[tuple[Finding, ...], Field(max_length=64)] = ()
    stress_factor: Annotated[float, Field(ge=1)]
    accumulated_hours: Hours
    baseline_windows: Annotated[int, Field(ge=0, description="Windows the baseline has learnt")]
    sample_count: SampleCount


class Analysis(Message):
    """The AI layer's advice on one window; the answer of `POST /api/v1/analyze`.

    Advice only: nothing in it may reach a command or the safety state.
    """

    timestamp: EpochMilliseconds
    device_id: DeviceId
    anomaly_detected: bool
    anomaly_score: Fraction
    anomaly_description: Text
    predicted_wear_level: Fraction
    estimated_remaining_hours: Hours
    recommendations: Annotated[tuple[Text, ...], Field(max_length=64)]
    confidence: Fraction
    analysis_details: AnalysisDetails
