"""The window's end of the engine: starts it after the first paint, wakes it, starts it again when it fell.

They meet in the database; the pipe only wakes and hands over the unlock key (design.md, first page).
"""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QProcess, QTimer, Signal

from smmdesk.model.problem import Problem
from smmdesk.model.problem_texts import TEXTS
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
    """`stirred` when the engine says that something changed; `started` and `fell` tell its life.

    `told` is what keeps everything back (a Problem, or None), `uploaded` how far an upload is: part id, bytes, of all.
    """

    stirred = Signal()
    told = Signal(object)
    uploaded = Signal(str, object, object)
    started = Signal()
    fell = Signal(int)  # exit code

    def __init__(self, paths: Paths) -> None:
        super().__init__()
        self._paths = paths
        self._wanted = False
        self._asked_to_stop = False
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
        self._wanted, self._asked_to_stop = True, False
        if self._process.state() is QProcess.ProcessState.NotRunning:
            self._launch()

    def wake(self) -> None:
        """Something is due or was changed: look now."""
        self._say("wake")

    def unlock(self, vault: "Vault") -> None:
        """Hand over the key that opens the sign-ins, over the pipe. Raises ProblemError(locked) without a key."""
        from smmdesk.system.secrets.pipe import unlock_line

        self._say(unlock_line(vault))

    def stop_upload(self, part_id: str) -> None:
        """The person wants this upload stopped."""
        self._say(f"stop {part_id}")

    @property
    def is_running(self) -> bool:
        return self._process.state() is not QProcess.ProcessState.NotRunning

    def ask_to_stop(self) -> None:
        """Let it finish what it sends; `fell` when it is gone. Does not wait."""
        self._wanted, self._asked_to_stop = False, True
        self._again.stop()
        if self.is_running:
            self._say("quit")
            self._process.closeWriteChannel()

    def stop(self) -> None:
        """Let it finish what it sends (at most five seconds, from when it was asked), then end it."""
        patience_ms = 0 if self._asked_to_stop else STOP_MS
        self.ask_to_stop()
        if self.is_running and not self._process.waitForFinished(patience_ms):
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
                said = json.loads(line)
            except ValueError:
                continue
            if isinstance(said, dict):
                self._hear(said)

    def _hear(self, said: dict[str, Any]) -> None:
        """One line; what is not understood is ignored."""
        event = said.get("event")
        if event == "changed":
            self._rest_ms = FIRST_REST_MS
            self.stirred.emit()
        elif event == "problem":
            self.told.emit(_problem_of(said.get("problem")))
        elif event == "upload":
            self.uploaded.emit(str(said.get("part")), int(said.get("done") or 0), int(said.get("total") or 0))

    def _finished(self, code: int, _status: QProcess.ExitStatus) -> None:
        self.told.emit(None)
        self.fell.emit(code)
        if self._wanted:
            self._again.start(self._rest_ms)
            self._rest_ms = min(self._rest_ms * 2, LONGEST_REST_MS)


def _problem_of(said: object) -> Problem | None:
    """A problem as the engine says it: its code and values; the words are made here, in this window's language."""
    if not isinstance(said, dict) or said.get("code") not in TEXTS:
        return None
    values = said.get("values")
    return Problem(str(said["code"]), values if isinstance(values, dict) else {})
