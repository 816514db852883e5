"""Beside the outbox: one delivery's state, what to decide, what happened, and the other channels of its post."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from smmdesk.desk.hand_guide import HandGuide
from smmdesk.model.dates import say_time
from smmdesk.model.problem import Remedy
from smmdesk.model.stages import Progress
from smmdesk.model.words import _
from ui import dialogs
from ui.links import open_address, open_folder, open_published
from ui.look import glyphs, icons
from ui.look.style import set_kind
from ui.look.theme import theme
from ui.presenters.history import HistoryLine
from ui.presenters.outbox import OutboxPresenter, OutboxRow
from ui.widgets.pages import put_page
from ui.widgets.safe_label import ElidedLabel, PictureLabel, SafeLabel

WIDTH_PX = 344


class _Dot(QWidget):
    """The dot of one line of the history, full for what was, open for what comes."""

    def __init__(self, line: HistoryLine) -> None:
        super().__init__()
        self._open = line.open
        self.setFixedWidth(theme().px(12))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = theme().px(7)
        area = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
        painter.setPen(theme().color("border"))
        painter.setBrush(theme().color("surface-sunken" if self._open else "border"))
        painter.drawEllipse(area)


class OutboxDetail(QFrame):
    """Reads the presenter's `selected`, `history` and `siblings`; hidden while nothing is chosen."""

    post_opened = Signal(str)

    def __init__(self, presenter: OutboxPresenter) -> None:
        super().__init__()
        self._presenter = presenter
        self.setObjectName("outbox_detail")
        self.setFixedWidth(theme().px(WIDTH_PX))
        self._scroll = QScrollArea()
        self._scroll.setAccessibleName(_("What happened"))
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 0, 0, 0)
        outer.addWidget(self._scroll)
        self.refresh()

    def refresh(self) -> None:
        """Draw the chosen delivery again."""
        row = self._presenter.selected
        self.setVisible(row is not None)
        if row is None:
            return
        page = QWidget()
        page.setObjectName("page")
        column = QVBoxLayout(page)
        column.setContentsMargins(*(theme().space(7),) * 4)
        column.setSpacing(theme().space(4))
        column.addWidget(SafeLabel(row.words, "title", wrap=True))
        column.addWidget(SafeLabel(say_time(row.due), "caption", "muted"))
        column.addWidget(self._card(row))
        self._add_history(column)
        self._add_siblings(column)
        column.addStretch()
        open_post = self._button(_("Open the post"), "detail_open", "normal")
        open_post.clicked.connect(lambda: self.post_opened.emit(row.post_id))
        column.addWidget(open_post, 0, Qt.AlignmentFlag.AlignLeft)
        put_page(self._scroll, page)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().color("surface-sunken"))
        painter.fillRect(0, 0, 1, self.height(), theme().color("hairline"))

    def _card(self, row: OutboxRow) -> QFrame:
        card = QFrame()
        urgent = row.progress in (Progress.NEEDS_YOU, Progress.MISSED)
        waits = row.progress in (Progress.UNKNOWN, Progress.RETRY)
        set_kind(card, card="problem" if urgent else "warning" if waits else "true")
        column = QVBoxLayout(card)
        column.setContentsMargins(*(theme().space(5),) * 4)
        column.setSpacing(theme().space(3))
        head = QHBoxLayout()
        mark = PictureLabel(glyphs.pixmap(row.platform, row.tint, 16, 2.0))
        head.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(SafeLabel(row.sentence, "body-strong", wrap=True), 1)
        column.addLayout(head)
        advice = self._advice(row)
        if advice:
            column.addWidget(SafeLabel(advice, wrap=True))
        for button in self._buttons(row):
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        return card

    def _advice(self, row: OutboxRow) -> str:
        if row.problem is not None:
            return row.problem.advice
        if row.progress is Progress.UNKNOWN:
            return _("We have not sent it again, to avoid a double post; we are checking.")
        if row.progress is Progress.MISSED:
            return _("Send it now, choose a new time, or take it back to the drafts.")
        return ""

    def _buttons(self, row: OutboxRow) -> list[QPushButton]:
        made = []
        if row.url:
            see = self._button(_("see it"), "detail_see", "link")
            see.clicked.connect(lambda: open_published(row.url, self._presenter.practice_folder))
            made.append(see)
        if self._presenter.remedy_of(row) is Remedy.RETRY:
            retry = self._button(_("Try again now"), "detail_retry", "surface")
            retry.clicked.connect(self._presenter.retry_now)
            made.append(retry)
        if row.by_hand:
            return [*made, *self._hand_buttons()]
        if self._presenter.remedy_of(row) is Remedy.RESOLVE:
            there = self._button(_("It is there…"), "detail_there", "surface")
            there.clicked.connect(self._ask_link)
            again = self._button(_("Send again…"), "detail_again", "surface")
            again.clicked.connect(lambda: self._ask_again(row))
            draft = self._button(_("Back to the drafts"), "detail_draft", "surface")
            draft.clicked.connect(lambda: self._presenter.settle("draft"))
            made += [there, again, draft]
        if row.progress is Progress.MISSED:
            when = self._button(_("Choose a new time"), "detail_time", "surface")
            when.clicked.connect(lambda: self.post_opened.emit(row.post_id))
            made.insert(2, when)
        return made

    def _hand_buttons(self) -> list[QPushButton]:
        """Publishing by hand, step by step."""
        copy = self._button(_("1. Copy the text, show photos and page"), "detail_lay_out", "surface")
        copy.clicked.connect(lambda: self._presenter.lay_out_by_hand(self._laid_out))
        done = self._button(_("2. It is done…"), "detail_there", "surface")
        done.clicked.connect(self._ask_link)
        draft = self._button(_("Back to the drafts"), "detail_draft", "surface")
        draft.clicked.connect(lambda: self._presenter.settle("draft"))
        return [copy, done, draft]

    def _laid_out(self, guide: HandGuide) -> None:
        QGuiApplication.clipboard().setText(guide.text)
        if guide.folder is not None:
            open_folder(guide.folder)
        if guide.page:
            open_address(guide.page)

    def _ask_link(self) -> None:
        dialogs.ask_text(
            self,
            _("It is there"),
            _("Paste its address, so that the link stays with the post. You can also leave it empty."),
            _("Address of the post"),
            lambda url: self._presenter.settle("there", url),
            value=" ",
            action=_("It is there"),
        )

    def _ask_again(self, row: OutboxRow) -> None:
        if row.progress is Progress.MISSED:
            self._presenter.settle("again")
            return
        dialogs.confirm(
            self,
            _("Send it again?"),
            _("If it did go out the first time, it will stand there twice."),
            _("Send again"),
            lambda: self._presenter.settle("again"),
            rows=[(row.platform, row.tint, row.channel_name, row.words)],
            danger=True,
        )

    def _button(self, label: str, name: str, kind: str) -> QPushButton:
        button = QPushButton(label)
        button.setObjectName(name)
        button.setAccessibleName(label)
        set_kind(button, kind=kind, size="small")
        return button

    def _add_history(self, column: QVBoxLayout) -> None:
        if not self._presenter.history:
            return
        column.addSpacing(theme().space(4))
        column.addWidget(SafeLabel(_("What happened"), "caption", "muted", 600))
        for entry in self._presenter.history:
            line = QHBoxLayout()
            line.setSpacing(theme().space(4))
            line.addWidget(_Dot(entry))
            time = SafeLabel(entry.time, "body", "muted")
            time.setFixedWidth(theme().px(40))
            line.addWidget(time)
            line.addWidget(SafeLabel(entry.words, "body", "muted" if entry.open else "", wrap=True), 1)
            column.addLayout(line)

    def _add_siblings(self, column: QVBoxLayout) -> None:
        if not self._presenter.siblings:
            return
        column.addSpacing(theme().space(4))
        column.addWidget(SafeLabel(_("The other channels of this post"), "caption", "muted", 600))
        for row in self._presenter.siblings:
            card = QFrame()
            set_kind(card, card="true")
            line = QHBoxLayout(card)
            line.setContentsMargins(*(theme().space(5),) * 4)
            for pixmap in (
                glyphs.pixmap(row.platform, row.tint, 20, 2.0),
                icons.pixmap(icons.STATE_ICONS[row.progress], 14, "text-muted", 2.0),
            ):
                mark = PictureLabel(pixmap)
                line.addWidget(mark)
            line.addWidget(ElidedLabel(row.sentence), 1)
            column.addWidget(card)
