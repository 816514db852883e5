"""Parts of the results: the row of figures, the legend of the plot, posts that were talked about, who spoke."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from smmdesk.model.for_the_eye import tame
from smmdesk.model.words import _
from ui.calendar.pictures import Pictures
from ui.look import mirror
from ui.look.theme import theme
from ui.presenters.results_rows import PostRow, VoiceRow
from ui.views.results_plot import HEARD, SAID, WAITS, WAITS_LINE
from ui.widgets import avatar
from ui.widgets.buttons import text_button
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.marks import GlyphMark
from ui.widgets.safe_label import SafeLabel, set_tool_tip

PICTURE_WIDE_PX, PICTURE_HIGH_PX, POST_ROW_PX = 44, 54, 66
FACE_PX, VOICE_ROW_PX, MARKS_MOST = 28, 42, 4
Figure = tuple[str, str]


class FiguresRow(QWidget):
    """Numbers, each over what it is; they wrap where the window is narrow."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("results_figures")
        self._row = FlowLayout(self, theme().space(8), even=True)
        self._figures: list[_Figure] = []

    def show_figures(self, figures: Sequence[Figure]) -> None:
        if len(figures) != len(self._figures):
            self._row.clear()
            self._figures = [_Figure() for _each in figures]
            for made in self._figures:
                self._row.addWidget(made)
        for made, (value, words) in zip(self._figures, figures, strict=True):
            made.show_figure(value, words)


class _Figure(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._value, self._words = SafeLabel("", "display"), SafeLabel("", "body", "muted")
        self._value.setObjectName("results_figure")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._value)
        column.addWidget(self._words)

    def show_figure(self, value: str, words: str) -> None:
        self._value.setText(value)
        self._words.setText(words)
        self.setAccessibleName(f"{value} {words}")


class _Dot(QWidget):
    """The look of a column beside its name."""

    def __init__(self, fill: str, line: str = "") -> None:
        super().__init__()
        self._fill, self._line = fill, line
        self.setFixedSize(theme().px(12), theme().px(12))

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter = theme(), mirror.painter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(look.color(self._line), look.px(1.5), Qt.PenStyle.DotLine) if self._line else Qt.PenStyle.NoPen
        painter.setPen(pen)
        painter.setBrush(look.color(self._fill))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), look.px(2), look.px(2))


def legend() -> QWidget:
    made = QWidget()
    row = FlowLayout(made, theme().space(6))
    for fill, line, words in (
        (SAID, "", _("posts out")),
        (HEARD, "", _("messages answered or done")),
        (WAITS, WAITS_LINE, _("still without an answer")),
    ):
        each = QWidget()
        inside = QHBoxLayout(each)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(theme().space(3))
        inside.addWidget(_Dot(fill, line))
        inside.addWidget(SafeLabel(words, "caption", "muted"))
        row.addWidget(each)
    return made


class _Picture(QWidget):
    def __init__(self, pictures: Pictures, sha256: str) -> None:
        super().__init__()
        self._pictures, self._sha256 = pictures, sha256
        self.setFixedSize(theme().px(PICTURE_WIDE_PX), theme().px(PICTURE_HIGH_PX))
        pictures.arrived.connect(self.update)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = mirror.painter(self)
        wide, high = self.width(), self.height()
        found = self._pictures.of_size(self._sha256, wide, high, self.devicePixelRatioF()) if self._sha256 else None
        if found is not None:
            mirror.picture(painter, 0, 0, found)
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color("surface-hover"))
        painter.drawRoundedRect(QRectF(self.rect()), theme().radius("glyph"), theme().radius("glyph"))


class PostLine(QWidget):
    """One post: its picture, first words and what came of it; its name opens it, a button uses it again."""

    opened = Signal(str)
    again_wanted = Signal(str)

    def __init__(self, row: PostRow, pictures: Pictures, last: bool) -> None:
        super().__init__()
        self._last = last
        self.setMinimumHeight(theme().px(POST_ROW_PX))
        line = QHBoxLayout(self)
        line.setContentsMargins(0, theme().space(3), 0, theme().space(3))
        line.setSpacing(theme().space(5))
        line.addWidget(_Picture(pictures, row.picture))
        words = QVBoxLayout()
        words.setSpacing(0)
        name = _OpenName(row.words, row.spoken)
        name.setObjectName(f"talked_{row.post_id}")
        name.clicked.connect(lambda: self.opened.emit(row.post_id))
        words.addStretch(1)
        words.addWidget(name)
        words.addWidget(SafeLabel(row.text, "body", "muted", wrap=True))
        words.addStretch(1)
        line.addLayout(words, 1)
        for mark in row.channels[:MARKS_MOST]:
            glyph = GlyphMark(mark.platform, mark.tint, 16)
            set_tool_tip(glyph, mark.name)
            line.addWidget(glyph)
        again = text_button(_("Use again"), f"again_{row.post_id}", "link", "repeat-2", small=True)
        again.set_label(_("Use again"), _("Use again: {post}").format(post=row.words))
        again.clicked.connect(lambda: self.again_wanted.emit(row.post_id))
        line.addWidget(again)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._last:
            mirror.painter(self).fillRect(0, self.height() - 1, self.width(), 1, theme().color("hairline"))


class _OpenName(QAbstractButton):
    """Words of a post that open it; "…" where room lacks."""

    def __init__(self, words: str, spoken: str) -> None:
        super().__init__()
        self._words = tame(words, 300).replace("\n", " ")
        self.setAccessibleName(tame(spoken))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme().px(120), max(theme().line_height("body-strong"), theme().px(20)))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(60), self.sizeHint().height())

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        set_tool_tip(self, self._words)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = mirror.painter(self)
        font = theme().font("body-strong")
        font.setUnderline(self.underMouse())
        painter.setFont(font)
        painter.setPen(theme().color("text"))
        shown = painter.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, self.width())
        mirror.text(painter, self.rect(), int(Qt.AlignmentFlag.AlignVCenter), shown)


class VoiceLine(QAbstractButton):
    """Somebody who wrote, as one button that opens their card."""

    def __init__(self, row: VoiceRow) -> None:
        super().__init__()
        self._row = row
        self.setObjectName(f"voice_{row.person_id}")
        self.setAccessibleName(tame(row.spoken))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme().px(180), theme().px(VOICE_ROW_PX))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.HoverEnter, QEvent.Type.HoverLeave):
            self.update()
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter = theme(), mirror.painter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("surface-hover"))
            painter.drawRoundedRect(QRectF(self.rect()), look.radius("control"), look.radius("control"))
        side = look.px(FACE_PX)
        avatar.draw(
            painter, QRectF(look.px(2), (self.height() - side) / 2, side, side), self._row.initials, self._row.hue
        )
        painter.setFont(look.font("caption"))
        painter.setPen(look.color("text-muted"))
        metrics = painter.fontMetrics()
        wide = metrics.horizontalAdvance(self._row.text)
        area = self.rect().adjusted(0, 0, -look.px(4), 0)
        mirror.text(painter, area, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), self._row.text)
        painter.setFont(look.font("body"))
        painter.setPen(look.color("text"))
        left = look.px(2) + side + look.px(10)
        room = self.rect().adjusted(left, 0, -wide - look.px(12), 0)
        name = painter.fontMetrics().elidedText(tame(self._row.name, 120), Qt.TextElideMode.ElideRight, room.width())
        mirror.text(painter, room, int(Qt.AlignmentFlag.AlignVCenter), name)
