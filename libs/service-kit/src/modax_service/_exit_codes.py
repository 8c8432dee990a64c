"""How a service ended, for its orchestrator."""

from __future__ import annotations

from typing import Final

EXIT_CLEAN: Final = 0
"""Asked to stop, drained, stopped."""
EXIT_CRASH: Final = 1
"""Could not start, or failed while it ran; the log says why."""
EXIT_BAD_SETTINGS: Final = 2
"""The environment is wrong; standard error has one line for each mistake."""
EXIT_INCOMPLETE: Final = 3
"""Asked to stop and stopped, but not everything could be kept; the log says what was lost."""


class IncompleteStop(Exception):
    """Raised by a lifespan on its way out, after it has logged what it could not keep."""
