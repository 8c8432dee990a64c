"""What to advise, as an ordered list of rules.

services.md: "ordered rules over current level and spread, vibration (> 5 service bearings,
> 3 rebalance), axis dominance (alignment), temperature (> 60 cooling, > 50 monitor), wear
(> 0.8 urgent, > 0.6 plan), anomaly (> 0.7 investigate, > 0.5 review); "all normal" and
"insufficient data" are explicit".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable

from modax_ai.thresholds import RecommendationThresholds

ALL_NORMAL = "All normal: no action needed"
INSUFFICIENT_DATA = "Insufficient data: wait for more readings before relying on this analysis"


@dataclass(frozen=True)
class Condition:
    """The state of a machine, as far as advice depends on it."""

    enough_data: bool
    current_max: float
    """A"""
    current_difference: float
    """A between the motors"""
    vibration: float
    """m/s² without gravity"""
    axis_dominance: float
    """Strongest axis over the next one"""
    temperature: float
    """°C, the highest"""
    wear_level: float
    anomaly_score: float


Applies = Callable[[Condition, RecommendationThresholds], bool]


@dataclass(frozen=True)
class Rule:
    """An advice and when it applies; of the rules on one subject only the first that does."""

    subject: str
    applies: Applies
    advice: str


RULES: tuple[Rule, ...] = (
    Rule("data", lambda now, _: not now.enough_data, INSUFFICIENT_DATA),
    Rule(
        "current",
        lambda now, limits: now.current_max > limits.current_critical,
        "Reduce the load at once: motor current is critical",
    ),
    Rule(
        "current",
        lambda now, limits: now.current_max > limits.current_high,
        "Check the load: motor current is high",
    ),
    Rule(
        "current spread",
        lambda now, limits: now.current_difference > limits.current_difference,
        "Check the motors: their currents differ",
    ),
    Rule(
        "vibration",
        lambda now, limits: now.vibration > limits.vibration_service,
        "Service the bearings: vibration is very high",
    ),
    Rule(
        "vibration",
        lambda now, limits: now.vibration > limits.vibration_rebalance,
        "Rebalance the rotating parts: vibration is high",
    ),
    Rule(
        "alignment",
        lambda now, limits: now.axis_dominance > limits.axis_ratio,
        "Check the alignment: one axis dominates the vibration",
    ),
    Rule(
        "temperature",
        lambda now, limits: now.temperature > limits.temperature_cooling,
        "Improve the cooling: temperature is high",
    ),
    Rule(
        "temperature",
        lambda now, limits: now.temperature > limits.temperature_monitor,
        "Monitor the temperature: it is raised",
    ),
    Rule(
        "wear",
        lambda now, limits: now.wear_level > limits.wear_urgent,
        "Urgent: replace worn parts",
    ),
    Rule(
        "wear",
        lambda now, limits: now.wear_level > limits.wear_plan,
        "Plan maintenance: wear is advanced",
    ),
    Rule(
        "anomaly",
        lambda now, limits: now.anomaly_score > limits.anomaly_investigate,
        "Investigate the anomaly at once",
    ),
    Rule(
        "anomaly",
        lambda now, limits: now.anomaly_score > limits.anomaly_review,
        "Review the anomaly",
    ),
)


def recommend(condition: Condition, limits: RecommendationThresholds) -> tuple[str, ...]:
    """The advice for a condition in the rules' order; never empty."""
    advice: dict[str, str] = {}
    for rule in RULES:
        if rule.subject not in advice and rule.applies(condition, limits):
            advice[rule.subject] = rule.advice
    return tuple(advice.values()) or (ALL_NORMAL,)
