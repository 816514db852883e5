"""The engine as a process of its own, as the window and the terminal start it; the test writes the database."""

import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

MAIN = Path(__file__).resolve().parents[2] / "main.py"
PATIENCE_S = 30.0
KILLED = (137, -signal.SIGKILL)


def environment(**more: str) -> dict[str, str]:
    """Nobody's key ring, no proxy, no words but English ones."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SMM")}
    fixed = {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring", "LC_ALL": "C.UTF-8", "NO_PROXY": "127.0.0.1"}
    return {**kept, **fixed, **more}


def command(folder: Path, *arguments: str, program: Path = MAIN) -> list[str]:
    return [sys.executable, "-W", "error", str(program), "--data-dir", str(folder), *arguments]


def run(folder: Path, *arguments: str, program: Path = MAIN, **env: str) -> subprocess.CompletedProcess[str]:
    """A command from beginning to end; `program` may be another entry to the same program."""
    return subprocess.run(
        command(folder, *arguments, program=program),
        env=environment(**env),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=150,
        check=False,
    )


class EngineProcess:
    """`publish --from-window` with the test at the other end of its pipe; `program` may be another entry to it."""

    def __init__(self, folder: Path, *arguments: str, program: Path = MAIN, **env: str) -> None:
        self._lines: queue.Queue[dict[str, Any]] = queue.Queue()
        self.heard: list[dict[str, Any]] = []
        self.process = subprocess.Popen(
            command(folder, "publish", *arguments, program=program),
            env=environment(**env),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._reader = threading.Thread(target=self._read, name="engine's words")
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(json.loads(line) if line.startswith("{") else {"event": "words", "words": line.strip()})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(PATIENCE_S)
        self._reader.join(PATIENCE_S)
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            assert pipe is not None
            pipe.close()

    def say(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def hang_up(self) -> None:
        """The window is gone."""
        assert self.process.stdin is not None
        self.process.stdin.close()

    def hear(self, event: str) -> dict[str, Any]:
        """The next line of this kind."""
        while True:
            line = self._lines.get(timeout=PATIENCE_S)
            self.heard.append(line)
            if line["event"] == event:
                return line

    def until(self, is_so: Callable[[], bool]) -> None:
        """Wait for a fact in the database, looking each time the engine says that something changed."""
        while not is_so():
            self.hear("changed")

    def ended(self) -> int:
        """Its exit code, once it has ended by itself."""
        return self.process.wait(PATIENCE_S)

    def complaints(self) -> str:
        """What it wrote on standard error, after its end."""
        assert self.process.stderr is not None
        return self.process.stderr.read()
