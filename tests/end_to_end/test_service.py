"""The engine as a service of the computer: set up in Settings, run by a real systemd, and removed in Settings."""

import os
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from smmdesk.app import close_now, open_desk
from smmdesk.desk import planning
from smmdesk.model.moment import Moment
from smmdesk.system.at_login import entry_name
from smmdesk.system.paths import Paths
from smmdesk.system.single import is_held
from tests.desk.support import ROME, add_channel, add_post
from tests.end_to_end.conftest import SHOTS, Start
from tests.end_to_end.people import page_of, practice_page
from tests.helpers.clean_root import why_not
from tests.helpers.program_command import INSTALLED
from tests.helpers.screen import Screen, until
from tests.helpers.screen_program import Program, program_environment
from tests.helpers.user_services import RUNTIME, UserServices, why_no_services

pytestmark = [
    pytest.mark.screen,
    pytest.mark.long,
    pytest.mark.timeout(400),
    pytest.mark.skipif(
        bool(why_not() or why_no_services()), reason=why_not() or why_no_services() or "it can be tried"
    ),
]
WORDS = "The bread is out, and nobody sat at the computer."
BOX, WHO = "Publish without the window", "settings_who"
TAKES_OVER_S = 90.0
"""An engine that found the window's at work is started again half a minute later."""
FORGETS_S = 45.0
"""Longer than the program itself has patience with systemd (at_login.PATIENCE_S)."""


@pytest.fixture
def services(screen: Screen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[UserServices]:
    """The systemd of the person at the screen; `start` starts programs that reach it."""
    environment = program_environment(screen, tmp_path / "desk", None, {})
    with UserServices(environment, tmp_path) as made:
        monkeypatch.setenv(INSTALLED, made.program)
        yield made


def due_soon(folder: Path, words: str) -> None:
    """Another program on this folder schedules a post for a moment from now."""
    desk = open_desk(Paths(folder))
    brand = planning.first_brand(desk)
    post = add_post(desk, brand, words, add_channel(desk, brand, "Shop window"))
    planning.schedule(desk, post.id, Moment.of(desk.clock.now() + timedelta(seconds=8), ROME))
    close_now(desk)


def in_settings(start: Start, folder: Path, home: Mapping[str, str] = {}) -> Program:
    program = start(folder=folder, env={**home, "XDG_RUNTIME_DIR": RUNTIME})
    program.window()
    program.go_to("Settings")
    return program


def test_posts_go_out_without_a_window_until_settings_remove_it(
    start: Start, screen: Screen, services: UserServices, tmp_path: Path
) -> None:
    folder = tmp_path / "desk"
    unit = f"{entry_name(Paths(folder))}.service"
    program = in_settings(start, folder)
    program.click(BOX, role="check box")
    until(lambda: services.ask("is-enabled", unit) == "enabled", "systemd knows the service")
    program.find("check box", BOX, states=["checked"])
    program.quit()

    until(lambda: is_held(Paths(folder).engine_lock), "the service publishes from this folder", TAKES_OVER_S)
    assert services.ask("is-active", unit) == "active"
    due_soon(folder, WORDS)
    until(lambda: page_of(program, WORDS), "it is out", TAKES_OVER_S)

    again = in_settings(start, folder)
    assert "also without the window" in again.find(id=WHO).name
    shown = Path(os.environ.get(SHOTS) or tmp_path) / "service.png"
    again.reveal(again.find(id="settings_country"))  # clear of the foot, where what is told in passing covers it
    screen.picture(shown)
    again.click(BOX, role="check box", states=["checked"])
    again.find("check box", BOX, without=["checked"])
    until(lambda: services.ask("is-enabled", unit) != "enabled", "systemd knows it no more", FORGETS_S)
    again.quit()
    until(lambda: not is_held(Paths(folder).engine_lock), "nobody publishes any more")
    assert services.ask("is-active", unit) == "inactive"
    config = Path(program.environment["XDG_CONFIG_HOME"]) / "systemd"
    assert not [path for path in config.rglob("*") if not path.is_dir()], "nothing stays behind"


def test_two_folders_are_two_services(start: Start, screen: Screen, services: UserServices, tmp_path: Path) -> None:
    """A shop and a club on one computer: each has a unit of its own, and taking one away leaves the other at work."""
    shop, club = tmp_path / "desk", tmp_path / "the club's desk"
    units = {folder: f"{entry_name(Paths(folder))}.service" for folder in (shop, club)}
    assert len(set(units.values())) == 2
    ones = program_environment(screen, shop, None, {})
    home = {name: value for name, value in ones.items() if name == "HOME" or name.startswith("XDG_")}
    for folder, unit in units.items():
        program = in_settings(start, folder, home)
        program.click(BOX, role="check box")
        until(lambda unit=unit: services.ask("is-enabled", unit) == "enabled", "systemd knows the service")
        program.find("check box", BOX, states=["checked"])
        program.quit()
    for folder, unit in units.items():
        until(lambda folder=folder: is_held(Paths(folder).engine_lock), "the service publishes", TAKES_OVER_S)
        assert services.ask("is-active", unit) == "active"
    due_soon(club, "Chess on Tuesday.")
    until(lambda: practice_page(club, "Chess on Tuesday."), "the club's is out", TAKES_OVER_S)

    again = in_settings(start, shop)
    again.reveal(again.find(id="settings_country"))
    again.click(BOX, role="check box", states=["checked"])
    again.find("check box", BOX, without=["checked"])
    until(lambda: services.ask("is-enabled", units[shop]) != "enabled", "systemd knows it no more", FORGETS_S)
    again.quit()
    until(lambda: not is_held(Paths(shop).engine_lock), "nobody publishes for the shop any more")
    assert services.ask("is-active", units[club]) == "active"
    assert is_held(Paths(club).engine_lock), "the club's service goes on"
    assert not practice_page(shop, "Chess on Tuesday.")
