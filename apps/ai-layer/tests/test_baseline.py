"""A baseline follows a device slowly, and its variance covers swing and drift."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modax_ai.baseline import Baseline, Normal, Quantity, learn, z_score
from modax_ai.thresholds import BaselineThresholds

LIMITS = BaselineThresholds()


def quantity(mean: float, deviation: float = 0.0, minimum: float = 0.1) -> Quantity:
    return Quantity(mean, deviation, minimum, "A")


def learn_all(*windows: tuple[float, float], temperature: float = 40.0) -> Baseline:
    baseline = Baseline()
    for mean, deviation in windows:
        baseline = learn(baseline, {"current_1": quantity(mean, deviation)}, temperature, LIMITS)
    return baseline


def test_the_first_window_is_the_first_baseline() -> None:
    baseline = learn_all((4.0, 0.5))

    assert baseline.windows == 1
    assert baseline.quantities["current_1"] == Normal(mean=4.0, variance=0.25)
    assert baseline.temperature == 40.0


def test_nine_tenths_of_the_old_are_kept() -> None:
    baseline = learn(learn_all((4.0, 0.0)), {"current_1": quantity(5.0)}, 50.0, LIMITS)

    normal = baseline.quantities["current_1"]
    assert normal.mean == pytest.approx(4.1)
    assert normal.variance == pytest.approx(0.09)
    assert baseline.temperature == pytest.approx(41.0)


@given(
    st.lists(st.tuples(st.floats(0, 100), st.floats(0, 100)), min_size=1, max_size=20),
)
def test_a_baseline_stays_within_what_it_has_seen(windows: list[tuple[float, float]]) -> None:
    normal = learn_all(*windows).quantities["current_1"]

    means = [mean for mean, _ in windows]
    assert min(means) - 1e-9 <= normal.mean <= max(means) + 1e-9
    largest_swing = max(deviation for _, deviation in windows) ** 2
    largest_drift = (max(means) - min(means)) ** 2
    assert 0 <= normal.variance <= largest_swing + largest_drift + 1e-6


def test_distance_is_measured_in_deviations_on_either_side() -> None:
    normal = Normal(mean=4.0, variance=0.25)

    assert z_score(quantity(5.5), normal) == z_score(quantity(2.5), normal) == 3.0


def test_no_deviation_is_smaller_than_a_sensor_can_tell() -> None:
    assert z_score(quantity(4.2), Normal(mean=4.0, variance=0.0)) == pytest.approx(2.0)


def test_the_sign_that_an_earlier_version_learnt_is_forgotten() -> None:
    assert Normal(mean=-4.0, variance=0.25) == Normal(mean=4.0, variance=0.25)
