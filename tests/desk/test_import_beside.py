"""Photos that lie beside a table come along with it; of a name no path is ever made."""

import shutil
from pathlib import Path

import pytest

from smmdesk.desk import importing, undo
from smmdesk.desk.desk import Desk
from smmdesk.desk.import_plan import Going
from smmdesk.model.brand import Brand
from smmdesk.model.media import Asset
from smmdesk.model.problem import ProblemError
from tests.desk.support import everything

PHOTO = Path(__file__).resolve().parents[2] / "resources" / "sample" / "oven.jpg"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "planned" / "posts"
    made.mkdir(parents=True)
    shutil.copy(PHOTO, made / "Oven.JPG")
    (made / "broken.png").write_bytes(b"no picture")
    shutil.copy(PHOTO, made.parent / "outside.jpg")
    return made


def read(desk: Desk, folder: Path, *rows: str) -> importing.Plan:
    (folder / "rows.csv").write_text("text,media,alt\n" + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return importing.read_import(desk, folder / "rows.csv")


def library(desk: Desk) -> list[Asset]:
    with desk.store.reading() as reader:
        return list(reader.all(Asset))


def test_a_photo_beside_the_table_comes_along_once(desk: Desk, brand: Brand, folder: Path) -> None:
    rows = ("Pane,oven.jpg,Il forno", "Focaccia,Oven.JPG,")
    plan = read(desk, folder, *rows)
    assert (library(desk), plan.problems) == ([], ()), "a look changes nothing"
    assert importing.beside_words(plan) == ["1 file beside it comes along."]
    done = importing.apply_import(desk, plan)
    [asset] = library(desk)
    assert (done.new, done.problems, asset.name) == (2, (), "Oven.JPG")
    posts = {post.content.text: post.content.media for post in everything(desk).values()}
    assert [use.asset_id for uses in posts.values() for use in uses] == [asset.id, asset.id]
    assert posts["Pane"][0].alt_for(brand.language) == "Il forno"
    again = read(desk, folder, *rows)
    assert (again.same, again.new, again.changed, again.beside) == (2, (), (), ())
    undo.undo(desk)
    assert everything(desk) == {}


def test_what_is_no_photo_is_told_with_its_row_and_the_post_comes_in_without(
    desk: Desk, brand: Brand, folder: Path
) -> None:
    plan = read(desk, folder, "Pane,broken.png,", ",broken.png,", "Torta,missing.png,")
    done = importing.apply_import(desk, plan)
    assert {post.content.text for post in everything(desk).values()} == {"Pane", "Torta"}
    assert [(one.number, one.problem.code, one.skipped) for one in done.problems] == [
        (4, "media_not_here", False),
        (2, "file_not_taken", False),
        (0, "import_empty", True),
    ]
    with pytest.raises(ProblemError) as caught:
        importing.apply_import(desk, read(desk, folder, "Altro,broken.png,"), whole=True)
    assert caught.value.problem.code == "file_not_taken"
    assert len(everything(desk)) == 2


@pytest.mark.vector(98)
@pytest.mark.parametrize(
    "name", ["../outside.jpg", "{}/outside.jpg", "link.jpg", ".hidden.jpg", "sub.jpg", "sub/in.jpg"]
)
def test_only_a_plain_file_of_the_same_folder_is_meant(desk: Desk, brand: Brand, folder: Path, name: str) -> None:
    (folder / "link.jpg").symlink_to(folder.parent / "outside.jpg")
    (folder / "sub.jpg").mkdir()
    (folder / "sub").mkdir()
    shutil.copy(PHOTO, folder / "sub" / "in.jpg")
    shutil.copy(PHOTO, folder / ".hidden.jpg")
    plan = read(desk, folder, f"Pane,{name.format(folder.parent)},")
    assert plan.beside == ()
    assert [one.problem.code for one in plan.problems] == ["media_not_here"]


def test_stopped_among_the_photos_nothing_was_written(desk: Desk, brand: Brand, folder: Path) -> None:
    done = importing.apply_import(desk, read(desk, folder, "Pane,oven.jpg,"), going=Going(stopping=True))
    assert (done.stopped, done.step_id, everything(desk), library(desk)) == (True, "", {}, [])
