"""Subscribing, and noticing when the broker refuses."""

from __future__ import annotations

from typing import Final

import aiomqtt

_REFUSED: Final = 128


async def subscribe(client: aiomqtt.Client, topic: str, qos: int) -> None:
    """Raises `aiomqtt.MqttError` when the broker refuses: connected and deaf would look healthy."""
    granted = await client.subscribe(topic, qos=qos)
    if _REFUSED in granted:
        raise aiomqtt.MqttError("the broker refuses the subscription; look at its access rules")
