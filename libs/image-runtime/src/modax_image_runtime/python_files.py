"""The files that a Python service runs with, beside its packages and the libraries they are linked with."""

from __future__ import annotations

import os
import re
import sys
import sysconfig
from dataclasses import dataclass

from modax_image_runtime.problem import RuntimeProblem

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
