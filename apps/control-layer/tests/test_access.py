"""Who is behind a key."""

from __future__ import annotations

from typing import Optional

import pytest
from hypothesis import given
from hypothesis import strategies as st
from modax_control.access import ApiKeys, Principal, Role

KEYS = ApiKeys(
    {Role.OPERATOR: "operator-key", Role.MONITORING: "monitoring-key", Role.ADMINISTRATOR: "admin"}
)


@pytest.mark.parametrize(
    ("key", "role"),
    [
        ("operator-key", Role.OPERATOR),
        ("monitoring-key", Role.MONITORING),
        ("admin", Role.ADMINISTRATOR),
    ],
)
def test_each_key_has_its_role_and_its_name_for_the_record(key: str, role: Role) -> None:
    assert KEYS.identify(key) == Principal(role.value, role)
    assert role.may_command is (role is not Role.MONITORING)


@pytest.mark.parametrize(
    "key", [None, "", "operator-ke", "operator-key ", "OPERATOR-KEY", "operator-\ud800key", "\0"]
)
def test_anything_else_is_nobody(key: Optional[str]) -> None:
    assert KEYS.identify(key) is None


@given(st.text(st.characters()))
def test_no_text_is_more_than_one_key_or_breaks_the_comparison(key: str) -> None:
    principal = KEYS.identify(key)
    assert (principal is not None) == (key in {"operator-key", "monitoring-key", "admin"})
