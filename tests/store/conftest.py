"""A store in a fresh folder, a clock that the test moves, and short ways to make what a test needs."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.content import Content
from smmdesk.model.delivery import Attempt, Delivery, Part, PartKind, State
from smmdesk.model.moment import Moment
from smmdesk.model.post import Post
from smmdesk.model.stages import Stage
from smmdesk.model.words import set_language
from smmdesk.store import ledger
from smmdesk.store.store import Store
from smmdesk.store.transaction import Transaction
from smmdesk.system.clock import ManualClock
from smmdesk.system.paths import Paths
from tests.desk.support import move_with_intent, with_database

NINE = Moment(datetime(2026, 11, 20, 9), "Europe/Rome")

# The shortest way from SCHEDULED to each state, all moves of MOVES
WAYS: dict[State, tuple[State, ...]] = {
    State.SCHEDULED: (),
    State.DRAFT: (State.DRAFT,),
    State.CANCELLED: (State.CANCELLED,),
    State.MISSED: (State.MISSED,),
    State.NEEDS_YOU: (State.NEEDS_YOU,),
    State.HANDED_OFF: (State.HANDED_OFF,),
    State.CLAIMED: (State.CLAIMED,),
    State.SENDING: (State.CLAIMED, State.SENDING),
    State.RETRY_WAIT: (State.CLAIMED, State.RETRY_WAIT),
    State.PROCESSING: (State.CLAIMED, State.SENDING, State.PROCESSING),
    State.UNKNOWN: (State.CLAIMED, State.SENDING, State.UNKNOWN),
    State.PUBLISHED: (State.NEEDS_YOU, State.PUBLISHED),
}


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    set_language("en")
    yield
    set_language("en")


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths(tmp_path / "desk")


@pytest.fixture
def store(paths: Paths, clock: ManualClock) -> Iterator[Store]:
    with closing(Store.open(with_database(paths), clock)) as opened:
        yield opened


@dataclass
class World:
    """A store with one brand and one channel, and ways to plan and send in it."""

    store: Store
    clock: ManualClock
    brand: Brand
    channel: Channel

    def channel_more(self, platform: str = "bluesky", **fields: Any) -> Channel:
        with self.store.transaction() as tx:
            return tx.put(
                Channel(
                    self.clock.new_id(),
                    self.brand.id,
                    platform,
                    fields.pop("name", f"On {platform}"),
                    status=ChannelStatus.CONNECTED,
                    **fields,
                )
            )

    def post(self, text: str = "Fresh bread", label: str = "new post", **fields: Any) -> Post:
        """A post that is saved; approved and planned for nine unless said."""
        values: dict[str, Any] = {
            "content": Content(text=text),
            "stage": Stage.APPROVED,
            "planned": NINE,
            "channels": (self.channel.id,),
        }
        with self.store.transaction(label) as tx:
            return tx.put(Post(self.clock.new_id(), self.brand.id, **{**values, **fields}))

    def delivery(
        self, post: Post, parts: int = 1, channel: Channel | None = None, due: Moment | None = None
    ) -> Delivery:
        """A delivery of a post, all parts scheduled."""
        made = self.clock.new_id()
        kinds = [PartKind.ROOT] + [PartKind.THREAD] * (parts - 1)
        listed = tuple(Part(self.clock.new_id(), made, place, kind) for place, kind in enumerate(kinds))
        due = due or post.planned or NINE
        with self.store.transaction() as tx:
            return tx.put(Delivery(made, self.brand.id, (channel or self.channel).id, due, listed, post_id=post.id))

    def sent(self, text: str = "Fresh bread", parts: int = 1) -> tuple[Post, Delivery]:
        post = self.post(text)
        return post, self.delivery(post, parts)

    def brought_to(self, part: Part, state: State, **changes: Any) -> Part:
        """The part, moved to `state` along moves that are allowed."""
        from smmdesk.model.delivery import Receipt

        with self.store.transaction() as tx:
            for step in WAYS[state]:
                receipt = {"receipt": Receipt(f"remote-{part.id}")} if step is State.PUBLISHED else {}
                part = move_with_intent(tx, self.clock, part, step, **receipt)
            return ledger.note(tx, part, **changes) if changes else part

    def put_attempt(self, attempt: Attempt) -> None:
        with self.store.transaction() as tx:
            tx.add_attempt(attempt)

    def read(self, kind: type[Any], row_id: str) -> Any:
        with self.store.reading() as reader:
            return reader.get(kind, row_id)

    def put(self, value: Any, label: str = "edit") -> Any:
        with self.store.transaction(label) as tx:
            return tx.put(value)

    def rows(self, sql: str, *cells: Any) -> list[tuple[Any, ...]]:
        with self.store.reading() as reader:
            return reader._rows.query(sql, cells)


@pytest.fixture
def world(store: Store, clock: ManualClock) -> World:
    with store.transaction() as tx:
        brand, channel = _brand_and_channel(tx, clock)
    return World(store, clock, brand, channel)


def _brand_and_channel(tx: Transaction, clock: ManualClock) -> tuple[Brand, Channel]:
    brand = tx.put(Brand(clock.new_id(), "Forno Rossi"))
    channel = Channel(clock.new_id(), brand.id, "practice", "Practice", status=ChannelStatus.CONNECTED)
    return brand, tx.put(replace(channel, server="https://practice.example"))
