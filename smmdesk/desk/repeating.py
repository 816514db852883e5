"""Posts that come again: a series makes ordinary posts 90 days ahead, each of which may be changed on its own.

What a series makes goes out by the person's word: they chose that the post repeats, and whether its repetitions are
scheduled or drafts.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from smmdesk.desk.arming import IN_FLIGHT, arm, disarm, is_armed, parts_of
from smmdesk.desk.desk import Desk
from smmdesk.desk.fingerprint import content_hash
from smmdesk.desk.recurrence import checked, ended_before, rest_from, walls
from smmdesk.desk.steps import step
from smmdesk.model.brand import Brand
from smmdesk.model.delivery import State
from smmdesk.model.moment import Moment
from smmdesk.model.planning_aids import Pause
from smmdesk.model.post import Post
from smmdesk.model.problem import ProblemError
from smmdesk.model.series import Series
from smmdesk.model.stages import Stage
from smmdesk.model.words import _

if TYPE_CHECKING:
    from smmdesk.store.transaction import Transaction

AHEAD = timedelta(days=90)
LEFT = frozenset({State.PUBLISHED, *IN_FLIGHT})


# ------------------------------------------------------------------ a person's intents
def repeat(desk: Desk, post_id: str, rule: str) -> Series:
    """Let a dated post come again by an RFC 5545 rule, beginning with itself. One undo step.

    Its repetitions are scheduled when it is, else drafts. Raises ProblemError(time_missing, rule_not_possible).
    """
    with step(desk, _("repeating a post"), [post_id]) as tx:
        return _begin(tx, desk, tx.get(Post, post_id), rule)


def end(desk: Desk, series_id: str, before: datetime | None = None) -> tuple[Post, ...]:
    """No more repetitions from `before` (wall time; else now) on; what was made for later goes into the trash.

    Returns what went. Posts that a person changed are no longer part of the series and stay.
    """
    with step(desk, _("end of a repetition")) as tx:
        series = tx.get(Series, series_id)
        wall = before or Moment.of(desk.clock.now(), series.start.zone).wall
        later = _later(tx, series, wall)
        went = tuple(_take_away(tx, post) for post in later)
        _stop(tx, series, wall)
    return went


def change_following(desk: Desk, post_id: str, series_id: str, wall: datetime) -> Series:
    """An edited post (which had left its series at `wall`) says what it and all that follow say from now on.

    The old series ends before it, a new one begins with it. Raises ProblemError(time_missing).
    """
    with step(desk, _("change of this and the following posts"), [post_id]) as tx:
        old = tx.get(Series, series_id)
        for post in _later(tx, old, wall):
            _take_away(tx, post)
        rule = rest_from(old, wall)
        _stop(tx, old, wall)
        return _begin(tx, desk, tx.get(Post, post_id), rule)


def series_of(desk: Desk, brand_id: str) -> tuple[Series, ...]:
    """The repetitions of a brand, the newest first."""
    with desk.store.reading() as reader:
        return tuple(reversed(reader.all(Series, brand_id=brand_id)))


# ------------------------------------------------------------------ the rule at work
def extend(desk: Desk) -> int:
    """Make what is missing in the next 90 days; returns how many posts were made. Nothing of it is an undo step."""
    made = 0
    with desk.store.reading() as reader:
        ids = [series.id for series in reader.all(Series)]
    for series_id in ids:
        with desk.store.transaction() as tx:
            series = tx.find(Series, series_id)
            if series is not None and series.deleted_at_us is None:
                made += len(_make_missing(tx, desk, series))
    return made


def _begin(tx: "Transaction", desk: Desk, post: Post, rule: str) -> Series:
    if post.planned is None:
        raise ProblemError("time_missing", field="when")
    series = tx.put(
        Series(
            desk.clock.new_id(),
            post.brand_id,
            post.content,
            post.planned,
            checked(rule, post.planned.wall),
            post.channels,
            wordings=post.wordings,
            labels=post.labels,
            scheduled=is_armed(tx.deliveries_of(post.id)),
        )
    )
    tx.put(replace(post, series_id=series.id))
    _make_missing(tx, desk, series)
    return series


def _make_missing(tx: "Transaction", desk: Desk, series: Series) -> list[Post]:
    now = Moment.of(desk.clock.now(), series.start.zone).wall
    first = max(now, series.start.wall)
    there = {post.planned.wall for post in tx.all(Post, deleted=True, series_id=series.id) if post.planned}
    brand, pauses = tx.get(Brand, series.brand_id), tx.all(Pause, brand_id=series.brand_id)
    wanted = [
        wall
        for wall in walls(series, first, now + AHEAD)
        if wall not in there and not _paused(pauses, series.channels, wall.date())
    ]
    return [_make(tx, desk, brand, series, wall) for wall in wanted]


def _make(tx: "Transaction", desk: Desk, brand: Brand, series: Series, wall: datetime) -> Post:
    post = Post(
        desk.clock.new_id(),
        series.brand_id,
        series.content,
        Stage.DRAFT,
        Moment(wall, series.start.zone),
        series.channels,
        series.wordings,
        series.labels,
        series_id=series.id,
        language=brand.language,
        created_at_us=desk.now_us(),
    )
    return tx.put(post) if not series.scheduled else schedule_by_rule(tx, desk, brand, post)


def schedule_by_rule(tx: "Transaction", desk: Desk, brand: Brand, post: Post) -> Post:
    """Write a new post that goes out by a rule of the person's; where the brand wants approval it waits for that."""
    if brand.needs_approval:
        post = replace(post, stage=Stage.REVIEW)
    else:
        post = replace(post, stage=Stage.APPROVED, approved_hash=content_hash(post))
    post = tx.put(post)
    arm(tx, desk, post)
    return post


def _paused(pauses: Sequence[Pause], channels: Sequence[str], day: date) -> bool:
    """Whether no channel of the series may have a post on this day."""
    if any(pause.covers(day) for pause in pauses):
        return True
    return bool(channels) and all(any(pause.covers(day, channel) for pause in pauses) for channel in channels)


# ------------------------------------------------------------------ what was made for later
def _later(tx: "Transaction", series: Series, wall: datetime) -> list[Post]:
    """Its posts from `wall` on that are neither out nor on their way."""
    mine = [post for post in tx.all(Post, series_id=series.id) if post.planned and post.planned.wall >= wall]
    found = tx.deliveries_of_posts([post.id for post in mine])
    return [post for post in mine if not any(part.state in LEFT for part in parts_of(found.get(post.id, ())))]


def _take_away(tx: "Transaction", post: Post) -> Post:
    disarm(tx, post.id)
    return tx.trash(Post, post.id)


def _stop(tx: "Transaction", series: Series, wall: datetime) -> None:
    """Its last time is before `wall`; a series that never was goes into the trash."""
    tx.put(replace(series, rrule=ended_before(series, wall)))
    if series.start.wall >= wall:
        tx.trash(Series, series.id)
