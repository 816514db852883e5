"""What lies in the trash: thirty days long, with date and files, and back out of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from smmdesk.desk import planning
from smmdesk.desk.copies import leaves_trash
from smmdesk.model.brand import Brand
from smmdesk.model.changes import Changes
from smmdesk.model.channel import Channel
from smmdesk.model.dates import say_time
from smmdesk.model.delivery import Delivery, State
from smmdesk.model.moment import Moment, from_us
from smmdesk.model.post import Post
from smmdesk.model.status import asked_of, wish_sentence
from smmdesk.model.words import _, ngettext
from smmdesk.store import queries
from ui.bridge import Bridge
from ui.presenters.moments import say_list
from ui.presenters.versions import begins, say_when

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk
    from smmdesk.store.reader import Reader

SHOWN_MOST = 100


@dataclass(frozen=True, slots=True)
class Online:
    """Where a post that was thrown away here still stands: the channel's name and the page (empty: not known).

    `said` is how far it is with taking it down there, empty when nobody asked for that.
    """

    channel: str
    url: str
    delivery_id: str
    said: str = ""


@dataclass(frozen=True, slots=True)
class TrashRow:
    """One post: its words, and what there is to say about it in a line. `online` are the pages that it still has."""

    post_id: str
    words: str
    detail: str
    online: tuple[Online, ...] = ()


class TrashPresenter(QObject):
    """`rows` the last thrown away first, `more` how many are not shown; `changed` when they are others."""

    changed = Signal()

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self._bridge = bridge
        self.rows: tuple[TrashRow, ...] = ()
        self.more = 0
        bridge.changed.connect(self._desk_changed)
        self._read()

    def close(self) -> None:
        self._bridge.changed.disconnect(self._desk_changed)

    @property
    def practice_folder(self) -> Path:
        """Where published practice pages may be opened from."""
        return self._bridge.desk.paths.practice

    @property
    def bridge(self) -> Bridge:
        """The way to the desk, for the sheets over this one."""
        return self._bridge

    def restore(self, post_id: str) -> None:
        """Out of the trash, with date and files; what was scheduled comes back as a draft."""
        found = self._bridge.attempt(lambda: planning.restore(self._bridge.desk, [post_id]))
        if found:
            self._bridge.announce(_("Back from the trash: {words}").format(words=begins(found[0])), True)

    def restore_all(self) -> None:
        """Everything that is shown, as one step."""
        ids = [row.post_id for row in self.rows]
        found = self._bridge.attempt(lambda: planning.restore(self._bridge.desk, ids))
        if found:
            words = ngettext("{count} post is back from the trash", "{count} posts are back from the trash", len(found))
            self._bridge.announce(words.format(count=len(found)), True)

    def _desk_changed(self, changes: Changes) -> None:
        if changes.touches("post", "part"):
            self._read()
            self.changed.emit()

    def _read(self) -> None:
        desk = self._bridge.desk
        now = desk.clock.now()
        with desk.store.reading() as reader:
            zones = {brand.id: brand.zone for brand in reader.all(Brand)}
            ids = [post_id for brand_id in zones for post_id in queries.in_trash(reader, brand_id, limit=10_000)]
            posts = reader.many(Post, ids[:SHOWN_MOST])
            online = still_online(desk, reader, list(posts))
        found = [posts[post_id] for post_id in ids[:SHOWN_MOST] if post_id in posts]
        self.rows = tuple(
            TrashRow(post.id, begins(post), _detail(post, zones[post.brand_id], now, pages), pages)
            for post, pages in ((post, online.get(post.id, ())) for post in found)
        )
        self.more = len(ids) - len(found)


def still_online(desk: "Desk", reader: "Reader", ids: Sequence[str]) -> dict[str, tuple[Online, ...]]:
    """What of these posts is out and was not removed there, by post id: deleting a copy here takes nothing down."""
    if not ids:
        return {}
    deliveries = reader.deliveries_of_posts(ids)
    channels = reader.many(Channel, {delivery.channel_id for found in deliveries.values() for delivery in found})
    return {
        post_id: tuple(
            _online(desk, delivery, channels[delivery.channel_id])
            for delivery in found
            if (root := delivery.parts[0]).state is State.PUBLISHED and not root.removed
        )
        for post_id, found in deliveries.items()
    }


def _online(desk: "Desk", delivery: Delivery, channel: Channel) -> Online:
    receipt, wish = delivery.parts[0].receipt, asked_of(delivery)
    said = wish_sentence(wish, _(desk.facts_for(channel).name)) if wish is not None else ""
    return Online(channel.name, receipt.url if receipt is not None else "", delivery.id, said)


def _detail(post: Post, zone: str, now: datetime, online: Sequence[Online]) -> str:
    """ "Still online on Forno. Planned for Wed 25 Nov, 09:00. Deleted today, 10:32; goes for good in 30 days." """
    said = _when(post, zone, now)
    if not online:
        return said
    names = say_list([page.channel for page in online])
    asked = " ".join(f"{page.said}." for page in online if page.said)
    more = f"{asked} {said}" if asked else said
    return _("Still online on {channels}. {more}").format(channels=names, more=more)


def _when(post: Post, zone: str, now: datetime) -> str:
    thrown = Moment.of(from_us(post.deleted_at_us or 0), zone)
    days = max(0, -((now - leaves_trash(post)) // timedelta(days=1)))  # a day that has begun counts
    left = ngettext("goes for good in {count} day", "goes for good in {count} days", days).format(count=days)
    said = _("Deleted {time}; {left}.").format(time=say_when(thrown, now), left=left)
    if post.planned is None:
        return said
    return _("Planned for {time}. {more}").format(time=say_time(post.planned, now), more=said)
