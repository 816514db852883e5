"""The letter of a brand on the chips, where several brands stand together: not the colour alone says whose they are."""

from datetime import date

import pytest
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from smmdesk.model.stages import Progress
from ui.calendar import brand_mark
from ui.calendar.chip_layout import Line
from ui.calendar.chip_painter import ChipPainter
from ui.calendar.layout import Rect
from ui.look.theme import theme
from ui.models.calendar_entries import Entry

LONG = Entry(
    "1", Progress.SCHEDULED, "Snow on the terrace, cocoa by the fire, and more of it", None, date(2026, 12, 8), 540
)


def painted(entry: Entry, width: int = 150, height: int = 52) -> QImage:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(theme().color("surface"))
    painter = QPainter(image)
    ChipPainter(lambda *_: None).draw(painter, Rect(0, 0, width, height), entry, tall=height > 40)
    painter.end()
    return image


def in_colour(image: QImage, color: QColor, first: int, last: int) -> int:
    """How many of these columns of pixels have it."""
    return sum(
        any(image.pixelColor(x, y).rgb() == color.rgb() for y in range(image.height())) for x in range(first, last)
    )


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("height", [36, 52])
def test_a_chip_begins_with_the_letter_of_its_brand(height: int) -> None:
    of_lume = LONG._replace(brand="Lume", label="prodotti")
    of_mare = of_lume._replace(brand="Mare")
    color, left, right = theme().label_color("prodotti"), theme().px(7), theme().px(28)
    assert in_colour(painted(LONG._replace(label="prodotti"), height=height), color, left, right) == 0
    assert in_colour(painted(of_lume, height=height), color, left, right) >= theme().px(8)
    assert painted(of_lume, height=height) != painted(of_mare, height=height)


def test_words_without_room_for_both_go_first(qapp: QApplication) -> None:
    narrow, wide = Line(0, 0, theme().px(50)), Line(0, 0, theme().px(120))
    assert not brand_mark.has_room((narrow,))
    assert not brand_mark.has_room(())
    [first] = brand_mark.beside((wide,))
    assert (first.x, first.width) == (theme().px(18), theme().px(102))
