"""The box in which the post is written: whose wording, title, text, tools and counters."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from smmdesk.model.words import _, ngettext
from ui.look.style import set_kind, set_shown
from ui.look.theme import theme
from ui.presenters import composer_intents as intents
from ui.presenters.composer import ComposerPresenter
from ui.presenters.composer_screen import Screen
from ui.presenters.composer_state import Tab
from ui.presenters.spans import Utf16Map
from ui.views.text_tools import TextTools
from ui.widgets.buttons import IconButton, add_action, add_menu, icon_button, text_button
from ui.widgets.field_frame import FieldFrame
from ui.widgets.post_text import PostText
from ui.widgets.safe_label import SafeLabel
from ui.widgets.text_counter import TextCounters
from ui.widgets.typed import show_text, undo_around
from ui.widgets.wording_tabs import WordingTabs


class WordingStrip(QFrame):
    """Says whose words these are, with the button that changes it."""

    pressed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("wording_strip")
        self._words = SafeLabel("", "caption", "muted", wrap=True)
        self._button = text_button("", "wording_change", "link", small=True)
        self._button.clicked.connect(self.pressed)
        line = QHBoxLayout(self)
        line.setContentsMargins(theme().px(14), theme().space(4), theme().space(4), 0)
        line.setSpacing(theme().space(4))
        line.addWidget(self._words, 1)
        line.addWidget(self._button)

    def show_tab(self, tab: Tab, is_own: bool) -> None:
        set_shown(self, bool(tab.where))
        if is_own:
            self._words.setText(_("Only {name} says this.").format(name=tab.label))
            self._button.set_label(_("Back to the common text"))
        else:
            self._words.setText(_("{name} says the same as all.").format(name=tab.label))
            self._button.set_label(_("Customise for {name}").format(name=tab.label))


class TitleLine(QWidget):
    """The title, where a chosen channel has one."""

    def __init__(self, composer: ComposerPresenter) -> None:
        super().__init__()
        self._composer = composer
        self.line = QLineEdit()
        self.line.setObjectName("post_title")
        self.line.setAccessibleName(_("Title"))
        set_kind(self.line, kind="bare")
        self.line.setProperty("ownFocus", True)
        undo_around(self.line)
        self.line.textChanged.connect(lambda text: composer.draft.set_words("title", text))
        self._counters = TextCounters()
        self._counters.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme().px(4), theme().space(2), theme().px(12), 0)
        row.setSpacing(theme().space(4))
        row.addWidget(self.line, 1)
        row.addWidget(self._counters)
        self._dress()
        theme().changed.connect(self._dress)

    def show_screen(self, screen: Screen) -> None:
        field = screen.title
        set_shown(self, field.shown)
        show_text(self.line, field.text)
        self.line.setReadOnly(not screen.is_editable)
        self.line.setPlaceholderText(_("Title for {who}").format(who=field.who) if field.who else _("Title"))
        near = tuple(counter for counter in field.counters if counter.level)
        self._counters.show_counters(near)
        set_shown(self._counters, bool(near))

    def _dress(self) -> None:
        font = theme().font("title")
        self.line.setFont(font)
        self.line.setStyleSheet(
            f"QLineEdit {{ font-size: {font.pixelSize()}px; font-weight: 600; border: 0; background: transparent; }}"
        )


class ToolRow(QWidget):
    """Emoji, #, @, link, split; counters at the right."""

    def __init__(self, box: "TextBox", composer: ComposerPresenter) -> None:
        super().__init__()
        self._composer, self._box = composer, box
        self.counters = TextCounters()
        self.words = TextTools(composer, box.text, "tool")
        self.link = icon_button("link", _("Link"), "tool_link", small=True)
        self.link.clicked.connect(box.link_wanted)
        self.split = self._split_button()
        self.spelling = icon_button("spell-check", _("Next wrong word"), "tool_spelling", small=True, tone="danger")
        self.spelling.clicked.connect(box.next_wrong)
        self.spelling.setVisible(False)
        self._wrong_count = 0
        composer.spelling.changed.connect(self._show_spelling)
        self.poll = icon_button("list-checks", _("Poll"), "tool_poll", small=True)
        self.poll.clicked.connect(composer.poll.begin)
        line = QHBoxLayout(self)
        line.setContentsMargins(theme().px(6), 0, theme().px(12), theme().px(6))
        line.setSpacing(0)
        for button in (self.words, self.link, self.split, self.poll, self.spelling):
            line.addWidget(button, 0, Qt.AlignmentFlag.AlignBottom)
        line.addSpacing(theme().space(4))
        line.addWidget(self.counters, 1)

    def show_screen(self, screen: Screen) -> None:
        self.counters.show_counters(screen.counters)
        set_shown(self.split, screen.can_thread)
        set_shown(self.link, screen.link.shown)
        set_shown(self.poll, screen.poll.can and not screen.poll.shown)
        self.poll.setEnabled(not screen.head.is_locked)
        self._show_spelling()

    def _show_spelling(self) -> None:
        count = len(self._composer.spelling.wrong(self._box.text.words)) if not self._box.text.isReadOnly() else 0
        if count == self._wrong_count:
            return
        self._wrong_count = count
        set_shown(self.spelling, bool(count))
        words = ngettext("{count} word to look at", "{count} words to look at", count).format(count=count)
        self.spelling.set_label(words, "F7")

    def _split_button(self) -> IconButton:
        button = icon_button("scissors", _("Parts of a thread"), "tool_thread", small=True)
        menu = add_menu(button)
        add_action(menu, "scissors", _("Split into parts"), "split_plain", lambda: self._split(False))
        add_action(menu, "list-ordered", _("Split and number the parts"), "split_numbered", lambda: self._split(True))
        add_action(menu, "plus", _("Add a part"), "part_add", self._composer.draft.add_part)
        return button

    def _split(self, numbered: bool) -> None:
        intents.split(self._composer, self._composer.draft.tab, numbered)


class TextBox(FieldFrame):
    """The whole box. Typing in the tab of a channel that says what all say gives it its own words first.

    link_wanted: the person wants to give a link.
    """

    link_wanted = Signal()

    def __init__(self, composer: ComposerPresenter) -> None:
        super().__init__(radius="card", padding=(0, 0))
        self._composer = composer
        self.tabs = WordingTabs()
        self.tabs.chosen.connect(composer.draft.show_tab)
        self.strip = WordingStrip()
        self.strip.pressed.connect(self._change_wording)
        self.title = TitleLine(composer)
        self.text = PostText()
        self.text.setPlaceholderText(_("What is new?"))
        self.text.edited.connect(self._edited)
        self.tools = ToolRow(self, composer)
        self._rule = QFrame()
        set_kind(self._rule, line="h")
        self._words = QWidget()
        inner = QVBoxLayout(self._words)
        inner.setContentsMargins(theme().px(14), theme().px(10), theme().px(10), theme().px(6))
        inner.addWidget(self.text)
        self._tab_row = QWidget()
        tab_line = QHBoxLayout(self._tab_row)
        tab_line.setContentsMargins(theme().space(2), 0, theme().space(4), 0)
        tab_line.addWidget(self.tabs)
        for part in (self._tab_row, self._rule, self.strip, self.title, self._words, self.tools):
            self.column.addWidget(part)
        self.watched = (self.text, self.title.line)

    def show_screen(self, screen: Screen) -> None:
        many = len(screen.tabs) > 2
        set_shown(self._tab_row, many)
        set_shown(self._rule, many)
        self.tabs.show_tabs(screen.tabs, screen.tab)
        tab = next(tab for tab in screen.tabs if tab.where == screen.tab)
        locked = screen.head.is_locked
        self.strip.show_tab(tab, screen.is_editable)
        self.strip.setEnabled(not locked)
        self.title.show_screen(screen)
        self.text.show_text(screen.text)
        self.text.setReadOnly(locked)
        self.text.set_quiet(not screen.is_editable)
        self.tools.show_screen(screen)

    def next_wrong(self) -> None:
        """To the next wrong word, with what may have been meant."""
        words = self.text.words
        places = self._composer.spelling.wrong(words)
        if not places or self.text.isReadOnly():
            return
        caret = Utf16Map(words).from_qt(self.text.textCursor().selectionEnd())
        start, end = next((place for place in places if place[0] >= caret), places[0])
        self.text.setFocus()
        self.text.select(start, end)
        self.text.open_menu(self.text.cursorRect().bottomLeft(), Utf16Map(words).to_qt(end))

    def _edited(self, text: str) -> None:
        draft = self._composer.draft
        if not draft.is_editable:
            draft.customise(draft.tab)
        draft.set_words("text", text)

    def _change_wording(self) -> None:
        draft = self._composer.draft
        if draft.is_editable:
            draft.back_to_common(draft.tab)
        else:
            draft.customise(draft.tab)
            self.text.setFocus()
