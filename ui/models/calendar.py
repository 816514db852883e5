"""The calendar as a flat item model: one row per day, each followed by its posts on screen."""

from collections.abc import Sequence
from datetime import date
from enum import IntEnum
from itertools import accumulate
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ui.models.calendar_clashes import KIND, words_for
from ui.models.calendar_entries import Day, Entry, Page
from ui.models.calendar_words import day_name, entry_description, entry_name

Index = QModelIndex | QPersistentModelIndex


class Role(IntEnum):
    """What a row can be asked for beside its texts."""

    POST_ID = Qt.ItemDataRole.UserRole + 1  # empty for a day
    DAY = Qt.ItemDataRole.UserRole + 2  # datetime.date


class Item(NamedTuple):
    """One row. `entry` is None for the day itself; `position` counts within the day."""

    day: Day
    cell: int
    entry: Entry | None = None
    position: int = -1

    @property
    def key(self) -> tuple[date | str, str]:
        """Which row this is from one page to the next."""
        return self.day.key, self.entry.key if self.entry is not None else ""


class CalendarModel(QAbstractListModel):
    """Rows change one by one while the days stay; only another page of days resets the model."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._items: tuple[Item, ...] = ()
        self._cells: list[tuple[Item, ...]] = []
        self._rows: dict[tuple[date | str, str], int] = {}
        self._chips: dict[tuple[date | None, str], int] = {}
        self._shown: tuple[int, ...] = ()
        self._page: Page | None = None

    @property
    def page(self) -> Page | None:
        return self._page

    @property
    def items(self) -> tuple[Item, ...]:
        return self._items

    def set_page(self, page: Page, shown: Sequence[int]) -> None:
        """Show `page`, of each day the first `shown` posts."""
        same_days = self._page is not None and [d.key for d in self._page.days] == [d.key for d in page.days]
        if not same_days:
            self.beginResetModel()
            self._take(page, [_items(day, cell, shown[cell]) for cell, day in enumerate(page.days)], shown)
            self.endResetModel()
            return
        self._follow(page, shown)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._items):
            return None
        item = self._items[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._name(item)
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return entry_description(item.entry, _clash(item)) if item.entry is not None else ""
        if role == Role.POST_ID:
            return item.entry.post_id if item.entry is not None else ""
        if role == Role.DAY:
            return item.day.day
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
        entry = self._items[index.row()].entry
        if entry is None:
            return flags | Qt.ItemFlag.ItemIsDropEnabled
        flags |= Qt.ItemFlag.ItemIsSelectable
        return flags if entry.stays else flags | Qt.ItemFlag.ItemIsDragEnabled

    def item(self, index: Index) -> Item | None:
        """The row behind an index, None for an invalid one."""
        return self._items[index.row()] if index.isValid() and index.row() < len(self._items) else None

    def index_of_day(self, day: date) -> QModelIndex:
        """The row of a day; invalid when it is not on the page."""
        return self._index(self._rows.get((day, ""), -1))

    def index_of_cell(self, cell: int) -> QModelIndex:
        """The row of the day or column at this position of the page; invalid when there is none."""
        days = self._page.days if self._page is not None else ()
        return self._index(self._rows.get((days[cell].key, ""), -1) if 0 <= cell < len(days) else -1)

    def _index(self, row: int) -> QModelIndex:
        return self.index(row, 0) if row >= 0 else QModelIndex()

    def index_of_post(self, post_id: str) -> QModelIndex:
        """The row of a post on screen; invalid when it is not."""
        found = (n for n, item in enumerate(self._items) if item.entry is not None and item.entry.post_id == post_id)
        return self._index(next(found, -1))

    def index_of_entry(self, entry: Entry) -> QModelIndex:
        """The row of one chip on screen; invalid when it is not."""
        return self._index(self._chips.get((entry.day, entry.key), -1))

    def shown_in(self, cell: int) -> int:
        """How many posts of the day at `cell` stand on screen."""
        return self._shown[cell]

    def _name(self, item: Item) -> str:
        if item.entry is not None:
            return entry_name(item.entry, item.position, item.day)
        assert self._page is not None
        return day_name(item.day, self._page.today, self._shown[item.cell])

    def _take(self, page: Page, cells: list[tuple[Item, ...]], shown: Sequence[int]) -> None:
        self._page, self._cells, self._shown = page, cells, tuple(shown)
        self._items = tuple(item for items in cells for item in items)
        self._rows = {item.key: row for row, item in enumerate(self._items)}
        chips = ((row, item.entry) for row, item in enumerate(self._items) if item.entry is not None)
        self._chips = {(entry.day, entry.key): row for row, entry in chips}

    def _follow(self, page: Page, shown: Sequence[int]) -> None:
        """The same days with other posts: of those that differ, single rows go, come and change, the last day first."""
        assert self._page is not None
        was, was_shown, cells = self._page.days, self._shown, list(self._cells)
        differing = [
            cell
            for cell, (old, new) in enumerate(zip(was, page.days, strict=True))
            if was_shown[cell] != shown[cell] or (old is not new and old != new)
        ]
        known = {item.key: item for cell in differing for item in cells[cell]}
        starts = [0, *accumulate(len(items) for items in cells)]
        for cell in reversed(differing):
            fresh = _items(page.days[cell], cell, shown[cell])
            self._change_rows(starts[cell], cells[cell], fresh)
            cells[cell] = fresh
        self._take(page, cells, shown)
        for cell in differing:
            for item in cells[cell]:
                if item.key in known and (item != known[item.key] or was_shown[cell] != shown[cell]):
                    index = self.index(self._rows[item.key], 0)
                    self.dataChanged.emit(index, index)

    def _change_rows(self, row: int, old: Sequence[Item], fresh: Sequence[Item]) -> None:
        """Let the rows from `row` on, which are `old`, become `fresh`, one step after the other."""
        for tag, first, last, start, end in reversed(_steps([i.key for i in old], [i.key for i in fresh])):
            at = row + first
            if tag in ("delete", "replace"):
                self.beginRemoveRows(QModelIndex(), at, row + last - 1)
                self._items = self._items[:at] + self._items[row + last :]
                self.endRemoveRows()
            if tag in ("insert", "replace"):
                self.beginInsertRows(QModelIndex(), at, at + end - start - 1)
                self._items = (*self._items[:at], *fresh[start:end], *self._items[at:])
                self.endInsertRows()


def _clash(item: Item) -> str:
    """What a post clashes with, where its day says that something does."""
    if item.entry is None or not any(mark.kind == KIND for mark in item.day.marks):
        return ""
    return words_for(item.entry, item.day.entries)


def _steps(old: Sequence[object], new: Sequence[object]) -> list[tuple[str, int, int, int, int]]:
    """What turns `old` into `new`, as SequenceMatcher says it; equal ends are not looked at."""
    from difflib import SequenceMatcher

    head, shortest = 0, min(len(old), len(new))
    while head < shortest and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < shortest - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    middle = old[head : len(old) - tail], new[head : len(new) - tail]
    steps = SequenceMatcher(None, *middle, autojunk=False).get_opcodes() if middle[0] or middle[1] else []
    return [(tag, a + head, b + head, c + head, d + head) for tag, a, b, c, d in steps]


def _items(day: Day, cell: int, shown: int) -> tuple[Item, ...]:
    return Item(day, cell), *(Item(day, cell, entry, number) for number, entry in enumerate(day.entries[:shown]))
