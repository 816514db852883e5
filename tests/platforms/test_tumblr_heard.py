"""Replies on Tumblr are heard; an answer, which no program may write there, never becomes a post."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from smmdesk.model.message import MessageKind
from smmdesk.platforms.base import ConnectorError, Published, RefusedError
from smmdesk.system.clock import ManualClock
from tests.fakes.tumblr import UUID, FakeTumblr
from tests.platforms.bench import Bench
from tests.platforms.direct import bench_at, leading, with_token
from tests.platforms.hearing import all_new, hear, parent_of

ACTIVITY = f"/v2/blog/{UUID}/notifications"


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime(2026, 11, 28, 10, 20, tzinfo=UTC))


@pytest.fixture
def fake(clock: ManualClock) -> FakeTumblr:
    return FakeTumblr(clock)


@pytest.fixture
def bench(fake: FakeTumblr, clock: ManualClock, tmp_path: Path) -> Bench:
    leading(tmp_path, "tumblr", **fake.addresses(fake.url))
    made = with_token(bench_at("tumblr", clock, tmp_path, fake), fake.oauth)
    made.account = type(made.account)(UUID, "Forno Lucia", "@fornolucia")
    return made


async def test_replies_are_heard_each_once(fake: FakeTumblr, bench: Bench) -> None:
    fake.note("712345", "Aperto <b>domani</b>?")
    fake.note("712345", "Aperto <b>domani</b>?", kind="mention_in_reply")
    fake.note("712345", "", kind="like")
    fake.note("712345", "Sì", who="fornolucia")
    heard, ours = (await hear(bench)).messages
    assert (heard.kind, heard.text, heard.ours) == (MessageKind.COMMENT, "Aperto <b>domani</b>?", False)
    assert (heard.author.handle, heard.author.url) == ("@anna", "https://www.tumblr.com/anna")
    assert (heard.answers_remote_id, heard.url) == ("712345", "https://www.tumblr.com/fornolucia/712345")
    assert ours.ours


async def test_who_reblogs_is_told_without_a_word(fake: FakeTumblr, bench: Bench, clock: ManualClock) -> None:
    """At the first look nothing of it: its one page is for what was written."""
    fake.note("712345", "Aperto?")
    fake.note("712345", "", kind="reblog_naked", who="bea")
    first = await hear(bench)
    assert (len(first.messages), first.shares) == (1, ())
    clock.advance(timedelta(minutes=1))
    for kind, who in (("reblog_with_content", "anna"), ("reblog_naked", "fornolucia")):
        fake.note("712345", "", kind=kind, who=who)
    page, again = await hear(bench, first.cursor), await hear(bench, first.cursor)
    assert page == again
    assert [heard.text for heard in page.messages] == ["Aperto?"], "a reblog is no message"
    assert sorted((one.author.handle, one.about_remote_id) for one in page.shares) == [
        ("@anna", "712345"),
        ("@bea", "712345"),
    ]


@pytest.mark.parametrize("seed", range(4))
async def test_nobody_is_lost_over_the_pages(seed: int, fake: FakeTumblr, bench: Bench, clock: ManualClock) -> None:
    random = Random(seed)
    fake.note("1", "Prima")
    cursor, there, told = (await hear(bench)).cursor, set[str](), set[str]()
    for step in range(10):
        for number in range(random.choice((0, 1, 15, 60))):
            fake.note("1", words := f"Ciao {step} {number}")
            there.add(words)
            clock.advance(timedelta(seconds=random.choice((0, 1, 2))))
        page = await hear(bench, cursor)
        told |= {heard.text for heard in page.messages}
        cursor = page.cursor
    told |= {heard.text for heard in (await all_new(bench, cursor))[0]}
    assert there <= told


@pytest.mark.parametrize("body", [b"{}", b"[]", b"<html>Wi-Fi</html>", b'{"meta": {"status": 200}, "response": {}}'])
async def test_strange_answers_move_nothing(body: bytes, fake: FakeTumblr, bench: Bench) -> None:
    fake.fail_next(ACTIVITY, status=200, body=body)
    with pytest.raises(ConnectorError):
        await hear(bench)


async def test_what_is_no_reply_is_passed_over(fake: FakeTumblr, bench: Bench) -> None:
    fake.notes += [{"type": "reply", "timestamp": 5}, {"type": "reply", "timestamp": 6, "target_post_id": "../x"}]
    fake.note("1", "Ciao")
    assert [heard.text for heard in (await hear(bench)).messages] == ["Ciao"]


async def test_an_answer_is_never_a_post_of_the_blog(fake: FakeTumblr, bench: Bench) -> None:
    fake.note("712345", "Aperto?")
    [heard] = (await hear(bench)).messages
    job = bench.job("Sì, dalle sette", parent=parent_of(heard))
    with pytest.raises(RefusedError) as caught:
        await bench.prepared(job)
    assert caught.value.problem.code == "no_answer_there"
    with pytest.raises(RefusedError):
        await bench.connector.commit(bench.session(), job)
    assert not fake.posts


# ------------------------------------------------------------------ our mark
async def test_our_mark_is_off_before_the_post_goes_out(fake: FakeTumblr, bench: Bench) -> None:
    await bench.prepared(bench.job("Pane", options={"tags": "pane"}))
    assert [(post.state, post.tags) for post in fake.posts] == [("draft", ["pane"])]


async def test_where_tumblr_keeps_tags_the_draft_is_made_anew_without_our_mark(fake: FakeTumblr, bench: Bench) -> None:
    """Whether an empty list of tags takes them off is not documented."""
    fake.keeps_tags = True
    job = await bench.prepared(bench.job("Pane", media=(bench.photo("Un pane"),)))
    assert [(post.state, post.tags, post.content[0]["alt_text"]) for post in fake.posts] == [("draft", [], "Un pane")]
    job = await bench.prepared(job)
    assert isinstance(await bench.connector.commit(bench.session(), job), Published)
    assert [(post.state, post.tags) for post in fake.posts] == [("published", [])]


async def test_an_old_draft_that_cannot_be_taken_away_stands_in_nobodys_way(fake: FakeTumblr, bench: Bench) -> None:
    fake.keeps_tags = True
    fake.fail_next(f"/v2/blog/{UUID}/post/delete", status=503)
    job = await bench.prepared(bench.job("Pane"))
    assert isinstance(await bench.connector.commit(bench.session(), job), Published)
    assert sorted(post.state for post in fake.posts) == ["draft", "published"]
