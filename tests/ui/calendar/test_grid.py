"""The grid of an account: what is out and what is planned, and two planned posts that exchange their dates."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox
from shiboken6 import isValid

from smmdesk.desk import approving, connecting, planning, undo
from smmdesk.desk.desk import Desk
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.content import Content
from smmdesk.model.delivery import Delivery, Part
from smmdesk.model.post import Post
from tests.desk.support import rome
from ui.bridge import Bridge
from ui.calendar.pictures import Pictures
from ui.presenters.grid_plan import GridPlan
from ui.views.grid_sheet import GridSheet

LEFT, SWAP = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def brand(desk: Desk) -> Brand:
    with desk.store.reading() as reader:
        return reader.get(Brand, "brand-1")


@pytest.fixture
def account(desk: Desk, brand: Brand) -> Channel:
    with desk.store.transaction() as tx:
        return tx.put(
            Channel("grid-1", brand.id, "instagram", "Forno Lucia", handle="@forno", status=ChannelStatus.CONNECTED)
        )


@pytest.fixture
def planned(desk: Desk, brand: Brand, account: Channel) -> list[Post]:
    """Four dated drafts, the first one the earliest."""
    days = ("2026-11-24 09:00", "2026-11-25 10:00", "2026-11-26 11:00", "2026-11-27 12:00")
    return [
        planning.add_post(
            desk, brand.id, content=Content(text=f"Pane {number}"), channels=(account.id,), planned=rome(day)
        )
        for number, day in enumerate(days, start=1)
    ]


@pytest.fixture
def sheet(qtbot, bridge: Bridge, brand: Brand, account: Channel, planned: list[Post]) -> GridSheet:
    made = GridSheet(None, GridPlan(bridge, brand.id), Pictures(bridge))  # type: ignore[arg-type]
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    made.show()
    return made


def texts(sheet: GridSheet) -> list[str]:
    return [place.cell.words for place in sheet.places()]


def days(desk: Desk, posts: list[Post]) -> list[int]:
    with desk.store.reading() as reader:
        return [reader.get(Post, post.id).planned.wall.day for post in posts]  # type: ignore[union-attr]


@pytest.mark.statement(62)
def test_the_newest_stands_first_in_the_shape_of_the_platform(sheet: GridSheet) -> None:
    assert texts(sheet) == ["Pane 4", "Pane 3", "Pane 2", "Pane 1"]
    first = sheet.places()[0]
    assert first.width() / first.height() == pytest.approx(0.75, abs=0.01)
    assert first.accessibleName() == "Fri 27 Nov, 12:00, Draft, Pane 4"


def test_what_has_its_ok_and_what_its_channel_keeps_are_called_as_in_the_calendar(
    sheet: GridSheet, desk: Desk, planned: list[Post], account: Channel
) -> None:
    """They were a draft, and what goes out."""
    approving.approve(desk, {planned[3].id: ""})
    post = planned[2]
    assert post.planned is not None
    with desk.store.transaction() as tx:
        tx.put(Delivery("sent-1", post.brand_id, account.id, post.planned, (Part("part-1", "sent-1", 0),), post.id))
    connecting.pause_channel(desk, account.id)
    said = [place.accessibleName() for place in sheet.places()]
    assert said[:2] == ["Fri 27 Nov, 12:00, OK given, Pane 4", "Thu 26 Nov, 11:00, Paused, Pane 3"]


def test_dragging_one_onto_another_exchanges_their_dates_and_one_undo_takes_it_back(
    sheet: GridSheet, desk: Desk, planned: list[Post]
) -> None:
    first, last = sheet.places()[0], sheet.places()[3]
    start, end = first.rect().center(), first.mapFromGlobal(last.mapToGlobal(last.rect().center()))
    QTest.mousePress(first, LEFT, pos=start)
    QTest.mouseMove(first, start + QPoint(30, 30))
    QTest.mouseMove(first, end)
    QTest.mouseRelease(first, LEFT, pos=end)
    assert days(desk, planned) == [27, 25, 26, 24]
    assert texts(sheet) == ["Pane 1", "Pane 3", "Pane 2", "Pane 4"]
    undo.undo(desk)
    assert days(desk, planned) == [24, 25, 26, 27]


def test_pressing_one_and_then_another_does_the_same(qtbot, sheet: GridSheet, desk: Desk, planned: list[Post]) -> None:
    qtbot.mouseClick(sheet.places()[0], LEFT)
    assert [place.isChecked() for place in sheet.places()] == [True, False, False, False]
    qtbot.mouseClick(sheet.places()[1], LEFT)
    assert days(desk, planned) == [24, 25, 27, 26]
    qtbot.mouseClick(sheet.places()[2], LEFT)
    qtbot.mouseClick(sheet.places()[2], LEFT)  # let go again
    assert not any(place.isChecked() for place in sheet.places())
    assert days(desk, planned) == [24, 25, 27, 26]


def test_keys_go_from_post_to_post_and_exchange_them(qtbot, sheet: GridSheet, desk: Desk, planned: list[Post]) -> None:
    places = sheet.places()
    places[0].setFocus()
    qtbot.keyClick(places[0], Qt.Key.Key_Right)
    assert places[1].hasFocus()
    qtbot.keyClick(places[1], Qt.Key.Key_Left, SWAP)
    assert days(desk, planned) == [24, 25, 27, 26]
    focused = next(place for place in sheet.places() if place.hasFocus())
    assert focused.cell.words == "Pane 3"
    qtbot.keyClick(focused, Qt.Key.Key_Down, SWAP)
    assert days(desk, planned) == [27, 25, 24, 26]


def test_the_one_that_was_pressed_outlives_its_press(sheet: GridSheet, desk: Desk, planned: list[Post]) -> None:
    """Qt goes on with it once its key or its click is done."""
    pressed = sheet.places()[1]
    pressed.stepped.emit(-1, True)
    assert days(desk, planned) == [24, 25, 27, 26]
    assert pressed not in sheet.places()
    assert isValid(pressed)


def test_what_is_out_stays_where_it_is(bridge: Bridge, brand: Brand, account: Channel, planned: list[Post]) -> None:
    plan = GridPlan(bridge, brand.id)
    plan.cells = (replace(plan.cells[0], can_move=False), *plan.cells[1:])
    assert not plan.swap(plan.cells[0].post_id, plan.cells[1].post_id)
    assert not plan.swap(plan.cells[1].post_id, plan.cells[1].post_id)
    plan.close()


def test_a_story_is_in_no_grid(bridge: Bridge, brand: Brand, desk: Desk, account: Channel, planned: list[Post]) -> None:
    plan = GridPlan(bridge, brand.id)
    planning.save_post(desk, replace(planned[0], content=replace(planned[0].content, options={"kind": "story"})))
    assert [cell.words for cell in plan.cells] == ["Pane 4", "Pane 3", "Pane 2"]
    plan.close()


def test_only_accounts_with_a_grid_are_offered(sheet: GridSheet, bridge: Bridge, brand: Brand, desk: Desk) -> None:
    field = sheet.findChild(QComboBox, "grid_channel")
    assert [field.itemText(at) for at in range(field.count())] == ["Forno Lucia"]
    assert field.isHidden()
    late = planning.add_post(
        desk, brand.id, content=Content(text="Altrove"), channels=("channel-0",), planned=rome("2026-11-28 09:00")
    )
    assert late.id not in [place.cell.post_id for place in sheet.places()]
