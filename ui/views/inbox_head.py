"""The row above the inbox: its name and search over the list, who wrote and what can be done over the thread."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from smmdesk.model.words import _
from ui.calendar.icon_field import IconField
from ui.look.style import set_kind, set_shown
from ui.look.theme import theme
from ui.presenters.inbox_thread import Thread
from ui.widgets.avatar import Avatar
from ui.widgets.buttons import icon_button, text_button
from ui.widgets.safe_label import ElidedLabel, place_title

LIST_PX, FACE_PX, TYPED_MS = 348, 30, 150
IDEA_FROM_PX = 940


class _Search(IconField):
    """left: Escape, or down to what was found."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__("search")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
            self.left.emit()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.left.emit()
        else:
            super().keyPressEvent(event)


class InboxHeadBar:
    """Makes the widgets of the toolbar and shows what belongs to the thread. Not a widget: the window lays them out."""

    def __init__(self, narrow: QWidget) -> None:
        """`narrow`: the button that stands beside the search."""
        self._keeper, self._narrow = _Keeper(), narrow
        self.searched, self.search_left = self._keeper.searched, self._keeper.left
        self.search = _Search()
        self.search.setObjectName("inbox_search")
        self.search.setAccessibleName(_("Search messages"))
        self.search.setPlaceholderText(_("Search"))
        set_kind(self.search, kind="filled")
        self._typed = QTimer(self._keeper, singleShot=True, interval=TYPED_MS)
        self._typed.timeout.connect(lambda: self.searched.emit(self.search.text()))
        self.search.textChanged.connect(lambda: self._typed.start())
        self.search.left.connect(self._leave_search)
        self.back = icon_button("arrow-left", _("Back to the list"), "inbox_back")
        self.idea = text_button(_("Make it an idea"), "inbox_idea", "quiet", "lightbulb")
        self.later = icon_button("clock", _("Put off"), "inbox_later")
        self.later.set_label(_("Put off"), "S")
        self.done = text_button(_("Done"), "inbox_done", "normal", "check")
        self.more = icon_button("ellipsis", _("More about this message"), "inbox_more")
        self.person = icon_button("user-round", _("Who wrote"), "inbox_person_button")
        self.person.setCheckable(True)
        self.about = icon_button("sliders-horizontal", _("More about the inbox"), "inbox_about")
        self._title = self._made_title()
        self._face = self._made_face()

    def items(self) -> Sequence[QWidget | None]:
        acts = (self.idea, self.later, self.done, self.more, self.person)
        return (self._title, self.back, self._face, None, *acts)

    def find(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def show_thread(self, thread: Thread | None) -> None:
        if thread is None:
            return
        self._avatar.show_person(thread.initials, thread.hue, thread.platform, thread.tint)
        self._name.setText(thread.name)
        given = thread.message.assigned_to
        self._kind.setText(f"{thread.kind} · {_('for {name}').format(name=given)}" if given else thread.kind)
        self.done.set_label(_("Open again") if thread.message.done else _("Done"))

    def arrange(self, *, beside: bool, reads: bool, roomy: bool, shows_person: bool, room: int) -> None:
        """Only what belongs to what is seen; `room` is the width of the place."""
        set_shown(self._title, beside or not reads)
        self._title.set_wide(theme().px(LIST_PX) - theme().space(6) if beside else max(1, room - theme().px(40)))
        set_shown(self.back, reads and not beside)
        for part in (self._face, self.later, self.done, self.more, self.person):
            set_shown(part, reads)
        set_shown(self.idea, reads and room >= theme().px(IDEA_FROM_PX))
        self.person.setChecked(shows_person)

    def _leave_search(self) -> None:
        self._typed.stop()
        self.searched.emit(self.search.text())
        self.search_left.emit()

    def _made_title(self) -> "_Title":
        holder = _Title()
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, theme().space(5), 0)
        line.setSpacing(theme().space(5))
        line.addWidget(place_title(_("Inbox")))
        line.addWidget(self.search, 1)
        line.addWidget(self._narrow)
        line.addWidget(self.about)
        return holder

    def _made_face(self) -> QWidget:
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(theme().space(3), 0, 0, 0)
        line.setSpacing(theme().space(4))
        self._avatar = Avatar(FACE_PX)
        self._name, self._kind = ElidedLabel("", "body", weight=600), ElidedLabel("", "caption", "muted")
        self._name.setObjectName("inbox_who")
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._name)
        words.addWidget(self._kind)
        line.addWidget(self._avatar)
        line.addLayout(words, 1)
        holder.setMinimumWidth(theme().px(120))
        return holder


class _Title(QWidget):
    """As wide as the list below it, and narrower where the window has to be."""

    def __init__(self) -> None:
        super().__init__()
        self._wide = theme().px(LIST_PX)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)

    def set_wide(self, wide: int) -> None:
        if wide != self._wide:
            self._wide = wide
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(self._wide, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(120), super().minimumSizeHint().height())


class _Keeper(QObject):
    """Holds the signals, and the timer's life."""

    searched = Signal(str)
    left = Signal()
