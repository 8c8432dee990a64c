"""How often one caller may command."""

from __future__ import annotations

import math
from typing import Final, Optional

COMMANDS_PER_SECOND: Final = 1.0
BURST: Final = 10.0
"""A caller may send ten commands at once and one a second in the long run."""


class RateLimit:
    """A token bucket for each caller. Callers are few: one for each role."""

    def __init__(self) -> None:
        self._buckets: dict[str, tuple[float, float]] = {}

    def take(self, caller: str, monotonic: float) -> Optional[int]:
        """Takes a token: None when there was one, else the whole seconds to wait for one."""
        tokens, last = self._buckets.get(caller, (BURST, monotonic))
        tokens = min(BURST, tokens + (monotonic - last) * COMMANDS_PER_SECOND)
        if tokens >= 1:
            self._buckets[caller] = (tokens - 1, monotonic)
            return None
        self._buckets[caller] = (tokens, monotonic)
        return max(1, math.ceil((1 - tokens) / COMMANDS_PER_SECOND))
