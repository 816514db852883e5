"""The border of what can be typed in, around one or several widgets: it lights up when one of them has the focus."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QFrame, QVBoxLayout, QWidget

from ui.look import mirror
from ui.look.theme import theme


class FieldFrame(QFrame):
    """`watched` decides about the focus look (all inside when None); `set_problem` makes the border red.

    `padding` are steps of the spacing scale, at the sides and above and below; 0 leaves only the line.
    """

    def __init__(
        self, content: QWidget | None = None, radius: str = "control", padding: tuple[int, int] = (5, 3)
    ) -> None:
        super().__init__()
        self._radius, self._padding = radius, padding
        self._problem = False
        self._quiet = False
        self._focused = False
        self._content = content
        self.watched: tuple[QWidget, ...] | None = None
        self.column = QVBoxLayout(self)
        self.column.setSpacing(0)
        self._dress()
        if content is not None:
            self.column.addWidget(content)
        theme().changed.connect(self._dress)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._focus_moved)

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """What is inside takes it. It is no focus proxy: Tab would leap to it from wherever the frame stands."""
        if self._content is not None:
            self._content.setFocus(reason)

    def set_problem(self, problem: bool) -> None:
        if problem != self._problem:
            self._problem = problem
            self.update()

    def set_padding(self, padding: tuple[int, int]) -> None:
        """Other room around what is inside, in steps of the spacing scale."""
        if padding != self._padding:
            self._padding = padding
            self._dress()

    def set_quiet(self, quiet: bool) -> None:
        """A softer line while there is nothing to type in."""
        if quiet != self._quiet:
            self._quiet = quiet
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = theme()
        painter = mirror.painter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = look.px(2) if self._focused or self._problem else 1
        token = "danger" if self._problem else "focus" if self._focused else self._resting
        half = width / 2
        painter.setPen(QPen(look.color(token), width))
        painter.setBrush(look.color("surface"))
        radius = look.radius(self._radius)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), radius, radius)

    @property
    def _resting(self) -> str:
        return "hairline-strong" if self._quiet else "border"

    def _dress(self) -> None:
        side, top = (theme().space(step) if step else 1 for step in self._padding)
        self.column.setContentsMargins(side, top, side, top)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, False)
        self.update()

    def _focus_moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        inside = new is not None and (
            self.isAncestorOf(new) if self.watched is None else any(new is one for one in self.watched)
        )
        if inside != self._focused:
            self._focused = inside
            self.update()
