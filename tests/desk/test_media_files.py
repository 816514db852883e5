"""What a drop of files, folders and live photos means."""

import os
from pathlib import Path

import pytest

from smmdesk.desk.media_files import gather
from tests.desk.pictures import PHONE, film


def names(found: tuple[Path, ...]) -> list[str]:
    return [path.name for path in found]


def test_a_folder_stands_for_its_photos_videos_and_documents_by_name(tmp_path: Path) -> None:
    inner = tmp_path / "menu" / "dolci"
    inner.mkdir(parents=True)
    for name in ("b.JPG", "a.png", "listino.pdf", "prezzi.xlsx", ".nascosta.jpg"):
        (tmp_path / "menu" / name).write_bytes(b"x")
    (inner / "torta.heic").write_bytes(b"x")
    single = tmp_path / "insegna.txt"
    single.write_bytes(b"x")
    found = gather([single, tmp_path / "menu", single])  # a file by name is never dropped
    assert names(found.files) == [
        "insegna.txt",
        "a.png",
        "b.JPG",
        "listino.pdf",
        "torta.heic",
    ]
    assert found.problems == ()


@pytest.mark.vector(99)
def test_a_drag_of_five_thousand_files_ends_and_says_so(tmp_path: Path) -> None:
    found = gather([tmp_path / f"{number}.jpg" for number in range(5_000)])
    assert len(found.files) == 200
    assert [problem.title for problem in found.problems] == ["Only the first 200 files were added"]


@pytest.mark.vector(99)
@pytest.mark.skipif(os.name == "nt", reason="making links needs a right there")
def test_a_folder_that_holds_itself_ends(tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (inner / "again").symlink_to(tmp_path / "a")
    (inner / "c.jpg").write_bytes(b"x")
    (inner / "link.jpg").symlink_to("/dev/zero")
    assert names(gather([tmp_path / "a"]).files) == ["c.jpg"]
    deep = tmp_path / "deep"
    for _ in range(20):
        deep = deep / "d"
    deep.mkdir(parents=True)
    (deep / "lost.jpg").write_bytes(b"x")
    assert gather([tmp_path / "deep"]).files == ()


@pytest.mark.vector(98)
@pytest.mark.parametrize(
    "path", ["\0.jpg", "x" * 300 + ".jpg", "%APPDATA%/a.jpg", "//10.0.0.5/share/a.jpg", "a\n.jpg ", "🥐 .jpg"]
)
def test_odd_paths_are_kept_for_the_reader_to_refuse(path: str) -> None:
    assert gather([Path(path)]).files == (Path(path),)


def test_the_film_of_a_live_photo_is_left_out_by_name(tmp_path: Path) -> None:
    for name, data in (
        ("IMG_1.HEIC", PHONE.read_bytes()),
        ("IMG_1.MOV", film(duration_ms=2_800, brand=b"qt  ")),
        ("IMG_2.JPG", b"x"),
        ("IMG_2.MOV", film(duration_ms=45_000, brand=b"qt  ")),
        ("IMG_3.MOV", film(duration_ms=2_800, brand=b"qt  ")),
    ):
        (tmp_path / name).write_bytes(data)
    found = gather(sorted(tmp_path.iterdir()))
    assert names(found.files) == ["IMG_1.HEIC", "IMG_2.JPG", "IMG_2.MOV", "IMG_3.MOV"]
    assert [problem.title for problem in found.problems] == [
        "“IMG_1.MOV” is the moving part of a live photo and was left out"
    ]
