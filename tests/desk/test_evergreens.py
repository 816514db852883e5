"""Evergreen posts fill what is free, keep their distance, end when told, and never take a slot from anybody."""

import itertools
from dataclasses import replace
from datetime import date, timedelta

import pytest

from smmdesk.desk import evergreens, planning, slotting, undo
from smmdesk.desk.desk import Desk
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel
from smmdesk.model.delivery import State
from smmdesk.model.planning_aids import Evergreen
from smmdesk.model.post import Post
from smmdesk.model.stages import Stage
from smmdesk.system.clock import ManualClock
from tests.desk.support import add_channel, add_post, deliveries, rome

NINE = 9 * 60


@pytest.fixture
def channel(desk: Desk, brand: Brand) -> Channel:
    """With a slot every day at nine; the clock begins on Wednesday, 18 November 2026, 11:20."""
    made = add_channel(desk, brand)
    slotting.set_week(desk, brand.id, made.id, [(day, NINE, None) for day in range(7)])
    return made


def kept(desk: Desk, brand: Brand, text: str, *channels: Channel, **how: object) -> Evergreen:
    return evergreens.keep(desk, add_post(desk, brand, text, *channels).id, **how)


def made_of(desk: Desk, evergreen: Evergreen) -> list[Post]:
    with desk.store.reading() as reader:
        found = [post for post in reader.all(Post, evergreen_id=evergreen.id) if post.planned]
    return sorted(found, key=lambda post: post.planned.instant)


def days(posts: list[Post]) -> list[int]:
    return [post.planned.day.day for post in posts]


def test_two_take_turns_at_their_distance(desk: Desk, brand: Brand, channel: Channel, clock: ManualClock) -> None:
    bread = kept(desk, brand, "Bread", channel, cooldown_days=4)
    cake = kept(desk, brand, "Cake", channel, cooldown_days=3)
    assert evergreens.recycle(desk) == 4
    assert (days(made_of(desk, bread)), days(made_of(desk, cake))) == ([20, 24], [21, 25])
    assert evergreens.recycle(desk) == 0
    clock.advance(timedelta(days=7))
    evergreens.recycle(desk)
    for evergreen, distance in ((bread, 4), (cake, 3)):
        planned = [post.planned.day for post in made_of(desk, evergreen)]
        assert all(later - earlier >= timedelta(days=distance) for earlier, later in itertools.pairwise(planned))


def test_they_go_out_as_a_person_would_have_scheduled_them(desk: Desk, brand: Brand, channel: Channel) -> None:
    bread = kept(desk, brand, "Bread", channel)
    evergreens.recycle(desk)
    (post,) = made_of(desk, bread)
    assert (post.stage, post.content.text) == (Stage.APPROVED, "Bread")
    assert deliveries(desk, post)[0].parts[0].state is State.SCHEDULED


def test_a_slot_that_somebody_filled_is_not_touched_and_today_never(desk: Desk, brand: Brand, channel: Channel) -> None:
    for day in (20, 21, 22):
        add_post(desk, brand, "Planned", channel, planned=rome(f"2026-11-{day} 09:00"))
    bread = kept(desk, brand, "Bread", channel, cooldown_days=30)
    evergreens.recycle(desk)
    assert days(made_of(desk, bread)) == [23]


def test_only_channels_with_a_place_then_get_it(desk: Desk, brand: Brand, channel: Channel) -> None:
    other = add_channel(desk, brand, "Other")
    bread = kept(desk, brand, "Bread", channel, other)
    evergreens.recycle(desk)
    assert made_of(desk, bread)[0].channels == (channel.id,)


def test_it_ends_on_its_last_day_when_paused_and_when_stopped(desk: Desk, brand: Brand, channel: Channel) -> None:
    over = kept(desk, brand, "Over", channel, cooldown_days=1, until=date(2026, 11, 21))
    paused = kept(desk, brand, "Paused", channel, cooldown_days=1)
    evergreens.save(desk, replace(paused, paused=True))
    stopped = kept(desk, brand, "Stopped", channel, cooldown_days=1)
    evergreens.stop(desk, stopped.id)
    evergreens.recycle(desk)
    assert days(made_of(desk, over)) == [20, 21]
    assert made_of(desk, paused) == made_of(desk, stopped) == []
    undo.undo(desk)
    assert [each.id for each in evergreens.evergreens_of(desk, brand.id)] == [over.id, paused.id, stopped.id]


def test_the_post_itself_counts_as_its_last_time_and_a_copy_does_not(
    desk: Desk, brand: Brand, channel: Channel
) -> None:
    post = add_post(desk, brand, "Bread", channel, planned=rome("2026-11-18 15:00"))
    bread = evergreens.keep(desk, post.id, cooldown_days=5)
    planning.copy_posts(desk, {post.id: rome("2026-11-19 15:00")})
    evergreens.recycle(desk)
    assert days(made_of(desk, bread)) == [18, 23]


def test_less_than_a_day_is_no_distance(desk: Desk, brand: Brand, channel: Channel) -> None:
    with pytest.raises(ValueError, match="a day"):
        kept(desk, brand, "Bread", channel, cooldown_days=0)
