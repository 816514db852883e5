"""Runs one server and ends it, with everything it started, when the pipe on standard input closes.

    python guard.py COMMAND...

The pipe closes when its owner stops the server, and also when the owner crashes or is killed: no server outlives
its test run. Standard library only, started with -I -S.
"""

import ctypes
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable

PATIENCE_S = 8.0
PR_SET_CHILD_SUBREAPER = 36


def main() -> int:
    server = sys.argv[1:]
    return _guard_windows(server) if os.name == "nt" else _guard(server)


def _guard(server: list[str]) -> int:
    """Owner of a process group: this process, the server and whatever the server starts."""
    signal.signal(signal.SIGTERM, lambda *_: None)  # ours is sent to the whole group; a server gets the default back
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)  # orphans of the server are waited for as well
    child = subprocess.Popen(server, stdin=subprocess.DEVNULL)
    _on_end_of_input(_end_group)
    code = 0
    while True:
        try:
            pid, status = os.waitpid(-1, 0)
        except ChildProcessError:
            break
        if pid == child.pid:
            code = os.waitstatus_to_exitcode(status)
            _end_group()
    if sys.platform != "linux":
        os.killpg(0, signal.SIGKILL)
    return code if code >= 0 else 128 - code


def _end_group() -> None:
    os.killpg(0, signal.SIGTERM)
    patience = threading.Timer(PATIENCE_S, os.killpg, (0, signal.SIGKILL))
    patience.daemon = True
    patience.start()


def _guard_windows(server: list[str]) -> int:
    child = subprocess.Popen(server, stdin=subprocess.DEVNULL)
    _on_end_of_input(lambda: subprocess.run(["taskkill", "/T", "/F", "/PID", str(child.pid)], check=False))
    return child.wait()


def _on_end_of_input(act: Callable[[], object]) -> None:
    def wait() -> None:
        while os.read(0, 4096):
            pass
        act()

    threading.Thread(target=wait, daemon=True).start()


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    os._exit(code)  # the thread on standard input may still be reading
