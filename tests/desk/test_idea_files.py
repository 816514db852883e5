"""Files of strangers in a folder for ideas: refused or taken as what they are, and nothing is followed anywhere."""

import os
import socket
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from smmdesk.desk import idea_files, idea_folder, several_brands
from smmdesk.desk.desk import Desk
from smmdesk.desk.idea_files import Found, decoded, listed
from smmdesk.model.brand import Brand
from smmdesk.model.idea_folder import Fate, Refusal
from smmdesk.model.problem import ProblemError
from smmdesk.system.clock import ManualClock
from tests.desk.idea_place import OTHER, PHOTO, Place, place
from tests.helpers.vectors import TEXTS

__all__ = ["place"]


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
    """A picture of 900 megapixels in some bytes, sound as far as anybody looks."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    head = chunk(b"IHDR", (30_000).to_bytes(4, "big") * 2 + b"\x08\x02\0\0\0")
    rows = chunk(b"IDAT", zlib.compress(bytes(1_000))) + chunk(b"IEND", b"")
    return place.put("x.png", b"\x89PNG\r\n\x1a\n" + head + rows).name


def torn(place: Place, _tmp_path: Path) -> str:
    return place.put("x.jpg", PHOTO[: len(PHOTO) // 3]).name


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
        pytest.param(bomb, Refusal.TOO_LARGE, marks=pytest.mark.vector(81), id="bomb"),
        pytest.param(torn, Refusal.DAMAGED, id="torn"),
        pytest.param(no_text, Refusal.DAMAGED, marks=pytest.mark.vector(28), id="no text"),
        pytest.param(no_words, Refusal.EMPTY, id="no words"),
    ],
)
@pytest.mark.skipif(os.name == "nt", reason="Windows has no mkfifo, and makes links for administrators only")
async def test_what_is_refused_is_said_once_and_keeps_nobody_waiting(
    place: Place, tmp_path: Path, made: Callable[[Place, Path], str], why: Refusal
) -> None:
    name = made(place, tmp_path)
    place.put("zz.jpg", OTHER)
    assert await place.look() == 1
    fate = place.fate(name)
    assert fate[0] is Fate.REFUSED
    assert fate[1] == why
    assert place.names(place.ideas[0]) == ["zz.jpg"]
    assert place.told == ""
    state = idea_folder.state_of(place.desk, place.brand.id)
    assert state is not None
    assert [name for name, _why in state.refused] == [name]


@pytest.mark.vector(50)
@pytest.mark.skipif(os.name == "nt", reason="Windows lets no plain user make symbolic links")
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
@pytest.mark.skipif(os.name == "nt", reason="Windows refuses such names: control signs, bytes that are no text")
async def test_a_name_full_of_tricks_is_a_name(place: Place, number: int) -> None:
    name = TEXTS[number].replace("/", "∕").encode()[:200].decode("utf-8", "ignore") + ".jpg"
    place.put(name, PHOTO)
    assert await place.look() == 1
    assert place.fate(name)[0] is Fate.TAKEN
    assert await place.look() == 0


@pytest.mark.vector(27)
@pytest.mark.skipif(os.name == "nt", reason="Windows refuses such names: control signs, bytes that are no text")
async def test_a_name_that_is_no_text_is_taken_once(place: Place) -> None:
    (place.path / os.fsdecode(b"a\xff\xfeb.jpg")).write_bytes(PHOTO)
    assert await place.look() == 1
    assert await place.look() == 0


@pytest.mark.skipif(os.name == "nt", reason="Windows refuses such names: control signs, bytes that are no text")
async def test_two_names_that_differ_in_such_bytes_alone_are_two_files(place: Place) -> None:
    """They read the same, and each looked as if the other had just been written: both were left alone for good."""
    for name, octets in ((b"caff\xe9.jpg", PHOTO), (b"caff\xe8.jpg", OTHER)):
        (place.path / os.fsdecode(name)).write_bytes(octets)
    assert await place.look() == 2
    assert {place.fate(f"caff\ufffd{byte}.jpg")[0] for byte in ("e8", "e9")} == {Fate.TAKEN}
    assert [len(idea.content.media) for idea in place.ideas] == [1, 1]
    assert await place.look() == 0


@pytest.mark.skipif(os.name == "nt", reason="Windows refuses such names: control signs, bytes that are no text")
async def test_two_names_that_read_the_same_all_the_same_are_both_taken(place: Place) -> None:
    """Somebody gave one of them the very name by which the other is shown."""
    (place.path / os.fsdecode(b"caff\xe9.jpg")).write_bytes(PHOTO)
    (place.path / "caff\ufffde9.jpg").write_bytes(OTHER)
    assert await place.look() == 1
    [idea] = place.ideas
    assert len(idea.content.media) == 2
    assert await place.look() == 0


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="this system has no socket files")
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
