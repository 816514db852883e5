"""A line to type in with an icon before it, sharp and centred at every scale."""

from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QLineEdit

from ui.look import icons, mirror
from ui.look.theme import theme

ICON_PX = 16


class IconField(QLineEdit):
    """Qt's own leading actions sit askew under a style sheet, so the icon is painted here."""

    def __init__(self, icon: str) -> None:
        super().__init__()
        self._icon = icon
        room = theme().px(ICON_PX + 4)
        self.setTextMargins(*((0, 0, room, 0) if mirror.is_on() else (room, 0, 0, 0)))
        theme().changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = mirror.painter(self)
        side = theme().px(ICON_PX)
        icons.draw(painter, self._icon, theme().px(9), (self.height() - side) / 2, ICON_PX, "text-muted")
