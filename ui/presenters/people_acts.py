"""What a person decides on one card."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QObject

from smmdesk.desk import people
from smmdesk.desk.brands import open_brand
from smmdesk.model.brand import Brand
from smmdesk.model.dates import say_day
from smmdesk.model.person import Identity
from smmdesk.model.problem import Problem
from smmdesk.model.words import _
from smmdesk.store import people_reads
from ui.bridge import Bridge
from ui.presenters import inbox_person
from ui.presenters.typed_days import typed_day


class CardDecisions(QObject):
    """Every one is one step; a problem is shown, and the lists are read again after it."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self.bridge, self.desk = bridge, bridge.desk
        self.brand: Brand = open_brand(self.desk)

    def reload(self) -> None:
        """Read again what is shown."""

    def rename(self, person_id: str, name: str, before: str) -> None:
        if inbox_person.rename(self.bridge, person_id, name, before):
            self.reload()

    def write_notes(self, person_id: str, notes: str, before: str) -> None:
        if inbox_person.write_notes(self.bridge, person_id, notes, before):
            self.reload()

    def typed_notes(self, person_id: str) -> str | None:
        return inbox_person.typed_notes(self.bridge, person_id)

    def tag(self, person_id: str, tag: str, on: bool) -> None:
        self._act(lambda: people.tag(self.desk, [person_id], tag, on))

    def remind(self, person_id: str, day: date | None, about: str = "") -> None:
        said = _("Reminder for {day}").format(day=say_day(day)) if day is not None else _("The reminder is gone")
        self._act(lambda: people.remind(self.desk, person_id, day, about), said)

    def remind_by_words(self, person_id: str, words: str, about: str) -> None:
        """On the day behind what was typed; a day that is past or not understood is said so."""
        day = typed_day(self.desk, self.brand.zone, words)
        if day is None:
            self.bridge.fail(Problem("day_not_understood", {"text": words}))
        elif day < self.today:
            self.bridge.fail(Problem("day_past", {"day": say_day(day)}))
        else:
            self.remind(person_id, day, about)

    @property
    def today(self) -> date:
        return people.today(self.desk, self.brand.zone)

    def offered_days(self) -> tuple[tuple[str, date], ...]:
        """Days to be reminded on, by name."""
        today = self.today
        return (
            (_("Tomorrow"), today + timedelta(days=1)),
            (_("In a week"), today + timedelta(days=7)),
            (_("In a month"), today + timedelta(days=30)),
        )

    def say_thanked(self, person_id: str) -> None:
        self._act(lambda: people.thanked(self.desk, person_id), _("Thanks said"))

    def split_off(self, person_id: str, account: Identity) -> None:
        self._act(lambda: people.split_off(self.desk, person_id, account), _("It has a card of its own now"))

    def messages_of(self, person_id: str) -> int:
        """How many messages would go with them."""
        with self.desk.store.reading() as reader:
            return len(people_reads.messages_of(reader, [person_id]))

    def _act(self, intent: Callable[[], Any], said: str = "") -> bool:
        if self.bridge.attempt(lambda: (intent(), True)) is None:
            return False
        self.reload()
        if said:
            self.bridge.announce(said, True)
        return True
