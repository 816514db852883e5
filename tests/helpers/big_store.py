"""A data folder with many posts, for benchmarks and the long tests: filled in bulk, the same every time.

with big_store(folder, 100_000) as store: ...
python -m tests.helpers.big_store FOLDER 100000
"""

import random
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.content import Content, Wording
from smmdesk.model.delivery import Delivery, Evidence, Part, Receipt, State
from smmdesk.model.label import Label
from smmdesk.model.moment import Moment, to_us
from smmdesk.model.post import Post
from smmdesk.model.stages import Stage
from smmdesk.store import calendar_rows, driver, search
from smmdesk.store.nouns import DELIVERIES, PART_SPEC, POSTS
from smmdesk.store.post_rows import PostChildren
from smmdesk.store.statements import Cell, Rows, conditions
from smmdesk.store.store import Store
from smmdesk.system.clock import Clock, ManualClock
from smmdesk.system.paths import Paths

ZONE = "Europe/Rome"
NOW = datetime(2026, 11, 18, 10, 20, tzinfo=UTC)
DENSE_MONTH = datetime(2026, 11, 1)
WORDS = tuple(
    word
    for line in (
        "pane caldo forno ricetta settimana sconto nuovo arrivo colazione brioche lievito madre farina grano festa",
        "domenica ordine consegna torta crostata perché caffè città più bottega mattina sera amici famiglia gusto",
    )
    for word in line.split()
)
RARE = ("panettone", "zafferano", "focaccia", "strudel")
PLATFORMS = ("mastodon", "bluesky", "wordpress")
PAST = (State.PUBLISHED,) * 40 + (State.MISSED, State.NEEDS_YOU)
COMING = (State.SCHEDULED,) * 12 + (State.HANDED_OFF,) * 3
BATCH = 2_000


@contextmanager
def big_store(folder: Path, posts: int, dense: int = 5_000, clock: Clock | None = None) -> Iterator[Store]:
    """The store of `folder`, filled first when it is empty. `dense` of the posts lie in November 2026."""
    clock = clock or ManualClock(NOW)
    paths = Paths(folder)
    fresh = not paths.database.exists()
    with closing(Store.open(paths, clock)) as store:
        if fresh:
            fill(paths, store, clock, posts, min(dense, posts))
        yield store


def fill(paths: Paths, store: Store, clock: Clock, posts: int, dense: int = 0) -> Brand:
    """Write `posts` posts over eleven years around now, most of them with two deliveries."""
    chance = random.Random(20261118)
    with store.transaction() as tx:
        brand = tx.put(Brand(clock.new_id(), "Forno Rossi"))
        channels = [
            tx.put(Channel(clock.new_id(), brand.id, platform, f"Forno su {platform}", status=ChannelStatus.CONNECTED))
            for platform in PLATFORMS
        ]
        labels = [tx.put(Label(clock.new_id(), brand.id, name, name)) for name in ("prodotti", "eventi", "offerte")]
    with writing_in_bulk(paths) as rows:
        for start in range(0, posts, BATCH):
            numbers = range(start, min(start + BATCH, posts))
            made = [make_post(clock, chance, brand, channels, labels, number < dense) for number in numbers]
            write_batch(rows, made, [d for post in made for d in make_deliveries(clock, chance, post)])
    return brand


@contextmanager
def writing_in_bulk(paths: Paths) -> Iterator[Rows]:
    """A connection that waits for no disk; afterwards the search index and the statistics are as years leave them."""
    with closing(driver.connect(paths.database)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        yield Rows(connection)
        connection.execute(f"INSERT INTO {search.TABLE} ({search.TABLE}) VALUES ('optimize')")
        connection.execute("ANALYZE")


def write_batch(rows: Rows, posts: list[Post], deliveries: list[Delivery]) -> None:
    """Write posts and deliveries with their caches, in one transaction."""
    rows.connection.execute("BEGIN IMMEDIATE")
    write_posts(rows, posts)
    write_deliveries(rows, deliveries)
    ids = [post.id for post in posts]
    calendar_rows.refresh(rows, ids)
    search.refresh(rows, POSTS.load(rows, conditions({"id": tuple(ids)})))
    rows.connection.execute("COMMIT")


def make_post(
    clock: Clock, chance: random.Random, brand: Brand, channels: list[Channel], labels: list[Label], dense: bool
) -> Post:
    """One post: in the dense month, or anywhere from 2021 to 2031; one in twenty without a moment."""
    words = [*chance.choices(WORDS, k=chance.randint(8, 40)), *(chance.choices(RARE) if chance.random() < 0.01 else [])]
    chance.shuffle(words)
    chosen = chance.sample(channels, chance.choice((1, 2, 2, 3)))
    day = DENSE_MONTH + timedelta(days=chance.randrange(30) if dense else chance.randrange(-2000, 1800))
    wall = day.replace(hour=chance.randrange(6, 23), minute=chance.choice((0, 15, 30, 45)))
    undated = not dense and chance.random() < 0.05
    wording = (Wording(chosen[0].id, text=" ".join(words[:5]) + "!"),) if chance.random() < 0.1 else ()
    return Post(
        clock.new_id(),
        brand.id,
        Content(title=words[0].title() if chance.random() < 0.3 else "", text=" ".join(words)),
        chance.choice((Stage.IDEA, Stage.DRAFT)) if undated else Stage.APPROVED,
        None if undated else Moment(wall, ZONE),
        tuple(channel.id for channel in chosen),
        wording,
        (chance.choice(labels).id,) if chance.random() < 0.7 else (),
        created_at_us=to_us(NOW),
        revision=1,
    )


def make_deliveries(clock: Clock, chance: random.Random, post: Post) -> Iterator[Delivery]:
    if post.planned is None or chance.random() < 0.05:
        return
    past = post.planned.instant < NOW
    state = chance.choice(PAST if past else COMING)
    for channel in post.channels:
        delivery_id, part_id = clock.new_id(), clock.new_id()
        receipt = Receipt(part_id, f"https://example.org/{part_id}", post.planned.instant_us, Evidence.RESPONSE)
        has_receipt = state in (State.PUBLISHED, State.HANDED_OFF)
        part = Part(part_id, delivery_id, 0, state=state, receipt=receipt if has_receipt else None, revision=1)
        yield Delivery(delivery_id, post.brand_id, channel, post.planned, (part,), post_id=post.id, revision=1)


def write_posts(rows: Rows, posts: list[Post]) -> None:
    rows.insert_many("post", [POSTS.spec.cells(post) for post in posts])
    tables: dict[str, list[dict[str, Cell]]] = {}
    for post in posts:
        for table, cells in PostChildren.of(post).tables():
            tables.setdefault(table, []).extend(cells)
    for table, cells in tables.items():
        rows.insert_many(table, cells)


def write_deliveries(rows: Rows, deliveries: list[Delivery]) -> None:
    rows.insert_many("delivery", [DELIVERIES.spec.cells(delivery) for delivery in deliveries])
    parts = [
        {**PART_SPEC.cells(part), "channel_id": delivery.channel_id, "due_at_us": delivery.due.instant_us}
        for delivery in deliveries
        for part in delivery.parts
    ]
    rows.insert_many("part", parts)


if __name__ == "__main__":
    with big_store(Path(sys.argv[1]), int(sys.argv[2])) as filled:
        print(filled.folder)
