"""Comments of a Ghost site's members are heard; an answer, which no key may write, never becomes a post."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from smmdesk.model.delivery import Op
from smmdesk.model.message import MessageKind
from smmdesk.platforms.base import Absent, CannotTell, ConnectorError, RefusedError
from smmdesk.platforms.moderating import Asked, Done, Moderates
from smmdesk.system.clock import ManualClock
from tests.fakes.ghost import FakeGhost
from tests.fakes.ghost_comments import COMMENTS
from tests.platforms.accounts import Hurried
from tests.platforms.bench import Bench
from tests.platforms.direct import bench_at, signed_in
from tests.platforms.hearing import all_new, hear, parent_of

NOW = datetime(2026, 11, 28, 10, 20, tzinfo=UTC)
POST = "6" * 24


@pytest.fixture
def clock() -> ManualClock:
    return Hurried(NOW)


@pytest.fixture
def fake(clock: ManualClock) -> FakeGhost:
    return FakeGhost(clock)


@pytest.fixture
def bench(fake: FakeGhost, clock: ManualClock, tmp_path: Path) -> Bench:
    return signed_in(bench_at("ghost", clock, tmp_path, fake), fake.key, server=fake.url)


async def test_comments_are_heard(fake: FakeGhost, bench: Bench) -> None:
    first = fake.comment(POST, "<p>Aperto &lt;b&gt;domani&lt;/b&gt;?<br>Grazie &amp; ciao</p>")
    below = fake.comment(POST, "<p>Anch'io</p>", name="Bea", member="b" * 24, above=first.id, status="hidden")
    deeper = fake.comment(POST, "<p>E io</p>", above=first.id, answers=below.id)
    nobody = fake.comment(POST, "<p>Ero iscritto</p>", member="", above=first.id)
    fake.comment(POST, "<p>Compra</p>", status="deleted")
    told = {heard.remote_id: heard for heard in (await hear(bench)).messages}
    assert set(told) == {first.id, below.id, deeper.id, nobody.id}
    heard, host = told[first.id], fake.url.removeprefix("http://")
    assert (heard.kind, heard.text) == (MessageKind.COMMENT, "Aperto <b>domani</b>?\nGrazie & ciao")
    assert (heard.author.remote_id, heard.author.name) == (f"{first.member}@{host}", "Anna")
    assert (heard.answers_remote_id, heard.thread_remote_id, heard.hushed) == (POST, POST, False)
    assert heard.url == f"http://forno.example/pane/#ghost-comments-{first.id}"
    assert (told[below.id].answers_remote_id, told[below.id].hushed) == (first.id, True)
    assert told[deeper.id].answers_remote_id == below.id
    assert (told[nobody.id].author.remote_id, told[nobody.id].author.name) == ("", "")


@pytest.mark.parametrize("seed", range(3))
async def test_nobody_is_lost_over_the_pages(seed: int, fake: FakeGhost, bench: Bench, clock: ManualClock) -> None:
    """Also where some are deleted meanwhile: the page goes on at an instant, not at a number."""
    random = Random(seed)
    cursor, there, told = (await hear(bench)).cursor, set[str](), set[str]()
    for _ in range(6):
        for _new in range(random.choice((0, 1, 60, 130))):
            there.add(fake.comment(POST, "<p>Ciao</p>").id)
            clock.advance(timedelta(seconds=1))
        for gone in random.sample(fake.comments, min(5, len(fake.comments))):
            gone.status = "deleted"
            there.discard(gone.id)
        page = await hear(bench, cursor)
        told |= {heard.remote_id for heard in page.messages}
        cursor = page.cursor
    for _walk in range(2):  # the one that is on its way back, and one from the newest
        heard_last, cursor = await all_new(bench, cursor)
        told |= {heard.remote_id for heard in heard_last}
    lost = sorted((each.created, each.status) for each in fake.comments if each.id in there - told)
    assert lost == []


async def test_a_site_from_before_the_list_tells_nothing(fake: FakeGhost, bench: Bench) -> None:
    fake.has_list = False
    page = await hear(bench)
    assert (page.messages, page.cursor, page.more) == ((), "", False)
    fake.has_list = True
    fake.comment(POST, "<p>Ciao</p>")
    assert len((await hear(bench, page.cursor)).messages) == 1


@pytest.mark.parametrize("body", [b"{}", b"[]", b'{"posts": []}', b"<html>Wi-Fi</html>"])
async def test_strange_answers_move_nothing(body: bytes, fake: FakeGhost, bench: Bench) -> None:
    fake.fail_next(COMMENTS, status=200, body=body)
    with pytest.raises(ConnectorError):
        await hear(bench)


async def test_what_is_no_comment_is_passed_over(fake: FakeGhost, bench: Bench) -> None:
    rows = [{}, {"id": "1"}, {"id": "2", "post": {"id": "3"}, "created_at": 5}]
    fake.fail_next(COMMENTS, status=200, body={"comments": rows})
    assert (await hear(bench)).messages == ()


async def test_an_answer_is_never_a_post_of_the_site(fake: FakeGhost, bench: Bench) -> None:
    fake.comment(POST, "<p>Aperto?</p>")
    [heard] = (await hear(bench)).messages
    job = bench.job("Sì, dalle sette", parent=parent_of(heard))
    with pytest.raises(RefusedError) as caught:
        await bench.prepared(job)
    assert caught.value.problem.code == "no_answer_there"
    with pytest.raises(RefusedError):
        await bench.connector.commit(bench.session(), job)
    assert not fake.posts


# ------------------------------------------------------------------ what is done with it
def asked_of(op: Op, remote_id: str, *, on: bool = True) -> Asked:
    return Asked(op, on, "k", remote_id, NOW)


async def test_what_was_deleted_is_not_brought_back_by_showing_it(fake: FakeGhost, bench: Bench) -> None:
    said, verb = fake.comment(POST, "<p>Compra</p>", status="deleted"), bench.connector
    assert isinstance(verb, Moderates)
    for on in (True, False):
        assert await verb.moderate(bench.session(), asked_of(Op.HIDE, said.id, on=on)) == Done(gone=True)
    assert said.status == "deleted", "Ghost itself would set any status"
    fake.comments_on = False
    assert await verb.moderate(bench.session(), asked_of(Op.HIDE, said.id, on=False)) == Done(gone=True)
    assert said.status == "deleted"


async def test_where_comments_are_switched_off_nobody_can_tell(fake: FakeGhost, bench: Bench) -> None:
    said, verb = fake.comment(POST, "<p>Compra</p>"), bench.connector
    assert isinstance(verb, Moderates)
    fake.comments_on = False
    assert await verb.look_at(bench.session(), asked_of(Op.HIDE, said.id)) == CannotTell()
    assert await verb.moderate(bench.session(), asked_of(Op.HIDE, said.id)) == Done()
    fake.comments_on = True
    assert await verb.look_at(bench.session(), asked_of(Op.HIDE, said.id)) == Done()
    assert await verb.look_at(bench.session(), asked_of(Op.DELETE, said.id)) == Absent()
