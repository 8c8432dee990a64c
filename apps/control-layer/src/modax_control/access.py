"""Who may call: API keys and their roles."""

from __future__ import annotations

import hmac
from enum import Enum
from typing import Mapping, NamedTuple, Optional

from modax_service import ServiceError


class Role(str, Enum):
    """What a caller is there for. Monitoring reads; an operator and an administrator command."""

    OPERATOR = "operator"
    MONITORING = "monitoring"
    ADMINISTRATOR = "administrator"

    @property
    def may_command(self) -> bool:
        return self is not Role.MONITORING


class Principal(NamedTuple):
    """A caller who is known: by the name for the audit log, and by role."""

    name: str
    role: Role


class Caller(NamedTuple):
    """Who sends a request, as far as is known, and from which address."""

    principal: Optional[Principal]
    address: Optional[str]


OPEN_ACCESS = Principal("anonymous", Role.ADMINISTRATOR)
"""Who everybody is while API keys are switched off."""


class ApiKeys:
    """The keys that are in force; without any, access is open."""

    def __init__(self, keys: Mapping[Role, str]) -> None:
        self._keys = {role: key.encode("ascii") for role, key in keys.items()}

    def identify(self, presented: Optional[str]) -> Optional[Principal]:
        """The caller behind a key, or nobody.

        Every key is compared, each in constant time, so that the time tells nothing.
        """
        if not self._keys:
            return OPEN_ACCESS
        candidate = (presented or "").encode("utf-8", "surrogatepass")
        found = None
        for role, key in self._keys.items():
            if hmac.compare_digest(candidate, key):
                found = Principal(role.value, role)
        return found


def unauthenticated() -> ServiceError:
    """The refusal of a caller who is nobody."""
    return ServiceError(
        "unauthenticated",
        "The X-API-Key header is missing or holds no valid key.",
        "Send the key that belongs to your role.",
        401,
        {"WWW-Authenticate": "ApiKey"},
    )
