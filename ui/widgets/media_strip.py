"""The photos of a post in order: add, drag, move, remove, describe (ux.md 22, 23)."""

from pathlib import Path

from PySide6.QtCore import QPoint, QRectF, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent, QImage, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from smmdesk.model.for_the_eye import literal
from smmdesk.model.problem import Problem
from smmdesk.model.words import _
from ui.look import mirror
from ui.look.style import set_shown
from ui.look.theme import theme
from ui.presenters.composer_state import MediaStrip
from ui.presenters.media_words import say_pages
from ui.widgets.buttons import icon_button
from ui.widgets.field_frame import FieldFrame
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.growing_text import GrowingText
from ui.widgets.media_rows import ChangedRow, ReadingRow, RefusedRow
from ui.widgets.media_tile import TILE_MIME, PhotoTile, PlusTile, TakingTile
from ui.widgets.safe_label import SafeLabel
from ui.widgets.tab_order import holds_keys

BESIDE_MOST = 3


class MediaStripView(QWidget):
    """add_wanted: the plus was pressed.  files_given: paths, and the place of the first from 0.
    image_given: a picture without a file.  moved: from place, to place.  removed: place.
    alt_edited: place, text.  changed_wanted: the asset whose newer file is to be used.
    crop_wanted, cover_wanted: place.  stop_wanted: no further file is to be read.
    refused_dismissed: the list of files that were not taken was read.
    """

    add_wanted = Signal()
    files_given = Signal(list, int)
    image_given = Signal(QImage)
    moved = Signal(int, int)
    removed = Signal(int)
    alt_edited = Signal(int, str)
    refused_dismissed = Signal()
    changed_wanted = Signal(str)
    stop_wanted = Signal()
    crop_wanted = Signal(int)
    cover_wanted = Signal(int)
    undo_wanted = Signal()
    redo_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAcceptDrops(True)
        self._strip = MediaStrip()
        self._selected = 0
        self._drop_at: int | None = None
        self._photos: list[PhotoTile] = []
        self._tiles = _Tiles()
        self._plus = PlusTile()
        self._plus.clicked.connect(self.add_wanted)
        self._tiles.flow.addWidget(self._plus)
        self._alt = self._make_alt()
        self._changed, self._refused = QVBoxLayout(), QVBoxLayout()
        for rows in (self._changed, self._refused):
            rows.setSpacing(theme().space(2))
        self._reading = ReadingRow()
        self._reading.stop.clicked.connect(self.stop_wanted)
        self._both = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._both.setSpacing(theme().space(4))
        self._both.addWidget(self._tiles)
        self._both.addWidget(self._alt_box, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space(4))
        column.addLayout(self._both)
        column.addWidget(self._reading)
        column.addLayout(self._changed)
        column.addLayout(self._refused)
        self._show_alt()

    @property
    def selected(self) -> int:
        """The place of the photo that is described, from 0."""
        return self._selected

    def show_strip(self, strip: MediaStrip) -> None:
        """Show these photos; what is the same keeps its widget and the focus."""
        if strip == self._strip:
            return
        old, self._strip = self._strip, strip
        count = len(strip.tiles)
        if count != len(self._photos) or strip.taking != old.taking:
            self._make_tiles()
        if count > len(old.tiles) and len(old.tiles) > 0:
            self._selected = next(
                (t.number - 1 for t in strip.tiles if not t.alt and not t.is_video and not t.pages), count - 1
            )
        self._selected = max(0, min(self._selected, count - 1))
        for photo, tile in zip(self._photos, strip.tiles, strict=True):
            photo.show_tile(tile, count)
            photo.show_checked(tile.number - 1 == self._selected)
        self._show_changed(strip, old)
        self._reading.show_count(len(strip.taking))
        if strip.refused != old.refused:
            self._show_refused(strip.refused)
        self._show_alt()

    def select(self, index: int, focus: bool = False) -> None:
        """Describe another photo."""
        self._selected = max(0, min(index, len(self._photos) - 1))
        for place, photo in enumerate(self._photos):
            photo.show_checked(place == self._selected)
        self._show_alt()
        if focus and self._photos:
            self._photos[self._selected].setFocus()

    def focus_first(self) -> None:
        """The focus onto the first photo, else the plus."""
        (self._photos[0] if self._photos else self._plus).setFocus()

    def focus_alt(self, number: int) -> None:
        """The cursor into the description of a photo, counted from 1."""
        self.select(number - 1)
        self._alt.setFocus()

    # -- making
    def _make_tiles(self) -> None:
        focused = next((place for place, photo in enumerate(self._photos) if holds_keys(photo)), None)
        self._tiles.flow.clear()
        self._photos = [self._photo(place) for place in range(len(self._strip.tiles))]
        self._plus = PlusTile()
        self._plus.clicked.connect(self.add_wanted)
        self._plus.set_wide(not self._strip.tiles and not self._strip.taking)
        taking = [TakingTile(file.name) for file in self._strip.taking]
        for tile in (*self._photos, *taking, self._plus):
            self._tiles.flow.addWidget(tile)
        if focused is not None:
            (self._photos[min(focused, len(self._photos) - 1)] if self._photos else self._plus).setFocus()
        beside = len(self._photos) + len(taking) <= BESIDE_MOST
        direction = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        self._both.setDirection(direction)
        self._tiles.updateGeometry()

    def _photo(self, place: int) -> PhotoTile:
        photo = PhotoTile(self._strip.tiles[place])
        photo.used.connect(lambda: self.select(place))
        photo.remove_wanted.connect(lambda: self.removed.emit(place))
        photo.step_wanted.connect(lambda step: self._step(place, step))
        return photo

    def _step(self, place: int, step: int) -> None:
        target = place + step
        if 0 <= target < len(self._photos):
            self._selected = target
            self.moved.emit(place, target)
            self._photos[target].setFocus()

    def _make_alt(self) -> GrowingText:
        self._alt_box = QWidget()
        self._alt_title = SafeLabel("", "micro", "faint")
        alt = GrowingText("alt_text", "", "caption", 2, 5)
        alt.setPlaceholderText(_("What can be seen?"))
        alt.edited.connect(lambda text: self.alt_edited.emit(self._selected, text))
        alt.undo_wanted.connect(self.undo_wanted)
        alt.redo_wanted.connect(self.redo_wanted)
        frame = FieldFrame(alt, padding=(4, 3))
        frame.column.insertWidget(0, self._alt_title)
        self._left = icon_button("chevron-left", _("Earlier"), "photo_earlier", small=True)
        self._right = icon_button("chevron-right", _("Later"), "photo_later", small=True)
        self._remove = icon_button("trash-2", _("Remove this photo"), "photo_remove", small=True)
        self._crop = icon_button("crop", _("Crop for each platform"), "photo_crop", small=True)
        self._cover = icon_button("image-play", _("Cover of the video"), "photo_cover", small=True)
        self._crop.clicked.connect(lambda: self.crop_wanted.emit(self._selected))
        self._cover.clicked.connect(lambda: self.cover_wanted.emit(self._selected))
        self._left.clicked.connect(lambda: self._step(self._selected, -1))
        self._right.clicked.connect(lambda: self._step(self._selected, 1))
        self._remove.clicked.connect(lambda: self.removed.emit(self._selected))
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().space(1))
        for button in (self._left, self._right, self._crop, self._cover, self._remove):
            row.addWidget(button)
        row.addStretch()
        column = QVBoxLayout(self._alt_box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space(1))
        column.addWidget(frame, 1)
        column.addLayout(row)
        return alt

    def _show_alt(self) -> None:
        tiles = self._strip.tiles
        holder = self.window().focusWidget()
        was_below = holder is not None and self._alt_box.isAncestorOf(holder)
        set_shown(self._alt_box, bool(tiles))
        if not tiles and was_below:  # the button that took the last one away goes with it
            self._plus.show()
            self._plus.setFocus()
        if not tiles:
            return
        tile = tiles[self._selected]
        words = _("Description of video {number}") if tile.is_video else _("Description of photo {number}")
        title = words.format(number=tile.number)
        if tile.pages:
            title = f"{literal(tile.name)}, {say_pages(tile.pages)}"
        set_shown(self._alt, not tile.pages)
        self._alt_title.setText(title)
        self._alt.setAccessibleName(title)
        self._alt.show_text(tile.alt)
        set_shown(self._crop, not tile.is_video and not tile.pages)
        self._crop.setEnabled(not tile.missing)
        set_shown(self._cover, tile.is_video)
        self._left.setEnabled(self._selected > 0)
        self._right.setEnabled(self._selected < len(tiles) - 1)

    def _show_refused(self, problems: tuple[Problem, ...]) -> None:
        _empty(self._refused)
        for number, problem in enumerate(problems):
            self._refused.addWidget(RefusedRow(problem, self.refused_dismissed if number == 0 else None))

    def _show_changed(self, strip: MediaStrip, old: MediaStrip) -> None:
        """One line for each photo whose file is another by now, once."""
        changed = {tile.asset_id: tile for tile in strip.tiles if tile.changed}
        if list(changed) == [tile.asset_id for tile in dict.fromkeys(old.tiles) if tile.changed]:
            return
        _empty(self._changed)
        for tile in changed.values():
            row = ChangedRow(tile)
            row.use.clicked.connect(lambda _checked=False, asset_id=tile.asset_id: self.changed_wanted.emit(asset_id))
            self._changed.addWidget(row)

    # -- drops
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        data = event.mimeData()
        if data.hasFormat(TILE_MIME) or data.hasUrls() or data.hasImage():
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._drop_at = self._place_at(event.position().toPoint())
        self.update()
        event.acceptProposedAction()

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        self._drop_at = None
        self.update()

    def dropEvent(self, event: QDropEvent) -> None:
        place, data = self._place_at(event.position().toPoint()), event.mimeData()
        self._drop_at = None
        self.update()
        event.acceptProposedAction()
        if data.hasFormat(TILE_MIME):
            source = int(bytes(data.data(TILE_MIME).data()).decode())
            target = place - 1 if place > source else place
            if target != source:
                self._selected = target
                self.moved.emit(source, target)
            return
        paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        if paths:
            self.files_given.emit(paths, place)
        elif data.hasImage():
            self.image_given.emit(QImage(data.imageData()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._drop_at is None:
            return
        painter = mirror.painter(self)
        area = self._tiles.geometry()
        if not self._photos:
            painter.fillRect(area, theme().color("drop-target"))
            return
        last = self._drop_at >= len(self._photos)
        tile = self._photos[-1 if last else self._drop_at].geometry().translated(area.topLeft())
        x = tile.right() + theme().px(3) if last else tile.left() - theme().px(5)
        line = QRectF(x, tile.top(), theme().px(2), tile.height())
        painter.fillRect(line, theme().color("drop-target-border"))

    def _place_at(self, point: QPoint) -> int:
        """Before which photo something dropped at `point` goes."""
        inside = point - self._tiles.pos()
        for place, photo in enumerate(self._photos):
            area = photo.geometry()
            if inside.y() <= area.bottom() and (inside.x() < area.center().x()) is not mirror.is_on():
                return place
        return len(self._photos)


def _empty(rows: QVBoxLayout) -> None:
    while (item := rows.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()


class _Tiles(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.flow = FlowLayout(self, theme().space(4))
        self.setContentsMargins(0, 0, 0, 0)

    def hasHeightForWidth(self) -> bool:
        return True
