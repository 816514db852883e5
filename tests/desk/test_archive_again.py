"""An archive that was taken in, and taken out by Undo, comes in again from the same file or a later one: nothing is
there twice, nothing is sent twice."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from smmdesk.desk import archive, import_archive, importing, open_problems, planning, settling, undo, undo_pieces
from smmdesk.desk.demo import fill
from smmdesk.desk.desk import Desk
from smmdesk.desk.import_plan import Going
from smmdesk.model.brand import Brand
from smmdesk.model.changes import Changes
from smmdesk.model.channel import Channel
from smmdesk.model.delivery import State
from smmdesk.model.post import Post
from smmdesk.model.problem import ProblemError
from smmdesk.model.words import set_language
from smmdesk.store import brand_erasing
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
    publish,
    rome,
    states,
)
from tests.desk.test_archive import count_something, numbers_of
from tests.fakes.reach import made_bench
from ui.presenters.bringing_in import plan_words


@pytest.fixture
def other(tmp_path: Path, clock: ManualClock) -> Iterator[Desk]:
    with made_desk(Paths(tmp_path / "other"), clock) as made:
        planning.first_brand(made)
        yield made


@pytest.fixture
def file(desk: Desk, tmp_path: Path) -> Path:
    return tmp_path / "all.smmdesk"


def bring(desk: Desk, file: Path) -> importing.Plan:
    plan = importing.read_import(desk, file)
    importing.apply_import(desk, plan)
    return plan


def written(desk: Desk, file: Path) -> Path:
    archive.export_archive(desk, file)
    return file


def all_of(desk: Desk, *, deleted: bool) -> dict[type, list[str]]:
    with desk.store.reading() as reader:
        return {kind: sorted(one.id for one in reader.all(kind, deleted=deleted)) for kind in import_archive.KINDS}


def told(desk: Desk) -> dict[str, object]:
    """Every post with its words and where its parts stand."""
    return {post.id: (bare_post(post), states(desk, post)) for post in everything(desk).values()}


def test_taken_out_by_undo_the_same_file_brings_it_in_again(desk: Desk, other: Desk, file: Path) -> None:
    fill(desk)
    count_something(desk)
    first = bring(other, written(desk, file))
    was, alive, every = told(other), all_of(other, deleted=False), all_of(other, deleted=True)
    undo.undo(other)
    assert told(other) == {}
    again = bring(other, file)
    assert again.archive is not None
    assert (again.new_count, again.archive.back, again.same) == (first.new_count, first.new_count, 0)
    assert told(other) == was == told(desk)
    assert all_of(other, deleted=False) == alive
    assert all_of(other, deleted=True) == every, "nothing is there twice, not even in the trash"
    assert numbers_of(other) == numbers_of(desk) != []
    assert importing.read_import(other, file).new_count == 0
    undo.undo(other)
    assert told(other) == {}
    bring(other, file)
    assert told(other) == was


def test_after_a_stop_half_way_the_file_brings_back_what_was_taken(
    desk: Desk, other: Desk, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(undo_pieces, "AT_ONCE", 4)
    monkeypatch.setattr(undo_pieces, "GIVING_WAY_S", 0.0)
    fill(desk)
    bring(other, written(desk, file))
    was, going = told(other), Going()

    def stop(_changes: Changes) -> None:
        going.stopping = len(everything(other)) < len(was) // 2

    disconnect = other.store.changed.connect(stop)
    assert undo.undo(other, going).stopped
    disconnect()
    taken = len(was) - len(everything(other))
    plan = bring(other, file)
    assert plan.new_count == taken > 0
    assert told(other) == was
    undo.undo(other)  # the second import
    assert len(everything(other)) == len(was) - taken
    undo.undo(other)  # the rest of the first
    assert everything(other) == {}


def test_what_a_person_threw_away_stays_in_the_trash_and_is_told(desk: Desk, other: Desk, file: Path) -> None:
    brand = planning.first_brand(desk)
    posts = [add_post(desk, brand, text) for text in ("One", "Two", "Three")]
    bring(other, written(desk, file))
    planning.trash(other, [posts[0].id])
    plan = importing.read_import(other, file)
    assert plan.archive is not None
    assert (plan.new_count, plan.same, plan.archive.trashed, plan.does_something) == (0, 3, 1, False)
    set_language("en")
    words = plan_words(plan)
    assert words == "2 are here already. 1 lies in the trash and stays there."
    undo.undo(other)
    undo.undo(other)
    plan = importing.read_import(other, file)
    assert plan_words(plan).startswith("3 posts come back that were undone. They come in as they are")


def test_what_lies_in_the_archives_own_trash_is_not_counted_as_new(desk: Desk, other: Desk, file: Path) -> None:
    brand = planning.first_brand(desk)
    posts = [add_post(desk, brand, text) for text in ("One", "Two", "Three", "Four", "Five")]
    planning.trash(desk, [post.id for post in posts[:3]])
    set_language("en")
    plan = importing.read_import(other, written(desk, file))
    assert plan_words(plan).startswith("2 new posts.")
    assert importing.apply_import(other, plan).new == 2
    assert len(everything(other)) == 2
    assert len(all_of(other, deleted=True)[Post]) == 5, "what could be taken out of the trash there, can be here"


def test_a_trash_alone_comes_in_without_a_word_of_new_posts(desk: Desk, other: Desk, file: Path) -> None:
    planning.trash(desk, [add_post(desk, planning.first_brand(desk), "One").id])
    set_language("en")
    plan = importing.read_import(other, written(desk, file))
    assert plan_words(plan).startswith("0 new posts.")
    assert plan.does_something


@pytest.fixture
def planned(desk: Desk, brand: Brand) -> tuple[Post, Channel]:
    channel = add_channel(desk, brand, "Forno")
    post = add_post(desk, brand, "Rye bread", channel)
    return planning.schedule(desk, post.id, rome("2026-11-18 12:00")), channel


async def test_what_the_other_computer_sent_meanwhile_is_not_sent_again(
    desk: Desk, other: Desk, planned: tuple[Post, Channel], file: Path, clock: ManualClock
) -> None:
    post, channel = planned
    bring(other, written(desk, file))
    undo.undo(other)
    publish(desk, post, channel)
    bring(other, written(desk, file))
    assert states(other, post) == [["published"]]
    assert deliveries(other, post)[0].parts[0].receipt == deliveries(desk, post)[0].parts[0].receipt
    settling.take_over(other)
    with made_bench(other, clock, planning.first_brand(other)) as bench:
        await bench.pass_time(timedelta(hours=30), tick=timedelta(minutes=20))
        assert bench.texts() == []


async def test_what_comes_again_is_not_sent_from_here_before_a_person_says_so(
    desk: Desk, other: Desk, planned: tuple[Post, Channel], file: Path, clock: ManualClock
) -> None:
    post, _channel = planned
    bring(other, written(desk, file))
    undo.undo(other)
    bring(other, file)
    assert states(other, post) == [["scheduled"]]
    with made_bench(other, clock, planning.first_brand(other)) as bench:
        await bench.pass_time(timedelta(hours=30), tick=timedelta(minutes=20))
        assert bench.texts() == []
        assert bench.state(post) is State.SCHEDULED


def test_words_that_were_changed_on_the_other_computer_come_with_it(
    desk: Desk, other: Desk, planned: tuple[Post, Channel], file: Path
) -> None:
    post, _channel = planned
    bring(other, written(desk, file))
    undo.undo(other)
    planning.save_post(desk, edited(post_now(desk, post), "Rye bread, warm"), "edit")
    bring(other, written(desk, file))
    assert post_now(other, post).content.text == "Rye bread, warm"
    undo.undo(other)
    assert everything(other) == {}
    undo.redo(other)
    assert post_now(other, post).content.text == "Rye bread, warm"


def test_what_went_out_from_here_stays_what_it_is(
    desk: Desk, other: Desk, planned: tuple[Post, Channel], file: Path
) -> None:
    """The other computer's file still plans it."""
    post, channel = planned
    bring(other, written(desk, file))
    settling.take_over(other)
    publish(other, post, channel)
    undo.undo(other)
    bring(other, file)
    assert states(other, post) == [["published"]]


def test_a_computer_that_publishes_is_asked_again_about_what_comes_again(
    desk: Desk, other: Desk, planned: tuple[Post, Channel], file: Path
) -> None:
    """It took over what it had not sent; what it brings in anew is another computer's again."""
    post, _channel = planned
    bring(other, written(desk, file))
    settling.take_over(other)
    undo.undo(other)
    bring(other, file)
    assert (states(other, post), deliveries(other, post)[0].home) == ([["scheduled"]], desk.device)


def test_a_post_of_our_own_comes_back_from_our_archive_and_waits_for_a_person(
    desk: Desk, brand: Brand, file: Path
) -> None:
    """Its making was undone: nobody scheduled it since."""
    channel = add_channel(desk, brand, "Forno")
    with desk.store.transaction("new post") as tx:
        post = tx.put(Post(desk.clock.new_id(), brand.id, channels=(channel.id,), planned=rome("2026-11-24 09:00")))
    planning.save_post(desk, edited(post, "Pane"), "edit")
    planning.schedule(desk, post.id)
    written(desk, file)
    for _step in range(3):
        undo.undo(desk)
    assert everything(desk) == {}
    assert bring(desk, file).new_count == 1
    assert post_now(desk, post).content.text == "Pane"
    assert states(desk, post) == [["draft"]]


def test_a_table_that_was_taken_out_comes_in_again_in_pieces(
    desk: Desk, brand: Brand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (importing, undo_pieces):
        monkeypatch.setattr(module, "AT_ONCE", 3)
    monkeypatch.setattr(undo_pieces, "GIVING_WAY_S", 0.0)
    (tmp_path / "a.csv").write_text("text\n" + "".join(f"Post {number}\n" for number in range(8)), "utf-8")
    plan = importing.read_import(desk, tmp_path / "a.csv", brand.id)
    importing.apply_import(desk, plan)
    was = told(desk)
    undo.undo(desk)
    seen: list[int] = []
    desk.store.changed.connect(lambda changes: seen.append(len(changes.of("post"))))
    plan = importing.read_import(desk, tmp_path / "a.csv", brand.id)
    done = importing.apply_import(desk, plan, many=True)
    assert (done.changed, seen) == (8, [3, 3, 2])
    assert told(desk) == was
    undo.undo(desk)
    assert told(desk) == {}


def test_thrown_away_by_redo_is_thrown_away_by_a_person(desk: Desk, other: Desk, file: Path) -> None:
    post = add_post(desk, planning.first_brand(desk), "Pane")
    bring(other, written(desk, file))
    planning.trash(other, [post.id])
    undo.undo(other)
    undo.redo(other)
    assert everything(other) == {}
    assert bring(other, file).new_count == 0
    assert everything(other) == {}


def test_taken_out_again_after_a_redo_it_comes_in_again(desk: Desk, other: Desk, file: Path) -> None:
    add_post(desk, planning.first_brand(desk), "Pane")
    bring(other, written(desk, file))
    undo.undo(other)
    undo.redo(other)
    undo.undo(other)
    assert everything(other) == {}
    assert bring(other, file).new_count == 1
    undo.undo(other)
    assert bring(other, file).new_count == 1


@pytest.mark.parametrize("way", [(), (State.CLAIMED, State.SENDING)], ids=["planned", "being sent"])
def test_what_another_computer_was_at_asks_who_publishes(
    desk: Desk, other: Desk, file: Path, way: tuple[State, ...]
) -> None:
    """Also where nobody knows what became of it: it is not looked for from here before somebody says so."""
    brand = planning.first_brand(desk)
    post = add_post(desk, brand, "Pane", add_channel(desk, brand), planned=rome("2026-12-08 09:00"))
    planning.schedule(desk, post.id)
    drive(desk, deliveries(desk, post)[0].parts[0], *way)
    bring(other, written(desk, file))
    with other.store.reading() as reader:
        assert open_problems.of_other_computer(reader, other) is not None
    settling.take_over(other)
    with other.store.reading() as reader:
        assert open_problems.of_other_computer(reader, other) is None


@pytest.mark.parametrize("work", [importing.read_import, importing.apply_import], ids=["looked at", "looked at before"])
def test_an_archive_of_a_brand_that_is_being_removed_waits_for_the_end(
    desk: Desk, brand: Brand, file: Path, work: Callable[[Desk, object], object]
) -> None:
    """What came in meanwhile would be erased with the rest."""
    planning.trash(desk, [add_post(desk, brand, "Pane").id])
    written(desk, file)
    plan = importing.read_import(desk, file)
    with desk.store.transaction() as tx:
        brand_erasing.begin(tx, brand.id)
        tx.erase(Post, tx.all(Post, deleted=True)[0].id)
    with pytest.raises(ProblemError, match="import_bad") as refused:
        work(desk, file if work is importing.read_import else plan)
    assert "being removed" in str(refused.value.problem.values["said"])
    assert all_of(desk, deleted=True)[Post] == []
