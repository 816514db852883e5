"""Several messages chosen together: collected, asked about at their own places, made ideas of; one step each."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from smmdesk.desk import answering, contributions, planning, taking_several, undo
from smmdesk.desk.desk import Desk
from smmdesk.model.channel import Channel
from smmdesk.model.contribution import Standing
from smmdesk.model.message import MessageKind
from smmdesk.model.post import Post
from smmdesk.model.stages import Stage
from tests.desk.heard import now_of, person, wrote
from tests.desk.support import add_channel
from tests.ui.shell.support import child, press
from tests.ui.shell.test_inbox import Place, shown
from ui.bridge import Bridge
from ui.views.inbox import InboxView


@pytest.fixture
def channel(desk: Desk) -> Channel:
    return add_channel(desk, planning.first_brand(desk), "Shop window")


def choose_all(view: InboxView, qtbot: QtBot, count: int) -> None:
    view.list.begin()
    for _step in range(count - 1):
        qtbot.keyClick(view.list, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)


def kept(desk: Desk) -> list[str]:
    return sorted(each.contribution.text for each in contributions.listed(desk, planning.first_brand(desk).id))


def test_several_messages_are_collected_by_keys_and_taken_back_in_one_step(
    desk: Desk, channel: Channel, bridge: Bridge, qtbot: QtBot, place: Place
) -> None:
    said = ["Warm bread", "The window", "Sunday breakfast"]
    for number, text in enumerate(said):
        kind = MessageKind.MENTION if number == 2 else MessageKind.COMMENT  # under a heading of its own
        wrote(desk, channel, text, by=person(desk, channel, f"Anna {number}"), hours_ago=number + 1, kind=kind)
    view = shown(bridge, place)
    assert not child(view, QWidget, "inbox_several").isVisible()
    choose_all(view, qtbot, 3)
    assert child(view, QWidget, "inbox_several").isVisible()
    press(view, "several_keep")
    assert kept(desk) == sorted(said)
    press(view, "several_keep")
    assert kept(desk) == sorted(said), "nothing is kept twice"
    undo.undo(desk)
    assert kept(desk) == []
    qtbot.keyClick(view.list, Qt.Key.Key_K)
    assert not child(view, QWidget, "inbox_several").isVisible()


def test_ideas_are_made_of_several_in_one_step(
    desk: Desk, channel: Channel, bridge: Bridge, qtbot: QtBot, place: Place
) -> None:
    for number in range(2):
        wrote(desk, channel, f"Could you bake {number}?", by=person(desk, channel, f"Anna {number}"))
    view = shown(bridge, place)
    choose_all(view, qtbot, 2)
    press(view, "several_ideas")
    with desk.store.reading() as reader:
        assert [post.stage for post in reader.all(Post)] == [Stage.IDEA, Stage.IDEA]
    undo.undo(desk)
    with desk.store.reading() as reader:
        assert reader.all(Post) == ()


def test_all_are_asked_with_one_text_each_at_its_own_place(
    desk: Desk, channel: Channel, bridge: Bridge, qtbot: QtBot, place: Place
) -> None:
    messages = [
        wrote(desk, channel, f"Bread {number}", by=person(desk, channel, f"Anna{number} P"), hours_ago=number + 1)
        for number in range(2)
    ]
    view = shown(bridge, place)
    choose_all(view, qtbot, 2)
    press(view, "several_ask")
    sheet = child(view.window(), QWidget, "ask_all_sheet")
    child(sheet, QPlainTextEdit, "ask_all_text").setPlainText("May we, {credit}?")
    assert child(sheet, QPushButton, "sheet_confirm").text() == "Send 2 questions"
    press(sheet, "sheet_confirm")
    for number, message in enumerate(messages):
        answers = [one.content.text for one in answering.answers_of(desk, message.id) if one.content]
        assert len(answers) == 1
        assert answers[0].endswith(f"May we, @anna{number}@example.social?")
        assert now_of(desk, message).done
    brand = planning.first_brand(desk)
    assert {each.standing for each in contributions.listed(desk, brand.id)} == {Standing.ASKED}


def test_who_cannot_be_asked_from_here_is_named_and_the_others_are_asked(desk: Desk, channel: Channel) -> None:
    one = contributions.from_message(desk, wrote(desk, channel, by=person(desk, channel)).id)
    gone = contributions.from_message(desk, wrote(desk, channel, by=person(desk, channel, "Bruno"), removed=True).id)
    other = contributions.add(desk, one.brand_id, "Carla", "brought to the shop")
    found = {each.contribution.id: each.against for each in taking_several.askable(desk, [one.id, gone.id, other.id])}
    assert found[one.id] is None
    assert [str(problem.code) for key in (gone.id, other.id) if (problem := found[key])] == [
        "removed_there",
        "ask_by_hand",
    ]
    refused = taking_several.ask_all(desk, {one.id: "May we?", gone.id: "May we?"})
    assert list(refused) == [gone.id]
    standings = {each.contribution.id: each.standing for each in contributions.listed(desk, one.brand_id)}
    assert (standings[one.id], standings[gone.id]) == (Standing.ASKED, Standing.NEW)
    again = {each.contribution.id: each.against for each in taking_several.askable(desk, [one.id])}
    assert [problem.code for problem in again.values() if problem] == ["asked_already"]
    assert [problem.code for problem in taking_several.ask_all(desk, {one.id: "May we?"}).values()] == ["asked_already"]


def test_all_that_the_list_shows_are_chosen_at_once(
    desk: Desk, channel: Channel, bridge: Bridge, qtbot: QtBot, place: Place
) -> None:
    for number in range(3):
        wrote(desk, channel, f"Bread {number}", by=person(desk, channel, f"Anna {number}"), hours_ago=number + 1)
    view = shown(bridge, place)
    choose_all(view, qtbot, 2)
    press(view, "inbox_several_all")
    press(view, "several_keep")
    assert kept(desk) == ["Bread 0", "Bread 1", "Bread 2"]
