"""Keys and menus on the real screen: every way without a drag."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMenu, QPushButton

from smmdesk.desk import planning
from smmdesk.model.post import Post
from smmdesk.model.stages import Progress
from tests.ui.calendar.hands import CONTROL, publish, wall
from ui.calendar import told_rows
from ui.views.calendar import CalendarView
from ui.widgets import spoken

TUESDAY, FRIDAY = date(2026, 11, 24), date(2026, 11, 27)
SHIFT, ALT = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier
Key = Qt.Key


# ------------------------------------------------------------------ keys
@pytest.fixture
def keys(view: CalendarView, qtbot):
    """Press keys on the month."""
    view.grid.setFocus(Qt.FocusReason.TabFocusReason)

    def press(*strokes) -> None:
        for stroke in strokes:
            key, held = stroke if isinstance(stroke, tuple) else (stroke, Qt.KeyboardModifier.NoModifier)
            qtbot.keyClick(view.grid, key, held)

    return press


def test_arrows_pages_and_edges_move_the_focused_day(view: CalendarView, keys) -> None:
    keys(Key.Key_Right, Key.Key_Down)
    assert view.presenter.focused == date(2026, 11, 26)
    assert view.grid.hand.keyboard
    keys(Key.Key_Home)
    assert view.presenter.focused == date(2026, 11, 23)
    keys(Key.Key_End)
    assert view.presenter.focused == date(2026, 11, 29)
    keys(Key.Key_PageDown)
    assert view.presenter.title == "December 2026"
    keys(Key.Key_T)
    assert view.presenter.focused == date(2026, 11, 18)
    for _ in range(60):
        keys(Key.Key_Up)
    assert view.presenter.focused == date(2026, 11, 18) - timedelta(weeks=60)
    assert view.presenter.page.position_of(view.presenter.focused) >= 0


def test_letters_switch_views(view: CalendarView, keys, qtbot) -> None:
    keys(Key.Key_W)
    assert view.grid.objectName() == "calendar_week"
    assert view.toolbar.modes.current == "week"
    qtbot.keyClick(view.grid, Key.Key_M)
    assert view.grid is view.month


@pytest.mark.statement(96)
def test_posts_of_a_day_are_reached_by_keys(view: CalendarView, write, keys, qtbot) -> None:
    posts = [write(f"2026-11-18 {hour}:00", f"Post {hour}") for hour in (12, 13)]
    keys((Key.Key_Down, ALT))
    assert view.grid.hand.post == posts[0].id
    keys((Key.Key_Down, ALT))
    assert view.grid.hand.post == posts[1].id
    with qtbot.waitSignal(view.post_opened) as opened:
        keys(Key.Key_Return)
    assert opened.args == [posts[1].id]
    keys((Key.Key_Up, ALT), (Key.Key_Up, ALT))
    assert view.grid.hand.post == ""
    with qtbot.waitSignal(view.post_wanted) as wanted:
        keys(Key.Key_F2)
    assert wanted.args == [{"day": date(2026, 11, 18)}]


@pytest.mark.statement(46)
@pytest.mark.parametrize("mode", ["month", "week", "day"])
def test_enter_on_an_empty_day_begins_a_post_there(view: CalendarView, keys, qtbot, mode: str) -> None:
    view.presenter.go_to(TUESDAY)
    view.presenter.set_mode(mode)
    keys(Key.Key_Right)
    for key in (Key.Key_Return, Key.Key_Enter):
        with qtbot.waitSignal(view.post_wanted) as wanted:
            keys(key)
        assert wanted.args == [{"day": date(2026, 11, 25)}]


@pytest.mark.statement(39)
def test_keys_move_a_post_and_the_focus_follows(view: CalendarView, write, keys, announced) -> None:
    post = write("2026-11-24 09:00", "Walnut bread")
    view.presenter.go_to(TUESDAY)
    keys((Key.Key_Down, ALT), (Key.Key_Right, ALT | SHIFT))
    assert wall(view, post) == datetime(2026, 11, 25, 9)
    assert view.presenter.focused == date(2026, 11, 25)
    assert view.grid.hand.post == post.id
    assert view.grid.choice.ids == (post.id,)
    keys((Key.Key_Down, ALT | SHIFT))
    assert wall(view, post) == datetime(2026, 12, 2, 9)
    assert announced[-1] == ("Moved to Wednesday 2 December, 09:00", True)


def test_in_the_week_keys_move_by_quarters(view: CalendarView, write, qtbot) -> None:
    post = write("2026-11-24 09:00", "Walnut bread")
    view.presenter.go_to(TUESDAY)
    view.presenter.set_mode("week")
    view.grid.setFocus()
    qtbot.keyClick(view.grid, Key.Key_Down)
    assert view.grid.hand.post == post.id
    qtbot.keyClick(view.grid, Key.Key_Down, ALT | SHIFT)
    qtbot.keyClick(view.grid, Key.Key_Left, ALT | SHIFT)
    assert wall(view, post) == datetime(2026, 11, 23, 9, 15)


@pytest.mark.statement(39)
def test_cut_and_paste_move_copy_and_paste_copy(view: CalendarView, write, keys) -> None:
    post = write("2026-11-24 09:00", "Walnut bread")
    view.presenter.go_to(TUESDAY)
    keys((Key.Key_Down, ALT), (Key.Key_X, CONTROL))
    assert view.grid.hand.is_faint(post.id)
    view.presenter.go_to(FRIDAY)
    view.grid.choice.focus("")
    keys((Key.Key_V, CONTROL))
    assert wall(view, post) == datetime(2026, 11, 27, 9)
    assert not view.grid.hand.is_faint(post.id)
    keys((Key.Key_C, CONTROL))
    view.presenter.go_to(FRIDAY + timedelta(days=1))
    view.grid.choice.focus("")
    keys((Key.Key_V, CONTROL))
    assert wall(view, post) == datetime(2026, 11, 27, 9)
    assert [e.progress for e in view.presenter.everything(FRIDAY + timedelta(days=1))[0].entries] == [Progress.DRAFT]


def test_pasted_text_begins_a_post(view: CalendarView, keys, qtbot) -> None:
    QGuiApplication.clipboard().setText("Fresh from the oven")
    with qtbot.waitSignal(view.post_wanted) as wanted:
        keys((Key.Key_V, CONTROL))
    assert wanted.args == [{"day": date(2026, 11, 18), "text": "Fresh from the oven"}]


def test_duplicate_trash_and_choose_all(view: CalendarView, write, keys) -> None:
    post = write("2026-11-24 09:00", "Walnut bread")
    view.presenter.go_to(TUESDAY)
    keys((Key.Key_Down, ALT), (Key.Key_D, CONTROL))
    assert len(view.presenter.everything(TUESDAY)[0].entries) == 2
    keys((Key.Key_A, CONTROL))
    assert len(view.grid.choice.ids) == 2
    keys(Key.Key_Delete)
    assert view.presenter.everything(TUESDAY)[0].entries == ()
    with view.presenter.desk.store.reading() as reader:
        assert reader.get(Post, post.id).deleted_at_us is not None


def test_escape_puts_the_cut_back(view: CalendarView, write, keys) -> None:
    post = write("2026-11-18 15:00", "Walnut bread")
    keys((Key.Key_Down, ALT), (Key.Key_X, CONTROL), Key.Key_Escape)
    assert not view.grid.hand.is_faint(post.id)
    assert view.grid.choice.ids == ()


# ------------------------------------------------------------------ menus
def menu_of(view: CalendarView, ids: tuple[str, ...]) -> QMenu:
    return view.cards.menu.open_for_posts(ids, view.mapToGlobal(QPoint(40, 40)))


def names(menu: QMenu) -> list[str]:
    return [action.text().split("\t")[0] for action in menu.actions() if not action.isSeparator()]


@pytest.mark.statement(39)
def test_every_drag_has_a_way_through_the_menu(view: CalendarView, write, qtbot) -> None:
    post = write("2026-11-24 09:00", "Walnut bread")
    menu = menu_of(view, (post.id,))
    assert names(menu) == [
        *("Open", "Move to…", "To the next free slot", "Cut", "Copy", "Duplicate"),
        *("Schedule", "Ask for an OK", "Take off the calendar", "Label"),
        *("Repeat…", "Use again by itself…", "Send for review…", "Find and replace…", "To the trash"),
    ]
    menu.findChild(object, "menu_move").trigger()
    menu.close()
    sheet = view.cards.menu.ask_time((post.id,))
    assert sheet.findChild(object, "sheet_field").text() == "Tue 24 Nov, 09:00"
    sheet.findChild(object, "sheet_field").setText("27/11 10:30")
    sheet.findChild(QPushButton, "sheet_confirm").click()
    assert wall(view, post) == datetime(2026, 11, 27, 10, 30)
    for left in view.findChildren(type(sheet)):
        left.close()


def test_the_menu_of_what_is_out_offers_to_use_it_again(view: CalendarView, write, qtbot) -> None:
    post = write("2026-11-10 09:00", "Rye bread")
    publish(view, post)
    menu = menu_of(view, (post.id,))
    assert names(menu) == [
        *("Open", "See it online", "Copy", "Use again", "Label"),
        *("Use again by itself…", "Pass it on…", "Answers so far…", "Change or delete there…"),
        *("Send for review…", "Find and replace…", "To the trash"),
    ]
    with qtbot.waitSignal(view.post_opened):
        menu.findChild(object, "menu_duplicate").trigger()
    menu.close()


def test_a_scheduled_post_goes_back_to_draft_by_the_menu(view: CalendarView, write, qtbot) -> None:
    post = write("2026-11-24 09:00", "Walnut bread")
    planning.schedule(view.presenter.desk, post.id)
    menu = menu_of(view, (post.id,))
    menu.findChild(object, "menu_draft").trigger()
    menu.close()
    assert view.presenter.entries((post.id,))[0].progress is Progress.DRAFT


def test_of_several_in_different_states_those_that_can_go_back_do(view: CalendarView, write) -> None:
    """A draft among them took the line out of the menu."""
    posts = [write("2026-11-24 09:00", name) for name in ("Walnut bread", "Rye")]
    planning.schedule(view.presenter.desk, posts[0].id)
    menu = menu_of(view, tuple(post.id for post in posts))
    menu.findChild(object, "menu_draft").trigger()
    menu.close()
    assert {entry.progress for entry in view.presenter.entries([post.id for post in posts])} == {Progress.DRAFT}


def test_labels_are_given_by_the_menu(view: CalendarView, write) -> None:
    post = write("2026-11-24 09:00", "Walnut bread")
    menu = menu_of(view, (post.id,))
    labels = menu.findChild(QMenu)
    labels.actions()[0].trigger()
    menu.close()
    assert view.presenter.entries((post.id,))[0].label == "prodotti"


def test_the_menu_key_opens_the_menu_of_the_focused_post(view: CalendarView, write, keys, qtbot) -> None:
    from PySide6.QtGui import QContextMenuEvent

    post = write("2026-11-18 15:00", "Walnut bread")
    keys((Key.Key_Down, ALT))
    with qtbot.waitSignal(view.grid.menu_wanted) as wanted:
        event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(1, 1), QPoint(1, 1))
        QApplication.sendEvent(view.grid, event)  # as Qt does: to what has the keyboard
    assert wanted.args[0] == (post.id,)
    for menu in view.findChildren(QMenu):
        menu.close()


@pytest.mark.statement(68)
def test_a_published_post_opens_its_page(view: CalendarView, write, qtbot, monkeypatch) -> None:
    from PySide6.QtCore import QUrl

    from ui import links

    opened: list[QUrl] = []
    monkeypatch.setattr(links.QDesktopServices, "openUrl", lambda url: opened.append(url) or True)
    post = write("2026-11-10 09:00", "Rye bread")
    publish(view, post)
    menu = menu_of(view, (post.id,))
    menu.findChild(object, "menu_see").trigger()
    menu.close()
    assert opened == [QUrl("https://example.org/bread")]
    view.grid.setFocus()
    view.grid.choice.focus(post.id)
    qtbot.keyClick(view.grid, Key.Key_Space)
    view.cards.preview.findChild(QPushButton, "preview_see").click()
    assert opened == [QUrl("https://example.org/bread")] * 2, "and from its card"


@pytest.mark.statement(68)
@pytest.mark.parametrize("where", ["practice", "elsewhere"])
def test_a_page_of_the_practice_channel_opens_too_and_no_other_file(
    view: CalendarView, write, qtbot, monkeypatch, where: str
) -> None:
    from PySide6.QtCore import QUrl

    from ui import links

    opened: list[QUrl] = []
    monkeypatch.setattr(links.QDesktopServices, "openUrl", lambda url: opened.append(url) or True)
    paths = view.presenter.desk.paths
    folder = paths.practice if where == "practice" else paths.folder
    folder.mkdir(exist_ok=True)
    page = QUrl.fromLocalFile(str(folder / "bread.html"))
    (folder / "bread.html").write_text("<p>Rye bread</p>", encoding="utf-8")
    post = write("2026-11-10 09:00", "Rye bread")
    publish(view, post, page.toString())
    menu = menu_of(view, (post.id,))
    menu.findChild(object, "menu_see").trigger()
    menu.close()
    assert opened == ([page] if where == "practice" else [])


def test_the_card_of_a_post_does_not_tear_a_long_sentence_apart(view: CalendarView, write) -> None:
    from ui.presenters.calendar_preview import preview_of

    words = "Panettone bookings are open: classic, chocolate, and the walnut one you have asked for all year."
    post = write("2026-11-24 09:00", words)
    preview = preview_of(view.presenter.desk, view.presenter.maker, view.presenter.entries((post.id,))[0])
    assert (preview.title, preview.text) == ("", words)
    longest = write("2026-11-24 10:00", words * 3)
    preview = preview_of(view.presenter.desk, view.presenter.maker, view.presenter.entries((longest.id,))[0])
    assert preview.text.endswith(" are open: classic,…")
    short = write("2026-11-24 11:00", "Bread.\nFrom six on.")
    preview = preview_of(view.presenter.desk, view.presenter.maker, view.presenter.entries((short.id,))[0])
    assert (preview.title, preview.text) == ("Bread.", "From six on.")


@pytest.mark.statement(98)
def test_a_screen_reader_hears_the_row_and_not_the_list(view: CalendarView, write, keys, monkeypatch) -> None:
    heard: list[tuple[str, str]] = []

    def tell(event) -> None:
        row = view.grid.entries.index(event.child(), 0)
        heard.append((event.type().name, str(row.data(Qt.ItemDataRole.AccessibleTextRole))))

    speaker = SimpleNamespace(isActive=lambda: True, updateAccessibility=tell)
    write("2026-11-19 15:00", "Walnut bread")
    monkeypatch.setattr(told_rows, "QAccessible", speaker)
    keys(Key.Key_Right)
    assert heard == [("Focus", "Thursday 19 November, 1 post")]
    keys((Key.Key_Down, ALT))
    assert [kind for kind, _words in heard[1:]] == ["Focus", "SelectionAdd"]
    assert all("Walnut bread" in words for _kind, words in heard[1:])


@pytest.mark.statement(98)
def test_what_is_found_is_said_while_the_field_keeps_the_keyboard(
    view: CalendarView, write, qtbot, monkeypatch
) -> None:
    heard: list[str] = []
    speaker = SimpleNamespace(updateAccessibility=lambda event: heard.append(event.message()))
    monkeypatch.setattr(spoken, "QAccessible", speaker)
    write("2026-11-24 09:00", "Walnut bread")
    write("2026-11-25 09:00", "Rye bread")
    view.search_field.begin()
    qtbot.keyClicks(view.search_field.field, "bread")
    assert heard[-1].endswith("; 2 posts")
    first = heard[-1]
    qtbot.keyClick(view.search_field.field, Key.Key_Down)
    assert heard[-1].endswith("; 2 posts")
    assert heard[-1] != first
    qtbot.keyClicks(view.search_field.field, "zzz")
    assert heard[-1].startswith("Nothing found.")
