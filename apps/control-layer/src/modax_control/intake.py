"""From a payload on a topic to what is known about a device."""

from __future__ import annotations

import traceback
from typing import Callable

from modax_contracts import (
    InvalidMessage,
    SafetyMessage,
    SensorReading,
    claimed_devices,
    decode,
    topics,
)
from modax_service import Clock

from modax_control.drops import DroppedMessages
from modax_control.fleet import Fleet
from modax_control.instant import Instant
from modax_control.safety.board import SafetyBoard
from modax_control.telemetry.history import ReadingHistory


class Intake:
    """Takes what field devices publish; whatever breaks the contract is dropped, never raised."""

    def __init__(
        self,
        fleet: Fleet,
        history: ReadingHistory,
        safety: SafetyBoard,
        drops: DroppedMessages,
        clock: Clock,
        count: Callable[[str], None],
    ) -> None:
        """`count` is told the topic of every message that is taken."""
        self._fleet = fleet
        self._history = history
        self._safety = safety
        self._drops = drops
        self._clock = clock
        self._count = count

    def handle(self, topic: str, payload: bytes, retained: bool, sent_after: float) -> None:
        """Takes or drops one message. Before `sent_after`, in monotonic seconds, it cannot have
        reached the broker: a report counts as that old."""
        if retained:
            # A retained message was sent at some time in the past. It proves nothing about now,
            # and an old "safe" would count as fresh.
            self._drops.drop(topic, "message_retained", "the topic is not retained")
            return
        try:
            if topic == topics.SAFETY:
                self._take_report(decode(SafetyMessage, payload), topic, sent_after)
            else:
                self._take_reading(decode(SensorReading, payload), topic)
        except InvalidMessage as error:
            self._refuse(topic, payload, error.code, error.message)
        except Exception:
            # A fault of this code. It must not keep the messages of other devices away.
            self._refuse(topic, payload, "internal_error", traceback.format_exc())

    def _take_report(self, report: SafetyMessage, topic: str, sent_after: float) -> None:
        if self._admit(report.device_id, topic, Instant.now(self._clock)):
            self._safety.record(report, sent_after)

    def _take_reading(self, reading: SensorReading, topic: str) -> None:
        now = Instant.now(self._clock)
        if self._admit(reading.device_id, topic, now):
            self._history.add(reading, now)

    def _admit(self, device_id: str, topic: str, now: Instant) -> bool:
        if not self._fleet.admit(device_id, now):
            self._drops.drop(topic, "device_limit_reached", "no room for another device")
            return False
        self._count(topic)
        return True

    def _refuse(self, topic: str, payload: bytes, code: str, detail: str) -> None:
        claims = sorted(claimed_devices(payload))
        if topic == topics.SAFETY:
            self._distrust(claims)
        self._drops.drop(topic, code, detail, claims[0] if len(claims) == 1 else None)

    def _distrust(self, claims: list[str]) -> None:
        """Whatever the message was to say, the older ones of these devices have lost their worth:
        it may have been an emergency stop."""
        for device_id in claims:
            if self._fleet.admit(device_id, None):
                self._safety.distrust(device_id)
