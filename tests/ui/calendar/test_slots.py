"""Weekly slots: their sheet, and the menu that fills them."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLineEdit, QMenu, QPushButton

from smmdesk.desk import slotting, undo
from smmdesk.desk.desk import Desk
from smmdesk.model.post import Post
from smmdesk.model.stages import Stage
from tests.ui.calendar.hands import LEFT, wall
from ui.views.calendar import CalendarView


def press(view: CalendarView, ids: tuple[str, ...], name: str) -> None:
    menu = view.cards.menu.open_for_posts(ids, QPoint(10, 10))
    assert isinstance(menu, QMenu)
    next(action for action in menu.actions() if action.objectName() == name).trigger()
    menu.close()


@pytest.mark.statement(44)
@pytest.mark.statement(52)
def test_slots_are_added_and_taken_away_by_a_press(view: CalendarView, qtbot, desk: Desk) -> None:
    sheet = view.cards.day_menu.open_slots()
    add = sheet.findChild(QPushButton, "slot_add_4")
    time = sheet.findChild(QLineEdit, "slots_time")
    time.setText("soonish")
    assert not add.isEnabled()
    time.setText("9:30")
    qtbot.mouseClick(add, LEFT)
    qtbot.mouseClick(add, LEFT)  # twice is one
    assert [(slot.weekday, slot.minute) for slot in slotting.slots_of(desk, "brand-1", "channel-0")] == [(4, 570)]
    button = sheet.findChild(QPushButton, "slot_4_570")
    assert button.accessibleName() == "Take away Friday, 09:30"
    qtbot.mouseClick(button, LEFT)
    assert slotting.slots_of(desk, "brand-1") == ()
    undo.undo(desk)
    assert len(slotting.slots_of(desk, "brand-1")) == 1
    sheet.close()


@pytest.mark.statement(52)
def test_ideas_fill_the_next_free_slots_and_one_undo_takes_it_back(view: CalendarView, write, desk: Desk) -> None:
    slotting.set_week(desk, "brand-1", "channel-0", [(4, 570, None)])
    first, second = write("", "Bread", stage=Stage.IDEA), write("", "Cake", stage=Stage.IDEA)
    press(view, (first.id, second.id), "menu_fill")
    with desk.store.reading() as reader:
        dated = sorted(str(p.planned.wall) for p in reader.all(Post, brand_id="brand-1") if p.planned)
    assert dated == ["2026-11-20 09:30:00", "2026-11-27 09:30:00"]
    undo.undo(desk)
    with desk.store.reading() as reader:
        assert not [p for p in reader.all(Post, brand_id="brand-1") if p.planned]


@pytest.mark.statement(52)
def test_a_post_goes_to_the_next_free_slot(view: CalendarView, write, desk: Desk, announced) -> None:
    post = write("2026-12-11T10:00", "Bread")
    press(view, (post.id,), "menu_next_slot")
    assert announced == [("No slot is free within a year: add some to the weekly slots", False)]
    slotting.set_week(desk, "brand-1", "channel-0", [(4, 570, None)])
    press(view, (post.id,), "menu_next_slot")
    assert str(wall(view, post)) == "2026-11-20 09:30:00"
    assert announced[-1] == ("Moved to the next free slot: Fri 20 Nov, 09:30", True)


@pytest.mark.statement(52)
def test_all_ideas_of_the_tray_fill_slots_in_two_actions(view: CalendarView, write, desk: Desk) -> None:
    slotting.set_week(desk, "brand-1", "channel-0", [(4, 570, None)])
    for number in range(10):
        write("", f"Idea {number}", stage=Stage.IDEA)
    view.tray.menu_wanted.emit((view.tray.cards()[0].entry.post_id,), QPoint(10, 10))
    menu = view.findChild(QMenu, "post_menu")
    next(action for action in menu.actions() if action.objectName() == "menu_fill_all").trigger()
    with desk.store.reading() as reader:
        dated = {post.planned.wall.date() for post in reader.all(Post, brand_id="brand-1") if post.planned}
    assert (len(dated), str(min(dated))) == (10, "2026-11-20")
    menu.close()


def test_the_menu_of_a_day_at_the_foot_of_the_screen_stands_on_it_whole(view: CalendarView) -> None:
    """Qt places a menu by the lines it has when it opens: a line added later made it hang off the screen."""
    screen = view.screen().availableGeometry()
    view.cards.open_menu((), screen.bottomRight() - QPoint(40, 6))
    menu = view.findChild(QMenu, "day_menu")
    assert len(menu.actions()) > 5
    assert screen.contains(menu.geometry()), (menu.geometry(), screen)
    menu.close()
