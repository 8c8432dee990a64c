"""What is asked for and is not there: 404."""

from __future__ import annotations

from modax_service import ServiceError

from modax_control.fleet import Fleet


def missing(code: str, message: str) -> ServiceError:
    return ServiceError(code, message, "GET /api/v1/devices names the devices.", 404)


def require_known(fleet: Fleet, device_id: str) -> None:
    """Raises `ServiceError` (404) when no such device has been heard."""
    if device_id not in fleet:
        raise missing("unknown_device", "No device of this name has been heard.")
