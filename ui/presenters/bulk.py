"""What is done to many posts at once, and finding and replacing words in them."""

from collections.abc import Iterable, Sequence
from datetime import time
from typing import NamedTuple

from smmdesk.desk import bulk
from smmdesk.desk.bulk import Change, LeftOut
from smmdesk.model.campaign import Campaign
from smmdesk.model.channel import Channel
from smmdesk.model.label import Label
from smmdesk.model.post import Post
from smmdesk.model.problem import ProblemError
from smmdesk.model.replacing import Hit, Place, Wanted
from smmdesk.model.stages import Stage
from smmdesk.model.words import _, language, ngettext
from ui.bridge import Bridge
from ui.presenters.left_out import left_out_words

AROUND = 28
Entries = tuple[tuple[str, str], ...]


class BulkChange:
    """The choices of the sheet; `ids` are the posts it is about."""

    def __init__(self, bridge: Bridge, brand_id: str, ids: Sequence[str]) -> None:
        self._bridge, self._desk, self._brand_id = bridge, bridge.desk, brand_id
        self.ids = tuple(dict.fromkeys(ids))
        with self._desk.store.reading() as reader:
            found = reader.many(Post, self.ids)
            self.labels = _entries(reader.all(Label, brand_id=brand_id))
            self.channels = _entries(reader.all(Channel, brand_id=brand_id))
            self.campaigns = _entries(reader.all(Campaign, brand_id=brand_id))
        posts = found.values()
        used_labels = {one for post in posts for one in post.labels}
        used_channels = {one for post in posts for one in post.channels}
        self.labels_used = tuple(each for each in self.labels if each[0] in used_labels)
        self.channels_used = tuple(each for each in self.channels if each[0] in used_channels)

    @property
    def title(self) -> str:
        count = len(self.ids)
        return ngettext("Change {count} post", "Change {count} posts", count).format(count=count)

    @property
    def stages(self) -> Entries:
        return (
            (str(Stage.DRAFT), _("Draft")),
            (str(Stage.REVIEW), _("In review")),
            (str(Stage.APPROVED), _("Approved")),
        )

    def clock_of(self, text: str) -> time | None:
        """A time of day as people type it; None while it is none."""
        from smmdesk.model.when import parse_when

        try:
            moment = parse_when(text, self._desk.clock.now(), "Europe/Rome", language())
        except ProblemError:
            return None
        return moment.wall.time()

    def do(self, change: Change) -> bulk.Done | None:
        """One step; said in the toast with what was left out."""
        done = self._bridge.attempt(lambda: bulk.change_posts(self._desk, self.ids, change))
        if done is None:
            return None
        count = len(done.changed)
        words = ngettext("{count} post changed", "{count} posts changed", count).format(count=count)
        also = left_out_words(done.left_out)
        self._bridge.announce(f"{words}. {also}" if also else words, bool(count))
        return done


class Line(NamedTuple):
    """One change of the list: whose, where, what stood there and what will."""

    hit: Hit
    name: str
    where: str
    before: str
    after: str
    warning: str = ""


class Replacing:
    """Looks in the posts `ids`; every change is a line that can be left out."""

    def __init__(self, bridge: Bridge, brand_id: str, ids: Sequence[str]) -> None:
        self._bridge, self._desk = bridge, bridge.desk
        self.ids = tuple(dict.fromkeys(ids))
        with self._desk.store.reading() as reader:
            self._channels = dict(_entries(reader.all(Channel, brand_id=brand_id)))
        self.lines: tuple[Line, ...] = ()
        self.left_out: tuple[LeftOut, ...] = ()
        self.unticked: set[Place] = set()

    def look(self, wanted: Wanted) -> None:
        """Find again; nothing is changed."""
        found = bulk.find_words(self._desk, self.ids, wanted)
        self.left_out, self.unticked = found.left_out, set()
        problems = bulk.blocks_after(self._desk, found.hits)
        with self._desk.store.reading() as reader:
            posts = reader.many(Post, {hit.place.post_id for hit in found.hits})
        lines = []
        for hit in found.hits:
            post_id = hit.place.post_id
            said = [problem.title for problem in problems.get(post_id, ())[:1]]
            before, after = excerpts(hit.before, hit.after)
            name = posts[post_id].content.first_words
            lines.append(Line(hit, name, self._where(hit.place), before, after, "".join(said)))
        self.lines = tuple(lines)

    def tick(self, place: Place, on: bool) -> None:
        (self.unticked.discard if on else self.unticked.add)(place)

    @property
    def chosen(self) -> tuple[Hit, ...]:
        return tuple(line.hit for line in self.lines if line.hit.place not in self.unticked)

    @property
    def summary(self) -> str:
        """ "12 changes in 8 posts", and who is left out."""
        chosen = self.chosen
        posts = len({hit.place.post_id for hit in chosen})
        count = sum(hit.times for hit in chosen)
        words = ngettext("{count} time", "{count} times", count).format(count=count)
        where = ngettext("in {count} post", "in {count} posts", posts).format(count=posts)
        also = left_out_words(self.left_out)
        return " ".join(part for part in (f"{words} {where}." if self.lines else _("Not found."), also) if part)

    def do(self) -> bool:
        """Make the ticked changes; one step."""
        done = self._bridge.attempt(lambda: bulk.replace_words(self._desk, self.chosen))
        if done is None:
            return False
        words = ngettext("Replaced in {count} post", "Replaced in {count} posts", len(done))
        self._bridge.announce(words.format(count=len(done)), True)
        return True

    def _where(self, place: Place) -> str:
        names = {
            "title": _("Title"),
            "text": _("Post text"),
            "first_comment": _("First comment"),
            "link": _("Link"),
            "thread": _("Part {number} of the thread").format(number=place.part + 1),
        }
        whose = self._channels.get(place.channel_id, "")
        return f"{names[place.field]}, {whose}" if whose else names[place.field]


def excerpts(before: str, after: str) -> tuple[str, str]:
    """What differs with some words around it, on one line each."""
    same = 0
    while same < min(len(before), len(after)) and before[same] == after[same]:
        same += 1
    return _excerpt(before, same), _excerpt(after, same)


def _excerpt(text: str, at: int) -> str:
    first = max(0, at - AROUND)
    cut = " ".join(text[first : at + 2 * AROUND].split())
    return ("…" if first else "") + cut + ("…" if at + 2 * AROUND < len(text) else "")


def _entries(values: Iterable[Label] | Iterable[Channel] | Iterable[Campaign]) -> Entries:
    return tuple((value.id, value.name) for value in values)


def shown_ids(presenter: object) -> tuple[str, ...]:
    """Every post that the calendar's page shows under its filters, also what its cells had no room for."""
    from ui.presenters.calendar import CalendarPresenter
    from ui.presenters.calendar_reading import span_us

    assert isinstance(presenter, CalendarPresenter)
    days = presenter.page.days
    first, last = span_us(days[0].day, len(days), presenter.brand.zone)
    rows = presenter.reader.month(presenter.brand.id, first, last, presenter.filters)
    return tuple(dict.fromkeys(row.post_id for row in rows))
