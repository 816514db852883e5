"""The cards of the board, painted."""

from datetime import date

import pytest
from PySide6.QtGui import QPainter, QPixmap

from ui.calendar.board_layout import lay_out_board
from ui.calendar.board_scene import BoardScene
from ui.calendar.card_painter import CardPainter
from ui.calendar.chip_painter import Look
from ui.calendar.layout import Rect
from ui.presenters.calendar_board import COLUMNS, REVIEW
from ui.views.calendar import CalendarView


@pytest.mark.parametrize(("width", "has_picture"), [(150, True), (118, False)])
def test_the_words_of_a_narrow_card_take_the_place_of_its_picture(
    view: CalendarView, write, monkeypatch: pytest.MonkeyPatch, width: int, has_picture: bool
) -> None:
    """With large letters words beside a picture were broken in the middle."""
    write("2026-11-27T09:00", "Panettone bookings")
    view.presenter.go_to(date(2026, 11, 27))
    [entry] = [entry for each in view.presenter.page.days for entry in each.entries]
    asked: list[str] = []
    monkeypatch.setattr(view.chips, "pictures", lambda key, *_: asked.append(key))
    canvas = QPixmap(200, 100)
    painter = QPainter(canvas)
    CardPainter(view.chips).draw(painter, Rect(0, 0, width, 78), entry._replace(picture="a photo"), Look())
    painter.end()
    assert bool(asked) is has_picture


@pytest.mark.parametrize(("width", "said"), [(150, ["Draft"]), (60, [])])
def test_the_state_of_a_narrow_card_is_said_by_its_sign_and_its_column(
    view: CalendarView, write, monkeypatch: pytest.MonkeyPatch, width: int, said: list[str]
) -> None:
    """The word stood beyond the card's edge."""
    write("2026-11-27T09:00", "Panettone bookings")
    view.presenter.go_to(date(2026, 11, 27))
    [entry] = [entry for each in view.presenter.page.days for entry in each.entries]
    drawn: list[tuple[str, float, float]] = []
    texts = view.chips.texts
    monkeypatch.setattr(
        texts, "draw", lambda _painter, style, words, x, _y: drawn.append((words, x, x + texts.width(style, words)))
    )
    canvas = QPixmap(200, 100)
    painter = QPainter(canvas)
    CardPainter(view.chips)._foot(painter, Rect(0, 0, width, 78), entry, 0)
    painter.end()
    words = [each for each in drawn if each[0]]
    assert [each for each, _left, _right in words if not each.startswith("+")] == said
    assert all(right <= width - 8 for _each, _left, right in words)


def test_a_narrow_column_says_its_name_whole_while_no_plus_stands_there(
    view: CalendarView, monkeypatch: pytest.MonkeyPatch
) -> None:
    view.presenter.set_mode("board")
    scene = view.grid.scene
    assert isinstance(scene, BoardScene)
    scene.layout = lay_out_board(750, [0] * len(COLUMNS))
    said: list[str] = []
    monkeypatch.setattr(view.grid.chips.texts, "draw", lambda _painter, _style, words, *_place: said.append(words))
    canvas = QPixmap(750, 100)
    painter = QPainter(canvas)
    scene._paint_header(painter, list(COLUMNS).index(REVIEW))
    painter.end()
    assert said == ["Waiting for OK", "0"]
