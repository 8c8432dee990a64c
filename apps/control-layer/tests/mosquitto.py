"""A real broker on a free port."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from pathlib import Path
from typing import Optional

# Distributions put it where only the superuser's PATH leads.
MOSQUITTO = shutil.which(
    "mosquitto", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"
)

OPENSSL = shutil.which("openssl")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Mosquitto:
    """Can be stopped and started again on the same port."""

    def __init__(self, folder: Path) -> None:
        """Not started yet."""
        self.port = free_port()
        self._configuration = folder / "mosquitto.conf"
        self.configure("allow_anonymous true")
        self._process: Optional[subprocess.Popen[str]] = None
        self._log: list[str] = []

    def configure(self, *lines: str) -> None:
        """What holds from the next start on."""
        always = (f"listener {self.port} 127.0.0.1", "user root", "log_dest stderr", "log_type all")
        self._configuration.write_text("\n".join((*always, *lines, "")))

    def start(self) -> None:
        assert MOSQUITTO is not None
        self._process = subprocess.Popen(
            [MOSQUITTO, "-c", str(self._configuration)], stderr=subprocess.PIPE, text=True
        )
        self.wait_for_log(" running")

    def stop(self) -> str:
        """Ends the broker; what it has logged since it started."""
        while self._process is not None:
            self._process.terminate()
            try:
                _, rest = self._process.communicate(timeout=1)
            except subprocess.TimeoutExpired:
                # Mosquitto forgets a signal that comes between its "running" and its main loop.
                continue
            self._log.append(rest)
            self._process = None
        return "".join(self._log)

    def wait_for_log(self, fragment: str) -> None:
        assert self._process is not None and self._process.stderr is not None
        for line in self._process.stderr:
            self._log.append(line)
            if fragment in line:
                return
        raise AssertionError("".join(self._log))


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that is its own authority, and its key."""
    assert OPENSSL is not None
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run(
        [OPENSSL, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject]
        + ["-keyout", str(key), "-out", str(certificate)],
        check=True,
        capture_output=True,
    )
    return certificate, key
