"""The coach of the channels: what is needed, the form made from facts, what will be possible."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from smmdesk.model.for_the_eye import tame
from smmdesk.model.problem import Remedy
from smmdesk.model.words import _
from smmdesk.platforms.sign_in_facts import SignInField
from ui.links import open_address
from ui.look import mirror
from ui.look.style import set_shown
from ui.look.theme import theme
from ui.presenters.channels import ChannelsPresenter
from ui.presenters.coaching import (
    Coach,
    browser_instead,
    enter_keys_again,
    guide_instead,
    plan_later,
    show_ways,
    type_ahead,
)
from ui.problems import MessageBar
from ui.views.app_steps import AppNotes, AppSteps
from ui.views.channel_ways import ChannelWays
from ui.widgets.buttons import IconButton, TextButton
from ui.widgets.marks import GlyphMark, IconMark
from ui.widgets.pages import put_page
from ui.widgets.safe_label import SafeLabel
from ui.widgets.spoken import say

WIDTH_PX, BESIDE_FROM_PX = 424, 760
WITHOUT_SIGN_IN = ("none", "folder", "page")


class _Choice(QComboBox):
    """One of several things."""

    def __init__(self, choices: tuple[tuple[str, str], ...], value: str) -> None:
        super().__init__()
        for key, words in choices:
            self.addItem(tame(words), key)
        self.setCurrentIndex(max(self.findData(value), 0))

    def text(self) -> str:
        return str(self.currentData() or "")


class _Stop(TextButton):
    """What is typed while a channel is added for a post belongs into that post: it has the keys in a moment."""

    def __init__(self, presenter: ChannelsPresenter) -> None:
        super().__init__(_("Stop"), "coach_stop", kind="normal")
        self._presenter = presenter
        self.clicked.connect(presenter.leave)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        held = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        letters = event.text()
        is_typed = not held and letters.isprintable() and letters
        if not (is_typed and type_ahead(self._presenter, letters)):
            super().keyPressEvent(event)


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

    def leaves_room(self, width: int) -> bool:
        """Whether something stands beside it in a place so wide; else it takes all of that."""
        alone, wide = not self.isHidden() and width < theme().px(BESIDE_FROM_PX), theme().px(WIDTH_PX)
        self.setMinimumWidth(0 if alone else wide)
        self.setMaximumWidth(16_777_215 if alone else wide)
        return not alone

    def refresh(self) -> None:
        """Draw the coach again where it changed; what was typed stays."""
        coach = self._presenter.coach
        set_shown(self, coach is not None)
        if coach is None:
            self._shown, self._typed, self._fields = None, {}, {}
            return
        if coach is self._shown:
            return
        is_news = coach.problem is not None and (self._shown is None or coach.problem is not self._shown.problem)
        typed = {key: field.text() for key, field in self._fields.items()}
        is_same = self._is_same(coach)
        self._typed = {**self._typed, **typed} if is_same else {}
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
            bar = MessageBar(coach.problem, self._presenter.unlock_wanted.emit if locked else None)
            bar.closed.connect(lambda: self._presenter.set_coach(problem=None))
            column.addWidget(bar)
        if not coach.facts.sends_by_itself and coach.state == "form":
            guided = _("smmdesk guides you here; you press publish there.")
            column.addLayout(_ability("hand", "accent-ink", guided, ""))
            column.addSpacing(theme().space(4))
        if coach.choosing:
            column.addWidget(ChannelWays(self._presenter, coach))
        elif coach.state in ("form", "ask"):
            self._add_form(column, replace(coach, values={**coach.values, **self._typed}))
        else:
            self._add_waiting(column, coach)
        self._add_abilities(column, coach)
        column.addStretch()
        column.addSpacing(theme().space(5))
        if coach.facts.sign_in.kind not in WITHOUT_SIGN_IN and not coach.choosing:
            words = _("The sign-in stays locked on this computer. You can take it away whenever you want.")
            column.addLayout(_ability("lock", "text-muted", words, "muted", "caption"))
        is_free = self._may_take_keys(is_same)
        put_page(self._scroll, page)
        begin = self._begins_at(page)
        if begin is not None and is_free:
            begin.setFocus()
        if coach.problem is not None and is_news:  # after the field: its name would cut it short
            say(self, f"{coach.problem.title}. {coach.problem.advice}")

    @property
    def came_from(self) -> str:
        """The name of what opened it, while somebody is in it with the keyboard; else empty."""
        holder = self.window().focusWidget()
        if self._shown is None or holder is None or not self.isAncestorOf(holder):
            return ""
        again = self._shown.again
        return f"channel_{again.id}" if again is not None else f"offer_{self._shown.facts.key}"

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._shown is not None:
            self._presenter.leave()
        else:
            super().keyPressEvent(event)

    def _may_take_keys(self, is_same: bool) -> bool:
        """Not from somebody who is elsewhere by now, or types beside it: a sign-in goes on when its time has come."""
        holder = self.window().focusWidget()
        types_beside = isinstance(holder, QLineEdit | QComboBox) and not self.isAncestorOf(holder)
        return self.isVisibleTo(self.window()) and not (is_same and types_beside)

    def _begins_at(self, page: QWidget) -> QWidget | None:
        """The steps to keys of one's own where nothing is filled in yet: they are what is to be read first."""
        if not self._fields:
            names = ("coach_guided", "coach_stop", "coach_connect")
            found = (page.findChild(TextButton, name) for name in names)
            return next((button for button in found if button is not None), None)
        steps = page.findChild(TextButton, "coach_app_page")
        if steps is not None and not any(field.text() for field in self._fields.values()):
            return steps
        return next((field for field in self._fields.values() if not field.text()), None)

    def _is_same(self, coach: Coach) -> bool:
        """Is it still the form that was filled in? Then even the password need not be typed twice."""
        old = self._shown
        return old is not None and (old.facts.key, old.again) == (coach.facts.key, coach.again)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = mirror.painter(self)
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
        if coach.has_ways and coach.state == "form":
            back = TextButton(_("Other ways"), "coach_ways", kind="link", icon="arrow-left", small=True)
            back.clicked.connect(lambda: show_ways(self._presenter))
            column.addWidget(back, 0, Qt.AlignmentFlag.AlignLeft)
            column.addSpacing(theme().space(2))
        if coach.asks_keys:
            column.addWidget(SafeLabel(_("With an app of your own"), "body-strong"))
            column.addWidget(AppSteps(coach.facts))
            column.addSpacing(theme().space(4))
        for fact in coach.fields:
            column.addLayout(self._field(fact, coach.values.get(fact.key, "")))
            column.addSpacing(theme().space(2))
        if coach.facts.sign_in.help_url and not in_browser:
            help_button = TextButton(_("Show me where to find it"), "coach_help", kind="link", small=True)
            help_button.clicked.connect(lambda: open_address(coach.facts.sign_in.help_url))
            column.addWidget(help_button, 0, Qt.AlignmentFlag.AlignLeft)
        label = _("Open {platform}").format(platform=_(coach.facts.name)) if in_browser else _("Connect")
        if not coach.facts.sends_by_itself:
            label = _("Add")
        if coach.asks_keys:
            label = _("Keep the keys and go on")
        go = TextButton(label, "coach_connect", kind="primary", icon="external-link" if in_browser else "")
        go.clicked.connect(self._connect)
        column.addWidget(go, 0, Qt.AlignmentFlag.AlignLeft)
        if coach.asks_keys:
            column.addWidget(AppNotes(coach.facts))
        column.addSpacing(theme().space(5))
        self._add_other_ways(column, coach, _("Without an app") if coach.asks_keys else _("Other ways"))

    def _add_other_ways(self, column: QVBoxLayout, coach: Coach, title: str) -> None:
        """One under the other, quieter than the button: what else leads to posts on this platform."""
        ways, browser = self._other_ways(coach), coach.facts.sign_in.also_browser if coach.state == "form" else ""
        if not ways and not browser:
            return
        group = QVBoxLayout()
        group.setSpacing(theme().space(1))
        group.addWidget(SafeLabel(title, "body-strong"))
        if browser:
            self._add_browser_way(group, coach)
        for label, name, done in ways:
            button = TextButton(label, name, kind="link", small=True)
            button.clicked.connect(lambda _on=False, done=done: done())
            group.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(group)

    def _add_browser_way(self, group: QVBoxLayout, coach: Coach) -> None:
        """The sign-in in the browser beside the form, with what is different about it; there, the way back."""
        words = _("With an app password instead") if coach.browser else _("In the browser instead")
        other = TextButton(words, "coach_other_way", kind="link", small=True)
        other.clicked.connect(lambda: browser_instead(self._presenter, not coach.browser))
        group.addWidget(other, 0, Qt.AlignmentFlag.AlignLeft)
        group.addWidget(SafeLabel(_(coach.facts.sign_in.also_browser), "caption", "muted", wrap=True))
        group.addSpacing(theme().space(2))

    def _other_ways(self, coach: Coach) -> list[tuple[str, str, Callable[[], object]]]:
        """Words, name and act of each."""
        presenter, is_form = self._presenter, coach.state == "form"
        ways: list[tuple[str, str, Callable[[], object]]] = []
        if coach.can_be_guided and not coach.has_ways:
            words = _("Publish there myself, guided")
            ways.append((words, "coach_guided", lambda: guide_instead(presenter)))
        if coach.again is None and is_form and not coach.has_ways and not coach.facts.takes_samples:
            ways.append((_("Plan now, connect later"), "coach_later", lambda: plan_later(presenter)))
        if coach.in_browser and is_form and coach.facts.sign_in.also_pasted:
            ways.append((_("Without a browser"), "coach_paste", presenter.paste_instead))
        if coach.in_browser and is_form and not coach.asks_keys and coach.facts.sign_in.needs_app:
            ways.append((_("Other keys"), "coach_keys", lambda: enter_keys_again(presenter)))
        return ways

    def _choices(self, fact: SignInField) -> tuple[tuple[str, str], ...]:
        """Our own words in the person's language, a platform's as they are."""
        coach = self._presenter.coach
        is_theirs = coach is not None and coach.state == "ask"
        return tuple((key, words if is_theirs else _(words)) for key, words in fact.choices)

    def _field(self, fact: SignInField, value: str) -> QVBoxLayout:
        """A field between its name and what helps to fill it in."""
        label = SafeLabel(_(fact.label), "body-strong")
        field = _Choice(self._choices(fact), value) if fact.choices else self._line(fact, value)
        field.setObjectName(f"coach_{fact.key}")
        field.setAccessibleName(_(fact.label))
        field.setAccessibleDescription(_(fact.help) if fact.help else "")
        label.setBuddy(field)
        self._fields[fact.key] = field
        column = QVBoxLayout()
        column.setSpacing(theme().space(2))
        column.addWidget(label)
        column.addWidget(field)
        if fact.help:
            column.addWidget(SafeLabel(_(fact.help), "caption", "muted", wrap=True))
        return column

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
        stop = _Stop(self._presenter)
        row = QHBoxLayout()
        row.addWidget(stop)
        row.addStretch()
        column.addLayout(row)

    def _add_abilities(self, column: QVBoxLayout, coach: Coach) -> None:
        if not coach.facts.sign_in.will:
            return
        column.addSpacing(theme().space(6))
        if_it_does, will = _("If smmdesk publishes there, it can"), _("What smmdesk will be able to do")
        column.addWidget(SafeLabel(if_it_does if coach.choosing else will, "body-strong"))
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
