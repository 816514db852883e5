"""Deleting and changing what is out: asked once with the accounts named, said while it lasts, refused with a reason."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from smmdesk.desk import planning, taking_down
from smmdesk.desk.desk import Desk
from smmdesk.model.channel import Channel
from smmdesk.model.delivery import Delivery, Op, State
from smmdesk.model.post import Post
from smmdesk.model.problem import Problem, ProblemError
from smmdesk.store import ledger
from tests.desk.support import add_channel, add_post, deliveries, publish, rome
from tests.ui.shell.support import child, press
from ui.bridge import Bridge
from ui.dialogs import Sheet
from ui.presenters.outbox import OutboxPresenter
from ui.presenters.trash import TrashPresenter
from ui.views.outbox import OutboxView
from ui.views.trash_sheet import TrashList, show_trash
from ui.widgets.safe_label import SafeLabel

Place = Callable[[QWidget], QWidget]


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    made.resize(1000, 700)
    qtbot.addWidget(made)
    made.show()
    return made


def out(desk: Desk, **fields: object) -> tuple[Post, Channel]:
    """A post that is out on one channel."""
    brand = planning.first_brand(desk)
    channel = add_channel(desk, brand, "Forno", **fields)
    post = add_post(desk, brand, "Pane di segale", channel)
    planning.schedule(desk, post.id, rome("2026-11-25 09:00"))
    publish(desk, post, channel)
    with desk.store.transaction() as tx:
        part = tx.deliveries_of(post.id)[0].parts[0]
        ledger.note(tx, part, rendered={"text": "Pane di segale", "language": "it"})
    return post, channel


def the(desk: Desk, post: Post) -> Delivery:
    return deliveries(desk, post)[0]


def shown(bridge: Bridge, place: Place, desk: Desk, post: Post) -> OutboxView:
    view = OutboxView(OutboxPresenter(bridge))
    place(view)
    view.presenter.single_out(the(desk, post).id)
    return view


def sheet_of(view: QWidget) -> Sheet:
    return next(sheet for sheet in view.window().findChildren(Sheet) if sheet.isVisible())


def said(sheet: Sheet) -> str:
    return " ".join(label.text() for label in sheet.findChildren(SafeLabel))


@pytest.mark.fault(63)
def test_a_published_post_is_deleted_online_after_a_sheet_that_names_the_account(
    bridge: Bridge, desk: Desk, place: Place
) -> None:
    post, _channel = out(desk)
    view = shown(bridge, place, desk, post)
    press(view, "detail_delete_online")
    sheet = sheet_of(view)
    assert "Forno" in said(sheet)
    assert the(desk, post).parts[0].wish is None, "nothing before the person said so"
    press(sheet, "sheet_confirm")
    wish = the(desk, post).parts[0].wish
    assert wish is not None
    assert wish.op is Op.DELETE
    assert view.presenter.selected is not None
    assert view.presenter.selected.sentence == "Being removed from Practice"
    press(view, "detail_leave_online")
    assert the(desk, post).parts[0].wish is None
    with desk.store.transaction() as tx:
        ledger.note(tx, the(desk, post).parts[0], removed=True)
    assert view.presenter.selected.sentence == "Removed on Practice"


@pytest.mark.fault(63)
def test_where_the_platform_has_no_delete_the_sheet_says_so_and_opens_the_page(
    bridge: Bridge, desk: Desk, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    post, _channel = out(desk, platform="by_hand")
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()) or True)
    view = shown(bridge, place, desk, post)
    press(view, "detail_delete_online")
    sheet = sheet_of(view)
    assert "Posts on Forno can only be deleted on their page" in said(sheet)
    press(sheet, "sheet_page")
    assert opened == ["https://shop.example/1"]
    assert the(desk, post).parts[0].wish is None


@pytest.mark.fault(63)
def test_what_could_not_be_deleted_stands_in_the_problems_centre(bridge: Bridge, desk: Desk, place: Place) -> None:
    post, channel = out(desk)
    view = shown(bridge, place, desk, post)
    press(view, "detail_delete_online")
    press(sheet_of(view), "sheet_confirm")
    problem = Problem("refused", {"channel": channel.name, "platform": "Practice", "said": "no"})
    with desk.store.transaction() as tx:
        part = the(desk, post).parts[0]
        assert part.wish is not None
        ledger.note(tx, part, wish=replace(part.wish, state=State.NEEDS_YOU, problem=problem))
    [row] = view.presenter.groups[0].rows
    assert (row.post_id, row.sentence) == (post.id, problem.title)
    press(view, "detail_again_online")
    wish = the(desk, post).parts[0].wish
    assert wish is not None
    assert wish.state is State.SCHEDULED


@pytest.mark.fault(63)
def test_the_trash_deletes_online_too(window: QWidget, bridge: Bridge, desk: Desk) -> None:
    post, _channel = out(desk)
    planning.trash(desk, [post.id])
    sheet = show_trash(window, TrashPresenter(bridge))
    press(sheet, "trash_online_0")
    asked = next(one for one in sheet.findChildren(Sheet) if one.isVisible())
    assert "Forno" in said(asked)
    press(asked, "sheet_confirm")
    wish = the(desk, post).parts[0].wish
    assert wish is not None
    assert wish.op is Op.DELETE
    [row] = sheet.findChildren(TrashList)[0].presenter.rows
    assert "Being removed from Practice" in row.detail
    shown = [button for button in sheet.findChildren(QPushButton, "trash_online_0") if button.isVisible()]
    assert not shown, "it was asked for"
    sheet.close()


def test_the_text_online_is_changed_where_the_platform_takes_it(bridge: Bridge, desk: Desk, place: Place) -> None:
    post, _channel = out(desk)
    view = shown(bridge, place, desk, post)
    press(view, "detail_change")
    sheet = sheet_of(view)
    field, main = child(sheet, QPlainTextEdit, "words_field"), child(sheet, QPushButton, "sheet_confirm")
    assert field.toPlainText() == "Pane di segale"
    assert not main.isEnabled()
    field.setPlainText("x" * 50_000)
    assert not main.isEnabled()
    assert child(sheet, SafeLabel, "words_against").text()
    field.setPlainText("Pane di segale, dalle sette")
    press(sheet, "sheet_confirm")
    wish = the(desk, post).parts[0].wish
    assert wish is not None
    assert (wish.op, wish.rendered["text"]) == (Op.EDIT, "Pane di segale, dalle sette")


def test_bluesky_offers_no_change(bridge: Bridge, desk: Desk, place: Place) -> None:
    post, _channel = out(desk, platform="bluesky")
    view = shown(bridge, place, desk, post)
    assert view.findChild(QPushButton, "detail_change") is None
    assert view.findChild(QPushButton, "detail_delete_online") is not None


@pytest.mark.parametrize(("minutes", "offered"), [(59, True), (60, False), (3 * 24 * 60, False)])
def test_after_the_time_that_the_platform_gives_no_change_is_offered_and_the_reason_is_said(
    bridge: Bridge, desk: Desk, place: Place, monkeypatch: pytest.MonkeyPatch, minutes: int, offered: bool
) -> None:
    usual = desk.facts
    monkeypatch.setattr(desk, "facts", lambda key: replace(usual(key), edit_until_s=3600))
    post, _channel = out(desk)
    with desk.store.transaction() as tx:
        part = the(desk, post).parts[0]
        assert part.receipt is not None
        ledger.note(tx, part, receipt=replace(part.receipt, at_us=desk.now_us() - minutes * 60_000_000))
    view = shown(bridge, place, desk, post)
    assert (view.findChild(QPushButton, "detail_change") is not None) is offered
    why = view.findChild(SafeLabel, "detail_change_over")
    assert (why.text() if why else "") == ("" if offered else "Practice lets a post be changed for 60 minutes only.")
    assert view.findChild(QPushButton, "detail_delete_online") is not None
    problem = None
    try:
        taking_down.change_words(desk, the(desk, post).id, "Pane di segale, dalle sette")
    except ProblemError as error:
        problem = error.problem.code
    assert problem == (None if offered else "edit_time_over")
    assert (the(desk, post).parts[0].wish is not None) is offered


@pytest.mark.parametrize(("seconds", "said"), [(3600, "60 minutes"), (86_400, "24 hours"), (7 * 86_400, "7 days")])
def test_a_time_is_said_in_its_largest_unit(seconds: int, said: str) -> None:
    assert taking_down.say_within(seconds) == said
