"""What an operator asks of the control layer, and looks at."""

from __future__ import annotations

from typing import Optional

import httpx

from modax_layers_e2e.polling import eventually


async def command(
    client: httpx.AsyncClient, command_type: str, device_id: Optional[str] = None
) -> httpx.Response:
    body = {"command_type": command_type, "parameters": {"speed": "low"}, "device_id": device_id}
    return await client.post("/api/v1/control/command", json=body)


async def system_becomes(client: httpx.AsyncClient, safe: bool) -> None:
    """Waits until the control layer says that the system is safe, or that it is not."""

    async def is_so() -> bool:
        status = (await client.get("/api/v1/status")).json()
        return bool(status["is_safe"] is safe)

    await eventually(f"the system is {'safe' if safe else 'unsafe'}", is_so)


async def metric_appears(client: httpx.AsyncClient, sample: str) -> None:
    """Waits until a service's metrics have a sample of this name and these labels."""

    async def is_there() -> bool:
        return sample in (await client.get("/metrics")).text

    await eventually(f"{sample} in /metrics", is_there)
