"""What people write to a bot that stands behind channels of two brands is kept once, and stays where it is."""

from dataclasses import replace

import pytest

from smmdesk.desk import listening, several_brands
from smmdesk.desk.desk import Desk
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.message import Heard, HeardPage, Message, MessageKind
from smmdesk.model.person import Identity
from smmdesk.store import messages

ANNA = Identity("telegram", "17", "@anna", "Anna")
PRIVATE = Heard("17/501", MessageKind.PRIVATE, "Fate consegne?", 1_000_000, ANNA)
COMMENT = Heard("-100/7", MessageKind.COMMENT, "Aperto?", 2_000_000, ANNA)


@pytest.fixture
def two(desk: Desk, brand: Brand) -> tuple[Channel, Channel]:
    """Two channels with one bot, of two brands; the first one was connected first."""
    other = several_brands.add_brand(desk, "Gelateria")
    return _connected(desk, brand, 1), _connected(desk, other, 2)


def _connected(desk: Desk, brand: Brand, number: int, bot: int = 99) -> Channel:
    made = Channel(desk.clock.new_id(), brand.id, "telegram", f"Canale {number}", remote_id=f"-100{number}")
    with desk.store.transaction() as tx:
        return tx.put(replace(made, status=ChannelStatus.CONNECTED, reported={"bot": bot}))


def _hears(desk: Desk, channel: Channel, *page: Heard) -> int:
    with desk.store.reading() as reader:
        before = messages.cursor_of(reader, channel.id)
    return listening.keep(desk, channel, HeardPage(page, before + "x"), before).new


def _kept(desk: Desk) -> list[tuple[str, str, bool]]:
    with desk.store.reading() as reader:
        return sorted((one.channel_id, one.text, one.removed) for one in reader.all(Message))


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["the first hears first", "the second hears first"])
def test_a_private_message_is_kept_by_the_channel_that_was_connected_first(
    desk: Desk, two: tuple[Channel, Channel], order: tuple[int, int]
) -> None:
    for number in order:
        _hears(desk, two[number], PRIVATE, replace(COMMENT, remote_id=f"-100/{number}"))
    private = [one for one in _kept(desk) if one[1] == PRIVATE.text]
    assert private == [(two[0].id, "Fate consegne?", False)]
    assert len(_kept(desk)) == 3, "what was said in a chat is that chat's"


def test_the_next_one_keeps_it_when_the_first_hears_no_more_and_it_stays_there(
    desk: Desk, two: tuple[Channel, Channel]
) -> None:
    first, second = two
    with desk.store.transaction() as tx:
        first = tx.put(replace(first, status=ChannelStatus.SIGNED_OUT))
    assert _hears(desk, second, PRIVATE) == 1
    with desk.store.transaction() as tx:
        first = tx.put(replace(tx.get(Channel, first.id), status=ChannelStatus.CONNECTED))
    edited = replace(PRIVATE, text="Fate consegne domani?")
    assert _hears(desk, first, edited) == 0
    assert _hears(desk, second, edited, replace(PRIVATE, remote_id="17/502")) == 0
    assert _hears(desk, first, edited, replace(PRIVATE, remote_id="17/502")) == 1
    assert _kept(desk) == [(first.id, PRIVATE.text, False), (second.id, edited.text, False)]


def test_the_next_one_keeps_it_while_the_first_cannot_be_read(desk: Desk, two: tuple[Channel, Channel]) -> None:
    listening.note_unread(desk, two[0], TimeoutError())
    assert _hears(desk, two[1], PRIVATE) == 1


def test_a_brand_that_was_put_away_keeps_nothing(desk: Desk, two: tuple[Channel, Channel]) -> None:
    several_brands.put_away(desk, two[0].brand_id)
    assert _hears(desk, two[1], PRIVATE) == 1


def test_another_bot_is_another_account(desk: Desk, brand: Brand) -> None:
    """Both number what is written to them from one on."""
    for channel in (_connected(desk, brand, 1, 98), _connected(desk, brand, 2, 99)):
        assert _hears(desk, channel, PRIVATE) == 1
