"""The composer's screen: editor left, previews right, its title and ways out in the toolbar."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal, SignalInstance
from PySide6.QtGui import (
    QCloseEvent,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QPaintEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from smmdesk.desk.templates import NAME_MOST
from smmdesk.model.words import _
from ui import dialogs
from ui.look import icons, mirror
from ui.look.icons import STATE_ICONS
from ui.look.style import set_kind, set_shown
from ui.look.theme import theme
from ui.models.language_names import LANGUAGES, language_name
from ui.presenters import composer_intents as intents
from ui.presenters.composer import ComposerPresenter, several
from ui.presenters.composer_languages import choose_language
from ui.presenters.previews import PreviewsPresenter
from ui.problems import MessageBar
from ui.views.composer_bar import remedy
from ui.views.composer_editor import EditorColumn
from ui.views.composer_previews import PreviewsPanel
from ui.views.composer_sides import ComposerSides
from ui.widgets.brand_filter import BrandDot
from ui.widgets.buttons import TextButton, add_action, add_menu, icon_button, text_button
from ui.widgets.marks import IconMark
from ui.widgets.safe_label import MAY_GIVE_WAY, ElidedLabel, SafeLabel, set_tool_tip

_STATE_TONES = {
    "needs_you": "danger",
    "missed": "danger",
    "published": "success",
    "approved": "success",
    "scheduled": "info",
}


class ComposerView(QWidget):
    """closed: back to where one came from.  post_opened: show another post.  channel_wanted: another channel.
    sign_in_wanted: connect a channel, or sign in to it again.  contribution_wanted: what a customer made."""

    closed = Signal()
    post_opened = Signal(str)
    channel_wanted = Signal()
    sign_in_wanted = Signal(str)
    contribution_wanted = Signal(str)

    def __init__(self, presenter: ComposerPresenter) -> None:
        super().__init__()
        self.presenter = presenter
        self.setObjectName("composer")
        self.setWindowTitle(_("New post"))
        self._previews = PreviewsPresenter(presenter)
        self.editor = EditorColumn(presenter)
        self.previews = PreviewsPanel(self._previews)
        self.editor.now_wanted.connect(self.publish_now)
        self.previews.board.problems_wanted.connect(self._show_problems)
        self.head: ComposerHead | None = None
        self._bar: MessageBar | None = None
        self._shape: object = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._sides = ComposerSides(self.editor, self.previews)
        self._column.addWidget(self._sides, 1)
        presenter.changed.connect(self._show)
        presenter.settled.connect(self._order_tabs)
        presenter.closed.connect(self.closed)
        presenter.post_opened.connect(self.post_opened)
        presenter.channel_wanted.connect(lambda: self._leave(self.channel_wanted))
        presenter.sign_in_wanted.connect(lambda channel: self._leave(self.sign_in_wanted, channel))
        presenter.contribution_wanted.connect(lambda one: self._leave(self.contribution_wanted, one))
        self._show()
        self._order_tabs()

    def toolbar_items(self) -> Sequence[QWidget | None]:
        """Back, title and state at the left; undo, redo and the ways out at the right."""
        self.head = self.head or ComposerHead(self)
        return self.head.items()

    # -- what the buttons and keys do
    def main_action(self) -> None:
        """What the main button says: schedule, done, or use again."""
        verb = self.presenter.screen.head.main_verb
        {"schedule": self.schedule, "close": self.back, "duplicate": self.duplicate}[verb]()

    def schedule(self) -> None:
        intents.schedule(self.presenter)

    def publish_now(self) -> None:
        """Ask once, naming accounts and audience (ux.md 80)."""
        if self.presenter.screen.head.is_locked or not intents.may_publish_now(self.presenter):
            return
        rows = intents.accounts(self.presenter)
        dialogs.confirm(
            self,
            _("Publish now?"),
            _("It goes out at once. What people have seen then cannot be taken back."),
            _("Publish now"),
            lambda: intents.publish_now(self.presenter),
            rows=rows,
        )

    def duplicate(self) -> None:
        intents.duplicate(self.presenter)

    def keep_as_template(self) -> None:
        """Ask for a name and keep what the post says, to begin others from."""
        content = self.presenter.draft.post.content
        dialogs.ask_text(
            self,
            _("Save as template"),
            _("Its words, photos, channels and labels, without the time. A name in use says this from now on."),
            _("Name of the template"),
            lambda name: intents.keep_as_template(self.presenter, name),
            value=content.first_words[:NAME_MOST],
            action=_("Keep"),
        )

    def show_versions(self) -> None:
        """What the post said before, and back to it (ux.md 31)."""
        from ui.presenters.versions import VersionsPresenter
        from ui.views.version_sheet import show_versions

        presenter = self.presenter.bridge.attempt(lambda: VersionsPresenter(self.presenter))
        if presenter is not None:
            show_versions(self, presenter)

    def back(self) -> None:
        intents.back(self.presenter)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The composer's keys, wherever in it the focus is."""
        done = {
            "undo": self.editor.undo,
            "redo": self.editor.redo,
            "main": self.main_action,
            "now": self.publish_now,
            "duplicate": self.duplicate,
            "back": self.back,
            "spelling": self.editor.box.next_wrong,
        }.get(_verb_of(event))
        if done is None:
            super().keyPressEvent(event)
        else:
            done()

    def event(self, event: QEvent) -> bool:
        """Its keys belong to the composer while it has the focus, also where the window uses them too."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _verb_of(event):
            event.accept()
            return True
        return super().event(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Save before the window lets go; what cannot be saved keeps the view."""
        if self.presenter.close():
            event.accept()
        else:
            event.ignore()

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """To the text at once: Qt would tell screen readers afterwards that the whole page has the keyboard."""
        self._sides.give_keyboard(reason)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The focus belongs to the text (a focus proxy would swallow the fields before it when tabbing)."""
        super().focusInEvent(event)
        self._sides.give_keyboard(event.reason())

    def paintEvent(self, _event: QPaintEvent) -> None:
        mirror.painter(self).fillRect(self.rect(), theme().color("surface"))

    def _show(self) -> None:
        self.setWindowTitle(self.presenter.screen.head.title)
        if self.head is not None:
            self.head.show_head()
        self._show_bar()

    def _show_bar(self) -> None:
        """What concerns the whole post stands above it: not saved, not to be changed, or why it did not go out."""
        presenter = self.presenter
        problem = presenter.screen.bar or presenter.screen.refused
        if self._bar is not None and self._bar.problem == problem:
            return
        if self._bar is not None:
            self._column.removeWidget(self._bar)
            self._bar.hide()
            self._bar.deleteLater()
            self._bar = None
        if problem is not None:
            self._bar = MessageBar(problem, remedy(self, problem))
            set_kind(self._bar, edge="full")
            self._bar.closed.connect(self._bar.hide)
            self._column.insertWidget(0, self._bar)
            self._bar.show()

    def _order_tabs(self) -> None:
        """Put Tab in reading order again, where widgets came or went."""
        screen = self.presenter.screen
        shape = (
            screen.tab,
            len(screen.tabs),
            tuple(row.channel_id for row in screen.kinds),
            len(screen.parts),
            len(screen.media.tiles),
            len(screen.media.taking),
            tuple(chip.id for chip in screen.chips),
            self.presenter.languages,
            tuple(row.actions for row in screen.problems),
            tuple(preview.channel_id for preview in self._previews.previews),
        )
        if shape != self._shape:
            self._shape = shape
            self._sides.order_tabs()

    def _show_problems(self) -> None:
        self._sides.show_editor()
        self.editor.show_problems()

    def _leave(self, wanted: SignalInstance, *what: str) -> None:
        if self.presenter.saving.flush():
            wanted.emit(*what)


def _verb_of(event: QKeyEvent) -> str:
    """Which of the composer's keys this is, or an empty string."""
    keys = event.keyCombination().toCombined()
    control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    if event.matches(QKeySequence.StandardKey.Undo):
        return "undo"
    if event.matches(QKeySequence.StandardKey.Redo) or keys == (control | Qt.Key.Key_Y).toCombined():
        return "redo"
    if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and event.modifiers() & control:
        return "now" if event.modifiers() & shift else "main"
    if keys == (control | Qt.Key.Key_D).toCombined():
        return "duplicate"
    if event.key() == Qt.Key.Key_F7:
        return "spelling"
    return "back" if event.key() == Qt.Key.Key_Escape else ""


class ComposerHead(QObject):
    """The widgets of the toolbar."""

    def __init__(self, view: ComposerView) -> None:
        super().__init__(view)
        self._view = view
        self.back = icon_button("arrow-left", _("Back"), "composer_back", tone="text")
        self.back.clicked.connect(view.back)
        self.title = ElidedLabel("", "title")
        self.title.setObjectName("composer_title")
        self.state_icon = IconMark("pencil-line", 14)
        self.state = SafeLabel("", "body", "muted", weight=500)
        self.state.setObjectName("composer_state")
        self.saved = SafeLabel("", "caption", "faint")
        self.saved.setObjectName("composer_saved")
        self.saved.setProperty(MAY_GIVE_WAY, True)
        self.undo = icon_button("undo-2", _("Undo"), "composer_undo")
        self.undo.clicked.connect(view.editor.undo)
        self.redo = icon_button("redo-2", _("Redo"), "composer_redo")
        self.redo.clicked.connect(view.editor.redo)
        self.ask = text_button(_("Ask for an OK"), "composer_ask", "quiet")
        self.ask.clicked.connect(lambda: intents.ask_approval(view.presenter))
        self.main = KeyButton(_("Schedule"), "composer_schedule", "Ctrl ↵")
        self.main.clicked.connect(view.main_action)
        self.more = self._more_button()
        self._ways_out = QWidget()
        line = QHBoxLayout(self._ways_out)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(2)
        line.addWidget(self.main)
        line.addWidget(self.more)
        self.show_head()

    def items(self) -> list[QWidget | None]:
        mine = self._whose()
        quiet: list[QWidget | None] = [self.back, *mine, self.title, self.state_icon, self.state, self.saved, None]
        return [*quiet, self.undo, self.redo, self.ask, self._ways_out]

    def _whose(self) -> list[QWidget | None]:
        """Whose voice it is, where there are several."""
        whose = several(self._view.presenter)
        if whose is None:
            return []
        name = ElidedLabel(whose.name, "body", weight=600)
        name.setObjectName("composer_brand")
        return [BrandDot(whose.color), name]

    def show_head(self) -> None:
        screen = self._view.presenter.screen
        head = screen.head
        self.title.setText(head.title)
        tone = _STATE_TONES.get(head.state, "muted")
        self.state_icon.set_icon(STATE_ICONS[head.state], "text-muted" if tone == "muted" else tone)
        self.state.setText(head.state_words)
        self.state.set_tone(tone)
        self.saved.setText(head.saved)
        self.saved.set_tone("danger" if screen.bar is not None and not head.is_locked else "faint")
        self.undo.setEnabled(screen.can_undo)
        self.redo.setEnabled(screen.can_redo)
        set_shown(self.ask, head.asks_approval)
        self.main.set_label(head.main_label)
        for action in self._while_changeable:
            action.setEnabled(not head.is_locked)

    def _more_button(self) -> TextButton:
        view = self._view
        button = text_button("", "composer_more", "primary", "chevron-down")
        button.setAccessibleName(_("More ways"))
        set_tool_tip(button, _("More ways"))
        set_kind(button, kind="primary", half="true")
        button.setFixedWidth(theme().px(30))
        menu = add_menu(button)
        keys = QKeySequence("Ctrl+Shift+Return").toString(QKeySequence.SequenceFormat.NativeText)
        add_action(menu, "send", _("Publish now"), "composer_publish_now", view.publish_now, keys)
        idea = _("Save as idea")
        add_action(menu, "lightbulb", idea, "composer_idea", lambda: intents.save_as_idea(view.presenter))
        self._while_changeable = menu.actions()
        add_action(menu, "copy", _("Duplicate"), "composer_duplicate", view.duplicate, "Ctrl+D")
        self._add_languages(menu)
        add_action(menu, "bookmark", _("Save as template…"), "composer_template", view.keep_as_template)
        add_action(menu, "history", _("Version history…"), "composer_versions", view.show_versions)
        menu.addSeparator()
        add_action(menu, "trash-2", _("Delete"), "composer_delete", lambda: intents.delete(view.presenter))
        return button

    def _add_languages(self, menu: QMenu) -> None:
        """One line for each language but the open one; those that are there are ticked and only opened."""
        presenter = self._view.presenter
        inner = menu.addMenu(icons.icon("languages", "text"), _("Also in another language"))
        inner.menuAction().setObjectName("composer_languages")

        def fill() -> None:
            there = {chip.code for chip in presenter.languages}
            inner.clear()
            for code in LANGUAGES:
                if code != presenter.language:
                    action = inner.addAction(language_name(code))
                    action.setObjectName(f"composer_language_{code}")
                    action.setCheckable(code in there)
                    action.setChecked(code in there)
                    action.triggered.connect(lambda _on=False, code=code: choose_language(presenter, code))

        inner.aboutToShow.connect(fill)


class KeyButton(TextButton):
    """The main button, its key in smaller ink at the right."""

    def __init__(self, label: str, name: str, keys: str) -> None:
        self._keys = keys
        super().__init__(label, name, "primary")
        self._make_room()
        theme().changed.connect(self._make_room)

    def _make_room(self) -> None:
        right = self._keys_px() + theme().space(5)
        self.setStyleSheet(f"QPushButton {{ text-align: left; padding-right: {right}px; }}")

    def _keys_px(self) -> int:
        return QFontMetrics(theme().font("micro")).horizontalAdvance(self._keys) + theme().px(8)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = mirror.painter(self)
        painter.setFont(theme().font("micro"))
        painter.setPen(theme().color("accent-text"))
        area = self.rect().adjusted(0, 0, -theme().px(12), 0)
        mirror.text(painter, area, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), self._keys)
