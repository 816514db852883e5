"""Liking, passing on, hiding and deleting what others wrote: done once, known again after a lost answer."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from pathlib import Path

import pytest

from smmdesk.model.delivery import Op
from smmdesk.platforms import PLATFORMS, by_hand, connector, facts_of
from smmdesk.platforms.base import Absent, CannotTell, ConnectorError, RefusedError, UnclearError
from smmdesk.platforms.moderating import Asked, Done, Moderates
from smmdesk.platforms.telling import Hears
from smmdesk.system.clock import ManualClock
from tests.fakes.facebook import FakeFacebook
from tests.fakes.facebook_login import ENGAGE
from tests.fakes.lemmy import FakeLemmy
from tests.fakes.lemmy_newer import FakeNewerLemmy
from tests.fakes.mastodon import FakeMastodon
from tests.fakes.threads import FakeThreads
from tests.platforms.accounts import Hurried, at_mastodon
from tests.platforms.direct import bench_at
from tests.platforms.moderated import (
    NOW,
    Place,
    blogger,
    discourse,
    facebook,
    flickr,
    ghost,
    instagram,
    lemmy,
    mastodon,
    matrix,
    newer_lemmy,
    threads,
    vimeo,
    youtube,
)
from tests.platforms.test_facebook import led_to

Open = Callable[[Path], AbstractAsyncContextManager[Place]]
CASES = [
    pytest.param(place, op, id=f"{place.__name__}-{op}")
    for place, ops in (
        (mastodon, (Op.LIKE, Op.PASS_ON)),
        (facebook, (Op.LIKE, Op.HIDE, Op.DELETE)),
        (youtube, (Op.HIDE, Op.DELETE)),
        (instagram, (Op.HIDE, Op.DELETE)),
        (threads, (Op.HIDE, Op.PASS_ON)),
        (matrix, (Op.LIKE, Op.DELETE)),
        (lemmy, (Op.LIKE, Op.HIDE)),
        (newer_lemmy, (Op.LIKE, Op.HIDE)),
        (discourse, (Op.LIKE, Op.DELETE)),
        (flickr, (Op.DELETE,)),
        (vimeo, (Op.DELETE,)),
        (blogger, (Op.HIDE, Op.DELETE)),
        (ghost, (Op.HIDE, Op.DELETE)),
    )
    for op in ops
]


@pytest.mark.fault(22)
@pytest.mark.parametrize(("place", "op"), CASES)
async def test_it_is_done_found_again_and_taken_back(place: Open, op: Op, tmp_path: Path) -> None:
    async with place(tmp_path) as it:
        if op is not Op.DELETE:  # of what is not in Threads' list (yet), nobody can tell
            assert await it.look(op) == (CannotTell() if (place, op) == (threads, Op.PASS_ON) else Absent())
        it.lose(op, True)
        with pytest.raises(UnclearError):
            await it.moderate(op)
        assert it.stands(op)
        assert await it.look(op) == Done()
        assert await it.moderate(op) == Done(), "twice is once"
        assert it.stands(op)
        if op is Op.DELETE:
            return
        assert await it.look(op, on=False) == Absent()
        assert await it.moderate(op, on=False) == Done()
        assert not it.stands(op)
        assert await it.look(op, on=False) == Done()


@pytest.mark.parametrize(("place", "op"), CASES)
async def test_what_is_not_there_any_more_is_said_so(place: Open, op: Op, tmp_path: Path) -> None:
    async with place(tmp_path) as it:
        answer = await it.about_gone(op)
        assert answer.gone is (op is not Op.DELETE) or place is matrix


@pytest.mark.parametrize(("place", "op"), CASES)
async def test_the_page_of_a_wifi_is_no_answer(place: Open, op: Op, tmp_path: Path) -> None:
    async with place(tmp_path) as it:
        fault = it.lose(op, True)
        fault.drop_after_accept, fault.status, fault.body = False, 200, "<html>Wi-Fi</html>"  # type: ignore[attr-defined]
        with pytest.raises(ConnectorError) as caught:
            await it.moderate(op)
        assert not isinstance(caught.value, RefusedError)
        assert not it.stands(op)


async def test_a_favourite_is_as_mastodon_describes_it(
    fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path
) -> None:
    async with at_mastodon(fake_mastodon, clock, tmp_path) as bench:
        _, receipt = await bench.publish(bench.job("Pane"))
        said = fake_mastodon.reply(next(one for one in fake_mastodon.statuses if one.id == receipt.id), "Aperto?")
        verb = bench.connector
        assert isinstance(verb, Moderates)
        assert isinstance(verb, Hears)
        for on in (True, False):
            asked = Asked(Op.LIKE, on, "k", said.id, NOW)
            assert await verb.moderate(bench.session(), asked) == Done()
            [told] = (await verb.fetch_messages(bench.session(), "")).messages
            assert told.liked is on
            assert await verb.look_at(bench.session(), asked) == Done()


async def test_a_boost_is_as_mastodon_describes_it_and_what_its_author_keeps_is_refused(
    fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path
) -> None:
    async with at_mastodon(fake_mastodon, clock, tmp_path) as bench:
        _, receipt = await bench.publish(bench.job("Pane"))
        said = fake_mastodon.reply(next(one for one in fake_mastodon.statuses if one.id == receipt.id), "Buono!")
        verb = bench.connector
        assert isinstance(verb, Moderates)
        assert isinstance(verb, Hears)
        for on in (True, True, False, False):
            asked = Asked(Op.PASS_ON, on, "k", said.id, NOW)
            assert await verb.moderate(bench.session(), asked) == Done()
            [told] = (await verb.fetch_messages(bench.session(), "")).messages
            assert (told.passed_on, len(said.boosts)) == (on, int(on)), "twice is once"
            assert await verb.look_at(bench.session(), asked) == Done()
        said.draft.visibility = "private"
        with pytest.raises(RefusedError) as caught:
            await verb.moderate(bench.session(), Asked(Op.PASS_ON, True, "k", said.id, NOW))
        assert (caught.value.problem.code, said.boosts) == ("refused", {})


async def test_a_repost_that_is_far_behind_is_not_said_to_be_taken_back(tmp_path: Path) -> None:
    async with threads(tmp_path) as it:
        assert isinstance(it.fake, FakeThreads)
        await it.moderate(Op.PASS_ON)
        [repost] = [each for each in it.fake.posts if each.said.get("reposts")]
        many = [replace(repost, id=str(30_000 + number), said={}) for number in range(600)]
        it.fake.posts += many
        assert await it.look(Op.PASS_ON, on=False) == CannotTell()
        with pytest.raises(RefusedError):
            await it.moderate(Op.PASS_ON, on=False)
        assert it.stands(Op.PASS_ON)


async def test_a_page_without_the_right_is_told(tmp_path: Path) -> None:
    clock = Hurried(NOW)
    fake = FakeFacebook(clock)
    led_to(fake, tmp_path)
    bench = bench_at("facebook", clock, tmp_path, fake)
    await bench.sign_in(fake.page_token())
    _, post = await bench.publish(bench.job("Pane"))
    said = fake.say(post.id, "Aperto?")
    for token in fake.tokens.values():
        token.scopes.discard(ENGAGE)
    verb = bench.connector
    assert isinstance(verb, Moderates)
    with pytest.raises(RefusedError) as caught:
        await verb.moderate(bench.session(), Asked(Op.LIKE, True, "k", said.id, NOW))
    assert caught.value.problem.code == "permission_missing"
    await bench.http.aclose()


async def test_facebook_says_what_it_lets_be_done_and_what_stands(tmp_path: Path) -> None:
    async with facebook(tmp_path) as it:
        await it.moderate(Op.HIDE)
        verb = it.bench.connector
        assert isinstance(verb, Hears)
        [told] = (await verb.fetch_messages(it.bench.session(), "")).messages
        assert (told.hushed, told.liked, told.data["may"]) == (True, False, ["like", "hide", "delete"])


async def test_of_a_held_answer_nobody_can_tell(tmp_path: Path) -> None:
    async with youtube(tmp_path) as it:
        verb = it.bench.connector
        assert isinstance(verb, Moderates)
        asked = Asked(Op.HIDE, True, "k", "Ugx1.9a2", NOW, "own", {"comment": "Ugx1", "film": "film1"})
        assert await verb.look_at(it.bench.session(), asked) == CannotTell()


@pytest.mark.parametrize("kind", [FakeLemmy, FakeNewerLemmy])
async def test_whoever_does_not_look_after_a_community_takes_nothing_away(
    kind: type[FakeLemmy], tmp_path: Path
) -> None:
    async with lemmy(tmp_path, kind) as it:
        verb = it.bench.connector
        assert isinstance(verb, Moderates)
        assert isinstance(verb, Hears)
        await it.moderate(Op.HIDE)
        told = {heard.remote_id: heard for heard in (await verb.fetch_messages(it.bench.session(), "")).messages}
        if kind is FakeLemmy:  # the newer one leaves it out of the list then
            assert (told[it.message].hushed, told[it.message].removed) == (True, False)
        await it.moderate(Op.HIDE, on=False)
        assert isinstance(it.fake, FakeLemmy)
        it.fake.moderates.clear()
        it.bench.account = replace(it.bench.account, reported={**it.bench.account.reported, "moderates": []})
        [heard] = [
            heard
            for heard in (await verb.fetch_messages(it.bench.session(), "")).messages
            if heard.remote_id == it.message
        ]
        assert (heard.data["may"], heard.hushed) == (["like"], None)
        with pytest.raises(RefusedError) as caught:
            await it.moderate(Op.HIDE)
        assert caught.value.problem.code == "may_not_publish"


@pytest.mark.parametrize("key", PLATFORMS)
def test_facts_and_verb_agree(key: str) -> None:
    facts = facts_of(key)
    able = facts.moderation is not None and facts.sends_by_itself
    verb = connector(key)
    assert isinstance(verb, Moderates) is able or verb is by_hand.CONNECTOR
    if facts.moderation is not None:
        fact = facts.moderation
        assert fact.like or fact.pass_on or fact.hide or fact.delete
        assert bool(fact.pass_on) is bool(fact.pass_on_word) is bool(fact.passed_on_means), (
            "what it is called and means"
        )
        assert bool(fact.pass_on_audience) is bool(fact.kept_means)
        assert not set(fact.pass_on) & {"private", "review"}, "these are nobody's but their writer's"
