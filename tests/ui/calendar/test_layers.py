"""Holidays, days that people talk about and notes on the days of the calendar."""

import asyncio
from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLineEdit, QMenu, QPushButton

from smmdesk.desk import day_marks, undo
from smmdesk.desk.day_marks import MarkKind
from smmdesk.desk.desk import Desk
from smmdesk.model.brand import Brand
from smmdesk.model.planning_aids import DayNote
from smmdesk.model.words import set_language
from tests.ui.calendar.hands import LEFT, day, middle
from ui.calendar.extras import Line, fitting, lines_of, shorter
from ui.calendar.layout import Gap, Hit
from ui.dialogs import Sheet
from ui.look.theme import theme
from ui.models.calendar_entries import Day, Mark
from ui.presenters.calendar import CalendarPresenter
from ui.presenters.calendar_layers import show_layer
from ui.views.calendar import CalendarView

FRIDAY = date(2026, 11, 27)
SANTA_BARBARA = date(2026, 12, 4)
ALL_SAINTS = date(2026, 11, 1)
FERRAGOSTO = date(2026, 8, 15)


def texts(presenter: CalendarPresenter, which: date) -> list[str]:
    return [mark.text for mark in presenter.page.days[presenter.page.position_of(which)].marks]


def marks_of(view: CalendarView, which: date) -> tuple[Mark, ...]:
    page = view.presenter.page
    return page.days[page.position_of(which)].marks


def marked(view: CalendarView) -> CalendarView:
    asyncio.run(view.presenter.add_layers())
    view.presenter.go_to(FRIDAY)
    return view


def line_of(view: CalendarView, which: date) -> Line:
    lines: tuple[Line, ...] = view.month.scene._lines[view.presenter.page.position_of(which)]
    return lines[0]


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Giornata della gentilezza", "Gentilezza"),
        ("Giorno dell'unità nazionale", "Unità nazionale"),
        ("Giornata mondiale della pizza", "Pizza"),
        ("Giornata dell'acqua", "Acqua"),
        ("Giornata contro la violenza sulle donne", "Contro la violenza sulle donne"),
        ("World Kindness Day", "Kindness Day"),
        ("San Martino", "San Martino"),
        ("Giornata", "Giornata"),
    ],
)
def test_a_narrow_cell_says_what_tells_a_day_from_others(name: str, short: str) -> None:
    assert shorter(name) == short


@pytest.mark.parametrize(
    ("name", "room", "said"),
    [
        ("Giornata contro la violenza sulle donne", 300, "Giornata contro la violenza sulle donne"),
        ("Giornata contro la violenza sulle donne", 200, "Contro la violenza sulle donne"),
        ("Giornata contro la violenza sulle donne", 120, "Contro la violenza"),
        ("World Food Day, World Bread Day", 70, "Food Day"),
        ("Small Business Saturday", 90, "Small Business"),
    ],
)
def test_a_name_is_cut_between_words_and_never_after_one_that_leads_on(
    view: CalendarView, name: str, room: int, said: str
) -> None:
    assert fitting(view.chips.texts, Mark("awareness", name), theme().px(room)) == said


def test_a_name_that_the_header_would_cut_stands_below_where_a_line_is_free(view: CalendarView) -> None:
    view.resize(960, 640)
    day = Day(date(2026, 12, 1), (), 0, marks=(Mark("awareness", "Giving Tuesday"),))
    scene, texts = view.month.scene, view.chips.texts
    cell = next(cell for cell, one in zip(scene.layout.cells, scene.page.days, strict=True) if not one.entries)
    px, names = theme().px, {}
    for wide in range(px(70), px(200)):
        plus = cell.plus._replace(x=cell.rect.x + wide - px(22), width=px(22))
        narrow = cell._replace(rect=cell.rect._replace(width=wide), plus=plus)
        [line] = lines_of(texts, narrow, day, scene.metrics, narrow.rect.bottom, with_month=True)
        room = line.place.width + (px(22) - px(2) if line.in_header else -px(7))
        names[wide] = (line.in_header, fitting(texts, line.mark, room))
    assert names[px(199)] == (True, "Giving Tuesday")
    below = [said for in_header, said in names.values() if not in_header]
    assert set(below) == {"Giving Tuesday"}
    [line] = lines_of(texts, narrow, day, scene.metrics, cell.header.bottom, with_month=True)
    assert line.in_header, "no line is free: it stays"


def test_of_two_holidays_the_one_comes_first_that_a_narrow_cell_says_whole(desk: Desk) -> None:
    set_language("it")
    found = day_marks.marks(desk, Brand("b", "Forno", "Europe/Rome"), ALL_SAINTS, ALL_SAINTS)
    set_language("en")
    assert [mark.text for mark in found] == ["Ognissanti", "Giorno dell'unità nazionale"]


@pytest.mark.statement(50)
def test_holidays_stand_on_their_days_and_turn_off_also_for_the_next_start(
    presenter: CalendarPresenter, bridge, desk: Desk
) -> None:
    assert texts(presenter, ALL_SAINTS) == []
    asyncio.run(presenter.add_layers())
    assert texts(presenter, ALL_SAINTS) == ["All Saints' Day", "National Unity Day"]
    presenter.go_to(date(2026, 8, 15))
    assert any("Assumption" in text or "Ferragosto" in text for text in texts(presenter, date(2026, 8, 15)))
    show_layer(presenter.desk, "holiday", False)
    presenter.reload()
    presenter.go_to(ALL_SAINTS)
    assert texts(presenter, ALL_SAINTS) == []
    again = CalendarPresenter(bridge)
    asyncio.run(again.add_layers())
    assert texts(again, ALL_SAINTS) == []
    show_layer(again.desk, "holiday", True)
    again.reload()
    assert texts(again, ALL_SAINTS) == ["All Saints' Day", "National Unity Day"]
    again.close()


@pytest.mark.statement(50)
def test_the_patron_of_the_town_comes_with_the_brand(presenter: CalendarPresenter, desk: Desk) -> None:
    asyncio.run(presenter.add_layers())
    assert texts(presenter, SANTA_BARBARA) == []
    with desk.store.transaction("brand") as tx:
        tx.put(replace(tx.get(Brand, "brand-1"), patron_day="12-04"))
    assert texts(presenter, SANTA_BARBARA) == ["Patron saint"]


def test_a_post_that_moves_leaves_the_marks_where_they_are(presenter: CalendarPresenter, desk: Desk, write) -> None:
    from datetime import timedelta

    from smmdesk.desk import planning

    post = write("2026-11-27T09:00", "Bread")
    asyncio.run(presenter.add_layers())
    before = texts(presenter, FRIDAY)
    assert before
    planning.move_posts(desk, {post.id: post.planned.plus(timedelta(days=1))})
    assert texts(presenter, FRIDAY) == before


@pytest.mark.statement(50)
def test_holidays_and_days_people_talk_about_turn_off_fully(view: CalendarView, qtbot, desk: Desk) -> None:
    with desk.store.transaction("brand") as tx:
        tx.put(replace(tx.get(Brand, "brand-1"), patron_day="08-16"))
    set_language("it")
    marked(view)
    shown = {
        MarkKind.HOLIDAY: (FERRAGOSTO, "Ferragosto"),
        MarkKind.AWARENESS: (date(2026, 10, 16), "Giornata dell'alimentazione e del pane"),
    }
    qtbot.mouseClick(view.filters, LEFT)
    for kind, (which, said) in shown.items():
        view.presenter.go_to(which)
        assert [mark.text for mark in marks_of(view, which) if mark.kind == kind] == [said]
        box = view.window().findChild(QCheckBox, f"layer_{kind}")
        box.click()
        for month in range(1, 13):
            view.presenter.go_to(date(2026, month, 15))
            left = {mark.kind for each in view.presenter.page.days for mark in each.marks}
            assert kind not in left, month
        box.click()
    view.presenter.go_to(FERRAGOSTO)
    assert texts(view.presenter, date(2026, 8, 16)) == ["Santo patrono"]
    view.filters._card.close_now()


# ux.md says "starts an idea"; here ideas have no day (design.md §2), so what is begun is a draft of that day.
@pytest.mark.statement(50)
def test_a_press_on_a_holiday_begins_a_post_with_its_name(view: CalendarView, qtbot) -> None:
    marked(view)
    wishes: list[dict[str, object]] = []
    view.post_wanted.connect(wishes.append)
    point = middle(line_of(view, ALL_SAINTS).place)
    assert view.month.scene.target_at(point).hit is Hit.MARK
    qtbot.mouseClick(view.month.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, point)
    assert wishes == [{"day": ALL_SAINTS, "text": "All Saints' Day"}]
    index = view.month.entries.index_of_day(ALL_SAINTS)
    assert "All Saints' Day" in index.data(Qt.ItemDataRole.AccessibleTextRole)


@pytest.mark.statement(50)
def test_the_keys_reach_it_by_the_menu_of_the_day(view: CalendarView, qtbot) -> None:
    marked(view)
    wishes: list[dict[str, object]] = []
    view.post_wanted.connect(wishes.append)
    view.presenter.focused = ALL_SAINTS
    view.cards.open_menu((), view.month.mapToGlobal(day(view.month, ALL_SAINTS)))
    menu = view.findChild(QMenu, "day_menu")
    action = next(action for action in menu.actions() if action.objectName() == "menu_write")
    assert action.text() == "Write about “All Saints' Day”"
    action.trigger()
    assert wishes == [{"day": ALL_SAINTS, "text": "All Saints' Day"}]
    menu.close()


@pytest.mark.statement(44)
def test_a_note_is_written_changed_deleted_and_taken_back(view: CalendarView, qtbot, desk: Desk, announced) -> None:
    marked(view)
    sheet = view.cards.day_menu.edit_note(FRIDAY)
    save = sheet.findChild(QPushButton, "sheet_confirm")
    assert not save.isEnabled()
    qtbot.keyClicks(sheet.findChild(QLineEdit, "note_text"), "Fair in town")
    last = sheet.findChild(QLineEdit, "note_last")
    last.setText("soon-ish")
    assert not save.isEnabled()
    last.setText("28/11/2026")
    qtbot.mouseClick(save, LEFT)
    assert announced[-1] == ("Noted", True)
    with desk.store.reading() as reader:
        (note,) = reader.all(DayNote, brand_id="brand-1")
    assert (note.text, note.first_day, note.last_day) == ("Fair in town", FRIDAY, date(2026, 11, 28))
    assert "Fair in town" in texts(view.presenter, FRIDAY)
    mark = next(m for m in view.presenter.page.days[view.presenter.page.position_of(FRIDAY)].marks if m.id == note.id)
    view.cards.day_menu.open_mark(FRIDAY, mark)
    sheet = next(one for one in view.window().findChildren(Sheet) if one.isVisible())
    qtbot.mouseClick(sheet.findChild(QPushButton, "note_delete"), LEFT)
    assert "Fair in town" not in texts(view.presenter, FRIDAY)
    undo.undo(desk)
    assert "Fair in town" in texts(view.presenter, FRIDAY)


@pytest.mark.statement(50)
def test_the_card_of_filters_turns_layers_off(view: CalendarView, qtbot, desk: Desk) -> None:
    marked(view)
    day_marks.save_note(desk, DayNote("note-1", "brand-1", "Fair", FRIDAY))
    assert "Fair" in texts(view.presenter, FRIDAY)
    qtbot.mouseClick(view.filters, LEFT)
    box = view.window().findChild(QCheckBox, "layer_note")
    assert box.isChecked()
    box.setChecked(False)
    assert "Fair" not in texts(view.presenter, FRIDAY)
    box.setChecked(True)
    assert "Fair" in texts(view.presenter, FRIDAY)


def test_a_page_with_fewer_weeks_forgets_the_gaps_of_the_one_before(view: CalendarView) -> None:
    """The last painted gaps may lie on days that are not there any more."""
    scene, page = view.grid.scene, view.presenter.page
    scene._gaps_painted = (Gap(page.days[0].day, page.days[-1].day, (len(page.days) + 3,)),)
    assert all(place.width > 0 for place in scene.differing(page, page))
