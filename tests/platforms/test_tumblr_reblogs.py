"""Reblogs: somebody's post passed on whole, our own words below it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from smmdesk.model.delivery import Op
from smmdesk.platforms.base import Listed, Published, RefusedError, Said
from smmdesk.system.clock import ManualClock
from tests.fakes.outside import Other
from tests.fakes.tumblr import FakeTumblr
from tests.platforms.accounts import Hurried
from tests.platforms.bench import Bench, options
from tests.platforms.direct import bench_at, leading, with_token

REBLOG = options(reblog=True)


@pytest.fixture
def clock() -> ManualClock:
    return Hurried(datetime(2026, 11, 28, 10, 20, tzinfo=UTC))


@pytest.fixture
def fake(clock: ManualClock) -> FakeTumblr:
    return FakeTumblr(clock)


@pytest.fixture
def bench(fake: FakeTumblr, clock: ManualClock, tmp_path: Path) -> Bench:
    leading(tmp_path, "tumblr", **fake.addresses(fake.url))
    return with_token(bench_at("tumblr", clock, tmp_path, fake), fake.oauth)


def links(fake: FakeTumblr, one: Other) -> list[str]:
    """The forms of a post's address."""
    own_id = fake.own_id(one)
    return [
        f"https://www.tumblr.com/{one.who}/{own_id}/pane-caldo",
        f"https://www.tumblr.com/{one.who}/{own_id}?source=share",
        f"https://{one.who}.tumblr.com/post/{own_id}/pane-caldo",
    ]


@pytest.mark.parametrize("form", range(3))
async def test_a_post_is_passed_on_with_our_words_below(form: int, fake: FakeTumblr, bench: Bench) -> None:
    theirs = fake.publishes("Il forno di Lucia è il migliore", "anna")
    job, receipt = await bench.publish(bench.job("Grazie Anna!", link=links(fake, theirs)[form], **REBLOG))
    [post] = fake.posts
    assert post.parent == fake.parent_of(theirs)
    assert [block["text"] for block in post.content] == ["Grazie Anna!"]  # no link block: the post itself is there
    said = await bench.connector.read_back(bench.session(), job)  # type: ignore[attr-defined]
    assert isinstance(said, Said)
    assert said.same
    edit = replace(job, op=Op.EDIT, prepared={}, outgoing=replace(job.outgoing, text="Grazie di cuore!"))
    assert edit.receipt == receipt
    await bench.publish(edit)
    assert (post.words, post.parent) == ("Grazie di cuore!", fake.parent_of(theirs))


async def test_with_photos_and_without_words(fake: FakeTumblr, bench: Bench) -> None:
    theirs = fake.publishes("Pane", "anna")
    await bench.publish(bench.job("", link=links(fake, theirs)[0], media=(bench.photo("Il nostro"),), **REBLOG))
    await bench.publish(bench.job("", link=links(fake, theirs)[0], **REBLOG))
    assert [[block["type"] for block in post.content] for post in fake.posts] == [["image"], []]


async def test_it_waits_on_the_blogs_own_list(fake: FakeTumblr, bench: Bench, clock: ManualClock) -> None:
    theirs = fake.publishes("Pane", "anna")
    job = bench.job("Grazie", link=links(fake, theirs)[0], due=bench.after(hours=2), **REBLOG)
    job, listed = await bench.hand_off(job)
    moved = await bench.list.reschedule(bench.session(), replace(job, due=bench.after(hours=3), prepared={}))
    assert isinstance(moved, Listed)
    assert moved.receipt == listed.receipt
    clock.advance(timedelta(hours=4))
    found = await bench.list.look_up_listed(bench.session(), replace(job, prepared={}))
    assert isinstance(found, Published)
    assert fake.posts[0].parent == fake.parent_of(theirs)
    edit = replace(job, op=Op.EDIT, prepared={}, receipt=found.receipt, outgoing=replace(job.outgoing, text="Ciao"))
    await bench.publish(edit)
    assert fake.posts[0].words == "Ciao"


@pytest.mark.parametrize("how", ["gone", "closed", "no blog", "another site", "no link"])
async def test_what_cannot_be_passed_on_is_said_and_nothing_is_laid_down(
    how: str, fake: FakeTumblr, bench: Bench
) -> None:
    theirs = fake.publishes("Pane", "anna")
    link = links(fake, theirs)[0]
    if how == "gone":
        fake.others.clear()
    elif how == "closed":
        fake.closed = frozenset({"anna"})
    link = {"no blog": link.replace("anna", "nessuno"), "another site": "https://forno.example/", "no link": ""}.get(
        how, link
    )
    with pytest.raises(RefusedError) as caught:
        await bench.prepared(bench.job("Grazie", link=link, **REBLOG))
    assert caught.value.problem.code == ("removed_there" if how in ("gone", "no blog") else "option_not_offered")
    assert not fake.posts


async def test_a_link_alone_stays_a_link(fake: FakeTumblr, bench: Bench) -> None:
    theirs = fake.publishes("Pane", "anna")
    await bench.publish(bench.job("Guardate", link=links(fake, theirs)[0]))
    assert fake.posts[0].parent == ()
    assert fake.posts[0].content[-1]["type"] == "link"
