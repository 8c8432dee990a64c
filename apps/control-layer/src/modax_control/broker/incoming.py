"""What the broker's connection hands on."""

from __future__ import annotations

from typing import Callable, NamedTuple

Drop = Callable[[str, str, str], None]
Handle = Callable[[str, bytes, bool, float], None]


class Incoming(NamedTuple):
    """Where what arrives goes. None of the three may wait or raise.

    `handle` takes topic, payload, whether the message was retained, and a moment in monotonic
    seconds before which it cannot have reached the broker. `drop` is told topic, reason and detail
    of what is not handed on. `void_reports` is called when safety messages may be missed: what was
    said before is no longer known to be the newest.
    """

    handle: Handle
    drop: Drop
    void_reports: Callable[[], None]
