"""The same answer of a client taken up twice writes its comments once."""

from dataclasses import replace
from pathlib import Path

import pytest

from smmdesk.desk import approving, planning, repeating, review_answers, undo
from smmdesk.desk.desk import Desk
from smmdesk.desk.review_answers import Effect
from smmdesk.model.brand import Brand
from smmdesk.model.post import Post
from smmdesk.model.stages import Stage
from smmdesk.system.clock import ManualClock
from tests.desk.reviewed import answered, read, written
from tests.desk.support import add_channel, add_post, edited, post_now, rome, states
from tests.desk.test_reviewing import asking, kinds, posts

__all__ = ["asking", "posts"]


def test_an_answer_that_is_taken_up_twice_is_written_down_once(desk: Desk, posts: list[Post], tmp_path: Path) -> None:
    file, page = written(desk, tmp_path / "page.html", posts)
    answer = answered(file, page, ("ok", "Bello"), ("", "E il prezzo?"))
    review_answers.take_up(desk, read(desk, tmp_path, answer))
    before = [kinds(desk, post) for post in posts]
    again = read(desk, tmp_path, answer)
    assert [row.effect for row in again.rows] == [Effect.KNOWN, Effect.KNOWN]
    assert again.telling == ()
    assert review_answers.take_up(desk, again).posts == 0
    assert [kinds(desk, post) for post in posts] == before


def test_two_sheets_of_one_answer_write_it_once(desk: Desk, posts: list[Post], tmp_path: Path) -> None:
    file, page = written(desk, tmp_path / "page.html", posts)
    plans = [read(desk, tmp_path, answered(file, page, ("change", "Più corto"), ("", ""))) for _number in range(2)]
    for plan in plans:
        review_answers.take_up(desk, plan)
    assert kinds(desk, posts[0]).count("changes") == 1


def test_what_is_new_in_a_second_answer_is_taken_up(desk: Desk, posts: list[Post], tmp_path: Path) -> None:
    file, page = written(desk, tmp_path / "page.html", posts)
    review_answers.take_up(desk, read(desk, tmp_path, answered(file, page, ("", "Forse"), ("ok", ""))))
    second = read(desk, tmp_path, answered(file, page, ("ok", ""), ("ok", "")))
    assert [row.effect for row in second.rows] == [Effect.APPROVES, Effect.KNOWN]
    assert review_answers.take_up(desk, second).posts == 1
    assert post_now(desk, posts[0]).stage is Stage.APPROVED
    other = read(desk, tmp_path, answered(file, page, ("", ""), ("ok", ""), who="Bea"))
    assert other.rows[1].effect is Effect.NOTED, "somebody else said so too"


def test_an_answer_that_was_undone_can_be_taken_up_again(desk: Desk, posts: list[Post], tmp_path: Path) -> None:
    file, page = written(desk, tmp_path / "page.html", posts)
    answer = answered(file, page, ("ok", ""), ("", ""))
    review_answers.take_up(desk, read(desk, tmp_path, answer))
    undo.undo(desk)
    assert read(desk, tmp_path, answer).rows[0].effect is Effect.APPROVES


def test_what_is_approved_is_scheduled_where_that_is_wanted(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    channel = add_channel(desk, brand)
    with desk.store.transaction() as tx:
        tx.put(replace(tx.get(Brand, brand.id), needs_approval=True))
    made = [
        add_post(desk, brand, "Pane", channel, planned=rome("2026-12-08 09:00")),
        add_post(desk, brand, "Altrove", planned=rome("2026-12-08 09:00")),
        add_post(desk, brand, "Senza data", channel),
        add_post(desk, brand, "x" * 3000, channel, planned=rome("2026-12-09 09:00")),
        add_post(desk, brand, "Da cambiare", channel, planned=rome("2026-12-10 09:00")),
    ]
    file, page = written(desk, tmp_path / "page.html", made)
    said = {post.id: ("ok", "") for post in made[:4]}
    order = [one["data-post"] for one in page.all("article")]
    plan = read(desk, tmp_path, answered(file, page, *[said.get(one, ("change", "Più corto")) for one in order]))
    offered = review_answers.to_schedule(desk, plan)
    assert offered == {made[0].id, made[3].id}
    taken = review_answers.take_up(desk, plan, scheduling=offered)
    assert taken.posts == 5
    assert [(left.post_id, left.problem.code) for left in taken.unscheduled] == [(made[3].id, "text_too_long")]
    assert [post_now(desk, post).stage for post in made] == [Stage.APPROVED] * 4 + [Stage.DRAFT]
    assert [states(desk, post) for post in made] == [[["scheduled"]], [], [], [], []]
    undo.undo(desk)
    assert post_now(desk, made[0]).stage is Stage.REVIEW
    approving.approve(desk, {made[0].id: ""})  # somebody here was faster: the client's OK schedules it all the same
    again = read(desk, tmp_path, answered(file, page, *[said.get(one, ("change", "Più corto")) for one in order]))
    assert review_answers.to_schedule(desk, again) == offered
    undo.undo(desk)
    assert states(desk, made[0]) in ([], [["draft"]], [["cancelled"]])


def test_what_changed_while_the_sheet_stood_open_is_named_and_not_scheduled(
    desk: Desk, brand: Brand, tmp_path: Path, clock: ManualClock
) -> None:
    channel = add_channel(desk, brand)
    with desk.store.transaction() as tx:
        tx.put(replace(tx.get(Brand, brand.id), needs_approval=True))
    days = ("2026-12-08 09:00", "2026-12-09 09:00", "2026-12-10 09:00", "2026-12-11 09:00")
    soon, other_words, thrown_away, _ = made = [add_post(desk, brand, day, channel, planned=rome(day)) for day in days]
    file, page = written(desk, tmp_path / "page.html", made)
    plan = read(desk, tmp_path, answered(file, page, *[("ok", "")] * 4))
    offered = review_answers.to_schedule(desk, plan)
    assert offered == {post.id for post in made}
    clock.advance(rome("2026-12-08 09:01").instant - clock.now())
    planning.save_post(desk, edited(post_now(desk, other_words), "Altro"), "")
    planning.trash(desk, [thrown_away.id])
    taken = review_answers.take_up(desk, plan, scheduling=offered)
    assert {left.post_id: left.problem.code for left in taken.unscheduled} == {
        soon.id: "time_past",
        other_words.id: "changed_since_seen",
        thrown_away.id: "conflict",
    }
    assert [states(desk, post) for post in made] == [[], [], [], [["scheduled"]]]
    assert kinds(desk, thrown_away) == ["asked"]


@pytest.mark.parametrize("taken", ["together", "one after the other"])
def test_the_first_of_a_repetition_is_scheduled_with_what_it_makes_but_not_with_what_is_to_be_changed(
    desk: Desk, brand: Brand, tmp_path: Path, taken: str
) -> None:
    """Nor where what is to be changed was taken up before."""
    channel = add_channel(desk, brand)
    post = add_post(desk, brand, "Pane", channel, planned=rome("2026-12-08 09:00"))
    with desk.store.transaction() as tx:
        tx.put(replace(tx.get(Brand, brand.id), needs_approval=True))
    series = repeating.repeat(desk, post.id, "FREQ=WEEKLY;COUNT=4")
    with desk.store.reading() as reader:
        found = reader.all(Post, series_id=series.id)
    first, second, *later = sorted(found, key=lambda each: each.planned.instant_us if each.planned else 0)
    file, page = written(desk, tmp_path / "page.html", [first, second])
    said = {first.id: ("ok", ""), second.id: ("change", "Con la foto")}
    plan = read(desk, tmp_path, answered(file, page, *[said[one["data-post"]] for one in page.all("article")]))
    if taken == "one after the other":
        review_answers.take_up(desk, plan, {second.id})
        plan = read(desk, tmp_path, answered(file, page, *[said[one["data-post"]] for one in page.all("article")]))
    assert review_answers.take_up(desk, plan, scheduling=review_answers.to_schedule(desk, plan)).unscheduled == ()
    assert [post_now(desk, each).stage for each in (first, second)] == [Stage.APPROVED, Stage.DRAFT]
    assert [states(desk, each) for each in (first, second)] == [[["scheduled"]], []]
    assert [(post_now(desk, each).stage, states(desk, each)) for each in later] == [(Stage.REVIEW, [["scheduled"]])] * 2
    undo.undo(desk)
    assert {post_now(desk, each).stage for each in later} == {Stage.DRAFT}
