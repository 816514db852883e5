"""The parts of a view by their names."""

from typing import TypeVar

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QPushButton

T = TypeVar("T", bound=QObject)


def child(parent: QObject, kind: type[T], name: str) -> T:
    """The one part of this kind and name."""
    found = parent.findChild(kind, name)
    assert found is not None, f"no {kind.__name__} {name!r}"
    return found


def press(parent: QObject, name: str) -> None:
    """Press the button of this name."""
    child(parent, QPushButton, name).click()
