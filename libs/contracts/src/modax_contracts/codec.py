"""Bytes to messages and back: the one edge where foreign bytes become typed values."""

from __future__ import annotations

import json
from typing import Final, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails, from_json

from modax_contracts._model import Message

MAX_MESSAGE_BYTES: Final = 64 * 1024
"""A longer payload is refused before it is looked at."""

_MAX_MESSAGE_LENGTH: Final = 300
_OUT_OF_RANGE: Final = frozenset(
    {"finite_number", "greater_than", "greater_than_equal", "less_than", "less_than_equal"}
)

AnyMessage = TypeVar("AnyMessage", bound=Message)


class InvalidMessage(ValueError):
    """A payload that breaks the contract.

    `code` is stable and from a small set, fit for a metric's label: `message_too_large`,
    `message_not_utf8`, `message_not_json`, `message_too_deep`, `key_repeated`, `value_out_of_range`
    and `value_invalid`. `message` names the place and the reason; it is short and never repeats values.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message[:_MAX_MESSAGE_LENGTH]

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


def encode(message: Message) -> bytes:
    """The message as JSON in UTF-8; optional fields without a value are left out."""
    return message.model_dump_json(exclude_none=True).encode()


def decode(model: type[AnyMessage], payload: bytes) -> AnyMessage:
    """The payload as a `model`.

    Raises `InvalidMessage`, and nothing else, for whatever is not one.
    """
    if len(payload) > MAX_MESSAGE_BYTES:
        raise InvalidMessage(
            "message_too_large", f"{len(payload)} bytes, at most {MAX_MESSAGE_BYTES} are allowed"
        )
    _require_json(payload)
    try:
        return model.model_validate_json(payload)
    except ValidationError as error:
        raise _refusal(error) from None


def _require_json(payload: bytes) -> None:
    """Refuses what is not JSON, also NaN and infinity inside fields that a model would ignore."""
    try:
        text = payload.decode("utf-8")
        from_json(payload, allow_inf_nan=False)
        json.loads(text, object_pairs_hook=_require_distinct_keys)
    except InvalidMessage:
        raise
    except UnicodeDecodeError as error:
        raise InvalidMessage("message_not_utf8", f"byte {error.start} is not UTF-8") from None
    except ValueError as error:
        code = "message_too_deep" if "recursion limit" in str(error) else "message_not_json"
        raise InvalidMessage(code, str(error)) from None


def _require_distinct_keys(pairs: list[tuple[str, object]]) -> None:
    """Readers differ in which of two values under one key they take, so neither says anything."""
    if len({key for key, _ in pairs}) < len(pairs):
        raise InvalidMessage("key_repeated", "an object has the same key twice")


def _refusal(error: ValidationError) -> InvalidMessage:
    details = error.errors(include_url=False, include_context=False, include_input=False)
    code = (
        "value_out_of_range"
        if all(detail["type"] in _OUT_OF_RANGE for detail in details)
        else "value_invalid"
    )
    return InvalidMessage(code, "; ".join(_describe(detail) for detail in details))


def _describe(detail: ErrorDetails) -> str:
    place = ".".join(str(part) for part in detail["loc"]) or "message"
    return f"{place}: {detail['msg']}"
