"""Work is done in order, whatever becomes of whoever waits for it."""

from __future__ import annotations

import threading
from functools import partial

import pytest
from modax_control.command.writer import Writer


def test_work_is_done_in_order_and_by_one_thread() -> None:
    writer = Writer()
    done: list[tuple[int, int]] = []

    def work(number: int) -> bool:
        done.append((number, threading.get_ident()))
        return number > 5

    results = [writer.submit(partial(work, number)) for number in range(10)]
    assert [result.result(60) for result in results] == [False] * 6 + [True] * 4
    assert [number for number, _ in done] == list(range(10))
    assert len({thread for _, thread in done}) == 1
    writer.stop()


def test_work_cannot_be_called_off() -> None:
    writer = Writer()
    go_on = threading.Event()
    first = writer.submit(lambda: go_on.wait(60))
    second = writer.submit(lambda: True)
    assert not second.cancel()
    go_on.set()
    assert first.result(60) and second.result(60)
    writer.stop()


def test_work_that_breaks_is_told_and_the_next_is_done() -> None:
    def broken() -> bool:
        raise RuntimeError("a bug")

    writer = Writer()
    first, second = writer.submit(broken), writer.submit(lambda: True)
    with pytest.raises(RuntimeError, match="a bug"):
        first.result(60)
    assert second.result(60)
    writer.stop()


def test_work_that_was_submitted_before_the_stop_is_done() -> None:
    writer = Writer()
    go_on = threading.Event()
    writer.submit(lambda: go_on.wait(60))
    last = writer.submit(lambda: True)
    writer.stop()
    go_on.set()
    assert last.result(60)
