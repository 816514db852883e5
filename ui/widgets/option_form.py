"""A platform's options as a form, made from its facts: choices, texts, flags, several of many."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from smmdesk.model.content import Option
from smmdesk.model.for_the_eye import MOST_IN_A_LINE, tame
from smmdesk.model.words import _
from ui.look.theme import theme
from ui.presenters.composer_rows import MANY, many_values
from ui.presenters.composer_state import OptionRow
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.safe_label import SafeLabel, set_tool_tip
from ui.widgets.typed import show_text, undo_around

LABEL_PX = 150


class _Combo(QComboBox):
    """Turning the wheel over a closed list scrolls the page instead of changing the choice."""

    def wheelEvent(self, event: object) -> None:
        event.ignore()  # type: ignore[attr-defined]


class OptionForm(QWidget):
    """changed: a person set an option: its key and value."""

    changed = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[OptionRow, ...] = ()
        self._fields: dict[str, QWidget] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme().space(4))

    def show_rows(self, rows: Sequence[OptionRow]) -> None:
        """Show these options; fields of the same form keep the focus."""
        rows = tuple(rows)
        if rows == self._rows:
            return
        same = [_shape(row) for row in rows] == [_shape(row) for row in self._rows]
        self._rows = rows
        if not same:
            self._make(rows)
        for row in rows:
            self._show_value(row)

    def field(self, key: str) -> QWidget | None:
        """The widget of an option, to put the cursor there."""
        return self._fields.get(key)

    # -- making
    def _make(self, rows: Sequence[OptionRow]) -> None:
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._fields = {}
        for row in rows:
            self._column.addWidget(self._line(row))

    def _line(self, row: OptionRow) -> QWidget:
        field = self._field(row)
        field.setObjectName(f"option_{row.key}")
        field.setAccessibleName(row.label)
        field.setAccessibleDescription(row.help)
        if row.help:
            set_tool_tip(field, row.help)
        self._fields[row.key] = field
        line = QWidget()
        inner = QHBoxLayout(line)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(theme().space(5))
        if row.kind != "flag":
            words = _("{label} (needed)").format(label=row.label) if row.required else row.label
            label = SafeLabel(words, "caption", "muted", wrap=True)
            label.setFixedWidth(theme().px(LABEL_PX))
            label.setBuddy(field)
            inner.addWidget(label, 0, Qt.AlignmentFlag.AlignVCenter)
        inner.addWidget(field, 1)
        return line

    def _field(self, row: OptionRow) -> QWidget:
        if row.kind == "flag":
            return self._flag(row)
        if row.kind == "many":
            return self._many(row)
        if row.choices:
            return self._choice(row)
        return self._text(row)

    def _flag(self, row: OptionRow) -> QCheckBox:
        box = QCheckBox(row.label.replace("&", "&&"))
        box.clicked.connect(lambda checked: self.changed.emit(row.key, bool(checked)))
        return box

    def _choice(self, row: OptionRow) -> QComboBox:
        combo = _Combo()
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.setMinimumContentsLength(8)
        for value, words in row.choices:
            combo.addItem(tame(words, MOST_IN_A_LINE), value)
        combo.activated.connect(lambda index: self.changed.emit(row.key, combo.itemData(index)))
        return combo

    def _text(self, row: OptionRow) -> QLineEdit:
        line = QLineEdit()
        undo_around(line)
        line.textChanged.connect(lambda text: self.changed.emit(row.key, text))
        return line

    def _many(self, row: OptionRow) -> QWidget:
        if not row.choices:
            return self._text(row)
        box = QWidget()
        flow = FlowLayout(box, theme().space(5))
        for value, words in row.choices:
            tick = QCheckBox(words.replace("&", "&&"))
            tick.setProperty("value", value)
            tick.setAccessibleName(f"{row.label}: {words}")
            tick.clicked.connect(lambda _checked=False: self.changed.emit(row.key, _ticked(box)))
            flow.addWidget(tick)
        return box

    # -- showing
    def _show_value(self, row: OptionRow) -> None:
        field = self._fields[row.key]
        if isinstance(field, QCheckBox):
            field.setChecked(bool(row.value))
        elif isinstance(field, QComboBox):
            found = field.findData(str(row.value) if row.value is not None else "")
            field.setCurrentIndex(max(0, found))
        elif isinstance(field, QLineEdit):
            show_text(field, "" if row.value is None else str(row.value))
        else:
            chosen = many_values(row.value)
            for tick in field.findChildren(QCheckBox):
                tick.setChecked(tick.property("value") in chosen)


def _ticked(box: QWidget) -> Option:
    return MANY.join(str(tick.property("value")) for tick in box.findChildren(QCheckBox) if tick.isChecked())


def _shape(row: OptionRow) -> tuple[object, ...]:
    return (row.key, row.label, row.kind, row.choices, row.required)
