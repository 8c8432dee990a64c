"""The ways a command is refused, each with its code, its remedy and its status."""

from __future__ import annotations

import json
from typing import Optional, Sequence

from modax_service import ServiceError

from modax_control.publishing import PublishFailed
from modax_control.safety.rules import Hazard

_USE_THE_MACHINE = "To stop a machine now, use its own emergency stop."


def role_not_allowed(role: str) -> ServiceError:
    return ServiceError(
        "role_not_allowed",
        f"The role {role} may not command.",
        "Use the key of an operator or an administrator.",
        403,
    )


def too_many_commands(wait_seconds: int) -> ServiceError:
    return ServiceError(
        "too_many_commands",
        "This caller sends commands too fast. Stop commands are always taken.",
        f"Wait {wait_seconds} s.",
        429,
        {"Retry-After": str(wait_seconds)},
    )


def unsafe(device_id: Optional[str], hazards: Sequence[Hazard]) -> ServiceError:
    target = "The system" if device_id is None else f"Device {json.dumps(device_id)}"
    return ServiceError(
        "unsafe",
        f"{target} is unsafe: {', '.join(hazard.value for hazard in hazards)}.",
        "Make it safe first. Stop commands are always taken.",
        403,
    )


def audit_unavailable() -> ServiceError:
    return ServiceError(
        "audit_unavailable",
        "The audit log cannot be written, so nothing may be started. Stop commands are taken.",
        "Make AUDIT_LOG_PATH writable; /status says when it is.",
        503,
    )


def not_published(failure: PublishFailed) -> ServiceError:
    if failure.code == "broker_unavailable":
        return ServiceError(
            failure.code,
            "The command was not sent: the MQTT broker cannot be reached.",
            f"Try again when /status says mqtt_connected. {_USE_THE_MACHINE}",
            503,
        )
    return ServiceError(
        failure.code,
        "The MQTT broker has not confirmed the command: it may or may not be carried out.",
        f"Look at the machine before you send it again. {_USE_THE_MACHINE}",
        503,
    )
