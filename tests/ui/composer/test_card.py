"""The card of a link: read by the way, changed by a person, never in the way (ux.md 17; security.md T5)."""

import asyncio
from datetime import timedelta
from pathlib import Path

import httpcore
import pytest

from smmdesk.desk import link_cards
from smmdesk.desk.desk import Desk
from smmdesk.model.content import LinkCard, Wording
from smmdesk.platforms.fetch import Fetcher, system_resolver
from smmdesk.platforms.fetch import LinkCard as Found
from smmdesk.system.paths import RESOURCES
from tests.desk.support import post_now
from tests.ui.composer.conftest import Compose, Look
from tests.ui.composer.pages import SHOP, SHOP_CARD, Pages
from tests.ui.composer.support import Delays, stored
from ui.bridge import Bridge
from ui.presenters.composer import ComposerPresenter
from ui.presenters.previews import PreviewsPresenter


async def read(bridge: Bridge, delays: Delays) -> None:
    """Typing paused, and what was begun by that is done."""
    delays.pause()
    delays.pause()
    while bridge.tasks.busy:
        await asyncio.sleep(0.002)
    delays.pause()


@pytest.fixture
def pages(desk: Desk) -> Pages:
    found = Pages(SHOP_CARD)
    desk.__dict__["fetcher"] = found
    return found


def on(composer: ComposerPresenter, *numbers: int) -> ComposerPresenter:
    """With only these of the three channels: Mastodon, Bluesky, the blog."""
    composer.draft.choose_channels([composer.voices[number].id for number in numbers])
    return composer


@pytest.mark.statement(17)
async def test_a_link_shows_its_card_where_it_will_be_seen(
    compose: Compose, channels, bridge: Bridge, delays: Delays, pages: Pages
) -> None:
    composer = on(compose(), 1)
    previews = PreviewsPresenter(composer)
    composer.draft.set_words("text", f"Ordini qui {SHOP}")
    assert composer.screen.card.state == "looking"
    assert pages.asked == []  # half a link is nobody's page
    await read(bridge, delays)
    row = composer.screen.card
    assert (row.state, row.host, row.title) == ("seen", "fornolucia.example", "Panettone artigianale")
    assert Path(row.picture).read_bytes()[:2] == b"\xff\xd8"
    card = previews.previews[0].card
    assert card is not None
    assert (card.title, card.description) == (SHOP_CARD.title, SHOP_CARD.description)
    assert card.picture == row.picture
    composer.draft.set_words("text", f"Ordini qui, oggi {SHOP}")
    await read(bridge, delays)
    assert pages.asked == [SHOP]
    await bridge.aclose()


@pytest.mark.statement(17)
async def test_a_dead_page_is_said_and_blocks_nothing(
    compose: Compose, channels, bridge: Bridge, desk: Desk, delays: Delays, pages: Pages
) -> None:
    composer = on(compose(), 1)
    composer.draft.set_words("text", "Qui https://dead.example/x")
    await read(bridge, delays)
    assert composer.screen.card.state == "unseen"
    assert not [row for row in composer.screen.problems if row.blocking]
    assert stored(desk)[0].content.text == "Qui https://dead.example/x"
    pages.cards["https://dead.example/x"] = Found("https://dead.example/x", "Back again")
    composer.card.look_again("https://dead.example/x")
    await read(bridge, delays)
    assert (composer.screen.card.state, composer.screen.card.title) == ("seen", "Back again")
    await bridge.aclose()


@pytest.mark.statement(17)
async def test_a_card_is_removed_and_replaced_and_undone(
    compose: Compose, channels, bridge: Bridge, desk: Desk, delays: Delays, pages: Pages
) -> None:
    composer = on(compose(), 1)
    previews = PreviewsPresenter(composer)
    composer.draft.set_words("link", SHOP)
    await read(bridge, delays)
    composer.card.change(shown=False)
    await read(bridge, delays)
    assert composer.screen.card.state == "removed"
    assert previews.previews[0].link == ""
    composer.draft.undo()
    assert composer.screen.card.state == "seen"
    for end in range(1, 8):
        composer.card.change(1, title="Natale!"[:end])
    composer.card.take_file([RESOURCES / "sample" / "oven.jpg"])
    await read(bridge, delays)
    card = previews.previews[0].card
    assert card is not None
    assert (card.title, card.description) == ("Natale!", SHOP_CARD.description)
    assert card.picture == next(iter(composer.media.thumbs.values()))
    composer.draft.undo()
    composer.draft.undo()
    assert composer.screen.card.title == SHOP_CARD.title  # a burst of typing is one step
    composer.draft.redo()
    assert composer.close()
    assert post_now(desk, stored(desk)[0]).content.card == LinkCard(title="Natale!")
    await bridge.aclose()


async def test_a_channel_may_have_a_card_of_its_own(
    compose: Compose, channels, bridge: Bridge, delays: Delays, pages: Pages
) -> None:
    composer = on(compose(), 0, 1)
    mastodon, bluesky = composer.draft.post.channels
    composer.draft.set_words("link", SHOP)
    composer.draft.show_tab(bluesky)
    composer.card.change(title="Per Bluesky")
    await read(bridge, delays)
    assert composer.draft.post.content.card is None
    assert composer.draft.post.wordings == (Wording(bluesky, card=LinkCard(title="Per Bluesky")),)
    titles = {
        preview.channel_id: preview.card.title for preview in PreviewsPresenter(composer).previews if preview.card
    }
    assert titles == {mastodon: SHOP_CARD.title, bluesky: "Per Bluesky"}
    await bridge.aclose()


async def test_a_platform_that_reads_the_page_itself_keeps_its_card(
    compose: Compose, channels, bridge: Bridge, delays: Delays, pages: Pages
) -> None:
    composer = on(compose(), 0, 1)
    composer.draft.set_words("link", SHOP)
    await read(bridge, delays)
    composer.card.change(title="Anders")
    await read(bridge, delays)
    shown = {preview.caption: preview.card.title for preview in PreviewsPresenter(composer).previews if preview.card}
    assert shown == {"Mastodon": SHOP_CARD.title, "Bluesky": "Anders"}
    assert composer.screen.card.reads_itself == "Mastodon"
    on(composer, 0)
    assert not composer.screen.card.can_change
    await bridge.aclose()


async def test_photos_take_the_place_of_a_card(
    compose: Compose, channels, bridge: Bridge, delays: Delays, pages: Pages
) -> None:
    composer = on(compose(), 1)
    composer.draft.set_words("text", SHOP)
    composer.media.take_files([RESOURCES / "sample" / "oven.jpg"])
    await read(bridge, delays)
    assert composer.screen.card.state == ""
    await bridge.aclose()


async def test_what_was_read_is_kept_for_a_day(desk: Desk, clock, pages: Pages) -> None:
    card = await link_cards.look(desk, SHOP)
    assert card is not None
    assert link_cards.known(desk, SHOP) == card
    assert link_cards.is_fresh(desk, card)
    clock.advance(timedelta(hours=24, seconds=1))
    assert not link_cards.is_fresh(desk, card)
    Path(card.picture).unlink()
    known = link_cards.known(desk, SHOP)
    assert known is not None
    assert known.picture == ""
    assert link_cards.known(desk, "https://other.example/") is None


async def test_a_picture_that_is_none_leaves_the_words(desk: Desk, tmp_path: Path) -> None:
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"\xff\xd8\xff not a picture")
    desk.__dict__["fetcher"] = Pages(SHOP_CARD, picture=broken)
    card = await link_cards.look(desk, SHOP)
    assert card is not None
    assert (card.title, card.picture) == (SHOP_CARD.title, "")
    assert not [path for path in desk.paths.cache.rglob("*") if "part" in path.name]


class NoSockets(httpcore.AsyncNetworkBackend):
    """Counts the connections that were wanted, and makes none."""

    def __init__(self) -> None:
        self.wanted: list[str] = []

    async def connect_tcp(
        self, host: str, port: int, *_more: object, **_options: object
    ) -> httpcore.AsyncNetworkStream:
        self.wanted.append(host)
        raise httpcore.ConnectError("no")


INSIDE = [
    "http://127.0.0.1:631/",
    "http://0x7f.1/",
    "http://2130706433/",
    "http://0177.0.0.1/",
    "http://127.1/",
    "http://[::ffff:169.254.169.254]/",
    "http://[64:ff9b::a9fe:a9fe]/",
    "http://[2002:a9fe:a9fe::]/",
    "http://192.168.1.1/reboot",
    "http://rebind:80@host",
]


@pytest.mark.parametrize(
    "url", [pytest.param(url, marks=pytest.mark.vector(number)) for number, url in enumerate(INSIDE, start=31)]
)
async def test_an_address_inside_this_network_is_never_looked_at(
    url: str, compose: Compose, channels, bridge: Bridge, desk: Desk, delays: Delays
) -> None:
    backend = NoSockets()
    desk.__dict__["fetcher"] = Fetcher(system_resolver, backend)
    composer = on(compose(), 1)
    composer.draft.set_words("link", url)
    await read(bridge, delays)
    assert composer.screen.card.state in ("unseen", "")
    assert backend.wanted == []
    assert stored(desk)[0].content.link == url
    await bridge.aclose()


# ------------------------------------------------------------------ on screen
@pytest.mark.statement(17)
async def test_the_card_on_screen(
    qtbot, compose: Compose, channels, bridge: Bridge, look: Look, delays: Delays, pages: Pages
) -> None:
    view = look(on(compose(), 1))
    card = view.editor.card
    assert not card.isVisible()
    qtbot.keyClicks(view.editor.box.text, SHOP)
    assert card.line.text() == "Looking at the page…"
    await read(bridge, delays)
    assert card.title.text() == SHOP_CARD.title
    card.title.selectAll()
    qtbot.keyClicks(card.title, "Ordini")
    assert view.presenter.draft.post.content.card == LinkCard(title="Ordini")
    card.remove.click()
    assert card.again.text() == "Show the card"
    card.again.click()
    assert card.title.isVisible()
    await bridge.aclose()
