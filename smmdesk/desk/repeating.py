"""Posts that come again: a series makes ordinary posts 90 days ahead, each of which may be changed on its own.

What a series makes goes out by the person's word: they chose that the post repeats, and whether its repetitions are
scheduled or drafts.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from smmdesk.desk.arming import IN_FLIGHT, arm, disarm, is_armed, parts_of
from smmdesk.desk.brands import put_away_ids
from smmdesk.desk.day_marks import holidays_between
from smmdesk.desk.desk import Desk
from smmdesk.desk.fingerprint import content_hash
from smmdesk.desk.recurrence import checked, ended_before, rest_from, walls
from smmdesk.desk.steps import step
from smmdesk.model.brand import Brand
from smmdesk.model.delivery import State
from smmdesk.model.moment import Moment, from_us
from smmdesk.model.planning_aids import Pause
from smmdesk.model.post import Post
from smmdesk.model.problem import ProblemError
from smmdesk.model.repeats import moved, read_rule
from smmdesk.model.repeats import rule_of as rule_from
from smmdesk.model.series import Series
from smmdesk.model.stages import Stage
from smmdesk.model.words import _
from smmdesk.store import db_settings

if TYPE_CHECKING:
    from smmdesk.store.transaction import Transaction

AHEAD = timedelta(days=90)
LOOKED_AT = timedelta(days=6 * 366)
"""How far the next times are looked for."""
LEFT = frozenset({State.PUBLISHED, *IN_FLIGHT})


# ------------------------------------------------------------------ a person's intents
def repeat(
    desk: Desk, post_id: str, rule: str, exceptions: Sequence[datetime] = (), *, skips_holidays: bool = False
) -> Series:
    """Let a dated post come again by an RFC 5545 rule, beginning with itself. One undo step.

    Its repetitions are scheduled when it is, else drafts until it is; nothing is made at `exceptions`. A post that
    repeats already does so by the new rule from itself on. Raises ProblemError(time_missing, rule_not_possible).
    """
    with step(desk, _("repeating a post"), [post_id]) as tx:
        post = tx.get(Post, post_id)
        old = tx.find(Series, post.series_id) if post.series_id else None
        if old is not None and post.planned is not None:
            for each in _later(tx, old, post.planned.wall):
                if each.id != post.id:
                    _take_away(tx, each)
            _stop(tx, old, post.planned.wall)
        return _begin(tx, desk, post, rule, tuple(exceptions), skips_holidays)


def preview(
    desk: Desk, post: Post, rule: str, count: int = 5, exceptions: Sequence[datetime] = (), skips_holidays: bool = False
) -> tuple[datetime, ...]:
    """The next wall times of what `post` would repeat by a rule, itself included. Raises as `repeat` does."""
    if post.planned is None:
        raise ProblemError("time_missing", field="when")
    start = post.planned
    asked = Series("", post.brand_id, post.content, start, checked(rule, start.wall), exceptions=tuple(exceptions))
    found: list[datetime] = []
    with desk.store.reading() as reader:
        brand = reader.get(Brand, post.brand_id)
    first, most = start.wall, start.wall + LOOKED_AT
    free = holidays_between(brand, first.date(), most.date()) if skips_holidays else frozenset()
    for wall in walls(asked, first, most):
        if wall == first or wall.date() not in free:
            found.append(wall)
        if len(found) == count:
            break
    return tuple(found)


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
        post, rule = tx.get(Post, post_id), rest_from(old, wall)
        _stop(tx, old, wall)
        left_out = tuple(each for each in old.exceptions if each > wall)
        return _begin(tx, desk, post, _gone_along(rule, wall, post), left_out, old.skips_holidays)


def change_all(desk: Desk, post_id: str, series_id: str, wall: datetime) -> Series:
    """An edited post (which had left its series at `wall`) says what all say that are still to come.

    The earliest of them begins the new series, at the clock time and weekday that the edited one has now. What is out
    stays as it was. Raises ProblemError(time_missing, time_past).
    """
    with step(desk, _("change of all posts of a repetition"), [post_id]) as tx:
        old, post = tx.get(Series, series_id), tx.get(Post, post_id)
        if post.planned is None:
            raise ProblemError("time_missing", field="when")
        now = Moment.of(desk.clock.now(), old.start.zone).wall
        earlier = [each for each in _later(tx, old, now) if each.planned and each.planned.wall < wall]
        lead = min(earlier, key=lambda each: each.planned.wall, default=None)  # type: ignore[union-attr]
        if lead is None or lead.planned is None:
            first = wall
        else:
            first = lead.planned.wall
        for each in _later(tx, old, first):
            _take_away(tx, each)
        rule = rest_from(old, first)
        _stop(tx, old, first)
        left_out = tuple(each for each in old.exceptions if each > first and each != wall)
        start = Moment(first + (post.planned.wall - wall), old.start.zone)
        return _begin_at(tx, desk, post, _gone_along(rule, wall, post), start, left_out, old.skips_holidays)


def end_from(desk: Desk, post_id: str, series_id: str, wall: datetime) -> tuple[Post, ...]:
    """A post that was deleted takes those that follow with it. Returns what went too."""
    with step(desk, _("end of a repetition"), [post_id]) as tx:
        series = tx.get(Series, series_id)
        went = tuple(_take_away(tx, post) for post in _later(tx, series, wall))
        _stop(tx, series, wall)
    return went


def stop_after(desk: Desk, post_id: str, series_id: str, wall: datetime) -> tuple[Post, ...]:
    """A post of a series stays, as one of its own; those that follow go into the trash. Returns what went."""
    with step(desk, _("end of a repetition"), [post_id]) as tx:
        series, post = tx.get(Series, series_id), tx.get(Post, post_id)
        later = _later(tx, series, wall + timedelta(seconds=1))
        tx.put(replace(post, series_id=None))
        went = tuple(_take_away(tx, each) for each in later)
        _stop(tx, series, wall)
    return went


def series_at(desk: Desk, ids: Sequence[str]) -> dict[str, tuple[str, datetime]]:
    """Which of these posts belong to a repetition: its id, and their wall time in it."""
    with desk.store.reading() as reader:
        posts = reader.many(Post, ids).values()
    return {post.id: (post.series_id, post.planned.wall) for post in posts if post.series_id and post.planned}


def series_of(desk: Desk, brand_id: str) -> tuple[Series, ...]:
    """The repetitions of a brand, the newest first."""
    with desk.store.reading() as reader:
        return tuple(reversed(reader.all(Series, brand_id=brand_id)))


# ------------------------------------------------------------------ scheduled with its first
def drafts_behind(desk: Desk, post_id: str) -> tuple[str, ...]:
    """The drafts that follow a post which a repetition of drafts begins with; none behind any other post."""
    with desk.store.reading() as reader:
        post = reader.find(Post, post_id)
        series = reader.find(Series, post.series_id) if post and post.series_id else None
        if post is None or series is None or series.scheduled or post.planned != series.start:
            return ()
        later = reader.all(Post, series_id=series.id, stage=Stage.DRAFT)
    return tuple(each.id for each in later if each.planned and each.planned.wall > series.start.wall)


def schedule_behind(tx: "Transaction", desk: Desk, post: Post, ids: Sequence[str]) -> None:
    """The first of a repetition is scheduled, and with it the drafts of `drafts_behind` and what will be made."""
    series = tx.find(Series, post.series_id) if post.series_id else None
    if series is None or series.scheduled or post.planned != series.start:
        return
    tx.put(replace(series, scheduled=True))
    brand = tx.get(Brand, series.brand_id)
    for each in tx.many(Post, ids).values():
        if each.series_id == series.id and each.stage is Stage.DRAFT:
            schedule_by_rule(tx, desk, brand, each)


# ------------------------------------------------------------------ the rule at work
def extend(desk: Desk) -> int:
    """Make what is missing in the next 90 days; returns how many posts were made. Nothing of it is an undo step."""
    made = 0
    with desk.store.reading() as reader:
        away = put_away_ids(reader)
        ids = [series.id for series in reader.all(Series) if series.brand_id not in away]
    for series_id in ids:
        with desk.store.transaction() as tx:
            series = tx.find(Series, series_id)
            if series is not None and series.deleted_at_us is None:
                made += len(_make_missing(tx, desk, series))
    return made


def _begin(
    tx: "Transaction",
    desk: Desk,
    post: Post,
    rule: str,
    exceptions: tuple[datetime, ...] = (),
    skips_holidays: bool = False,
) -> Series:
    if post.planned is None:
        raise ProblemError("time_missing", field="when")
    return _begin_at(tx, desk, post, rule, post.planned, exceptions, skips_holidays)


def _begin_at(
    tx: "Transaction",
    desk: Desk,
    post: Post,
    rule: str,
    start: Moment,
    exceptions: tuple[datetime, ...],
    skips_holidays: bool,
) -> Series:
    """A new series of what `post` says from `start` on; the post is one of it."""
    series = tx.put(
        Series(
            desk.clock.new_id(),
            post.brand_id,
            post.content,
            start,
            checked(rule, start.wall),
            post.channels,
            exceptions=exceptions,
            wordings=post.wordings,
            labels=post.labels,
            scheduled=is_armed(tx.deliveries_of(post.id)),
            skips_holidays=skips_holidays,
        )
    )
    tx.put(replace(post, series_id=series.id))
    _make_missing(tx, desk, series)
    return series


def _gone_along(rule: str, was: datetime, post: Post) -> str:
    """The rule of a series whose post was moved from `was`: weekdays and days of the month go with it."""
    now = post.planned.wall if post.planned else was
    known = read_rule(rule, was)
    return rule if known is None or now.date() == was.date() else rule_from(moved(known, was, now), now)


def _make_missing(tx: "Transaction", desk: Desk, series: Series) -> list[Post]:
    now = Moment.of(desk.clock.now(), series.start.zone).wall
    first = max(now, series.start.wall)
    there = {post.planned.wall for post in tx.all(Post, deleted=True, series_id=series.id) if post.planned}
    brand, pauses = tx.get(Brand, series.brand_id), tx.all(Pause, brand_id=series.brand_id)
    last = now + AHEAD
    free = holidays_between(brand, first.date(), last.date()) if series.skips_holidays else frozenset()
    wanted = [
        wall
        for wall in walls(series, first, last)
        if wall not in there and wall.date() not in free and not _paused(pauses, series.channels, wall.date())
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
    """Write a new post that goes out by a rule of the person's; where the brand wants approval it waits for that. One
    that the desk before a restore may have put on a platform's list is looked for there first."""
    if brand.needs_approval:
        post = replace(post, stage=Stage.REVIEW)
    else:
        post = replace(post, stage=Stage.APPROVED, approved_hash=content_hash(post))
    post = tx.put(post)
    arm(tx, desk, post)
    elsewhere_us = db_settings.get(tx, db_settings.ELSEWHERE_AT)
    if elsewhere_us is not None and post.planned and from_us(elsewhere_us) + AHEAD >= post.planned.instant:
        from smmdesk.desk import recovery  # brings the publisher with it, which planning need not

        recovery.look_for_new(tx, post, recovery.own_lists(tx, desk.facts_for))
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
