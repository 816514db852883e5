"""The inbox as a flat item model: one row a message or a heading, read by the list and by screen readers."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ui.presenters.inbox_items import Item
from ui.presenters.inbox_rows import InboxHead

Index = QModelIndex | QPersistentModelIndex


class InboxModel(QAbstractListModel):
    """Rows that stay keep their indexes: what was done goes out of the middle without the list jumping."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._items: list[Item] = []
        self._places: dict[str, int] = {}

    def set_items(self, items: Sequence[Item]) -> None:
        """Show other rows; told as what came, went or changed between what stayed at both ends."""
        old, new = [item.key for item in self._items], [item.key for item in items]
        start = _same(old, new)
        end = _same(old[start:][::-1], new[start:][::-1])
        gone, come = len(old) - start - end, len(new) - start - end
        if gone:
            self.beginRemoveRows(QModelIndex(), start, start + gone - 1)
            del self._items[start : start + gone]
            self.endRemoveRows()
        if come:
            self.beginInsertRows(QModelIndex(), start, start + come - 1)
            self._items[start:start] = items[start : start + come]
            self.endInsertRows()
        for place, (was, item) in enumerate(zip(self._items, items, strict=True)):
            if was != item:
                self._items[place] = item
                self.dataChanged.emit(self.index(place), self.index(place))
        self._places = {key: place for place, key in enumerate(new)}

    def item_at(self, index: Index) -> Item | None:
        return self._items[index.row()] if index.isValid() and index.row() < len(self._items) else None

    def index_of(self, key: str) -> QModelIndex:
        return self.index(self._places[key]) if key in self._places else QModelIndex()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        item = self.item_at(index)
        if item is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return item.title if isinstance(item, InboxHead) else item.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return item.spoken
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        item = self.item_at(index)
        if item is None:
            return Qt.ItemFlag.NoItemFlags
        if isinstance(item, InboxHead):
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


def _same(one: Sequence[str], other: Sequence[str]) -> int:
    """How many of both are the same from the beginning."""
    most = min(len(one), len(other))
    return next((place for place in range(most) if one[place] != other[place]), most)
