"""Editor and previews in a window that has room for both, and in one that has not."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QRadioButton, QWidget

from tests.ui.composer.conftest import Compose, Look
from tests.ui.composer.support import Delays
from ui.previews.preview_card import PreviewCaption
from ui.views.composer import ComposerView

LEFT = Qt.MouseButton.LeftButton


def seen(view: ComposerView) -> tuple[bool, bool, bool]:
    """Whether the words, the previews, and what chooses between them are shown."""
    turn = view.findChild(QWidget, "composer_turn")
    assert turn is not None
    return view.editor.isVisible(), view.previews.isVisible(), turn.isVisible()


@pytest.fixture
def small(compose: Compose, look: Look, channels) -> ComposerView:
    """A post without words, in a window of a small laptop that shows all at 200 %."""
    view = look(compose())
    view.window().resize(640, 360)
    return view


def choose(qtbot, view: ComposerView, key: str) -> None:
    button = view.findChild(QRadioButton, f"segment_{key}")
    assert button is not None
    qtbot.mouseClick(button, LEFT)


def test_a_window_with_room_shows_both(compose: Compose, look: Look, channels) -> None:
    view = look(compose())
    assert seen(view) == (True, True, False)
    view.window().resize(640, 800)
    assert seen(view) == (True, True, False), "one above the other"


def test_a_small_one_shows_what_is_chosen(qtbot, small: ComposerView) -> None:
    assert seen(small) == (True, False, True)
    choose(qtbot, small, "preview")
    assert seen(small) == (False, True, True)
    choose(qtbot, small, "write")
    assert seen(small) == (True, False, True)


def test_what_was_typed_is_in_the_preview_and_stays(qtbot, small: ComposerView) -> None:
    qtbot.keyClicks(small.editor.box.text, "Pane nero")
    choose(qtbot, small, "preview")
    small.window().resize(1280, 800)
    assert seen(small) == (True, True, False)
    assert small.editor.box.text.toPlainText() == "Pane nero"


def test_the_keyboard_comes_to_the_text_and_a_problem_of_a_preview_to_its_line(
    qtbot, small: ComposerView, delays: Delays
) -> None:
    small.editor.box.text.insertPlainText("Pane " * 200)
    delays.pause()
    choose(qtbot, small, "preview")
    small.setFocus()
    assert seen(small) == (True, False, True)
    assert small.window().focusWidget() is small.editor.box.text
    choose(qtbot, small, "preview")
    caption = next(one for one in small.findChildren(PreviewCaption) if one.isVisible())
    caption.asked.emit()
    assert seen(small) == (True, False, True)
    assert small.editor.isAncestorOf(small.window().focusWidget())
