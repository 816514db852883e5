"""One piece of work beside everything else, a moment after it was asked for."""

import threading
from collections.abc import Callable


class Soon:
    """Does `work` on a thread of its own, `pause_s` after `ask`; asked for again meanwhile it is done once.

    `work` returns False to be done once more, after another pause. The thread begins with the first `ask`.
    """

    def __init__(self, work: Callable[[], bool], pause_s: float, name: str) -> None:
        self._work, self._pause_s, self._name = work, pause_s, name
        self._stirred, self._ending = threading.Event(), threading.Event()
        self._is_due = False
        self._thread: threading.Thread | None = None

    def ask(self) -> None:
        """Soon, please. Asking after `close` asks for nothing."""
        self._is_due = True
        if self._thread is None and not self._ending.is_set():
            self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
            self._thread.start()
        self._stirred.set()

    def close(self) -> None:
        """Do at once what was asked for, and end; blocks until then."""
        self._ending.set()
        self._stirred.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while self._is_due or not self._ending.is_set():
            self._stirred.wait()
            self._ending.wait(self._pause_s)
            self._stirred.clear()
            if self._is_due:
                self._is_due = False
                if not self._work() and not self._ending.is_set():
                    self.ask()
