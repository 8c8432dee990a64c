"""The number of devices is bounded, and no device is forgotten."""

from __future__ import annotations

from modax_control.fleet import MAX_DEVICES, ONLINE_SECONDS, Fleet
from modax_control.instant import Instant


def at(seconds: float) -> Instant:
    return Instant(monotonic=seconds, epoch=1_700_000_000 + seconds)


def test_a_flood_of_devices_is_turned_away_and_known_ones_are_still_heard() -> None:
    fleet = Fleet()
    for number in range(MAX_DEVICES * 3):
        assert fleet.admit(f"device-{number}", at(0)) == (number < MAX_DEVICES)
    assert len(fleet.device_ids) == MAX_DEVICES
    assert fleet.turned_away
    assert fleet.admit("device-0", at(1))


def test_a_device_is_online_for_a_while_after_it_was_heard_and_known_for_ever() -> None:
    fleet = Fleet()
    assert (fleet.last_heard_epoch, fleet.online(0)) == (0.0, [])
    fleet.admit("mill", at(0))
    fleet.admit("saw", at(5))
    assert fleet.online(ONLINE_SECONDS) == ["mill", "saw"]
    assert fleet.online(ONLINE_SECONDS + 1) == ["saw"]
    assert fleet.online(1e9) == []
    assert fleet.device_ids == ["mill", "saw"]
    assert fleet.last_heard_epoch == 1_700_000_005


def test_a_device_that_was_only_named_is_known_and_was_never_heard() -> None:
    fleet = Fleet()
    assert fleet.admit("mill", None)
    assert (fleet.device_ids, fleet.online(0), fleet.last_heard_epoch) == (["mill"], [], 0.0)
    fleet.admit("mill", at(5))
    fleet.admit("mill", None)
    assert (fleet.online(6), fleet.last_heard_epoch) == (["mill"], 1_700_000_005)
