"""What Prometheus is told of this service. Every label has a small, fixed set of values."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge
from modax_service import Clock

from modax_control.fleet import Fleet
from modax_control.publishing import Publisher
from modax_control.safety.board import SafetyBoard


class ControlMetrics:
    """The counters. Their methods fit the `count` parameters of those who count."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._taken = Counter(
            "modax_messages_taken", "Messages taken in", ["topic"], registry=registry
        )
        self._dropped = Counter(
            "modax_messages_dropped",
            "Messages dropped",
            ["topic", "reason"],
            registry=registry,
        )
        self._commands = Counter(
            "modax_commands", "Commands by outcome", ["outcome"], registry=registry
        )
        self._analyses = Counter(
            "modax_analyses", "Analyses by outcome", ["outcome"], registry=registry
        )

    def message_taken(self, topic: str) -> None:
        self._taken.labels(topic).inc()

    def message_dropped(self, topic: str, reason: str) -> None:
        self._dropped.labels(topic, reason).inc()

    def command(self, outcome: str) -> None:
        self._commands.labels(outcome).inc()

    def analysis(self, outcome: str) -> None:
        self._analyses.labels(outcome).inc()


def register_gauges(
    registry: CollectorRegistry,
    fleet: Fleet,
    safety: SafetyBoard,
    publisher: Publisher,
    clock: Clock,
) -> None:
    """Gauges that are read when Prometheus asks."""
    Gauge("modax_devices_online", "Devices online", registry=registry).set_function(
        lambda: len(fleet.online(clock.monotonic()))
    )
    Gauge("modax_devices_known", "Devices known", registry=registry).set_function(
        lambda: len(fleet.device_ids)
    )
    Gauge("modax_system_safe", "1 while the system is safe", registry=registry).set_function(
        lambda: float(not safety.hazards(None))
    )
    Gauge(
        "modax_mqtt_connected", "1 while the broker is connected", registry=registry
    ).set_function(lambda: float(publisher.connected))
