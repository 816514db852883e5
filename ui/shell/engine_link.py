"""The window's end of the engine: starts it after the first paint, wakes it, starts it again when it fell.

They meet in the database; the pipe only wakes and hands over the unlock key (design.md, first page).
"""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QProcess, QTimer, Signal

from smmdesk.system.paths import Paths

if TYPE_CHECKING:
    from smmdesk.system.secrets import Vault

MAIN = Path(__file__).resolve().parents[2] / "main.py"
FIRST_REST_MS, LONGEST_REST_MS = 1_000, 60_000
STOP_MS = 5_000


def engine_command(paths: Paths) -> tuple[str, list[str]]:
    """Program and arguments of an engine for this folder; the frozen program is its own interpreter."""
    arguments = ["--data-dir", str(paths.folder), "publish", "--from-window"]
    if getattr(sys, "frozen", False):
        return sys.executable, arguments
    return sys.executable, [str(MAIN), *arguments]


class EngineLink(QObject):
    """`stirred` when the engine says that something changed; `started` and `fell` tell its life."""

    stirred = Signal()
    started = Signal()
    fell = Signal(int)  # exit code

    def __init__(self, paths: Paths) -> None:
        super().__init__()
        self._paths = paths
        self._wanted = False
        self._rest_ms = FIRST_REST_MS
        self._again = QTimer(self, singleShot=True)
        self._again.timeout.connect(self._launch)
        self._process = QProcess(self)
        self._process.setProcessChannelMode(QProcess.ProcessChannelMode.SeparateChannels)
        self._process.started.connect(self.started)
        self._process.readyReadStandardOutput.connect(self._read)
        self._process.finished.connect(self._finished)

    @property
    def process_id(self) -> int:
        """The engine's process id, 0 while none of ours runs."""
        return int(self._process.processId())

    def start(self) -> None:
        """Have an engine for this folder from now on; one that runs elsewhere keeps the lock, ours then rests."""
        self._wanted = True
        if self._process.state() is QProcess.ProcessState.NotRunning:
            self._launch()

    def wake(self) -> None:
        """Something is due or was changed: look now."""
        self._say("wake")

    def unlock(self, vault: "Vault") -> None:
        """Hand over the key that opens the sign-ins, over the pipe. Raises ProblemError(locked) without a key."""
        from smmdesk.system.secrets.pipe import unlock_line

        self._say(unlock_line(vault))

    def stop(self) -> None:
        """Let it finish what it sends (at most five seconds), then end it by its own process."""
        self._wanted = False
        self._again.stop()
        if self._process.state() is QProcess.ProcessState.NotRunning:
            return
        self._say("quit")
        self._process.closeWriteChannel()
        if not self._process.waitForFinished(STOP_MS):
            self._process.terminate()
            if not self._process.waitForFinished(1_000):
                self._process.kill()
                self._process.waitForFinished(1_000)

    def _launch(self) -> None:
        program, arguments = engine_command(self._paths)
        self._process.start(program, arguments)

    def _say(self, line: str) -> None:
        if self._process.state() is QProcess.ProcessState.Running:
            self._process.write(line.encode() + b"\n")

    def _read(self) -> None:
        for line in bytes(self._process.readAllStandardOutput().data()).splitlines():
            try:
                event = json.loads(line).get("event")
            except (ValueError, AttributeError):
                continue
            if event == "changed":
                self._rest_ms = FIRST_REST_MS
                self.stirred.emit()

    def _finished(self, code: int, _status: QProcess.ExitStatus) -> None:
        self.fell.emit(code)
        if self._wanted:
            self._again.start(self._rest_ms)
            self._rest_ms = min(self._rest_ms * 2, LONGEST_REST_MS)
