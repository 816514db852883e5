"""An unpacked program in the menu: put there in Settings, found by the desktop, and what opens links there."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.end_to_end.conftest import Start
from tests.helpers.screen import until
from tests.helpers.screen_program import Program

pytestmark = [
    pytest.mark.screen,
    pytest.mark.skipif(shutil.which("gio") is None, reason="opens links as GNOME, Xfce and Cinnamon do"),
]
BOX = "Put smmdesk into the menu"
SCHEME = "x-scheme-handler/smmdesk"


def desktop(program: Program, *words: str) -> str:
    """What the desktop's own tool says, for the person whose program this is."""
    done = subprocess.run(
        ["gio", *words], env=program.environment, capture_output=True, text=True, check=False, timeout=60
    )
    return done.stdout


def test_a_link_opens_the_window_once_settings_put_it_into_the_menu(start: Start) -> None:
    program = start()
    program.window()
    program.go_to("Settings")
    assert ".desktop" not in desktop(program, "mime", SCHEME)
    program.click(BOX, role="check box")
    program.find("check box", BOX, states=["checked"])
    data = Path(program.environment["XDG_DATA_HOME"])
    until(lambda: [*data.glob("applications/smmdesk*.desktop")], "the entry is written")
    assert ".desktop" in desktop(program, "mime", SCHEME)

    desktop(program, "open", "smmdesk:inbox")
    program.find("frame", has="Inbox – smmdesk")

    program.go_to("Settings")
    program.click(BOX, role="check box")
    until(lambda: not [*data.rglob("*smmdesk*.desktop"), *data.rglob("*.svg")], "all of it went again")
    assert ".desktop" not in desktop(program, "mime", SCHEME)
    program.quit()
