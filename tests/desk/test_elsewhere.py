"""What waits at a platform's own scheduler without being ours: read calmly, kept as seen, never mixed with ours."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from smmdesk.desk.checking import check_post
from smmdesk.desk.desk import Desk
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.delivery import State
from smmdesk.model.foreign import ForeignPage, ForeignPost
from smmdesk.model.moment import to_us
from smmdesk.platforms.base import Session
from smmdesk.store import foreign_posts
from smmdesk.system.clock import ManualClock
from tests.fakes.connector import FakeConnector, FakePlatform, Fault
from tests.fakes.reach import LISTING, Bench, made_bench

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
SOON = 3 * MINUTE


class Telling(FakeConnector):
    """A platform that tells what stands on its own list, two at a time; `others` are not ours."""

    def __init__(self, platform: FakePlatform) -> None:
        super().__init__(platform)
        self.others: list[ForeignPost] = []
        self.asked: list[str] = []
        self.hangs = False
        self.live: list[ForeignPost] = []

    async def scheduled_there(self, session: Session, after: str = "") -> ForeignPage:
        await self._reach("scheduled_there")
        self.asked.append(after)
        if self.hangs:
            await asyncio.Event().wait()
        ours = [ForeignPost(one.id, to_us(one.due), one.text) for one in self.platform.listed.values() if one.due]
        everything = [*self.others, *ours]
        start = int(after or 0)
        more = str(start + 2) if start + 2 < len(everything) else ""
        return ForeignPage(tuple(everything[start : start + 2]), more)

    async def published_there(self, session: Session, since: datetime) -> tuple[ForeignPost, ...]:
        await self._reach("published_there")
        assert since == session.clock.now() - 24 * HOUR
        ours = [ForeignPost(one.id, to_us(one.at), one.text) for one in self.platform.live.values()]
        return (*self.live, *ours)


@pytest.fixture
def bench(desk: Desk, clock: ManualClock, brand: Brand) -> Iterator[Bench]:
    with made_bench(desk, clock, brand, schedule=LISTING) as made:
        made.reach.fake = Telling(made.platform)
        yield made


def telling(bench: Bench) -> Telling:
    fake = bench.reach.fake
    assert isinstance(fake, Telling)
    return fake


def foreign(bench: Bench, remote_id: str, ahead: timedelta = 24 * HOUR) -> ForeignPost:
    return ForeignPost(
        remote_id, to_us(bench.clock.now() + ahead), f"Words of {remote_id}", f"https://a.example/{remote_id}"
    )


def shown(bench: Bench) -> list[str]:
    with bench.desk.store.reading() as reader:
        found = foreign_posts.of_brand(reader, bench.brand.id, to_us(bench.clock.now()))
    return [entry.post.remote_id for entry in found]


@pytest.mark.vector(27)
@pytest.mark.vector(28)
def test_what_no_database_takes_is_kept_without_it(bench: Bench) -> None:
    channel = bench.channel()
    at_us = to_us(bench.clock.now() + HOUR)
    there = [ForeignPost("a\ud800", at_us, "half \ud83d a pair", "https://a.example/\x00")]
    for _turn in range(2):
        with bench.desk.store.transaction() as tx:
            assert foreign_posts.replace(tx, channel.id, there) == 1
    with bench.desk.store.reading() as reader:
        [entry] = foreign_posts.of_brand(reader, bench.brand.id, to_us(bench.clock.now()))
    assert entry.post == ForeignPost("a\ufffd", at_us, "half \ufffd a pair", "https://a.example/")


async def test_a_list_is_read_a_page_a_pass_and_then_every_half_hour(bench: Bench) -> None:
    bench.channel()
    telling(bench).others = [foreign(bench, name, (10 - n) * HOUR) for n, name in enumerate("abcde")]
    await bench.run()
    assert telling(bench).asked == [], "what is due goes first"
    await bench.pass_time(MINUTE + timedelta(seconds=20))
    assert telling(bench).asked == [""]
    assert shown(bench) == [], "half a list is no list"
    await bench.pass_time(5 * MINUTE)
    assert telling(bench).asked == ["", "2", "4"]
    assert shown(bench) == ["e", "d", "c", "b", "a"]
    await bench.pass_time(20 * MINUTE)
    assert len(telling(bench).asked) == 3
    telling(bench).others = [foreign(bench, "f")]
    await bench.pass_time(15 * MINUTE)
    assert len(telling(bench).asked) == 4
    assert shown(bench) == ["f"], "what is gone there is gone here"


async def test_ours_are_never_among_them(bench: Bench) -> None:
    channel = bench.channel()
    post = bench.post("Bread", channel, at=5 * HOUR)
    telling(bench).others = [foreign(bench, "a")]
    await bench.pass_time(SOON)
    assert bench.state(post) is State.HANDED_OFF
    assert shown(bench) == ["a"]
    mine = bench.part(post).receipt
    assert mine is not None
    with bench.desk.store.transaction() as tx:  # seen before its receipt was written down
        foreign_posts.replace(tx, channel.id, [foreign(bench, "a")])
        tx._rows.insert(
            "foreign_post",
            {
                "channel_id": channel.id,
                "remote_id": mine.id,
                "at_us": mine.at_us or 2**50,
                "words": "",
                "url": "",
                "media_count": 0,
                "live": 0,
            },
        )
    assert shown(bench) == ["a"]


async def test_a_hand_off_whose_answer_was_lost_is_not_taken_for_somebody_elses(bench: Bench) -> None:
    bench.platform.reads = "blind"
    bench.platform.fail("hand_off", Fault.REPLY_LOST)
    post = bench.post("Bread", bench.channel(), at=5 * HOUR)
    await bench.pass_time(SOON)
    assert bench.state(post) in (State.UNKNOWN, State.NEEDS_YOU)
    assert len(bench.platform.listed) == 1
    assert telling(bench).asked
    assert shown(bench) == []


@pytest.mark.parametrize("fault", [Fault.OFFLINE, Fault.BUSY, Fault.REFUSED])
async def test_a_look_that_fails_leaves_what_was_seen(bench: Bench, fault: Fault) -> None:
    bench.channel()
    telling(bench).others = [foreign(bench, "a")]
    await bench.pass_time(SOON)
    telling(bench).others = []
    bench.platform.fail("scheduled_there", fault)
    await bench.pass_time(32 * MINUTE, tick=MINUTE)
    assert telling(bench).calls.count("scheduled_there") == 2
    assert shown(bench) == ["a"]
    await bench.pass_time(32 * MINUTE, tick=MINUTE)
    assert shown(bench) == []


@pytest.mark.fault(38)
async def test_a_sign_in_that_is_over_is_said_on_the_account(bench: Bench) -> None:
    channel = bench.channel()
    bench.platform.fail("scheduled_there", Fault.SIGNED_OUT)
    bench.platform.fail("who_am_i", Fault.SIGNED_OUT)
    await bench.pass_time(SOON)
    assert bench.reload(channel).status is ChannelStatus.SIGNED_OUT
    await bench.pass_time(HOUR, tick=MINUTE)
    assert telling(bench).calls.count("scheduled_there") == 1


async def test_a_platform_that_never_answers_keeps_no_post_waiting(bench: Bench, monkeypatch) -> None:
    monkeypatch.setattr("smmdesk.desk.elsewhere.LOOK_S", 0.05)
    channel = bench.channel()
    telling(bench).hangs = True
    await bench.pass_time(SOON)
    assert telling(bench).asked == [""]
    post = bench.post("Bread", channel)
    await bench.run()
    assert bench.state(post) is State.PUBLISHED


async def test_a_hostile_list_ends(bench: Bench) -> None:
    """Thousands of posts, moments beyond every calendar, a cursor that never moves."""
    bench.channel()

    async def endless(session: Session, after: str = "") -> ForeignPage:
        telling(bench).asked.append(after)
        there = [foreign(bench, f"{after}{number}", HOUR) for number in range(200)]
        return ForeignPage((ForeignPost("late", 2**55, "never"), *there), f"{after}x")

    telling(bench).scheduled_there = endless  # type: ignore[method-assign]
    await bench.pass_time(20 * MINUTE, tick=MINUTE)
    assert telling(bench).asked == ["", "x"]
    assert len(shown(bench)) == 300
    assert "late" not in shown(bench)


async def test_nothing_is_told_when_nothing_changed(bench: Bench) -> None:
    """The window reads its calendar again when something was written: not every half hour for nothing."""
    channel = bench.channel()
    with bench.desk.store.transaction() as tx:
        assert foreign_posts.replace(tx, channel.id, [foreign(bench, "a")]) == 1
    told = []
    forget = bench.desk.store.changed.connect(told.append)
    with bench.desk.store.transaction() as tx:
        foreign_posts.replace(tx, channel.id, [foreign(bench, "a")])
    assert not any(told)
    with bench.desk.store.transaction() as tx:
        foreign_posts.replace(tx, channel.id, [replace(foreign(bench, "a"), words="Other words")])
    assert told[-1].of("foreign_post") == {channel.id}
    forget()


async def test_a_channel_that_was_put_away_shows_none(bench: Bench) -> None:
    channel = bench.channel()
    telling(bench).others = [foreign(bench, "a")]
    await bench.pass_time(SOON)
    assert shown(bench) == ["a"]
    with bench.desk.store.transaction() as tx:
        tx.put(replace(tx.get(Channel, channel.id), status=ChannelStatus.ARCHIVED))
    assert shown(bench) == []


@pytest.mark.fault(93)
@pytest.mark.parametrize(
    ("there", "ours", "is_twin"),
    [
        ("Pane  nero", "pane nero\n", True),
        ("Pane nero", "Pane nero oggi", False),
        (f"{'Pane ' * 59}e…", f"{'Pane ' * 59}e vino", True),
        ("", "…", False),
    ],
)
def test_the_same_words_scheduled_there_by_hand_are_pointed_out(
    bench: Bench, there: str, ours: str, is_twin: bool
) -> None:
    channel = bench.channel()
    waiting = replace(foreign(bench, "hand", 20 * HOUR), words=there)
    far = replace(foreign(bench, "far", 60 * HOUR), words=ours)
    with bench.desk.store.transaction() as tx:
        foreign_posts.replace(tx, channel.id, [waiting, far])
    post = bench.post(ours, channel, at=2 * HOUR)
    found = check_post(bench.desk, post)[channel.id]
    assert [one.code for one in found.hints if one.code == "twin_there"] == ["twin_there"] * is_twin
    assert not found.blocking, "said, never held back"


@pytest.mark.fault(93)
async def test_the_same_words_published_there_by_hand_are_pointed_out(bench: Bench) -> None:
    """On the platform's own pages, while the post waits here: said, never held back."""
    channel = bench.channel()
    mine = bench.post("Pane delle sette", channel)
    await bench.run()
    telling(bench).live = [
        replace(foreign(bench, "hand", -HOUR), words="Pane delle otto"),
        replace(foreign(bench, "old", -30 * HOUR), words="Pane di ieri"),
    ]
    posts = {words: bench.post(words, channel, at=2 * HOUR) for words in ("Pane delle otto", "Pane di ieri")}
    await bench.pass_time(SOON)
    checked = {words: check_post(bench.desk, post)[channel.id] for words, post in posts.items()}
    assert "twin_live" in [hint.code for hint in checked["Pane delle otto"].hints]
    assert "twin_live" not in [hint.code for hint in checked["Pane di ieri"].hints], "longer ago than a day"
    assert not checked["Pane delle otto"].blocking
    assert shown(bench) == [], "the calendar shows what waits there"
    with bench.desk.store.reading() as reader:
        live = foreign_posts.near(reader, channel.id, 0, 2**60)
    assert [post.remote_id for post in live] == ["hand"], "ours is not among them"
    assert bench.state(mine) is State.PUBLISHED


@pytest.mark.fault(93)
async def test_what_was_handed_off_and_went_live_is_not_somebody_elses(bench: Bench) -> None:
    """It may have another name there, and nobody has looked yet."""
    channel = bench.channel()
    post = bench.post("Bread", channel, at=5 * HOUR)
    await bench.pass_time(SOON)
    assert bench.state(post) is State.HANDED_OFF
    due_us = bench.deliveries(post)[0].due.instant_us
    with bench.desk.store.transaction() as tx:
        assert foreign_posts.replace(tx, channel.id, [ForeignPost("other name", due_us, "Bread", live=True)]) == 0
        assert foreign_posts.replace(tx, channel.id, [ForeignPost("by hand", due_us, "Bread")]) == 1


async def test_a_look_at_what_is_live_that_fails_leaves_what_was_seen(bench: Bench) -> None:
    bench.channel()
    telling(bench).others = [foreign(bench, "a")]
    await bench.pass_time(SOON)
    bench.platform.fail("published_there", Fault.BUSY)
    telling(bench).others = []
    await bench.pass_time(32 * MINUTE, tick=MINUTE)
    assert shown(bench) == ["a"]
