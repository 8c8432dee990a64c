"""The shared libraries that programs and extension modules are linked with."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from modax_image_runtime.problem import RuntimeProblem

_LDD = "/usr/bin/ldd"
_OWN = Path(sys.executable)
_ELF = b"\x7fELF"
# Where an ELF file says for which machine it is: e_machine of its header (elf(5)).
_MACHINE = slice(18, 20)
_FOUND = re.compile(r"^\s*(?:\S+ => )?(?P<path>/.+) \(0x[0-9a-f]+\)$")
_MISSING = re.compile(r"^\s*(?P<name>\S+) => not found$")
_OTHER_VERSION = re.compile(r"version .* not found")
# What ldd says, with 0 and with 1, of what is linked with nothing.
_STATIC = re.compile(r"^\s*(?:statically linked|not a dynamic executable)$", re.MULTILINE)


def needed(program: Path) -> list[str]:
    """The absolute paths of the libraries that ``program`` is linked with, and that those are.

    Raises RuntimeProblem where one is missing or of another version, or ldd cannot tell.
    """
    try:
        listed = subprocess.run(
            [_LDD, str(program)], check=False, capture_output=True, encoding="utf-8"
        )
    except OSError as error:
        raise RuntimeProblem(f"{_LDD} of the base image cannot be run: {error}") from error
    said = f"{listed.stdout}\n{listed.stderr}"
    is_static = _STATIC.search(said) is not None and _machine(program) == _machine(_OWN)
    if listed.returncode != 0 and not is_static:
        raise RuntimeProblem(f"ldd cannot tell what {program} is linked with: {said.strip()}")
    return libraries_in(said, program)


def libraries_in(listing: str, program: Path) -> list[str]:
    """The paths in what ``ldd`` wrote of a program.

    Raises RuntimeProblem where it did not find one, or found another version than is needed.
    """
    found: list[str] = []
    for line in listing.splitlines():
        missing = _MISSING.match(line)
        if missing is not None:
            raise RuntimeProblem(
                f"{program} needs {missing['name']}, which the base image does not have"
            )
        if _OTHER_VERSION.search(line) is not None:
            raise RuntimeProblem(f"{program} needs what the base image does not have: {line}")
        library = _FOUND.match(line)
        if library is not None:
            found.append(library["path"])
    return found


def programs_in(folder: Path) -> Iterator[Path]:
    """The programs and libraries of a folder, in the order of their paths."""
    for place, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = Path(place, name)
            if not path.is_symlink() and is_program(path):
                yield path


def _machine(program: Path) -> bytes:
    """For which machine a program is; ldd says of another's that it is linked with nothing."""
    with program.open("rb") as file:
        return file.read(_MACHINE.stop)[_MACHINE]


def is_program(path: Path) -> bool:
    """Whether a file is a program or a shared library, by its first bytes."""
    with path.open("rb") as file:
        return file.read(len(_ELF)) == _ELF
