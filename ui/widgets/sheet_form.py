"""What sheets of planning are made of: a field under its caption, numbers, days as people type them, weekdays."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QBoxLayout, QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from smmdesk.model.dates import say_in_figures
from smmdesk.model.for_the_eye import MOST_ON_A_BUTTON, tame
from smmdesk.model.words import _
from ui.look import mirror
from ui.look.style import set_kind
from ui.look.theme import theme
from ui.models.calendar_words import in_words
from ui.widgets.press_button import PressButton
from ui.widgets.safe_label import SafeLabel

MONDAY = date(2026, 1, 5)
NARROW_PX, DAY_PX, DOT_PX = 64, 168, 36


def name_it(field: QWidget, label: str, name: str) -> QWidget:
    """Its object name and what a screen reader calls it."""
    field.setObjectName(name)
    field.setAccessibleName(label)
    return field


def under_caption(column: QBoxLayout, label: str, field: QWidget, name: str) -> None:
    """A field below its caption."""
    words = SafeLabel(label, "caption", "muted")
    words.setBuddy(field)
    box = QVBoxLayout()
    box.setSpacing(theme().space(2))
    box.addWidget(words)
    box.addWidget(name_it(field, label, name))
    column.addLayout(box)


def row(*parts: QWidget | str | None) -> QHBoxLayout:
    """Widgets and words beside each other; None is the stretch."""
    line = QHBoxLayout()
    line.setSpacing(theme().space(4))
    for part in parts:
        if part is None:
            line.addStretch(1)
        else:
            line.addWidget(SafeLabel(part, "body") if isinstance(part, str) else part)
    return line


def check(label: str, name: str, on: bool = False) -> QCheckBox:
    label = tame(label, MOST_ON_A_BUTTON)
    box = QCheckBox(label.replace("&", "&&"))
    name_it(box, label, name)
    box.setChecked(on)
    return box


class NumberLine(QLineEdit):
    """A whole number between two; anything else marks the field, and `number` is None. Arrow keys count."""

    def __init__(self, label: str, name: str, value: int, least: int, most: int) -> None:
        super().__init__(str(value))
        self._least, self._most = least, most
        self.setFixedWidth(theme().px(NARROW_PX))
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        name_it(self, label, name)
        self.textChanged.connect(self._judge)

    @property
    def number(self) -> int | None:
        text = self.text().strip()
        if not text.lstrip("-").isdecimal() or len(text) > 6:
            return None
        return int(text) if self._least <= int(text) <= self._most else None

    def keyPressEvent(self, event: object) -> None:
        step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(event.key())  # type: ignore[attr-defined]
        if step is None or self.number is None:
            super().keyPressEvent(event)  # type: ignore[arg-type]
            return
        self.setText(str(max(self._least, min(self._most, self.number + step))))

    def _judge(self) -> None:
        set_kind(self, problem="true" if self.number is None else "false")


class DayLine(QLineEdit):
    """A day as people type it ("24/12/2026", "tomorrow"); `read` makes a day of the words."""

    def __init__(self, label: str, name: str, value: date | None, read: Callable[[str], date | None]) -> None:
        super().__init__(say_in_figures(value) if value else "")
        self._read = read
        self.setFixedWidth(theme().px(DAY_PX))
        self.setPlaceholderText(_("24/12/2026"))
        name_it(self, label, name)
        self.textChanged.connect(self._judge)

    @property
    def day(self) -> date | None:
        return self._read(self.text()) if self.text().strip() else None

    def _judge(self) -> None:
        wrong = bool(self.text().strip()) and self.day is None
        set_kind(self, problem="true" if wrong else "false")


class _Dot(PressButton):
    """A weekday to switch on and off."""

    def __init__(self, day: int) -> None:
        super().__init__()
        named = MONDAY + timedelta(days=day)
        self.setCheckable(True)
        self.setText(in_words(named, "ddd"))
        self.setObjectName(f"weekday_{day}")
        self.setAccessibleName(in_words(named, "dddd"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setProperty("ringRadius", theme().px(8))

    def sizeHint(self) -> QSize:
        return QSize(theme().px(DOT_PX + 12), theme().px(DOT_PX - 4))

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter = theme(), mirror.painter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on = self.isChecked()
        painter.setBrush(look.color("accent-soft" if on else "button-hover" if self.underMouse() else "surface"))
        painter.setPen(QPen(look.color("accent-ink" if on else "border"), look.px(2 if on else 1)))
        edge = look.px(1)
        painter.drawRoundedRect(self.rect().adjusted(edge, edge, -edge, -edge), look.px(7), look.px(7))
        painter.setFont(look.font("caption", 600 if on else 500))
        painter.setPen(look.color("text" if on else "text-muted"))
        mirror.text(painter, self.rect(), int(Qt.AlignmentFlag.AlignCenter), self.text())


class Weekdays(QWidget):
    """Seven days to switch on and off; `changed` when a person did."""

    changed = Signal()

    def __init__(self, label: str, chosen: Iterable[int]) -> None:
        super().__init__()
        self.setObjectName("weekdays")
        self.setAccessibleName(label)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme().space(2))
        self._dots = [_Dot(day) for day in range(7)]
        picked = set(chosen)
        for day, dot in enumerate(self._dots):
            dot.show_checked(day in picked)
            dot.used.connect(self.changed)
            line.addWidget(dot)
        line.addStretch(1)

    @property
    def days(self) -> tuple[int, ...]:
        return tuple(day for day, dot in enumerate(self._dots) if dot.isChecked())


def empty(layout: QBoxLayout) -> None:
    """Take everything out of a layout."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif isinstance(inner, QBoxLayout):
            empty(inner)


@contextmanager
def focus_kept(owner: QWidget) -> Iterator[None]:
    """The keyboard stays where it was while parts of `owner` are made anew: with what has the same name in the same
    place, else with the last of that name, else with the last of what was made."""
    before, old = owner.window().focusWidget(), owner.findChildren(QWidget)
    yield
    if before is None or before not in old or before.isVisibleTo(owner):
        return
    same = [each for each in old if each.objectName() == before.objectName()]
    made = [
        each for each in owner.findChildren(QWidget) if each not in old and each.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    named = [each for each in made if each.objectName() == before.objectName()]
    place = min(same.index(before), len(named) - 1)
    for each in named[place : place + 1] or made[-1:]:
        each.setFocus()


class Ticks(QWidget):
    """A few things to tick, two beside each other; `changed` when a person did."""

    changed = Signal()

    def __init__(self, name: str, entries: Sequence[tuple[str, str]], chosen: Iterable[str] = ()) -> None:
        super().__init__()
        self.setObjectName(name)
        columns = QHBoxLayout(self)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(theme().space(6))
        sides = QVBoxLayout(), QVBoxLayout()
        picked = set(chosen)
        self._boxes = {key: check(words, f"{name}_{key}", key in picked) for key, words in entries}
        for number, box in enumerate(self._boxes.values()):
            box.toggled.connect(lambda _on: self.changed.emit())
            sides[number % 2].addWidget(box)
        for side in sides:
            side.setSpacing(0)
            side.addStretch(1)
            columns.addLayout(side, 1)

    @property
    def chosen(self) -> tuple[str, ...]:
        return tuple(key for key, box in self._boxes.items() if box.isChecked())
