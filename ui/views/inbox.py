"""The inbox: who wrote at the left, what was said in the middle, who it is at the right; keys for all of it."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from smmdesk.model.changes import Changes
from smmdesk.model.words import _
from smmdesk.store.inbox_reads import Which
from ui.calendar.pictures import Pictures
from ui.look import mirror
from ui.look.style import set_kind, set_shown
from ui.look.theme import theme
from ui.models.inbox import InboxModel
from ui.presenters.inbox import InboxPresenter, pick_brand
from ui.presenters.inbox_filter import InboxFilter
from ui.presenters.inbox_hearing import who_is_deaf
from ui.presenters.taking_several import Several
from ui.views.ask_all_sheet import open_ask_all
from ui.views.found_menu import fill_about
from ui.views.inbox_filter import FilterStrip
from ui.views.inbox_head import InboxHeadBar
from ui.views.inbox_list import InboxList
from ui.views.inbox_menus import InboxMenus
from ui.views.inbox_moderation import KEYS
from ui.views.inbox_none import NothingChosen
from ui.views.inbox_person import PersonView
from ui.views.inbox_reply import ReplyView
from ui.views.inbox_thread import ThreadView
from ui.views.inbox_unheard import UnheardStrip
from ui.widgets.brand_filter import BrandFilter
from ui.widgets.empty_state import EmptyState
from ui.widgets.marks import IconMark
from ui.widgets.painted_list import ListPages, upright_line
from ui.widgets.safe_label import SafeLabel
from ui.widgets.segments import Segments
from ui.widgets.several_bar import SeveralBar
from ui.widgets.tab_order import KeyboardPage

LIST_PX, PERSON_PX = 348, 284
HEARS_AFTER_MS = 200
PERSON_FROM_PX, BESIDE_FROM_PX, LOW_UNDER_PX = 1180, 780, 400
"""Widths of the place from which the person, and the thread, stand beside the list."""


class InboxView(KeyboardPage):
    """Says what it wants: a post opened, a place, a delivery to be decided."""

    post_opened = Signal(str)
    place_wanted = Signal(str)
    delivery_wanted = Signal(str)
    person_wanted = Signal(str)
    contribution_wanted = Signal(str)

    def __init__(self, presenter: InboxPresenter) -> None:
        super().__init__()
        self.presenter = self._presenter = presenter
        self.setObjectName("inbox")
        self.setWindowTitle(_("Inbox"))
        self._wants_person: bool | None = None
        self._reads_thread = False
        self._pictures = Pictures(presenter.bridge)
        self._model = InboxModel(self)
        self.list = InboxList(self._model, self._pictures)
        self.talk = ThreadView(presenter, self._pictures)
        self.reply = self.foot = ReplyView(presenter.reply)
        self.person = PersonView(presenter.person)
        self.only = FilterStrip(InboxFilter(presenter))
        self.unheard = UnheardStrip(presenter.desk, presenter.list.brand_ids)
        self.head = InboxHeadBar(self.only.button)
        self.menus = InboxMenus(self, presenter, self.talk.moderation, self.head.later, self.head.more)
        self.menus.contribution_wanted.connect(self.contribution_wanted)
        fill_about(self.head.about, self, presenter)
        self._segments = Segments(self._labels(), _("Which messages to show"), Which.OPEN)
        self._segments.chosen.connect(presenter.show_only)
        self._left, self._middle = self._list_side(), self._thread_side()
        self.aside = self._lists
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._between = upright_line()
        row.addWidget(self._left)
        row.addWidget(self._between)
        row.addWidget(self._middle, 1)
        row.addWidget(self.person)
        self.leads = self.list
        self._connect()
        self._show()
        self._show_thread()
        QTimer.singleShot(HEARS_AFTER_MS, self, self._say_who_hears)

    def toolbar_items(self) -> Sequence[QWidget | None]:
        return self.head.items()

    def minimumSizeHint(self) -> QSize:
        """Narrower than its columns: then some of them go."""
        return QSize(theme().px(320), theme().px(320))

    def paintEvent(self, _event: QPaintEvent) -> None:
        mirror.painter(self).fillRect(self.rect(), theme().color("surface"))

    def closeEvent(self, _event: object) -> None:
        self.person.leave()
        self._presenter.close()

    def _connect(self) -> None:
        presenter, head = self._presenter, self.head
        presenter.changed.connect(self._show)
        presenter.thread_changed.connect(self._show_thread)
        presenter.bridge.changed.connect(self._desk_changed)
        self.unheard.channels_wanted.connect(lambda: self.place_wanted.emit("channels"))
        self.list.row_chosen.connect(self._choose)
        self.list.several_chosen.connect(self.several.show_chosen)
        self.list.several_chosen.connect(self._arrange)
        self.list.clicked.connect(self._open_thread)
        self.list.key_used.connect(self._key)
        self.list.more_wanted.connect(self._read_more)
        self.talk.post_opened.connect(self.post_opened)
        self.talk.delivery_wanted.connect(self.delivery_wanted)
        self.reply.send_wanted.connect(self._send)
        self.reply.left.connect(self._back)
        self.person.message_wanted.connect(self._choose)
        self.person.person_wanted.connect(self.person_wanted)
        head.searched.connect(presenter.search)
        head.search_left.connect(self.list.setFocus)
        head.back.clicked.connect(self._back)
        head.done.clicked.connect(presenter.toggle_done)
        head.idea.clicked.connect(presenter.make_idea)
        head.person.clicked.connect(self._toggle_person)

    # ------------------------------------------------------------------ parts
    def _list_side(self) -> QWidget:
        side = QWidget()
        side.setObjectName("page")
        column = QVBoxLayout(side)
        column.setContentsMargins(0, theme().space(4), 0, 0)
        column.setSpacing(theme().space(3))
        holder = QHBoxLayout()
        holder.setContentsMargins(theme().space(5), 0, theme().space(5), 0)
        holder.addWidget(self._segments)
        holder.addStretch()
        column.addLayout(holder)
        shown = tuple(self._presenter.list.shown.values())
        if len(shown) > 1:
            brands = BrandFilter(shown, "inbox_brands")
            brands.chosen.connect(partial(pick_brand, self._presenter))
            row = QHBoxLayout()
            row.setContentsMargins(theme().space(5), 0, theme().space(5), 0)
            row.addWidget(brands, 1)
            column.addLayout(row)
        column.addWidget(self.only)
        column.addWidget(self.unheard)
        self._lists = ListPages(self.list)
        column.addWidget(self._lists, 1)
        self.several = self._several_bar()
        column.addWidget(self.several)
        self._deaf = SafeLabel("", "caption", "muted", wrap=True)
        self._deaf.setObjectName("inbox_deaf")
        self._deaf.setContentsMargins(theme().space(6), theme().space(3), theme().space(6), theme().space(4))
        self._deaf.hide()
        column.addWidget(self._deaf)
        return side

    def _several_bar(self) -> SeveralBar:
        several = Several(self._presenter.bridge, self._presenter.brand)

        def ask(keys: Sequence[str]) -> None:
            kept = several.collect(keys)
            if kept:
                open_ask_all(self, several, kept)

        entries = (
            ("heart", _("Keep, from customers"), "several_keep", several.collect),
            ("message-circle", _("Ask for permission…"), "several_ask", ask),
            ("lightbulb", _("Make ideas of them"), "several_ideas", several.make_ideas),
            ("check", _("Done"), "several_done", several.done),
        )
        return SeveralBar("inbox_several", entries, self.list.selectAll)

    def _thread_side(self) -> QWidget:
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, theme().space(6))
        column.setSpacing(0)
        column.addWidget(self.talk, 1)
        self._none = NothingChosen()
        self._none.pressed.connect(self.list.begin)
        column.addWidget(self._none, 1)
        below = QVBoxLayout()
        below.setContentsMargins(theme().space(8), 0, theme().space(8), 0)
        below.setSpacing(theme().space(3))
        self._note = QFrame()
        set_kind(self._note, card="warning")
        line = QHBoxLayout(self._note)
        line.setContentsMargins(*(theme().space(4),) * 4)
        line.addWidget(IconMark("text", 16), 0, Qt.AlignmentFlag.AlignTop)
        self._note_words = SafeLabel("", "body", wrap=True)
        self._note_words.setObjectName("inbox_note")
        line.addWidget(self._note_words, 1)
        below.addWidget(self._note)
        below.addWidget(self.reply)
        column.addLayout(below)
        return side

    def _labels(self) -> list[tuple[str, str]]:
        count = self._presenter.list.count
        waiting = f"{_('To answer')}  {count}" if count else _("To answer")
        return [(Which.OPEN, waiting), (Which.ALL, _("All")), (Which.DONE, _("Done"))]

    # ------------------------------------------------------------------ showing
    def _show(self) -> None:
        presenter = self._presenter
        self._segments.set_entries(self._labels(), presenter.list.which)
        self.only.show_chosen()
        self._none.say_above(presenter.list.waiting)
        with self.list.quiet():
            self._model.set_items(presenter.items)
        self.list.show_chosen(presenter.selected)
        if presenter.items:
            self._lists.show_list()
        else:
            self._lists.show_empty(self._empty_state())
        self._arrange()

    def _empty_state(self) -> EmptyState:
        shown = self._presenter.list
        if shown.is_search:
            return EmptyState("search", _("No message with these words."))
        if shown.filters:
            return EmptyState("list-filter", _("No message that fits."))
        if shown.which is Which.OPEN and shown.has_any:
            return EmptyState("check-check", _("Everything is answered."))
        if shown.which is Which.DONE:
            return EmptyState("check-check", _("What you answer or tick off stands here."))
        empty = EmptyState("messages-square", _("What people write to your channels comes in here."), _("See channels"))
        empty.pressed.connect(lambda: self.place_wanted.emit("channels"))
        return empty

    def _show_thread(self) -> None:
        thread = self._presenter.talk
        self.head.show_thread(thread)
        self.talk.show_thread(thread)
        self.person.show_person()
        note = thread.message.note if thread is not None else ""
        set_shown(self._note, bool(note))
        self._note_words.setText(note)
        set_shown(self.reply, thread is not None)
        set_shown(self.talk, thread is not None)
        set_shown(self._none, thread is None)
        self.list.show_chosen(self._presenter.selected)
        self._arrange()

    def _say_who_hears(self) -> None:
        """Which of the connected platforms do not let us hear."""
        self.unheard.refresh()
        words = who_is_deaf(self._presenter.desk, self._presenter.list.brand_ids)
        self._deaf.setText(words)
        self._arrange()

    def _desk_changed(self, changes: Changes) -> None:
        if changes.touches("hearing", "channel"):
            self.unheard.refresh()

    # ------------------------------------------------------------------ room
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Three columns, two, or one: the person and then the thread stand behind buttons, and nothing beside a list
        that is empty."""
        wide, look = self.width(), theme()
        has_thread = self._presenter.talk is not None
        beside = wide >= look.px(BESIDE_FROM_PX)
        roomy = wide >= look.px(PERSON_FROM_PX)
        shows_person = has_thread and (roomy if self._wants_person is None else self._wants_person)
        self._reads_thread = self._reads_thread and has_thread
        reads = has_thread and (beside or self._reads_thread)
        alone = shows_person and not beside
        set_shown(self._left, beside or not reads)
        has_room = beside and (has_thread or bool(self._presenter.items))
        self._left.setFixedWidth(look.px(LIST_PX) if has_room else max(1, wide))
        hides_list = shows_person and not roomy and beside
        if hides_list:
            self._left.setVisible(False)
        set_shown(self._middle, (has_room or reads) and not (alone and reads))
        set_shown(self._between, self._middle.isVisibleTo(self))
        set_shown(self.person, shows_person and reads)
        self.person.setFixedWidth(look.px(PERSON_PX) if not alone else max(1, wide))
        several = not self.several.isHidden() and self.height() < look.px(LOW_UNDER_PX)
        self.unheard.give_way(several)
        set_shown(self._deaf, bool(self._deaf.text()) and not several)
        self.head.arrange(beside=beside, reads=reads, roomy=roomy, shows_person=shows_person, room=wide)

    def _toggle_person(self) -> None:
        self._wants_person = not self.person.isVisible()
        self._arrange()

    def _open_thread(self) -> None:
        """In a narrow window the thread takes the place of the list."""
        self._reads_thread = True
        self._arrange()

    def _back(self) -> None:
        self._reads_thread = False
        self._arrange()
        self.list.setFocus()

    # ------------------------------------------------------------------ doing
    def open_message(self, key: str) -> None:
        """Show a message beside the list, also one that the list does not hold."""
        self._presenter.select(key)
        self._open_thread()

    def _choose(self, key: str) -> None:
        self._presenter.select(key)

    def _read_more(self) -> None:
        if self._presenter.list.has_more:
            self._presenter.read_more()

    def _send(self) -> None:
        if self._presenter.send():
            self.reply.take_focus()

    def _key(self, what: str) -> None:
        if what == "search":
            self.head.find()
        elif self._presenter.talk is None:
            return
        elif what == "done":
            self._presenter.toggle_done()
        elif what == "reply":
            self._open_thread()
            self.reply.take_focus()
        elif what == "snooze":
            self.head.later.showMenu()
        elif what == "note":
            self.menus.ask_note()
        elif (one := self._presenter.talk.handled) is not None:
            self.talk.moderation.act(one, KEYS[what])
