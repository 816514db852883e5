"""What the hand has taken hold of stays in it, whatever the engine writes meanwhile."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint
from shiboken6 import isValid

from smmdesk.desk import planning
from smmdesk.model.content import Content
from smmdesk.model.stages import Stage
from tests.desk.support import post_now
from tests.ui.calendar.hands import LEFT, Carry, chip, day, wall
from ui.calendar import idea_card, pointer, rows
from ui.calendar.drag import pack
from ui.calendar.grid import Grid
from ui.models.calendar_entries import Entry
from ui.views.calendar import CalendarView

FRIDAY = date(2026, 11, 27)


@pytest.fixture
def carried(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of what left with the pointer; Qt's own drag does not begin."""
    taken: list[str] = []

    def carry(_grid: Grid, ids: Sequence[str], _entry: Entry) -> None:
        taken.extend(ids)

    monkeypatch.setattr(pointer, "carry_from", carry)
    return taken


def test_a_post_that_comes_between_press_and_move_is_not_taken_instead(
    view: CalendarView, write, qtbot, carried: list[str]
) -> None:
    post = write("2026-11-24 09:00", "Walnut bread")
    port, place = view.grid.viewport(), chip(view.grid, post.id)
    qtbot.mousePress(port, LEFT, pos=place)
    write("2026-11-24 07:00", "Rye bread")  # stands where the pointer is now
    assert chip(view.grid, post.id) != place
    qtbot.mouseMove(port, day(view.grid, FRIDAY))
    assert carried == [post.id]
    qtbot.mouseRelease(port, LEFT, pos=day(view.grid, FRIDAY))


def test_a_post_that_went_between_press_and_move_takes_no_other_with_it(
    view: CalendarView, write, qtbot, carried: list[str]
) -> None:
    post, below = write("2026-11-24 09:00", "Walnut bread"), write("2026-11-24 10:00", "Rye bread")
    port, place = view.grid.viewport(), chip(view.grid, post.id)
    qtbot.mousePress(port, LEFT, pos=place)
    planning.trash(view.presenter.desk, [post.id])
    assert chip(view.grid, below.id) == place
    qtbot.mouseMove(port, day(view.grid, FRIDAY))
    assert carried == []
    qtbot.mouseRelease(port, LEFT, pos=day(view.grid, FRIDAY))


def test_a_post_that_was_scheduled_between_press_and_move_is_carried_as_it_is_now(
    view: CalendarView, write, qtbot, carried: list[str]
) -> None:
    post = write("2026-11-24 09:00", "Walnut bread")
    port = view.grid.viewport()
    qtbot.mousePress(port, LEFT, pos=chip(view.grid, post.id))
    planning.schedule(view.presenter.desk, post.id)
    qtbot.mouseMove(port, day(view.grid, FRIDAY))
    assert carried == [post.id]
    qtbot.mouseRelease(port, LEFT, pos=day(view.grid, FRIDAY))


def test_a_drag_outlives_what_is_written_while_it_hangs(view: CalendarView, write) -> None:
    post = write("2026-11-24 09:00", "Walnut bread")
    held = Carry(view.grid.viewport(), pack([post.id], post.id))
    assert held.over(day(view.grid, FRIDAY))
    planning.schedule(view.presenter.desk, post.id)
    write("2026-11-27 07:00", "Rye bread")
    view.presenter.reload()
    assert held.drop(day(view.grid, FRIDAY)).isAccepted()
    moved = wall(view, post)
    assert moved is not None
    assert moved.date() == FRIDAY


def test_an_idea_that_is_written_anew_while_it_hangs_keeps_its_card_till_it_is_let_go(
    view: CalendarView, write, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, idea = view.presenter.desk, write("", "Bread of the school", stage=Stage.IDEA)
    [card] = view.tray.cards()
    stood: list[bool] = []

    def carry(*_given: object, **_more: object) -> None:
        planning.save_post(desk, replace(post_now(desk, idea), content=Content(text="Bread of the nuns")), "edit")
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # as the loop of a drag does
        stood.append(isValid(card))

    monkeypatch.setattr(idea_card, "carry", carry)
    qtbot.mousePress(card, LEFT, pos=QPoint(20, 20))
    qtbot.mouseMove(card, QPoint(20, 60))
    assert stood == [True]
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not isValid(card)
    [fresh] = view.tray.cards()
    assert fresh.entry.words == "Bread of the nuns"


def test_a_row_of_a_days_list_is_carried_though_another_stands_there_by_then(
    view: CalendarView, write, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    posts = [write(f"2026-11-27 {hour:02d}:00", f"Post {hour}") for hour in range(8, 16)]
    view.cards.show_day(FRIDAY)
    card = view.cards.day
    assert card is not None
    taken: list[object] = []
    monkeypatch.setattr(rows, "carry", lambda _widget, _chips, ids, *_rest, **_more: taken.extend(ids))
    port, place = card.rows.viewport(), card.rows.visualRect(card.rows.model().index(1, 0)).center()
    qtbot.mousePress(port, LEFT, pos=place)
    card.rows.set_rows(view.presenter.everything(FRIDAY)[0].entries[3:])
    qtbot.mouseMove(port, place + QPoint(0, 40))
    assert taken == [posts[1].id]
    qtbot.mouseRelease(port, LEFT, pos=place)
