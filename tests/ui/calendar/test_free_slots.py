"""Weekly slots on the days: drawn lightly where they are free, pressed or reached by keys, turned off."""

import asyncio
from datetime import date, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QMenu

from smmdesk.desk import planning, slotting, undo
from smmdesk.desk.desk import Desk
from smmdesk.model.post import Post
from smmdesk.model.stages import Stage
from tests.ui.calendar.hands import LEFT, day, middle
from ui.calendar.layout import Hit
from ui.look.theme import theme
from ui.models.calendar_entries import NEXT_SLOT, Day
from ui.views.calendar import CalendarView

FRIDAY, SATURDAY = date(2026, 11, 20), date(2026, 11, 21)
NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def slots(view: CalendarView, desk: Desk) -> CalendarView:
    """Mastodon on Fridays and Saturdays at nine, WordPress on Fridays at nine too."""
    slotting.set_week(desk, "brand-1", "channel-1", [(4, 540, None), (5, 540, None)])
    slotting.set_week(desk, "brand-1", "channel-2", [(4, 540, None)])
    asyncio.run(view.presenter.add_layers())
    view.presenter.go_to(FRIDAY)
    return view


def shown(view: CalendarView, which: date) -> Day:
    page = view.presenter.page
    return page.days[page.position_of(which)]


def drawn(view: CalendarView, which: date) -> set[str]:
    """The colours along the upper edge of the day's free slot."""
    ((_number, place),) = tuple(view.grid.scene._free_places(view.presenter.page.position_of(which)))
    image = view.grid.viewport().grab().toImage()
    return {image.pixelColor(x, place.y).name() for x in range(place.x + 8, place.right - 8)}


def actions(menu: QMenu, name: str) -> list[str]:
    return [action.text() for action in menu.actions() if action.objectName() == name]


@pytest.mark.statement(52)
def test_free_slots_stand_on_their_days_and_go_when_they_are_taken(slots: CalendarView, write, desk: Desk) -> None:
    friday = shown(slots, FRIDAY)
    assert [(slot.minutes, [mark.name for mark in slot.channels], slot.soonest) for slot in friday.free] == [
        (540, ["Mastodon", "Wordpress"], True)
    ]
    assert not shown(slots, SATURDAY).free[0].soonest
    assert friday.marks[-1].text == "next free: 09:00"
    assert shown(slots, date(2026, 11, 13)).free == ()  # what is over is free no more
    index = slots.grid.entries.index_of_day(SATURDAY)
    assert "free: 09:00" in index.data(Qt.ItemDataRole.AccessibleTextRole)
    post = write("2026-11-21T09:00", "Bread", channels=("channel-1",))
    assert shown(slots, SATURDAY).free == ()
    planning.move_posts(desk, {post.id: post.planned.plus(timedelta(days=1))})
    assert len(shown(slots, SATURDAY).free) == 1
    slots.grid.grab()


@pytest.mark.statement(52)
@pytest.mark.parametrize("mode", ["week", "day"])
def test_a_press_on_a_free_slot_begins_a_post_or_takes_an_idea(
    slots: CalendarView, write, qtbot, desk: Desk, announced, mode: str
) -> None:
    idea = write("", "An idea", stage=Stage.IDEA, channels=())
    write("", "For another channel")
    slots.presenter.set_mode(mode)
    grid = slots.grid
    slots.presenter.go_to(SATURDAY)
    lines = drawn(slots, SATURDAY)
    assert theme().color("hairline-strong").name() in lines, "a light dashed line"
    assert not lines & {theme().color(tone).name() for tone in ("accent", "surface-hover", "text")}
    slots.presenter.go_to(FRIDAY)
    assert theme().color("accent").name() in drawn(slots, FRIDAY), "the next one may be seen"
    cell = slots.presenter.page.position_of(FRIDAY)
    ((number, place),) = tuple(grid.scene._free_places(cell))
    assert (number, place.height) == (0, 20)
    assert grid.scene.target_at(middle(place)) == (Hit.SLOT, cell, -1, 0)
    grid.grab()
    wishes: list[dict[str, object]] = []
    slots.post_wanted.connect(wishes.append)
    qtbot.mouseClick(grid.viewport(), LEFT, NONE, middle(place))
    menu = slots.findChild(QMenu, "slot_menu")
    assert menu.accessibleName() == "Fri 20 Nov, 09:00, Mastodon and Wordpress"
    assert actions(menu, "menu_offer") == ["An idea"]  # what goes elsewhere is not offered
    next(action for action in menu.actions() if action.objectName() == "menu_new").trigger()
    (wish,) = wishes
    assert (wish["day"], wish["moment"].wall) == (FRIDAY, datetime(2026, 11, 20, 9, 0))
    next(action for action in menu.actions() if action.objectName() == "menu_offer").trigger()
    menu.close()
    assert announced[-1] == ("In the free slot: Fri 20 Nov, 09:00", True)
    (entry,) = shown(slots, FRIDAY).entries
    with desk.store.reading() as reader:
        draft = reader.get(Post, entry.post_id)
    assert (draft.idea_id, draft.channels, draft.stage) == (idea.id, ("channel-1",), Stage.DRAFT)
    assert [mark.name for mark in shown(slots, FRIDAY).free[0].channels] == ["Wordpress"]
    undo.undo(desk)
    assert shown(slots, FRIDAY).entries == ()


@pytest.mark.statement(52)
def test_the_keys_reach_a_free_slot_by_the_menu_of_the_day(slots: CalendarView) -> None:
    slots.presenter.focused = FRIDAY
    slots.cards.open_menu((), slots.month.mapToGlobal(day(slots.month, FRIDAY)))
    menu = slots.findChild(QMenu, "day_menu")
    assert actions(menu, "menu_slot") == ["Fill the free slot of 09:00…"]
    next(action for action in menu.actions() if action.objectName() == "menu_slot").trigger()
    opened = slots.findChild(QMenu, "slot_menu")
    assert opened is not None
    opened.close()
    menu.close()


@pytest.mark.statement(52)
def test_the_day_of_the_very_next_free_slot_says_so(slots: CalendarView) -> None:
    marks = [mark for each in slots.presenter.page.days for mark in each.marks if mark.kind == "slot"]
    said = [mark.text for mark in marks if mark.id == NEXT_SLOT]
    assert len(marks) > 1
    assert said == ["next free: 09:00"]
    assert marks[[mark.id for mark in marks].index(NEXT_SLOT) + 1].text == "free: 09:00"


@pytest.mark.statement(52)
def test_the_card_of_filters_turns_free_slots_off(slots: CalendarView, qtbot) -> None:
    qtbot.mouseClick(slots.filters, LEFT)
    box = slots.window().findChild(QCheckBox, "layer_slot")
    box.setChecked(False)
    assert shown(slots, FRIDAY).free == ()
    assert not any(mark.kind == "slot" for mark in shown(slots, FRIDAY).marks)
    box.setChecked(True)
    assert shown(slots, FRIDAY).free
