"""A folder of a person's own: what is put into it becomes ideas, once, and the files stay as they are."""

import os
import shutil
import socket
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from smmdesk.desk import idea_files, idea_folder, idea_rounds, planning, several_brands, undo
from smmdesk.desk.desk import Desk
from smmdesk.desk.idea_files import Found, decoded, listed
from smmdesk.desk.idea_rounds import IdeaRounds
from smmdesk.model.brand import Brand
from smmdesk.model.idea_folder import Fate, Refusal
from smmdesk.model.media import Asset
from smmdesk.model.post import Post
from smmdesk.model.problem import ProblemError
from smmdesk.model.stages import Stage
from smmdesk.store import idea_folders
from smmdesk.system.clock import ManualClock
from tests.desk.pictures import encoded, film, picture
from tests.helpers.vectors import TEXTS


class Place:
    """The folder, the engine's rounds, and time."""

    def __init__(self, desk: Desk, clock: ManualClock, brand: Brand, path: Path) -> None:
        self.desk, self.clock, self.brand, self.path = desk, clock, brand, path
        path.mkdir()
        self.rounds = IdeaRounds(desk)

    def choose(self, found: tuple[Found, ...] = ()) -> None:
        idea_folder.choose(self.desk, self.brand.id, self.path, found)

    def put(self, name: str, data: bytes | str) -> Path:
        file = self.path / name
        file.write_bytes(data.encode() if isinstance(data, str) else data)
        return file

    async def look(self) -> int:
        """Two looks with half a minute between: what stands still then is taken."""
        made = await self.rounds.look()
        self.clock.advance(timedelta(seconds=31))
        return made + await self.rounds.look()

    @property
    def ideas(self) -> list[Post]:
        with self.desk.store.reading() as reader:
            found = reader.all(Post, brand_id=self.brand.id)
        assert {post.stage for post in found} <= {Stage.IDEA}
        return sorted(found, key=lambda post: post.id)

    def names(self, post: Post) -> list[str]:
        with self.desk.store.reading() as reader:
            assets = reader.many(Asset, [use.asset_id for use in post.content.media])
        return sorted(asset.name for asset in assets.values())

    def fate(self, name: str) -> tuple[Fate, str]:
        with self.desk.store.reading() as reader:
            files = idea_folders.files_of(reader, self.brand.id)
        return next((each.fate, each.why) for each in reversed(files) if each.name == name)

    @property
    def told(self) -> str:
        state = idea_folder.state_of(self.desk, self.brand.id)
        assert state is not None
        return state.folder.told


@pytest.fixture
def place(desk: Desk, clock: ManualClock, brand: Brand, tmp_path: Path) -> Place:
    made = Place(desk, clock, brand, tmp_path / "Idee")
    made.choose()
    return made


PHOTO, OTHER = encoded(picture()), encoded(picture((90, 60)))


# ------------------------------------------------------------------ what becomes an idea
async def test_a_photo_a_film_and_a_text_become_ideas_and_stay_where_they_are(place: Place) -> None:
    place.put("pane.jpg", PHOTO)
    place.put("forno.mp4", film())
    place.put("nota.md", "\ufeffPane di segale\r\n\r\nIl sabato\r\n")
    before = {file.name: (file.read_bytes(), file.stat().st_mtime_ns) for file in place.path.iterdir()}
    assert await place.look() == 3
    said = {(post.content.text, *place.names(post)) for post in place.ideas}
    assert said == {("", "pane.jpg"), ("", "forno.mp4"), ("Pane di segale\n\nIl sabato",)}
    assert before == {file.name: (file.read_bytes(), file.stat().st_mtime_ns) for file in place.path.iterdir()}
    assert await place.look() == 0


async def test_a_photo_and_a_text_of_one_name_are_one_idea(place: Place) -> None:
    place.put("Pane.JPG", PHOTO)
    place.put("pane.txt", "Pane di segale")
    assert await place.look() == 1
    (idea,) = place.ideas
    assert (idea.content.text, place.names(idea)) == ("Pane di segale", ["Pane.JPG"])


@pytest.mark.parametrize("first", ["pane.jpg", "pane.txt"])
async def test_the_other_half_joins_the_idea_when_it_comes_later(place: Place, first: str) -> None:
    parts: dict[str, bytes | str] = {"pane.jpg": PHOTO, "pane.txt": "Pane di segale"}
    place.put(first, parts.pop(first))
    await place.look()
    place.put(*next(iter(parts.items())))
    await place.look()
    (idea,) = place.ideas
    assert (idea.content.text, place.names(idea)) == ("Pane di segale", ["pane.jpg"])


async def test_what_somebody_has_gone_on_with_is_left_alone(place: Place, desk: Desk) -> None:
    place.put("pane.jpg", PHOTO)
    await place.look()
    (idea,) = place.ideas
    planning.save_post(desk, replace(idea, content=replace(idea.content, text="Mio")))
    place.put("pane.txt", "Pane di segale")
    assert await place.look() == 1
    assert sorted(post.content.text for post in place.ideas) == ["Mio", "Pane di segale"]


async def test_a_text_that_somebody_writes_on_goes_on_in_its_idea(place: Place) -> None:
    place.put("idee.txt", "Pane")
    await place.look()
    place.put("idee.txt", "Pane\nFocaccia")
    await place.look()
    assert [post.content.text for post in place.ideas] == ["Pane\nFocaccia"]
    place.put("idee.txt", "Tutt'altro")
    await place.look()
    assert sorted(post.content.text for post in place.ideas) == ["Pane\nFocaccia", "Tutt'altro"]


# ------------------------------------------------------------------ once
async def test_renames_copies_and_restarts_make_no_second_idea(place: Place, desk: Desk) -> None:
    file = place.put("pane.jpg", PHOTO)
    text = place.put("nota.txt", "Pane")
    await place.look()
    file.rename(place.path / "altro nome.jpg")
    text.rename(place.path / "altro.txt")
    shutil.copyfile(place.path / "altro nome.jpg", place.path / "Kopie.jpg")
    place.rounds = IdeaRounds(desk)
    assert await place.look() == 0
    assert len(place.ideas) == 2
    assert place.fate("Kopie.jpg") == (Fate.COPY, "")


async def test_a_pair_that_is_renamed_makes_no_second_idea(place: Place) -> None:
    for name, data in (("a.jpg", PHOTO), ("a.txt", b"Pane")):
        place.put(name, data)
    await place.look()
    for name in ("a.jpg", "a.txt"):
        (place.path / name).rename(place.path / name.replace("a", "b", 1))
    assert await place.look() == 0
    assert len(place.ideas) == 1


async def test_the_same_words_beside_another_photo_are_that_photos_words(place: Place) -> None:
    for name, data in (("a.jpg", PHOTO), ("a.txt", b"Oggi"), ("b.jpg", OTHER), ("b.txt", b"Oggi")):
        place.put(name, data)
    assert await place.look() == 2
    assert [post.content.text for post in place.ideas] == ["Oggi", "Oggi"]


async def test_an_idea_that_was_thrown_away_does_not_come_back(place: Place, desk: Desk) -> None:
    place.put("pane.jpg", PHOTO)
    await place.look()
    planning.trash(desk, [place.ideas[0].id])
    idea_folder.leave(desk, place.brand.id)
    place.choose()
    assert await place.look() == 0
    assert place.ideas == []


async def test_undo_does_not_take_back_what_the_folder_brought(place: Place, desk: Desk) -> None:
    planning.add_post(desk, place.brand.id, stage=Stage.IDEA)
    label = undo.peek(desk).undo_label
    place.put("pane.jpg", PHOTO)
    await place.look()
    assert undo.peek(desk).undo_label == label


async def test_what_lay_there_before_is_left_also_under_another_name(place: Place, desk: Desk) -> None:
    old = place.put("vecchia.jpg", PHOTO)
    place.choose(idea_folder.look_at(desk, place.brand.id, place.path))
    assert await place.look() == 0
    old.rename(place.path / "rinominata.jpg")
    place.put("nuova.jpg", OTHER)
    assert await place.look() == 1
    assert place.names(place.ideas[0]) == ["nuova.jpg"]


async def test_a_disk_that_comes_back_brings_nothing_old(place: Place, desk: Desk, tmp_path: Path) -> None:
    """A mount point without its disk is an empty folder."""
    place.put("vecchia.jpg", PHOTO)
    place.choose(idea_folder.look_at(desk, place.brand.id, place.path))
    (place.path / "vecchia.jpg").rename(tmp_path / "disk.jpg")
    await place.look()
    (tmp_path / "disk.jpg").rename(place.path / "vecchia.jpg")
    assert await place.look() == 0


# ------------------------------------------------------------------ half written
async def test_a_file_waits_until_it_has_stopped_growing(place: Place) -> None:
    file = place.put("pane.jpg", b"")
    assert await place.look() == 0
    for part in (PHOTO[:200], PHOTO[200:400]):
        with file.open("ab") as open_file:
            open_file.write(part)
        assert await place.rounds.look() == 0
        place.clock.advance(timedelta(seconds=5))
    with file.open("ab") as open_file:
        open_file.write(PHOTO[400:])
    assert await place.rounds.look() == 0
    place.clock.advance(timedelta(seconds=11))
    assert await place.rounds.look() == 1


async def test_a_photo_waits_for_its_text_that_is_still_written(place: Place) -> None:
    place.put("pane.jpg", PHOTO)
    place.put("pane.txt", "Pa")
    await place.rounds.look()
    place.clock.advance(timedelta(seconds=12))
    place.put("pane.txt", "Pane di segale")
    assert await place.rounds.look() == 0
    assert await place.look() == 1
    assert place.ideas[0].content.text == "Pane di segale"


async def test_a_torn_file_is_said_and_taken_once_it_is_whole(place: Place) -> None:
    place.put("pane.jpg", PHOTO[: len(PHOTO) // 2])
    assert await place.look() == 0
    assert place.fate("pane.jpg") == (Fate.REFUSED, Refusal.DAMAGED)
    place.put("pane.jpg", PHOTO)
    assert await place.look() == 1


# ------------------------------------------------------------------ strange and hostile
def link(place: Place, tmp_path: Path) -> str:
    (tmp_path / "secret.jpg").write_bytes(PHOTO)
    os.symlink(tmp_path / "secret.jpg", place.path / "x.jpg")
    return "x.jpg"


def link_to_words(place: Place, tmp_path: Path) -> str:
    (tmp_path / "secret.txt").write_text("parola segreta")
    os.symlink(tmp_path / "secret.txt", place.path / "x.txt")
    return "x.txt"


def pipe(place: Place, _tmp_path: Path) -> str:
    os.mkfifo(place.path / "x.jpg")
    return "x.jpg"


def sparse(place: Place, _tmp_path: Path) -> str:
    with (place.path / "x.mp4").open("wb") as file:
        file.truncate(8_000_000_000)
    return "x.mp4"


def long_text(place: Place, _tmp_path: Path) -> str:
    return place.put("x.txt", "a" * (idea_files.TEXT_MAX_BYTES + 1)).name


def program(place: Place, _tmp_path: Path) -> str:
    return place.put("x.exe", b"MZ").name


def drawing(place: Place, _tmp_path: Path) -> str:
    return place.put("x.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>").name


def bomb(place: Place, _tmp_path: Path) -> str:
    head = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (30_000).to_bytes(4, "big") * 2 + b"\x08\x02\0\0\0\0\0\0\0"
    return place.put("x.png", head).name


def no_text(place: Place, _tmp_path: Path) -> str:
    return place.put("x.txt", b"\x7fELF\x00\x01\x02").name


def no_words(place: Place, _tmp_path: Path) -> str:
    return place.put("x.txt", " \n\t\n").name


@pytest.mark.parametrize(
    ("made", "why"),
    [
        pytest.param(link, Refusal.LINK, marks=pytest.mark.vector(50), id="link"),
        pytest.param(link_to_words, Refusal.LINK, marks=pytest.mark.vector(50), id="link to words"),
        pytest.param(pipe, Refusal.KIND, marks=pytest.mark.vector(88), id="pipe"),
        pytest.param(sparse, Refusal.TOO_LARGE, marks=pytest.mark.vector(88), id="eight gigabytes"),
        pytest.param(long_text, Refusal.TOO_LARGE, marks=pytest.mark.vector(29), id="long text"),
        pytest.param(program, Refusal.KIND, id="program"),
        pytest.param(drawing, Refusal.DAMAGED, marks=pytest.mark.vector(82), id="drawing"),
        pytest.param(bomb, Refusal.DAMAGED, marks=pytest.mark.vector(81), id="bomb"),
        pytest.param(no_text, Refusal.DAMAGED, marks=pytest.mark.vector(28), id="no text"),
        pytest.param(no_words, Refusal.EMPTY, id="no words"),
    ],
)
@pytest.mark.skipif(os.name == "nt", reason="links and pipes are made otherwise there")
async def test_what_is_refused_is_said_once_and_keeps_nobody_waiting(
    place: Place, tmp_path: Path, made: Callable[[Place, Path], str], why: Refusal
) -> None:
    name = made(place, tmp_path)
    place.put("zz.jpg", OTHER)
    assert await place.look() == 1
    fate = place.fate(name)
    assert fate[0] is Fate.REFUSED
    assert fate[1] == why or (why is Refusal.DAMAGED and fate[1] == Refusal.TOO_LARGE)
    assert place.names(place.ideas[0]) == ["zz.jpg"]
    assert place.told == ""
    state = idea_folder.state_of(place.desk, place.brand.id)
    assert state is not None
    assert [name for name, _why in state.refused] == [name]


@pytest.mark.vector(50)
@pytest.mark.skipif(os.name == "nt", reason="links are made otherwise there")
async def test_a_file_that_becomes_a_link_while_it_is_looked_at_is_not_followed(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "secret.jpg").write_bytes(OTHER)
    file = place.put("x.jpg", PHOTO)
    real = idea_files.opened

    def swapped(found: Found) -> object:
        with real(found):
            pass
        file.unlink()
        os.symlink(tmp_path / "secret.jpg", file)
        return real(found)

    monkeypatch.setattr(idea_files, "opened", swapped)
    assert await place.look() == 0
    assert place.ideas == []


@pytest.mark.vector(88)
async def test_a_file_that_changes_while_it_is_copied_waits(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    file = place.put("x.jpg", PHOTO)
    copy = place.desk.files._copy

    def growing(*given: object) -> object:
        stored = copy(*given)  # type: ignore[arg-type]
        with file.open("ab") as more:
            more.write(b"more")
        return stored

    monkeypatch.setattr(place.desk.files, "_copy", growing)
    assert await place.look() == 0
    assert place.ideas == []


HIDDEN = (".nascosta.jpg", "~$nota.txt", "pane.jpg.part", "film.mp4.crdownload", "Thumbs.db", "nota.txt~", ".DS_Store")


async def test_what_is_hidden_half_done_or_a_folder_is_passed_over(place: Place) -> None:
    for name in HIDDEN:
        place.put(name, PHOTO)
    (place.path / "altra cartella").mkdir()
    (place.path / "altra cartella" / "dentro.jpg").write_bytes(PHOTO)
    assert await place.look() == 0
    state = idea_folder.state_of(place.desk, place.brand.id)
    assert state is not None
    assert (state.refused, state.ideas) == ((), 0)


@pytest.mark.parametrize("number", [pytest.param(n, marks=pytest.mark.vector(n)) for n in (1, 6, 21, 22, 23, 24, 25)])
@pytest.mark.skipif(os.name == "nt", reason="Windows takes no such names")
async def test_a_name_full_of_tricks_is_a_name(place: Place, number: int) -> None:
    name = TEXTS[number].replace("/", "∕").encode()[:200].decode("utf-8", "ignore") + ".jpg"
    place.put(name, PHOTO)
    assert await place.look() == 1
    assert place.fate(name)[0] is Fate.TAKEN
    assert await place.look() == 0


@pytest.mark.vector(27)
@pytest.mark.skipif(os.name == "nt", reason="Windows takes no such names")
async def test_a_name_that_is_no_text_is_taken_once(place: Place) -> None:
    (place.path / os.fsdecode(b"a\xff\xfeb.jpg")).write_bytes(PHOTO)
    assert await place.look() == 1
    assert await place.look() == 0


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="there are none")
async def test_a_socket_is_no_file(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(place.path)
    with socket.socket(socket.AF_UNIX) as made:
        made.bind("x.jpg")
        assert await place.look() == 0
    assert place.fate("x.jpg") == (Fate.REFUSED, Refusal.KIND)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("Perché".encode(), "Perché"),
        ("Perché".encode("utf-16"), "Perché"),
        ("Perché".encode("cp1252"), "Perché"),
        (b"\xef\xbb\xbfPane\r\n", "Pane"),
        (b"Pane\x00", None),
        (bytes(range(1, 32)), None),
        (b"\xff\xfeP", None),
    ],
)
def test_words_are_read_as_they_were_written(data: bytes, text: str | None) -> None:
    assert decoded(data) == text


# ------------------------------------------------------------------ how many
async def test_some_at_a_time_and_so_many_a_day(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(idea_rounds, "AT_ONCE", 3)
    monkeypatch.setattr(idea_rounds, "A_DAY", 5)
    for number in range(8):
        place.put(f"{number}.txt", f"Idea {number}")
    assert [await place.look(), await place.look(), await place.look()] == [3, 2, 0]
    assert place.told == "ideas_folder_many"
    place.clock.advance(timedelta(days=1))
    assert await place.look() == 3
    assert place.told == ""


async def test_a_folder_with_far_too_much_in_it_is_said(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(idea_files, "LOOKED_AT_MOST", 3)
    for number in range(5):
        place.put(f"{number}.txt", f"Idea {number}")
    assert await place.look() == 3
    assert place.told == "ideas_folder_crowded"


# ------------------------------------------------------------------ offline and gone
async def test_a_folder_that_is_gone_is_said_once_and_goes_on_by_itself(
    place: Place, desk: Desk, tmp_path: Path
) -> None:
    place.path.rename(tmp_path / "weg")
    for _number in range(2):
        await place.rounds.look()
    assert place.told == ""  # a disk may be plugged in again
    await place.rounds.look()
    with desk.store.reading() as reader:
        (problem,) = idea_folder.standing_problems(reader)
    assert (problem.code, problem.values["folder"]) == ("ideas_folder_gone", str(place.path))
    idea_folder.problem_seen(desk, place.brand.id)
    await place.rounds.look()
    with desk.store.reading() as reader:
        assert idea_folder.standing_problems(reader) == ()
    (tmp_path / "weg").rename(place.path)
    place.put("pane.jpg", PHOTO)
    assert await place.look() == 1
    assert place.told == ""


@pytest.mark.vector(50)
@pytest.mark.skipif(os.name == "nt", reason="links are made otherwise there")
async def test_a_folder_that_becomes_a_link_elsewhere_is_gone(place: Place, tmp_path: Path) -> None:
    (tmp_path / "private").mkdir()
    (tmp_path / "private" / "secret.txt").write_text("parola segreta")
    place.path.rmdir()
    os.symlink(tmp_path / "private", place.path)
    for _number in range(3):
        assert await place.look() == 0
    assert place.told == "ideas_folder_gone"


async def test_a_full_disk_keeps_all_for_later(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.put("pane.jpg", PHOTO)

    def full(*_given: object, **_named: object) -> object:
        raise ProblemError("disk_full")

    with monkeypatch.context() as patched:
        patched.setattr(place.desk.files, "put_file", full)
        assert await place.look() == 0
    assert place.told == "disk_full"
    assert await place.look() == 1
    assert place.told == ""


async def test_a_brand_that_is_put_away_gets_no_ideas(place: Place, desk: Desk) -> None:
    several_brands.add_brand(desk, "Altro")
    several_brands.put_away(desk, place.brand.id)
    place.put("pane.jpg", PHOTO)
    assert await place.look() == 0
    several_brands.bring_back(desk, place.brand.id)
    assert await place.look() == 1


# ------------------------------------------------------------------ choosing
def refusal(desk: Desk, brand: Brand, path: Path) -> str:
    with pytest.raises(ProblemError) as caught:
        idea_folder.look_at(desk, brand.id, path)
    return caught.value.problem.code


def test_folders_that_cannot_be_one(place: Place, desk: Desk, tmp_path: Path) -> None:
    other = several_brands.add_brand(desk, "Altro")
    (tmp_path / "file").touch()
    assert refusal(desk, place.brand, tmp_path / "nowhere") == "ideas_folder_unreadable"
    assert refusal(desk, place.brand, tmp_path / "file") == "ideas_folder_unreadable"
    assert refusal(desk, place.brand, desk.paths.media) in ("ideas_folder_ours", "ideas_folder_unreadable")
    assert refusal(desk, place.brand, tmp_path) == "ideas_folder_ours"  # the data folder lies in it
    assert refusal(desk, other, place.path) == "ideas_folder_taken"
    assert idea_folder.look_at(desk, place.brand.id, place.path) == ()


def test_choosing_and_leaving_is_kept(place: Place, desk: Desk, clock: ManualClock, tmp_path: Path) -> None:
    state = idea_folder.state_of(desk, place.brand.id)
    assert state is not None
    assert (state.folder.path, state.ideas) == (os.path.realpath(place.path), 0)
    idea_folder.leave(desk, place.brand.id)
    assert idea_folder.state_of(desk, place.brand.id) is None


def test_a_listing_never_raises(tmp_path: Path) -> None:
    assert listed(str(tmp_path / "no")).told == "ideas_folder_gone"
    assert listed("a\0b").told == "ideas_folder_gone"
