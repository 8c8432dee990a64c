"""The audit log survives full, torn, hung and vanished files."""

from __future__ import annotations

import asyncio
import os
import stat
import threading
from pathlib import Path
from typing import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from modax_control.command import audit_log
from modax_control.command.audit_log import AuditLog
from structlog.testing import capture_logs

from tests.support import ManualClock, entries_of


@pytest.fixture
async def log(tmp_path: Path) -> AsyncIterator[AuditLog]:
    log = AuditLog(tmp_path / "audit.jsonl", ManualClock())
    yield log
    log.close()


async def test_an_entry_is_on_disk_when_append_returns(log: AuditLog, tmp_path: Path) -> None:
    assert await log.append("tested", who="me", parameters={"a": "b"})
    path = tmp_path / "audit.jsonl"
    assert entries_of(path) == [
        {
            "time": "2023-11-14T22:13:20.000+00:00",
            "event": "tested",
            "who": "me",
            "parameters": {"a": "b"},
        }
    ]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_entries_that_come_together_keep_their_order(log: AuditLog, tmp_path: Path) -> None:
    assert all(await asyncio.gather(*(log.append(f"number {n}") for n in range(200))))
    entries = entries_of(tmp_path / "audit.jsonl")
    assert [entry["event"] for entry in entries] == [f"number {n}" for n in range(200)]


async def test_what_was_there_stays(log: AuditLog, tmp_path: Path) -> None:
    path = tmp_path / "audit.jsonl"
    path.write_text('{"event":"earlier"}\n')
    await log.append("later")
    assert [entry["event"] for entry in entries_of(path)] == ["earlier", "later"]


async def test_a_line_that_broke_off_spoils_no_other(log: AuditLog, tmp_path: Path) -> None:
    path = tmp_path / "audit.jsonl"
    path.write_text('{"event":"torn by a po')
    await log.append("whole")
    torn, whole = path.read_text().splitlines()
    assert torn == '{"event":"torn by a po'
    assert '"event":"whole"' in whole


async def test_a_rotated_file_is_replaced_by_a_new_one(log: AuditLog, tmp_path: Path) -> None:
    path = tmp_path / "audit.jsonl"
    await log.append("first")
    path.rename(tmp_path / "rotated")
    await log.append("second")
    assert [entry["event"] for entry in entries_of(path)] == ["second"]


@given(st.text(max_size=50), st.dictionaries(st.text(max_size=5), st.text(max_size=5)))
async def test_no_text_breaks_the_lines(
    tmp_path_factory: pytest.TempPathFactory, text: str, parameters: dict[str, str]
) -> None:
    path = tmp_path_factory.mktemp("audit") / "audit.jsonl"
    log = AuditLog(path, ManualClock())
    await log.append("tested", why=text, parameters=parameters)
    log.close()
    [entry] = entries_of(path)
    assert (entry["why"], entry["parameters"]) == (text, parameters)


async def test_a_full_disk_is_noticed_by_the_first_entry_and_told_from_then_on() -> None:
    log = AuditLog(Path("/dev/full"), ManualClock())
    assert not await log.append("tested")
    assert not await log.writable()
    log.close()


@pytest.mark.parametrize("path", ["no-such-folder/audit.jsonl", "."])
async def test_a_path_that_cannot_be_opened_is_not_writable(tmp_path: Path, path: str) -> None:
    log = AuditLog(tmp_path / path, ManualClock())
    assert not await log.writable()
    with capture_logs() as logs:
        assert not await log.append("tested")
    log.close()
    # The entry is not lost while there is another log.
    [waiting] = [entry for entry in logs if entry["event"] == "audit_entry_not_written"]
    assert '"event":"tested"' in waiting["entry"]


async def test_what_does_not_fit_in_memory_is_counted_in_the_log(tmp_path: Path) -> None:
    folder = tmp_path / "disk"
    log = AuditLog(folder / "audit.jsonl", ManualClock())
    for number in range(audit_log.MAX_WAITING_ENTRIES + 7):
        assert not await log.append(f"number {number}")
    folder.mkdir()
    assert await log.writable()
    assert await log.append("after")
    log.close()
    *kept, gap, after = entries_of(folder / "audit.jsonl")
    assert [entry["event"] for entry in kept] == [
        f"number {number}" for number in range(audit_log.MAX_WAITING_ENTRIES)
    ]
    assert (gap["event"], gap["entries"]) == ("audit_gap", "7")
    assert after["event"] == "after"


async def test_entries_behind_a_slow_one_are_late_and_not_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_log, "WRITE_DEADLINE", 0.01)
    path = tmp_path / "audit.jsonl"
    path.touch()
    disk = threading.Event()
    monkeypatch.setattr("modax_control.command.audit_log.os.fsync", lambda _file: disk.wait())
    log = AuditLog(path, ManualClock())
    assert not await log.append("first")
    assert not await log.append("second")
    disk.set()
    log.close()
    assert [entry["event"] for entry in entries_of(path)] == ["first", "second"]


async def test_a_disk_that_hangs_holds_nobody_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is a pipe that nobody reads: writing to it hangs until somebody does."""
    monkeypatch.setattr(audit_log, "WRITE_DEADLINE", 0.01)
    path = tmp_path / "pipe"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDWR | os.O_NONBLOCK)
    with pytest.raises(BlockingIOError):
        while True:
            os.write(reader, b"x" * 65_536)
    log = AuditLog(path, ManualClock())
    assert not await log.append("tested")
    assert not await log.writable()
    assert not await log.writable()
    os.read(reader, 65_536)
    log.close()
    os.close(reader)
