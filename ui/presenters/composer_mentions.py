"""Whom one may mean after an "@": known people at once, then those whom the platforms of the post find."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from smmdesk.desk import mentioning
from smmdesk.desk.desk import Desk
from smmdesk.model.mentions import identity_on, key
from smmdesk.model.person import FoundPerson, Identity, Person
from smmdesk.model.problem import Problem, ProblemError
from smmdesk.model.words import _
from smmdesk.platforms.facts import Facts
from ui.bridge import Bridge
from ui.presenters.composer_draft import Draft
from ui.presenters.composer_state import Voice
from ui.presenters.moments import say_list
from ui.presenters.timers import MakeDelay

LEAST, MOST = 2, 8
"""So many letters begin a search; so many people are offered."""
PAUSE_MS = 300
KEPT_ANSWERS = 40


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody to choose. `handle` is what is put into the text, `also` the other platforms they are known on; `found`
    is None for people known here."""

    name: str
    handle: str
    platform: str
    platform_name: str
    tint: str
    also: tuple[str, ...] = ()
    found: FoundPerson | None = None

    @property
    def second(self) -> str:
        """The line below the name."""
        return " · ".join((self.handle, *self.also))

    @property
    def spoken(self) -> str:
        return ", ".join((self.name, self.handle, self.platform_name, *self.also))


class MentionFinder(QObject):
    """`rows` and `note` follow what was asked last; `changed` is told when they do, now and when answers come.

    Only connected channels that the open tab speaks for are asked, after a pause in typing, for at least two letters.
    """

    changed = Signal()

    def __init__(
        self, bridge: Bridge, draft: Draft, brand_id: str, chosen: Callable[[], Sequence[Voice]], make: MakeDelay
    ) -> None:
        super().__init__()
        self._bridge, self._draft, self._brand_id, self._chosen = bridge, draft, brand_id, chosen
        self._pause = make(self._look)
        self._words = ""
        self._known: tuple[Person, ...] = ()
        self._answers: dict[tuple[str, str], mentioning.Searched] = {}
        self._looking: set[str] = set()
        self._left_alone_until_s: dict[str, float] = {}
        self._closed = False
        self.rows: tuple[PersonRow, ...] = ()
        self.note = ""

    def close(self) -> None:
        self._closed = True
        self._pause.stop()

    # -- asking
    def ask(self, words: str) -> None:
        """What stands after the "@" now."""
        self._words = words.strip()
        found = self._bridge.attempt(lambda: mentioning.known(self._bridge.desk, self._brand_id, self._words))
        self._known = found or ()
        self._pause.stop()
        if len(self._words) >= LEAST and self._unasked():
            self._pause.start(PAUSE_MS)
        self._show()

    def rest(self) -> None:
        """Nobody is meant any more."""
        self._words, self._known, self.rows, self.note = "", (), (), ""
        self._pause.stop()

    def choose(self, row: PersonRow) -> str:
        """What is put into the text; who was found is remembered."""
        if row.found is not None:
            found, desk = row.found, self._bridge.desk
            self._bridge.attempt(lambda: mentioning.remember(desk, self._brand_id, row.platform, found))
        return row.handle

    # -- looking
    def _voices(self) -> list[Voice]:
        """The channels that the open tab speaks for; one of each server."""
        chosen = [voice for voice in self._chosen() if not self._draft.tab or voice.id == self._draft.tab]
        return list({(voice.channel.platform, voice.channel.server): voice for voice in chosen}.values())

    def _unasked(self) -> list[Voice]:
        now_s = self._bridge.desk.clock.monotonic()
        return [
            voice
            for voice in self._voices()
            if mentioning.can_search(voice.channel)
            and (voice.id, key(self._words)) not in self._answers
            and self._left_alone_until_s.get(voice.id, now_s) <= now_s
        ]

    def _look(self) -> None:
        if self._closed or not self._bridge.can_run:
            return
        for voice in self._unasked():
            self._looking.add(voice.id)
            self._bridge.run(self._search(voice, self._words), key=f"people:{voice.id}")
        self._show()

    async def _search(self, voice: Voice, words: str) -> None:
        desk = self._bridge.desk
        try:
            answer = await mentioning.search(desk, voice.channel, words)
        finally:
            if key(words) == key(self._words):
                self._looking.discard(voice.id)
        if self._closed:
            return
        if answer.wait_s:
            self._left_alone_until_s[voice.id] = desk.clock.monotonic() + answer.wait_s
        while len(self._answers) >= KEPT_ANSWERS:
            del self._answers[next(iter(self._answers))]
        self._answers[voice.id, key(words)] = answer
        self._show()

    # -- showing
    def _show(self) -> None:
        rows = [row for row in (self._known_row(person) for person in self._known) if row is not None]
        seen = {(each.platform, key(each.handle)) for person in self._known for each in person.identities}
        troubled = []
        for voice in self._voices():
            answer = self._answers.get((voice.id, key(self._words)), mentioning.Searched())
            if answer.problem is not None:
                troubled.append(voice.facts.name)
            for person in answer.people:
                if (voice.channel.platform, key(person.handle)) not in seen:
                    seen.add((voice.channel.platform, key(person.handle)))
                    rows.append(_row(person.name, person.handle, voice.facts, found=person))
        self.rows = tuple(rows[:MOST])
        self.note = self._said(troubled)
        self.changed.emit()

    def _said(self, troubled: list[str]) -> str:
        if troubled:
            return _("No answer from {where}").format(where=say_list(list(dict.fromkeys(troubled))))
        looking = [voice.facts.name for voice in self._voices() if voice.id in self._looking]
        return _("Looking on {where}…").format(where=say_list(looking)) if looking and self._words else ""

    def _known_row(self, person: Person) -> PersonRow | None:
        """With the handle of the platform that the text goes to, else of the first where they have one."""
        wanted = [voice.shown.key for voice in self._voices()]
        ids = [identity_on(person, platform) for platform in (*wanted, *(each.platform for each in person.identities))]
        own = next((each for each in ids if each is not None), None)
        facts = _facts(self._bridge.desk, own) if own is not None else None
        if own is None or facts is None:
            return None
        others = dict.fromkeys(each.platform for each in person.identities if each.handle)
        names = (found.name for name in others if name != own.platform and (found := _named(self._bridge.desk, name)))
        return _row(person.name, own.handle, facts, tuple(names))


def _row(
    name: str, handle: str, facts: Facts, also: tuple[str, ...] = (), found: FoundPerson | None = None
) -> PersonRow:
    return PersonRow(name, handle, facts.key, facts.name, facts.tint, also, found)


def _facts(desk: Desk, identity: Identity) -> Facts | None:
    return _named(desk, identity.platform)


def _named(desk: Desk, platform: str) -> Facts | None:
    """None for a platform that this version does not know."""
    try:
        return desk.facts(platform)
    except ProblemError:
        return None


# ------------------------------------------------------------------ what one person is called everywhere
class Handles:
    """The sheet of one person: `fields` are (platform, its name, handle) of the platforms where people can be named."""

    def __init__(self, bridge: Bridge, person_id: str, voices: Sequence[Voice]) -> None:
        self._bridge = bridge
        with bridge.desk.store.reading() as reader:
            self.person = reader.get(Person, person_id)
        heard = [voice.shown for voice in voices if voice.shown.limits.mention_form]
        known = [facts for each in self.person.identities if (facts := _facts(bridge.desk, each)) is not None]
        every = {facts.key: facts.name for facts in (*heard, *known)}
        own = {platform: identity_on(self.person, platform) for platform in every}
        self.fields = tuple(
            (platform, name, found.handle if (found := own[platform]) is not None else "")
            for platform, name in every.items()
        )

    def problem(self, platform: str, typed: str) -> Problem | None:
        """What is wrong with what was typed."""
        return mentioning.handle_problem(self._bridge.desk, platform, typed)

    def save(self, name: str, handles: dict[str, str]) -> None:
        desk, person = self._bridge.desk, self.person
        made = self._bridge.attempt(lambda: mentioning.set_handles(desk, person.id, name, handles))
        if made is not None:
            self._bridge.announce(_("“{name}” was changed").format(name=made.name), True)
