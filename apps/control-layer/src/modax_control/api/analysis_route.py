"""The AI layer's advice on a device. The one route that knows of it."""

from __future__ import annotations

from typing import Callable, Optional

from fastapi import APIRouter, Depends
from modax_contracts import Analysis

from modax_control.access import ApiKeys
from modax_control.api.authentication import reader_required
from modax_control.api.missing import missing, require_known
from modax_control.fleet import Fleet

NewestAnalysis = Callable[[str], Optional[Analysis]]


def analysis_routes(keys: ApiKeys, fleet: Fleet, newest: NewestAnalysis) -> APIRouter:
    """`/api/v1/devices/{id}/ai-analysis`."""
    router = APIRouter(prefix="/api/v1", dependencies=[Depends(reader_required(keys))])

    @router.get("/devices/{device_id}/ai-analysis")
    async def ai_analysis(device_id: str) -> Analysis:
        require_known(fleet, device_id)
        analysis = newest(device_id)
        if analysis is None:
            raise missing("no_analysis", "The AI layer has not analysed this device yet.")
        return analysis

    return router
