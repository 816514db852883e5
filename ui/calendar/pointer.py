"""The pointer on a calendar: hovering, choosing, opening, the rubber band, and the start of a drag."""

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from smmdesk.model.words import _
from ui.calendar.drag import carry_from
from ui.calendar.hand import NOWHERE
from ui.calendar.layout import Hit, Rect, Target
from ui.look.theme import theme
from ui.models.calendar_entries import EXPLAINED, Entry
from ui.widgets.safe_label import show_tool_tip

if TYPE_CHECKING:
    from ui.calendar.grid import Grid

Handler = Callable[[QEvent], bool]
Type = QEvent.Type
WHEEL_STEP = 120


class Pointer:
    """Handles the viewport's mouse events of one grid."""

    def __init__(self, grid: "Grid") -> None:
        self._grid = grid
        self.point: QPoint | None = None
        self._pressed: QPoint | None = None
        self._on = NOWHERE
        self._held: Entry | None = None
        self._was_chosen = False
        self._wheel = 0
        self._still = QTimer(grid, singleShot=True)
        self._still.timeout.connect(self._show_preview)

    def handlers(self) -> dict[Type, Handler]:
        """What to call for which event."""
        return {
            Type.MouseButtonPress: self._press,
            Type.MouseMove: self._move,
            Type.MouseButtonRelease: self._release,
            Type.MouseButtonDblClick: self._double,
            Type.Leave: self._leave,
            Type.ContextMenu: self._menu,
            Type.Wheel: self._scroll,
            Type.ToolTip: self._say_elsewhere,
        }

    def _rest_on(self, point: QPoint) -> None:
        grid = self._grid
        before, now = self.point, grid.scene.minutes_at(point)
        self.point = point
        target = grid.scene.target_at(point)
        same = target == grid.hand.hovered and before is not None
        if same and before is not None and now != grid.scene.minutes_at(before) and target.hit is Hit.DAY:
            grid.update_place(grid.scene.day_rect(target.day))
        self.hover(target)

    def rest(self) -> None:
        """The grid is out of sight: nothing is hovered, no preview is on its way."""
        self._still.stop()
        self._pressed = self.point = None
        self._grid.hand.hovered = NOWHERE

    def hover(self, target: Target) -> None:
        """The pointer rests on `target`; only what changes is painted again."""
        old = self._grid.hand.hovered
        if target == old:
            return
        self._grid.hand.hovered = target
        for touched in (old, target):
            if touched.day >= 0:
                self._grid.update_place(self._grid.scene.day_rect(touched.day))
        self._grid.preview_wanted.emit(None, None)
        if target.hit is Hit.CHIP:
            self._still.start(theme().duration_ms("hover-preview") or 500)
        else:
            self._still.stop()
        shape = (
            Qt.CursorShape.PointingHandCursor
            if target.hit in (Hit.MORE, Hit.PLUS, Hit.MARK, Hit.SLOT)
            else Qt.CursorShape.ArrowCursor
        )
        self._grid.viewport().setCursor(shape)

    def _press(self, event: QEvent) -> bool:
        mouse, grid = cast(QMouseEvent, event), self._grid
        point = grid.scene.in_scene(mouse.position().toPoint())
        target = grid.scene.target_at(point)
        self._still.stop()
        grid.preview_wanted.emit(None, None)
        grid.hand.keyboard = False
        grid.setFocus(Qt.FocusReason.MouseFocusReason)
        if mouse.button() not in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton) or target.day < 0:
            return True
        entry = grid.entry_at(target) if target.hit is Hit.CHIP else None
        self._was_chosen = entry is not None and entry.post_id in grid.choice.ids
        self._focus(target, entry)
        if mouse.button() is Qt.MouseButton.LeftButton:
            self._pressed, self._on, self._held = point, target, entry
        self._choose(mouse.modifiers(), entry)
        return True

    def _focus(self, target: Target, entry: Entry | None) -> None:
        grid = self._grid
        grid.hand.post = entry.post_id if entry is not None else ""
        grid.scene.put_focus(target, entry)
        grid.choice.focus(grid.hand.post)

    def _choose(self, modifiers: Qt.KeyboardModifier, entry: Entry | None) -> None:
        grid = self._grid
        toggles = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        stretches = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        if entry is None:
            if not toggles and not stretches:
                grid.choice.clear()
            return
        index = grid.entries.index_of_entry(entry)
        start = grid.entries.index_of_post(grid.hand.marked)
        if stretches and start.isValid():
            grid.choice.take_range(start, index)
            return
        if toggles:
            grid.choice.toggle(index)
        elif not self._was_chosen:
            grid.choice.take((entry.post_id,))
        grid.hand.marked = entry.post_id

    def _move(self, event: QEvent) -> bool:
        mouse, grid = cast(QMouseEvent, event), self._grid
        point = grid.scene.in_scene(mouse.position().toPoint())
        if self._pressed is None:
            self._rest_on(point)
            return True
        far = (point - self._pressed).manhattanLength() >= QApplication.startDragDistance()
        if self._grid.hand.band is not None:
            self._stretch_band(point)
        elif far and self._held is not None:
            self._start_drag(self._held)
        elif far:
            self._stretch_band(point)
        return True

    def _start_drag(self, held: Entry) -> None:
        """Carry what was pressed, as it is by now: what the engine wrote since may have put another in its place."""
        grid, item = self._grid, self._grid.entries.item(self._grid.entries.index_of_entry(held))
        self._pressed = None
        entry = item.entry if item is not None else next(iter(grid.presenter.entries((held.post_id,))), None)
        if entry is None:
            return
        if entry.stays:
            grid.presenter.bridge.announce(_("What is out, or on its way, stays where it is. Its menu copies it."))
            return
        chosen = grid.choice.ids
        ids = chosen if entry.post_id in chosen else (entry.post_id,)
        movable = tuple(e.post_id for e in grid.presenter.entries(ids) if not e.stays)
        carry_from(grid, movable, entry)

    def _stretch_band(self, point: QPoint) -> None:
        grid = self._grid
        assert self._pressed is not None
        old = grid.hand.band or QRect()
        band = QRect(self._pressed, point).normalized()
        grid.hand.band = band
        touched = Rect(band.x(), band.y(), max(1, band.width()), max(1, band.height()))
        inside = [
            item.entry.post_id
            for item in grid.entries.items
            if item.entry is not None and grid.scene.chip_rect(item.cell, item.position).overlaps(touched)
        ]
        grid.choice.take(inside)
        grid.update_place(old.united(band).adjusted(-2, -2, 2, 2))

    def _release(self, event: QEvent) -> bool:
        mouse, grid = cast(QMouseEvent, event), self._grid
        pressed, self._pressed = self._pressed, None
        if mouse.button() is not Qt.MouseButton.LeftButton or pressed is None:
            return True
        if grid.hand.band is not None:
            grid.hand.band = None
            grid.viewport().update()
            return True
        target = grid.scene.target_at(grid.scene.in_scene(mouse.position().toPoint()))
        if target != self._on:
            return True
        day = grid.day_at(target)
        if target.hit is Hit.MORE:
            grid.day_wanted.emit(day)
        elif target.hit is Hit.PLUS:
            grid.post_wanted.emit(grid.scene.wish_at(target.day, None))
        elif target.hit is Hit.MARK:
            grid.mark_wanted.emit(day, grid.scene.page.days[target.day].marks[target.mark])
        elif target.hit is Hit.SLOT:
            grid.slot_wanted.emit(day, grid.scene.page.days[target.day].free[target.mark])
        elif target.hit is Hit.CHIP and not mouse.modifiers():
            if self._was_chosen:
                grid.choice.take((grid.hand.post,))
            self._say_why(target)
        return True

    def _say_elsewhere(self, event: QEvent) -> bool:
        """Whose a post is that waits elsewhere, where the pointer rests on one."""
        from ui.calendar.elsewhere_menu import words_at

        asked = cast(QHelpEvent, event)
        words = words_at(self._grid, self._grid.scene.target_at(self._grid.scene.in_scene(asked.pos())))
        if words:
            show_tool_tip(asked.globalPos(), words, self._grid.viewport())
        return bool(words)

    def _say_why(self, target: Target) -> None:
        """A post that does not go out says at the first click why, with the button that helps."""
        entry = self._grid.entry_at(target)
        if entry is None or entry.post_id != self._grid.hand.post:
            return
        if entry.progress in EXPLAINED or entry.paused:
            self._grid.preview_wanted.emit(entry, self._grid.scene.chip_rect(target.day, target.chip))

    def _double(self, event: QEvent) -> bool:
        mouse, grid = cast(QMouseEvent, event), self._grid
        self._pressed = None
        point = grid.scene.in_scene(mouse.position().toPoint())
        target = grid.scene.target_at(point)
        entry = grid.entry_at(target)
        if mouse.button() is not Qt.MouseButton.LeftButton or target.day < 0:
            return True
        if entry is not None:
            grid.post_opened.emit(entry.post_id)
        elif target.hit is Hit.DAY:
            grid.post_wanted.emit(grid.scene.wish_at(target.day, grid.scene.begins_at(point)))
        return True

    def _leave(self, _event: QEvent) -> bool:
        self._still.stop()
        self.point = None
        old, self._grid.hand.hovered = self._grid.hand.hovered, NOWHERE
        if old.day >= 0:
            self._grid.update_place(self._grid.scene.day_rect(old.day))
        return False

    def _menu(self, event: QEvent) -> bool:
        grid, wish = self._grid, cast(QContextMenuEvent, event)
        where = wish.globalPos()
        if wish.reason() is QContextMenuEvent.Reason.Keyboard:
            where = grid.viewport().mapToGlobal(grid.visualRect(grid.currentIndex()).center())
        elif grid.hand.post and grid.hand.post not in grid.choice.ids:
            grid.choice.take((grid.hand.post,))
        grid.menu_wanted.emit(grid.choice.acting, where)
        return True

    def _scroll(self, event: QEvent) -> bool:
        """A step of the wheel is a week; the week itself scrolls its hours."""
        wheel, grid = cast(QWheelEvent, event), self._grid
        if grid.verticalScrollBar().maximum() > 0:
            return False
        self._wheel += wheel.angleDelta().y()
        steps, self._wheel = int(self._wheel / WHEEL_STEP), self._wheel - WHEEL_STEP * int(self._wheel / WHEEL_STEP)
        if steps:
            grid.presenter.scroll(-steps)
        wheel.accept()
        return True

    def _show_preview(self) -> None:
        grid, target = self._grid, self._grid.hand.hovered
        entry = grid.entry_at(target)
        if entry is not None and self._pressed is None and grid.hand.drop is None:
            grid.preview_wanted.emit(entry, grid.scene.chip_rect(target.day, target.chip))
