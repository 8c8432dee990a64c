"""A broker with faults that a real one cannot be told to have."""

from __future__ import annotations

import asyncio
import socket
from contextlib import asynccontextmanager
from typing import AsyncIterator, NamedTuple

from modax_control.broker.safety_watch import QUESTION_TOPIC

CONNECT, PUBLISH, SUBSCRIBE = 1, 3, 8
CONNACK = bytes([0x20, 2, 0, 0])
REFUSED = 0x80


class Packet(NamedTuple):
    """`flags`: the lower half of the first byte."""

    kind: int
    flags: int
    body: bytes

    @property
    def topic(self) -> str:
        """Of a PUBLISH."""
        end = self._topic_end
        return self.body[2:end].decode()

    @property
    def payload(self) -> bytes:
        """Of a PUBLISH with a QoS above 0."""
        end = self._topic_end
        return self.body[end:][2:]

    @property
    def packet_id(self) -> bytes:
        """Of a PUBLISH with a QoS above 0."""
        end = self._topic_end
        return self.body[end:][:2]

    @property
    def _topic_end(self) -> int:
        return 2 + self.body[1]


class MuteBroker:
    """Accepts connections and subscriptions, answers questions, and acknowledges nothing else until
    it is told to."""

    def __init__(self) -> None:
        self.refuses_subscriptions = False
        self.answers_questions = True
        self.acknowledges = False
        self.reads = asyncio.Event()
        self.reads.set()
        self.packets: list[Packet] = []
        self.writers: list[asyncio.StreamWriter] = []
        self.connections = 0
        self.port = 0

    def count_of(self, kind: int) -> int:
        return sum(packet.kind == kind for packet in self.packets)

    @property
    def received(self) -> list[Packet]:
        """What was published, but for the questions."""
        return [each for each in self._published if each.topic != QUESTION_TOPIC]

    @property
    def questions(self) -> int:
        return sum(each.topic == QUESTION_TOPIC for each in self._published)

    @property
    def _published(self) -> list[Packet]:
        return [each for each in self.packets if each.kind == PUBLISH]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.writers.append(writer)
        try:
            while True:
                await self.reads.wait()
                packet = await _packet(reader)
                self.packets.append(packet)
                writer.write(self._answer(packet))
        except (asyncio.IncompleteReadError, ConnectionError):
            self.connections -= 1
            self.writers.remove(writer)
            writer.close()

    def send(self, topic: str, payload: bytes) -> None:
        """A message with QoS 0 to every connection."""
        body = bytes([0, len(topic)]) + topic.encode() + payload
        assert len(body) < 16_384
        length = bytes([len(body) % 128 | 128, len(body) // 128])
        for writer in self.writers:
            writer.write(bytes([PUBLISH << 4]) + length + body)

    def _answer(self, packet: Packet) -> bytes:
        if packet.kind == CONNECT:
            return CONNACK
        if packet.kind == SUBSCRIBE:
            granted = REFUSED if self.refuses_subscriptions else packet.body[-1]
            return bytes([0x90, 3]) + packet.body[:2] + bytes([granted])
        if packet.kind == PUBLISH and packet.flags:
            asks = packet.topic == QUESTION_TOPIC
            if self.answers_questions if asks else self.acknowledges:
                return bytes([0x40, 2]) + packet.packet_id
        return b""


async def _packet(reader: asyncio.StreamReader) -> Packet:
    [first] = await reader.readexactly(1)
    length, shift, more = 0, 0, True
    while more:
        [byte] = await reader.readexactly(1)
        length |= (byte & 0x7F) << shift
        shift, more = shift + 7, byte > 0x7F
    return Packet(first >> 4, first & 0x0F, await reader.readexactly(length))


@asynccontextmanager
async def mute_broker() -> AsyncIterator[MuteBroker]:
    broker = MuteBroker()
    listener = socket.create_server(("127.0.0.1", 0))
    # Small, so that what is not read waits on the other side.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16 * 1024)
    server = await asyncio.start_server(broker.serve, sock=listener)
    broker.port = server.sockets[0].getsockname()[1]
    try:
        yield broker
    finally:
        server.close()
        for writer in broker.writers:
            writer.transport.abort()
        await server.wait_closed()
