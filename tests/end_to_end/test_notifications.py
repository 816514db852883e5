"""Notifications on a desktop without a tray: told over its own bus, each opens what it is about, many are one."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from smmdesk.app import close_now, open_desk
from smmdesk.desk import planning
from smmdesk.desk.desk import Desk
from smmdesk.model.channel import Channel
from smmdesk.system.paths import Paths
from tests.desk.heard import person, wrote
from tests.desk.support import add_channel
from tests.end_to_end.conftest import Start
from tests.helpers.notice_daemon import Popups, start_popups
from tests.helpers.screen import Screen, until
from tests.helpers.screen_program import Program

pytestmark = [pytest.mark.screen, pytest.mark.long, pytest.mark.timeout(300)]
ASKED = ("Is there any left?", "Do you bake without salt?")
TITLE = "New comment on Shop window"


@pytest.fixture(scope="module")
def popups(screen: Screen) -> Popups:
    return start_popups(screen)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """The same folder beside the program, as an engine has it."""
    made = open_desk(Paths(tmp_path / "desk"))
    yield made
    close_now(made)


@pytest.fixture
def shop(desk: Desk) -> Channel:
    return add_channel(desk, planning.first_brand(desk), "Shop window")


def away(start: Start, tmp_path: Path) -> Program:
    """The program with its window out of sight."""
    program = start(folder=tmp_path / "desk")
    program.window("Calendar")
    program.hand.do("windowminimize", "--sync", program.window_number())
    return program


@pytest.mark.statement(82)
@pytest.mark.statement(84)
def test_each_opens_its_own_message_also_after_another_came(
    start: Start, popups: Popups, desk: Desk, shop: Channel, tmp_path: Path
) -> None:
    program = away(start, tmp_path)
    before = len(popups.seen)
    for number, words in enumerate(ASKED):
        wrote(desk, shop, words, by=person(desk, shop))
        until(partial(popups.has, before + number + 1), "it is told")
    assert [title for title, _ in popups.seen[before:]] == [TITLE, TITLE]
    assert all(words in said for words, (_, said) in zip(ASKED, popups.seen[before:], strict=True))
    popups.screen.picture(tmp_path / "two.png")
    popups.screen.hand.click(popups.place(0, 2))
    program.find("frame", has="Inbox – smmdesk", states=["active"])
    program.find("list item", has=ASKED[0], states=["selected"])
    popups.screen.hand.click(popups.place(0, 1))
    program.find("list item", has=ASKED[1], states=["selected"])


@pytest.mark.statement(83)
def test_more_than_three_are_one_and_lead_to_the_list(
    start: Start, popups: Popups, desk: Desk, shop: Channel, tmp_path: Path
) -> None:
    program = away(start, tmp_path)
    before = len(popups.seen)
    for number in range(5):
        wrote(desk, shop, f"Question {number} <b>&amp; more")
    until(partial(popups.has, before + 1), "they are told")
    assert popups.seen[before:] == [("5 new messages", "")]
    popups.screen.picture(tmp_path / "many.png")
    popups.screen.hand.click(popups.place(0, 1))
    program.find("frame", has="Inbox – smmdesk", states=["active"])
    assert len(popups.seen) == before + 1


@pytest.mark.statement(83)
@pytest.mark.statement(90)
def test_words_of_strangers_stand_there_literally(
    start: Start, popups: Popups, desk: Desk, shop: Channel, tmp_path: Path
) -> None:
    away(start, tmp_path)
    before = len(popups.seen)
    wrote(desk, shop, "<b>Bread</b> & <i>salt</i> <img src=x> &lt;3")
    until(partial(popups.has, before + 1), "it is told")
    popups.screen.picture(tmp_path / "literal.png")
    popups.screen.hand.click(popups.place(0, 1))
