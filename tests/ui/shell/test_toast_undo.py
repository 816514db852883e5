"""The button of a message takes back what the message names, and not what was done since."""

import asyncio
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from smmdesk.desk import demo, planning
from smmdesk.desk.desk import Desk
from smmdesk.desk.unwritten import Unwritten, What
from smmdesk.model.content import Content
from smmdesk.model.post import Post
from smmdesk.model.problem import Problem
from tests.ui.shell.support import child
from ui.shell.session import Session


@pytest.fixture
def session(desk: Desk, qapp: QApplication, qtbot: QtBot) -> Iterator[Session]:
    made = Session(qapp, desk, engine=False)
    qtbot.addWidget(made.window)
    made.window.resize(1280, 800)
    made.window.show()
    yield made
    made.window.may_close = True
    made.bridge.end()


def written(desk: Desk, text: str) -> Post:
    return planning.add_post(desk, planning.first_brand(desk).id, content=Content(text=text))


def thrown_away(session: Session, post: Post) -> None:
    session.bridge.attempt(lambda: planning.trash(session.bridge.desk, [post.id]))
    session.bridge.announce("Moved to the trash", True)


def is_there(desk: Desk, post: Post) -> bool:
    with desk.store.reading() as reader:
        return reader.get(Post, post.id).deleted_at_us is None


def test_after_another_edit_the_button_takes_back_what_its_message_names(session: Session, desk: Desk) -> None:
    first, second = written(desk, "Pane"), written(desk, "Dolci")
    thrown_away(session, first)
    assert child(session.window.toast, QLabel, "toast_key").isVisible()
    planning.trash(desk, [second.id])  # done without a message of its own
    assert not child(session.window.toast, QLabel, "toast_key").isVisible(), "Ctrl+Z takes back something else by now"
    child(session.window.toast, QPushButton, "toast_undo").click()
    assert (is_there(desk, first), is_there(desk, second)) == (True, False)
    session.undo()
    assert is_there(desk, second), "Ctrl+Z takes the newest"


def test_where_something_newer_stands_on_it_the_button_says_why_it_cannot(session: Session, desk: Desk) -> None:
    post, problems = written(desk, "Pane"), []
    session.bridge.failed.connect(problems.append)
    thrown_away(session, post)
    planning.restore(desk, [post.id])
    child(session.window.toast, QPushButton, "toast_undo").click()
    assert [problem.code for problem in problems if isinstance(problem, Problem)] == ["cannot_undo"]
    assert is_there(desk, post)


def test_a_sentence_about_an_act_that_wrote_nothing_offers_no_undo(session: Session, desk: Desk) -> None:
    """It would take back the act before, which it does not name."""
    thrown_away(session, written(desk, "Pane"))
    session.bridge.announce("Labels removed", True)
    assert not child(session.window.toast, QPushButton, "toast_undo").isVisible()
    assert not child(session.window.toast, QLabel, "toast_key").isVisible()


def test_a_click_that_wrote_nothing_offers_no_undo_of_the_one_before_that_said_nothing(
    session: Session, desk: Desk, qtbot: QtBot
) -> None:
    post = written(desk, "Pane")
    planning.trash(desk, [post.id])  # done without a message of its own
    qtbot.wait_until(lambda: not desk.store.own_step.id)
    session.bridge.announce("Labels removed", True)
    assert not child(session.window.toast, QPushButton, "toast_undo").isVisible()
    assert not is_there(desk, post)


def test_what_is_typed_just_before_a_click_is_named_by_no_message_of_it(session: Session, desk: Desk) -> None:
    """A field is left by the press on the button: what stands in it is kept, and then the button does its own."""
    post = written(desk, "Pane")
    session.bridge.write_down(
        Unwritten(What.NAME, "person", "Anna"), lambda: planning.trash(session.bridge.desk, [post.id])
    )
    session.bridge.announce("Labels removed", True)
    assert not child(session.window.toast, QPushButton, "toast_undo").isVisible()


def test_the_example_week_once_taken_away_has_no_undo_that_would_take_back_another_step(
    session: Session, desk: Desk
) -> None:
    demo.fill(desk)
    post = written(desk, "Pane")
    view = session.window.go_to("calendar")
    view.tray.samples_unwanted.emit()  # type: ignore[attr-defined]
    assert not child(session.window.toast, QPushButton, "toast_undo").isVisible()
    assert is_there(desk, post)


async def test_two_things_done_at_once_do_not_name_each_others_step(session: Session, desk: Desk) -> None:
    """One of them is written beside the screen's work, while the other is done by a click."""
    beside, clicked, begun, told = written(desk, "Pane"), written(desk, "Dolci"), asyncio.Event(), asyncio.Event()

    async def work() -> None:
        await desk.pool.run(planning.trash, desk, [beside.id])
        begun.set()
        await told.wait()
        session.bridge.announce("Moved to the trash", True)

    session.bridge.announce("Two posts are there", True)
    session.bridge.begin()
    session.bridge.run(work())
    await begun.wait()
    session.bridge.announce("Labels removed", True)
    assert not child(session.window.toast, QPushButton, "toast_undo").isVisible(), "nothing was written for it"
    thrown_away(session, clicked)
    told.set()
    await session.bridge.tasks.idle()
    child(session.window.toast, QPushButton, "toast_undo").click()
    assert (is_there(desk, beside), is_there(desk, clicked)) == (True, False)
    assert [bool(said.step) for said in session.bridge.said] == [True, False, True, True, False]
