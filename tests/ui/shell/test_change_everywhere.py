"""The same words in every place where a post is out: what changes where is said before, each place has its own end, and
what did not work is done again from here."""

import json
from dataclasses import replace
from typing import TypeVar

import pytest
from PySide6.QtWidgets import QApplication, QCheckBox, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from smmdesk.desk import live_table, taking_down
from smmdesk.desk.desk import Desk
from smmdesk.model.delivery import Attempt, Delivery, Op, State, Verdict, Wish
from smmdesk.model.post import Post
from smmdesk.model.problem import Problem
from smmdesk.store import ledger
from tests.desk.support import deliveries
from tests.ui.shell.support import child, press
from tests.ui.shell.test_change_there import out, window
from tests.ui.shell.test_sheets import is_gone
from ui.bridge import Bridge
from ui.dialogs import Sheet
from ui.presenters.change_there import ChangeThere
from ui.views.change_everywhere_sheet import ChangeEverywhereSheet, open_change_everywhere
from ui.views.change_there_sheet import open_change_there
from ui.widgets.safe_label import SafeLabel

W = TypeVar("W", bound=QWidget)


def live(desk: Desk, *platforms: str, own: dict[str, str] | None = None) -> tuple[Post, dict[str, Delivery]]:
    """A post that is out and says "Bread" everywhere but where `own` says otherwise."""
    post = out(desk, *platforms)
    found = {}
    for place in live_table.places(desk, post.id):
        delivery = next(one for one in deliveries(desk, post) if one.id == place.delivery_id)
        said = {"text": (own or {}).get(place.platform, "Bread")}
        with desk.store.transaction() as tx:
            tx._rows.update("part", {"rendered": json.dumps(said)}, id=delivery.parts[0].id)
        found[place.platform] = delivery
    return post, found


def wished(desk: Desk, post: Post) -> dict[str, str]:
    """By channel: the words that are being written there."""
    parts = {one.id: one.parts[0] for one in deliveries(desk, post)}
    names = {place.delivery_id: place.platform for place in live_table.places(desk, post.id)}
    return {names[key]: str(part.wish.rendered.get("text")) for key, part in parts.items() if part.wish is not None}


def said(sheet: QWidget, delivery: Delivery) -> str:
    return seen(sheet, SafeLabel, f"everywhere_says_{delivery.id}").text()


def seen(sheet: QWidget, kind: type[W], name: str) -> W:
    """The one that is shown: lines are made anew, and old ones go a moment later."""
    QApplication.processEvents()
    return next(one for one in sheet.findChildren(kind, name) if one.isVisible())


def test_what_changes_where_and_why_not_stands_there_before(desk: Desk, bridge: Bridge, qtbot: QtBot) -> None:
    post, there = live(desk, "mastodon", "telegram", "bluesky", own={"telegram": "Bread for the forum"})
    owner = window(qtbot)
    sheet = open_change_everywhere(owner, bridge, post.id)
    field = child(sheet, QPlainTextEdit, "everywhere_text")
    assert field.toPlainText() == "Bread"
    assert not child(sheet, QPushButton, "sheet_confirm").isEnabled(), "nothing is different yet"
    field.setPlainText("Rye bread")
    assert said(sheet, there["mastodon"]) == "Gets these words."
    assert said(sheet, there["telegram"]) == "It says something else there: “Bread for the forum”"
    if not desk.facts("bluesky").can_edit:
        assert "can only be changed on their page" in said(sheet, there["bluesky"])
        assert not child(sheet, QCheckBox, f"everywhere_{there['bluesky'].id}").isEnabled()
    assert child(sheet, QPushButton, "sheet_confirm").text() == "Change in 1 place"
    child(sheet, QCheckBox, f"everywhere_{there['telegram'].id}").setChecked(True)
    assert said(sheet, there["telegram"]) == "Written over: “Bread for the forum”"
    press(sheet, "sheet_confirm")
    assert wished(desk, post) == {"mastodon": "Rye bread", "telegram": "Rye bread"}
    assert is_gone(sheet)


def test_words_that_do_not_fit_in_one_place_leave_it_out_and_say_why(desk: Desk, bridge: Bridge, qtbot: QtBot) -> None:
    post, there = live(desk, "mastodon", "telegram")
    owner = window(qtbot)
    sheet = open_change_everywhere(owner, bridge, post.id)
    child(sheet, QPlainTextEdit, "everywhere_text").setPlainText("Rye " * 200)  # too long for one of them
    assert "allows" in said(sheet, there["mastodon"])
    assert said(sheet, there["telegram"]) == "Gets these words."
    press(sheet, "sheet_confirm")
    assert list(wished(desk, post)) == ["telegram"]


def test_a_place_that_refuses_keeps_the_sheet_and_the_others_go_on(desk: Desk, bridge: Bridge, qtbot: QtBot) -> None:
    post, there = live(desk, "mastodon", "telegram")
    owner = window(qtbot)
    sheet = open_change_everywhere(owner, bridge, post.id)
    field = child(sheet, QPlainTextEdit, "everywhere_text")
    field.setPlainText("Rye bread")
    root = there["mastodon"].parts[0]
    with desk.store.transaction() as tx:  # meanwhile the engine does something else there
        ledger.note(tx, root, wish=Wish(Op.DELETE, desk.now_us(), State.SENDING, key="k"))
    press(sheet, "sheet_confirm")
    assert sheet.isVisible()
    assert field.toPlainText() == "Rye bread"
    assert child(sheet, QWidget, "sheet_problem").isVisible()
    assert wished(desk, post)["telegram"] == "Rye bread"
    assert said(sheet, there["mastodon"]) == "Something is being done there just now."
    sheet.close()


def test_a_place_where_it_is_to_be_deleted_is_not_given_other_words(desk: Desk, bridge: Bridge, qtbot: QtBot) -> None:
    post, there = live(desk, "mastodon", "telegram")
    with desk.store.transaction() as tx:  # asked for, and the computer was offline since
        ledger.note(tx, there["mastodon"].parts[0], wish=Wish(Op.DELETE, desk.now_us(), State.RETRY_WAIT, key="k"))
    owner = window(qtbot)
    sheet = open_change_everywhere(owner, bridge, post.id)
    child(sheet, QPlainTextEdit, "everywhere_text").setPlainText("Rye bread")
    assert said(sheet, there["mastodon"]) == "Something is being done there just now."
    press(sheet, "sheet_confirm")
    refused = taking_down.change_everywhere(desk, [there["mastodon"].id], "Rye bread")
    assert [problem.code for problem in refused.values()] == ["too_late_to_change"]
    wishes = {one.channel_id: one.parts[0].wish for one in deliveries(desk, post)}
    assert [wish and wish.op for wish in wishes.values()].count(Op.DELETE) == 1


def test_where_it_is_refused_the_delivery_stays_at_its_home(desk: Desk, bridge: Bridge, qtbot: QtBot) -> None:
    post, there = live(desk, "mastodon")
    with desk.store.transaction() as tx:
        tx.put(replace(tx.get(Delivery, there["mastodon"].id), home="another computer"))
    assert taking_down.change_everywhere(desk, [there["mastodon"].id], "Rye " * 2_000)
    assert [one.home for one in deliveries(desk, post)] == ["another computer"]


def test_where_nothing_is_left_to_be_asked_the_words_stay(desk: Desk, bridge: Bridge, qtbot: QtBot) -> None:
    post, there = live(desk, "mastodon")
    owner = window(qtbot)
    sheet = open_change_everywhere(owner, bridge, post.id)
    child(sheet, QPlainTextEdit, "everywhere_text").setPlainText("Rye bread")
    with desk.store.transaction() as tx:
        ledger.note(tx, there["mastodon"].parts[0], wish=Wish(Op.DELETE, desk.now_us(), State.SENDING, key="k"))
    press(sheet, "sheet_confirm")
    assert sheet.isVisible()
    assert not child(sheet, QPushButton, "sheet_confirm").isEnabled()
    sheet.close()


@pytest.mark.statement(73)
def test_the_table_says_what_was_done_where_and_does_again_what_was_not(
    desk: Desk, bridge: Bridge, qtbot: QtBot
) -> None:
    post, there = live(desk, "mastodon", "telegram", "facebook")
    owner = window(qtbot)
    sheet = open_change_there(owner, bridge, post.id)
    press(sheet, "change_there_words_all")
    assert sheet.findChild(Sheet, "change_everywhere_sheet") is not None
    sheet.findChild(ChangeEverywhereSheet).close()  # type: ignore[union-attr]
    done, failed = there["mastodon"].parts[0], [there["telegram"].parts[0], there["facebook"].parts[0]]
    now_us = desk.now_us()
    with desk.store.transaction() as tx:
        tx.add_attempt(Attempt("a-1", done.id, 1, Op.EDIT, "k", "h", now_us, now_us, now_us, Verdict.DONE))
        for part in failed:
            wish = Wish(Op.EDIT, now_us, State.NEEDS_YOU, key="k", rendered={"text": "Rye"})
            ledger.note(tx, part, wish=replace(wish, problem=Problem("change_over", {"channel": "shop"})))
    presenter = ChangeThere(bridge, post.id)
    rows = {row.platform: row for row in presenter.rows}
    assert rows["mastodon"].done.startswith("Text changed")
    assert rows["telegram"].failed == "It stands there as it was. Try again, or leave it as it is."
    presenter.close()
    press(seen(sheet, QWidget, f"place_{there['facebook'].id}"), "place_leave")
    press(seen(sheet, QWidget, f"place_{there['telegram'].id}"), "place_again")
    states = {one.id: one.parts[0].wish for one in deliveries(desk, post)}
    assert states[there["facebook"].id] is None
    again = states[there["telegram"].id]
    assert again is not None
    assert again.state is State.SCHEDULED
    sheet.close()


def test_what_was_taken_down_stays_in_the_table_with_its_time(desk: Desk, bridge: Bridge) -> None:
    post, there = live(desk, "mastodon", "telegram")
    part, now_us = there["mastodon"].parts[0], desk.now_us()
    with desk.store.transaction() as tx:
        tx.add_attempt(Attempt("a-2", part.id, 1, Op.DELETE, "k", "h", now_us, now_us, now_us, Verdict.DONE))
        ledger.note(tx, part, removed=True)
    presenter = ChangeThere(bridge, post.id)
    gone = next(row for row in presenter.rows if row.platform == "mastodon")
    assert gone.done.startswith("Deleted there")
    assert (gone.may_change, gone.may_delete, gone.is_gone) == (False, False, True)
    assert presenter.able(to_delete=True) == [there["telegram"].id]
    presenter.close()
