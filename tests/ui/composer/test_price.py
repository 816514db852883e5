"""What a post costs, said only where smmdesk itself sends and the platform charges for it."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QWidget

from smmdesk.desk.desk import Desk
from smmdesk.model.brand import Brand
from smmdesk.model.content import Content, ThreadItem
from smmdesk.model.media import MediaUse
from smmdesk.model.words import set_language
from smmdesk.platforms import facts_of
from smmdesk.platforms.facts import PriceFact
from tests.ui.composer import bakery
from tests.ui.composer.conftest import Compose, Look
from tests.ui.composer.support import type_text
from ui.presenters.composer_price import price_of
from ui.presenters.composer_state import ComputerLine

PRICE = PriceFact("It charges.", "USD", 0.015, 0.2, "2026-11-22", "price list", media=0.015, alt=0.005)
SAID = "about {} USD for this post (a text with a link: 0.20 USD), prices of 22 November 2026"


@pytest.fixture
def charging(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Mastodon charges, as nobody does yet that smmdesk sends to itself."""
    monkeypatch.setattr(
        desk, "facts", lambda key: replace(facts_of(key), price=PRICE) if key == "mastodon" else facts_of(key)
    )


@pytest.fixture
def italian() -> Iterator[None]:
    set_language("it")
    yield
    set_language("en")


def lines_of(view: QWidget) -> list[str]:
    return [row.accessibleName() for row in view.findChildren(QWidget, "computer_line") if row.isVisible()]


def test_it_is_said_for_the_channel_that_is_charged_for(
    qtbot, compose: Compose, charging, channels, look: Look
) -> None:
    view = look(compose())
    assert view.presenter.screen.prices == ()
    type_text(view.presenter, "Pane")
    assert view.presenter.screen.prices == (ComputerLine("info", "Mastodon", SAID.format("0.015")),)
    qtbot.waitUntil(lambda: f"Mastodon: {SAID.format('0.015')}" in lines_of(view))
    type_text(view.presenter, "Pane: www.forno.it")
    assert view.presenter.screen.prices[0].says == "about 0.20 USD for this post, prices of 22 November 2026"


def test_it_is_said_as_italians_write_it(compose: Compose, charging, channels, italian) -> None:
    composer = compose()
    type_text(composer, "Pane")
    (line,) = composer.screen.prices
    assert "circa 0,015 USD" in line.says
    assert "0,20 USD" in line.says
    assert line.says.endswith("22 novembre 2026")


@pytest.mark.parametrize(("guided", "said"), [(True, []), (False, ["X"])])
def test_publishing_there_yourself_costs_nothing(
    guided: bool, said: list[str], compose: Compose, desk: Desk, brand: Brand
) -> None:
    """X charges programs alone."""
    bakery.channel(desk, brand, "x", "Il forno", guided=guided)
    composer = compose()
    type_text(composer, "Pane: https://forno.example/")
    assert [voice.facts.key for voice in composer.chosen] == ["x"]
    assert [line.who for line in composer.screen.prices] == said


def test_every_part_is_paid_for() -> None:
    photo = MediaUse("a", {"it": "Pane"})
    content = Content(
        text="uno",
        link="https://forno.example/",
        media=(photo, MediaUse("b", {"it": ""})),
        thread=(ThreadItem("due"), ThreadItem("tre", (photo,))),
        first_comment="quattro",
    )
    assert price_of(content, PRICE) == pytest.approx(0.2 + 3 * 0.015 + 3 * 0.015 + 2 * 0.005)
    assert price_of(Content(text="uno. due"), PRICE) == 0.015
