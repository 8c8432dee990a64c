"""A host that no resolver could be asked for is refused while the settings are read."""

from __future__ import annotations

import ipaddress
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st
from modax_service import HostName, InvalidSettings, ServiceSettings, load_settings
from pydantic import TypeAdapter, ValidationError

host_names: TypeAdapter[str] = TypeAdapter(HostName)

IMPOSSIBLE = {
    "empty": "",
    "a space": " ",
    "a space inside": "mill one",
    "a space at the end": "mill ",
    "a line end": "mill\n",
    "a control character": "mi\x1bll",
    "NUL": "mi\0ll",
    "not ASCII": "fräse",
    "no Unicode": "mi\udcffll",
    "a part of 64": "a" * 64,
    "254 in all": ".".join(["a" * 50] * 5),
    "an empty part": "mill..local",
    "a dot first": ".local",
    "a dot only": ".",
    "two dots last": "local..",
    "a hyphen first": "-mill",
    "a hyphen last": "mill-",
    "a port": "mill:1883",
    "brackets": "[::1]",
    "a URL": "mqtt://mill",
    "an option": "--help",
}
POSSIBLE = [
    "localhost",
    "MILL-1.example.",
    "control_layer",
    "127.0.0.1",
    "::1",
    "fe80::1%eth0",
    "a" * 63,
    ".".join(["a" * 62] * 4 + ["b"]),
]


@pytest.mark.parametrize("host", IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_an_impossible_host_is_refused_without_being_repeated(host: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        host_names.validate_python(host)
    [detail] = refusal.value.errors()
    assert detail["msg"] == "Value error, must be a host name or an IP address"


@pytest.mark.parametrize("host", POSSIBLE)
def test_names_and_addresses_are_taken_as_they_are(host: str) -> None:
    assert host_names.validate_python(host) == host


@given(st.one_of(st.text(max_size=80), st.from_regex(r"[a-z0-9._-]{1,80}", fullmatch=True)))
def test_what_is_taken_can_be_encoded_for_a_resolver(host: str) -> None:
    try:
        host_names.validate_python(host)
    except ValidationError:
        return
    assert host.encode("idna")


@given(st.ip_addresses())
def test_every_address_is_taken(address: ipaddress.IPv4Address) -> None:
    assert host_names.validate_python(str(address)) == str(address)
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6
    assert socket.inet_pton(family, str(address))


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("HOST", "not a host"),
        ("HOST", "a" * 300),
        ("MODAX_REVISION", "4dcb54b 1"),
        ("MODAX_REVISION", "4dcb54b\n"),
        ("MODAX_REVISION", "r\udcff"),
        ("MODAX_REVISION", "r" * 129),
    ],
)
def test_the_variable_is_named(monkeypatch: pytest.MonkeyPatch, variable: str, value: str) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(InvalidSettings) as refusal:
        load_settings(ServiceSettings)
    [problem] = refusal.value.problems
    assert problem.startswith(f"{variable}: ")
    assert value not in problem
