"""What a brand listens for, as its sheet shows it: each with what came of it and where it is looked for."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from smmdesk.desk import feed_rounds, lookouts, searching
from smmdesk.desk.searching import LookedNow, Where
from smmdesk.model.changes import Changes
from smmdesk.model.for_the_eye import isolated
from smmdesk.model.lookout import Becomes, Lookout, LookoutKind, Place, cleaned, guessed
from smmdesk.model.words import _, ngettext
from ui.bridge import Bridge
from ui.presenters.lookout_places import (
    TOLD,
    here_lines,
    looked_line,
    not_lines,
    problems_of,
    reaches,
    where_line,
)


class LookoutRow(NamedTuple):
    """`says` is what came of it; `is_problem`: it could not be read. `where` is where it is looked for."""

    id: str
    name: str
    says: str
    on: bool
    is_problem: bool
    where: str = ""
    is_feed: bool = False


class LookoutList(QObject):
    """`said` is what the last look came to; `kind` what is typed counts as, guessed until a person chooses.
    `changed` after each of these."""

    changed = Signal()

    def __init__(self, bridge: Bridge, brand_id: str) -> None:
        super().__init__()
        self.bridge, self._desk, self._brand_id = bridge, bridge.desk, brand_id
        self.rows: tuple[LookoutRow, ...] = ()
        self.said, self.is_looking = "", False
        self.typed, self.kind, self._chosen = "", LookoutKind.WORDS, False
        self._reaches: dict[LookoutKind, tuple[Where, ...]] = {}
        bridge.changed.connect(self._desk_changed)
        self.reload()

    def close(self) -> None:
        self.bridge.changed.disconnect(self._desk_changed)

    def reload(self) -> None:
        found = lookouts.with_counts(self._desk, self._brand_id)
        looked_for = sum(each.lookout.kind is not LookoutKind.FEED and not each.lookout.paused for each in found)
        self._reaches = reaches(self._desk, self._brand_id, max(1, looked_for))
        self.rows = tuple(self._row(*each) for each in found)
        self.changed.emit()

    # ------------------------------------------------------------------ what is typed
    def type(self, text: str) -> None:
        """What stands in the field now; an empty one is guessed anew."""
        self.typed = text
        if not text.strip():
            self._chosen = False
        if not self._chosen:
            self.kind = guessed(text)
        self.changed.emit()

    def choose(self, kind: LookoutKind) -> None:
        """A person says what it is."""
        if kind is not self.kind:
            self.kind, self._chosen = kind, True
            self.changed.emit()

    @property
    def where(self) -> str:
        """Where what is typed would be looked for; "" while nothing is."""
        if not self.typed.strip():
            return ""
        if self.kind is LookoutKind.FEED:
            return _("The site is read every half hour. It needs no channel.")
        return where_line(self._reaches[self.kind], self.kind)

    @property
    def where_not(self) -> tuple[str, ...]:
        """The platforms that cannot, each with its reason."""
        return not_lines(self._reaches[self.kind]) if self.typed.strip() else ()

    # ------------------------------------------------------------------ deciding
    def add(self) -> None:
        """Look first, where it is a site: what can be read is added. Words are added, and looked for at once."""
        kind, words = self.kind, cleaned(self.kind, self.typed)
        if words and not self.is_looking and self.bridge.can_run:
            self._say(_("Looking…"), looking=True)
            self.bridge.run(self._add_site(words) if kind is LookoutKind.FEED else self._add(kind, words), "lookout")

    async def _add_site(self, words: str) -> None:
        try:
            tried = await feed_rounds.try_out(self._desk, words)
        finally:
            self._say("")
        if tried.told:
            self._say(_(TOLD[tried.told]))
            return
        made = self._added(LookoutKind.FEED, tried.address, tried.name)
        if made is not None:
            self._say(f"{_added_words(made)} {week(tried.count)}")
            self.reload()

    async def _add(self, kind: LookoutKind, words: str) -> None:
        made, looked = self._added(kind, words), LookedNow()
        try:
            if made is not None:
                looked = await searching.look_now(self._desk, made.id)
        finally:
            self._say("")
        if made is not None:
            came = week(looked.new) if looked.asked else where_line(self._reaches[kind], kind)
            self._say(f"{_added_words(made)} {came}")
            self.reload()

    def _added(self, kind: LookoutKind, words: str, name: str = "") -> Lookout | None:
        return self.bridge.attempt(lambda: lookouts.add(self._desk, self._brand_id, kind, words, name=name))

    def look_now(self, lookout_id: str) -> None:
        """Ask for what is new of one, now."""
        if not self.is_looking and self.bridge.can_run:
            self._say(_("Looking…"), looking=True)
            self.bridge.run(self._look(lookout_id), "lookout")

    async def _look(self, lookout_id: str) -> None:
        row = next((row for row in self.rows if row.id == lookout_id), None)
        try:
            if row is not None and row.is_feed:
                looked = LookedNow(await feed_rounds.look_now(self._desk, lookout_id), 1)
            else:
                looked = await searching.look_now(self._desk, lookout_id)
        finally:
            self._say("")
        words = ngettext("{count} new in {name}.", "{count} new in {name}.", looked.new)
        name = isolated(row.name if row is not None else "")
        resting = _("It was looked for a short while ago. It is looked for again by itself.")
        self._say(words.format(count=looked.new, name=name) if looked.asked else resting)
        self.reload()

    def turn(self, lookout_id: str, on: bool) -> None:
        self.bridge.attempt(lambda: lookouts.pause(self._desk, lookout_id, not on))

    def remove(self, lookout_id: str) -> None:

        def gone() -> bool:
            lookouts.remove(self._desk, lookout_id)
            return True

        if self.bridge.attempt(gone):
            self.bridge.announce(_("No more listening for it; what was found stays"), True)

    def _say(self, words: str, *, looking: bool = False) -> None:
        self.said, self.is_looking = words, looking
        self.changed.emit()

    def _row(self, lookout: Lookout, places: Sequence[Place], count: int) -> LookoutRow:
        problems = () if lookout.paused else problems_of(self._desk, lookout, places)
        is_feed = lookout.kind is LookoutKind.FEED
        if lookout.paused:
            says = _("paused")
        elif problems and is_feed:
            says = problems[0]
        else:
            ideas = _("Ideas are made of it.") if lookout.becomes is Becomes.IDEA else ""
            looked = "" if is_feed else looked_line(self._desk, places)
            says = " ".join(filter(None, (week(count), looked, ideas, *problems)))
        where = "" if is_feed or lookout.paused else where_line(self._reaches[lookout.kind], lookout.kind)
        return LookoutRow(lookout.id, lookout.says, says, not lookout.paused, bool(problems), where, is_feed)

    def _desk_changed(self, changes: Changes) -> None:
        if changes.touches("lookout", "lookout_place"):
            self.reload()


def _added_words(made: Lookout) -> str:
    return _("Added: {name}.").format(name=isolated(made.says))


def week(count: int) -> str:
    """ "3 found in the last week."."""
    if not count:
        return _("Nothing in the last week.")
    return ngettext("{count} found in the last week.", "{count} found in the last week.", count).format(count=count)


class LookoutChoice:
    """One of them, to be changed: what is made of what it finds, and what is left out."""

    def __init__(self, bridge: Bridge, lookout_id: str) -> None:
        self._bridge, self._desk = bridge, bridge.desk
        with self._desk.store.reading() as reader:
            self.lookout = reader.get(Lookout, lookout_id)

    @property
    def places(self) -> tuple[str, ...]:
        """Where it is looked for and what is found there, then where it cannot be and why."""
        lookout = self.lookout
        if lookout.kind is LookoutKind.FEED:
            return ()
        found = reaches(self._desk, lookout.brand_id, 1)[lookout.kind]
        return (where_line(found, lookout.kind), *here_lines(found), *not_lines(found))

    @property
    def muted(self) -> str:
        return ", ".join(self.lookout.muted_words)

    def do(self, becomes: Becomes, muted: str, heard_again: Sequence[str]) -> None:
        """Keep what was changed; `heard_again` are people who are muted no more."""
        key, words = self.lookout.id, tuple(word.strip() for word in muted.split(",") if word.strip())
        if becomes is not self.lookout.becomes:
            self._bridge.attempt(lambda: lookouts.keep_as(self._desk, key, becomes))
        if words != self.lookout.muted_words:
            self._bridge.attempt(lambda: lookouts.mute_words(self._desk, key, words))
        for who in heard_again:
            self._unmute(key, who)

    def _unmute(self, key: str, who: str) -> None:
        self._bridge.attempt(lambda: lookouts.unmute(self._desk, key, who))
