"""Search while typing over 100,000 posts, letter by letter, beside the bare full-text query of SQLite."""

from collections.abc import Iterator
from contextlib import closing
from functools import partial

from benchmarks.desks import desk_on
from benchmarks.measuring import Figure, Series, Target, ms, timed
from benchmarks.running import Run
from smmdesk.desk.planning import first_brand
from smmdesk.store import driver, queries

POSTS = 100_000
TYPED = ("pane caldo", "panettone farina", "perché caffè", "crostata", "zafferano", "domenica sconto", "q")
FIRST = 50
BARE = "SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid DESC LIMIT 50"


def figures(bench: Run) -> Iterator[Figure]:
    paths = bench.folders.filled(bench.posts(POSTS))
    ours: list[float] = []
    floor: list[float] = []
    with desk_on(paths) as desk, closing(driver.connect(paths.database, read_only=True)) as bare:
        brand = first_brand(desk)

        def by_us(text: str) -> None:
            with desk.store.reading() as reader:
                queries.search(reader, brand.id, text, FIRST)

        def barely(text: str) -> None:
            terms = " ".join(f'"{word}"' for word in text.split()) + "*"
            bare.execute(BARE, (terms,)).fetchall()

        for number in range(bench.rounds(6)):
            for typed in letters():
                took = timed(partial(by_us, typed)), timed(partial(barely, typed))
                if number or bench.quick:  # the first round warms the pages up
                    ours.append(took[0])
                    floor.append(took[1])
    name = f"search while typing, {bench.posts(POSTS):,} posts, first {FIRST}"
    note = "each letter is a search; ours also ranks while few match, and reads what the list shows"
    floors = ms(Series(tuple(floor)))
    yield Figure(name, "ms", ms(Series(tuple(ours))), floors, "bare full-text query, unranked", Target(20, 5), note)


def letters() -> Iterator[str]:
    """What stands in the field after each key."""
    return (words[:end] for words in TYPED for end in range(1, len(words) + 1))
