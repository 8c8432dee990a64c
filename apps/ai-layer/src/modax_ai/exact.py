"""Differences of decimal readings, as decimals have them."""

from __future__ import annotations

_DECIMALS = 9


def difference(minuend: float, subtrahend: float) -> float:
    """`minuend - subtrahend` to nine decimals, far below what any sensor of the fleet resolves.

    4.4 − 2.4 is on a limit of 2, not 4·10⁻¹⁶ above it.
    """
    return round(minuend - subtrahend, _DECIMALS) if subtrahend else minuend
