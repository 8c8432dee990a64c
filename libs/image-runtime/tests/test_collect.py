"""What an image takes of its base, and what it leaves there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from modax_image_runtime.collect import collect_libraries, collect_system
from modax_image_runtime.problem import RuntimeProblem
from modax_image_runtime.python_files import Python

from tests.base_image import ELF, PYTHON, needs, paragraph, write


@pytest.fixture(name="runtime")
def _runtime(root: Path, tmp_path: Path) -> Path:
    runtime = tmp_path / "runtime"
    runtime.mkdir()
    collect_system(root, runtime, needs, PYTHON)
    return runtime


def files_of(folder: Path) -> set[str]:
    return {
        f"/{path.relative_to(folder)}"
        for path in folder.rglob("*")
        if path.is_symlink() or path.is_file()
    }


def test_python_comes_with_what_it_runs_with_and_nothing_else(runtime: Path) -> None:
    assert files_of(runtime) == {
        "/etc/debian_version",
        "/etc/group",
        "/etc/os-release",
        "/etc/passwd",
        "/etc/ssl/certs/root.pem",
        "/lib",
        "/usr/bin/python3",
        "/usr/bin/python3.11",
        "/usr/lib/os-release",
        "/usr/lib/python3.11/itself",
        "/usr/lib/python3.11/json/__init__.py",
        "/usr/lib/python3.11/lib-dynload/_ssl.cpython-311-x86_64-linux-gnu.so",
        "/usr/lib/ssl/certs",
        "/usr/lib/x86_64-linux-gnu/libc.so.6",
        "/usr/lib/x86_64-linux-gnu/libgcc_s.so.1",
        "/usr/lib/x86_64-linux-gnu/libssl.so.3",
        "/usr/lib/x86_64-linux-gnu/libssl.so.3.0",
        "/usr/share/ca-certificates/root.crt",
        "/usr/share/doc/libc6/copyright",
        "/usr/share/zoneinfo/Europe/Berlin",
        "/var/lib/dpkg/status.d/base-files",
        "/var/lib/dpkg/status.d/ca-certificates",
        "/var/lib/dpkg/status.d/libc6",
        "/var/lib/dpkg/status.d/libgcc-s1",
        "/var/lib/dpkg/status.d/libpython3.11-stdlib",
        "/var/lib/dpkg/status.d/libssl3",
        "/var/lib/dpkg/status.d/python3.11-minimal",
        "/var/lib/dpkg/status.d/tzdata",
    }


def test_what_any_program_runs_with_is_that_without_python(
    root: Path, runtime: Path, into: Path
) -> None:
    collect_system(root, into, needs)
    taken = files_of(into)
    assert taken < files_of(runtime)
    assert not any("python" in path for path in taken)
    assert {"/etc/passwd", "/usr/lib/x86_64-linux-gnu/libgcc_s.so.1"} < taken


def test_every_link_leads_where_it_led_in_the_base(root: Path, runtime: Path) -> None:
    links = [path for path in runtime.rglob("*") if path.is_symlink()]
    assert links
    for link in links:
        assert os.readlink(link) == os.readlink(root / link.relative_to(runtime))


def test_what_dpkg_knew_of_a_package_is_told(runtime: Path) -> None:
    told = runtime / "var/lib/dpkg/status.d/libssl3"
    assert told.read_text() == paragraph("libssl3:amd64")


def test_modes_stay_and_nobody_becomes_another_user(runtime: Path) -> None:
    assert (runtime / "usr/bin/python3.11").stat().st_mode & 0o7777 == 0o755


def test_it_is_the_same_again(root: Path, runtime: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    again.mkdir()
    collect_system(root, again, needs, PYTHON)
    assert files_of(again) == files_of(runtime)
    for path in files_of(again):
        one, other = again / path[1:], runtime / path[1:]
        if one.is_symlink():
            assert os.readlink(one) == os.readlink(other)
        else:
            assert one.read_bytes() == other.read_bytes()
            assert one.stat().st_mode == other.stat().st_mode


def test_packages_get_the_libraries_that_are_not_there_yet(
    root: Path, runtime: Path, into: Path, tmp_path: Path
) -> None:
    packages = tmp_path / "packages"
    write(packages, "/fast/fast.so", ELF)
    write(packages, "/fast/fast.py", "")
    collect_libraries(root, packages, [runtime], into, needs)
    assert files_of(into) == {
        "/usr/lib/x86_64-linux-gnu/libstdc++.so.6",
        "/usr/lib/x86_64-linux-gnu/libstdc++.so.6.0.30",
        "/usr/share/doc/gcc-12-base/copyright",
        "/usr/share/doc/libstdc++6",
        "/var/lib/dpkg/status.d/gcc-12-base",
        "/var/lib/dpkg/status.d/libstdc++6",
    }


def test_what_a_package_brings_itself_stays_its_own(
    root: Path, runtime: Path, into: Path, tmp_path: Path
) -> None:
    packages = tmp_path / "packages"
    own = write(packages, "/fast.libs/libfast.so", ELF)
    write(packages, "/fast/other.so", ELF)
    collect_libraries(root, packages, [runtime], into, lambda _: [str(own)])
    assert files_of(into) == set()


def test_a_base_of_another_system_is_refused(root: Path, into: Path) -> None:
    (root / "var/lib/dpkg/status").unlink()
    with pytest.raises(RuntimeProblem, match="has to be one of Debian"):
        collect_system(root, into, needs, PYTHON)


@pytest.mark.parametrize(
    ("release", "said"),
    [
        ('NAME="Ubuntu"\nID=ubuntu\nID_LIKE=debian\n', "is ubuntu: it has to be one of Debian"),
        ("NAME=Debian\n", "is of no known system"),
        (None, "is of no known system"),
    ],
)
def test_a_relative_of_debian_has_advisories_of_its_own(
    root: Path, into: Path, release: str | None, said: str
) -> None:
    file = root / "usr/lib/os-release"
    file.unlink()
    if release is not None:
        file.write_text(release)
    with pytest.raises(RuntimeProblem, match=said):
        collect_system(root, into, needs, PYTHON)


def test_a_system_may_be_named_in_quotes(root: Path, into: Path) -> None:
    (root / "usr/lib/os-release").write_text('ID="debian"\n')
    collect_system(root, into, needs, PYTHON)


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("Version: 1\n", "a paragraph without Package"),
        (paragraph("base-files"), "does not know ca-certificates"),
    ],
)
def test_a_package_of_which_dpkg_knows_nothing_is_refused(
    root: Path, into: Path, status: str, said: str
) -> None:
    (root / "var/lib/dpkg/status").write_text(status)
    with pytest.raises(RuntimeProblem, match=said):
        collect_system(root, into, needs, PYTHON)


def test_a_file_that_no_scanner_would_look_up_is_refused(root: Path, into: Path) -> None:
    write(root, "/usr/lib/python3.11/stranger.py", "")
    with pytest.raises(RuntimeProblem, match="stranger.py is of no package"):
        collect_system(root, into, needs, PYTHON)


def test_an_interpreter_that_is_none_of_debian_s_is_taken_all_the_same(
    root: Path, into: Path
) -> None:
    write(root, "/usr/local/bin/python3.11", f"{ELF} python")
    write(root, "/usr/local/lib/libpython3.11.so.1.0", f"{ELF} python")
    write(root, "/usr/local/lib/python3.11/json.py", "")
    for name in ("_ssl", "_tkinter"):
        write(root, f"/usr/local/lib/python3.11/lib-dynload/{name}.cpython-311.so", ELF)
    (root / "usr/local/bin/python3").symlink_to("python3.11")
    python = Python(program="/usr/local/bin/python3", library="/usr/local/lib/python3.11")

    def needs_own(program: Path) -> list[str]:
        own = ["/usr/local/bin/../lib/libpython3.11.so.1.0"] if "bin" in program.parts else []
        return [*needs(program), *own]

    collect_system(root, into, needs_own, python)
    assert {path for path in files_of(into) if path.startswith("/usr/local")} == {
        "/usr/local/bin/python3",
        "/usr/local/bin/python3.11",
        "/usr/local/lib/libpython3.11.so.1.0",
        "/usr/local/lib/python3.11/json.py",
        "/usr/local/lib/python3.11/lib-dynload/_ssl.cpython-311.so",
    }


def test_a_base_without_the_interpreter_is_refused(root: Path, into: Path) -> None:
    (root / "usr/bin/python3.11").unlink()
    with pytest.raises(RuntimeProblem, match="/usr/bin/python3 is not in the base image"):
        collect_system(root, into, needs, PYTHON)
