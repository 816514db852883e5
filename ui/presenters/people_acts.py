"""What a person decides on one card."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import partial
from typing import Any, TypeVar

from PySide6.QtCore import QObject

from smmdesk.desk import people
from smmdesk.desk.brands import open_brand
from smmdesk.desk.import_plan import Going
from smmdesk.model.brand import Brand
from smmdesk.model.dates import say_day
from smmdesk.model.person import Identity
from smmdesk.model.problem import Problem
from smmdesk.model.words import _, ngettext
from smmdesk.store import people_reads
from ui.bridge import Bridge
from ui.presenters import inbox_person
from ui.presenters.long_work import LongWork
from ui.presenters.typed_days import typed_day

T = TypeVar("T")


class CardDecisions(QObject):
    """Every one is one step; a problem is shown, and the lists are read again after it.

    Those about somebody who wrote very much take a while: `begun` is called with their title and what goes on, `over`
    when that has ended. Who shows how far it is sets them.
    """

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self.begun: Callable[[str, LongWork], object] = _nothing
        self.over: Callable[[], object] = _nothing
        self._work: LongWork | None = None
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
        said, thanked = _("Thanks said"), partial(people.thanked, self.desk, person_id)

        def done(count: int | None) -> None:
            words = ngettext("{said}: {count} message is done", "{said}: {count} messages are done", count or 0)
            self._say_done(count is not None, words.format(said=said, count=count) if count else said)

        self._act_long([person_id], said, thanked, done)

    def split_off(self, person_id: str, account: Identity) -> None:
        split = partial(people.split_off, self.desk, person_id, account)
        said = _("It has a card of its own now")
        self._act_long([person_id], _("Splitting off"), split, lambda made: self._say_done(made is not None, said))

    def messages_of(self, person_id: str) -> int:
        """How many messages would go with them."""
        with self.desk.store.reading() as reader:
            return len(people_reads.messages_of(reader, [person_id]))

    def _act_long(
        self,
        person_ids: Iterable[str],
        title: str,
        intent: Callable[[Going | None], T],
        done: Callable[[T], object],
        *,
        can_stop: bool = True,
    ) -> None:
        """At once; in pieces, beside the screen's work, where these people wrote very much. `done` gets its answer."""
        if self._work is not None and self._work.going is not None:
            self.bridge.announce(_("It is still going on. Wait for its end, or stop it."))
            return
        with self.desk.store.reading() as reader:
            is_long = people.takes_long(reader, person_ids)
        if is_long and self.bridge.can_run:
            self._work = LongWork(self.bridge, lambda: self.over(), can_stop=can_stop)
            self.bridge.run(self._in_pieces(self._work, title, intent, done))
            return
        answer = self.bridge.attempt(lambda: (intent(None),))
        if answer is not None:
            done(answer[0])

    async def _in_pieces(
        self, work: LongWork, title: str, intent: Callable[[Going], T], done: Callable[[T], object]
    ) -> None:
        self.begun(title, work)
        done(await work.on_thread(intent))

    def _say_done(self, is_whole: bool, said: str) -> None:
        self.reload()
        stopped = _("Stopped halfway. Undo takes it back; done again, it goes on from here")
        self.bridge.announce(said if is_whole else stopped, True)

    def _act(self, intent: Callable[[], Any], said: str = "") -> bool:
        if self.bridge.attempt(lambda: (intent(), True)) is None:
            return False
        self.reload()
        if said:
            self.bridge.announce(said, True)
        return True


def _nothing(*_said: object) -> None:
    """Nobody shows how far it is."""
