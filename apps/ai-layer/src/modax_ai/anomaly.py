"""The anomaly rules, in the order in which their findings are reported.

Each is a rule of services.md, "Anomaly, starting values". A window is anomalous when any applies;
its score is the highest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable, Iterator

from modax_contracts import Aggregate, Finding

from modax_ai.baseline import Baseline, quantities_of, z_score
from modax_ai.currents import average_difference, highest_peak
from modax_ai.exact import difference
from modax_ai.motion import Motion
from modax_ai.thresholds import Thresholds


@dataclass(frozen=True)
class Evidence:
    """What an anomaly rule looks at: a window, its motion, and what is normal for the device."""

    aggregate: Aggregate
    motion: Motion
    baseline: Baseline
    thresholds: Thresholds

    @property
    def baseline_judges(self) -> bool:
        """Whether window and baseline both rest on enough data to be compared."""
        return (
            self.aggregate.sample_count >= self.thresholds.data.minimum_samples
            and self.baseline.windows >= self.thresholds.baseline.minimum_windows
        )


Rule = Callable[[Evidence], Iterator[Finding]]


def unlike_baseline(evidence: Evidence) -> Iterator[Finding]:
    """services.md: "z-score > 3 against a per-device baseline (score min(1, z/6))"."""
    if not evidence.baseline_judges:
        return
    limits = evidence.thresholds.anomaly
    quantities = quantities_of(
        evidence.aggregate, evidence.motion, evidence.thresholds.baseline
    ).items()
    for name, quantity in quantities:
        normal = evidence.baseline.quantities.get(name)
        z = 0.0 if normal is None else z_score(quantity, normal)
        if normal is not None and z > limits.z_score:
            yield Finding(
                rule=f"{name}_unlike_baseline",
                score=min(1.0, z / limits.z_score_of_certainty),
                description=f"{name.replace('_', ' ')} {quantity.mean:.2f} {quantity.unit} is "
                f"{z:.1f} deviations from the usual {normal.mean:.2f} {quantity.unit}",
            )


def current(evidence: Evidence) -> Iterator[Finding]:
    """services.md: "current max > 12 A → 0.9; motors differing > 2 A → 0.6", in either direction."""
    limits = evidence.thresholds.anomaly
    highest = highest_peak(evidence.aggregate)
    if highest > limits.current_max:
        yield Finding(
            rule="current_high", score=0.9, description=f"motor current reaches {highest:.2f} A"
        )
    apart = average_difference(evidence.aggregate)
    if apart > limits.current_difference:
        yield Finding(
            rule="currents_differ",
            score=0.6,
            description=f"motor currents differ by {apart:.2f} A",
        )


def vibration(evidence: Evidence) -> Iterator[Finding]:
    """services.md: "vibration mean > 5 → 0.6, max > 10 → 0.9, axis ratio > 2 → 0.5", without gravity."""
    limits = evidence.thresholds.anomaly
    motion = evidence.motion
    if motion.level > limits.vibration_mean:
        yield Finding(
            rule="vibration_high",
            score=0.6,
            description=f"mean vibration is {motion.level:.2f} m/s²",
        )
    if motion.peak > limits.vibration_max:
        yield Finding(
            rule="vibration_peak",
            score=0.9,
            description=f"vibration reaches {motion.peak:.2f} m/s²",
        )
    if motion.dominance(limits.axis_ratio_minimum_vibration) > limits.axis_ratio:
        yield Finding(
            rule="axis_dominates",
            score=0.5,
            description=f"one axis vibrates more than {limits.axis_ratio:g} times the others",
        )


def temperature(evidence: Evidence) -> Iterator[Finding]:
    """services.md: "temperature max > 70 → 0.8, > 60 → 0.5, mean > baseline + 10 → 0.7"."""
    limits = evidence.thresholds.anomaly
    highest = max(evidence.aggregate.temperature_max)
    if highest > limits.temperature_critical:
        yield Finding(
            rule="temperature_critical",
            score=0.8,
            description=f"temperature reaches {highest:.1f} °C",
        )
    elif highest > limits.temperature_high:
        yield Finding(
            rule="temperature_high",
            score=0.5,
            description=f"temperature reaches {highest:.1f} °C",
        )
    usual = evidence.baseline.temperature
    mean = max(evidence.aggregate.temperature_mean)
    if (
        evidence.baseline_judges
        and usual is not None
        and difference(mean, usual) > limits.temperature_rise
    ):
        yield Finding(
            rule="temperature_unlike_baseline",
            score=0.7,
            description=f"mean temperature {mean:.1f} °C is far above the usual {usual:.1f} °C",
        )


RULES: tuple[Rule, ...] = (unlike_baseline, current, vibration, temperature)


def find_anomalies(evidence: Evidence) -> tuple[Finding, ...]:
    """The findings of all rules, in their order; none for a normal window."""
    return tuple(finding for rule in RULES for finding in rule(evidence))
