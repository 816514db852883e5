"""The rail: the brand, New, the places with icon and word, Help and Settings at the foot."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QFontMetrics,
    QIcon,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from smmdesk.model.words import _
from ui.look import icons, mirror
from ui.look.language import say_keys
from ui.look.style import set_shown
from ui.look.theme import theme
from ui.widgets.press_button import PressButton
from ui.widgets.safe_label import set_tool_tip

if TYPE_CHECKING:
    from ui.shell.brand_faces import FaceStrip

SPRING_MS = 600
CARRIED = "application/x-smmdesk-media"
"""What a drag out of the media library holds."""


class RailButton(PressButton):
    """One place: icon over word (beside it on wide rails), a badge with a count."""

    def __init__(self, key: str, label: str, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key, self._icon, self._badge, self._urgent, self._wide = key, icon, 0, False, False
        self.setObjectName(f"place_{key}")
        self.setText(label)
        self.setAccessibleName(label)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._spring: QTimer | None = None
        self.setAcceptDrops(True)
        theme().changed.connect(self.update)

    # -- a drag that rests here opens the place, to be dropped there
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if not event.mimeData().hasFormat(CARRIED):
            return
        event.accept()
        if self._spring is None:
            self._spring = QTimer(self)
            self._spring.setSingleShot(True)
            self._spring.setInterval(SPRING_MS)
            self._spring.timeout.connect(self.click)
        self._spring.start()

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        if self._spring is not None:
            self._spring.stop()

    def dropEvent(self, _event: QDropEvent) -> None:
        if self._spring is not None:
            self._spring.stop()

    def set_badge(self, count: int, urgent: bool = False, words: str = "") -> None:
        """Show a count; `words` say of what, to a screen reader and as the tool tip."""
        self._badge, self._urgent = count, urgent
        said = words or str(count) if count else ""
        self.setAccessibleDescription(said)
        set_tool_tip(self, said)
        self.update()

    def set_wide(self, wide: bool) -> None:
        self._wide = wide
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().px(68), theme().px(40 if self._wide else 52))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = mirror.painter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look = theme()
        if self.isChecked() or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("accent-soft" if self.isChecked() else "surface-hover"))
            painter.drawRoundedRect(self.rect(), look.px(9), look.px(9))
        if self.isChecked() and look.is_high_contrast:
            painter.setPen(QPen(look.color("accent-ink"), look.px(2)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), look.px(9), look.px(9))
        color = look.color("accent-ink" if self.isChecked() else "text-muted")
        side = look.px(20)
        x = look.px(14) if self._wide else (self.width() - side) // 2
        y = (self.height() - side) // 2 if self._wide else look.px(8)
        icons.draw(painter, self._icon, x, y, 20, color)
        self._draw_word(painter, color, x + side)
        if self._badge:
            self._draw_badge(painter, x + side, y)

    def _badge_room(self) -> int:
        """What the count takes at the end of a wide line, where it would stand on the word's first letter."""
        return theme().px(40) if self._badge and self._wide else 0

    def _draw_word(self, painter: QPainter, color: QColor, after: int) -> None:
        look = theme()
        painter.setPen(color)
        painter.setFont(look.font("body" if self._wide else "micro", 500))
        if self._wide:
            area = self.rect().adjusted(after + look.space(5), 0, -look.space(4) - self._badge_room(), 0)
            mirror.text(painter, area, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), self.text())
            return
        area = self.rect().adjusted(0, look.px(31), 0, 0)
        words = QFontMetrics(painter.font()).elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        mirror.text(painter, area, int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop), words)

    def _draw_badge(self, painter: QPainter, right: int, top: int) -> None:
        look = theme()
        words = str(self._badge) if self._badge < 100 else "99+"
        painter.setFont(look.font("micro", 600))
        width = max(look.px(16), QFontMetrics(painter.font()).horizontalAdvance(words) + look.px(8))
        area = QRectF(right - look.px(7), top - look.px(5), width, look.px(16))
        if self._wide:
            area.moveTo(self.width() - width - look.px(12), (self.height() - look.px(16)) / 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("accent-soft" if self.isChecked() else "surface-sunken"))
        ring = look.px(2)
        painter.drawRoundedRect(area.adjusted(-ring, -ring, ring, ring), look.px(10), look.px(10))
        painter.setBrush(look.color("danger-fill" if self._urgent else "accent"))
        painter.drawRoundedRect(area, look.px(8), look.px(8))
        painter.setPen(look.color("danger-fill-text" if self._urgent else "accent-text"))
        mirror.text(painter, area, int(Qt.AlignmentFlag.AlignCenter), words)


class SquareButton(QAbstractButton):
    """The brand's face and the New button: a rounded square with an icon or a letter."""

    def __init__(self, name: str, icon: str, size: tuple[int, int], fill: str, ink: str) -> None:
        super().__init__()
        self._icon, self._size, self._fill, self._ink, self._ring = icon, size, fill, ink, ""
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.update)

    def set_ring(self, color: str) -> None:
        """In a ring of this token of label colours on a plain ground; empty for the usual fill."""
        self._ring = color
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().px(self._size[0]), theme().px(self._size[1]))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = mirror.painter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look = theme()
        hover = f"{self._fill}-hover" if self.underMouse() and self._fill == "accent" else self._fill
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color(hover))
        if self._ring:
            width = look.px(3)
            painter.setPen(QPen(look.label_color(self._ring), width))
            painter.setBrush(look.color("surface-hover" if self.underMouse() else "surface"))
            inset = width // 2 + 1
            painter.drawRoundedRect(self.rect().adjusted(inset, inset, -inset, -inset), look.px(8), look.px(8))
        else:
            painter.drawRoundedRect(self.rect(), look.px(9), look.px(9))
        letter = self.text()[:1].upper()
        if letter:
            painter.setFont(look.font("title", 700))
            painter.setPen(look.color("text" if self._ring else self._ink))
            mirror.text(painter, self.rect(), int(Qt.AlignmentFlag.AlignCenter), letter)
            return
        side = look.px(20)
        icons.draw(painter, self._icon, (self.width() - side) / 2, (self.height() - side) / 2, 20, self._ink)


class _Page(QWidget):
    """What stands in the rail; `settled` when more or less of it does."""

    settled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("page")

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self.settled.emit()
        return done


class Rail(QWidget):
    """`place_chosen` carries a place's key; `new_chosen`, `brand_pressed` and `help_pressed` what their buttons say.

    Help goes where the rail is too low for all: F1 and the menu have it too. Lower still, the rail scrolls.
    """

    place_chosen = Signal(str)
    new_chosen = Signal()
    brand_pressed = Signal()
    help_pressed = Signal()

    def __init__(self, places: Sequence[tuple[str, str, str]], foot: Sequence[tuple[str, str, str]]) -> None:
        super().__init__()
        self.setObjectName("rail")
        self.buttons: dict[str, RailButton] = {}
        self._group = QButtonGroup(self)
        page = _Page()
        page.settled.connect(self._fit)  # brands came or went
        self._scroll = _scroller(self, page)
        self._column = QVBoxLayout(page)
        self._column.setContentsMargins(theme().px(2), theme().space(5), theme().px(2), theme().space(4))
        self._column.setSpacing(theme().space(1))
        self.brand = SquareButton("brand", "store", (36, 36), "accent", "accent-text")
        self.brand.clicked.connect(self.brand_pressed)
        self.new = SquareButton("new_post", "plus", (44, 36), "accent", "accent-text")
        self.new.clicked.connect(self.new_chosen)
        self.faces: FaceStrip | None = None
        for square in (self.brand, self.new):
            self._column.addWidget(square, 0, Qt.AlignmentFlag.AlignHCenter)
            self._column.addSpacing(theme().space(4))
        for entry in places:
            self._add(*entry)
        self._column.addStretch()
        self.help = RailButton("help", "", "circle-question-mark")
        self.help.setObjectName("rail_help")
        self.help.setCheckable(False)
        self.help.setAcceptDrops(False)
        self.help.used.connect(self.help_pressed)
        self._column.addWidget(self.help)
        for entry in foot:
            self._add(*entry)
        self.set_wide(False)
        self.set_words()

    def set_words(self) -> None:
        self.brand.setAccessibleName(_("Menu"))
        self.new.setAccessibleName(_("New post"))
        set_tool_tip(self.new, f"{_('New post')}  {say_keys('Ctrl+N')}")
        self.setAccessibleName(_("Places"))
        self.help.setText(_("Help"))
        self.help.setAccessibleName(_("Help"))
        set_tool_tip(self.help, f"{_('Help')}  {say_keys('F1')}")

    def set_brand(self, name: str, color: str = "") -> None:
        """Show the brand's letter; its menu opens from here. `color` is a token of label colours."""
        self.brand.setText(name)
        self.brand.set_ring(color)
        self.brand.setAccessibleName(_("{name}: menu").format(name=name) if name else _("Menu"))
        set_tool_tip(self.brand, name)

    def show_faces(self, strip: "FaceStrip | None") -> None:
        """The brands to choose from, under the open one; None where there is one alone."""
        old, self.faces = self.faces, strip
        if old is not None:
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()
        if strip is not None:
            strip.set_wide(self._wide)
            self._column.insertWidget(1, strip)

    def set_current(self, key: str) -> None:
        """Tab comes to this one; arrows go on from there. While what is shown is no place, the one that it came from
        stays marked, and a screen reader may toggle it too, which leads back."""
        button = self.buttons.get(key)
        self._group.setExclusive(False)
        if button is not None:
            for each in self.buttons.values():
                each.show_checked(each is button)
                each.setFocusPolicy(Qt.FocusPolicy.TabFocus if each is button else Qt.FocusPolicy.NoFocus)
            self._group.setExclusive(True)
            self._scroll.ensureWidgetVisible(button, 0, theme().space(4))

    def set_wide(self, wide: bool) -> None:
        """Words beside the icons from 1920 px on (look/README.md §2)."""
        self._wide = wide
        self.setFixedWidth(theme().size("rail-wide" if wide else "rail"))
        if self.faces is not None:
            self.faces.set_wide(wide)
        for button in (*self.buttons.values(), self.help):
            button.set_wide(wide)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _least(self) -> int:
        """The px that all but Help, and the faces which come where there is room, take."""
        whole = self._column.totalMinimumSize().height() - (self.faces.spare_px if self.faces is not None else 0)
        return whole if self.help.isHidden() else whole - self._help_px()

    def _help_px(self) -> int:
        return self.help.sizeHint().height() + self._column.spacing()

    def _fit(self) -> None:
        room = self.height() - self._least() - self._help_px()
        set_shown(self.help, room >= 0)
        if self.faces is not None:
            self.faces.fit(room)

    def icon_of(self, key: str) -> QIcon:
        return icons.icon(self.buttons[key]._icon)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = mirror.painter(self)
        painter.fillRect(self.rect(), theme().color("surface-sunken"))
        painter.fillRect(self.width() - 1, 0, 1, self.height(), theme().color("hairline"))

    def _add(self, key: str, label: str, icon: str) -> None:
        button = RailButton(key, label, icon)
        button.setAutoExclusive(True)  # one of them: a screen reader says radio button, and which is chosen
        button.used.connect(lambda: self.place_chosen.emit(key))
        self._group.addButton(button)
        self.buttons[key] = button
        self._column.addWidget(button)


def _scroller(rail: Rail, page: _Page) -> QScrollArea:
    """Fills `rail` with `page`, which scrolls where it is higher; only then a slim bar shows."""
    made = QScrollArea()
    made.setObjectName("rail_scroll")
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    made.setWidgetResizable(True)
    made.setWidget(page)
    around = QVBoxLayout(rail)
    around.setContentsMargins(0, 0, 0, 0)
    around.addWidget(made)
    return made
