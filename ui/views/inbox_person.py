"""Who wrote, beside the thread: name, accounts, how often and when, notes of one's own."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from smmdesk.model.for_the_eye import shown_address, tame
from smmdesk.model.words import _
from ui.links import may_open
from ui.look.style import set_kind
from ui.look.theme import theme
from ui.presenters.inbox_person import Known, PersonColumn, PersonShown, Time
from ui.presenters.moments import say_number
from ui.views.inbox_thread import ask_open
from ui.widgets.avatar import Avatar
from ui.widgets.buttons import TextButton, text_button
from ui.widgets.marks import GlyphMark, IconMark
from ui.widgets.pages import put_page, type_on
from ui.widgets.safe_label import ElidedLabel, SafeLabel, set_tool_tip

FACE_PX, NOTES_PX = 64, 84


class Notes(QPlainTextEdit):
    """`left` carries the words when the person goes elsewhere."""

    left = Signal(str)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit(self.toPlainText())


class ShortButton(TextButton):
    """Words that lead to one of the last times, shortened with dots where the column is too narrow for them."""

    def __init__(self, words: str, spoken: str) -> None:
        super().__init__(words, "person_time", "link")
        self._words = words
        self.set_label(words, spoken)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self.width() - theme().space(2)
        self.setText(self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, room).replace("&", "&&"))


class PersonView(QScrollArea):
    """message_wanted: one of the last times was pressed (a message's id).  person_wanted: the whole card (its id)."""

    message_wanted = Signal(str)
    person_wanted = Signal(str)

    def __init__(self, column: PersonColumn) -> None:
        super().__init__()
        self._column = column
        self._shown: PersonShown | None = None
        self._is_made = False
        self._name: QLineEdit | None = None
        self._notes: Notes | None = None
        self.setObjectName("inbox_person")
        self.setAccessibleName(_("Who wrote"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)

    def show_person(self) -> None:
        """Made anew when something about the person changed. Of the same one what is being typed stays, with the
        focus; about somebody else it is written down."""
        shown, before = self._column.shown, self._shown
        if self._is_made and shown == before:
            return
        old, keyboard = (self._name, self._notes), self.window().focusWidget()
        typed = [field is not None and self._is_typed(field) for field in old]
        for field in old:
            if field is not None:
                field.blockSignals(True)  # what is typed goes on in the new one
        self._shown, self._is_made = shown, True
        self._name = self._notes = None
        put_page(self, self._page(shown))
        if shown is None or before is None or shown.id != before.id:
            self._keep(before, *old)
            return
        for was, new, is_typed in zip(old, (self._name, self._notes), typed, strict=True):
            if was is not None and new is not None and is_typed:
                type_on(was, new)
            if was is not None and new is not None and was is keyboard:
                new.setFocus()

    def leave(self) -> None:
        """Write down what is being typed: the column goes."""
        self._keep(self._shown, self._name, self._notes)

    def _keep(self, shown: PersonShown | None, name: QLineEdit | None, notes: Notes | None) -> None:
        if shown is not None and name is not None and notes is not None:
            self._rename(shown, name.text())
            self._write(shown, notes.toPlainText())

    def _is_typed(self, field: QLineEdit | Notes) -> bool:
        """Whether it says something that is not written down, neither before nor now."""
        known = [shown for shown in (self._shown, self._column.shown) if shown is not None]
        if isinstance(field, Notes):
            return all(field.toPlainText().strip() != shown.notes for shown in known)
        words = " ".join(field.text().split())
        return bool(words) and all(words != " ".join(tame(shown.name).split()) for shown in known)

    def _page(self, shown: PersonShown | None) -> QWidget:
        page = QWidget()
        page.setObjectName("sunken")
        column = QVBoxLayout(page)
        column.setContentsMargins(theme().space(6), theme().space(7), theme().space(6), theme().space(5))
        column.setSpacing(theme().space(3))
        if shown is None:
            column.addWidget(SafeLabel(_("Nothing is known about who wrote this."), "body", "muted", wrap=True))
        else:
            self._add_head(column, shown)
            self._add_counts(column, shown)
            self._add_notes(column, shown)
            self._add_last(column, shown)
        column.addStretch(1)
        if shown is not None:
            column.addWidget(self._card_link(shown), 0, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(_stays_here())
        return page

    def _card_link(self, shown: PersonShown) -> TextButton:
        """Tags, reminders and everything that was said stand on the card."""
        link = text_button(_("Open the card"), "person_card", "link", "user-round")
        link.clicked.connect(lambda: self.person_wanted.emit(shown.id))
        return link

    def _add_head(self, column: QVBoxLayout, shown: PersonShown) -> None:
        face = Avatar(FACE_PX, "surface-sunken")
        face.show_person(shown.initials, shown.hue)
        column.addWidget(face, 0, Qt.AlignmentFlag.AlignHCenter)
        name = self._name = QLineEdit(tame(shown.name))
        name.setObjectName("person_name")
        name.setAccessibleName(_("Name of this person"))
        name.setAlignment(Qt.AlignmentFlag.AlignCenter)
        name.setFont(theme().font("title", 600))
        set_kind(name, kind="inline")
        name.editingFinished.connect(lambda: self._rename(shown, name.text()))
        column.addWidget(name)
        if shown.since:
            since = SafeLabel(shown.since, "caption", "muted")
            column.addWidget(since, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(theme().space(4))
        for known in shown.known:
            column.addLayout(self._identity(known))

    def _rename(self, shown: PersonShown, name: str) -> None:
        if name.strip() and name != tame(shown.name):
            self._column.rename(shown.id, name, shown.name)

    def _identity(self, known: Known) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(theme().space(4))
        line.addWidget(GlyphMark(known.platform, known.tint, 16))
        if known.url and may_open(known.url):
            link = text_button(known.name, "person_account", "link")
            set_tool_tip(link, shown_address(known.url))
            link.clicked.connect(lambda: ask_open(self, known.url))
            link.setMaximumWidth(theme().px(210))
            line.addWidget(link)
            line.addStretch()
        else:
            line.addWidget(ElidedLabel(known.name), 1)
        return line

    def _add_counts(self, column: QVBoxLayout, shown: PersonShown) -> None:
        card = QFrame()
        set_kind(card, card="true")
        inner = QVBoxLayout(card)
        inner.setContentsMargins(*(theme().space(4),) * 4)
        inner.setSpacing(0)
        inner.addWidget(SafeLabel(say_number(shown.count), "heading"))
        inner.addWidget(SafeLabel(shown.wrote, "caption", "muted"))
        column.addSpacing(theme().space(4))
        column.addWidget(card)

    def _add_notes(self, column: QVBoxLayout, shown: PersonShown) -> None:
        column.addSpacing(theme().space(4))
        column.addWidget(SafeLabel(_("Notes only for you"), "caption", "muted", 600))
        notes = self._notes = Notes()
        waiting = self._column.typed_notes(shown.id)
        notes.setPlainText(shown.notes if waiting is None else waiting)
        notes.setObjectName("person_notes")
        notes.setAccessibleName(_("Notes only for you"))
        notes.setPlaceholderText(_("What you want to remember"))
        notes.setTabChangesFocus(True)
        notes.setFixedHeight(theme().px(NOTES_PX))
        notes.left.connect(lambda words: self._write(shown, words))
        column.addWidget(notes)

    def _write(self, shown: PersonShown, words: str) -> None:
        """On the card that they were typed on, whoever is shown by now."""
        self._column.write_notes(shown.id, words, shown.notes)

    def _add_last(self, column: QVBoxLayout, shown: PersonShown) -> None:
        column.addSpacing(theme().space(4))
        column.addWidget(SafeLabel(_("Last times"), "caption", "muted", 600))
        for one in shown.last:
            line = QHBoxLayout()
            line.setSpacing(theme().space(4))
            line.addWidget(GlyphMark(one.platform, one.tint, 16))
            line.addWidget(self._time(one), 1)
            line.addWidget(SafeLabel(one.when, "caption", "muted"))
            column.addLayout(line)

    def _time(self, one: Time) -> TextButton:
        button = ShortButton(one.words, f"{one.words}, {one.when}")
        button.clicked.connect(lambda: self.message_wanted.emit(one.message_id))
        return button


def _stays_here() -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(theme().space(3))
    line.addWidget(IconMark("lock", 14))
    line.addWidget(SafeLabel(_("Stays on this computer"), "caption", "muted"), 1)
    return line
