"""A channel that smmdesk could publish on, and a person does: by choice, or while the owner has no app keys."""

import random
from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest

from smmdesk.desk import connecting, keys, sessions
from smmdesk.desk.desk import Desk
from smmdesk.desk.planning import first_brand, schedule
from smmdesk.desk.publishing import Publisher
from smmdesk.desk.reach import DeskReach
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.delivery import Evidence, Part, Receipt, State
from smmdesk.model.problem import ProblemError
from smmdesk.platforms import by_hand
from smmdesk.platforms.sign_in_facts import ASSISTED
from smmdesk.store import sealed
from smmdesk.system.clock import ManualClock
from smmdesk.system.secrets import Secret
from tests.desk.signed_in import browsing, desk_in, now, problem_of
from tests.desk.support import add_post, deliveries, drive, rome
from tests.fakes.mastodon import FakeMastodon

OWN_APP = "[mastodon.sign_in]\nneeds_app = true\nalso_pasted = false\n"


async def signed_in(desk: Desk, mastodon: FakeMastodon) -> Channel:
    values = {"server": mastodon.url}
    return await connecting.browser_sign_in(desk, first_brand(desk).id, "mastodon", values, browsing(mastodon))


def is_guided(desk: Desk, channel: Channel) -> bool:
    """What everything else sees of the channel: the assisted form, a person's hand, nothing to sign in to."""
    facts = desk.facts_for(channel)
    seen = (facts.sends_by_itself, facts.sign_in is ASSISTED, facts.schedule is None)
    assert seen in ((True, False, False), (False, True, True))
    assert (DeskReach(desk).connector(channel) is by_hand.CONNECTOR) is channel.guided
    return seen == (False, True, True)


async def test_a_connected_channel_is_guided_from_now_on(folder: Path, mastodon: FakeMastodon) -> None:
    async with desk_in(folder) as desk:
        channel = await signed_in(desk, mastodon)
        assert not is_guided(desk, channel)
        guided = await connecting.guide_channel(desk, channel.id)
        assert is_guided(desk, guided)
        assert (guided.status, guided.remote_id) == (ChannelStatus.CONNECTED, channel.remote_id)
        assert not mastodon.book.tokens  # signed out there
        with desk.store.reading() as reader:
            assert not sealed.all_of_them(reader)
        assert (await sessions.open_session(desk, guided)).secret.reveal() == ""


async def test_it_is_connected_again_with_the_same_account_only(folder: Path, mastodon: FakeMastodon) -> None:
    async with desk_in(folder) as desk:
        channel = await connecting.guide_channel(desk, (await signed_in(desk, mastodon)).id)
        with pytest.raises(ProblemError) as caught:
            await connecting.sign_in_again(desk, channel.id, {}, browsing(mastodon, "bob"))
        assert problem_of(caught) == "other_account"
        assert now(desk, channel).guided
        again = await connecting.sign_in_again(desk, channel.id, {}, browsing(mastodon))
        assert (again.id, again.guided) == (channel.id, False)
        assert not is_guided(desk, again)


async def test_guided_from_the_start_asks_no_sign_in_and_any_account_connects(
    folder: Path, mastodon: FakeMastodon
) -> None:
    async with desk_in(folder) as desk:
        values = {"name": "Forno Lucia", "page": mastodon.url}
        channel = await connecting.add_channel(desk, first_brand(desk).id, "mastodon", values, guided=True)
        assert is_guided(desk, channel)
        assert not mastodon.book.apps
        asked = {"server": mastodon.url}
        again = await connecting.sign_in_again(desk, channel.id, asked, browsing(mastodon))
        assert (again.id, again.name, again.guided) == (channel.id, "Forno Lucia", False)


async def test_without_the_owners_keys_a_planned_channel_is_guided(folder: Path) -> None:
    folder.mkdir()
    (folder / "facts.toml").write_text(OWN_APP)
    async with desk_in(folder) as desk:
        brand = first_brand(desk)
        assert is_guided(desk, connecting.plan_channel(desk, brand.id, "mastodon"))
        await keys.save_app_keys(desk, brand.id, "mastodon", Secret.of(client_id="a", client_secret="b"))
        planned = connecting.plan_channel(desk, brand.id, "mastodon")
        assert not is_guided(desk, planned)
        assert planned.status is ChannelStatus.PLANNED


async def test_what_waits_at_the_platforms_own_list_comes_first(folder: Path, mastodon: FakeMastodon) -> None:
    async with desk_in(folder) as desk:
        channel = await signed_in(desk, mastodon)
        post = schedule(desk, add_post(desk, first_brand(desk), "Domani", channel).id, rome("2026-11-19 09:00"))
        [part] = deliveries(desk, post)[0].parts
        listed = {"receipt": Receipt("1", "", 1, Evidence.RESPONSE), "remote_due_us": 5, "remote_hash": "x"}
        drive(desk, part, State.CLAIMED, State.SENDING, State.HANDED_OFF, **listed)
        with pytest.raises(ProblemError) as caught:
            await connecting.guide_channel(desk, channel.id)
        assert problem_of(caught) == "still_listed"
        assert not now(desk, channel).guided
        assert mastodon.book.tokens


async def test_a_sign_out_that_failed_is_said_and_it_is_guided(folder: Path, mastodon: FakeMastodon) -> None:
    async with desk_in(folder) as desk:
        channel = await signed_in(desk, mastodon)
        mastodon.http.unplug()
        with pytest.raises(ProblemError) as caught:
            await connecting.guide_channel(desk, channel.id)
        assert problem_of(caught) == "not_signed_out_there"
        assert is_guided(desk, now(desk, channel))
        mastodon.http.plug_in()


async def test_a_due_post_asks_the_person_and_waits_for_them_when_it_is_connected(
    folder: Path, mastodon: FakeMastodon
) -> None:
    """Connecting does not send what they may have published by hand already."""
    async with desk_in(folder) as desk:
        channel = await connecting.guide_channel(desk, (await signed_in(desk, mastodon)).id)
        post = schedule(desk, add_post(desk, first_brand(desk), "Domani", channel).id, rome("2026-11-19 09:00"))
        publisher = Publisher(desk, rng=random.Random(7))
        publisher.start()
        cast("ManualClock", desk.clock).advance(
            rome("2026-11-19 09:00").instant - desk.clock.now() + timedelta(seconds=1)
        )

        def part() -> Part:
            return deliveries(desk, post)[0].parts[0]

        await publisher.tick()
        await publisher.idle()
        assert (part().state, part().problem and part().problem.code) == (State.NEEDS_YOU, "by_hand")
        await connecting.sign_in_again(desk, channel.id, {"server": mastodon.url}, browsing(mastodon))
        await publisher.tick()
        await publisher.idle()
        assert part().state is State.NEEDS_YOU
        assert not mastodon.book.statuses
        await publisher.aclose()
