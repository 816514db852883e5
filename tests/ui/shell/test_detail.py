"""Beside the outbox: the state in full, what can be done about it, what happened, the other channels."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QProgressBar, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from smmdesk.desk import planning
from smmdesk.desk.desk import Desk
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.content import ThreadItem
from smmdesk.model.delivery import Receipt, State
from smmdesk.model.post import Post
from smmdesk.model.problem import Problem
from tests.desk.support import add_channel, deliveries, drive
from tests.ui.shell.busy import SENDING, Busy, hours
from tests.ui.shell.support import child, press
from ui.bridge import Bridge
from ui.dialogs import Sheet
from ui.presenters.outbox import OutboxPresenter
from ui.views.outbox import OutboxView
from ui.views.outbox_line import OutboxLine
from ui.widgets.safe_label import SafeLabel

Place = Callable[[QWidget], QWidget]


@pytest.fixture
def busy(desk: Desk) -> Busy:
    return Busy(desk, planning.first_brand(desk))


@pytest.fixture
def shop(busy: Busy) -> Channel:
    return add_channel(busy.desk, busy.brand, "Shop", url="https://shop.example/me")


@pytest.fixture
def view(bridge: Bridge, place: Place) -> OutboxView:
    made = OutboxView(OutboxPresenter(bridge))
    place(made)
    return made


def show(view: OutboxView, post: Post, channel: Channel | None = None) -> None:
    rows = [row for group in view.presenter.groups for row in group.rows]
    fits = [row for row in rows if row.post_id == post.id and (channel is None or row.channel_id == channel.id)]
    view.presenter.select(fits[0].key)


def names(view: OutboxView) -> list[str]:
    """The buttons of the card, in their order."""
    card = child(view, QWidget, "detail_card")
    return [button.objectName() for button in card.findChildren(QPushButton)]


def words(view: QWidget) -> str:
    return " ".join(label.text() for label in view.findChildren(SafeLabel) if not label.isHidden())


def state(desk: Desk, post: Post) -> State:
    return deliveries(desk, post)[0].parts[0].state


# ------------------------------------------------------------------ states
@pytest.mark.statement(72)
def test_while_nobody_can_tell_the_page_comes_first_and_sending_again_warns(
    view: OutboxView, busy: Busy, shop: Channel, desk: Desk
) -> None:
    post = busy.unknown("muggia", hours(-1), shop)
    show(view, post)
    assert names(view) == ["detail_look", "detail_there", "detail_again", "detail_draft"]
    assert "We have not sent it again, to avoid a double post; we are checking." in words(view)
    press(view, "detail_again")
    sheet = child(view, Sheet, "sheet")
    assert "If it did go out the first time, it will stand there twice." in words(sheet)
    assert "Shop" in words(sheet)
    press(sheet, "sheet_confirm")
    assert state(desk, post) is State.SCHEDULED


def test_the_state_is_one_sentence_without_a_dash(view: OutboxView, busy: Busy, shop: Channel) -> None:
    show(view, busy.post("muggia", hours(1), shop))
    said = words(child(view, QWidget, "detail_card"))
    assert ", keep this computer on" in said
    assert " - " not in said


@pytest.mark.statement(72)
@pytest.mark.parametrize("is_found", [True, False])
def test_what_was_checked_shows_its_result(
    view: OutboxView, busy: Busy, shop: Channel, desk: Desk, is_found: bool
) -> None:
    post = busy.unknown("muggia", hours(-1), shop)
    show(view, post)
    assert "Checking whether it went out" in words(view)
    part = busy.parts(post)[0]
    if is_found:
        drive(desk, part, State.PUBLISHED, receipt=Receipt("9", "https://shop.example/9", desk.now_us()))
    else:
        drive(desk, part, State.NEEDS_YOU, problem=Problem("cannot_tell", {"channel": "Shop"}))
    show(view, post)
    assert "Checking" not in words(view)
    assert ("Published " in words(view)) is is_found
    assert ("We could not find out whether it went out on Shop" in words(view)) is not is_found
    assert ("detail_again" in names(view)) is not is_found


@pytest.mark.statement(72)
@pytest.mark.parametrize("code", ["missed", "refused"])
def test_sending_again_is_offered_nowhere_else(view: OutboxView, busy: Busy, shop: Channel, code: str) -> None:
    problem = Problem(code, {"channel": "Shop", "platform": "Practice", "said": "no"})
    post = busy.missed("cake", hours(-1), shop) if code == "missed" else busy.asking("cake", hours(-1), shop, problem)
    show(view, post)
    assert "detail_again" not in names(view)


@pytest.mark.statement(80)
def test_publishing_a_missed_post_asks_once_naming_account_and_audience(
    view: OutboxView, busy: Busy, shop: Channel, desk: Desk
) -> None:
    post = busy.missed("cake", hours(-1), shop)
    show(view, post)
    press(view, "detail_now")
    sheet = child(view, Sheet, "sheet")
    assert "Shop" in words(sheet)
    assert "Practice: only on this computer" in words(sheet)
    assert state(desk, post) is State.MISSED
    press(sheet, "sheet_confirm")
    assert state(desk, post) is State.SCHEDULED
    show(view, post)
    assert "detail_now" not in names(view)  # one is in flight


@pytest.mark.statement(67)
@pytest.mark.statement(68)
def test_each_channel_has_its_own_state_and_the_post_says_how_many_are_out(
    view: OutboxView, busy: Busy, shop: Channel, desk: Desk
) -> None:
    blog, other = add_channel(desk, busy.brand, "Blog"), add_channel(desk, busy.brand, "Other")
    post = busy.unknown("muggia", hours(-1), shop, blog, other)
    show(view, post, shop)
    assert child(view, SafeLabel, "detail_published").text() == "2 of 3 published"
    assert "Checking whether it went out" in words(view)
    siblings = view.findChildren(QPushButton, "sibling_see")
    assert [button.accessibleName() for button in siblings] == ["see it: Blog", "see it: Other"]


@pytest.mark.statement(73)
def test_trying_again_hurries_only_the_channel_that_needs_it(
    view: OutboxView, busy: Busy, shop: Channel, desk: Desk
) -> None:
    blog, out = add_channel(desk, busy.brand, "Blog"), add_channel(desk, busy.brand, "Out")
    post = busy.waiting("hours", hours(-0.1), shop, blog, out)
    by_channel = {delivery.channel_id: delivery.parts[0] for delivery in deliveries(desk, post)}
    busy.out(by_channel[out.id], hours(-0.1))
    other = busy.waiting("open", hours(-0.1), shop)
    before = [deliveries(desk, one) for one in (post, other)]
    show(view, post, shop)
    press(view, "detail_retry")
    for old, new in zip(before[0], deliveries(desk, post), strict=True):
        if old.channel_id == shop.id:
            assert new.parts[0].wake_at_us == desk.now_us()
        else:
            assert new == old, "another channel of the same post"
    assert deliveries(desk, other) == before[1]


@pytest.mark.statement(79)
def test_what_happened_is_told_in_plain_words_with_times(view: OutboxView, busy: Busy, shop: Channel) -> None:
    post = busy.published("first", hours(-1), shop)
    show(view, post)
    lines = [(line.time, line.words) for line in view.presenter.history if line.words != "planned"]
    sent = (busy.now.plus(timedelta(hours=-1))).shown
    assert lines == [(f"{sent:%H:%M}", "sent to Shop"), (f"{sent:%H:%M}", "published")]


# ------------------------------------------------------------------ E7: half out
def test_a_thread_that_stopped_offers_to_mend_the_part_or_to_leave_it(
    view: OutboxView, busy: Busy, shop: Channel, desk: Desk, qtbot: QtBot
) -> None:
    post = busy.post("cake", hours(-1), shop, thread=(ThreadItem("two"), ThreadItem("three"), ThreadItem("four")))
    parts = busy.parts(post)
    for part in parts[:2]:
        busy.out(part, hours(-1))
    values = {"done": 2, "total": 4, "number": 3, "platform": "Practice", "said": "a link is blocked"}
    drive(desk, parts[2], *SENDING, State.NEEDS_YOU, problem=Problem("part_refused", values))
    show(view, post)
    assert "2 of 4 parts are online. Part 3 was refused" in words(view)
    main = child(view, QPushButton, "detail_mend")
    assert main.text() == "Edit part 3"
    with qtbot.waitSignal(view.post_opened):
        main.click()
    press(view, "detail_leave")
    press(child(view, Sheet, "sheet"), "sheet_confirm")
    assert [part.state for part in busy.parts(post)] == [State.PUBLISHED] * 2 + [State.DRAFT] * 2


@pytest.mark.statement(20)
def test_a_first_comment_has_a_status_of_its_own(view: OutboxView, busy: Busy, shop: Channel, desk: Desk) -> None:
    """The post is out; its first comment was refused, and then goes too."""
    post = busy.post("cake", hours(-1), shop, first_comment="Book at the counter.")
    root, comment = busy.parts(post)
    busy.out(root, hours(-1))
    values = {"done": 1, "total": 2, "number": 2, "platform": "Practice", "said": "a link is blocked"}
    drive(desk, comment, *SENDING, State.NEEDS_YOU, problem=Problem("part_refused", values))
    show(view, post)
    assert "1 of 2 parts are online. Part 2 was refused" in words(view)
    told = [line.words for line in view.presenter.history]
    assert "first comment: published" not in told
    drive(desk, busy.parts(post)[1], State.SCHEDULED)
    busy.out(busy.parts(post)[1], hours(-0.5))
    show(view, post)
    assert "first comment: published" in [line.words for line in view.presenter.history]


# ------------------------------------------------------------------ uploads
@pytest.mark.statement(70)
def test_an_upload_shows_percent_size_time_left_and_can_be_cancelled(
    view: OutboxView, busy: Busy, shop: Channel, bridge: Bridge, qtbot: QtBot
) -> None:
    post = busy.post("dough", hours(-0.01), shop)
    part = drive(busy.desk, busy.parts(post)[0], State.CLAIMED)
    show(view, post)
    assert names(view) == []
    bridge.engine.say_upload(part.id, 400_000, 4_800_000, 10.0)
    bridge.engine.say_upload(part.id, 2_400_000, 4_800_000, 22.0)
    assert "50% · 2.4 of 4.8 MB · about 12 seconds" in words(view)
    assert {bar.value() for bar in view.findChildren(QProgressBar) if bar.isVisibleTo(view)} == {50}
    with qtbot.waitSignal(bridge.engine.stop_wanted) as wanted:
        press(view, "detail_stop")
    assert wanted.args == [part.id]
    bridge.engine.say_upload(part.id, 4_800_000, 4_800_000, 34.0)
    assert names(view) == []


# ------------------------------------------------------------------ support
@pytest.mark.statement(75)
def test_every_error_can_be_copied_for_support_and_shows_no_code(view: OutboxView, busy: Busy, shop: Channel) -> None:
    post = busy.asking("cake", hours(-1), shop, Problem("refused", {"channel": "Shop", "said": "no"}))
    show(view, post)
    assert "refused:" not in words(view)
    press(view, "detail_copy")
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("refused: Shop did not accept this post.")
    assert "Walnut cake" not in copied


@pytest.mark.statement(77)
def test_the_problems_centre_says_that_all_is_well(view: OutboxView) -> None:
    view.presenter.show_only("to_solve")
    assert "All is well. Nothing waits for you." in words(view)


@pytest.mark.statement(4)
def test_a_post_for_an_account_that_is_not_connected_says_until_when_and_offers_it(
    view: OutboxView, busy: Busy, desk: Desk, qtbot: QtBot
) -> None:
    later = add_channel(desk, busy.brand, "Instagram", status=ChannelStatus.PLANNED)
    post = busy.post("cake", hours(24), later)
    show(view, post)
    row = view.presenter.selected
    assert row is not None
    assert row.sentence.startswith("Instagram is not connected - connect it before ")
    assert (row.button, row.paused, view.presenter.counts["to_solve"]) == ("Connect", False, 0)
    with qtbot.waitSignal(view.sign_in_wanted) as wanted:
        press(view, "detail_mend")
    assert wanted.args == [later.id]


# ------------------------------------------------------------------ the keyboard
@pytest.mark.statement(96)
def test_what_is_decided_is_said_and_the_keyboard_stays_beside_it(
    view: OutboxView, busy: Busy, shop: Channel, bridge: Bridge, qtbot: QtBot
) -> None:
    """It went to the brand's menu, and nothing told what had become of the post."""
    post, other = busy.missed("cake", hours(-1), shop), busy.missed("salt", hours(-2), shop)
    view.window().activateWindow()
    show(view, post)
    button = child(view, QPushButton, "detail_draft")
    button.setFocus()
    qtbot.waitUntil(button.hasFocus)
    with qtbot.waitSignal(bridge.announced) as told:
        button.click()
    assert told.args[0] == "Back among the drafts"
    focused = QApplication.focusWidget()
    assert isinstance(focused, OutboxLine)
    assert focused.row.post_id == other.id


@pytest.mark.statement(96)
def test_a_button_of_a_line_keeps_the_keyboard_when_the_lines_are_made_anew(
    view: OutboxView, busy: Busy, shop: Channel, qtbot: QtBot
) -> None:
    busy.missed("cake", hours(-1), shop)
    view.window().activateWindow()
    old = child(view, QPushButton, "delivery_help")
    old.setFocus()
    qtbot.waitUntil(old.hasFocus)
    busy.missed("salt", hours(-2), shop)
    focused = QApplication.focusWidget()
    assert focused is not old
    assert focused is not None
    assert focused.accessibleName() == old.accessibleName()
