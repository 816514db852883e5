"""Where a platform fetches photos from a public address, the composer says so before it matters."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QWidget

from smmdesk.desk import media_host
from smmdesk.desk.desk import Desk
from smmdesk.desk.planning import add_post
from smmdesk.model.brand import Brand
from smmdesk.model.content import Content
from smmdesk.model.media import MediaUse
from smmdesk.platforms import facts_of
from smmdesk.platforms.hosts import CHANNEL
from tests.ui.composer import bakery
from tests.ui.composer.conftest import Compose, Look
from ui.presenters.composer_address import address_lines
from ui.presenters.composer_state import ComputerLine

SAID = "fetches photos and videos from the web: say in Settings where they may lie, else you publish this one"


@pytest.fixture
def fetching(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Mastodon fetches, as no platform does yet that smmdesk sends to itself."""
    changed = replace(facts_of("mastodon"), needs_public_media=True)
    monkeypatch.setattr(desk, "facts", lambda key: changed if key == "mastodon" else facts_of(key))


def lines_of(view: QWidget) -> list[str]:
    return [row.accessibleName() for row in view.findChildren(QWidget, "computer_line") if row.isVisible()]


async def test_it_is_said_for_that_channel_once_there_is_a_photo(
    qtbot, compose: Compose, desk: Desk, brand: Brand, fetching, channels, look: Look
) -> None:
    assets = await bakery.photos(desk, brand)
    composer = compose(text="Pane")
    view = look(composer)
    assert composer.screen.prices == ()
    composer.draft.set_media([MediaUse(assets[0].id)])
    assert composer.screen.prices == (ComputerLine("globe", "Mastodon", SAID),)
    assert ComputerLine("hand", "Mastodon", "we remind you, you publish") in composer.screen.computer
    qtbot.waitUntil(lambda: f"Mastodon: {SAID}" in lines_of(view))


async def test_with_a_place_on_the_web_there_is_nothing_to_say(
    compose: Compose, desk: Desk, brand: Brand, fetching, channels
) -> None:
    site = bakery.channel(desk, brand, "wordpress", "Sito")
    await media_host.save(desk, brand.id, CHANNEL, {}, site.id)
    assets = await bakery.photos(desk, brand)
    composer = compose(text="Pane")
    composer.draft.set_media([MediaUse(assets[0].id)])
    assert composer.screen.prices == ()
    assert not any(line.icon == "hand" for line in composer.screen.computer)


async def test_where_a_person_uploads_it_there_nothing_is_said(
    compose: Compose, desk: Desk, brand: Brand, monkeypatch: pytest.MonkeyPatch
) -> None:
    bakery.channel(desk, brand, "threads", "Forno")
    guided = replace(facts_of("threads"), sends_by_itself=False)
    monkeypatch.setattr(desk, "facts", lambda key: guided if key == "threads" else facts_of(key))
    assets = await bakery.photos(desk, brand)
    composer = compose(text="Pane")
    composer.draft.set_media([MediaUse(assets[0].id)])
    assert guided.needs_public_media
    assert composer.screen.prices == ()


@pytest.mark.parametrize(("kind", "said"), [("photos", True), ("video", False)])
async def test_films_travel_where_photos_are_fetched(
    kind: str, said: bool, compose: Compose, desk: Desk, brand: Brand
) -> None:
    channel = bakery.channel(desk, brand, "tiktok", "Forno")
    assets = await bakery.photos(desk, brand)
    content = Content(text="Pane", media=(MediaUse(assets[0].id),), options={"kind": kind})
    post = add_post(desk, brand.id, content=content, channels=(channel.id,))
    lines = address_lines(post, compose(text="Pane").voices)
    assert lines == ((ComputerLine("globe", "TikTok", SAID),) if said else ())
