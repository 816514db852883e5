"""Missed posts: nothing goes out by itself, and what the person decides is done in one step, kept apart in time."""

from datetime import timedelta

import pytest

from smmdesk.desk import decisions, missed, undo
from smmdesk.desk.desk import Desk
from smmdesk.desk.steps import Steps
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel
from smmdesk.model.delivery import State
from smmdesk.model.moment import Moment
from smmdesk.model.post import Post
from smmdesk.model.problem import Problem, ProblemError
from smmdesk.model.stages import Stage
from smmdesk.store import db_settings, journal
from tests.desk.support import ROME, add_channel, deliveries, drive, post_now, publish, rome, states
from tests.ui.shell.busy import Busy, hours


@pytest.fixture
def busy(desk: Desk, brand: Brand) -> Busy:
    return Busy(desk, brand)


@pytest.fixture
def shop(desk: Desk, brand: Brand) -> Channel:
    return add_channel(desk, brand, "Shop")


def found(desk: Desk) -> list[str]:
    with desk.store.reading() as reader:
        return [one.post.id for one in missed.missed_posts(reader)]


def dues(desk: Desk, post: Post) -> list[tuple[Moment, bool]]:
    return [(delivery.due, delivery.now) for delivery in deliveries(desk, post)]


def test_missed_posts_come_oldest_first_and_those_in_the_trash_do_not(desk: Desk, busy: Busy, shop: Channel) -> None:
    late, old, gone = (busy.missed(words, hours(away), shop) for words, away in
                       (("dough", -2), ("cake", -99), ("salt", -5)))  # fmt: skip
    with desk.store.transaction() as tx:
        tx.trash(Post, gone.id)
    assert found(desk) == [old.id, late.id]


@pytest.mark.statement(71)
def test_several_published_now_keep_five_minutes_apart(desk: Desk, busy: Busy, shop: Channel) -> None:
    posts = [busy.missed(words, hours(-5), shop) for words in ("cake", "salt", "dough")]
    assert missed.decide_missed(desk, {post.id: "now" for post in posts}) == 3
    now = Moment.of(desk.clock.now(), ROME)
    spaced = [now, now.plus(timedelta(minutes=5)), now.plus(timedelta(minutes=10))]
    assert [dues(desk, post) for post in posts] == [[(due, due is spaced[0])] for due in spaced]
    assert [states(desk, post) for post in posts] == [[["scheduled"]]] * 3
    assert [post_now(desk, post).planned for post in posts] == spaced


@pytest.mark.statement(71)
def test_each_post_gets_what_was_chosen_for_it(desk: Desk, busy: Busy, shop: Channel) -> None:
    timed, draft = busy.missed("cake", hours(-5), shop), busy.missed("salt", hours(-5), shop)
    when = rome("2027-01-02 09:00")
    missed.decide_missed(desk, {timed.id: when, draft.id: "draft"})
    assert (post_now(desk, timed).planned, dues(desk, timed)) == (when, [(when, False)])
    assert (post_now(desk, draft).planned, post_now(desk, draft).stage) == (None, Stage.DRAFT)
    assert (states(desk, timed), states(desk, draft)) == ([["scheduled"]], [["draft"]])
    assert found(desk) == []


@pytest.mark.statement(73)
def test_only_the_channel_that_was_missed_goes_out_again(desk: Desk, busy: Busy, brand: Brand, shop: Channel) -> None:
    other = add_channel(desk, brand, "Blog")
    post = busy.post("cake", hours(-5), shop, other)
    publish(desk, post, other)
    [part] = [d.parts[0] for d in deliveries(desk, post) if d.channel_id == shop.id]
    drive(desk, part, State.MISSED, problem=Problem("missed", {"channel": "Shop"}))
    when = rome("2027-01-02 09:00")
    missed.decide_missed(desk, {post.id: when})
    by_channel = {d.channel_id: d for d in deliveries(desk, post)}
    assert by_channel[shop.id].due == when
    assert by_channel[other.id].parts[0].state is State.PUBLISHED
    assert post_now(desk, post).planned == post.planned  # what is out stays on its day


def test_a_new_time_that_is_over_changes_nothing_at_all(desk: Desk, busy: Busy, shop: Channel) -> None:
    first, second = busy.missed("cake", hours(-5), shop), busy.missed("salt", hours(-5), shop)
    with pytest.raises(ProblemError) as caught:
        missed.decide_missed(desk, {first.id: "now", second.id: rome("2020-01-01 09:00")})
    assert caught.value.problem.code == "time_past"
    assert len(found(desk)) == 2


def test_what_is_no_longer_missed_is_left_alone(desk: Desk, busy: Busy, shop: Channel) -> None:
    post = busy.post("cake", hours(5), shop)
    assert missed.decide_missed(desk, {post.id: "draft"}) == 0
    assert states(desk, post) == [["scheduled"]]


# ------------------------------------------------------------------ taken back
@pytest.mark.statement(44)
@pytest.mark.parametrize("wish", ["now", "draft", "time"])
def test_undo_makes_it_missed_again_and_redo_does_it_again(
    desk: Desk, busy: Busy, shop: Channel, wish: missed.Wish
) -> None:
    post = busy.missed("cake", hours(-5), shop)
    decided = rome("2027-01-02 09:00") if wish == "time" else wish
    missed.decide_missed(desk, {post.id: decided})
    undo.undo(desk)
    assert found(desk) == [post.id]
    assert (post_now(desk, post).planned, dues(desk, post)) == (post.planned, [(post.planned, False)])
    assert post_now(desk, post).stage is Stage.APPROVED
    if wish == "now":  # that moment is over
        with pytest.raises(ProblemError):
            undo.redo(desk)
        return
    undo.redo(desk)
    assert found(desk) == []
    assert states(desk, post) == [["scheduled" if wish == "time" else "draft"]]


@pytest.mark.statement(44)
@pytest.mark.parametrize("wish", ["now", "draft", "time"])
def test_undo_knows_what_was_missed_also_after_a_new_start(
    desk: Desk, busy: Busy, shop: Channel, wish: missed.Wish
) -> None:
    post = busy.missed("cake", hours(-5), shop)
    when = rome("2027-01-02 09:00")
    missed.decide_missed(desk, {post.id: when if wish == "time" else wish})
    desk.steps = Steps()  # what only the old process knew
    undo.undo(desk)
    assert found(desk) == [post.id]
    assert (post_now(desk, post).planned, post_now(desk, post).stage) == (post.planned, Stage.APPROVED)
    assert dues(desk, post) == [(post.planned, False)]
    desk.steps = Steps()
    if wish == "now":  # that moment is over
        with pytest.raises(ProblemError):
            undo.redo(desk)
        return
    undo.redo(desk)
    assert found(desk) == []
    assert states(desk, post) == [["scheduled" if wish == "time" else "draft"]]


def test_only_the_newest_decisions_are_remembered(
    desk: Desk, busy: Busy, shop: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decisions, "REMEMBERED", 2)
    for words in ("cake", "salt", "dough"):
        missed.decide_missed(desk, {busy.missed(words, hours(-5), shop).id: "draft"})
    with desk.store.reading() as reader:
        assert len(db_settings.get(reader, decisions.KEY)) == 2
        assert decisions.decided_in(reader, journal.last_step(reader, desk.device).id)


def test_what_is_out_stays_out(desk: Desk, busy: Busy, shop: Channel) -> None:
    post = busy.missed("cake", hours(-5), shop)
    missed.decide_missed(desk, {post.id: "now"})
    publish(desk, post, shop)
    with pytest.raises(ProblemError) as caught:
        undo.undo(desk)
    assert caught.value.problem.code == "cannot_undo"
    assert states(desk, post) == [["published"]]


def test_a_channel_that_was_taken_back_stays_back(desk: Desk, busy: Busy, brand: Brand, shop: Channel) -> None:
    other = add_channel(desk, brand, "Blog")
    post = busy.post("cake", hours(-5), shop, other)
    by_channel = {d.channel_id: d.parts[0] for d in deliveries(desk, post)}
    drive(desk, by_channel[other.id], State.DRAFT)
    drive(desk, by_channel[shop.id], State.MISSED, problem=Problem("missed", {"channel": "Shop"}))
    missed.decide_missed(desk, {post.id: "draft"})
    undo.undo(desk)
    assert {d.channel_id: d.parts[0].state for d in deliveries(desk, post)} == {
        shop.id: State.MISSED,
        other.id: State.DRAFT,
    }
