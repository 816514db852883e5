"""What a person put in place of a page's own card leaves with the post, frozen like its words."""

from dataclasses import replace

import pytest

from smmdesk.desk import media_intake, planning, rendering
from smmdesk.desk.deciding import Case
from smmdesk.desk.desk import Desk
from smmdesk.model.brand import Brand
from smmdesk.model.content import Content, LinkCard, Poll
from smmdesk.platforms.base import Card
from smmdesk.system.paths import RESOURCES
from tests.desk.support import add_channel, add_post, deliveries, rome

LINK = "https://a.example/x"


def made_case(desk: Desk, brand: Brand, card: LinkCard | None, poll: Poll | None = None) -> Case:
    """A scheduled post with that card, its part as it is claimed."""
    platform = "practice" if poll is None else "mastodon"
    channel = add_channel(desk, brand, platform=platform)
    content = Content(text="Pane", link=LINK, card=card, poll=poll)
    post = add_post(desk, brand, "", channel, content=content, planned=rome("2027-03-01 09:00"))
    post = planning.schedule(desk, post.id)
    (delivery,) = deliveries(desk, post)
    with desk.store.reading() as reader:
        frozen = rendering.freeze(reader, delivery, delivery.parts[0], post)
    part = replace(delivery.parts[0], rendered=frozen)
    return Case(part, delivery, post, channel, desk.facts(platform), desk.now_us(), desk.policy)


def test_a_post_without_a_card_of_its_own_is_frozen_as_ever(desk: Desk, brand: Brand) -> None:
    assert "card" not in made_case(desk, brand, None).part.rendered


@pytest.mark.statement(17)
async def test_title_words_and_picture_leave_with_the_post(desk: Desk, brand: Brand) -> None:
    taken = await media_intake.take_files(desk, brand.id, [RESOURCES / "sample" / "oven.jpg"])
    case = made_case(desk, brand, LinkCard("Natale", "Si prenota", taken.assets[0].id))
    card = (await rendering.outgoing(desk, case)).card
    assert card is not None
    assert (card.title, card.description, card.shown) == ("Natale", "Si prenota", True)
    assert card.picture is not None
    assert card.picture.size_bytes <= rendering.CARD_IMAGE_MOST_BYTES
    assert b"Exif" not in card.picture.path.read_bytes()


async def test_a_picture_that_is_gone_holds_nothing_back(desk: Desk, brand: Brand) -> None:
    taken = await media_intake.take_files(desk, brand.id, [RESOURCES / "sample" / "oven.jpg"])
    case = made_case(desk, brand, LinkCard("Natale", asset_id=taken.assets[0].id))
    desk.files.path(taken.assets[0].sha256).unlink()
    assert (await rendering.outgoing(desk, case)).card == Card("Natale")


async def test_a_poll_leaves_with_the_post_and_only_where_there_is_one(desk: Desk, brand: Brand) -> None:
    poll = Poll(("Classico", "Al cioccolato"), 60, many=True)
    case = made_case(desk, brand, None, poll)
    assert (await rendering.outgoing(desk, case)).poll == poll
    assert "poll" not in made_case(desk, brand, None).part.rendered


async def test_no_card_at_all_is_a_wish_too(desk: Desk, brand: Brand) -> None:
    case = made_case(desk, brand, LinkCard(shown=False))
    assert (await rendering.outgoing(desk, case)).card == Card(shown=False)
