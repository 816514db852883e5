"""Posts that wait at the platforms' own schedulers, shown beside ours: quiet, read-only, with a way to them."""

import asyncio
from datetime import UTC, date, datetime

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QCheckBox, QMenu, QToolTip

from smmdesk.desk import undo
from smmdesk.desk.desk import Desk
from smmdesk.model.foreign import ForeignPost
from smmdesk.model.moment import to_us
from smmdesk.model.post import Post
from smmdesk.model.stages import Stage
from smmdesk.store import foreign_posts
from tests.ui.calendar.hands import LEFT, day, middle
from ui import links
from ui.calendar.elsewhere_painter import elsewhere_places
from ui.calendar.layout import Hit
from ui.models.calendar_entries import Mark
from ui.views.calendar import CalendarView

FRIDAY = date(2026, 11, 27)
NONE = Qt.KeyboardModifier.NoModifier
EDIT = "https://forno.example/wp-admin/post.php?post=7&action=edit"


def foreign(remote_id: str, hour: int, words: str, url: str = "", which: int = 27) -> ForeignPost:
    return ForeignPost(remote_id, to_us(datetime(2026, 11, which, hour - 1, 30, tzinfo=UTC)), words, url)


def seen(desk: Desk, channel: str, *posts: ForeignPost) -> None:
    with desk.store.transaction() as tx:
        foreign_posts.replace(tx, channel, posts)


@pytest.fixture
def beside(view: CalendarView, desk: Desk) -> CalendarView:
    """One on WordPress with an address, one on Mastodon without, one that has had its moment."""
    asyncio.run(view.presenter.add_layers())
    seen(desk, "channel-2", foreign("7", 14, "Christmas <b>&</b> hours", EDIT), foreign("8", 9, "Over", which=10))
    seen(desk, "channel-1", foreign("9", 18, ""))
    view.presenter.go_to(FRIDAY)
    return view


def marks(view: CalendarView, which: date = FRIDAY) -> list[Mark]:
    page = view.presenter.page
    return [mark for mark in page.days[page.position_of(which)].marks if mark.kind == "elsewhere"]


def test_they_stand_on_their_days_and_say_whose_they_are(beside: CalendarView) -> None:
    first, second = marks(beside)
    assert (first.minutes, first.words, first.platform) == (14 * 60 + 30, "Christmas <b>&</b> hours", "wordpress")
    assert second.text == "18:30, elsewhere on Mastodon: without words"
    assert marks(beside, date(2026, 11, 10)) == []
    index = beside.month.entries.index_of_day(FRIDAY)
    assert "14:30, elsewhere on WordPress: Christmas" in index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert beside.presenter.page.days[beside.presenter.page.position_of(FRIDAY)].total == 0


def test_what_the_engine_saw_changes_what_is_shown(beside: CalendarView, desk: Desk) -> None:
    seen(desk, "channel-2")
    assert [mark.platform for mark in marks(beside)] == ["mastodon"]


def test_turning_months_reads_nothing_more(beside: CalendarView, monkeypatch) -> None:
    assert marks(beside)
    asked = []
    monkeypatch.setattr(foreign_posts, "of_brand", lambda *given: asked.append(given) or ())
    for _ in range(5):
        beside.presenter.step(1)
        assert beside.presenter.page.days
    assert asked == []


@pytest.mark.parametrize("mode", ["month", "week", "day", "agenda"])
def test_a_press_opens_its_menu_wherever_it_stands(
    beside: CalendarView, qtbot, desk: Desk, write, monkeypatch, announced, mode: str
) -> None:
    write("2026-11-27 14:30", "Ours at the same minute")
    beside.presenter.set_mode(mode)
    beside.presenter.go_to(FRIDAY)
    grid, cell = beside.grid, beside.presenter.page.position_of(FRIDAY)
    grid.grab()
    if mode in ("week", "day"):
        places = [place for _number, _mark, place in elsewhere_places(grid.scene, cell)]
        assert not any(chip.overlaps(place) for chip in [grid.scene.chip_rect(cell, 0)] for place in places)
        point = middle(places[0])
    else:
        area = grid.viewport().rect()
        hits = ((x, y) for y in range(0, area.height(), 4) for x in range(0, area.width(), 16))
        point = next(p for p in (area.topLeft().__class__(x, y) for x, y in hits) if _is_first(beside, p))
    target = grid.scene.target_at(point)
    assert target.hit is Hit.MARK
    qtbot.mouseClick(grid.viewport(), LEFT, NONE, point)
    menu = beside.findChild(QMenu, "elsewhere_menu")
    assert menu.accessibleName().startswith("14:30, elsewhere on WordPress")
    lines = {action.objectName(): action for action in menu.actions() if action.objectName()}
    assert lines["menu_not_by_us"].text() == "Scheduled on WordPress, not by smmdesk"
    assert not lines["menu_not_by_us"].isEnabled()
    opened: list[str] = []
    monkeypatch.setattr(links, "open_address", opened.append)
    menu.close()
    _open(beside, marks(beside)[0])["menu_open_there"].trigger()
    assert opened == [EDIT]


def _is_first(view: CalendarView, point: object) -> bool:
    target = view.grid.scene.target_at(point)
    page = view.presenter.page
    if target.hit is not Hit.MARK or target.day != page.position_of(FRIDAY):
        return False
    mark = page.days[target.day].marks[target.mark]
    return mark.kind == "elsewhere" and mark.platform == "wordpress"


def _open(view: CalendarView, mark: Mark) -> dict[str, object]:
    view.cards.day_menu.open_mark(FRIDAY, mark)
    menu = next(one for one in view.findChildren(QMenu, "elsewhere_menu") if one.isVisible())
    menu.close()
    return {action.objectName(): action for action in menu.actions() if action.objectName()}


def test_a_draft_of_its_words_is_made_and_taken_back(beside: CalendarView, desk: Desk, announced) -> None:
    lines = _open(beside, marks(beside)[0])
    lines["menu_make_draft"].trigger()
    assert announced[-1] == ("A draft with these words, for no channel yet", True)
    day_shown = beside.presenter.page.days[beside.presenter.page.position_of(FRIDAY)]
    (entry,) = day_shown.entries
    with desk.store.reading() as reader:
        post = reader.get(Post, entry.post_id)
        assert not reader.deliveries_of(post.id)
    assert (post.stage, post.channels, post.content.text) == (Stage.DRAFT, (), "Christmas <b>&</b> hours")
    assert (entry.time, len(marks(beside))) == ("14:30", 2)
    undo.undo(desk)
    assert beside.presenter.page.days[beside.presenter.page.position_of(FRIDAY)].entries == ()


def test_what_has_no_page_of_its_own_there_offers_none(beside: CalendarView) -> None:
    assert "menu_open_there" not in _open(beside, marks(beside)[1])


def test_the_keys_reach_it_by_the_menu_of_the_day(beside: CalendarView) -> None:
    beside.presenter.focused = FRIDAY
    beside.cards.open_menu((), beside.month.mapToGlobal(day(beside.month, FRIDAY)))
    menu = beside.findChild(QMenu, "day_menu")
    lines = [action for action in menu.actions() if action.objectName() == "menu_elsewhere"]
    assert len(lines) == 2
    lines[0].trigger()
    opened = beside.findChild(QMenu, "elsewhere_menu")
    assert opened is not None
    opened.close()
    menu.close()


def full_friday(view: CalendarView, write) -> int:
    """A day whose posts and holiday leave no room; returns its position."""
    for hour in range(8, 14):
        write(f"2026-11-27 {hour:02d}:00", f"Ours at {hour}")
    view.presenter.go_to(FRIDAY)
    view.month.grab()
    return view.presenter.page.position_of(FRIDAY)


def test_a_full_day_counts_them_and_shows_them_behind_its_number(beside: CalendarView, qtbot, write) -> None:
    cell = full_friday(beside, write)
    place = beside.month.scene.layout.cells[cell]
    in_header = [line for line in beside.month.scene._lines[cell] if line.mark.kind == "elsewhere"]
    assert place.more is not None
    assert place.fit.shown + place.fit.more + len(in_header) == 6 + 2, "each post is seen or counted"
    qtbot.mouseClick(beside.month.viewport(), LEFT, NONE, middle(place.more))
    card = beside.cards.day
    lines = card.findChildren(QAbstractButton, "day_elsewhere")
    assert [line.accessibleName()[:5] for line in lines] == ["14:30", "18:30"]
    assert card.rows.model().rowCount() == 6
    lines[0].click()
    assert not card.isVisible()
    menu = beside.findChild(QMenu, "elsewhere_menu")
    assert menu.accessibleName().startswith("14:30, elsewhere on WordPress")
    menu.close()


def test_a_day_just_full_gives_up_a_post_rather_than_hide_them(beside: CalendarView, desk: Desk, write) -> None:
    """Two of ours would fit: two that wait elsewhere have no line below them, and the header holds one."""
    for hour in (9, 10):
        write(f"2026-11-27 {hour:02d}:00", f"Ours at {hour}")
    beside.presenter.go_to(FRIDAY)
    for height in range(700, 1000, 20):
        beside.resize(1280, height)
        beside.month.grab()
        cell = beside.presenter.page.position_of(FRIDAY)
        place = beside.month.scene.layout.cells[cell]
        seen_lines = [line for line in beside.month.scene._lines[cell] if line.mark.kind == "elsewhere"]
        assert place.fit.shown + place.fit.more + len(seen_lines) == 2 + 2, height


def test_space_on_a_day_shows_everything_of_it(beside: CalendarView, qtbot, write) -> None:
    full_friday(beside, write)
    beside.presenter.focused = FRIDAY
    beside.month.hand.post = ""
    qtbot.keyClick(beside.month, Qt.Key.Key_Space)
    card = beside.cards.day
    assert card is not None
    assert card.isVisible()
    assert len(card.findChildren(QAbstractButton, "day_elsewhere")) == 2
    card.close_now()


def test_a_resting_pointer_is_told_whose_it_is(beside: CalendarView, qtbot) -> None:
    line = next(
        line
        for line in beside.month.scene._lines[beside.presenter.page.position_of(FRIDAY)]
        if line.mark.kind == "elsewhere"
    )
    point = middle(line.place)
    where = beside.month.viewport().mapToGlobal(point)
    QApplication.sendEvent(beside.month.viewport(), QHelpEvent(QEvent.Type.ToolTip, point, where))
    assert "Scheduled on WordPress, not by smmdesk" in QToolTip.text()
    QToolTip.hideText()
    qtbot.waitUntil(lambda: not QToolTip.isVisible())


def test_the_card_of_filters_turns_them_off(beside: CalendarView, qtbot) -> None:
    qtbot.mouseClick(beside.filters, LEFT)
    box = beside.window().findChild(QCheckBox, "layer_elsewhere")
    box.setChecked(False)
    assert marks(beside) == []
    box.setChecked(True)
    assert len(marks(beside)) == 2
