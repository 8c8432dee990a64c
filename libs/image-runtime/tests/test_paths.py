"""Paths stay in the file system that they are of."""

from __future__ import annotations

from pathlib import Path

import pytest
from modax_image_runtime.paths import Resolution, resolve
from modax_image_runtime.problem import RuntimeProblem


def test_links_are_followed_in_the_folder_and_named_on_the_way(tmp_path: Path) -> None:
    (tmp_path / "usr/lib").mkdir(parents=True)
    (tmp_path / "lib").symlink_to("/usr/lib")
    (tmp_path / "usr/lib/one").symlink_to("./two")
    assert resolve(tmp_path, "/lib/one") == Resolution(("/lib", "/usr/lib/one"), "/usr/lib/two")


def test_nothing_is_above_the_folder(tmp_path: Path) -> None:
    assert resolve(tmp_path, "/../etc/./passwd").real == "/etc/passwd"
    assert resolve(tmp_path, "/..").real == "/"


def test_links_in_a_circle_are_refused(tmp_path: Path) -> None:
    (tmp_path / "one").symlink_to("two")
    (tmp_path / "two").symlink_to("one")
    with pytest.raises(RuntimeProblem, match="more than 40 symbolic links"):
        resolve(tmp_path, "/one")
