"""Programs are ended with all their children, also when a test fails."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Awaitable, Callable

import pytest

from modax_layers_e2e import polling, processes
from modax_layers_e2e.polling import eventually
from modax_layers_e2e.processes import Program

WITH_CHILD = """
import signal, subprocess, sys
signal.signal(signal.SIGTERM, {handler})
child = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"])
print("ready", flush=True)
while True:
    signal.pause()
"""


def program(folder: Path, handler: str) -> Program:
    code = WITH_CHILD.format(handler=handler)
    return Program("toy", [sys.executable, "-c", code], {}, folder)


async def is_ready(toy: Program) -> None:
    async def said_so() -> bool:
        return "ready" in toy.log

    await eventually("the toy is ready", said_so)


def is_gone(toy: Program) -> Callable[[], Awaitable[bool]]:
    async def no_process_is_left() -> bool:
        return not toy.left_behind

    return no_process_is_left


async def test_a_failing_test_leaves_no_process_behind(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), program(tmp_path, "signal.SIG_DFL") as toy:
        toy.start()
        await is_ready(toy)
        raise RuntimeError("the test fails")

    assert not toy.running
    await eventually("the child is gone", is_gone(toy))


async def test_a_child_left_behind_is_noticed_and_ended(tmp_path: Path) -> None:
    with program(tmp_path, "lambda *_: sys.exit(3)") as toy:
        toy.start()
        await is_ready(toy)
        assert toy.stop() == 3
        assert not toy.running and toy.left_behind

    await eventually("the child is gone", is_gone(toy))


async def test_a_program_that_does_not_end_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "STOP_DEADLINE", 0.2)
    with program(tmp_path, "signal.SIG_IGN") as toy:
        toy.start()
        await is_ready(toy)
        with pytest.raises(subprocess.TimeoutExpired):
            toy.stop()

    assert not toy.running


def test_a_program_that_was_never_started_needs_no_ending(tmp_path: Path) -> None:
    with program(tmp_path, "signal.SIG_DFL") as toy:
        assert not toy.running
        assert toy.log == ""
        with pytest.raises(RuntimeError, match="toy was never started"):
            toy.stop()


async def test_what_does_not_happen_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(polling, "DEADLINE", 0.1)

    async def never() -> bool:
        return False

    with pytest.raises(AssertionError, match="the sky falls"):
        await eventually("the sky falls", never)
