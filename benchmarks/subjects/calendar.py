"""The month turned, dropped on and dragged over, with 1,000 to 100,000 posts, beside a bare widget."""

from collections.abc import Iterator

from benchmarks.measuring import Figure, Series, Target
from benchmarks.processes import run
from benchmarks.running import Run

SIZES = (1_000, 10_000, 100_000)
FLOOR = "bare widget, same table"


def figures(bench: Run) -> Iterator[Figure]:
    for posts in dict.fromkeys(bench.posts(size) for size in SIZES):
        folders = [str(bench.folders.copy(posts).folder) for _ in range(2)]
        told = run("calendar_window", *folders, str(6 if bench.quick else 60))
        size = f"{posts:,} posts"
        dense = min(posts, 5_000)
        lines = [
            ("turn", f"month switch, {size}", Target(16, 8), "one after the other: nothing is read ahead"),
            ("turn after a pause", f"month switch after a pause, {size}", Target(16, 8), ""),
            ("dense", f"switch to a month of {dense:,} posts, {size}", Target(16, 8), ""),
            ("drag", f"drag step over a month of {dense:,} posts, {size}", Target(4, 1), ""),
            ("drop", f"drop, committed and painted again, {size}", Target(8, 2), "with journal, deliveries and undo"),
        ]
        for key, name, target, note in lines:
            pair = Series(tuple(told[key])), Series(tuple(told[f"{key} floor"]))
            yield Figure(name, "ms", pair[0], pair[1], FLOOR, target, note)
            if key != "drag":
                used = Series(tuple(told[f"{key} cpu"])), Series(tuple(told[f"{key} cpu floor"]))
                yield Figure("processor time of it", "ms", used[0], used[1], FLOOR)
