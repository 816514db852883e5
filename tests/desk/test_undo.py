"""Undo and redo over the journal; deliveries follow their posts."""

from dataclasses import replace
from datetime import timedelta

import pytest

from smmdesk.app import open_desk
from smmdesk.desk import planning, undo
from smmdesk.desk.desk import Desk
from smmdesk.model.brand import Brand
from smmdesk.model.content import Content, ThreadItem
from smmdesk.model.delivery import State
from smmdesk.model.post import Post
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


@pytest.fixture
def scheduled(desk: Desk, brand: Brand) -> Post:
    post = add_post(desk, brand, "Pane", add_channel(desk, brand, "Forno"))
    return planning.schedule(desk, post.id, rome("2026-11-24 09:00"))


def same(a: Post, b: Post) -> bool:
    return replace(a, revision=0, changed_by="") == replace(b, revision=0, changed_by="")


def reason(caught: "pytest.ExceptionInfo[ProblemError]") -> str:
    assert caught.value.problem.code == "cannot_undo"
    return caught.value.problem.advice


@pytest.mark.statement(40)
@pytest.mark.statement(44)
def test_one_undo_takes_a_move_of_three_posts_back_and_the_menu_names_it(desk: Desk, brand: Brand) -> None:
    channel = add_channel(desk, brand)
    posts = [
        planning.schedule(desk, add_post(desk, brand, f"Post {day}", channel).id, rome(f"2026-11-{day} 09:00"))
        for day in (24, 25, 26)
    ]
    planning.move_posts(desk, {post.id: rome(f"2026-12-0{n} 09:00") for n, post in enumerate(posts, start=1)})
    assert undo.peek(desk) == undo.UndoState("move of 3 posts", "")
    step = undo.undo(desk)
    assert step.label == "move of 3 posts"
    for post in posts:
        assert same(post_now(desk, post), post)
        assert deliveries(desk, post)[0].due == post.planned
    assert undo.peek(desk).redo_label == "move of 3 posts"
    undo.redo(desk)
    assert [post_now(desk, post).planned for post in posts] == [rome(f"2026-12-0{n} 09:00") for n in (1, 2, 3)]
    assert undo.peek(desk) == undo.UndoState("move of 3 posts", "")
    undo.undo(desk)
    assert [deliveries(desk, post)[0].due for post in posts] == [post.planned for post in posts]


def test_undo_of_scheduling_takes_it_back_and_redo_schedules_again(desk: Desk, scheduled: Post) -> None:
    undo.undo(desk)
    assert post_now(desk, scheduled).stage is Stage.DRAFT
    assert post_now(desk, scheduled).planned is None
    assert states(desk, scheduled) == [["draft"]]
    undo.redo(desk)
    assert same(post_now(desk, scheduled), scheduled)
    assert states(desk, scheduled) == [["scheduled"]]


@pytest.mark.statement(44)
@pytest.mark.parametrize("intent", [planning.unschedule, planning.back_to_draft, planning.trash])
def test_undo_of_taking_back_schedules_again(desk: Desk, scheduled: Post, intent: object) -> None:
    intent(desk, [scheduled.id])  # type: ignore[operator]
    assert states(desk, scheduled) == [["draft"]]
    undo.undo(desk)
    assert same(post_now(desk, scheduled), scheduled)
    assert states(desk, scheduled) == [["scheduled"]]
    assert deliveries(desk, scheduled)[0].due == scheduled.planned
    undo.redo(desk)
    assert states(desk, scheduled) == [["draft"]]


@pytest.mark.statement(44)
def test_undo_of_a_new_post_puts_it_into_the_trash_and_redo_brings_it_back(desk: Desk, brand: Brand) -> None:
    post = add_post(desk, brand, "Pane")
    undo.undo(desk)
    assert post_now(desk, post).deleted_at_us is not None
    undo.redo(desk)
    assert post_now(desk, post).deleted_at_us is None


@pytest.mark.statement(30)
@pytest.mark.statement(44)
def test_typing_is_one_step_per_edit(desk: Desk, scheduled: Post, clock: ManualClock) -> None:
    post = scheduled
    for text in ("P", "Pa", "Pan", "Pan d", "Pan dolce"):
        clock.advance(timedelta(seconds=2))
        post = planning.save_post(desk, edited(post, text), "edit of “Pane”")
    assert undo.peek(desk).undo_label == "edit of “Pane”"
    undo.undo(desk)
    assert same(post_now(desk, scheduled), scheduled)
    assert undo.peek(desk).undo_label == "scheduling"
    undo.redo(desk)
    assert post_now(desk, scheduled).content.text == "Pan dolce"


def test_a_pause_or_another_post_begins_a_new_step(desk: Desk, brand: Brand, clock: ManualClock) -> None:
    one, two = add_post(desk, brand, "Uno"), add_post(desk, brand, "Due")
    one = planning.save_post(desk, edited(one, "Uno 1"), "edit")
    two = planning.save_post(desk, edited(two, "Due 1"), "edit")
    one = planning.save_post(desk, edited(one, "Uno 2"), "edit")
    clock.advance(timedelta(minutes=11))
    one = planning.save_post(desk, edited(one, "Uno 3"), "edit")
    texts = []
    for _ in range(4):
        undo.undo(desk)
        texts.append((post_now(desk, one).content.text, post_now(desk, two).content.text))
    assert texts == [("Uno 2", "Due 1"), ("Uno 1", "Due 1"), ("Uno 1", "Due"), ("Uno", "Due")]


def test_undo_of_an_edit_gives_a_scheduled_thread_its_parts_back(desk: Desk, scheduled: Post) -> None:
    planning.save_post(desk, replace(scheduled, content=Content(text="a", thread=(ThreadItem("b"),))), "edit")
    assert states(desk, scheduled) == [["scheduled", "scheduled"]]
    undo.undo(desk)
    assert states(desk, scheduled) == [["scheduled"]]


def test_a_new_step_forgets_what_could_be_redone(desk: Desk, brand: Brand) -> None:
    add_post(desk, brand, "Uno")
    undo.undo(desk)
    add_post(desk, brand, "Due")
    assert undo.peek(desk).redo_label == ""
    with pytest.raises(ProblemError) as caught:
        undo.redo(desk)
    assert reason(caught) == "There is nothing left to redo. Nothing was changed."


def test_nothing_to_undo_is_said(desk: Desk) -> None:
    with pytest.raises(ProblemError) as caught:
        undo.undo(desk)
    assert "nothing left to undo" in reason(caught)


def test_what_is_on_its_way_cannot_be_undone(desk: Desk, scheduled: Post) -> None:
    drive(desk, deliveries(desk, scheduled)[0].parts[0], State.CLAIMED)
    with pytest.raises(ProblemError) as caught:
        undo.undo(desk)
    assert reason(caught) == "This post is already on its way. Nothing was changed."
    assert states(desk, scheduled) == [["claimed"]]
    assert same(post_now(desk, scheduled), scheduled)


def test_what_is_out_cannot_be_undone_but_its_labels_can(desk: Desk, brand: Brand, scheduled: Post) -> None:
    channel_id = scheduled.channels[0]
    with desk.store.reading() as reader:
        from smmdesk.model.channel import Channel

        channel = reader.get(Channel, channel_id)
    publish(desk, scheduled, channel)
    planning.save_post(desk, replace(post_now(desk, scheduled), sort_key=7), "new order")
    undo.undo(desk)
    assert post_now(desk, scheduled).sort_key == 0
    with pytest.raises(ProblemError) as caught:
        undo.undo(desk)
    assert "is out already" in reason(caught)
    assert states(desk, scheduled) == [["published"]]


def test_a_field_that_somebody_changed_since_is_left_alone(desk: Desk, brand: Brand, clock: ManualClock) -> None:
    post = add_post(desk, brand, "Pane")
    planning.save_post(desk, edited(post, "Pane nero"), "edit")
    other = open_desk(desk.paths, clock)
    try:
        with other.store.transaction() as tx:  # without a label, as another program or desk would write
            tx.put(edited(tx.get(Post, post.id), "Pane bianco"))
    finally:
        other.close_parts()
    with pytest.raises(ProblemError) as caught:
        undo.undo(desk)
    assert "changed again since" in reason(caught)
    assert post_now(desk, post).content.text == "Pane bianco"


def test_a_post_is_not_moved_back_to_a_time_that_is_past(desk: Desk, scheduled: Post, clock: ManualClock) -> None:
    planning.move_posts(desk, {scheduled.id: rome("2026-12-01 09:00")})
    clock.advance(timedelta(days=7))
    with pytest.raises(ProblemError) as caught:
        undo.undo(desk)
    assert "time is past" in reason(caught)


def test_a_deletion_undone_too_late_gives_the_post_back_as_a_draft(
    desk: Desk, scheduled: Post, clock: ManualClock
) -> None:
    planning.trash(desk, [scheduled.id])
    clock.advance(timedelta(days=7))
    undo.undo(desk)
    post = post_now(desk, scheduled)
    assert (post.deleted_at_us, post.stage, post.planned) == (None, Stage.DRAFT, scheduled.planned)
    assert states(desk, scheduled) == [["draft"]]


def test_after_a_restart_nothing_goes_out_by_an_undo(desk: Desk, scheduled: Post, clock: ManualClock) -> None:
    planning.unschedule(desk, [scheduled.id])
    other = open_desk(desk.paths, clock)
    try:
        undo.undo(other)
        with other.store.reading() as reader:
            assert reader.get(Post, scheduled.id).planned == scheduled.planned
            assert reader.deliveries_of(scheduled.id)[0].parts[0].state is State.DRAFT
    finally:
        other.close_parts()


def test_other_things_are_undone_too(desk: Desk, brand: Brand) -> None:
    with desk.store.transaction("change of the brand") as tx:
        tx.put(replace(brand, name="Forno Lucia"))
    undo.undo(desk)
    with desk.store.reading() as reader:
        assert reader.get(Brand, brand.id).name == brand.name
