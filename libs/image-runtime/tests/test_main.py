"""The steps as a Dockerfile calls them."""

from __future__ import annotations

from pathlib import Path

import pytest
from modax_image_runtime.__main__ import main
from modax_image_runtime.python_files import this_python

from tests.base_image import ELF, PYTHON, make_base_image, write


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


# What begins like a program and is none has no libraries: the real ones are seen in the images.
def test_both_steps_follow_each_other(root: Path, into: Path, tmp_path: Path) -> None:
    assert main(["python", str(into)], root, PYTHON) == 0
    assert (into / "usr/bin/python3").exists()
    packages = tmp_path / "packages"
    write(packages, "/fast.so", ELF)
    more = tmp_path / "more"
    more.mkdir()
    assert main(["libraries", str(packages), f"--beside={into}", str(more)], root) == 0
    assert not list(more.iterdir())


def test_why_there_is_no_image_is_said(
    root: Path, into: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / "var/lib/dpkg/status").unlink()
    assert main(["python", str(into)], root, PYTHON) == 1
    assert capsys.readouterr().err.startswith("image-runtime: the base image has no /var/lib/dpkg")


@pytest.mark.parametrize("words", [[], ["python"], ["python", "relative"], ["shell", "/tmp"]])
def test_wrong_words_are_refused(words: list[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(words)
    assert stop.value.code == 2


def test_the_interpreter_is_the_one_that_runs() -> None:
    python = this_python()
    assert Path(python.program).is_file()
    assert Path(python.library, "json").is_dir()
