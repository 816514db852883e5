"""The real program from outside: what a screen reader finds, what the keyboard reaches, and how it lives and ends."""

import os
import signal

import pytest

from tests.end_to_end.conftest import Start
from tests.helpers.screen import until
from tests.helpers.screen_program import Program
from tests.helpers.screen_reader import Node

pytestmark = pytest.mark.screen

PLACES = ("Calendar", "Outbox", "Media", "Channels", "Settings")
MOST_STOPS = 200
HELD = {"list item": "list", "page tab": "page tab list", "table cell": "table"}
GROUPED = ("radio button", "check box", *HELD, *HELD.values())
"""Of a group with one stop for Tab, the arrows reach the others."""


# ------------------------------------------------------------------ names
def test_the_window_has_what_the_design_names(start: Start) -> None:
    program = start()
    program.window("Calendar")
    for place in PLACES:
        assert program.find(name=place, states=["checkable"]).own_id.startswith("place_")
    program.find("check box", "Ideas")
    program.press("New post")
    program.find("push button", "Schedule")
    program.find("push button", "Add media")
    assert "multi line" in program.find("text", "Post text").states
    program.click("More ways", role="button menu")
    program.find("menu item", has="Publish now")
    program.hand.press_keys("Escape")
    program.quit()


@pytest.mark.statement(105)
def test_every_word_is_italian_on_an_italian_computer(start: Start) -> None:
    program = start(env={"LANG": "it_IT.UTF-8"})
    program.window("Calendario")
    for place in ("Calendario", "In uscita", "Canali", "Impostazioni"):
        assert program.find(name=place, states=["checkable"]).own_id.startswith("place_")
    program.find("check box", "Idee")
    program.press("Nuovo post")
    program.find("push button", "Programma")
    program.find("push button", "Aggiungi media")
    program.find("text", "Testo del post")
    program.click("Altri modi", role="button menu")
    program.find("menu item", has="Pubblica adesso")


def test_the_language_is_changed_without_a_restart(start: Start) -> None:
    program = start()
    program.window()
    program.go_to("Settings")
    program.hand.click(program.find("combo box", id="settings_language"))
    program.hand.type("Ital")
    program.hand.press_keys("Return")
    program.find("frame", has="Impostazioni – smmdesk")
    program.find("push button", "Nuovo post")


@pytest.mark.statement(100)
@pytest.mark.statement(96)
def test_every_control_has_a_name_and_is_reached_by_the_keyboard(start: Start) -> None:
    """Five walks over what shows: each place, and the composer with all it can hold open."""
    program = start("--demo")
    program.window()
    faults: list[str] = []
    for place in PLACES:
        program.go_to(place)
        faults += [f"{place}: {fault}" for fault in faults_of(program)]
    program.press("New post")
    program.find("text", "Post text")
    faults += [f"composer: {fault}" for fault in faults_of(program)]
    assert not faults, "\n".join(faults)


def faults_of(program: Program) -> list[str]:
    """Controls without a name, and controls that Tab and the arrows never come to."""
    operable = [node for node in program.walk() if node.is_operable and node.role != "scroll bar"]
    nameless = [f"no name: {node}" for node in operable if not node.name.strip()]
    stops = tab_stops(program)
    reached = {place_of(node) for node in stops} | {group_of(node) for node in stops if node.role in GROUPED}
    boxes = {node.id for node in stops if node.role == "combo box"}  # the field in one has its focus
    missed = [
        f"not reached: {node}"
        for node in operable
        if "focusable" in node.states
        and "enabled" in node.states
        and place_of(node) not in reached
        and not (node.role in GROUPED and group_of(node) in reached)
        and not (node.role == "text" and node.id.rpartition(".")[0] in boxes)
    ]
    return nameless + missed


def tab_stops(program: Program) -> list[Node]:
    """Where Tab goes, once around."""
    stops: list[Node] = []
    seen: set[tuple[object, ...]] = set()
    for _ in range(MOST_STOPS):
        node = program.tab()
        if place_of(node) in seen:
            return stops
        seen.add(place_of(node))
        stops.append(node)
    raise AssertionError(f"Tab does not come back to where it was: {[str(node) for node in stops[-5:]]}")


def place_of(node: Node) -> tuple[object, ...]:
    return node.id, node.role, node.name


def group_of(node: Node) -> tuple[object, ...]:
    """The list, the tabs, the group of buttons: what holds it."""
    if node.role in HELD:
        return HELD[node.role], node.id
    return node.role, node.id if node.role in HELD.values() else node.id.rpartition(".")[0]


# ------------------------------------------------------------------ one window
@pytest.mark.fault(80)
@pytest.mark.statement(85)
def test_a_second_start_brings_the_first_window_forward(start: Start) -> None:
    first = start()
    first.window()
    first.hand.do("windowminimize", "--sync", first.window_number())
    second = start()
    assert second.exit_code() == 0
    first.find("frame", has="smmdesk", states=["active"])


# ------------------------------------------------------------------ window and engine
def test_the_engine_goes_on_after_the_windows_crash_until_the_next_window_has_its_own(start: Start) -> None:
    program = start("--demo")
    program.window()
    engine = program.engine()
    program.kill()
    again = start("--demo")
    again.window()
    assert again.all("list item", has="Panettone")
    until(lambda: not program.processes(), "the old engine makes room for the new one")
    assert again.engine() != engine
    again.quit()


def test_an_engine_with_nothing_to_do_ends_after_the_windows_crash(start: Start) -> None:
    program = start()
    program.window()
    program.engine()
    program.kill()
    until(lambda: not program.processes(), "the engine ends by itself")


def test_an_engine_that_fell_is_started_again(start: Start) -> None:
    program = start()
    program.window()
    fallen = program.engine()
    os.kill(fallen, signal.SIGKILL)
    until(lambda: [pid for pid in program.engines() if pid != fallen], "another engine runs")
    program.window()
    program.quit()


def test_ctrl_c_in_the_terminal_ends_it_as_quit_does(start: Start) -> None:
    """Nothing but the end is seen there, and what was being typed is kept."""
    program = start()
    program.window()
    program.press("New post")
    program.fill("Post text", "Warm rolls from seven")
    os.kill(program.pid, signal.SIGINT)
    assert program.exit_code() == 0, program.said()
    until(lambda: not program.processes(), "nothing of the program runs any more")
    assert "Traceback" not in program.said()
    again = start()
    again.window()
    again.find("check box", "No date, 1")
    again.quit()
