"""Desks for real processes: written before they start, read after they ended. No fake is in between."""

import asyncio
import json
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest

from smmdesk.app import close_now, leave_network, open_desk
from smmdesk.desk import planning
from smmdesk.desk.connecting import add_channel
from smmdesk.desk.desk import Desk
from smmdesk.desk.media_intake import take_bytes
from smmdesk.desk.planning import first_brand
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.content import Content, ThreadItem
from smmdesk.model.delivery import Attempt, Delivery, Part, State, Verdict
from smmdesk.model.media import MediaUse
from smmdesk.model.moment import Moment
from smmdesk.model.post import Post
from smmdesk.store import driver, health
from smmdesk.system.paths import Paths
from smmdesk.system.secrets import Secret, wrapped_key
from tests.desk.pictures import encoded, picture
from tests.fakes.mastodon import FakeMastodon

PASSPHRASE = "four words for a test"
UNLOCKED = {"SMMDESK_PASSPHRASE": PASSPHRASE}
ROME = "Europe/Rome"
HARDNESS = wrapped_key.Hardness
T = TypeVar("T")
THREAD = Content(text="1", thread=(ThreadItem("2"),), first_comment="3")


def with_desk(folder: Path, work: Callable[[Desk], T], passphrase: str = "") -> T:
    """Open the folder, do `work` on it, close it."""
    desk = open_desk(Paths(folder), passphrase=Secret(passphrase) if passphrase else None)
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(wrapped_key, "Hardness", _cheaply)
            return work(desk)
    finally:
        close_now(desk)


def _cheaply(*cost: int) -> wrapped_key.Hardness:
    """A key's file names its own cost: one that is opened ten times a test is made a cheap one."""
    return HARDNESS(*(cost or (64, 1, 1)))


# ------------------------------------------------------------------ before
def practice_post(folder: Path, content: Content = THREAD) -> str:
    """A post that is due on the practice platform."""

    def plan(desk: Desk) -> str:
        channel = practice_channel(desk)
        post = planning.add_post(desk, channel.brand_id, content=content, channels=(channel.id,))
        planning.publish_now(desk, post.id)
        return post.id

    return with_desk(folder, plan)


def practice_channel(desk: Desk) -> Channel:
    made = Channel(desk.clock.new_id(), first_brand(desk).id, "practice", "Window", status=ChannelStatus.CONNECTED)
    with desk.store.transaction() as tx:
        return tx.put(made)


def mastodon_post(
    folder: Path, server: FakeMastodon, content: Content | None = None, at: timedelta | None = None, photo: bool = False
) -> str:
    """A post on Mastodon, due now or `at` from now."""

    async def connect(desk: Desk) -> tuple[Channel, Content]:
        said = content or Content(text="Bread")
        try:
            brand = first_brand(desk).id
            secret = Secret(server.token())
            channel = await add_channel(desk, brand, "mastodon", {"server": server.url, "secret": secret})
            if photo:
                taken = await take_bytes(desk, brand, encoded(picture()), "shop.jpg")
                use = MediaUse(taken.assets[0].id, {"en": "Our window"})
                said = Content(text=said.text, thread=said.thread, first_comment=said.first_comment, media=(use,))
            return channel, said
        finally:
            await leave_network(desk)

    def plan(desk: Desk) -> str:
        channel, said = asyncio.run(connect(desk))
        post = planning.add_post(desk, channel.brand_id, content=said, channels=(channel.id,))
        if at is None:
            planning.publish_now(desk, post.id)
        else:
            planning.schedule(desk, post.id, Moment.of(desk.clock.now() + at, ROME))
        return post.id

    return with_desk(folder, plan, PASSPHRASE)


def clock_file(folder: Path, shift_s: float) -> dict[str, str]:
    """The environment of a process whose clock is ahead by this much."""
    path = folder / "clock"
    path.write_text(str(shift_s), "ascii")
    return {"SMMDESK_CLOCK_FILE": str(path)}


# ------------------------------------------------------------------ after
def parts(folder: Path) -> list[Part]:
    """The parts of the folder's posts, in order."""

    def read(desk: Desk) -> list[Part]:
        with desk.store.reading() as reader:
            posts = sorted(reader.all(Post), key=lambda post: post.id)
            return [part for post in posts for found in reader.deliveries_of(post.id) for part in found.parts]

    return with_desk(folder, read)


def states(folder: Path) -> set[State]:
    return {part.state for part in parts(folder)}


def attempts(folder: Path) -> list[Attempt]:
    def read(desk: Desk) -> list[Attempt]:
        with desk.store.reading() as reader:
            found = [part for delivery in reader.all(Delivery) for part in delivery.parts]
            return [attempt for part in found for attempt in reader.attempts_of(part.id)]

    return with_desk(folder, read)


def practice_texts(folder: Path) -> list[str]:
    """What stands on the practice platform."""
    found = (folder / "practice" / "data").rglob("*.json")
    return sorted(json.loads(path.read_text("utf-8"))["text"] for path in found)


def is_sound(folder: Path) -> bool:
    """Every page, index and reference of the database as it lies there."""
    with closing(driver.connect(Paths(folder).database, read_only=True)) as connection:
        return health.is_sound(connection)


def arrived_once(folder: Path) -> bool:
    """No generation of a part has more than one attempt that is known to have arrived."""
    done = Counter((each.part_id, each.generation) for each in attempts(folder) if each.verdict is Verdict.DONE)
    return max(done.values(), default=0) <= 1
