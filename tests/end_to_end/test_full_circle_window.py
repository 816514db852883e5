"""The circle of the design through the window: as a shop's owner goes round it, with mouse and keyboard."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.end_to_end.conftest import Start
from tests.end_to_end.platforms import Platforms, Said
from tests.end_to_end.test_full_circle import (
    ALT,
    COMMENT,
    PAGE,
    SECOND,
    THIRD,
    TITLE,
    WORDS,
    assert_photo,
    assert_waits_there,
    photo,
    platforms,
    tomorrow_at_nine,
)
from tests.helpers.screen import until
from tests.helpers.screen_clock import ProgramClock
from tests.helpers.screen_program import Program

__all__ = ["photo", "platforms"]
pytestmark = [pytest.mark.screen, pytest.mark.timeout(600, func_only=True)]
NAMES = ("Mastodon", "Bluesky", "WordPress")


@pytest.fixture
def program(
    start: Start,
    clock: ProgramClock,
    browser: dict[str, str],
    keyring: dict[str, str],
    platforms: Platforms,
    tmp_path: Path,
) -> Program:
    """The program with its three channels connected, each as a person does it."""
    platforms.redirect(tmp_path / "desk").mastodon.book.clock = clock
    program = start(clock=clock, env={**browser, **keyring})
    program.window()
    program.go_to("Channels")
    connect_in_the_browser(program, "Mastodon", "Address of your server", platforms.mastodon.url)
    connect_in_the_browser(program, "WordPress", "Address of your site", platforms.wordpress.url)
    program.click("Connect Bluesky")
    program.fill("Your name there", platforms.baker.handle)
    program.fill("App password", platforms.bluesky.app_password(platforms.baker))
    program.hand.press_keys("Return")
    program.heard("is connected")
    program.go_to("Calendar")
    return program


def connect_in_the_browser(program: Program, platform: str, field: str, address: str) -> None:
    program.click(f"Connect {platform}")
    program.fill(field, address)
    program.click(f"Open {platform}")
    program.heard("is connected")


def capture(program: Program, words: str) -> None:
    program.fill("Write down an idea", words)
    program.hand.press_keys("Return")
    program.hand.click(program.find(has=f"Idea, {words}"), times=2)
    program.find("text", "Post text", states=["focused"])


def write(program: Program, photo: Path) -> None:
    """Channels with the mouse, words and title by dictation, the photo through the file picker."""
    for name in NAMES:
        program.click(role="check box", has=f", {name}")
    program.find("text", "Post text").write(WORDS)
    program.find("text", "Title").write(TITLE)
    program.click("Add media")
    program.find("text", "File name:", states=["focused"]).write(str(photo))
    program.click("Open")
    program.find(has=f"Photo 1 of 1, {photo.name}")
    program.find("text", "Description of photo 1").write(ALT)


def date(program: Program, words: str, moment: datetime) -> None:
    """Type when, as people say it; the program says the whole date back."""
    program.fill("When it goes out", words)
    program.find("label", has=f"{moment:%a} {moment.day} {moment:%b} {moment:%Y}, {moment:%H:%M}")


def everybody_is_ready(program: Program, words: str) -> None:
    """Three previews side by side, each with the words, and nothing stands against it."""
    for name in NAMES:
        program.find(has=f"{name}: ready")
        preview = program.find(has=f"Preview on {name}")
        assert words.split()[-1] in preview.description
    assert len({preview.box[:2] for preview in program.all(has="Preview on ")}) == len(NAMES)


def chip(program: Program, moment: datetime, state: str) -> None:
    """The post in the calendar: its time, its channels, what becomes of it."""
    day = f"{moment:%A} {moment.day} {moment:%B}"
    program.find(
        "list item", has=f"{moment:%H:%M}, Mastodon, WordPress and Bluesky, {state}, “{TITLE}”, 1 of 1 on {day}"
    )


def test_the_circle_through_the_window(
    program: Program, platforms: Platforms, photo: Path, clock: ProgramClock
) -> None:
    nine = tomorrow_at_nine()
    capture(program, "Focaccia on Fridays?")
    write(program, photo)
    add_parts(program)
    date(program, "tomorrow 9", nine)
    everybody_is_ready(program, WORDS)
    program.click("Schedule")
    chip(program, nine, "goes out, keep this computer on")
    assert not platforms.on_mastodon() + platforms.on_bluesky() + platforms.on_wordpress()

    clock.set(nine)  # at its time the engine sends, with no hand on the window
    chip(program, nine, "Published")
    for there in (platforms.on_mastodon, platforms.on_bluesky, platforms.on_wordpress):
        until(lambda there=there: there()[-1:] and there()[-1].text == COMMENT, "the first comment is out")
    for said in (platforms.on_mastodon(), platforms.on_bluesky()):
        assert [each.text for each in said] == [WORDS, SECOND, THIRD, COMMENT]
        assert [each.answers for each in said[:3]] == [None, 0, 1]
        assert_photo(said[0])
        assert said[0].links == (PAGE,)
    article, comment = platforms.on_wordpress()
    assert article.text == "\n".join((TITLE, WORDS, SECOND, THIRD))
    assert_photo(article)
    assert comment == Said(COMMENT, answers=0)

    program.go_to("Outbox")  # the receipts
    until(lambda: len(program.all("push button", has=", Published ")) == len(NAMES), "each channel has its receipt")
    program.quit()


def add_parts(program: Program) -> None:
    """Two further parts, which WordPress says in one text, and a first comment."""
    program.click("Parts of a thread", role="button menu")
    program.hand.click(program.find("menu item", "Add a part"))
    program.find("text", "Part 2 of 2").write(SECOND)
    program.click("Add a part")
    program.find("text", "Part 3 of 3").write(THIRD)
    program.click(has="First comment", role="push button")
    program.find("text", has="First comment").write(COMMENT)
    program.click("Put it in one text")


def test_the_platforms_own_lists_through_the_window(
    program: Program, platforms: Platforms, photo: Path, clock: ProgramClock
) -> None:
    """What is handed over says so; dragged to another day it moves there, taken back it is gone there."""
    nine = tomorrow_at_nine()
    capture(program, "Focaccia on Fridays?")
    write(program, photo)
    date(program, "tomorrow 9", nine)
    everybody_is_ready(program, WORDS)
    program.click("Schedule")
    until(lambda: waits_there(platforms, nine), "WordPress and Mastodon have it on their lists")
    assert_waits_there(platforms, nine)

    later = nine + timedelta(days=2)
    program.hand.drag(
        program.find("list item", has=f"“{TITLE}”"),
        program.find("list item", has=f"{later:%A} {later.day} {later:%B}, "),
    )
    until(lambda: waits_there(platforms, later), "it has moved on both lists")
    assert_waits_there(platforms, later)

    program.hand.press_keys("ctrl+z")  # one step back moves it back there, too
    until(lambda: waits_there(platforms, nine), "it is where it was, on both lists")
    program.hand.press_keys("ctrl+z")  # another step back, and nobody has scheduled it
    until(
        lambda: not platforms.mastodon.scheduled and not platforms.wordpress.posts(status="future"),
        "it is taken off both lists",
    )
    assert not platforms.on_mastodon() + platforms.on_bluesky() + platforms.on_wordpress()
    program.quit()


def waits_there(platforms: Platforms, moment: datetime) -> bool:
    """Whether both lists hold it for this moment."""
    here = [each.scheduled_at for each in platforms.mastodon.scheduled]
    there = [each["date_gmt"] for each in platforms.wordpress.posts(status="future")]
    return here == [moment] and there == [f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}"]
