"""One line of the outbox: time, picture, words and channel, state in full, the one button it needs."""

from collections.abc import Iterable
from typing import NamedTuple

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QBoxLayout,
    QHBoxLayout,
    QProgressBar,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from smmdesk.model.problem import Remedy
from smmdesk.model.words import _
from ui.bridge import Upload
from ui.calendar.pictures import Pictures
from ui.look import icons, mirror
from ui.look.style import set_shown
from ui.look.theme import theme
from ui.presenters.outbox_rows import OutboxRow
from ui.presenters.upload_words import upload_words
from ui.widgets.brand_filter import BrandDot
from ui.widgets.buttons import TextButton, text_button
from ui.widgets.marks import GlyphMark, IconMark
from ui.widgets.safe_label import ElidedLabel, PictureLabel, SafeLabel

TONES = {
    "needs_you": "danger",
    "missed": "danger",
    "unknown": "warning",
    "retry": "warning",
    "published": "success",
    "removed": "muted",
}
PICTURE_PX, LEAST_PX = 32, 50
BESIDE_FROM_PX, WORDS_ONLY_UNDER_PX = 700, 460
"""From this width on, the state stands beside the words, else below them; still narrower they stand alone."""
ASIDE = " - "
"""In the sentences of model.status, what follows says what the computer must do."""


def tone_of(row: OutboxRow) -> str:
    """The colour by meaning of a row's state."""
    warns = row.paused or row.waits_for_ok or row.is_unconnected or row.is_warned
    return "warning" if warns else TONES.get(row.progress, "info")


def icon_of(row: OutboxRow) -> str:
    if row.is_unconnected and not row.is_problem:
        return "plug-zap"
    if row.waits_for_ok:
        return icons.STATE_ICONS["review"]
    return icons.STATE_ICONS["paused" if row.paused else row.progress]


def state_icon(row: OutboxRow, size: float) -> IconMark:
    """The icon of a row's state in its colour."""
    tone = tone_of(row)
    return IconMark(icon_of(row), size, "text-muted" if tone == "muted" else tone)


class UploadBar(QWidget):
    """A bar and what it says; hidden while nothing is uploaded."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme().space(1), 0, 0)
        column.setSpacing(theme().space(1))
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(_("Upload"))
        self._bar.setMaximumWidth(theme().px(220))
        self._words = SafeLabel("", "caption", "muted")
        column.addWidget(self._bar)
        column.addWidget(self._words)
        self.hide()

    def show_upload(self, upload: Upload | None) -> None:
        set_shown(self, upload is not None)
        if upload is not None:
            self._bar.setValue(upload.percent)
            self._words.setText(upload_words(upload))
            self._bar.setAccessibleDescription(self._words.text())


class Columns(NamedTuple):
    """The px of the outer columns, alike on every line, so that they stand under each other."""

    when: int
    button: int

    @classmethod
    def of(cls, rows: Iterable[OutboxRow]) -> "Columns":
        """As wide as the widest time and the widest button."""
        body, strong = (QFontMetrics(theme().font("body", weight)) for weight in (400, 600))
        shown = list(rows)
        when = max((body.horizontalAdvance(row.when) for row in shown), default=0)
        button = max((strong.horizontalAdvance(row.button) for row in shown if row.button), default=0)
        return cls(when + theme().px(2), button + theme().px(32) if button else 0)


class OutboxLine(QAbstractButton):
    """One delivery. Narrow, the state stands under the words instead of beside them."""

    chosen = Signal(str)  # key of the row
    opened = Signal(str)  # post id
    helped = Signal(str)  # key of the row: the button was pressed

    def __init__(self, row: OutboxRow, columns: Columns, pictures: Pictures, upload: Upload | None) -> None:
        super().__init__()
        self.row, self._pictures, self._is_chosen = row, pictures, False
        self.setObjectName(f"delivery_{row.key}")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setProperty("ringRadius", theme().radius("card"))
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        said = (
            row.when,
            row.channel_name,
            row.brand,
            row.sentence,
            row.words if row.delivery_id or row.post_id else row.detail,
            row.numbers,
        )
        self.setAccessibleName(", ".join(part for part in said if part))
        # what wraps needs to grow: of a fixed height Qt gives no more than that of one line
        tall = QSizePolicy.Policy.Minimum if row.is_problem else QSizePolicy.Policy.Fixed
        self.setSizePolicy(QSizePolicy.Policy.Preferred, tall)
        self.setMinimumHeight(theme().px(LEAST_PX))
        self.clicked.connect(lambda: self.chosen.emit(row.key))
        line = QHBoxLayout(self)
        line.setContentsMargins(theme().space(4), theme().space(3), theme().space(4), theme().space(3))
        line.setSpacing(theme().space(5))
        when = SafeLabel(row.when, "body", "muted")
        when.setFixedWidth(columns.when)
        when.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._middle = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._middle.setSpacing(theme().space(5))
        self._middle.addWidget(_column(self._words(row)), 1)
        self._middle.addWidget(_column(self._state(row, upload)), 1)
        line.addWidget(when)
        line.addWidget(self._face(row))
        line.addLayout(self._middle, 1)
        place = self._button_place(row, columns.button)
        line.addWidget(place)
        self._beside = (when, place)
        self.setMinimumWidth(theme().px(LEAST_PX))  # narrower than what stands in it: then it leaves out
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

    def show_upload(self, upload: Upload | None) -> None:
        self._upload.show_upload(upload)

    def _face(self, row: OutboxRow) -> QWidget:
        """The first photo; for an account its platform, for the desk an icon."""
        if not row.delivery_id and row.platform:
            return GlyphMark(row.platform, row.tint, PICTURE_PX)
        if not row.delivery_id and not row.picture:
            return IconMark("hand" if row.post_id else "monitor", PICTURE_PX)
        self._picture = PictureLabel()
        self._picture.setFixedSize(theme().px(PICTURE_PX), theme().px(PICTURE_PX))
        return self._picture

    def _words(self, row: OutboxRow) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(0)
        first, second = (
            (row.words, row.channel_name) if row.delivery_id or row.post_id else (row.channel_name, row.words)
        )
        column.addWidget(ElidedLabel(first, "body", weight=500))
        if second in ("", first) and not row.delivery_id and not row.brand:
            return column  # one line alone stands in the middle
        channel = QHBoxLayout()
        channel.setSpacing(theme().space(3))
        if row.delivery_id:
            channel.addWidget(GlyphMark(row.platform, row.tint, 13))
        channel.addWidget(ElidedLabel(second if second != first else "", "caption", "muted"), 0 if row.brand else 1)
        if row.brand:
            channel.addSpacing(theme().space(2))
            channel.addWidget(BrandDot(row.brand_color))
            channel.addWidget(ElidedLabel(row.brand, "caption", "muted"), 1)
        column.addLayout(channel)
        return column

    def _state(self, row: OutboxRow, upload: Upload | None) -> QVBoxLayout:
        """The state, and below it what the computer must do or what is to be known."""
        sentence, _dash, aside = row.sentence.partition(ASIDE)
        column = QVBoxLayout()
        column.setSpacing(0)
        first = QHBoxLayout()
        first.setSpacing(theme().space(3))
        first.addWidget(state_icon(row, 16), 0, Qt.AlignmentFlag.AlignTop)
        first.addWidget(_said(row, sentence, "body", tone_of(row), 500), 1)
        column.addLayout(first)
        below = aside[:1].upper() + aside[1:] or row.detail or row.numbers
        if below:
            column.addLayout(_indented(_said(row, below, "caption", "muted")))
        self._upload = UploadBar()
        self._upload.show_upload(upload)
        column.addLayout(_indented(self._upload))
        return column

    def _button_place(self, row: OutboxRow, width: int) -> QWidget:
        place = QWidget()
        place.setFixedWidth(width)
        inner = QHBoxLayout(place)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addStretch()
        if row.button:
            inner.addWidget(self._button(row))
        return place

    def _button(self, row: OutboxRow) -> TextButton:
        """The one that helps. Only where a person is needed it stands out."""
        kind = "primary" if row.is_problem else "normal"
        if row.remedy is Remedy.SIGN_IN and not (row.is_unconnected or row.is_warned):
            kind = "danger"
        if row.url:
            kind = "link"
        button = text_button(row.button, "delivery_help", kind, "external-link" if row.url else "")
        button.set_label(row.button, f"{row.button}: {row.words}")
        button.clicked.connect(lambda: self.helped.emit(row.key))
        return button

    def sizeHint(self) -> QSize:
        """As high as what stands in it, beside each other or below."""
        return super().sizeHint().expandedTo(QSize(0, theme().px(LEAST_PX)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for part in self._beside:  # the history, which takes the room, has both
            set_shown(part, self.width() >= theme().px(WORDS_ONLY_UNDER_PX))
        beside = self.width() >= theme().px(BESIDE_FROM_PX)
        direction = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if direction is not self._middle.direction():
            self._middle.setDirection(direction)
            self._middle.setSpacing(theme().space(5 if beside else 2))
            self.updateGeometry()

    def paintEvent(self, _event: QPaintEvent) -> None:
        fill = "selection" if self._is_chosen else "surface-hover" if self.underMouse() else ""
        if not fill:
            return
        painter = mirror.painter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color(fill))
        radius = theme().radius("card")
        painter.drawRoundedRect(QRectF(self.rect()), radius, radius)

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        if self.row.post_id:
            self.opened.emit(self.row.post_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2) and self.row.post_id:
            self.opened.emit(self.row.post_id)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit(self.row.key)
        else:
            super().keyPressEvent(event)


def _said(row: OutboxRow, words: str, style: str, tone: str, weight: int | None = None) -> SafeLabel | ElidedLabel:
    """What is wrong is said in full, on as many lines as it takes; anything else on one."""
    if row.is_problem:
        return SafeLabel(words, style, tone, weight, wrap=True)
    return ElidedLabel(words, style, tone, weight)


def _indented(widget: QWidget) -> QHBoxLayout:
    """Under the words of the state, past its icon."""
    line = QHBoxLayout()
    line.setContentsMargins(theme().px(22), 0, 0, 0)
    line.addWidget(widget)
    return line


def _column(layout: QVBoxLayout) -> QWidget:
    """A column that takes its share of the line, whatever stands in it; its lines stay together in the middle."""
    holder = QWidget()
    layout.setContentsMargins(0, 0, 0, 0)
    layout.insertStretch(0)
    layout.addStretch()
    holder.setLayout(layout)
    holder.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return holder
