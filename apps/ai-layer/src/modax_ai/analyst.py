"""One window and what is known of its device become advice and new knowledge. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from modax_contracts import Aggregate, Analysis, AnalysisDetails, Finding
from pydantic import BaseModel, ConfigDict

from modax_ai.anomaly import Evidence, find_anomalies
from modax_ai.baseline import Baseline, learn, quantities_of
from modax_ai.currents import average_difference, highest_peak
from modax_ai.motion import Motion, motion_of
from modax_ai.recommendations import Condition, recommend
from modax_ai.thresholds import Thresholds
from modax_ai.wear import Wear, accumulate, is_new, remaining_hours, stress_factor, wear_level


class DeviceState(BaseModel):
    """What is known of one device; kept over restarts."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    baseline: Baseline = Baseline()
    wear: Wear = Wear()


@dataclass(frozen=True)
class Outcome:
    """The advice on one window and what is known of its device afterwards."""

    analysis: Analysis
    state: DeviceState


def analyse(
    aggregate: Aggregate, state: DeviceState, thresholds: Thresholds, now: float
) -> Outcome:
    """Judges a window at `now` (epoch seconds), and learns from it.

    No time counts for wear twice, and of a repeated or late window the baseline learns nothing. It
    learns neither from an anomalous window nor from one with too few readings.
    """
    motion = motion_of(aggregate, thresholds.data)
    findings = find_anomalies(Evidence(aggregate, motion, state.baseline, thresholds))
    factor = stress_factor(aggregate, motion)
    after = DeviceState(
        baseline=(
            _learnt(aggregate, motion, findings, state.baseline, thresholds)
            if is_new(state.wear, aggregate)
            else state.baseline
        ),
        wear=accumulate(state.wear, aggregate, factor, thresholds.wear),
    )
    score = max((finding.score for finding in findings), default=0.0)
    level = wear_level(after.wear, thresholds.wear)
    condition = Condition(
        enough_data=_is_enough(aggregate, thresholds),
        current_max=highest_peak(aggregate),
        current_difference=average_difference(aggregate),
        vibration=motion.level,
        axis_dominance=motion.dominance(thresholds.recommendation.axis_ratio_minimum_vibration),
        temperature=max(aggregate.temperature_max),
        wear_level=level,
        anomaly_score=score,
    )
    analysis = Analysis(
        timestamp=int(now * 1000),
        device_id=aggregate.device_id,
        anomaly_detected=bool(findings),
        anomaly_score=score,
        anomaly_description="; ".join(finding.description for finding in findings) or "No anomaly",
        predicted_wear_level=level,
        estimated_remaining_hours=remaining_hours(after.wear, factor, thresholds.wear),
        recommendations=recommend(condition, thresholds.recommendation),
        confidence=_confidence(aggregate, after.baseline, thresholds),
        analysis_details=AnalysisDetails(
            findings=findings,
            stress_factor=factor,
            accumulated_hours=after.wear.accumulated_hours,
            baseline_windows=after.baseline.windows,
            sample_count=aggregate.sample_count,
        ),
    )
    return Outcome(analysis, after)


def _learnt(
    aggregate: Aggregate,
    motion: Motion,
    findings: tuple[Finding, ...],
    baseline: Baseline,
    thresholds: Thresholds,
) -> Baseline:
    if findings or not _is_enough(aggregate, thresholds):
        return baseline
    return learn(
        baseline,
        quantities_of(aggregate, motion, thresholds.baseline),
        max(aggregate.temperature_mean),
        thresholds.baseline,
    )


def _is_enough(aggregate: Aggregate, thresholds: Thresholds) -> bool:
    return aggregate.sample_count >= thresholds.data.minimum_samples


def _confidence(aggregate: Aggregate, baseline: Baseline, thresholds: Thresholds) -> float:
    """Half for how complete the window is, half for how much of the baseline is learnt."""
    complete = min(1.0, aggregate.sample_count / thresholds.data.full_samples)
    learnt = min(1.0, baseline.windows / thresholds.baseline.minimum_windows)
    return (complete + learnt) / 2
