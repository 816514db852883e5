"""A message takes back the step that it names, whatever was done since; or says why it cannot."""

import pytest

from smmdesk.desk import approving, labelling, planning, undo
from smmdesk.desk.desk import Desk
from smmdesk.model.brand import Brand
from smmdesk.model.label import Label
from smmdesk.model.post import Post
from smmdesk.model.problem import ProblemError
from smmdesk.model.stages import Stage
from tests.desk.support import add_channel, add_post, edited, post_now, rome, states


def refused(desk: Desk, step_id: str) -> str:
    with pytest.raises(ProblemError) as caught:
        undo.undo_step(desk, step_id)
    assert caught.value.problem.code == "cannot_undo"
    return caught.value.problem.advice


def two_posts(desk: Desk, brand: Brand) -> tuple[Post, Post]:
    channel = add_channel(desk, brand)
    one, two = (
        planning.schedule(desk, add_post(desk, brand, text, channel).id, rome("2026-11-24 09:00"))
        for text in ("Pane", "Dolci")
    )
    return one, two


def test_the_named_step_is_taken_back_and_what_was_done_since_stays(desk: Desk, brand: Brand) -> None:
    one, two = two_posts(desk, brand)
    planning.move_posts(desk, {one.id: rome("2026-12-01 09:00")})
    named = desk.store.own_step.id
    planning.move_posts(desk, {two.id: rome("2026-12-02 09:00")})
    undo.undo_step(desk, named)
    assert post_now(desk, one).planned == one.planned
    assert states(desk, one) == [["scheduled"]]
    assert post_now(desk, two).planned == rome("2026-12-02 09:00")
    assert undo.peek(desk).undo_label == "move of 1 post", "Ctrl+Z goes on with the newest"
    undo.undo(desk)
    assert post_now(desk, two).planned == two.planned


def test_what_was_taken_back_by_name_comes_again_by_redo(desk: Desk, brand: Brand) -> None:
    one, two = two_posts(desk, brand)
    planning.move_posts(desk, {one.id: rome("2026-12-01 09:00")})
    named = desk.store.own_step.id
    planning.move_posts(desk, {two.id: rome("2026-12-02 09:00")})
    undo.undo_step(desk, named)
    undo.redo(desk)
    assert post_now(desk, one).planned == rome("2026-12-01 09:00")
    assert post_now(desk, two).planned == rome("2026-12-02 09:00")
    undo.undo(desk)
    assert post_now(desk, one).planned == one.planned, "done last, taken back first"


def test_a_step_with_a_newer_one_on_the_same_post_is_not_taken_back(desk: Desk, brand: Brand) -> None:
    """Its schedule came after the move: taking the move back would take that along."""
    post = add_post(desk, brand, "Pane", add_channel(desk, brand), planned=rome("2026-11-24 09:00"))
    planning.move_posts(desk, {post.id: rome("2026-11-25 09:00")})
    named = desk.store.own_step.id
    planning.schedule(desk, post.id)
    newer = undo.peek(desk).undo_label
    assert f"“{newer}” was done since" in refused(desk, named)
    assert states(desk, post) == [["scheduled"]]
    undo.undo(desk)
    undo.undo_step(desk, named)
    assert post_now(desk, post).planned == rome("2026-11-24 09:00"), "nothing stands on it any more"


def test_what_was_made_and_is_used_since_stays(desk: Desk, brand: Brand) -> None:
    post = add_post(desk, brand, "Pane")
    with desk.store.transaction("new label") as tx:
        label = tx.put(Label(desk.clock.new_id(), brand.id, name="Dolci"))
    named = desk.store.own_step.id
    labelling.label_posts(desk, [post.id], label.id)
    assert "was done since" in refused(desk, named)
    assert post_now(desk, post).labels == (label.id,)


def test_what_would_come_back_to_something_deleted_since_stays(desk: Desk, brand: Brand) -> None:
    with desk.store.transaction("new label") as tx:
        label = tx.put(Label(desk.clock.new_id(), brand.id, name="Dolci"))
    post = add_post(desk, brand, "Pane", labels=(label.id,))
    labelling.label_posts(desk, [post.id], None)
    named = desk.store.own_step.id
    with desk.store.transaction("deletion of a label") as tx:
        tx.trash(Label, label.id)
    assert "was done since" in refused(desk, named)
    assert post_now(desk, post).labels == ()


def test_a_copy_that_was_written_on_since_is_not_thrown_away(desk: Desk, brand: Brand) -> None:
    post = add_post(desk, brand, "Pane")
    (copy,) = planning.copy_posts(desk, {post.id: None})
    named = desk.store.own_step.id
    planning.save_post(desk, edited(copy, "Pane nero"), "edit")
    assert "“edit” was done since" in refused(desk, named)
    assert post_now(desk, copy).deleted_at_us is None


def test_a_step_is_taken_back_once(desk: Desk, brand: Brand) -> None:
    post = add_post(desk, brand, "Pane", stage=Stage.REVIEW)
    approving.approve(desk, {post.id: ""})
    named = desk.store.own_step.id
    undo.undo(desk)
    assert "taken back already" in refused(desk, named)
    assert post_now(desk, post).stage is Stage.REVIEW
