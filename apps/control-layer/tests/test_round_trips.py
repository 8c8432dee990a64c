"""How old what arrives can be, by the questions that were answered before it."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st
from modax_control.broker.round_trips import SETTLING_SECONDS, RoundTrips
from modax_control.broker.safety_watch import answer_deadline

DEADLINE = 1.0

gaps = st.lists(
    st.tuples(st.floats(0, 3), st.floats(0, 3)).filter(lambda gap: sum(gap) > 0), max_size=30
)


@given(started=st.floats(0, 1e6), gaps=gaps)
def test_nothing_counts_as_younger_than_the_newest_answered_question(
    started: float, gaps: list[tuple[float, float]]
) -> None:
    """The model: each question is answered after a while, and the next is asked after a pause."""
    trips = RoundTrips(started, DEADLINE)
    now = newest = started
    for pause, until_answer in gaps:
        asked = now + pause
        assert trips.overdue(asked) == (asked - newest > DEADLINE)
        # The broker may stand still from here: what arrives now may be from before.
        assert trips.sent_after in (newest, -math.inf)
        now = asked + until_answer
        trips.answered(asked)
        newest = asked
        assert trips.settled == (newest - started >= SETTLING_SECONDS)
        assert trips.sent_after == (newest if trips.settled else -math.inf)
        assert trips.sent_after <= now


def test_a_connection_is_not_believed_before_it_has_proved_itself() -> None:
    trips = RoundTrips(100.0, DEADLINE)
    assert (trips.settled, trips.sent_after) == (False, -math.inf)
    trips.answered(100.99)
    assert (trips.settled, trips.sent_after) == (False, -math.inf)
    trips.answered(101.0)
    assert (trips.settled, trips.sent_after) == (True, 101.0)


def test_an_answer_that_comes_out_of_turn_makes_nothing_older() -> None:
    trips = RoundTrips(0.0, DEADLINE)
    trips.answered(5.0)
    trips.answered(4.0)
    assert trips.sent_after == 5.0


def test_whoever_stood_still_is_overdue() -> None:
    trips = RoundTrips(0.0, DEADLINE)
    assert not trips.overdue(1.0)
    assert trips.overdue(1.001)
    trips.answered(0.75)
    assert not trips.overdue(1.75)
    assert trips.overdue(1.751)


def test_the_deadline_is_a_third_of_the_time_a_report_is_believed_but_never_below_a_second() -> (
    None
):
    assert [answer_deadline(age) for age in (0.5, 3.0, 6.0)] == [1.0, 1.0, 2.0]
