"""The first run: three doors over the real calendar, so that value comes before accounts (ux.md §0)."""

from functools import lru_cache

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from smmdesk.model.words import _
from smmdesk.system.paths import RESOURCES
from ui.calendar.drag import shadow
from ui.look import icons, mirror
from ui.look.style import set_shown
from ui.look.theme import theme, tokens
from ui.widgets.buttons import text_button
from ui.widgets.marks import IconMark
from ui.widgets.safe_label import SafeLabel

WIDTH_PX = 544
PICTURES = ("croissants", "panettone", "oven")


class Door(QAbstractButton):
    """One way to begin: icon, name, one sentence, arrow. The first is set off."""

    def __init__(self, name: str, icon: str, title: str, sentence: str, *, first: bool = False) -> None:
        super().__init__()
        self._icon, self._title, self._sentence, self._first = icon, title, sentence, first
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setAccessibleDescription(sentence)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme().px(WIDTH_PX - 56), theme().px(60))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, px = mirror.painter(self), theme().px
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill = "accent-soft" if self._first else "surface-raised"
        if self.underMouse() or self.isDown():
            fill = "selection" if self._first else "surface-hover"
        painter.setPen(QPen(theme().color("accent" if self._first else "hairline-strong"), 1))
        painter.setBrush(theme().color(fill))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), px(10), px(10))
        box = QRectF(px(14), (self.height() - px(36)) / 2, px(36), px(36))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color("accent" if self._first else "surface-hover"))
        painter.drawRoundedRect(box, px(9), px(9))
        ink = "accent-text" if self._first else "text-muted"
        icons.draw(painter, self._icon, box.x() + px(8), box.y() + px(8), 20, ink)
        middle = self.height() // 2
        left, room = px(62), self.width() - px(62) - px(36)
        painter.setPen(theme().color("text"))
        painter.setFont(theme().font("body", 600))
        mirror.text(
            painter, QRect(left, middle - px(19), room, px(18)), int(Qt.AlignmentFlag.AlignVCenter), self._title
        )
        painter.setPen(theme().color("text-muted"))
        painter.setFont(theme().font("caption"))
        words = painter.fontMetrics().elidedText(self._sentence, Qt.TextElideMode.ElideRight, room)
        mirror.text(painter, QRect(left, middle, room, px(18)), int(Qt.AlignmentFlag.AlignVCenter), words)
        icons.draw(painter, "chevron-right", self.width() - px(30), middle - px(8), 16, "text-faint")


@lru_cache(1)
def _pictures(high: int) -> tuple[QImage, ...]:
    """At least `high` pixels high and as wide: read small, which takes half as long as the whole of them."""
    return tuple(_small(str(RESOURCES / "sample" / f"{name}.jpg"), high) for name in PICTURES)


def _small(path: str, edge: int) -> QImage:
    reader = QImageReader(path)
    reader.setScaledSize(reader.size().scaled(edge, edge, Qt.AspectRatioMode.KeepAspectRatioByExpanding))
    return reader.read()


class Trio(QWidget):
    """Three pictures of a shop, the middle one in front."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(theme().px(134))

    def paintEvent(self, _event: QPaintEvent) -> None:
        pictures = _pictures(round(theme().px(124) * self.devicePixelRatioF()))
        if any(picture.isNull() for picture in pictures):
            return
        painter, px = mirror.painter(self), theme().px
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        middle = self.width() / 2
        sides = ((0, middle - px(138)), (2, middle + px(42)), (1, middle - px(54)))
        for number, x in sides:
            large = number == 1
            size = (px(108), px(124)) if large else (px(96), px(112))
            box = QRectF(x, 0 if large else px(10), *size)
            self._paint_picture(painter, pictures[number], box)

    def _paint_picture(self, painter: QPainter, picture: QImage, box: QRectF) -> None:
        px = theme().px
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color("surface-raised"))
        painter.drawRoundedRect(box, px(12), px(12))
        inner = box.adjusted(px(3), px(3), -px(3), -px(3))
        path = QPainterPath()
        path.addRoundedRect(inner, px(10), px(10))
        painter.save()
        painter.setClipPath(path)
        scale = max(inner.width() / picture.width(), inner.height() / picture.height())
        wide, high = picture.width() * scale, picture.height() * scale
        corner = QPointF(inner.center().x() - wide / 2, inner.center().y() - high / 2)
        painter.drawImage(QRectF(corner, QPointF(corner.x() + wide, corner.y() + high)), picture)
        painter.restore()


class FirstRun(QWidget):
    """Lies over the calendar while nothing was ever planned; any door, "Skip", or writing a post takes it away."""

    write_first_post = Signal()
    show_sample_week = Signal()
    import_requested = Signal()
    skipped = Signal()

    def __init__(self, parent: QWidget, over: QWidget | None = None, *, with_import: bool = True) -> None:
        """`over`: the part of `parent` it lies on; a stack, as a parent, would hide it from screen readers."""
        super().__init__(parent)
        self._over = over
        self.setObjectName("first_run")
        self.setAccessibleName(_("What shall we tell this week?"))
        self.first = Door(
            "first_write",
            "pen-line",
            _("Write your first post"),
            _("A text, a photo, a day. No account to connect."),
            first=True,
        )
        week = _("Made-up posts to move and open. One click takes them away.")
        self.sample = Door("first_sample", "sparkles", _("Look at the example week"), week)
        bring = _("A CSV file, a calendar or some photos.")
        self.bring = Door("first_import", "folder", _("Bring what you have"), bring)
        set_shown(self.bring, with_import)
        self.first.clicked.connect(self.write_first_post)
        self.sample.clicked.connect(self.show_sample_week)
        self.bring.clicked.connect(self.import_requested)
        self.skip = text_button(_("Skip"), "first_skip", "quiet", small=True)
        self.skip.setAccessibleDescription(_("Straight to the empty calendar. This does not come back."))
        self.skip.clicked.connect(self.skipped)
        self._lay_out()
        theme().changed.connect(self.update)

    def place(self) -> None:
        """In the middle of the calendar, a little above it."""
        parent, edge = self.parentWidget(), self._room
        assert parent is not None
        area = parent.rect() if self._over is None else self._over.geometry()
        self.setFixedWidth(min(theme().px(WIDTH_PX) + 2 * edge, area.width()))
        self._leave_out(area.height() + 2 * edge)
        self.resize(self.width(), self._height())
        x = area.x() + (area.width() - self.width()) // 2
        y = area.y() + max(-edge, (area.height() - self.height()) * 2 // 5)
        self.move(x, y)
        self.raise_()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()  # the calendar below is not meant

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves it, as it leaves everything that lies over something."""
        if event.key() == Qt.Key.Key_Escape:
            self.skipped.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = mirror.painter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge, radius = self._room, theme().radius("sheet")
        box = QRectF(self.rect()).adjusted(edge, edge, -edge, -edge)
        shadow(painter, box, "popover", radius)
        painter.setPen(QPen(theme().color("hairline-strong"), 1))
        painter.setBrush(theme().color("surface-raised"))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)

    def _leave_out(self, height: int) -> None:
        """In a small window the pictures and words go first; the doors stay."""
        for part in (self._trio, self._lead, self._foot):
            part.show()
        for part in (self._trio, self._lead, self._foot):
            if self._height() > height:
                part.hide()

    def _height(self) -> int:
        self._column.activate()
        return self._column.totalHeightForWidth(self.width())

    @property
    def _room(self) -> int:
        return theme().px(tokens()["shadow"]["popover"]["blur"])

    def _lay_out(self) -> None:
        edge, px = self._room, theme().px
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(edge + px(28), edge + px(26), edge + px(28), edge + px(20))
        column.setSpacing(px(8))
        self._trio = Trio()
        column.addWidget(self._trio)
        title = SafeLabel(_("What shall we tell this week?"), "display", wrap=True)
        title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(title)
        self._lead = SafeLabel(
            _("Your calendar is ready. Write a post, drag it onto a day: channels are connected when it matters."),
            "reading",
            "muted",
            wrap=True,
        )
        self._lead.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._lead.setContentsMargins(0, 0, 0, px(6))
        column.addWidget(self._lead)
        for door in (self.first, self.sample, self.bring):
            column.addWidget(door)
        self._foot = QWidget()
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(px(6))
        foot.addWidget(IconMark("hard-drive", 13, "text-faint"))
        foot.addWidget(
            SafeLabel(_("Everything stays on this computer. No registration, no e-mail."), "micro", "faint", 400)
        )
        foot.addStretch()
        last = QHBoxLayout()
        last.setContentsMargins(0, px(8), 0, 0)
        last.addWidget(self._foot, 1)
        last.addWidget(self.skip, 0, Qt.AlignmentFlag.AlignRight)
        column.addLayout(last)
