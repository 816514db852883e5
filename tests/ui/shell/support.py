"""The parts of a view by their names."""

from collections.abc import Sequence
from typing import TypeVar

from PySide6.QtCore import QObject
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QPushButton, QWidget

T = TypeVar("T", bound=QObject)


def child(parent: QObject, kind: type[T], name: str) -> T:
    """The one part of this kind and name."""
    found = parent.findChild(kind, name)
    assert found is not None, f"no {kind.__name__} {name!r}"
    return found


def press(parent: QObject, name: str) -> None:
    """Press the button of this name."""
    child(parent, QPushButton, name).click()


class Unsaved(QWidget):
    """A composer whose disk is full until `free`."""

    free = False

    def toolbar_items(self) -> Sequence[QWidget | None]:
        return ()

    def closeEvent(self, event: QCloseEvent) -> None:
        event.setAccepted(self.free)
