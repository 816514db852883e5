"""What to listen for: added after a look, said honestly, muted from what was found; found things stand apart."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLineEdit, QMenu, QRadioButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from smmdesk.app import leave_network
from smmdesk.desk import feed_rounds, lookouts, planning, undo
from smmdesk.desk.findings import AUTHOR, LOOKOUT
from smmdesk.model.channel import ChannelStatus
from smmdesk.model.lookout import Becomes, LookoutKind, Place
from smmdesk.model.message import MessageKind
from smmdesk.model.problem import ProblemError
from smmdesk.store import lookouts as stored
from tests.desk.heard import now_of, wrote
from tests.desk.support import add_channel
from tests.fakes.open_web import open_web
from tests.fakes.site import FakeSite
from tests.ui.access.steps import settle
from tests.ui.shell.support import child, press
from ui.bridge import Bridge
from ui.presenters.inbox import InboxPresenter
from ui.presenters.inbox_rows import InboxHead, InboxRow
from ui.presenters.lookouts import LookoutList
from ui.views.inbox import InboxView
from ui.views.lookout_sheet import LookoutListSheet, LookoutSheet, open_lookout, open_lookouts
from ui.widgets.safe_label import SafeLabel
from ui.widgets.segments import Segments

ADDRESS = "https://site.example/feed.xml"


@pytest.fixture
def site(bridge: Bridge) -> Iterator[FakeSite]:
    with FakeSite([("1", "Il forno di Muggia", "Panettone", "")]) as made:
        bridge.desk.__dict__["fetcher"] = open_web(site_example=made.http.port)
        yield made


async def test_a_site_is_added_once_it_was_read(
    bridge: Bridge, site: FakeSite, place: Callable[[QWidget], QWidget]
) -> None:
    brand_id = planning.first_brand(bridge.desk).id
    view = InboxView(InboxPresenter(bridge))
    place(view)
    sheet = open_lookouts(view, bridge, brand_id)
    said, words = child(sheet, SafeLabel, "lookout_said"), child(sheet, QLineEdit, "lookout_words")
    for typed, answer in (("site.example/none", "The page is gone."), ("site.example", "Added: Il giornale. 1 found")):
        words.setText(typed)
        press(sheet, "lookout_add")
        assert said.text() == "Looking…"
        await bridge.tasks.idle()
        assert said.text().replace("\u2068", "").replace("\u2069", "").startswith(answer)
    assert [(one.words, one.name) for one in lookouts.listed(bridge.desk, brand_id)] == [(ADDRESS, "Il giornale")]
    assert words.text() == ""
    child(sheet, QToolButton, "lookout_look").click()
    await bridge.tasks.idle()
    items = view.presenter.items
    assert [item.title if isinstance(item, InboxHead) else item.text for item in items] == [
        "Heard elsewhere",
        "Il forno di Muggia Panettone",
    ]
    row = items[1]
    assert isinstance(row, InboxRow)
    assert (row.kind, row.is_late, view.presenter.list.count) == ("found on a site", False, 0)
    view.presenter.select(row.key)
    assert view.presenter.reply.closed == "It stands on a site of somebody else: answer it there."
    box = child(sheet, QCheckBox, f"lookout_{lookouts.listed(bridge.desk, brand_id)[0].id}")
    box.click()
    assert lookouts.listed(bridge.desk, brand_id)[0].paused
    child(sheet, QToolButton, "lookout_remove").click()
    assert lookouts.listed(bridge.desk, brand_id) == ()
    undo.undo(bridge.desk)
    assert child(sheet, QCheckBox, box.objectName()).accessibleName() == "Il giornale: listened for"
    sheet.reject()
    await leave_network(bridge.desk)


def test_what_stands_against_it_is_said(bridge: Bridge) -> None:
    brand_id = planning.first_brand(bridge.desk).id
    for number, told in enumerate((feed_rounds.GONE, feed_rounds.CLOSED, "something new", "")):
        made = lookouts.add(bridge.desk, brand_id, LookoutKind.FEED, f"a{number}.example", becomes=Becomes.IDEA)
        with bridge.desk.store.transaction() as tx:
            stored.put_place(tx, Place(made.id, told=told))
    presenter = LookoutList(bridge, brand_id)
    assert [row.is_problem for row in presenter.rows] == [True, True, True, False]
    assert [row.says.split(".")[0] for row in presenter.rows] == [
        "The page is gone",
        "Only public addresses of the web are read",
        "The site does not answer",
        "Nothing in the last week",
    ]
    presenter.close()


def test_what_is_typed_is_guessed_and_said_where_it_is_looked_for(
    bridge: Bridge, place: Callable[[QWidget], QWidget]
) -> None:
    desk, brand = bridge.desk, planning.first_brand(bridge.desk)
    for platform in ("mastodon", "youtube", "facebook", "lemmy"):
        add_channel(desk, brand, platform.title(), platform=platform, status=ChannelStatus.CONNECTED)
    view = QWidget()
    view.toolbar_items = list  # type: ignore[attr-defined]
    place(view)
    sheet = open_lookouts(view, bridge, brand.id)
    words, kinds = child(sheet, QLineEdit, "lookout_words"), child(sheet, Segments, "lookout_kind")
    where = child(sheet, SafeLabel, "lookout_where")
    assert not kinds.isVisibleTo(sheet)
    for typed, kind in (("#pane", "tag"), ("@forno", "account"), ("www.giornale.example", "feed"), ("", "words")):
        words.setText(typed)
        assert kinds.current == kind
    words.setText("Forno Rossi <b>")
    assert (kinds.current, kinds.isVisibleTo(sheet)) == ("words", True)
    assert where.text().splitlines() == [
        "Looked for on Mastodon, YouTube (6 times a day), Lemmy.",
        "Facebook lets no program search what people post.",
    ]
    child(kinds, QRadioButton, "segment_tag").click()
    assert where.text().splitlines()[-1] == "Lemmy · There are no hashtags."
    words.setText("Forno Rossi")
    assert kinds.current == "tag", "what a person chose stays"
    words.setText("")
    words.setText("Forno Rossi")
    assert kinds.current == "words"
    sheet.reject()


async def test_words_are_added_and_looked_for_at_once(bridge: Bridge, place: Callable[[QWidget], QWidget]) -> None:
    brand = planning.first_brand(bridge.desk)
    view = QWidget()
    view.toolbar_items = list  # type: ignore[attr-defined]
    place(view)
    sheet = open_lookouts(view, bridge, brand.id)
    child(sheet, QLineEdit, "lookout_words").setText("#pane")
    press(sheet, "lookout_add")
    await bridge.tasks.idle()
    [made] = lookouts.listed(bridge.desk, brand.id)
    assert (made.kind, made.words) == (LookoutKind.TAG, "pane")
    said = child(sheet, SafeLabel, "lookout_said").text()
    assert "None of your channels can look for this. Connect one of Mastodon, Bluesky, YouTube" in said
    child(sheet, QToolButton, "lookout_look").click()
    await bridge.tasks.idle()
    assert child(sheet, SafeLabel, "lookout_said").text().startswith("It was looked for a short while ago.")
    sheet.reject()
    await leave_network(bridge.desk)


def test_a_row_says_when_it_was_looked_for_and_what_stands_against_it(bridge: Bridge) -> None:
    desk, brand = bridge.desk, planning.first_brand(bridge.desk)
    channel = add_channel(desk, brand, "Shop", platform="mastodon", status=ChannelStatus.CONNECTED)
    made = lookouts.add(desk, brand.id, LookoutKind.ACCOUNT, "@forno@social.example")
    ago_us = desk.now_us() - 3 * 3_600_000_000
    with desk.store.transaction() as tx:
        stored.put_place(tx, Place(made.id, channel.id, told=feed_rounds.GONE, checked_at_us=ago_us))
    presenter = LookoutList(bridge, brand.id)
    [row] = presenter.rows
    assert (row.name, row.is_problem, row.where) == ("@forno@social.example", True, "Looked for on Mastodon.")
    assert row.says == (
        "Nothing in the last week. Last looked 3 hours ago. Mastodon: not found there. Look at how it is spelled."
    )
    presenter.close()


def test_muting_from_what_was_found(bridge: Bridge, place: Callable[[QWidget], QWidget]) -> None:
    desk = bridge.desk
    brand = planning.first_brand(desk)
    lookout = lookouts.add(desk, brand.id, LookoutKind.FEED, ADDRESS)
    data = {LOOKOUT: lookout.id, AUTHOR: '<b>Spam</b> & "Co"'}
    found = wrote(desk, add_channel(desk, brand, "Shop"), "Buy", kind=MessageKind.FOUND, data=data)
    view = InboxView(InboxPresenter(bridge))
    place(view)
    view.presenter.select(found.id)
    assert view.presenter.talk is not None
    assert view.presenter.talk.name == '<b>Spam</b> & "Co"'
    menu = child(view.head.more, QMenu, "")
    menu.aboutToShow.emit()
    actions = {action.objectName(): action for action in menu.actions()}
    actions["found_mute"].trigger()
    assert lookouts.listed(desk, brand.id)[0].muted_people == ('<b>Spam</b> & "Co"',)
    assert now_of(desk, found).done
    sheet = open_lookout(view, bridge, lookout.id)
    child(sheet, QCheckBox, "lookout_person").setChecked(False)
    child(sheet, QLineEdit, "lookout_muted").setText(" offerta,,  sconto  ")
    press(sheet, "sheet_confirm")
    kept = lookouts.listed(desk, brand.id)[0]
    assert (kept.muted_people, kept.muted_words) == ((), ("offerta", "sconto"))


def test_both_sheets_have_names_for_everything(bridge: Bridge, place: Callable[[QWidget], QWidget]) -> None:
    brand_id = planning.first_brand(bridge.desk).id
    made = lookouts.add(bridge.desk, brand_id, LookoutKind.FEED, ADDRESS)
    view = QWidget()
    view.toolbar_items = list  # type: ignore[attr-defined]
    place(view)
    sheets: list[LookoutListSheet | LookoutSheet] = [open_lookouts(view, bridge, brand_id)]
    sheets.append(open_lookout(view, bridge, made.id))
    for sheet in sheets:
        parts = [*sheet.findChildren(QLineEdit), *sheet.findChildren(QToolButton), *sheet.findChildren(QCheckBox)]
        assert parts
        assert [part.objectName() for part in parts if not part.accessibleName()] == []
        sheet.reject()


async def test_a_refusal_ends_the_look(bridge: Bridge, monkeypatch: pytest.MonkeyPatch) -> None:
    """The button would stay grey and the sheet say "Looking…" for ever."""
    brand_id = planning.first_brand(bridge.desk).id
    made = lookouts.add(bridge.desk, brand_id, LookoutKind.FEED, "a.example")

    def refuse(*_args: object, **_more: object) -> None:
        raise ProblemError("disk_full")

    async def refuse_later(*_args: object) -> None:
        refuse()

    monkeypatch.setattr(lookouts, "add", refuse)
    monkeypatch.setattr(feed_rounds, "look_now", refuse_later)
    presenter, said = LookoutList(bridge, brand_id), []
    presenter.changed.connect(lambda: said.append((presenter.said, presenter.is_looking)))
    presenter.type("Forno Rossi")
    presenter.add()
    await bridge.tasks.idle()
    assert said[-1] == ("", False)
    presenter.look_now(made.id)
    assert said[-1] == ("Looking…", True)
    await bridge.tasks.idle()
    assert said[-1] == ("", False)
    presenter.close()


def test_the_keyboard_stays_with_what_is_listened_for(
    bridge: Bridge, qtbot: QtBot, place: Callable[[QWidget], QWidget]
) -> None:
    brand_id = planning.first_brand(bridge.desk).id
    for words in ("Forno", "Pane"):
        lookouts.add(bridge.desk, brand_id, LookoutKind.WORDS, words)
    view = QWidget()
    view.toolbar_items = list  # type: ignore[attr-defined]
    place(view)
    sheet = open_lookouts(view, bridge, brand_id)
    qtbot.waitExposed(sheet)
    name = f"lookout_{lookouts.listed(bridge.desk, brand_id)[0].id}"
    box = child(sheet, QCheckBox, name)
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Space)
    settle()
    assert lookouts.listed(bridge.desk, brand_id)[0].paused
    assert sheet.focusWidget().objectName() == name
    assert sheet.focusWidget().isVisible()
    sheet.reject()


def test_a_muted_name_turns_nothing_round(bridge: Bridge, place: Callable[[QWidget], QWidget]) -> None:
    name = "Anna\u202eenna\nBianchi"
    brand_id = planning.first_brand(bridge.desk).id
    made = lookouts.add(bridge.desk, brand_id, LookoutKind.FEED, "a.example", name=name)
    with bridge.desk.store.transaction() as tx:
        made = tx.put(replace(made, muted_people=(name,)))
    view = QWidget()
    view.toolbar_items = list  # type: ignore[attr-defined]
    place(view)
    sheet = open_lookout(view, bridge, made.id)
    box = child(sheet, QCheckBox, "lookout_person")
    assert "\u202e" not in box.text() + box.accessibleName()
    sheet.reject()
    sheet = open_lookouts(view, bridge, brand_id)
    named = [*sheet.findChildren(QCheckBox), *sheet.findChildren(QToolButton)]
    assert not [each for each in named if "\u202e" in each.accessibleName() + each.toolTip()]
    sheet.reject()
