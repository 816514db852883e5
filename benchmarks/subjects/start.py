"""From the command to the month on screen, beside a PySide6 window with nothing in it. Each a process of its own."""

import os
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.measuring import Figure, Series, Target, ms
from benchmarks.processes import ROOT, run
from benchmarks.running import Run

POSTS = 10_000
FLOOR = "empty window"


def figures(bench: Run) -> Iterator[Figure]:
    folder = bench.folders.filled(bench.posts(POSTS), bench.posts(2_000)).folder
    size = f"{bench.posts(POSTS):,} posts"
    run("start", str(folder))  # bytecode is written once
    ours, floor = _measured(folder, bench.rounds(15), cold=False)
    warm = Target(1.6, 1.3, "ratio")
    yield Figure(f"warm start to the month painted, {size}", "ms", *_pair(ours, floor, "took_s"), FLOOR, warm)
    yield Figure("processor time of it", "ms", *_pair(ours, floor, "cpu_s"), FLOOR)
    if ours[0]["memory_mib"] is not None:
        memory = [Series(tuple(told["memory_mib"] for told in many)) for many in (ours, floor)]
        yield Figure("memory when painted", "MiB", memory[0], memory[1], FLOOR)
    if hasattr(os, "posix_fadvise"):
        ours, floor = _measured(folder, bench.rounds(5), cold=True)
        cold = Target(1.8, 1.4, "ratio")
        note = "files forgotten by the system before each start, except what other programs hold open"
        yield Figure(f"cold start, {size}", "ms", *_pair(ours, floor, "took_s"), f"{FLOOR}, cold", cold, note)


def _measured(folder: Path, rounds: int, *, cold: bool) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    ours: list[dict[str, Any]] = []
    floor: list[dict[str, Any]] = []
    for _ in range(rounds):
        for module, many, arguments in (("empty_window", floor, []), ("start", ours, [str(folder)])):
            if cold:
                forget_files(folder)
            many.append(run(module, *arguments))
    return ours, floor


def _pair(ours: list[dict[str, Any]], floor: list[dict[str, Any]], name: str) -> tuple[Series, Series]:
    return tuple(ms(Series(tuple(told[name] for told in many))) for many in (ours, floor))  # type: ignore[return-value]


def forget_files(folder: Path) -> None:
    """Ask the system to drop the pages of Python, its packages, the program and the data folder from its cache."""
    tops = {Path(sysconfig.get_path(name)) for name in ("stdlib", "purelib", "platlib")}
    tops |= {folder, *(ROOT / name for name in ("smmdesk", "ui", "resources", "benchmarks"))}
    files = [Path(sys.executable).resolve(), *(path for top in tops for path in top.rglob("*") if path.is_file())]
    for path in files:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        finally:
            os.close(descriptor)
