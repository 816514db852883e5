"""Leaving: never with a text that could not be saved."""

from collections.abc import Iterator, Sequence

import pytest
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from smmdesk.desk.desk import Desk
from ui.shell.doors import COMPOSER
from ui.shell.session import Session


class Unsaved(QWidget):
    """A composer whose disk is full until `free`."""

    free = False

    def toolbar_items(self) -> Sequence[QWidget | None]:
        return ()

    def closeEvent(self, event: QCloseEvent) -> None:
        event.setAccepted(self.free)


@pytest.fixture
def session(desk: Desk, qapp: QApplication, qtbot: QtBot) -> Iterator[Session]:
    made = Session(qapp, desk, engine=False)
    qtbot.addWidget(made.window)
    yield made
    made.window.may_close = True
    made.bridge.end()


@pytest.mark.fault(77)
def test_the_window_stays_while_the_composer_cannot_be_saved(session: Session) -> None:
    unsaved = Unsaved()
    session.window.add_view(COMPOSER, unsaved)
    session.quit()
    assert not session.has_left
    assert session.window.current == COMPOSER
    unsaved.free = True
    session.quit()
    assert session.has_left
