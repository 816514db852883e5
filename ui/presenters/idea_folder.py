"""The folder whose files become ideas of a brand: chosen in the settings, and what came from it, in words."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from smmdesk.desk import idea_folder
from smmdesk.desk.idea_files import Found
from smmdesk.desk.idea_folder import FolderState
from smmdesk.model.brand import Brand
from smmdesk.model.changes import Changes
from smmdesk.model.dates import say_time
from smmdesk.model.for_the_eye import literal
from smmdesk.model.idea_folder import Refusal
from smmdesk.model.moment import Moment, from_us
from smmdesk.model.words import _, ngettext
from ui.bridge import Bridge

NAMED_MOST, LETTERS_MOST = 3, 40
Asked = Callable[[int, Callable[[bool], None]], object]
"""Asks about that many files that lie there already; told whether they are to become ideas too."""


class IdeaFolderSetting(QObject):
    """`state` is None while there is no folder. `changed` after something came, or another one was chosen."""

    changed = Signal()

    def __init__(self, bridge: Bridge, brand_id: str) -> None:
        super().__init__()
        self._bridge, self._desk, self._brand_id = bridge, bridge.desk, brand_id
        self.state: FolderState | None = None
        bridge.changed.connect(self._desk_changed)
        self.reload()

    def close(self) -> None:
        self._bridge.changed.disconnect(self._desk_changed)

    def reload(self) -> None:
        before, self.state = self.state, idea_folder.state_of(self._desk, self._brand_id)
        if before != self.state:
            self.changed.emit()

    @property
    def path(self) -> str:
        """Empty where there is none."""
        return self.state.folder.path if self.state is not None else ""

    @property
    def came(self) -> str:
        """How many ideas came from it, and when the last one."""
        state = self.state
        if state is None:
            return ""
        if state.last_at_us is None:
            return _("Nothing has come yet. Put a photo or a text into it: it becomes an idea within a minute.")
        with self._desk.store.reading() as reader:
            zone = reader.get(Brand, self._brand_id).zone
        when = say_time(Moment.of(from_us(state.last_at_us), zone), self._desk.clock.now())
        words = ngettext("{count} idea so far. Last: {time}", "{count} ideas so far. Last: {time}", state.ideas)
        return words.format(count=state.ideas, time=when)

    @property
    def left_out(self) -> str:
        """In one line the files that were left alone, and why; empty where there are none."""
        refused = self.state.refused if self.state is not None else ()
        if not refused:
            return ""
        names = ", ".join(
            _("{name} ({why})").format(name=literal(name, LETTERS_MOST), why=why_words(why))
            for name, why in refused[:NAMED_MOST]
        )
        more = len(refused) - NAMED_MOST
        if more <= 0:
            return _("Left out: {names}").format(names=names)
        words = ngettext("Left out: {names} and {count} more", "Left out: {names} and {count} more", more)
        return words.format(names=names, count=more)

    def choose(self, path: Path, ask: Asked) -> None:
        """Ideas come from there; about what lies there already it is asked first."""
        self._bridge.run(choose(self._bridge, self._brand_id, path, ask), key="ideas folder")

    def leave(self) -> None:
        """No folder any more; the ideas stay."""
        self._bridge.attempt(lambda: idea_folder.leave(self._desk, self._brand_id))

    def _desk_changed(self, changes: Changes) -> None:
        if changes.touches("idea_folder"):
            self.reload()


async def choose(bridge: Bridge, brand_id: str, path: Path, ask: Asked) -> None:
    """Look at the folder, ask where something lies in it, and take it."""
    desk = bridge.desk
    found = await desk.pool.run(idea_folder.look_at, desk, brand_id, path)

    def take(these_too: bool) -> None:
        left: tuple[Found, ...] = () if these_too else found
        if bridge.attempt(lambda: idea_folder.choose(desk, brand_id, path, left)) is not None:
            words = _("What you put into “{folder}” becomes an idea from now on")
            bridge.announce(words.format(folder=literal(path.name or str(path), LETTERS_MOST)))

    if found:
        ask(len(found), take)
    else:
        take(True)


def why_words(why: str) -> str:
    return {
        Refusal.LINK: _("a link to somewhere else"),
        Refusal.KIND: _("no photo, film or text"),
        Refusal.TOO_LARGE: _("too large"),
        Refusal.EMPTY: _("without a word"),
        Refusal.UNREADABLE: _("cannot be read"),
    }.get(Refusal(why), _("damaged, or not what its name says"))
