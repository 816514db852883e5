"""What stands in each other's way is said, and what a day of a clock change is; several ideas go together."""

import asyncio
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt

from smmdesk.desk import planning
from smmdesk.desk.desk import Desk
from smmdesk.model.channel import Channel
from smmdesk.model.stages import Stage
from tests.desk.support import rome
from tests.ui.calendar.hands import LEFT, Carry, day, wall
from ui.calendar.drag import pack
from ui.presenters.calendar_layers import show_layer
from ui.presenters.calendar_preview import preview_of
from ui.presenters.calendar_reading import changed_hour
from ui.views.calendar import CalendarView

FRIDAY = date(2026, 11, 27)
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def layered(view: CalendarView) -> CalendarView:
    asyncio.run(view.presenter.add_layers())
    view.presenter.go_to(FRIDAY)
    return view


def clashes(view: CalendarView) -> list[str]:
    page = view.presenter.page
    return [mark.text for mark in page.days[page.position_of(FRIDAY)].marks if mark.kind == "clash"]


def test_posts_minutes_apart_on_one_channel_are_said_on_the_day_the_chip_and_the_card(
    layered: CalendarView, write, desk: Desk
) -> None:
    first, second = write("2026-11-27T09:00", "Bread"), write("2026-11-27T09:10", "Cake")
    write("2026-11-27T09:12", "Elsewhere", channels=("channel-1",))
    assert clashes(layered) == ["09:00 and 09:10 on Practice"]
    model = layered.grid.entries
    assert "09:00 and 09:10 on Practice" in model.index_of_day(FRIDAY).data(Qt.ItemDataRole.AccessibleTextRole)
    described = model.index_of_post(second.id).data(Qt.ItemDataRole.AccessibleDescriptionRole)
    assert described == "close together: 09:00 and 09:10 on Practice"
    page = layered.presenter.page
    friday = page.days[page.position_of(FRIDAY)]
    entry = next(entry for entry in friday.entries if entry.post_id == first.id)
    hint = preview_of(desk, layered.presenter.maker, entry, friday).hint
    assert hint == "Close together: 09:00 and 09:10 on Practice"
    layered.grid.preview_wanted.emit(entry, layered.grid.rect_of(model.index_of_entry(entry)))
    assert hint in layered.cards.preview.accessibleName()
    layered.cards.preview.close_now()
    (said,) = planning.check_post(desk, first)["channel-0"].hints
    assert (said.code, said.values["post_id"], said.field) == ("close_by", second.id, "when")
    planning.move_posts(desk, {second.id: second.planned.plus(timedelta(minutes=20))})
    assert clashes(layered) == []
    assert not planning.check_post(desk, first)["channel-0"].hints


def test_the_same_text_twice_on_one_day_is_said_once(layered: CalendarView, write) -> None:
    write("2026-11-27T09:00", "Bread", channels=("channel-0", "channel-1"))
    write("2026-11-27T18:00", "Bread", channels=("channel-0", "channel-1"))
    assert clashes(layered) == ["same text twice on Practice"]
    show_layer(layered.presenter.desk, "clash", False)
    layered.presenter.reload()
    assert clashes(layered) == []


def test_a_press_on_it_shows_the_day(layered: CalendarView, write) -> None:
    write("2026-11-27T09:00", "Bread")
    write("2026-11-27T09:10", "Cake")
    page = layered.presenter.page
    mark = next(mark for mark in page.days[page.position_of(FRIDAY)].marks if mark.kind == "clash")
    layered.cards.day_menu.open_mark(FRIDAY, mark)
    assert (layered.presenter.mode, layered.presenter.focused) == ("day", FRIDAY)


# ------------------------------------------------------------------ clock changes
@pytest.mark.statement(55)
@pytest.mark.parametrize(
    ("day", "zone", "hour"),
    [
        (date(2027, 3, 28), "Europe/Rome", (120, 60)),
        (date(2026, 10, 25), "Europe/Rome", (120, -60)),
        (date(2026, 11, 27), "Europe/Rome", None),
        (date(2026, 10, 4), "Australia/Lord_Howe", (120, 30)),
    ],
)
def test_the_hour_that_is_missing_or_comes_twice_is_known(day: date, zone: str, hour) -> None:
    assert changed_hour(day, zone) == hour


@pytest.mark.statement(55)
@pytest.mark.parametrize("mode", ["week", "day"])
def test_the_day_of_a_clock_change_shows_it(view: CalendarView, mode: str) -> None:
    from PySide6.QtGui import QImage

    def at_half_past_two(which: date) -> QImage:
        view.presenter.go_to(which)
        cell, scene = view.presenter.page.position_of(which), view.grid.scene
        view.grid.verticalScrollBar().setValue(0)
        place = scene.layout.place(cell, 125)
        picture = view.grid.viewport().grab().toImage()
        return picture.copy(place.x, place.y + scene.shift, place.width, 40)

    view.presenter.set_mode(mode)
    assert at_half_past_two(date(2027, 3, 28)) != at_half_past_two(date(2027, 3, 21)), "an hour that is missing"
    assert at_half_past_two(date(2026, 10, 25)) != at_half_past_two(date(2026, 10, 18)), "an hour that comes twice"


# ------------------------------------------------------------------ several ideas
@pytest.mark.statement(40)
def test_several_ideas_are_chosen_carried_and_dated_an_hour_apart(view: CalendarView, write, qtbot, desk: Desk) -> None:
    for number in range(4):
        write("", f"Idea {number}", stage=Stage.IDEA, channels=())
    cards = view.tray.cards()
    qtbot.mouseClick(cards[0], LEFT, NONE, QPoint(20, 10))
    assert view.tray.chosen == (cards[0].entry.post_id,)
    qtbot.mouseClick(cards[2], LEFT, SHIFT, QPoint(20, 10))
    assert len(view.tray.chosen) == 3
    qtbot.mouseClick(cards[1], LEFT, CONTROL, QPoint(20, 10))
    ids = cards[2].carried_ids()
    assert ids == (cards[2].entry.post_id, cards[0].entry.post_id)
    assert cards[3].carried_ids() == (cards[3].entry.post_id,)
    assert cards[2].accessibleDescription().startswith("Chosen")
    cards[2].grab()
    Carry(view.month.viewport(), pack(ids, ids[0])).drop(day(view.month, FRIDAY))
    page = view.presenter.page
    made = page.days[page.position_of(FRIDAY)].entries
    assert [entry.minutes for entry in made] == [9 * 60, 10 * 60]
    assert len(view.tray.cards()) == 2


@pytest.mark.statement(40)
def test_keys_choose_cards_and_the_menu_is_about_all_of_them(view: CalendarView, write, qtbot) -> None:
    for number in range(3):
        write("", f"Idea {number}", stage=Stage.IDEA, channels=())
    cards = view.tray.cards()
    cards[0].setFocus()
    qtbot.keyClick(cards[0], Qt.Key.Key_Space)
    qtbot.keyClick(cards[0], Qt.Key.Key_Down)
    qtbot.keyClick(cards[1], Qt.Key.Key_Space)
    wanted: list[tuple[str, ...]] = []
    view.tray.menu_wanted.disconnect()
    view.tray.menu_wanted.connect(lambda ids, _where: wanted.append(ids))
    qtbot.keyClick(cards[1], Qt.Key.Key_Menu)
    assert wanted == [(cards[1].entry.post_id, cards[0].entry.post_id)]
    qtbot.keyClick(cards[1], Qt.Key.Key_A, CONTROL)
    assert len(view.tray.chosen) == 3
    qtbot.keyClick(cards[1], Qt.Key.Key_Escape)
    assert view.tray.chosen == ()


def test_one_dropped_alone_keeps_the_time_of_the_day(view: CalendarView, write) -> None:
    draft = write("", "Loose")
    Carry(view.month.viewport(), pack([draft.id], draft.id)).drop(day(view.month, FRIDAY))
    assert wall(view, draft) == datetime(2026, 11, 27, 9, 0)


def test_a_post_moved_or_scheduled_after_the_end_of_a_sign_in_is_pointed_out_at_once(
    view: CalendarView, write, desk: Desk, announced
) -> None:
    first, second = write("2026-11-19 09:00", "Bread"), write("2026-11-28 09:00", "Cake")
    planning.schedule(desk, first.id)
    with desk.store.transaction() as tx:
        channel = tx.get(Channel, first.channels[0])
        tx.put(replace(channel, sign_in_ends_at_us=rome("2026-11-24 12:00").instant_us))
    ending = f"The sign-in to {channel.name} ends on Tue 24 Nov, before this post."
    view.presenter.go_to(FRIDAY)
    view.presenter.moves.drop([first.id], first.id, date(2026, 11, 20))
    assert announced[-1] == ("Moved to Friday 20 November, 09:00", True)
    view.presenter.moves.drop([first.id], first.id, FRIDAY)
    assert announced[-1] == (f"Moved to Friday 27 November, 09:00. {ending}", True)
    view.presenter.moves.schedule(second.id)
    assert announced[-1] == (f"Scheduled: Sat 28 Nov, 09:00. {ending}", True)
