"""The files that a Python service runs with, beside its packages and the libraries they are linked with."""

from __future__ import annotations

import os
import sys
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from modax_image_runtime.paths import below

DATA = (
    # Certificates of authorities, and the configuration that OpenSSL reads.
    "/etc/ssl/certs",
    "/etc/ssl/openssl.cnf",
    "/usr/lib/ssl/cert.pem",
    "/usr/lib/ssl/certs",
    "/usr/lib/ssl/openssl.cnf",
    # Which system this is: a scanner knows by these whose vulnerabilities it looks up.
    "/etc/debian_version",
    "/etc/os-release",
    # Where libraries lie, users, hosts, characters, and the times of the world.
    "/etc/group",
    "/etc/ld.so.cache",
    "/etc/nsswitch.conf",
    "/etc/passwd",
    "/usr/lib/locale/C.utf8",
    "/usr/share/zoneinfo",
)
"""The files and folders that are taken where the base image has them."""

# Of the standard library: what no service imports, what brings packages of its own, and bytecode, which is
# made anew.
_UNUSED = frozenset(
    {
        "__pycache__",
        "dist-packages",
        "ensurepip",
        "idlelib",
        "lib2to3",
        "site-packages",
        "test",
        "tests",
        "tkinter",
        "turtledemo",
    }
)
# What extension modules are compiled with.
_UNUSED_PREFIX = "config-"

# The C library loads them by name, for threads that end and for the names of hosts and users.
_LOADED = ("libgcc_s.so.1", "libnss_dns.so.2", "libnss_files.so.2")


@dataclass(frozen=True)
class Python:
    """Where an interpreter and its standard library lie; both absolute."""

    program: str
    library: str


def this_python() -> Python:
    """The interpreter that runs this."""
    return Python(program=sys.executable, library=sysconfig.get_path("stdlib"))


def is_used(path: str) -> bool:
    """Whether a file or folder of the standard library is one that a service runs with."""
    name = os.path.basename(path)
    return name not in _UNUSED and not name.startswith(_UNUSED_PREFIX)


def loaded_libraries(root: Path) -> Iterator[str]:
    """The libraries that no program is linked with and that are needed all the same."""
    for name in _LOADED:
        for path in sorted(below(root, "/usr/lib").glob(f"*-linux-gnu/{name}")):
            yield f"/{path.relative_to(root)}"
