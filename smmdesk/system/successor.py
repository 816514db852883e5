"""The newer program that was put in this one's place, started by an engine that nobody else starts again.

Never two at work: whoever makes room has given the engine's lock back before, and takes it again where the newer one
does not come to work (decision 0055).
"""

import json
import logging
import os
import queue
import subprocess
import threading
from collections.abc import Sequence

from smmdesk.system import pipe
from smmdesk.system.clock import Clock
from smmdesk.system.own_program import OwnProgram

log = logging.getLogger(__name__)

GONE_S = 600.0
PATIENCE_S = 300.0
"""A newer program may first bring a large calendar up to date."""
OWN_INSTANCE = {"PYINSTALLER_RESET_ENVIRONMENT": "1"}
"""A frozen program that outlives who started it (PyInstaller, "Common issues and pitfalls"; seen 29 Nov 2026)."""


class Succession:
    """When it is time for the program in our place, and whether it came to work. Calls of `start` block."""

    RESTS_S = (10.0, 60.0, 300.0)
    """Before each try, since the file changed last or was tried; there are no more until it changes again."""

    def __init__(self, program: OwnProgram, clock: Clock) -> None:
        self.program = program
        self.process: subprocess.Popen[bytes] | None = None
        self._clock = clock
        self._found = program.found
        self._since_s, self._tried = clock.monotonic(), 0

    @property
    def is_due(self) -> bool:
        """Is another program there, unchanged for long enough to be whole, and not tried too often?"""
        waited_s = self._waited_s()
        return self.program.is_renewed and not self.is_over and waited_s >= self.RESTS_S[self._tried]

    @property
    def is_over(self) -> bool:
        """Was what lies there tried often enough?"""
        self._waited_s()
        return self._tried >= len(self.RESTS_S)

    @property
    def is_gone(self) -> bool:
        """Has there been no program at all for ten minutes: taken off this computer?"""
        waited_s = self._waited_s()
        return not self._found and self.program.is_replaced and waited_s >= GONE_S

    def _waited_s(self) -> float:
        now_s, found = self._clock.monotonic(), self.program.found
        if found != self._found:
            self._found, self._since_s, self._tried = found, now_s, 0
        return now_s - self._since_s

    def start(self, command: Sequence[str], key_line: str, patience_s: float = PATIENCE_S) -> bool:
        """Start an engine as a window does that is gone at once; True as soon as it says that it works, False where it
        ended before, or said nothing for so long. `key_line` opens the sign-ins, where this one
        has their key."""
        self._tried, self._since_s = self._tried + 1, self._clock.monotonic()
        try:
            process = subprocess.Popen(  # noqa: S603 - our own program, no shell
                list(command),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, **OWN_INSTANCE},
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),  # Windows only
            )
        except OSError as error:
            log.warning("the program in our place does not start: %s", error)
            return False
        _hand(process, key_line)
        works = _heard(process, patience_s)
        if works:
            self.process = process
        else:
            process.kill()
            log.warning("the program in our place did not come to work: %s", process.wait())
        return works


def _hand(process: "subprocess.Popen[bytes]", key_line: str) -> None:
    """The key, and the end of the pipe: from then on it works alone."""
    assert process.stdin is not None
    try:
        with process.stdin as given:
            given.write(f"{key_line}\n".encode())
    except OSError:  # it has ended
        return


def _heard(process: "subprocess.Popen[bytes]", patience_s: float) -> bool:
    """Whoever reads the pipe closes it: nobody listens to the rest. Closed by another thread while something that the
    program started holds the other end, its number would be that of a file opened after it, which is read instead."""
    heard = queue.Queue[bool]()

    def read() -> None:
        assert process.stdout is not None
        with process.stdout as said:
            works = any(map(_started, pipe.lines_of(said.fileno())))
        heard.put(works)

    threading.Thread(target=read, name="smmdesk-successor", daemon=True).start()
    try:
        return heard.get(timeout=patience_s)
    except queue.Empty:
        return False


def _started(line: str) -> bool:
    try:
        said = json.loads(line)
    except ValueError:
        return False
    return isinstance(said, dict) and said.get("event") == "started"
