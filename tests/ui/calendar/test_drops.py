"""Drag and drop with Qt's own drag events: what is said while something hangs over a day, and what a drop does."""

import time
from datetime import date, datetime, timedelta

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QPixmap

from smmdesk.desk import planning
from smmdesk.model.delivery import State
from smmdesk.model.post import Post
from smmdesk.model.stages import Progress, Stage
from tests.desk.support import deliveries, drive
from tests.ui.calendar.hands import CONTROL, Carry, chip, day, middle, publish, wall
from ui.calendar.drag import ghost, pack, unpack
from ui.calendar.drops import BEAT_MS, beats_between_weeks
from ui.calendar.toolbar import TURN_STEPS
from ui.views.calendar import CalendarView

TUESDAY, FRIDAY, PAST = date(2026, 11, 24), date(2026, 11, 27), date(2026, 11, 12)


def carry(view: CalendarView, *posts: Post) -> Carry:
    return Carry(view.grid.viewport(), pack([post.id for post in posts], posts[0].id))


def label(view: CalendarView) -> str:
    return view.grid.hands.drops._label.words if view.grid.hands.drops._label.isVisible() else ""


# ------------------------------------------------------------------ our own posts
@pytest.mark.statement(35)
def test_a_drop_on_another_day_keeps_the_time(view: CalendarView, write, announced) -> None:
    post = write("2026-11-24 09:00", "Walnut bread")
    held = carry(view, post)
    assert held.over(day(view.grid, FRIDAY))
    assert label(view) == "Fri 27 Nov, 09:00"
    drop = view.grid.hand.drop
    assert drop is not None
    assert (drop.cell, drop.refused) == (view.presenter.page.position_of(FRIDAY), False)
    view.grid.grab()
    event = held.drop(day(view.grid, FRIDAY))
    assert event.isAccepted()
    assert event.dropAction() is Qt.DropAction.MoveAction
    assert wall(view, post) == datetime(2026, 11, 27, 9)
    assert view.grid.choice.ids == (post.id,)
    assert view.presenter.focused == FRIDAY
    assert view.grid.hand.drop is None
    assert label(view) == ""
    assert announced[-1] == ("Moved to Friday 27 November, 09:00", True)


@pytest.mark.statement(36)
def test_ctrl_read_at_the_drop_copies(view: CalendarView, write) -> None:
    post = write("2026-11-24 09:00", "Walnut bread")
    planning.schedule(view.presenter.desk, post.id)
    held = carry(view, post)
    held.over(day(view.grid, FRIDAY))
    assert label(view) == "Fri 27 Nov, 09:00"
    held.over(day(view.grid, FRIDAY), CONTROL)
    assert label(view) == "copy, Fri 27 Nov, 09:00"
    assert held.action is Qt.DropAction.CopyAction, "the system's pointer shows its own +"
    assert view.grid.hands.drops._label._icon == "plus"
    event = held.drop(day(view.grid, FRIDAY), CONTROL)
    assert event.dropAction() is Qt.DropAction.CopyAction
    assert wall(view, post) == datetime(2026, 11, 24, 9)
    (copied,) = view.presenter.everything(FRIDAY)[0].entries
    assert copied.progress is Progress.DRAFT, "it goes nowhere by itself"
    view.toolbar.undo.click()
    assert view.presenter.everything(FRIDAY)[0].entries == ()
    assert wall(view, post) == datetime(2026, 11, 24, 9)


@pytest.mark.statement(40)
def test_ten_posts_keep_their_spacing_and_one_undo_restores_all(view: CalendarView, write, qtbot) -> None:
    first = datetime(2026, 11, 20, 8)
    walls = [first + timedelta(days=n, hours=n) for n in range(10)]
    posts = [write(f"{walls[n]:%Y-%m-%d %H:%M}", f"Post {n}") for n in range(10)]
    held = carry(view, posts[4], *posts[:4], *posts[5:])
    assert held.over(day(view.grid, date(2026, 11, 26)))
    assert label(view) == "10 posts, same spacing, from Thu 26 Nov"
    held.drop(day(view.grid, date(2026, 11, 26)))
    assert [wall(view, post) for post in posts] == [each + timedelta(days=2) for each in walls]
    view.toolbar.undo.click()
    assert [wall(view, post) for post in posts] == walls
    view.toolbar.redo.click()
    assert wall(view, posts[0]) == datetime(2026, 11, 22, 8)


@pytest.mark.statement(38)
def test_the_past_refuses_in_words_and_takes_nothing(view: CalendarView, write) -> None:
    post = write("2026-11-24 09:00", "Walnut bread")
    held = carry(view, post)
    assert not held.over(day(view.grid, PAST))
    assert label(view) == "Already past: choose today or later"
    assert view.grid.hand.drop is not None
    assert view.grid.hand.drop.refused
    view.grid.grab()
    assert not held.drop(day(view.grid, PAST)).isAccepted()
    assert wall(view, post) == datetime(2026, 11, 24, 9)
    assert view.grid.hand.drop is None


@pytest.mark.statement(38)
@pytest.mark.parametrize("state", [State.CLAIMED, State.SENDING, State.PROCESSING, State.UNKNOWN])
def test_what_is_on_its_way_is_not_moved(view: CalendarView, write, state: State) -> None:
    """There is no full slot: a minute holds any number of posts, and those too close are pointed out (test_clashes)."""
    post = write("2026-11-24 09:00", "Walnut bread")
    desk = view.presenter.desk
    planning.schedule(desk, post.id)
    way = [State.CLAIMED, State.SENDING, State.UNKNOWN if state is State.UNKNOWN else State.PROCESSING]
    drive(desk, deliveries(desk, post)[0].parts[0], *way[: way.index(state) + 1])
    held = carry(view, post)
    assert not held.over(day(view.grid, FRIDAY))
    assert label(view) == "On its way: it stays"
    assert not held.drop(day(view.grid, FRIDAY)).isAccepted()
    assert wall(view, post) == datetime(2026, 11, 24, 9)


def test_leaving_puts_everything_back(view: CalendarView, write) -> None:
    post = write("2026-11-24 09:00", "Walnut bread")
    held = carry(view, post)
    held.over(day(view.grid, FRIDAY))
    held.leave()
    assert view.grid.hand.drop is None
    assert label(view) == ""


@pytest.mark.statement(35)
def test_in_the_week_a_drop_snaps_to_quarters_and_says_the_time(view: CalendarView, write) -> None:
    post = write("2026-11-24 09:00", "Walnut bread")
    view.presenter.go_to(TUESDAY)
    view.presenter.set_mode("week")
    scene = view.grid.scene
    place = scene.layout.place(4, 11 * 60)
    point = QPoint(place.x + 30, place.y + scene.shift + 16)
    held = Carry(view.grid.viewport(), pack([post.id], post.id))
    held.over(point)
    assert view.grid.hands.drops._label.words == "Fri 27 Nov, 11:15"
    view.grid.grab()
    held.drop(point)
    assert wall(view, post) == datetime(2026, 11, 27, 11, 15)


def test_a_drop_on_the_header_of_a_week_day_keeps_the_time(view: CalendarView, write) -> None:
    post = write("2026-11-24 09:20", "Walnut bread")
    view.presenter.go_to(TUESDAY)
    view.presenter.set_mode("week")
    header = middle(view.grid.scene.layout.columns[4].header)
    held = Carry(view.grid.viewport(), pack([post.id], post.id))
    held.drop(header)
    assert wall(view, post) == datetime(2026, 11, 27, 9, 20)


def test_the_place_makes_room_on_a_full_day(view: CalendarView, write) -> None:
    for hour in (8, 10, 12, 14, 16):
        write(f"2026-11-27 {hour:02d}:00", f"Post {hour}")
    post = write("2026-11-24 11:00", "Walnut bread")
    held = carry(view, post)
    assert held.over(day(view.grid, FRIDAY))
    view.grid.grab()
    held.leave()


def test_nonsense_from_outside_is_not_ours(view: CalendarView) -> None:
    for junk in (b"", b"[]", b'{"ids": []}', b'{"ids": 3, "lead": 4}', b"\xff\xfe", b'{"ids": ["x"]}', b"[" * 100_000):
        mime = QMimeData()
        mime.setData("application/x-smmdesk-posts", junk)
        assert unpack(mime) is None
        assert not Carry(view.grid.viewport(), mime).over(day(view.grid, FRIDAY))


def test_posts_that_are_gone_are_refused(view: CalendarView) -> None:
    held = Carry(view.grid.viewport(), pack(["nobody"], "nobody"))
    assert not held.over(day(view.grid, FRIDAY))
    assert label(view) == "These posts are no longer there"
    held.leave()


def test_what_is_out_can_be_copied_but_not_moved(view: CalendarView, write) -> None:
    post = write("2026-11-10 09:00", "Rye bread")
    publish(view, post)
    held = carry(view, post)
    assert not held.over(day(view.grid, FRIDAY))
    assert label(view) == "Already out: it can only be copied"
    assert held.over(day(view.grid, FRIDAY), CONTROL)
    held.leave()


def test_the_ghost_is_the_chip_with_a_badge(view: CalendarView, write) -> None:
    post = write("2026-11-24 09:00", "Walnut bread")
    entry = view.presenter.entries((post.id,))[0]
    one, many = (ghost(view, view.chips, entry, 152, True, count).toImage() for count in (1, 4))
    assert one.size() == many.size()
    assert one != many


def test_the_ghost_shows_no_empty_place_for_a_picture_that_is_still_made(view: CalendarView, write) -> None:
    """It never changes while it travels: the grey square of a chip at rest would stay until the drop."""
    post = write("2026-11-24 09:00", "Walnut bread")
    plain = view.presenter.entries((post.id,))[0]
    ready = QPixmap(64, 64)
    ready.fill(Qt.GlobalColor.red)
    asked: list[str] = []
    for found in (None, ready):
        view.chips.pictures = lambda sha256, _side, _ratio, found=found: asked.append(sha256) or found
        for tall in (True, False):
            shown, without = (
                ghost(view, view.chips, entry, 152, tall, 1).toImage() for entry in (plain._replace(picture="a"), plain)
            )
            assert (shown == without) is (found is None)
    assert set(asked) == {"a"}


# ------------------------------------------------------------------ edges and pages
@pytest.mark.statement(37)
def test_the_lower_edge_scrolls_by_weeks(view: CalendarView, write, qtbot) -> None:
    post = write("2026-11-24 09:00", "Walnut bread")
    held = carry(view, post)
    bottom = QPoint(200, view.grid.viewport().height() - 2)
    held.over(bottom)
    qtbot.waitUntil(lambda: view.presenter.page.first > date(2026, 10, 26), timeout=3000)
    held.leave()
    assert beats_between_weeks(1.0) * BEAT_MS < beats_between_weeks(0.1) * BEAT_MS


@pytest.mark.statement(37)
def test_the_week_scrolls_its_hours_at_the_edge(view: CalendarView, write, qtbot) -> None:
    post = write("2026-11-24 09:00", "Walnut bread")
    view.presenter.set_mode("week")
    bar = view.grid.verticalScrollBar()
    bar.setValue(100)
    held = Carry(view.grid.viewport(), pack([post.id], post.id))
    held.over(QPoint(300, view.grid.viewport().height() - 3))
    qtbot.waitUntil(lambda: bar.value() > 150, timeout=3000)
    held.over(QPoint(300, view.grid.scene.metrics.week_header + 2))
    before = bar.value()
    qtbot.waitUntil(lambda: bar.value() < before, timeout=3000)
    held.leave()


@pytest.mark.statement(37)
def test_resting_on_the_page_buttons_turns_the_page(view: CalendarView, write, qtbot) -> None:
    post = write("2026-11-24 09:00", "Walnut bread")
    for button, title in ((view.toolbar.previous, "October 2026"), (view.toolbar.next, "November 2026")):
        held, begun = Carry(button, pack([post.id], post.id)), time.monotonic()
        with qtbot.waitSignal(button.turned, timeout=3000):
            held.over(QPoint(10, 10))
        assert time.monotonic() - begun >= 0.5, "not at once"
        assert button._fill.interval() * TURN_STEPS == 600
        button.grab()
        held.leave()
        assert view.presenter.title == title
    view.toolbar.next.click()
    assert view.presenter.title == "December 2026"
    over_days = carry(view, post)
    assert over_days.over(day(view.grid, date(2026, 12, 24)))
    over_days.drop(day(view.grid, date(2026, 12, 24)))
    assert wall(view, post) == datetime(2026, 12, 24, 9)


def test_resting_at_the_right_edge_opens_the_tray(view: CalendarView, write, qtbot) -> None:
    view.window().resize(1000, 700)
    assert not view.tray.isVisible()
    post = write("2026-11-24 09:00", "Walnut bread")
    held = carry(view, post)
    held.over(QPoint(view.grid.viewport().width() - 4, 300))
    qtbot.waitUntil(view.tray.isVisible, timeout=3000)
    held.leave()


# ------------------------------------------------------------------ the tray
@pytest.mark.statement(41)
def test_a_post_dropped_on_the_tray_loses_its_date(view: CalendarView, write, announced) -> None:
    post = write("2026-11-24 09:00", "Walnut bread")
    planning.schedule(view.presenter.desk, post.id)
    held = Carry(view.tray, pack([post.id], post.id))
    assert held.over(QPoint(40, 200))
    assert view.tray._label.words == "off the calendar"
    held.drop(QPoint(40, 200))
    assert wall(view, post) is None
    assert [card.entry.post_id for card in view.tray.cards()] == [post.id]
    assert view.tray.presenter.tab == "drafts"
    assert announced[-1] == ("Taken off the calendar", True)
    again = Carry(view.tray, pack([post.id], post.id))
    assert not again.over(QPoint(40, 200))
    assert view.tray._label.words == "Already here"
    again.leave()


# The link shows in this: an idea is out of the tray as long as its draft is there, and back when that goes.
@pytest.mark.statement(42)
def test_an_idea_dropped_on_a_day_is_a_dated_draft(view: CalendarView, write, qtbot) -> None:
    idea = write("", "Bread by the school children", stage=Stage.IDEA, channels=())
    assert [card.entry.post_id for card in view.tray.cards()] == [idea.id]
    held = carry(view, idea)
    assert held.over(day(view.grid, FRIDAY))
    held.drop(day(view.grid, FRIDAY))
    (entry,) = view.presenter.everything(FRIDAY)[0].entries
    assert (entry.progress, entry.time) == (Progress.DRAFT, "09:00")
    assert view.tray.cards() == ()  # it stands on the calendar now
    view.presenter.moves.trash([entry.post_id])
    assert [card.entry.post_id for card in view.tray.cards()] == [idea.id], "the idea knows its draft"
    view.toolbar.undo.click()
    assert view.tray.cards() == ()
    view.toolbar.undo.click()
    assert [card.entry.post_id for card in view.tray.cards()] == [idea.id]


# ------------------------------------------------------------------ where things are
def test_chips_can_be_found_where_they_are_painted(view: CalendarView, write) -> None:
    post = write("2026-11-24 09:00", "Walnut bread")
    index = view.grid.indexAt(chip(view.grid, post.id))
    assert view.grid.entries.item(index).entry.post_id == post.id
    assert view.grid.indexAt(day(view.grid, FRIDAY)) == view.grid.entries.index_of_day(FRIDAY)
    assert not view.grid.indexAt(QPoint(10, 4)).isValid()
