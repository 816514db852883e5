"""What Qt tells screen readers of a list, for one that lays its rows out itself.

Qt names the row that the keys came to by its own layout. Where that is left out it names the whole list, and whoever
cannot see hears the same words at every arrow key.
"""

from PySide6.QtCore import QItemSelection, QTimer
from PySide6.QtGui import QAccessible, QAccessibleEvent, QContextMenuEvent, QFocusEvent
from PySide6.QtWidgets import QAbstractItemView, QListView

from ui.models.calendar import Index

Event = QAccessible.Event


class ToldRows(QListView):
    """Tells which row has the keyboard and which are chosen; its menu opens by its key, where the row stands."""

    def currentChanged(self, current: Index, previous: Index) -> None:
        QAbstractItemView.currentChanged(self, current, previous)  # not QListView's, which would tell the list
        if self.hasFocus():
            self._tell(Event.Focus, current)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        QAbstractItemView.selectionChanged(self, selected, deselected)
        for event, rows in ((Event.SelectionRemove, deselected), (Event.SelectionAdd, selected)):
            for index in rows.indexes()[:1]:
                self._tell(event, index)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt tells the list once this is over; the row comes after it."""
        super().focusInEvent(event)
        if QAccessible.isActive():
            QTimer.singleShot(0, self, self._tell_current)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """One that a key asked for comes to the list and not to what is painted in it."""
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            self.viewportEvent(event)
        else:
            super().contextMenuEvent(event)

    def _tell_current(self) -> None:
        if self.hasFocus():
            self._tell(Event.Focus, self.currentIndex())

    def _tell(self, event: Event, index: Index) -> None:
        if QAccessible.isActive() and index.isValid():
            told = QAccessibleEvent(self, event)
            told.setChild(index.row())
            QAccessible.updateAccessibility(told)
