"""Previews without a composer: values in, pictures out."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage

from smmdesk.model.words import set_language
from ui.presenters.previews import Preview, PreviewPart, PreviewPicture
from ui.previews.preview_card import PreviewCard

EMPTY = Preview(
    channel_id="c1",
    platform="mastodon",
    tint="mastodon",
    caption="Mastodon",
    look="status",
    name="Forno Lucia",
    handle="@lucia@forno.example",
    avatar="",
    time="09:00",
    day="19 November 2026",
    title="",
    link="",
    parts=(PreviewPart("Il pane è pronto"),),
    first_comment="",
    options={},
    fold_phone=0,
    fold_desktop=0,
    ratio_min=0.5,
    ratio_max=2.0,
    measured="2026-07-02",
    verdict="ready",
    level="ok",
)


def preview(text: str = "Il pane è pronto", over_at: int | None = None, **changes: object) -> Preview:
    """A preview with one part of `text`."""
    pictures = changes.pop("pictures", ())
    part = PreviewPart(text, pictures, over_at)  # type: ignore[arg-type]
    return replace(EMPTY, parts=(part,), **changes)  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    set_language("en")
    yield
    set_language("en")


Show = Callable[..., PreviewCard]


@pytest.fixture
def show(qtbot) -> Show:
    """`show(preview, dark=True, wide=True, width=…)` makes a card of that width."""
    kept: list[PreviewCard] = []

    def make(value: Preview, dark: bool = False, wide: bool = False, width: int = 260) -> PreviewCard:
        card = PreviewCard(value, dark, wide)
        qtbot.addWidget(card)
        kept.append(card)
        card.resize(width, card.heightForWidth(width))
        card.grab()  # painted once, so that its toggles know where they are
        return card

    return make


@pytest.fixture
def picture(tmp_path: Path) -> Callable[[str, int, int], PreviewPicture]:
    """A picture in one colour: `picture("#ff0000", 400, 300)`."""

    def make(color: str, width: int, height: int) -> PreviewPicture:
        image = QImage(width, height, QImage.Format.Format_RGB32)
        image.fill(QColor(color))
        path = tmp_path / f"{color[1:]}-{width}x{height}.png"
        image.save(str(path))
        return PreviewPicture(str(path), width / height)

    return make


def count_pixels(card: PreviewCard, color: QColor, tolerance: int = 0) -> int:
    """How many pixels of the card have a colour."""
    image = card.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    pixels = Counter(memoryview(image.constBits()).cast("I"))
    wanted = (color.red(), color.green(), color.blue())

    def is_near(pixel: int) -> bool:
        here = (pixel >> 16 & 255, pixel >> 8 & 255, pixel & 255)
        return all(abs(one - other) <= tolerance for one, other in zip(here, wanted, strict=True))

    return sum(count for pixel, count in pixels.items() if is_near(pixel))
