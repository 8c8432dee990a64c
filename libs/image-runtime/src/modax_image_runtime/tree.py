"""A part of a file system, copied."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable, Sequence
from pathlib import Path

from modax_image_runtime.paths import below, resolve
from modax_image_runtime.problem import RuntimeProblem

# Who runs a program is who started it: no file of an image makes somebody another user.
_MODE = 0o777


def everything(_: str) -> bool:
    """Leaves nothing out."""
    return True


class Tree:
    """Files of the file system ``root``, copied to the same paths below ``into``.

    With a file come the folders and symbolic links that lead to it. What lies below ``beside`` at
    the same path is not copied: there it can be found already.
    """

    def __init__(self, root: Path, into: Path, beside: Sequence[Path] = ()) -> None:
        self._root = root
        self._into = into
        self._beside = beside
        self._files: set[str] = set()
        self._folders: set[str] = set()

    @property
    def files(self) -> frozenset[str]:
        """The files that were copied, by their paths without symbolic links."""
        return frozenset(self._files)

    def add(self, path: str, wanted: Callable[[str], bool] = everything) -> None:
        """Copies the file or folder at the absolute ``path``, of a folder what is ``wanted`` by path.

        Raises RuntimeProblem where there is none.
        """
        real = self._reach(path)
        source = below(self._root, real)
        if real in self._folders:
            # A link in a folder may lead to the folder.
            return
        if source.is_dir():
            self._folders.add(real)
            self._make_folder(real)
            for name in sorted(os.listdir(source)):
                child = f"{real.rstrip('/')}/{name}"
                # A link that leads nowhere in the base leads nowhere here.
                if wanted(child) and self.has(child):
                    self.add(child, wanted)
        elif source.is_file():
            self._copy(real)
        else:
            raise RuntimeProblem(f"{path} is not in the base image")

    def has(self, path: str) -> bool:
        """Whether there is a file or folder at the absolute ``path`` of the file system."""
        try:
            source = below(self._root, resolve(self._root, path).real)
        except RuntimeProblem:
            return False
        return source.is_dir() or source.is_file()

    def is_beside(self, path: str) -> bool:
        """Whether the absolute ``path`` lies in what is there already."""
        return any(os.path.lexists(below(folder, path)) for folder in self._beside)

    def _reach(self, path: str) -> str:
        found = resolve(self._root, path)
        for link in found.links:
            place = below(self._into, link)
            if not os.path.lexists(place) and not self.is_beside(link):
                self._make_folder(os.path.dirname(link))
                os.symlink(os.readlink(below(self._root, link)), place)
        return found.real

    def _copy(self, real: str) -> None:
        if real in self._files or self.is_beside(real):
            return
        self._files.add(real)
        self._make_folder(os.path.dirname(real))
        source, place = below(self._root, real), below(self._into, real)
        shutil.copyfile(source, place)
        place.chmod(stat.S_IMODE(source.stat().st_mode) & _MODE)

    def _make_folder(self, real: str) -> None:
        place = below(self._into, real)
        if place.is_dir():
            return
        if real not in ("", "/"):
            self._make_folder(os.path.dirname(real))
        place.mkdir()
        place.chmod(stat.S_IMODE(below(self._root, real).stat().st_mode) & _MODE)
