"""The field's side of the broker: devices that publish, and who listens to the layers."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import AsyncIterator, Callable, Iterable

import aiomqtt
from modax_contracts import (
    Analysis,
    Command,
    SafetyMessage,
    SensorReading,
    decode,
    encode,
    topics,
)

from modax_layers_e2e.broker import Broker
from modax_layers_e2e.polling import DEADLINE


class Field:
    """One connection that plays devices, and hears what the layers publish."""

    def __init__(self, client: aiomqtt.Client) -> None:
        self._client = client

    async def publish(self, topic: str, payload: bytes) -> None:
        """Publishes any bytes. Acknowledged, so that a run is played no faster than it is taken."""
        await self._client.publish(topic, payload, qos=1)

    async def play(self, readings: Iterable[SensorReading]) -> None:
        """Publishes readings as fast as the broker takes them."""
        for reading in readings:
            await self.publish(topics.SENSOR_DATA, encode(reading))

    async def report(
        self, device_id: str, emergency_stop: bool = False, door_closed: bool = True
    ) -> None:
        """Publishes what a device says about its safety; safe by default."""
        message = SafetyMessage(
            timestamp=0,
            device_id=device_id,
            emergency_stop=emergency_stop,
            door_closed=door_closed,
            overload_detected=False,
            temperature_ok=True,
        )
        await self.publish(topics.SAFETY, encode(message))

    async def next_command(self) -> Command:
        """The next command that the control layer publishes."""
        return decode(Command, await self._next(topics.COMMANDS, lambda _: True))

    async def analysis_of(self, device_id: str, sample_count: int) -> Analysis:
        """The next published analysis of a device that rests on `sample_count` readings."""

        def wanted(payload: bytes) -> bool:
            analysis = decode(Analysis, payload)
            return (
                analysis.device_id == device_id
                and analysis.analysis_details.sample_count == sample_count
            )

        return decode(Analysis, await self._next(topics.AI_ANALYSIS, wanted))

    async def _next(self, topic: str, wanted: Callable[[bytes], bool]) -> bytes:
        async def receive() -> bytes:
            async for message in self._client.messages:
                payload = message.payload
                if str(message.topic) == topic and isinstance(payload, bytes) and wanted(payload):
                    return payload
            raise AssertionError("the broker ended the connection")

        return await asyncio.wait_for(receive(), DEADLINE)


@asynccontextmanager
async def field_at(broker: Broker) -> AsyncIterator[Field]:
    """A connection that has subscribed to everything the layers publish."""
    async with aiomqtt.Client(broker.host, broker.port, timeout=DEADLINE) as client:
        await client.subscribe([(topics.AI_ANALYSIS, 1), (topics.COMMANDS, 1)])
        yield Field(client)
