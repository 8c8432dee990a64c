"""Advice comes in a fixed order, one per subject, and is never silent."""

from __future__ import annotations

import math
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modax_ai.recommendations import (
    ALL_NORMAL,
    INSUFFICIENT_DATA,
    RULES,
    Condition,
    recommend,
)
from modax_ai.thresholds import RecommendationThresholds

LIMITS = RecommendationThresholds()
WELL = Condition(
    enough_data=True,
    current_max=4.5,
    current_difference=0.2,
    vibration=0.3,
    axis_dominance=1.0,
    temperature=45.0,
    wear_level=0.1,
    anomaly_score=0.0,
)


def test_a_machine_that_runs_well_is_said_to() -> None:
    assert recommend(WELL, LIMITS) == (ALL_NORMAL,)


def test_too_little_data_is_said_to_be() -> None:
    assert recommend(replace(WELL, enough_data=False), LIMITS) == (INSUFFICIENT_DATA,)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"current_max": 8.1}, "Check the load"),
        ({"current_max": 12.1}, "Reduce the load"),
        ({"current_difference": 2.1}, "Check the motors"),
        ({"vibration": 3.1}, "Rebalance"),
        ({"vibration": 5.1}, "Service the bearings"),
        ({"axis_dominance": 2.1}, "alignment"),
        ({"axis_dominance": math.inf}, "alignment"),
        ({"temperature": 50.1}, "Monitor the temperature"),
        ({"temperature": 60.1}, "cooling"),
        ({"wear_level": 0.61}, "Plan maintenance"),
        ({"wear_level": 0.81}, "Urgent"),
        ({"anomaly_score": 0.51}, "Review"),
        ({"anomaly_score": 0.71}, "Investigate"),
    ],
)
def test_each_rule_gives_its_one_advice(change: dict[str, Any], words: str) -> None:
    (advice,) = recommend(replace(WELL, **change), LIMITS)

    assert words in advice


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"current_max": 12.0}, "Check the load"),
        ({"vibration": 5.0}, "Rebalance"),
        ({"temperature": 60.0}, "Monitor the temperature"),
        ({"wear_level": 0.8}, "Plan maintenance"),
        ({"anomaly_score": 0.7}, "Review"),
    ],
)
def test_on_the_second_limit_the_first_advice_holds(change: dict[str, Any], words: str) -> None:
    (advice,) = recommend(replace(WELL, **change), LIMITS)

    assert advice.startswith(words)


@pytest.mark.parametrize(
    "change",
    [
        {"current_max": 8.0},
        {"current_difference": 2.0},
        {"vibration": 3.0},
        {"axis_dominance": 2.0},
        {"temperature": 50.0},
        {"wear_level": 0.6},
        {"anomaly_score": 0.5},
    ],
)
def test_on_the_limit_all_is_normal(change: dict[str, Any]) -> None:
    assert recommend(replace(WELL, **change), LIMITS) == (ALL_NORMAL,)


@given(
    st.builds(
        Condition,
        enough_data=st.booleans(),
        **{
            field.name: st.floats(0, 200)
            for field in fields(Condition)
            if field.name != "enough_data"
        },
    )
)
def test_advice_keeps_the_order_of_the_rules_and_is_never_empty(condition: Condition) -> None:
    advice = recommend(condition, LIMITS)

    order = [rule.advice for rule in RULES] + [ALL_NORMAL]
    places = [order.index(text) for text in advice]
    assert places == sorted(set(places)) and places
    assert (ALL_NORMAL in advice) == (advice == (ALL_NORMAL,))
    assert (INSUFFICIENT_DATA in advice) == (not condition.enough_data)
