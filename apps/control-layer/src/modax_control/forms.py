"""The forms that settings must have. What cannot be of use is refused at the start, by name."""

from __future__ import annotations

from typing import Annotated, Final

from modax_service import HostName
from pydantic import (
    AfterValidator,
    AnyHttpUrl,
    BeforeValidator,
    SecretStr,
    TypeAdapter,
    ValidationError,
)

_LONGEST_USER_NAME: Final = 256
_LONGEST_URL: Final = 2048
# MQTT's own bound.
_MOST_PASSWORD_BYTES: Final = 65_535

_host_name: Final[TypeAdapter[str]] = TypeAdapter(HostName)


# `isprintable` is false for control characters, line ends and what is no Unicode.


def _require_user_name(text: str) -> str:
    if not (0 < len(text) <= _LONGEST_USER_NAME and text.isprintable() and " " not in text):
        raise ValueError(f"must be 1 to {_LONGEST_USER_NAME} printable characters without spaces")
    return text


def _require_password(password: SecretStr) -> SecretStr:
    text = password.get_secret_value()
    if not (text.isprintable() and 0 < len(text.encode()) <= _MOST_PASSWORD_BYTES):
        raise ValueError(f"must be printable and have 1 to {_MOST_PASSWORD_BYTES} bytes in UTF-8")
    return password


def _require_plain_text(value: object) -> object:
    # Before it is read as a URL, because that takes tabs and line ends out in silence.
    if isinstance(value, str) and not (
        len(value) <= _LONGEST_URL and value.isascii() and value.isprintable() and " " not in value
    ):
        raise ValueError(
            f"must be at most {_LONGEST_URL} printable ASCII characters without spaces"
        )
    return value


def _require_host(url: AnyHttpUrl) -> AnyHttpUrl:
    if url.username is not None or url.password is not None:
        raise ValueError("must hold neither a user name nor a password")
    try:
        _host_name.validate_python((url.host or "").strip("[]"))
    except ValidationError:
        raise ValueError("must have a host name or an IP address") from None
    return url


UserName = Annotated[str, AfterValidator(_require_user_name)]
BrokerPassword = Annotated[SecretStr, AfterValidator(_require_password)]
HttpUrl = Annotated[AnyHttpUrl, BeforeValidator(_require_plain_text), AfterValidator(_require_host)]
