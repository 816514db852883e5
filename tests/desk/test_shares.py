"""Who passes on what we said is an advocate too, though nobody waits for an answer; nothing of it is kept for long."""

from datetime import timedelta

import pytest

from smmdesk.desk import forgetting, listening, people, planning, undo
from smmdesk.desk.deciding import us
from smmdesk.desk.desk import Desk
from smmdesk.model.channel import Channel
from smmdesk.model.message import Heard, HeardPage, MessageKind, Shared
from smmdesk.model.person import Identity
from smmdesk.store import inbox_reads, messages, people_reads, shares
from smmdesk.store.inbox_reads import Which
from smmdesk.store.people_reads import Asked, Group, Order
from smmdesk.store.reader import rows_of
from smmdesk.system.clock import ManualClock
from tests.desk.support import add_channel
from ui.presenters.people_card import CardReader

ANNA = Identity("practice", "1@a.example", "@anna@a.example", "Anna")
BEA = Identity("practice", "2@a.example", "@bea@a.example", "Bea")


@pytest.fixture
def channel(desk: Desk) -> Channel:
    return add_channel(desk, planning.first_brand(desk), "Shop window")


def tell(desk: Desk, channel: Channel, *shared: Shared, said: tuple[Heard, ...] = ()) -> None:
    with desk.store.reading() as reader:
        place = messages.cursor_of(reader, channel.id)
    listening.keep(desk, channel, HeardPage(said, desk.clock.new_id(), shares=shared), place)


def share(desk: Desk, number: int, who: Identity, days_ago: float = 0) -> Shared:
    return Shared(f"s{number}", who, desk.now_us() - us(timedelta(days=days_ago)), "post-1")


def advocates(desk: Desk, channel: Channel) -> list[tuple[str, int, int]]:
    with desk.store.reading() as reader:
        asked = Asked(Group.ADVOCATES, Order.MOST)
        cards, _total = people_reads.cards(reader, channel.brand_id, asked, desk.now_us(), 9)
        assert cards == [people_reads.card_of(reader, channel.brand_id, card.id, desk.now_us()) for card in cards]
        return [(card.name, card.spoke, card.owed) for card in cards]


def kept(desk: Desk) -> int:
    with desk.store.reading() as reader:
        return int(rows_of(reader).query("SELECT count(*) FROM share")[0][0])


def test_who_shares_speaks_of_us_and_waits_for_nothing(desk: Desk, channel: Channel) -> None:
    said = Heard("m", MessageKind.COMMENT, "Buono", desk.now_us(), ANNA)
    tell(desk, channel, share(desk, 1, ANNA), said=(said,))
    assert advocates(desk, channel) == [("Anna", 2, 1)]
    tell(desk, channel, share(desk, 1, ANNA), share(desk, 2, ANNA))
    assert advocates(desk, channel) == [("Anna", 3, 1)], "told twice it counts once"
    with desk.store.reading() as reader:
        assert inbox_reads.count(reader, channel.brand_id, Which.ALL, desk.now_us()) == 1


def test_a_stranger_becomes_known_when_they_do_it_again(desk: Desk, channel: Channel) -> None:
    tell(desk, channel, share(desk, 1, BEA))
    assert advocates(desk, channel) == []
    tell(desk, channel, share(desk, 2, BEA))
    assert advocates(desk, channel) == [("Bea", 2, 0)]


def test_shares_follow_their_account(desk: Desk, channel: Channel) -> None:
    tell(desk, channel, *(share(desk, number, who) for number, who in enumerate((ANNA, ANNA, BEA, BEA, BEA))))
    assert advocates(desk, channel) == [("Bea", 3, 0), ("Anna", 2, 0)]
    with desk.store.reading() as reader:
        cards = {card.name: card.id for card in people_reads.with_accounts(reader, channel.brand_id, [BEA, ANNA])}
    people.merge(desk, [cards["Anna"], cards["Bea"]])
    assert advocates(desk, channel) == [("Anna", 5, 0)]
    undo.undo(desk)
    assert advocates(desk, channel) == [("Bea", 3, 0), ("Anna", 2, 0)]


def test_none_is_kept_longer_than_it_counts(desk: Desk, channel: Channel, clock: ManualClock) -> None:
    tell(desk, channel, share(desk, 1, ANNA), share(desk, 2, ANNA, days_ago=shares.KEPT_DAYS + 1))
    assert kept(desk) == 1
    clock.advance(timedelta(days=shares.KEPT_DAYS, hours=1))
    forgetting.apply_retention(desk)
    assert kept(desk) == 0


def test_who_is_forgotten_shared_nothing(desk: Desk, channel: Channel) -> None:
    old = [share(desk, number, ANNA) for number in (1, 2)]
    tell(desk, channel, *old)
    with desk.store.reading() as reader:
        (card,) = people_reads.with_accounts(reader, channel.brand_id, [ANNA])
    forgetting.forget(desk, card.id)
    assert kept(desk) == 0
    tell(desk, channel, *old)
    assert (kept(desk), advocates(desk, channel)) == (0, [])


def test_a_card_says_how_often_they_shared(desk: Desk, channel: Channel) -> None:
    """Also of somebody who never wrote a word."""
    tell(desk, channel, share(desk, 1, BEA), share(desk, 2, BEA))
    brand = planning.first_brand(desk)
    with desk.store.reading() as reader:
        (bea,) = people_reads.with_accounts(reader, channel.brand_id, [BEA])
        shown = CardReader(desk, reader, brand).read(bea.id, 9, ())
    assert shown is not None
    assert shown.summary == (
        "Never wrote to you here. · 2 times in public in 90 days · 2 of them by sharing your posts"
    )
