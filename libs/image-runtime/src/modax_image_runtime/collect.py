"""Collects what an image takes of its base."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from modax_image_runtime.debian import record_packages
from modax_image_runtime.libraries import is_program, programs_in
from modax_image_runtime.paths import below
from modax_image_runtime.python_files import Python, is_used
from modax_image_runtime.system_files import DATA, loaded_libraries
from modax_image_runtime.tree import Tree

Needed = Callable[[Path], Iterable[str]]
"""Tells the absolute paths of the libraries that a program is linked with."""


def collect_system(root: Path, into: Path, needs: Needed, python: Python | None = None) -> None:
    """Copies what any program runs with of the file system ``root`` below ``into``, and ``python`` where it is given.

    Raises RuntimeProblem where something of it is missing, or the file system is not Debian's.
    """
    tree = Tree(root, into)
    if python is not None:
        tree.add(python.program)
        tree.add(python.library, is_used)
    for path in (*loaded_libraries(root), *filter(tree.has, DATA)):
        tree.add(path, is_used)
    for file in [below(root, path) for path in sorted(tree.files)]:
        if is_program(file):
            for path in needs(file):
                tree.add(path)
    record_packages(root, into, tree)


def collect_libraries(
    root: Path, packages: Path, beside: Sequence[Path], into: Path, needs: Needed
) -> None:
    """Copies the libraries that programs and extension modules below ``packages`` are linked with below ``into``.

    What lies below ``beside`` is there already, and what the packages bring themselves stays theirs.
    Raises RuntimeProblem where one is missing.
    """
    tree = Tree(root, into, beside)
    for program in programs_in(packages):
        for path in needs(program):
            if not path.startswith(f"{packages}/"):
                tree.add(path)
    record_packages(root, into, tree)
