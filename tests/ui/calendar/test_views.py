"""Day, agenda and board: what each shows, and that every drag has a way by keys and by menu."""

from datetime import date, datetime

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QLineEdit, QMenu, QPushButton

from smmdesk.desk import approving, planning, undo
from smmdesk.model.post import Post
from smmdesk.model.stages import Progress, Stage
from smmdesk.system.settings import SETTINGS
from tests.ui.calendar.hands import LEFT, Carry, chip, middle, publish, wall
from ui.calendar.agenda_layout import DayNeeds, lay_out_agenda
from ui.calendar.board_layout import lay_out_board
from ui.calendar.drag import pack
from ui.calendar.layout import Hit, Metrics
from ui.presenters.calendar import CalendarPresenter
from ui.presenters.calendar_board import COLUMNS, DRAFTS, IDEAS, NEEDS, PUBLISHED, REVIEW, SCHEDULED
from ui.presenters.calendar_modes import MODES, days_shown, first_shown, stepped, title_of
from ui.views.calendar import CalendarView

FRIDAY = date(2026, 11, 27)
ALT_SHIFT = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier
Key = Qt.Key


def names(view: CalendarView) -> list[str]:
    """What a screen reader is told, row by row."""
    model = view.grid.entries
    return [model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(model.rowCount())]


def said_at_pointer(view: CalendarView) -> str:
    return view.grid.hands.drops._label.words


# ------------------------------------------------------------------ all of them
@pytest.mark.statement(33)
def test_the_keys_switch_views_and_day_and_selection_stay(view: CalendarView, write, qtbot, bridge) -> None:
    post = write("2026-11-27T09:00", "Bread")
    view.presenter.go_to(FRIDAY)
    view.grid.setFocus()
    view.grid.choice.take((post.id,))
    view.grid.choice.focus(post.id)
    for letter, mode in (("D", "day"), ("A", "agenda"), ("B", "board"), ("W", "week"), ("M", "month")):
        qtbot.keyClick(view.grid, letter)
        assert (view.presenter.mode, view.presenter.focused) == (mode, FRIDAY)
        assert view.grid.objectName() == f"calendar_{mode}"
        assert view.grid.hasFocus()
        assert view.grid.choice.ids == (post.id,)
        assert view.grid.hand.post == post.id
        assert view.toolbar.modes.current == mode
        again = CalendarPresenter(bridge)
        assert again.mode == mode
        assert again.page.position_of(again.today) >= 0  # the next start shows today
        again.close()


def test_every_view_may_be_kept_and_has_pages(qapp) -> None:
    kept = next(setting for setting in SETTINGS if setting.name == "calendar_view")
    assert set(kept.choices) == set(MODES)
    day, month = date(2026, 1, 31), date(2026, 1, 1)
    for mode in MODES:
        first = first_shown(mode, day, month, 6)
        count = days_shown(mode, 6, month)
        assert 0 <= (day - first).days < count
        later = stepped(mode, day, month, 1)
        assert later > day
        assert stepped(mode, later, later.replace(day=1), -1) <= day
        assert title_of(mode, first, month)


# ------------------------------------------------------------------ day
@pytest.fixture
def of_friday(view: CalendarView) -> CalendarView:
    view.presenter.go_to(FRIDAY)
    view.presenter.set_mode("day")
    return view


@pytest.mark.statement(35)
def test_a_day_shows_wide_chips_and_a_drag_snaps_to_the_quarter(of_friday: CalendarView, write, qtbot) -> None:
    view, post = of_friday, write("2026-11-27T09:00", "Bread")
    assert view.presenter.title == "Fri 27 November 2026"
    scene = view.grid.scene
    rect = scene.chip_rect(0, 0)
    assert (rect.height, rect.width) == (50, scene.layout.columns[0].rect.width - 7)
    place = scene.layout.place(0, 11 * 60 + 15)
    point = QPoint(place.x + 30, place.y + scene.shift + 3)
    held = Carry(view.grid.viewport(), pack([post.id], post.id))
    assert held.over(point)
    assert said_at_pointer(view) == "Fri 27 Nov, 11:15"
    view.grid.grab()
    held.drop(point)
    assert wall(view, post) == datetime(2026, 11, 27, 11, 15)
    view.grid.setFocus()
    qtbot.keyClick(view.grid, Key.Key_Up, ALT_SHIFT)
    assert wall(view, post) == datetime(2026, 11, 27, 11, 0)
    qtbot.keyClick(view.grid, Key.Key_Right)
    assert view.presenter.focused == date(2026, 11, 28)


@pytest.mark.statement(46)
def test_a_double_click_begins_at_the_half_hour(of_friday: CalendarView, qtbot) -> None:
    scene = of_friday.grid.scene
    y = scene.layout.y_of(14 * 60 + 50) + scene.shift
    with qtbot.waitSignal(of_friday.post_wanted) as wanted:
        qtbot.mouseDClick(of_friday.grid.viewport(), LEFT, pos=QPoint(300, y))
    assert wanted.args[0]["moment"].wall == datetime(2026, 11, 27, 14, 30)


# ------------------------------------------------------------------ agenda
@pytest.fixture
def agenda(view: CalendarView) -> CalendarView:
    view.presenter.set_mode("agenda")
    return view


@pytest.mark.statement(51)
def test_an_agenda_has_days_with_something_and_says_gaps_in_one_line(agenda: CalendarView, write) -> None:
    posts = [write("2026-11-19T09:00", "One"), write("2026-11-25T09:00", "Two"), write("2026-11-25T12:00", "Three")]
    layout = agenda.grid.scene.layout
    cells = [section.cells for section in layout.sections]
    assert cells == [(0, 1), (2,), (3,), (4, 5, 6, 7, 8), (9,), tuple(range(10, 28))]
    assert [len(section.rows) for section in layout.sections] == [0, 0, 1, 0, 2, 0]
    assert [section.is_gap for section in layout.sections] == [True, False, False, True, False, True]
    from ui.models.calendar_words import empty_words

    page = agenda.presenter.page
    assert empty_words(page.days[4].day, page.days[8].day) == "nothing 20–24 November"
    assert names(agenda)[4] == ("09:00, Practice, Draft, “One”, 1 of 1 on Thursday 19 November")
    agenda.grid.grab()
    assert [agenda.grid.rect_of(agenda.grid.entries.index_of_post(post.id)).height for post in posts] == [50] * 3


@pytest.mark.statement(39)
def test_keys_walk_the_agenda_from_post_to_post(agenda: CalendarView, write, qtbot) -> None:
    first, second = write("2026-11-19T09:00", "One"), write("2026-11-25T09:00", "Two")
    grid = agenda.grid
    grid.setFocus()
    qtbot.keyClick(grid, Key.Key_Down)
    assert (grid.hand.post, agenda.presenter.focused) == (first.id, date(2026, 11, 19))
    qtbot.keyClick(grid, Key.Key_Down)
    assert (grid.hand.post, agenda.presenter.focused) == (second.id, date(2026, 11, 25))
    qtbot.keyClick(grid, Key.Key_Right, ALT_SHIFT)
    assert wall(agenda, second) == datetime(2026, 11, 26, 9, 0)
    qtbot.keyClick(grid, Key.Key_Up)
    assert grid.hand.post == first.id
    with qtbot.waitSignal(agenda.post_opened) as opened:
        qtbot.keyClick(grid, Key.Key_Return)
    assert opened.args == [first.id]
    qtbot.keyClick(grid, Key.Key_PageDown)
    assert agenda.presenter.page.first == date(2026, 12, 14)


def test_a_drop_on_a_gap_means_its_first_day(agenda: CalendarView, write) -> None:
    post = write("2026-11-19T09:00", "One")
    gap = agenda.grid.scene.layout.sections[-1]
    point = middle(gap.rect._replace(y=gap.rect.y + agenda.grid.scene.shift))
    held = Carry(agenda.grid.viewport(), pack([post.id], post.id))
    assert held.over(point)
    assert said_at_pointer(agenda) == "Fri 20 Nov, 09:00"
    agenda.grid.grab()
    held.drop(point)
    assert wall(agenda, post) == datetime(2026, 11, 20, 9, 0)


def test_the_layout_of_an_agenda_holds_every_day_once() -> None:
    days = [DayNeeds(2), DayNeeds(), DayNeeds(), DayNeeds(0, True, True), DayNeeds(1, True), DayNeeds()]
    layout = lay_out_agenda(900, days, Metrics())
    assert layout.of_cell == (0, 1, 1, 2, 3, 4)
    assert [s.rect.y for s in layout.sections[1:]] == [s.rect.bottom for s in layout.sections[:-1]]
    assert layout.at(300, layout.sections[0].rows[1].y + 3) == (Hit.CHIP, 0, 1, -1)
    assert layout.at(300, layout.sections[1].rect.y + 3) == (Hit.DAY, 1, -1, -1)
    assert layout.at(300, layout.height) == (Hit.NOTHING, -1, -1, -1)


# ------------------------------------------------------------------ board
@pytest.fixture
def board(view: CalendarView) -> CalendarView:
    view.presenter.set_mode("board")
    return view


def column(view: CalendarView, key: str) -> QPoint:
    """A free point of a column, near its foot."""
    rect = view.grid.scene.day_rect(list(COLUMNS).index(key))
    return QPoint(rect.x + rect.width // 2, rect.bottom - 8)


def in_column(view: CalendarView, key: str) -> list[str]:
    return [entry.post_id for entry in view.presenter.page.days[list(COLUMNS).index(key)].entries]


def stage(view: CalendarView, post_id: str) -> Stage:
    with view.presenter.desk.store.reading() as reader:
        return reader.get(Post, post_id).stage


def test_every_progress_has_exactly_one_column() -> None:
    held = [progress for column in COLUMNS.values() for progress in column]
    assert sorted(held) == sorted(Progress)


@pytest.mark.statement(33)
def test_the_board_shows_posts_by_what_they_wait_for(board: CalendarView, write, desk) -> None:
    idea, loose = write("", "An idea", stage=Stage.IDEA, channels=()), write("", "Loose")
    dated, other_month = write("2026-11-20T09:00", "Dated"), write("2026-12-20T09:00", "In December")
    planning.schedule(desk, dated.id)
    waiting = write("2026-11-24T09:00", "Waits")
    approving.ask_approval(desk, [waiting.id])
    out = write("2026-11-12T09:00", "Out")
    publish(board, out)
    assert in_column(board, IDEAS) == [idea.id]
    assert in_column(board, DRAFTS) == [loose.id]
    assert in_column(board, REVIEW) == [waiting.id]
    assert in_column(board, SCHEDULED) == [dated.id]
    assert in_column(board, PUBLISHED) == [out.id]
    assert other_month.id not in {entry.post_id for day in board.presenter.page.days for entry in day.entries}
    board.presenter.step(1)
    assert in_column(board, DRAFTS) == [loose.id, other_month.id]
    board.grid.grab()
    texts = names(board)
    assert texts[0] == "Ideas, 1 post"
    assert "Sun 20 Dec, 09:00, Practice, Draft, “In December”, 2 of 2 in “Drafts”" in texts
    view = QAccessible.queryAccessibleInterface(board.grid)
    assert view.childCount() == len(texts)
    assert not board.tray.isVisible()  # its columns are here


@pytest.mark.statement(41)
def test_what_needs_a_person_stands_there_from_every_month(board: CalendarView, write, desk) -> None:
    from smmdesk.model.delivery import Delivery, Part, State

    late = write("2026-09-01T09:00", "Late")
    number = desk.clock.new_id()
    part = Part(desk.clock.new_id(), number, 0, state=State.MISSED)
    with desk.store.transaction() as tx:
        tx.put(Delivery(number, "brand-1", "channel-0", late.planned, (part,), late.id))
    assert in_column(board, NEEDS) == [late.id]


@pytest.mark.statement(42)
def test_an_idea_dragged_to_the_drafts_becomes_one_and_undo_takes_it_back(
    board: CalendarView, write, desk, announced
) -> None:
    idea = write("", "An idea", stage=Stage.IDEA, channels=())
    held = Carry(board.grid.viewport(), pack([idea.id], idea.id))
    assert held.over(column(board, DRAFTS))
    assert said_at_pointer(board) == "Drafts"
    board.grid.grab()
    held.drop(column(board, DRAFTS))
    (draft,) = in_column(board, DRAFTS)
    assert in_column(board, IDEAS) == []
    with desk.store.reading() as reader:
        assert (reader.get(Post, draft).idea_id, reader.get(Post, draft).planned) == (idea.id, None)
    assert announced[-1] == ("Now in “Drafts”", True)
    assert board.grid.choice.ids == (draft,)
    undo.undo(desk)
    assert (in_column(board, IDEAS), in_column(board, DRAFTS)) == ([idea.id], [])


@pytest.mark.statement(38)
@pytest.mark.parametrize(
    ("when", "to", "reason"),
    [
        ("2026-11-20T09:00", IDEAS, "A post does not turn back into an idea"),
        ("2026-11-20T09:00", PUBLISHED, "Posts get here by themselves, at their time"),
        ("2026-11-20T09:00", NEEDS, "Posts come here by themselves"),
        ("2026-11-20T09:00", DRAFTS, "It is here already"),
        ("idea", SCHEDULED, "Make it a draft first"),
        ("no channel", SCHEDULED, "Choose its channels first"),
        ("published", DRAFTS, "Already out: it can only be copied"),
    ],
)
def test_a_move_that_means_nothing_is_refused_with_the_reason_at_the_pointer(
    board: CalendarView, write, when: str, to: str, reason: str
) -> None:
    if when == "idea":
        post = write("", "Idea", stage=Stage.IDEA)
    elif when == "no channel":
        post = write("", "Draft", channels=())
    else:
        post = write("2026-11-12T09:00" if when == "published" else when, "Post")
        if when == "published":
            publish(board, post)
    before = stage(board, post.id)
    held = Carry(board.grid.viewport(), pack([post.id], post.id))
    assert not held.over(column(board, to))
    assert said_at_pointer(board) == reason
    board.grid.grab()
    held.drop(column(board, to))
    assert stage(board, post.id) is before


@pytest.mark.statement(39)
def test_keys_take_a_card_along_and_the_menu_does_the_same(board: CalendarView, write, qtbot, desk) -> None:
    post = write("2026-11-20T09:00", "Post")
    grid = board.grid
    grid.setFocus()
    qtbot.keyClick(grid, Key.Key_Right)
    assert (board.presenter.column, grid.hand.post) == (1, post.id)
    qtbot.keyClick(grid, Key.Key_Right, ALT_SHIFT)
    assert in_column(board, REVIEW) == [post.id]
    qtbot.keyClick(grid, Key.Key_Right, ALT_SHIFT)  # who moves it on gives the OK
    assert in_column(board, SCHEDULED) == [post.id]
    assert (board.presenter.column, grid.hand.post) == (3, post.id)
    board.cards.open_menu((post.id,), QPoint(10, 10))
    menu = board.findChild(QMenu, "post_menu")
    next(action for action in menu.actions() if action.objectName() == "menu_draft").trigger()
    menu.close()
    assert in_column(board, DRAFTS) == [post.id]
    assert wall(board, post) == datetime(2026, 11, 20, 9, 0)
    qtbot.keyClick(grid, Key.Key_Home)
    assert board.presenter.column == 0
    with qtbot.waitSignal(board.post_wanted) as wanted:
        qtbot.keyClick(grid, Key.Key_Return)
    assert wanted.args == [{"stage": Stage.IDEA}]


@pytest.mark.statement(69)
def test_a_draft_without_a_date_asks_when_it_goes_out(board: CalendarView, write, qtbot, desk) -> None:
    from ui.dialogs import Sheet

    post = write("", "Loose")
    held = Carry(board.grid.viewport(), pack([post.id], post.id))
    assert held.over(column(board, SCHEDULED))
    assert said_at_pointer(board) == "asks when it goes out"
    held.drop(column(board, SCHEDULED))
    sheet = next(one for one in board.window().findChildren(Sheet) if one.isVisible())
    assert sheet.text_label.text().endswith("\nPractice: keep this computer on")
    qtbot.keyClicks(sheet.findChild(QLineEdit), "24/11 18:30")
    qtbot.mouseClick(sheet.findChild(QPushButton, "sheet_confirm"), LEFT)
    assert in_column(board, SCHEDULED) == [post.id]
    assert wall(board, post) == datetime(2026, 11, 24, 18, 30)


@pytest.mark.statement(36)
def test_a_copy_begins_among_the_drafts(board: CalendarView, write, qtbot) -> None:
    post = write("2026-11-20T09:00", "Post")
    grid = board.grid
    held = Carry(grid.viewport(), pack([post.id], post.id))
    control = Qt.KeyboardModifier.ControlModifier
    assert not held.over(column(board, SCHEDULED), control)
    held.drop(column(board, DRAFTS), control)
    assert len(in_column(board, DRAFTS)) == 2
    grid.choice.take((post.id,))
    grid.hands.keys.take(cut=True)
    board.presenter.column = list(COLUMNS).index(REVIEW)
    grid.hands.keys.paste()
    assert in_column(board, REVIEW) == [post.id]


@pytest.mark.statement(43)
def test_text_and_files_begin_an_idea_or_a_draft(board: CalendarView) -> None:
    from PySide6.QtCore import QMimeData

    wishes: list[dict[str, object]] = []
    board.post_wanted.connect(wishes.append)
    mime = QMimeData()
    mime.setText("A recipe")
    held = Carry(board.grid.viewport(), mime)
    assert not held.over(column(board, PUBLISHED))
    assert said_at_pointer(board) == "New posts begin among ideas or drafts"
    held.drop(column(board, IDEAS))
    assert wishes == [{"stage": Stage.IDEA, "text": "A recipe"}]


def test_several_go_together_as_one_step(board: CalendarView, write, desk) -> None:
    posts = [write(f"2026-11-2{n}T09:00", f"Post {n}") for n in range(3)]
    ids = [post.id for post in posts]
    Carry(board.grid.viewport(), pack(ids, ids[0])).drop(column(board, SCHEDULED))
    assert in_column(board, SCHEDULED) == ids
    assert undo.peek(desk).undo_label == "scheduling of 3 posts"
    undo.undo(desk)
    assert in_column(board, DRAFTS) == ids


def test_filters_narrow_the_board_and_the_pointer_finds_cards(board: CalendarView, write, qtbot) -> None:
    post = write("2026-11-20T09:00", "Post", labels=("label-1",))
    write("2026-11-21T09:00", "Other")
    board.presenter.set_filters(board.presenter.filters._replace(labels=("label-1",)))
    assert in_column(board, DRAFTS) == [post.id]
    qtbot.mouseClick(board.grid.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, chip(board.grid, post.id))
    assert board.grid.choice.ids == (post.id,)
    assert board.presenter.focused == date(2026, 11, 20)
    board.presenter.set_mode("day")
    assert board.presenter.title == "Fri 20 November 2026"


def test_the_layout_of_a_board_holds_every_card_once() -> None:
    layout = lay_out_board(903, [0, 2, 1])
    assert layout.borders == (0, 301, 602, 903)
    second = layout.cards[1][1]
    assert layout.at(second.x + 4, second.y + 44 + 4, 44) == (Hit.CHIP, 1, 1, -1)
    assert layout.at(400, 10, 44) == (Hit.DAY, 1, -1, -1)
    assert layout.at(layout.plus[2].x + 2, layout.plus[2].y + 2, 44) == (Hit.PLUS, 2, -1, -1)
    assert layout.at(903, 100, 44) == (Hit.NOTHING, -1, -1, -1)
