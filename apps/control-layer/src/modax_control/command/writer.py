"""One thread that does work in the order in which it comes."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from queue import SimpleQueue
from typing import Callable, Optional

Work = Callable[[], bool]


class Writer:
    """Runs work that may hang, and does not keep the process from ending while it does.

    That is what `ThreadPoolExecutor` would do: its threads are waited for without limit when the
    interpreter ends. This thread is a daemon.
    """

    def __init__(self) -> None:
        self._pending: SimpleQueue[Optional[tuple[Future[bool], Work]]] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="audit-log", daemon=True)
        self._thread.start()

    def submit(self, work: Work) -> Future[bool]:
        """Work to be done after all that was submitted before."""
        future: Future[bool] = Future()
        # From here on nobody can cancel it: a write that is late must still happen.
        future.set_running_or_notify_cancel()
        self._pending.put((future, work))
        return future

    def stop(self) -> None:
        """Ends the thread when the work that was submitted is done. Waits for nothing."""
        self._pending.put(None)

    def _run(self) -> None:
        while True:
            pending = self._pending.get()
            if pending is None:
                return
            future, work = pending
            try:
                future.set_result(work())
            except Exception as error:
                # For whoever waits for it. The thread must live on.
                future.set_exception(error)
