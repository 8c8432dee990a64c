"""Wear and baselines of all devices, in one SQLite file that survives restarts.

Every change is one transaction, on disk before it is answered. The file is opened anew for each:
that is cheap at this rate, and a file that was repaired or replaced is seen at once.
"""

from __future__ import annotations

import json
import os
import sqlite3
import threading
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final, Iterator, Optional

from pydantic_core import from_json, to_json

from modax_ai.analyst import DeviceState

_SCHEMA_VERSION: Final = 1
_BUSY_SECONDS: Final = 2.0


class StateUnavailable(Exception):
    """The state can be neither trusted nor written; the text says why."""


class Devices:
    """The devices' states inside one transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def count(self) -> int:
        """How many devices are known."""
        (count,) = self._connection.execute("SELECT count(*) FROM device").fetchone()
        return int(count)

    def find(self, device_id: str) -> Optional[DeviceState]:
        """The state of a device, None when it is unknown. Raises `StateUnavailable`."""
        row = self._connection.execute(
            "SELECT state, counted FROM device WHERE device_id = ?", (device_id,)
        ).fetchone()
        return None if row is None else _read(device_id, *row)

    def check_all(self) -> int:
        """Reads every device's state; returns how many there are. Raises `StateUnavailable`."""
        rows = self._connection.execute("SELECT device_id, state, counted FROM device").fetchall()
        for device_id, document, counted in rows:
            _read(device_id, document, counted)
        return len(rows)

    def save(self, device_id: str, state: DeviceState) -> None:
        """Replaces the state of a device."""
        self._connection.execute(
            "INSERT INTO device (device_id, state, counted) VALUES (?, ?, ?)"
            " ON CONFLICT (device_id) DO UPDATE"
            " SET state = excluded.state, counted = excluded.counted",
            (
                device_id,
                state.model_dump_json(exclude={"wear": {"counted"}}),
                json.dumps(state.wear.counted),
            ),
        )


class StateStore:
    """The state file at `path`; created on first use, and never again once it was in use."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._was_used = False

    @contextmanager
    def transaction(self) -> Iterator[Devices]:
        """Reads and writes that happen together or not at all, one transaction after the other.

        Raises `StateUnavailable` when the file is missing, damaged, or cannot be written.
        """
        with self._lock, self._failures_named(), closing(self._connect()) as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield Devices(connection)
            # Without it, closing the connection rolls back.
            connection.execute("COMMIT")

    def check(self) -> int:
        """Reads and writes the whole file once; returns the number of known devices.

        Raises `StateUnavailable`.
        """
        with self._lock, self._failures_named(), closing(self._connect()) as connection:
            (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            if verdict != "ok":
                raise StateUnavailable(f"{self._path} is damaged: {verdict}")
            connection.execute("BEGIN IMMEDIATE")
            count = Devices(connection).check_all()
            connection.execute(f"PRAGMA user_version = {_SCHEMA_VERSION}")
            connection.execute("COMMIT")
        return count

    def _connect(self) -> sqlite3.Connection:
        if not self._was_used and not self._path.exists():
            _create(self._path)
        # Not created by opening: state that vanishes under a running service must not look new.
        connection = _open(self._path, "rw")
        try:
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            if version != _SCHEMA_VERSION:
                raise StateUnavailable(
                    f"{self._path} is not a state file of this version: its version is {version},"
                    f" not {_SCHEMA_VERSION}"
                )
            _add_counted(connection)
        except BaseException:
            connection.close()
            raise
        self._was_used = True
        return connection

    @contextmanager
    def _failures_named(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise StateUnavailable(f"{self._path}: {error}") from error


def _read(device_id: str, document: str, counted: str) -> DeviceState:
    try:
        state = from_json(document)
        state["wear"]["counted"] = from_json(counted)
        return DeviceState.model_validate_json(to_json(state))
    except (ValueError, TypeError, LookupError) as error:
        raise StateUnavailable(f"the state of device {device_id} is damaged: {error}") from None


def _add_counted(connection: sqlite3.Connection) -> None:
    """Gives a file of the first release its column of counted spans.

    Beside the document, which the first release reads strictly: it must still serve the file after
    a rollback, and so the version stays.
    """
    columns = [name for _, name, *_ in connection.execute("PRAGMA table_info(device)")]
    if columns and "counted" not in columns:
        connection.execute("ALTER TABLE device ADD COLUMN counted TEXT NOT NULL DEFAULT '[]'")


def _open(path: Path, mode: str) -> sqlite3.Connection:
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    connection = sqlite3.connect(uri, uri=True, timeout=_BUSY_SECONDS, isolation_level=None)
    # Whatever SQLite was built with: a commit is on disk, and so is the journal's removal.
    connection.execute("PRAGMA synchronous = EXTRA")
    return connection


def _create(path: Path) -> None:
    """Makes an empty state file; complete under its own name or not there at all."""
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.new")
    unfinished.unlink(missing_ok=True)
    with closing(_open(unfinished, "rwc")) as connection:
        connection.execute(
            "CREATE TABLE device (device_id TEXT PRIMARY KEY, state TEXT NOT NULL,"
            " counted TEXT NOT NULL DEFAULT '[]') WITHOUT ROWID"
        )
        connection.execute(f"PRAGMA user_version = {_SCHEMA_VERSION}")
    unfinished.replace(path)
    _make_durable(path.parent)


def _make_durable(folder: Path) -> None:
    """Puts the names in a folder on disk: a file without its name would be lost by a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
