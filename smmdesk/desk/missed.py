"""What was missed while nothing could go out, and the person's decision about all of it at once.

Nothing of it goes out by itself. Several that are to be published now keep a distance (`Policy.overdue_spacing`): the
first goes out at once, each further one so much later than the one before.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from smmdesk.desk import decisions, settling
from smmdesk.desk.arming import DORMANT, parts_of, set_time
from smmdesk.desk.brands import put_away_ids
from smmdesk.desk.planning import require_future, take_back
from smmdesk.desk.steps import step
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel
from smmdesk.model.delivery import Part, State
from smmdesk.model.moment import Moment
from smmdesk.model.post import Post
from smmdesk.model.words import ngettext
from smmdesk.store import ledger

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk
    from smmdesk.store.reader import Reader
    from smmdesk.store.transaction import Transaction

Wish = Moment | Literal["now", "draft"]
"""What becomes of a missed post: a new time, at once, or a draft without date."""
NOT_OUT = DORMANT | {State.MISSED, State.SCHEDULED}


@dataclass(frozen=True, slots=True)
class Missed:
    """One post and its missed parts, the first missed moment first. `channels` are those that it was for."""

    post: Post
    parts: tuple[Part, ...]
    due: Moment
    channels: tuple[Channel, ...]


def missed_posts(reader: "Reader", brands: Collection[str] | None = None) -> tuple[Missed, ...]:
    """Every post with a part that was missed, oldest first: of all brands in use, or of these.

    Replies are settled where they were written.
    """
    found: dict[str, list[ledger.Due]] = {}
    away = put_away_ids(reader)
    for due in ledger.open_parts(reader, State.MISSED):
        shown = due.delivery.brand_id not in away and (brands is None or due.delivery.brand_id in brands)
        if due.delivery.post_id is not None and shown:
            found.setdefault(due.delivery.post_id, []).append(due)
    posts = reader.many(Post, found)
    channels = reader.many(Channel, {due.delivery.channel_id for dues in found.values() for due in dues})
    made = []
    for post_id, dues in found.items():
        post = posts.get(post_id)
        if post is not None and post.deleted_at_us is None:
            named = tuple(channels[d.delivery.channel_id] for d in dues if d.delivery.channel_id in channels)
            first = min((d.delivery.due for d in dues), key=lambda moment: moment.instant_us)
            made.append(Missed(post, tuple(d.part for d in dues), first, named))
    return tuple(sorted(made, key=lambda one: (one.due.instant_us, one.post.id)))


def decide_missed(desk: "Desk", wishes: Mapping[str, Wish]) -> int:
    """Do what the person decided, by post id, in one step: all or none. What is no longer missed is left alone.

    Returns how many posts were decided. Until something of a post goes out, undo makes it missed again. Raises
    ProblemError(time_past) for a new time that is over by now.
    """
    now = desk.clock.now()
    for wish in wishes.values():
        if isinstance(wish, Moment):
            require_future(desk, wish)
    label = ngettext("decision about {count} post", "decision about {count} posts", len(wishes))
    with step(desk, label.format(count=len(wishes)), wishes) as tx:
        missed = {one.post.id: one for one in missed_posts(tx)}
        decided = {post_id: wish for post_id, wish in wishes.items() if post_id in missed}
        whole = {one.post.id: tuple(part.id for part in one.parts) for one in missed.values() if _is_whole(tx, one)}
        sent = 0
        for post_id, wish in decided.items():
            one = missed[post_id]
            if wish == "draft":
                _to_draft(tx, one)
            elif isinstance(wish, Moment):
                _send_at(tx, desk, one, wish, now=False)
            else:
                at = Moment.of(now + sent * desk.policy.overdue_spacing, _zone(tx, one.post))
                _send_at(tx, desk, one, at, now=sent == 0)
                sent += 1
        decisions.remember(tx, {post_id: whole[post_id] for post_id in decided if post_id in whole})
    return len(decided)


def _zone(tx: "Transaction", post: Post) -> str:
    return post.planned.zone if post.planned is not None else tx.get(Brand, post.brand_id).zone


def _send_at(tx: "Transaction", desk: "Desk", one: Missed, moment: Moment, *, now: bool) -> None:
    """The missed parts go out at `moment`; the post moves there too, unless some of it is out or waits elsewhere."""
    alone = _is_whole(tx, one)
    for part in one.parts:
        settling.again(tx, desk, part, moment, now=now)
    if alone:
        set_time(tx, tx.get(Post, one.post.id), moment)


def _to_draft(tx: "Transaction", one: Missed) -> None:
    if _is_whole(tx, one):
        take_back(tx, one.post, keep_date=False)
        return
    for part in one.parts:
        settling.to_draft(tx, part)


def _is_whole(tx: "Transaction", one: Missed) -> bool:
    """Nothing of the post is out, on a platform's list, on its way, or waits for another decision."""
    return all(part.state in NOT_OUT for part in parts_of(tx.deliveries_of(one.post.id)))
