"""No request makes the service fail: every endpoint, whatever is sent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Optional
from urllib.parse import quote

import pytest
from fastapi import FastAPI
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support import ADMIN_KEY, MONITORING_KEY, OPERATOR_KEY, Plant, code_of, running

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "BREW"]


def templates(app: FastAPI) -> list[str]:
    return sorted(app.openapi()["paths"])


segments = st.one_of(
    st.sampled_from(["mill", "saw", "..", "%", "%00", "\ud7ff", "mill/data", "{device_id}", " "]),
    st.text(st.characters(codec="utf-8"), max_size=20),
)
queries = st.one_of(
    st.just(""),
    st.builds("count={}".format, st.integers() | st.floats() | st.text(max_size=10)),
    st.text(max_size=20),
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner),
    max_leaves=8,
)
commands = st.fixed_dictionaries(
    {},
    optional={
        "command_type": st.sampled_from(["start", "stop", "emergency_stop"]) | json_values,
        "parameters": st.dictionaries(st.text(max_size=5), st.text(max_size=5)) | json_values,
        "device_id": st.sampled_from(["mill", "saw"]) | json_values,
        "extra": json_values,
    },
)
bodies = st.one_of(
    st.binary(max_size=100),
    (commands | json_values).map(lambda value: json.dumps(value).encode()),
    st.just(b"[" * 60_000),
    st.just(b" " * 70_000),
    st.just(b'{"command_type":"\\ud800"}'),
)
keys = st.sampled_from([OPERATOR_KEY, MONITORING_KEY, ADMIN_KEY, None])
header_values = st.text(
    st.characters(min_codepoint=0x20, max_codepoint=0xFF, exclude_characters="\x7f"), max_size=20
)


def test_the_endpoints_are_those_of_the_contract(tmp_path: Path) -> None:
    assert templates(Plant(tmp_path).app) == [
        "/api/v1/control/command",
        "/api/v1/devices",
        "/api/v1/devices/{device_id}/ai-analysis",
        "/api/v1/devices/{device_id}/data",
        "/api/v1/devices/{device_id}/history",
        "/api/v1/status",
        "/health",
        "/metrics",
        "/ready",
        "/status",
    ]


@given(data=st.data())
@settings(max_examples=40)
async def test_never_a_500(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    async with running(Plant(tmp_path_factory.mktemp("plant"))) as plant:
        plant.reading()
        plant.report()
        paths = templates(plant.app)
        for _ in range(20):
            template = data.draw(st.sampled_from(paths) | segments.map(lambda text: "/" + text))
            path = quote(template.replace("{device_id}", data.draw(segments)), safe="/")
            key: Optional[str] = data.draw(keys)
            async with plant.client(key) as client:
                answer = await client.request(
                    data.draw(st.sampled_from(METHODS)),
                    f"{path}?{quote(data.draw(queries).encode('utf-8', 'replace'), safe='=&')}",
                    content=data.draw(bodies),
                    headers=[(b"X-Garbage", data.draw(header_values).encode("latin-1"))],
                )
            assert answer.status_code < 500
            if answer.status_code >= 400 and answer.request.method != "HEAD":
                assert code_of(answer)
        # It works as before.
        assert (await plant.get("/status")).status_code == 200
        assert (await plant.command({"command_type": "stop"})).status_code == 200
