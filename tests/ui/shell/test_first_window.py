"""A fresh start: the window can be used with its first picture, and nobody is asked for anything (ux.md 1).

Held without a clock, by the order of what happens; how long it takes stands in docs/benchmarks.md.
"""

import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from smmdesk.desk.desk import Desk
from smmdesk.model.post import Post
from tests.helpers.screen_program import ROOT
from tests.ui.shell.support import child
from ui.shell.places import PLACES
from ui.shell.session import Session
from ui.views.calendar import CalendarView
from ui.views.composer import ComposerView
from ui.widgets.growing_text import GrowingText

MOST_MS = 3_000
TO_TYPE_IN = (QLineEdit, QPlainTextEdit, QComboBox)
FRESH = """
import sys
import main as program
sys.argv[0] = "main.py"
def watch():
    import ui.app
    from ui.shell.session import Session
    class Watched(Session):
        def open(self, hidden=False, waits=True):
            self.window.painted.connect(self.look)
            super().open(hidden, waits)
        def look(self):
            view = self.window.view("calendar")
            print("PAINTED", self.window.current, bool(view.first_run and view.first_run.isVisible()))
            print("LOADED", *sorted(set(sys.modules) & {"httpx", "anyio", "keyring", "qasync"}))
        def begin(self):
            import os
            sys.stdout.flush()
            os._exit(0)
    ui.app.Session = Watched
watch()
program.main(["--data-dir", sys.argv[1]])
"""


@pytest.fixture
def session(desk: Desk, qapp: QApplication, qtbot: QtBot) -> Iterator[Session]:
    made = Session(qapp, desk, engine=False)
    qtbot.addWidget(made.window)
    yield made
    made.window.may_close = True
    made.window.drop_view("composer")
    for place in PLACES:
        made.window.drop_view(place.key)
    made.bridge.end()


def asked_for(window: QWidget) -> set[str]:
    """What could be typed into or chosen from."""
    return {part.objectName() for kind in TO_TYPE_IN for part in window.findChildren(kind) if part.isVisible()}


@pytest.mark.statement(1)
def test_with_its_first_picture_a_post_can_be_written_and_nothing_was_asked(
    session: Session, desk: Desk, qtbot: QtBot
) -> None:
    order: list[str] = []
    window = session.window
    window.place_shown.connect(lambda key: order.append(f"shown {key}"))
    window.painted.connect(lambda: order.append("painted"))
    session.open()
    assert order == ["shown calendar", "painted"], "one place, one picture, nothing before and nothing between"
    later = (session.menus, session.tray, session.engine, session.notices, session.alerts, session.notifications)
    assert later == (None,) * len(later), "all else waits for the picture"
    assert desk.made_http is None, "the network was not touched"
    assert [one for one in window.findChildren(QDialog) if one.isVisible()] == []
    assert asked_for(window) <= {"calendar_find", "idea_field"}, "no name, no e-mail, no sign-in"
    view = window.view("calendar")
    assert isinstance(view, CalendarView)
    assert view.first_run is not None
    qtbot.mouseClick(view.first_run.first, Qt.MouseButton.LeftButton)
    assert window.current == "composer"
    editor = window.view("composer")
    assert isinstance(editor, ComposerView)
    qtbot.keyClicks(child(editor, GrowingText, "post_text"), "Bread")
    assert editor.close()
    with desk.store.reading() as reader:
        assert [post.content.text for post in reader.all(Post)] == ["Bread"]


@pytest.mark.statement(1)
def test_what_talks_to_platforms_is_not_even_loaded_before_the_first_picture(tmp_path) -> None:
    """A start of its own in a folder that is not there yet."""
    done = subprocess.run(
        [sys.executable, "-c", FRESH, str(tmp_path / "desk")], cwd=ROOT, capture_output=True, text=True, check=False
    )
    told = dict(line.split(" ", 1) for line in done.stdout.splitlines() if " " in line)
    assert told["PAINTED"] == "calendar True", done.stderr
    assert "LOADED" not in told, told


@pytest.mark.statement(1)
def test_the_measured_starts_take_less_than_three_seconds() -> None:
    page = (ROOT / "docs" / "benchmarks.md").read_text("utf-8")
    starts = re.findall(r"^\| (warm|cold) start[^|]*\| ms \| ([\d.,]+) \| ([\d.,]+) \|", page, re.MULTILINE)
    assert {kind for kind, _median, _p95 in starts} == {"warm", "cold"}
    assert all(float(p95.replace(",", "")) < MOST_MS for _kind, _median, p95 in starts)
