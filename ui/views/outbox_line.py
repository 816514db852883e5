"""One line of the outbox: what goes out where, how far it is, and the one button it needs."""

from collections.abc import Iterable
from typing import NamedTuple

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QBoxLayout,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from smmdesk.model.words import _
from ui.calendar.pictures import Pictures
from ui.look import glyphs, icons
from ui.look.style import set_kind
from ui.look.theme import theme
from ui.presenters.outbox import OutboxRow
from ui.widgets.safe_label import ElidedLabel, PictureLabel, SafeLabel

TONES = {
    "needs_you": "danger",
    "missed": "danger",
    "unknown": "warning",
    "retry": "warning",
    "published": "success",
    "removed": "muted",
}
PICTURE_PX = 32
BESIDE_FROM_PX = 700
"""From this width on, the state stands beside the words, else below them."""
ASIDE = " - "
"""In the sentences of model.status, what follows says what the computer must do."""


def state_mark(progress: str, size: float = 16, ratio: float = 2.0) -> QPixmap:
    """The icon of a state in its colour."""
    tone = TONES.get(progress, "info")
    return icons.pixmap(icons.STATE_ICONS[progress], size, "text-muted" if tone == "muted" else tone, ratio)


class Columns(NamedTuple):
    """The px of the outer columns, alike on every line, so that they stand under each other."""

    when: int
    button: int

    @classmethod
    def of(cls, rows: Iterable[OutboxRow], buttons: Iterable[str]) -> "Columns":
        """As wide as the widest time and the widest button."""
        body, strong = (QFontMetrics(theme().font("body", weight)) for weight in (400, 600))
        when = max((body.horizontalAdvance(row.when) for row in rows), default=0)
        button = max((strong.horizontalAdvance(label) for label in buttons if label), default=0)
        return cls(when + theme().px(2), button + theme().px(28) if button else 0)


class OutboxLine(QAbstractButton):
    """One delivery. Narrow, the state stands under the words instead of beside them."""

    chosen = Signal(str)  # delivery id
    opened = Signal(str)  # post id
    helped = Signal(str)  # delivery id: the button was pressed

    def __init__(self, row: OutboxRow, button: str, columns: Columns, pictures: Pictures) -> None:
        super().__init__()
        self.row, self._pictures, self._is_chosen = row, pictures, False
        self.setObjectName(f"delivery_{row.delivery_id}")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setProperty("ringRadius", theme().radius("card"))
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName(f"{row.when}, {row.channel_name}, {row.sentence}, {row.words}")
        self.setMinimumHeight(theme().px(50))
        self.clicked.connect(lambda: self.chosen.emit(row.delivery_id))
        line = QHBoxLayout(self)
        line.setContentsMargins(theme().space(4), theme().space(3), theme().space(4), theme().space(3))
        line.setSpacing(theme().space(5))
        when = SafeLabel(row.when, "body", "muted")
        when.setFixedWidth(columns.when)
        when.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._picture = PictureLabel()
        self._picture.setFixedSize(theme().px(PICTURE_PX), theme().px(PICTURE_PX))
        self._middle = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._middle.setSpacing(theme().space(5))
        self._middle.addWidget(_column(self._words(row)), 2)
        self._middle.addWidget(_column(self._state(row)), 3)
        line.addWidget(when)
        line.addWidget(self._picture)
        line.addLayout(self._middle, 1)
        line.addWidget(self._button_place(button, columns.button))
        self.show_picture()

    def set_chosen(self, chosen: bool) -> None:
        """Is this the line whose history stands beside the list?"""
        if chosen != self._is_chosen:
            self._is_chosen = chosen
            self.update()

    def show_picture(self) -> None:
        """The first photo, as soon as it is ready."""
        if self.row.picture:
            ready = self._pictures(self.row.picture, theme().px(PICTURE_PX), self.devicePixelRatioF())
            if ready is not None:
                self._picture.setPixmap(ready)

    def _words(self, row: OutboxRow) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(ElidedLabel(row.words, "body", weight=500))
        channel = QHBoxLayout()
        channel.setSpacing(theme().space(3))
        channel.addWidget(PictureLabel(glyphs.pixmap(row.platform, row.tint, 13, self.devicePixelRatioF())))
        channel.addWidget(ElidedLabel(row.channel_name, "caption", "muted"), 1)
        column.addLayout(channel)
        return column

    def _state(self, row: OutboxRow) -> QVBoxLayout:
        """The state, and below it what the computer must do or what is to be known."""
        sentence, _dash, aside = row.sentence.partition(ASIDE)
        column = QVBoxLayout()
        column.setSpacing(0)
        first = QHBoxLayout()
        first.setSpacing(theme().space(3))
        first.addWidget(PictureLabel(state_mark(row.progress, ratio=self.devicePixelRatioF())))
        first.addWidget(ElidedLabel(sentence, "body", TONES.get(row.progress, "info"), 500), 1)
        column.addLayout(first)
        below = row.detail or aside[:1].upper() + aside[1:]
        if below:
            detail = ElidedLabel(below, "caption", "muted")
            detail.setContentsMargins(theme().px(22), 0, 0, 0)
            column.addWidget(detail)
        return column

    def _button_place(self, label: str, width: int) -> QWidget:
        place = QWidget()
        place.setFixedWidth(width)
        inner = QHBoxLayout(place)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addStretch()
        if label:
            inner.addWidget(self._button(label))
        return place

    def _button(self, label: str) -> QPushButton:
        button = QPushButton(label)
        button.setObjectName("delivery_help")
        button.setAccessibleName(f"{label}: {self.row.words}")
        set_kind(button, kind="link" if self.row.url and label == _("see it") else "normal")
        button.clicked.connect(lambda: self.helped.emit(self.row.delivery_id))
        return button

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside = self.width() >= theme().px(BESIDE_FROM_PX)
        direction = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if direction is not self._middle.direction():
            self._middle.setDirection(direction)
            self._middle.setSpacing(theme().space(5 if beside else 2))

    def paintEvent(self, _event: QPaintEvent) -> None:
        fill = "selection" if self._is_chosen else "surface-hover" if self.underMouse() else ""
        if not fill:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color(fill))
        radius = theme().radius("card")
        painter.drawRoundedRect(QRectF(self.rect()), radius, radius)

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        self.opened.emit(self.row.post_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.opened.emit(self.row.post_id)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """The line is as high as what stands in it."""
        if event.type() is QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().event(event)


def _column(layout: QVBoxLayout) -> QWidget:
    """A column that takes its share of the line, whatever stands in it."""
    holder = QWidget()
    layout.setContentsMargins(0, 0, 0, 0)
    holder.setLayout(layout)
    holder.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return holder
