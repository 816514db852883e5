"""The sheet of missed posts: a row each with its choice, one choice for all, and nothing done before "Confirm"."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from smmdesk.model.words import _
from ui.calendar.pictures import Pictures
from ui.dialogs import Sheet
from ui.look.style import set_kind, set_shown
from ui.look.theme import theme
from ui.presenters.missed import MissedPresenter, MissedRow
from ui.widgets.buttons import text_button
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.marks import GlyphMark, IconMark
from ui.widgets.safe_label import ElidedLabel, PictureLabel, SafeLabel
from ui.widgets.segments import Segments

WIDTH_PX, LIST_PX, PICTURE_PX, CHOICE_PX = 772, 336, 42, 304
NOTE_ICONS = {"now": "send", "time": "calendar-clock", "draft": "pencil-line"}


class _TimeLine(QLineEdit):
    """A time as people write it. Return takes it, and leaves the sheet open."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.editingFinished.emit()
            event.accept()
            return
        super().keyPressEvent(event)


class MissedLine(QFrame):
    """One missed post: what it was, and what becomes of it."""

    def __init__(self, row: MissedRow, presenter: MissedPresenter, pictures: Pictures) -> None:
        super().__init__()
        self._post_id, self._presenter, self._pictures = row.post_id, presenter, pictures
        self._sha256 = row.picture
        self.setObjectName(f"missed_{row.post_id}")
        self.setAccessibleName(f"{row.words}, {row.when}")
        line = QHBoxLayout(self)
        line.setContentsMargins(theme().space(8), theme().space(4), theme().space(8), theme().space(4))
        line.setSpacing(theme().space(6))
        self._picture = PictureLabel()
        self._picture.setFixedSize(theme().px(PICTURE_PX), theme().px(PICTURE_PX))
        line.addWidget(self._picture)
        line.addLayout(self._words(row), 1)
        line.addWidget(self._choice(row), 0, Qt.AlignmentFlag.AlignTop)
        self.show_picture()
        self.show_row(row)

    def show_row(self, row: MissedRow) -> None:
        """The choice and what it means."""
        self._segments.set_current(row.choice)
        self._icon.set_icon(NOTE_ICONS[row.choice], "danger" if row.wrong else "text-muted")
        set_shown(self._time, row.choice == "time")
        if self._time.text() != row.time_text:
            self._time.setText(row.time_text)
            self._time.setCursorPosition(0)
        set_kind(self._time, problem="true" if row.wrong else "false")
        self._note.setText(row.note)
        self._note.set_tone("danger" if row.wrong else "muted")
        self._time.setAccessibleDescription(row.note)

    def show_picture(self) -> None:
        if self._sha256:
            ready = self._pictures(self._sha256, theme().px(PICTURE_PX), self.devicePixelRatioF())
            if ready is not None:
                self._picture.setPixmap(ready)

    def take_focus(self) -> None:
        """The choice of this row gets the keyboard."""
        self._segments.focus_current()

    def _words(self, row: MissedRow) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(theme().space(1))
        column.addStretch()
        column.addWidget(ElidedLabel(row.words, "body-strong"))
        under = QHBoxLayout()
        under.setSpacing(theme().space(3))
        for platform, tint, name in row.marks:
            mark = GlyphMark(platform, tint, 16)
            mark.setAccessibleName(name)
            under.addWidget(mark)
        under.addWidget(ElidedLabel(row.when, "caption", "muted"), 1)
        column.addLayout(under)
        if row.reason:
            column.addWidget(ElidedLabel(row.reason, "caption", "danger"))
        column.addStretch()
        return column

    def _choice(self, row: MissedRow) -> QWidget:
        holder = QWidget()
        holder.setFixedWidth(theme().px(CHOICE_PX))
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space(2))
        entries = [("now", _("Publish now")), ("time", _("New time")), ("draft", _("Draft"))]
        self._segments = Segments(entries, row.words, row.choice)
        self._segments.fill()
        self._segments.chosen.connect(lambda key: self._presenter.choose(self._post_id, key))
        column.addWidget(self._segments)
        note = QHBoxLayout()
        note.setContentsMargins(theme().space(2), 0, 0, 0)
        note.setSpacing(theme().space(3))
        self._icon = IconMark(NOTE_ICONS[row.choice], 14)
        self._time = _TimeLine(row.time_text)
        self._time.setObjectName("missed_time")
        self._time.setAccessibleName(_("New time: {words}").format(words=row.words))
        self._time.setFixedWidth(theme().px(184))
        set_kind(self._time, kind="filled")
        self._time.editingFinished.connect(lambda: self._presenter.type_time(self._post_id, self._time.text()))
        self._note = SafeLabel("", "caption", "muted", wrap=True)
        for part in (self._icon, self._time):
            note.addWidget(part)
        note.addWidget(self._note, 1)
        column.addLayout(note)
        return holder


class MissedSheet(Sheet):
    """Owns its presenter. `later` when it was put off; `outbox_wanted` to look at what went out anyway."""

    later = Signal()
    outbox_wanted = Signal()

    def __init__(self, parent: QWidget, presenter: MissedPresenter) -> None:
        text = _("Nothing went out by itself: you decide, post by post.")
        super().__init__(parent, presenter.title, text, bare=True, icon="monitor-off")
        self.setObjectName("missed_sheet")
        self.setMinimumWidth(theme().px(WIDTH_PX))
        self.setMaximumWidth(self.minimumWidth())
        self._presenter = presenter
        self._done = False
        self._lines: dict[str, MissedLine] = {}
        self._pictures = Pictures(presenter.bridge)
        self._pictures.arrived.connect(self._show_pictures)
        self._all = self._for_all()
        self.body.addWidget(self._all)
        self._rows = QVBoxLayout()
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        self.body.addWidget(self._list(), 1)
        self._spacing = self._strip("timer", "")
        self._anyway = self._strip("cloud-clock", _("Look"))
        self._later = text_button(_("Decide later"), "missed_later", "quiet")
        self._later.clicked.connect(self.reject)
        self.put_in_foot(self._later, 0)
        self._summary = SafeLabel("", "caption", "muted")
        self._summary.setObjectName("missed_summary")
        self.put_in_foot(self._summary, 2)
        self._confirm = text_button(_("Confirm"), "missed_confirm", "primary")
        self._confirm.setDefault(True)
        self._confirm.clicked.connect(self._confirmed)
        self.put_in_foot(self._confirm, 3)
        presenter.changed.connect(self._show)
        self.finished.connect(self._ended)
        self._show()
        first = next(iter(self._lines.values()), None)
        if first is not None:
            first.take_focus()

    def _ended(self) -> None:
        """It is over: put off unless it was confirmed."""
        self._presenter.changed.disconnect(self._show)
        self._presenter.close()
        if not self._done:
            self.later.emit()

    def _for_all(self) -> QFrame:
        band = QFrame()
        band.setObjectName("missed_for_all")
        band.setStyleSheet(f"QFrame#missed_for_all {{ background: {theme().name_of('surface-sunken')}; }}")
        line = FlowLayout(band, theme().space(4))
        line.setContentsMargins(theme().space(8), theme().space(4), theme().space(8), theme().space(4))
        line.addWidget(SafeLabel(_("For all"), "caption", "muted"))
        for key, label in (
            ("now", _("Publish all now")),
            ("time", _("Next free times")),
            ("draft", _("All to the drafts")),
        ):
            button = text_button(label, f"missed_all_{key}", "quiet", NOTE_ICONS[key], small=True)
            button.clicked.connect(lambda _on=False, choice=key: self._presenter.choose_all(choice))
            line.addWidget(button)
        line.pushed = SafeLabel(_("Ctrl+Z takes it back until it is out"), "caption", "faint")
        line.addWidget(line.pushed)
        return band

    def _list(self) -> QScrollArea:
        self._page = QWidget()
        self._page.setObjectName("page")
        column = QVBoxLayout(self._page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._rows)
        column.addStretch()
        self._scroll = QScrollArea()
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self._page)
        set_kind(self._scroll, ground="surface")
        return self._scroll

    def _strip(self, icon: str, action: str) -> QFrame:
        """A quiet line of information over the foot."""
        strip = QFrame()
        set_kind(strip, card="info", edge="full")
        line = QHBoxLayout(strip)
        line.setContentsMargins(theme().space(8), theme().space(4), theme().space(8), theme().space(4))
        line.setSpacing(theme().space(4))
        line.addWidget(IconMark(icon, 15, "info"))
        words = SafeLabel("", "body", wrap=True)
        words.setObjectName("strip_words")
        line.addWidget(words, 1)
        if action:
            button = text_button(action, "missed_look", "link", small=True)
            button.clicked.connect(self._look)
            line.addWidget(button)
        self.body.addWidget(strip)
        return strip

    def _show(self) -> None:
        presenter = self._presenter
        if not presenter.rows:  # all of it was decided elsewhere
            self._done = True
            self.close()
            return
        self.title_label.setText(presenter.title)
        self.setWindowTitle(presenter.title)
        if [row.post_id for row in presenter.rows] != list(self._lines):
            self._make_lines()
        set_shown(self._all, len(presenter.rows) > 1)
        for row in presenter.rows:
            self._lines[row.post_id].show_row(row)
        self._fit_list()
        for strip, words in ((self._spacing, presenter.spacing), (self._anyway, presenter.anyway_words)):
            set_shown(strip, bool(words))
            label = strip.findChild(SafeLabel, "strip_words")
            if label is not None:
                label.setText(words)
        self._summary.setText(presenter.summary)
        self._confirm.setEnabled(presenter.can_confirm)
        self._confirm.setAccessibleDescription(presenter.summary)

    def _fit_list(self) -> None:
        """As high as its rows, where there are not too many."""
        self._scroll.setMinimumHeight(min(self._page.sizeHint().height(), theme().px(LIST_PX)))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit_list()  # only what was dressed knows its height
        self.adjustSize()

    def _make_lines(self) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._lines = {row.post_id: MissedLine(row, self._presenter, self._pictures) for row in self._presenter.rows}
        for number, line in enumerate(self._lines.values()):
            if number:
                rule = QFrame()
                rule.setProperty("line", "h")
                self._rows.addWidget(rule)
            self._rows.addWidget(line)

    def _show_pictures(self) -> None:
        for line in self._lines.values():
            line.show_picture()

    def _confirmed(self) -> None:
        if self._presenter.confirm():
            self._done = True
            self.close()

    def _look(self) -> None:
        self.outbox_wanted.emit()
        self.reject()

    def sizeHint(self) -> QSize:
        return QSize(self.minimumWidth(), super().sizeHint().height())
