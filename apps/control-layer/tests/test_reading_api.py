"""What the HMI reads."""

from __future__ import annotations

from pathlib import Path
from typing import Optional

import pytest

from tests.support import ADMIN_KEY, MONITORING_KEY, OPERATOR_KEY, Plant, code_of, running

PATHS = [
    "/api/v1/status",
    "/api/v1/devices",
    "/api/v1/devices/mill/data",
    "/api/v1/devices/mill/history",
]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("key", [OPERATOR_KEY, MONITORING_KEY, ADMIN_KEY])
async def test_every_role_may_read(plant: Plant, path: str, key: str) -> None:
    plant.reading()
    assert (await plant.get(path, key)).status_code == 200


@pytest.mark.parametrize("path", [*PATHS, "/api/v1/devices/mill/history?count=x"])
@pytest.mark.parametrize("key", [None, "", "wrong", "monitoring-ke\u00ff"])
async def test_a_stranger_may_not(plant: Plant, path: str, key: Optional[str]) -> None:
    plant.reading()
    async with plant.client(None) as client:
        headers = [] if key is None else [(b"X-API-Key", key.encode("latin-1"))]
        answer = await client.get(path, headers=headers)
    assert (answer.status_code, code_of(answer)) == (401, "unauthenticated")


async def test_in_development_everybody_may_read_and_command(tmp_path: Path) -> None:
    async with running(Plant(tmp_path, environment="development")) as plant:
        assert (await plant.get("/api/v1/devices", key=None)).status_code == 200
        assert (await plant.command({"command_type": "stop"}, key=None)).status_code == 200
        assert plant.audit()[-1]["who"] == "anonymous"


async def test_the_status_of_the_system(plant: Plant) -> None:
    assert (await plant.get("/api/v1/status")).json() == {
        "is_safe": False,
        "devices_online": [],
        "ai_enabled": False,
        "last_update": 0.0,
    }
    plant.report("mill")
    plant.clock.advance(1.5)
    plant.report("saw")
    assert (await plant.get("/api/v1/status")).json() == {
        "is_safe": True,
        "devices_online": ["mill", "saw"],
        "ai_enabled": False,
        "last_update": 1_700_000_001.5,
    }
    plant.clock.advance(10)
    status = (await plant.get("/api/v1/status")).json()
    assert (status["is_safe"], status["devices_online"]) == (False, ["saw"])
    assert (await plant.get("/api/v1/devices")).json() == ["mill", "saw"]


async def test_the_newest_reading_with_the_devices_safety(plant: Plant) -> None:
    plant.reading(timestamp=1)
    plant.reading(timestamp=2)
    plant.report(door_closed=False)
    assert (await plant.get("/api/v1/devices/mill/data")).json() == {
        "device_id": "mill",
        "timestamp": 2,
        "received_at": 1_700_000_000.0,
        "motor_currents": [4.0, 4.5],
        "vibration": {"x": 0.1, "y": 0.2, "z": 9.81, "magnitude": 9.82},
        "temperatures": [41.5],
        "safety_status": {
            "emergency_stop": False,
            "door_closed": False,
            "overload_detected": False,
            "temperature_ok": True,
        },
        "is_safe": False,
        "hazards": ["door_open"],
    }


async def test_a_safety_status_expires_instead_of_being_shown_for_ever(plant: Plant) -> None:
    plant.reading()
    data = (await plant.get("/api/v1/devices/mill/data")).json()
    assert (data["safety_status"], data["hazards"]) == (None, ["never_reported"])
    plant.report()
    assert (await plant.get("/api/v1/devices/mill/data")).json()["is_safe"] is True
    plant.clock.advance(3.5)
    data = (await plant.get("/api/v1/devices/mill/data")).json()
    assert (data["safety_status"], data["is_safe"], data["hazards"]) == (
        None,
        False,
        ["report_too_old"],
    )


async def test_the_last_readings_by_time_of_receipt(plant: Plant) -> None:
    for number in range(150):
        plant.reading(timestamp=number)
        plant.clock.advance(0.5)
    history = (await plant.get("/api/v1/devices/mill/history")).json()
    assert (history["device_id"], history["count"]) == ("mill", 100)
    assert [reading["timestamp"] for reading in history["readings"]] == list(range(50, 150))
    [last] = (await plant.get("/api/v1/devices/mill/history?count=1")).json()["readings"]
    # A device that counts milliseconds since its start is not taken for one that knows the date.
    assert (last["timestamp"], last["received_at"]) == (149, 1_700_000_074.5)
    assert (await plant.get("/api/v1/devices/mill/history?count=1000")).json()["count"] == 150


@pytest.mark.parametrize("count", ["0", "-1", "1001", "x", "1e9", "", "9" * 5000])
async def test_a_bad_count(plant: Plant, count: str) -> None:
    plant.reading()
    answer = await plant.get(f"/api/v1/devices/mill/history?count={count}")
    assert (answer.status_code, code_of(answer)) == (422, "invalid_request")


@pytest.mark.parametrize("path", ["data", "history", "ai-analysis"])
@pytest.mark.parametrize("device_id", ["unheard", "%00", "..%2Fmill", "a" * 5000, "mill%20"])
async def test_an_unknown_device(plant: Plant, device_id: str, path: str) -> None:
    plant.reading()
    answer = await plant.get(f"/api/v1/devices/{device_id}/{path}")
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("path", "code"),
    [("data", "no_readings"), ("history", "no_readings"), ("ai-analysis", "no_analysis")],
)
async def test_a_device_that_has_said_nothing_but_that_it_is_safe(
    plant: Plant, path: str, code: str
) -> None:
    plant.report()
    answer = await plant.get(f"/api/v1/devices/mill/{path}")
    assert (answer.status_code, code_of(answer)) == (404, code)
