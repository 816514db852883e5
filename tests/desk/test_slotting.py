"""Weekly slots: the week is laid out on days, free places are found, and what has no date yet fills them."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smmdesk.desk import planning, slotting, undo
from smmdesk.desk.desk import Desk
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel
from smmdesk.model.label import Label
from smmdesk.model.planning_aids import Pause, Slot
from smmdesk.model.post import Post
from smmdesk.model.problem import ProblemError
from smmdesk.model.stages import Stage
from smmdesk.model.weekly import free, next_free, places
from tests.desk.support import add_channel, add_post, post_now, rome

NINE, NOON, SIX = 9 * 60, 12 * 60, 18 * 60
WEDNESDAY, THURSDAY, FRIDAY = 2, 3, 4  # the clock begins on Wednesday, 18 November 2026, 11:20


@pytest.fixture
def channel(desk: Desk, brand: Brand) -> Channel:
    return add_channel(desk, brand)


def moments(desk: Desk, posts: tuple[Post, ...]) -> list[str]:
    return [f"{post.planned.wall:%Y-%m-%d %H:%M}" if post.planned else "" for post in posts]


# ------------------------------------------------------------------ laid out on days
@given(
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 1439)), max_size=12, unique=True),
    st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    st.integers(0, 40),
)
def test_every_day_of_a_span_has_the_places_of_its_weekday_in_order(
    week: list[tuple[int, int]], first: date, days: int
) -> None:
    slots = [Slot(f"s{number}", "b", "c", day, minute) for number, (day, minute) in enumerate(week)]
    last = date.fromordinal(first.toordinal() + days)
    found = list(places(slots, (), first, last, "Europe/Rome"))
    walls = [place.moment.wall for place in found]
    assert walls == sorted(walls)
    wanted = sum(
        weekday == date.fromordinal(first.toordinal() + n).weekday() for n in range(days + 1) for weekday, _ in week
    )
    assert len(found) == wanted
    for place in found:
        minute = place.moment.wall.hour * 60 + place.moment.wall.minute
        assert (place.moment.wall.weekday(), minute) in week
    taken = {place.key for place in found[::2]}
    assert list(free(found, taken)) == [place for place in found if place.key not in taken]


def test_a_paused_day_has_no_places_on_the_paused_channels() -> None:
    slots = [Slot("1", "b", "c", FRIDAY, NINE), Slot("2", "b", "d", FRIDAY, NINE)]
    friday = date(2026, 11, 20)
    pause = Pause("p", "b", "Holidays", friday, friday, ("c",))
    assert [place.channel_id for place in places(slots, (pause,), friday, friday, "UTC")] == ["d"]
    everywhere = Pause("p", "b", "Holidays", friday, friday)
    assert not list(places(slots, (everywhere,), friday, friday, "UTC"))


def test_a_place_kept_for_a_label_takes_no_other_post() -> None:
    slots = [Slot("1", "b", "c", FRIDAY, NINE, "bread"), Slot("2", "b", "c", FRIDAY, NOON)]
    found = list(places(slots, (), date(2026, 11, 20), date(2026, 11, 20), "UTC"))
    assert next_free(found, (), ("c",), ()).slot_id == "2"
    assert next_free(found, (), ("c",), ("bread",)).slot_id == "1"
    assert next_free(found, {("c", datetime(2026, 11, 20, 12, 0, 30))}, ("c",), ()) is None


# ------------------------------------------------------------------ kept
@pytest.mark.statement(44)
def test_the_week_of_a_channel_is_kept_and_undone_as_one_step(desk: Desk, brand: Brand, channel: Channel) -> None:
    first = slotting.set_week(desk, brand.id, channel.id, [(FRIDAY, NINE, None), (WEDNESDAY, SIX, None)])
    assert [(slot.weekday, slot.minute) for slot in first] == [(WEDNESDAY, SIX), (FRIDAY, NINE)]
    second = slotting.set_week(desk, brand.id, channel.id, [(FRIDAY, NINE, None), (FRIDAY, NOON, None)])
    assert second[0].id == first[1].id
    assert slotting.slots_of(desk, brand.id) == second
    undo.undo(desk)
    assert [(slot.weekday, slot.minute) for slot in slotting.slots_of(desk, brand.id)] == [
        (WEDNESDAY, SIX),
        (FRIDAY, NINE),
    ]


@pytest.mark.statement(52)
def test_places_are_drawn_where_nothing_is_planned_and_not_in_the_past(
    desk: Desk, brand: Brand, channel: Channel
) -> None:
    slotting.set_week(
        desk, brand.id, channel.id, [(WEDNESDAY, NINE, None), (THURSDAY, NINE, None), (FRIDAY, NINE, None)]
    )
    add_post(desk, brand, "Bread", channel, planned=rome("2026-11-19 09:00"))
    found = slotting.places_between(desk, brand.id, date(2026, 11, 16), date(2026, 11, 25))
    assert [f"{place.moment.wall:%d}" for place in found] == ["20", "25"]


def test_the_next_place_never_clashes_with_another_channel_of_the_post(
    desk: Desk, brand: Brand, channel: Channel
) -> None:
    other = add_channel(desk, brand, "Other")
    slotting.set_week(desk, brand.id, channel.id, [(THURSDAY, NINE, None), (FRIDAY, NINE, None)])
    add_post(desk, brand, "There", other, planned=rome("2026-11-19 09:00"))
    both = add_post(desk, brand, "Both", channel, other)
    alone = add_post(desk, brand, "Alone", channel)
    assert slotting.next_place(desk, both).moment == rome("2026-11-20 09:00")
    assert slotting.next_place(desk, alone).moment == rome("2026-11-19 09:00")
    assert slotting.next_place(desk, alone, after=rome("2026-11-19 09:00")).moment == rome("2026-11-20 09:00")
    assert slotting.next_place(desk, add_post(desk, brand, "Nowhere", other)) is None


# ------------------------------------------------------------------ filled
def test_ten_ideas_fill_ten_slots_in_one_step(desk: Desk, brand: Brand, channel: Channel) -> None:
    slotting.set_week(desk, brand.id, channel.id, [(day, NINE, None) for day in range(7)])
    ideas = [add_post(desk, brand, f"Idea {n}", channel, stage=Stage.IDEA) for n in range(10)]
    filled = slotting.fill(desk, [idea.id for idea in ideas])
    assert moments(desk, filled) == [f"2026-11-{day} 09:00" for day in range(19, 29)]
    assert [post.idea_id for post in filled] == [idea.id for idea in ideas]
    assert {post.stage for post in filled} == {Stage.DRAFT}
    assert post_now(desk, ideas[0]).stage is Stage.IDEA
    undo.undo(desk)
    with desk.store.reading() as reader:
        assert not [post for post in reader.all(Post) if post.planned]


def test_a_draft_takes_the_place_itself_and_one_without_channels_that_of_the_slot(
    desk: Desk, brand: Brand, channel: Channel
) -> None:
    with desk.store.transaction() as tx:
        label = tx.put(Label(desk.clock.new_id(), brand.id, "Bread"))
    slotting.set_week(desk, brand.id, channel.id, [(THURSDAY, NINE, label.id), (THURSDAY, NOON, None)])
    draft = add_post(desk, brand, "Draft")
    labelled = add_post(desk, brand, "Rye", labels=(label.id,))
    filled = slotting.fill(desk, [draft.id, labelled.id])
    assert [post.id for post in filled] == [draft.id, labelled.id]
    assert moments(desk, filled) == ["2026-11-19 12:00", "2026-11-19 09:00"]
    assert filled[0].channels == (channel.id,)


def test_without_room_for_all_nothing_changes(desk: Desk, brand: Brand, channel: Channel) -> None:
    ideas = [add_post(desk, brand, "Idea", channel, stage=Stage.IDEA)]
    with pytest.raises(ProblemError) as caught:
        slotting.fill(desk, [ideas[0].id])
    assert caught.value.problem.code == "no_free_slot"
    with desk.store.reading() as reader:
        assert [post.id for post in reader.all(Post)] == [ideas[0].id]
    assert planning.first_brand(desk).id == brand.id
