"""The card under a post: its picture, first words, and what each channel does (look/README.md §8)."""

from pathlib import Path

from PySide6.QtCore import QEvent, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QCursor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from smmdesk.model.for_the_eye import sentences, shown_address
from smmdesk.model.words import _
from ui.calendar.pictures import Pictures
from ui.calendar.popover import Popover
from ui.calendar.texts import Texts
from ui.links import open_published
from ui.look import icons
from ui.look.language import say_keys
from ui.look.theme import theme
from ui.presenters.calendar_preview import Preview, PreviewLine
from ui.presenters.remedies import button_label
from ui.widgets.buttons import text_button
from ui.widgets.marks import GlyphMark, IconMark
from ui.widgets.safe_label import ElidedLabel, SafeLabel, set_tool_tip

WIDTH_PX = 276
GRACE_MS = 300
MOST_LINES = 6
TONES = {
    "needs_you": "danger",
    "missed": "danger",
    "unknown": "warning",
    "retry": "warning",
    "review": "warning",
    "published": "success",
    "removed": "muted",
    "paused": "warning",
    "approved": "success",
    "draft": "muted",
    "idea": "muted",
}


class PictureMark(QWidget):
    """A picture of a post; an even ground until it is there."""

    def __init__(self, pictures: Pictures, sha256: str, width: int, height: int) -> None:
        super().__init__()
        self._pictures, self._sha256 = pictures, sha256
        self.setFixedSize(width, height)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        made = self._pictures.of_size(self._sha256, self.width(), self.height(), self.devicePixelRatioF())
        if made is not None:
            painter.drawPixmap(0, 0, made)
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color("surface-hover"))
        painter.drawRoundedRect(self.rect(), theme().px(4), theme().px(4))


class PreviewCard(Popover):
    """Opens by hover or by key, stays while the pointer is on it or on its chip."""

    opened = Signal(str)
    mend_wanted = Signal(object)  # Problem: do what its button says
    move_wanted = Signal(str)

    def __init__(self, window: QWidget, pictures: Pictures, practice: Path) -> None:
        """`practice`: where published practice pages may be opened from."""
        super().__init__(window, "post_preview", takes_focus=False)
        self._pictures, self._practice = pictures, practice
        self._anchor = QRect()
        self._contents: QWidget | None = None
        self._away = QTimer(self)
        self._away.setInterval(GRACE_MS)
        self._away.timeout.connect(self._look_where)
        pictures.arrived.connect(self._picture_arrived)

    def show_post(self, preview: Preview, anchor: QRect, *, by_key: bool = False) -> None:
        """Show `preview` beside `anchor` (in the window's coordinates)."""
        self._anchor = anchor
        self._fill(preview)
        self.open_beside(anchor)
        self.setAccessibleName(_spoken(preview))
        if by_key:
            self._away.stop()
            self.setFocus(Qt.FocusReason.PopupFocusReason)
        else:
            self._away.start()

    def close_now(self) -> None:
        self._away.stop()
        super().close_now()

    def leaveEvent(self, event: QEvent) -> None:
        if not self.hasFocus():
            self._away.start()
        super().leaveEvent(event)

    def _look_where(self) -> None:
        """Close once the pointer is neither on the card nor on what it belongs to."""
        point = self.parentWidget().mapFromGlobal(QCursor.pos())  # type: ignore[union-attr]
        bridge = self.card().united(self._anchor)
        if not bridge.contains(point) or not (self.card().adjusted(-8, -12, 8, 12) | self._anchor).contains(point):
            self.close_now()

    def _picture_arrived(self) -> None:
        if self._contents is not None:
            for mark in self._contents.findChildren(PictureMark):
                mark.update()

    def _fill(self, preview: Preview) -> None:
        if self._contents is not None:
            self.body.removeWidget(self._contents)
            self._contents.hide()
            self._contents.deleteLater()
        self._contents = QWidget()
        self._contents.setFixedWidth(theme().px(WIDTH_PX - 24))
        column = QVBoxLayout(self._contents)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().px(9))
        column.addLayout(self._head(preview))
        for line in preview.lines[:MOST_LINES]:
            column.addLayout(self._line(line))
        if preview.hint:
            column.addWidget(SafeLabel(preview.hint, "caption", "warning", 500, wrap=True))
        column.addLayout(self._foot(preview))
        self.body.addWidget(self._contents)

    def _head(self, preview: Preview) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme().space(5))
        room = theme().px(WIDTH_PX - 24)
        if preview.entry.picture:
            picture = PictureMark(self._pictures, preview.entry.picture, theme().px(72), theme().px(90))
            row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
            room -= picture.width() + row.spacing()
        words = QVBoxLayout()
        words.setSpacing(theme().px(3))
        if preview.title:
            words.addWidget(SafeLabel(preview.title, "body-strong", wrap=True))
        if preview.text:
            style, tone, written, lines = ("caption", "muted", "words", 3) if preview.title else ("body", "", "card", 4)
            begin = Texts().broken(written, preview.text, (room - 1,) * lines)
            text = SafeLabel("\n".join(line for line in begin if line), style, tone)
            text.setObjectName("preview_text")
            words.addWidget(text)
        if preview.when:
            words.addWidget(SafeLabel(preview.when, "micro", "faint"))
        words.addStretch()
        row.addLayout(words, 1)
        return row

    def _line(self, line: PreviewLine) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme().space(4))
        row.addWidget(GlyphMark(line.mark.platform, line.mark.tint, 16), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        first = QHBoxLayout()
        first.setSpacing(theme().space(3))
        look = "paused" if line.paused else "approved" if line.approved else line.progress
        tone = TONES.get(look, "info")
        color = {"muted": "text-muted"}.get(tone, tone)
        first.addWidget(IconMark(icons.STATE_ICONS[look], 13, color), 0, Qt.AlignmentFlag.AlignTop)
        said: SafeLabel = ElidedLabel(line.sentence, "caption", tone, 500)
        if line.problem is not None:  # the reason is read whole
            said = SafeLabel(line.sentence, "caption", tone, 500, wrap=True)
        first.addWidget(said, 1)
        words.addLayout(first)
        if line.detail:
            second = QHBoxLayout()
            second.setContentsMargins(theme().px(19), 0, 0, 0)
            whole = line.problem is not None
            detail = SafeLabel(line.detail, "caption", "muted", wrap=True) if whole else None
            second.addWidget(detail or ElidedLabel(line.detail, "caption", "faint"))
            words.addLayout(second)
        row.addLayout(words, 1)
        return row

    def _foot(self, preview: Preview) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme().space(3))
        post_id = preview.entry.post_id
        if preview.mend is not None and (label := button_label(preview.mend)):
            mends = text_button(label, "preview_mend", "primary", small=True)
            mends.clicked.connect(self.close_now)
            mends.clicked.connect(lambda: self.mend_wanted.emit(preview.mend))
            row.addWidget(mends)
        opens = text_button(_("Open"), "preview_open", small=True)
        opens.clicked.connect(self.close_now)
        opens.clicked.connect(lambda: self.opened.emit(post_id))
        row.addWidget(opens)
        if not preview.entry.stays and preview.mend is None:
            moves = text_button(_("Move to…"), "preview_move", "quiet", small=True)
            moves.clicked.connect(self.close_now)
            moves.clicked.connect(lambda: self.move_wanted.emit(post_id))
            row.addWidget(moves)
        page = next((line.url for line in preview.lines if line.url), "")
        if page:
            sees = text_button(_("See it online"), "preview_see", "quiet", small=True)
            set_tool_tip(sees, shown_address(page))
            sees.clicked.connect(lambda: open_published(page, self._practice))
            row.addWidget(sees)
        row.addStretch()
        row.addWidget(SafeLabel(say_keys("Enter"), "micro", "faint"))
        return row


def _spoken(preview: Preview) -> str:
    lines = [f"{line.mark.name}: {line.sentence} {line.detail}".strip() for line in preview.lines]
    return sentences(preview.title or preview.text, preview.when, *lines, preview.hint)
