"""The steps as a Dockerfile calls them."""

from __future__ import annotations

from pathlib import Path

import pytest
from modax_image_runtime.__main__ import main
from modax_image_runtime.problem import RuntimeProblem
from modax_image_runtime.python_files import this_python

from tests.base_image import ELF, PYTHON, needs, write


def test_steps_follow_each_other(root: Path, into: Path, tmp_path: Path) -> None:
    assert main(["python", str(into)], root, PYTHON, needs) == 0
    assert (into / "usr/bin/python3").exists()
    assert list((into / "usr/lib/python3.11/json/__pycache__").iterdir())
    layer = tmp_path / "layer"
    write(layer, "/opt/fast/fast.so", ELF)
    write(layer, "/opt/fast/__init__.py", "")
    words = ["packages", "--bytecode", str(layer / "opt"), str(layer), f"--beside={into}"]
    assert main(words, root, None, needs) == 0
    assert (layer / "usr/lib/x86_64-linux-gnu/libstdc++.so.6").exists()
    assert not (layer / "usr/lib/x86_64-linux-gnu/libc.so.6").exists()
    assert list((layer / "opt/fast/__pycache__").iterdir())
    assert {path.lstat().st_mtime for path in (layer, *layer.rglob("*"))} == {315_532_800}


def test_an_image_without_python_has_none(root: Path, into: Path) -> None:
    assert main(["system", str(into)], root, None, needs) == 0
    assert (into / "etc/passwd").exists()
    assert not (into / "usr/bin").exists()


def test_a_module_that_cannot_be_compiled_is_refused(
    root: Path, into: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    layer = tmp_path / "layer"
    write(layer, "/opt/broken.py", "def :\n")
    words = ["packages", "--bytecode", str(layer / "opt"), str(layer), f"--beside={into}"]
    assert main(words, root, None, needs) == 1
    assert main([word for word in words if word != "--bytecode"], root, None, needs) == 0
    assert "broken.py" in "".join(capfd.readouterr())


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
