"""Paths of a file system that lies in a folder."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from modax_image_runtime.problem import RuntimeProblem

# As Linux has it, where following more is an error (path_resolution(7)).
_MOST_LINKS = 40


@dataclass(frozen=True)
class Resolution:
    """Where a path leads."""

    links: tuple[str, ...]
    """The symbolic links on the way, each by a path that has none before its last name."""
    real: str
    """The path at the end, without a symbolic link in it; what it names need not be there."""


def below(root: Path, path: str) -> Path:
    """Where the absolute ``path`` of the file system ``root`` lies."""
    return root / path.lstrip("/")


def resolve(root: Path, path: str) -> Resolution:
    """Follows the absolute ``path`` through the file system ``root``, whose links stay in it.

    Raises RuntimeProblem where links lead in a circle.
    """
    links: list[str] = []
    real = ""
    rest = _parts(path)
    while rest:
        name = rest.pop(0)
        if name == "..":
            real = os.path.dirname(real).rstrip("/")
            continue
        here = f"{real}/{name}"
        if not below(root, here).is_symlink():
            real = here
            continue
        if len(links) == _MOST_LINKS:
            raise RuntimeProblem(f"{path} leads through more than {_MOST_LINKS} symbolic links")
        links.append(here)
        target = os.readlink(below(root, here))
        if target.startswith("/"):
            real = ""
        rest = _parts(target) + rest
    return Resolution(tuple(links), real or "/")


@lru_cache(maxsize=None)
def real_folder(root: Path, path: str) -> str:
    """The folder ``path`` without symbolic links, in a file system that stays as it is."""
    return resolve(root, path).real


def _parts(path: str) -> list[str]:
    return [name for name in path.split("/") if name not in ("", ".")]
