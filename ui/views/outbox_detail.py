"""Beside the outbox: one delivery's state, what to decide, what happened, and the other channels of its post."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from smmdesk.model.dates import say_time
from smmdesk.model.for_the_eye import shown_address
from smmdesk.model.stages import Progress
from smmdesk.model.words import _
from ui.bridge import Upload
from ui.links import open_published
from ui.look import mirror
from ui.look.style import set_kind, set_shown
from ui.look.theme import theme
from ui.presenters.history import HistoryLine
from ui.presenters.moments import say_zone
from ui.presenters.outbox import OutboxPresenter
from ui.presenters.outbox_rows import OutboxRow
from ui.views.outbox_buttons import DetailButtons, copy_for_support
from ui.views.outbox_changed import ChangedThere
from ui.views.outbox_line import ASIDE, UploadBar, icon_of, tone_of
from ui.widgets.buttons import text_button
from ui.widgets.marks import GlyphMark, IconMark
from ui.widgets.pages import put_page
from ui.widgets.safe_label import ElidedLabel, SafeLabel, set_tool_tip
from ui.widgets.sheet_form import focus_kept

WIDTH_PX = 344


class _Dot(QWidget):
    """The dot of one line of the history: full for what was, open for what comes, amber where nobody could tell."""

    def __init__(self, line: HistoryLine) -> None:
        super().__init__()
        self._line = line
        self.setFixedWidth(theme().px(12))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = mirror.painter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = theme().px(7)
        area = QRectF((self.width() - side) / 2, theme().px(6), side, side)
        tone = "warning" if self._line.doubt else "border"
        painter.setPen(theme().color(tone))
        painter.setBrush(theme().color("surface-sunken" if self._line.open else tone))
        painter.drawEllipse(area)


class OutboxDetail(QFrame):
    """Reads the presenter's `selected`, `history` and `siblings`; hidden while nothing is chosen."""

    post_opened = Signal(str)
    help_wanted = Signal(str)  # key of the row: do what its one button says

    def __init__(self, presenter: OutboxPresenter) -> None:
        super().__init__()
        self._presenter = presenter
        self._upload: UploadBar | None = None
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
        set_shown(self, row is not None)
        if row is None:
            return
        with focus_kept(self):
            self._make_page(row)

    @property
    def has_keyboard(self) -> bool:
        """Is it in here, or was it when a sheet opened?"""
        focused = self.window().focusWidget()
        return focused is not None and self.isAncestorOf(focused)

    def _make_page(self, row: OutboxRow) -> None:
        page = QWidget()
        page.setObjectName("page")
        column = QVBoxLayout(page)
        column.setContentsMargins(*(theme().space(7),) * 4)
        column.setSpacing(theme().space(4))
        self._add_head(column, row)
        column.addWidget(self._card(row))
        self._add_history(column)
        self._add_siblings(column, row)
        column.addStretch()
        column.addLayout(self._foot(row))
        put_page(self._scroll, page)

    def show_upload(self, part_id: str, upload: Upload | None) -> None:
        """An upload went on, or ended."""
        row = self._presenter.selected
        if self._upload is not None and row is not None and row.part_id == part_id:
            if (upload is None) == self._upload.isHidden():
                self._upload.show_upload(upload)
            else:
                self.refresh()  # the button that stops it comes or goes with it

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = mirror.painter(self)
        painter.fillRect(self.rect(), theme().color("surface-sunken"))
        painter.fillRect(0, 0, 1, self.height(), theme().color("hairline"))

    def _add_head(self, column: QVBoxLayout, row: OutboxRow) -> None:
        first, second = (row.words, "") if row.delivery_id or row.post_id else (row.channel_name, row.words)
        column.addWidget(SafeLabel(first, "title", wrap=True))
        if row.due is not None:
            second = f"{say_time(row.due)} · {say_zone(row.due.zone)}"
        if second and second != first:
            column.addWidget(SafeLabel(second, "caption", "muted"))
        done, total = self._presenter.published
        if total > 1:
            words = _("{done} of {total} published").format(done=done, total=total)
            tone = "success" if done == total else tone_of(row)
            partly = QHBoxLayout()
            partly.setSpacing(theme().space(3))
            partly.addWidget(IconMark("circle-check" if done == total else icon_of(row), 14, tone))
            label = SafeLabel(words, "body", tone, 500)
            label.setObjectName("detail_published")
            partly.addWidget(label, 1)
            column.addLayout(partly)

    def _card(self, row: OutboxRow) -> QFrame:
        card = QFrame()
        card.setObjectName("detail_card")
        waits = row.progress in (Progress.UNKNOWN, Progress.RETRY) or row.paused or row.is_warned
        urgent = row.progress in (Progress.NEEDS_YOU, Progress.MISSED) and not waits
        set_kind(card, card="problem" if urgent else "warning" if waits else "true")
        column = QVBoxLayout(card)
        column.setContentsMargins(*(theme().space(5),) * 4)
        column.setSpacing(theme().space(3))
        head = QHBoxLayout()
        head.setSpacing(theme().space(3))
        if row.platform:
            head.addWidget(GlyphMark(row.platform, row.tint, 16), 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(SafeLabel(row.sentence.replace(ASIDE, ", "), "body-strong", wrap=True), 1)
        column.addLayout(head)
        advice = self._advice(row)
        if advice:
            column.addWidget(SafeLabel(" ".join(advice), wrap=True))
        if row.there or row.ours:
            column.addWidget(ChangedThere(row))
        elif row.changed:
            column.addWidget(SafeLabel(row.changed, "body", "info", wrap=True))
        if row.numbers:
            numbers = SafeLabel(row.numbers, "body", "muted", wrap=True)
            numbers.setObjectName("detail_numbers")
            column.addWidget(numbers)
        if row.change_over:
            over = SafeLabel(f"{row.change_over}.", "caption", "muted", wrap=True)
            over.setObjectName("detail_change_over")
            column.addWidget(over)
        self._upload = UploadBar()
        upload = self._presenter.bridge.engine.uploads.get(row.part_id)
        self._upload.show_upload(upload)
        column.addWidget(self._upload)
        buttons = DetailButtons(self, self._presenter, row)
        buttons.opened.connect(self.post_opened)
        buttons.helped.connect(lambda: self.help_wanted.emit(row.key))
        for button in buttons.made(uploading=upload is not None):
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        return card

    def _advice(self, row: OutboxRow) -> list[str]:
        """What happened and what we did, under the state; nothing is said twice."""
        said = []
        if row.problem is not None and row.problem.title not in row.sentence:
            said.append(row.problem.title + ".")
        if row.problem is not None:
            said.append(row.problem.advice)
        elif row.hint is not None:
            said.append(f"{row.hint.title}. {row.hint.advice}")
        elif row.progress is Progress.UNKNOWN:
            said.append(_("We have not sent it again, to avoid a double post; we are checking."))
        elif row.progress is Progress.MISSED:
            said.append(_("Publish it now, choose a new time, or take it back to the drafts."))
        return said

    def _add_history(self, column: QVBoxLayout) -> None:
        if not self._presenter.history:
            return
        column.addSpacing(theme().space(4))
        column.addWidget(SafeLabel(_("What happened"), "caption", "muted", 600))
        for entry in self._presenter.history:
            if entry.day:
                day = SafeLabel(entry.day, "caption", "faint")
                day.setContentsMargins(theme().px(20), theme().space(2), 0, 0)
                column.addWidget(day)
            line = QHBoxLayout()
            line.setSpacing(theme().space(4))
            line.addWidget(_Dot(entry))
            time = SafeLabel(entry.time, "body", "muted")
            time.setFixedWidth(theme().px(40))
            line.addWidget(time, 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(SafeLabel(entry.words, "body", "muted" if entry.open else "", wrap=True), 1)
            column.addLayout(line)

    def _add_siblings(self, column: QVBoxLayout, row: OutboxRow) -> None:
        if not self._presenter.siblings:
            return
        column.addSpacing(theme().space(4))
        title = _("The other channels of this post") if row.delivery_id else _("Its posts, safe and paused")
        column.addWidget(SafeLabel(title, "caption", "muted", 600))
        for other in self._presenter.siblings:
            column.addWidget(self._sibling(other, own_words=not row.delivery_id))

    def _sibling(self, row: OutboxRow, own_words: bool) -> QFrame:
        card = QFrame()
        set_kind(card, card="true")
        line = QHBoxLayout(card)
        line.setContentsMargins(*(theme().space(5),) * 4)
        line.setSpacing(theme().space(4))
        line.addWidget(GlyphMark(row.platform, row.tint, 20))
        tone = tone_of(row)
        words = QVBoxLayout()
        words.setSpacing(0)
        state = QHBoxLayout()
        state.setSpacing(theme().space(3))
        state.addWidget(IconMark(icon_of(row), 14, "text-muted" if tone == "muted" else tone))
        sentence, _dash, aside = row.sentence.partition(ASIDE)
        first = say_time(row.due) if own_words and row.due is not None else sentence
        state.addWidget(ElidedLabel(first, "body", "" if own_words else tone, 500), 1)
        words.addLayout(state)
        below = row.words if own_words else " · ".join(part for part in (row.channel_name, aside) if part)
        second = ElidedLabel(below, "caption", "muted")
        second.setContentsMargins(theme().px(20), 0, 0, 0)
        words.addWidget(second)
        line.addLayout(words, 1)
        if row.url:
            see = text_button(_("see it"), "sibling_see", "link", small=True)
            see.setAccessibleName(f"{_('see it')}: {row.channel_name}")
            set_tool_tip(see, shown_address(row.url))
            see.clicked.connect(lambda: open_published(row.url, self._presenter.practice_folder))
            line.addWidget(see)
        return card

    def _foot(self, row: OutboxRow) -> QHBoxLayout:
        line = QHBoxLayout()
        if row.post_id:
            open_post = text_button(_("Open the post"), "detail_open", small=True)
            open_post.clicked.connect(lambda: self.post_opened.emit(row.post_id))
            line.addWidget(open_post)
        line.addStretch()
        if row.problem is not None or row.may_be_live:
            details = text_button(_("Copy details for support"), "detail_copy", "link", small=True)
            details.clicked.connect(lambda: copy_for_support(self._presenter, row))
            line.addWidget(details)
        return line
