"""Posts that come again: made ahead, each changeable on its own, in wall time over clock changes."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smmdesk.desk import planning, repeating, staging, undo
from smmdesk.desk.desk import Desk
from smmdesk.desk.recurrence import checked, ended_before, rest_from, walls
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel
from smmdesk.model.content import Content
from smmdesk.model.delivery import State
from smmdesk.model.moment import Moment
from smmdesk.model.planning_aids import Pause
from smmdesk.model.post import Post
from smmdesk.model.problem import ProblemError
from smmdesk.model.series import Series
from smmdesk.model.stages import Stage
from smmdesk.system.clock import ManualClock
from tests.desk.support import ROME, add_channel, add_post, deliveries, edited, post_now, rome

FRIDAY = rome("2026-11-20 09:00")
WEEKLY = "FREQ=WEEKLY"


@pytest.fixture
def channel(desk: Desk, brand: Brand) -> Channel:
    return add_channel(desk, brand)


@pytest.fixture
def post(desk: Desk, brand: Brand, channel: Channel) -> Post:
    return add_post(desk, brand, "Rye on Friday", channel, planned=FRIDAY)


def made(desk: Desk, series: Series) -> list[Post]:
    with desk.store.reading() as reader:
        return sorted(reader.all(Post, series_id=series.id), key=lambda post: post.planned.instant)


def days(posts: list[Post]) -> list[str]:
    return [f"{post.planned.wall:%m-%d}" for post in posts]


def series(rule: str, start: str = "2026-11-20 09:00", *exceptions: str) -> Series:
    left_out = tuple(map(datetime.fromisoformat, exceptions))
    return Series("s", "b", Content(text="x"), rome(start), checked(rule, rome(start).wall), exceptions=left_out)


# ------------------------------------------------------------------ rules
@pytest.mark.parametrize(
    "rule",
    [
        pytest.param("FREQ=SECONDLY", marks=pytest.mark.vector(96)),
        *("FREQ=HOURLY", "FREQ=DAILY;BYHOUR=1,2,3", "FREQ=DAILY;COUNT=3;UNTIL=20270101", "WEEKLY", ""),
        *("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;BYMONTHDAY=31;BYMONTH=2", "FREQ=WEEKLY;BYDAY=XX"),
        *("FREQ=DAILY;FREQ=DAILY", "FREQ=WEEKLY;INTERVAL=x", "FREQ=DAILY;X-A=1", "FREQ=DAILY;" + "BYDAY=MO," * 99),
    ],
)
def test_a_rule_that_is_none_is_refused(rule: str) -> None:
    with pytest.raises(ProblemError) as caught:
        checked(rule, FRIDAY.wall)
    assert caught.value.problem.code == "rule_not_possible"


@pytest.mark.fault(76)
def test_the_last_day_of_the_month_and_the_29th_of_february() -> None:
    last = series("FREQ=MONTHLY;BYMONTHDAY=-1", "2026-11-30 09:00")
    assert [f"{wall:%m-%d}" for wall in walls(last, datetime(2026, 11, 1), datetime(2027, 3, 1))] == [
        *("11-30", "12-31", "01-31", "02-28"),
    ]
    leap = series("FREQ=YEARLY", "2028-02-29 09:00")
    assert [wall.year for wall in walls(leap, datetime(2028, 1, 1), datetime(2037, 1, 1))] == [2028, 2032, 2036]


@given(
    st.sampled_from(["FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO,FR", "FREQ=MONTHLY;BYMONTHDAY=-1", "FREQ=WEEKLY;COUNT=9"]),
    st.integers(0, 12),
)
def test_a_series_cut_in_two_has_the_same_times(rule: str, number: int) -> None:
    whole = series(rule)
    end = datetime(2027, 6, 1)
    all_walls = list(walls(whole, FRIDAY.wall, end))
    if number == 0 or number >= len(all_walls):
        return
    cut = all_walls[number]
    before = list(walls(replace(whole, rrule=ended_before(whole, cut)), FRIDAY.wall, end))
    after = list(walls(replace(whole, start=Moment(cut, ROME), rrule=rest_from(whole, cut)), cut, end))
    assert before + after == all_walls


# ------------------------------------------------------------------ made ahead
@pytest.mark.fault(70)
def test_a_weekly_post_keeps_its_hour_over_the_change_of_clocks(
    desk: Desk, brand: Brand, channel: Channel, clock: ManualClock
) -> None:
    clock.advance(timedelta(days=120))  # into March: the clocks go forward on the 28th
    start = Moment(datetime(2027, 3, 21, 2, 30), ROME)
    repeated = repeating.repeat(desk, add_post(desk, brand, "x", channel, planned=start).id, WEEKLY)
    found = made(desk, repeated)
    assert {post.planned.clock_time.isoformat() for post in found} == {"02:30:00"}
    assert [f"{post.planned.shown:%m-%d %H:%M}" for post in found[:3]] == ["03-21 02:30", "03-28 03:30", "04-04 02:30"]


def test_posts_are_made_ninety_days_ahead_and_no_more_the_second_time(
    desk: Desk, post: Post, clock: ManualClock
) -> None:
    repeated = repeating.repeat(desk, post.id, WEEKLY)
    assert days(made(desk, repeated))[:3] == ["11-20", "11-27", "12-04"]
    assert made(desk, repeated)[-1].planned.day == date(2027, 2, 12)
    assert repeating.extend(desk) == 0
    clock.advance(timedelta(days=7))
    assert repeating.extend(desk) == 1
    assert {p.stage for p in made(desk, repeated)} == {Stage.DRAFT}


def test_what_a_scheduled_post_repeats_is_scheduled_and_waits_where_approval_is_wanted(
    desk: Desk, brand: Brand, post: Post
) -> None:
    planning.schedule(desk, post.id)
    found = made(desk, repeating.repeat(desk, post.id, "FREQ=WEEKLY;COUNT=3"))
    assert [p.stage for p in found] == [Stage.APPROVED] * 3
    assert [deliveries(desk, p)[0].parts[0].state for p in found] == [State.SCHEDULED] * 3
    with desk.store.transaction() as tx:
        tx.put(replace(tx.get(Brand, brand.id), needs_approval=True))
    other = planning.copy_posts(desk, {post.id: rome("2026-11-21 09:00")})[0]
    planning.schedule(desk, other.id)
    later = made(desk, repeating.repeat(desk, other.id, "FREQ=WEEKLY;COUNT=2"))
    assert later[1].stage is Stage.REVIEW


@pytest.mark.statement(44)
def test_who_schedules_the_first_of_a_repetition_schedules_it_all(desk: Desk, post: Post, clock: ManualClock) -> None:
    """First “Repeat”, then “Schedule”: nothing of what was promised stays behind as a draft, nor what is made later."""
    repeated = repeating.repeat(desk, post.id, WEEKLY)
    planning.schedule(desk, post.id)
    found = made(desk, repeated)
    assert len(found) == 13
    assert {each.stage for each in found} == {Stage.APPROVED}
    assert {deliveries(desk, each)[0].parts[0].state for each in found} == {State.SCHEDULED}
    undo.undo(desk)
    assert {each.stage for each in made(desk, repeated)} == {Stage.DRAFT}
    assert not any(part.state is State.SCHEDULED for each in found for d in deliveries(desk, each) for part in d.parts)
    undo.redo(desk)
    clock.advance(timedelta(days=14))
    assert repeating.extend(desk) == 2
    assert {each.stage for each in made(desk, repeated)} == {Stage.APPROVED}


def test_what_comes_only_in_a_year_is_scheduled_too_with_the_first(desk: Desk, post: Post, clock: ManualClock) -> None:
    repeated = repeating.repeat(desk, post.id, "FREQ=YEARLY")
    planning.schedule(desk, post.id)
    clock.advance(timedelta(days=330))
    assert repeating.extend(desk) == 1
    assert [each.stage for each in made(desk, repeated)] == [Stage.APPROVED, Stage.APPROVED]


@pytest.mark.parametrize("both", [False, True])
def test_on_the_board_too_the_first_is_scheduled_with_what_it_makes(desk: Desk, post: Post, both: bool) -> None:
    repeated = repeating.repeat(desk, post.id, "FREQ=WEEKLY;COUNT=3")
    second = made(desk, repeated)[1]
    staging.to_scheduled(desk, [post.id, second.id] if both else [post.id])
    found = made(desk, repeated)
    assert {each.stage for each in found} == {Stage.APPROVED}
    assert [len(deliveries(desk, each)) for each in found] == [1, 1, 1]
    undo.undo(desk)
    assert {each.stage for each in made(desk, repeated)} == {Stage.DRAFT}


def test_a_later_one_of_a_repetition_of_drafts_is_scheduled_alone(desk: Desk, post: Post) -> None:
    repeated = repeating.repeat(desk, post.id, "FREQ=WEEKLY;COUNT=3")
    second = made(desk, repeated)[1]
    planning.schedule(desk, second.id)
    planning.schedule(desk, post.id, rome("2026-11-19 09:00"))  # at another time it is no more of the repetition
    assert [each.stage for each in made(desk, repeated)] == [Stage.APPROVED, Stage.DRAFT]


def test_paused_days_are_left_out(desk: Desk, brand: Brand, post: Post) -> None:
    with desk.store.transaction() as tx:
        tx.put(Pause(desk.clock.new_id(), brand.id, "Holidays", date(2026, 12, 24), date(2027, 1, 6)))
    found = days(made(desk, repeating.repeat(desk, post.id, WEEKLY)))
    assert "12-18" in found
    assert not {"12-25", "01-01"} & set(found)


# ------------------------------------------------------------------ changed
@pytest.mark.parametrize("how", ["edit", "move", "schedule elsewhere", "unschedule", "trash"])
def test_what_is_changed_leaves_the_series_and_is_not_made_again(desk: Desk, post: Post, how: str) -> None:
    repeated = repeating.repeat(desk, post.id, WEEKLY)
    second = made(desk, repeated)[1]
    if how == "edit":
        planning.save_post(desk, edited(second, "Other words"))
    elif how == "move":
        planning.move_posts(desk, {second.id: rome("2026-11-28 10:00")})
    elif how == "schedule elsewhere":
        planning.schedule(desk, second.id, rome("2026-11-28 10:00"))
    elif how == "unschedule":
        planning.unschedule(desk, [second.id])
    else:
        planning.trash(desk, [second.id])
        with desk.store.transaction() as tx:
            tx.erase(Post, second.id)  # as the trash is emptied
    assert repeating.extend(desk) == 0
    assert "11-27" not in days(made(desk, repeated))
    assert days(made(desk, repeated))[:2] == ["11-20", "12-04"]
    undo.undo(desk)
    assert repeating.extend(desk) == (0 if how != "trash" else 1)


def test_this_and_the_following_say_something_else(desk: Desk, post: Post) -> None:
    repeated = repeating.repeat(desk, post.id, "FREQ=WEEKLY;COUNT=5")
    third = made(desk, repeated)[2]
    changed = planning.save_post(desk, edited(third, "New flour"))
    new = repeating.change_following(desk, changed.id, repeated.id, third.planned.wall)
    assert days(made(desk, repeated)) == ["11-20", "11-27"]
    assert days(made(desk, new)) == ["12-04", "12-11", "12-18"]
    assert {p.content.text for p in made(desk, new)} == {"New flour"}
    undo.undo(desk)
    assert days(made(desk, repeated)) == ["11-20", "11-27", "12-11", "12-18"]


def test_an_ended_repetition_makes_nothing_and_what_is_out_stays(desk: Desk, post: Post, clock: ManualClock) -> None:
    repeated = repeating.repeat(desk, post.id, WEEKLY)
    went = repeating.end(desk, repeated.id, datetime(2026, 12, 1))
    assert days(list(went))[0] == "12-04"
    assert days(made(desk, repeated)) == ["11-20", "11-27"]
    clock.advance(timedelta(days=30))
    assert repeating.extend(desk) == 0
    assert repeating.series_of(desk, post.brand_id)[0].id == repeated.id


def test_without_a_date_nothing_repeats(desk: Desk, brand: Brand) -> None:
    draft = add_post(desk, brand, "x")
    with pytest.raises(ProblemError):
        repeating.repeat(desk, draft.id, WEEKLY)
    assert post_now(desk, draft).series_id is None
