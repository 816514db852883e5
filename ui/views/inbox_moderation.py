"""Below what somebody wrote: like it, pass it on, hide it there, mark it as spam, delete it there, take the own post
out of it, and how far that is."""

from functools import partial

from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QMenu, QWidget

from smmdesk.model.delivery import Op
from smmdesk.model.words import _
from ui import dialogs
from ui.look.language import say_keys
from ui.look.theme import theme
from ui.presenters.inbox_moderation import Handled, Moderator
from ui.widgets.buttons import add_action, icon_button, text_button
from ui.widgets.marks import IconMark
from ui.widgets.safe_label import SafeLabel

KEYS = {"like": Op.LIKE, "pass_on": Op.PASS_ON, "hide": Op.HIDE, "spam": Op.SPAM, "delete": Op.DELETE}


def label_of(one: Handled, op: Op) -> str:
    """What the button does now, with where."""
    if op is Op.LIKE:
        return _("Take your like back") if one.liked else _("Like it on {platform}").format(platform=one.platform)
    if op is Op.PASS_ON:
        return _("Take back what you passed on") if one.passed_on else _("Pass this on")
    if op is Op.SPAM:
        return _("Not spam") if one.spam else _("Mark as spam")
    if op is Op.UNQUOTE:
        return _("Take your post out of this quote…")
    if op is Op.DELETE:
        return _("Delete it on {platform}…").format(platform=one.platform)
    words = _("Show it again on {platform}") if one.hushed else _("Hide it on {platform}")
    return words.format(platform=one.platform)


def icon_of(one: Handled, op: Op) -> str:
    if op is Op.SPAM:
        return "shield-check" if one.spam else "shield-alert"
    plain = {Op.LIKE: "heart", Op.PASS_ON: "repeat-2", Op.DELETE: "trash-2", Op.UNQUOTE: "unlink"}
    return plain.get(op, "eye" if one.hushed else "eye-off")


def _means(one: Handled, op: Op) -> str:
    """What becomes of it there; nothing of what is taken back."""
    if op is Op.HIDE and not one.hushed:
        return one.hidden_means
    if op is Op.PASS_ON and not one.passed_on:
        called = _("On {platform} it is called “{word}”.").format(platform=one.platform, word=one.pass_on_word)
        return " ".join(filter(None, (one.passed_on_means, called if one.pass_on_word else "")))
    return one.spam_means if op is Op.SPAM and not one.spam else ""


def _icon_of_state(one: Handled) -> str:
    if one.needs_you or one.is_open:
        return "hand" if one.needs_you else "clock"
    if one.spam or one.hushed:
        return "shield-alert" if one.spam else "eye-off"
    if one.unquoted and not one.passed_on:
        return "unlink"
    return "repeat-2" if one.passed_on else "heart"


class ModerationButtons:
    """Makes the buttons and lines of one message; `owner` is whom a question stands before."""

    def __init__(self, owner: QWidget, moderator: Moderator) -> None:
        self._owner, self._moderator = owner, moderator

    def act(self, one: Handled, op: Op) -> None:
        """Do it, and undo it where it is done; what cannot be undone asks first."""
        if op not in one.offers:
            return
        if op is Op.LIKE:
            self._moderator.like(one)
        elif op is Op.PASS_ON:
            self._moderator.pass_on(one)
        elif op is Op.HIDE:
            self._moderator.hide(one)
        elif op is Op.SPAM:
            self._moderator.spam(one)
        elif op is Op.UNQUOTE:
            self._ask_unquote(one)
        else:
            self._ask_delete(one)

    def _ask_delete(self, one: Handled) -> None:
        there = one.deleted_means or _("It goes there for everybody, and cannot be brought back.")
        dialogs.confirm(
            self._owner,
            _("Delete it on {platform}?").format(platform=one.platform),
            f"{there} {_('What it said stays readable here.')}",
            _("Delete there"),
            lambda: self._moderator.delete(one),
            danger=True,
        )

    def _ask_unquote(self, one: Handled) -> None:
        dialogs.confirm(
            self._owner,
            _("Take your post out of this quote?"),
            one.unquoted_means,
            _("Take it out"),
            lambda: self._moderator.unquote(one),
            danger=True,
        )

    def fill(self, line: QBoxLayout, one: Handled) -> None:
        """The buttons, at the end of the line below the words."""
        for op in one.offers:
            button = icon_button(icon_of(one, op), label_of(one, op), f"inbox_{op.value}", small=True)
            if op in (Op.LIKE, Op.PASS_ON):
                button.setCheckable(True)
                button.setChecked(one.liked if op is Op.LIKE else one.passed_on)
            if means := _means(one, op):
                button.set_label(f"{label_of(one, op)}. {means}")
            button.setProperty("message", one.key)
            button.clicked.connect(partial(self.act, one, op))
            line.addWidget(button)
        if one.kept:
            words = f"{_('Pass this on')}: {one.kept}"
            kept = icon_button("repeat-2", words, "inbox_pass_on_kept", small=True)
            kept.setEnabled(False)
            line.addWidget(kept)

    def state(self, one: Handled) -> QHBoxLayout | None:
        """How it stands there, and what the person decides; None where there is nothing to say."""
        if not one.says:
            return None
        line = QHBoxLayout()
        line.setSpacing(theme().space(3))
        tone = "danger" if one.needs_you else "info" if one.is_open else "muted"
        line.addWidget(IconMark(_icon_of_state(one), 14))
        words = SafeLabel(one.says, "caption", tone, wrap=one.needs_you)
        words.setObjectName("inbox_moderation_state")
        words.setAccessibleName(f"{one.says}. {one.why}" if one.why else one.says)
        line.addWidget(words)
        if one.needs_you:
            again = text_button(_("Try again"), "inbox_moderation_again", "normal", small=True)
            again.clicked.connect(lambda: self._moderator.try_again(one))
            leave = text_button(_("Leave it as it is"), "inbox_moderation_leave", "quiet", small=True)
            leave.clicked.connect(lambda: self._moderator.leave(one))
            line.addWidget(again)
            line.addWidget(leave)
        line.addStretch()
        return line

    def fill_menu(self, menu: QMenu, one: Handled | None) -> None:
        """The same as lines of a menu, with their keys."""
        if one is None or not one.offers:
            return
        menu.addSeparator()
        keys = {Op.LIKE: "L", Op.PASS_ON: "P", Op.HIDE: "H", Op.SPAM: "!", Op.DELETE: say_keys("Del")}
        for op in one.offers:
            name = f"message_{op.value}"
            add_action(menu, icon_of(one, op), label_of(one, op), name, partial(self.act, one, op), keys.get(op, ""))
