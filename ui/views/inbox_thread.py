"""The thread: the post they speak about, what was said with day lines between, our answers with how far they are."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from smmdesk.model.for_the_eye import shown_address, shown_host
from smmdesk.model.words import _, ngettext
from ui import dialogs
from ui.calendar.pictures import Pictures
from ui.links import may_open, open_address, open_published
from ui.look import mirror
from ui.look.style import set_kind
from ui.look.theme import theme
from ui.presenters.inbox import InboxPresenter, read_more_said
from ui.presenters.inbox_moderation import Moderator
from ui.presenters.inbox_thread import Bubble, PostCard, Thread
from ui.presenters.outbox_rows import OutboxRow
from ui.views.inbox_moderation import ModerationButtons
from ui.views.outbox_line import state_icon, tone_of
from ui.widgets.buttons import TextButton, text_button
from ui.widgets.marks import IconMark
from ui.widgets.safe_label import ElidedLabel, PictureLabel, SafeLabel, set_tool_tip

WIDEST_PX, CARD_PICTURE_PX, EDGE_PX = 500, 48, 1


class BubbleLabel(SafeLabel):
    """Words on a rounded ground, as wide as they need and at most `WIDEST_PX`; with an edge the message `key` that was
    chosen among several of one person."""

    def __init__(self, text: str, fill: str, key: str = "", spoken: str = "") -> None:
        super().__init__(text, "reading", wrap=True)
        self._fill, self.key, self._spoken, self.is_chosen = fill, key, spoken, False
        self.setAccessibleName(spoken or text)
        side, above = theme().px(13), theme().px(9)
        self.setContentsMargins(side, above, side, above)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse  # words are copied out of it; nothing in it is a link
        )

    def fit(self, room: int) -> None:
        """Not wider than `room` px, nor than its words."""
        most = min(theme().px(WIDEST_PX), room)
        side = theme().px(26) + 4
        metrics = QFontMetrics(self.font())
        longest = max((metrics.horizontalAdvance(line) for line in self.text()[:2000].split("\n")), default=0)
        self.setFixedWidth(max(theme().px(48), min(most, longest + side)))
        self.setMinimumHeight(0)  # a label answers with its least height, where its words need less
        self.setFixedHeight(self.heightForWidth(self.width()))

    def choose(self, *, is_chosen: bool) -> None:
        """Whether it is the one that was chosen."""
        self.is_chosen = is_chosen
        self.setAccessibleName(_("{message} (chosen)").format(message=self._spoken) if is_chosen else self._spoken)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = mirror.painter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme().color("accent"), 2 * EDGE_PX) if self.is_chosen else Qt.PenStyle.NoPen)
        painter.setBrush(theme().color(self._fill))
        inside = QRectF(self.rect()).adjusted(EDGE_PX, EDGE_PX, -EDGE_PX, -EDGE_PX)
        painter.drawRoundedRect(inside if self.is_chosen else QRectF(self.rect()), theme().px(12), theme().px(12))
        painter.end()
        super().paintEvent(event)


class Card(QFrame):
    """The post they speak about; `opened` carries its id."""

    opened = Signal(str)

    def __init__(self, card: PostCard, pictures: Pictures, presenter: InboxPresenter) -> None:
        super().__init__()
        self._pictures, self._sha256 = pictures, card.picture
        self.setObjectName("inbox_post")
        self.setAccessibleName(f"{card.words}, {card.state}")
        set_kind(self, card="side")
        row = QHBoxLayout(self)
        row.setContentsMargins(*(theme().space(4),) * 4)
        row.setSpacing(theme().space(5))
        self._picture = PictureLabel()
        if card.picture:
            row.addWidget(self._picture)
        words = QVBoxLayout()
        words.setSpacing(theme().space(1))
        words.addStretch()
        words.addWidget(ElidedLabel(card.words, "body", weight=600))
        words.addLayout(self._state(card, presenter))
        words.addStretch()
        row.addLayout(words, 1)
        row.addWidget(IconMark("message-circle", 16))
        row.addWidget(SafeLabel(card.count, "body", "muted"))
        show = text_button(_("Show it"), "inbox_post_open", "surface", small=True)
        show.set_label(_("Show it"), _("Show it: {post}").format(post=card.words))
        show.clicked.connect(lambda: self.opened.emit(card.post_id))
        row.addWidget(show)
        self.show_picture()

    def show_picture(self) -> None:
        if self._sha256:
            side = theme().px(CARD_PICTURE_PX)
            self._picture.setFixedSize(side, side)
            ready = self._pictures(self._sha256, side, self.devicePixelRatioF())
            if ready is not None:
                self._picture.setPixmap(ready)

    def _state(self, card: PostCard, presenter: InboxPresenter) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(theme().space(3))
        if card.progress is not None:
            row = OutboxRow(card.post_id, card.progress, card.state)
            line.addWidget(state_icon(row, 14))
            line.addWidget(SafeLabel(card.state, "body", tone_of(row)))
        if card.url:
            line.addWidget(see_link(card.url, presenter, "inbox_post_see"))
        line.addStretch()
        return line


def earlier_words(count: int) -> str:
    words = ngettext("{count} earlier message", "{count} earlier messages", count)
    return words.format(count=count)


def later_words(count: int) -> str:
    words = ngettext("{count} later message", "{count} later messages", count)
    return words.format(count=count)


class ThreadView(QScrollArea):
    """post_opened: a post's id.  delivery_wanted: a delivery's id, to be decided in the outbox."""

    post_opened = Signal(str)
    delivery_wanted = Signal(str)

    def __init__(self, presenter: InboxPresenter, pictures: Pictures) -> None:
        super().__init__()
        self._presenter, self._pictures = presenter, pictures
        self._shown: tuple[PostCard | None, tuple[Bubble, ...], int, int] | None = None
        self._bubbles: list[BubbleLabel] = []
        self._card: Card | None = None
        self._key = ""
        self.moderation = ModerationButtons(self, Moderator(presenter.bridge))
        self.setObjectName("inbox_thread")
        self.setAccessibleName(_("What was said"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        set_kind(self, ground="surface")
        pictures.arrived.connect(self._show_picture)

    def show_thread(self, thread: Thread | None) -> None:
        """Made anew when something was said or came further; else nothing moves."""
        wanted = (thread.card, thread.bubbles, thread.earlier, thread.later) if thread is not None else None
        key = thread.message.id if thread is not None else ""
        if wanted == self._shown:
            if thread is not None and key != self._key:  # another of what they wrote
                self._key = key
                self._choose(thread)
                self._to_the_chosen()
            return
        same = key == self._key and self._shown is not None and wanted is not None
        same = same and len(self._shown[1] if self._shown else ()) == len(wanted[1] if wanted else ())
        came_before = self._came_before(key, wanted[1] if wanted else ())
        place, held = self.verticalScrollBar().value(), self._held()
        below = self.verticalScrollBar().maximum() - place
        self._shown, self._bubbles, self._card, self._key = wanted, [], None, key
        page = QWidget()
        page.setObjectName("page")
        column = QVBoxLayout(page)
        column.setContentsMargins(*(theme().space(8), theme().space(6)) * 2)
        column.setSpacing(theme().space(2))
        if thread is not None:
            if thread.card is not None:
                self._card = Card(thread.card, self._pictures, self._presenter)
                self._card.opened.connect(self.post_opened)
                column.addWidget(self._card)
            column.addStretch(1)
            self._add_more(column, thread.earlier, earlier_words, "inbox_earlier")
            for bubble in thread.bubbles:
                self._add(column, bubble)
            self._add_more(column, thread.later, later_words, "inbox_later")
            self._choose(thread)
        else:
            choose = SafeLabel(_("Choose a message."), "body", "muted")
            column.addWidget(choose, 1, Qt.AlignmentFlag.AlignCenter)
        old = self.takeWidget()  # a button in it may have been pressed just now
        self.setWidget(page)
        if old is not None:
            old.deleteLater()
        self._fit()
        if same:  # nothing new was said: whoever reads further up, or goes by keys, stays where they are
            self._hold(held)
            QTimer.singleShot(0, self, lambda: self.verticalScrollBar().setValue(place))
        elif came_before:  # what stood there stays where it is
            bar = self.verticalScrollBar()
            QTimer.singleShot(0, self, lambda: bar.setValue(bar.maximum() - below))
        else:
            QTimer.singleShot(0, self, self._to_the_chosen)

    def _held(self) -> tuple[str, object] | None:
        """Which button below which message has the focus."""
        found = self.window().focusWidget()  # also while a sheet stands over it
        mine = found is not None and self.isAncestorOf(found)
        return (found.objectName(), found.property("message")) if mine and found is not None else None

    def _hold(self, held: tuple[str, object] | None) -> None:
        page = self.widget()
        for button in page.findChildren(QWidget, held[0]) if page is not None and held is not None else ():
            if held is not None and button.property("message") == held[1]:
                button.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = self.viewport().width() - 2 * theme().space(8) - theme().px(30)
        for bubble in self._bubbles:
            bubble.fit(max(theme().px(160), room))

    def _came_before(self, key: str, bubbles: tuple[Bubble, ...]) -> bool:
        """Whether only earlier ones came to what is shown."""
        old = self._shown[1] if self._shown is not None and key == self._key else ()
        return bool(old) and len(bubbles) > len(old) and bubbles[-1].key == old[-1].key

    def _choose(self, thread: Thread) -> None:
        """Say which of several messages was chosen: that one is answered."""
        for label in self._bubbles:
            label.choose(is_chosen=thread.is_one_of_several and label.key == thread.message.id)

    def _to_the_chosen(self) -> None:
        """The end of what was said; what was chosen where that lies further up."""
        bar = self.verticalScrollBar()
        bar.setValue(bar.maximum())
        for label in self._bubbles:
            if label.is_chosen and label.y() < bar.value():
                bar.setValue(label.y() - max(theme().space(8), (self.viewport().height() - label.height()) // 3))

    def _add_more(self, column: QVBoxLayout, count: int, words: Callable[[int], str], name: str) -> None:
        """The way to what is not shown, where there is some."""
        if count:
            more = text_button(words(count), name, "link", small=True)
            more.clicked.connect(lambda: read_more_said(self._presenter))
            column.addWidget(more, 0, Qt.AlignmentFlag.AlignHCenter)

    def _show_picture(self) -> None:
        if self._card is not None:
            self._card.show_picture()

    def _add(self, column: QVBoxLayout, bubble: Bubble) -> None:
        side = Qt.AlignmentFlag.AlignRight if bubble.ours else Qt.AlignmentFlag.AlignLeft
        if bubble.day:
            day = SafeLabel(bubble.day, "caption", "muted")
            day.setContentsMargins(0, theme().space(5), 0, theme().space(3))
            column.addWidget(day, 0, Qt.AlignmentFlag.AlignHCenter)
        if bubble.stars is not None:
            stars = ngettext("{count} star", "{count} stars", bubble.stars).format(count=bubble.stars)
            column.addWidget(SafeLabel(f"{'★' * min(5, bubble.stars)}  {stars}", "caption", "warning", 600), 0, side)
        fill = "accent-soft" if bubble.ours else "surface-hover"
        label = BubbleLabel(bubble.text, fill, bubble.key, bubble.spoken)
        self._bubbles.append(label)
        column.addWidget(label, 0, side)
        foot = self._foot(bubble)
        foot.setContentsMargins(theme().space(2), 0, theme().space(2), theme().space(4))
        column.addLayout(foot)
        stands = self.moderation.state(bubble.handled) if bubble.handled is not None else None
        if stands is not None:
            stands.setContentsMargins(theme().space(2), 0, theme().space(2), theme().space(4))
            column.addLayout(stands)

    def _foot(self, bubble: Bubble) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(theme().space(4))
        if bubble.ours and bubble.row is not None:
            line.addStretch()
            self._add_state(line, bubble, bubble.row)
            return line
        line.addWidget(SafeLabel(bubble.when, "caption", "muted"))
        if bubble.removed:
            line.addWidget(IconMark("circle-minus", 14))
            line.addWidget(SafeLabel(_("deleted there"), "caption", "muted"))
        elif bubble.url:
            line.addWidget(see_link(bubble.url, self._presenter, "inbox_see"))
        for address in bubble.links:
            line.addWidget(self._link(address))
        if bubble.handled is not None:
            self.moderation.fill(line, bubble.handled)
        line.addStretch()
        return line

    def _add_state(self, line: QHBoxLayout, bubble: Bubble, row: OutboxRow) -> None:
        sentence = row.sentence.split(" - ")[0]
        line.addWidget(state_icon(row, 14))
        state = SafeLabel(sentence, "caption", tone_of(row), 500)
        state.setObjectName("inbox_answer_state")
        line.addWidget(state)
        if row.url:
            line.addWidget(see_link(row.url, self._presenter, "inbox_answer_see"))
        elif bubble.may_take_back:
            back = text_button(_("Change the words"), "inbox_take_back", "primary", small=True)
            back.clicked.connect(lambda: self._take_back(row.part_id))
            line.addWidget(back)
        elif row.button:
            decide = text_button(row.button, "inbox_decide", "primary" if row.is_problem else "normal", small=True)
            decide.clicked.connect(lambda: self.delivery_wanted.emit(row.delivery_id))
            line.addWidget(decide)

    def _take_back(self, part_id: str) -> None:
        """The words stand under the message that they answer: that one is shown."""
        answered = self._presenter.reply.take_back(part_id)
        if answered:
            self._presenter.select(answered)

    def _link(self, address: str) -> TextButton:
        """A link in what somebody wrote: it says its real site, and asks before it opens."""
        host = shown_host(address)
        link = text_button(host or _("a link"), "inbox_link", "link", "external-link", small=True)
        shown = shown_address(address)
        set_tool_tip(link, shown)
        link.set_label(host or _("a link"), _("Open {address}").format(address=shown))
        link.setEnabled(may_open(address))
        link.clicked.connect(lambda: ask_open(self, address))
        return link

    def sizeHint(self) -> QSize:
        return QSize(theme().px(400), theme().px(300))


def ask_open(parent: QWidget, address: str) -> None:
    """Where a stranger's link leads, before it opens."""
    dialogs.confirm(
        parent,
        _("Open {host}?").format(host=shown_host(address)),
        shown_address(address, 600),
        _("Open it"),
        lambda: open_address(address),
    )


def see_link(url: str, presenter: InboxPresenter, name: str) -> TextButton:
    """Look at it where it stands."""
    see = text_button(_("see it"), name, "link", "external-link", small=True)
    set_tool_tip(see, shown_address(url))
    folder = presenter.desk.paths.practice
    see.clicked.connect(lambda: open_published(url, folder))
    return see
