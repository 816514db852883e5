"""The media library as an item model: one row a file, read by the grid and by screen readers."""

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from PySide6.QtCore import QAbstractListModel, QMimeData, QModelIndex, QObject, QPersistentModelIndex, Qt

from smmdesk.model.film_times import say_length
from smmdesk.model.words import _
from smmdesk.store.media_reads import MediaRow
from ui.models.media_drag import MEDIA, pack_media
from ui.presenters.media_words import say_pages

Index = QModelIndex | QPersistentModelIndex


class LibraryModel(QAbstractListModel):
    """Shows rows; the same files in the same order keep their places and the selection."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[MediaRow, ...] = ()
        self._places: dict[str, int] = {}

    def set_rows(self, rows: tuple[MediaRow, ...]) -> bool:
        """True when files came, went or moved: then the model was reset, and selections are gone."""
        if rows == self._rows:
            return False
        if [row.id for row in rows] == [row.id for row in self._rows]:
            self._rows = rows
            self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return False
        self.beginResetModel()
        self._rows = rows
        self._places = {row.id: place for place, row in enumerate(rows)}
        self.endResetModel()
        return True

    def row_at(self, index: Index) -> MediaRow | None:
        return self._rows[index.row()] if index.isValid() and index.row() < len(self._rows) else None

    def indexes_of(self, ids: Iterable[str]) -> list[QModelIndex]:
        return [self.index(self._places[asset_id]) for asset_id in ids if asset_id in self._places]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.row_at(index)
        if row is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return row.name
        if role == Qt.ItemDataRole.ToolTipRole:
            return escape(row.name)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return accessible_name(row)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled

    def mimeTypes(self) -> list[str]:
        return [MEDIA]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        rows = [self.row_at(index) for index in sorted(indexes, key=lambda index: index.row())]
        return pack_media([row.id for row in rows if row is not None])


def accessible_name(row: MediaRow) -> str:
    """ "oven.jpg, photo, used, no description"."""
    kind = _("video of {length}").format(length=say_length(row.duration_ms)) if row.is_video else _("photo")
    if row.is_document:
        kind = _("document of {length}").format(length=say_pages(row.pages))
    said = [row.name, kind, _("in a post") if row.used else _("in no post")]
    if not row.described and not row.is_video and not row.is_document:
        said.append(_("no description yet"))
    return ", ".join(said)
