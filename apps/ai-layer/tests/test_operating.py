"""Time is covered once, and what is kept of it is bounded."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modax_ai.operating import Span, bounded, cover, covered, in_order, total

lengths = st.lists(st.tuples(st.integers(0, 50), st.integers(1, 50)), max_size=40)


def apart(steps: list[tuple[int, int]]) -> tuple[Span, ...]:
    """Spans of these lengths, each after a gap."""
    spans: list[Span] = []
    now = 0
    for length, gap in steps:
        spans.append((now + gap, now + gap + length))
        now += gap + length
    return tuple(spans)


def test_a_span_joins_the_neighbours_it_reaches() -> None:
    spans = ((0.0, 10.0), (100.0, 110.0), (300.0, 310.0))

    assert cover(spans, (40.0, 50.0), 30) == ((0.0, 50.0), *spans[1:])
    assert cover(spans, (40.0, 50.0), 50) == ((0.0, 110.0), spans[2])
    assert cover(spans, (41.0, 51.0), 30) == (spans[0], (41.0, 51.0), *spans[1:])
    assert cover(spans, (0.0, 400.0), 0) == ((0.0, 400.0),)
    assert cover((), (5.0, 5.0), 0) == ((5.0, 5.0),)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [(-0.1, False), (0.0, True), (10.0, True), (10.1, False), (99.9, False), (105.0, True)],
)
def test_the_ends_of_a_span_belong_to_it(moment: float, expected: bool) -> None:
    assert covered(((0.0, 10.0), (100.0, 110.0)), moment) is expected


@given(lengths)
def test_what_is_kept_is_bounded_and_uncovers_nothing(steps: list[tuple[int, int]]) -> None:
    spans = apart(steps)

    kept = bounded(spans)

    assert len(kept) == min(len(spans), 16)
    assert in_order(kept) == kept
    assert all(covered(kept, start) and covered(kept, end) for start, end in spans)


def test_the_shortest_gaps_are_given_up_first() -> None:
    """An absurd span in the far future is not joined with the present."""
    spans = apart([(10, 500)] * 8 + [(10, 200)] + [(10, 500)] * 7 + [(10, 10**8)])

    kept = bounded(spans)

    assert len(spans) == 17 and len(kept) == 16
    assert kept == (*spans[:7], (spans[7][0], spans[8][1]), *spans[9:])
    assert total(kept) == total(spans) + 200


@pytest.mark.parametrize(
    "spans", [((2.0, 1.0),), ((1.0, 5.0), (4.0, 6.0)), ((3.0, 4.0), (1.0, 2.0))]
)
def test_what_is_no_order_of_time_is_refused(spans: tuple[Span, ...]) -> None:
    with pytest.raises(ValueError, match="not in order"):
        in_order(spans)
