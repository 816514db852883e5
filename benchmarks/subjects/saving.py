"""What one save costs: a draft while it is typed, and a step of a delivery that must be on disk."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

from benchmarks.desks import desk_on
from benchmarks.measuring import Figure, Target, interleaved, ms
from benchmarks.running import Run
from smmdesk.desk import planning
from smmdesk.desk.desk import Desk
from smmdesk.model.delivery import Part, State
from smmdesk.store import driver, flat_reads, ledger
from smmdesk.system.paths import Paths

POSTS = 100_000


def figures(bench: Run) -> Iterator[Figure]:
    paths = bench.folders.copy(bench.posts(POSTS))
    yield _autosave(bench, paths)
    yield _step(bench, paths)


def _autosave(bench: Run, paths: Paths) -> Figure:
    with desk_on(paths) as desk, closing(driver.connect(paths.database)) as bare:
        post = planning.add_post(desk, planning.first_brand(desk).id)
        letters = iter(range(1_000_000))
        other = any_post(desk)

        def save() -> None:
            nonlocal post
            content = replace(post.content, text=f"{post.content.text[-400:]} pane {next(letters)}")
            post = planning.save_post(desk, replace(post, content=content))

        def floor() -> None:
            bare.execute("BEGIN IMMEDIATE")
            bare.execute("UPDATE post SET text = ? WHERE id = ?", (f"pane {next(letters)}", other))
            bare.execute("COMMIT")

        took = interleaved(bench.rounds(300), {"ours": save, "floor": floor}, warm_up=5)
    note = "with its journal step, full-text index and calendar row"
    name = f"save of a draft while typing, {bench.posts(POSTS):,} posts"
    return Figure(
        name, "ms", ms(took["ours"]), ms(took["floor"]), "bare UPDATE of the text", Target(10, 1, "median"), note
    )


def any_post(desk: Desk) -> str:
    """The id of some post that the program has not in hand."""
    with desk.store.reading() as reader:
        return flat_reads.post_ids(reader, limit=1)[0]


def _step(bench: Run, paths: Paths) -> Figure:
    with desk_on(paths, durable=True) as desk, closing(driver.connect(paths.database, durable=True)) as bare:
        with desk.store.reading() as reader:
            waiting = [due.part for due in ledger.open_parts(reader, State.SCHEDULED)][:2]
        held: Part = waiting[0]
        other = waiting[1].id
        ways = {State.SCHEDULED: State.CLAIMED, State.CLAIMED: State.SCHEDULED}

        def step() -> None:
            nonlocal held
            with desk.store.transaction() as tx:
                held = ledger.move(tx, held, ways[held.state])

        def floor() -> None:
            bare.execute("BEGIN IMMEDIATE")
            bare.execute("UPDATE part SET revision = revision + 1 WHERE id = ?", (other,))
            bare.execute("COMMIT")

        took = interleaved(bench.rounds(200), {"ours": step, "floor": floor}, warm_up=5)
    note = "a compare-and-set with its calendar row; a post sent to one channel takes five such commits"
    return Figure(
        "step of a delivery, on disk", "ms", ms(took["ours"]), ms(took["floor"]), "bare UPDATE on disk", None, note
    )
