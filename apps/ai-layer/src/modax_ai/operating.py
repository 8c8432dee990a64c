"""When a machine was operating, as spans of time that windows cover. Pure.

No second is in two spans, so time counts once whatever order windows come in, however often they
come, and wherever a clock jumps to.
"""

from __future__ import annotations

from typing import Iterable

Span = tuple[float, float]
"""Start and end in epoch seconds, the end not before the start."""

_MOST_SPANS = 16


def in_order(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """The spans as they are; ValueError when they are not spans, or not in order of time."""
    moments = [moment for span in spans for moment in span]
    if moments != sorted(moments):
        raise ValueError("spans of time overlap or are not in order")
    return spans


def covered(spans: tuple[Span, ...], moment: float) -> bool:
    """Whether a span contains the moment; its ends belong to it."""
    return any(start <= moment <= end for start, end in spans)


def cover(spans: tuple[Span, ...], added: Span, largest_gap: float) -> tuple[Span, ...]:
    """The spans with one more, in order of time.

    A gap of at most `largest_gap` seconds between it and a neighbour is covered too.
    """
    start, end = added
    apart = []
    for one in spans:
        if one[1] < start - largest_gap or one[0] > end + largest_gap:
            apart.append(one)
        else:
            start, end = min(start, one[0]), max(end, one[1])
    return tuple(sorted([*apart, (start, end)]))


def total(spans: Iterable[Span]) -> float:
    """The seconds in all spans together."""
    return sum(end - start for start, end in spans)


def bounded(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """The spans without their shortest gaps, as far as there are too many to keep.

    What falls into a closed gap later counts as covered: rather too little wear than twice.
    """
    while len(spans) > _MOST_SPANS:
        gaps = [later[0] - earlier[1] for earlier, later in zip(spans, spans[1:])]
        shortest = gaps.index(min(gaps))
        following, after = shortest + 1, shortest + 2
        joined = (spans[shortest][0], spans[following][1])
        spans = (*spans[:shortest], joined, *spans[after:])
    return spans
