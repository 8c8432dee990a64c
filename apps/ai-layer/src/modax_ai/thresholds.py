"""The starting values of services.md, each configurable by the settings."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Positive = Annotated[float, Field(gt=0, le=1_000_000_000, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, lt=1, allow_inf_nan=False)]
Level = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=1, le=1_000_000)]


class _Thresholds(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class DataThresholds(_Thresholds):
    """What a window must have before something is concluded or learnt from it."""

    minimum_samples: Count = 5
    full_samples: Count = 100
    """Readings in a window of 10 s at the fleet's 10 Hz."""

    gravity: Positive = 9.81
    """m/s²"""
    gravity_tolerance: Positive = 1.0
    """m/s² by which a resting accelerometer of the fleet may miss gravity, in any mounting."""


class BaselineThresholds(_Thresholds):
    """How a device's normal is learnt."""

    kept_share: Share = 0.9
    minimum_windows: Count = 5
    """Windows to learn before the baseline judges others."""
    minimum_current_deviation: Positive = 0.1
    """A; a sensor's resolution is no anomaly on a machine that runs perfectly evenly."""
    minimum_vibration_deviation: Positive = 0.1
    """m/s²; as above."""


class AnomalyThresholds(_Thresholds):
    """When a window counts as anomalous."""

    z_score: Positive = 3.0
    z_score_of_certainty: Positive = 6.0
    current_max: Positive = 12.0
    """A"""
    current_difference: Positive = 2.0
    """A between the motors"""
    vibration_mean: Positive = 5.0
    """m/s²"""
    vibration_max: Positive = 10.0
    """m/s²"""
    axis_ratio: Positive = 2.0
    axis_ratio_minimum_vibration: Positive = 0.5
    """m/s²; the ratio of two axes that hardly move is noise."""
    temperature_high: Positive = 60.0
    """°C"""
    temperature_critical: Positive = 70.0
    """°C"""
    temperature_rise: Positive = 10.0
    """K above the baseline"""


class WearThresholds(_Thresholds):
    """How stress becomes wear."""

    design_life_hours: Positive = 10_000.0
    largest_gap_seconds: Positive = 180.0
    """Three intervals of the control layer's analyses; after a longer silence only what windows
    cover counts as operating."""
    longest_window_seconds: Positive = 3_600.0
    """Of a longer window the last part of this length counts."""


class RecommendationThresholds(_Thresholds):
    """From where on something is worth advising."""

    current_high: Positive = 8.0
    """A"""
    current_critical: Positive = 12.0
    """A"""
    current_difference: Positive = 2.0
    """A between the motors"""
    vibration_rebalance: Positive = 3.0
    """m/s²"""
    vibration_service: Positive = 5.0
    """m/s²"""
    axis_ratio: Positive = 2.0
    axis_ratio_minimum_vibration: Positive = 0.5
    """m/s²"""
    temperature_monitor: Positive = 50.0
    """°C"""
    temperature_cooling: Positive = 60.0
    """°C"""
    wear_plan: Level = 0.6
    wear_urgent: Level = 0.8
    anomaly_review: Level = 0.5
    anomaly_investigate: Level = 0.7


class Thresholds(_Thresholds):
    """All thresholds of the AI layer."""

    data: DataThresholds = DataThresholds()
    baseline: BaselineThresholds = BaselineThresholds()
    anomaly: AnomalyThresholds = AnomalyThresholds()
    wear: WearThresholds = WearThresholds()
    recommendation: RecommendationThresholds = RecommendationThresholds()
