"""How an owner makes an app of their own on a platform: numbered steps, and what to copy into the form there."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from smmdesk.model.words import _
from smmdesk.platforms.facts import Facts
from ui.links import open_address
from ui.look.theme import theme
from ui.widgets.buttons import IconButton, TextButton
from ui.widgets.marks import IconMark
from ui.widgets.safe_label import ElidedLabel, SafeLabel


class AppSteps(QWidget):
    """The steps of one platform: open its page for apps, copy the way back and the permissions, bring the keys."""

    def __init__(self, facts: Facts) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme().space(4))
        self._numbers: list[SafeLabel] = []
        own, oauth = facts.own_sign_in, facts.oauth
        why = _("{platform} wants an app of your own. You make it once; its keys stay locked on this computer.")
        self._column.addWidget(SafeLabel(why.format(platform=_(facts.name)), "body", "muted", wrap=True))
        page = TextButton(_("Open the page for apps"), "coach_app_page", kind="normal", icon="external-link")
        page.clicked.connect(lambda: open_address(own.app_url))
        self._step(_(own.app_begin) if own.app_begin else _("Sign in there and make a new app."), page)
        for words in own.app_steps:
            self._step(_(words))
        if oauth is not None and oauth.to_register:
            where = _(own.app_return) if own.app_return else _("As the way back (redirect address) enter:")
            self._step(where, self._copied(oauth.to_register, "way_back"))
        if oauth is not None and oauth.scopes:
            scopes = oauth.separator.join(oauth.scopes)
            self._step(_("Give it these permissions:"), self._copied(scopes, "scopes"))
        self._step(_(own.app_end) if own.app_end else _("Copy its keys from there to here."))
        widest = max(number.sizeHint().width() for number in self._numbers)  # of ten steps the last is no further in
        for number in self._numbers:
            number.setMinimumWidth(widest)

    def _step(self, words: str, below: QWidget | None = None) -> None:
        line = QHBoxLayout()
        line.setSpacing(theme().space(4))
        number = SafeLabel(f"{len(self._numbers) + 1}.", "body-strong")
        self._numbers.append(number)
        line.addWidget(number, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(theme().space(3))  # the ring of what stands below touches no words
        column.addWidget(SafeLabel(words, "body", wrap=True))
        if below is not None:
            column.addWidget(below, 0, Qt.AlignmentFlag.AlignLeft)
        line.addLayout(column, 1)
        self._column.addLayout(line)

    def _copied(self, text: str, name: str) -> QWidget:
        """A value with its button, which puts it on the clipboard."""
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(ElidedLabel(text, "body", "muted"), 1)
        copy = IconButton("copy", _("Copy {text}").format(text=text), f"coach_copy_{name}")
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(text))
        line.addWidget(copy)
        holder.setFixedWidth(theme().px(320))
        return holder


class AppNotes(QWidget):
    """What looks like success there and is none: below the form, so that steps and fields stand together."""

    def __init__(self, facts: Facts) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space(4))
        if facts.own_sign_in.gates:
            column.addSpacing(theme().space(5))
            column.addWidget(SafeLabel(_("Good to know"), "body-strong"))
        for words in facts.own_sign_in.gates:
            line = QHBoxLayout()
            line.setSpacing(theme().space(4))
            line.addWidget(IconMark("info", 14), 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(SafeLabel(_(words), "body", "muted", wrap=True), 1)
            column.addLayout(line)
