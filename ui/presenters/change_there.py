"""The table of a post that is out: what can be changed and deleted in each place, in words, and for all at once."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from smmdesk.desk import live_table
from smmdesk.desk.brands import open_brand
from smmdesk.desk.live_table import LivePlace
from smmdesk.model.changes import Changes
from smmdesk.model.dates import say_time
from smmdesk.model.delivery import State, Wish
from smmdesk.model.moment import Moment, from_us
from smmdesk.model.problem import Problem
from smmdesk.model.status import wish_sentence
from smmdesk.model.words import _, ngettext
from ui.bridge import Bridge
from ui.presenters.online import Online


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One place in words. `wish` says what is being done there; then nothing else is offered, unless it did not work
    (`failed` says why): again, or leaving it after all. `done` is what was done there from here."""

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
    done: str = ""
    failed: str = ""
    is_gone: bool = False


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
    def failed(self) -> list[str]:
        """Ids of the deliveries where what was asked did not work."""
        return [row.delivery_id for row in self.rows if row.failed]

    def try_again(self, delivery_ids: Sequence[str]) -> None:
        Online(self.bridge, delivery_ids).try_again()

    def leave(self, delivery_id: str) -> None:
        """It stays there as it is after all."""
        Online(self.bridge, [delivery_id]).leave()

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
        if place.is_gone:
            return self._gone(place)
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
            _("Text changed {time}.").format(time=self._time(place.changed_us)) if place.changed_us else "",
            _why(place.wish),
        )

    def _gone(self, place: LivePlace) -> PlaceRow:
        """Where it is there no more; nothing is left to be done."""
        done = _("Not online any more.")
        if place.gone_us:
            done = _("Deleted there {time}.").format(time=self._time(place.gone_us))
        channel = place.channel.name
        return PlaceRow(
            place.delivery_id, channel, place.platform, place.tint, "", "", "", False, False, done=done, is_gone=True
        )

    def _time(self, at_us: int) -> str:
        return say_time(Moment.of(from_us(at_us), open_brand(self._desk).zone))

    def _words(self, place: LivePlace) -> str:
        if place.no_words is not None:
            return _short(place.no_words)
        if place.words_until is not None:
            until = say_time(Moment.of(place.words_until, open_brand(self._desk).zone))
            return _("Text: until {time}. Photos, link and date stay.").format(time=until)
        return _("Text: at any time. Photos, link and date stay.")


def _why(wish: Wish | None) -> str:
    """What a person can do about something asked that waits or did not work; "" while it is under way."""
    if wish is None or wish.state not in (State.NEEDS_YOU, State.RETRY_WAIT):
        return ""
    return wish.problem.advice if wish.problem is not None else _("It did not work yet; it is tried again by itself.")


def _deletion(place: LivePlace) -> str:
    if place.no_delete is not None:
        return _short(place.no_delete)
    if place.parts > 1:
        words = ngettext("Delete: yes, its {count} part.", "Delete: yes, all its {count} parts.", place.parts)
        return words.format(count=place.parts)
    return _("Delete: yes, for everybody.")


def _short(problem: Problem) -> str:
    return f"{problem.title}."
