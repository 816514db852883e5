"""Real processes of the program for a fortieth of their price: a helper imports everything once, each run is its fork.

    with Warm.start(folder) as warm:
        warm.publish(desk_folder, die_at="answered").code == KILLED

A run is a process of its own in every way that counts: its own pid, connections, locks and threads; it dies by a real
SIGKILL, at a named point (smmdesk/desk/crash_points.py) or by strace at a system call of the test's choice.
"""

import json
import re
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from tests.machine.engine_process import environment

ROOT = Path(__file__).resolve().parents[2]
KILLED = -signal.SIGKILL
WRITES = ("pwrite64", "write", "ftruncate", "fdatasync", "fsync", "rename", "unlink", "mkdir", "fchmod", "chmod")
"""How the program changes the disk, as system calls of Linux on x86-64."""
CALL = re.compile(r"^(?:\d+\s+)?(?!write\([12],)(\w+)\(")
"""A call in strace's log; what is said on the terminal at the end is no change of the disk."""


def has_strace() -> bool:
    """Whether runs can be traced here."""
    return sys.platform == "linux" and shutil.which("strace") is not None


@dataclass(frozen=True, slots=True)
class Finished:
    """How a run ended and what it said. Below zero `code` is the signal that ended it."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True, slots=True)
class Inject:
    """What strace does at the `when`-th call of `syscall` of a thread: `how` is "signal=KILL" or "error=ENOSPC"."""

    syscall: str
    how: str
    when: int

    @property
    def arguments(self) -> list[str]:
        wish = f"inject={self.syscall}:{self.how}:when={self.when}"
        return ["-o", "/dev/null", "-e", f"trace={self.syscall}", "-e", wish]

    def __str__(self) -> str:
        return f"{self.syscall}-{self.when}-{self.how.partition('=')[2]}"


class Warm:
    """The helper. One run at a time; its words lie in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._number = 0
        self._process = subprocess.Popen(
            [sys.executable, "-W", "error", "-m", "tests.helpers.warm_process"],
            cwd=ROOT,
            env=environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._read() == "ready"

    @classmethod
    def start(cls, folder: Path) -> Self:
        return cls(folder)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate(timeout=30)

    def _read(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def run(
        self,
        call: str,
        *given: object,
        die_at: str = "",
        turn: int = 1,
        meanwhile: tuple[str, str, list[object]] | None = None,
        trace: list[str] | None = None,
        env: Mapping[str, str] | None = None,
    ) -> Finished:
        """`call` ("module:function") with JSON values, in a fork. Killed at `die_at` when it comes by for the `turn`-th
        time; `meanwhile` (point, "module:function", values) is done at its point. `trace` are strace's arguments."""
        self._number += 1
        out, err = (self._folder / f"{self._number}.{name}" for name in ("out", "err"))
        wish = {
            "call": call,
            "given": given,
            "die_at": die_at,
            "turn": turn,
            "meanwhile": meanwhile,
            "trace": trace,
            "env": dict(env or {}),
            "out": str(out),
            "err": str(err),
        }
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(wish) + "\n")
        self._process.stdin.flush()
        answer = self._read()
        assert answer, "the helper itself fell"
        finished = Finished(int(answer), *(_words(path) for path in (out, err)))
        for path in (out, err):
            path.unlink(missing_ok=True)
        return finished

    def command(self, folder: Path, *arguments: str, **how: Any) -> Finished:
        """main.py ARGUMENTS on a data folder."""
        return self.run("smmdesk.commands.running:main", ["--data-dir", str(folder), *arguments], **how)

    def publish(self, folder: Path, **how: Any) -> Finished:
        """An engine that sends what is due and comes back."""
        return self.command(folder, "publish", "--once", "--json", **how)

    def count_writes(
        self,
        call: str,
        *given: object,
        syscalls: tuple[str, ...] = WRITES,
        env: Mapping[str, str] | None = None,
        ends: int = 0,
    ) -> Counter[str]:
        """How often a run makes each of these system calls; it ends with the code `ends`."""
        log = self._folder / f"calls-{self._number}.log"
        found = self.run(call, *given, trace=["-o", str(log), "-e", f"trace={','.join(syscalls)}"], env=env)
        assert found.code == ends, found
        lines = log.read_text("ascii", "replace").splitlines()
        return Counter(match[1] for line in lines if (match := CALL.match(line)) and match[1] in syscalls)


def _words(path: Path) -> str:
    return path.read_text("utf-8") if path.exists() else ""
