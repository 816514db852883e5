"""Two brands in one window, from outside: by keys, by the mouse and by what a screen reader finds."""

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.end_to_end.conftest import Start
from tests.end_to_end.people import ROME, opened
from tests.helpers.screen_clock import ProgramClock
from tests.helpers.screen_program import Program

pytestmark = [pytest.mark.screen, pytest.mark.timeout(600, func_only=True)]

BAKERY, CAFE = "My business", "Cafe Lume"
BREAD, BRUNCH = "Rye bread on Monday", "Brunch until two"
SAID = "Shorter is better, but go on."
CAFE_ROW = (CAFE, "America/New_York", "it", "feste")
"""Its name, zone, language and colour: violet, the third after the program's own."""
MOST_STOPS = 12


def place(program: Program, name: str) -> None:
    """A place of the rail, pressed as assistive technology does."""
    program.find(id=f"place_{name.casefold()}").press()
    program.find("frame", has=f"{name} – smmdesk")


def opens(program: Program, keys: str, brand: str) -> None:
    """Go to a brand by its keys; it is open when its face says so."""
    program.hand.press_keys(keys)
    program.find("check box", has=brand, states=["checked"])


def tab_to(program: Program, control: str) -> None:
    """By the Tab key alone, as somebody who sees nothing gets there."""
    passed: list[str] = []
    while len(passed) < MOST_STOPS:
        passed.append(program.tab().own_id)
        if passed[-1] == control:
            return
    raise AssertionError(f"never came to {control}: {passed}")


def add_the_cafe(program: Program) -> None:
    """Name, another time zone and another language; it is opened at once."""
    place(program, "Settings")
    program.find(id="settings_brand_add").press()
    program.find(id="brand_name", states=["focused"]).write(CAFE)
    program.tab()
    program.hand.press_keys("ctrl+a")
    program.hand.type("New York")
    program.hand.press_keys("Return")
    tab_to(program, "brand_language")
    program.hand.press_keys("End")
    program.tab()
    program.find(id="brand_add").press()
    program.heard("Connect its channels next")
    program.find("check box", has=CAFE, states=["checked"])


def dress_the_cafe(program: Program) -> None:
    """A colour of its own, and its posts wait for an OK."""
    place(program, "Settings")
    program.press(f"Change…: {CAFE}")
    program.find(id="brand_done")
    tab_to(program, "brand_color")
    program.hand.press_keys("Home", "Down", "Down", "Down")
    program.tab()
    program.find(id="brand_done").press()
    program.gone(id="brand_done")
    program.find(id="settings_approval").press()


def write(program: Program, words: str, when: str, moment: datetime) -> None:
    """A post for the only channel, at its time, and on its way out of the composer."""
    program.press("New post")
    program.find("text", "Post text", states=["focused"]).write(words)
    field = program.find("text", "When it goes out")
    field.focus()
    program.find("text", "When it goes out", states=["focused"])
    program.hand.press_keys("ctrl+a")
    program.hand.type(when)
    program.find("label", has=f"{moment:%a} {moment.day} {moment:%b} {moment:%Y}, {moment:%H:%M}")
    program.hand.press_keys("ctrl+Return")
    program.find("list item", has=words)


def find_post(program: Program, words: str) -> None:
    program.hand.press_keys("ctrl+f")
    program.find(id="calendar_find", states=["focused"]).write(words)
    program.find("list item", has=f", {words}")  # among what was found: a chip of the calendar puts it in quotes
    program.hand.press_keys("Return")
    program.find("list item", has=f"“{words}”", states=["focused"])
    program.hand.press_keys("Return")
    program.find("text", "Post text")


def say_and_approve(program: Program) -> None:
    """What was said about it stays with it: who asked, a comment, the OK."""
    find_post(program, BRUNCH)
    program.find(id="composer_approval")
    program.find(id="approval_text").write(SAID)
    program.find(id="approval_comment").press()
    program.find(has=SAID, id="approval_note")
    program.find(id="approval_approve").press()
    program.heard("You gave your OK")
    notes = program.all(id="approval_note")
    assert len(notes) >= 2, notes
    program.hand.press_keys("Escape")
    assert "goes out" in program.find("list item", has=BRUNCH).name


def archive_of_the_cafe(program: Program, folder: Path) -> None:
    """What is written of one brand holds that brand alone."""
    program.find(id="brand").press()
    program.find(id="action_leaving").press()
    program.find(id="leaving_archive_save").press()
    file = folder / "cafe.smmdesk"
    program.find("text", "File name:", states=["focused"]).write(str(file))
    program.hand.press_keys("Return")
    program.heard("1 post written to")
    with closing(sqlite3.connect(":memory:")) as kept:
        with ZipFile(file) as archive:
            kept.deserialize(archive.read("desk.sqlite"))
        assert kept.execute("SELECT name, zone, language, color FROM brand").fetchall() == [CAFE_ROW]
        assert kept.execute("SELECT text FROM post").fetchall() == [(BRUNCH,)]
        notes = kept.execute("SELECT kind, text FROM approval_note ORDER BY at_us").fetchall()
    assert notes == [("asked", ""), ("comment", SAID), ("approved", "")]


@pytest.mark.statement(48)
@pytest.mark.statement(96)
def test_a_second_brand_from_its_beginning_to_its_archive(start: Start, clock: ProgramClock, tmp_path: Path) -> None:
    program = opened(start, clock)
    place(program, "Calendar")
    write(program, BREAD, "23/11 9:00", datetime(2026, 11, 23, 9, tzinfo=ROME))
    assert "goes out" in program.find("list item", has=BREAD).name

    add_the_cafe(program)
    dress_the_cafe(program)
    place(program, "Channels")
    program.press("Connect Practice")
    program.press("Connect")
    program.heard("is connected")
    place(program, "Calendar")
    program.gone("list item", has=BREAD)
    write(program, BRUNCH, "24/11 9:00", datetime(2026, 11, 24, 9))
    assert "Waiting for OK" in program.find("list item", has=BRUNCH).name

    opens(program, "ctrl+shift+1", BAKERY)
    program.find("list item", has=BREAD)
    program.gone("list item", has=BRUNCH)
    opens(program, "ctrl+shift+0", "All brands")
    program.find("list item", has=BREAD)
    program.find("list item", has=BRUNCH)

    program.click(CAFE, "check box")
    program.find("check box", has=CAFE, states=["checked"])
    program.gone("list item", has=BREAD)
    say_and_approve(program)
    clock.set(datetime(2026, 11, 24, 15, 0, 1, tzinfo=ROME))  # nine in New York
    program.find("list item", has="Published")
    archive_of_the_cafe(program, tmp_path)
    program.quit()
