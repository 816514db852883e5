"""A thousand due deliveries to a server on this computer, beside a bare loop of requests as many at a time.

The publisher is the real one, durable: each intent and each receipt is on the disk before the next byte.
"""

import asyncio
import os
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import cast

import httpx

from benchmarks.measuring import Figure, Series, Target, interleaved
from benchmarks.processes import running
from benchmarks.running import Run
from smmdesk.app import close_desk, open_desk
from smmdesk.desk.desk import Desk
from smmdesk.desk.planning import first_brand
from smmdesk.desk.publishing import Publisher
from smmdesk.desk.reach import DeskReach
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.content import Content
from smmdesk.model.delivery import Delivery, Part, Receipt, State
from smmdesk.model.moment import Moment
from smmdesk.model.post import Post
from smmdesk.model.stages import Stage
from smmdesk.platforms.base import Account, CommitAnswer, Connector, Job, Published, Save, Session
from smmdesk.store import driver, ledger, sealed
from smmdesk.system.clock import system_clock
from smmdesk.system.paths import Paths
from smmdesk.system.secrets import Secret
from tests.helpers.big_store import write_batch, writing_in_bulk

DELIVERIES, CHANNELS = 1_000, 20
IN_FLIGHT = 10
PLATFORM, ACCOUNT = "mastodon", "1@a.example"


def figures(bench: Run) -> Iterator[Figure]:
    count = 40 if bench.quick else DELIVERIES
    ours: list[float] = []
    floor: list[float] = []
    with running("loopback") as (_pid, told):
        url = f"http://127.0.0.1:{told['port']}"
        for _ in range(bench.rounds(3)):
            ours.append(count / asyncio.run(published(Paths(bench.folders.empty() / "desk"), url, count)))
            floor.append(count / asyncio.run(bare_loop(url, count)))
    target = Target(200, 300, "median", more_is_better=True)
    name = f"publishing {count:,} due deliveries over {CHANNELS} channels"
    sync_s = one_sync(bench.folders.empty() / "sync", bench.rounds(50))
    note = (
        "lanes that are ready together share three waits for the disk (the commit of intents, two writes to sent.log); "
        f"each call has a connection of its own; one wait takes {sync_s * 1000:.2g} ms here"
    )
    floors = Series(tuple(floor))
    yield Figure(name, "/s", Series(tuple(ours)), floors, f"bare requests, {IN_FLIGHT} in flight", target, note)
    yield from ledger_figures(bench, count)


def ledger_figures(bench: Run, count: int) -> Iterator[Figure]:
    """What the bookkeeping alone costs: the platform takes everything at once."""
    wall: list[float] = []
    processor: list[float] = []
    floor: list[float] = []
    for _ in range(bench.rounds(3)):
        before = time.process_time()
        took = asyncio.run(published(Paths(bench.folders.empty() / "desk"), "http://127.0.0.1:1", count, AtOnce))
        wall.append(took / count * 1000)
        processor.append((time.process_time() - before) / count * 1000)
        floor.append(bare_ledger(bench.folders.empty() / "ledger", count) / count * 1000)
    floors = Series(tuple(floor))
    bare = f"the same rows and lines, {IN_FLIGHT} to a commit"
    yield Figure("ledger cost per delivery, with fsync", "ms", Series(tuple(wall)), floors, bare)
    note = "the whole of making a thousand posts and sending them"
    yield Figure("processor time per delivery", "ms", Series(tuple(processor)), note=note)


class Taken:
    """A platform that takes everything at once."""

    def __init__(self) -> None:
        self.count = 0

    async def who_am_i(self, session: Session) -> Account:
        return Account("1", "Forno")

    async def prepare(self, session: Session, job: Job, save: Save) -> None:
        return

    async def commit(self, session: Session, job: Job) -> CommitAnswer:
        await asyncio.sleep(0)
        self.count += 1
        return Published(Receipt(str(self.count), f"http://127.0.0.1/{self.count}"))


class AtOnce(DeskReach):
    """The desk's own way, but to such a platform."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._taken = Taken()

    def connector(self, channel: Channel) -> Connector:
        return cast("Connector", self._taken)


def bare_ledger(path: Path, count: int) -> float:
    """Seconds for as little as can be written of as many deliveries: three rows and two lines, as durable as ours."""
    path.mkdir()
    connection = driver.connect(path / "ledger.sqlite", durable=True)
    connection.execute("CREATE TABLE part (id INTEGER PRIMARY KEY, state TEXT)")
    connection.execute("CREATE TABLE attempt (part_id INTEGER, verdict TEXT)")
    sync = getattr(os, "fdatasync", os.fsync)
    start = time.perf_counter()
    with (path / "sent.log").open("wb", buffering=0) as log:
        for first in range(0, count, IN_FLIGHT):
            numbers = [(number,) for number in range(first, min(count, first + IN_FLIGHT))]
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany("INSERT INTO part VALUES (?, 'sending')", numbers)
            connection.executemany("INSERT INTO attempt VALUES (?, 'open')", numbers)
            connection.execute("COMMIT")
            for _ in ("intent", "done"):
                log.write(bytes(300 * len(numbers)))
                sync(log.fileno())
            with driver.hurried(connection, True):
                connection.execute("BEGIN IMMEDIATE")
                connection.executemany("UPDATE part SET state = 'published' WHERE id = ?", numbers)
                connection.execute("COMMIT")
    took = time.perf_counter() - start
    connection.close()
    return took


def one_sync(path: Path, rounds: int) -> float:
    """Seconds that this disk takes to keep four kilobytes."""
    sync = getattr(os, "fdatasync", os.fsync)
    with path.open("wb", buffering=0) as file:

        def keep() -> None:
            file.write(bytes(4096))
            sync(file.fileno())

        return interleaved(rounds, {"keep": keep})["keep"].median


async def published(paths: Paths, url: str, count: int, reach: type[DeskReach] = DeskReach) -> float:
    """Seconds until every delivery is out."""
    desk = open_desk(paths, system_clock(), durable=True)
    try:
        await make_due(desk, url, count)
        publisher = Publisher(desk, reach=reach(desk))
        publisher.start()
        start = time.perf_counter()
        while waiting(desk):
            await publisher.tick()
            await publisher.idle()
        took = time.perf_counter() - start
        await publisher.aclose()
    finally:
        await close_desk(desk)
    return took


def waiting(desk: Desk) -> bool:
    with desk.store.reading() as reader:
        found = ledger.open_parts(reader)
    stuck = {str(due.part.state) for due in found} - {"scheduled", "claimed", "sending", "retry_wait"}
    assert not stuck, f"deliveries ended in {stuck}"
    return bool(found)


async def make_due(desk: Desk, url: str, count: int) -> None:
    """Channels that are signed in at the server, and approved posts whose moment is now."""
    await desk.vault.keep_until_quit()
    brand, channels = first_brand(desk), make_channels(desk, [url] * CHANNELS)
    now = Moment.of(desk.clock.now() - timedelta(seconds=1), brand.zone)
    posts, deliveries = [], []
    for number in range(count):
        channel = channels[number % CHANNELS]
        content = Content(text=f"Pane {number}")
        post = Post(desk.clock.new_id(), brand.id, content, Stage.APPROVED, now, (channel,), revision=1)
        delivery_id = desk.clock.new_id()
        part = Part(desk.clock.new_id(), delivery_id, 0, state=State.SCHEDULED, revision=1)
        posts.append(post)
        deliveries.append(Delivery(delivery_id, brand.id, channel, now, (part,), post_id=post.id, revision=1))
    with writing_in_bulk(desk.paths) as rows:
        write_batch(rows, posts, deliveries)


def make_channels(desk: Desk, urls: list[str]) -> list[str]:
    """The ids of channels that are signed in, one at each server; the vault is open."""
    brand, channels = first_brand(desk), []
    with desk.store.transaction() as tx:
        for number, url in enumerate(urls):
            made = Channel(desk.clock.new_id(), brand.id, PLATFORM, f"Forno {number}", server=url, remote_id=ACCOUNT)
            channels.append(tx.put(replace(made, status=ChannelStatus.CONNECTED)).id)
            owner = sealed.channel_owner(made.id)
            sealed.put(tx, desk.vault.seal(owner, url, Secret.of(access="key"), desk.now_us()))
    return channels


async def bare_loop(url: str, count: int) -> float:
    """Seconds for as many requests with nothing around them."""
    numbers = iter(range(count))

    async def work(client: httpx.AsyncClient) -> None:
        for number in numbers:
            answer = await client.post(f"{url}/api/v1/statuses", json={"status": f"Pane {number}"})
            answer.raise_for_status()

    async with httpx.AsyncClient(trust_env=False) as client:
        start = time.perf_counter()
        await asyncio.gather(*(work(client) for _ in range(IN_FLIGHT)))
        return time.perf_counter() - start
