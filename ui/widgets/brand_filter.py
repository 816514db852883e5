"""Which of all brands a place shows: a choice in its toolbar, there only where several are shown at once."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QComboBox, QLabel, QSizePolicy, QWidget

from smmdesk.desk.brands import BrandSeen, brand_seen
from smmdesk.model.for_the_eye import tame
from smmdesk.model.words import _
from ui.bridge import Bridge
from ui.look.style import set_shown
from ui.look.theme import theme
from ui.widgets.safe_label import MAY_GIVE_WAY, ElidedLabel, name_choice

DOT_PX, LEAST_PX = 10, 130


def brand_color(token: str) -> QColor:
    """The colour of a brand, the program's own where it has none."""
    return theme().label_color(token or "accent")


def draw_dot(painter: QPainter, area: QRectF, token: str) -> None:
    """The brand's mark beside its name: a small rounded square, unlike the round marks of states."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(brand_color(token))
    radius = area.width() / 4
    painter.drawRoundedRect(area, radius, radius)


def dot_icon(token: str, ratio: float = 2.0) -> QIcon:
    side = theme().px(DOT_PX + 4)
    pixmap = QPixmap(round(side * ratio), round(side * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    inset = (side - theme().px(DOT_PX)) / 2
    draw_dot(painter, QRectF(inset, inset, theme().px(DOT_PX), theme().px(DOT_PX)), token)
    painter.end()
    return QIcon(pixmap)


class BrandDot(QWidget):
    """The mark alone; silent for screen readers, the name beside it says the same."""

    def __init__(self, token: str) -> None:
        super().__init__()
        self._token = token
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(theme().px(DOT_PX), theme().px(DOT_PX))

    def paintEvent(self, _event: QPaintEvent) -> None:
        side = theme().px(DOT_PX)
        area = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
        draw_dot(QPainter(self), area, self._token)


def with_brand(bridge: Bridge, items: Sequence[QWidget | None]) -> Sequence[QWidget | None]:
    """What stands in a toolbar, with the open brand's mark and name after the title."""
    brand = brand_seen(bridge.desk, bridge.calendar)
    name = ElidedLabel(brand.name, "body", weight=600)
    name.setObjectName("toolbar_brand")
    name.setProperty(MAY_GIVE_WAY, True)
    after = 1 + next((number for number, item in enumerate(items) if isinstance(item, QLabel)), -1)
    return (*items[:after], BrandDot(brand.color), name, *items[after:])


class BrandFilter(QComboBox):
    """`chosen` carries the id of a brand, empty for all of them."""

    chosen = Signal(str)

    def __init__(self, brands: Sequence[BrandSeen], name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        name_choice(self, _("Which brands to show"))
        self.setMinimumWidth(theme().px(LEAST_PX))
        self.addItem(_("All brands"), "")
        for brand in brands:
            self.addItem(dot_icon(brand.color), tame(brand.name), brand.id)
        set_shown(self, len(brands) > 1)
        self.currentIndexChanged.connect(lambda: self.chosen.emit(str(self.currentData())))

    def show_brand(self, brand_id: str) -> None:
        """What is shown now, without telling."""
        self.blockSignals(True)
        self.setCurrentIndex(max(0, self.findData(brand_id)))
        self.blockSignals(False)
