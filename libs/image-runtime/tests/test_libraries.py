"""What programs are linked with, by what ldd says."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from modax_image_runtime import libraries
from modax_image_runtime.libraries import libraries_in, needed, programs_in
from modax_image_runtime.problem import RuntimeProblem

LISTING = """\
\tlinux-vdso.so.1 (0x00007ffc6a1f2000)
\tlibssl.so.3 => /lib/x86_64-linux-gnu/libssl.so.3 (0x00007f1c2ab3e000)
\tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f1c2a95d000)
\t/lib64/ld-linux-x86-64.so.2 (0x00007f1c2ac0b000)
"""


def test_libraries_are_known_by_their_paths() -> None:
    assert libraries_in(LISTING, Path("/python")) == [
        "/lib/x86_64-linux-gnu/libssl.so.3",
        "/lib/x86_64-linux-gnu/libc.so.6",
        "/lib64/ld-linux-x86-64.so.2",
    ]


def test_what_is_linked_with_nothing_needs_nothing() -> None:
    assert not libraries_in("\tstatically linked\n", Path("/program"))


def test_a_library_that_is_missing_is_named_with_what_needs_it() -> None:
    with pytest.raises(RuntimeProblem, match=r"/fast\.so needs libgomp\.so\.1, which the base"):
        libraries_in("\tlibgomp.so.1 => not found\n", Path("/fast.so"))


def test_a_library_of_another_version_is_refused() -> None:
    line = "/fast.so: /lib/libc.so.6: version `GLIBC_9.14' not found (required by /fast.so)"
    with pytest.raises(RuntimeProblem, match="GLIBC_9.14"):
        libraries_in(f"{line}\n{LISTING}", Path("/fast.so"))


@pytest.mark.skipif(not Path("/usr/bin/ldd").exists(), reason="SKIPPED: there is no ldd here")
def test_the_interpreter_that_runs_this_is_linked_with_the_c_library(tmp_path: Path) -> None:
    assert any("libc" in path for path in needed(Path(sys.executable).resolve()))
    of_another = bytearray(Path(sys.executable).read_bytes())
    of_another[18:20] = b"\xff\xff"
    (tmp_path / "other.so").write_bytes(of_another)
    (tmp_path / "cut.so").write_bytes(of_another[:16])
    for name in ("other.so", "cut.so"):
        with pytest.raises(RuntimeProblem, match="cannot tell what"):
            needed(tmp_path / name)


def test_a_base_without_ldd_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libraries, "_LDD", str(tmp_path / "ldd"))
    with pytest.raises(RuntimeProblem, match="cannot be run"):
        needed(tmp_path / "a.so")


def test_programs_are_found_by_what_they_begin_with(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    for name in ("b/second.so", "a-first"):
        (tmp_path / name).write_bytes(b"\x7fELF...")
    (tmp_path / "text.so").write_text("no program\n")
    (tmp_path / "link.so").symlink_to("a-first")
    assert list(programs_in(tmp_path)) == [tmp_path / "a-first", tmp_path / "b/second.so"]
