"""Messages that are not taken: counted all, logged once per device and minute."""

from __future__ import annotations

from typing import Callable, Final, Optional

import structlog
from modax_service import Clock

LOG_INTERVAL: Final = 60.0
"""Seconds between two log lines about the same device."""

_log = structlog.get_logger(__name__)


class DroppedMessages:
    """Counts dropped messages by topic and reason, and keeps the log readable.

    Messages of devices that are not known share one line a minute: their ids are the sender's to
    invent.
    """

    def __init__(
        self,
        clock: Clock,
        is_known: Callable[[str], bool],
        count: Callable[[str, str], None],
    ) -> None:
        """`count` is told topic and reason of every dropped message."""
        self._clock = clock
        self._is_known = is_known
        self._count = count
        self._logged: dict[Optional[str], float] = {}
        self._unlogged: dict[Optional[str], int] = {}

    def drop(self, topic: str, reason: str, detail: str, device_id: Optional[str] = None) -> None:
        """Notes a message that is not taken. `reason` is a code, `detail` for people."""
        self._count(topic, reason)
        key = device_id if device_id is not None and self._is_known(device_id) else None
        now = self._clock.monotonic()
        last = self._logged.get(key)
        if last is not None and now - last < LOG_INTERVAL:
            self._unlogged[key] = self._unlogged.get(key, 0) + 1
            return
        self._logged[key] = now
        _log.warning(
            "message_dropped",
            topic=topic,
            reason=reason,
            detail=detail,
            device_id=key,
            more_since_last_line=self._unlogged.pop(key, 0),
        )
