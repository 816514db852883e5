"""Comments below a blog's posts are heard; an answer, which Blogger lets no program write, never becomes a post."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from smmdesk.model.message import MessageKind
from smmdesk.platforms.base import Account, ConnectorError, RefusedError
from smmdesk.system.clock import ManualClock
from tests.fakes.blogger import BLOG, FakeBlogger
from tests.platforms.accounts import Hurried
from tests.platforms.at_google import bench_for, held
from tests.platforms.bench import Bench
from tests.platforms.hearing import all_new, hear, parent_of

COMMENTS = f"/v3/blogs/{BLOG}/comments"


@pytest.fixture
def clock() -> ManualClock:
    return Hurried(datetime(2026, 11, 28, 10, 20, tzinfo=UTC))


@pytest.fixture
def fake(clock: ManualClock) -> Iterator[FakeBlogger]:
    with held(FakeBlogger(clock), {"blogger.v3": "v3/"}) as fake:
        yield fake


@pytest.fixture
def bench(fake: FakeBlogger, clock: ManualClock, tmp_path: Path) -> Bench:
    return bench_for(fake, clock, tmp_path, Account(BLOG, "Il Forno", "fornolucia.blogspot.com"))


async def test_comments_are_heard(fake: FakeBlogger, bench: Bench) -> None:
    first = fake.comment("7001", "Aperto &lt;b&gt;domani&lt;/b&gt;?<br>Grazie &amp; ciao", author="22")
    below = fake.comment("7001", "Anch'io", name="Bea", above=first.id, status="PENDING")
    fake.comment("7001", "Compra", status="SPAM")
    fake.comment("7001", "Sì", author="1", name="Lucia", above=first.id)
    told = {heard.remote_id: heard for heard in (await hear(bench)).messages}
    assert len(told) == 3
    heard = told[first.id]
    assert (heard.kind, heard.text) == (MessageKind.COMMENT, "Aperto <b>domani</b>?\nGrazie & ciao")
    assert (heard.author.remote_id, heard.author.name) == ("22", "Anna")
    assert (heard.answers_remote_id, heard.thread_remote_id) == ("7001", "7001")
    assert told[below.id].answers_remote_id == first.id
    assert (told[below.id].author.remote_id, told[below.id].data) == (f"bea@{BLOG}", {"waits": True, "post": "7001"})
    assert [(one.ours, one.answers_remote_id) for one in told.values() if one.ours] == [(True, first.id)]


async def test_who_has_no_profile_there_is_still_told(fake: FakeBlogger, bench: Bench) -> None:
    fake.me = ""
    fake.comment("7001", "Ciao")
    assert [heard.ours for heard in (await hear(bench)).messages] == [False]


@pytest.mark.parametrize("seed", range(4))
async def test_nobody_is_lost_over_the_pages(seed: int, fake: FakeBlogger, bench: Bench, clock: ManualClock) -> None:
    random = Random(seed)
    cursor, there, told = (await hear(bench)).cursor, set[str](), set[str]()
    for _ in range(8):
        for _new in range(random.choice((0, 1, 60, 130))):
            made = fake.comment("7001", "Ciao")
            made.published -= timedelta(minutes=random.choice((0, 0, 60)))  # it was let through late
            there.add(made.id)
            clock.advance(timedelta(seconds=random.choice((0, 2))))
        page = await hear(bench, cursor)
        told |= {heard.remote_id for heard in page.messages}
        cursor = page.cursor
    told |= {heard.remote_id for heard in (await all_new(bench, cursor))[0]}
    assert there == told


async def test_a_place_that_is_not_known_any_more(fake: FakeBlogger, bench: Bench) -> None:
    for _ in range(60):
        fake.comment("7001", "Ciao")
    page = await hear(bench)
    assert page.more
    told, _ = await all_new(bench, page.cursor.replace("50-9", "50-7"))
    assert len({heard.remote_id for heard in told}) == 60


@pytest.mark.parametrize("body", [b"{}", b"[]", b'{"kind": "blogger#postList"}', b"<html>Wi-Fi</html>"])
async def test_strange_answers_move_nothing(body: bytes, fake: FakeBlogger, bench: Bench) -> None:
    fake.fail_next(COMMENTS, status=200, body=body)
    with pytest.raises(ConnectorError):
        await hear(bench)


async def test_what_is_no_comment_is_passed_over(fake: FakeBlogger, bench: Bench) -> None:
    rows = [{}, {"id": "1"}, {"id": "2", "post": {"id": "3"}}]
    fake.fail_next(COMMENTS, status=200, body={"kind": "blogger#commentList", "items": rows})
    assert (await hear(bench)).messages == ()


async def test_an_answer_is_never_a_post_of_the_blog(fake: FakeBlogger, bench: Bench) -> None:
    fake.comment("7001", "Aperto?")
    [heard] = (await hear(bench)).messages
    job = bench.job("Sì, dalle sette", parent=parent_of(heard))
    with pytest.raises(RefusedError) as caught:
        await bench.prepared(job)
    assert caught.value.problem.code == "no_answer_there"
    with pytest.raises(RefusedError):
        await bench.connector.commit(bench.session(), job)
    assert not fake.posts
