"""Settings from environment variables, refused at the start with one line for each mistake."""

from __future__ import annotations

from typing import Final, Literal, Optional, TypeVar

import pydantic_settings
from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from modax_service._host import HostName

# In every log line and in `/status`, which text that is no Unicode would break.
_REVISION: Final = r"^[!-~]{1,128}$"


class ServiceSettings(BaseSettings):
    """What every service is told by its environment.

    Each field is the environment variable of the same name in capitals. An empty variable counts
    as not set, because that is how compose files pass on what they do not have.
    """

    model_config = SettingsConfigDict(
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
        populate_by_name=True,
    )

    host: HostName = Field("127.0.0.1", description="Address to listen on; 0.0.0.0 in a container")
    port: int = Field(8000, ge=1, le=65535)
    environment: Literal["development", "staging", "production"] = "production"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    revision: str = Field(
        "unknown",
        validation_alias="MODAX_REVISION",
        pattern=_REVISION,
        description="The git SHA of the build",
    )


class InvalidSettings(Exception):
    """The environment does not make valid settings. `problems` holds one line for each mistake.

    The lines name the variable and the rule, never the value: it may be a secret.
    """

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


Settings = TypeVar("Settings", bound=ServiceSettings)


def load_settings(settings_type: type[Settings]) -> Settings:
    """Settings from the environment. Raises `InvalidSettings`."""
    try:
        return settings_type()
    except ValidationError as error:
        details = error.errors(include_url=False, include_context=False, include_input=False)
        delimiter = settings_type.model_config.get("env_nested_delimiter")
        raise InvalidSettings(
            [_line(_variable(detail["loc"], delimiter), detail["msg"]) for detail in details]
        ) from None
    except pydantic_settings.SettingsError as error:
        raise InvalidSettings([str(error)]) from None


def _variable(location: tuple[int | str, ...], delimiter: Optional[str]) -> str:
    """The variable that a place in the settings comes from; empty for all of them together."""
    # Without nested variables, what follows the field is inside its one variable.
    parts = location if delimiter else location[:1]
    return (delimiter or "").join(str(part) for part in parts).upper()


def _line(variable: str, message: str) -> str:
    reason = message.removeprefix("Value error, ")
    return f"{variable}: {reason}" if variable else reason
