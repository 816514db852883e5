"""A step of very many rows is taken back piece by piece: how far it is, who writes in between, what there is when it
is stopped, and what stays."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from smmdesk.desk import archive, import_archive, importing, planning, undo, undo_pieces
from smmdesk.desk.demo import fill
from smmdesk.desk.desk import Desk
from smmdesk.desk.import_plan import Going
from smmdesk.model.brand import Brand
from smmdesk.model.changes import Changes
from smmdesk.model.channel import Channel
from smmdesk.model.content import Content
from smmdesk.model.delivery import State
from smmdesk.model.post import Post
from smmdesk.model.problem import ProblemError
from smmdesk.model.stages import Stage
from smmdesk.store import journal
from smmdesk.system.clock import ManualClock
from smmdesk.system.paths import Paths
from tests.desk.support import (
    add_channel,
    add_post,
    bare_post,
    deliveries,
    drive,
    edited,
    everything,
    made_desk,
    post_now,
    rome,
    states,
)

POSTS, FEW = 7, 2
LABEL = "import of 7 posts"


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(undo_pieces, "AT_ONCE", FEW)
    monkeypatch.setattr(undo_pieces, "GIVING_WAY_S", 0.0)


@pytest.fixture
def brought(desk: Desk, brand: Brand, tmp_path: Path) -> dict[str, Post]:
    """Posts from a table, by id."""
    rows = "".join(f"Post {number},2027-03-{1 + number:02d},09:00\n" for number in range(POSTS))
    (tmp_path / "posts.csv").write_text(f"text,date,time\n{rows}", "utf-8")
    importing.apply_import(desk, importing.read_import(desk, tmp_path / "posts.csv", brand.id))
    return everything(desk)


def reason(caught: "pytest.ExceptionInfo[ProblemError]") -> str:
    assert caught.value.problem.code == "cannot_undo"
    return caught.value.problem.advice.removesuffix(" Nothing was changed.")


def bare(posts: dict[str, Post]) -> dict[str, Post]:
    return {post_id: bare_post(post) for post_id, post in posts.items()}


def after_each_commit(desk: Desk, work: Callable[[Changes], object]) -> None:
    busy: list[bool] = []

    def once(changes: Changes) -> None:
        if not busy:
            busy.append(True)
            work(changes)
            busy.clear()

    desk.store.changed.connect(once)


def stopping_after(desk: Desk, pieces: int) -> Going:
    """A person stops it while that many pieces are in."""
    going, seen = Going(), []

    def count(_changes: Changes) -> None:
        seen.append(1)
        going.stopping = len(seen) >= pieces

    after_each_commit(desk, count)
    return going


def half_undone(desk: Desk, pieces: int = 1) -> undo.Reverted:
    return undo.undo(desk, stopping_after(desk, pieces))


def test_it_says_how_far_it_is_and_others_write_in_between(desk: Desk, brand: Brand, brought: dict[str, Post]) -> None:
    going, seen, notes = Going(), [], []
    with made_desk(desk.paths, desk.clock) as engine:  # another process

        def somebody(changes: Changes) -> None:
            with engine.store.transaction() as tx:  # it need not wait: the file is free
                notes.append(tx.put(Post(engine.clock.new_id(), brand.id, Content(text="Meanwhile"))).id)
            seen.append((going.done, len(changes.of("post"))))

        after_each_commit(desk, somebody)
        done = undo.undo(desk, going)
    assert done == undo.Reverted(LABEL)
    assert [count for _done, count in seen] == [FEW, FEW, FEW, 1, 0]
    assert [done for done, _count in seen] == [0, 2, 4, 6, 7]
    assert (going.done, going.total) == (POSTS, POSTS)
    assert everything(desk).keys() == set(notes)


def test_it_is_one_step_and_comes_back_as_one(desk: Desk, brought: dict[str, Post]) -> None:
    before = undo.peek(desk)
    assert undo.takes_long(desk)
    assert not undo.takes_long(desk, redo=True)
    assert undo.undo(desk).label == LABEL
    assert everything(desk) == {}
    assert undo.peek(desk) == undo.UndoState(before.redo_label, LABEL)
    assert undo.takes_long(desk, redo=True)
    assert undo.redo(desk) == undo.Reverted(LABEL)
    assert bare(everything(desk)) == bare(brought)
    assert undo.peek(desk) == undo.UndoState(LABEL, "")
    undo.undo(desk)
    assert everything(desk) == {}
    undo.redo(desk)
    assert bare(everything(desk)) == bare(brought)


def test_a_small_step_is_one_commit(desk: Desk, brand: Brand) -> None:
    add_post(desk, brand, "One")
    seen: list[Changes] = []
    desk.store.changed.connect(seen.append)
    assert not undo.takes_long(desk)
    undo.undo(desk)
    assert len(seen) == 1


def test_stopped_in_the_middle_undo_goes_on_with_the_rest(desk: Desk, brought: dict[str, Post]) -> None:
    done = half_undone(desk, 2)
    assert done == undo.Reverted(LABEL, stopped=True)
    assert len(everything(desk)) == POSTS - 2 * FEW
    assert undo.peek(desk) == undo.UndoState(LABEL, LABEL)
    going = Going()
    assert undo.undo(desk, going) == undo.Reverted(LABEL)
    assert (going.done, going.total) == (POSTS, POSTS)
    assert everything(desk) == {}
    assert undo.peek(desk) == undo.UndoState("", LABEL)
    undo.redo(desk)
    assert bare(everything(desk)) == bare(brought), "all of it, not just the second half"


def test_stopped_in_the_middle_redo_brings_back_what_was_taken(desk: Desk, brought: dict[str, Post]) -> None:
    half_undone(desk, 2)
    assert undo.redo(desk) == undo.Reverted(LABEL)
    assert bare(everything(desk)) == bare(brought)
    assert undo.peek(desk) == undo.UndoState(LABEL, "")
    undo.undo(desk)
    assert everything(desk) == {}


def test_stopped_before_the_first_piece_nothing_is_taken_back(desk: Desk, brought: dict[str, Post]) -> None:
    assert undo.undo(desk, Going(stopping=True)) == undo.Reverted(LABEL, stopped=True)
    assert everything(desk) == brought
    assert undo.peek(desk) == undo.UndoState(LABEL, "")


def test_a_redo_that_is_stopped_goes_on_or_goes_back(desk: Desk, brought: dict[str, Post]) -> None:
    undo.undo(desk)
    assert undo.redo(desk, stopping_after(desk, 1)).stopped
    assert len(everything(desk)) == FEW
    assert undo.peek(desk) == undo.UndoState(LABEL, LABEL)
    undo.undo(desk)
    assert everything(desk) == {}
    assert undo.peek(desk) == undo.UndoState("", LABEL)
    undo.redo(desk, stopping_after(desk, 1))
    undo.redo(desk)
    assert bare(everything(desk)) == bare(brought)
    assert undo.peek(desk) == undo.UndoState(LABEL, "")


def test_cut_off_in_the_middle_the_next_start_goes_on(desk: Desk, brought: dict[str, Post]) -> None:
    class PowerCutError(Exception):
        pass

    def cut(_changes: Changes) -> None:
        raise PowerCutError

    disconnect = desk.store.changed.connect(cut)
    with pytest.raises(PowerCutError):
        undo.undo(desk)
    disconnect()
    with made_desk(desk.paths, desk.clock) as again:
        assert len(everything(again)) == POSTS - FEW
        assert undo.peek(again) == undo.UndoState(LABEL, LABEL)
        assert undo.undo(again) == undo.Reverted(LABEL)
        assert everything(again) == {}
        undo.redo(again)
        assert bare(everything(again)) == bare(brought)


def test_something_else_that_is_done_halfway_is_taken_back_first(
    desk: Desk, brand: Brand, brought: dict[str, Post]
) -> None:
    half_undone(desk)
    add_post(desk, brand, "Something else")
    assert undo.peek(desk) == undo.UndoState("new post", "")
    undo.undo(desk)
    assert undo.peek(desk) == undo.UndoState(LABEL, "new post")
    undo.undo(desk)
    assert everything(desk) == {}
    assert undo.peek(desk) == undo.UndoState("", LABEL)
    undo.redo(desk)
    assert undo.peek(desk) == undo.UndoState(LABEL, "new post")
    undo.redo(desk)
    assert len(everything(desk)) == POSTS + 1


def test_half_a_redo_is_a_step_of_its_own_once_something_else_is_done(
    desk: Desk, brand: Brand, brought: dict[str, Post]
) -> None:
    undo.undo(desk)
    undo.redo(desk, stopping_after(desk, 1))
    add_post(desk, brand, "Something else")
    undo.undo(desk)
    assert undo.peek(desk) == undo.UndoState(LABEL, "new post")
    undo.undo(desk)
    assert everything(desk) == {}
    undo.redo(desk)
    assert len(everything(desk)) == FEW
    undo.redo(desk)
    assert len(everything(desk)) == FEW + 1


@pytest.fixture
def planned(desk: Desk, brand: Brand) -> list[Post]:
    """Posts that were scheduled, and then all moved by a day in one step."""
    channel = add_channel(desk, brand, "Forno")
    days = range(10, 10 + POSTS)
    posts = [
        planning.schedule(desk, add_post(desk, brand, f"Bread {day}", channel).id, rome(f"2026-12-{day} 09:00"))
        for day in days
    ]
    planning.move_posts(desk, {post.id: rome(f"2027-01-{day} 09:00") for post, day in zip(posts, days, strict=True)})
    return posts


def test_what_was_changed_again_since_stays_and_is_named(desk: Desk, clock: ManualClock, planned: list[Post]) -> None:
    with made_desk(desk.paths, clock) as other, other.store.transaction() as tx:
        for post in planned[2:4]:
            tx.put(replace(tx.get(Post, post.id), planned=rome("2027-02-01 09:00")))
    done = undo.undo(desk)
    assert done.stays == "Left as they are: “Bread 13”, “Bread 12”. It was changed again since."
    for number, post in enumerate(planned):
        when = rome("2027-02-01 09:00") if number in (2, 3) else post.planned
        assert post_now(desk, post).planned == when
        if number not in (2, 3):
            assert deliveries(desk, post)[0].due == when
            assert states(desk, post) == [["scheduled"]]


def test_where_nothing_can_be_taken_back_nothing_is_changed(desk: Desk, planned: list[Post]) -> None:
    for post in planned:
        drive(desk, deliveries(desk, post)[0].parts[0], State.CLAIMED, State.SENDING)
    before = everything(desk)
    with pytest.raises(ProblemError) as caught:
        undo.undo(desk)
    assert reason(caught) == "This post is already on its way."
    assert everything(desk) == before
    assert undo.peek(desk).undo_label == "move of 7 posts"


# ------------------------------------------------------------------ a whole archive
@pytest.fixture
def other(desk: Desk, clock: ManualClock, tmp_path: Path):
    """Another computer that took the example week in."""
    fill(desk)
    archive.export_archive(desk, tmp_path / "all.smmdesk")
    with made_desk(Paths(tmp_path / "other"), clock) as made:
        planning.first_brand(made)
        importing.apply_import(made, importing.read_import(made, tmp_path / "all.smmdesk"))
        yield made


def alive(desk: Desk) -> dict[type, set[str]]:
    with desk.store.reading() as reader:
        return {kind: {one.id for one in reader.all(kind)} for kind in import_archive.KINDS}


def test_a_whole_archive_goes_and_comes_back(desk: Desk, other: Desk) -> None:
    was, words = alive(other), bare(everything(other))
    parts = {post.id: states(other, post) for post in everything(other).values()}
    label = undo.peek(other).undo_label
    assert undo.undo(other) == undo.Reverted(label)
    gone = alive(other)
    assert not any(ids for kind, ids in gone.items() if kind not in (Brand, Channel))
    assert (len(gone[Brand]), gone[Brand] & was[Brand]) == (1, set()), "the brand that it began with is back"
    assert undo.redo(other) == undo.Reverted(label)
    assert alive(other) == was
    for post in everything(other).values():
        if parts[post.id] == [["missed"]]:  # its time is past: it comes back as a draft, like any other
            assert (post.stage, states(other, post)) == (Stage.DRAFT, [["draft"]])
        else:  # what waited for a person has its turn again
            again = [["scheduled" if each == "needs_you" else each for each in several] for several in parts[post.id]]
            assert (bare_post(post), states(other, post)) == (words[post.id], again)


def test_what_is_on_its_way_stays_with_all_that_it_names(desk: Desk, other: Desk) -> None:
    with other.store.reading() as reader:
        found = {post.id: reader.deliveries_of(post.id) for post in reader.all(Post)}
        leaving, part = next(
            (reader.get(Post, post_id), part)
            for post_id, several in found.items()
            for delivery in several
            for part in delivery.parts
            if part.state is State.SCHEDULED
        )
    drive(other, part, State.CLAIMED, State.SENDING)
    done = undo.undo(other)
    assert done.stays == f"Left as it is: “{leaving.content.first_words}”. This post is already on its way."
    left = alive(other)
    assert left[Post] == {leaving.id}
    assert leaving.brand_id in left[Brand]
    assert left[Channel] >= set(leaving.channels)
    assert post_now(other, leaving) == leaving


def test_a_brand_with_something_of_ours_keeps_everything(other: Desk) -> None:
    with other.store.reading() as reader:
        [brand] = reader.all(Brand)
    with other.store.transaction() as tx:  # by another program: no step of this one
        tx.put(Post(other.clock.new_id(), brand.id, Content(text="Ours")))
    was = alive(other)
    with pytest.raises(ProblemError) as caught:
        undo.undo(other)
    assert "something in this brand" in reason(caught)
    assert alive(other) == was


def test_what_still_comes_in_is_not_taken_back_meanwhile(
    desk: Desk, brand: Brand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "AT_ONCE", FEW)
    (tmp_path / "a.csv").write_text("text\n" + "".join(f"Post {number}\n" for number in range(POSTS)), "utf-8")
    said: list[str] = []

    def take_back(_changes: Changes) -> None:
        with pytest.raises(ProblemError) as caught:
            undo.undo(desk)
        said.append(reason(caught))

    after_each_commit(desk, take_back)
    done = importing.apply_import(desk, importing.read_import(desk, tmp_path / "a.csv", brand.id))
    assert done.new == len(everything(desk)) == POSTS
    assert set(said[:-1]) == {"It is still going on. Wait for its end, or stop it."}


def test_undo_is_not_done_twice_at_once(desk: Desk, brought: dict[str, Post]) -> None:
    said: list[str] = []

    def again(_changes: Changes) -> None:
        with pytest.raises(ProblemError) as caught:
            undo.undo(desk)
        said.append(reason(caught))

    disconnect = desk.store.changed.connect(again)
    undo.undo(desk)
    disconnect()
    assert set(said[:4]) == {"It is still going on. Wait for its end, or stop it."}
    assert everything(desk) == {}


def test_the_journal_says_who_took_it_back_only_once(desk: Desk, brought: dict[str, Post]) -> None:
    half_undone(desk)
    undo.undo(desk)
    [one, *_more] = brought
    with desk.store.reading() as reader:
        told = [(step.label, change.field) for step, change in journal.history(reader, "post", one)]
    assert told == [(LABEL, "deleted_at_us"), (LABEL, "*")]


def test_an_edit_after_a_stop_is_a_step_of_its_own(desk: Desk, brought: dict[str, Post]) -> None:
    half_undone(desk)
    [post] = [post for post in everything(desk).values() if post.content.text == "Post 0"]
    planning.save_post(desk, edited(post, "Rewritten"), "edit")
    assert undo.undo(desk).label == "edit"
    assert post_now(desk, post).content.text == "Post 0"
    assert undo.undo(desk).label == LABEL
    assert everything(desk) == {}
