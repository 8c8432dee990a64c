"""What is known of devices survives restarts, and is never lost in silence."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from modax_ai import state as state_module
from modax_ai.analyst import DeviceState
from modax_ai.state import StateStore, StateUnavailable
from modax_ai.wear import Wear


def worn(hours: float) -> DeviceState:
    return DeviceState(wear=Wear(accumulated_hours=hours))


def save(path: Path, hours: float, device_id: str = "press-1") -> None:
    with StateStore(path).transaction() as devices:
        devices.save(device_id, worn(hours))


def saved(path: Path, device_id: str = "press-1") -> DeviceState:
    with StateStore(path).transaction() as devices:
        state = devices.find(device_id)
    assert state is not None
    return state


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state.sqlite3"


def test_state_is_there_after_a_restart(path: Path) -> None:
    save(path, 12.5)

    assert saved(path) == worn(12.5)
    assert [file.name for file in path.parent.iterdir()] == ["state.sqlite3"]


def test_an_unknown_device_has_no_state(path: Path) -> None:
    with StateStore(path).transaction() as devices:
        assert devices.find("press-1") is None
        assert devices.count() == 0


def test_a_change_that_fails_half_way_changes_nothing(path: Path) -> None:
    save(path, 12.5)

    with pytest.raises(RuntimeError), StateStore(path).transaction() as devices:
        devices.save("press-1", worn(99.0))
        raise RuntimeError("interrupted")

    assert saved(path) == worn(12.5)


def test_concurrent_changes_of_one_device_are_all_kept(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A busy disk may keep one waiting for longer than a service would.
    monkeypatch.setattr(state_module, "_BUSY_SECONDS", 60.0)
    stores = [StateStore(path), StateStore(path)]
    with stores[0].transaction() as devices:
        devices.save("press-1", worn(0.0))

    def add_an_hour(turn: int) -> None:
        with stores[turn % 2].transaction() as devices:
            state = devices.find("press-1")
            assert state is not None
            devices.save("press-1", worn(state.wear.accumulated_hours + 1))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add_an_hour, range(40)))

    assert saved(path) == worn(40.0)


def test_a_check_counts_the_devices_and_changes_nothing(path: Path) -> None:
    save(path, 1.0)
    save(path, 2.0, "press-2")

    assert StateStore(path).check() == 2
    assert saved(path) == worn(1.0)


def refusal(store: StateStore) -> str:
    """Why the store can be neither checked nor used."""
    with pytest.raises(StateUnavailable) as caught:
        store.check()
    with pytest.raises(StateUnavailable), store.transaction() as devices:
        devices.save("press-1", worn(1.0))
    return str(caught.value)


def test_a_folder_that_does_not_exist(tmp_path: Path) -> None:
    assert "unable to open" in refusal(StateStore(tmp_path / "missing" / "state.sqlite3"))


def test_a_path_that_is_a_folder(tmp_path: Path) -> None:
    assert str(tmp_path) in refusal(StateStore(tmp_path))


@pytest.mark.parametrize("content", [b"", b"not a database", b"\0" * 8192])
def test_a_file_that_is_no_state_is_refused_and_left_alone(path: Path, content: bytes) -> None:
    path.write_bytes(content)

    assert str(path) in refusal(StateStore(path))
    assert path.read_bytes() == content


def test_a_state_of_another_version(path: Path) -> None:
    save(path, 1.0)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 2")

    assert "its version is 2, not 1" in refusal(StateStore(path))


def test_a_file_cut_short(path: Path) -> None:
    for number in range(50):
        save(path, 1.0, f"press-{number}")
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])

    assert "malformed" in refusal(StateStore(path)) or "damaged" in refusal(StateStore(path))


def test_a_page_overwritten(path: Path) -> None:
    save(path, 1.0)
    whole = bytearray(path.read_bytes())
    whole[4096:8192] = b"\xff" * 4096
    path.write_bytes(bytes(whole))

    with pytest.raises(StateUnavailable):
        StateStore(path).check()


@pytest.mark.parametrize("document", ["", "{", '{"wear": {"accumulated_hours": -1}}', "[]"])
def test_one_devices_damaged_state(path: Path, document: str) -> None:
    save(path, 1.0)
    save(path, 2.0, "press-2")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE device SET state = ? WHERE device_id = 'press-1'", (document,))

    store = StateStore(path)
    with pytest.raises(StateUnavailable, match="press-1 is damaged"):
        store.check()
    with pytest.raises(StateUnavailable, match="press-1"), store.transaction() as devices:
        devices.find("press-1")
    assert saved(path, "press-2") == worn(2.0)


def test_a_file_that_vanishes_under_a_running_service_is_not_replaced(path: Path) -> None:
    store = StateStore(path)
    store.check()
    content = path.read_bytes()
    path.unlink()

    assert "unable to open" in refusal(store)
    assert not path.exists()

    path.write_bytes(content)
    assert store.check() == 0


def test_a_file_that_another_process_holds(path: Path) -> None:
    save(path, 1.0)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StateUnavailable, match="locked"):
            StateStore(path).check()

    assert StateStore(path).check() == 1
