"""The options of the channels: one quiet line for all of them, a form behind it for each (made from the facts)."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from smmdesk.model.words import _
from ui.look.style import set_shown
from ui.look.theme import theme
from ui.presenters.composer import ComposerPresenter
from ui.presenters.composer_screen import Screen
from ui.presenters.composer_state import OptionGroup
from ui.widgets.buttons import text_button
from ui.widgets.field_frame import FieldFrame
from ui.widgets.marks import GlyphMark, IconMark
from ui.widgets.option_form import OptionForm
from ui.widgets.safe_label import ElidedLabel


class OptionsCard(QFrame):
    """One channel's options: a line that says what is chosen, and the form behind it."""

    def __init__(self, composer: ComposerPresenter, group: OptionGroup) -> None:
        super().__init__()
        self._composer, self._channel_id, self._group = composer, group.channel_id, group
        self.setObjectName(f"options_{group.channel_id}")
        self.form = OptionForm()
        self.form.changed.connect(self._set)
        self._button = text_button("", f"options_open_{group.channel_id}", "quiet", small=True)
        self._button.clicked.connect(lambda: self.open(not self._open))
        self._summary = ElidedLabel("", "caption", "faint")
        self._mark = IconMark("chevron-down", 15)
        head = QHBoxLayout()
        head.setSpacing(theme().space(1))
        head.addWidget(GlyphMark(group.platform, group.tint, 14))
        head.addWidget(self._button)
        head.addWidget(self._summary, 1)
        head.addWidget(self._mark)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space(3))
        column.addLayout(head)
        column.addWidget(self.form)
        self.open(False)
        self.show_group(group)

    def open(self, is_open: bool = True) -> None:
        self._open = is_open
        set_shown(self.form, is_open)
        self._mark.set_icon("chevron-up" if is_open else "chevron-down")
        self._show_summary()

    def show_group(self, group: OptionGroup) -> None:
        self._group = group
        words = _("Options of {name}").format(name=group.name)
        self._button.set_label(words, f"{words}: {group.summary}" if group.summary else words)
        self.form.show_rows(group.rows)
        self._show_summary()

    def _show_summary(self) -> None:
        self._summary.setText("" if self._open else self._group.summary)

    def _set(self, key: str, value: object) -> None:
        voice = next(voice for voice in self._composer.voices if voice.id == self._channel_id)
        fact = next(fact for fact in voice.facts.options if fact.key == key)
        chosen = value if isinstance(value, str | int | bool) else None
        self._composer.draft.set_option(self._channel_id, key, chosen, fact.default)


class OptionsSection(FieldFrame):
    """In the tab for all one line for every channel; in a channel's tab its own form, open."""

    def __init__(self, composer: ComposerPresenter) -> None:
        super().__init__(radius="control", padding=(4, 1))
        self._composer = composer
        self._cards: dict[str, OptionsCard] = {}
        self._shown_for = ""
        self._is_open = False
        self.setObjectName("options")
        self.watched = ()
        self.set_quiet(True)
        self._line = QWidget()
        self._button = text_button(_("Options of each channel"), "options_open", "quiet", small=True)
        self._button.clicked.connect(self.open)
        row = QHBoxLayout(self._line)
        row.setContentsMargins(0, theme().px(2), theme().px(4), theme().px(2))
        row.setSpacing(theme().space(1))
        row.addWidget(IconMark("sliders-horizontal", 15))
        row.addWidget(self._button)
        row.addStretch(1)
        row.addWidget(IconMark("chevron-down", 15))
        self._body = QWidget()
        self._forms = QVBoxLayout(self._body)
        self._forms.setContentsMargins(0, theme().px(3), theme().px(4), theme().px(8))
        self._forms.setSpacing(theme().space(3))
        self.column.addWidget(self._line)
        self.column.addWidget(self._body)

    def open(self) -> None:
        """Show the cards of all channels."""
        self._is_open = True
        self._show_open()
        if self._cards:
            next(iter(self._cards.values())).setFocus()

    def show_screen(self, screen: Screen) -> None:
        groups = screen.options
        set_shown(self, bool(groups))
        if screen.tab != self._shown_for or [group.channel_id for group in groups] != list(self._cards):
            self._shown_for = screen.tab
            self._make(groups)
        for group in groups:
            self._cards[group.channel_id].show_group(group)
        self.setEnabled(not screen.head.is_locked)
        self._show_open()

    def focus_option(self, where: str, key: str) -> QWidget | None:
        """Open the form of a channel with the cursor in one option."""
        card = self._cards.get(where) or next((c for c in self._cards.values() if c.form.field(key)), None)
        if card is None:
            return None
        self.open()
        card.open()
        field = card.form.field(key)
        if field is not None:
            field.setFocus()
        return field or card

    def _show_open(self) -> None:
        is_open = self._is_open or bool(self._shown_for)
        set_shown(self._line, not is_open)
        set_shown(self._body, is_open)

    def _make(self, groups: tuple[OptionGroup, ...]) -> None:
        for card in self._cards.values():
            self._forms.removeWidget(card)
            card.hide()
            card.deleteLater()
        self._cards = {group.channel_id: OptionsCard(self._composer, group) for group in groups}
        for card in self._cards.values():
            self._forms.addWidget(card)
            card.open(bool(self._shown_for))
