"""The coach of the channels: what is needed, the form made from facts, what will be possible."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from smmdesk.model.for_the_eye import tame
from smmdesk.model.problem import Remedy
from smmdesk.model.words import _
from smmdesk.platforms.facts import SignInField
from ui.links import open_address
from ui.look.theme import theme
from ui.presenters.channels import ChannelsPresenter
from ui.presenters.coaching import Coach, browser_instead, enter_keys_again, guide_instead, plan_later
from ui.problems import MessageBar
from ui.views.app_steps import AppSteps
from ui.widgets.buttons import IconButton, TextButton
from ui.widgets.marks import GlyphMark, IconMark
from ui.widgets.pages import put_page
from ui.widgets.safe_label import SafeLabel

WIDTH_PX = 424
WITHOUT_SIGN_IN = ("none", "folder", "page")


class _Choice(QComboBox):
    """One of several things that the platform has, by the names it gives them."""

    def __init__(self, choices: tuple[tuple[str, str], ...], value: str) -> None:
        super().__init__()
        for key, words in choices:
            self.addItem(tame(words), key)
        self.setCurrentIndex(max(self.findData(value), 0))

    def text(self) -> str:
        return str(self.currentData() or "")


class ChannelCoach(QFrame):
    """Draws `presenter.coach`; hidden while there is none."""

    def __init__(self, presenter: ChannelsPresenter) -> None:
        super().__init__()
        self._presenter = presenter
        self._fields: dict[str, QLineEdit | _Choice] = {}
        self._shown: Coach | None = None
        self._typed: dict[str, str] = {}
        self.setObjectName("channel_coach")
        self.setFixedWidth(theme().px(WIDTH_PX))
        self._scroll = QScrollArea()
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidgetResizable(True)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 0, 0, 0)
        outer.addWidget(self._scroll)
        self.refresh()

    def refresh(self) -> None:
        """Draw the coach again where it changed; what was typed stays."""
        coach = self._presenter.coach
        self.setVisible(coach is not None)
        if coach is None:
            self._shown, self._typed, self._fields = None, {}, {}
            return
        if coach is self._shown:
            return
        typed = {key: field.text() for key, field in self._fields.items()}
        self._typed = {**self._typed, **typed} if self._is_same(coach) else {}
        self._shown = coach
        self._fields = {}
        page = QWidget()
        page.setObjectName("page")
        column = QVBoxLayout(page)
        column.setContentsMargins(*(theme().space(8),) * 4)
        column.setSpacing(theme().space(4))
        column.addLayout(self._head(coach))
        column.addSpacing(theme().space(4))
        if coach.problem is not None:
            locked = coach.problem.remedy is Remedy.UNLOCK
            column.addWidget(MessageBar(coach.problem, self._presenter.unlock_wanted.emit if locked else None))
        if not coach.facts.sends_by_itself and coach.state == "form":
            guided = _("smmdesk guides you here; you press publish there.")
            column.addLayout(_ability("hand", "accent-ink", guided, ""))
        if coach.state in ("form", "ask"):
            self._add_form(column, replace(coach, values={**coach.values, **self._typed}))
        else:
            self._add_waiting(column, coach)
        self._add_abilities(column, coach)
        column.addStretch()
        column.addSpacing(theme().space(5))
        if coach.facts.sign_in.kind not in WITHOUT_SIGN_IN:
            words = _("The sign-in stays locked on this computer. You can take it away whenever you want.")
            column.addLayout(_ability("lock", "text-muted", words, "muted", "caption"))
        put_page(self._scroll, page)
        first = next((field for field in self._fields.values() if not field.text()), None)
        if first is not None:
            first.setFocus()

    def _is_same(self, coach: Coach) -> bool:
        """Is it still the form that was filled in? Then even the password need not be typed twice."""
        old = self._shown
        return old is not None and (old.facts.key, old.again) == (coach.facts.key, coach.again)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().color("surface-sunken"))
        painter.fillRect(0, 0, 1, self.height(), theme().color("hairline"))

    def _head(self, coach: Coach) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(theme().space(5))
        mark = GlyphMark(coach.facts.key, coach.facts.tint, 32)
        line.addWidget(mark)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(SafeLabel(_("Let us connect"), "caption", "muted"))
        words.addWidget(SafeLabel(_(coach.facts.name), "heading"))
        line.addLayout(words, 1)
        close = IconButton("x", _("Close"), "coach_close")
        close.clicked.connect(self._presenter.leave)
        line.addWidget(close)
        return line

    def _add_form(self, column: QVBoxLayout, coach: Coach) -> None:
        in_browser = coach.in_browser and coach.state == "form" and not coach.asks_keys
        if coach.asks_keys:
            column.addWidget(AppSteps(coach.facts))
        for fact in coach.fields:
            self._add_field(column, fact, coach.values.get(fact.key, ""))
        label = _("Open {platform}").format(platform=_(coach.facts.name)) if in_browser else _("Connect")
        if not coach.facts.sends_by_itself:
            label = _("Add")
        if coach.asks_keys:
            label = _("Keep the keys and go on")
        row = QHBoxLayout()
        go = TextButton(label, "coach_connect", kind="primary", icon="external-link" if in_browser else "")
        go.clicked.connect(self._connect)
        row.addWidget(go)
        if in_browser and coach.facts.sign_in.needs_app:
            other = TextButton(_("Other keys"), "coach_keys", kind="quiet")
            other.clicked.connect(lambda: enter_keys_again(self._presenter))
            row.addWidget(other)
        if coach.in_browser and coach.state == "form" and coach.facts.sign_in.also_pasted:
            paste = TextButton(_("Without a browser"), "coach_paste", kind="quiet")
            paste.clicked.connect(self._presenter.paste_instead)
            row.addWidget(paste)
        row.addStretch()
        column.addLayout(row)
        if coach.state == "form" and coach.facts.sign_in.also_browser:
            self._add_other_way(column, coach)
        if coach.again is None and coach.state == "form" and not coach.facts.takes_samples:
            later = TextButton(_("Plan now, connect later"), "coach_later", kind="quiet")
            later.clicked.connect(lambda: plan_later(self._presenter))
            # a line of its own: beside two others it would be wider than the panel
            column.addWidget(later, 0, Qt.AlignmentFlag.AlignLeft)
        if coach.can_be_guided:
            guided = TextButton(_("Publish there myself, guided"), "coach_guided", kind="quiet")
            guided.clicked.connect(lambda: guide_instead(self._presenter))
            column.addWidget(guided, 0, Qt.AlignmentFlag.AlignLeft)
        if coach.facts.sign_in.help_url and not in_browser:
            help_button = TextButton(_("Show me where to find it"), "coach_help", kind="link")
            help_button.clicked.connect(lambda: open_address(coach.facts.sign_in.help_url))
            column.addWidget(help_button)

    def _add_other_way(self, column: QVBoxLayout, coach: Coach) -> None:
        """The sign-in in the browser beside the form, with what is different about it; there, the way back."""
        words = _("With an app password instead") if coach.browser else _("In the browser instead")
        other = TextButton(words, "coach_other_way", kind="quiet", icon="" if coach.browser else "external-link")
        other.clicked.connect(lambda: browser_instead(self._presenter, not coach.browser))
        column.addWidget(other, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(SafeLabel(_(coach.facts.sign_in.also_browser), "caption", "muted", wrap=True))

    def _add_field(self, column: QVBoxLayout, fact: SignInField, value: str) -> None:
        label = SafeLabel(_(fact.label), "body-strong")
        field = _Choice(fact.choices, value) if fact.choices else self._line(fact, value)
        field.setObjectName(f"coach_{fact.key}")
        field.setAccessibleName(_(fact.label))
        label.setBuddy(field)
        self._fields[fact.key] = field
        column.addWidget(label)
        column.addWidget(field)
        if fact.help:
            column.addWidget(SafeLabel(_(fact.help), "caption", "muted", wrap=True))

    def _line(self, fact: SignInField, value: str) -> QLineEdit:
        field = QLineEdit(value)
        field.setPlaceholderText(_(fact.placeholder) if fact.placeholder else "")
        if fact.kind == "secret":
            field.setEchoMode(QLineEdit.EchoMode.Password)
        field.returnPressed.connect(self._connect)
        return field

    def _add_waiting(self, column: QVBoxLayout, coach: Coach) -> None:
        words = _("Connecting…")
        if coach.state == "browser":
            words = _("{platform} is open in your browser. Allow it there and come back: this window waits.").format(
                platform=_(coach.facts.name)
            )
        column.addWidget(SafeLabel(words, "body", wrap=True))
        stop = TextButton(_("Stop"), "coach_stop", kind="normal")
        stop.clicked.connect(self._presenter.leave)
        row = QHBoxLayout()
        row.addWidget(stop)
        row.addStretch()
        column.addLayout(row)

    def _add_abilities(self, column: QVBoxLayout, coach: Coach) -> None:
        if not coach.facts.sign_in.will:
            return
        column.addSpacing(theme().space(6))
        column.addWidget(SafeLabel(_("What smmdesk will be able to do"), "body-strong"))
        for words in coach.facts.sign_in.will:
            column.addLayout(_ability("check", "success", words, ""))
        for words in coach.facts.sign_in.will_not:
            column.addLayout(_ability("x", "text-muted", words, "muted"))
        if coach.facts.price is not None:
            column.addLayout(_ability("info", "text-muted", coach.facts.price.says, "muted"))

    def _connect(self) -> None:
        self._presenter.connect_channel({key: field.text() for key, field in self._fields.items()})


def _ability(icon: str, color: str, words: str, tone: str, style: str = "body") -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(theme().space(4))
    mark = IconMark(icon, 14, color)
    mark.setFixedSize(theme().px(16), theme().line_height("body"))
    line.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
    line.addWidget(SafeLabel(_(words), style, tone, wrap=True), 1)
    return line
