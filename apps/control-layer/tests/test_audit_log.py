"""The audit log survives full, torn, hung and vanished files."""

from __future__ import annotations

import asyncio
import errno
import json
import os
import stat
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import AsyncIterator, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from modax_control.command import audit_log
from modax_control.command.audit_log import AuditLog
from structlog.testing import capture_logs

from tests.support import ManualClock, entries_of, eventually

DRAIN = 60.0
WRITE = "modax_control.command.audit_log.os.write"


@pytest.fixture
async def log(tmp_path: Path) -> AsyncIterator[AuditLog]:
    log = AuditLog(tmp_path / "audit.jsonl", ManualClock())
    yield log
    await log.close("closed", DRAIN)


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
    await log.close("closed", DRAIN)
    entry, _closed = entries_of(path)
    assert (entry["why"], entry["parameters"]) == (text, parameters)


async def test_a_full_disk_is_noticed_by_the_first_entry_and_told_from_then_on() -> None:
    log = AuditLog(Path("/dev/full"), ManualClock())
    assert not await log.append("tested")
    assert not await log.writable()
    await log.close("closed", DRAIN)


@pytest.mark.parametrize("path", ["no-such-folder/audit.jsonl", "."])
async def test_a_path_that_cannot_be_opened_is_not_writable(tmp_path: Path, path: str) -> None:
    log = AuditLog(tmp_path / path, ManualClock())
    assert not await log.writable()
    with capture_logs() as logs:
        assert not await log.append("tested")
    await log.close("closed", DRAIN)
    # The entry is not lost while there is another log.
    [waiting] = [entry for entry in logs if entry["event"] == "audit_entry_not_written"]
    assert '"event":"tested"' in waiting["entry"]


async def test_a_new_file_is_on_disk_with_its_name(
    log: AuditLog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fsync = os.fsync
    synchronised: list[bool] = []

    def watch(file: int) -> None:
        synchronised.append(stat.S_ISDIR(os.fstat(file).st_mode))
        fsync(file)

    monkeypatch.setattr("modax_control.command.audit_log.os.fsync", watch)
    assert await log.append("first")
    assert synchronised == [True, False]
    assert await log.append("second")
    assert synchronised == [True, False, False]


@pytest.mark.parametrize(
    ("free", "blocks", "writable"), [(1, 1, True), (0, 1, False), (0, 0, True)]
)
async def test_a_disk_without_a_free_block_is_not_writable(
    log: AuditLog, monkeypatch: pytest.MonkeyPatch, free: int, blocks: int, writable: bool
) -> None:
    def disk(_file: int) -> SimpleNamespace:
        return SimpleNamespace(f_bavail=free, f_blocks=blocks)

    monkeypatch.setattr("modax_control.command.audit_log.os.fstatvfs", disk)
    assert await log.writable() is writable


async def test_those_who_ask_at_the_same_time_share_one_look_at_the_disk(
    log: AuditLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    fstatvfs = os.fstatvfs
    looks: list[int] = []
    asked = threading.Event()

    def look(file: int) -> os.statvfs_result:
        looks.append(file)
        asked.wait()
        return fstatvfs(file)

    monkeypatch.setattr("modax_control.command.audit_log.os.fstatvfs", look)
    everybody = asyncio.gather(*(log.writable() for _ in range(50)))
    await asyncio.sleep(0)
    asked.set()
    assert all(await everybody)
    assert len(looks) == 1
    assert await log.writable()
    assert len(looks) == 2


async def test_what_does_not_fit_in_memory_is_counted_in_the_log(tmp_path: Path) -> None:
    folder = tmp_path / "disk"
    log = AuditLog(folder / "audit.jsonl", ManualClock())
    for number in range(audit_log.MAX_WAITING_ENTRIES + 7):
        assert not await log.append(f"number {number}")
    folder.mkdir()
    assert await log.writable()
    assert await log.append("after")
    await log.close("closed", DRAIN)
    *kept, gap, after, _closed = entries_of(folder / "audit.jsonl")
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
    await log.close("closed", DRAIN)
    assert [entry["event"] for entry in entries_of(path)] == ["first", "second", "closed"]


async def test_refusals_leave_half_of_the_room_to_stops_and_executed_commands(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "disk"
    log = AuditLog(folder / "audit.jsonl", ManualClock())
    half = audit_log.MAX_WAITING_ENTRIES // 2
    for number in range(half + 100):
        assert not await log.append(f"refusal {number}", gives_way=True)
    for number in range(half + 1):
        assert not await log.append(f"stop {number}")
    folder.mkdir()
    assert await log.close("closed", DRAIN) == 0
    *kept, closed, gap = entries_of(folder / "audit.jsonl")
    assert [entry["event"] for entry in kept] == [
        *(f"refusal {number}" for number in range(half)),
        *(f"stop {number}" for number in range(half)),
    ]
    assert (closed["event"], gap["event"], gap["entries"]) == ("closed", "audit_gap", "101")


@pytest.mark.parametrize("gives_way", [True, False])
async def test_an_entry_without_room_finds_it_when_the_disk_is_back(
    tmp_path: Path, gives_way: bool
) -> None:
    folder = tmp_path / "disk"
    log = AuditLog(folder / "audit.jsonl", ManualClock())
    for number in range(audit_log.MAX_WAITING_ENTRIES):
        assert not await log.append(f"number {number}")
    folder.mkdir()
    assert await log.append("after", gives_way=gives_way)
    assert await log.close("closed", DRAIN) == 0
    *kept, after, _closed = entries_of(folder / "audit.jsonl")
    assert len(kept) == audit_log.MAX_WAITING_ENTRIES
    assert after["event"] == "after"


async def test_a_disk_that_takes_a_few_bytes_at_a_time_gets_whole_entries(
    log: AuditLog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = os.write
    monkeypatch.setattr(WRITE, lambda file, data: write(file, data[:7]))
    assert await log.append("first")
    assert await log.append("second")
    entries = entries_of(tmp_path / "audit.jsonl")
    assert [entry["event"] for entry in entries] == ["first", "second"]


async def test_a_disk_that_is_full_half_way_tears_one_line_and_loses_no_entry(
    log: AuditLog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = os.write

    def half(file: int, data: bytes) -> int:
        if len(data) < 40:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(file, data[: len(data) // 2])

    with monkeypatch.context() as patch, capture_logs() as logs:
        patch.setattr(WRITE, half)
        assert not await log.append("first")
        assert not await log.append("second")
    failures = [entry["error"] for entry in logs if entry["event"] == "audit_log_write_failed"]
    assert len(failures) == 2 and all("No space left" in failure for failure in failures)
    assert await log.append("third")
    lines = (tmp_path / "audit.jsonl").read_text().splitlines()
    torn, whole = lines[:-3], [json.loads(line) for line in lines[-3:]]
    assert [entry["event"] for entry in whole] == ["first", "second", "third"]
    # What was torn is the beginning of what came whole later, on a line of its own.
    assert torn and all((lines[-3] + lines[-2]).startswith(line) for line in torn)


async def test_an_entry_that_the_disk_may_have_lost_is_written_again(
    log: AuditLog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_file: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    (tmp_path / "audit.jsonl").touch()
    with monkeypatch.context() as patch:
        patch.setattr("modax_control.command.audit_log.os.fsync", fail)
        assert not await log.append("first")
    assert await log.append("second")
    entries = entries_of(tmp_path / "audit.jsonl")
    assert [entry["event"] for entry in entries] == ["first", "first", "second"]


async def test_a_fault_of_this_code_does_not_end_the_writing(
    log: AuditLog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_file: int) -> None:
        raise RuntimeError("a bug")

    with monkeypatch.context() as patch:
        patch.setattr("modax_control.command.audit_log.os.fsync", broken)
        with pytest.raises(RuntimeError, match="a bug"):
            await log.append("first")
    assert await log.append("second")
    assert entries_of(tmp_path / "audit.jsonl")[-1]["event"] == "second"


async def test_at_the_end_what_is_on_no_disk_is_counted_and_told(tmp_path: Path) -> None:
    log = AuditLog(tmp_path / "missing" / "audit.jsonl", ManualClock())
    for number in range(audit_log.MAX_WAITING_ENTRIES + 1):
        assert not await log.append(f"number {number}")
    with capture_logs() as logs:
        lost = await log.close("closed", DRAIN)
    # The closing entry has a place of its own.
    assert lost == audit_log.MAX_WAITING_ENTRIES + 2
    assert [(entry["event"], entry["entries"]) for entry in logs if "entries" in entry] == [
        ("audit_entries_lost", lost)
    ]


@pytest.fixture
def full_pipe(tmp_path: Path) -> Iterator[tuple[Path, int]]:
    """A pipe that nobody reads, and its reader: writing to it hangs until somebody does."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDWR | os.O_NONBLOCK)
    with pytest.raises(BlockingIOError):
        while True:
            os.write(reader, b"x" * 65_536)
    yield path, reader
    os.close(reader)


async def test_a_disk_that_hangs_holds_nobody_up(
    full_pipe: tuple[Path, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_log, "WRITE_DEADLINE", 0.01)
    path, reader = full_pipe
    log = AuditLog(path, ManualClock())
    assert not await log.append("tested")
    assert not await log.writable()
    assert not await log.writable()
    os.read(reader, 65_536)
    # A pipe cannot be synchronised, so nothing in it counts as written.
    assert await log.close("closed", DRAIN) == 2


async def test_a_disk_that_hangs_does_not_hold_up_the_end(
    full_pipe: tuple[Path, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_log, "WRITE_DEADLINE", 0.01)
    path, reader = full_pipe
    before = set(threading.enumerate())
    log = AuditLog(path, ManualClock())
    [writer] = set(threading.enumerate()) - before
    assert not await log.append("tested")
    assert await log.close("closed", 0.01) == 2
    # The interpreter would wait for a thread that is no daemon.
    assert writer.is_alive() and writer.daemon
    os.read(reader, 65_536)
    await eventually(lambda: not writer.is_alive())
