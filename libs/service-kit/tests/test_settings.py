"""Wrong settings are told in full, at the start, without their values."""

from __future__ import annotations

import pytest
from modax_service import InvalidSettings, ServiceIdentity, ServiceSettings, load_settings
from pydantic import Field, SecretStr, model_validator


class OvenSettings(ServiceSettings):
    oven_key: SecretStr = Field(SecretStr("unset"), min_length=4)
    celsius: float = Field(20, le=300)
    zones: list[int] = Field(default_factory=list)

    @model_validator(mode="after")
    def _needs_a_zone_when_hot(self) -> OvenSettings:
        if self.celsius > 100 and not self.zones:
            raise ValueError("CELSIUS above 100 needs ZONES")
        return self


def test_defaults_are_those_of_production_on_this_machine_only() -> None:
    settings = load_settings(ServiceSettings)
    assert (settings.host, settings.environment, settings.revision) == (
        "127.0.0.1",
        "production",
        "unknown",
    )


def test_the_environment_decides_and_an_empty_variable_is_not_set(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PORT", "9000")
    monkeypatch.setenv("HOST", "")
    monkeypatch.setenv("MODAX_REVISION", "4dcb54b")
    settings = load_settings(OvenSettings)
    assert (settings.port, settings.host, settings.revision) == (9000, "127.0.0.1", "4dcb54b")
    identity = ServiceIdentity.of("modax-service-kit", settings)
    assert (identity.name, identity.revision) == ("modax-service-kit", "4dcb54b")
    assert identity.version


def test_every_mistake_is_one_line_with_the_variable_and_never_the_value(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PORT", "eighty")
    monkeypatch.setenv("ENVIRONMENT", "moon")
    monkeypatch.setenv("OVEN_KEY", "pst")
    with pytest.raises(InvalidSettings) as refusal:
        load_settings(OvenSettings)
    lines = refusal.value.problems
    assert [line.split(":")[0] for line in lines] == ["PORT", "ENVIRONMENT", "OVEN_KEY"]
    assert not any(value in str(refusal.value) for value in ("eighty", "moon", "pst"))


@pytest.mark.parametrize(
    ("variable", "value", "line"),
    [
        ("CELSIUS", "200", "CELSIUS above 100 needs ZONES"),
        ("ZONES", "[1", 'error parsing value for field "zones"'),
    ],
)
def test_mistakes_of_several_settings_and_of_syntax_are_told_too(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, line: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(InvalidSettings) as refusal:
        load_settings(OvenSettings)
    assert refusal.value.problems[0].startswith(line)
