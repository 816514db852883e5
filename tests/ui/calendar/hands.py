"""What a person's hands do to a calendar in a test: point, press, drag, drop. Offscreen drags are Qt's own events."""

from datetime import date, datetime

from PySide6.QtCore import QCoreApplication, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from smmdesk.model.delivery import Delivery, Part, Receipt, State
from smmdesk.model.post import Post
from ui.calendar.grid import Grid
from ui.calendar.layout import Rect
from ui.views.calendar import CalendarView

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


def middle(rect: Rect) -> QPoint:
    return QPoint(rect.x + rect.width // 2, rect.y + rect.height // 2)


def chip(grid: Grid, post_id: str) -> QPoint:
    """The middle of a post's chip."""
    return middle(grid.rect_of(grid.entries.index_of_post(post_id)))


def day(grid: Grid, which: date) -> QPoint:
    """A point of a day that no chip covers: near its lower edge."""
    rect = grid.rect_of(grid.entries.index_of_day(which))
    return QPoint(rect.x + rect.width // 2, rect.bottom - 6)


def wall(view: CalendarView, post: Post) -> datetime | None:
    with view.presenter.desk.store.reading() as reader:
        planned = reader.get(Post, post.id).planned
    return planned.wall if planned else None


def publish(view: CalendarView, post: Post, page: str = "https://example.org/bread") -> None:
    """The post stands there as published."""
    desk = view.presenter.desk
    assert post.planned is not None
    number = desk.clock.new_id()
    receipt = Receipt(number, page, post.planned.instant_us)
    part = Part(desk.clock.new_id(), number, 0, state=State.PUBLISHED, receipt=receipt)
    with desk.store.transaction() as tx:
        tx.put(Delivery(number, post.brand_id, post.channels[0], post.planned, (part,), post.id))


class Carry:
    """A drag over one widget: `over` moves it, `drop` lets go; both return whether the place takes it."""

    def __init__(self, target: QWidget, mime: QMimeData) -> None:
        self.target, self.mime = target, mime
        self.inside = False
        self.action = Qt.DropAction.IgnoreAction

    def over(self, point: QPoint, keys: Qt.KeyboardModifier = NONE) -> bool:
        if not self.inside:
            self.inside = True
            if not self._send(QDragEnterEvent, point, keys):
                return False
        return self._send(QDragMoveEvent, point, keys)  # as Qt does right after the entering

    def _send(self, kind: type[QDropEvent], point: QPoint, keys: Qt.KeyboardModifier) -> bool:
        actions = Qt.DropAction.MoveAction | Qt.DropAction.CopyAction
        event = kind(point, actions, self.mime, LEFT, keys)
        event.setDropAction(Qt.DropAction.MoveAction)
        event.ignore()
        QCoreApplication.sendEvent(self.target, event)
        self.action = event.dropAction()
        return event.isAccepted()

    def drop(self, point: QPoint, keys: Qt.KeyboardModifier = NONE) -> QDropEvent:
        self.over(point, keys)
        actions = Qt.DropAction.MoveAction | Qt.DropAction.CopyAction
        event = QDropEvent(QPointF(point), actions, self.mime, LEFT, keys)
        event.ignore()
        QCoreApplication.sendEvent(self.target, event)
        return event

    def leave(self) -> None:
        self.inside = False
        QCoreApplication.sendEvent(self.target, QDragLeaveEvent())
