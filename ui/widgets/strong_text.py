"""Sentences in which some words are strong: plain text always, told to screen readers as one."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QResizeEvent, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QSizePolicy

from smmdesk.model.for_the_eye import tame
from ui.look.theme import theme
from ui.widgets.safe_label import SafeLabel

LEAST_PX, STRONG = 120, 600
Runs = Sequence[tuple[str, bool]]
"""Words, and whether they are strong."""


class Paragraph(SafeLabel):
    """Wraps at the width it gets."""

    def __init__(self, runs: Runs, style: str = "reading") -> None:
        super().__init__("".join(words for words, _strong in runs), style, wrap=True)
        self._runs, self._line_style = tuple(runs), style
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setMinimumHeight(self.heightForWidth(self.width()))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round(self._laid(width)[1]) + 1

    def sizeHint(self) -> QSize:
        wide = max(self.width(), theme().px(LEAST_PX))
        return QSize(wide, self.heightForWidth(wide))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(LEAST_PX), theme().line_height(self._line_style))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        self._laid(self.width())[0].draw(painter, QPointF(0, 0))

    def _laid(self, width: int) -> tuple[QTextLayout, float]:
        return laid(self._runs, self.font(), width, theme().line_height(self._line_style))


def laid(runs: Runs, font: QFont, width: float, line_px: float) -> tuple[QTextLayout, float]:
    """The words in lines of this width, ready to be drawn, and how high they are."""
    text, marks = "", []
    for words, is_strong in runs:
        shown = tame(words)
        if is_strong:
            mark = QTextLayout.FormatRange()
            mark.start, mark.length = _units(text), _units(shown)
            mark.format = QTextCharFormat()
            mark.format.setFontWeight(STRONG)
            marks.append(mark)
        text += shown
    made = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    made.setTextOption(option)
    made.setFormats(marks)
    return made, _in_lines(made, width, line_px)


def _units(text: str) -> int:
    """How long Qt takes it for."""
    return len(text.encode("utf-16-le")) // 2


def _in_lines(made: QTextLayout, width: float, line_px: float) -> float:
    high = 0.0
    made.beginLayout()
    while (line := made.createLine()).isValid():
        line.setLineWidth(max(1.0, width))
        line.setPosition(QPointF(0, high))
        high += max(line_px, line.height())
    made.endLayout()
    return high
