"""What the control layer tells field devices to do."""

from __future__ import annotations

from typing import Annotated, Mapping, Optional

from pydantic import Field

from modax_contracts._model import Message
from modax_contracts.quantities import DeviceId, EpochMilliseconds

CommandType = Annotated[
    str,
    Field(pattern=r"^[a-z][a-z0-9_]{0,63}$", description="Lower-case words joined by underscores"),
]
ParameterName = Annotated[str, Field(min_length=1, max_length=64)]
ParameterValue = Annotated[str, Field(max_length=1024)]
Parameters = Annotated[Mapping[ParameterName, ParameterValue], Field(max_length=32)]


class Command(Message):
    """One command, on `topics.COMMANDS`; for every device when it names none."""

    timestamp: EpochMilliseconds
    device_id: Optional[DeviceId] = None
    command_type: CommandType
    parameters: Parameters = Field(default_factory=dict)
