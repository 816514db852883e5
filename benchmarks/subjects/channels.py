"""What twenty channels cost while nobody looks: the engine as it is, over hours of a clock that runs ahead.

Everything that it asks by itself is asked at its own pace: what people write, what the brand listens for (words, a
hashtag, a feed), what platforms count, polls, their own schedulers, and whether what is out still stands there.
"""

import asyncio
import time
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from typing import Any

import httpcore

from benchmarks.measuring import Figure, Series, Target
from benchmarks.processes import running
from benchmarks.running import Run
from benchmarks.subjects.publishing import CHANNELS, make_channels
from smmdesk.app import close_desk, open_desk
from smmdesk.desk import lookouts
from smmdesk.desk.desk import Desk
from smmdesk.desk.planning import first_brand
from smmdesk.desk.publishing import Publisher
from smmdesk.engine import Engine
from smmdesk.model.content import Content, Poll
from smmdesk.model.delivery import Delivery, Part, Receipt, State
from smmdesk.model.lookout import LookoutKind
from smmdesk.model.message import Message, MessageKind
from smmdesk.model.moment import Moment, to_us
from smmdesk.model.post import Post
from smmdesk.model.stages import Stage
from smmdesk.platforms.fetch import Fetcher
from smmdesk.store.reader import rows_of
from smmdesk.system.clock import ManualClock
from smmdesk.system.paths import Paths
from tests.helpers.big_store import write_batch, writing_in_bulk

HOURS, DAYS, POLL_EACH = 6, 40, 5
SECOND, CALL = timedelta(seconds=1), timedelta(milliseconds=20)
LISTENED = (
    (LookoutKind.WORDS, "pane di segale"),
    (LookoutKind.WORDS, "forno"),
    (LookoutKind.TAG, "pane"),
    (LookoutKind.FEED, "http://feed.example/feed"),
)
KEPT = (
    "part_numbers WHERE told_at_us > 0",
    "part_poll WHERE told_at_us > 0",
    "followers_day WHERE followers > 0",
    "foreign_post",
    "part WHERE looked_at_us > 0",
)


def figures(bench: Run) -> Iterator[Figure]:
    span = timedelta(minutes=15) if bench.quick else timedelta(hours=1)
    with running("living", str(CHANNELS)) as (_pid, told):
        used = asyncio.run(lived(Paths(bench.folders.empty() / "desk"), told["ports"], span, bench.rounds(HOURS)))
    note = (
        f"the whole engine over {len(used)} × {span} of simulated time, each channel on a server of its own: "
        f"listening, {len(LISTENED) - 1} words and hashtags and a feed, numbers and polls of {CHANNELS * DAYS} posts, "
        "the platforms' schedulers, a look at what is out. The first span asks about everything for the first time. "
        "Without the servers' part, TLS and names"
    )
    name = f"engine with {CHANNELS} channels, processor"
    yield Figure(name, "% of a core", Series(tuple(used)), target=Target(1, 0.2), note=note)


async def lived(paths: Paths, ports: list[int], span: timedelta, spans: int) -> list[float]:
    """Percent of a core over each span of the engine's life."""
    clock = ManualClock()
    desk = open_desk(paths, clock, durable=True)
    try:
        await desk.vault.keep_until_quit()
        fill(desk, ports)
        desk.fetcher = Fetcher(public, ToPort(ports[0]))
        publisher = Publisher(desk)
        engine = Engine(desk, publisher)
        living = asyncio.create_task(engine.live())
        marks = [(clock.monotonic(), time.process_time())]
        for _ in range(spans):
            await live_on(publisher, clock, span, ports[0])
            marks.append((clock.monotonic(), time.process_time()))
        engine.hear("quit")
        await living
        check(desk)
    finally:
        await close_desk(desk)
    return [(after[1] - before[1]) / (after[0] - before[0]) * 100 for before, after in pairwise(marks)]


async def live_on(publisher: Publisher, clock: ManualClock, span: timedelta, port: int) -> None:
    """A second after the other; while channels are asked time goes by in the steps of a quick answer."""
    until_s = clock.monotonic() + span.total_seconds()
    told_s = 0.0
    while clock.monotonic() < until_s:
        if clock.monotonic() - told_s >= 60:
            told_s = clock.monotonic()
            await tell_time(port, clock)
        clock.advance(SECOND)
        for _ in range(6):  # what this second wakes begins its work
            await asyncio.sleep(0)
        idle = asyncio.create_task(publisher.idle())
        while not (await asyncio.wait({idle}, timeout=0.002))[0]:
            clock.advance(CALL)


async def tell_time(port: int, clock: ManualClock) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET /now/{clock.now().timestamp():.0f} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    await reader.readuntil(b"\r\n\r\n")
    writer.close()


def fill(desk: Desk, ports: list[int]) -> None:
    """Channels on servers of their own, what is listened for, and a post a day on each, one of five with a poll."""
    brand = first_brand(desk)
    channels = make_channels(desk, [f"http://127.0.0.1:{port}" for port in ports])
    for kind, words in LISTENED:
        lookouts.add(desk, brand.id, kind, words)
    posts, deliveries = [], []
    for number in range(DAYS * len(channels)):
        channel = channels[number % len(channels)]
        out = desk.clock.now() - timedelta(days=number // len(channels), minutes=number % 60)
        poll = Poll(("Segale", "Farro"), 10_080) if number // len(channels) % POLL_EACH == 0 else None
        moment = Moment.of(out, brand.zone)
        post = Post(desk.clock.new_id(), brand.id, Content(text="Pane", poll=poll), Stage.APPROVED, moment, (channel,))
        rendered: dict[str, object] = {"text": "Pane"}
        if poll is not None:
            rendered["poll"] = {"options": list(poll.options), "minutes": poll.minutes}
        receipt = Receipt(str(1000 + number), f"http://127.0.0.1/{number}", to_us(out))
        ids = desk.clock.new_id(), desk.clock.new_id()
        part = Part(ids[1], ids[0], 0, state=State.PUBLISHED, rendered=rendered, receipt=receipt, revision=1)
        posts.append(post)
        deliveries.append(Delivery(ids[0], brand.id, channel, moment, (part,), post_id=post.id, revision=1))
    with writing_in_bulk(desk.paths) as rows:
        write_batch(rows, posts, deliveries)


def check(desk: Desk) -> None:
    """All of it was really asked and told: else the figure says nothing."""
    with desk.store.reading() as reader:
        found, rows = reader.all(Message), rows_of(reader)
        kept = {what: rows.query(f"SELECT count(*) FROM {what}")[0][0] for what in KEPT}
    assert all(kept.values()), kept
    kinds = {(message.kind, bool(message.channel_id)) for message in found}
    wanted = {(MessageKind.MENTION, True), (MessageKind.FOUND, True), (MessageKind.FOUND, False)}
    assert wanted <= kinds, kinds


async def public(host: str, port: int) -> list[str]:
    """Every name is a public address, as the guarded fetcher wants it."""
    return ["93.184.215.14"]


class ToPort(httpcore.AsyncNetworkBackend):
    """Every connection goes to one port of this computer."""

    def __init__(self, port: int) -> None:
        self._port, self._inner = port, httpcore.AnyIOBackend()

    async def connect_tcp(self, host: str, port: int, *given: Any, **more: Any) -> httpcore.AsyncNetworkStream:
        return await self._inner.connect_tcp("127.0.0.1", self._port, *given, **more)

    async def connect_unix_socket(self, path: str, *given: Any, **more: Any) -> httpcore.AsyncNetworkStream:
        return await self._inner.connect_unix_socket(path, *given, **more)

    async def sleep(self, seconds: float) -> None:
        await self._inner.sleep(seconds)
