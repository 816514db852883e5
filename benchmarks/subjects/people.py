"""The list of 100,000 people: opened, put in another order, searched."""

from collections.abc import Iterator

from benchmarks.measuring import Figure, Series, Target
from benchmarks.processes import run
from benchmarks.running import Run

POSTS, PEOPLE = 2_000, 100_000


def figures(bench: Run) -> Iterator[Figure]:
    people = 500 if bench.quick else PEOPLE
    folder = str(bench.folders.with_messages(bench.posts(POSTS), people, people).folder)
    told = run("people_window", folder, str(2 if bench.quick else 15))
    size = f"{people:,} people"
    lines = [
        ("first open", f"people, first opening, {size}", None, "the first in a session: it is imported then"),
        ("open", f"people, opening, {size}", Target(150, 50), "with one message each, and true counts"),
        ("order", f"people, in another order, {size}", Target(150, 50), "by name, most talk, reminder, last contact"),
        (
            "search",
            f"people, search while typing, {size}",
            Target(150, 50),
            "each letter; parts of words are found too",
        ),
    ]
    for key, name, target, note in lines:
        yield Figure(name, "ms", Series(tuple(told[key])), target=target, note=note)
        yield Figure("processor time of it", "ms", Series(tuple(told[f"{key} cpu"])))
