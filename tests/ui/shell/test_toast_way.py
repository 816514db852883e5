"""What is carried over the window is dropped where it seems to be: the message that floats there makes way."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from smmdesk.desk import planning
from smmdesk.desk.desk import Desk
from smmdesk.model.content import Content
from smmdesk.model.moment import Moment
from smmdesk.model.post import Post
from smmdesk.system.clock import ManualClock
from ui.calendar.drag import pack
from ui.calendar.grid import Grid
from ui.shell.session import Session

MOVE, LEFT, NONE = Qt.DropAction.MoveAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def session(desk: Desk, qapp: QApplication, qtbot: QtBot) -> Iterator[Session]:
    made = Session(qapp, desk, engine=False)
    qtbot.addWidget(made.window)
    made.window.resize(1280, 800)
    made.window.show()
    yield made
    made.window.may_close = True
    made.bridge.end()


class Hanging:
    """A post that hangs over the window, as the system tells the window of it."""

    def __init__(self, window: QWidget, post: Post) -> None:
        self.window, self.mime = window.windowHandle(), pack([post.id], post.id)

    def over(self, point: QPoint) -> None:
        enter = QDragEnterEvent(point, MOVE, self.mime, LEFT, NONE)
        for event in (enter, QDragMoveEvent(point, MOVE, self.mime, LEFT, NONE)):
            event.setDropAction(MOVE)
            QCoreApplication.sendEvent(self.window, event)

    def drop(self, point: QPoint) -> None:
        event = QDropEvent(QPointF(point), MOVE, self.mime, LEFT, NONE)
        event.setDropAction(MOVE)
        QCoreApplication.sendEvent(self.window, event)

    def leave(self) -> None:
        QCoreApplication.sendEvent(self.window, QDragLeaveEvent())


def written(desk: Desk) -> Post:
    brand, now = planning.first_brand(desk), desk.clock.now()
    assert isinstance(desk.clock, ManualClock)
    wall = datetime(now.year + 1, 6, 10, 9)
    return planning.add_post(desk, brand.id, content=Content(text="Pane"), planned=Moment(wall, brand.zone))


def under(session: Session) -> tuple[QPoint, Grid]:
    """A point of the window where the message stands over a day of the calendar, and the grid."""
    toast, view = session.window.toast, session.window.go_to("calendar")
    point = toast.mapTo(session.window, toast.rect().center())
    assert session.window.childAt(point) is not None
    assert toast.geometry().contains(toast.parentWidget().mapFrom(session.window, point))
    grid = view.grid  # type: ignore[attr-defined]
    assert isinstance(grid, Grid)
    return point, grid


def test_a_post_is_dropped_on_the_day_that_the_message_covered(session: Session, desk: Desk) -> None:
    post = written(desk)
    view = session.window.go_to("calendar")
    view.presenter.go_to(post.planned.day)  # type: ignore[attr-defined, union-attr]
    session.bridge.announce("Moved to the trash")
    point, grid = under(session)
    cell = grid.scene.target_at(grid.scene.in_scene(grid.viewport().mapFrom(session.window, point)))
    hand = Hanging(session.window, post)
    hand.over(point)
    assert not session.window.toast.isVisible()
    assert grid.hand.drop is not None, "the day says what a drop would do"
    hand.drop(point)
    with desk.store.reading() as reader:
        planned = reader.get(Post, post.id).planned
    assert planned is not None
    assert planned.day == grid.day_at(cell) != post.planned.day  # type: ignore[union-attr]
    QCoreApplication.processEvents()
    assert session.window.toast.isVisible(), "and says that it moved"
    assert "Moved to" in session.bridge.said[-1].sentence


def test_the_message_comes_back_when_nothing_was_dropped(session: Session, desk: Desk) -> None:
    post = written(desk)
    session.bridge.announce("Moved to the trash")
    toast = session.window.toast
    point, _grid = under(session)
    hand = Hanging(session.window, post)
    hand.over(point)
    toast._leave()  # its time is over meanwhile, unread
    hand.leave()
    QCoreApplication.processEvents()
    assert toast.isVisible()
    toast._leave()
    assert not toast.isVisible()
    hand.over(point)
    hand.leave()
    QCoreApplication.processEvents()
    assert not toast.isVisible(), "what was read does not come again"


def test_a_message_that_comes_while_something_hangs_makes_way_at_the_next_move(session: Session, desk: Desk) -> None:
    post = written(desk)
    session.bridge.announce("Moved to the trash")
    point, _grid = under(session)
    hand = Hanging(session.window, post)
    hand.over(point)
    session.bridge.announce("Published")
    assert session.window.toast.isVisible()
    hand.over(point + QPoint(1, 0))
    assert not session.window.toast.isVisible()
    hand.leave()
    QCoreApplication.processEvents()
    assert session.window.toast.isVisible()


def test_the_message_covers_no_post_that_it_tells_of(session: Session, desk: Desk, qtbot: QtBot) -> None:
    """In the last row of the month, in the middle: where messages stand otherwise."""
    view = session.window.go_to("calendar")
    grid = view.grid  # type: ignore[attr-defined]
    first = grid.scene.page.days[0].day
    brand, wall = planning.first_brand(desk), datetime.combine(first, datetime.min.time().replace(hour=9))
    content = Content(text="Pane")
    made = planning.add_post(desk, brand.id, content=content, planned=Moment(wall + timedelta(days=38), brand.zone))
    grid.choice.take((made.id,))

    def told() -> QRect:
        place = grid.visualRect(grid.entries.index_of_post(made.id))
        return place.translated(grid.viewport().mapTo(session.window.toast.parentWidget(), QPoint(0, 0)))

    qtbot.waitUntil(lambda: not told().isEmpty())
    session.bridge.announce("Moved to Wed 9 Dec, 09:00")
    toast = session.window.toast
    assert not toast.geometry().intersects(told())
    grid.choice.clear()
    session.bridge.announce("Nothing is chosen any more")
    assert toast.geometry().intersects(told()), "else this says nothing"
    session.bridge.announce("Copied")  # what it tells of is chosen only afterwards
    grid.choice.take((made.id,))
    qtbot.waitUntil(lambda: not toast.geometry().intersects(told()))


def place_of(widget: QWidget, parent: QWidget) -> QRect:
    return widget.rect().translated(widget.mapTo(parent, QPoint(0, 0)))


def test_the_message_covers_nothing_that_has_the_keyboard(session: Session, qtbot: QtBot) -> None:
    view = session.window.go_to("settings")
    session.bridge.announce("Saved")
    toast = session.window.toast
    low, parent = toast.geometry(), toast.parentWidget()
    QCoreApplication.processEvents()
    scroll = view.findChildren(QScrollArea)[-1].verticalScrollBar()

    def covered() -> list[QWidget]:
        fields = view.findChildren(QAbstractButton) + view.findChildren(QComboBox)
        return [each for each in fields if each.isVisible() and low.intersects(place_of(each, parent))]

    places = iter(range(0, scroll.maximum() + 1, 10))
    while not covered():
        scroll.setValue(next(places))
    field = covered()[0]
    field.setFocus()
    session.bridge.announce("Saved again")
    assert not toast.geometry().intersects(place_of(field, parent))
    assert toast.geometry().top() >= view.mapTo(parent, QPoint(0, 0)).y(), "the toolbar stays free"
