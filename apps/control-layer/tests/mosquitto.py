"""A real broker on a free port."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Optional

# Distributions put it where only the superuser's PATH leads.
MOSQUITTO = shutil.which(
    "mosquitto", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"
)

OPENSSL = shutil.which("openssl")


def free_port() -> int:
    """A TCP port of this machine that nobody listens on.

    Linux gives a port that is bound to nobody else by itself, and lets a server that names it listen
    there all the same. So it is bound until this process ends.
    """
    probe = socket.socket()
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    probe.bind(("127.0.0.1", 0))
    port = int(probe.getsockname()[1])
    if sys.platform == "linux":
        probe.detach()
    else:
        probe.close()
    return port


class Mosquitto:
    """Can be stopped and started again on the same port."""

    def __init__(self, folder: Path) -> None:
        """Not started yet."""
        self.port = free_port()
        self._configuration = folder / "mosquitto.conf"
        self.configure("allow_anonymous true")
        # A file, because a pipe that nobody reads would fill up and freeze the broker.
        self._log = folder / "mosquitto.log"
        self._process: Optional[subprocess.Popen[bytes]] = None

    def configure(self, *lines: str) -> None:
        """What holds from the next start on."""
        always = (f"listener {self.port} 127.0.0.1", "user root", "log_dest stderr", "log_type all")
        self._configuration.write_text("\n".join((*always, *lines, "")))

    def start(self) -> None:
        assert MOSQUITTO is not None
        starts = self._log_text().count(" running")
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [MOSQUITTO, "-c", str(self._configuration)], stderr=log
            )
        end = time.monotonic() + 60
        while self._log_text().count(" running") == starts:
            assert self._process.poll() is None and time.monotonic() < end, self._log_text()
            time.sleep(0.01)

    @property
    def process_id(self) -> int:
        assert self._process is not None
        return self._process.pid

    def until_logged(self, fragment: str) -> None:
        end = time.monotonic() + 60
        while fragment not in self._log_text():
            assert time.monotonic() < end, self._log_text()
            time.sleep(0.01)

    def stop(self) -> str:
        """Ends the broker; what it has logged since it was first started."""
        while self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(timeout=1)
            except subprocess.TimeoutExpired:
                # Mosquitto forgets a signal that comes between its "running" and its main loop.
                continue
            self._process = None
        return self._log_text()

    def _log_text(self) -> str:
        return self._log.read_text(errors="replace") if self._log.exists() else ""


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


def encrypted(key: Path) -> Path:
    """The same key, which cannot be used without a password."""
    assert OPENSSL is not None
    encrypted_key = key.with_name("encrypted.pem")
    subprocess.run(
        [OPENSSL, "rsa", "-in", str(key), "-aes256", "-passout", "pass:word"]
        + ["-out", str(encrypted_key)],
        check=True,
        capture_output=True,
    )
    return encrypted_key
