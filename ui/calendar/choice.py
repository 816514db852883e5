"""Which posts are chosen on a grid, and which one has the focus."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QRect
from PySide6.QtWidgets import QWidget

from ui.calendar.layout import Hit, Target
from ui.models.calendar import Role

if TYPE_CHECKING:
    from ui.calendar.grid import Grid

Select = QItemSelectionModel.SelectionFlag


class Choice:
    """Speaks in post ids; Qt's selection model keeps them."""

    def __init__(self, grid: "Grid") -> None:
        self._grid = grid

    @property
    def ids(self) -> tuple[str, ...]:
        """The chosen posts in the order of the page."""
        entries = self._grid.entries
        rows = sorted(index.row() for index in self._grid.selectionModel().selectedIndexes())
        ids = (entries.index(row, 0).data(Role.POST_ID) for row in rows)
        return tuple(dict.fromkeys(post_id for post_id in ids if post_id))

    @property
    def acting(self) -> tuple[str, ...]:
        """What a key or a menu acts on: the chosen posts, else the one in focus."""
        focused = self._grid.hand.post
        return self.ids or ((focused,) if focused else ())

    def place(self) -> tuple[QWidget, QRect]:
        """Where the chosen posts stand: on this widget, in its px; empty where none is chosen."""
        place = QRect()
        for index in self._grid.selectionModel().selectedIndexes():
            place = place.united(self._grid.visualRect(index))
        return self._grid.viewport(), place

    def take(self, ids: Iterable[str]) -> None:
        """Choose these posts and no others; those not on screen are left out."""
        indexes = [self._grid.entries.index_of_post(post_id) for post_id in ids]
        self._choose(index for index in indexes if index.isValid())

    def take_range(self, first: QModelIndex, last: QModelIndex) -> None:
        """Choose every post from one row to another."""
        entries = self._grid.entries
        low, high = sorted((first.row(), last.row()))
        indexes = [entries.index(row, 0) for row in range(low, high + 1)]
        self._choose(index for index in indexes if index.data(Role.POST_ID))

    def toggle(self, index: QModelIndex) -> None:
        self._grid.selectionModel().select(index, Select.Toggle)

    def clear(self) -> None:
        self._grid.selectionModel().clearSelection()

    def focus(self, post_id: str) -> None:
        """Put the focus on a post, or with an empty id on the focused day."""
        self._grid.hand.post = post_id
        self.follow()
        self._grid.viewport().update()

    def carry_over(self, other: "Grid") -> None:
        """Another view was left for this one: what was chosen and in focus there is so here."""
        grid, post = self._grid, other.hand.post
        grid.hand.keyboard = other.hand.keyboard
        self.take(other.choice.ids)
        item = grid.entries.item(grid.entries.index_of_post(post)) if post else None
        if item is not None:
            grid.scene.put_focus(Target(Hit.CHIP, item.cell, item.position), item.entry)
        self.focus(post if item is not None else "")
        grid.scrollTo(grid.currentIndex())

    def follow(self) -> None:
        """Bring Qt's current row to where the focus is."""
        grid = self._grid
        index = grid.entries.index_of_post(grid.hand.post) if grid.hand.post else QModelIndex()
        if not index.isValid():
            grid.hand.post = ""
            index = grid.entries.index_of_cell(grid.scene.focused_cell)
        if index.isValid() and index != grid.currentIndex():
            grid.selectionModel().setCurrentIndex(index, Select.NoUpdate)

    def _choose(self, indexes: Iterable[QModelIndex]) -> None:
        chosen = QItemSelection()
        for index in indexes:
            chosen.select(index, index)
        self._grid.selectionModel().select(chosen, Select.ClearAndSelect)
