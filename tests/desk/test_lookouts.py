"""What is listened for is found once, politely, and only what a person wants of it."""

from collections.abc import Iterator
from datetime import timedelta
from email.utils import format_datetime

import pytest

from smmdesk.desk import answering, feed_rounds, lookouts, searching, undo
from smmdesk.desk.desk import Desk
from smmdesk.model.brand import Brand
from smmdesk.model.lookout import Becomes, Lookout, LookoutKind, Place, is_muted
from smmdesk.model.message import Message, MessageKind
from smmdesk.model.post import Post
from smmdesk.model.problem import ProblemError
from smmdesk.store import inbox_reads
from smmdesk.store import lookouts as stored
from smmdesk.store.inbox_reads import Which
from smmdesk.system.clock import ManualClock
from tests.fakes.exchange import Answer
from tests.fakes.open_web import open_web
from tests.fakes.reach import Bench, made_bench
from tests.fakes.site import FakeSite

MINUTE = timedelta(minutes=1)
ADDRESS = "https://site.example/feed.xml"


@pytest.fixture
def site() -> Iterator[FakeSite]:
    with FakeSite() as made:
        yield made


@pytest.fixture
def bench(desk: Desk, clock: ManualClock, brand: Brand, site: FakeSite) -> Iterator[Bench]:
    desk.__dict__["fetcher"] = open_web(site_example=site.http.port)
    with made_bench(desk, clock, brand) as made:
        yield made


def item(bench: Bench, number: int, words: str = "", days_ago: float = 0.5) -> tuple[str, str, str, str]:
    at = bench.clock.now() - timedelta(days=days_ago)
    return (f"g{number}", f"Title {number}", words or f"Words {number}", format_datetime(at))


async def pass_time(bench: Bench, step: timedelta, tick: timedelta = timedelta(seconds=20)) -> None:
    """Time goes by, and what was asked of sites is answered."""
    while step > timedelta():
        await bench.pass_time(min(tick, step), tick)
        await bench.publisher._tasks.idle()
        step -= tick


def listen(bench: Bench, **more: object) -> Lookout:
    return lookouts.add(bench.desk, bench.brand.id, LookoutKind.FEED, ADDRESS, **more)  # type: ignore[arg-type]


def found(bench: Bench) -> list[Message]:
    every = answering.inbox(bench.desk, bench.brand.id)
    return sorted((one for one in every if one.kind is MessageKind.FOUND), key=lambda one: one.sent_at_us)


def titles(bench: Bench) -> list[str]:
    return [one.text.split("\n")[0] for one in found(bench)]


def place(bench: Bench, lookout: Lookout) -> Place:
    with bench.desk.store.reading() as reader:
        return stored.place_of(reader, lookout.id)


async def test_the_last_days_are_told_first_then_what_is_new_each_once(bench: Bench, site: FakeSite) -> None:
    site.items = [item(bench, 1, days_ago=30), item(bench, 2, days_ago=2)]
    listen(bench)
    await pass_time(bench, 2 * MINUTE)
    assert titles(bench) == ["Title 2"]
    one = found(bench)[0]
    assert (one.channel_id, one.url) == ("", "https://site.example/g2?utm_source=rss")
    site.items.insert(0, item(bench, 3))
    for _ in range(3):
        await pass_time(bench, 40 * MINUTE, tick=5 * MINUTE)
    assert titles(bench) == ["Title 2", "Title 3"]
    with bench.desk.store.transaction() as tx:
        for message in found(bench):
            tx.erase(Message, message.id)
    site.items.insert(0, item(bench, 4))
    await pass_time(bench, 40 * MINUTE, tick=5 * MINUTE)
    assert titles(bench) == ["Title 4"], "what was erased is not found again"


async def test_sync_asks_the_feeds_whose_time_has_come_once(bench: Bench, site: FakeSite) -> None:
    site.items = [item(bench, 1)]
    listen(bench)
    assert await searching.look_for_all(bench.desk) == searching.FoundNow(new=1, asked=1)
    assert await searching.look_for_all(bench.desk) == searching.FoundNow()
    bench.clock.advance(40 * MINUTE)
    site.items.insert(0, item(bench, 2))
    assert await searching.look_for_all(bench.desk) == searching.FoundNow(new=1, asked=1)
    assert titles(bench) == ["Title 1", "Title 2"]


async def test_asked_seldom_and_only_for_what_is_new(bench: Bench, site: FakeSite) -> None:
    site.items = [item(bench, 1)]
    listen(bench)
    await pass_time(bench, 6 * 60 * MINUTE, tick=5 * MINUTE)
    assert 8 <= len(site.asked) <= 14
    assert [request.answer.status for request in site.asked if request.answer][1:] == [304] * (len(site.asked) - 1)
    site.headers["Cache-Control"] = "public, max-age=20000"
    await pass_time(bench, 60 * MINUTE, tick=5 * MINUTE)
    before = len(site.asked)
    await pass_time(bench, 5 * 60 * MINUTE, tick=5 * MINUTE)
    assert len(site.asked) - before <= 1


@pytest.mark.parametrize(
    ("says", "told", "least_h"),
    [
        (Answer(503, headers={"Retry-After": "36000"}), feed_rounds.SILENT, 9.9),
        (Answer(429, headers={"Retry-After": "-1"}), feed_rounds.SILENT, 0.5),
        (Answer(410), feed_rounds.GONE, 100),
        (Answer(403), feed_rounds.REFUSED, 0.5),
        (Answer(200, text="<html>sign in</html>", content_type="text/html"), feed_rounds.STRANGE, 0.5),
        (Answer(302, headers={"Location": "http://127.0.0.1:1/"}), feed_rounds.CLOSED, 0.5),
    ],
)
async def test_a_site_that_says_no_is_left_alone(
    bench: Bench, site: FakeSite, says: Answer, told: str, least_h: float
) -> None:
    site.items = [item(bench, 1)]
    lookout = listen(bench)
    await pass_time(bench, 2 * MINUTE)
    seen = place(bench, lookout).seen
    site.says = says
    await pass_time(bench, 45 * MINUTE, tick=5 * MINUTE)
    kept = place(bench, lookout)
    assert (kept.told, kept.seen) == (told, seen), "what was seen stays seen"
    assert kept.next_at_us - kept.checked_at_us >= least_h * 3_600_000_000
    first_us = kept.next_at_us - kept.checked_at_us
    await pass_time(bench, 120 * MINUTE, tick=5 * MINUTE)
    later = place(bench, lookout)
    assert later.fails == kept.fails or later.next_at_us - later.checked_at_us > 1.5 * first_us
    site.says = None
    site.items.insert(0, item(bench, 2))
    bench.clock.advance(timedelta(days=9))
    await pass_time(bench, 2 * MINUTE)
    assert place(bench, lookout).told == ""
    assert titles(bench) == ["Title 1", "Title 2"]


async def test_days_offline_bring_no_burst(bench: Bench, site: FakeSite) -> None:
    site.items = [item(bench, 0)]
    listen(bench)
    await pass_time(bench, 2 * MINUTE)
    bench.clock.advance(timedelta(days=5))
    site.items = [item(bench, number, days_ago=number / 100) for number in range(1, 190)]
    before = len(site.asked)
    await pass_time(bench, 10 * MINUTE)
    assert len(site.asked) == before + 1
    assert len(found(bench)) == 51, "the newest fifty of them"


async def test_muted_words_and_people_and_ideas(bench: Bench, site: FakeSite) -> None:
    site.items = [item(bench, 1)]
    lookout = listen(bench)
    lookouts.mute_words(bench.desk, lookout.id, ("panettone al limone", ""))
    lookouts.keep_as(bench.desk, lookout.id, Becomes.IDEA)
    site.items = [item(bench, 2, "Un Panettone al  LIMONE!"), item(bench, 3, "Panettoni al limone")]
    await pass_time(bench, 2 * MINUTE)
    assert titles(bench) == ["Title 3"]
    assert found(bench)[0].done
    with bench.desk.store.reading() as reader:
        ideas = reader.all(Post)
    assert [(idea.content.text, idea.content.link) for idea in ideas] == [
        ("“Title 3\nPanettoni al limone”", "https://site.example/g3?utm_source=rss")
    ]


def test_names_and_accents_in_what_is_muted(brand: Brand) -> None:
    lookout = Lookout("l", brand.id, LookoutKind.FEED, ADDRESS, muted_words=("perché",), muted_people=("@Anna",))
    assert is_muted(lookout, "Perche no", ())
    assert not is_muted(lookout, "imperché", ())
    assert is_muted(lookout, "x", ("", "@anna"))


async def test_paused_and_removed_ones_are_not_asked_and_come_back(bench: Bench, site: FakeSite) -> None:
    site.items = [item(bench, 1)]
    lookout = listen(bench)
    assert listen(bench).id == lookout.id, "the same twice is one"
    lookouts.pause(bench.desk, lookout.id, True)
    await pass_time(bench, 5 * MINUTE)
    assert site.asked == []
    lookouts.pause(bench.desk, lookout.id, False)
    await pass_time(bench, 5 * MINUTE)
    assert titles(bench) == ["Title 1"]
    lookouts.remove(bench.desk, lookout.id)
    asked = len(site.asked)
    await pass_time(bench, 60 * MINUTE, tick=5 * MINUTE)
    assert len(site.asked) == asked
    undo.undo(bench.desk)
    site.items.insert(0, item(bench, 2))
    await pass_time(bench, 60 * MINUTE, tick=5 * MINUTE)
    assert titles(bench) == ["Title 1", "Title 2"]


async def test_what_is_found_waits_for_no_answer_and_cannot_be_answered_here(bench: Bench, site: FakeSite) -> None:
    site.items = [item(bench, 1)]
    listen(bench)
    await pass_time(bench, 2 * MINUTE)
    now_us = bench.desk.now_us()
    with bench.desk.store.reading() as reader:
        groups = inbox_reads.groups(reader, bench.brand.id, Which.OPEN, now_us)
        assert [(group.kind, group.count) for group in groups] == [(inbox_reads.Kind.FOUND, 1)]
        ids = inbox_reads.ids_in(reader, bench.brand.id, Which.OPEN, groups[0], now_us, 9)
        assert ids == [found(bench)[0].id]
        assert inbox_reads.count(reader, bench.brand.id, Which.OPEN, now_us) == 0
    with pytest.raises(ProblemError):
        answering.reply(bench.desk, ids[0], "Grazie")


async def test_an_address_is_tried_before_it_is_added(bench: Bench, site: FakeSite) -> None:
    site.items = [item(bench, 1), item(bench, 2, days_ago=20)]
    tried = await feed_rounds.try_out(bench.desk, "https://site.example/")
    assert (tried.address, tried.name, tried.count, tried.told) == (ADDRESS, "Il giornale", 1, "")
    assert (await feed_rounds.try_out(bench.desk, "https://site.example/x")).told == feed_rounds.GONE
    site.pages = ("/@forno", "/tags/pane", "/about")
    for page in ("@forno", "tags/pane"):
        tried = await feed_rounds.try_out(bench.desk, f"https://site.example/{page}")
        assert (tried.address, tried.count) == (f"https://site.example/{page}.rss", 1)
    assert (await feed_rounds.try_out(bench.desk, "https://site.example/about")).told == feed_rounds.STRANGE
    assert (await feed_rounds.try_out(bench.desk, "http://127.0.0.1/")).told == feed_rounds.CLOSED
    assert (await feed_rounds.try_out(bench.desk, "file:///etc/passwd")).told == feed_rounds.CLOSED
    with pytest.raises(ProblemError):
        lookouts.add(bench.desk, bench.brand.id, LookoutKind.TAG, " # ")
