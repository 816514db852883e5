"""A dialog in our dress, and the veil behind it."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QHideEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from smmdesk.model.for_the_eye import MOST_IN_A_LINE, MOST_ON_A_BUTTON, tame
from smmdesk.model.problem import Problem
from ui.doing import Doing
from ui.look.style import set_kind, set_shown
from ui.look.theme import theme
from ui.widgets import menu_key
from ui.widgets.marks import IconDisc
from ui.widgets.safe_label import SafeLabel

LEAST_LIST_PX = 120
HELP = "action_help"
"""What the menus call the entry that opens the help."""
WINDOW_EDGE_PX = 16
"""Of the window behind it a sheet leaves so much to see at each side."""


class Scrim(QWidget):
    """A flat veil over the window behind a sheet."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setGeometry(window.rect())
        self.show()
        self.raise_()

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme().color("scrim"))


class Told(QWidget):
    """What kept the act of a sheet from being done, above its buttons."""

    def __init__(self, side: int) -> None:
        super().__init__()
        self.setObjectName("sheet_problem")
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(side, 0, side, 0)
        self._lines.setSpacing(theme().space(2))
        self.hide()

    def say(self, problems: Sequence[Problem]) -> None:
        while self._lines.count():
            item = self._lines.takeAt(0)
            if item is not None and (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for problem in problems:
            self._lines.addWidget(SafeLabel(problem.title, "body-strong", "danger", wrap=True))
            self._lines.addWidget(SafeLabel(problem.advice, "body", "muted", wrap=True))
        said = " ".join(f"{problem.title}. {problem.advice}" for problem in problems)
        self.setAccessibleName(tame(said, MOST_IN_A_LINE))
        set_shown(self, bool(problems))
        if problems:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.window(), tame(said, MOST_IN_A_LINE)))


class Sheet(QDialog):
    """A dialog in our dress: heading, text, a body, and buttons at the foot with the main one last.

    `bare`: the body reaches from edge to edge, and brings its own margins. `icon`: a red one beside the heading.
    """

    def __init__(
        self, parent: QWidget | None, title: str, text: str = "", *, bare: bool = False, icon: str = ""
    ) -> None:
        super().__init__(parent)
        self.setObjectName("sheet")
        set_kind(self, ground="surface")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(tame(title, MOST_ON_A_BUTTON))
        self.setMinimumWidth(theme().px(440))
        self.setMaximumWidth(theme().px(800))
        self._scrim: Scrim | None = None
        side = theme().space(8)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, side, 0, theme().space(7) if bare else side)
        outer.setSpacing(theme().space(5))
        top = QHBoxLayout()
        top.setContentsMargins(side, 0, side, 0)
        top.setSpacing(theme().space(5))
        if icon:
            top.addWidget(IconDisc(icon), 0, Qt.AlignmentFlag.AlignTop)
        self.head = QVBoxLayout()
        self.head.setSpacing(theme().space(2) if bare else theme().space(5))
        top.addLayout(self.head, 1)
        self.title_label = SafeLabel(title, "heading", wrap=True)
        self.text_label = SafeLabel(text, "body", "muted", wrap=True)
        set_shown(self.text_label, bool(text))
        self.head.addWidget(self.title_label)
        self.head.addWidget(self.text_label)
        outer.addLayout(top)
        self._body_page = QWidget()
        self._body_page.setObjectName("page")
        self._body_scroll: QScrollArea | None = None
        self.body = QVBoxLayout(self._body_page)
        self.body.setContentsMargins(*((0, 0, 0, 0) if bare else (side, 0, side, 0)))
        self.body.setSpacing(0 if bare else theme().space(4))
        outer.addWidget(self._body_page, 1 if bare else 0)
        self._foot = QHBoxLayout()
        self._foot.setContentsMargins(side, 0, side, 0)
        self._foot.setSpacing(theme().space(5))
        self._foot.addStretch()
        self._main: QPushButton | None = None
        self._work_told = Told(side)
        self._work_now: Doing | None = None
        self.finished.connect(self._work_left)
        outer.addWidget(self._work_told)
        outer.addSpacing(0 if bare else theme().space(3))
        outer.addLayout(self._foot)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._scrim is None and isinstance(parent := self.parent(), QWidget):
            self._scrim = Scrim(parent.window())
        self._fit()
        self.adjustSize()

    def adjustSize(self) -> None:
        """As high as what stands in it, and no higher than the window behind. Wrapped words know how high they are only
        in the width they get, and Qt asks before."""
        super().adjustSize()
        outer, room = self.layout(), _owner(self)
        if outer is None or room is None:
            return
        wanted = outer.totalHeightForWidth(self.width()) if outer.hasHeightForWidth() else self.height()
        self.resize(self.width(), min(room.height(), wanted))

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            self._fit()
        return done

    def setMinimumWidth(self, wide: int) -> None:
        """Never wider than the window that it stands over."""
        room = _owner(self)
        super().setMinimumWidth(min(wide, room.width() - 2 * theme().px(WINDOW_EDGE_PX)) if room else wide)

    def _fit(self) -> None:
        """As wide as its words need. Where the window is too low for all of the body, that scrolls, and the buttons
        stay in sight."""
        room, outer = _owner(self), self.layout()
        if room is None or outer is None:
            return
        if outer.totalMinimumSize().width() > self.minimumWidth():
            self.setMinimumWidth(outer.totalMinimumSize().width())
        if _least_height(outer, self.width()) <= room.height():
            return
        if self._body_scroll is None:
            self._body_scroll = _scroller(self._body_page, outer)
            bar_px = self._body_scroll.verticalScrollBar().sizeHint().width()
            self._body_scroll.setMinimumWidth(self._body_page.minimumSizeHint().width() + bar_px)
        beside = _least_height(outer, self.width()) - self._body_scroll.minimumHeight()
        self._body_scroll.setMinimumHeight(max(theme().px(LEAST_LIST_PX), room.height() - beside))
        self.adjustSize()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Where there is one stop only, Tab changes nothing: that it has the keyboard is shown all the same."""
        before, done = self.focusWidget(), super().focusNextPrevChild(forward)
        ring = QApplication.instance().property("focus_ring")  # type: ignore[union-attr]
        if ring is not None and before is not None and self.focusWidget() is before:
            ring.stand_on(before)
        return done

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Help and menus are at the same keys here as everywhere: shortcuts of the window behind reach no sheet."""
        room = _owner(self)
        helps = [action for action in room.actions() if action.objectName() == HELP] if room is not None else []
        if event.key() == Qt.Key.Key_F1 and helps:
            helps[0].trigger()
        elif menu_key.is_menu_key(event):
            menu_key.open_menu()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        scrim, self._scrim = self._scrim, None
        if scrim is not None:
            scrim.hide()
            scrim.deleteLater()

    def add_button(self, label: str, name: str, done: Callable[[], object] | None, kind: str = "quiet") -> QPushButton:
        """A button at the foot, before the main one; `done` runs after the sheet closed. None only closes."""
        button = self._foot_button(label, name, kind)

        def pressed() -> None:
            self.close()
            if done is not None:
                done()

        button.clicked.connect(pressed)
        return button

    def add_work(self, label: str, name: str, work: Callable[[], object], kind: str = "primary") -> QPushButton:
        """A button that does `work` while the sheet stands. It closes when that is done; what keeps it from being
        done stands inside, beside all that was typed."""
        button = self._foot_button(label, name, kind)

        def pressed() -> None:
            if self._work_now is None:
                self._work_told.say(())
                self._work_now = doing = Doing(lambda problems: self._work_ended(button, problems))
                button.setEnabled(False)
                try:
                    doing.begin(work)
                except BaseException:
                    self._work_stopped(button)  # whoever catches it says so; it can be done again
                    raise

        button.clicked.connect(pressed)
        return button

    def say(self, *problems: Problem) -> None:
        """Tell it inside, beside all that was typed."""
        self._work_told.say(problems)
        self._fit()
        self.adjustSize()

    def _work_stopped(self, button: QPushButton) -> None:
        self._work_now = None
        button.setEnabled(True)

    def _work_ended(self, button: QPushButton, problems: tuple[Problem, ...]) -> None:
        self._work_now = None
        if not problems:
            self.close()
            return
        button.setEnabled(True)
        self.say(*problems)

    def _foot_button(self, label: str, name: str, kind: str) -> QPushButton:
        label = tame(label, MOST_ON_A_BUTTON)
        button = QPushButton(label.replace("&", "&&"))
        button.setObjectName(name)
        button.setAccessibleName(label)
        button.setAutoDefault(kind in ("primary", "danger"))
        button.setDefault(kind == "primary")
        set_kind(button, kind=kind)
        if self._main is None:
            self._foot.addWidget(button)
        else:
            self._foot.insertWidget(self._foot.indexOf(self._main), button)
            QWidget.setTabOrder(button, self._main)
        if kind in ("primary", "danger"):
            self._main = button
        if self.isVisible():
            self.adjustSize()
        return button

    def _work_left(self) -> None:
        if self._work_now is not None:
            self._work_now.leave()

    def put_in_foot(self, widget: QWidget, place: int) -> None:
        """Something else at the foot: 0 is the left edge."""
        self._foot.insertWidget(place, widget)


def _owner(sheet: QWidget) -> QWidget | None:
    """The window behind a sheet, also behind a sheet over a sheet."""
    above = sheet.parentWidget()
    while above is not None and isinstance(above.window(), Sheet):
        above = above.window().parentWidget()
    return above.window() if above is not None else None


def _least_height(outer: QLayout, width: int) -> int:
    """Of all that stands in a sheet so wide: wrapped words need more lines than they say before."""
    return outer.minimumHeightForWidth(width) if outer.hasHeightForWidth() else outer.totalMinimumSize().height()


def _scroller(page: QWidget, outer: QLayout) -> QScrollArea:
    """Takes the place of `page` in its layout and scrolls it."""
    focused = page.window().focusWidget()
    made = QScrollArea()
    made.setObjectName("sheet_scroll")
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    made.setFrameShape(QFrame.Shape.NoFrame)
    made.setWidgetResizable(True)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    set_kind(made, ground="surface")
    outer.replaceWidget(page, made)
    made.show()  # else it takes no room before the next event
    made.setWidget(page)
    if focused is not None:
        focused.setFocus()
        made.ensureWidgetVisible(focused)
    return made


def height_within(parent: QWidget, wanted: float, beside: float) -> int:
    """The height in px of the part of a sheet that scrolls: `wanted`, less where the window has no room for it.

    Both are sizes of the design; `beside` is how high the rest of the sheet is.
    """
    window = parent.window()
    behind = _owner(window) if isinstance(window, Sheet) else window
    room = (behind or window).height() - theme().px(beside)
    return max(theme().px(LEAST_LIST_PX), min(theme().px(wanted), room))
