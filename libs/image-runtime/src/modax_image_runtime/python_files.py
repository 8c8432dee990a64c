"""The files that a Python service runs with, beside its packages and the libraries they are linked with."""

from __future__ import annotations

import os
import re
import sys
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from modax_image_runtime.paths import below
from modax_image_runtime.problem import RuntimeProblem

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
    # Where libraries lie, users, hosts and in which order they are tried, services by name, characters, and the
    # times of the world.
    "/etc/gai.conf",
    "/etc/group",
    "/etc/host.conf",
    "/etc/ld.so.cache",
    "/etc/nsswitch.conf",
    "/etc/passwd",
    "/etc/protocols",
    "/etc/services",
    "/usr/lib/locale/C.utf8",
    "/usr/share/zoneinfo",
)
"""The files and folders that are taken where the base image has them."""

# Where programs are looked for in an image that does not say, as Docker has it.
_PROGRAM_FOLDERS = ("/usr/local/bin", "/usr/bin", "/bin")

# Of the standard library: windows, terminals, databases of Unix, the network of the nineties, sound, what it is
# tested with, what brings packages of its own, and bytecode, which is made anew. With an extension module go the
# libraries that it alone is linked with. Of the times of the world, those that count leap seconds.
_UNUSED = frozenset(
    {
        "__pycache__",
        "_ctypes_test",
        "_curses",
        "_curses_panel",
        "_dbm",
        "_gdbm",
        "_tkinter",
        "_xxtestfuzz",
        "curses",
        "dist-packages",
        "ensurepip",
        "idlelib",
        "lib2to3",
        "nis",
        "ossaudiodev",
        "posix",
        "pydoc_data",
        "readline",
        "right",
        "site-packages",
        "test",
        "tests",
        "tkinter",
        "turtle",
        "turtledemo",
    }
)
_UNUSED_KIND = re.compile(r"config-|_test|xxlimited")

# The C library loads them by name, for threads that end and for the names of hosts and users.
_LOADED = ("libgcc_s.so.1", "libnss_dns.so.2", "libnss_files.so.2")


@dataclass(frozen=True)
class Python:
    """Where an interpreter and its standard library lie; both absolute."""

    program: str
    library: str


def this_python() -> Python:
    """The interpreter that runs this.

    Raises RuntimeProblem where an image would not find it.
    """
    if os.path.dirname(sys.executable) not in _PROGRAM_FOLDERS:
        raise RuntimeProblem(
            f"the interpreter of the base image is {sys.executable}: it has to lie in one of "
            f"{', '.join(_PROGRAM_FOLDERS)}, where an image looks for it"
        )
    return Python(program=sys.executable, library=sysconfig.get_path("stdlib"))


def is_used(path: str) -> bool:
    """Whether a file or folder is one that a service runs with."""
    name, _, _ = os.path.basename(path).partition(".")
    return name not in _UNUSED and _UNUSED_KIND.match(name) is None


def loaded_libraries(root: Path) -> Iterator[str]:
    """The libraries that no program is linked with and that are needed all the same."""
    for name in _LOADED:
        for path in sorted(below(root, "/usr/lib").glob(f"*-linux-gnu/{name}")):
            yield f"/{path.relative_to(root)}"
