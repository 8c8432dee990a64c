"""From the environment to a served application to an exit code."""

from __future__ import annotations

import signal
import sys
from types import FrameType
from typing import Callable, Final, Optional

import structlog
import uvicorn
from fastapi import FastAPI

from modax_service._exit_codes import EXIT_BAD_SETTINGS, EXIT_CRASH
from modax_service._identity import ServiceIdentity
from modax_service._logging import configure_logging
from modax_service._settings import InvalidSettings, ServiceSettings, Settings, load_settings

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


class _Server(uvicorn.Server):
    """uvicorn, except that a signal during the start has its effect after the start.

    The uvicorn of Python 3.9 would otherwise end there without leaving the lifespan.
    """

    _entered_main_loop = False
    _stop_requested_early = False

    def handle_exit(self, sig: int, frame: Optional[FrameType]) -> None:
        if self._entered_main_loop:
            super().handle_exit(sig, frame)
        else:
            self._stop_requested_early = True

    async def main_loop(self) -> None:
        self._entered_main_loop = True
        if not self._stop_requested_early:
            await super().main_loop()


def serve(app: FastAPI, settings: ServiceSettings) -> int:
    """Serves an application of `create_app`; returns the exit code.

    On SIGTERM or SIGINT it stops accepting, lets requests in flight finish (for at most eight
    seconds) and leaves the application's lifespan.
    """
    server = _Server(
        uvicorn.Config(
            app,
            host=settings.host,
            port=settings.port,
            log_config=None,
            access_log=False,
            server_header=False,
            # Whoever runs on this machine could otherwise choose the address that is on record.
            proxy_headers=False,
            lifespan="on",
            timeout_graceful_shutdown=_DRAIN_SECONDS,
        )
    )
    # uvicorn handles signals while it runs. This receives one that comes before, and the one that
    # uvicorn raises again at its end, which would otherwise end the process as if it was killed.
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signal_number, server.handle_exit)
    try:
        server.run()
    except SystemExit:
        # uvicorn has logged why it could not start.
        return EXIT_CRASH
    if not server.started:
        return EXIT_CRASH
    exit_code: int = app.state.exit_code
    if exit_code != EXIT_CRASH:
        _log.info("stopped", exit_code=exit_code)
    return exit_code
