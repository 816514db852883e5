"""The only makers of labels and tool tips. Text from outside is plain text, always (security.md §0.2).

Qt guesses rich text: a comment with an `<img>` would open a local file. Nothing here guesses. Nor does anything here
show what turns the reading round, hides, piles up or never ends (model/for_the_eye.py).
"""

import sys

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QComboBox, QLabel, QSizePolicy, QSystemTrayIcon, QToolTip, QWidget

from smmdesk.model.for_the_eye import MOST_IN_A_LINE, MOST_IN_A_TIP, literal, reads_from_right, tame
from ui.look import mirror
from ui.look.style import set_kind
from ui.look.theme import theme

SAID = "tipSaid"
_ANGLES = str.maketrans({"<": "‹", ">": "›"})


class SafeLabel(QLabel):
    """A label that shows its text literally. `style` is a text style of the tokens, `tone` a colour by meaning."""

    def __init__(
        self,
        text: str = "",
        style: str = "body",
        tone: str = "",
        weight: int | None = None,
        wrap: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._style, self._weight, self._wished = style, weight, self.alignment()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.setWordWrap(wrap)
        self.setProperty("tone", tone)
        self.setText(text)
        self._dress()
        theme().changed.connect(self._dress)

    def setText(self, text: str) -> None:
        super().setText(tame(text))
        self.setAlignment(self._wished)

    def setWordWrap(self, wraps: bool) -> None:
        super().setWordWrap(wraps)
        self.setAlignment(self._wished)

    def setAlignment(self, wished: Qt.AlignmentFlag) -> None:
        """Paragraphs begin where their own letters do; a line, and what has no letters, where the screen does."""
        self._wished = wished
        by_itself = self.wordWrap() and reads_from_right(self.text()) is not None
        super().setAlignment(wished if by_itself else Qt.AlignmentFlag(mirror.side(wished.value)))

    def set_tone(self, tone: str) -> None:
        """Change the colour by meaning (`muted`, `danger`, …)."""
        set_kind(self, tone=tone)

    def set_style(self, style: str) -> None:
        """Another text style of the tokens."""
        if style != self._style:
            self._style = style
            self._dress()

    def _dress(self) -> None:
        self.setFont(theme().font(self._style, self._weight))


MAY_GIVE_WAY = "mayGiveWay"
"""The property of words in a toolbar that go where room lacks."""


def place_title(words: str) -> SafeLabel:
    """The name of a place at the beginning of its toolbar, clear of what stands beside it."""
    label = SafeLabel(words, "heading")
    label.setProperty(MAY_GIVE_WAY, True)
    label.setContentsMargins(0, 0, theme().space(4), 0)
    return label


class ElidedLabel(SafeLabel):
    """A one-line SafeLabel that ends with "…" where room lacks; the whole text is its tool tip and name."""

    def __init__(self, text: str = "", style: str = "body", tone: str = "", weight: int | None = None) -> None:
        super().__init__("", style, tone, weight)
        self.setText(text)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setMinimumWidth(theme().px(24))

    def setText(self, text: str) -> None:
        super().setText(tame(text, MOST_IN_A_LINE))

    @property
    def is_cut(self) -> bool:
        """Does the text end with "…" now?"""
        return QFontMetrics(self.font()).horizontalAdvance(self.text()) > self.contentsRect().width()

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(24), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        set_tool_tip(self, self.text() if self.is_cut else "")

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        area = self.contentsRect()
        shown = QFontMetrics(self.font()).elidedText(self.text(), Qt.TextElideMode.ElideRight, area.width())
        mirror.text(painter, area, int(self.alignment() | Qt.AlignmentFlag.AlignVCenter), shown)


class NameLabel(ElidedLabel):
    """The name of a file, or an address: what cannot be seen stands there as a sign."""

    def setText(self, text: str) -> None:
        super().setText(literal(text, MOST_IN_A_LINE))


class PictureLabel(QLabel):
    """Carries a picture, never a text; screen readers pass over it, the words beside it say the same."""

    def __init__(self, picture: QPixmap | None = None) -> None:
        super().__init__()
        if picture is not None:
            self.setPixmap(picture)


def set_tool_tip(widget: QWidget, text: str) -> None:
    """Show `text` literally as the tool tip of `widget`; long ones wrap, endless ones are cut.

    Screen readers hear it as the description, without its markup; one that says more stays.
    """
    widget.setToolTip(_literal_tip(text))
    said = tame(text, MOST_IN_A_TIP)
    if widget.accessibleDescription() in ("", widget.property(SAID)):
        widget.setAccessibleDescription(said)
        widget.setProperty(SAID, said)


def name_choice(choice: QComboBox, label: str) -> None:
    """What a choice without a caption is for. On Linux its name is what is chosen, whatever one calls it, and only a
    caption's buddy or the description says the rest."""
    choice.setAccessibleName(label)
    choice.setAccessibleDescription(label)


def set_tray_tip(icon: QSystemTrayIcon, text: str) -> None:
    """Show `text` over the icon near the clock."""
    icon.setToolTip(unmarked(tame(text, MOST_IN_A_TIP)))


def unmarked(text: str) -> str:
    """Words for the desktop itself, which on Linux may read them as its markup, and open what that names."""
    return text.translate(_ANGLES) if sys.platform.startswith("linux") else text


def show_tool_tip(where: QPoint, text: str, widget: QWidget) -> None:
    """Show `text` literally as a tool tip now, at a point of the screen."""
    QToolTip.showText(where, _literal_tip(text), widget)


def _literal_tip(text: str) -> str:
    text = tame(text, MOST_IN_A_TIP)
    for sign, name in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        text = text.replace(sign, name)
    return f"<span>{text}</span>" if text else ""
