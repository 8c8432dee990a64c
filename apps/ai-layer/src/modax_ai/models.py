"""What the AI layer says about its models. They are rules, not trained networks."""

from __future__ import annotations

from typing import Final

from pydantic import JsonValue

from modax_ai.thresholds import Thresholds

MODELS: Final = ("anomaly_detection", "wear_prediction", "recommendations")


def models_info(thresholds: Thresholds) -> dict[str, JsonValue]:
    """The models by name, each with how it works and its parameters."""
    return {
        "anomaly_detection": {
            "kind": "statistical rules",
            "description": "limits and z-scores against a baseline learnt per device",
            "parameters": {
                "data": thresholds.data.model_dump(),
                "baseline": thresholds.baseline.model_dump(),
                "anomaly": thresholds.anomaly.model_dump(),
            },
        },
        "wear_prediction": {
            "kind": "empirical stress model",
            "description": "operating hours weighted by current, vibration and temperature",
            "parameters": {"wear": thresholds.wear.model_dump()},
        },
        "recommendations": {
            "kind": "ordered rules",
            "description": "advice from condition, wear and anomaly score",
            "parameters": {"recommendation": thresholds.recommendation.model_dump()},
        },
    }
