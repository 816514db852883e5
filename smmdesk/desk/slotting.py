"""Weekly slots: kept per channel, shown on the calendar, filled with what has no date yet."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from smmdesk.desk.arming import set_time
from smmdesk.desk.desk import Desk
from smmdesk.desk.planning import as_draft, require_future
from smmdesk.desk.steps import step
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel
from smmdesk.model.moment import Moment
from smmdesk.model.planning_aids import Pause, Slot
from smmdesk.model.post import Post
from smmdesk.model.problem import ProblemError
from smmdesk.model.stages import Stage
from smmdesk.model.weekly import Place, free, next_free, places
from smmdesk.model.words import _, ngettext
from smmdesk.store.flat_reads import planned_walls

if TYPE_CHECKING:
    from smmdesk.store.reader import Reader

LOOK_AHEAD = timedelta(days=366)
"""How far a free slot is looked for."""
Week = Sequence[tuple[int, int, str | None]]
"""(weekday from Monday = 0, minute from midnight, label id or None) of each slot."""


def slots_of(desk: Desk, brand_id: str, channel_id: str = "") -> tuple[Slot, ...]:
    """The slots of a brand, or of one channel, in the order of the week."""
    with desk.store.reading() as reader:
        found = reader.all(Slot, brand_id=brand_id)
    mine = (slot for slot in found if channel_id in ("", slot.channel_id))
    return tuple(sorted(mine, key=lambda slot: (slot.weekday, slot.minute, slot.id)))


def set_week(desk: Desk, brand_id: str, channel_id: str, week: Week) -> tuple[Slot, ...]:
    """Make the slots of a channel exactly these; what stays the same keeps its id. One undo step."""
    with step(desk, _("change of the weekly slots")) as tx:
        have = {
            (slot.weekday, slot.minute, slot.label_id): slot
            for slot in tx.all(Slot, brand_id=brand_id, channel_id=channel_id)
        }
        wanted = dict.fromkeys(week)
        for key, slot in have.items():
            if key not in wanted:
                tx.trash(Slot, slot.id)
        made = [
            have.get(key) or tx.put(Slot(desk.clock.new_id(), brand_id, channel_id, key[0], key[1], key[2]))
            for key in wanted
        ]
    return tuple(sorted(made, key=lambda slot: (slot.weekday, slot.minute, slot.id)))


def places_between(desk: Desk, brand_id: str, first: date, last: date) -> tuple[Place, ...]:
    """The free places of these days (both included) that are still to come: what a calendar draws lightly."""
    with desk.store.reading() as reader:
        return tuple(free_places(desk, reader, reader.get(Brand, brand_id), first, last))


def next_place(desk: Desk, post: Post, after: Moment | None = None) -> Place | None:
    """The next free slot for a post, or None when its channels have none within a year."""
    with desk.store.reading() as reader:
        brand = reader.get(Brand, post.brand_id)
        first = after.day if after is not None else _today(desk, brand)
        found = [
            place
            for place in _all_places(desk, reader, brand, first, first + LOOK_AHEAD)
            if after is None or place.moment.instant > after.instant
        ]
        taken = _taken(reader, brand, first, first + LOOK_AHEAD)
    return next_free(found, taken, post.channels, post.labels)


def fill(desk: Desk, ids: Iterable[str]) -> tuple[Post, ...]:
    """Each of these ideas and undated drafts into its next free slot, in this order; ideas stay and get a draft.

    Nothing goes out by it: they are drafts with a date. One undo step. Raises ProblemError(no_free_slot) when there is
    no room for all.
    """
    chosen = tuple(ids)
    label = ngettext("filling of {count} slot", "filling of {count} slots", len(chosen)).format(count=len(chosen))
    with step(desk, label, chosen) as tx:
        posts = [tx.get(Post, post_id) for post_id in chosen]
        if not posts:
            return ()
        brand = tx.get(Brand, posts[0].brand_id)
        first = _today(desk, brand)
        room = list(_all_places(desk, tx, brand, first, first + LOOK_AHEAD))
        taken = set(_taken(tx, brand, first, first + LOOK_AHEAD))
        dated: list[Post] = []
        for post in posts:
            place = next_free(room, taken, post.channels, post.labels)
            if place is None:
                raise ProblemError("no_free_slot", count=len(posts) - len(dated))
            draft = as_draft(tx, desk, post) if post.stage is Stage.IDEA else post
            channels = draft.channels or (place.channel_id,)
            taken |= {(channel, place.moment.wall) for channel in channels}
            dated.append(set_time(tx, replace(draft, channels=channels), place.moment))
    return tuple(dated)


def put_into(desk: Desk, post_id: str, place: Place) -> Post:
    """One idea or undated draft into this place. Raises ProblemError(not_found, time_past)."""
    with step(
        desk, ngettext("filling of {count} slot", "filling of {count} slots", 1).format(count=1), [post_id]
    ) as tx:
        post = tx.get(Post, post_id)
        require_future(desk, place.moment)
        draft = as_draft(tx, desk, post) if post.stage is Stage.IDEA else post
        return set_time(tx, replace(draft, channels=draft.channels or (place.channel_id,)), place.moment)


def _today(desk: Desk, brand: Brand) -> date:
    return Moment.of(desk.clock.now(), brand.zone).day


def _all_places(desk: Desk, reader: "Reader", brand: Brand, first: date, last: date) -> Iterable[Place]:
    """Those still to come, on channels that are still there."""
    now = desk.clock.now()
    living = {channel.id for channel in reader.all(Channel, brand_id=brand.id)}
    slots = [slot for slot in reader.all(Slot, brand_id=brand.id) if slot.channel_id in living]
    found = places(slots, reader.all(Pause, brand_id=brand.id), max(first, _today(desk, brand)), last, brand.zone)
    return (place for place in found if place.moment.instant > now)


def _taken(reader: "Reader", brand: Brand, first: date, last: date) -> set[tuple[str, datetime]]:
    return {(channel, wall.replace(second=0)) for channel, wall in planned_walls(reader, brand.id, first, last)}


def free_places(desk: Desk, reader: "Reader", brand: Brand, first: date, last: date) -> Iterable[Place]:
    """The free places of these days (both included) that are still to come, inside an open reading."""
    return free(_all_places(desk, reader, brand, first, last), _taken(reader, brand, first, last))
