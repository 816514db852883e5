"""Memory of the window with 100,000 posts after 24 month switches, and what 216 more add."""

from collections.abc import Iterator

from benchmarks.measuring import Figure, Series, Target
from benchmarks.processes import run
from benchmarks.running import Run

POSTS = 100_000
FIRST, MORE = 24, 216


def figures(bench: Run) -> Iterator[Figure]:
    folder = str(bench.folders.filled(bench.posts(POSTS)).folder)
    floor = run("empty_window")["memory_mib"]
    if floor is None:  # this system does not say
        return
    told = [run("memory_window", folder, str(FIRST), str(MORE)) for _ in range(bench.rounds(3))]
    first = Series(tuple(one["first"] for one in told))
    grown = Series(tuple(one["more"] - one["first"] for one in told))
    size = f"{bench.posts(POSTS):,} posts"
    yield Figure(
        f"memory after {FIRST} month switches, {size}", "MiB", first, Series((floor,)), "empty window", Target(160, 110)
    )
    yield Figure(f"what {MORE} more add", "MiB", grown, target=Target(5, 5))
