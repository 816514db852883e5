"""Small pictures, cropped around their focal point as the platforms do, sharp for the screen, kept in memory."""

from functools import lru_cache

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QImageReader, QPainter, QPainterPath, QPixmap, QTransform

from smmdesk.model.for_the_eye import literal
from smmdesk.model.media import Crop, focus_within
from ui.look import icons
from ui.look.theme import theme
from ui.presenters.media_words import say_pages
from ui.presenters.previews import PreviewPicture
from ui.previews.shade import Shade


def crop_of(ratio: float, box_ratio: float, focus: tuple[float, float]) -> tuple[float, float, float, float]:
    """Which part of a picture fills a box: (left, top, width, height) in fractions of the picture.

    The focal point (-1..1, y up) is kept as near to the middle as the picture's edges allow.
    """
    wide = min(1.0, box_ratio / ratio)
    high = min(1.0, ratio / box_ratio)
    centre_x, centre_y = (focus[0] + 1) / 2, (1 - focus[1]) / 2
    left = min(max(centre_x - wide / 2, 0.0), 1.0 - wide)
    top = min(max(centre_y - high / 2, 0.0), 1.0 - high)
    return left, top, wide, high


@lru_cache(maxsize=64)
def _loaded(path: str) -> QPixmap:
    reader = QImageReader(path)
    reader.setAutoTransform(True)
    return QPixmap.fromImage(reader.read())


@lru_cache(maxsize=32)
def whole_picture(path: str, turn: int = 0) -> QPixmap:
    """All of a picture, turned clockwise by so many degrees; null when it cannot be read."""
    whole = _loaded(path) if path else QPixmap()
    return whole.transformed(QTransform().rotate(turn)) if turn and not whole.isNull() else whole


@lru_cache(maxsize=256)
def _fitted(path: str, width: int, height: int, focus: tuple[float, float], turn: int, crop: Crop | None) -> QPixmap:
    """A picture turned, cropped and scaled to `width` × `height` device pixels; null when it cannot be read."""
    whole = whole_picture(path, turn)
    if whole.isNull():
        return whole
    if crop is not None:
        x, y, x2, y2 = (
            round(part * side) for part, side in zip(crop, (whole.width(), whole.height()) * 2, strict=True)
        )
        whole = whole.copy(QRect(x, y, max(1, x2 - x), max(1, y2 - y)))
        focus = focus_within(focus, crop)
    left, top, wide, high = crop_of(whole.width() / whole.height(), width / height, focus)
    part = QRect(
        round(left * whole.width()),
        round(top * whole.height()),
        max(1, round(wide * whole.width())),
        max(1, round(high * whole.height())),
    )
    mode = Qt.TransformationMode.SmoothTransformation
    return whole.copy(part).scaled(QSize(width, height), Qt.AspectRatioMode.IgnoreAspectRatio, mode)


def fitted(
    path: str,
    width: float,
    height: float,
    ratio: float,
    focus: tuple[float, float] = (0.0, 0.0),
    turn: int = 0,
    crop: Crop | None = None,
) -> QPixmap:
    """The picture filling `width` × `height` px on a screen of pixel ratio `ratio`; null when there is none."""
    if not path or width < 1 or height < 1:
        return QPixmap()
    pixmap = QPixmap(_fitted(path, round(width * ratio), round(height * ratio), focus, turn, crop))
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def draw_picture(painter: QPainter, picture: PreviewPicture, box: QRectF, shade: Shade, radius: float = 0.0) -> None:
    """One photo filling a box; a placeholder until its small picture is made, a play sign on videos."""
    box = QRectF(box.toAlignedRect())  # whole pixels: a plain copy, not a scaled one
    painter.save()
    if radius:
        clip = QPainterPath()
        clip.addRoundedRect(box, radius, radius)
        painter.setClipPath(clip, Qt.ClipOperation.IntersectClip)
    ratio = painter.device().devicePixelRatioF()
    pixmap = fitted(picture.path, box.width(), box.height(), ratio, picture.focus, picture.turn, picture.crop)
    if picture.pages:
        _draw_document(painter, picture, box, shade)
    elif pixmap.isNull():
        painter.fillRect(box, shade.color("surface-hover"))
        side = theme().px(20)
        centre = box.center()
        icons.draw(painter, "image", centre.x() - side / 2, centre.y() - side / 2, 20, shade.color("text-faint"))
    else:
        painter.drawPixmap(box.topLeft(), pixmap)
    if picture.is_video:
        _draw_play(painter, box)
    painter.restore()


def _draw_document(painter: QPainter, picture: PreviewPicture, box: QRectF, shade: Shade) -> None:
    """A sheet in the place of its first page, and a bar with the title and how many pages there are."""
    look = theme()
    painter.fillRect(box, shade.color("surface-hover"))
    bar = QRectF(box.x(), box.y(), box.width(), min(look.px(36), box.height() / 2))
    side = look.px(28)
    centre = QPointF(box.center().x(), (bar.bottom() + box.bottom()) / 2)
    icons.draw(painter, "file-text", centre.x() - side / 2, centre.y() - side / 2, 28, shade.color("text-faint"))
    painter.fillRect(bar, look.color("tooltip"))
    painter.setPen(look.color("tooltip-text"))
    painter.setFont(look.font("caption", 600))
    area = bar.adjusted(look.px(12), 0, -look.px(12), 0)
    pages = f" · {say_pages(picture.pages)}"
    left = max(0, int(area.width()) - painter.fontMetrics().horizontalAdvance(pages))
    words = painter.fontMetrics().elidedText(literal(picture.title), Qt.TextElideMode.ElideRight, left)
    painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), words + pages)


def _draw_play(painter: QPainter, box: QRectF) -> None:
    side = theme().px(36)
    circle = QRectF(box.center().x() - side / 2, box.center().y() - side / 2, side, side)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    ground = theme().color("tooltip")
    painter.setBrush(ground)
    painter.drawEllipse(circle)
    icon = theme().px(16)
    place = circle.center()
    icons.draw(painter, "play", place.x() - icon / 2 + 1, place.y() - icon / 2, 16, theme().color("tooltip-text"))
