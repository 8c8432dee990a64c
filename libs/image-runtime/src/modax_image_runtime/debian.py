"""The Debian packages that files come from.

What is copied file by file is unknown to dpkg. A scanner that is to find its vulnerabilities reads
``/var/lib/dpkg/status.d``, a file for each package with its paragraph of dpkg's ``status``: the form in
which "distroless" images tell it.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from modax_image_runtime.paths import below, real_folder
from modax_image_runtime.problem import RuntimeProblem
from modax_image_runtime.tree import Tree

_DPKG = "/var/lib/dpkg"

# Files that packages make when they are installed, certificates of a company's own, and an interpreter that is none
# of Debian's: nobody can look those up by a package.
_UNOWNED = re.compile(
    r"/etc/(?:group|ld\.so\.cache|localtime|nsswitch\.conf|passwd|ssl/certs/.*)"
    r"|/usr/share/ca-certificates/.*|/usr/local/.*"
)


def listed_files(root: Path) -> dict[str, frozenset[str]]:
    """The files of each package, by paths without symbolic links.

    A package has the name of dpkg's lists, with an architecture (``libc6:amd64``) where several may be installed.
    """
    return {
        listing.stem: frozenset(
            _real(root, path) for path in listing.read_text("utf-8").splitlines()
        )
        for listing in sorted(below(root, f"{_DPKG}/info").glob("*.list"))
    }


def paragraphs(root: Path) -> dict[str, str]:
    """What dpkg knows of each package, by name and by name and architecture.

    Raises RuntimeProblem where the file system is not Debian's.
    """
    status = below(root, f"{_DPKG}/status")
    if not status.is_file():
        raise RuntimeProblem(
            f"the base image has no {_DPKG}/status: it has to be one of Debian, or nobody could "
            "tell what the image is made of"
        )
    _refuse_relatives(root)
    known: dict[str, str] = {}
    for text in status.read_text("utf-8").split("\n\n"):
        if text.strip():
            name = _field(text, "Package")
            for key in (name, f"{name}:{_field(text, 'Architecture')}"):
                known[key] = text.strip("\n") + "\n"
    return known


def _refuse_relatives(root: Path) -> None:
    """What is made of Debian has packages of the same names, of which Debian's advisories say nothing.

    Raises RuntimeProblem for another system than Debian itself.
    """
    release = below(root, "/usr/lib/os-release")
    lines = release.read_text("utf-8").splitlines() if release.is_file() else []
    known = [line.partition("=")[2].strip("\"'") for line in lines if line.startswith("ID=")]
    if known != ["debian"]:
        raise RuntimeProblem(
            f"the base image is {', '.join(known) or 'of no known system'}: it has to be one of "
            "Debian, whose advisories the image is looked up in"
        )


def record_packages(root: Path, into: Path, tree: Tree) -> None:
    """Tells below ``into`` of the packages that the files of ``tree`` come from, with their licences.

    Raises RuntimeProblem where one is unknown, or a file is of no package and is not expected to be of one.
    """
    # Nothing of the base: its lists, which are long, need not be read. So it is for most changes of a source.
    if not tree.files:
        return
    known = paragraphs(root)
    listed = listed_files(root)
    # A licence may lie in the folder of another package, which then has to be told of as well.
    told: set[str] = set()
    while owners := {
        name
        for name, files in listed.items()
        if name not in told and not files.isdisjoint(tree.files)
    }:
        for name in sorted(owners):
            if name not in known:
                raise RuntimeProblem(f"{_DPKG}/status of the base image does not know {name}")
            _tell(tree, into, name.partition(":")[0], known[name])
        told.update(owners)
    strangers = tree.files.difference(*(listed[name] for name in told))
    unknown = sorted(path for path in strangers if _UNOWNED.fullmatch(path) is None)
    if unknown:
        raise RuntimeProblem(
            f"{unknown[0]} is of no package of the base image: no scanner would look it up"
        )


def _tell(tree: Tree, into: Path, package: str, paragraph: str) -> None:
    path = f"{_DPKG}/status.d/{package}"
    if not tree.is_beside(path):
        place = below(into, path)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(paragraph, "utf-8")
    licence = f"/usr/share/doc/{package}/copyright"
    if tree.has(licence):
        tree.add(licence)


def _real(root: Path, path: str) -> str:
    folder, name = os.path.split(path)
    return f"{real_folder(root, folder).rstrip('/')}/{name}"


def _field(paragraph: str, name: str) -> str:
    for line in paragraph.splitlines():
        field, _, value = line.partition(": ")
        if field == name:
            return value
    raise RuntimeProblem(f"{_DPKG}/status of the base image has a paragraph without {name}")
