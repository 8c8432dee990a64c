"""The steps as a Dockerfile calls them."""

from __future__ import annotations

from pathlib import Path

import pytest
from modax_image_runtime.__main__ import main
from modax_image_runtime.problem import RuntimeProblem
from modax_image_runtime.python_files import this_python

from tests.base_image import ELF, PYTHON, make_base_image, needs, write


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


def test_both_steps_follow_each_other(root: Path, into: Path, tmp_path: Path) -> None:
    assert main(["python", str(into)], root, PYTHON, needs) == 0
    assert (into / "usr/bin/python3").exists()
    packages = tmp_path / "packages"
    write(packages, "/fast.so", ELF)
    more = tmp_path / "more"
    more.mkdir()
    assert main(["libraries", str(packages), f"--beside={into}", str(more)], root, None, needs) == 0
    assert (more / "usr/lib/x86_64-linux-gnu/libstdc++.so.6").exists()
    assert not (more / "usr/lib/x86_64-linux-gnu/libc.so.6").exists()


def test_why_there_is_no_image_is_said(
    root: Path, into: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / "var/lib/dpkg/status").unlink()
    assert main(["python", str(into)], root, PYTHON, needs) == 1
    assert capsys.readouterr().err.startswith("image-runtime: the base image has no /var/lib/dpkg")


@pytest.mark.parametrize("words", [[], ["python"], ["python", "relative"], ["shell", "/tmp"]])
def test_wrong_words_are_refused(words: list[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(words)
    assert stop.value.code == 2


def test_the_interpreter_is_the_one_that_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "/usr/bin/python3")
    python = this_python()
    assert python.program == "/usr/bin/python3"
    assert Path(python.library, "json").is_dir()


def test_an_interpreter_where_no_image_looks_for_it_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.executable", "/opt/python/bin/python3")
    with pytest.raises(RuntimeProblem, match="has to lie in one of"):
        this_python()
