"""One person's card: who it is, what is to be done about them, and everything said with them."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from smmdesk.model.for_the_eye import shown_address, tame
from smmdesk.model.words import _, ngettext, pgettext
from ui import dialogs
from ui.links import may_open
from ui.look.style import set_kind
from ui.look.theme import theme
from ui.presenters.people import PeoplePresenter
from ui.presenters.people_card import Account, CardShown, Said
from ui.presenters.people_rows import tag_words
from ui.views.inbox_person import Notes
from ui.views.inbox_thread import ask_open
from ui.views.people_contributions import MadeCard, more_words
from ui.widgets.avatar import Avatar
from ui.widgets.buttons import text_button
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.marks import GlyphMark, IconMark
from ui.widgets.pages import put_page, type_on
from ui.widgets.safe_label import ElidedLabel, SafeLabel, set_tool_tip

FACE_PX, NOTES_PX, COLUMN_PX = 48, 84, 640


class CardView(QScrollArea):
    """message_wanted: a line of the history was pressed (a message's id).  private_wanted: they are to be written to,
    by an answer in private to a message of theirs (its id).  contribution_wanted, post_opened: what they made is to be
    shown, or a post of it."""

    message_wanted = Signal(str)
    private_wanted = Signal(str)
    contribution_wanted = Signal(str)
    post_opened = Signal(str)

    def __init__(self, presenter: PeoplePresenter) -> None:
        super().__init__()
        self._presenter = presenter
        self._notes: Notes | None = None
        self._shown: CardShown | None = None
        self.setObjectName("people_card")
        self.setAccessibleName(_("Card"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        set_kind(self, ground="surface")

    def show_card(self, shown: CardShown) -> None:
        """Made anew; of the same person what is being typed, the focus and the place on the page stay."""
        same = self._shown is not None and self._shown.id == shown.id
        focused = self.window().focusWidget() if same else None
        name = focused.objectName() if focused is not None and self.isAncestorOf(focused) else ""
        place = self.verticalScrollBar().value() if same else 0
        old = self._notes if same and self._typed() is not None else None
        if same and self._notes is not None:
            self._notes.blockSignals(True)  # goes with what is typed into the new one
        self._shown = shown
        put_page(self, self._page(shown))
        if old is not None and self._notes is not None:
            type_on(old, self._notes)
        found = self.findChild(QWidget, name) if name else None
        if found is not None:
            found.setFocus()
        QTimer.singleShot(0, self, lambda: self.verticalScrollBar().setValue(place))

    def take_focus(self) -> None:
        """To the first thing that can be done on the card."""
        name = self.findChild(QLineEdit, "card_name")
        if name is not None:
            name.setFocus()

    def leave(self) -> None:
        """Write down what is typed: the card goes."""
        typed = self._typed()
        if typed is not None and self._shown is not None:
            self._presenter.write_notes(self._shown.id, typed, self._shown.notes)

    def _typed(self) -> str | None:
        """Notes that are not written down yet."""
        if self._notes is None or self._shown is None:
            return None
        words = self._notes.toPlainText()
        return words if words.strip() != tame(self._shown.notes).strip() else None

    # ------------------------------------------------------------------ the page
    def _page(self, shown: CardShown) -> QWidget:
        page = QWidget()
        page.setObjectName("page")
        outer = QHBoxLayout(page)
        outer.setContentsMargins(theme().space(8), theme().space(7), theme().space(8), theme().space(7))
        holder = QWidget()
        holder.setMaximumWidth(theme().px(COLUMN_PX))
        outer.addWidget(holder, 1)
        outer.addStretch(0)
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space(6))
        column.addLayout(self._head(shown))
        if shown.owed:
            column.addWidget(self._thanks(shown))
        column.addWidget(self._reminder(shown))
        column.addLayout(self._accounts(shown))
        column.addLayout(self._tags(shown))
        column.addLayout(self._note_field(shown))
        if shown.made:
            column.addLayout(self._made(shown))
        column.addLayout(self._history(shown))
        column.addLayout(self._foot(shown))
        column.addStretch(1)
        return page

    def _head(self, shown: CardShown) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(0)  # the name is a field: what is around its words is the room beside the face
        face = Avatar(FACE_PX)
        face.show_person(shown.initials, shown.hue)
        line.addWidget(face)
        words = QVBoxLayout()
        words.setSpacing(theme().space(1))
        name = QLineEdit(tame(shown.name))
        name.setObjectName("card_name")
        name.setAccessibleName(_("Name of this person"))
        name.setFont(theme().font("title", 600))
        set_kind(name, kind="inline")
        name.editingFinished.connect(lambda: self._rename(shown, name.text()))
        words.addWidget(name)
        summary = SafeLabel(shown.summary, "caption", "muted", wrap=True)
        summary.setObjectName("card_summary")
        summary.setContentsMargins(theme().space(4) + 1, 0, 0, 0)
        words.addWidget(summary)
        line.addLayout(words, 1)
        return line

    def _rename(self, shown: CardShown, name: str) -> None:
        if name.strip() and name != tame(shown.name):
            self._presenter.rename(shown.id, name, shown.name)

    def _thanks(self, shown: CardShown) -> QFrame:
        card, line = _card_line("heart", "info", Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(SafeLabel(shown.owed, "body", wrap=True), 1)
        done = text_button(_("Thanked"), "card_thanked", "surface", small=True)
        set_tool_tip(done, _("What they said counts as done, also where you thanked them elsewhere."))
        done.clicked.connect(lambda: self._presenter.say_thanked(shown.id))
        line.addWidget(done)
        return card

    # ------------------------------------------------------------------ to do about them
    def _reminder(self, shown: CardShown) -> QWidget:
        if shown.remind_on is None:
            return self._no_reminder(shown)
        card, line = _card_line("bell", "warning" if shown.is_due else "side")
        words = QVBoxLayout()
        words.setSpacing(theme().space(3))
        words.addWidget(SafeLabel(shown.reminder, "body-strong", wrap=True))
        about = QLineEdit(tame(shown.remind_about))
        about.setObjectName("card_remind_about")
        about.setAccessibleName(_("What to do then"))
        about.setPlaceholderText(_("What to do then"))
        about.editingFinished.connect(lambda: self._write_about(shown, about.text()))
        words.addWidget(about)
        line.addLayout(words, 1)
        later = text_button(_("Another day…"), "card_remind_other", "quiet", small=True)
        later.clicked.connect(lambda: self._ask_day(shown))
        done = text_button(_("Done"), "card_remind_done", "surface", "check", small=True)
        done.clicked.connect(lambda: self._presenter.remind(shown.id, None))
        line.addWidget(later, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(done, 0, Qt.AlignmentFlag.AlignTop)
        return card

    def _write_about(self, shown: CardShown, words: str) -> None:
        if words.strip() != tame(shown.remind_about) and shown.remind_on is not None:
            self._presenter.remind(shown.id, shown.remind_on, words)

    def _no_reminder(self, shown: CardShown) -> QWidget:
        holder = QWidget()
        flow = FlowLayout(holder, theme().space(3))
        flow.addWidget(SafeLabel(_("Remind me to write:"), "body", "muted"))
        for number, (words, day) in enumerate(self._presenter.offered_days()):
            button = text_button(words, f"card_remind_{number}", "normal", small=True)
            button.clicked.connect(partial(self._presenter.remind, shown.id, day))
            flow.addWidget(button)
        other = text_button(_("Another day…"), "card_remind_other", "quiet", small=True)
        other.clicked.connect(lambda: self._ask_day(shown))
        flow.addWidget(other)
        return holder

    def _ask_day(self, shown: CardShown) -> None:
        about = _("For instance “Friday”, “24/12” or “tomorrow”.")
        dialogs.ask_text(
            self,
            _("Remind me to write"),
            about,
            _("Day"),
            lambda words: self._presenter.remind_by_words(shown.id, words, shown.remind_about),
        )

    # ------------------------------------------------------------------ who it is
    def _accounts(self, shown: CardShown) -> QVBoxLayout:
        column = _section(_("Accounts"))
        for number, account in enumerate(shown.accounts):
            column.addLayout(self._account(shown, account, number))
        if not shown.accounts:
            column.addWidget(SafeLabel(_("No account is known."), "body", "muted"))
        if shown.writes_below:
            write = text_button(_("Write in private…"), "card_write", "normal", "mail", small=True)
            says = _("On {platform}, below what they wrote to you: only they read it.")
            set_tool_tip(write, says.format(platform=shown.writes_on))
            write.clicked.connect(lambda: self.private_wanted.emit(shown.writes_below))
            column.addWidget(write, 0, Qt.AlignmentFlag.AlignLeft)
        return column

    def _account(self, shown: CardShown, account: Account, number: int) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(theme().space(4))
        line.addWidget(GlyphMark(account.platform, account.tint, 16))
        if account.url and may_open(account.url):
            link = text_button(account.name, f"card_account_{number}", "link")
            set_tool_tip(link, shown_address(account.url))
            link.clicked.connect(lambda: ask_open(self, account.url))
            link.setMaximumWidth(theme().px(360))
            line.addWidget(link)
            line.addStretch(1)
        else:
            line.addWidget(ElidedLabel(account.name), 1)
        if len(shown.accounts) > 1:
            off = text_button(_("Split off"), f"card_split_{number}", "quiet", "split", small=True)
            off.set_label(_("Split off"), f"{_('Split off')}: {account.name}")
            set_tool_tip(off, _("Somebody else: this account gets a card of its own."))
            off.clicked.connect(lambda: self._presenter.split_off(shown.id, account.identity))
            line.addWidget(off)
        return line

    def _tags(self, shown: CardShown) -> QVBoxLayout:
        column = _section(_("Tags"))
        holder = QWidget()
        flow = FlowLayout(holder, theme().space(5))
        for number, (tag, has) in enumerate(shown.tags):
            box = QCheckBox(tame(tag_words(tag), 60).replace("&", "&&"))
            box.setObjectName(f"card_tag_{number}")
            box.setAccessibleName(tame(tag_words(tag), 60))
            box.setChecked(has)
            box.toggled.connect(lambda on, tag=tag: self._presenter.tag(shown.id, tag, on))
            flow.addWidget(box)
        own = text_button(_("Another tag…"), "card_tag_other", "link", "plus", small=True)
        own.clicked.connect(lambda: self._ask_tag(shown))
        flow.addWidget(own)
        column.addWidget(holder)
        return column

    def _ask_tag(self, shown: CardShown) -> None:
        title, about = _("Another tag"), _("A word of your own, to find people by.")
        dialogs.ask_text(
            self, title, about, pgettext("person", "Tag"), lambda words: self._presenter.tag(shown.id, words, True)
        )

    def _note_field(self, shown: CardShown) -> QVBoxLayout:
        column = _section(_("Notes only for you"))
        notes = Notes()
        waiting = self._presenter.typed_notes(shown.id)
        notes.setPlainText(tame(shown.notes) if waiting is None else waiting)
        notes.setObjectName("card_notes")
        notes.setAccessibleName(_("Notes only for you"))
        notes.setPlaceholderText(_("What you want to remember"))
        notes.setTabChangesFocus(True)
        notes.setFixedHeight(theme().px(NOTES_PX))
        notes.left.connect(lambda words: self._write_notes(shown, words))
        self._notes = notes
        column.addWidget(notes)
        return column

    def _write_notes(self, shown: CardShown, words: str) -> None:
        now = self._shown if self._shown is not None and self._shown.id == shown.id else shown
        is_same = words.strip() == tame(now.notes).strip()
        self._presenter.write_notes(shown.id, now.notes if is_same else words, now.notes)

    # ------------------------------------------------------------------ what they made, what was said
    def _made(self, shown: CardShown) -> QVBoxLayout:
        column = _section(_("From them"))
        wishes = (self.contribution_wanted.emit, self.post_opened.emit, self.message_wanted.emit)
        for number, made in enumerate(shown.made):
            column.addWidget(MadeCard(made, number, *wishes))
        if shown.made_count > len(shown.made):
            column.addWidget(SafeLabel(more_words(shown.made_count - len(shown.made)), "caption", "muted"))
        return column

    def _history(self, shown: CardShown) -> QVBoxLayout:
        column = _section(_("What was said"))
        for number, said in enumerate(shown.history):
            column.addWidget(_Line(said, f"card_said_{number}", partial(self.message_wanted.emit, said.message_id)))
        if not shown.history:
            column.addWidget(SafeLabel(_("Nothing yet."), "body", "muted"))
        if shown.has_more:
            more = text_button(_("Show earlier ones"), "card_more", "link")
            more.clicked.connect(self._presenter.show_earlier)
            column.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)
        return column

    def _foot(self, shown: CardShown) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(theme().space(3))
        line.addWidget(IconMark("lock", 14))
        line.addWidget(SafeLabel(_("Stays on this computer"), "caption", "muted"), 1)
        forget = text_button(_("Forget this person…"), "card_forget", "quiet", "trash-2", small=True)
        forget.clicked.connect(lambda: self.ask_forget(shown))
        line.addWidget(forget)
        return line

    def ask_forget(self, shown: CardShown) -> None:
        """It cannot come back, so it is asked before."""
        count = self._presenter.messages_of(shown.id)
        what = ngettext(
            "Their card, your notes and {count} message with your answers are erased from this computer.",
            "Their card, your notes and {count} messages with your answers are erased from this computer.",
            count,
        ).format(count=count)
        name = tame(shown.name, 60)
        sheet = dialogs.Sheet(self, _("Forget {name}?").format(name=name), what)
        for words in (
            _("This cannot be undone. What stands on the platforms stays there."),
            _("Copies made before still hold the card; when one is restored, this person is forgotten again."),
            _("If they write to you anew, they get a new card."),
        ):
            sheet.body.addWidget(SafeLabel(words, "body", "muted", wrap=True))
        none = sheet.add_button(_("Not now"), "sheet_cancel", None)
        sheet.add_button(_("Forget"), "sheet_confirm", lambda: self._presenter.forget(shown.id, name), "danger")
        none.setAutoDefault(True)
        none.setFocus()
        sheet.open()


class _Line(QFrame):
    """One thing said; pressed it opens in the inbox."""

    def __init__(self, said: Said, name: str, opened: Callable[[], object]) -> None:
        super().__init__()
        set_kind(self, card="side" if said.ours else "true")
        column = QVBoxLayout(self)
        column.setContentsMargins(theme().space(5), theme().space(3), theme().space(5), theme().space(3))
        column.setSpacing(0)
        top = QHBoxLayout()
        top.setSpacing(theme().space(3))
        top.addWidget(GlyphMark(said.platform, said.tint, 13))
        top.addWidget(ElidedLabel(said.about, "caption", "muted"), 1)
        top.addWidget(SafeLabel(said.when, "caption", "muted"))
        opens = text_button(_("Open"), name, "link", small=True)
        opens.set_label(_("Open"), f"{_('Open')}: {said.spoken}")
        opens.clicked.connect(lambda: opened())
        top.addWidget(opens)
        column.addLayout(top)
        column.addWidget(SafeLabel(said.text, "body", wrap=True))


def _section(title: str) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(theme().space(3))
    column.addWidget(SafeLabel(title, "caption", "muted", 600))
    return column


def _card_line(icon: str, kind: str, place: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignTop) -> tuple[QFrame, QHBoxLayout]:
    card = QFrame()
    set_kind(card, card=kind)
    line = QHBoxLayout(card)
    line.setContentsMargins(*(theme().space(5),) * 4)
    line.setSpacing(theme().space(4))
    line.addWidget(IconMark(icon, 16), 0, place)
    return card, line
