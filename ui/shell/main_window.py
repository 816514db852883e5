"""The main window: rail, toolbar, message bars and the place shown. It knows places, and no verb."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol, cast

from PySide6.QtCore import QByteArray, QEvent, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from smmdesk.model.for_the_eye import MOST_ON_A_BUTTON, tame
from smmdesk.model.problem import Problem
from ui.bridge import Bridge
from ui.look import mirror
from ui.look.style import set_shown
from ui.look.theme import theme
from ui.shell.places import PLACES, Place
from ui.shell.rail import Rail
from ui.widgets.safe_label import MAY_GIVE_WAY

if TYPE_CHECKING:
    from ui.problems import BarStack
    from ui.shell.toast import Toast

WIDE_FROM_PX = 1800
SMALLEST, BEGIN = QSize(640, 360), QSize(1280, 800)
TITLE_BAR_PX = 40
"""What the desktop puts above a window."""
_PLACE_KEYS = frozenset(place.key for place in PLACES)


class View(Protocol):
    """What the main window asks of the widget of a place. Where it has one, the toast keeps clear of its `foot` and of
    what `told` says: the place of what was just worked with. It stands over its `aside`: the list beside that."""

    def toolbar_items(self) -> Sequence[QWidget | None]:
        """The widgets of the toolbar in order; None is the stretch."""


class Toolbar(QWidget):
    """The 52 px row above a place. Where it is too narrow, words go that are said elsewhere too."""

    def __init__(self, items: Sequence[QWidget | None]) -> None:
        super().__init__()
        self.setFixedHeight(theme().size("toolbar"))
        self._line = line = QHBoxLayout(self)
        line.setContentsMargins(theme().space(6), 0, theme().space(5), 0)
        line.setSpacing(theme().space(4))
        for item in items:
            if item is None:
                line.addStretch(1)
            else:
                line.addWidget(item, 0, Qt.AlignmentFlag.AlignVCenter)
        self._words = [item for item in items if item is not None and item.property(MAY_GIVE_WAY)]

    def minimumSizeHint(self) -> QSize:
        return QSize(self._least_px(), super().minimumSizeHint().height())

    def _least_px(self) -> int:
        shown = [words for words in self._words if not words.isHidden()]
        return self._line.minimumSize().width() - sum(map(self._px_of, shown))

    def _px_of(self, words: QWidget) -> int:
        return words.minimumSizeHint().width() + self._line.spacing()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return done

    def _fit(self) -> None:
        """The first words go first: whose place it is says more than what it is called."""
        room = self.width() - self._least_px()
        for words in reversed(self._words):
            room -= self._px_of(words)
            set_shown(words, room >= 0)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = mirror.painter(self)
        painter.fillRect(self.rect(), theme().color("surface"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme().color("hairline"))


class MainWindow(QMainWindow):
    """`painted` fires once, after the first place stood on screen; `closing` when the person wants to leave."""

    painted = Signal()
    place_shown = Signal(str)
    undo_wanted = Signal(str)  # the step that a message named
    closing = Signal()

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self.bridge = bridge
        self.may_close = False
        self._first_paint = True
        self._views: dict[str, tuple[QWidget, Toolbar]] = {}
        self.current = ""
        self.setObjectName("main_window")
        self.setWindowTitle("smmdesk")
        self.setMinimumSize(SMALLEST)
        self.rail = Rail(*_entries())
        self.rail.place_chosen.connect(self.go_to)
        self._toolbars, self._stack = QStackedWidget(), QStackedWidget()
        self._toolbars.setFixedHeight(theme().size("toolbar"))
        self.on_remedy: Callable[[Problem], Callable[[], object] | None] = lambda _problem: None
        self._lay_out()
        bridge.announced.connect(lambda sentence, _undo: self.toast.show_sentence(sentence, bridge.said[-1].step))
        bridge.failed.connect(self.show_problem)

    @cached_property
    def bars(self) -> "BarStack":
        """Problems, under the toolbar; made with the first."""
        from ui.problems import BarStack

        made = BarStack()
        self._column.insertWidget(1, made)
        return made

    @cached_property
    def toast(self) -> "Toast":
        """What was just done, over the foot of the place; made with the first sentence."""
        from ui.shell.toast import Toast

        def part(name: str) -> Callable[[], Any]:
            return lambda: getattr(self._stack.currentWidget(), name, None)

        made = Toast(self._content, part("foot"), part("aside"), part("told"))
        made.undo_requested.connect(self.undo_wanted)
        return made

    @property
    def named_step(self) -> str:
        """What the message that stands there would take back, else empty."""
        shown = "toast" in self.__dict__ and not self.toast.isHidden()  # not made for this
        return self.toast.step if shown else ""

    def go_to(self, key: str) -> QWidget:
        """Show a place, made at its first visit. Raises KeyError for an unknown key."""
        if key not in self._views:
            place = next(place for place in PLACES if place.key == key)
            self.add_view(key, place.make(self))
        view, toolbar = self._views[key]
        self._stack.setCurrentWidget(view)
        self._toolbars.setCurrentWidget(toolbar)
        self.current = key
        self.rail.set_current(key)
        title = tame(view.windowTitle(), MOST_ON_A_BUTTON)
        self.setWindowTitle(f"{title} – smmdesk" if title else "smmdesk")
        view.setFocus()
        self._place_toast()
        self.place_shown.emit(key)
        return view

    def add_view(self, key: str, view: QWidget) -> None:
        """Put a view under a key; one that was there is closed."""
        self.drop_view(key)
        toolbar = Toolbar(self._with_brand(key, cast(View, view).toolbar_items()))
        view.setAccessibleName(view.accessibleName() or view.windowTitle())
        self._views[key] = (view, toolbar)
        self._stack.addWidget(view)
        self._toolbars.addWidget(toolbar)

    def _with_brand(self, key: str, items: Sequence[QWidget | None]) -> Sequence[QWidget | None]:
        """Whose place it is, after its title, where other places show all brands at once."""
        if not any(place.key == key and place.one_brand for place in PLACES) or len(self.bridge.shown_brands) < 2:
            return items
        from ui.widgets.brand_filter import with_brand

        return with_brand(self.bridge, items)

    def drop_view(self, key: str) -> None:
        """Close the view of a key and forget it."""
        if key not in self._views:
            return
        view, toolbar = self._views.pop(key)
        self._stack.removeWidget(view)
        self._toolbars.removeWidget(toolbar)
        view.close()
        for widget in (view, toolbar):
            widget.deleteLater()

    def drop_views(self) -> None:
        """Close every view, before the end: what was typed there is kept."""
        for key in tuple(self._views):
            self.drop_view(key)

    def view(self, key: str) -> QWidget | None:
        """The view of a key if it was made."""
        found = self._views.get(key)
        return found[0] if found else None

    def rebuild(self) -> None:
        """Make every view again: after a change of language, or of the brand. What was written and cannot be saved
        stays, and is shown: it says why."""
        others = [(key, view) for key, (view, _toolbar) in self._views.items() if key not in _PLACE_KEYS]
        kept = [key for key, view in others if not view.close()]
        current = kept[0] if kept else self.current
        for key in [key for key in self._views if key not in kept]:
            self.drop_view(key)
        old = self.rail
        self.rail = Rail(*_entries())
        self.rail.place_chosen.connect(self.go_to)
        self.rail.set_wide(self.width() >= theme().px(WIDE_FROM_PX))
        self._row.replaceWidget(old, self.rail)
        old.deleteLater()
        self.go_to(current if current in _PLACE_KEYS.union(kept) else PLACES[0].key)

    def show_problem(self, problem: object) -> None:
        """A problem as a bar; its button does what the remedy asks for."""
        if isinstance(problem, Problem):
            self.bars.show_problem(problem, self.on_remedy(problem))

    def saved_geometry(self) -> str:
        return bytes(self.saveGeometry().toBase64().data()).decode()

    def restore_saved(self, geometry: str) -> None:
        """Size and place of last time; what is off screen is brought back by Qt, what is of another screen forgotten.
        Then, and the first time, no larger than the screen has room for."""
        room = self.screen().availableGeometry().size() - QSize(0, TITLE_BAR_PX)
        self.setMinimumSize(SMALLEST.boundedTo(room))
        if not geometry or not self.restoreGeometry(QByteArray.fromBase64(geometry.encode())):
            self.resize(BEGIN.boundedTo(room))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.bridge.set_visible(True)

    def hideEvent(self, event: object) -> None:
        self.bridge.set_visible(False)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._first_paint:
            self._first_paint = False
            self.painted.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.rail.set_wide(self.width() >= theme().px(WIDE_FROM_PX))
        self._place_toast()

    def _place_toast(self) -> None:
        if "toast" in self.__dict__:  # it was needed before
            self.toast.place()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.may_close:
            event.accept()
            return
        event.ignore()
        self.closing.emit()

    def _lay_out(self) -> None:
        root = QWidget()
        self._row = QHBoxLayout(root)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addWidget(self.rail)
        self._content = QWidget()
        self._column = QVBoxLayout(self._content)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self._toolbars)
        self._column.addWidget(self._stack, 1)
        self._row.addWidget(self._content, 1)
        self.setCentralWidget(root)


def _entries() -> tuple[list[tuple[str, str, str]], list[tuple[str, str, str]]]:
    def entry(place: Place) -> tuple[str, str, str]:
        return (place.key, place.label(), place.icon)

    return (
        [entry(place) for place in PLACES if place.where == "rail"],
        [entry(place) for place in PLACES if place.where == "foot"],
    )
