"""What can be added to the channels: every platform, in groups, found by typing."""

import unicodedata
from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from smmdesk.model.words import _
from smmdesk.platforms.facts import GROUPS, Facts
from ui.look.style import set_kind, set_shown
from ui.look.theme import theme
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.marks import GlyphMark
from ui.widgets.safe_label import ElidedLabel, SafeLabel

CARD_PX, CARD_HIGH_PX, SEARCH_PX = 204, 48, 320
ANYWHERE = next(reversed(GROUPS))
"""The group that stays when nothing else is found: by hand works for any page."""


class Offer(QPushButton):
    """One platform: glyph, name, and who publishes there."""

    def __init__(self, facts: Facts) -> None:
        super().__init__()
        name, who = _(facts.name), who_publishes(facts)
        self.setObjectName(f"offer_{facts.key}")
        self.setAccessibleName(_("Connect {platform}").format(platform=name))
        self.setAccessibleDescription(who)
        self.setFixedSize(theme().px(CARD_PX), theme().px(CARD_HIGH_PX))
        line = QHBoxLayout(self)
        line.setContentsMargins(theme().space(5), theme().space(3), theme().space(4), theme().space(3))
        line.setSpacing(theme().space(5))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(_still(ElidedLabel(name, "body-strong")))
        words.addWidget(_still(ElidedLabel(who, "caption", "muted")))
        line.addWidget(_still(GlyphMark(facts.key, facts.tint, 28)))
        line.addLayout(words, 1)
        set_kind(self, kind="surface", card="true")
        high = theme().px(CARD_HIGH_PX)
        self.setStyleSheet(
            f"QPushButton {{ min-height: {high - 2}px; max-height: {high - 2}px; padding: 0;"
            f" border: 1px solid {theme().name_of('hairline-strong')}; border-radius: {theme().radius('card')}px; }}"
        )


class ChannelOffers(QWidget):
    """`chosen`: a platform's key. What is typed filters at once; `typed` tells it, so that a new page keeps it."""

    chosen = Signal(str)
    typed = Signal(str)

    def __init__(self, platforms: Sequence[Facts], query: str = "") -> None:
        super().__init__()
        self._offers = {facts.key: (facts, Offer(facts)) for facts in platforms}
        self._groups: dict[str, QWidget] = {}
        self.search = QLineEdit(query)
        self.search.setObjectName("offers_search")
        self.search.setAccessibleName(_("Find a platform"))
        self.search.setPlaceholderText(_("Find a platform"))
        self.search.setClearButtonEnabled(True)
        self.search.setMaximumWidth(theme().px(SEARCH_PX))
        self.search.textChanged.connect(self._filter)
        self.search.textChanged.connect(self.typed)
        self.search.returnPressed.connect(self._choose_first)
        self._nothing = SafeLabel(_("Not in the list. By hand works for any page."), "body", "muted", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space(4))
        column.addWidget(self.search)
        column.addWidget(self._nothing)
        for group, title in GROUPS.items():
            holder = self._group(title, [offer for facts, offer in self._offers.values() if facts.group == group])
            self._groups[group] = holder
            column.addWidget(holder)
        for facts, offer in self._offers.values():
            offer.clicked.connect(lambda _on=False, key=facts.key: self.chosen.emit(key))
        self._filter(query)

    def shown(self) -> list[str]:
        """The keys that the typed words leave, in the order shown."""
        order = list(GROUPS)
        left = [facts for facts, offer in self._offers.values() if not offer.isHidden()]
        return [facts.key for facts in sorted(left, key=lambda facts: order.index(facts.group))]

    def _group(self, title: str, offers: Sequence[Offer]) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, theme().space(3), 0, 0)
        column.setSpacing(theme().space(3))
        column.addWidget(SafeLabel(_(title), "caption", "muted", 600))
        cards = QWidget()
        flow = FlowLayout(cards, spacing=theme().space(4))
        for offer in offers:
            flow.addWidget(offer)
        column.addWidget(cards)
        return holder

    def _filter(self, query: str) -> None:
        wanted = plain(query).split()
        found = {key for key, (facts, _offer) in self._offers.items() if all(word in said_of(facts) for word in wanted)}
        set_shown(self._nothing, not found)
        left = found or {key for key, (facts, _offer) in self._offers.items() if facts.group == ANYWHERE}
        for key, (_facts, offer) in self._offers.items():
            set_shown(offer, key in left)
        for group, holder in self._groups.items():
            set_shown(holder, any(key in left for key, (facts, _o) in self._offers.items() if facts.group == group))

    def _choose_first(self) -> None:
        """Enter takes what is called like that, else the first that was found; nothing where nothing was."""
        wanted = plain(self.search.text()).strip()
        if not wanted or not self._nothing.isHidden():
            return
        left = self.shown()
        same = (key for key in left if plain(_(self._offers[key][0].name)) == wanted)
        self.chosen.emit(next(same, left[0]))


def who_publishes(facts: Facts) -> str:
    if facts.takes_samples:
        return _("to try things out")
    if facts.sends_by_itself and facts.own_sign_in.needs_app:
        return _("you publish, or smmdesk")
    return _("smmdesk publishes") if facts.sends_by_itself else _("you publish, guided")


def said_of(facts: Facts) -> str:
    """All words that find a platform, without capitals and accents."""
    return plain(" ".join((facts.key, facts.name, _(facts.name), facts.also_called, _(GROUPS[facts.group]))))


def plain(text: str) -> str:
    apart = unicodedata.normalize("NFD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _still(label: QWidget) -> QWidget:
    """The button gets the mouse, also where a label lies on it."""
    label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    return label
