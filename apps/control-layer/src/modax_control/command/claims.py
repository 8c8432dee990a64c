"""What a body says that it is, before anything of it is believed."""

from __future__ import annotations

import json
from typing import Final

_CLAIMED: Final = ("command_type", "device_id")
# No name that the contract allows is longer.
_LONGEST: Final = 64


def claims_of(body: bytes) -> dict[str, str]:
    """The command type and the device that a body names, each cut to 64 characters.

    For the record only: nothing is checked, and any text is possible. What cannot be read is left
    out. Never raises.
    """
    try:
        claimed = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        return {}
    if not isinstance(claimed, dict):
        return {}
    named = ((name, claimed.get(name)) for name in _CLAIMED)
    return {name: value[:_LONGEST] for name, value in named if isinstance(value, str)}
