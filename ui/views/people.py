"""The people: the list at the left, the card of one at the right; everything by keys too."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from smmdesk.model.for_the_eye import tame
from smmdesk.model.person import TAGS
from smmdesk.model.words import _, ngettext, pgettext
from smmdesk.store.people_reads import ADVOCATE_DAYS, GOOD_STARS, Group, Order
from ui.calendar.icon_field import IconField
from ui.look import mirror
from ui.look.style import set_kind, set_shown
from ui.look.theme import theme
from ui.models.people import PeopleModel
from ui.presenters.people import PeoplePresenter
from ui.presenters.people_rows import tag_words
from ui.views.going_sheet import ViewWork
from ui.views.people_card import CardView
from ui.views.people_list import PeopleList
from ui.widgets.buttons import icon_button, text_button
from ui.widgets.empty_state import EmptyState
from ui.widgets.painted_list import ListPages, upright_line
from ui.widgets.safe_label import SafeLabel, name_choice, place_title
from ui.widgets.segments import Segments
from ui.widgets.tab_order import KeyboardPage

LIST_PX, SEARCH_PX, BESIDE_FROM_PX, TYPED_MS = 380, 220, 780, 150


class PeopleView(KeyboardPage):
    """Says what it wants: a place, a message in the inbox or a private answer to it, what a customer made, a post."""

    place_wanted = Signal(str)
    message_wanted = Signal(str)
    private_wanted = Signal(str)
    contribution_wanted = Signal(str)
    post_opened = Signal(str)

    def __init__(self, presenter: PeoplePresenter) -> None:
        super().__init__()
        self.presenter = self._presenter = presenter
        self.setObjectName("people")
        self.setWindowTitle(_("People"))
        self._reads_card = False
        self._model = PeopleModel(self)
        self.list = PeopleList(self._model)
        self.card = CardView(presenter)
        self._make_toolbar()
        self._left, self._right = self._list_side(), self._card_side()
        self.aside = self._lists
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._between = upright_line()
        row.addWidget(self._left)
        row.addWidget(self._between)
        row.addWidget(self._right, 1)
        self.leads = self.list
        self._connect()
        self._show()
        self._show_card()

    def toolbar_items(self) -> Sequence[QWidget | None]:
        return (self._back, place_title(_("People")), self.search, None, self.merge)

    def minimumSizeHint(self) -> QSize:
        """Narrower than its columns: then one of them goes."""
        return QSize(theme().px(320), theme().px(320))

    def paintEvent(self, _event: QPaintEvent) -> None:
        mirror.painter(self).fillRect(self.rect(), theme().color("surface"))

    def closeEvent(self, _event: object) -> None:
        self.card.leave()
        self._presenter.close()

    # ------------------------------------------------------------------ parts
    def _make_toolbar(self) -> None:
        self.search = _Search()
        self._typed = QTimer(self, singleShot=True, interval=TYPED_MS)
        self._typed.timeout.connect(lambda: self._presenter.search(self.search.text()))
        self._back = icon_button("arrow-left", _("Back to the list"), "people_back")
        self.merge = text_button(_("Make them one card"), "people_merge", "normal", "users")
        self.merge.hide()

    def _list_side(self) -> QWidget:
        side = QWidget()
        side.setObjectName("page")
        column = QVBoxLayout(side)
        column.setContentsMargins(0, theme().space(4), 0, 0)
        column.setSpacing(theme().space(3))
        self._segments = Segments(self._labels(), _("Which people to show"), Group.ALL)
        self._tags = QComboBox()
        self._tags.setObjectName("people_tag")
        name_choice(self._tags, _("Only people with this tag"))
        self._orders = QComboBox()
        self._orders.setObjectName("people_order")
        name_choice(self._orders, _("Order of the list"))
        for order, words in _order_words():
            self._orders.addItem(tame(words), str(order))
        for parts in ((self._segments, None), (self._tags, self._orders)):
            holder = QWidget()
            holder.setMaximumWidth(theme().px(LIST_PX))
            line = QHBoxLayout(holder)
            line.setContentsMargins(theme().space(5), 0, theme().space(5), 0)
            line.setSpacing(theme().space(3))
            for part in parts:
                if part is None:
                    line.addStretch(1)
                else:
                    line.addWidget(part)
            column.addWidget(holder)
        self._how = SafeLabel("", "caption", "muted", wrap=True)
        self._how.setObjectName("people_how")
        self._how.setContentsMargins(theme().space(6), 0, theme().space(6), 0)
        column.addWidget(self._how)
        self._lists = ListPages(self.list)
        column.addWidget(self._lists, 1)
        return side

    def _card_side(self) -> QStackedWidget:
        pages = QStackedWidget()
        words = _("Choose somebody at the left to see their card: what they wrote, your notes, when to be in touch.")
        self._none = EmptyState("user-round", words, pgettext("person", "Begin with the first"), "people_begin")
        self._none.setObjectName("people_none")
        self._none.pressed.connect(self._begin)
        self._several = QWidget()
        column = QVBoxLayout(self._several)
        column.setContentsMargins(*(theme().space(8),) * 4)
        column.setSpacing(theme().space(4))
        self._several_head = SafeLabel("", "heading", wrap=True)
        self._several_names = SafeLabel("", "body", wrap=True)
        self._several_names.setObjectName("people_several")
        about = _(
            "Are they the same person? The first one’s name stays; accounts, tags, notes and messages of all come "
            "together. You can take it back, and split an account off again."
        )
        for part in (self._several_head, self._several_names, SafeLabel(about, "body", "muted", wrap=True)):
            column.addWidget(part)
        self._several_merge = text_button(_("Make them one card"), "people_merge_here", "primary", "users")
        self._several_merge.clicked.connect(self._presenter.merge)
        column.addWidget(self._several_merge, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        for page in (self._none, self._several, self.card):
            pages.addWidget(page)
        return pages

    def _connect(self) -> None:
        presenter = self._presenter
        presenter.changed.connect(self._show)
        presenter.card_changed.connect(self._show_card)
        work = ViewWork(self)
        presenter.begun, presenter.over = work.begin, work.end
        self._segments.chosen.connect(presenter.show_only)
        self._tags.activated.connect(lambda _place: presenter.show_tag(str(self._tags.currentData())))
        self._orders.activated.connect(lambda _place: presenter.sort(str(self._orders.currentData())))
        self.list.chosen.connect(self._choose)
        self.list.clicked.connect(lambda _index: self._open())
        self.list.key_used.connect(self._key)
        self.list.more_wanted.connect(presenter.read_more)
        for wish in ("message_wanted", "private_wanted", "contribution_wanted", "post_opened"):
            getattr(self.card, wish).connect(getattr(self, wish))
        self.search.textChanged.connect(lambda: self._typed.start())
        self.search.left.connect(self._leave_search)
        self.merge.clicked.connect(presenter.merge)
        self._back.clicked.connect(self._go_back)

    # ------------------------------------------------------------------ showing
    def _labels(self) -> list[tuple[str, str]]:
        counts = self._presenter.counts
        words = {
            Group.ALL: (_("Everyone"), 0),
            Group.REMINDED: (_("Reminders"), counts.due),
            Group.THANKS: (_("Thanks"), counts.thanks),
            Group.ADVOCATES: (_("Advocates"), 0),
        }
        return [(str(key), f"{name}  {count}" if count else name) for key, (name, count) in words.items()]

    def _show(self) -> None:
        presenter, asked = self._presenter, self._presenter.asked
        self._segments.set_entries(self._labels(), str(asked.group))
        self._show_tags()
        self._orders.setCurrentIndex(self._orders.findData(str(asked.order)))
        how = _how_words(asked.group)
        self._how.setText(how)
        set_shown(self._how, bool(how))
        with self.list.quiet():
            self._model.set_people(presenter.rows)
        self.list.show_chosen(presenter.chosen)
        if presenter.rows:
            self._lists.show_list()
        else:
            self._lists.show_empty(self._empty_state())
        self._arrange()

    def _show_tags(self) -> None:
        wanted = [("", _("Any tag")), *((tag, tag_words(tag)) for tag in (*TAGS, *self._others()))]
        if [self._tags.itemData(place) for place in range(self._tags.count())] != [key for key, _words in wanted]:
            self._tags.clear()
            for key, words in wanted:
                self._tags.addItem(tame(words, 60), key)
        self._tags.setCurrentIndex(max(0, self._tags.findData(self._presenter.asked.tag)))

    def _others(self) -> list[str]:
        shown = self._presenter.asked.tag
        own = [tag for tag in self._presenter.own_tags if tag not in TAGS]
        return own if not shown or shown in (*own, *TAGS) else [*own, shown]

    def _empty_state(self) -> EmptyState:
        asked = self._presenter.asked
        if not self._presenter.has_any:
            words = _("Whoever writes to one of your channels gets a card here by itself.")
            empty = EmptyState("users", words, _("See channels"))
            empty.pressed.connect(lambda: self.place_wanted.emit("channels"))
            return empty
        if asked.words.strip():
            return EmptyState("search", _("Nobody with these words."))
        if asked.tag:
            return EmptyState("tag", _("Nobody has this tag here. Tick it on somebody’s card."))
        said = {
            Group.REMINDED: _("No reminders. Choose a day on somebody’s card."),
            Group.THANKS: _("You owe nobody thanks."),
            Group.ADVOCATES: _("Nobody spoke of you in public in the last 90 days."),
        }
        return EmptyState("check-check", said.get(asked.group, _("Nobody is here.")))

    def _show_card(self) -> None:
        presenter = self._presenter
        names = presenter.names_of_chosen()
        if presenter.card is not None:
            self.card.show_card(presenter.card)
            self._right.setCurrentWidget(self.card)
        elif len(presenter.chosen) > 1:
            count = len(presenter.chosen)
            said = ngettext("{count} person chosen", "{count} people chosen", count).format(count=count)
            self._several_head.setText(said)
            self._several_names.setText("\n".join(tame(name, 80) for name in names[:12]))
            self._right.setCurrentWidget(self._several)
        else:
            self._reads_card = False
            self._right.setCurrentWidget(self._none)
        self.list.show_chosen(presenter.chosen)
        self._arrange()

    # ------------------------------------------------------------------ room
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Two columns, or one: the card then takes the place of the list. Beside an empty list nothing stands."""
        wide, has_some = self.width(), bool(self._presenter.rows or self._presenter.chosen)
        beside = wide >= theme().px(BESIDE_FROM_PX) and has_some
        reads = beside or (self._reads_card and bool(self._presenter.chosen))
        set_shown(self._left, beside or not reads)
        self._left.setFixedWidth(theme().px(LIST_PX) if beside else max(1, wide))
        set_shown(self._right, reads)
        set_shown(self._between, beside)
        set_shown(self._back, reads and not beside)
        set_shown(self.merge, not reads and len(self._presenter.chosen) > 1)

    def _begin(self) -> None:
        """With the first of the list, and the keyboard in it."""
        self.list.setFocus()
        self.list.setCurrentIndex(self._model.index(0, 0))

    def _open(self) -> None:
        self._reads_card = True
        self._arrange()

    def _go_back(self) -> None:
        self._reads_card = False
        self._arrange()
        self.list.setFocus()

    # ------------------------------------------------------------------ doing
    def open_card(self, person_id: str) -> None:
        """Show one card, also of somebody whom the list does not hold."""
        self._choose([person_id])
        self._open()

    def _choose(self, keys: list[str]) -> None:
        self.card.leave()
        self._presenter.choose(keys)

    def _key(self, what: str) -> None:
        if what == "search":
            self.search.setFocus()
            self.search.selectAll()
        elif what == "merge":
            self._presenter.merge()
        elif self._presenter.card is not None:
            self._open()
            self.card.take_focus()

    def _leave_search(self) -> None:
        self._typed.stop()
        self._presenter.search(self.search.text())
        self.list.setFocus()


class _Search(IconField):
    """left: Escape, or down to what was found."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__("search")
        self.setObjectName("people_search")
        self.setAccessibleName(_("Search people"))
        self.setPlaceholderText(_("Search"))
        self.setFixedWidth(theme().px(SEARCH_PX))
        set_kind(self, kind="filled")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
            self.left.emit()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.left.emit()
        else:
            super().keyPressEvent(event)


def _order_words() -> tuple[tuple[Order, str], ...]:
    return (
        (Order.LAST, _("Last contact")),
        (Order.MOST, _("Speaks of you most")),
        (Order.NAME, _("Name")),
        (Order.REMINDER, _("Next reminder")),
    )


def _how_words(group: Group) -> str:
    """How a list is counted."""
    if group is Group.ADVOCATES:
        return _(
            "Counted: comments, mentions, shares and reviews with {stars} stars or more in the last {days} days. "
            "Private messages do not count."
        ).format(stars=GOOD_STARS, days=ADVOCATE_DAYS)
    if group is Group.THANKS:
        return _(
            "They commented, mentioned or shared you, or gave {stars} stars or more in the last {days} days, and "
            "nobody has answered or ticked it off."
        ).format(stars=GOOD_STARS, days=ADVOCATE_DAYS)
    return ""
