"""The killer's side of the engines: ask for one, end it with SIGKILL, see when one ends by itself."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, Self

from tests.machine.engine_process import environment

HERE = Path(__file__).resolve().parents[2]
PATIENCE_S = 30.0


class Program:
    """One of the soak's own programs, with an order as its argument and lines both ways. What it says to nobody goes
    into the file `words`."""

    def __init__(self, module: str, order: dict[str, Any], words: Path) -> None:
        words.parent.mkdir(parents=True, exist_ok=True)
        self._words = words.open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "-W", "error", "-m", module, json.dumps(order)],
            cwd=HERE,
            env=environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._words,
            text=True,
            start_new_session=True,  # Ctrl+C is for the soak, which then ends them in order
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.hang_up()
        try:
            self.process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(PATIENCE_S)
        self._out.close()
        self._words.close()

    def hang_up(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()

    def say(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def hear(self) -> str:
        """The next line; empty at its end."""
        return self._out.readline().strip()

    @property
    def _out(self) -> IO[str]:
        assert self.process.stdout is not None
        return self.process.stdout


class Engines(Program):
    """Engine after engine. `kills` counts those that were shot, `fell` those that ended by themselves; `ends` has when
    (seconds of the clock that never jumps), which process, and the status that the system gave it."""

    def __init__(self, order: dict[str, Any], words: Path) -> None:
        super().__init__("tests.soak.engine_program", order, words)
        self.ends: list[tuple[float, int, int]] = []
        self.pid: int | None = None
        self.kills = 0
        self.fell = 0
        assert self.hear() == "ready", f"the engines' program did not start: {words}"

    def start(self) -> None:
        assert self.pid is None
        self.say("engine")
        self.pid = int(self.hear().removeprefix("pid "))

    def kill(self) -> None:
        """SIGKILL, as `kill -9` sends it; returns once the process is gone."""
        assert self.pid is not None
        with suppress(ProcessLookupError):  # ended by itself, and counted below
            os.kill(self.pid, signal.SIGKILL)
        status = int(self.hear().removeprefix("ended "))
        self.ends.append((time.monotonic(), self.pid, status))
        self.pid = None
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
            self.kills += 1
        else:
            self.fell += 1

    def __exit__(self, *given: object) -> None:
        if self.pid is not None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGTERM)
        super().__exit__(*given)
