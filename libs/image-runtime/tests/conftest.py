"""A base image, and a folder for what is taken of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.base_image import make_base_image


@pytest.fixture(name="root")
def _root(tmp_path: Path) -> Path:
    root = tmp_path / "root"
    make_base_image(root)
    return root


@pytest.fixture(name="into")
def _into(tmp_path: Path) -> Path:
    into = tmp_path / "into"
    into.mkdir()
    return into
