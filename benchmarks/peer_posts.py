"""A data folder with the posts that web/src/common.js makes for the calendars of others: same seed, days and titles."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.content import Content
from smmdesk.model.moment import Moment
from smmdesk.model.post import Post
from smmdesk.model.stages import Stage
from smmdesk.store.store import Store
from smmdesk.system.clock import ManualClock
from smmdesk.system.paths import Paths
from tests.helpers.big_store import BATCH, PLATFORMS, write_batch, writing_in_bulk

SEED = 42
START, DAYS = datetime(2025, 1, 1), 730
NOW = datetime(2026, 1, 1, 7, tzinfo=UTC)
CHANNELS, STATUSES = 6, 4
WORDS = tuple(
    word
    for line in (
        "launch teaser spring sale behind the scenes customer story weekly tip new feature poll",
        "recap event reminder giveaway hiring quote holiday product update thread reel carousel",
    )
    for word in line.split()
)
LOW_32 = 0xFFFFFFFF


def chances(seed: int) -> Iterator[float]:
    """Numbers from 0 up to 1, as mulberry32 gives them."""
    state = seed
    while True:
        state = (state + 0x6D2B79F5) & LOW_32
        mixed = (state ^ (state >> 15)) * (1 | state) & LOW_32
        mixed ^= (mixed + ((mixed ^ (mixed >> 7)) * (61 | mixed) & LOW_32)) & LOW_32
        yield (mixed ^ (mixed >> 14)) / 2**32


def posts_like_theirs(number: int) -> Iterator[tuple[datetime, int, int, str]]:
    """Wall time (UTC), channel, status and title of each post."""
    chance = chances(SEED)

    def below(count: int) -> int:
        return int(next(chance) * count)

    for _ in range(number):
        day, minute = below(DAYS), 480 + 15 * below(48)
        channel, status = below(CHANNELS), below(STATUSES)
        title = " ".join(WORDS[below(len(WORDS))] for _word in range(4))
        yield START + timedelta(days=day, minutes=minute), channel, status, title


def fill(paths: Paths, number: int) -> None:
    """Make the folder: one brand, six channels, `number` posts that are approved or drafts and all may be moved."""
    clock = ManualClock(NOW)
    with closing(Store.open(paths, clock)) as store:
        with store.transaction() as tx:
            brand = tx.put(Brand(clock.new_id(), "Forno Rossi", "UTC"))
            channels = [
                tx.put(Channel(clock.new_id(), brand.id, PLATFORMS[n % 3], f"Channel {n}", ChannelStatus.CONNECTED))
                for n in range(CHANNELS)
            ]
        made = [
            Post(
                clock.new_id(), brand.id, Content(text=title), Stage.DRAFT if status == 0 else Stage.APPROVED,
                Moment(wall, "UTC"), (channels[channel].id,), revision=1,
            )
            for wall, channel, status, title in posts_like_theirs(number)
        ]  # fmt: skip
        with writing_in_bulk(paths) as rows:
            for start in range(0, number, BATCH):
                write_batch(rows, made[start : start + BATCH], [])


def folder_of(parent: Path, number: int) -> Paths:
    """The filled folder under `parent`, made when it is not there."""
    paths = Paths(parent / f"posts-{number}")
    if not paths.database.exists():
        fill(paths, number)
    return paths
