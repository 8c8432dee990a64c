"""What every message has in common."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Message(BaseModel):
    """A value two parts of MODAX exchange.

    Immutable; strict ("1" is no number and 1 is no boolean); every number is finite. Fields that
    are not in the contract are ignored, so that either side can be updated first.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True, allow_inf_nan=False)
