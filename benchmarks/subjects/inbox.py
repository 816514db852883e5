"""The inbox of 100,000 messages, nine of ten waiting, opened, searched and ticked off, beside a bare widget; and what
hearing twenty channels costs on average."""

import asyncio
import time
from collections.abc import Iterator

from benchmarks.measuring import Figure, Series, Target
from benchmarks.processes import run, running
from benchmarks.running import Run
from benchmarks.subjects.publishing import CHANNELS, make_due
from smmdesk.app import close_desk, open_desk
from smmdesk.desk.listening import listen_to_all
from smmdesk.system.clock import system_clock
from smmdesk.system.paths import Paths

POSTS, MESSAGES = 2_000, 100_000
FLOOR = "bare widget, same table"
NEW = 3


def figures(bench: Run) -> Iterator[Figure]:
    messages = 500 if bench.quick else MESSAGES
    folders = [str(bench.folders.with_messages(bench.posts(POSTS), messages).folder) for _ in range(2)]
    told = run("inbox_window", *folders, str(2 if bench.quick else 30))
    size = f"{messages:,} messages"
    lines = [
        ("first open", f"inbox, first opening, {size}", None, "the first in a session: it is imported then"),
        ("open", f"inbox, opening, {size}", Target(150, 50), "with true counts of every group"),
        ("search", f"inbox, search while typing, {size}", Target(50, 16), "each letter, without the wait for the next"),
        (
            "next",
            f"inbox, a key to the next message, {size}",
            Target(50, 16),
            "ticked off, its thread and person read",
        ),
    ]
    for key, name, target, note in lines:
        yield Figure(name, "ms", Series(tuple(told[key])), Series(tuple(told[f"{key} floor"])), FLOOR, target, note)
        used = Series(tuple(told[f"{key} cpu"])), Series(tuple(told[f"{key} cpu floor"]))
        yield Figure("processor time of it", "ms", used[0], used[1], FLOOR)
    yield hearing(bench)


def hearing(bench: Run) -> Figure:
    """Every channel tells a few new messages each time it is asked."""
    with running("loopback") as (_pid, told):
        url = f"http://127.0.0.1:{told['port']}"
        used = asyncio.run(heard(Paths(bench.folders.empty() / "desk"), url, bench.rounds(8)))
    note = f"{NEW} new messages a channel and round, a round every five minutes; the server's part is not in it"
    name = f"hearing {CHANNELS} channels, processor"
    return Figure(name, "% of a core", Series(tuple(used)), target=Target(1, 0.2, "median"), note=note)


async def heard(paths: Paths, url: str, rounds: int) -> list[float]:
    """Percent of a core over the time between two rounds, for each round after the first."""
    desk = open_desk(paths, system_clock(), durable=True)
    used = []
    try:
        await make_due(desk, url, 0)
        again_s = desk.policy.listen_again.total_seconds()
        for number in range(rounds + 1):
            before = time.process_time()
            found = await listen_to_all(desk)
            assert found.new == NEW * CHANNELS, found
            if number:
                used.append((time.process_time() - before) / again_s * 100)
    finally:
        await close_desk(desk)
    return used
