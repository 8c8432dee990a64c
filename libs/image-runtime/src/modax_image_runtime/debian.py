"""The Debian packages that files come from.

What is copied file by file is unknown to dpkg. A scanner that is to find its vulnerabilities reads
``/var/lib/dpkg/status.d``, a file for each package with its paragraph of dpkg's ``status``: the form in
which "distroless" images tell it.
"""

from __future__ import annotations

import os
from collections.abc import Set as AbstractSet
from pathlib import Path

from modax_image_runtime.paths import below, real_folder
from modax_image_runtime.problem import RuntimeProblem
from modax_image_runtime.tree import Tree

_DPKG = "/var/lib/dpkg"


def owners(root: Path, files: AbstractSet[str]) -> list[str]:
    """The names of the packages that ``files``, paths without symbolic links, belong to."""
    found: set[str] = set()
    for listing in sorted(below(root, f"{_DPKG}/info").glob("*.list")):
        if any(_real(root, path) in files for path in listing.read_text("utf-8").splitlines()):
            found.add(listing.stem.split(":")[0])
    return sorted(found)


def paragraphs(root: Path) -> dict[str, str]:
    """What dpkg knows of each package, by name.

    Raises RuntimeProblem where the file system is not Debian's.
    """
    status = below(root, f"{_DPKG}/status")
    if not status.is_file():
        raise RuntimeProblem(
            f"the base image has no {_DPKG}/status: it has to be one of Debian, or nobody could "
            "tell what the image is made of"
        )
    texts = [text.strip("\n") for text in status.read_text("utf-8").split("\n\n")]
    return {_name(text): f"{text}\n" for text in texts if text}


def record_packages(root: Path, into: Path, tree: Tree) -> None:
    """Tells below ``into`` of the packages that the files of ``tree`` come from, with their licences."""
    known = paragraphs(root)
    told = below(into, f"{_DPKG}/status.d")
    for name in owners(root, tree.files):
        told.mkdir(parents=True, exist_ok=True)
        (told / name).write_text(known[name], "utf-8")
        licence = f"/usr/share/doc/{name}/copyright"
        if tree.has(licence):
            tree.add(licence)


def _real(root: Path, path: str) -> str:
    folder, name = os.path.split(path)
    return f"{real_folder(root, folder).rstrip('/')}/{name}"


def _name(paragraph: str) -> str:
    for line in paragraph.splitlines():
        field, _, value = line.partition(": ")
        if field == "Package":
            return value
    raise RuntimeProblem(f"{_DPKG}/status has a paragraph without a package")
