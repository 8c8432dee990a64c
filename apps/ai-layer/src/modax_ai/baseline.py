"""What is normal for one device, learnt from its own windows.

services.md: "Baselines: exponential average keeping 0.9 of the old. They must not learn from
anomalous windows". Whether a window may be learnt is for the caller to decide.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated, Mapping, Optional

from modax_contracts import Aggregate
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from modax_ai.currents import currents_of
from modax_ai.exact import difference
from modax_ai.motion import Motion
from modax_ai.thresholds import BaselineThresholds

# Far beyond every range of the contract; a state outside is damaged, and no arithmetic on one
# inside can overflow.
_LARGEST = 1e6
_MOST_WINDOWS = 2**53


class Normal(BaseModel):
    """The usual value of one quantity and the variance of readings around it.

    Every quantity is an amount without sign. A negative mean was learnt by a version that took a
    motor's direction for its amount, and is read without its sign.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    mean: Annotated[float, Field(ge=-_LARGEST, le=_LARGEST), AfterValidator(abs)]
    variance: Annotated[float, Field(ge=0, le=_LARGEST**2)]


class Baseline(BaseModel):
    """What is normal for one device: per quantity, and its temperature in °C."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    windows: Annotated[int, Field(ge=0, le=_MOST_WINDOWS)] = 0
    quantities: Mapping[str, Normal] = Field(default_factory=dict)
    temperature: Annotated[Optional[float], Field(ge=-_LARGEST, le=_LARGEST)] = None


@dataclass(frozen=True)
class Quantity:
    """One measured quantity of a window, as a baseline sees it: amounts without sign."""

    mean: float
    deviation: float
    minimum_deviation: float
    unit: str


def quantities_of(
    aggregate: Aggregate, motion: Motion, thresholds: BaselineThresholds
) -> dict[str, Quantity]:
    """The quantities of a window that have a baseline, by name."""
    quantities = {
        f"current_{number}": Quantity(
            motor.average, motor.deviation, thresholds.minimum_current_deviation, "A"
        )
        for number, motor in enumerate(currents_of(aggregate), start=1)
    }
    deviations = motion.deviation.by_name()
    for component, amount in motion.amounts().items():
        quantities[f"vibration_{component}"] = Quantity(
            amount, deviations[component], thresholds.minimum_vibration_deviation, "m/s²"
        )
    return quantities


def z_score(quantity: Quantity, normal: Normal) -> float:
    """How many standard deviations the window's mean is away from normal, never negative.

    services.md: "z-score > 3 against a per-device baseline"; on either side, because a machine
    that suddenly does less than usual is no more normal.
    """
    deviation = max(math.sqrt(normal.variance), quantity.minimum_deviation)
    return round(abs(difference(quantity.mean, normal.mean)) / deviation, 6)


def learn(
    baseline: Baseline,
    quantities: Mapping[str, Quantity],
    temperature: float,
    thresholds: BaselineThresholds,
) -> Baseline:
    """The baseline after one more normal window; the first window is the first baseline.

    services.md: "exponential average keeping 0.9 of the old".
    """
    kept = thresholds.kept_share
    return Baseline(
        windows=min(baseline.windows + 1, _MOST_WINDOWS),
        quantities={
            name: _mixed(baseline.quantities.get(name), quantity, kept)
            for name, quantity in quantities.items()
        },
        temperature=(
            temperature
            if baseline.temperature is None
            else kept * baseline.temperature + (1 - kept) * temperature
        ),
    )


def _mixed(normal: Optional[Normal], quantity: Quantity, kept: float) -> Normal:
    """Mean and variance of the old readings and the window's, weighted `kept` to `1 - kept`.

    The variance of a mixture is the mixture of the variances plus that of the means, so both the
    swing within windows and the drift between them count.
    """
    if normal is None:
        return Normal(mean=quantity.mean, variance=quantity.deviation**2)
    new = 1 - kept
    drift = quantity.mean - normal.mean
    return Normal(
        mean=kept * normal.mean + new * quantity.mean,
        variance=kept * normal.variance + new * quantity.deviation**2 + kept * new * drift**2,
    )
