"""Every script on the call that looks for words: what strangers wrote is found once and none of it is lost.

Runs over every connector that lets one look for what anybody says, by the first of its kinds.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from smmdesk.desk import lookouts, searching
from smmdesk.model.channel import ChannelStatus
from smmdesk.model.lookout import Lookout, LookoutKind
from smmdesk.model.message import Message, MessageKind
from smmdesk.platforms import facts_of
from smmdesk.store import lookouts as stored
from tests.contract.conftest import OpenStage
from tests.contract.deadlines import leaping
from tests.contract.demands import ALL
from tests.contract.stage import Stage
from tests.contract.subjects import ON_A_WIRE, SUBJECTS, OnBluesky, OnMastodon
from tests.contract.test_counting import assert_kept_to_itself
from tests.contract.tiers import marks_of
from tests.fakes.mastodon.searching import publishes
from tests.fakes.outside import Outside, OutsideYouTube
from tests.servers.fault_scripts import SCRIPTS, Script
from tests.servers.faults import Match

TELLING = ("reset after accept", "other schema", "302 elsewhere", "401", "429, wait: seconds", "not json")
WORKS = ("forward", "slow")
LATER = timedelta(hours=5)  # YouTube is asked every four
WORDS = {LookoutKind.WORDS: "Forno Rossi", LookoutKind.TAG: "pane"}


def cases() -> Iterator[Any]:
    for key in ON_A_WIRE:
        platform = SUBJECTS[key].platform
        for name in ALL if facts_of(platform).search is not None and SUBJECTS[key] is not OnBluesky else ():
            yield pytest.param(key, SCRIPTS[name], marks=marks_of(key, name, TELLING), id=f"{key}-{name}")


def others_of(it: Stage) -> Outside:
    fake = getattr(it.subject, "fake", None)
    assert isinstance(fake, Outside)
    return fake


def forget_others(it: Stage) -> None:
    """What strangers said in other tests, whose clocks went on further, is newer than what they say here."""
    if isinstance(it.subject, OnMastodon):
        book = it.subject.fake.book
        book.statuses = {name: each for name, each in book.statuses.items() if not each.account.domain}
    else:
        fake = others_of(it)
        fake.others.clear()
        if isinstance(fake, OutsideYouTube):
            fake.searches = 100  # another day


def said(it: Stage, number: int, script: Script) -> str:
    """Somebody says something; its own words tell it from what other tests said there."""
    words = f"Forno Rossi, #pane {number} ({script.name} {it.channel.id[-6:]})"
    if isinstance(it.subject, OnMastodon):
        publishes(it.subject.fake, words)
    else:
        others_of(it).publishes(words)
    return words


def listening(it: Stage) -> Lookout:
    fact = facts_of(it.subject.platform).search
    assert fact is not None
    kind = LookoutKind(fact.kinds[0])
    return lookouts.add(it.desk, it.channel.brand_id, kind, WORDS[kind])


def found(it: Stage) -> list[str]:
    with it.desk.store.reading() as reader:
        every = reader.all(Message, brand_id=it.channel.brand_id)
    assert {one.kind for one in every} <= {MessageKind.FOUND}
    return [one.text for one in every]


def times(it: Stage, words: str) -> int:
    return sum(words in text for text in found(it))


@pytest.mark.fault(21, 24, 26, 27, 29, 38)
@pytest.mark.parametrize(("subject", "script"), list(cases()), indirect=["subject"])
async def test_it_happens_to_a_look(stage: OpenStage, script: Script) -> None:
    async with stage() as it:
        forget_others(it)
        first, lookout = said(it, 1, script), listening(it)
        told = await searching.look_for_all(it.desk)
        assert (told.asked, told.problems) == (1, ())
        assert times(it, first) == 1
        assert (await searching.look_for_all(it.desk)).asked == 0, "its time has not come again"
        it.clock.advance(LATER)
        second = said(it, 2, script)
        rule = it.way.play(script, Match(), times=0)
        async with leaping(rule):
            told = await searching.look_for_all(it.desk)
        assert told.asked == 1
        assert times(it, first) == 1
        assert times(it, second) <= 1
        if script.name in WORKS:
            assert times(it, second) == 1
        with it.desk.store.reading() as reader:
            place = stored.place_of(reader, lookout.id, it.channel.id)
        assert times(it, second) == 1 or place.fails == 1 or not place.told, "what was not told was not passed by"
        assert_kept_to_itself(it)
        it.way.behave()
        it.sign_in_again()
        it.clock.advance(LATER)
        for _page in range(4):
            assert (await searching.look_now(it.desk, lookout.id)).asked == 1
            it.clock.advance(LATER)
        assert (times(it, first), times(it, second)) == (1, 1), "it is looked for again as if nothing had been"
        assert it.commits() == [], "nothing was published"
        assert it.channel_now.status is ChannelStatus.CONNECTED
