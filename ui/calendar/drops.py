"""Things hanging over a calendar: what leaving them would do, said under the pointer, and done at the drop."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

from PySide6.QtCore import QEvent, QMimeData, QPoint, Qt, QTimer
from PySide6.QtGui import QDropEvent, QGuiApplication, QImage

from smmdesk.model.words import _, ngettext
from ui.calendar.drag import Carried, is_copy, unpack
from ui.calendar.drop_label import DropLabel
from ui.calendar.hand import Drop
from ui.calendar.layout import Target

if TYPE_CHECKING:
    from ui.calendar.grid import Grid

Type = QEvent.Type
BEAT_MS = 50
EDGE_PX = 32
SLOWEST_BEATS, FASTEST_BEATS = 14, 4
REST_BEATS = 12


class Outside(NamedTuple):
    """What somebody drags in from elsewhere: files, a text, or the bits of a picture."""

    paths: tuple[Path, ...] = ()
    text: str = ""
    image: QImage | None = None
    assets: tuple[str, ...] = ()


class Drops:
    """Handles drag and drop over the viewport of one grid."""

    def __init__(self, grid: "Grid") -> None:
        self._grid = grid
        self._label = DropLabel(grid.viewport())
        self._point = QPoint()
        self._copy = False
        self._carried: Carried | None = None
        self._outside: Outside | None = None
        self._beats = self._rested = 0
        self._keys = Qt.KeyboardModifier.NoModifier
        self._beat = QTimer(grid)
        self._beat.setInterval(BEAT_MS)
        self._beat.timeout.connect(self._tick)

    def handlers(self) -> dict[Type, Callable[[QEvent], bool]]:
        return {
            Type.DragEnter: self._enter,
            Type.DragMove: self._drag_move,
            Type.DragLeave: self._drag_leave,
            Type.Drop: self._drop,
        }

    def end(self) -> None:
        """Nothing hangs over the grid any more."""
        self._beat.stop()
        self._label.hide()
        self._carried = self._outside = None
        self._show(None)

    def _enter(self, event: QEvent) -> bool:
        drag = cast(QDropEvent, event)
        self._carried = unpack(drag.mimeData())
        self._outside = None if self._carried is not None else outside(drag.mimeData())
        if self._carried is None and self._outside is None:
            drag.ignore()
            return True
        self._keys = QGuiApplication.queryKeyboardModifiers()
        self._beat.start()
        self._drag_move(event)
        drag.accept()  # Qt sends moves only to who took the entering, whatever this first place says
        return True

    def _drag_move(self, event: QEvent) -> bool:
        drag = cast(QDropEvent, event)
        self._point = self._grid.scene.in_scene(drag.position().toPoint())
        self._copy = is_copy(drag.modifiers())
        drop = self._weigh()
        if drop is None or drop.refused:
            drag.ignore()
            return True
        self._take_action(drag)
        return True

    def _drag_leave(self, _event: QEvent) -> bool:
        self.end()
        return True

    def _drop(self, event: QEvent) -> bool:
        drag = cast(QDropEvent, event)
        self._point, self._copy = self._grid.scene.in_scene(drag.position().toPoint()), is_copy(drag.modifiers())
        drop, carried, brought = self._weigh(), self._carried, self._outside
        if drop is None or drop.refused:
            self.end()
            drag.ignore()
            return True
        self._take_action(drag)
        self.end()
        if carried is not None and drop.answer is not None:
            self._leave_posts(carried, drop)
        elif brought is not None:
            self.leave_outside(brought, drop.cell, drop.minutes)
        return True

    def leave_outside(self, brought: Outside, cell: int, minutes: int | None) -> None:
        """Ask for a new post on a day of the page that begins with what was brought."""
        grid = self._grid
        wish = grid.scene.wish_at(cell, minutes)
        paths = brought.paths
        if brought.image is not None:
            from ui.presenters.calendar_brought import keep_picture

            paths = (keep_picture(grid.presenter.desk, _as_png(brought.image)),)
        if paths:
            wish["paths"] = paths
        if brought.text:
            wish["text"] = brought.text
        if brought.assets:
            wish["assets"] = brought.assets
        grid.post_wanted.emit(wish)

    def _leave_posts(self, carried: Carried, drop: Drop) -> None:
        grid = self._grid
        done = grid.scene.leave(carried, drop.cell, drop.minutes, copy=self._copy)
        if done:
            grid.setFocus(Qt.FocusReason.MouseFocusReason)  # Ctrl+Z now means this drop, not what was typed before
            grid.hand.post = done[0] if len(done) == 1 else ""
            grid.choice.take(done)
            grid.choice.focus(grid.hand.post)

    def _take_action(self, drag: QDropEvent) -> None:
        copies = self._copy or self._carried is None
        drag.setDropAction(Qt.DropAction.CopyAction if copies else Qt.DropAction.MoveAction)
        drag.accept()

    def _weigh(self) -> Drop | None:
        """What leaving it here would do; shown at once."""
        grid = self._grid
        target = grid.scene.target_at(self._point)
        drop = None if target.day < 0 else self._drop_on(target)
        self._show(drop)
        if drop is None:
            self._label.hide()
        else:
            self._label.say(grid.scene.in_scene(self._point), drop.sentence, drop.refused, self._copy)
        return drop

    def _drop_on(self, target: Target) -> Drop:
        grid = self._grid
        minutes = grid.scene.minutes_at(self._point)
        if self._carried is not None:
            answer = grid.scene.answer(self._carried, target.day, minutes, copy=self._copy)
            return Drop(target.day, answer.sentence, answer.refused, minutes, answer)
        refusal = grid.scene.refuses_new(target.day)
        if refusal:
            return Drop(target.day, refusal, True, minutes)
        assert self._outside is not None
        return Drop(target.day, _new_words(self._outside, grid.scene.new_place(target.day, minutes)), False, minutes)

    def _show(self, drop: Drop | None) -> None:
        grid, old = self._grid, self._grid.hand.drop
        if drop == old:
            return
        grid.hand.drop = drop
        for touched in (old, drop):
            if touched is not None:
                grid.update_place(grid.scene.day_rect(touched.cell))

    def _tick(self) -> None:
        """Keys may change and the edge may call while the pointer rests."""
        keys = QGuiApplication.queryKeyboardModifiers()
        if keys != self._keys:
            self._keys, self._copy = keys, is_copy(keys)
            self._weigh()
        self._rested = self._rested + 1 if self._point.x() > self._grid.viewport().width() - EDGE_PX else 0
        if self._rested == REST_BEATS and self._carried is not None:
            self._grid.edge_rested.emit()
        depth = self._edge_depth()
        if not depth:
            self._beats = 0
            return
        self._beats += 1
        if self._grid.scene.scroll_at_edge(depth, self._beats):
            self._beats = 0
            self._weigh()

    def _edge_depth(self) -> float:
        """How deep the pointer is in the upper (negative) or lower edge, -1 to 1; 0 away from both."""
        top, bottom = self._grid.scene.edges()
        y = self._point.y()
        if y < top + EDGE_PX:
            return -min(1.0, (top + EDGE_PX - y) / EDGE_PX)
        if y > bottom - EDGE_PX:
            return min(1.0, (y - bottom + EDGE_PX) / EDGE_PX)
        return 0.0


def beats_between_weeks(depth: float) -> int:
    """How many beats a month waits between two weeks while something hangs at its edge: the deeper, the faster."""
    return round(SLOWEST_BEATS - (SLOWEST_BEATS - FASTEST_BEATS) * abs(depth))


def outside(mime: QMimeData) -> Outside | None:
    """What a drag or the clipboard brings from elsewhere; None when a post cannot begin with it."""
    from ui.models.media_drag import unpack_media  # nothing is dragged before the first paint

    assets = unpack_media(mime)
    if assets:
        return Outside(assets=assets)
    if mime.hasUrls():
        paths = tuple(Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile())
        if paths:
            return Outside(paths)
    if mime.hasImage():
        image = mime.imageData()
        if isinstance(image, QImage) and not image.isNull():
            return Outside(image=image)
    text = mime.text().strip() if mime.hasText() else ""
    return Outside(text=text) if text else None


def _as_png(image: QImage) -> bytes:
    from PySide6.QtCore import QBuffer, QIODevice

    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def _new_words(brought: Outside, when: str) -> str:
    count = max(len(brought.paths), len(brought.assets))
    if count > 1:
        words = ngettext("new post with {count} file, {time}", "new post with {count} files, {time}", count)
        return words.format(count=count, time=when)
    return _("new post, {time}").format(time=when)
