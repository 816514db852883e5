"""What came of a poll on one channel: each answer with its votes and a bar that is as long as its share."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from ui.look.style import set_kind
from ui.look.theme import theme
from ui.presenters.answers_so_far import PollShown, VoteRow
from ui.widgets.marks import GlyphMark
from ui.widgets.safe_label import ElidedLabel, SafeLabel
from ui.widgets.sheet_form import row

BAR_PX = 6


class PollCard(QFrame):
    """Words say everything; the bars only show it."""

    def __init__(self, poll: PollShown) -> None:
        super().__init__()
        self.setObjectName("poll_card")
        set_kind(self, card="true")
        column = QVBoxLayout(self)
        column.setContentsMargins(theme().space(5), theme().space(4), theme().space(5), theme().space(4))
        column.setSpacing(theme().space(3))
        column.addLayout(row(GlyphMark(poll.platform, poll.tint, 16), ElidedLabel(poll.channel, "body-strong")))
        column.addWidget(SafeLabel(poll.state, "body", wrap=True))
        for vote in poll.votes:
            column.addWidget(_Vote(vote))
        column.addWidget(SafeLabel(poll.as_of, "caption", "muted"))


class _Vote(QWidget):
    def __init__(self, vote: VoteRow) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space(1))
        line = row()
        label = SafeLabel(vote.label, "body", wrap=True)
        line.addWidget(label, 1)
        line.addWidget(SafeLabel(vote.said, "body", "muted"))
        column.addLayout(line)
        if vote.share is not None:
            column.addWidget(_Bar(vote.share))


class _Bar(QWidget):
    def __init__(self, share: int) -> None:
        super().__init__()
        self._share = share
        self.setFixedHeight(theme().px(BAR_PX))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme().px(120), theme().px(BAR_PX))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        round_px = self.height() / 2
        painter.setPen(theme().color("hairline"))
        painter.setBrush(theme().color("surface-sunken"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), round_px, round_px)
        if self._share:
            painter.setBrush(theme().color("accent"))
            painter.setPen(theme().color("accent"))
            wide = max(self.height(), self.width() * self._share / 100)
            painter.drawRoundedRect(QRectF(0.5, 0.5, wide - 1, self.height() - 1), round_px, round_px)
