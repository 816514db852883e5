"""Pointer and keys on the real screen: choosing, opening, moving, copying, the menu, the cards."""

from datetime import date, datetime, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication, QPushButton

from smmdesk.desk import planning
from smmdesk.model.moment import Moment
from tests.ui.calendar.hands import CONTROL, LEFT, chip, day, middle
from ui.calendar.layout import Hit, Target
from ui.views.calendar import CalendarView

TUESDAY, FRIDAY = date(2026, 11, 24), date(2026, 11, 27)
SHIFT, ALT = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier
Key = Qt.Key


# ------------------------------------------------------------------ pointer
def test_a_click_chooses_and_a_double_click_opens(view: CalendarView, write, qtbot) -> None:
    post = write("2026-11-24 09:00", "Walnut bread")
    port = view.grid.viewport()
    qtbot.mouseClick(port, LEFT, pos=chip(view.grid, post.id))
    assert view.grid.choice.ids == (post.id,)
    assert view.presenter.focused == TUESDAY
    with qtbot.waitSignal(view.post_opened) as opened:
        qtbot.mouseDClick(port, LEFT, pos=chip(view.grid, post.id))
    assert opened.args == [post.id]
    qtbot.mouseClick(port, LEFT, pos=day(view.grid, FRIDAY))
    assert view.grid.choice.ids == ()
    assert view.presenter.focused == FRIDAY


@pytest.mark.statement(46)
def test_a_double_click_on_an_empty_place_begins_a_post_there(view: CalendarView, qtbot) -> None:
    with qtbot.waitSignal(view.post_wanted) as wanted:
        qtbot.mouseDClick(view.grid.viewport(), LEFT, pos=day(view.grid, FRIDAY))
    assert wanted.args == [{"day": FRIDAY}]
    view.presenter.set_mode("week")
    view.presenter.go_to(FRIDAY)
    place = view.grid.scene.layout.place(4, 10 * 60 + 15)
    with qtbot.waitSignal(view.post_wanted) as wanted:
        qtbot.mouseDClick(view.grid.viewport(), LEFT, pos=QPoint(place.x + 40, place.y + view.grid.scene.shift))
    assert wanted.args == [{"day": FRIDAY, "moment": Moment(datetime(2026, 11, 27, 10, 15), "Europe/Rome")}]


def test_the_plus_of_a_day_begins_a_post(view: CalendarView, qtbot) -> None:
    plus = view.month.scene.layout.cells[view.presenter.page.position_of(FRIDAY)].plus
    qtbot.mouseMove(view.month.viewport(), middle(plus))
    assert view.month.hand.hovered.hit is Hit.PLUS
    with qtbot.waitSignal(view.post_wanted):
        qtbot.mouseClick(view.month.viewport(), LEFT, pos=middle(plus))


@pytest.mark.statement(40)
def test_ctrl_and_shift_choose_several(view: CalendarView, write, qtbot) -> None:
    posts = [write(f"2026-11-{number} 09:00", f"Post {number}") for number in (23, 24, 25, 26)]
    port = view.grid.viewport()
    qtbot.mouseClick(port, LEFT, pos=chip(view.grid, posts[0].id))
    qtbot.mouseClick(port, LEFT, CONTROL, pos=chip(view.grid, posts[2].id))
    assert view.grid.choice.ids == (posts[0].id, posts[2].id)
    qtbot.mouseClick(port, LEFT, CONTROL, pos=chip(view.grid, posts[2].id))
    assert view.grid.choice.ids == (posts[0].id,)
    qtbot.mouseClick(port, LEFT, pos=chip(view.grid, posts[1].id))
    qtbot.mouseClick(port, LEFT, SHIFT, pos=chip(view.grid, posts[3].id))
    assert view.grid.choice.ids == tuple(post.id for post in posts[1:])


@pytest.mark.statement(40)
def test_a_rubber_band_chooses_what_it_touches(view: CalendarView, write, qtbot) -> None:
    posts = [write(f"2026-11-{number} 09:00", f"Post {number}") for number in (23, 24, 26)]
    port = view.grid.viewport()
    start, end = day(view.grid, date(2026, 11, 23)), chip(view.grid, posts[1].id)
    qtbot.mousePress(port, LEFT, pos=start)
    qtbot.mouseMove(port, QPoint(start.x() + 30, start.y() - 20))
    assert view.grid.hand.band is not None
    qtbot.mouseMove(port, end)
    view.grid.grab()
    qtbot.mouseRelease(port, LEFT, pos=end)
    assert view.grid.hand.band is None
    assert view.grid.choice.ids == (posts[0].id, posts[1].id)


@pytest.mark.statement(47)
def test_more_posts_than_room_open_as_a_list(view: CalendarView, write, qtbot) -> None:
    posts = [write(f"2026-11-27 {hour:02d}:00", f"Post {hour}") for hour in range(8, 16)]
    cell = view.month.scene.layout.cells[view.presenter.page.position_of(FRIDAY)]
    assert cell.fit.shown + cell.fit.more == 8
    page = view.presenter.page
    assert cell.more is not None
    qtbot.mouseClick(view.month.viewport(), LEFT, pos=middle(cell.more))
    card = view.cards.day
    assert card is not None
    assert card.isVisible()
    qtbot.keyClick(card.rows, Key.Key_Escape)
    assert not card.isVisible()
    assert (view.presenter.page, view.grid.hasFocus()) == (page, True), "the place is not lost"
    qtbot.mouseClick(view.month.viewport(), LEFT, pos=middle(cell.more))
    assert card.rows.model().rowCount() == 8
    card.rows.step(7)
    with qtbot.waitSignal(view.post_opened) as opened:
        qtbot.keyClick(card.rows, Key.Key_Return)
    assert opened.args == [posts[-1].id]
    assert not card.isVisible()


@pytest.mark.statement(57)
def test_the_preview_opens_by_hover_and_by_key_and_closes_by_escape(
    view: CalendarView, write, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = write(
        "2026-11-24 09:00", "Walnut bread\nWith the first nuts of the year", channels=("channel-0", "channel-1")
    )
    planning.schedule(view.presenter.desk, post.id)
    view.grid.hands.pointer.hover(view.grid.scene.target_at(chip(view.grid, post.id)))
    qtbot.waitUntil(lambda: view.cards.preview is not None and view.cards.preview.isVisible(), timeout=2000)
    preview = view.cards.preview
    assert preview is not None
    assert "Walnut bread" in preview.accessibleName()
    assert "keep this computer on" in preview.accessibleName()
    on_it, beside_all = preview.mapToGlobal(preview.rect().center()), view.window().mapToGlobal(QPoint(2, 2))
    for place, stays in ((on_it, True), (beside_all, False)):  # WCAG 1.4.13: the pointer may go onto it
        with monkeypatch.context() as patch:
            patch.setattr(QCursor, "pos", lambda place=place: place)
            preview._look_where()
        assert preview.isVisible() is stays
    view.search_field.field.setFocus()
    index = view.grid.entries.index_of_post(post.id)
    view.cards.show_preview(view.presenter.entries((post.id,))[0], view.grid.rect_of(index))
    assert preview.isVisible()
    monkeypatch.setattr(preview, "underMouse", lambda: True)
    qtbot.keyClick(view.search_field.field, Key.Key_Escape)
    assert not preview.isVisible(), "with the pointer on it, and the keyboard elsewhere"
    monkeypatch.undo()
    view.grid.setFocus()
    qtbot.mouseClick(view.grid.viewport(), LEFT, pos=chip(view.grid, post.id))
    qtbot.keyClick(view.grid, Key.Key_Space)
    assert preview.isVisible()
    assert preview.hasFocus()
    with qtbot.waitSignal(view.post_opened):
        preview.findChild(QPushButton, "preview_open").click()
    qtbot.keyClick(view.grid, Key.Key_Space)
    qtbot.keyClick(preview, Key.Key_Escape)
    assert not preview.isVisible()


def test_the_wheel_turns_weeks(view: CalendarView, qtbot) -> None:
    from PySide6.QtCore import QPointF
    from PySide6.QtGui import QWheelEvent

    port = view.grid.viewport()
    where = QPointF(300, 300)
    for delta in (-60, -60):
        event = QWheelEvent(
            where, port.mapToGlobal(where), QPoint(), QPoint(0, delta), Qt.MouseButton.NoButton, Qt.KeyboardModifier(0),
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(port, event)
    assert view.presenter.page.first == date(2026, 11, 2)


# ------------------------------------------------------------------ hovering and looks
@pytest.mark.statement(59)
def test_hovering_paints_only_what_changed(view: CalendarView, write) -> None:
    post = write("2026-11-24 09:00", "Walnut bread")
    target = view.grid.scene.target_at(chip(view.grid, post.id))
    view.grid.hands.pointer.hover(target)
    assert view.grid.hand.hovered == Target(Hit.CHIP, view.presenter.page.position_of(TUESDAY), 0)
    view.grid.hands.pointer.hover(Target(Hit.NOTHING))


def test_now_moves_on_each_minute(view: CalendarView, clock) -> None:
    clock.advance(timedelta(minutes=1))
    view._life._tick()
    assert view.presenter.page.now_minutes == 11 * 60 + 21


@pytest.mark.statement(91)
def test_light_and_dark_switch_while_it_is_open(view: CalendarView, write) -> None:
    from ui.look.theme import theme

    write("2026-11-24 09:00", "Walnut bread")
    before = view.grid.grab().toImage().pixelColor(5, 60)
    theme().choose("dark")
    try:
        assert view.grid.grab().toImage().pixelColor(5, 60) != before
    finally:
        theme().choose("light")
    assert view.grid.grab().toImage().pixelColor(5, 60) == before
    theme().choose("system")


def test_a_mistake_in_a_gesture_is_logged_and_the_calendar_lives(
    view: CalendarView, qtbot, allow_log, monkeypatch
) -> None:
    allow_log("went wrong")
    monkeypatch.setattr(view.grid.scene, "target_at", lambda _point: ()[0])
    qtbot.mouseMove(view.grid.viewport(), QPoint(200, 200))
    qtbot.mouseClick(view.grid.viewport(), LEFT, pos=QPoint(200, 200))
    monkeypatch.undo()
    monkeypatch.setattr(view.grid.scene, "paint", lambda *_args: ()[0])
    view.grid.grab()
    monkeypatch.undo()
    qtbot.mouseClick(view.grid.viewport(), LEFT, pos=day(view.grid, FRIDAY))
    assert view.presenter.focused == FRIDAY
