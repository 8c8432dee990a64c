"""What the environment may say, and what stops the start."""

from __future__ import annotations

from pathlib import Path

import pytest
from modax_control.access import ApiKeys, Role
from modax_control.settings import ControlSettings
from modax_service import InvalidSettings, load_settings
from pydantic import ValidationError

from tests.mosquitto import OPENSSL, encrypted, make_certificate

needs_openssl = pytest.mark.skipif(
    OPENSSL is None, reason="no openssl binary was found to make a certificate"
)


@pytest.fixture(autouse=True)
def _operator_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HMI_API_KEY", "operator-key")


def problems_of(monkeypatch: pytest.MonkeyPatch, **environment: str) -> str:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(InvalidSettings) as refusal:
        load_settings(ControlSettings)
    return str(refusal.value)


def test_defaults_are_those_of_the_fleet() -> None:
    settings = load_settings(ControlSettings)
    assert (settings.port, settings.mqtt_broker_host, settings.mqtt_broker_port) == (
        8000,
        "localhost",
        1883,
    )
    assert (settings.safety_max_age, settings.window_seconds) == (3, 10)
    assert (settings.ai_enabled, settings.ai_interval, settings.ai_layer_timeout) == (True, 60, 5)
    assert str(settings.ai_layer_url) == "http://localhost:8001/api/v1/analyze"


def test_outside_development_there_is_no_start_without_a_key(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("HMI_API_KEY")
    assert "none of HMI_API_KEY" in problems_of(monkeypatch, ENVIRONMENT="staging")
    assert "none of HMI_API_KEY" in problems_of(monkeypatch, HMI_API_KEY="")


@pytest.mark.parametrize(
    "environment",
    [{"ENVIRONMENT": "development"}, {"ENVIRONMENT": "production", "API_KEY_ENABLED": "false"}],
)
def test_keys_are_off_in_development_and_when_switched_off(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    settings = load_settings(ControlSettings)
    assert settings.keys == {}
    principal = ApiKeys(settings.keys).identify(None)
    assert principal is not None and principal.role.may_command


def test_keys_can_be_switched_on_in_development(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENVIRONMENT", "development")
    monkeypatch.setenv("API_KEY_ENABLED", "true")
    assert load_settings(ControlSettings).keys == {Role.OPERATOR: "operator-key"}


@pytest.mark.parametrize(
    ("environment", "problem"),
    [
        ({"MONITORING_API_KEY": "operator-key"}, "must differ"),
        ({"HMI_API_KEY": "with space"}, "printable ASCII"),
        ({"HMI_API_KEY": "schlüssel"}, "printable ASCII"),
        ({"MQTT_PASSWORD": "secret"}, "MQTT_PASSWORD needs MQTT_USERNAME"),
        ({"MQTT_CERTFILE": __file__, "MQTT_USE_TLS": "1"}, "need each other"),
        ({"MQTT_CA_CERTS": __file__}, "need MQTT_USE_TLS"),
        ({"MQTT_CERTFILE": __file__, "MQTT_KEYFILE": __file__}, "need MQTT_USE_TLS"),
        ({"MQTT_CA_CERTS": "/no/such/file"}, "MQTT_CA_CERTS"),
        ({"SAFETY_MAX_AGE": "nan"}, "SAFETY_MAX_AGE"),
        ({"SAFETY_MAX_AGE": "inf"}, "SAFETY_MAX_AGE"),
        ({"AI_INTERVAL": "0"}, "AI_INTERVAL"),
        ({"SAFETY_MAX_AGE": "86401"}, "SAFETY_MAX_AGE"),
        ({"AI_LAYER_URL": "ftp://ai"}, "AI_LAYER_URL"),
    ],
)
def test_what_cannot_be_meant_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], problem: str
) -> None:
    problems = problems_of(monkeypatch, **environment)
    assert problem in problems
    assert not any(key in problems for key in ("operator-key", "with space", "secret"))


HOST, USER, URL, PORT = "MQTT_BROKER_HOST", "MQTT_USERNAME", "AI_LAYER_URL", "MQTT_BROKER_PORT"
PASSWORD = "MQTT_PASSWORD"


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        *(
            (HOST, value)
            for value in (" ", "bro ker", "broker\n", "b" * 64, "broker:1883", "b\udc80")
        ),
        *((USER, value) for value in (" ", "con trol", "control\n", "\x07", "c" * 257, "c\udc80")),
        *((PASSWORD, value) for value in ("secret\n", "\x1b", "p" * 65_536, "p\udc80")),
        *((PORT, value) for value in (" ", "0", "65536", "-1", "18.83", "9" * 5000, "1883/tcp")),
        *((URL, "http://" + value) for value in ("", " ", ":8001", "a i/", "a\ni/", "a" * 64)),
        *((URL, "http://" + value) for value in ("ai/\t", "a..i/", "ai:0x1", "ai:65536", "\u00e4")),
        (URL, "http://ai/" + "p" * 2048),
        (URL, "http://user@ai/"),
        (URL, "http://:secret@ai/"),
        (URL, "http://ai/\udc80"),
        (URL, "ai-layer:8001"),
    ],
)
def test_a_value_of_impossible_form_is_told_by_its_variable_and_not_repeated(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    if variable != USER:
        monkeypatch.setenv(USER, "control")
    problems = problems_of(monkeypatch, **{variable: value})
    assert problems.startswith(f"{variable}: ") and ";" not in problems
    assert len(problems) < 200
    assert len(value) < 4 or value not in problems


@pytest.mark.parametrize("field", ["mqtt_broker_host", "mqtt_username", "mqtt_password"])
@pytest.mark.parametrize("value", ["", "a\0b"])
def test_what_no_environment_can_hold_is_refused_as_well(field: str, value: str) -> None:
    values = {"hmi_api_key": "operator-key", "mqtt_username": "control", field: value}
    with pytest.raises(ValidationError, match=field):
        ControlSettings.model_validate(values)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        (HOST, "fe80::1"),
        (HOST, "mosquitto"),
        (USER, "steuerung-ä@werk"),
        (USER, "c" * 256),
        (PASSWORD, "two words"),
        (PASSWORD, "p" * 65_535),
        (URL, "https://ai-layer.example:8001/api/v1/analyze?window=10"),
        (URL, "http://[::1]:8001/api/v1/analyze"),
        (URL, "http://ai_layer:8001/"),
    ],
)
def test_a_value_of_possible_form_is_taken_as_it_is(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(USER, "control")
    monkeypatch.setenv(variable, value)
    taken = getattr(load_settings(ControlSettings), variable.lower())
    assert str(taken.get_secret_value() if variable == PASSWORD else taken) == value


def test_settings_do_not_show_their_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MQTT_USERNAME", "control")
    monkeypatch.setenv("MQTT_PASSWORD", "broker-secret")
    shown = repr(load_settings(ControlSettings))
    assert "operator-key" not in shown and "broker-secret" not in shown


def test_the_audit_log_is_where_it_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AUDIT_LOG_PATH", str(tmp_path / "audit"))
    assert load_settings(ControlSettings).audit_log_path == tmp_path / "audit"


@needs_openssl
def test_certificates_and_their_key_are_taken(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    certificate, key = make_certificate(tmp_path)
    monkeypatch.setenv("MQTT_USE_TLS", "true")
    monkeypatch.setenv("MQTT_CA_CERTS", str(certificate))
    monkeypatch.setenv("MQTT_CERTFILE", str(certificate))
    monkeypatch.setenv("MQTT_KEYFILE", str(key))
    settings = load_settings(ControlSettings)
    assert (settings.mqtt_ca_certs, settings.mqtt_certfile) == (certificate, certificate)
    assert settings.mqtt_keyfile == key


@pytest.mark.parametrize("content", ["", "garbage", "-----BEGIN CERTIFICATE-----\nx\n"])
def test_authorities_that_cannot_be_read_are_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: str
) -> None:
    file = tmp_path / "ca.pem"
    file.write_text(content)
    problem = problems_of(monkeypatch, MQTT_USE_TLS="1", MQTT_CA_CERTS=str(file))
    assert problem.startswith("MQTT_CA_CERTS") and "\n" not in problem


@needs_openssl
@pytest.mark.parametrize("fault", ["no key", "another's key", "encrypted key"])
def test_a_certificate_without_its_key_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, fault: str
) -> None:
    """Nor is anybody asked for the password of a key: nobody is there to type it."""
    certificate, key = make_certificate(tmp_path)
    if fault == "no key":
        key = certificate
    elif fault == "another's key":
        (tmp_path / "other").mkdir()
        _, key = make_certificate(tmp_path / "other")
    else:
        key = encrypted(key)
    environment = {"MQTT_CERTFILE": str(certificate), "MQTT_KEYFILE": str(key)}
    problem = problems_of(monkeypatch, MQTT_USE_TLS="1", **environment)
    assert problem.startswith("MQTT_CERTFILE and MQTT_KEYFILE")
