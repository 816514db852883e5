"""The screen around the days: tray, first run, toolbar, filters, search; and what a screen reader gets of it all."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QCheckBox, QPushButton, QWidget

from smmdesk.desk import planning, standstill
from smmdesk.model.post import Post
from smmdesk.model.stages import Stage
from tests.ui.calendar.hands import LEFT, chip
from ui.calendar.toolbar import PageButton
from ui.presenters.calendar import CalendarPresenter
from ui.views.calendar import CalendarView, tray_width

FRIDAY = date(2026, 11, 27)
Key = Qt.Key


# ------------------------------------------------------------------ tray
def test_an_idea_is_written_down_in_the_tray(view: CalendarView, qtbot, announced) -> None:
    field = view.tray.field
    field.setFocus()
    qtbot.keyClicks(field, "  Who kneads at 3 am?  ")
    qtbot.keyClick(field, Key.Key_Return)
    assert [card.entry.words for card in view.tray.cards()] == ["Who kneads at 3 am?"]
    assert field.text() == ""
    qtbot.keyClick(field, Key.Key_Return)
    assert len(view.tray.cards()) == 1
    assert announced == [("Idea written down", True)]
    assert view.tray.ideas_tab.accessibleName() == "Ideas, 1"


@pytest.mark.statement(44)
def test_ctrl_z_after_noting_an_idea_or_dropping_it_means_the_idea(view: CalendarView, qtbot) -> None:
    from PySide6.QtGui import QKeySequence, QShortcut

    from tests.ui.calendar.hands import Carry, day
    from ui.calendar.drag import pack

    shortcut = QShortcut(QKeySequence("Ctrl+Z"), view.window())
    field = view.tray.field
    field.setFocus()
    qtbot.keyClicks(field, "An idea")
    qtbot.keyClick(field, Key.Key_Return)
    with qtbot.waitSignal(shortcut.activated):
        qtbot.keyClick(field, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(field, "More")
    qtbot.keyClick(field, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert field.text() == ""
    (card,) = view.tray.cards()
    Carry(view.month.viewport(), pack([card.entry.post_id], card.entry.post_id)).drop(day(view.month, FRIDAY))
    assert view.month.hasFocus()


def test_the_tray_reads_its_cards_again_only_where_they_may_differ(view: CalendarView, write, desk) -> None:
    idea, dated = write("", "An idea", stage=Stage.IDEA), write("2026-11-20T09:00", "Dated")
    (card,) = view.tray.cards()
    tray = view.tray.presenter
    reads: list[object] = []
    undated = tray.reader.undated
    tray.reader.undated = lambda *args, **names: reads.append(names) or undated(*args, **names)
    planning.move_posts(desk, {dated.id: dated.planned.plus(timedelta(days=1))})
    assert (reads, view.tray.cards()) == ([], (card,))
    draft = planning.idea_to_draft(desk, idea.id, dated.planned)
    assert (len(reads), view.tray.cards()) == (1, ())
    planning.trash(desk, [draft.id])  # what hid the idea is gone
    assert [card.entry.post_id for card in view.tray.cards()] == [idea.id]
    planning.unschedule(desk, [dated.id])
    assert [entry.post_id for entry in tray.drafts] == [dated.id]
    planning.trash(desk, [dated.id])
    assert tray.drafts == ()


@pytest.mark.statement(7)
def test_an_empty_tray_says_one_sentence_and_has_a_field(view: CalendarView) -> None:
    assert view.tray._empty.isVisible()
    assert view.tray.field.isVisible()
    view.tray.drafts_tab.click()
    assert view.tray._empty.text() == "Drop a post here to take it off the calendar."


def test_cards_open_and_are_walked_by_keys(view: CalendarView, write, qtbot) -> None:
    ideas = [write("", f"Idea {n}", stage=Stage.IDEA, channels=()) for n in range(3)]
    cards = view.tray.cards()
    assert {card.entry.post_id for card in cards} == {idea.id for idea in ideas}
    cards[0].setFocus()
    qtbot.keyClick(cards[0], Key.Key_Down)
    assert cards[1].hasFocus()
    with qtbot.waitSignal(view.post_opened) as opened:
        qtbot.keyClick(cards[1], Key.Key_Return)
    assert opened.args == [cards[1].entry.post_id]
    qtbot.keyClick(cards[2], Key.Key_Down)
    assert view.tray.field.hasFocus()
    with qtbot.waitSignal(view.post_opened):
        qtbot.mouseDClick(cards[0], LEFT)


@pytest.mark.statement(69)
def test_the_computer_card_says_what_needs_it(view: CalendarView, write, desk, qtbot) -> None:
    assert not view.tray.computer.isVisible()
    soon = write("2026-11-19 09:00", "Tomorrow")
    planning.schedule(desk, write("2026-11-20 00:10", "The night after").id)
    later = write("2026-11-24 09:00", "Next week")
    for post in (soon, later):
        planning.schedule(desk, post.id)
    qtbot.waitUntil(lambda: bool(view.tray.presenter.computer.needs))  # after the days were painted
    card = view.tray.presenter.computer
    assert (card.needs, card.next, card.anyway) == ("1 post needs it by tomorrow.", "Next: Thu 19 Nov, 09:00.", "")
    assert view.tray.computer.isVisible()
    assert "Keep this computer on" in view.tray.computer.accessibleName()


def test_a_computer_is_not_needed_for_what_is_paused(view: CalendarView, write, desk, qtbot) -> None:
    planning.schedule(desk, write("2026-11-19 09:00", "Tomorrow").id)
    qtbot.waitUntil(lambda: bool(view.tray.presenter.computer.needs))
    standstill.pause_all(desk)
    qtbot.waitUntil(lambda: view.tray.presenter.computer.is_empty)
    assert not view.tray.computer.isVisible()
    standstill.let_all_go_on(desk)
    qtbot.waitUntil(view.tray.computer.isVisible)


@pytest.mark.parametrize(("window", "tray"), [(1024, 224), (1280, 224), (1440, 248), (1920, 300), (2560, 300)])
def test_the_tray_is_as_wide_as_the_design_says(window: int, tray: int, qapp) -> None:
    assert tray_width(window) == tray


@pytest.mark.statement(93)
def test_a_small_window_keeps_everything_in_reach(view: CalendarView, qtbot) -> None:
    view.window().resize(948, 640)
    qtbot.waitUntil(lambda: view.width() == 948)
    assert not view.tray.isVisible()
    assert view.presenter.weeks == 5
    assert view.search_field.button.isVisible()
    assert not view.search_field.field.isVisible()
    view.toolbar.tray.click()
    assert view.tray.isVisible()
    assert view.month.width() == 948  # it lies over the days
    view.search_field.button.click()
    assert view.search_field.field.isVisible()
    view.window().resize(1360, 900)
    qtbot.waitUntil(lambda: view.width() == 1360)
    assert view.tray.geometry().left() == view._stack.geometry().right() + 1


def test_nothing_but_the_days_stands_between_a_start_and_the_month(bridge, qtbot) -> None:
    """Tray, cards, keys and gestures are made when the days were painted, or when somebody's hand comes near."""
    from ui.calendar.grid import GESTURES

    made = CalendarView(CalendarPresenter(bridge))
    for widget in made.toolbar_items():
        if widget is not None:
            widget.setParent(made)
    qtbot.addWidget(made)
    assert not {"tray", "cards", "week", "_bringing"} & made.__dict__.keys()
    assert not {"keys", "pointer", "drops", "gestures"} & made.month.hands.__dict__.keys()
    assert made.month.hands.gestures.keys() == GESTURES
    made.close()


# ------------------------------------------------------------------ first run
@pytest.mark.statement(7)
def test_an_untouched_calendar_offers_three_doors(view: CalendarView, qtbot) -> None:
    doors = view.first_run
    assert doors is not None
    assert doors.isVisible()
    names = [door.accessibleName() for door in (doors.first, doors.sample, doors.bring)]
    assert names == ["Write your first post", "Look at the example week", "Bring what you have"]
    with qtbot.waitSignal(view.post_wanted) as wanted:
        qtbot.mouseClick(doors.first, LEFT)
    assert wanted.args == [{"day": date(2026, 11, 18)}]
    view.window().grab()


def test_the_doors_go_once_something_is_written(view: CalendarView, write) -> None:
    assert view.first_run is not None
    write("", "An idea", stage=Stage.IDEA)
    assert view.first_run is None
    assert view.leads is view.month


@pytest.mark.statement(5)
def test_the_example_week_comes_and_goes_in_one_click(bridge, desk, qtbot, view: CalendarView) -> None:
    from smmdesk.model.channel import Channel

    with desk.store.transaction() as tx:  # the example week fills an empty desk only
        for channel in tx.all(Channel):
            tx.erase(Channel, channel.id)
    assert view.first_run is not None
    qtbot.mouseClick(view.first_run.sample, LEFT)
    assert view.first_run is None
    assert any(day.total for day in view.presenter.page.days)
    assert view.tray.samples.isVisible()
    view.tray.samples.findChild(QPushButton, "samples_remove").click()
    assert not any(day.total for day in view.presenter.page.days)


# ------------------------------------------------------------------ toolbar
def test_the_toolbar_turns_pages_and_views(view: CalendarView, qtbot) -> None:
    toolbar = view.toolbar
    qtbot.mouseClick(toolbar.next, LEFT)
    assert toolbar.title.text() == "December 2026"
    qtbot.mouseClick(toolbar.previous, LEFT)
    qtbot.mouseClick(toolbar.previous, LEFT)
    assert toolbar.title.text() == "October 2026"
    qtbot.mouseClick(toolbar.today, LEFT)
    assert toolbar.title.text() == "November 2026"
    qtbot.mouseClick(toolbar.modes.findChild(QWidget, "segment_week"), LEFT)
    assert toolbar.title.text() == "16–22 November 2026"
    assert view.grid.objectName() == "calendar_week"


@pytest.mark.statement(44)
def test_undo_and_redo_name_their_step(view: CalendarView, write, announced, qtbot) -> None:
    assert not view.toolbar.redo.isEnabled()
    post = write("2026-11-24 09:00", "Walnut bread")
    view.presenter.moves.drop((post.id,), post.id, FRIDAY)
    assert view.toolbar.undo.accessibleName() == "Undo: move of 1 post"
    view.toolbar.undo.click()
    assert announced[-1][0] == "Undone: move of 1 post"
    assert view.toolbar.redo.accessibleName() == "Redo: move of 1 post"


@pytest.mark.statement(48)
def test_filters_are_ticked_counted_and_cleared(view: CalendarView, write, qtbot) -> None:
    write("2026-11-24 09:00", "Practice")
    write("2026-11-24 10:00", "Mastodon", channels=("channel-1",))
    qtbot.mouseClick(view.filters, LEFT)
    card = view.filters._card
    assert card is not None
    card.findChild(QCheckBox, "filter_channels_channel-1").click()
    card.findChild(QCheckBox, "filter_progress_draft").click()
    assert [entry.words for entry in view.presenter.everything(date(2026, 11, 24))[0].entries] == ["Mastodon"]
    assert view.filters.accessibleName() == "Filters, 2 chosen"
    card.findChild(QCheckBox, "filter_media_True").click()
    assert view.filters.accessibleName() == "Filters, 3 chosen"
    assert view.presenter.everything(date(2026, 11, 24))[0].entries == (), "none of them has a photo"
    card.findChild(QCheckBox, "filter_media_False").click()
    assert view.presenter.filters.with_media is None, "with and without is everything"
    card.findChild(QCheckBox, "filter_media_True").click()
    assert [entry.words for entry in view.presenter.everything(date(2026, 11, 24))[0].entries] == ["Mastodon"]
    card.findChild(QPushButton, "filters_clear").click()
    assert view.presenter.filter_count == 0
    assert not card.findChild(QCheckBox, "filter_progress_draft").isChecked()
    qtbot.keyClick(card, Key.Key_Escape)
    assert not card.isVisible()
    view.filters.click()
    qtbot.mouseClick(view.window(), LEFT, pos=QPoint(5, 5))
    assert not view.filters._card.isVisible()


@pytest.mark.statement(49)
def test_search_shows_what_it_finds_while_typing(view: CalendarView, write, qtbot) -> None:
    post = write("2026-12-29 09:00", "Il caffè del martedì")
    write("2026-11-24 09:00", "Walnut bread")
    field = view.search_field.field
    view.search_field.begin()
    assert field.hasFocus()
    qtbot.keyClicks(field, "caffe")
    card = view.search_field._card
    assert card is not None
    assert card.isVisible()
    assert field.hasFocus()
    assert card.rows.model().rowCount() == 1
    qtbot.keyClick(field, Key.Key_Return)
    assert view.presenter.focused == date(2026, 12, 29)
    assert view.month.choice.ids == (post.id,)
    assert not card.isVisible()
    qtbot.keyClicks(field, "27/11")
    assert card.rows.model().index(0, 0).data() == "Go to Fri 27 Nov"
    card.grab()
    qtbot.keyClick(field, Key.Key_Return)
    assert view.presenter.focused == FRIDAY
    qtbot.keyClicks(field, "zzzz")
    assert card.rows.model().rowCount() == 0
    qtbot.keyClick(field, Key.Key_Escape)
    assert field.text() == ""
    assert view.grid.hasFocus(), "the keyboard stood nowhere"


def test_an_undated_result_opens_the_post(view: CalendarView, write, qtbot) -> None:
    idea = write("", "Someday soon", stage=Stage.IDEA)
    qtbot.keyClicks(view.search_field.field, "someday")
    with qtbot.waitSignal(view.post_opened) as opened:
        qtbot.keyClick(view.search_field.field, Key.Key_Return)
    assert opened.args == [idea.id]


def test_ctrl_g_goes_to_a_typed_day(view: CalendarView, qtbot) -> None:
    view._ask_day()
    sheet = view.window().findChild(object, "sheet")
    sheet.findChild(object, "sheet_field").setText("24/12")
    sheet.findChild(QPushButton, "sheet_confirm").click()
    assert view.presenter.focused == date(2026, 12, 24)


def test_another_language_needs_no_restart(bridge, qtbot) -> None:
    from smmdesk.model import words

    words.set_language("it")
    made = CalendarView(CalendarPresenter(bridge))
    assert made.toolbar.title.text() == "Novembre 2026"
    assert made.toolbar.today.text() == "Oggi"
    assert made.tray.ideas_tab.accessibleName() == "Idee, 0"
    for widget in made.toolbar_items():
        if widget is not None:
            widget.setParent(made)
    qtbot.addWidget(made)
    made.close()


# ------------------------------------------------------------------ screen readers
@pytest.fixture
def accessible() -> Iterator[None]:
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)


def nodes(widget: QWidget) -> list[object]:
    """Every accessible node under a widget, the invisible left out."""
    found, todo = [], [QAccessible.queryAccessibleInterface(widget)]
    while todo:
        node = todo.pop()
        if node is None or node.state().invisible:
            continue
        found.append(node)
        todo += [node.child(number) for number in range(node.childCount())]
    return found


@pytest.mark.statement(98)
def test_a_screen_reader_gets_every_day_and_post(view: CalendarView, write, accessible) -> None:
    post = write("2026-11-24 09:00", "Walnut bread")
    month = QAccessible.queryAccessibleInterface(view.month)
    assert month.role() is QAccessible.Role.List
    assert month.text(QAccessible.Text.Name) == "November 2026"
    names = [month.child(n).text(QAccessible.Text.Name) for n in range(month.childCount())]
    assert len(names) == 43
    assert "Tuesday 24 November, 1 post" in names
    said = "09:00, Practice, Draft, “Walnut bread”, 1 of 1 on Tuesday 24 November"
    assert said in names
    item = month.child(names.index(said))
    assert item.state().focusable
    place = view.month.viewport().mapToGlobal(chip(view.month, post.id))
    assert item.rect().contains(place)


@pytest.mark.statement(100)
def test_nothing_that_takes_the_focus_is_without_a_name(view: CalendarView, write, accessible) -> None:
    write("2026-11-24 09:00", "Walnut bread")
    write("", "An idea", stage=Stage.IDEA)
    view.filters.click()
    silent = [
        f"{node.role()} {node.object().objectName() if node.object() else ''}"
        for node in nodes(view.window())
        if node.state().focusable and not node.text(QAccessible.Text.Name).strip()
    ]
    assert silent == []
    view.filters._card.close_now()


@pytest.mark.statement(96)
def test_tab_walks_from_days_to_tray_without_a_trap(view: CalendarView, write, qtbot) -> None:
    write("", "An idea", stage=Stage.IDEA)
    view.month.setFocus(Qt.FocusReason.TabFocusReason)
    seen = []
    for _ in range(20):
        qtbot.keyClick(view.window().focusWidget(), Key.Key_Tab)
        seen.append(view.window().focusWidget())
    assert any(widget in view.tray.cards() for widget in seen)
    assert view.tray.field in seen
    assert view.month in seen


@pytest.mark.statement(97)
def test_targets_are_large_enough(view: CalendarView) -> None:
    for name in ("calendar_previous", "calendar_next", "calendar_today", "calendar_undo", "calendar_tray"):
        button = view.window().findChild(QWidget, name)
        assert min(button.width(), button.height()) >= 24
    assert isinstance(view.toolbar.next, PageButton)


@pytest.mark.statement(4)
def test_posts_for_channels_not_connected_yet_stand_on_the_calendar(view: CalendarView, desk, write) -> None:
    from dataclasses import replace

    from smmdesk.model.channel import Channel, ChannelStatus

    with desk.store.transaction() as tx:
        tx.put(replace(tx.get(Channel, "channel-1"), status=ChannelStatus.PLANNED))
    post: Post = write("2026-11-24 09:00", "Soon on Mastodon", channels=("channel-1",))
    assert view.presenter.entries((post.id,))[0].channels[0].platform == "mastodon"
