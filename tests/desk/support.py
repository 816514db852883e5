"""Short words for the tests of the desk."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from smmdesk.app import close_now, open_desk
from smmdesk.desk import planning
from smmdesk.desk.desk import Desk
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.content import Content
from smmdesk.model.delivery import Attempt, Delivery, Evidence, Part, Receipt, State
from smmdesk.model.moment import Moment, to_us
from smmdesk.model.post import Post
from smmdesk.store import ledger
from smmdesk.store.store import Store
from smmdesk.store.transaction import Transaction
from smmdesk.system.clock import Clock, ManualClock
from smmdesk.system.paths import Paths

ROME = "Europe/Rome"
WAY_OUT = (State.CLAIMED, State.SENDING, State.PUBLISHED)


@cache
def _empty_database() -> bytes:
    with TemporaryDirectory() as folder:
        paths = Paths(Path(folder, "desk"))
        Store.open(paths, ManualClock()).close()
        return paths.database.read_bytes()


def with_database(paths: Paths) -> Paths:
    """An empty database at its place, to the byte what the first opening makes there: two hundred statements less."""
    paths.make()
    paths.database.write_bytes(_empty_database())
    paths.database.chmod(0o600)
    return paths


@contextmanager
def made_desk(paths: Paths, clock: Clock) -> Iterator[Desk]:
    desk = open_desk(paths, clock)
    try:
        yield desk
    finally:
        close_now(desk)


def rome(text: str) -> Moment:
    """ "2026-11-24 09:00" in Rome."""
    return Moment(datetime.fromisoformat(text), ROME)


def add_channel(desk: Desk, brand: Brand, name: str = "Practice", **fields: Any) -> Channel:
    """A channel of the practice platform, connected unless said."""
    given = {"platform": "practice", "status": ChannelStatus.CONNECTED, **fields}
    with desk.store.transaction() as tx:
        return tx.put(Channel(desk.clock.new_id(), brand.id, name=name, **given))


def add_post(desk: Desk, brand: Brand, text: str = "Pane di segale", *channels: Channel, **fields: Any) -> Post:
    content = fields.pop("content", Content(text=text))
    ids = tuple(channel.id for channel in channels)
    return planning.add_post(desk, brand.id, content=content, channels=ids, **fields)


def post_now(desk: Desk, post: Post) -> Post:
    """The post as the store has it now."""
    with desk.store.reading() as reader:
        return reader.get(Post, post.id)


def deliveries(desk: Desk, post: Post) -> tuple[Delivery, ...]:
    with desk.store.reading() as reader:
        return reader.deliveries_of(post.id)


def states(desk: Desk, post: Post) -> list[list[str]]:
    """The states of the parts, by delivery."""
    return [[str(part.state) for part in delivery.parts] for delivery in deliveries(desk, post)]


def drive(desk: Desk, part: Part, *way: State, **changes: Any) -> Part:
    """Take a part along states as the publisher would; the last move carries `changes`."""
    with desk.store.transaction() as tx:
        for number, state in enumerate(way):
            last = changes if number == len(way) - 1 else {}
            part = move_with_intent(tx, desk.clock, part, state, **last)
    return part


def move_with_intent(tx: Transaction, clock: Clock, part: Part, state: State, **changes: Any) -> Part:
    """A move; one to SENDING with an attempt as the database wants it, not kept: the test says what was tried."""
    if state is not State.SENDING:
        return ledger.move(tx, part, state, **changes)
    attempt = Attempt(
        clock.new_id(), part.id, part.generation, part.op, part.key, part.content_hash, to_us(clock.now())
    )
    tx.add_attempt(attempt)
    part = ledger.move(tx, part, state, **changes)
    tx._rows.delete("attempt", id=attempt.id)
    return part


def publish(desk: Desk, post: Post, channel: Channel) -> None:
    """Everything of the post on one channel is out."""
    for delivery in deliveries(desk, post):
        if delivery.channel_id == channel.id:
            for part in delivery.parts:
                receipt = Receipt(f"r-{part.id}", "https://shop.example/1", desk.now_us(), Evidence.RESPONSE)
                drive(desk, part, *WAY_OUT, receipt=receipt)


def edited(post: Post, text: str) -> Post:
    return replace(post, content=replace(post.content, text=text))


def everything(desk: Desk) -> dict[str, Post]:
    with desk.store.reading() as reader:
        return {post.id: post for post in reader.all(Post)}


def bare_post(post: Post) -> Post:
    return replace(post, revision=0, changed_by="")
