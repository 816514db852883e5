"""A sheet that is as high as what stands in it, once it is dressed and whenever that changes."""

from PySide6.QtGui import QShowEvent

from ui.dialogs import Sheet


class FittedSheet(Sheet):
    """Wrapped words know their height only when they are shown."""

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.adjustSize()
