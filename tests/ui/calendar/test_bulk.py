"""The sheets for many posts: what is chosen, what is shown before, and who is left out."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPushButton, QRadioButton

from smmdesk.desk import planning, undo
from smmdesk.desk.desk import Desk
from smmdesk.model.delivery import Evidence, Receipt, State
from smmdesk.model.post import Post
from tests.desk.support import WAY_OUT, drive
from tests.ui.calendar.hands import LEFT, wall
from ui.presenters.bulk import shown_ids
from ui.views.bulk_sheet import BulkSheet, open_bulk
from ui.views.calendar import CalendarView
from ui.views.replace_sheet import ReplaceSheet, open_replace
from ui.widgets.safe_label import SafeLabel


def texts(desk: Desk) -> list[str]:
    with desk.store.reading() as reader:
        return sorted(post.content.text for post in reader.all(Post, brand_id="brand-1"))


@pytest.mark.statement(40)
@pytest.mark.statement(44)
def test_several_are_changed_by_their_menu(view: CalendarView, write, desk: Desk, announced) -> None:
    posts = [write(f"2026-11-2{day}T09:00", f"Bread {day}") for day in (3, 4, 6)]
    menu = view.cards.menu.open_for_posts(tuple(post.id for post in posts), QPoint(10, 10))
    action = next(action for action in menu.actions() if action.objectName() == "menu_bulk")
    assert action.text() == "Change all 3…"
    action.trigger()
    menu.close()
    sheet = view.window().findChild(BulkSheet)
    confirm = sheet.findChild(QPushButton, "sheet_confirm")
    assert not confirm.isEnabled()
    sheet.findChild(QLineEdit, "bulk_clock").setText("soonish")
    assert not confirm.isEnabled()
    sheet.findChild(QLineEdit, "bulk_clock").setText("18")
    sheet.findChild(QLineEdit, "bulk_days").setText("1")
    label = sheet.findChild(QComboBox, "bulk_add_label")
    label.setCurrentIndex(label.findData("label-1"))
    confirm.click()
    assert [f"{wall(view, post):%d %H:%M}" for post in posts] == ["24 18:00", "25 18:00", "27 18:00"]
    assert announced[-1] == ("3 posts changed", True)
    assert undo.peek(desk).undo_label == "change of 3 posts"
    undo.undo(desk)
    assert [f"{wall(view, post):%d %H:%M}" for post in posts] == ["23 09:00", "24 09:00", "26 09:00"]


def test_several_go_earlier(view: CalendarView, write, desk: Desk) -> None:
    posts = [write(f"2026-11-2{day}T09:00", f"Bread {day}") for day in (4, 6)]
    sheet = open_bulk(view, view.presenter.bridge, "brand-1", [post.id for post in posts])
    sheet.findChild(QLineEdit, "bulk_days").setText("-1")
    assert not sheet.findChild(QPushButton, "sheet_confirm").isEnabled(), "the word says which way"
    sheet.findChild(QLineEdit, "bulk_days").setText("1")
    sheet.findChild(QLineEdit, "bulk_hours").setText("2")
    sheet.findChild(QRadioButton, "segment_earlier").click()
    sheet.findChild(QPushButton, "sheet_confirm").click()
    assert [f"{wall(view, post):%d %H:%M}" for post in posts] == ["23 07:00", "25 07:00"]


@pytest.mark.statement(44)
def test_every_replacement_is_shown_and_can_be_left_out(
    view: CalendarView, qtbot, write, desk: Desk, announced
) -> None:
    ids = [write(f"2026-11-2{day}T09:00", f"Bread {day}").id for day in (3, 4)]
    sheet = open_replace(view, view.presenter.bridge, "brand-1", ids)
    sheet.looked_for.setText("bread")
    sheet.put_in.setText("cake")
    sheet.look_now()
    ticks = sheet.findChildren(QCheckBox, "replace_tick")
    assert ticks[0].accessibleName() == "Bread 3, Post text: Cake 3"
    assert sheet.findChild(SafeLabel, "replace_summary").text() == "2 times in 2 posts."
    ticks[1].click()
    assert sheet.findChild(SafeLabel, "replace_summary").text() == "1 time in 1 post."
    qtbot.mouseClick(sheet.findChild(QPushButton, "sheet_confirm"), LEFT)
    assert texts(desk) == ["Bread 4", "Cake 3"]
    assert announced[-1] == ("Replaced in 1 post", True)
    assert undo.peek(desk).undo_label == "replacing in 1 post"


def test_who_is_left_out_of_replacing_is_told_with_the_reason_of_each(view: CalendarView, write, desk: Desk) -> None:
    """What is out is not "on its way", nor is what nobody knows about."""
    ids = [write("2026-11-24 09:00", f"bread {name}").id for name in ("leaving", "out", "unclear", "planned")]
    for post_id in ids:
        planning.schedule(desk, post_id)
    ways = {
        "leaving": (State.CLAIMED, State.SENDING),
        "out": WAY_OUT,
        "unclear": (State.CLAIMED, State.SENDING, State.UNKNOWN),
    }
    receipt = Receipt("r", "https://shop.example/1", desk.now_us(), Evidence.RESPONSE)
    for post_id, (name, way) in zip(ids, ways.items(), strict=False):
        with desk.store.reading() as reader:
            part = reader.deliveries_of(post_id)[0].parts[0]
        drive(desk, part, *way, **({"receipt": receipt} if name == "out" else {}))
    sheet = open_replace(view, view.presenter.bridge, "brand-1", ids)
    sheet.looked_for.setText("bread")
    sheet.put_in.setText("cake")
    sheet.look_now()
    assert sheet.findChild(SafeLabel, "replace_summary").text() == (
        "1 time in 1 post. Left as it is: “bread leaving”. This post is already on its way. "
        "Left as it is: “bread out”. This post is out already. "
        "Left as it is: “bread unclear”. It is not known yet whether this post is out."
    )
    sheet.close()


def test_the_day_reaches_all_that_is_shown(view: CalendarView, write) -> None:
    from datetime import date

    write("2026-11-24T09:00", "Bread")
    other = write("2026-11-25T09:00", "Cake", channels=("channel-1",))
    assert len(shown_ids(view.presenter)) == 2
    view.presenter.set_filters(view.presenter.filters._replace(channels=("channel-1",)))
    assert shown_ids(view.presenter) == (other.id,)
    view.presenter.focused = date(2026, 11, 26)
    view.cards.open_menu((), QPoint(5, 5))
    from PySide6.QtWidgets import QMenu

    menu = view.findChild(QMenu, "day_menu")
    next(action for action in menu.actions() if action.objectName() == "menu_replace").trigger()
    sheet = view.window().findChild(ReplaceSheet)
    assert sheet.focusWidget() is sheet.findChild(QLineEdit, "replace_find")
    sheet.close()
    menu.close()


@pytest.mark.statement(96)
def test_behind_a_sheet_the_ideas_keep_the_keyboard_and_what_is_chosen(view: CalendarView, qtbot, desk: Desk) -> None:
    for words in ("Peonies", "Roses", "Lilies"):
        view.tray.presenter.note(words)
    qtbot.waitUntil(lambda: len(view.tray.cards()) == 3)
    first, second, _third = view.tray.cards()
    qtbot.mouseClick(first, LEFT)
    qtbot.mouseClick(second, LEFT, Qt.KeyboardModifier.ControlModifier)
    second.setFocus()
    sheet = open_replace(view, view.presenter.bridge, "brand-1", view.tray.chosen)
    sheet.looked_for.setFocus()
    sheet.looked_for.setText(second.entry.words)
    sheet.put_in.setText("Asters")
    sheet.look_now()
    qtbot.mouseClick(sheet.findChild(QPushButton, "sheet_confirm"), LEFT)
    qtbot.waitUntil(lambda: view.tray.cards()[1].entry.words == "Asters")
    assert view.window().focusWidget() is view.tray.cards()[1]
    assert view.tray.chosen == (first.entry.post_id, second.entry.post_id)
    planning.trash(desk, [second.entry.post_id])
    qtbot.waitUntil(lambda: len(view.tray.cards()) == 2)
    assert view.window().focusWidget() is view.tray.cards()[1], "the next one stands there now"
