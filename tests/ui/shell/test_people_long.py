"""Cards of people who wrote very much are made one and forgotten beside the screen's work: told, stopped, undone."""

import asyncio
import threading
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QProgressBar, QPushButton, QWidget

from smmdesk.desk import forgetting, handing_over, people, planning, undo
from smmdesk.desk.desk import Desk
from smmdesk.model.message import Message
from smmdesk.model.person import Person
from tests.desk.heard import person, wrote
from tests.desk.support import add_channel
from tests.ui.shell.support import child, press
from ui.bridge import Bridge
from ui.dialogs import Sheet
from ui.presenters.people import PeoplePresenter
from ui.views import going_sheet
from ui.views.going_sheet import GoingSheet
from ui.views.people import PeopleView

FEW, MANY = 2, 7


class Held:
    """Keeps the thread after the first piece that it writes, until it is let go."""

    def __init__(self, desk: Desk) -> None:
        self._go = threading.Event()
        self._disconnect = desk.store.changed.connect(self._hold)

    def _hold(self, _changes: object) -> None:
        if threading.current_thread() is not threading.main_thread():
            self._go.wait(30)

    def let_go(self) -> None:
        self._disconnect()
        self._go.set()


@pytest.fixture
def two(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> tuple[Person, Person]:
    """Pieces are small, and the sheet comes soon."""
    for module in (handing_over, people, forgetting):
        monkeypatch.setattr(module, "AT_ONCE", FEW)
    monkeypatch.setattr(going_sheet, "SOON_MS", 20)
    channel = add_channel(desk, planning.first_brand(desk), "Shop window")
    anna, bea = person(desk, channel, "Anna"), person(desk, channel, "Bea")
    for number in range(MANY):
        wrote(desk, channel, by=bea, hours_ago=number + 1)
    return anna, bea


@pytest.fixture
def view(two: tuple[Person, Person], bridge: Bridge, place: Callable[[QWidget], QWidget]) -> PeopleView:
    made = PeopleView(PeoplePresenter(bridge))
    place(made)
    made.presenter.choose([each.id for each in two])
    return made


@pytest.fixture
def held(desk: Desk, view: PeopleView) -> Iterator[Held]:
    made = Held(desk)
    yield made
    made.let_go()


@pytest.fixture
def said(bridge: Bridge) -> list[tuple[str, bool]]:
    heard: list[tuple[str, bool]] = []
    bridge.announced.connect(lambda sentence, can_undo: heard.append((sentence, can_undo)))
    return heard


async def seen(view: PeopleView) -> GoingSheet:
    """The sheet, once it is there."""
    while (sheet := view.window().findChild(GoingSheet)) is None or not sheet.isVisible():
        await asyncio.sleep(0.01)
    return sheet


def of_first(desk: Desk, who: Person) -> int:
    with desk.store.reading() as reader:
        return len(reader.all(Message, person_id=who.id))


async def test_making_one_card_says_how_far_it_is_and_is_taken_back(
    desk: Desk, bridge: Bridge, view: PeopleView, two: tuple[Person, Person], held: Held, said: list[tuple[str, bool]]
) -> None:
    press(view, "people_merge_here")
    bar = (await seen(view)).findChild(QProgressBar)
    assert bar is not None
    while bar.maximum() != MANY:
        await asyncio.sleep(0.01)
    assert bar.accessibleName() == "Making one card of them"
    press(view, "people_merge_here")
    assert said == [("It is still going on. Wait for its end, or stop it.", False)]
    held.let_go()
    await bridge.tasks.idle()
    assert said[-1] == ("They are one card now", True)
    assert view.presenter.chosen == (two[0].id,)
    assert of_first(desk, two[0]) == MANY
    undo.undo(desk)
    assert of_first(desk, two[0]) == 0


async def test_stopped_it_says_that_the_same_again_goes_on(
    desk: Desk, bridge: Bridge, view: PeopleView, two: tuple[Person, Person], held: Held, said: list[tuple[str, bool]]
) -> None:
    press(view, "people_merge_here")
    stop = (await seen(view)).findChild(QPushButton, "import_stop")
    assert stop is not None
    stop.click()
    held.let_go()
    await bridge.tasks.idle()
    assert said == [("Stopped halfway. Undo takes it back; done again, it goes on from here", True)]
    assert view.presenter.chosen == tuple(each.id for each in two)
    assert of_first(desk, two[0]) == FEW
    press(view, "people_merge_here")
    await bridge.tasks.idle()
    assert said[-1] == ("They are one card now", True)
    assert of_first(desk, two[0]) == MANY


async def test_a_key_that_was_meant_for_something_else_stops_nothing(
    desk: Desk, bridge: Bridge, view: PeopleView, two: tuple[Person, Person], held: Held
) -> None:
    """The sheet comes by itself, in the middle of what somebody does."""
    press(view, "people_merge_here")
    sheet = await seen(view)
    QTest.keyClick(sheet.focusWidget() or sheet, Qt.Key.Key_Return)
    assert not sheet.isVisible()
    held.let_go()
    await bridge.tasks.idle()
    assert of_first(desk, two[0]) == MANY


async def test_forgetting_is_not_stopped_and_the_card_is_gone_at_once(
    desk: Desk, bridge: Bridge, view: PeopleView, two: tuple[Person, Person], held: Held, said: list[tuple[str, bool]]
) -> None:
    view.open_card(two[1].id)
    press(view, "card_forget")
    press(child(view, Sheet, "sheet"), "sheet_confirm")
    sheet = await seen(view)
    assert sheet.findChild(QPushButton, "import_stop") is None
    assert sheet.findChild(QPushButton, "import_behind") is not None
    view.presenter.reload()
    assert [row.name for row in view.presenter.rows] == ["Anna"]
    held.let_go()
    await bridge.tasks.idle()
    assert said == [("Forgotten", False)]
    with desk.store.reading() as reader:
        assert reader.all(Message, deleted=True) == ()
        assert reader.find(Person, two[1].id) is None


async def test_a_place_that_was_left_meanwhile_reads_nothing_more(
    desk: Desk, bridge: Bridge, view: PeopleView, two: tuple[Person, Person], held: Held
) -> None:
    press(view, "people_merge_here")
    await seen(view)
    view.close()
    held.let_go()
    await bridge.tasks.idle()
    assert of_first(desk, two[0]) == MANY
