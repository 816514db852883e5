"""The tray beside the calendar: ideas and drafts without date. Drag out to give a day, drag in to take it away."""

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QToolButton, QVBoxLayout, QWidget

from smmdesk.model.for_the_eye import tame
from smmdesk.model.words import _
from ui.calendar.chip_painter import ChipPainter
from ui.calendar.computer_card import ComputerFrame
from ui.calendar.drag import unpack
from ui.calendar.drop_label import DropLabel
from ui.calendar.icon_field import IconField
from ui.calendar.idea_card import IdeaCard
from ui.calendar.mix_card import MixFrame
from ui.look import mirror
from ui.look.style import set_kind, set_shown
from ui.look.theme import theme
from ui.models.calendar_entries import Entry
from ui.presenters.ideas_tray import DRAFTS, IDEAS, IdeasTrayPresenter
from ui.widgets.buttons import text_button
from ui.widgets.safe_label import SafeLabel, set_tool_tip
from ui.widgets.tab_order import holds_keys, put_in_reading_order

CARDS_AT_ONCE, A_FEW, SOON_MS = 24, 3, 30


class TabButton(QToolButton):
    """A word and a count, underlined in accent when chosen."""

    def __init__(self, label: str, name: str) -> None:
        super().__init__()
        self._label, self._count = label, 0
        self.setObjectName(name)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        set_kind(self, kind="quiet")
        self.set_count(0)

    def set_count(self, count: int) -> None:
        self._count = count
        self.setAccessibleName(f"{self._label}, {count}")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._words_width() + theme().px(4), theme().px(40))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, px = mirror.painter(self), theme().px
        painter.setFont(theme().font("body", 600 if self.isChecked() else 500))
        tone = "text" if self.isChecked() or self.underMouse() else "text-muted"
        painter.setPen(theme().color(tone))
        left = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        mirror.text(painter, self.rect(), left, self._label)
        wide = painter.fontMetrics().horizontalAdvance(self._label)
        if self._count:
            painter.setPen(theme().color("text-faint"))
            painter.setFont(theme().font("body", 500))
            mirror.text(painter, self.rect().adjusted(wide + px(6), 0, 0, 0), left, str(self._count))
        if self.isChecked():
            painter.fillRect(0, self.height() - px(2), self._words_width(), px(2), theme().color("accent"))

    def _words_width(self) -> int:
        metrics = QFontMetrics(theme().font("body", 600))
        number = metrics.horizontalAdvance(str(self._count)) + theme().px(6) if self._count else 0
        return metrics.horizontalAdvance(self._label) + number


class IdeaField(IconField):
    """Write an idea down: Enter keeps it, the field is ready for the next."""

    noted = Signal(str)

    def __init__(self, owner: str = "") -> None:
        super().__init__("plus")
        self.setObjectName("idea_field")
        words = _("Idea for {brand}").format(brand=tame(owner)) if owner else _("Write down an idea")
        self.setPlaceholderText(words)
        self.setAccessibleName(words)
        self.setMaxLength(500)
        set_kind(self, kind="bare")
        self.setFixedHeight(theme().px(34))
        self.returnPressed.connect(self.keep)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = mirror.painter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(theme().color("focus" if self.hasFocus() else "border"), 2 if self.hasFocus() else 1)
        if not self.hasFocus():
            pen.setDashPattern([3, 2])
        painter.setPen(pen)
        painter.drawRoundedRect(self.rect().toRectF().adjusted(1, 1, -1, -1), theme().px(8), theme().px(8))
        painter.end()
        super().paintEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            return
        super().keyPressEvent(event)

    def keep(self) -> None:
        words = self.text().strip()
        if words:
            self.noted.emit(words)

    def forget(self) -> None:
        """It stands among the ideas: the field is ready for the next, and Ctrl+Z means the idea."""
        self.setText("")

    def event(self, event: QEvent) -> bool:
        """Undo and redo belong to the window while there is no typing to take back."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            undo, redo = QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo
            is_undo = event.matches(undo) and not self.isUndoAvailable()
            if is_undo or (event.matches(redo) and not self.isRedoAvailable()):
                event.ignore()
                return False
        return super().event(event)


class SampleStrip(QWidget):
    """Says that the example week is one, and takes it away."""

    pressed = Signal()

    def __init__(self) -> None:
        super().__init__()
        line = QHBoxLayout(self)
        line.setContentsMargins(theme().px(2), 0, 0, 0)
        line.addWidget(SafeLabel(_("Example week: made up, it never goes out."), "micro", "muted", wrap=True), 1)
        button = text_button(_("Take it away"), "samples_remove", "link", small=True)
        button.clicked.connect(self.pressed)
        line.addWidget(button)


class IdeasTray(QWidget):
    """post_opened: a post's id.  menu_wanted: ids, and a point of the screen."""

    post_opened = Signal(str)
    menu_wanted = Signal(object, object)
    samples_unwanted = Signal()

    def __init__(self, presenter: IdeasTrayPresenter, chips: ChipPainter) -> None:
        super().__init__()
        self.presenter, self._chips = presenter, chips
        self._cards: list[IdeaCard] = []
        self._room = CARDS_AT_ONCE
        self._more = QTimer(self, singleShot=True, interval=SOON_MS)
        self._more.timeout.connect(self._show_more)
        self._over, self._marked = False, ""
        self.setObjectName("ideas_tray")
        self.setAccessibleName(_("Ideas and posts without date"))
        self.setAcceptDrops(True)
        self.ideas_tab, self.drafts_tab = TabButton(_("Ideas"), "tray_ideas"), TabButton(_("No date"), "tray_drafts")
        for tab, which in ((self.ideas_tab, IDEAS), (self.drafts_tab, DRAFTS)):
            tab.toggled.connect(lambda on, which=which: presenter.show_tab(which) if on else None)
        self.field = IdeaField(presenter.owner)
        self.field.setText(presenter.waiting)
        self.field.noted.connect(self._note)
        self.fill = text_button(_("Fill next free slots"), "tray_fill", "link", small=True)
        set_tool_tip(self.fill, _("The chosen ones, else all from the top, each into the next free weekly slot"))
        self.fill.clicked.connect(lambda: presenter.fill_slots(self.chosen))
        self.computer, self.samples, self.mix = ComputerFrame(), SampleStrip(), MixFrame(presenter, self)
        self.samples.pressed.connect(self.samples_unwanted)
        self._empty = SafeLabel("", "body", "muted", wrap=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setMinimumHeight(theme().px(96))
        self._label = DropLabel(self)
        self._lay_out()
        presenter.changed.connect(self.refresh)
        theme().changed.connect(self.update)
        self.refresh()

    def refresh(self) -> None:
        """Show what the presenter holds; cards that stay keep their widgets and the focus."""
        presenter = self.presenter
        self.ideas_tab.setChecked(presenter.tab == IDEAS)
        self.drafts_tab.setChecked(presenter.tab == DRAFTS)
        self.ideas_tab.set_count(len(presenter.ideas))
        self.drafts_tab.set_count(len(presenter.drafts))
        self.computer.show_card(presenter.computer)
        self.mix.refresh()
        set_shown(self.samples, presenter.has_samples)
        shown = presenter.shown
        if [card.entry for card in self._cards] != list(shown[: self._room]):
            self._make_cards()
        idea_words = _("Write an idea down here: you give it a day when you like.")
        draft_words = _("Drop a post here to take it off the calendar.")
        self._empty.setText(idea_words if presenter.tab == IDEAS else draft_words)
        set_shown(self._empty, not shown)
        set_shown(self.fill, bool(shown) and presenter.can_fill)

    def write_idea(self) -> None:
        """Ready to write an idea down."""
        self.presenter.show_tab(IDEAS)
        self.refresh()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _note(self, words: str) -> None:
        """What could not be written down stays where it was typed."""
        if self.presenter.note(words):
            self.field.forget()

    def cards(self) -> tuple[IdeaCard, ...]:
        """The cards on screen, from the top."""
        return tuple(self._cards)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if unpack(event.mimeData()) is not None:
            event.accept()
            self._over = True
            self.update()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        held = unpack(event.mimeData())
        if held is None:
            event.ignore()
            return
        reason = self.presenter.take_in(held.ids)
        self._label.say(event.position().toPoint(), reason or _("off the calendar"), bool(reason), copy=False)
        if reason:
            event.ignore()
        else:
            event.setDropAction(Qt.DropAction.MoveAction)
            event.accept()

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        self._end_drag()

    def dropEvent(self, event: QDropEvent) -> None:
        held = unpack(event.mimeData())
        self._end_drag()
        if held is not None and not self.presenter.take_in(held.ids):
            event.setDropAction(Qt.DropAction.MoveAction)
            event.accept()
            self.presenter.unschedule(held.ids)
            self._focus_card(next((n for n, card in enumerate(self._cards) if card.entry.post_id == held.lead), 0))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = mirror.painter(self)
        painter.fillRect(self.rect(), theme().color("drop-target" if self._over else "surface-sunken"))
        painter.fillRect(0, 0, 1, self.height(), theme().color("hairline"))
        if self._over:
            width = theme().px(2)
            painter.setPen(QPen(theme().color("drop-target-border"), width))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(theme().px(1), 0, 0, theme().px(10))
        column.setSpacing(0)
        tabs = QHBoxLayout()
        tabs.setContentsMargins(theme().px(14), 0, theme().px(14), 0)
        tabs.setSpacing(theme().px(14))
        tabs.addWidget(self.ideas_tab)
        tabs.addWidget(self.drafts_tab)
        tabs.addStretch()
        column.addLayout(tabs)
        page = QWidget()
        page.setObjectName("page")
        self._list = QVBoxLayout(page)
        self._list.setContentsMargins(theme().px(10), theme().px(4), theme().px(10), theme().px(4))
        self._list.setSpacing(theme().px(6))
        self._list.addWidget(self._empty)
        self._list.addWidget(self.field)
        self._list.addWidget(self.fill, 0, Qt.AlignmentFlag.AlignLeft)
        self._list.addStretch()
        scroll = QScrollArea()
        scroll.setObjectName("tray_scroll")
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(page)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column.addWidget(scroll, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(theme().px(10), theme().px(6), theme().px(10), 0)
        cards = QVBoxLayout()
        cards.setSpacing(theme().px(6))
        cards.addWidget(self.samples)
        cards.addWidget(self.mix)
        cards.addWidget(self.computer)
        foot.addLayout(cards)
        column.addLayout(foot)

    def _make_cards(self) -> None:
        """Cards for what is shown; those that stay keep their widgets. Of many, the first at once, the others soon."""
        focused = next((number for number, card in enumerate(self._cards) if holds_keys(card)), None)
        held = self._cards[focused].entry.post_id if focused is not None else ""
        chosen, old = set(self.chosen), {card.entry: card for card in self._cards}
        shown = self.presenter.shown[: self._room]
        self._cards = [old.pop(entry) if entry in old else self._card(entry) for entry in shown]
        for card in old.values():
            self._list.removeWidget(card)
            card.retire()
        for number, card in enumerate(self._cards, start=1):
            if self._list.indexOf(card) != number:
                self._list.removeWidget(card)
                self._list.insertWidget(number, card)
                card.show()
        put_in_reading_order(self)
        for card in self._cards:
            card.set_chosen(card.entry.post_id in chosen)
        if focused is not None:
            ids = [card.entry.post_id for card in self._cards]
            self._focus_card(ids.index(held) if held in ids else min(focused, max(len(ids) - 1, 0)))
        if len(self._cards) < len(self.presenter.shown):
            self._more.start()

    def _show_more(self) -> None:
        """A few more cards under the last, which take a small part of a frame."""
        shown, there = self.presenter.shown, len(self._cards)
        self._room = there + A_FEW
        for entry in shown[there : self._room]:
            card, last = self._card(entry), self._cards[-1]
            self._cards.append(card)
            self._list.insertWidget(len(self._cards), card)
            card.show()
            QWidget.setTabOrder(last, card)
        if len(self._cards) < len(shown):
            self._more.start()

    def _card(self, entry: Entry) -> IdeaCard:
        card = IdeaCard(entry, self.presenter.subline(entry), self._chips)
        card.opened.connect(self.post_opened)
        card.picked.connect(lambda held: self._pick(card, held))
        card.carried_ids = lambda: self.acting(card)
        card.menu_wanted.connect(lambda _post_id, where: self.menu_wanted.emit(self.acting(card), QPoint(where)))
        card.stepped.connect(lambda step: self._focus_card(self._cards.index(card) + step))
        return card

    @property
    def chosen(self) -> tuple[str, ...]:
        """The ids of the chosen cards, from the top."""
        return tuple(card.entry.post_id for card in self._cards if card.is_chosen)

    def acting(self, card: IdeaCard) -> tuple[str, ...]:
        """What a drag or a menu of a card is about: the chosen ones with it, the card's own first; else it alone."""
        own = card.entry.post_id
        return (own, *(one for one in self.chosen if one != own)) if card.is_chosen else (own,)

    def _pick(self, card: IdeaCard, held: Qt.KeyboardModifier) -> None:
        if held & Qt.KeyboardModifier.ControlModifier:
            card.set_chosen(not card.is_chosen)
            self._marked = card.entry.post_id
            return
        ids = [one.entry.post_id for one in self._cards]
        start = ids.index(self._marked) if self._marked in ids else self._cards.index(card)
        if not held & Qt.KeyboardModifier.ShiftModifier:
            self._marked, start = card.entry.post_id, self._cards.index(card)
        low, high = sorted((start, self._cards.index(card)))
        for number, one in enumerate(self._cards):
            one.set_chosen(low <= number <= high)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+A chooses all cards, Esc none; single ones by Space (and by Ctrl or Shift and a click)."""
        if event.matches(QKeySequence.StandardKey.SelectAll) and not self.field.hasFocus():
            for card in self._cards:
                card.set_chosen(True)
        elif event.key() == Qt.Key.Key_Escape and self.chosen:
            for card in self._cards:
                card.set_chosen(False)
        else:
            super().keyPressEvent(event)

    def _focus_card(self, number: int) -> None:
        if 0 <= number < len(self._cards):
            self._cards[number].setFocus(Qt.FocusReason.TabFocusReason)
        elif number >= len(self._cards):
            self.field.setFocus(Qt.FocusReason.TabFocusReason)

    def _end_drag(self) -> None:
        self._over = False
        self._label.hide()
        self.update()
