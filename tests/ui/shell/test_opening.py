"""Links of ours, files opened with smmdesk, and a second start that hands both to the first window."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtNetwork import QLocalSocket
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from smmdesk import cli
from smmdesk.desk import archive, planning
from smmdesk.desk.desk import Desk
from smmdesk.model.post import Post
from smmdesk.system.paths import Paths
from tests.desk.support import add_post
from tests.helpers import vectors
from ui.app import Options, window_options
from ui.dialogs import Sheet
from ui.shell.open_events import OpenEvents
from ui.shell.opening import MOST_BYTES, Asked, packed, read_arguments, read_link, unpacked
from ui.shell.places import COMPOSER
from ui.shell.session import Session
from ui.shell.single_window import SingleWindow
from ui.views.composer import ComposerView


@pytest.fixture
def session(desk: Desk, qtbot: QtBot, qapp: QApplication) -> Iterator[Session]:
    made = Session(qapp, desk, engine=False)
    qtbot.addWidget(made.window)
    yield made
    for sheet in made.window.findChildren(Sheet):
        sheet.reject()
    for key in (COMPOSER, "inbox", "calendar", "outbox"):
        made.window.drop_view(key)
    made.window.may_close = True
    made.bridge.end()


# ------------------------------------------------------------------ what a link says
@pytest.mark.parametrize(
    ("link", "asked"),
    [
        ("smmdesk:", Asked()),
        ("smmdesk:inbox", Asked(place="inbox")),
        ("SMMDESK://calendar/", Asked(place="calendar")),
        ("smmdesk:post/01a1ee2b-a480", Asked(post_id="01a1ee2b-a480")),
        ("smmdesk://post/01a1ee2b-a480", Asked(post_id="01a1ee2b-a480")),
        ("smmdesk:new?text=Pane%20di%20segale", Asked(text="Pane di segale")),
        (
            "smmdesk:new?text=Look&link=https%3A%2F%2Fforno.example%2Fpane",
            Asked(text="Look\nhttps://forno.example/pane"),
        ),
        ("smmdesk:new?link=file%3A%2F%2F%2Fetc%2Fpasswd", Asked()),
        ("smmdesk:new?link=javascript%3Aalert(1)", Asked()),
        ("smmdesk:delete/01a1ee2b/now", None),
        ("smmdesk:new?text=" + "x" * MOST_BYTES, None),
        ("https://smmdesk.example/", None),
        ("smmdesk://[", Asked()),
        ("smmdesk://\u2100/inbox", Asked()),
        ("smmdesk:new?" + "&".join(["text=x"] * 11), Asked()),
    ],
)
def test_what_a_link_means(link: str, asked: Asked | None) -> None:
    assert read_link(link) == asked


@pytest.mark.parametrize("text", vectors.each())
def test_hostile_words_in_a_link_become_words_of_a_draft_at_most(text: str) -> None:
    from urllib.parse import quote

    found = read_link(f"smmdesk:new?text={quote(text.encode('utf-8', 'replace')[:5_000])}")
    assert found is not None
    assert (found.place, found.post_id, found.files) == ("", "", ())
    assert not {"\u202e", "\x00"} & set(found.text)
    assert read_link(f"smmdesk:{text}") is None or not read_link(f"smmdesk:{text}").files  # type: ignore[union-attr]


def test_files_are_those_that_exist_here(tmp_path: Path) -> None:
    photo = tmp_path / "bread & butter.jpg"
    photo.write_bytes(b"x")
    given = [str(photo), photo.as_uri(), str(tmp_path / "gone.jpg"), "file://server/share/x.jpg", str(tmp_path), "\x00"]
    given += ["file://[", "file://\u2100/x"]
    assert read_arguments(given) == [Asked(files=(photo, photo))]


# ------------------------------------------------------------------ the command line
@pytest.mark.parametrize(
    ("arguments", "is_command"),
    [
        (["smmdesk:post/1"], False),
        (["photo.jpg"], False),
        (["/home/ada/photo"], False),
        (["--data-dir", "x", "C:\\photos\\a.png"], False),
        (["posts", "list"], True),
        (["doctor"], True),
        (["file:///home/ada/a.smmdesk"], False),
    ],
)
def test_a_link_or_a_file_is_no_command(arguments: list[str], is_command: bool) -> None:
    assert cli.names_command(arguments) is is_command


def test_every_command_stays_one() -> None:
    from smmdesk.commands.parser import make_parser

    [words] = [action.choices for action in make_parser()._actions if isinstance(action.choices, dict)]
    assert len(words) > 5
    assert not [word for word in words if cli.is_to_open(word)]


def test_a_link_brings_no_options_along(capsys: pytest.CaptureFixture[str]) -> None:
    assert window_options(["smmdesk:inbox"]).to_open == ("smmdesk:inbox",)
    assert window_options(["--data-dir", "x", "a.jpg"]).to_open == ("a.jpg",)
    menu = ["--data-dir", "/home/ada/bar"]  # stands before the link in the entry of another data folder
    assert window_options([*menu, "smmdesk:inbox"]) == Options(Path(menu[1]), to_open=("smmdesk:inbox",))
    evil = ["--data-dir", "//evil/share"]
    for before in ([], menu):
        for after in (evil, [*evil, "smmdesk:inbox"], ["--demo"]):
            with pytest.raises(SystemExit) as caught:
                window_options([*before, "smmdesk:inbox", *after])
            assert caught.value.code == 2
            assert "error: " in capsys.readouterr().err


# ------------------------------------------------------------------ from a second start to the first
@pytest.mark.statement(85)
def test_a_second_start_hands_over_what_it_was_to_open(tmp_path: Path, qtbot: QtBot) -> None:
    paths = Paths(tmp_path / "desk")
    photo = tmp_path / "bread.jpg"
    photo.write_bytes(b"x")
    first, second = SingleWindow(paths), SingleWindow(paths)
    first.listen()
    with qtbot.waitSignal(first.woken) as woken:
        second.wake_first(["smmdesk:inbox", str(photo), "gone.jpg"])
    assert woken.args == [["smmdesk:inbox", str(photo)]]
    second.close()
    first.close()


@pytest.mark.vector(94)
@pytest.mark.parametrize(
    "line", [b"activate\n", b"\xff\xfe\n", b"{}\n", b'{"a": 1}\n', b"[1, null]\n", b"[" * 9_999 + b"\n"]
)
def test_any_other_line_opens_nothing(tmp_path: Path, qtbot: QtBot, line: bytes) -> None:
    first = SingleWindow(Paths(tmp_path / "desk"))
    first.listen()
    socket = QLocalSocket()
    socket.connectToServer(first._name)
    with qtbot.waitSignal(first.woken) as woken:
        socket.write(line)
    assert woken.args == [[]], "the window comes forward, no more"
    socket.abort()
    first.close()


@pytest.mark.vector(94)
def test_who_talks_without_end_is_not_heard(tmp_path: Path, qtbot: QtBot) -> None:
    first = SingleWindow(Paths(tmp_path / "desk"))
    first.listen()
    heard: list[object] = []
    first.woken.connect(heard.append)
    socket = QLocalSocket()
    socket.connectToServer(first._name)
    with qtbot.waitSignal(socket.disconnected):
        socket.write(b"x" * 10_000_000)
    assert not heard
    first.close()


def test_a_line_is_bounded(tmp_path: Path) -> None:
    assert unpacked(packed(["smmdesk:" + "x" * MOST_BYTES])) == []
    assert json.loads(packed(["smmdesk:a"] * 500)) == ["smmdesk:a"] * 100


# ------------------------------------------------------------------ what opens
def test_a_link_shows_a_place_a_post_or_a_draft(session: Session, desk: Desk) -> None:
    session.open_asked(["smmdesk:outbox"])
    assert session.window.current == "outbox"
    session.open_asked(["smmdesk:nowhere"])
    assert session.window.current == "outbox"
    post = add_post(desk, planning.first_brand(desk), "Pane")
    session.open_asked([f"smmdesk:post/{post.id}"])
    view = session.window.view(COMPOSER)
    assert isinstance(view, ComposerView)
    assert view.presenter.draft.content.text == "Pane"
    session.open_asked(["smmdesk:new?text=A%20%3Cb%3Enew%3C/b%3E%20one"])
    view = session.window.view(COMPOSER)
    assert isinstance(view, ComposerView)
    assert view.presenter.draft.content.text == "A <b>new</b> one"
    with desk.store.reading() as reader:
        assert not [one for one in reader.all(Post) if one.planned is not None], "nothing was scheduled by it"


def test_a_post_that_is_not_there_is_said(session: Session) -> None:
    session.open_asked(["smmdesk:post/01a1ee2b-0000"])
    assert [problem.code for problem in session.window.bars.problems] == ["not_found"]


async def test_a_calendar_as_a_file_is_looked_at_first(session: Session, desk: Desk, tmp_path: Path) -> None:
    add_post(desk, planning.first_brand(desk), "Pane")
    target = tmp_path / "forno.smmdesk"
    archive.export(desk, "archive", target)
    session.bridge.begin()
    session.open_asked([target.as_uri()])
    await session.bridge.tasks.idle()
    titles = [sheet.title_label.text() for sheet in session.window.findChildren(Sheet)]
    assert titles == ["Bring in “forno.smmdesk”?"]
    await session.bridge.aclose()  # what waited for the first picture may have begun meanwhile
    assert not session.bridge.can_run, "and what has not yet, begins no more"


def test_macos_sends_an_event(qapp: QApplication) -> None:
    asked: list[list[str]] = []
    events = OpenEvents(qapp, asked.append)
    assert events.eventFilter(qapp, QFileOpenEvent("/tmp/bread.jpg"))
    assert events.eventFilter(qapp, QFileOpenEvent(QUrl("smmdesk:inbox")))
    assert asked == [["/tmp/bread.jpg"], ["smmdesk:inbox"]]
    events.deleteLater()
