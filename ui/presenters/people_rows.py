"""What a row of the people's list holds, and the words it says."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from smmdesk.desk.desk import Desk
from smmdesk.model.dates import say_day
from smmdesk.model.moment import Moment
from smmdesk.model.person import TAGS
from smmdesk.model.words import _, ngettext
from smmdesk.store.people_reads import Card, Group
from ui.presenters.inbox_rows import initials, say_when

_TAG_WORDS: dict[str, Callable[[], str]] = {
    "customer": lambda: _("Customer"),
    "supplier": lambda: _("Supplier"),
    "press": lambda: _("Press"),
    "opinion_leader": lambda: _("Opinion leader"),
}
assert tuple(_TAG_WORDS) == TAGS


def tag_words(tag: str) -> str:
    """A tag as it is shown; the brand's own ones as they were written."""
    return _TAG_WORDS[tag]() if tag in _TAG_WORDS else tag


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One card in the list. `when` is their last message; `is_due` that a reminder is, `is_owed` that thanks are."""

    key: str
    name: str
    text: str
    when: str
    initials: str
    hue: int
    platform: str
    tint: str
    reminder: str = ""
    is_due: bool = False
    is_owed: bool = False

    @property
    def spoken(self) -> str:
        """ "Anna Pertot, customer, 3 messages, 11:04, reminder today"."""
        said = [self.name, self.text, self.when, self.reminder, _("thanks owed") if self.is_owed else ""]
        return ", ".join(filter(None, said))


class PeopleRows:
    """Makes rows of cards for one brand."""

    def __init__(self, desk: Desk, zone: str, group: Group) -> None:
        self._desk, self._zone, self._group = desk, zone, group
        self._now: datetime = desk.clock.now()
        self._today = Moment.of(self._now, zone).day

    def row(self, card: Card) -> PersonRow:
        platform = next(iter(card.platforms), "")
        day = date.fromisoformat(card.remind_on) if card.remind_on else None
        return PersonRow(
            key=card.id,
            name=card.name,
            text=" · ".join((*map(tag_words, card.tag_names), self._counted(card))),
            when=say_when(card.last_us, self._now, self._zone) if card.last_us is not None else "",
            initials=initials(card.name),
            hue=sum(map(ord, card.id)) % 6,
            platform=platform,
            tint=self._desk.look(platform).tint if platform else "",
            reminder=say_reminder(day, self._today) if day is not None else "",
            is_due=day is not None and day <= self._today,
            is_owed=card.owed > 0,
        )

    def _counted(self, card: Card) -> str:
        if self._group is Group.ADVOCATES:
            spoke = card.spoke
            return ngettext("{count} time in 90 days", "{count} times in 90 days", spoke).format(count=spoke)
        if not card.times:
            return _("never wrote")
        return ngettext("{count} message", "{count} messages", card.times).format(count=card.times)


def say_reminder(day: date, today: date) -> str:
    """ "Reminder today", "Reminder for Fri 27 Nov", "Reminder since Mon 16 Nov"."""
    if day == today:
        return _("Reminder today")
    words = _("Reminder for {day}") if day > today else _("Reminder since {day}")
    return words.format(day=say_day(day))
