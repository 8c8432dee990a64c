"""What callers may read: the system, its devices and their data."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from modax_service import Clock

from modax_control.access import ApiKeys
from modax_control.api.answers import (
    DeviceData,
    DeviceHistory,
    SystemStatus,
    device_data,
    reading_of,
)
from modax_control.api.authentication import reader_required
from modax_control.api.missing import missing, require_known
from modax_control.fleet import Fleet
from modax_control.safety.board import SafetyBoard
from modax_control.telemetry.history import MAX_READINGS, ReadingHistory, ReceivedReading


def reading_routes(
    keys: ApiKeys,
    fleet: Fleet,
    history: ReadingHistory,
    safety: SafetyBoard,
    ai_enabled: bool,
    clock: Clock,
) -> APIRouter:
    """`/api/v1/status`, `/api/v1/devices` and what devices have sent."""
    router = APIRouter(prefix="/api/v1", dependencies=[Depends(reader_required(keys))])

    def last_readings(device_id: str, count: int) -> list[ReceivedReading]:
        require_known(fleet, device_id)
        readings = history.last(device_id, count)
        if not readings:
            raise missing("no_readings", "This device has not sent a reading yet.")
        return readings

    @router.get("/status")
    async def status() -> SystemStatus:
        return SystemStatus(
            is_safe=not safety.hazards(None),
            devices_online=fleet.online(clock.monotonic()),
            ai_enabled=ai_enabled,
            last_update=fleet.last_heard_epoch,
        )

    @router.get("/devices")
    async def devices() -> list[str]:
        return fleet.device_ids

    @router.get("/devices/{device_id}/data")
    async def data(device_id: str) -> DeviceData:
        [newest] = last_readings(device_id, 1)
        return device_data(newest, safety.current_message(device_id), safety.hazards(device_id))

    @router.get("/devices/{device_id}/history")
    async def device_history(
        device_id: str, count: Annotated[int, Query(ge=1, le=MAX_READINGS)] = 100
    ) -> DeviceHistory:
        readings = [reading_of(received) for received in last_readings(device_id, count)]
        return DeviceHistory(device_id=device_id, count=len(readings), readings=readings)

    return router
