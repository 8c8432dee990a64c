"""One connection to the broker, which can be broken off."""

from __future__ import annotations

import socket
import struct
from types import TracebackType
from typing import Final, Optional

import aiomqtt

from modax_control.broker.queue import QueueType
from modax_control.settings import ControlSettings

# The questions of the safety watch notice a stalled broker sooner; this is for the connections that
# ask none. One and a half of it is the broker's patience with this service.
_KEEP_ALIVE_SECONDS: Final = 4
_CONNECT_DEADLINE: Final = 5.0
# MQTT's upper bound. With paho's default of 20, a command could wait in the client behind other
# messages and be sent after the check that it is safe has lost its meaning.
_MAX_UNACKNOWLEDGED: Final = 65_535
# What waits here is old when its turn comes.
_RECEIVE_BUFFER: Final = (socket.SOL_SOCKET, socket.SO_RCVBUF, 64 * 1024)
_RESET_ON_CLOSE: Final = struct.pack("ii", 1, 0)


class BrokerClient(aiomqtt.Client):
    """A client for one connection with a clean session; it is not entered a second time.

    The session is clean because what was published while there was no connection is old, and an old
    safety message must not arrive as a new one.
    """

    aborted = False

    @classmethod
    def of(cls, settings: ControlSettings, queue_type: QueueType) -> BrokerClient:
        """A client that is not connected yet."""
        password = settings.mqtt_password
        return cls(
            settings.mqtt_broker_host,
            settings.mqtt_broker_port,
            username=settings.mqtt_username,
            password=None if password is None else password.get_secret_value(),
            tls_params=_tls(settings),
            clean_session=True,
            keepalive=_KEEP_ALIVE_SECONDS,
            timeout=_CONNECT_DEADLINE,
            max_inflight_messages=_MAX_UNACKNOWLEDGED,
            socket_options=[_RECEIVE_BUFFER],
            queue_type=queue_type,
        )

    def abort(self) -> None:
        """Breaks the connection off, now. What has not left this machine never will, and what has
        arrived and was not read is thrown away.

        Whoever waits for the acknowledgement of a message is woken and finds `aborted` true.
        """
        self.aborted = True
        # A thread may be connecting at this moment: what it opens is closed as soon as it is there.
        self._client.on_socket_open = _close
        connection = self._client.socket()
        if isinstance(connection, socket.socket):
            # A socket that is merely closed goes on sending what is in the kernel's buffer.
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
        # paho has no public way to end a connection without sending what waits.
        self._client._sock_close()
        if self._connected.done() and not self._disconnected.done():
            self._disconnected.set_exception(aiomqtt.MqttError("the connection was broken off"))
            # It counts as seen, also when nobody iterates over the messages.
            self._disconnected.exception()
        for acknowledged in list(self._pending_publishes.values()):
            acknowledged.set()

    async def __aenter__(self) -> BrokerClient:
        try:
            await super().__aenter__()
        except BaseException:
            # Otherwise a broker that thaws would find connections that nobody uses.
            self.abort()
            raise
        return self

    async def __aexit__(
        self,
        exc_type: Optional[type[BaseException]],
        exc: Optional[BaseException],
        tb: Optional[TracebackType],
    ) -> None:
        if self._client.want_write():
            # A farewell would have to wait behind it.
            self.abort()
        await super().__aexit__(exc_type, exc, tb)


def _close(_client: object, _userdata: object, connection: object) -> None:
    if isinstance(connection, socket.socket):
        connection.close()


def _tls(settings: ControlSettings) -> Optional[aiomqtt.TLSParameters]:
    if not settings.mqtt_use_tls:
        return None
    files = (settings.mqtt_ca_certs, settings.mqtt_certfile, settings.mqtt_keyfile)
    ca_certs, certfile, keyfile = (None if file is None else str(file) for file in files)
    return aiomqtt.TLSParameters(ca_certs=ca_certs, certfile=certfile, keyfile=keyfile)
