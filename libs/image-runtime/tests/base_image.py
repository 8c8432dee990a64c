"""The file system of a base image, small, in a folder."""

from __future__ import annotations

import os
from pathlib import Path

from modax_image_runtime.problem import RuntimeProblem
from modax_image_runtime.python_files import Python

PYTHON = Python(program="/usr/bin/python3", library="/usr/lib/python3.11")

ELF = "\x7fELF"

_FILES = {
    "/etc/debian_version": "12.9\n",
    "/etc/group": "root:x:0:\n",
    "/etc/passwd": "root:x:0:0::/root:/bin/sh\n",
    "/etc/shadow": "root:*\n",
    "/usr/bin/ldd": "#!/bin/sh\n",
    "/usr/bin/python3.11": f"{ELF} python",
    "/usr/bin/sh": f"{ELF} sh",
    "/usr/lib/os-release": "ID=debian\n",
    "/usr/lib/python3.11/json/__init__.py": "",
    "/usr/lib/python3.11/json/__pycache__/__init__.cpython-311.pyc": "",
    "/usr/lib/python3.11/lib-dynload/_ssl.cpython-311-x86_64-linux-gnu.so": f"{ELF} ssl",
    "/usr/lib/python3.11/lib-dynload/_tkinter.cpython-311-x86_64-linux-gnu.so": f"{ELF} tk",
    "/usr/lib/python3.11/lib-dynload/_testcapi.cpython-311-x86_64-linux-gnu.so": f"{ELF} test",
    "/usr/lib/python3.11/test/test_json.py": "",
    "/usr/lib/python3.11/config-3.11/libpython3.11.a": "",
    "/usr/lib/python3/dist-packages/pip/__init__.py": "",
    "/usr/lib/ssl/misc/CA.pl": "",
    "/usr/lib/x86_64-linux-gnu/libc.so.6": f"{ELF} c",
    "/usr/lib/x86_64-linux-gnu/libgcc_s.so.1": f"{ELF} gcc",
    "/usr/lib/x86_64-linux-gnu/libssl.so.3.0": f"{ELF} ssl",
    "/usr/lib/x86_64-linux-gnu/libstdc++.so.6.0.30": f"{ELF} c++",
    "/usr/share/ca-certificates/root.crt": "certificate",
    "/usr/share/doc/dash/copyright": "of the shell",
    "/usr/share/doc/libc6/copyright": "of libc6",
    "/usr/share/doc/gcc-12-base/copyright": "of libstdc++6",
    "/usr/share/zoneinfo/Europe/Berlin": "times",
    "/usr/share/zoneinfo/right/Europe/Berlin": "times with leap seconds",
}

_LINKS = {
    "/bin": "usr/bin",
    "/lib": "usr/lib",
    "/etc/os-release": "../usr/lib/os-release",
    "/etc/ssl/certs/root.pem": "/usr/share/ca-certificates/root.crt",
    "/etc/ssl/certs/gone.pem": "/usr/share/ca-certificates/gone.crt",
    "/usr/bin/python3": "python3.11",
    "/usr/lib/python3.11/circle": "circle",
    "/usr/lib/python3.11/itself": ".",
    "/usr/lib/ssl/certs": "/etc/ssl/certs",
    "/usr/lib/x86_64-linux-gnu/libssl.so.3": "libssl.so.3.0",
    "/usr/share/doc/libstdc++6": "gcc-12-base",
    "/usr/lib/x86_64-linux-gnu/libstdc++.so.6": "libstdc++.so.6.0.30",
}

# As dpkg has them: libc's are those of a system whose /lib was no link yet.
_PACKAGES = {
    "base-files": ["/etc/debian_version", "/usr/lib/os-release"],
    "ca-certificates": ["/usr/share/ca-certificates/root.crt"],
    "dash": ["/.", "/usr/bin/sh"],
    "gcc-12-base:amd64": ["/usr/share/doc/gcc-12-base/copyright"],
    "libc6:amd64": [
        "/lib",
        "/lib/x86_64-linux-gnu",
        "/lib/x86_64-linux-gnu/libc.so.6",
        "/usr/share/doc/libc6/copyright",
    ],
    "libpython3.11-stdlib:amd64": [
        "/usr/lib/python3.11/json/__init__.py",
        "/usr/lib/python3.11/lib-dynload/_ssl.cpython-311-x86_64-linux-gnu.so",
    ],
    "libgcc-s1:amd64": ["/lib/x86_64-linux-gnu/libgcc_s.so.1"],
    "libssl3:amd64": [
        "/usr/lib/x86_64-linux-gnu/libssl.so.3",
        "/usr/lib/x86_64-linux-gnu/libssl.so.3.0",
    ],
    "libstdc++6:amd64": ["/usr/lib/x86_64-linux-gnu/libstdc++.so.6.0.30"],
    "python3.11-minimal": ["/usr/bin/python3.11"],
    "tzdata": ["/usr/share/zoneinfo/Europe/Berlin"],
}

_LIBRARIES = {
    "python3.11": ["/lib/x86_64-linux-gnu/libc.so.6"],
    "_ssl": ["/usr/lib/x86_64-linux-gnu/libssl.so.3", "/lib/x86_64-linux-gnu/libc.so.6"],
    "fast.so": ["/usr/lib/x86_64-linux-gnu/libstdc++.so.6", "/lib/x86_64-linux-gnu/libc.so.6"],
}


def make_base_image(root: Path) -> None:
    """Makes the file system in the folder ``root``."""
    status = "\n".join(map(paragraph, _PACKAGES))
    lists = {
        f"/var/lib/dpkg/info/{name}.list": "".join(f"{path}\n" for path in paths)
        for name, paths in _PACKAGES.items()
    }
    for path, text in {**_FILES, **lists, "/var/lib/dpkg/status": status}.items():
        write(root, path, text)
    for path, target in _LINKS.items():
        place = root / path[1:]
        place.parent.mkdir(parents=True, exist_ok=True)
        os.symlink(target, place)
    (root / "usr/bin/python3.11").chmod(0o4755)


def paragraph(package: str) -> str:
    """What dpkg knows of a package, by its name or its name and architecture."""
    name, _, architecture = package.partition(":")
    return f"Package: {name}\nArchitecture: {architecture or 'all'}\nVersion: 1\n"


def write(root: Path, path: str, text: str) -> Path:
    """Writes a file of the file system; the path is absolute in it."""
    place = root / path[1:]
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text, "latin-1")
    return place


def needs(program: Path) -> list[str]:
    """What the programs of the file system are linked with. One of them needs what is not there."""
    if "_tkinter" in program.name:
        raise RuntimeProblem(f"{program} needs libtk8.6.so")
    return _LIBRARIES.get(program.name.split(".cpython")[0], [])
