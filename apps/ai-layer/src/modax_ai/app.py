"""The AI layer put together."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import AsyncIterator

from fastapi import FastAPI
from modax_service import Clock, ServiceIdentity, SystemClock, create_app, create_registry

from modax_ai.advisor import Advisor
from modax_ai.api import api_routes
from modax_ai.settings import AiSettings
from modax_ai.state import StateStore

DISTRIBUTION = "modax-ai-layer"


def build_app(settings: AiSettings, clock: Clock = SystemClock()) -> FastAPI:
    """The application; its state file is opened at its start and each time it is needed."""
    advisor = Advisor(
        StateStore(settings.ai_state_path), settings.thresholds, settings.max_devices, clock
    )
    registry = create_registry()

    @asynccontextmanager
    async def lifespan() -> AsyncIterator[None]:
        # Unusable state is logged before the first request; it does not keep the service from
        # saying so at /status.
        await advisor.health()
        yield

    app = create_app(
        identity=ServiceIdentity.of(DISTRIBUTION, settings),
        health=advisor.health,
        lifespan=lifespan,
        registry=registry,
        clock=clock,
    )
    app.include_router(api_routes(advisor, settings.thresholds, registry))
    return app
