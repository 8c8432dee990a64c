"""What a caller asks for, and whether it stops something."""

from __future__ import annotations

from typing import Final, Optional

from modax_contracts import (
    CommandType,
    DeviceId,
    InvalidMessage,
    Message,
    Parameters,
    decode,
)
from modax_service import ServiceError
from pydantic import ConfigDict

STOP_COMMANDS: Final = frozenset({"stop", "stop_motor", "emergency_stop"})
"""Commands that can only make a machine safer. Any other, known or not, may start something."""


class CommandRequest(Message):
    """The body of `POST /api/v1/control/command`."""

    command_type: CommandType
    parameters: Optional[Parameters] = None
    device_id: Optional[DeviceId] = None

    @property
    def stops(self) -> bool:
        """Whether it is never refused for safety, nor for its rate, nor for the audit log."""
        return self.command_type in STOP_COMMANDS


class _ExactCommandRequest(CommandRequest):
    model_config = ConfigDict(extra="forbid")


def parse_command(body: bytes) -> CommandRequest:
    """The request in a body. Raises `ServiceError` (422).

    Fields that the contract does not have are an error, because a misspelt `device_id` would
    address every machine; in a stop they are not, because a stop must not fail over spelling.
    """
    try:
        request = decode(CommandRequest, body)
        return request if request.stops else decode(_ExactCommandRequest, body)
    except InvalidMessage as error:
        raise ServiceError(
            "invalid_command",
            error.message,
            "Send command_type, and if needed parameters (text to text) and device_id.",
            422,
        ) from None
