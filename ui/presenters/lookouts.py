"""What a brand listens for, as its sheet shows it: each with what came of it, adding one after a look, muting."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from smmdesk.desk import feed_rounds, lookouts
from smmdesk.desk.feed_rounds import CLOSED, GONE, REFUSED, SILENT, STRANGE, Tried
from smmdesk.model.changes import Changes
from smmdesk.model.for_the_eye import isolated
from smmdesk.model.lookout import Becomes, Lookout, LookoutKind, Place, cleaned
from smmdesk.model.words import N_, _, ngettext
from ui.bridge import Bridge

TOLD = {
    GONE: N_("The page is gone. Remove it, or add its new address."),
    REFUSED: N_("The site does not let this program read it."),
    STRANGE: N_("There is no feed at this address. Look for “RSS” or “Feed” on the site and paste that address."),
    SILENT: N_("The site does not answer. It is asked again by itself."),
    CLOSED: N_("Only public addresses of the web are read."),
}


class LookoutRow(NamedTuple):
    """`says` is what came of it; `is_problem`: it could not be read."""

    id: str
    name: str
    says: str
    on: bool
    is_problem: bool


class LookoutList(QObject):
    """`said` is what the last look came to. `changed` after each of both."""

    changed = Signal()

    def __init__(self, bridge: Bridge, brand_id: str) -> None:
        super().__init__()
        self.bridge, self._desk, self._brand_id = bridge, bridge.desk, brand_id
        self.rows: tuple[LookoutRow, ...] = ()
        self.said, self.is_looking = "", False
        bridge.changed.connect(self._desk_changed)
        self.reload()

    def close(self) -> None:
        self.bridge.changed.disconnect(self._desk_changed)

    def reload(self) -> None:
        self.rows = tuple(_row(*each) for each in lookouts.with_counts(self._desk, self._brand_id))
        self.changed.emit()

    # ------------------------------------------------------------------ deciding
    def add(self, kind: LookoutKind, typed: str) -> None:
        """Look first; what can be read is added."""
        words = cleaned(kind, typed)
        if words and not self.is_looking and self.bridge.can_run:
            self._say(_("Looking…"), looking=True)
            self.bridge.run(self._add(kind, words), "lookout")

    async def _add(self, kind: LookoutKind, words: str) -> None:
        tried = Tried(words)
        try:
            if kind is LookoutKind.FEED:
                tried = await feed_rounds.try_out(self._desk, words)
        finally:
            self.is_looking = False
        if tried.told:
            self._say(_(TOLD[tried.told]))
            return
        made = self.bridge.attempt(
            lambda: lookouts.add(self._desk, self._brand_id, kind, tried.address, name=tried.name)
        )
        if made is not None:
            added = _("Added: {name}.").format(name=isolated(made.says))
            self._say(f"{added} {week(tried.count)}")
            self.reload()

    def look_now(self, lookout_id: str) -> None:
        """Ask for what is new of one, now."""
        if not self.is_looking and self.bridge.can_run:
            self._say(_("Looking…"), looking=True)
            self.bridge.run(self._look(lookout_id), "lookout")

    async def _look(self, lookout_id: str) -> None:
        name = next((row.name for row in self.rows if row.id == lookout_id), "")
        try:
            new = await feed_rounds.look_now(self._desk, lookout_id)
        finally:
            self.is_looking = False
        words = ngettext("{count} new in {name}.", "{count} new in {name}.", new)
        self._say(words.format(count=new, name=isolated(name)))
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

    def _desk_changed(self, changes: Changes) -> None:
        if changes.touches("lookout", "lookout_place"):
            self.reload()


def _row(lookout: Lookout, places: Sequence[Place], count: int) -> LookoutRow:
    told = next((place.told for place in places if place.told), "")
    if lookout.paused:
        says = _("paused")
    elif told:
        problem = TOLD.get(told, TOLD[SILENT])
        says = _(problem)
    else:
        says = " ".join([week(count), *([_("Ideas are made of it.")] if lookout.becomes is Becomes.IDEA else [])])
    return LookoutRow(lookout.id, lookout.says, says, not lookout.paused, bool(told) and not lookout.paused)


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
