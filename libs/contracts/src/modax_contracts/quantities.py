"""Physical quantities and identifiers, with the ranges outside which a value is refused.

The ranges are wide: they tell a working sensor from a broken one, not a good machine from a bad
one. Judging the machine is the AI layer's part.
"""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import Field

DEVICE_ID_PATTERN: Final = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"

DeviceId = Annotated[
    str,
    Field(
        pattern=DEVICE_ID_PATTERN,
        description="1 to 64 letters, digits, dots, dashes and underscores; "
        "safe in URLs, logs, file names and topics",
    ),
]

# Negative, because Hall sensors read slightly below zero at rest and below zero in reverse.
Current = Annotated[float, Field(ge=-100, le=100, description="Motor current in A")]
CurrentDeviation = Annotated[
    float, Field(ge=0, le=100, description="Standard deviation of a motor current in A")
]

# Accelerometers of the fleet reach 16 g, industrial ones 100 g (981 m/s²).
Acceleration = Annotated[float, Field(ge=-1000, le=1000, description="Acceleration in m/s²")]
Magnitude = Annotated[
    float, Field(ge=0, le=2000, description="Length of the acceleration vector in m/s²")
]
AccelerationDeviation = Annotated[
    float, Field(ge=0, le=2000, description="Standard deviation of an acceleration in m/s²")
]

# -127 °C, which a disconnected DS18B20 reports, must be outside.
Temperature = Annotated[float, Field(ge=-100, le=500, description="Temperature in °C")]

DeviceMilliseconds = Annotated[
    int,
    Field(
        ge=0,
        lt=2**53,
        description="The device's own clock in ms, often since boot: never an epoch to rely on",
    ),
]
EpochMilliseconds = Annotated[
    int, Field(ge=0, le=100_000_000_000_000, description="Milliseconds since 1970 in UTC")
]
EpochSeconds = Annotated[
    float, Field(ge=0, le=100_000_000_000, description="Seconds since 1970 in UTC")
]
Fraction = Annotated[float, Field(ge=0, le=1, description="From 0 to 1")]
Hours = Annotated[float, Field(ge=0, description="Hours")]
