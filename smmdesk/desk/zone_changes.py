"""What the person is told when the rules of a time zone changed: which posts keep their hour and go out at another
moment than was counted before."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from smmdesk.model.dates import say_zone
from smmdesk.model.moment import Moment, from_us
from smmdesk.model.post import Post
from smmdesk.model.problem import Problem
from smmdesk.store import zone_rules

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk


@dataclass(frozen=True, slots=True)
class ZoneChange:
    """A post whose zone has new rules. `moment` is its hour, as it was; `later` by how much it goes out later than
    was counted before (negative: earlier)."""

    post_id: str
    words: str
    moment: Moment
    later: timedelta


def zone_changes(desk: "Desk") -> tuple[ZoneChange, ...]:
    """The posts still to come that the person has not been told of, in the order of their moments."""
    with desk.store.reading() as reader:
        noticed = zone_rules.noticed(reader)
        posts = reader.many(Post, noticed) if noticed else {}
    now = desk.clock.now()
    found = [
        ZoneChange(post.id, _words(post), post.planned, post.planned.instant - from_us(noticed[post.id]))
        for post in posts.values()
        if post.planned is not None and post.deleted_at_us is None and post.planned.instant > now
    ]
    return tuple(sorted((change for change in found if change.later), key=lambda change: change.moment.instant_us))


def _words(post: Post) -> str:
    own = (post.content_for(wording.channel_id).first_words for wording in post.wordings)
    return post.content.first_words or next((words for words in own if words), "")


def zone_problem(desk: "Desk") -> Problem | None:
    """The same as one sentence, None when there is nothing to tell."""
    changes = zone_changes(desk)
    if not changes:
        return None
    return Problem("zone_rules_changed", {"zone": say_zone(changes[0].moment.zone), "count": len(changes)})


def zone_changes_seen(desk: "Desk") -> None:
    """The person has seen the list."""
    with desk.store.transaction() as tx:
        zone_rules.forget_notice(tx)
