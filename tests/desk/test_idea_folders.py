"""A folder of a person's own: what is put into it becomes ideas, once, and the files stay as they are."""

import os
import shutil
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from smmdesk.desk import idea_files, idea_folder, idea_rounds, planning, several_brands, undo
from smmdesk.desk.desk import Desk
from smmdesk.desk.idea_rounds import IdeaRounds
from smmdesk.model.idea_folder import Fate, Refusal
from smmdesk.model.problem import ProblemError
from smmdesk.model.stages import Stage
from tests.desk.idea_place import OTHER, PHOTO, Place, place
from tests.desk.pictures import film

__all__ = ["place"]


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


async def test_a_file_that_is_only_saved_again_is_still_one_that_an_idea_came_from(place: Place, desk: Desk) -> None:
    file = place.put("pane.jpg", PHOTO)
    await place.look()
    before = idea_folder.state_of(desk, place.brand.id)
    os.utime(file, (1_700_000_000, 1_700_000_000))
    assert await place.look() == 0
    assert idea_folder.state_of(desk, place.brand.id) == before
    assert before is not None
    assert before.ideas == 1


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


@pytest.mark.skipif(os.name == "nt", reason="Windows refuses to date a file so far ahead")
async def test_a_file_that_a_wrong_clock_dated_is_taken_once(place: Place) -> None:
    file = place.put("pane.jpg", PHOTO)
    os.utime(file, (1.3e10, 1.3e10))  # in the year 2381, in nanoseconds more than a column holds
    assert file.stat().st_mtime_ns > 2**63
    assert [await place.look(), await place.look()] == [1, 0]


async def test_a_fault_in_one_folder_ends_no_look_into_the_others(
    place: Place, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, allow_log: Callable[[str], None]
) -> None:
    allow_log("not looked into to its end")
    other = several_brands.add_brand(desk, "Forno", zone="Europe/Rome")
    (tmp_path / "Forno").mkdir()
    idea_folder.choose(desk, other.id, tmp_path / "Forno")
    place.put("pane.txt", "Pane")
    real, bad = idea_files.listed, str(tmp_path / "Forno")

    def listed(folder: str) -> idea_files.Listing:
        if folder == bad:
            raise MemoryError
        return real(folder)

    monkeypatch.setattr(idea_files, "listed", listed)
    assert await place.look() == 1


# ------------------------------------------------------------------ offline and gone
async def test_a_disk_that_does_not_answer_keeps_no_other_folder_waiting(
    place: Place, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = several_brands.add_brand(desk, "Forno", zone="Europe/Rome")
    (tmp_path / "Forno").mkdir()
    idea_folder.choose(desk, other.id, tmp_path / "Forno")
    (tmp_path / "Forno" / "nota.txt").write_text("Pane")
    real, answers = idea_files.listed, threading.Event()

    def listed(folder: str) -> idea_files.Listing:
        if folder == str(place.path):
            answers.wait(20)
        return real(folder)

    monkeypatch.setattr(idea_files, "listed", listed)
    monkeypatch.setattr(idea_rounds, "PATIENCE_S", 0.5)
    assert await place.look() == 1
    await place.rounds.look()
    with desk.store.reading() as reader:
        told = [problem.values["folder"] for problem in idea_folder.standing_problems(reader)]
    assert told == [str(place.path)]
    answers.set()
    place.rounds.close(20)


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
@pytest.mark.skipif(os.name == "nt", reason="Windows lets no plain user make symbolic links")
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
