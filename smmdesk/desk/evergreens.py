"""Posts that stay good: they go out again into slots that are still free a day before, with a distance between.

A person says which posts, how far apart and until when; that word lets them go out. Whoever wants a slot for
something else plans it there, before or after.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from smmdesk.desk.brands import used_brands
from smmdesk.desk.desk import Desk
from smmdesk.desk.repeating import schedule_by_rule
from smmdesk.desk.slotting import free_places
from smmdesk.desk.steps import step
from smmdesk.model.brand import Brand
from smmdesk.model.moment import Moment
from smmdesk.model.planning_aids import Evergreen
from smmdesk.model.post import Post
from smmdesk.model.stages import Stage
from smmdesk.model.weekly import Place
from smmdesk.model.words import _
from smmdesk.store.flat_reads import last_used, times_used

if TYPE_CHECKING:
    from smmdesk.store.transaction import Transaction

SOONEST = timedelta(hours=24)
FARTHEST = timedelta(days=7)


def keep(
    desk: Desk,
    post_id: str,
    cooldown_days: int = 60,
    until: date | None = None,
    most_times: int = 0,
    channels: tuple[str, ...] | None = None,
) -> Evergreen:
    """Let what a post says go out again, at most every `cooldown_days`, never after `until`. One undo step.

    `most_times` counts the post itself too, 0 is without end; `channels` are fewer than the post's where given.
    Raises ValueError for less than a day.
    """
    with step(desk, _("keeping a post as evergreen"), [post_id]) as tx:
        post = tx.get(Post, post_id)
        made = tx.put(
            Evergreen(
                desk.clock.new_id(),
                post.brand_id,
                post.content,
                post.channels if channels is None else channels,
                post.wordings,
                post.labels,
                cooldown_days,
                until,
                most_times,
            )
        )
        tx.put(replace(post, evergreen_id=made.id))
    return made


def save(desk: Desk, evergreen: Evergreen) -> Evergreen:
    """Write what a person changed: words, distance, end, pause. Raises ProblemError(conflict)."""
    with step(desk, _("change of an evergreen post")) as tx:
        return tx.put(evergreen)


def stop(desk: Desk, evergreen_id: str) -> Evergreen:
    """It never goes out again; what is planned already stays."""
    with step(desk, _("end of an evergreen post")) as tx:
        return tx.trash(Evergreen, evergreen_id)


def evergreens_of(desk: Desk, brand_id: str) -> tuple[Evergreen, ...]:
    with desk.store.reading() as reader:
        return reader.all(Evergreen, brand_id=brand_id)


def uses_of(desk: Desk, brand_id: str) -> tuple[dict[str, date], dict[str, int]]:
    """By evergreen id: the last day of a post of it, and how many posts of it there are."""
    with desk.store.reading() as reader:
        return last_used(reader, brand_id), times_used(reader, brand_id)


# ------------------------------------------------------------------ the rule at work
def recycle(desk: Desk) -> int:
    """Fill what is free from tomorrow on, for a week; returns how many posts were made. No undo step."""
    with desk.store.reading() as reader:
        brands = used_brands(reader)
    made = 0
    for brand in brands:
        with desk.store.transaction() as tx:
            made += _fill_brand(tx, desk, brand)
    return made


def _fill_brand(tx: "Transaction", desk: Desk, brand: Brand) -> int:
    kept = [each for each in tx.all(Evergreen, brand_id=brand.id) if not each.paused]
    if not kept:
        return 0
    used, times = last_used(tx, brand.id), times_used(tx, brand.id)
    now = desk.clock.now()
    days = (Moment.of(now + SOONEST, brand.zone).day, Moment.of(now + FARTHEST, brand.zone).day)
    together: dict[Moment, list[Place]] = {}
    for place in free_places(desk, tx, brand, *days):
        if place.moment.instant >= now + SOONEST:
            together.setdefault(place.moment, []).append(place)
    made = 0
    for moment, places in sorted(together.items(), key=lambda item: item[0].instant):
        able = [each for each in kept if not each.most_times or times.get(each.id, 0) < each.most_times]
        chosen = _longest_unused(able, used, moment.day, places)
        if chosen is not None:
            evergreen, channels = chosen
            schedule_by_rule(tx, desk, brand, _post(desk, brand, evergreen, moment, channels))
            used[evergreen.id] = moment.day
            times[evergreen.id] = times.get(evergreen.id, 0) + 1
            made += 1
    return made


def _longest_unused(
    kept: Iterable[Evergreen], used: dict[str, date], day: date, places: list[Place]
) -> tuple[Evergreen, tuple[str, ...]] | None:
    """Who may go out that day and was not used for the longest time, with the channels that have a place for it."""
    able = []
    for each in kept:
        last = used.get(each.id)
        rested = last is None or (day - last).days >= each.cooldown_days
        channels = tuple(
            channel for channel in each.channels if any(_has_room(place, channel, each) for place in places)
        )
        if rested and channels and (each.until is None or day <= each.until):
            able.append((last or date.min, each.sort_key, each.id, each, channels))
    return min(able, key=lambda item: item[:3])[3:] if able else None


def _has_room(place: Place, channel_id: str, evergreen: Evergreen) -> bool:
    return place.channel_id == channel_id and (place.label_id is None or place.label_id in evergreen.labels)


def _post(desk: Desk, brand: Brand, evergreen: Evergreen, moment: Moment, channels: tuple[str, ...]) -> Post:
    return Post(
        desk.clock.new_id(),
        brand.id,
        evergreen.content,
        Stage.DRAFT,
        moment,
        channels,
        tuple(own for own in evergreen.wordings if own.channel_id in channels),
        evergreen.labels,
        evergreen_id=evergreen.id,
        language=brand.language,
        created_at_us=desk.now_us(),
    )
