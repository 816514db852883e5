"""A calendar is written into a file: how far it is, stopped on the way, no room for it; nothing half is left."""

import io
import json
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from smmdesk.commands import progress
from smmdesk.desk import archive, archive_file, file_writing, importing, planning
from smmdesk.desk.demo import fill
from smmdesk.desk.desk import Desk
from smmdesk.desk.file_writing import StoppedError
from smmdesk.desk.import_plan import Going
from smmdesk.model.brand import Brand
from smmdesk.model.problem import ProblemError
from smmdesk.store import driver
from smmdesk.system.clock import ManualClock
from smmdesk.system.paths import Paths
from tests.desk.support import add_post, everything, made_desk
from tests.desk.test_archive_in_pieces import Watched

KINDS = ("archive", "csv", "json")


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive_file, "CHUNK_BYTES", 4_000)
    monkeypatch.setattr(archive, "AT_ONCE", 4)


@pytest.fixture
def week(desk: Desk) -> Desk:
    """The example week, with photos."""
    fill(desk)
    return desk


@pytest.fixture
def target(tmp_path: Path) -> Path:
    (tmp_path / "out").mkdir()
    return tmp_path / "out" / "file"


class StopsAt(Going):
    """A person who stops it once it said so often how far it is."""

    def __init__(self, number: int) -> None:
        object.__setattr__(self, "left", number)
        super().__init__()

    def __setattr__(self, name: str, value: object) -> None:
        object.__setattr__(self, name, value)
        if name == "done":
            object.__setattr__(self, "left", self.left - 1)  # type: ignore[attr-defined, has-type]
            if self.left == 0:  # type: ignore[attr-defined]
                object.__setattr__(self, "stopping", True)


def left(desk: Desk, target: Path) -> list[str]:
    """What lies in the target's folder, and what is left of the work in the cache."""
    return sorted(each.name for each in (*target.parent.iterdir(), *desk.paths.cache.glob("archive-*")))


@pytest.mark.parametrize("kind", KINDS)
def test_it_says_how_far_it_is(week: Desk, target: Path, kind: str) -> None:
    seen: list[int] = []
    going = Watched(seen)
    count = archive.export(week, kind, target, "", going)
    assert count == len(everything(week))
    assert seen == sorted(seen)
    assert len(set(seen)) > 5
    assert seen[-1] == going.total
    assert going.in_percent is (kind == "archive")
    assert left(week, target) == ["file"]


@pytest.mark.parametrize("brand", ["", "one"])
def test_stopped_anywhere_nothing_is_left(week: Desk, target: Path, brand: str) -> None:
    """Wherever it stops: while it copies, takes out, hashes, packs the database, packs the photos."""
    brand_id = planning.first_brand(week).id if brand else ""
    seen: list[int] = []
    archive.export_archive(week, target, brand_id, Watched(seen))
    target.unlink()
    for number in range(2, len(seen), max(1, len(seen) // 40)):
        with pytest.raises(StoppedError):
            archive.export_archive(week, target, brand_id, StopsAt(number))
        assert left(week, target) == [], number


@pytest.mark.parametrize("kind", KINDS)
def test_stopped_the_file_of_last_time_stays(week: Desk, target: Path, kind: str) -> None:
    target.write_text("of last time")
    with pytest.raises(StoppedError):
        archive.export(week, kind, target, "", StopsAt(3))
    assert (left(week, target), target.read_text()) == (["file"], "of last time")


@pytest.mark.parametrize("kind", [*KINDS, "ics"])
def test_stopped_before_it_begins_nothing_is_written(week: Desk, target: Path, kind: str) -> None:
    with pytest.raises(StoppedError):
        archive.export(week, kind, target, "", Going(stopping=True))
    assert left(week, target) == []


def test_ended_by_the_terminal_nothing_is_left(week: Desk, target: Path) -> None:
    class Ends(Going):
        def __setattr__(self, name: str, value: object) -> None:
            object.__setattr__(self, name, value)
            if name == "done" and isinstance(value, int) and value > getattr(self, "total", 0) // 3 > 0:
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        archive.export_archive(week, target, "", Ends())
    assert left(week, target) == []


def test_others_write_while_it_is_written(week: Desk, target: Path, clock: ManualClock) -> None:
    brand, written = planning.first_brand(week), []
    with made_desk(week.paths, clock) as engine:

        class Between(Going):
            def __setattr__(self, name: str, value: object) -> None:
                object.__setattr__(self, name, value)
                if name == "done" and len(written) < 20:
                    written.append(add_post(engine, brand, "Meanwhile").id)

        count = archive.export_archive(week, target, "", Between())
    assert len(written) == 20
    with zipfile.ZipFile(target) as packed:
        packed.extract(archive.DATABASE, target.parent)
    with closing(driver.connect(target.parent / archive.DATABASE, read_only=True)) as copy:
        assert copy.execute("SELECT count(*) FROM post WHERE deleted_at_us IS NULL").fetchone()[0] == count


@pytest.mark.parametrize("free", [0, file_writing.SPARE_BYTES])
def test_where_there_is_no_room_it_is_said_before_anything_is_written(
    week: Desk, target: Path, monkeypatch: pytest.MonkeyPatch, free: int
) -> None:
    monkeypatch.setattr(file_writing.shutil, "disk_usage", lambda _folder: _Usage(free))
    with pytest.raises(ProblemError) as caught:
        archive.export_archive(week, target)
    problem = caught.value.problem
    assert problem.code == "no_room"
    assert problem.values["left"] in ("0 B", "20 MB")
    assert "Nothing was written." in problem.advice
    assert left(week, target) == []


class _Usage:
    def __init__(self, free: int) -> None:
        self.free = free


def test_what_lies_on_one_disk_is_counted_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_writing.shutil, "disk_usage", lambda _folder: _Usage(100_000_000))
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    file_writing.require_room({tmp_path / "a": 50_000_000, tmp_path / "gone": 900_000_000})
    with pytest.raises(ProblemError) as caught:
        file_writing.require_room({tmp_path / "a": 50_000_000, tmp_path / "b": 40_000_000})
    assert (caught.value.problem.values["needed"], caught.value.problem.values["left"]) == ("90 MB", "100 MB")


def test_a_disk_that_does_not_tell_is_tried(week: Desk, target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_folder: Path) -> object:
        raise OSError

    monkeypatch.setattr(file_writing.shutil, "disk_usage", refuse)
    assert archive.export_archive(week, target) == len(everything(week))


def test_what_is_written_in_pieces_is_the_whole(week: Desk, target: Path, clock: ManualClock, tmp_path: Path) -> None:
    archive.export_archive(week, target.with_suffix(".smmdesk"))
    with zipfile.ZipFile(target.with_suffix(".smmdesk")) as packed:
        assert packed.testzip() is None
        manifest = json.loads(packed.read("manifest.json"))
        sizes = {entry.filename: entry.file_size for entry in packed.infolist() if entry.filename != "manifest.json"}
    assert {name: one["size"] for name, one in manifest["files"].items()} == sizes
    with made_desk(Paths(tmp_path / "other"), clock) as other:
        planning.first_brand(other)
        importing.apply_import(other, importing.read_import(other, target.with_suffix(".smmdesk")))
        assert everything(other).keys() == everything(week).keys()


def test_json_is_written_post_by_post_as_one_document(desk: Desk, brand: Brand, target: Path) -> None:
    assert archive.export_json(desk, target) == 0
    assert json.loads(target.read_text("utf-8"))["posts"] == []
    for number in range(9):
        add_post(desk, brand, f"Post {number}\nwith \u2028 and \x85 in it")
    archive.export_json(desk, target)
    text = target.read_text("utf-8")
    assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=1)
    assert len(json.loads(text)["posts"]) == 9


# ------------------------------------------------------------------ at a terminal
class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_shows_it_on_one_line_that_goes_again(week: Desk, target: Path) -> None:
    out = Terminal()
    with progress.shown("Writing…", False, out) as going:
        archive.export(week, "archive", target, "", going)
    lines = out.getvalue().split("\r")
    assert lines[0] == lines[-1] == ""
    assert lines[-2].strip() == ""
    percents = [int(line.removeprefix("Writing… ").removesuffix("%")) for line in lines[1:-2]]
    assert percents == sorted(set(percents))
    assert percents[-1] == 100


@pytest.mark.parametrize("out", [io.StringIO(), Terminal()])
def test_a_script_hears_nothing_of_it(week: Desk, target: Path, out: io.StringIO) -> None:
    with progress.shown("Writing…", isinstance(out, Terminal), out) as going:
        archive.export(week, "json", target, "", going)
    assert out.getvalue() == ""


def test_two_that_are_written_to_one_place_at_once_are_both_whole(desk: Desk, brand: Brand, target: Path) -> None:
    add_post(desk, brand, "Pane")
    with file_writing.writing(target) as draft:
        draft.write_text("begun before, and whole")
        archive.export_csv(desk, target)
        assert "Pane" in target.read_text("utf-8-sig")
    assert target.read_text() == "begun before, and whole"
    assert [path.name for path in target.parent.iterdir()] == [target.name]


def test_a_file_that_nobody_was_asked_about_stays(tmp_path: Path) -> None:
    """The dialog asked about the name as it was typed, without its ending."""
    assert file_writing.with_ending(tmp_path / "Season", "smmdesk") == tmp_path / "Season.smmdesk"
    (tmp_path / "Season.smmdesk").touch()
    assert file_writing.with_ending(tmp_path / "Season", "smmdesk") == tmp_path / "Season 2.smmdesk"
    (tmp_path / "Season 2.smmdesk").touch()
    assert file_writing.with_ending(tmp_path / "Season", "smmdesk") == tmp_path / "Season 3.smmdesk"
    assert file_writing.with_ending(tmp_path / "Season.Smmdesk", "smmdesk") == tmp_path / "Season.Smmdesk"
