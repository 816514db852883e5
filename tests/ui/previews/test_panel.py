"""The column of previews beside the composer: what it says of itself, its two switches, the account's picture."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractButton

from smmdesk.desk import media_intake
from smmdesk.model.words import set_language
from tests.ui.composer.conftest import dressed
from tests.ui.composer.test_media import Kitchen
from ui.look.theme import theme
from ui.presenters.previews import PreviewsPresenter
from ui.views.composer_previews import PreviewsPanel

__all__ = ["dressed"]


@pytest.fixture
def light() -> Iterator[None]:
    theme().choose("light")
    yield
    theme().choose("system")


def ground(panel: PreviewsPanel) -> list[str]:
    """The colour under each card's words."""
    cards = panel.board.cards()
    return [card.grab().toImage().pixelColor(card.width() // 2, card.height() - 4).name() for card in cards]


@pytest.mark.statement(64)
@pytest.mark.parametrize(
    ("language", "about"),
    [("en", "about how it will look · measures of {}"), ("it", "più o meno così · misure del {}")],
)
async def test_it_says_about_how_it_will_look_and_of_when_its_measures_are(
    qtbot, tmp_path: Path, language: str, about: str
) -> None:
    async with Kitchen(tmp_path) as kitchen:
        set_language(language)
        previews = PreviewsPresenter(kitchen.composer)
        panel = PreviewsPanel(previews)
        qtbot.addWidget(panel)
        assert previews.measured.endswith("2026")
        assert panel._about.text() == about.format(previews.measured)
        assert panel._about.isVisibleTo(panel)


@pytest.mark.statement(66)
async def test_dark_and_light_are_chosen_whatever_the_window_wears(qtbot, dressed, tmp_path: Path, light) -> None:
    async with Kitchen(tmp_path) as kitchen:
        panel = PreviewsPanel(PreviewsPresenter(kitchen.composer))
        qtbot.addWidget(panel)
        panel.resize(700, 900)
        panel.show()
        before, window = ground(panel), theme().is_dark
        panel.findChild(QAbstractButton, "segment_dark").click()
        dark = ground(panel)
        assert len(dark) == 3
        assert all(one != other for one, other in zip(before, dark, strict=True))
        assert theme().is_dark is window
        theme().choose("dark")
        panel.findChild(QAbstractButton, "segment_light").click()
        assert ground(panel) == before
        assert theme().is_dark


# Platforms' own pictures are not fetched: the brand's logo, which an owner puts everywhere, stands for them.
@pytest.mark.statement(63)
async def test_the_picture_of_the_profile_is_the_logo(qtbot, dressed, tmp_path: Path, light) -> None:
    async with Kitchen(tmp_path) as kitchen:
        logo = tmp_path / "logo.png"
        image = QImage(300, 300, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.magenta)
        image.save(str(logo))
        [asset] = media_intake.take_files_now(kitchen.desk, kitchen.brand.id, [logo]).assets
        with kitchen.desk.store.transaction() as tx:
            tx.put(replace(kitchen.brand, logo_asset_id=asset.id))
        composer = type(kitchen.composer).new(kitchen.bridge, {}, kitchen.delays.make)
        previews = PreviewsPresenter(composer)
        panel = PreviewsPanel(previews)
        qtbot.addWidget(panel)
        panel.resize(700, 900)
        panel.show()
        await kitchen.taken()
        kitchen.delays.pause()
        assert all(Path(preview.avatar).is_file() for preview in previews.previews)
        for card in panel.board.cards()[:2]:  # a blog shows none
            shown = card.grab().toImage()
            found = sum(
                shown.pixelColor(x, y).name() == "#ff00ff"
                for x in range(0, shown.width(), 2)
                for y in range(0, min(80, shown.height()), 2)
            )
            assert found > 50, card.preview.platform
        composer.let_go()
