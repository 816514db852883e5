"""The window does not close over what was typed and could not be written down: it is kept in a file, and asked."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from smmdesk.desk import planning, triage, unwritten
from smmdesk.desk.desk import Desk
from smmdesk.desk.unwritten import Unwritten, What
from smmdesk.model.message import Message
from smmdesk.model.person import Person
from smmdesk.model.post import Post
from smmdesk.model.problem import ProblemError
from smmdesk.model.stages import Stage
from smmdesk.store import answer_drafts, driver
from tests.desk.heard import wrote
from tests.desk.support import add_channel
from tests.ui.shell.support import child, press
from ui.dialogs import Sheet, ask_text
from ui.shell.session import Session
from ui.views.composer import ComposerView
from ui.views.inbox import InboxView
from ui.widgets.growing_text import GrowingText


@pytest.fixture
def session(desk: Desk, qapp: QApplication, qtbot: QtBot) -> Iterator[Session]:
    made = Session(qapp, desk, engine=False)
    qtbot.addWidget(made.window)
    made.window.show()
    yield made
    for sheet in made.window.findChildren(Sheet):
        sheet.reject()
    made.window.may_close = True
    made.window.drop_views()
    made.bridge.end()


@contextmanager
def locked(desk: Desk) -> Iterator[None]:
    """Another program holds the calendar's file."""
    writer = desk.store._writer
    assert writer is not None
    writer.execute("PRAGMA busy_timeout = 1")
    other = driver.connect(desk.paths.database)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


def heard(desk: Desk, name: str = "Anna") -> Message:
    brand = planning.first_brand(desk)
    with desk.store.transaction() as tx:
        by = tx.put(Person(desk.clock.new_id(), brand.id, name=name))
    return wrote(desk, add_channel(desk, brand, name), by=by)


def answering(session: Session, message: Message, words: str) -> InboxView:
    view = session.window.go_to("inbox")
    assert isinstance(view, InboxView)
    view.presenter.select(message.id)
    child(view, GrowingText, "reply_text").insert(words)
    return view


def draft_of(desk: Desk, message: Message) -> str:
    with desk.store.reading() as reader:
        return answer_drafts.draft_of(reader, message.id)


def lines(sheet: Sheet) -> list[str]:
    return [label.text() for label in sheet.findChildren(QLabel)]


@pytest.mark.fault(77)
def test_an_answer_that_cannot_be_written_down_at_the_end_is_there_at_the_next_start(
    session: Session, desk: Desk, qapp: QApplication, qtbot: QtBot
) -> None:
    message = heard(desk)
    answering(session, message, "Thank you")
    with locked(desk):
        session.quit()
        assert not session.has_left, "not over what was typed"
        sheet = child(session.window, Sheet, "unwritten_sheet")
        assert "An answer: “Thank you”" in lines(sheet)
        assert "next start" in sheet.text_label.text()
        assert [one.text for one in unwritten.read(desk.paths)] == ["Thank you"], "before anybody answers"
        press(sheet, "unwritten_close")
        assert session.has_left
        asyncio.run(session.aclose())
    assert draft_of(desk, message) == ""
    following = Session(qapp, desk, engine=False)
    qtbot.addWidget(following.window)
    following._tell_opened()
    assert draft_of(desk, message) == "Thank you"
    assert following.bridge.said[-1].sentence == "1 text that could not be kept at the last end is there again"
    assert not desk.paths.unwritten.exists()
    following.window.may_close = True
    following.bridge.end()


def test_staying_goes_on_typing_and_trying_again_leaves_nothing_behind(session: Session, desk: Desk) -> None:
    message = heard(desk)
    view = answering(session, message, "Thank you")
    with locked(desk):
        session.quit()
        press(child(session.window, Sheet, "unwritten_sheet"), "unwritten_stay")
        assert not desk.paths.unwritten.exists(), "what is changed from now on would come back as it was"
        child(view, GrowingText, "reply_text").insert(" very much")
        session.quit()
    sheet = next(one for one in session.window.findChildren(Sheet, "unwritten_sheet") if one.isVisible())
    press(sheet, "unwritten_again")
    assert session.has_left
    assert draft_of(desk, message) == "Thank you very much"
    assert not desk.paths.unwritten.exists()


def test_what_waits_since_an_earlier_end_outlives_this_one(session: Session, desk: Desk) -> None:
    """The disk was still full at this start, or a newer version wrote the calendar."""
    message, before = heard(desk), unwritten.named(desk, Unwritten(What.IDEA, "", "The oven at night"))
    unwritten.keep(desk.paths, [before])
    with locked(desk):
        session._tell_opened()
        answering(session, message, "Thank you")
        session.quit()
        assert [one.text for one in unwritten.read(desk.paths)] == ["The oven at night", "Thank you"]
        press(child(session.window, Sheet, "unwritten_sheet"), "unwritten_stay")
        assert unwritten.read(desk.paths) == (before,)
    session.quit()
    assert session.has_left
    assert unwritten.read(desk.paths) == (before,), "nobody has written it down yet"
    assert unwritten.take_in(desk) == (1, 0)


def test_notes_about_somebody_too_also_when_another_is_shown_by_now(session: Session, desk: Desk) -> None:
    one, other = heard(desk), heard(desk, "Bruno")
    session.window.resize(1600, 900)
    view = answering(session, one, "")
    notes = child(view, QPlainTextEdit, "person_notes")
    notes.setFocus()
    with locked(desk):
        notes.setPlainText("Likes rye")
        view.presenter.select(other.id)
        session.quit()
        sheet = child(session.window, Sheet, "unwritten_sheet")
        assert "Notes about somebody: “Likes rye”" in lines(sheet)
        press(sheet, "unwritten_stay")
        view.presenter.select(one.id)
        assert child(view, QPlainTextEdit, "person_notes").toPlainText() == "Likes rye", "where it was typed"
    session.quit()
    assert session.has_left
    with desk.store.reading() as reader:
        assert reader.get(Person, one.person_id or "").notes == "Likes rye"


@pytest.mark.fault(77)
def test_a_post_that_cannot_be_saved_too(session: Session, desk: Desk) -> None:
    session.doors.new_post({})
    view = session.window.view("composer")
    assert isinstance(view, ComposerView)
    view.editor.box.text.insert("Pane nero")
    with locked(desk):
        session.quit()
        sheet = child(session.window, Sheet, "unwritten_sheet")
        assert "A post: “Pane nero”" in lines(sheet)
        assert session.window.current == "composer"
        assert not view.presenter.is_closed, "who stays goes on writing"
        press(sheet, "unwritten_close")
    asyncio.run(session.aclose())
    with desk.store.reading() as reader:
        assert reader.all(Post) == (), "not twice"
    unwritten.take_in(desk)
    with desk.store.reading() as reader:
        assert [post.content.text for post in reader.all(Post)] == ["Pane nero"]


@pytest.mark.fault(77)
def test_a_disk_that_takes_no_small_file_either_lets_one_copy_it(
    session: Session, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_given: object, **_named: object) -> None:
        raise ProblemError("disk_full", left="0 MB")

    answering(session, heard(desk), "Thank you")
    monkeypatch.setattr(triage, "keep_draft", full)
    monkeypatch.setattr(unwritten, "keep", full)
    session.quit()
    sheet = child(session.window, Sheet, "unwritten_sheet")
    assert "copy it before you close" in sheet.text_label.text()
    press(sheet, "unwritten_copy")
    assert QApplication.clipboard().text() == "Thank you"
    session.quit()
    press(child(session.window, Sheet, "unwritten_sheet"), "unwritten_close")
    assert session.has_left


def test_an_idea_that_was_not_entered_yet_is_one(session: Session, desk: Desk) -> None:
    view = session.window.go_to("calendar")
    view.tray.field.setText("The oven at night")  # type: ignore[attr-defined]
    session.quit()
    assert session.has_left
    with desk.store.reading() as reader:
        assert [(post.content.text, post.stage) for post in reader.all(Post)] == [("The oven at night", Stage.IDEA)]


def test_an_idea_that_cannot_be_written_down_stays_in_its_field(session: Session, desk: Desk, qtbot: QtBot) -> None:
    field = session.window.go_to("calendar").tray.field  # type: ignore[attr-defined]
    with locked(desk):
        qtbot.keyClicks(field, "The oven")
        qtbot.keyClick(field, Qt.Key.Key_Return)
        assert field.text() == "The oven"
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.text() == ""
    assert not session.bridge.unwritten


def test_an_idea_that_could_not_be_written_down_is_in_its_field_when_the_views_are_made_anew(
    session: Session, desk: Desk, qtbot: QtBot
) -> None:
    """Another brand was opened in between, or another language chosen: the next idea took its place."""
    field = session.window.go_to("calendar").tray.field  # type: ignore[attr-defined]
    with locked(desk):
        qtbot.keyClicks(field, "The oven")
        qtbot.keyClick(field, Qt.Key.Key_Return)
    session.make_again()
    assert session.window.go_to("calendar").tray.field.text() == "The oven"  # type: ignore[attr-defined]
    assert [one.text for one in session.bridge.unwritten.values()] == ["The oven"]


def line(window: QWidget) -> QWidget:
    return child(ask_text(window, "A name", "", "Name", lambda _words: None), QLineEdit, "sheet_field")


def note(window: QWidget) -> QWidget:
    sheet, field = Sheet(window, "A note"), QPlainTextEdit()
    sheet.body.addWidget(field)
    sheet.open()
    return field


@pytest.mark.parametrize("make", [line, note])
def test_a_sheet_with_something_typed_in_it_is_asked_about_once(
    session: Session, qtbot: QtBot, make: Callable[[QWidget], QWidget]
) -> None:
    """Quit in the tray, or a signal, comes past a sheet."""
    field = make(session.window)
    qtbot.keyClicks(field, "Hashtags of spring")
    session.quit()
    assert not session.has_left
    assert "What you typed here is not kept yet" in lines(field.window())  # type: ignore[arg-type]
    session.quit()
    assert session.has_left


def test_a_sheet_with_nothing_typed_in_it_keeps_nobody(session: Session) -> None:
    line(session.window)
    session.quit()
    assert session.has_left


def test_a_full_disk_that_keeps_no_place_of_the_window_keeps_nobody(
    session: Session, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_given: object, **_named: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(desk.settings, "set", full)
    session.quit()
    assert session.has_left
