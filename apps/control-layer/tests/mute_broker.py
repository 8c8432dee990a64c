"""A broker with a fault that a real one cannot be told to have."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import AsyncIterator

CONNECT, PUBLISH, SUBSCRIBE = 1, 3, 8
CONNACK = bytes([0x20, 2, 0, 0])
GRANTED, REFUSED = 1, 0x80


class MuteBroker:
    """Accepts connections and subscriptions, and never acknowledges a message."""

    def __init__(self, subscription: int = GRANTED) -> None:
        self._subscription = subscription
        self.received: list[bytes] = []
        self.port = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                kind, body = await _packet(reader)
                if kind == CONNECT:
                    writer.write(CONNACK)
                elif kind == SUBSCRIBE:
                    codes = bytes([self._subscription, self._subscription])
                    writer.write(bytes([0x90, 4]) + body[:2] + codes)
                elif kind == PUBLISH:
                    self.received.append(body)
        except asyncio.IncompleteReadError:
            writer.close()


async def _packet(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    kind = (await reader.readexactly(1))[0] >> 4
    length, shift, more = 0, 0, True
    while more:
        [byte] = await reader.readexactly(1)
        length |= (byte & 0x7F) << shift
        shift, more = shift + 7, byte > 0x7F
    return kind, await reader.readexactly(length)


@asynccontextmanager
async def mute_broker(subscription: int = GRANTED) -> AsyncIterator[MuteBroker]:
    broker = MuteBroker(subscription)
    server = await asyncio.start_server(broker.serve, "127.0.0.1", 0)
    broker.port = server.sockets[0].getsockname()[1]
    try:
        yield broker
    finally:
        server.close()
        await server.wait_closed()
