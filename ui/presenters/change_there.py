"""The table of a post that is out: what can be changed and deleted in each place, in words, and for all at once."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from smmdesk.desk import live_table
from smmdesk.desk.live_table import LivePlace
from smmdesk.desk.planning import first_brand
from smmdesk.model.changes import Changes
from smmdesk.model.dates import say_time
from smmdesk.model.moment import Moment
from smmdesk.model.problem import Problem
from smmdesk.model.status import wish_sentence
from smmdesk.model.words import _, ngettext
from ui.bridge import Bridge


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One place in words. `wish` says what is being done there; then nothing else is offered."""

    delivery_id: str
    name: str
    platform: str
    tint: str
    url: str
    words: str
    deletion: str
    may_change: bool
    may_delete: bool
    wish: str = ""
    note: str = ""


class ChangeThere(QObject):
    """`rows` are made again whenever something happened there."""

    changed = Signal()

    def __init__(self, bridge: Bridge, post_id: str) -> None:
        super().__init__()
        self.bridge, self._desk, self.post_id = bridge, bridge.desk, post_id
        self.rows: tuple[PlaceRow, ...] = ()
        bridge.changed.connect(self._desk_changed)
        self._read()

    def close(self) -> None:
        self.bridge.changed.disconnect(self._desk_changed)

    def able(self, *, to_delete: bool) -> Sequence[str]:
        """Ids of the deliveries where it can be done from here."""
        return [row.delivery_id for row in self.rows if (row.may_delete if to_delete else row.may_change)]

    @property
    def history(self) -> str:
        """That what was said before is kept."""
        count = live_table.kept_versions(self._desk, self.post_id)
        if not count:
            return _("What it says now is kept among its versions when you change it.")
        words = ngettext(
            "{count} earlier version of it is kept here.", "{count} earlier versions of it are kept here.", count
        )
        return words.format(count=count)

    def _desk_changed(self, changes: Changes) -> None:
        if changes.touches("delivery", "part", "post", "channel"):
            self._read()
            self.changed.emit()

    def _read(self) -> None:
        self.rows = tuple(self._row(place) for place in live_table.places(self._desk, self.post_id))

    def _row(self, place: LivePlace) -> PlaceRow:
        busy = place.wish is not None
        return PlaceRow(
            place.delivery_id,
            place.channel.name,
            place.platform,
            place.tint,
            place.url,
            self._words(place),
            _deletion(place),
            place.no_words is None and not busy,
            place.no_delete is None and not busy,
            wish_sentence(place.wish, _(place.name)) if place.wish is not None else "",
            _("It was changed there since it went out: look before you write over it.") if place.changed_there else "",
        )

    def _words(self, place: LivePlace) -> str:
        if place.no_words is not None:
            return _short(place.no_words)
        if place.words_until is not None:
            until = say_time(Moment.of(place.words_until, first_brand(self._desk).zone))
            return _("Text: until {time}. Photos, link and date stay.").format(time=until)
        return _("Text: at any time. Photos, link and date stay.")


def _deletion(place: LivePlace) -> str:
    if place.no_delete is not None:
        return _short(place.no_delete)
    if place.parts > 1:
        words = ngettext("Delete: yes, its {count} part.", "Delete: yes, all its {count} parts.", place.parts)
        return words.format(count=place.parts)
    return _("Delete: yes, for everybody.")


def _short(problem: Problem) -> str:
    return f"{problem.title}."
