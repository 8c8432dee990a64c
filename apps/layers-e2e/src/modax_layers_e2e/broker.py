"""A real MQTT broker: a given one, Mosquitto, or the workspace's embedded one."""

from __future__ import annotations

import asyncio
import os
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Iterator, Literal, Optional

from modax_layers_e2e.polling import eventually
from modax_layers_e2e.processes import Program, free_port

_WORKSPACE: Final = Path(__file__).resolve().parents[4]
_EMBEDDED: Final = _WORKSPACE / "tools" / "bootstrap" / "embedded-broker.mjs"
_SYSTEM_FOLDERS: Final = "/usr/sbin:/usr/local/sbin:/opt/homebrew/sbin"

Kind = Literal["mosquitto", "embedded"]


class NoBroker(Exception):
    """There is no broker to be found; the text says what to do."""


@dataclass(frozen=True)
class Broker:
    """Where a broker listens, and its process when it is this run's own."""

    host: str
    port: int
    program: Optional[Program] = None

    async def listening(self) -> None:
        """Waits until it accepts connections."""

        async def accepts() -> bool:
            try:
                _, writer = await asyncio.open_connection(self.host, self.port)
            except OSError:
                return False
            writer.close()
            await writer.wait_closed()
            return True

        await eventually(f"a broker at {self.host}:{self.port}", accepts)


def given_broker() -> Optional[Broker]:
    """The broker that MQTT_BROKER_HOST and MQTT_BROKER_PORT name, as in CI; None without a host."""
    host = os.environ.get("MQTT_BROKER_HOST")
    if not host:
        return None
    return Broker(host, int(os.environ.get("MQTT_BROKER_PORT") or 1883))


def kinds_here() -> list[Kind]:
    """The kinds of broker this machine can run, the preferred one first."""
    embedded = _EMBEDDED.is_file() and shutil.which("node") is not None
    found: dict[Kind, bool] = {"mosquitto": _mosquitto() is not None, "embedded": embedded}
    return [kind for kind, is_here in found.items() if is_here]


@contextmanager
def own_broker(folder: Path, kind: Optional[Kind] = None) -> Iterator[Broker]:
    """A broker of this run's own on a free port, started and perhaps not yet listening.

    Without a kind, the preferred one. Raises `NoBroker` when this machine can run none.
    """
    if kind is None:
        kind = next(iter(kinds_here()), None)
    if kind is None:
        raise NoBroker("install Mosquitto, or Node and the workspace's npm packages")
    port = free_port()
    argv = _mosquitto_argv(port, folder) if kind == "mosquitto" else _embedded_argv(port)
    with Program("broker", argv, {}, folder) as program:
        program.start()
        yield Broker("127.0.0.1", port, program)


@contextmanager
def any_broker(folder: Path) -> Iterator[Broker]:
    """The given broker where there is one, otherwise an own one."""
    given = given_broker()
    if given is not None:
        yield given
        return
    with own_broker(folder) as own:
        yield own


def _mosquitto() -> Optional[str]:
    return shutil.which("mosquitto") or shutil.which("mosquitto", path=_SYSTEM_FOLDERS)


def _mosquitto_argv(port: int, folder: Path) -> list[str]:
    configuration = folder / "mosquitto.conf"
    configuration.write_text(f"listener {port} 127.0.0.1\nallow_anonymous true\n")
    return [_mosquitto() or "mosquitto", "-c", str(configuration)]


def _embedded_argv(port: int) -> list[str]:
    return ["node", str(_EMBEDDED), "--port", str(port)]
