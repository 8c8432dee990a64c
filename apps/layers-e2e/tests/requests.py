"""What an operator asks of the control layer, and looks at."""

from __future__ import annotations

from typing import Optional

import httpx

from modax_layers_e2e.field import Field
from modax_layers_e2e.polling import eventually


async def command(
    client: httpx.AsyncClient, command_type: str, device_id: Optional[str] = None
) -> httpx.Response:
    body = {"command_type": command_type, "parameters": {"speed": "low"}, "device_id": device_id}
    return await client.post("/api/v1/control/command", json=body)


async def becomes_unsafe(client: httpx.AsyncClient) -> None:
    """Waits until the control layer says that the system is unsafe."""

    async def is_so() -> bool:
        return (await client.get("/api/v1/status")).json()["is_safe"] is False

    await eventually("the system is unsafe", is_so)


async def becomes_safe(client: httpx.AsyncClient, field: Field, device_id: str) -> None:
    """Has a device report until the control layer says that the system is safe.

    Again and again, as devices do: a connection that is lost, because the machine stood still,
    voids what was said before.
    """

    async def is_so() -> bool:
        await field.report(device_id)
        return bool((await client.get("/api/v1/status")).json()["is_safe"])

    await eventually("the system is safe", is_so)


async def metric_appears(client: httpx.AsyncClient, sample: str) -> None:
    """Waits until a service's metrics have a sample of this name and these labels."""

    async def is_there() -> bool:
        return sample in (await client.get("/metrics")).text

    await eventually(f"{sample} in /metrics", is_there)
