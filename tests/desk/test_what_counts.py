"""Spam, what is hidden and what is gone make nobody an advocate, owe no thanks, and leave nothing unanswered."""

from dataclasses import replace
from datetime import date

import pytest

from smmdesk.desk import answering, news, planning
from smmdesk.desk.desk import Desk
from smmdesk.model.channel import Channel
from smmdesk.model.delivery import Evidence, Receipt, State
from smmdesk.model.message import Message
from smmdesk.model.person import Person
from smmdesk.store import inbox_reads, messages, people_reads, results_reads
from smmdesk.store.inbox_reads import Only, Which
from smmdesk.store.people_reads import Asked, Group
from smmdesk.store.results_reads import Between
from tests.desk.heard import person, wrote
from tests.desk.support import add_channel, add_post, drive

GONE = [{"spam": True}, {"spam_there": True}, {"removed": True}]
HIDDEN = [{"hushed": True, "hushed_there": True}, {"hushed": True}]
HELD = {"hushed": True, "hushed_there": True, "data": {"waits": True}}
"""Its platform waits for our OK."""


@pytest.fixture
def channel(desk: Desk) -> Channel:
    return add_channel(desk, planning.first_brand(desk), "Shop window")


@pytest.fixture
def anna(desk: Desk, channel: Channel) -> Person:
    return person(desk, channel)


def span(desk: Desk, channel: Channel) -> Between:
    return Between(channel.brand_id, 0, desk.now_us() + 1)


def mark(desk: Desk, message: Message, marks: dict[str, object]) -> None:
    with desk.store.transaction() as tx:
        tx.put(replace(tx.get(Message, message.id), **marks))  # type: ignore[arg-type]


def praised(desk: Desk, channel: Channel) -> tuple[list[str], int, int]:
    """Advocates by name, how many are owed thanks, and how often they spoke by what their cards say."""
    with desk.store.reading() as reader:
        cards, _total = people_reads.cards(reader, channel.brand_id, Asked(Group.ADVOCATES), desk.now_us(), 9)
        owed = people_reads.counts(reader, channel.brand_id, date(2026, 11, 18), desk.now_us()).thanks
        every = [people_reads.card_of(reader, channel.brand_id, card.id, desk.now_us()) for card in cards]
        assert cards == every, "the list and the card say the same"
        return [card.name for card in cards], owed, sum(card.spoke for card in cards)


def waiting(desk: Desk, channel: Channel) -> tuple[int, int, int]:
    """In the list and its badge, beyond the goal, and in what the results say waits."""
    with desk.store.reading() as reader:
        own, now_us = channel.brand_id, desk.now_us()
        shown = inbox_reads.count(reader, own, Which.OPEN, now_us)
        late = sum(group.count for group in inbox_reads.groups(reader, own, Which.OPEN, now_us, Only(before_us=now_us)))
        listed = len(messages.listed(reader, own, done=False))
        assert messages.counts(reader, own).open == listed == shown
        return shown, late, sum(row[2] for row in results_reads.heard(reader, span(desk, channel)))


@pytest.mark.parametrize("marks", [*GONE, *HIDDEN], ids=str)
def test_it_is_no_praise(desk: Desk, channel: Channel, anna: Person, marks: dict[str, object]) -> None:
    post = add_post(desk, planning.first_brand(desk), "Pane", channel)
    said = wrote(desk, channel, by=anna, about=post.id)
    assert praised(desk, channel) == (["Anna Pertot"], 1, 1)
    mark(desk, said, marks)
    assert praised(desk, channel) == ([], 0, 0)
    with desk.store.reading() as reader:
        assert people_reads.owed_to(reader, channel.brand_id, anna.id, desk.now_us()) == []
        assert results_reads.voices(reader, span(desk, channel), 9) == []
        assert results_reads.new_people(reader, span(desk, channel)) == 0
        assert results_reads.comments(reader, [post.id]) == []
        assert inbox_reads.messages_of_posts(reader, [post.id]) == {}


@pytest.mark.parametrize("marks", GONE, ids=str)
def test_it_waits_for_no_answer(desk: Desk, channel: Channel, anna: Person, marks: dict[str, object]) -> None:
    """Also where its platform says so, and nobody ticked it off here."""
    wrote(desk, channel, by=anna, **marks)
    assert waiting(desk, channel) == (0, 0, 0)
    wrote(desk, channel, by=anna)
    assert waiting(desk, channel) == (1, 1, 1)


def test_what_we_hid_is_late_for_nobody_and_stays_in_sight(desk: Desk, channel: Channel, anna: Person) -> None:
    wrote(desk, channel, by=anna, **HIDDEN[0])
    assert waiting(desk, channel) == (1, 0, 0)


def test_what_waits_for_our_approval_waits_for_us(desk: Desk, channel: Channel, anna: Person) -> None:
    wrote(desk, channel, by=anna, **HELD)
    assert waiting(desk, channel) == (1, 1, 1)
    assert praised(desk, channel) == ([], 0, 0), "nobody can read it yet"


@pytest.mark.parametrize("marks", [*GONE, HIDDEN[0]], ids=str)
def test_it_is_not_in_the_usual_time(desk: Desk, channel: Channel, anna: Person, marks: dict[str, object]) -> None:
    said = wrote(desk, channel, by=anna)
    part = answering.reply(desk, said.id, "Grazie!").parts[0]
    receipt = Receipt("r", "", desk.now_us(), Evidence.RESPONSE)
    drive(desk, part, State.CLAIMED, State.SENDING, State.PUBLISHED, receipt=receipt)
    with desk.store.reading() as reader:
        assert len(results_reads.waits(reader, span(desk, channel))) == 1
    mark(desk, said, marks)
    with desk.store.reading() as reader:
        assert results_reads.waits(reader, span(desk, channel)) == []


def test_spam_is_no_news(desk: Desk, channel: Channel, anna: Person) -> None:
    assert news._is_news(wrote(desk, channel, by=anna))
    assert not news._is_news(wrote(desk, channel, by=anna, spam=True, spam_there=True))


def test_spam_is_no_last_contact(desk: Desk, channel: Channel, anna: Person) -> None:
    said = wrote(desk, channel, by=anna)
    mark(desk, said, {"spam": True})
    with desk.store.reading() as reader:
        found = people_reads.card_of(reader, channel.brand_id, anna.id, desk.now_us())
        (listed,), _total = people_reads.cards(reader, channel.brand_id, Asked(), desk.now_us(), 9)
        assert inbox_reads.habit_of(reader, anna.id).times == 0
    assert found == listed
    assert (listed.last_us, listed.times) == (None, 0)
