"""The sheets of what a brand listens for: the list with a line to add, and one of them."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QRadioButton, QVBoxLayout, QWidget

from smmdesk.model.for_the_eye import tame
from smmdesk.model.lookout import Becomes, LookoutKind
from smmdesk.model.words import _
from ui.bridge import Bridge
from ui.dialogs import Sheet
from ui.look.style import set_shown
from ui.look.theme import theme
from ui.presenters.lookout_places import KINDS
from ui.presenters.lookouts import LookoutChoice, LookoutList, LookoutRow
from ui.widgets.buttons import icon_button, text_button
from ui.widgets.safe_label import ElidedLabel, SafeLabel
from ui.widgets.segments import Segments
from ui.widgets.sheet_form import check, empty, focus_kept, name_it, row, under_caption

LIST_PX, ONE_PX, ROWS_MOST = 600, 480, 40


class LookoutListSheet(Sheet):
    """Every change holds at once."""

    def __init__(self, parent: QWidget, presenter: LookoutList) -> None:
        text = _("Your shop’s name, your street, a competitor, a news site. What is found stands in the inbox.")
        super().__init__(parent, _("What to listen for"), text)
        self.setObjectName("lookout_list")
        self.setMinimumWidth(theme().px(LIST_PX))
        self._presenter = presenter
        self._words = QLineEdit()
        label = _("Words, #hashtag, @account or the address of a site")
        name_it(self._words, label, "lookout_words")
        self._words.setPlaceholderText(_("Forno Rossi"))
        self._words.textChanged.connect(presenter.type)
        self._add = text_button(_("Add"), "lookout_add", "normal", "plus")
        self._add.clicked.connect(self._ask)
        self._words.returnPressed.connect(self._ask)
        caption = SafeLabel(label, "caption", "muted")
        caption.setBuddy(self._words)
        self.body.addWidget(caption)
        line = row()
        line.addWidget(self._words, 1)
        line.addWidget(self._add)
        self.body.addLayout(line)
        self._kinds = Segments([(kind.value, _(words)) for kind, words in KINDS.items()], _("What it is"))
        self._kinds.setObjectName("lookout_kind")
        self._kinds.chosen.connect(lambda key: presenter.choose(LookoutKind(key)))
        self.body.addWidget(self._kinds, 0, Qt.AlignmentFlag.AlignLeft)
        self._where = SafeLabel("", "caption", "muted", wrap=True)
        self._where.setObjectName("lookout_where")
        self.body.addWidget(self._where)
        self._said = SafeLabel("", "body", "muted", wrap=True)
        self._said.setObjectName("lookout_said")
        self.body.addWidget(self._said)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(theme().space(4))
        self.body.addLayout(self._rows)
        self._shown: tuple[LookoutRow, ...] | None = None
        done = self.add_button(_("Done"), "sheet_confirm", None, "primary")
        done.setAutoDefault(False)
        done.setDefault(False)
        presenter.changed.connect(self._show)
        self.finished.connect(lambda _code: presenter.close())
        self._show()
        self._words.setFocus()

    def _ask(self) -> None:
        self._presenter.add()

    def _show(self) -> None:
        presenter = self._presenter
        self._said.setText(presenter.said)
        set_shown(self._said, bool(presenter.said))
        self._add.setEnabled(not presenter.is_looking)
        is_typed = bool(presenter.typed.strip())
        set_shown(self._kinds, is_typed)
        self._kinds.set_current(presenter.kind.value)
        self._where.setText("\n".join((presenter.where, *presenter.where_not)))
        set_shown(self._where, is_typed)
        if presenter.rows != self._shown:
            if self._shown is not None and len(presenter.rows) > len(self._shown):
                self._words.clear()
            self._shown = presenter.rows
            with focus_kept(self):
                empty(self._rows)
                for each in presenter.rows[-ROWS_MOST:]:
                    self._rows.addLayout(self._line(each))
        self.adjustSize()

    def _line(self, each: LookoutRow) -> QVBoxLayout:
        presenter = self._presenter
        box = check("", f"lookout_{each.id}", each.on)
        box.setAccessibleName(tame(_("{name}: listened for").format(name=each.name)))
        box.toggled.connect(partial(presenter.turn, each.id))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(ElidedLabel(each.name, "body-strong"))
        words.addWidget(SafeLabel(each.says, "caption", "warning" if each.is_problem else "muted", wrap=True))
        if each.where:
            words.addWidget(SafeLabel(each.where, "caption", "muted", wrap=True))
        line = row(box)
        line.addLayout(words, 1)
        for icon, label, name, done in (
            ("refresh-cw", _("Look now: {name}"), "lookout_look", presenter.look_now),
            ("pencil", _("Change {words}"), "lookout_change", self._change),
            ("trash-2", _("Remove {name}"), "lookout_remove", self._remove),
        ):
            button = icon_button(icon, label.format(name=each.name, words=each.name), name, small=True)
            button.clicked.connect(partial(_first, done, each.id))
            line.addWidget(button)
        holder = QVBoxLayout()
        holder.addLayout(line)
        return holder

    def _change(self, lookout_id: str) -> None:
        open_lookout(self, self._presenter.bridge, lookout_id)

    def _remove(self, lookout_id: str) -> None:
        self._presenter.remove(lookout_id)
        self._words.setFocus(Qt.FocusReason.OtherFocusReason)


def _first(done: object, lookout_id: str, _checked: bool = False) -> None:
    """A button's signal without its second word."""
    assert callable(done)
    done(lookout_id)


class LookoutSheet(Sheet):
    """Nothing holds before "Keep"."""

    def __init__(self, parent: QWidget, choice: LookoutChoice) -> None:
        lookout = choice.lookout
        super().__init__(parent, lookout.says, lookout.words if lookout.name else "")
        self.setObjectName("lookout_sheet")
        self.setMinimumWidth(theme().px(ONE_PX))
        self._choice = choice
        places = SafeLabel("\n".join(choice.places), "caption", "muted", wrap=True)
        set_shown(places, bool(choice.places))
        self.body.addWidget(SafeLabel(_("What is found becomes"), "caption", "muted"))
        self._becomes = {
            Becomes.MESSAGE: QRadioButton(_("a message in the inbox")),
            Becomes.IDEA: QRadioButton(_("an idea")),
        }
        for becomes, button in self._becomes.items():
            name_it(button, button.text(), f"lookout_as_{becomes}")
            button.setChecked(becomes is lookout.becomes)
            self.body.addWidget(button)
        self._muted = QLineEdit(choice.muted)
        under_caption(self.body, _("Leave out what says (words, with commas between)"), self._muted, "lookout_muted")
        self._people = {who: check(who, "lookout_person", True) for who in lookout.muted_people}
        if self._people:
            self.body.addWidget(SafeLabel(_("Of these people nothing is found"), "caption", "muted"))
            for box in self._people.values():
                self.body.addWidget(box)
        self.body.addWidget(places)
        self.add_button(_("Cancel"), "sheet_cancel", None)
        self.add_work(_("Keep"), "sheet_confirm", self._do)

    def _do(self) -> None:
        becomes = next(becomes for becomes, button in self._becomes.items() if button.isChecked())
        again = [who for who, box in self._people.items() if not box.isChecked()]
        self._choice.do(becomes, self._muted.text(), again)


def open_lookouts(parent: QWidget, bridge: Bridge, brand_id: str) -> LookoutListSheet:
    """The list over the window of `parent`."""
    sheet = LookoutListSheet(parent.window(), LookoutList(bridge, brand_id))
    sheet.open()
    return sheet


def open_lookout(parent: QWidget, bridge: Bridge, lookout_id: str) -> LookoutSheet:
    """One of them over the window of `parent`."""
    sheet = LookoutSheet(parent.window(), LookoutChoice(bridge, lookout_id))
    sheet.open()
    return sheet
