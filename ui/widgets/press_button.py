"""A button that is on or off, and tells once however it is used.

A screen reader's Toggle changes the check without a click; who listens to clicks alone would show what is not so.
"""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractButton, QWidget


class PressButton(QAbstractButton):
    """`used`: pressed by the mouse, by keys, or toggled by a screen reader; not by `show_checked`."""

    used = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._told = False
        self.clicked.connect(self.used)
        self.toggled.connect(self._toggled)

    def show_checked(self, checked: bool) -> None:
        """On or off, without telling."""
        self._told = True
        self.setChecked(checked)
        self._told = False

    def nextCheckState(self) -> None:
        """The change that belongs to a click, which tells by itself."""
        self._told = True
        super().nextCheckState()
        self._told = False

    def _toggled(self, _checked: bool) -> None:
        if not self._told:
            self.used.emit()
