"""A caller may send a burst, and one command a second in the long run."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from modax_control.command.rate_limit import RateLimit

pauses = st.lists(st.floats(0, 5), max_size=100)


@given(pauses)
def test_never_more_than_the_burst_and_the_rate_allow(pauses: list[float]) -> None:
    limit = RateLimit()
    now = 0.0
    taken = 0
    for pause in pauses:
        now += pause
        if limit.take("operator", now) is None:
            taken += 1
        assert taken <= 10 + now + 1e-6


@given(pauses)
def test_whoever_waits_as_long_as_told_is_served(pauses: list[float]) -> None:
    limit = RateLimit()
    now = 0.0
    for pause in pauses:
        now += pause / 10
        wait = limit.take("operator", now)
        if wait is not None:
            assert wait >= 1
            now += wait
            assert limit.take("operator", now) is None


def test_ten_at_once_and_then_one_a_second() -> None:
    limit = RateLimit()
    assert [limit.take("operator", 0.0) for _ in range(11)] == [None] * 10 + [1]
    assert limit.take("operator", 0.9) == 1
    assert limit.take("operator", 1.0) is None
    assert limit.take("operator", 1.1) == 1
    # However long the pause, it saves up no more than ten.
    assert [limit.take("operator", 1e6) for _ in range(11)] == [None] * 10 + [1]


def test_callers_do_not_use_up_each_others_commands() -> None:
    limit = RateLimit()
    while limit.take("operator", 0.0) is None:
        pass
    assert limit.take("administrator", 0.0) is None
