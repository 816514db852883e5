"""One commit: all or nothing, told once, refused when somebody else was faster."""

import subprocess
import sys
import threading
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest

from smmdesk.model.brand import Brand
from smmdesk.model.changes import Changes, Origin
from smmdesk.model.channel import Channel
from smmdesk.model.content import Content
from smmdesk.model.delivery import Delivery, Part, State
from smmdesk.model.post import Post
from smmdesk.model.problem import ProblemError
from smmdesk.model.stages import Stage
from smmdesk.store import driver
from smmdesk.store.store import Store
from smmdesk.system.clock import ManualClock
from smmdesk.system.paths import Paths
from tests.store.conftest import NINE, World


def test_an_error_leaves_everything_as_it_was(world: World) -> None:
    told: list[Changes] = []
    world.store.changed.connect(told.append)

    def half_way() -> None:
        with world.store.transaction("half") as tx:
            tx.put(Brand(world.clock.new_id(), "Half"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half_way()
    with world.store.reading() as reader:
        assert [brand.name for brand in reader.all(Brand)] == ["Forno Rossi"]
    assert told == []
    assert world.rows("SELECT count(*) FROM step WHERE label = 'half'") == [(0,)]


def test_changes_are_told_once_after_the_commit(world: World) -> None:
    told: list[Changes] = []

    def look(changes: Changes) -> None:
        assert world.read(Post, next(iter(changes.of("post")))).content.text == "Bread"
        told.append(changes)

    disconnect = world.store.changed.connect(look)
    with world.store.transaction() as tx:
        post = tx.put(Post(world.clock.new_id(), world.brand.id, Content(text="Bread"), channels=(world.channel.id,)))
        assert told == []
    disconnect()
    assert [changes.ids for changes in told] == [{"post": {post.id}, "calendar": {post.id}}]
    assert told[0].origin is Origin.HERE


def test_nothing_is_told_and_written_when_nothing_differs(world: World) -> None:
    post = world.post()
    told: list[Changes] = []
    world.store.changed.connect(told.append)
    assert world.put(post) == post
    assert world.put(replace(post, content=Content(text=post.content.text))) == post
    assert told == []


def test_an_old_revision_is_a_conflict_and_changes_nothing(world: World) -> None:
    old = world.post("first")
    new = world.put(replace(old, content=Content(text="second")))
    assert (old.revision, new.revision) == (1, 2)
    with pytest.raises(ProblemError) as caught:
        world.put(replace(old, content=Content(text="mine")))
    assert caught.value.problem.code == "conflict"
    assert world.read(Post, old.id) == new


def test_what_was_erased_cannot_be_put_again(world: World) -> None:
    post = world.post()
    with world.store.transaction() as tx:
        tx.erase(Post, post.id)
    with pytest.raises(ProblemError) as caught:
        world.put(post)
    assert caught.value.problem.code == "conflict"


def test_many_new_values_at_once_are_all_or_nothing(world: World) -> None:
    made = [Post(world.clock.new_id(), world.brand.id, Content(text=f"n{n}"), Stage.DRAFT, NINE) for n in range(600)]
    with world.store.transaction("import") as tx:
        put = tx.put_new(made)
        assert tx.put_new([]) == []
    assert [post.revision for post in put] == [1] * 600
    with world.store.reading() as reader:
        assert reader.many(Post, [post.id for post in made]) == {post.id: post for post in put}
    assert world.rows("SELECT count(*) FROM calendar_row") == [(600,)]
    assert world.rows("SELECT count(*) FROM search WHERE search MATCH 'n599'") == [(1,)]
    with pytest.raises(ProblemError), world.store.transaction() as tx:
        tx.put_new([Post(world.clock.new_id(), world.brand.id), replace(made[0], revision=0)])
    assert world.rows("SELECT count(*) FROM post") == [(600,)]


def test_the_trash_hides_and_gives_back(world: World) -> None:
    post = world.post()
    with world.store.transaction("delete") as tx:
        trashed = tx.trash(Post, post.id)
        assert tx.trash(Post, post.id) == trashed
    with world.store.reading() as reader:
        assert reader.all(Post) == ()
        assert reader.all(Post, deleted=True) == (trashed,)
        assert reader.get(Post, post.id) == trashed
    assert trashed.deleted_at_us is not None
    with world.store.transaction("restore") as tx:
        assert tx.restore(Post, post.id).deleted_at_us is None
    with world.store.reading() as reader:
        assert [found.id for found in reader.all(Post)] == [post.id]


def test_a_post_that_is_on_its_way_is_not_erased(world: World) -> None:
    post, delivery = world.sent()
    with pytest.raises(ProblemError) as caught, world.store.transaction() as tx:
        tx.erase(Post, post.id)
    assert caught.value.problem.code == "too_late_to_change"
    world.brought_to(delivery.parts[0], State.DRAFT)
    with world.store.transaction() as tx:
        tx.erase(Post, post.id)
    assert world.rows("SELECT count(*) FROM part") == [(0,)]


def test_erasing_takes_every_word_out_of_the_file(world: World, paths: Paths) -> None:
    post = world.post("Zabaione-Krapfen")
    world.put(replace(post, content=Content(text="Zabaione-Krapfen twice")))
    with world.store.transaction() as tx:
        tx.erase(Post, post.id)
    assert world.rows("SELECT field, value, prev FROM change WHERE row_id = ?", post.id) == [("*", None, None)]
    world.store.close()  # folds the log into the file
    assert b"zabaione" not in paths.database.read_bytes().lower()
    assert not paths.database.with_name("desk.sqlite-wal").exists()


# ------------------------------------------------------------------ deliveries
def test_parts_change_through_the_ledger_only(world: World) -> None:
    _, delivery = world.sent()
    sent = replace(delivery.parts[0], state=State.CANCELLED)
    with pytest.raises(ValueError, match="ledger"):
        world.put(replace(delivery, parts=(sent,)))
    with pytest.raises(TypeError):
        world.put(delivery.parts[0])


def test_a_part_that_moved_meanwhile_is_a_conflict(world: World) -> None:
    _, delivery = world.sent()
    world.brought_to(delivery.parts[0], State.NEEDS_YOU)
    with pytest.raises(ProblemError) as caught:
        world.put(replace(delivery, due=NINE.plus(timedelta(days=1))))
    assert caught.value.problem.code == "conflict"


def test_parts_come_and_go_while_nothing_was_tried(world: World) -> None:
    _, delivery = world.sent(parts=3)
    first, second, third = delivery.parts
    new = Part(world.clock.new_id(), delivery.id, 2)
    changed = world.put(replace(delivery, parts=(first, second, new)))
    assert [part.id for part in changed.parts] == [first.id, second.id, new.id]
    assert world.read(Delivery, delivery.id) == changed
    assert changed.revision == delivery.revision
    world.brought_to(second, State.MISSED)
    with pytest.raises(ProblemError) as caught:
        world.put(replace(changed, parts=(first,)))
    assert caught.value.problem.code == "too_late_to_change"
    assert third.id not in {part.id for part in world.read(Delivery, delivery.id).parts}


def test_a_new_moment_reaches_the_parts(world: World) -> None:
    _, delivery = world.sent()
    later = NINE.plus(timedelta(days=2))
    moved = world.put(replace(delivery, due=later))
    assert moved.revision == 2
    assert world.rows("SELECT due_at_us FROM part") == [(later.instant_us,)]


def test_a_channel_has_one_delivery_of_a_post(world: World) -> None:
    post, _ = world.sent()
    with pytest.raises(driver.IntegrityError):
        world.delivery(post)


# ------------------------------------------------------------------ reading
def test_reading_is_one_snapshot(world: World) -> None:
    post = world.post("before")
    with world.store.reading() as reader:
        assert reader.get(Post, post.id).content.text == "before"
        writer = threading.Thread(target=world.put, args=(replace(post, content=Content(text="after")),))
        writer.start()
        if driver.log_is_safe(driver.version()):  # else the writer waits until the reading ends
            writer.join()
        assert reader.get(Post, post.id).content.text == "before"
    writer.join()
    assert world.read(Post, post.id).content.text == "after"


def test_a_reader_ends_with_its_block(world: World) -> None:
    with world.store.reading() as reader:
        pass
    with pytest.raises(RuntimeError):
        reader.all(Brand)
    with world.store.transaction() as tx:
        pass
    with pytest.raises(RuntimeError):
        tx.put(Brand(world.clock.new_id(), "Late"))


def test_what_is_not_there(world: World) -> None:
    with world.store.reading() as reader:
        assert reader.find(Post, "no") is None
        with pytest.raises(ProblemError) as caught:
            reader.get(Post, "no")
        assert caught.value.problem.code == "not_found"
        with pytest.raises(TypeError):
            reader.find(int, "1")
        with pytest.raises(KeyError):
            reader.all(Post, unheard_of=1)


def test_an_id_may_be_shortened_while_it_is_unique(world: World) -> None:
    first, second = world.post(), world.post()
    alike = "".join(a for a, b in zip(first.id, second.id, strict=True) if a == b)
    with world.store.reading() as reader:
        assert reader.by_prefix(Post, first.id).id == first.id
        assert reader.by_prefix(Post, first.id[:-2].upper()).id == first.id
        for prefix, code in (
            ("", "not_found"),
            ("zz", "not_found"),
            (first.id[:8], "ambiguous_id"),
            ("%", "not_found"),
        ):
            with pytest.raises(ProblemError) as caught:
                reader.by_prefix(Post, prefix)
            assert caught.value.problem.code == code, prefix
    assert alike
    with world.store.transaction() as tx:
        tx.trash(Post, second.id)
    with world.store.reading() as reader:
        assert reader.by_prefix(Post, first.id[:8]).id == first.id


def test_equal_fields_choose(world: World) -> None:
    idea = world.post("idea", stage=Stage.IDEA, planned=None)
    draft = world.post("draft", stage=Stage.DRAFT, series_id=None)
    with world.store.reading() as reader:
        assert reader.all(Post, stage=Stage.IDEA) == (idea,)
        assert reader.all(Post, stage=(Stage.IDEA, Stage.DRAFT)) == (idea, draft)
        assert reader.all(Post, id=(draft.id, "no")) == (draft,)
        assert reader.all(Post, series_id=None, brand_id="other") == ()
        assert {channel.platform for channel in reader.all(Channel, brand_id=world.brand.id)} == {"practice"}


# ------------------------------------------------------------------ several users
def test_a_closed_store_says_so(world: World) -> None:
    world.store.close()
    world.store.close()
    with pytest.raises(RuntimeError), world.store.transaction():
        pass
    with pytest.raises(RuntimeError), world.store.reading():
        pass
    world.store.poll()


def test_threads_write_one_after_the_other(world: World) -> None:
    def write(name: str) -> None:
        for number in range(10):
            with world.store.transaction() as tx:
                tx.put(Brand(world.clock.new_id(), f"{name}{number}"))

    threads = [threading.Thread(target=write, args=(name,)) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with world.store.reading() as reader:
        assert len(reader.all(Brand)) == 31


def test_another_store_sees_and_is_told(world: World, paths: Paths, clock: ManualClock) -> None:
    with closing(Store.open(paths, clock, durable=True)) as other:
        told: list[Changes] = []
        other.changed.connect(told.append)
        other.poll()
        assert told == []
        post = world.post()
        with other.transaction() as tx:
            assert tx.get(Post, post.id) == post
        other.poll()
        other.poll()
        assert [changes.origin for changes in told] == [Origin.OTHER]
        assert told[0].touches("anything")
        world.store.poll()


def test_own_commits_are_not_told_as_another_process(world: World) -> None:
    told: list[Changes] = []
    world.store.changed.connect(told.append)
    world.post()
    with world.store.reading() as reader:
        reader.all(Post)
    world.store.poll()
    assert [changes.origin for changes in told] == [Origin.HERE]


WRITER = """
import sys
from pathlib import Path
from smmdesk.model.brand import Brand
from smmdesk.store.store import Store
from smmdesk.system.clock import SystemClock
from smmdesk.system.paths import Paths
clock = SystemClock()
store = Store.open(Paths(Path(sys.argv[1])), clock, durable=True)
for number in range(int(sys.argv[2])):
    with store.transaction() as tx:
        tx.put(Brand(clock.new_id(), f"other {number}"))
store.close()
"""


@pytest.mark.fault(79)
def test_two_processes_write_without_loss(world: World, paths: Paths) -> None:
    with subprocess.Popen([sys.executable, "-c", WRITER, str(paths.folder), "30"]) as process:
        for number in range(30):
            world.put(Brand(world.clock.new_id(), f"mine {number}"))
        assert process.wait(60) == 0
    with world.store.reading() as reader:
        assert len(reader.all(Brand)) == 61


@pytest.mark.fault(79)
def test_a_long_lock_is_a_plain_message(world: World, paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(driver.connect(paths.database)) as backup_program:
        backup_program.execute("BEGIN EXCLUSIVE")
        assert world.store._writer is not None
        world.store._writer.execute("PRAGMA busy_timeout = 50")
        with pytest.raises(ProblemError) as caught:
            world.post()
        assert caught.value.problem.code == "desk_busy"
        backup_program.execute("ROLLBACK")
    world.post()


def test_a_lock_of_our_own_is_waited_for_and_then_said(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driver, "BUSY_TIMEOUT_MS", 50)
    said: list[str] = []

    def write() -> None:
        try:
            world.post()
        except ProblemError as error:
            said.append(error.problem.code)

    with world.store.transaction():
        thread = threading.Thread(target=write)
        thread.start()
        thread.join()
    assert said == ["desk_busy"]


def test_one_block_at_a_time_in_a_thread(world: World) -> None:
    """Without a write-ahead log a commit waits for every reading: the same mistake fails on every computer."""
    with world.store.reading(), pytest.raises(RuntimeError, match="already"):
        world.post()
    with world.store.transaction(), pytest.raises(RuntimeError, match="already"):
        world.post()
    with world.store.transaction() as tx, world.store.reading() as reader:
        assert tx.all(Post) == reader.all(Post) == ()
    world.post()
