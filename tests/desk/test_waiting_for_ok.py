"""A post that waits for somebody's OK near its time needs the person: once, by name, until it is given."""

from dataclasses import replace
from datetime import timedelta

import pytest

from smmdesk.desk import approving, open_problems, planning, several_brands
from smmdesk.desk.desk import Desk
from smmdesk.desk.news import Kind, Watcher
from smmdesk.model.brand import Brand
from smmdesk.model.post import Post
from smmdesk.system.clock import ManualClock
from tests.desk.support import add_channel, add_post, rome


@pytest.fixture
def asking(desk: Desk, brand: Brand) -> Brand:
    with desk.store.transaction() as tx:
        return tx.put(replace(brand, needs_approval=True))


@pytest.fixture
def post(desk: Desk, asking: Brand) -> Post:
    """Scheduled in two days, and waiting; it is 18 November, 11:20."""
    made = add_post(desk, asking, "Pane di segale", add_channel(desk, asking), add_channel(desk, asking, "Altro"))
    return planning.schedule(desk, made.id, rome("2026-11-20 09:00"))


def waiting(desk: Desk) -> list[tuple[str, str]]:
    with desk.store.reading() as reader:
        found = open_problems.open_problems(reader, desk)
    return [(one.problem.code, one.post.id if one.post else "") for one in found]


def test_it_needs_the_person_from_a_day_before_until_the_ok(desk: Desk, post: Post, clock: ManualClock) -> None:
    assert waiting(desk) == []
    clock.advance(timedelta(days=1))
    assert waiting(desk) == [("waits_for_ok", post.id)]  # once, on however many channels
    approving.approve(desk, {post.id: ""})
    assert waiting(desk) == []


def test_changes_that_were_wanted_are_no_question_any_more(desk: Desk, post: Post, clock: ManualClock) -> None:
    clock.advance(timedelta(days=1))
    approving.want_changes(desk, post.id, "Più corto")
    assert waiting(desk) == []


def test_one_whose_time_passed_without_an_ok_is_pointed_out_until_somebody_decides(
    desk: Desk, post: Post, clock: ManualClock
) -> None:
    """No channel missed it and nothing tried it: only this says that it did not go out."""
    watcher = Watcher(desk)
    clock.advance(timedelta(days=1))
    assert [news.title for news in watcher.look()] == ["Waits for an OK"]
    clock.advance(timedelta(days=1))
    assert waiting(desk) == [("passed_without_ok", post.id)]
    (news,) = watcher.look()
    assert (news.kind, news.title, news.post_id) == (Kind.NEEDS_YOU, "Its time passed without an OK", post.id)
    clock.advance(timedelta(days=90))
    assert waiting(desk) == [("passed_without_ok", post.id)]
    planning.move_posts(desk, {post.id: rome("2027-03-01 09:00")})
    assert waiting(desk) == [], "it has a time again"


@pytest.mark.parametrize("decided", ["changes", "draft", "trash"])
def test_each_decision_about_it_ends_the_question(desk: Desk, post: Post, clock: ManualClock, decided: str) -> None:
    clock.advance(timedelta(days=3))
    assert waiting(desk) == [("passed_without_ok", post.id)]
    if decided == "changes":
        approving.want_changes(desk, post.id, "Più corto")
    elif decided == "draft":
        planning.back_to_draft(desk, [post.id])
    else:
        planning.trash(desk, [post.id])
    assert waiting(desk) == []


def test_what_is_thrown_away_or_of_a_brand_put_away_is_not_asked_about(
    desk: Desk, post: Post, clock: ManualClock
) -> None:
    clock.advance(timedelta(days=1))
    other = several_brands.add_brand(desk, "Altro")
    several_brands.put_away(desk, post.brand_id)
    assert waiting(desk) == []
    several_brands.bring_back(desk, post.brand_id)
    assert waiting(desk) == [("waits_for_ok", post.id)]
    planning.trash(desk, [post.id])
    assert waiting(desk) == []
    assert other.id


def test_the_example_week_asks_nobody(desk: Desk, post: Post, clock: ManualClock) -> None:
    clock.advance(timedelta(days=1))
    with desk.store.transaction() as tx:
        tx.put(replace(tx.get(Post, post.id), sample=True))
    assert waiting(desk) == []


def test_it_is_news_once_and_names_the_post(desk: Desk, post: Post, clock: ManualClock) -> None:
    watcher = Watcher(desk)
    assert watcher.look() == ()
    clock.advance(timedelta(days=1))
    (news,) = watcher.look()
    assert (news.kind, news.title, news.post_id) == (Kind.NEEDS_YOU, "Waits for an OK", post.id)
    assert news.text == "Fri 20 Nov, 09:00: Pane di segale"
    assert watcher.is_open(news)
    assert watcher.look() == ()
    approving.approve(desk, {post.id: ""})
    assert not watcher.is_open(news)


def test_each_post_is_news_of_its_own(desk: Desk, post: Post, asking: Brand, clock: ManualClock) -> None:
    planning.schedule(desk, add_post(desk, asking, "Focaccia", add_channel(desk, asking)).id, rome("2026-11-20 10:00"))
    watcher = Watcher(desk)
    clock.advance(timedelta(days=1))
    assert [one.text.rpartition(": ")[2] for one in watcher.look()] == ["Pane di segale", "Focaccia"]
