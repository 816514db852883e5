"""What the program costs while nobody uses it: the hidden window and the engine, seen from outside."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.desks import desk_on
from benchmarks.measuring import Figure, Series, Target
from benchmarks.processes import running
from benchmarks.running import Run
from smmdesk.desk.planning import first_brand
from smmdesk.system.paths import Paths

SETTLE_S, WATCH_S, WATCHES = 8.0, 5.0, 6
TICKS_PER_S = 100


@dataclass(frozen=True, slots=True)
class Used:
    """Processor seconds of a process so far, and how often its threads woke up by themselves."""

    processor_s: float
    wake_ups: int


def figures(bench: Run) -> Iterator[Figure]:
    if not Path("/proc/self/task").exists():
        return
    folder = bench.folders.empty() / "desk"
    with desk_on(Paths(folder)) as desk:
        first_brand(desk)
    with running("idle_engine", str(folder)) as (engine, _), running("idle_window", str(folder)) as (window, _told):
        time.sleep(0.5 if bench.quick else SETTLE_S)
        seen = {"engine": watched(engine, bench), "hidden window": watched(window, bench)}
        kept = {"engine": memory_mib(engine), "hidden window": memory_mib(window)}
    for name, (load, wakes) in seen.items():
        note = f"over {len(load.values)} × {WATCH_S:.0f} s; the two together should stay below"
        yield Figure(f"idle {name}, processor", "% of a core", load, target=Target(0.5, 0.2, "median"), note=note)
        yield Figure(f"idle {name}, wake-ups", "/s", wakes, target=Target(2, 1, "median"))
        yield Figure(f"idle {name}, memory", "MiB", Series((kept[name],)), note="what is shared counted in parts (PSS)")


def watched(pid: int, bench: Run) -> tuple[Series, Series]:
    """Load in percent and wake-ups per second."""
    load, wakes = [], []
    for _ in range(bench.rounds(WATCHES)):
        before, start = used(pid), time.perf_counter()
        time.sleep(0.3 if bench.quick else WATCH_S)
        after, took = used(pid), time.perf_counter() - start
        load.append((after.processor_s - before.processor_s) / took * 100)
        wakes.append((after.wake_ups - before.wake_ups) / took)
    return Series(tuple(load)), Series(tuple(wakes))


def used(pid: int) -> Used:
    """What a process has used, all its threads together."""
    stat = Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
    wakes = 0
    for status in Path(f"/proc/{pid}/task").glob("*/status"):
        lines = status.read_text("ascii", "replace").splitlines()
        wakes += next(int(line.split()[1]) for line in lines if line.startswith("voluntary_ctxt_switches"))
    return Used((int(stat[11]) + int(stat[12])) / TICKS_PER_S, wakes)


def memory_mib(pid: int) -> float:
    """What a process keeps in memory; of what it shares with others its part."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
