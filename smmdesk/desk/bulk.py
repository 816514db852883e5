"""The same done to many posts at once: one step for undo, and what may not change is left out by name."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import time, timedelta
from typing import TYPE_CHECKING, NamedTuple

from smmdesk.desk.approval_notes import approve_in, ask_in
from smmdesk.desk.arming import is_armed, require_changeable, require_not_in_flight
from smmdesk.desk.desk import Desk
from smmdesk.desk.planning import move_in, save_in, take_back
from smmdesk.desk.steps import step
from smmdesk.model.dates import say_time
from smmdesk.model.moment import Moment
from smmdesk.model.post import Post
from smmdesk.model.problem import Problem, ProblemError
from smmdesk.model.replacing import Hit, Wanted, hits_in, with_hits
from smmdesk.model.stages import Stage
from smmdesk.model.words import ngettext

if TYPE_CHECKING:
    from smmdesk.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Change:
    """What is done to each post. `clock` is a time of day; `campaign` None leaves it, empty takes it away."""

    days: int = 0
    minutes: int = 0
    clock: time | None = None
    add_labels: tuple[str, ...] = ()
    drop_labels: tuple[str, ...] = ()
    add_channels: tuple[str, ...] = ()
    drop_channels: tuple[str, ...] = ()
    campaign: str | None = None
    stage: Stage | None = None

    @property
    def is_empty(self) -> bool:
        return self == Change()


class LeftOut(NamedTuple):
    """A post that stays as it is, and why."""

    post_id: str
    name: str
    problem: Problem


class Done(NamedTuple):
    changed: tuple[Post, ...]
    left_out: tuple[LeftOut, ...]


def change_posts(desk: Desk, ids: Iterable[str], change: Change) -> Done:
    """Do it to each that may change. What is on its way, out, or would land in the past stays, and is told."""
    chosen = tuple(dict.fromkeys(ids))
    able, left_out = _able(desk, chosen, change)
    if not able:
        return Done((), left_out)
    label = ngettext("change of {count} post", "change of {count} posts", len(able)).format(count=len(able))
    with step(desk, label, able) as tx:
        return Done(tuple(_change(tx, desk, tx.get(Post, post_id), change) for post_id in able), left_out)


def staying(desk: Desk, ids: Iterable[str], *, trash: bool = False) -> tuple[LeftOut, ...]:
    """Those of these posts that cannot be taken back now (with `trash`: thrown away), because they are on their way or
    out; nothing is changed."""
    require = require_not_in_flight if trash else require_changeable
    left_out: list[LeftOut] = []
    with desk.store.reading() as reader:
        for post in reader.many(Post, ids).values():
            try:
                require(reader, post)
            except ProblemError as error:
                left_out.append(LeftOut(post.id, post.content.first_words, error.problem))
    return tuple(left_out)


def moment_after(change: Change, planned: Moment | None) -> Moment | None:
    """When a post stands after it."""
    if planned is None:
        return None
    moment = planned.plus(timedelta(days=change.days, minutes=change.minutes))
    return moment.at(change.clock) if change.clock is not None else moment


def _able(desk: Desk, ids: Iterable[str], change: Change) -> tuple[tuple[str, ...], tuple[LeftOut, ...]]:
    able: list[str] = []
    left_out: list[LeftOut] = []
    with desk.store.reading() as reader:
        for post_id in ids:
            post = reader.get(Post, post_id)
            try:
                armed = is_armed(require_changeable(reader, post))
            except ProblemError as error:
                left_out.append(LeftOut(post_id, post.content.first_words, error.problem))
                continue
            moment = moment_after(change, post.planned)
            if armed and moment is not None and moment != post.planned and moment.instant <= desk.clock.now():
                problem = Problem("time_past", {"time": say_time(moment)})
                left_out.append(LeftOut(post_id, post.content.first_words, problem))
                continue
            able.append(post_id)
    return tuple(able), tuple(left_out)


def _change(tx: "Transaction", desk: Desk, post: Post, change: Change) -> Post:
    moment = moment_after(change, post.planned)
    if moment is not None and moment != post.planned:
        post = move_in(tx, desk, post, moment)
    labels = (*(one for one in post.labels if one not in change.drop_labels), *change.add_labels)
    channels = (*(one for one in post.channels if one not in change.drop_channels), *change.add_channels)
    asked = replace(
        post,
        labels=tuple(dict.fromkeys(labels)),
        channels=tuple(dict.fromkeys(channels)),
        wordings=tuple(own for own in post.wordings if own.channel_id not in change.drop_channels),
        campaign_id=post.campaign_id if change.campaign is None else change.campaign or None,
    )
    if asked != post:
        post = save_in(tx, desk, asked)
    return _to_stage(tx, desk, post, change.stage)


def _to_stage(tx: "Transaction", desk: Desk, post: Post, stage: Stage | None) -> Post:
    """Another stage; nothing is scheduled by it."""
    if stage is None or stage is post.stage:
        return post
    if stage is Stage.DRAFT:
        return take_back(tx, post, keep_date=True)
    if stage is Stage.APPROVED:
        return approve_in(tx, desk, post)
    return ask_in(tx, desk, post) if stage is Stage.REVIEW else tx.put(replace(post, stage=stage, approved_hash=""))


# ------------------------------------------------------------------ find and replace
class Found(NamedTuple):
    """What would be replaced, and who is left out because it is on its way or out."""

    hits: tuple[Hit, ...]
    left_out: tuple[LeftOut, ...]


def find_words(desk: Desk, ids: Iterable[str], wanted: Wanted) -> Found:
    """Every field that would differ, post by post; nothing is changed."""
    hits: list[Hit] = []
    left_out: list[LeftOut] = []
    with desk.store.reading() as reader:
        for post_id in dict.fromkeys(ids):
            post = reader.get(Post, post_id)
            found = tuple(hits_in(post, wanted))
            if not found:
                continue
            try:
                require_changeable(reader, post)
            except ProblemError as error:
                left_out.append(LeftOut(post_id, post.content.first_words, error.problem))
            else:
                hits += found
    return Found(tuple(hits), tuple(left_out))


def blocks_after(desk: Desk, hits: Iterable[Hit]) -> dict[str, tuple[Problem, ...]]:
    """By post: what would newly block a channel (a text over its limit) once these changes are made."""
    from smmdesk.desk.checking import check_in

    by_post: dict[str, list[Hit]] = {}
    for hit in hits:
        by_post.setdefault(hit.place.post_id, []).append(hit)
    found: dict[str, tuple[Problem, ...]] = {}
    with desk.store.reading() as reader:
        for post_id, mine in by_post.items():
            post = reader.get(Post, post_id)
            before = {p.code for checked in check_in(reader, desk, post).values() for p in checked.blocking}
            after = check_in(reader, desk, with_hits(post, tuple(mine))).values()
            new = tuple(p for checked in after for p in checked.blocking if p.code not in before)
            if new:
                found[post_id] = new
    return found


def replace_words(desk: Desk, hits: Iterable[Hit]) -> tuple[Post, ...]:
    """Make these changes; one step. Approved posts are in review again where the brand asks for it.

    Raises ProblemError(too_late_to_change) when one of them went on its way meanwhile; then nothing is changed.
    """
    chosen = tuple(hits)
    ids = tuple(dict.fromkeys(hit.place.post_id for hit in chosen))
    label = ngettext("replacing in {count} post", "replacing in {count} posts", len(ids)).format(count=len(ids))
    with step(desk, label, ids) as tx:
        return tuple(save_in(tx, desk, with_hits(tx.get(Post, post_id), chosen)) for post_id in ids)
