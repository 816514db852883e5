"""The brands at the top of the rail: small faces, one click away; nothing where there is one brand alone."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QMenu, QSizePolicy, QWidget

from smmdesk.model.for_the_eye import tame
from smmdesk.model.words import _
from ui.calendar.pictures import Pictures
from ui.look import icons, mirror
from ui.look.theme import theme
from ui.presenters.brand_faces import BrandFace
from ui.widgets.brand_filter import brand_color
from ui.widgets.press_button import PressButton
from ui.widgets.safe_label import set_tool_tip

FACE_PX, WIDE_PX, LOGO_PX = 30, 34, 20
MOST_SHOWN, MOST_IN_TALL = 4, 6
"""With all brands at once; the others stand in the menu behind the last face. More where the rail has room for them."""
MORE = "more"


def draw_face(painter: QPainter, area: QRectF, face: BrandFace, pictures: Pictures | None, ratio: float) -> None:
    """A disc in the brand's colour with its first letter, or its logo in a ring of that colour."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    ring = theme().px(2)
    logo = pictures(face.logo, theme().px(LOGO_PX), ratio) if pictures is not None and face.logo else None
    if logo is not None and not logo.isNull():
        mirror.picture(painter, area.left() + ring / 2, area.top() + ring / 2, logo)
        painter.setBrush(Qt.BrushStyle.NoBrush)
    else:
        painter.setBrush(theme().color("surface"))
    painter.setPen(QPen(brand_color(face.color), ring))
    painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), theme().px(8), theme().px(8))
    if logo is None:
        painter.setPen(theme().color("text"))
        painter.setFont(theme().font("caption", 700))
        mirror.text(painter, area, int(Qt.AlignmentFlag.AlignCenter), face.name[:1].upper())


class FaceButton(PressButton):
    """One brand: its letter or logo in its colour, its name beside it on wide rails, a dot where it needs somebody."""

    def __init__(self, face: BrandFace, pictures: Pictures) -> None:
        super().__init__()
        self.face, self._pictures, self._wide = face, pictures, False
        self.setObjectName(f"brand_{face.id or 'all'}")
        self.setText(tame(face.name))
        self.setAccessibleName(tame(face.name))
        self.setAccessibleDescription(face.needs)
        set_tool_tip(self, f"{face.words}  {face.keys}".rstrip())
        self.setCheckable(face.id != MORE)
        self.show_checked(face.current)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.update)
        pictures.arrived.connect(self.update)

    def set_wide(self, wide: bool) -> None:
        self._wide = wide
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().px(FACE_PX), theme().px(WIDE_PX if self._wide else FACE_PX))

    def nextCheckState(self) -> None:
        """One that is open stays so."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = mirror.painter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look = theme()
        if self.isChecked() or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("accent-soft" if self.isChecked() else "surface-hover"))
            painter.drawRoundedRect(self.rect(), look.px(8), look.px(8))
        if self.isChecked() and look.is_high_contrast:
            painter.setPen(QPen(look.color("accent-ink"), look.px(2)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), look.px(8), look.px(8))
        side = look.px(LOGO_PX + 2)
        left = look.px(14) if self._wide else (self.width() - side) / 2
        area = QRectF(left, (self.height() - side) / 2, side, side)
        if self.face.id in ("", MORE):
            icon = "layout-grid" if not self.face.id else "ellipsis"
            color = "accent-ink" if self.isChecked() else "text-muted"
            icons.draw(painter, icon, area.left() + look.px(2), area.top() + look.px(2), 18, color)
        else:
            draw_face(painter, area, self.face, self._pictures, self.devicePixelRatioF())
        if self._wide:
            self._draw_name(painter, area)
        if self.face.needs and not self.isChecked():
            self._draw_dot(painter, area)

    def _draw_name(self, painter: QPainter, area: QRectF) -> None:
        look = theme()
        painter.setPen(look.color("accent-ink" if self.isChecked() else "text"))
        painter.setFont(look.font("body", 500))
        room = QRectF(area.right() + look.space(5), 0, self.width() - area.right() - look.space(8), self.height())
        words = QFontMetrics(painter.font()).elidedText(self.text(), Qt.TextElideMode.ElideRight, int(room.width()))
        mirror.text(painter, room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), words)

    def _draw_dot(self, painter: QPainter, area: QRectF) -> None:
        """Beside the face, so that it is seen without its colour: the tool tip says what waits."""
        look = theme()
        side = look.px(9)
        painter.setPen(QPen(look.color("surface-sunken"), look.px(2)))
        painter.setBrush(look.color("danger-fill" if self.face.urgent else "accent"))
        painter.drawEllipse(QRectF(area.right() - side / 2, area.top() - side / 2 + look.px(1), side, side))


class FaceStrip(QWidget):
    """`chosen` carries the id of a brand, empty for all of them."""

    chosen = Signal(str)

    def __init__(self, faces: Sequence[BrandFace], pictures: Pictures) -> None:
        super().__init__()
        self.setObjectName("brand_faces")
        self.setAccessibleName(_("Brands"))
        self._faces, self._pictures, self._wide, self._most = tuple(faces), pictures, False, MOST_SHOWN
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, theme().px(4), 0, 0)
        self._grid.setSpacing(theme().px(2))
        self.buttons: list[FaceButton] = []
        self._make()

    def _make(self) -> None:
        """The faces anew."""
        for button in self.buttons:
            self._grid.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons = [FaceButton(face, self._pictures) for face in self._shown()]
        for button in self.buttons:
            button.used.connect(partial(self._used, button))
        self.set_wide(self._wide)

    @property
    def spare_px(self) -> int:
        """The height that the faces take beyond those which always show."""
        return self._px_of(self._most) - self._px_of(MOST_SHOWN)

    def fit(self, room: int) -> None:
        """Show more faces where so many px are left beyond those which always show."""
        most = MOST_IN_TALL if self._px_of(MOST_IN_TALL) - self._px_of(MOST_SHOWN) <= room else MOST_SHOWN
        if most == self._most:
            return
        shown, self._most = len(self.buttons), most
        if len(self._faces) > min(shown, MOST_SHOWN):
            self._make()

    def _px_of(self, most: int) -> int:
        """The height of so many faces, or of all where there are fewer."""
        rows = -(-min(len(self._faces), most) // (1 if self._wide else 2))
        return rows * (theme().px(WIDE_PX if self._wide else FACE_PX) + theme().px(2))

    def set_wide(self, wide: bool) -> None:
        """One below the other with their names, else two in a row."""
        self._wide, across = wide, 1 if wide else 2
        for number, button in enumerate(self.buttons):
            button.set_wide(wide)
            self._grid.addWidget(button, number // across, number % across)

    def _shown(self) -> list[BrandFace]:
        """All brands, the first ones with the one that is open among them, and the way to the others."""
        faces = list(self._faces)
        if len(faces) <= self._most:
            return faces
        kept = faces[: self._most - 1]
        current = next((face for face in faces if face.current), faces[0])
        if current not in kept:
            kept[-1] = current
        others = [face for face in faces if face not in kept]
        needs = "; ".join(face.words for face in others if face.needs)
        return [*kept, BrandFace(MORE, _("More brands…"), needs=needs, urgent=any(face.urgent for face in others))]

    def _used(self, button: FaceButton) -> None:
        if button.face.id == MORE:
            self._open_menu(button)
        elif button.face.current:
            button.show_checked(True)
        else:
            self.chosen.emit(button.face.id)

    def _open_menu(self, button: FaceButton) -> None:
        menu = QMenu(self)
        menu.setObjectName("brands_menu")
        for face in self._faces:
            action = menu.addAction(tame(face.words).replace("&", "&&"), partial(self.chosen.emit, face.id))
            action.setCheckable(True)
            action.setChecked(face.current)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(button.mapToGlobal(QPoint(button.width() + theme().space(2), 0)))
