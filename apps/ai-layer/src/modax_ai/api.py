"""The AI layer's HTTP interface."""

from __future__ import annotations

from contextlib import contextmanager
from typing import Iterator

from fastapi import APIRouter, Request, Response
from modax_contracts import Aggregate, InvalidMessage, decode, encode
from modax_service import ServiceError
from prometheus_client import CollectorRegistry, Counter
from pydantic import JsonValue
from starlette.concurrency import run_in_threadpool

from modax_ai.advisor import Advisor, TooManyDevices, UnknownDevice
from modax_ai.models import models_info
from modax_ai.state import StateUnavailable
from modax_ai.thresholds import Thresholds


def api_routes(advisor: Advisor, thresholds: Thresholds, registry: CollectorRegistry) -> APIRouter:
    """`/api/v1`. Refusals beyond the shared ones: the codes of `InvalidMessage` (422),
    `unknown_device` (404), `too_many_devices` and `state_unavailable` (503)."""
    router = APIRouter(prefix="/api/v1")
    analyses = Counter("modax_ai_analyses", "Windows analysed", ["anomaly"], registry=registry)

    @router.post("/analyze")
    async def analyze(request: Request) -> Response:
        # Decoded here and not by FastAPI, so that HTTP and MQTT have the same strict edge.
        with _refusals_answered():
            aggregate = decode(Aggregate, await request.body())
            analysis = await run_in_threadpool(advisor.analyse, aggregate)
        analyses.labels(str(analysis.anomaly_detected).lower()).inc()
        return Response(encode(analysis), media_type="application/json")

    @router.post("/reset-wear/{device_id}")
    async def reset_wear(device_id: str) -> dict[str, JsonValue]:
        with _refusals_answered():
            await run_in_threadpool(advisor.reset_wear, device_id)
        return {"device_id": device_id, "predicted_wear_level": 0.0}

    @router.get("/models/info")
    async def info() -> dict[str, JsonValue]:
        return {"models": models_info(thresholds)}

    return router


@contextmanager
def _refusals_answered() -> Iterator[None]:
    try:
        yield
    except InvalidMessage as error:
        raise _invalid_window(error) from None
    except UnknownDevice:
        raise _unknown_device() from None
    except TooManyDevices:
        raise _too_many_devices() from None
    except StateUnavailable as error:
        raise _state_unavailable(error) from error


def _invalid_window(error: InvalidMessage) -> ServiceError:
    return ServiceError(
        error.code, error.message, "Send an aggregate as the contract describes it.", 422
    )


def _unknown_device() -> ServiceError:
    return ServiceError(
        "unknown_device",
        "No window of this device was ever analysed.",
        "Check the device id.",
        404,
    )


def _too_many_devices() -> ServiceError:
    return ServiceError(
        "too_many_devices",
        "This device is new and no further device can be kept.",
        "Raise MAX_DEVICES, or find out who invents device ids.",
        503,
    )


def _state_unavailable(error: StateUnavailable) -> ServiceError:
    return ServiceError(
        "state_unavailable",
        f"Wear and baselines cannot be read or written: {error}",
        "Make the file that AI_STATE_PATH names writable or restore it from a backup. "
        "Only moving it away starts all devices anew.",
        503,
    )
