"""Which broker a run uses, and that each kind carries messages."""

from __future__ import annotations

from pathlib import Path

import pytest
from modax_contracts import Command, encode, topics

from modax_layers_e2e.broker import (
    Broker,
    Kind,
    NoBroker,
    any_broker,
    given_broker,
    kinds_here,
    own_broker,
)
from modax_layers_e2e.field import field_at


def test_a_given_broker_is_used_and_not_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MQTT_BROKER_HOST", "broker.test")
    monkeypatch.delenv("MQTT_BROKER_PORT", raising=False)
    assert given_broker() == Broker("broker.test", 1883)

    monkeypatch.setenv("MQTT_BROKER_PORT", "18830")
    with any_broker(tmp_path) as broker:
        assert broker == Broker("broker.test", 18830)


def test_without_a_given_one_a_broker_is_started_and_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MQTT_BROKER_HOST", raising=False)
    with any_broker(tmp_path) as broker:
        program = broker.program
        assert program is not None and program.running

    assert not program.left_behind


def test_without_any_broker_the_run_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.which", lambda *_arguments, **_options: None)

    with pytest.raises(NoBroker, match="install Mosquitto"), own_broker(tmp_path):
        pass


def test_mosquitto_is_told_to_listen_at_this_machine_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mosquitto = tmp_path / "mosquitto"
    mosquitto.write_text("#!/bin/sh\nexec sleep 600\n")
    mosquitto.chmod(0o755)
    monkeypatch.setattr("shutil.which", lambda *_arguments, **_options: str(mosquitto))

    with own_broker(tmp_path, "mosquitto") as broker:
        told = (tmp_path / "mosquitto.conf").read_text()

    assert told.startswith(f"listener {broker.port} 127.0.0.1\n")


@pytest.mark.parametrize("kind", kinds_here())
async def test_each_kind_of_broker_carries_messages(tmp_path: Path, kind: Kind) -> None:
    sent = Command(timestamp=1, command_type="stop")
    with own_broker(tmp_path, kind) as broker:
        await broker.listening()
        async with field_at(broker) as listener, field_at(broker) as sender:
            await sender.publish(topics.COMMANDS, encode(sent))
            assert await listener.next_command() == sent
