"""From the environment to a served application to an exit code."""

from __future__ import annotations

import signal
import sys
from types import FrameType
from typing import Callable, Final, Optional

import structlog
import uvicorn
from fastapi import FastAPI

from modax_service._identity import ServiceIdentity
from modax_service._logging import configure_logging
from modax_service._settings import InvalidSettings, ServiceSettings, Settings, load_settings

EXIT_CLEAN: Final = 0
"""Asked to stop, drained, stopped."""
EXIT_CRASH: Final = 1
"""Could not start, or failed while it ran; the log says why."""
EXIT_BAD_SETTINGS: Final = 2
"""The environment is wrong; standard error has one line for each mistake."""

# Less than the ten seconds after which `docker stop` kills.
_DRAIN_SECONDS: Final = 8

_log = structlog.get_logger(__name__)


def run(
    distribution: str, settings_type: type[Settings], build: Callable[[Settings], FastAPI]
) -> int:
    """The whole life of a service; returns its exit code.

    Loads the settings, configures logging, builds the application and serves it.
    """
    try:
        settings = load_settings(settings_type)
    except InvalidSettings as error:
        for problem in error.problems:
            print(f"{distribution}: {problem}", file=sys.stderr)
        return EXIT_BAD_SETTINGS
    configure_logging(ServiceIdentity.of(distribution, settings), settings.log_level)
    return serve(build(settings), settings)


def serve(app: FastAPI, settings: ServiceSettings) -> int:
    """Serves until SIGTERM or SIGINT, then stops accepting, lets requests in flight finish (for
    at most eight seconds), leaves the application's lifespan and returns the exit code."""
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            host=settings.host,
            port=settings.port,
            log_config=None,
            access_log=False,
            server_header=False,
            lifespan="on",
            timeout_graceful_shutdown=_DRAIN_SECONDS,
        )
    )

    # uvicorn drains on a signal and then raises it again, which would end the process as killed.
    # This handler receives that second one, and one that comes before uvicorn listens.
    def stop(_signal: int, _frame: Optional[FrameType]) -> None:
        server.should_exit = True

    for signal_number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signal_number, stop)
    try:
        server.run()
    except SystemExit:
        # uvicorn has logged why it could not start.
        return EXIT_CRASH
    if not server.started or app.state.crashed:
        return EXIT_CRASH
    _log.info("stopped")
    return EXIT_CLEAN
