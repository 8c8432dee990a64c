"""Both layers as processes of their own, connected by a broker."""

from __future__ import annotations

import sys
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Iterator, Mapping, Optional

import httpx

from modax_layers_e2e.broker import Broker, any_broker
from modax_layers_e2e.polling import DEADLINE, eventually
from modax_layers_e2e.processes import Program, free_port, quick_folder

OPERATOR: Final = {"X-API-Key": "operator-key-of-the-e2e-run"}
MONITORING: Final = {"X-API-Key": "monitoring-key-of-the-e2e-run"}

# A window that holds the whole run whatever the machine's speed, and analyses in quick succession:
# no test depends on how fast it is played.
_CONTROL_SETTINGS: Final = {
    "WINDOW_SECONDS": "600",
    "AI_INTERVAL": "0.2",
    "SAFETY_MAX_AGE": "600",
    "HMI_API_KEY": OPERATOR["X-API-Key"],
    "MONITORING_API_KEY": MONITORING["X-API-Key"],
}


@dataclass(frozen=True)
class Layers:
    """The running system, as its users reach it."""

    broker: Broker
    ai: Program
    control: Program
    ai_url: str
    control_url: str
    audit_log: Path

    async def ready(self) -> None:
        """Waits until both layers can do all of their work."""
        await self.broker.listening()
        for program, url in ((self.ai, self.ai_url), (self.control, self.control_url)):
            await answers(program, f"{url}/ready", 200)
            await answers(program, f"{url}/status", 200)


@contextmanager
def layers(
    folder: Path, broker: Optional[Broker] = None, **control_settings: str
) -> Iterator[Layers]:
    """Both layers, started with a broker; `Layers.ready` waits for them.

    On leaving, everything that still runs is killed and the logs are printed.
    """
    with ExitStack() as stack:
        if broker is None:
            broker = stack.enter_context(any_broker(folder))
        # The service waits for a disk for no more than two seconds.
        audit_log = stack.enter_context(quick_folder(folder)) / "audit.jsonl"
        system = _system(folder, broker, audit_log, control_settings)
        for program in (system.ai, system.control):
            stack.enter_context(program)
            program.start()
        try:
            yield system
        finally:
            for program in (system.ai, system.control):
                print(f"--- log of {program.name} ---\n{program.log}")


def _system(
    folder: Path, broker: Broker, audit_log: Path, control_settings: Mapping[str, str]
) -> Layers:
    """Both layers, not started yet."""
    ai_port, control_port = free_port(), free_port()
    ai_url, control_url = f"http://127.0.0.1:{ai_port}", f"http://127.0.0.1:{control_port}"
    ai = Program(
        "ai-layer",
        [sys.executable, "-m", "modax_ai"],
        {"PORT": str(ai_port), "AI_STATE_PATH": str(folder / "ai-state.sqlite3")},
        folder,
    )
    control = Program(
        "control-layer",
        [sys.executable, "-m", "modax_control"],
        {
            "PORT": str(control_port),
            "MQTT_BROKER_HOST": broker.host,
            "MQTT_BROKER_PORT": str(broker.port),
            "AI_LAYER_URL": f"{ai_url}/api/v1/analyze",
            **_CONTROL_SETTINGS,
            "AUDIT_LOG_PATH": str(audit_log),
            **control_settings,
        },
        folder,
    )
    return Layers(broker, ai, control, ai_url, control_url, audit_log)


def caller(url: str, headers: Optional[Mapping[str, str]] = None) -> httpx.AsyncClient:
    """A client of a layer that is patient, and whose idle connections no server can end just when
    they are used again."""
    return httpx.AsyncClient(
        base_url=url,
        headers=headers,
        timeout=DEADLINE,
        # A proxy that the environment may name does not know this machine.
        trust_env=False,
        limits=httpx.Limits(max_keepalive_connections=0),
    )


async def answers(program: Program, url: str, status: int) -> None:
    """Waits until a GET is answered with a status, or fails at once when the program ends."""
    async with caller(url) as client:

        async def right() -> bool:
            if not program.running:
                raise AssertionError(f"{program.name} has ended:\n{program.log}")
            try:
                return (await client.get(url)).status_code == status
            except httpx.TransportError:
                return False

        await eventually(f"{url} answers {status}", right)
