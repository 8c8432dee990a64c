"""The control layer put together."""

from __future__ import annotations

import asyncio
import uuid
from contextlib import AsyncExitStack, asynccontextmanager
from typing import AsyncIterator, Callable, Final, Optional

import httpx
from fastapi import FastAPI
from modax_contracts import topics
from modax_service import (
    Clock,
    HealthReport,
    IncompleteStop,
    ServiceIdentity,
    SystemClock,
    background,
    create_app,
    create_registry,
)

from modax_control.access import ApiKeys
from modax_control.analysis.client import AiClient
from modax_control.analysis.loop import AnalysisLoop
from modax_control.api.analysis_route import analysis_routes
from modax_control.api.command_route import command_routes, record_of_large_commands
from modax_control.api.reading_routes import reading_routes
from modax_control.broker.incoming import Incoming
from modax_control.broker.link import BrokerLink
from modax_control.command.audit_log import AuditLog
from modax_control.command.desk import CommandDesk
from modax_control.drops import DroppedMessages
from modax_control.fleet import MAX_DEVICES, Fleet
from modax_control.intake import Intake
from modax_control.metrics import ControlMetrics, register_gauges
from modax_control.publishing import Broker, TopicPublisher
from modax_control.safety.board import SafetyBoard
from modax_control.settings import ControlSettings
from modax_control.telemetry.history import ReadingHistory

DISTRIBUTION: Final = "modax-control-layer"

AUDIT_DRAIN_SECONDS: Final = 1.5
"""Seconds that a disk has at the end to take the entries that wait. Together with the requests in
flight that is less than the ten seconds after which `docker stop` kills."""

BrokerOf = Callable[[ControlSettings, Incoming, Clock], Broker]


def build_app(
    settings: ControlSettings,
    clock: Optional[Clock] = None,
    broker_of: BrokerOf = BrokerLink,
    ai_transport: Optional[httpx.AsyncBaseTransport] = None,
) -> FastAPI:
    """The application for these settings. Its lifespan connects to the broker and starts the
    analyses. Without a transport, the AI layer is reached over the network."""
    clock = clock or SystemClock()
    registry = create_registry()
    metrics = ControlMetrics(registry)
    keys = ApiKeys(settings.keys)

    fleet = Fleet()
    history = ReadingHistory()
    safety = SafetyBoard(fleet, clock, settings.safety_max_age)
    drops = DroppedMessages(clock, fleet.__contains__, metrics.message_dropped)
    intake = Intake(fleet, history, safety, drops, clock, metrics.message_taken)
    incoming = Incoming(intake.handle, drops.drop, safety.distrust_all)
    broker = broker_of(settings, incoming, clock)

    audit = AuditLog(settings.audit_log_path, clock)
    commands = TopicPublisher(broker, topics.COMMANDS)
    desk = CommandDesk(safety, audit, commands, clock, lambda: str(uuid.uuid4()), metrics.command)

    http = httpx.AsyncClient(
        transport=ai_transport,
        limits=httpx.Limits(max_connections=MAX_DEVICES),
        timeout=settings.ai_layer_timeout,
        # No proxy and no password file that the environment may name: the AI layer is asked
        # directly and is given no credential.
        trust_env=False,
    )
    analyses = AnalysisLoop(
        history,
        AiClient(http, str(settings.ai_layer_url), settings.ai_layer_timeout),
        TopicPublisher(broker, topics.AI_ANALYSIS),
        clock,
        settings.window_seconds,
        metrics.analysis,
    )
    register_gauges(registry, fleet, safety, commands, clock)

    async def health() -> HealthReport:
        writable = await audit.writable()
        return HealthReport(
            healthy=broker.connected and writable,
            # The API serves without a broker, so a failed attempt is enough.
            ready=broker.attempted,
            details={
                "mqtt_connected": broker.connected,
                "store": "writable" if writable else "unwritable",
                "devices_online": len(fleet.online(clock.monotonic())),
                "system_safe": not safety.hazards(None),
            },
        )

    async def end_audit(crash: Optional[type[BaseException]], *_details: object) -> None:
        lost = await audit.close("service_stopped", AUDIT_DRAIN_SECONDS)
        if lost and crash is None:
            raise IncompleteStop

    @asynccontextmanager
    async def lifespan() -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            stack.push_async_exit(end_audit)
            await audit.append("service_started", revision=settings.revision)
            await stack.enter_async_context(http)
            await stack.enter_async_context(background("broker link", broker.run()))
            if settings.ai_enabled:
                work = analyses.run(settings.ai_interval, asyncio.sleep)
                await stack.enter_async_context(background("analyses", work))
            yield

    app = create_app(
        identity=ServiceIdentity.of(DISTRIBUTION, settings),
        health=health,
        lifespan=lifespan,
        registry=registry,
        clock=clock,
        on_large_body=record_of_large_commands(keys, desk),
    )
    app.include_router(reading_routes(keys, fleet, history, safety, settings.ai_enabled, clock))
    app.include_router(analysis_routes(keys, fleet, analyses.newest))
    app.include_router(command_routes(keys, desk))
    return app
