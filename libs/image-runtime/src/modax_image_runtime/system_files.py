"""The files of a system that any program runs with, beside the libraries that it is linked with."""

from __future__ import annotations

from collections.abc import Iterator
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

# The C library loads them by name, for threads that end and for the names of hosts and users.
_LOADED = ("libgcc_s.so.1", "libnss_dns.so.2", "libnss_files.so.2")


def loaded_libraries(root: Path) -> Iterator[str]:
    """The libraries that no program is linked with and that are needed all the same."""
    for name in _LOADED:
        for path in sorted(below(root, "/usr/lib").glob(f"*-linux-gnu/{name}")):
            yield f"/{path.relative_to(root)}"
