"""A state file in every bad way: what is in it is refused with its reason, and never lost."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing, suppress
from pathlib import Path
from typing import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from modax_contracts import Aggregate

from modax_ai.analyst import DeviceState, analyse
from modax_ai.baseline import Baseline, Normal
from modax_ai.state import StateStore, StateUnavailable
from modax_ai.thresholds import Thresholds
from modax_ai.wear import Wear
from tests.windows import NOON, any_window

STATE = DeviceState(
    baseline=Baseline(
        windows=7, quantities={"current_1": Normal(mean=4.0, variance=0.2)}, temperature=40.0
    ),
    wear=Wear(accumulated_hours=12.5, counted_until=NOON, counted=((1.0, 2.0), (NOON - 60, NOON))),
)
OF_THE_FIRST_RELEASE = (
    '{"baseline":{"windows":7,"quantities":{"current_1":{"mean":-4.0,"variance":0.2}},'
    '"temperature":40.0},"wear":{"accumulated_hours":12.5,"counted_until":1700000000.0}}'
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state.sqlite3"


def save(path: Path, state: DeviceState = STATE, device_id: str = "press-1") -> None:
    with StateStore(path).transaction() as devices:
        devices.save(device_id, state)


def saved(path: Path, device_id: str = "press-1") -> DeviceState:
    with StateStore(path).transaction() as devices:
        state = devices.find(device_id)
    assert state is not None
    return state


def execute(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def is_refused(path: Path) -> str:
    """Why the file can be neither checked nor used by a service that just started."""
    with pytest.raises(StateUnavailable) as caught:
        StateStore(path).check()
    with pytest.raises(StateUnavailable):
        saved(path)
    return str(caught.value)


def test_every_part_of_a_state_is_there_after_a_restart(path: Path) -> None:
    save(path)

    assert saved(path) == STATE


def make_first_release(path: Path) -> None:
    """A file as the first release left it."""
    execute(
        path,
        "CREATE TABLE device (device_id TEXT PRIMARY KEY, state TEXT NOT NULL) WITHOUT ROWID",
        f"INSERT INTO device VALUES ('press-1', '{OF_THE_FIRST_RELEASE}')",
        "PRAGMA user_version = 1",
    )


def test_a_file_of_the_first_release_is_read_on(path: Path) -> None:
    make_first_release(path)

    assert StateStore(path).check() == 1
    assert saved(path) == STATE.model_copy(
        update={"wear": STATE.wear.model_copy(update={"counted": ()})}
    )


def test_a_file_is_still_one_of_the_first_release_after_a_rollback(path: Path) -> None:
    """That release reads the version and the document strictly, and writes only the document."""
    make_first_release(path)
    save(path)

    with closing(sqlite3.connect(path)) as connection:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        ((document,),) = connection.execute("SELECT state FROM device").fetchall()
        with connection:
            connection.execute(
                "INSERT INTO device (device_id, state) VALUES ('press-2', ?)", (document,)
            )

    assert version == 1
    assert document == OF_THE_FIRST_RELEASE.replace("-4.0", "4.0")
    assert saved(path) == STATE
    assert saved(path, "press-2").wear.accumulated_hours == 12.5


@pytest.mark.parametrize("version", [-1, 0, 2, 2**31 - 1])
def test_a_file_of_another_version_is_refused_and_left_alone(path: Path, version: int) -> None:
    save(path)
    execute(path, f"PRAGMA user_version = {version}")
    content = path.read_bytes()

    assert f"its version is {version}, not 1" in is_refused(path)
    assert path.read_bytes() == content


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TABLE device",
        "ALTER TABLE device RENAME TO other",
        "ALTER TABLE device RENAME COLUMN state TO other",
    ],
)
def test_a_database_without_its_table_is_refused(path: Path, statement: str) -> None:
    save(path)
    execute(path, statement)

    assert "no such" in is_refused(path)


@pytest.mark.parametrize(
    "change",
    [
        "state = ''",
        "state = 'null'",
        "state = '[]'",
        "state = '{}'",
        "state = '5'",
        "state = x'ff00'",
        "state = CAST(x'ff00' AS TEXT)",
        "state = '{\"wear\": []}'",
        'state = \'{"wear": {}, "extra": 1}\'',
        "state = replace(state, '12.5', '-0.1')",
        "state = replace(state, '12.5', '1e16')",
        "state = replace(state, '12.5', '\"12.5\"')",
        "state = replace(state, '12.5', 'NaN')",
        "state = replace(state, '12.5', '1e999')",
        "state = replace(state, '0.2', '1e300')",
        "state = replace(state, '0.2', '-0.1')",
        "state = replace(state, '40.0', '1e7')",
        "state = replace(state, '\"windows\":7', '\"windows\":' || replace(hex(zeroblob(300)), '00', '9'))",
        "state = substr(state, 1, length(state) / 2)",
        "counted = ''",
        "counted = 'null'",
        "counted = '5'",
        "counted = '[5]'",
        "counted = '[[1]]'",
        "counted = '[[2, 1]]'",
        "counted = '[[1, 5], [4, 6]]'",
        "counted = '[[1, 1e12]]'",
        "counted = '[[-1, 1]]'",
        "counted = '[[NaN, 1]]'",
    ],
)
def test_a_damaged_device_is_named_and_the_others_are_served(path: Path, change: str) -> None:
    save(path)
    save(path, device_id="press-2")
    execute(path, f"UPDATE device SET {change} WHERE device_id = 'press-1'")

    reason = is_refused(path)

    assert "press-1 is damaged" in reason or "UTF-8" in reason
    assert saved(path, "press-2") == STATE


amounts = st.floats(-1e6, 1e6)
moments = st.floats(0, 1e11)
any_state = st.builds(
    DeviceState,
    baseline=st.builds(
        Baseline,
        windows=st.integers(0, 2**53),
        quantities=st.dictionaries(
            st.sampled_from(["current_1", "current_2", "vibration_x", "vibration_magnitude"]),
            st.builds(Normal, mean=amounts, variance=st.floats(0, 1e12)),
        ),
        temperature=st.none() | amounts,
    ),
    wear=st.builds(
        Wear,
        accumulated_hours=st.floats(0, 1e15),
        counted_until=st.none() | moments,
        counted=st.lists(moments, max_size=40).map(
            lambda all_of: tuple(zip(sorted(all_of)[::2], sorted(all_of)[1::2]))
        ),
    ),
)


@given(any_state, any_window)
def test_whatever_state_can_be_read_can_be_worked_with(
    state: DeviceState, aggregate: Aggregate
) -> None:
    outcome = analyse(aggregate, state, Thresholds(), NOON)

    after = outcome.state
    assert DeviceState.model_validate_json(after.model_dump_json()) == after
    assert after.wear.accumulated_hours >= state.wear.accumulated_hours
    assert 0 <= outcome.analysis.predicted_wear_level <= 1


def test_a_file_cut_anywhere_is_refused_and_no_device_looks_new(path: Path) -> None:
    """Every length that a torn copy could leave. A device on a page that is left may be served."""
    for number in range(20):
        save(path, device_id=f"press-{number}")
    whole = path.read_bytes()

    for length in range(0, len(whole), 512):
        path.write_bytes(whole[:length])
        with pytest.raises(StateUnavailable):
            StateStore(path).check()
        with suppress(StateUnavailable):
            assert saved(path) == STATE

    path.write_bytes(whole)
    assert StateStore(path).check() == 20


# Replaces the state of every device, has SQLite write its pages to the file before the commit,
# and ends as a killed process does.
_DIES_WHILE_WRITING = """
import os, pathlib, sqlite3, sys
from modax_ai.analyst import DeviceState
from modax_ai.state import StateStore
from modax_ai.wear import Wear
path = pathlib.Path(sys.argv[1])
before = path.read_bytes()
with StateStore(path).transaction() as devices:
    devices._connection.execute("PRAGMA cache_size = 1")
    devices._connection.execute("PRAGMA cache_spill = 1")
    for number in range(200):
        devices.save(f"press-{number}", DeviceState(wear=Wear(accumulated_hours=99.0)))
    assert path.read_bytes() != before
    os._exit(9)
"""


def test_a_service_killed_in_the_middle_of_a_write_keeps_the_older_state(path: Path) -> None:
    for number in range(200):
        save(path, device_id=f"press-{number}")

    died = subprocess.run(
        [sys.executable, "-c", _DIES_WHILE_WRITING, str(path)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert died.returncode == 9, died.stderr
    assert path.with_name(f"{path.name}-journal").exists()
    assert StateStore(path).check() == 200
    assert saved(path, "press-0") == saved(path, "press-199") == STATE


def make_journal_impossible(path: Path) -> Callable[[], None]:
    """No transaction can begin, also for root: where its journal would be is a folder."""
    journal = path.with_name(f"{path.name}-journal")
    journal.mkdir()
    (journal / "something").write_text("", encoding="utf-8")
    return lambda: shutil.rmtree(journal)


def test_a_file_that_cannot_be_written_is_said_and_used_again_when_it_can(path: Path) -> None:
    save(path)
    repair = make_journal_impossible(path)
    with pytest.raises(StateUnavailable, match="unable to open|I/O"):
        StateStore(path).check()
    with pytest.raises(StateUnavailable, match="unable to open|I/O"):
        save(path, DeviceState())

    repair()

    assert saved(path) == STATE


def test_a_first_start_that_was_killed_leaves_nothing_in_the_way(path: Path) -> None:
    path.with_name(f"{path.name}.{os.getpid()}.new").write_bytes(b"unfinished")

    save(path)

    assert [file.name for file in path.parent.iterdir()] == ["state.sqlite3"]


def test_a_new_file_and_its_name_are_on_disk_before_it_is_used(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A power cut after the first answer must not take the whole file away."""
    synced: list[tuple[bool, bool]] = []
    fsync = os.fsync

    def note(descriptor: int) -> None:
        synced.append((stat.S_ISDIR(os.fstat(descriptor).st_mode), path.exists()))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", note)
    save(path)

    assert synced == [(True, True)]


def test_every_commit_waits_for_the_disk(path: Path) -> None:
    with StateStore(path).transaction() as devices:
        (level,) = devices._connection.execute("PRAGMA synchronous").fetchone()
        (journal,) = devices._connection.execute("PRAGMA journal_mode").fetchone()

    assert (level, journal) == (3, "delete")
