"""The sheet that gives a post the same words in every place; a line for each says what happens there, and why not."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from smmdesk.model.for_the_eye import tame
from smmdesk.model.problem import Problem
from smmdesk.model.words import _, ngettext
from ui.bridge import Bridge
from ui.dialogs import Sheet
from ui.look.style import set_kind
from ui.look.theme import theme
from ui.presenters.change_everywhere import WordsEverywhere, WordsPlace
from ui.widgets.marks import GlyphMark
from ui.widgets.safe_label import ElidedLabel, SafeLabel
from ui.widgets.sheet_form import empty, focus_kept, under_caption

WIDE_PX, TEXT_PX, NAME_PX = 620, 140, 180


class ChangeEverywhereSheet(Sheet):
    """Nothing is asked before "Change"; what is refused stays here with its reason, and can be done again."""

    def __init__(self, parent: QWidget, words: WordsEverywhere) -> None:
        text = _("Readers may see that it was changed. Photos, link and everything else stay as they are.")
        super().__init__(parent, _("Change the text everywhere"), text)
        self.setObjectName("change_everywhere_sheet")
        self.setMinimumWidth(theme().px(WIDE_PX))
        self._words = words
        self._ticks: dict[str, QCheckBox] = {}
        self._against: dict[str, SafeLabel] = {}
        self._field = QPlainTextEdit(words.text)
        self._field.setTabChangesFocus(True)
        self._field.setFixedHeight(theme().px(TEXT_PX))
        under_caption(self.body, _("Post text"), self._field, "everywhere_text")
        self._lines = QVBoxLayout()
        self._lines.setSpacing(theme().space(3))
        self.body.addLayout(self._lines)
        self._summary = SafeLabel("", "caption", "muted", wrap=True)
        self._summary.setObjectName("everywhere_summary")
        self.body.addWidget(self._summary)
        self.add_button(_("Cancel"), "sheet_cancel", None)
        self._go = self.add_work(_("Change"), "sheet_confirm", self._do)
        self._fill()
        self._field.textChanged.connect(self._judge)
        self._judge()
        self._field.setFocus()

    def _fill(self) -> None:
        empty(self._lines)
        self._ticks, self._against = {}, {}
        for place in self._words.places:
            self._lines.addLayout(self._line(place))

    def _line(self, place: WordsPlace) -> QHBoxLayout:
        tick = QCheckBox()
        tick.setObjectName(f"everywhere_{place.delivery_id}")
        set_kind(tick, kind="alone")
        tick.setChecked(not place.against and not place.own)
        tick.setEnabled(not place.against)
        tick.toggled.connect(lambda _on: self._judge())
        self._ticks[place.delivery_id] = tick
        says = SafeLabel("", "caption", "muted", wrap=True)
        says.setObjectName(f"everywhere_says_{place.delivery_id}")
        self._against[place.delivery_id] = says
        name = ElidedLabel(place.name, "body-strong")
        high = tick.sizeHint().height()
        name.setFixedSize(theme().px(NAME_PX), high)
        glyph = GlyphMark(place.platform, place.tint, 16)
        glyph.setFixedSize(glyph.sizeHint().width(), high)
        says.setContentsMargins(0, max(0, (high - says.fontMetrics().height()) // 2), 0, 0)
        line = QHBoxLayout()
        line.setSpacing(theme().space(4))
        for widget in (tick, glyph, name):
            line.addWidget(widget, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(says, 1)
        return line

    def _judge(self) -> None:
        """Say by place what these words would do there."""
        text = self._field.toPlainText()
        misfits = self._words.misfits(text) if text.strip() else {}
        chosen = []
        for place in self._words.places:
            tick = self._ticks[place.delivery_id]
            misfit = misfits.get(place.delivery_id, "")
            words, tone = _said(place, misfit, tick.isChecked())
            says = self._against[place.delivery_id]
            says.setText(words)
            says.set_tone(tone)
            tick.setAccessibleName(tame(f"{place.name}: {words}", 300))
            if tick.isChecked() and tick.isEnabled() and not misfit:
                chosen.append(place.delivery_id)
        self._chosen = tuple(chosen)
        self._summary.setText(self._words.summary(len(chosen)))
        label = ngettext("Change in {count} place", "Change in {count} places", len(chosen)).format(count=len(chosen))
        self._go.setText(label if chosen else _("Change"))
        self._go.setAccessibleName(self._go.text())
        self._go.setEnabled(bool(chosen) and bool(text.strip()) and text != self._words.text)
        self.adjustSize()

    def _work_ended(self, button: QPushButton, problems: tuple[Problem, ...]) -> None:
        super()._work_ended(button, problems)
        if problems:
            self._judge()  # where nothing is left to be asked, pressing again would close it with its words

    def _do(self) -> None:
        typed = self._field.toPlainText()
        self._words.do(typed, self._chosen)
        with focus_kept(self):
            self._fill()
        self._judge()


def _said(place: WordsPlace, misfit: str, chosen: bool) -> tuple[str, str]:
    if place.against:
        return place.against, "muted"
    if misfit:
        return misfit, "danger"
    if place.own:
        words = _("It says something else there: {words}") if not chosen else _("Written over: {words}")
        return words.format(words=f"“{place.own}”"), "warning"
    return (_("Gets these words."), "text") if chosen else (_("Stays as it is."), "muted")


def open_change_everywhere(parent: QWidget, bridge: Bridge, post_id: str) -> ChangeEverywhereSheet:
    """The sheet over the window of `parent`."""
    sheet = ChangeEverywhereSheet(parent, WordsEverywhere(bridge, post_id))
    sheet.open()
    return sheet
