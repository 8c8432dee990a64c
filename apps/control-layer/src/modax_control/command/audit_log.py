"""The append-only log of every command: who, what, when, why."""

from __future__ import annotations

import asyncio
import os
import threading
from collections import deque
from concurrent.futures import Future
from datetime import datetime, timezone
from json import dumps
from pathlib import Path
from typing import Final, Mapping, Optional, Union

import structlog
from modax_service import Clock

from modax_control.command.writer import Writer

MAX_WAITING_ENTRIES: Final = 1000
"""Entries that wait in memory while the file cannot be written; later ones are counted only."""

MAX_WAITING_REFUSALS: Final = MAX_WAITING_ENTRIES // 2
"""Entries that may wait when one that gives way comes. Strangers can make as many of them as they
like: the other half is for stops and for commands that were carried out."""

WRITE_DEADLINE: Final = 2.0
"""Seconds after which an entry that is not on disk counts as not written."""

AuditValue = Union[str, Mapping[str, str], None]

_log = structlog.get_logger(__name__)


class AuditLog:
    """JSON lines, each on disk (written and fsynced) before `append` returns true.

    The file is opened for every write: so it may be rotated, and a deleted file is noticed. One
    thread writes, in the order of the calls; entries that come together share one fsync. When the
    disk fails, entries wait in memory and are written, in order, before the next; one whose fate
    is unknown is written again, so an entry can appear twice but is never lost silently: what did
    not fit is told by an `audit_gap` entry.
    """

    def __init__(self, path: Path, clock: Clock) -> None:
        self._path = path
        self._clock = clock
        self._writer = Writer()
        self._guard = threading.Lock()
        self._waiting: deque[bytes] = deque()
        self._left_out = 0
        self._probe: Optional[Future[bool]] = None

    async def append(self, event: str, *, gives_way: bool = False, **values: AuditValue) -> bool:
        """Adds an entry; whether it is on disk. An entry that is not also goes to the service's
        own log, and waits for the disk while there is room. One that `gives_way` leaves half of
        the room to the others."""
        line = self._line(event, values)
        most = MAX_WAITING_REFUSALS if gives_way else MAX_WAITING_ENTRIES
        # Without room, what waits is written first: the disk may be back.
        room = self._take_place(line, most) or (
            await self.writable() and self._take_place(line, most)
        )
        if not room:
            with self._guard:
                self._left_out += 1
        written = room and await _in_time(self._writer.submit(self._write_waiting), WRITE_DEADLINE)
        if not written:
            _log.error("audit_entry_not_written", entry=line.decode(), waiting=room)
        return written

    async def writable(self) -> bool:
        """Whether an entry could be written now. Writes the entries that wait."""
        if self._probe is None or self._probe.done():
            self._probe = self._writer.submit(self._try_to_write)
        return await _in_time(self._probe, WRITE_DEADLINE)

    async def close(self, event: str, drain_seconds: float) -> int:
        """Adds the last entry and waits for the disk, for at most `drain_seconds`. How many entries
        are lost: not known to be on disk. Nothing can be appended afterwards."""
        self._take_place(self._line(event, {}), MAX_WAITING_ENTRIES + 1)
        await _in_time(self._writer.submit(self._write_waiting), drain_seconds)
        self._writer.stop()
        with self._guard:
            lost = len(self._waiting) + self._left_out
        if lost:
            _log.critical("audit_entries_lost", entries=lost, path=str(self._path))
        return lost

    def _take_place(self, line: bytes, most: int) -> bool:
        with self._guard:
            if len(self._waiting) >= most:
                return False
            self._waiting.append(line)
            return True

    def _line(self, event: str, values: Mapping[str, AuditValue]) -> bytes:
        time = datetime.fromtimestamp(self._clock.epoch(), timezone.utc)
        entry = {"time": time.isoformat(timespec="milliseconds"), "event": event, **values}
        return dumps(entry, separators=(",", ":")).encode("ascii") + b"\n"

    def _try_to_write(self) -> bool:
        """Runs in the writer's thread."""
        try:
            file = self._open()
            try:
                disk = os.fstatvfs(file)
            finally:
                os.close(file)
        except OSError:
            return False
        # Some special file systems do not count blocks at all.
        has_room = disk.f_bavail > 0 or disk.f_blocks == 0
        return has_room and self._write_waiting()

    def _write_waiting(self) -> bool:
        """Runs in the writer's thread. True when nothing waits any more."""
        with self._guard:
            lines = list(self._waiting)
            left_out = self._left_out
        if not lines:
            return True
        gap = self._line("audit_gap", {"entries": str(left_out)}) if left_out else b""
        try:
            self._write(b"".join(lines) + gap)
        except OSError as error:
            _log.error("audit_log_write_failed", path=str(self._path), error=str(error))
            return False
        with self._guard:
            for _ in lines:
                self._waiting.popleft()
            self._left_out -= left_out
        return True

    def _write(self, data: bytes) -> None:
        file = self._open()
        try:
            data = self._end_of_torn_line(file) + data
            while data:
                written = os.write(file, data)
                data = data[written:]
            os.fsync(file)
        finally:
            os.close(file)

    def _open(self) -> int:
        is_new = not self._path.exists()
        file = os.open(self._path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        if is_new:
            # A new file survives a power failure only when its folder's entry does.
            folder = os.open(self._path.parent, os.O_RDONLY | os.O_CLOEXEC)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
        return file

    @staticmethod
    def _end_of_torn_line(file: int) -> bytes:
        """A line end when the last write broke off, so that it spoils no entry but its own."""
        size = os.fstat(file).st_size
        return b"\n" if size and os.pread(file, 1, size - 1) != b"\n" else b""


async def _in_time(work: Future[bool], seconds: float) -> bool:
    try:
        # Shielded, because a write that is late must still end.
        return await asyncio.wait_for(asyncio.shield(asyncio.wrap_future(work)), seconds)
    except asyncio.TimeoutError:
        return False
