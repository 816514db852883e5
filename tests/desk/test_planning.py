"""What a person does with posts, on a real store."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from smmdesk.desk import approving, planning
from smmdesk.desk.desk import Desk
from smmdesk.model.brand import Brand
from smmdesk.model.channel import ChannelStatus
from smmdesk.model.content import Content, ThreadItem, Wording
from smmdesk.model.delivery import Attempt, Op, PartKind, State, Verdict
from smmdesk.model.post import Post, progress
from smmdesk.model.problem import ProblemError
from smmdesk.model.stages import Stage
from smmdesk.system.clock import ManualClock
from tests.desk.support import (
    add_channel,
    add_post,
    deliveries,
    drive,
    edited,
    post_now,
    publish,
    rome,
    states,
)


def refused(code: str) -> "pytest.RaisesContext[ProblemError]":
    return pytest.raises(ProblemError, match=f"^{code}$")


def test_the_first_brand_is_made_once_in_the_computers_zone(desk: Desk, brand: Brand) -> None:
    assert brand.zone == "Europe/Rome"
    assert planning.first_brand(desk) == brand


# ------------------------------------------------------------------ scheduling
def test_schedule_writes_the_time_in_both_places_and_approves(desk: Desk, brand: Brand) -> None:
    one, two = add_channel(desk, brand, "One"), add_channel(desk, brand, "Two")
    content = Content(text="Root", thread=(ThreadItem("Second"),), first_comment="Where we are")
    post = add_post(desk, brand, "", one, two, content=content)
    planned = planning.schedule(desk, post.id, rome("2026-11-24 09:00"))
    assert planned.stage is Stage.APPROVED
    assert planned.planned == rome("2026-11-24 09:00")
    found = deliveries(desk, post)
    assert {delivery.channel_id for delivery in found} == {one.id, two.id}
    for delivery in found:
        assert delivery.due == planned.planned
        assert [part.kind for part in delivery.parts] == [PartKind.ROOT, PartKind.THREAD, PartKind.FIRST_COMMENT]
        assert all(part.state is State.SCHEDULED for part in delivery.parts)


def test_a_channels_own_thread_decides_its_parts(desk: Desk, brand: Brand) -> None:
    one, two = add_channel(desk, brand, "One"), add_channel(desk, brand, "Two")
    own = Wording(two.id, thread=(ThreadItem("a"), ThreadItem("b")))
    post = add_post(desk, brand, "Root", one, two, wordings=(own,))
    planning.schedule(desk, post.id, rome("2026-11-24 09:00"))
    assert sorted(len(delivery.parts) for delivery in deliveries(desk, post)) == [1, 3]


@pytest.mark.parametrize(
    ("moment", "channels", "code"),
    [
        (None, 1, "time_missing"),
        (rome("2026-11-18 11:20"), 1, "time_past"),
        (rome("2026-11-17 09:00"), 1, "time_past"),
        (rome("2026-11-24 09:00"), 0, "channel_missing"),
    ],
)
def test_what_cannot_be_scheduled_says_why_and_changes_nothing(
    desk: Desk, brand: Brand, moment: object, channels: int, code: str
) -> None:
    chosen = [add_channel(desk, brand)] * channels
    post = add_post(desk, brand, "Pane", *chosen)
    with refused(code):
        planning.schedule(desk, post.id, moment)  # type: ignore[arg-type]
    assert post_now(desk, post) == post
    assert deliveries(desk, post) == ()


def test_what_a_platform_would_refuse_is_refused_here(desk: Desk, brand: Brand) -> None:
    channel = add_channel(desk, brand, "Bluesky", platform="bluesky")
    post = add_post(desk, brand, "x" * 301, channel)
    with refused("text_too_long"):
        planning.schedule(desk, post.id, rome("2026-11-24 09:00"))


def test_the_servers_own_limit_wins(desk: Desk, brand: Brand) -> None:
    channel = add_channel(desk, brand, "Mastodon", platform="mastodon", reported={"text_max": 1000})
    post = add_post(desk, brand, "x" * 900, channel)
    planning.schedule(desk, post.id, rome("2026-11-24 09:00"))
    assert states(desk, post) == [["scheduled"]]


@pytest.mark.statement(4)
def test_a_channel_that_is_not_connected_yet_can_be_planned(desk: Desk, brand: Brand) -> None:
    channel = add_channel(desk, brand, "Mastodon", platform="mastodon", status=ChannelStatus.PLANNED)
    post = add_post(desk, brand, "Pane", channel, planned=rome("2026-11-24 09:00"))
    planning.schedule(desk, post.id)
    hints = planning.check_post(desk, post_now(desk, post))[channel.id].hints
    assert [hint.advice for hint in hints] == ["Your posts are safe. Connect Mastodon before Tue 24 Nov, 09:00."]


def test_sample_posts_go_to_practice_only(desk: Desk, brand: Brand) -> None:
    practice, other = add_channel(desk, brand), add_channel(desk, brand, "Mastodon", platform="mastodon")
    post = add_post(desk, brand, "Pane", practice, sample=True)
    planning.schedule(desk, post.id, rome("2026-11-24 09:00"))
    elsewhere = add_post(desk, brand, "Pane nero", other, sample=True)
    with refused("sample_only"):
        planning.schedule(desk, elsewhere.id, rome("2026-11-24 09:00"))


@pytest.mark.statement(55)
def test_the_hour_that_does_not_exist_gets_a_note(desk: Desk, brand: Brand) -> None:
    channel = add_channel(desk, brand)
    post = add_post(desk, brand, "Pane", channel, planned=rome("2027-03-28 02:30"))
    [hint] = planning.check_post(desk, post)[channel.id].hints
    assert hint.title == "On Sun 28 Mar the clocks go forward: there is no 02:30"
    assert "03:30" in hint.advice
    planning.schedule(desk, post.id)
    twice = replace(post, planned=rome("2027-10-31 02:30"))
    assert [h.code for h in planning.check_post(desk, twice)[channel.id].hints] == ["hour_twice"]


@pytest.mark.statement(32)
@pytest.mark.fault(65)
def test_the_same_text_within_a_day_is_pointed_out(desk: Desk, brand: Brand) -> None:
    channel = add_channel(desk, brand)
    first = add_post(desk, brand, "Pane  nero", channel, planned=rome("2026-11-24 09:00"))
    second = add_post(desk, brand, "pane nero\n", channel, planned=rome("2026-11-25 08:59"))
    [hint] = planning.check_post(desk, second)[channel.id].hints
    assert hint.code == "twin"
    assert hint.values["post_id"] == first.id
    later = add_post(desk, brand, "Pane nero", channel, planned=rome("2026-11-26 09:00"))
    assert planning.check_post(desk, later)[channel.id].hints == ()


def test_publish_now_is_due_at_once(desk: Desk, brand: Brand, clock: ManualClock) -> None:
    post = add_post(desk, brand, "Pane", add_channel(desk, brand))
    planned = planning.publish_now(desk, post.id)
    [delivery] = deliveries(desk, post)
    assert delivery.now
    assert delivery.due.instant == clock.now()
    assert planned.planned == delivery.due


# ------------------------------------------------------------------ moving
@pytest.mark.statement(35)
def test_moving_a_scheduled_post_moves_what_goes_out(desk: Desk, brand: Brand) -> None:
    post = add_post(desk, brand, "Pane", add_channel(desk, brand))
    planning.schedule(desk, post.id, rome("2026-11-24 09:00"))
    [moved] = planning.move_posts(desk, {post.id: rome("2026-11-27 09:00")})
    assert moved.planned == rome("2026-11-27 09:00")
    assert [delivery.due for delivery in deliveries(desk, post)] == [rome("2026-11-27 09:00")]


def test_a_drop_only_dates_a_draft(desk: Desk, brand: Brand) -> None:
    post = add_post(desk, brand, "Pane", add_channel(desk, brand))
    planning.move_posts(desk, {post.id: rome("2026-11-24 09:00")})
    assert post_now(desk, post).stage is Stage.DRAFT
    assert deliveries(desk, post) == ()
    planning.move_posts(desk, {post.id: rome("2026-11-10 09:00")})  # a draft may stand on a past day
    assert post_now(desk, post).planned == rome("2026-11-10 09:00")


@pytest.mark.statement(38)
def test_a_scheduled_post_is_not_moved_into_the_past_and_nothing_of_the_group_moves(desk: Desk, brand: Brand) -> None:
    channel = add_channel(desk, brand)
    first, second = add_post(desk, brand, "Uno", channel), add_post(desk, brand, "Due", channel)
    planning.schedule(desk, second.id, rome("2026-11-24 09:00"))
    with refused("time_past"):
        planning.move_posts(desk, {first.id: rome("2026-11-20 09:00"), second.id: rome("2026-11-17 09:00")})
    assert post_now(desk, first).planned is None
    assert post_now(desk, second).planned == rome("2026-11-24 09:00")


@pytest.mark.parametrize("way", [(State.CLAIMED,), (State.CLAIMED, State.SENDING)])
def test_what_is_on_its_way_stays_as_it_is(desk: Desk, brand: Brand, way: tuple[State, ...]) -> None:
    channel = add_channel(desk, brand, "Forno")
    post = planning.schedule(desk, add_post(desk, brand, "Pane", channel).id, rome("2026-11-24 09:00"))
    drive(desk, deliveries(desk, post)[0].parts[0], *way)
    for intent in (
        lambda: planning.move_posts(desk, {post.id: rome("2026-11-27 09:00")}),
        lambda: planning.save_post(desk, edited(post, "Altro"), "edit"),
        lambda: planning.back_to_draft(desk, [post.id]),
        lambda: planning.unschedule(desk, [post.id]),
        lambda: planning.trash(desk, [post.id]),
        lambda: planning.schedule(desk, post.id, rome("2026-11-27 09:00")),
        lambda: planning.publish_now(desk, post.id),
    ):
        with refused("too_late_to_change") as caught:
            intent()
        assert "Forno" in caught.value.problem.advice
    assert post_now(desk, post) == post


def test_labels_of_a_published_post_may_still_change(desk: Desk, brand: Brand) -> None:
    channel = add_channel(desk, brand)
    post = planning.schedule(desk, add_post(desk, brand, "Pane", channel).id, rome("2026-11-24 09:00"))
    publish(desk, post, channel)
    saved = planning.save_post(desk, replace(post, language="en") if False else replace(post, sort_key=3), "edit")
    assert saved.sort_key == 3
    with refused("out_already"):
        planning.save_post(desk, edited(saved, "Altro"), "edit")


def test_a_missed_post_goes_out_at_its_new_time(desk: Desk, brand: Brand, clock: ManualClock) -> None:
    post = planning.schedule(desk, add_post(desk, brand, "Pane", add_channel(desk, brand)).id, rome("2026-11-19 09:00"))
    clock.advance(timedelta(days=2))
    drive(desk, deliveries(desk, post)[0].parts[0], State.MISSED)
    planning.move_posts(desk, {post.id: rome("2026-11-27 09:00")})
    assert states(desk, post) == [["scheduled"]]
    assert deliveries(desk, post)[0].due == rome("2026-11-27 09:00")


def test_what_nobody_can_tell_is_never_sent_by_moving_it(desk: Desk, brand: Brand, clock: ManualClock) -> None:
    post = planning.schedule(desk, add_post(desk, brand, "Pane", add_channel(desk, brand)).id, rome("2026-11-24 09:00"))
    part = drive(desk, deliveries(desk, post)[0].parts[0], State.CLAIMED, State.SENDING, State.UNKNOWN, State.NEEDS_YOU)
    with desk.store.transaction() as tx:
        attempt = Attempt(clock.new_id(), part.id, 1, Op.CREATE, "k", "h", desk.now_us(), verdict=Verdict.UNKNOWN)
        tx.add_attempt(attempt)
    for intent in (
        lambda: planning.move_posts(desk, {post.id: rome("2026-11-27 09:00")}),
        lambda: planning.schedule(desk, post.id, rome("2026-11-27 09:00")),
        lambda: planning.trash(desk, [post.id]),
    ):
        with refused("not_clear_yet"):
            intent()


# ------------------------------------------------------------------ editing
def test_an_edit_of_a_scheduled_post_keeps_channels_and_parts_in_step(desk: Desk, brand: Brand) -> None:
    one, two = add_channel(desk, brand, "One"), add_channel(desk, brand, "Two")
    content = Content(text="Root", first_comment="Here")
    post = planning.schedule(desk, add_post(desk, brand, "", one, content=content).id, rome("2026-11-24 09:00"))
    comment = deliveries(desk, post)[0].parts[1]
    longer = replace(content, thread=(ThreadItem("b"), ThreadItem("c")))
    post = planning.save_post(desk, replace(post, channels=(two.id, one.id), content=longer), "edit")
    by_channel = {delivery.channel_id: delivery for delivery in deliveries(desk, post)}
    kinds = [part.kind.value for part in by_channel[one.id].parts]
    assert kinds == ["root", "thread", "thread", "first_comment"]
    assert by_channel[one.id].parts[3].id == comment.id
    assert states(desk, post) == [["scheduled"] * 4, ["scheduled"] * 4]
    post = planning.save_post(desk, replace(post, channels=(two.id,), content=Content(text="Root")), "edit")
    by_channel = {delivery.channel_id: delivery for delivery in deliveries(desk, post)}
    assert [part.state for part in by_channel[two.id].parts] == [State.SCHEDULED]
    assert {part.state for part in by_channel[one.id].parts} == {State.CANCELLED}
    post = planning.save_post(desk, replace(post, channels=(one.id, two.id)), "edit")
    by_channel = {delivery.channel_id: delivery for delivery in deliveries(desk, post)}
    assert [part.state for part in by_channel[one.id].parts if part.kind is PartKind.ROOT] == [State.SCHEDULED]


def test_what_needs_the_person_is_not_sent_by_typing(desk: Desk, brand: Brand) -> None:
    post = planning.schedule(desk, add_post(desk, brand, "Pane", add_channel(desk, brand)).id, rome("2026-11-24 09:00"))
    drive(desk, deliveries(desk, post)[0].parts[0], State.CLAIMED, State.NEEDS_YOU, tries=1, rendered={"text": "old"})
    post = planning.save_post(desk, edited(post, "Pa"), "edit")
    assert states(desk, post) == [["needs_you"]]
    planning.schedule(desk, post.id, rome("2026-11-24 10:00"))
    [part] = deliveries(desk, post)[0].parts
    assert (part.state, part.generation, part.rendered) == (State.SCHEDULED, 2, {})


def test_what_is_on_a_platforms_list_stays_there_and_differs(desk: Desk, brand: Brand) -> None:
    post = planning.schedule(desk, add_post(desk, brand, "Pane", add_channel(desk, brand)).id, rome("2026-11-24 09:00"))
    due = post.planned.instant_us if post.planned else 0
    drive(desk, deliveries(desk, post)[0].parts[0], State.HANDED_OFF, remote_due_us=due)
    planning.move_posts(desk, {post.id: rome("2026-11-25 09:00")})
    [delivery] = deliveries(desk, post)
    assert delivery.parts[0].state is State.HANDED_OFF
    assert delivery.parts[0].remote_due_us == due != delivery.due.instant_us
    planning.trash(desk, [post.id])
    assert states(desk, post) == [["handed_off"]]  # until the platform confirmed that it is off its list


def test_a_save_over_a_newer_version_is_refused(desk: Desk, brand: Brand) -> None:
    post = add_post(desk, brand)
    planning.save_post(desk, edited(post, "Uno"), "edit")
    with refused("conflict"):
        planning.save_post(desk, edited(post, "Due"), "edit")


def test_the_time_of_a_scheduled_post_cannot_be_emptied_by_an_edit(desk: Desk, brand: Brand) -> None:
    post = planning.schedule(desk, add_post(desk, brand, "Pane", add_channel(desk, brand)).id, rome("2026-11-24 09:00"))
    with refused("time_missing"):
        planning.save_post(desk, replace(post, planned=None), "edit")


# ------------------------------------------------------------------ approval
def test_where_the_brand_asks_for_approval(desk: Desk, brand: Brand) -> None:
    with desk.store.transaction() as tx:
        brand = tx.put(replace(brand, needs_approval=True))
    post = add_post(desk, brand, "Pane", add_channel(desk, brand))
    assert approving.ask_approval(desk, [post.id])[0].stage is Stage.REVIEW
    post = planning.schedule(desk, post.id, rome("2026-11-24 09:00"))
    assert post.stage is Stage.REVIEW
    assert progress(post, deliveries(desk, post)).value == "review"
    (post,) = approving.approve(desk, {post.id: ""})
    assert post.stage is Stage.APPROVED
    moved = planning.move_posts(desk, {post.id: rome("2026-11-25 09:00")})[0]
    assert moved.stage is Stage.APPROVED  # a new time is not a new text
    changed = planning.save_post(desk, edited(moved, "Altro"), "edit")
    assert (changed.stage, changed.approved_hash) == (Stage.REVIEW, "")
    assert states(desk, post) == [["scheduled"]]


# ------------------------------------------------------------------ back, copies, trash
def test_back_to_draft_keeps_the_day_and_unschedule_does_not(desk: Desk, brand: Brand) -> None:
    channel = add_channel(desk, brand)
    post = planning.schedule(desk, add_post(desk, brand, "Pane", channel).id, rome("2026-11-24 09:00"))
    [draft] = planning.back_to_draft(desk, [post.id])
    assert (draft.stage, draft.planned) == (Stage.DRAFT, rome("2026-11-24 09:00"))
    assert states(desk, post) == [["draft"]]
    planning.schedule(desk, post.id)
    [undated] = planning.unschedule(desk, [post.id])
    assert (undated.stage, undated.planned) == (Stage.DRAFT, None)
    assert progress(undated, deliveries(desk, post)).value == "draft"


@pytest.mark.statement(36)
def test_a_copy_is_a_draft_that_goes_nowhere(desk: Desk, brand: Brand) -> None:
    channel = add_channel(desk, brand)
    post = planning.schedule(desk, add_post(desk, brand, "Pane", channel).id, rome("2026-11-24 09:00"))
    [twin] = planning.copy_posts(desk, {post.id: rome("2026-12-01 09:00")})
    assert twin.id != post.id
    assert (twin.content, twin.channels, twin.stage) == (post.content, post.channels, Stage.DRAFT)
    assert deliveries(desk, twin) == ()


@pytest.mark.statement(42)
def test_an_idea_on_a_day_becomes_a_draft_that_links_to_it(desk: Desk, brand: Brand) -> None:
    idea = add_post(desk, brand, "Chi impasta alle 3", stage=Stage.IDEA)
    draft = planning.idea_to_draft(desk, idea.id, rome("2026-11-24 09:00"))
    assert (draft.stage, draft.idea_id, draft.planned) == (Stage.DRAFT, idea.id, rome("2026-11-24 09:00"))
    assert post_now(desk, idea).stage is Stage.IDEA


def test_the_default_time_is_nine_or_the_next_hour_today(desk: Desk, brand: Brand) -> None:
    assert planning.next_default_time(desk, brand.id, date(2026, 11, 20)) == rome("2026-11-20 09:00")
    assert planning.next_default_time(desk, brand.id, date(2026, 11, 18)) == rome("2026-11-18 12:00")


def test_an_edited_post_of_a_series_is_one_of_its_own(desk: Desk, brand: Brand) -> None:
    from smmdesk.model.series import Series

    with desk.store.transaction() as tx:
        rule = Series(desk.clock.new_id(), brand.id, Content(text="Pane"), rome("2026-11-23 08:30"), "FREQ=WEEKLY")
        series = tx.put(rule)
    post: Post = add_post(desk, brand, "Pane", series_id=series.id, planned=rome("2026-11-23 08:30"))
    assert planning.save_post(desk, edited(post, "Pane nero"), "edit").series_id is None


def test_taking_back_what_is_partly_out_leaves_what_is_out(desk: Desk, brand: Brand) -> None:
    one, two = add_channel(desk, brand, "One"), add_channel(desk, brand, "Two")
    post = planning.schedule(desk, add_post(desk, brand, "Pane", one, two).id, rome("2026-11-24 09:00"))
    publish(desk, post, one)
    [other] = [delivery for delivery in deliveries(desk, post) if delivery.channel_id == two.id]
    drive(desk, other.parts[0], State.MISSED)
    [back] = planning.unschedule(desk, [post.id])
    assert (back.stage, back.planned) == (Stage.APPROVED, post.planned)
    assert sorted(states(desk, post)) == [["draft"], ["published"]]


def test_a_channel_that_was_removed_is_named(desk: Desk, brand: Brand) -> None:
    channel = add_channel(desk, brand, "Il vecchio blog", status=ChannelStatus.ARCHIVED)
    post = add_post(desk, brand, "Pane", channel)
    [problem] = planning.check_post(desk, post)[channel.id].blocking
    assert problem.title == "There is no such channel: Il vecchio blog"
