"""The card of settings that says what is put on a brand's links: a switch, the pattern, and a link made of it."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from smmdesk.model.link_tags import BLANKS, PIECES, USUAL
from smmdesk.model.words import _
from ui.look.style import set_shown
from ui.look.theme import theme
from ui.presenters.link_marks import LinkMarks
from ui.widgets.buttons import add_action, add_menu, icon_button, text_button
from ui.widgets.safe_label import SafeLabel
from ui.widgets.setting_rows import FIELD_PX, SettingCard


class PatternField(QWidget):
    """A line to type a pattern in, and a button that puts one of the blanks where the cursor is.

    typed: what stands in it differs.  written: the person went on.
    """

    typed = Signal()
    written = Signal()

    def __init__(self, name: str, label: str, help_words: str, text: str) -> None:
        super().__init__()
        self.line = QLineEdit(text)
        self.line.setObjectName(f"marks_{name}")
        self.line.setAccessibleName(label)
        self.line.setAccessibleDescription(help_words)
        self.line.setPlaceholderText(USUAL.get(name, ""))
        self.line.textChanged.connect(self.typed)
        self.line.editingFinished.connect(self.written)
        insert = icon_button("plus", _("Insert into {field}").format(field=label), f"marks_insert_{name}", small=True)
        menu = add_menu(insert)
        for blank, words in BLANKS.items():
            add_action(menu, "plus", _(words), f"marks_{name}_{blank}", partial(self._insert, blank))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().space(2))
        row.addWidget(self.line, 1)
        row.addWidget(insert)
        self.setFixedWidth(theme().px(FIELD_PX))
        self.setFocusProxy(self.line)

    def _insert(self, blank: str) -> None:
        self.line.insert(f"{{{blank}}}")
        self.line.setFocus()
        self.written.emit()


class LinksCard(SettingCard):
    """Every change holds at once, unless something stands against it: that is said under the fields."""

    def __init__(self, marks: LinkMarks) -> None:
        super().__init__(_("Links and statistics"), "link")
        self._marks = marks
        self.switch = QCheckBox()
        self.switch.setChecked(marks.is_on)
        about = _("Your site’s statistics see which platform and campaign a visit comes from (utm_source and others).")
        self.add(_("Mark links for statistics"), self.switch, "settings_marks", about, wide=False)
        self.fields = {
            piece.name: PatternField(piece.name, _(piece.label), _(piece.help), marks.pattern[piece.name])
            for piece in PIECES
        }
        self._rows = [self.add_row(_(p.label), self.fields[p.name], _(p.help)) for p in PIECES]
        self._rows.append(self.add_row(_("A link becomes"), self._example(), ""))
        for field in self.fields.values():
            field.typed.connect(self._show)
            field.written.connect(self._save)
        self.switch.toggled.connect(self._save)
        self._show()

    @property
    def pattern(self) -> dict[str, str]:
        """What the fields say now."""
        return {name: field.line.text().strip() for name, field in self.fields.items()}

    def _example(self) -> QWidget:
        box = QWidget()
        box.setFixedWidth(theme().px(FIELD_PX))
        self.example = SafeLabel("", "caption", "muted", wrap=True)
        self.example.setObjectName("marks_example")
        self.against = SafeLabel("", "caption", "danger", wrap=True)
        self.against.setObjectName("marks_against")
        usual = text_button(_("Back to the usual"), "marks_usual", "link", small=True)
        usual.clicked.connect(self._back_to_usual)
        self._usual = usual
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space(2))
        for part in (self.example, self.against, usual):
            column.addWidget(part)
        return box

    def _show(self) -> None:
        """The example follows every letter; what stands against it takes its place."""
        pattern, is_on = self.pattern, self.switch.isChecked()
        problem = self._marks.against(pattern)
        self.example.setText("" if problem else self._marks.example(pattern))
        set_shown(self.example, problem is None)
        self.against.setText(f"{problem.title}. {problem.advice}" if problem else "")
        set_shown(self.against, problem is not None)
        set_shown(self._usual, pattern != {piece.name: USUAL.get(piece.name, "") for piece in PIECES})
        for row in self._rows:
            set_shown(row, is_on)

    def _save(self) -> None:
        self._marks.save(self.pattern, self.switch.isChecked())
        self._show()

    def _back_to_usual(self) -> None:
        for name, field in self.fields.items():
            field.line.setText(USUAL.get(name, ""))
        self.fields["source"].line.setFocus()
        self._save()
