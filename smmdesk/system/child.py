"""A further process of this program that may die at any time: one JSON request a line, one answer a line."""

import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, Any

MAIN = Path(__file__).resolve().parents[2] / "main.py"
KEPT_ENVIRONMENT = ("PATH", "SYSTEMROOT", "WINDIR", "TEMP", "TMP", "TMPDIR", "LANG", "LC_ALL", "LD_LIBRARY_PATH")


class ChildDiedError(Exception):
    """No answer: the process ended, or was ended by us as too slow (`hung`)."""

    def __init__(self, hung: bool) -> None:
        self.hung = hung
        super().__init__("hung" if hung else "ended")


class Child:
    """Started at the first question, started again when it died. Calls block; any thread may call.

    `flag` is what the program is started with ("--decoder"), `hang_s` how long an answer may take.
    """

    def __init__(self, flag: str, hang_s: float) -> None:
        self._flag, self._hang_s = flag, hang_s
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = False

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """The answer to one request. Raises ChildDiedError."""
        line = json.dumps(request).encode() + b"\n"
        with self._lock:
            if self._closed:
                raise ChildDiedError(False)
            fresh = self._process is None or self._process.poll() is not None
            answer, hung = self._exchange(line)
            if answer is None and not (fresh or hung or self._closed):  # it may have ended between two calls
                answer, hung = self._exchange(line)
        if answer is None:
            raise ChildDiedError(hung)
        return answer

    def close(self) -> None:
        """End the process, also in the middle of an answer. There is none after this."""
        self._closed = True
        running = self._process
        if running is not None:
            running.kill()
        with self._lock:
            self._stop()

    def _exchange(self, line: bytes) -> tuple[dict[str, Any] | None, bool]:
        """One request and its answer, None when the process ended instead; and whether we ended it, as too slow."""
        process = self._start()
        assert process.stdin is not None
        assert process.stdout is not None
        hung = threading.Event()
        watchdog = threading.Timer(self._hang_s, _end, [process, hung])
        watchdog.start()
        try:
            process.stdin.write(line)
            process.stdin.flush()
            reply = process.stdout.readline()
        except OSError:
            reply = b""
        finally:
            watchdog.cancel()
            watchdog.join()
        if not reply.endswith(b"\n"):
            self._stop()
            return None, hung.is_set()
        return json.loads(reply), False

    def _start(self) -> "subprocess.Popen[bytes]":
        if self._process is not None and self._process.poll() is None:
            return self._process
        self._stop()
        self._process = subprocess.Popen(  # noqa: S603 - our own program, no shell
            own_command(self._flag),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={name: os.environ[name] for name in KEPT_ENVIRONMENT if name in os.environ},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),  # Windows only
        )
        return self._process

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    continue


def _end(process: "subprocess.Popen[bytes]", hung: threading.Event) -> None:
    hung.set()
    process.kill()


def own_command(*arguments: str) -> list[str]:
    """How this program starts itself: the one frozen file it is, else main.py with this Python."""
    if getattr(sys, "frozen", False):
        return [sys.executable, *arguments]
    return [sys.executable, "-s", "-E", str(MAIN), *arguments]


# ------------------------------------------------------------------ in the process itself
def serve(
    answer: Callable[[Any], dict[str, Any]],
    idle_s: float,
    source: Iterable[bytes] | None = None,
    sink: IO[bytes] | None = None,
) -> int:
    """Answer requests until the input ends or nothing came for `idle_s`; from standard input, unless told otherwise."""
    lines: queue.Queue[bytes] = queue.Queue()
    given, out = source or _lines_of_input(), sink or sys.stdout.buffer
    threading.Thread(target=_hand_over, args=(given, lines), daemon=True).start()
    while True:
        try:
            line = lines.get(timeout=idle_s)
        except queue.Empty:
            return 0
        if not line:
            return 0
        out.write(json.dumps(answer(json.loads(line))).encode() + b"\n")
        out.flush()


def _lines_of_input() -> Iterator[bytes]:
    """Past Python's own buffer of the standard input: its lock, held by a thread that waits for more, makes Python end
    with an abort where it should end well."""
    fd, rest = sys.stdin.fileno(), b""
    while chunk := os.read(fd, 1 << 16):
        *whole, rest = (rest + chunk).split(b"\n")
        yield from whole


def _hand_over(source: Iterable[bytes], lines: "queue.Queue[bytes]") -> None:
    for line in source:
        lines.put(line)
    lines.put(b"")
