"""What a deployment sees of the service, whatever state the machines are in."""

from __future__ import annotations

from importlib import metadata
from pathlib import Path

from tests.support import Plant, entries_of, running


async def test_healthy_when_the_broker_is_connected_and_the_store_writable(plant: Plant) -> None:
    plant.clock.advance(42)
    answer = await plant.get("/status", key=None)
    body = answer.json()
    assert answer.status_code == 200
    assert body.pop("version") == metadata.version("modax-control-layer")
    assert body == {
        "status": "ok",
        "service": "modax-control-layer",
        "revision": "unknown",
        "mqtt_connected": True,
        "store": "writable",
        "devices_online": 0,
        "system_safe": False,
        "uptime_seconds": 42.0,
    }


async def test_an_unsafe_machine_is_not_an_unhealthy_service(plant: Plant) -> None:
    plant.report(emergency_stop=True)
    answer = await plant.get("/status", key=None)
    assert (answer.status_code, answer.json()["system_safe"]) == (200, False)
    plant.report()
    body = (await plant.get("/status", key=None)).json()
    assert (body["system_safe"], body["devices_online"]) == (True, 1)


async def test_without_the_broker_the_api_serves_and_the_status_says_so(plant: Plant) -> None:
    plant.reading()
    plant.broker.connected = False
    answer = await plant.get("/status", key=None)
    assert (answer.status_code, answer.json()["mqtt_connected"]) == (503, False)
    assert (await plant.get("/ready", key=None)).status_code == 200
    assert (await plant.get("/health", key=None)).status_code == 200
    assert (await plant.get("/api/v1/devices/mill/data")).status_code == 200


async def test_ready_once_the_first_attempt_to_connect_has_ended(plant: Plant) -> None:
    plant.broker.attempted = False
    assert (await plant.get("/ready", key=None)).status_code == 503
    plant.broker.attempted = True
    answer = await plant.get("/ready", key=None)
    assert (answer.status_code, answer.json()) == (200, {"ready": True})


async def test_a_store_that_cannot_be_written_is_an_unhealthy_service_that_still_stops_machines(
    tmp_path: Path,
) -> None:
    async with running(Plant(tmp_path / "missing")) as plant:
        answer = await plant.get("/status", key=None)
        assert (answer.status_code, answer.json()["store"]) == (503, "unwritable")
        assert (await plant.get("/ready", key=None)).status_code == 200
        assert (await plant.command({"command_type": "stop"})).status_code == 200
        (tmp_path / "missing").mkdir()
        answer = await plant.get("/status", key=None)
        assert (answer.status_code, answer.json()["store"]) == (200, "writable")
    # What waited for the disk is there.
    assert [entry["event"] for entry in entries_of(plant.audit_path)] == [
        "service_started",
        "command_sent",
        "service_stopped",
    ]


async def test_what_prometheus_is_told(plant: Plant) -> None:
    plant.report()
    assert await plant.metric("modax_devices_online") == 1
    assert await plant.metric("modax_devices_known") == 1
    assert await plant.metric("modax_system_safe") == 1
    assert await plant.metric("modax_mqtt_connected") == 1
    plant.clock.advance(60)
    plant.broker.connected = False
    assert await plant.metric("modax_devices_online") == 0
    assert await plant.metric("modax_devices_known") == 1
    assert await plant.metric("modax_system_safe") == 0
    assert await plant.metric("modax_mqtt_connected") == 0


async def test_requests_for_many_devices_are_one_series(plant: Plant) -> None:
    for number in range(20):
        await plant.get(f"/api/v1/devices/invented-{number}/data")
        await plant.get(f"/invented/{number}")
    route = "/api/v1/devices/{device_id}/data"
    counted = {"method": "GET", "status": "404"}
    assert await plant.metric("http_requests_total", route=route, **counted) == 20
    assert await plant.metric("http_requests_total", route="unmatched", **counted) == 20
