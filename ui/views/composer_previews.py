"""The right side of the composer: the post as each platform will show it, in one to three columns."""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QScrollArea, QVBoxLayout, QWidget

from smmdesk.model.words import _
from ui.look import mirror
from ui.look.style import set_shown
from ui.look.theme import theme
from ui.presenters.previews import PreviewsPresenter
from ui.previews.preview_card import PreviewCaption, PreviewCard
from ui.widgets.empty_state import EmptyState
from ui.widgets.safe_label import ElidedLabel, SafeLabel
from ui.widgets.segments import Segments

COLUMN_PX, COMPUTER_COLUMN_PX, GAP_PX = 232, 400, 16
LONGEST_PX, COMPUTER_LONGEST_PX = 390, 600
HEADER_ONE_LINE_PX = 560


class PreviewBoard(QWidget):
    """Cards in columns. Which card stands in which column changes only with their number, so nothing jumps."""

    problems_wanted = Signal()

    def __init__(self, presenter: PreviewsPresenter) -> None:
        super().__init__()
        self._presenter = presenter
        self._room = 0
        self._showing = False
        self._cards: dict[str, tuple[PreviewCaption, PreviewCard]] = {}
        self._columns: tuple[tuple[str, ...], int, tuple[int, ...]] = ((), 0, ())
        self.setObjectName("page")

    def show_previews(self) -> None:
        """Pull the previews; the same channels keep their cards."""
        dark = self._presenter.shade == "dark" if self._presenter.shade else theme().is_dark
        wide = self._presenter.width == "computer"
        previews = self._presenter.previews
        for gone in set(self._cards) - {preview.channel_id for preview in previews}:
            for widget in self._cards.pop(gone):
                widget.hide()
                widget.deleteLater()
        self._showing = True
        for preview in previews:
            if preview.channel_id in self._cards:
                caption, card = self._cards[preview.channel_id]
                caption.set_preview(preview)
                card.set_preview(preview, dark, wide)
            else:
                caption, card = PreviewCaption(preview), PreviewCard(preview, dark, wide)
                card.height_changed.connect(self.place)
                caption.asked.connect(self.problems_wanted)
                for widget in (caption, card):
                    widget.setParent(self)
                    widget.show()
                self._cards[preview.channel_id] = (caption, card)
        self._showing = False
        self.place()

    def set_room(self, width: int) -> None:
        """How wide the columns may be together: never less because a scroll bar appeared, or they would dance."""
        self._room = width
        self.place()

    def place(self) -> None:
        """Give every card its column and height."""
        if self._showing:  # not all cards are there yet
            return
        look = theme()
        wide = self._presenter.width == "computer"
        gap = look.px(GAP_PX)
        least = look.px(COMPUTER_COLUMN_PX if wide else COLUMN_PX)
        count = max(1, min(3, (self._room + gap) // (least + gap)))
        width = min((self._room - gap * (count - 1)) // count, look.px(COMPUTER_LONGEST_PX if wide else LONGEST_PX))
        if width <= 0:
            return
        order = tuple(preview.channel_id for preview in self._presenter.previews)
        heights = {key: self._cards[key][1].heightForWidth(width) for key in order}
        if self._columns[:2] != (order, count):
            self._columns = (order, count, _spread([heights[key] for key in order], count))
        bottoms, across = [0] * count, max(self.width(), self._room)
        for key, column in zip(order, self._columns[2], strict=True):
            caption, card = self._cards[key]
            x, y = column * (width + gap), bottoms[column]
            for widget, top, high in ((caption, y, look.px(24)), (card, y + look.px(28), heights[key])):
                widget.setGeometry(mirror.place(QRect(x, top, width, high), across))
            bottoms[column] = y + look.px(28) + heights[key] + look.px(14)
        self.setMinimumHeight(max(bottoms, default=0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if mirror.is_on():  # the columns begin at the right edge
            self.place()

    def cards(self) -> list[PreviewCard]:
        """The cards shown, in the order of the channels."""
        return [self._cards[preview.channel_id][1] for preview in self._presenter.previews]


def _spread(heights: list[int], count: int) -> tuple[int, ...]:
    """For each card the column that is shortest so far."""
    bottoms, columns = [0] * count, []
    for height in heights:
        column = bottoms.index(min(bottoms))
        columns.append(column)
        bottoms[column] += height
    return tuple(columns)


class PreviewsPanel(QWidget):
    """Header with the two switches, and the board."""

    def __init__(self, presenter: PreviewsPresenter) -> None:
        super().__init__()
        self._presenter = presenter
        self.setObjectName("previews")
        self.board = PreviewBoard(presenter)
        self._title, self._about = SafeLabel(_("Preview"), "title"), ElidedLabel("", "caption", "faint")
        self._width = Segments(
            [("phone", _("Phone")), ("computer", _("Computer"))], _("Width of the previews"), presenter.width
        )
        self._shade = Segments([("light", _("Light")), ("dark", _("Dark"))], _("Colours of the previews"))
        self._width.chosen.connect(presenter.choose_width)
        self._shade.chosen.connect(presenter.choose_shade)
        self._empty = EmptyState("eye", _("Choose a channel to see how your post will look there."))
        self._scroll = QScrollArea()
        self._lay_out()
        presenter.changed.connect(self.show_previews)
        theme().changed.connect(self.show_previews)
        self.show_previews()

    def show_previews(self) -> None:
        presenter = self._presenter
        about = _("about how it will look · measures of {day}").format(day=presenter.measured)
        self._about.setText(about if presenter.measured else "")
        self._place_titles()
        self._shade.set_current(presenter.shade or ("dark" if theme().is_dark else "light"))
        self._width.set_current(presenter.width)
        set_shown(self._scroll, bool(presenter.previews))
        set_shown(self._empty, not presenter.previews)
        self.board.show_previews()

    @property
    def least_px(self) -> int:
        """The width that its switches need, side by side under the title."""
        switches = self._width.sizeHint().width() + theme().space(5) + self._shade.sizeHint().width()
        return switches + 2 * theme().space(7)

    def minimumSizeHint(self) -> QSize:
        """Whichever way its header stands now."""
        return QSize(self.least_px, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < theme().px(HEADER_ONE_LINE_PX)
        self._head.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        self._place_titles()
        self.board.set_room(self.width() - 2 * theme().space(7))

    def _place_titles(self) -> None:
        """The day of the measures is never cut: where it has no room beside the title, it stands below."""
        room = self.width() - 2 * theme().space(7)
        if self._head.direction() is QBoxLayout.Direction.LeftToRight:
            room -= self.least_px - 2 * theme().space(7) + self._head.spacing()
        words = self._about.fontMetrics().horizontalAdvance(self._about.text())
        beside = self._title.sizeHint().width() + theme().space(4) + words < room
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        self._titles.setDirection(way)
        self._titles.setSpacing(theme().space(4) if beside else 0)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = mirror.painter(self)
        painter.fillRect(self.rect(), theme().color("surface-sunken"))
        painter.fillRect(0, 0, 1, self.height(), theme().color("hairline"))

    def _lay_out(self) -> None:
        look = theme()
        self._titles = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._titles.addWidget(self._title)
        self._titles.addWidget(self._about, 1)
        switches = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        switches.setSpacing(look.space(5))
        switches.addWidget(self._width)
        switches.addWidget(self._shade)
        switches.addStretch(1)
        self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._head.setSpacing(look.space(4))
        self._head.addLayout(self._titles, 1)
        self._head.addLayout(switches)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        holder = QWidget()
        holder.setObjectName("page")
        inner = QVBoxLayout(holder)
        sides = (0, look.space(7)) if mirror.is_on() else (look.space(7), 0)
        inner.setContentsMargins(sides[0], look.space(1), sides[1], look.space(6))
        inner.addWidget(self.board)
        inner.addStretch(1)
        self._scroll.setWidget(holder)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        header = QWidget()
        header_line = QVBoxLayout(header)
        header_line.setContentsMargins(look.space(7), look.space(3), look.space(7), look.space(3))
        header_line.addLayout(self._head)
        column.addWidget(header)
        column.addWidget(self._scroll, 1)
        column.addWidget(self._empty, 1)
