"""Who a payload that is no message says it is from."""

from __future__ import annotations

import json
import re
from typing import Final, Iterable, Iterator

from modax_contracts.codec import MAX_MESSAGE_BYTES
from modax_contracts.quantities import DEVICE_ID_PATTERN

# Searching takes a few milliseconds a MiB; no device sends as much, and a broker refuses it.
_SEARCHED_BYTES: Final = 1024 * 1024

_DEVICE_ID: Final = re.compile(DEVICE_ID_PATTERN)
_LOOKS_LIKE_A_CLAIM: Final = re.compile(rb'"device_id"\s*:\s*"([A-Za-z0-9._-]{1,64})"')


def claimed_devices(payload: bytes) -> frozenset[str]:
    """The ids of all devices that a payload names as its sender, valid ids only.

    For payloads that `decode` refuses: at any depth, under a repeated key each of them, and also in
    what is not JSON. Rather one too many than one too few; what comes after the first MiB is not
    looked at, and what is written with escapes only within the greatest size of a message.
    """
    searched = payload[:_SEARCHED_BYTES]
    claims = {match.decode("ascii") for match in _LOOKS_LIKE_A_CLAIM.findall(searched)}
    claims.update(_claims_in_json(payload[:MAX_MESSAGE_BYTES]))
    # `$` in Python would let a line feed at the end pass.
    return frozenset(claim for claim in claims if _DEVICE_ID.fullmatch(claim))


def _claims_in_json(payload: bytes) -> Iterator[str]:
    """Finds what is written with escapes as well."""
    claims: list[object] = []

    def look(pairs: Iterable[tuple[str, object]]) -> None:
        claims.extend(value for key, value in pairs if key == "device_id")

    try:
        json.loads(payload, object_pairs_hook=look)
    except (ValueError, RecursionError):
        # What was found up to there counts all the same.
        pass
    return (claim for claim in claims if isinstance(claim, str))
