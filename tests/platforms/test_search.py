"""What is listened for is found on the platforms that let one look for it: all of it, and nothing is passed over."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from smmdesk.model.message import Heard, MessageKind
from smmdesk.model.moment import to_us
from smmdesk.platforms import PLATFORMS, connector, facts_of
from smmdesk.platforms.base import Account, ConnectorError, RefusedError
from smmdesk.platforms.newest_first import NOBODY, Leaf, Walk, page_of
from smmdesk.platforms.telling import Searches
from smmdesk.platforms.trail import MOST_PAGES
from smmdesk.system.clock import ManualClock
from tests.fakes.discourse import FakeDiscourse
from tests.fakes.flickr import FakeFlickr
from tests.fakes.lemmy import FakeLemmy
from tests.fakes.lemmy_newer import FakeNewerLemmy
from tests.fakes.outside import Outside
from tests.fakes.reddit import FakeReddit
from tests.fakes.tumblr import UUID, FakeTumblr
from tests.fakes.vimeo import FakeVimeo
from tests.fakes.youtube import FakeYouTube
from tests.platforms.accounts import Hurried
from tests.platforms.at_google import bench_for, held
from tests.platforms.bench import Bench
from tests.platforms.direct import bench_at, leading, sign_in_with_app, signed_in, with_token
from tests.platforms.searching import all_new, look
from tests.platforms.test_reddit import PATHS
from tests.platforms.test_youtube_truth import DOCUMENTS, FORNO

LOOKED_FOR = {"words": "Forno Rossi", "tag": "#pane", "account": "@anna"}
SAID = "Il Forno Rossi: <b>pane</b> &amp; olio #pane"
HOSTILE = "‮<script>alert(1)</script>\x00 &amp; Forno Rossi #pane 👩‍👩‍👧\nhttp://xn--pple-43d.example/"


def at_lemmy(clock: ManualClock, folder: Path, stack: ExitStack) -> tuple[Outside, Bench]:
    fake = FakeLemmy(clock)
    return fake, signed_in(bench_at("lemmy", clock, folder, fake), "password", server=fake.url, user="lucia")


def at_newer_lemmy(clock: ManualClock, folder: Path, stack: ExitStack) -> tuple[Outside, Bench]:
    fake = FakeNewerLemmy(clock)
    return fake, signed_in(bench_at("lemmy", clock, folder, fake), "password", server=fake.url, user="lucia")


def at_youtube(clock: ManualClock, folder: Path, stack: ExitStack) -> tuple[Outside, Bench]:
    fake = stack.enter_context(held(FakeYouTube(clock), DOCUMENTS))
    return fake, bench_for(fake, clock, folder, FORNO)


def at_reddit(clock: ManualClock, folder: Path, stack: ExitStack) -> tuple[Outside, Bench]:
    fake = FakeReddit(clock)
    lines = [f'reddit.{name} = "{fake.url}{path}"' for name, path in PATHS.items()]
    (folder / "endpoints.toml").write_text("\n".join(lines), encoding="utf-8")
    made = bench_at("reddit", clock, folder, fake)
    asyncio.run(sign_in_with_app(made, fake, fake.app, user="u/lucia"))
    return fake, made


def at_tumblr(clock: ManualClock, folder: Path, stack: ExitStack) -> tuple[Outside, Bench]:
    fake = FakeTumblr(clock)
    leading(folder, "tumblr", **fake.addresses(fake.url))
    made = with_token(bench_at("tumblr", clock, folder, fake), fake.oauth)
    made.account = Account(UUID, "Forno Lucia", "@fornolucia")
    return fake, made


def at_discourse(clock: ManualClock, folder: Path, stack: ExitStack) -> tuple[Outside, Bench]:
    fake = FakeDiscourse(clock)
    return fake, signed_in(bench_at("discourse", clock, folder, fake), fake.key, server=fake.url, user="lucia")


def at_flickr(clock: ManualClock, folder: Path, stack: ExitStack) -> tuple[Outside, Bench]:
    fake = FakeFlickr(clock)
    leading(folder, "flickr", **fake.addresses(fake.url))
    return fake, with_token(bench_at("flickr", clock, folder, fake), fake.oauth)


def at_vimeo(clock: ManualClock, folder: Path, stack: ExitStack) -> tuple[Outside, Bench]:
    fake = FakeVimeo(clock)
    leading(folder, "vimeo", api=fake.url, authorize=f"{fake.url}/authorize", token=f"{fake.url}/token")
    made = bench_at("vimeo", clock, folder, fake)
    asyncio.run(made.sign_in(fake.token))
    return fake, made


Opening = Callable[[ManualClock, Path, ExitStack], tuple[Outside, Bench]]
OPEN: dict[str, Opening] = {
    "lemmy": at_lemmy,
    "lemmy 1.0": at_newer_lemmy,
    "youtube": at_youtube,
    "reddit": at_reddit,
    "tumblr": at_tumblr,
    "discourse": at_discourse,
    "flickr": at_flickr,
    "vimeo": at_vimeo,
}
KINDS = [(key, kind) for key in OPEN for kind in getattr(facts_of(key.split()[0]).search, "kinds", ())]
ELSEWHERE = {"mastodon", "bluesky"}


@dataclass
class There:
    """One platform, what strangers publish there, and our account."""

    fake: Outside
    bench: Bench
    clock: ManualClock


@pytest.fixture
def there(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[There]:
    clock = Hurried(datetime(2026, 11, 28, 10, 20, tzinfo=UTC))
    with ExitStack() as stack:
        fake, bench = OPEN[request.param](clock, tmp_path, stack)
        yield There(fake, bench, clock)


everywhere = pytest.mark.parametrize(("there", "kind"), KINDS, indirect=["there"], ids=[f"{a}-{b}" for a, b in KINDS])
BY_NAME = [key for key, kind in KINDS if kind == "account"]
each = pytest.mark.parametrize("there", BY_NAME, indirect=True)


def ids(told: list[Heard]) -> list[str]:
    return [one.remote_id for one in told]


def test_all_that_offer_it_are_shown_here() -> None:
    offering = {key for key in PLATFORMS if facts_of(key).search is not None}
    assert offering == {*(key.split()[0] for key in OPEN), *ELSEWHERE}
    assert all(isinstance(connector(key), Searches) for key in offering)
    assert all(bool(facts_of(key).search_not) is (key not in offering) for key in PLATFORMS if _sends(key))


def _sends(key: str) -> bool:
    return facts_of(key).sends_by_itself


@everywhere
async def test_the_newest_then_what_is_new(there: There, kind: str) -> None:
    first = there.fake.publishes(SAID)
    there.fake.publishes("Altro", "bea")
    page = await look(there.bench, kind, LOOKED_FOR[kind])
    [one] = page.messages
    assert (one.kind, page.more) == (MessageKind.FOUND, False)
    assert "Il Forno Rossi: <b>pane</b> &amp; olio" in one.text or there.bench.platform in ("discourse", "flickr")
    assert (one.sent_at_us, one.ours) == (int(first.at.timestamp()) * 1_000_000, False)
    assert one.author.platform == there.bench.platform
    assert "anna" in f"{one.author.handle} {one.author.name}".casefold()
    assert one.url.startswith(("https://", "http://127.0.0.1"))
    there.clock.advance(timedelta(days=1))
    there.fake.publishes(SAID.replace("Il", "Un"))
    told, cursor = await all_new(there.bench, kind, LOOKED_FOR[kind], page.cursor)
    assert len({*ids(told), one.remote_id}) == 2
    assert (await all_new(there.bench, kind, LOOKED_FOR[kind], cursor))[1] == cursor or told


@everywhere
async def test_days_are_caught_up_page_by_page(there: There, kind: str) -> None:
    there.fake.publishes(SAID)
    _, cursor = await all_new(there.bench, kind, LOOKED_FOR[kind])
    ever = []
    for _ in range(130):
        there.clock.advance(timedelta(minutes=37))
        ever.append(there.fake.publishes(SAID))
    before = len(there.fake.requests)
    told, cursor = await all_new(there.bench, kind, LOOKED_FOR[kind], cursor)
    assert {one.sent_at_us // 1_000_000 for one in told} >= {int(one.at.timestamp()) for one in ever}
    assert len(there.fake.requests) - before <= 12
    there.clock.advance(timedelta(minutes=5))
    before = len(there.fake.requests)
    await all_new(there.bench, kind, LOOKED_FOR[kind], cursor)
    assert len(there.fake.requests) - before <= 2, "what was told is not read again to its end"


@each
async def test_nobody_of_that_name(there: There) -> None:
    if there.bench.platform == "discourse":  # whose search says nothing of who is there
        assert (await look(there.bench, "account", "nobody-at-all")).messages == ()
        return
    with pytest.raises(RefusedError) as caught:
        await look(there.bench, "account", "nobody-at-all")
    assert caught.value.problem.code == NOBODY


@everywhere
@pytest.mark.parametrize("status", [429, 503, 500])
async def test_a_server_that_is_busy_moves_no_cursor(there: There, kind: str, status: int) -> None:
    there.fake.fail_next("/*", status=status, headers={"Retry-After": "90"}, times=3)
    with pytest.raises(ConnectorError):
        await look(there.bench, kind, LOOKED_FOR[kind])


@pytest.mark.parametrize("there", ["tumblr"], indirect=True)
async def test_a_hashtag_that_is_said_not_to_be_there_moves_no_cursor_either(there: There) -> None:
    there.fake.fail_next("/*", status=404, body={"meta": {"status": 404, "msg": "Not Found"}, "response": []})
    with pytest.raises(ConnectorError):
        await look(there.bench, "tag", LOOKED_FOR["tag"])


@everywhere
async def test_what_strangers_write_is_words(there: There, kind: str) -> None:
    there.fake.publishes(HOSTILE, title="<img src=x onerror=alert(1)>")
    [one] = (await look(there.bench, kind, LOOKED_FOR[kind])).messages
    if there.bench.platform not in ("discourse", "flickr"):  # whose words are HTML
        assert "<script>alert(1)</script>" in one.text
    assert "javascript:" not in one.url


@everywhere
@pytest.mark.parametrize("lie", [{}, {"data": 7}, {"posts": {}}, {"response": {}}, "[]", "x", ""])
async def test_a_strange_answer_is_an_error_or_nothing(there: There, kind: str, lie: Any) -> None:
    """Never something made up."""
    there.fake.publishes(SAID)
    cursor = (await look(there.bench, kind, LOOKED_FOR[kind])).cursor
    there.fake.fail_next("/*", status=200, body=lie, times=3)
    with pytest.raises(ConnectorError):
        await look(there.bench, kind, LOOKED_FOR[kind], cursor)
    there.fake.requests.clear()  # no description has such answers


def test_an_instant_yet_to_come_passes_nothing_by() -> None:
    class Told:
        now_there = datetime(2026, 11, 28, 10, 20, tzinfo=UTC)

    now_us = int(Told.now_there.timestamp()) * 1_000_000
    session: Any = Told()
    page = page_of(session, Walk(since=5), Leaf((), (now_us + 10**12, 10**10), "x"))
    assert (page.more, Walk.of(page.cursor).top) == (True, now_us)
    assert Walk.of(page_of(session, Walk(), Leaf()).cursor).since == now_us
    assert not page_of(session, Walk(since=5, back="x"), Leaf((), (), "x")).more, "a place that leads to itself"


def test_a_list_without_an_end_is_left_and_the_newest_has_its_turn_again() -> None:
    class Told:
        now_there = datetime(2026, 11, 28, 10, 20, tzinfo=UTC)

    session: Any = Told()
    walk, pages = Walk(since=5, whom="anna"), 0
    while (page := page_of(session, walk, Leaf((), (9,), f"p{pages}"))).more:
        walk, pages = Walk.of(page.cursor), pages + 1
    assert pages == MOST_PAGES - 1
    assert Walk.of(page.cursor) == Walk(since=9, whom="anna")


def test_pages_that_lead_to_each_other_are_left_soon() -> None:
    class Told:
        now_there = datetime(2026, 11, 28, 10, 20, tzinfo=UTC)

    session: Any = Told()
    walk, pages = Walk(since=5), 0
    while (page := page_of(session, walk, Leaf((), (9,), "ab"[pages % 2]))).more:
        walk, pages = Walk.of(page.cursor), pages + 1
    assert pages <= 4
    assert Walk.of(page.cursor) == Walk(since=9)


# ------------------------------------------------------------------ what is particular
@pytest.mark.parametrize("there", ["youtube"], indirect=True)
async def test_the_days_hundred_searches_are_spared(there: There) -> None:
    """Three words and a look at a channel's own list, all day long."""
    fact, fake = there.bench.facts.search, there.fake
    assert fact is not None
    assert fact.per_day <= 50
    assert isinstance(fake, FakeYouTube)
    await all_new(there.bench, "account", "@anna")
    assert fake.searches == 100, "a channel's films are a list of their own"
    fake.searches = 0
    with pytest.raises(ConnectorError):
        await look(there.bench, "words", "pane")


@pytest.mark.parametrize("there", ["youtube"], indirect=True)
async def test_a_place_that_is_not_known_any_more(there: There) -> None:
    there.fake.publishes(SAID)
    cursor = str(Walk(since=1, back="P50"))
    error = {"message": "bad", "domain": "youtube.parameter", "reason": "invalidPageToken"}
    there.fake.fail_next("/youtube/v3/search", status=400, body={"error": {"code": 400, "errors": [error]}})
    page = await look(there.bench, "words", "Forno Rossi", cursor)
    assert (page.messages, page.more, Walk.of(page.cursor).back) == ((), False, "")


@pytest.mark.parametrize("there", ["lemmy", "lemmy 1.0"], indirect=True)
async def test_our_own_posts_are_ours(there: There) -> None:
    there.fake.publishes(SAID)
    told, _ = await all_new(there.bench, "words", "Forno Rossi")
    assert told[0].url == f"https://lontano.example/post/{there.fake.others[0].id}", "the same on every server"
    assert told[0].data == {"post": int(there.fake.others[0].id)}


OTHER_VERSION = [("lemmy", '{"post": "p2"}'), ("lemmy 1.0", "3")]


@pytest.mark.parametrize(("there", "back"), OTHER_VERSION, indirect=["there"])
async def test_a_walk_from_before_the_server_was_renewed_begins_anew(there: There, back: str) -> None:
    said = there.fake.publishes(SAID)
    since = to_us(said.at - timedelta(days=2))
    told, _ = await all_new(there.bench, "words", "Forno Rossi", str(Walk(since=since, top=since, back=back)))
    assert [one.sent_at_us // 1_000_000 for one in told] == [int(said.at.timestamp())]
