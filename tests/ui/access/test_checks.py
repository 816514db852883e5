"""The checks of every screen can fail, and do not for what is well."""

import pytest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.access import checks
from ui.look.theme import theme
from ui.widgets.safe_label import SafeLabel


@pytest.mark.statement(94)
@pytest.mark.parametrize(("color", "is_weak"), [("#707070", False), ("#8c8c8c", True)])
def test_thin_letters_are_judged_by_their_own_colour(qtbot: QtBot, color: str, is_weak: bool) -> None:
    """Where letters are thin, only a close look finds a pixel that is all letter: 5.0:1 is enough, 3.4:1 is not."""
    root = QWidget()
    qtbot.addWidget(root)
    column = QVBoxLayout(root)
    field, label = QLineEdit(), SafeLabel("ill, via www.example.org")
    field.setPlaceholderText("mastodon.social")
    for part in (field, label):
        part.setStyleSheet(f"color: {color}; placeholder-text-color: {color}; background: white; font-weight: 100;")
        column.addWidget(part)
    theme().choose("light")
    root.show()
    try:
        assert bool(checks.weak(root)) is is_weak
    finally:
        theme().choose("system")
