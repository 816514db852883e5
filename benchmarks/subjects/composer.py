"""Typing in the composer with three platforms chosen: from a key to the counters, and to the previews."""

from collections.abc import Iterator

from benchmarks.measuring import Figure, Series, Target
from benchmarks.processes import run
from benchmarks.running import Run

FLOOR = "bare text field, its length, its text again"


def figures(bench: Run) -> Iterator[Figure]:
    told = run("composer_window", str(3 if bench.quick else 80))
    floor = Series(tuple(told["counters floor"]))
    note = "three counters by three platforms' rules, the draft kept for saving"
    yield Figure(
        "typing to counters, three platforms", "ms", Series(tuple(told["counters"])), floor, FLOOR, Target(16, 8), note
    )
    note = "of which 50 ms are waited for the next key, so that a quick typist is not slowed down"
    yield Figure(
        "typing to previews, three platforms",
        "ms",
        Series(tuple(told["previews"])),
        floor,
        FLOOR,
        Target(300, 100),
        note,
    )
