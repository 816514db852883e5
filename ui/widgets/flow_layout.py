"""A layout that fills lines from where reading begins, and begins a new one where room lacks."""

import math
from collections.abc import Sequence
from itertools import zip_longest

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from ui.look import mirror

_HIDDEN_ON_PURPOSE = Qt.WidgetAttribute.WA_WState_ExplicitShowHide


class FlowLayout(QLayout):
    """Items keep their preferred size; `spacing` goes between them and between lines.

    `pushed` is the one that stands at the end of its line. `even`: where one line is not enough, each gets as
    many items as the others, one below the other, so that none stands alone.
    """

    def __init__(
        self, parent: QWidget | None = None, spacing: int = 6, align_right: bool = False, even: bool = False
    ) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._align_right, self._even = align_right, even
        self.pushed: QWidget | None = None
        self.setSpacing(spacing)
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def keep(self, widgets: Sequence[QWidget]) -> None:
        """Exactly these, in this order; the others go."""
        old = {widget: item for item in self._items if (widget := item.widget()) is not None}
        self._items = [old.pop(widget) for widget in widgets if widget in old]
        for widget in old:
            widget.hide()
            widget.deleteLater()
        for widget in widgets:
            if self.indexOf(widget) < 0:
                self.addWidget(widget)
        self._items.sort(key=lambda item: widgets.index(item.widget()))
        self.invalidate()

    def clear(self) -> None:
        """Take all widgets out and let them go."""
        while (item := self.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), move=False)

    def sizeHint(self) -> QSize:
        """All in one line."""
        shown = [item.sizeHint() for item in self._items if not _is_away(item)]
        margins = self.contentsMargins()
        wide = sum(size.width() for size in shown) + self.spacing() * max(0, len(shown) - 1)
        high = max((size.height() for size in shown), default=0)
        return QSize(wide + margins.left() + margins.right(), high + margins.top() + margins.bottom())

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        margins = self.contentsMargins()
        return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom())

    def setGeometry(self, area: QRect) -> None:
        super().setGeometry(area)
        self._place(area, move=True)

    def _place(self, area: QRect, move: bool) -> int:
        inner = area.marginsRemoved(self.contentsMargins())
        y, lines = inner.y(), self._lines(inner.width())
        columns = self._columns(lines) if self._even else []
        if move and self._align_right:  # counters stand in the middle beside their buttons
            y += max(0, inner.height() - self._place(QRect(0, 0, area.width(), 0), move=False)) // 2
        for line in lines:
            height = max(item.sizeHint().height() for item in line)
            if move:
                self._place_line(line, inner, y, height, columns)
            y += height + self.spacing()
        bottom = y - self.spacing() if lines else y
        return bottom - area.y() + self.contentsMargins().bottom()

    def _lines(self, width: int) -> list[list[QLayoutItem]]:
        """What stands in each line."""
        lines = self._filled(width)
        if not self._even or len(lines) < 2:
            return lines
        items = [item for line in lines for item in line]
        for many in range(len(lines[0]), 0, -1):
            many = math.ceil(len(items) / math.ceil(len(items) / many))
            evened = [items[start : start + many] for start in range(0, len(items), many)]
            if sum(self._columns(evened)) + self.spacing() * (many - 1) <= width:
                return evened
        return [[item] for item in items]

    def _columns(self, lines: Sequence[Sequence[QLayoutItem]]) -> list[int]:
        """How wide the items that stand one below the other are."""
        widths = ([item.sizeHint().width() for item in line] for line in lines)
        return [max(column) for column in zip_longest(*widths, fillvalue=0)]

    def _filled(self, width: int) -> list[list[QLayoutItem]]:
        lines: list[list[QLayoutItem]] = []
        used = 0
        for item in self._items:
            if _is_away(item):
                continue
            wanted = item.sizeHint().width()
            if not lines or used + self.spacing() + wanted > width:
                lines.append([])
                used = -self.spacing()
            lines[-1].append(item)
            used += self.spacing() + wanted
        return lines

    def _place_line(self, line: list[QLayoutItem], inner: QRect, y: int, height: int, columns: list[int]) -> None:
        total = sum(item.sizeHint().width() for item in line) + self.spacing() * (len(line) - 1)
        x = inner.right() + 1 - total if self._align_right else inner.x()
        for column, item in enumerate(line):
            size = item.sizeHint()
            size.setWidth(min(size.width(), inner.width()))
            if self.pushed is not None and item.widget() is self.pushed:
                x = max(x, inner.right() + 1 - size.width())
            place = QRect(QPoint(x - inner.x(), y + (height - size.height()) // 2), size)
            item.setGeometry(mirror.place(place, inner.width()).translated(inner.x(), 0))
            x += max(size.width(), columns[column] if columns else 0) + self.spacing()


def _is_away(item: QLayoutItem) -> bool:
    """Hidden on purpose; a child that was never shown yet counts as there."""
    widget = item.widget()
    return widget is not None and widget.isHidden() and widget.testAttribute(_HIDDEN_ON_PURPOSE)
