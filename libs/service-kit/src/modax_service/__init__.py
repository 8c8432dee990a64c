"""What every MODAX service shares: settings, logging, health, metrics, errors and shutdown."""

from __future__ import annotations

from modax_service._app import create_app
from modax_service._background import background
from modax_service._body_limit import MAX_BODY_BYTES, body_too_large
from modax_service._clock import Clock, SystemClock
from modax_service._errors import ServiceError, error_response
from modax_service._exit_codes import (
    EXIT_BAD_SETTINGS,
    EXIT_CLEAN,
    EXIT_CRASH,
    EXIT_INCOMPLETE,
    IncompleteStop,
)
from modax_service._health import HealthCheck, HealthReport
from modax_service._identity import ServiceIdentity
from modax_service._logging import configure_logging
from modax_service._metrics import UNMATCHED_ROUTE, create_registry
from modax_service._serve import run, serve
from modax_service._host import HostName
from modax_service._settings import InvalidSettings, ServiceSettings, load_settings

__all__ = [
    "EXIT_BAD_SETTINGS",
    "EXIT_CLEAN",
    "EXIT_CRASH",
    "EXIT_INCOMPLETE",
    "MAX_BODY_BYTES",
    "UNMATCHED_ROUTE",
    "Clock",
    "HealthCheck",
    "HealthReport",
    "HostName",
    "IncompleteStop",
    "InvalidSettings",
    "ServiceError",
    "ServiceIdentity",
    "ServiceSettings",
    "SystemClock",
    "background",
    "body_too_large",
    "configure_logging",
    "create_app",
    "create_registry",
    "error_response",
    "load_settings",
    "run",
    "serve",
]
