"""The list of what customers made: a photo, who, their words, and how it stands; painted."""

from PySide6.QtCore import QItemSelection, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from smmdesk.model.words import _
from ui.look import glyphs, icons, mirror
from ui.look.theme import theme
from ui.models.inbox import InboxModel, Index
from ui.presenters.contributions import ICONS, ContributionRow
from ui.widgets.media_thumbs import MediaThumbs
from ui.widgets.painted_list import PaintedList, draw_ground, draw_text

ROW_PX, PHOTO_PX = 72, 48


class ContributionList(PaintedList):
    """row_chosen: the key of the row that a person chose."""

    row_chosen = Signal(str)

    def __init__(self, model: InboxModel, thumbs: MediaThumbs) -> None:
        super().__init__(model, "contribution_list", _("From customers"), ROW_PX)
        self.setItemDelegate(ContributionDelegate(self, thumbs))
        self.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        thumbs.arrived.connect(self.viewport().update)

    def show_chosen(self, key: str) -> None:
        """Put the mark on a row, without telling."""
        index = self._rows.index_of(key)
        if index.isValid() and index != self.currentIndex():
            with self.quiet():
                self.setCurrentIndex(index)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        found = self._rows.item_at(self.currentIndex())
        if not self._is_quiet and found is not None:
            self.row_chosen.emit(found.key)


class ContributionDelegate(QStyledItemDelegate):
    """Paints a row; the words are plain text, whoever wrote them."""

    def __init__(self, parent: QListView, thumbs: MediaThumbs) -> None:
        super().__init__(parent)
        self._thumbs = thumbs

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(theme().px(200), theme().px(ROW_PX))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        row = model.item_at(index) if isinstance(model, InboxModel) else None
        if not isinstance(row, ContributionRow):
            return
        painter.save()
        mirror.over(painter, option.rect)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        state: QStyle.StateFlag = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        draw_ground(painter, option.rect, state)
        self._photo(painter, option.rect, row)
        self._words(painter, option.rect, row, chosen)
        painter.restore()

    def _photo(self, painter: QPainter, rect: QRect, row: ContributionRow) -> None:
        px, look = theme().px, theme()
        side = px(PHOTO_PX)
        place = QRect(rect.left() + px(16), rect.top() + (rect.height() - side) // 2, side, side)
        ratio = painter.device().devicePixelRatio()
        picture = self._thumbs.of(row.asset_id, round(side * ratio), round(side * ratio)) if row.asset_id else None
        if picture is not None and not picture.isNull():
            mirror.picture_in(painter, place, picture)
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("surface-hover"))
        painter.drawRoundedRect(place, px(6), px(6))
        icons.draw(
            painter, "quote", place.left() + (side - px(18)) / 2, place.top() + (side - px(18)) / 2, 18, "text-muted"
        )

    def _words(self, painter: QPainter, rect: QRect, row: ContributionRow, chosen: bool) -> None:
        px, look = theme().px, theme()
        ink = look.color("selection-text" if chosen else "text")
        quiet = ink if chosen else look.color("text-muted")
        left, right = rect.left() + px(16 + PHOTO_PX + 12), rect.right() - px(16)
        top, line = rect.top() + px(8), px(19)
        small = look.font("caption")
        wide = QFontMetrics(small).horizontalAdvance(row.when) + 2
        painter.setPen(quiet)
        draw_text(painter, small, row.when, QRect(right - wide, top, wide, line))
        painter.setPen(ink)
        draw_text(painter, look.font("body", 600), row.name, QRect(left, top, right - left - wide - px(8), line))
        painter.setPen(quiet)
        draw_text(painter, look.font("body"), row.text, QRect(left, top + line, right - left, line))
        icon, tone = ICONS[row.standing]
        color: QColor = ink if chosen else look.color(tone)
        low = top + 2 * line
        icons.draw(painter, icon, left, low + px(3), 13, color)
        painter.setPen(quiet)
        draw_text(painter, small, row.state, QRect(left + px(18), low, right - left - px(40), line))
        if row.platform:
            glyphs.draw(painter, row.platform, row.tint, right - px(14), low + px(2), 14)
