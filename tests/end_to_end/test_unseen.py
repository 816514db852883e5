"""What somebody hears who neither sees nor points, from outside, as their screen reader is told it."""

import pytest

from tests.end_to_end.conftest import Start
from tests.end_to_end.people import opened
from tests.helpers.screen_clock import ProgramClock

pytestmark = pytest.mark.screen


@pytest.mark.statement(98)
def test_arrows_say_day_and_post_and_their_menu_opens_by_its_keys(start: Start, clock: ProgramClock) -> None:
    program = opened(start, clock, "--demo")
    program.find("list item", has="Wednesday 18 November, today", states=["focused"])
    assert program.tab("Right").name == "Thursday 19 November, 2 posts"
    post = program.tab("alt+Down")
    assert (post.role, post.name.partition(",")[0]) == ("list item", "09:00")
    for keys in ("shift+F10", "Menu"):
        program.hand.press_keys(keys)
        program.find("menu item", has="Move to…")
        program.hand.press_keys("Escape")
        program.gone("menu item", has="Move to…")
        assert "focused" in (post.now() or post).states, keys


@pytest.mark.statement(96)
def test_a_new_post_tells_that_its_text_has_the_keyboard(start: Start, clock: ProgramClock) -> None:
    program = opened(start, clock, "--demo")
    program.hand.press_keys("ctrl+n")
    text = program.find("text", "Post text", states=["focused"])
    heard = program.focused()
    assert heard is not None
    assert (heard.role, heard.name) == (text.role, text.name)


@pytest.mark.statement(100)
def test_what_a_button_says_has_no_markup(start: Start, clock: ProgramClock) -> None:
    program = opened(start, clock, "--demo")
    assert program.find("push button", "New post").description == "New post  Ctrl+N"
    assert not [str(each) for each in program.walk() if "<" in each.description]
