"""What every MODAX service shares: settings, logging, health, metrics, errors and shutdown."""

from __future__ import annotations

from modax_service._app import create_app
from modax_service._background import background
from modax_service._body_limit import MAX_BODY_BYTES
from modax_service._clock import Clock, SystemClock
from modax_service._errors import ServiceError, error_response
from modax_service._health import HealthCheck, HealthReport
from modax_service._identity import ServiceIdentity
from modax_service._logging import configure_logging
from modax_service._metrics import UNMATCHED_ROUTE, create_registry
from modax_service._serve import EXIT_BAD_SETTINGS, EXIT_CLEAN, EXIT_CRASH, run, serve
from modax_service._settings import InvalidSettings, ServiceSettings, load_settings

__all__ = [
    "EXIT_BAD_SETTINGS",
    "EXIT_CLEAN",
    "EXIT_CRASH",
    "MAX_BODY_BYTES",
    "UNMATCHED_ROUTE",
    "Clock",
    "HealthCheck",
    "HealthReport",
    "InvalidSettings",
    "ServiceError",
    "ServiceIdentity",
    "ServiceSettings",
    "SystemClock",
    "background",
    "configure_logging",
    "create_app",
    "create_registry",
    "error_response",
    "load_settings",
    "run",
    "serve",
]
