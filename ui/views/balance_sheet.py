"""The sheet of what is said and what is answered: four figures, and two columns for each week."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from smmdesk.model.words import _
from ui.bridge import Bridge
from ui.dialogs import Sheet
from ui.look.theme import theme
from ui.presenters.balance import BalancePresenter, Column
from ui.widgets.safe_label import SafeLabel

WIDTH_PX, PLOT_PX, FOOT_PX, BAR_PX = 640, 190, 22, 16
POSTS_INK, ANSWERS_INK = "accent-ink", "success"


class BalancePlot(QWidget):
    """Two columns a week, posts and answers, with their numbers above; an empty week has a line."""

    def __init__(self, columns: tuple[Column, ...]) -> None:
        super().__init__()
        self._columns = columns
        self.setObjectName("balance_plot")
        self.setAccessibleName(". ".join(column.spoken for column in columns))
        self.setFixedHeight(theme().px(PLOT_PX))

    def sizeHint(self) -> QSize:
        return QSize(theme().px(WIDTH_PX - 48), theme().px(PLOT_PX))

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(look.font("caption", 500))
        foot, head, bar = look.px(FOOT_PX), look.px(20), look.px(BAR_PX)
        ground = self.height() - foot
        most = max((max(column.posts, column.answers) for column in self._columns), default=0) or 1
        wide = self.width() / max(1, len(self._columns))
        for number, column in enumerate(self._columns):
            middle = wide * (number + 0.5)
            for value, ink, left in (
                (column.posts, POSTS_INK, middle - bar - 1),
                (column.answers, ANSWERS_INK, middle + 1),
            ):
                high = max(look.px(2), (ground - head) * value / most)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(look.color(ink if value else "border"))
                painter.drawRoundedRect(QRectF(left, ground - high, bar, high), look.px(2), look.px(2))
                if value:
                    painter.setPen(look.color("text"))
                    above = QRectF(left - bar / 2, ground - high - head, bar * 2, head)
                    painter.drawText(above, int(Qt.AlignmentFlag.AlignCenter), str(value))
            painter.setPen(look.color("text-muted"))
            below = QRectF(middle - wide / 2, ground, wide, foot)
            painter.drawText(below, int(Qt.AlignmentFlag.AlignCenter), column.label)


class _Dot(QWidget):
    """The colour of a column beside its name."""

    def __init__(self, ink: str) -> None:
        super().__init__()
        self._ink = ink
        self.setFixedSize(theme().px(10), theme().px(10))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color(self._ink))
        painter.drawRoundedRect(QRectF(self.rect()), theme().px(2), theme().px(2))


class BalanceSheet(Sheet):
    def __init__(self, parent: QWidget, presenter: BalancePresenter) -> None:
        super().__init__(parent, _("Said and answered"), presenter.note)
        self.setObjectName("balance_sheet")
        self.setMinimumWidth(theme().px(WIDTH_PX))
        figures = QHBoxLayout()
        figures.setSpacing(theme().space(6))
        for value, words in presenter.facts:
            column = QVBoxLayout()
            column.setSpacing(0)
            shown = SafeLabel(value, "heading")
            shown.setObjectName("balance_figure")
            column.addWidget(shown)
            column.addWidget(SafeLabel(words, "caption", "muted", wrap=True))
            column.addStretch(1)
            figures.addLayout(column, 1)
        self.body.addLayout(figures)
        self.body.addWidget(BalancePlot(presenter.columns))
        legend = QHBoxLayout()
        legend.setSpacing(theme().space(3))
        for ink, words in ((POSTS_INK, _("Posts")), (ANSWERS_INK, _("Answers"))):
            legend.addWidget(_Dot(ink))
            legend.addWidget(SafeLabel(words, "caption", "muted"))
        legend.addStretch(1)
        self.body.addLayout(legend)
        self.add_button(_("Done"), "sheet_confirm", None, "primary")


def open_balance(parent: QWidget, bridge: Bridge, brand_id: str) -> BalanceSheet:
    """The sheet over the window of `parent`."""
    sheet = BalanceSheet(parent.window(), BalancePresenter(bridge, brand_id))
    sheet.open()
    return sheet
