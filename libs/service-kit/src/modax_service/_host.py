"""What can be the name or the address of a machine."""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import Annotated, Final

from pydantic import AfterValidator

_LONGEST_NAME: Final = 253
# Underscores are not in the standard, but in the names that container networks give.
_LABEL: Final = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?")


def _require_host(text: str) -> str:
    name = text[:-1] if text.endswith(".") else text
    if len(name) <= _LONGEST_NAME and all(_LABEL.fullmatch(part) for part in name.split(".")):
        return text
    try:
        ip_address(text)
    except ValueError:
        raise ValueError("must be a host name or an IP address") from None
    return text


HostName = Annotated[str, AfterValidator(_require_host)]
"""A host name in ASCII or an IP address, which no resolver refuses for its form."""
