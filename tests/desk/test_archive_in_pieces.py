"""A whole archive comes in bit by bit: how far it is, who writes in between, and what there is when it is stopped."""

import hashlib
import json
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from smmdesk.desk import archive, import_archive, importing, planning, undo
from smmdesk.desk.demo import fill
from smmdesk.desk.desk import Desk
from smmdesk.model.brand import Brand
from smmdesk.model.changes import Changes
from smmdesk.model.content import Content
from smmdesk.model.delivery import Delivery, State
from smmdesk.model.media import Asset
from smmdesk.model.post import Post, progress
from smmdesk.model.problem import ProblemError
from smmdesk.store.versions import KNOWN
from smmdesk.system.clock import ManualClock
from smmdesk.system.paths import Paths
from tests.desk.support import add_channel, add_post, bare_post, deliveries, drive, everything, made_desk, rome, states
from tests.desk.test_archive import count_something, numbers_of
from tests.store.test_migrations import populated

FEW = 3


class Watched(importing.Going):
    """Remembers how far it said to be."""

    def __init__(self, seen: list[int]) -> None:
        object.__setattr__(self, "seen", seen)
        super().__init__()

    def __setattr__(self, name: str, value: object) -> None:
        object.__setattr__(self, name, value)
        if name == "done":
            self.seen.append(value)  # type: ignore[attr-defined]


@pytest.fixture
def file(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The example week in an archive; pieces are small."""
    monkeypatch.setattr(import_archive, "AT_ONCE", FEW)
    fill(desk)
    count_something(desk)
    archive.export_archive(desk, tmp_path / "all.smmdesk")
    return tmp_path / "all.smmdesk"


@pytest.fixture
def other(tmp_path: Path, clock: ManualClock):
    with made_desk(Paths(tmp_path / "other"), clock) as made:
        planning.first_brand(made)
        yield made


def after_each_commit(desk: Desk, work: Callable[[Changes], object]) -> None:
    """Somebody else, who does something as soon as nobody writes; not about what they do themselves."""
    busy: list[bool] = []

    def once(changes: Changes) -> None:
        if not busy:
            busy.append(True)
            work(changes)
            busy.clear()

    desk.store.changed.connect(once)


def same_as(desk: Desk, other: Desk, posts: dict[str, Post]) -> bool:
    """Whether these posts of the other desk are whole: their words, what goes out and what became of it."""
    whole = everything(desk)
    with desk.store.reading() as here, other.store.reading() as there:
        return all(
            bare_post(post) == bare_post(whole[post.id])
            and progress(post, there.deliveries_of(post.id)) == progress(post, here.deliveries_of(post.id))
            and len(there.deliveries_of(post.id)) == len(here.deliveries_of(post.id))
            for post in posts.values()
        )


def test_it_says_how_far_it_is_and_others_write_in_between(desk: Desk, other: Desk, file: Path) -> None:
    seen: list[int] = []
    plan = importing.read_import(other, file)
    pieces: list[Changes] = []
    notes: list[str] = []

    def somebody(changes: Changes) -> None:
        assert same_as(desk, other, {id_: post for id_, post in everything(other).items() if id_ not in notes})
        pieces.append(changes)
        notes.append(planning.add_post(other, planning.first_brand(other).id, content=Content(text="Meanwhile")).id)

    after_each_commit(other, somebody)
    going = Watched(seen)
    done = importing.apply_import(other, plan, going=going)
    assert plan.archive is not None
    assert seen == sorted(seen)
    assert (seen[-1], going.in_percent) == (going.total, False)
    assert going.total == plan.archive.rows + len(plan.archive.media)
    assert max(len(ids) for changes in pieces for ids in (changes.of("post"), changes.of("asset"))) == FEW
    assert (done.new, done.stopped) == (len(everything(desk)), False)
    assert same_as(desk, other, {id_: post for id_, post in everything(other).items() if id_ not in notes})
    assert numbers_of(other) == numbers_of(desk)


def test_stopped_in_the_middle_what_is_in_is_whole_and_the_rest_comes_when_it_is_taken_in_again(
    desk: Desk, other: Desk, file: Path
) -> None:
    going = importing.Going()

    def stop(_changes: Changes) -> None:
        going.stopping = going.stopping or len(everything(other)) >= 2 * FEW

    after_each_commit(other, stop)
    plan = importing.read_import(other, file)
    done = importing.apply_import(other, plan, going=going)
    assert (done.new, done.stopped) == (2 * FEW, True)
    assert len(everything(other)) == 2 * FEW < plan.new_count
    assert same_as(desk, other, everything(other))
    assert undo.is_next(other, done.step_id)
    rest = importing.read_import(other, file)
    assert (rest.new_count, rest.same) == (plan.new_count - 2 * FEW, 2 * FEW)
    assert not importing.apply_import(other, rest).stopped
    assert {k: bare_post(v) for k, v in everything(other).items()} == {
        k: bare_post(v) for k, v in everything(desk).items()
    }
    assert numbers_of(other) == numbers_of(desk)


def test_stopped_in_the_middle_undo_takes_out_what_came(other: Desk, file: Path) -> None:
    own, going = planning.first_brand(other), importing.Going()
    after_each_commit(other, lambda _changes: setattr(going, "stopping", bool(everything(other))))
    importing.apply_import(other, importing.read_import(other, file), going=going)
    assert len(everything(other)) == FEW
    undo.undo(other)
    assert everything(other) == {}
    assert planning.first_brand(other).id == own.id
    assert undo.peek(other).undo_label == ""


def test_stopped_before_the_first_piece_nothing_is_in(other: Desk, file: Path) -> None:
    own = planning.first_brand(other)
    plan = importing.read_import(other, file)
    done = importing.apply_import(other, plan, going=importing.Going(stopping=True))
    assert (done.new, done.stopped, done.step_id) == (0, True, "")
    with other.store.reading() as reader:
        assert [brand.id for brand in reader.all(Brand, deleted=True)] == [own.id]
        assert reader.all(Asset, deleted=True) == ()
    assert list(other.paths.cache.glob("import-*")) == []
    assert importing.read_import(other, file) == plan


def test_stopped_while_its_files_come_no_row_is_in(other: Desk, file: Path) -> None:
    class Once(importing.Going):
        @property
        def stopping(self) -> bool:  # type: ignore[override]
            return self.done > 0

        @stopping.setter
        def stopping(self, wanted: bool) -> None:
            """Only what is done decides."""

    plan = importing.read_import(other, file)
    assert plan.archive is not None
    assert len(plan.archive.media) > 1
    done = importing.apply_import(other, plan, going=Once())
    assert (done.new, done.stopped, done.step_id) == (0, True, "")
    again = importing.read_import(other, file).archive
    assert again == replace(plan.archive, media=plan.archive.media[1:]), "one photo is here; its posts are not"


def test_a_photo_that_was_swept_after_the_look_comes_all_the_same(other: Desk, file: Path) -> None:
    """It lay here of a brand that was removed; the sheet stood open while the last of it went."""
    with zipfile.ZipFile(file) as archived:
        name = next(one for one in archived.namelist() if one.startswith("media/"))
        (other.paths.cache / "photo.png").write_bytes(archived.read(name))
    sha256 = other.files.put_file(other.paths.cache / "photo.png").sha256
    plan = importing.read_import(other, file)
    assert plan.archive is not None
    assert sha256 not in dict(plan.archive.media)
    other.files.sweep((), -1.0, time.time(), among=[sha256])
    assert not other.files.has(sha256)
    importing.apply_import(other, plan)
    assert other.files.has(sha256)


def test_the_look_says_how_far_it_is(other: Desk, file: Path) -> None:
    seen: list[int] = []
    going = Watched(seen)
    importing.read_import(other, file, going=going)
    assert going.in_percent
    assert (going.total, seen[-1]) == (100, 100)
    assert seen == sorted(seen)
    assert len(set(seen)) > 5


def test_the_look_can_be_stopped_and_leaves_nothing(other: Desk, file: Path) -> None:
    plan = importing.read_import(other, file, going=importing.Going(stopping=True))
    assert plan.new_count == 0
    assert list(other.paths.cache.glob("import-*")) == []


def test_a_file_that_was_changed_since_the_look_is_not_taken_in(desk: Desk, other: Desk, file: Path) -> None:
    plan = importing.read_import(other, file)
    add_post(desk, planning.first_brand(desk), "One more")
    archive.export_archive(desk, file)
    with pytest.raises(ProblemError) as caught:
        importing.apply_import(other, plan)
    assert "It was changed since it was looked at." in str(caught.value.problem.advice + caught.value.problem.title)
    assert everything(other) == {}


def test_what_a_platform_worked_on_when_the_archive_was_written_has_to_be_looked_up(
    desk: Desk, brand: Brand, other: Desk, tmp_path: Path
) -> None:
    """A film that the platform still prepared: the database refuses parts that begin so."""
    post = add_post(desk, brand, "Film", add_channel(desk, brand))
    planning.schedule(desk, post.id, rome("2026-11-18 12:00"))
    [delivery] = deliveries(desk, post)
    drive(desk, delivery.parts[0], State.CLAIMED, State.SENDING, State.PROCESSING)
    archive.export_archive(desk, tmp_path / "all.smmdesk")
    importing.apply_import(other, importing.read_import(other, tmp_path / "all.smmdesk"))
    assert states(other, post) == [["unknown"]]


def test_an_archive_of_an_older_smmdesk_is_taken_in(other: Desk, tmp_path: Path) -> None:
    old = populated(tmp_path / "desk.sqlite", KNOWN[-2])
    digest = hashlib.sha256(old.read_bytes()).hexdigest()
    files = {"desk.sqlite": {"size": old.stat().st_size, "sha256": digest}}
    manifest = {"format": archive.ARCHIVE_FORMAT, "version": archive.VERSION, "files": files}
    with zipfile.ZipFile(tmp_path / "old.smmdesk", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("manifest.json", json.dumps(manifest))
        packed.write(old, "desk.sqlite")
    plan = importing.read_import(other, tmp_path / "old.smmdesk")
    assert importing.apply_import(other, plan).new == plan.new_count == len(everything(other)) > 0


def test_deliveries_on_another_brands_channel_do_not_come_in(desk: Desk, brand: Brand) -> None:
    theirs = planning.first_brand(desk)
    with desk.store.transaction() as tx:
        stranger = tx.put(Brand(desk.clock.new_id(), "Elsewhere"))
    channel, post = add_channel(desk, stranger), add_post(desk, theirs, "Pane")
    wrong = Delivery(desk.clock.new_id(), theirs.id, channel.id, rome("2026-11-24 09:00"), (), post.id)
    with pytest.raises(ProblemError, match="channel_of_other_brand"), desk.store.transaction() as tx:
        tx.put_new_deliveries([wrong])
    own = replace(wrong, channel_id=add_channel(desk, theirs).id)
    with desk.store.transaction() as tx:
        tx.put_new_deliveries([own])
    with pytest.raises(ProblemError, match="conflict"), desk.store.transaction() as tx:
        tx.put_new_deliveries([own])
