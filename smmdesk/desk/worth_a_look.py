"""What goes out within a day and is worth a look before it does: nothing stands against it, nothing is held back.

The same words on the same account within a day (fault 93, ux.md 32), and a photo whose file on this computer is
another by now (fault 50). The composer says both while it is open; here they are said of what is scheduled already.
"""

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from smmdesk.desk.checking import assets_of, twins
from smmdesk.model.channel import Channel
from smmdesk.model.delivery import Delivery, State
from smmdesk.model.moment import to_us
from smmdesk.model.post import Post
from smmdesk.model.problem import Problem

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk
    from smmdesk.store.reader import Reader

AHEAD = timedelta(hours=24)
AT_MOST = 40
STILL_HERE = frozenset({State.SCHEDULED, State.HANDED_OFF, State.RETRY_WAIT})


def soon(desk: "Desk", deliveries: Iterable[Delivery]) -> list[Delivery]:
    """Those of the deliveries that go out within a day and have not begun, the nearest first, at most `AT_MOST`."""
    until_us = to_us(desk.clock.now() + AHEAD)
    found = [
        delivery
        for delivery in deliveries
        if delivery.due.instant_us <= until_us and {part.state for part in delivery.parts} <= STILL_HERE
    ]
    return sorted(found, key=lambda delivery: delivery.due.instant_us)[:AT_MOST]


def hints(
    desk: "Desk", reader: "Reader", deliveries: Iterable[Delivery], changed: dict[str, Path]
) -> dict[str, Problem]:
    """By delivery the one thing that is worth a look. `changed` is what `origins.changed_files` found of `files_of`."""
    near = soon(desk, deliveries)
    posts = reader.many(Post, {delivery.post_id for delivery in near if delivery.post_id})
    channels = reader.many(Channel, {delivery.channel_id for delivery in near})
    found: dict[str, Problem] = {}
    for delivery in near:
        post, channel = posts.get(delivery.post_id or ""), channels.get(delivery.channel_id)
        if post is None or channel is None:
            continue
        hint = next(iter(twins(reader, post, channel)), None) or _other_file(reader, post, changed)
        if hint is not None:
            found[delivery.id] = hint
    return found


def _other_file(reader: "Reader", post: Post, changed: dict[str, Path]) -> Problem | None:
    if not changed:
        return None
    names = [changed[asset.sha256].name for asset in assets_of(reader, post).values() if asset.sha256 in changed]
    return Problem("file_changed", {"name": names[0]}) if names else None


def files_of(desk: "Desk", reader: "Reader", deliveries: Iterable[Delivery]) -> list[str]:
    """The hashes of the photos and films that go out within a day, for `origins.changed_files` on the pool."""
    wanted = {delivery.post_id for delivery in soon(desk, deliveries) if delivery.post_id}
    posts = reader.many(Post, wanted)
    return sorted({asset.sha256 for post in posts.values() for asset in assets_of(reader, post).values()})
