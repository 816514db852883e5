"""Words that were changed on a platform are what the post says here, with the old ones in its history."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from smmdesk.desk import planning, taking_down, undo
from smmdesk.desk.desk import Desk
from smmdesk.desk.fingerprint import content_hash
from smmdesk.desk.versions import versions_of
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel
from smmdesk.model.content import Wording
from smmdesk.model.delivery import State
from smmdesk.model.post import Post
from smmdesk.system.clock import ManualClock
from tests.fakes.connector import Fault
from tests.fakes.crash import CrashError, crash_at
from tests.fakes.reach import Bench, made_bench

MINUTE = timedelta(minutes=1)


@pytest.fixture
def bench(desk: Desk, clock: ManualClock, brand: Brand) -> Iterator[Bench]:
    with made_bench(desk, clock, brand, can_delete=True, can_edit=True) as made:
        yield made


def stored(bench: Bench, post: Post) -> Post:
    with bench.desk.store.reading() as reader:
        return reader.get(Post, post.id)


async def out(bench: Bench, *channels: Channel, **fields: Any) -> Post:
    """A post that is out on these channels."""
    post = bench.post("Bread", *channels, **fields)
    await bench.run()
    assert {part.state for part in bench.parts(post)} == {State.PUBLISHED}
    return stored(bench, post)


async def changed(bench: Bench, post: Post, channel: Channel, text: str = "Rye bread") -> Post:
    [delivery] = [one for one in bench.deliveries(post) if one.channel_id == channel.id]
    taking_down.change_words(bench.desk, delivery.id, text)
    assert stored(bench, post) == post, "until the platform says so it is a wish"
    await bench.run()
    return stored(bench, post)


async def test_the_post_says_what_is_live_and_its_history_what_it_said(bench: Bench) -> None:
    channel = bench.channel()
    post = await out(bench, channel)
    now = await changed(bench, post, channel)
    assert bench.texts() == ["Rye bread"]
    assert (now.content, now.wordings) == (replace(post.content, text="Rye bread"), ())
    assert [version.post.content.text for version in versions_of(bench.desk, post.id)] == ["Bread"]
    assert now.approved_hash == content_hash(now)
    assert now.stage is post.stage


async def test_a_second_change_keeps_both_however_soon(bench: Bench) -> None:
    channel = bench.channel()
    post = await out(bench, channel)
    await changed(bench, await changed(bench, post, channel), channel, "Spelt bread")
    assert [version.post.content.text for version in versions_of(bench.desk, post.id)] == ["Rye bread", "Bread"]


async def test_what_it_says_elsewhere_stays(bench: Bench) -> None:
    here, there = bench.channel(), bench.channel()
    post = await out(bench, here, there)
    now = await changed(bench, post, here)
    assert now.content == post.content
    assert (now.content_for(here.id).text, now.content_for(there.id).text) == ("Rye bread", "Bread")
    [version] = versions_of(bench.desk, post.id)
    assert version.post.wordings == ()


async def test_a_wording_of_its_own_keeps_all_else_of_it(bench: Bench) -> None:
    channel = bench.channel()
    own = Wording(channel.id, text="Bread, here", title="Today")
    post = await out(bench, channel, wordings=(own,))
    now = await changed(bench, post, channel)
    assert now.wordings == (replace(own, text="Rye bread"),)
    assert now.content == post.content


@pytest.mark.parametrize("fault", [Fault.REPLY_LOST, Fault.ERROR_THOUGH_LIVE])
async def test_so_it_does_when_only_a_look_up_found_it(bench: Bench, fault: Fault) -> None:
    channel = bench.channel()
    post = await out(bench, channel)
    bench.platform.fail("commit", fault)
    assert (await changed(bench, post, channel)).content.text == "Rye bread"


@pytest.mark.parametrize("point", ["intent_committed", "first_byte", "answered", "receipt_committed"])
async def test_a_crash_at_any_point_ends_with_both_saying_the_same(
    bench: Bench, point: str, allow_log: Callable[[str], None]
) -> None:
    allow_log("ended with a fault")
    channel = bench.channel()
    post = await out(bench, channel)
    taking_down.change_words(bench.desk, bench.deliveries(post)[0].id, "Rye bread")
    with crash_at(point) as reached, suppress(CrashError):
        await bench.run(until=lambda: bool(reached))
    assert reached == [point]
    part, now = bench.part(post), stored(bench, post)
    assert now.content.text == part.rendered["text"], "in one commit, or not at all"
    bench.restart()
    await bench.run()
    await bench.pass_time(3 * MINUTE)
    assert (bench.texts(), stored(bench, post).content.text) == (["Rye bread"], "Rye bread")
    assert [version.post.content.text for version in versions_of(bench.desk, post.id)] == ["Bread"]


async def test_what_the_platform_refuses_changes_nothing_here(bench: Bench) -> None:
    channel = bench.channel()
    post = await out(bench, channel)
    bench.platform.fail("commit", Fault.REFUSED)
    assert await changed(bench, post, channel) == post
    assert versions_of(bench.desk, post.id) == ()


async def test_a_post_in_the_trash_says_it_there(bench: Bench) -> None:
    channel = bench.channel()
    post = await out(bench, channel)
    planning.trash(bench.desk, [post.id])
    taking_down.change_words(bench.desk, bench.deliveries(post)[0].id, "Rye bread")
    await bench.run()
    now = stored(bench, post)
    assert (now.content.text, now.deleted_at_us is not None, bench.part(post).wish) == ("Rye bread", True, None)


async def test_undo_knows_nothing_of_it(bench: Bench) -> None:
    channel = bench.channel()
    post = await out(bench, channel)
    before = undo.peek(bench.desk)
    await changed(bench, post, channel)
    assert undo.peek(bench.desk) == before
