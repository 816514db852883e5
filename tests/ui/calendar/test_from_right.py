"""The calendar in a language that is read from the right: turned over as a whole, with the same hands."""

from collections.abc import Iterator
from datetime import date, datetime

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from smmdesk.model import words
from tests.ui.calendar.hands import LEFT, Carry, wall
from ui.calendar.drag import pack
from ui.calendar.layout import Hit
from ui.look import mirror
from ui.look.language import choose_language
from ui.views.calendar import CalendarView

TUESDAY, FRIDAY = date(2026, 11, 24), date(2026, 11, 27)
Key = Qt.Key


@pytest.fixture(autouse=True)
def from_right(qapp: QApplication) -> Iterator[None]:
    choose_language(qapp, "xb")
    yield
    choose_language(qapp, "en")


def centre(view: CalendarView, post_id: str) -> QPoint:
    """Where a post's chip is seen."""
    return view.grid.visualRect(view.grid.entries.index_of_post(post_id)).center()


def foot(view: CalendarView, day: date) -> QPoint:
    """Where a day is seen, near its lower edge."""
    seen = view.grid.visualRect(view.grid.entries.index_of_day(day))
    return QPoint(seen.center().x(), seen.bottom() - 6)


def test_a_week_begins_at_the_right(view: CalendarView) -> None:
    assert words.reads_from_right()
    first, second, last = (
        view.grid.visualRect(view.grid.entries.index_of_day(view.presenter.page.days[number].day))
        for number in (0, 1, 6)
    )
    assert first.right() == view.grid.viewport().width() - 1
    assert (second.right() + 1, last.left()) == (first.left(), 0)


def test_a_click_is_on_what_is_seen_there(view: CalendarView, write, qtbot) -> None:
    post = write("2026-11-24 09:00", "Walnut bread")
    port = view.grid.viewport()
    qtbot.mouseClick(port, LEFT, pos=centre(view, post.id))
    assert (view.grid.choice.ids, view.presenter.focused) == ((post.id,), TUESDAY)
    with qtbot.waitSignal(view.post_opened) as opened:
        qtbot.mouseDClick(port, LEFT, pos=centre(view, post.id))
    assert opened.args == [post.id]
    with qtbot.waitSignal(view.post_wanted) as wanted:
        qtbot.mouseDClick(port, LEFT, pos=foot(view, FRIDAY))
    assert wanted.args == [{"day": FRIDAY}]
    assert view.grid.indexAt(centre(view, post.id)) == view.grid.entries.index_of_post(post.id)


def test_the_plus_stands_at_the_left_of_a_day(view: CalendarView, qtbot) -> None:
    cell = view.month.scene.layout.cells[view.presenter.page.position_of(FRIDAY)]
    plus, day = view.month.scene.on_screen(cell.plus), view.month.scene.on_screen(cell.rect)
    assert plus.center().x() < day.center().x()
    qtbot.mouseMove(view.month.viewport(), plus.center())
    assert view.month.hand.hovered.hit is Hit.PLUS


def test_a_rubber_band_takes_what_it_is_drawn_over(view: CalendarView, write, qtbot) -> None:
    posts = [write(f"2026-11-{number} 09:00", f"Post {number}") for number in (23, 24, 26)]
    port, start = view.grid.viewport(), foot(view, date(2026, 11, 23))
    qtbot.mousePress(port, LEFT, pos=start)
    qtbot.mouseMove(port, QPoint(start.x() - 30, start.y() - 20))
    qtbot.mouseMove(port, centre(view, posts[1].id))
    assert view.grid.choice.ids == tuple(post.id for post in posts[:2])
    qtbot.mouseRelease(port, LEFT, pos=centre(view, posts[1].id))


def test_a_post_is_dropped_on_the_day_under_the_pointer(view: CalendarView, write) -> None:
    post = write("2026-11-24 09:00", "Walnut bread")
    carry = Carry(view.grid.viewport(), pack((post.id,), post.id))
    assert carry.over(foot(view, FRIDAY))
    assert carry.drop(foot(view, FRIDAY)).isAccepted()
    assert wall(view, post) == datetime(2026, 11, 27, 9)


@pytest.mark.parametrize(("key", "then"), [(Key.Key_Left, 25), (Key.Key_Right, 23), (Key.Key_Down, 31)])
def test_arrows_go_where_they_point(view: CalendarView, qtbot, key: Qt.Key, then: int) -> None:
    view.presenter.go_to(TUESDAY)
    view.grid.setFocus()
    qtbot.keyClick(view.grid, key)
    assert (view.presenter.focused - date(2026, 11, 1)).days + 1 == then


def test_alt_and_shift_take_a_post_along_where_the_arrow_points(view: CalendarView, write, qtbot) -> None:
    post = write("2026-11-24 09:00", "Walnut bread")
    view.grid.setFocus()
    qtbot.mouseClick(view.grid.viewport(), LEFT, pos=centre(view, post.id))
    qtbot.keyClick(view.grid, Key.Key_Left, Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier)
    assert wall(view, post) == datetime(2026, 11, 25, 9)


@pytest.mark.parametrize("mode", ["week", "day", "board", "agenda"])
def test_the_other_views_are_turned_over_too(view: CalendarView, write, qtbot, mode: str) -> None:
    post = write("2026-11-24 09:00", "Walnut bread")
    view.presenter.set_mode(mode)
    view.presenter.go_to(TUESDAY)
    seen = view.grid.visualRect(view.grid.entries.index_of_post(post.id))
    kept = view.grid.rect_of(view.grid.entries.index_of_post(post.id))
    assert seen == QRect(view.grid.viewport().width() - kept.right, kept.y, kept.width, kept.height)
    qtbot.mouseClick(view.grid.viewport(), LEFT, pos=seen.center())
    assert view.grid.choice.ids == (post.id,)


def test_words_are_not_seen_in_a_mirror(view: CalendarView, write, qapp: QApplication) -> None:
    """A chip of Latin words on its own ground, from the right and from the left: the letters are the same."""
    write("2026-11-24 09:00", "bbbb dddd")
    texts = view.grid.chips.texts

    def drawn() -> QImage:
        from PySide6.QtGui import QPainter, QPixmap

        made = QPixmap(60, 20)
        made.fill(Qt.GlobalColor.white)
        painter = mirror.turn(QPainter(made), 60)
        texts.draw(painter, "words", "bd", 4 if mirror.is_on() else 60 - 4 - texts.width("words", "bd"), 2)
        painter.end()
        return made.toImage()

    turned = drawn()
    choose_language(qapp, "en")
    assert drawn() == turned
