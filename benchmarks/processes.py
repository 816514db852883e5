"""Starting measured programs and hearing what they say."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PATIENCE_S = 300


def environment(**more: str) -> dict[str, str]:
    """Without a screen unless the caller's environment chose one; nothing is sent, no key ring is asked.

    Bytecode is kept, as it is where people start the program: without it every start compiles everything again.
    """
    chosen = {"QT_QPA_PLATFORM": "offscreen", **os.environ, "SMMDESK_NO_ENGINE": "1", "PYTHONPATH": str(ROOT)}
    chosen.pop("PYTHONDONTWRITEBYTECODE", None)
    return {**chosen, "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring", **more}


def run(module: str, *arguments: str, patience_s: float = PATIENCE_S, **more: str) -> dict[str, Any]:
    """What a program of `children` told on its last line, with `took_s` from its start to what it calls `at_s`."""
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", f"benchmarks.children.{module}", *arguments],
        cwd=ROOT,
        env=environment(**more),
        capture_output=True,
        text=True,
        timeout=patience_s,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{module} ended with {done.returncode}:\n{done.stderr[-3000:]}")
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    if "at_s" in told:
        told["took_s"] = told["at_s"] - started
    return told


def children(pid: int) -> list[int]:
    """The processes that a process started; empty where the system does not say."""
    try:
        return [int(found) for found in Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()]
    except OSError:
        return []


def peak_mib(pid: int) -> float | None:
    """The most memory that a process ever held, in MiB; None where the system does not say."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text("ascii", "replace").splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), None)


@contextmanager
def running(module: str, *arguments: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """A program of `children` that runs until its standard input ends: its process id, and what it told first."""
    process = subprocess.Popen(
        [sys.executable, "-m", f"benchmarks.children.{module}", *arguments],
        cwd=ROOT,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield process.pid, json.loads(process.stdout.readline())
    finally:
        process.stdin.close()
        process.stdout.close()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
