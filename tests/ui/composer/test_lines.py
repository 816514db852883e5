"""The composer's single lines, and what its bar says of a post that is out."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from smmdesk.desk import planning
from smmdesk.desk.desk import Desk
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel
from smmdesk.model.content import Content
from smmdesk.model.delivery import State
from smmdesk.model.problem import Problem
from tests.desk.support import add_post, deliveries, drive, publish, rome
from tests.ui.composer.conftest import Compose, Look
from tests.ui.composer.test_view import CONTROL, child, press
from ui.presenters import composer_intents as intents
from ui.problems import MessageBar
from ui.views.change_there_sheet import ChangeThereSheet


@pytest.mark.statement(30)
@pytest.mark.parametrize("name", ["post_title", "post_link", "option_content_warning"])
def test_a_line_undoes_and_redoes_with_the_post(qtbot, compose: Compose, channels, look: Look, name: str) -> None:
    """Ctrl+Y brings back what Ctrl+Z took in it, and what was done before it is next."""
    view = look(compose())
    view.presenter.draft.show_tab(channels[0].id)
    press(qtbot, view, "wording_change")
    qtbot.keyClicks(view.editor.box.text, "Pane")
    view.presenter.draft.show_tab("")
    press(qtbot, view, "tool_link")
    if name.startswith("option"):
        view.presenter.draft.show_tab(channels[0].id)
    line = child(view, name, QLineEdit)
    assert isinstance(line, QLineEdit)
    qtbot.keyClicks(line, "Sale")
    words = view.presenter.draft.post
    qtbot.keyClick(line, Qt.Key.Key_Z, CONTROL)
    assert line.text() == ""
    qtbot.keyClick(line, Qt.Key.Key_Y, CONTROL)
    assert line.text() == "Sale"
    assert view.presenter.draft.post == words
    qtbot.keyClick(line, Qt.Key.Key_Z, CONTROL)
    qtbot.keyClick(line, Qt.Key.Key_Z, CONTROL)
    assert view.presenter.draft.post.content_for(channels[0].id).text == ""


def test_a_post_that_is_out_is_changed_there_by_the_button_of_its_bar(
    qtbot, compose: Compose, desk: Desk, brand: Brand, channels: tuple[Channel, ...], look: Look
) -> None:
    """Whoever opens it to mend a typo is not sent away to look for it, and nothing is offered that does nothing."""
    two = channels[:2]
    post = planning.schedule(desk, add_post(desk, brand, "Pane", *two, planned=rome("2026-11-25 09:00")).id)
    for channel in two:
        publish(desk, post, channel)
    view = look(compose(post))
    bar = child(view, "message_bar", MessageBar)
    assert isinstance(bar, MessageBar)
    assert bar.problem.advice.startswith(f"It is on {two[0].name} and {two[1].name}.")
    assert view.presenter.screen.computer == ()
    actions = {action.objectName(): action.isEnabled() for action in view.head.more.menu().actions()}
    assert not actions["composer_publish_now"]
    assert not actions["composer_idea"]
    assert actions["composer_duplicate"]
    press(qtbot, view, "message_remedy")
    [sheet] = view.window().findChildren(ChangeThereSheet)
    assert sheet.isVisible()
    sheet.close()


def test_what_waits_says_what_it_needs_of_the_computer(
    compose: Compose, desk: Desk, brand: Brand, channels: tuple[Channel, ...]
) -> None:
    post = planning.schedule(desk, add_post(desk, brand, "Pane", channels[1], planned=rome("2026-11-25 09:00")).id)
    assert compose(post).screen.computer


def test_what_a_platform_refused_says_why_above_the_words_to_be_mended(
    compose: Compose, desk: Desk, brand: Brand, channels: tuple[Channel, ...], look: Look
) -> None:
    """Whoever presses “Edit the post” comes here: the reason comes along, and nothing stands against scheduling."""
    post = planning.schedule(desk, add_post(desk, brand, "Pane", channels[1], planned=rome("2026-11-25 09:00")).id)
    why = Problem("refused", {"channel": channels[1].name, "platform": "Bluesky", "said": "Bad words"})
    drive(desk, deliveries(desk, post)[0].parts[0], State.CLAIMED, State.NEEDS_YOU, problem=why)
    view = look(compose(post))
    bar = child(view, "message_bar", MessageBar)
    assert isinstance(bar, MessageBar)
    assert bar.problem.advice == "Nothing was published. Bluesky says: Bad words"
    assert intents.schedule(view.presenter)
    assert deliveries(desk, post)[0].parts[0].state is State.SCHEDULED


def test_a_refusal_that_the_panel_says_is_said_once(
    compose: Compose, desk: Desk, brand: Brand, channels: tuple[Channel, ...]
) -> None:
    blog, content = channels[2], Content(title="Pane", text="Pane nero")
    post = planning.add_post(desk, brand.id, content=content, channels=(blog.id,), planned=rome("2026-11-25 09:00"))
    post = planning.schedule(desk, post.id)
    why = Problem("title_missing", {"channel": blog.name, "field": "title"})
    drive(desk, deliveries(desk, post)[0].parts[0], State.CLAIMED, State.NEEDS_YOU, problem=why)
    presenter = compose(post)
    assert presenter.screen.refused == why
    presenter.draft.set_words("title", "")
    presenter.refresh()
    assert [row.problem.code for row in presenter.screen.problems] == ["title_missing"]
    assert presenter.screen.refused is None
