"""Programs as an orchestrator starts and ends them: real processes, each with its own group."""

from __future__ import annotations

import os
import signal
import socket
import subprocess  # nosec B404
import sys
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Final, Iterator, Mapping, Optional, Sequence

STOP_DEADLINE: Final = 60.0
"""Seconds a program has to end after SIGTERM."""

_PASSED_ON: Final = ("PATH", "HOME", "LANG", "TMPDIR")


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


@contextmanager
def quick_folder(folder: Path) -> Iterator[Path]:
    """A folder in memory where this machine has such, else the given one: disks can stand still for
    seconds when others write."""
    in_memory = Path("/dev/shm")  # nosec B108
    if not os.access(in_memory, os.W_OK):
        yield folder
        return
    with TemporaryDirectory(dir=in_memory) as quick:
        yield Path(quick)


class Program:
    """A program that runs from `start` to `stop` or `kill`, and may be started again.

    It sees only the environment it is given, so no setting of the caller's leaks in. Its output
    goes to a file. Leaving the context kills it with all its children.
    """

    def __init__(
        self, name: str, argv: Sequence[str], environment: Mapping[str, str], folder: Path
    ) -> None:
        self.name = name
        self._argv = list(argv)
        self._environment = {
            **{key: os.environ[key] for key in _PASSED_ON if key in os.environ},
            **environment,
        }
        self._log = folder / f"{name}.log"
        self._folder = folder
        self._process: Optional[subprocess.Popen[bytes]] = None

    def start(self) -> None:
        """Starts it in a process group of its own."""
        with self._log.open("a") as log:
            # No shell, and the arguments are the tests' own.
            self._process = subprocess.Popen(  # nosec B603
                self._argv,
                cwd=self._folder,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    @property
    def running(self) -> bool:
        """Whether it was started and has not ended."""
        return self._process is not None and self._process.poll() is None

    @property
    def log(self) -> str:
        """What it has written so far, over all its starts."""
        return self._log.read_text(errors="replace") if self._log.exists() else ""

    def stop(self) -> int:
        """Sends SIGTERM and waits; returns the exit code.

        Raises `subprocess.TimeoutExpired` when it does not end within `STOP_DEADLINE`.
        """
        process = self._started()
        process.send_signal(signal.SIGTERM)
        return process.wait(STOP_DEADLINE)

    def kill(self) -> None:
        """Ends it and all its children at once, if there are any."""
        if self._process is None:
            return
        if self.left_behind:
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    @property
    def left_behind(self) -> bool:
        """Whether a process of its group still exists."""
        try:
            os.killpg(self._started().pid, 0)
        except ProcessLookupError:
            return False
        return True

    def __enter__(self) -> Program:
        return self

    def __exit__(
        self,
        _type: Optional[type[BaseException]],
        _error: Optional[BaseException],
        _traceback: Optional[TracebackType],
    ) -> None:
        self.kill()

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            raise RuntimeError(f"{self.name} was never started")
        return self._process
