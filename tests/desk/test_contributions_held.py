"""A consent that ends is heeded wherever the post that needed it is by then: claimed, on a list, in doubt."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from smmdesk.desk import archive, contributions, forgetting, importing, planning
from smmdesk.desk.desk import Desk
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel
from smmdesk.model.content import Content
from smmdesk.model.contribution import Contribution, Standing
from smmdesk.model.delivery import State
from smmdesk.model.media import Asset, MediaUse
from smmdesk.model.message import Message, MessageKind
from smmdesk.model.moment import Moment
from smmdesk.model.planning_aids import Template
from smmdesk.model.post import Post
from smmdesk.model.problem import Problem, ProblemError
from smmdesk.store import ledger
from smmdesk.system.clock import ManualClock
from tests.desk.heard import person, wrote
from tests.desk.support import add_channel, add_post, post_now
from tests.desk.test_contributions import agree, codes, given, photo, stands
from tests.fakes.reach import LISTING, ROME, Bench, made_bench

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
Ending = Callable[[Desk, str], object]
WITHDRAWN: Ending = contributions.withdraw
REMOVED: Ending = contributions.remove


def narrowed(desk: Desk, contribution_id: str) -> object:
    return contributions.narrow(desk, contribution_id, (), date(2020, 1, 1))


def forgotten(desk: Desk, contribution_id: str) -> object:
    with desk.store.reading() as reader:
        maker = reader.get(Contribution, contribution_id).person_id
    return forgetting.forget(desk, maker or "")


ENDS = [WITHDRAWN, REMOVED, narrowed, forgotten]


def shown(bench: Bench, *channels: Channel, at: timedelta = 2 * HOUR) -> tuple[Contribution, Post]:
    """What somebody agreed to, in a scheduled post."""
    anna = person(bench.desk, channels[0])
    one = given(bench.desk, channels[0], anna)
    agree(bench.desk, channels[0], anna, one)
    post = contributions.make_post(bench.desk, one.id)
    planning.save_post(bench.desk, replace(post, channels=tuple(channel.id for channel in channels)))
    return one, planning.schedule(bench.desk, post.id, Moment.of(bench.clock.now() + at, ROME))


def test_a_move_past_the_end_of_a_consent_is_refused_at_once(desk: Desk, clock: ManualClock, brand: Brand) -> None:
    with made_bench(desk, clock, brand) as bench:
        one, post = shown(bench, bench.channel())
        contributions.narrow(bench.desk, one.id, (), (bench.clock.now() + timedelta(days=3)).date())
        inside, after = (Moment.of(bench.clock.now() + timedelta(days=days), ROME) for days in (2, 9))
        [moved] = planning.move_posts(bench.desk, {post.id: inside})
        with pytest.raises(ProblemError) as caught:
            planning.move_posts(bench.desk, {post.id: after})
        assert caught.value.problem.code == "consent_over"
        with bench.desk.store.reading() as reader:
            assert reader.get(Post, post.id).planned == moved.planned == inside


@pytest.mark.parametrize("end", ENDS)
async def test_what_is_claimed_already_is_asked_before_its_first_byte(
    desk: Desk, clock: ManualClock, brand: Brand, end: Ending
) -> None:
    with made_bench(desk, clock, brand, lead_s=1800) as bench:
        one, post = shown(bench, bench.channel(), at=HOUR)
        await bench.pass_time(59 * MINUTE + MINUTE / 2, MINUTE / 2)
        assert bench.state(post) is State.CLAIMED
        end(desk, one.id)
        await bench.pass_time(20 * MINUTE, MINUTE / 2)
        assert bench.texts() == []
        assert bench.state(post) in (State.DRAFT, State.NEEDS_YOU)


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("fewer", [False, True])
async def test_what_a_platform_has_on_its_own_list_is_taken_off_it(
    desk: Desk, clock: ManualClock, brand: Brand, end: Ending, fewer: bool
) -> None:
    """Also where the post went to another channel before, of which a cancelled delivery is left."""
    with made_bench(desk, clock, brand, schedule=LISTING) as bench:
        first, second = bench.channel(), bench.channel("Shop")
        one, post = shown(bench, first, second)
        await bench.run()
        if fewer:
            planning.save_post(desk, replace(post_now(desk, post), channels=(first.id,)))
            await bench.pass_time(10 * MINUTE, MINUTE)
        assert bench.state(post) is State.HANDED_OFF
        end(desk, one.id)
        await bench.pass_time(10 * MINUTE, MINUTE)
        assert not bench.platform.listed
        await bench.pass_time(3 * HOUR, 10 * MINUTE)
        assert bench.texts() == []


def test_a_post_in_doubt_does_not_keep_anybody_from_taking_the_yes_back(
    desk: Desk, clock: ManualClock, brand: Brand
) -> None:
    with made_bench(desk, clock, brand) as bench:
        one, post = shown(bench, bench.channel(), at=HOUR)
        with desk.store.transaction() as tx:
            ledger.move(tx, bench.part(post), State.NEEDS_YOU, problem=Problem("cannot_tell", {"channel": "Bakery"}))
        contributions.withdraw(desk, one.id)
        assert stands(desk, one) is Standing.WITHDRAWN
        assert bench.state(post) is State.NEEDS_YOU, "a person still says what became of it"


def test_what_was_kept_of_a_stranger_goes_when_they_are_known_and_forgotten(
    desk: Desk, brand: Brand, tmp_path: Path
) -> None:
    channel = add_channel(desk, brand, "Shop window")
    kept = []
    for number, handle in enumerate(("@anna@example.social", "@anna@example.social", "@bea@example.social")):
        data = {"author": "A", "handle": handle}
        found = wrote(desk, channel, f"Bread {number}", kind=MessageKind.FOUND, data=data)
        kept.append(contributions.from_message(desk, found.id).id)
        if number == 0:
            with desk.store.transaction() as tx:  # as after the months that a brand keeps messages
                tx.erase(Message, found.id)
    archive.export_archive(desk, tmp_path / "before.zip")
    forgetting.forget(desk, person(desk, channel).id)
    with desk.store.reading() as reader:
        assert [one.id for one in reader.all(Contribution, deleted=True)] == kept[2:]
    importing.apply_import(desk, importing.read_import(desk, tmp_path / "before.zip"))
    with desk.store.reading() as reader:
        assert [one.id for one in reader.all(Contribution, deleted=True)] == kept[2:], "nor with an older copy"


def test_a_photo_that_nobody_agreed_to_is_not_anybodys_once_its_maker_is_forgotten(desk: Desk, brand: Brand) -> None:
    """In a draft, and in a template that posts are made of later."""
    channel = add_channel(desk, brand, "Shop window")
    anna = person(desk, channel)
    for asset in (photo(desk), photo(desk, "b.jpg")):
        contributions.attach(desk, given(desk, channel, anna).id, [asset.id])
        content = Content("", "Look", media=(MediaUse(asset.id),))
        with desk.store.transaction() as tx:
            template = tx.put(Template(desk.clock.new_id(), brand.id, "Bread", content))
    drafted = add_post(desk, brand, "", channel, content=content)
    with desk.store.transaction() as tx:
        tx.erase(Template, template.id)
    forgetting.forget(desk, anna.id)
    forgetting.apply_retention(desk)
    assert codes(desk, drafted, channel) == ["consent_forgotten"]
    with desk.store.reading() as reader:
        [left] = reader.all(Template)
        assert {one.author + one.text + one.credit for one in reader.all(Contribution)} == {""}
    later = add_post(desk, brand, "", channel, content=left.content)
    assert codes(desk, later, channel) == ["consent_forgotten"]
    with desk.store.transaction() as tx:
        for post in (drafted, later):
            tx.erase(Post, post.id)
        tx.erase(Template, left.id)
    forgetting.apply_retention(desk)
    with desk.store.reading() as reader:
        assert (reader.all(Contribution), reader.all(Asset)) == ((), ())
