"""Posts in the hand: how they travel between calendar and tray, and how they look on the way."""

import json
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QByteArray, QMimeData, QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QDrag, QFontMetricsF, QPainter, QPixmap

from ui.calendar.layout import Rect
from ui.look import mirror
from ui.look.theme import theme, tokens

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from ui.calendar.chip_painter import ChipPainter
    from ui.calendar.grid import Grid
    from ui.models.calendar_entries import Entry

POSTS = "application/x-smmdesk-posts"
LARGEST = 200_000
COPY_KEY = Qt.KeyboardModifier.AltModifier if sys.platform == "darwin" else Qt.KeyboardModifier.ControlModifier
"""Held at the drop: copy instead of move (Option on macOS, Ctrl elsewhere)."""
AWAY_PX = 8


class Carried(NamedTuple):
    """What a drag of ours holds. `lead` is the post that was grabbed; `cut` says that a paste moves."""

    ids: tuple[str, ...]
    lead: str
    cut: bool = True


def pack(ids: Sequence[str], lead: str, *, cut: bool = True) -> QMimeData:
    """Posts as drag or clipboard data."""
    mime = QMimeData()
    mime.setData(POSTS, QByteArray(json.dumps({"ids": list(ids), "lead": lead, "cut": cut}).encode()))
    return mime


def unpack(mime: QMimeData) -> Carried | None:
    """The posts in drag or clipboard data; None when it holds none of ours, or nonsense."""
    if not mime.hasFormat(POSTS):
        return None
    with suppress(ValueError, TypeError, KeyError, AttributeError, RecursionError):
        text = bytes(mime.data(POSTS).data())
        if len(text) <= LARGEST:
            held = json.loads(text)
            ids = tuple(str(post_id) for post_id in held["ids"])
            return Carried(ids, str(held["lead"]), held["cut"] is True) if ids else None
    return None


def is_copy(modifiers: Qt.KeyboardModifier) -> bool:
    """Whether the keys held now mean a copy."""
    return bool(modifiers & COPY_KEY)


def carry(
    widget: "QWidget", chips: "ChipPainter", ids: Sequence[str], entry: "Entry", width: int, *, tall: bool
) -> None:
    """Carry posts away from a widget until they are dropped or Esc puts them back."""
    drag = QDrag(widget)
    drag.setMimeData(pack(ids, entry.post_id))
    drag.setPixmap(ghost(widget, chips, entry, width, tall, len(ids)))
    drag.setHotSpot(QPoint(-AWAY_PX, -AWAY_PX) + margin())
    drag.exec(Qt.DropAction.MoveAction | Qt.DropAction.CopyAction, Qt.DropAction.MoveAction)


def carry_from(grid: "Grid", ids: Sequence[str], entry: "Entry") -> None:
    """Carry posts of a grid; they stay faint where they were meanwhile."""
    rect = grid.rect_of(grid.entries.index_of_entry(entry))
    grid.hand.carried = frozenset(ids)
    grid.viewport().update()
    try:
        carry(grid, grid.chips, ids, entry, rect.width, tall=rect.height >= grid.scene.metrics.chip_tall)
    finally:
        grid.hand.carried = frozenset()
        grid.hands.drops.end()
        grid.viewport().update()


def margin() -> QPoint:
    """Room for the shadow around the chip in the ghost's picture."""
    side = theme().px(tokens()["shadow"]["drag"]["blur"])
    return QPoint(side, side)


def ghost(widget: "QWidget", chips: "ChipPainter", entry: "Entry", width: int, tall: bool, count: int) -> QPixmap:
    """The chip itself at full size with a shadow, and how many travel with it.

    It stays as it is while it travels: a picture that is still being made is left out, not an empty place for good.
    """
    ratio = widget.devicePixelRatioF()
    room = margin().x()
    height = theme().size("chip-height-tall" if tall else "chip-height")
    pixmap = QPixmap(round((width + 2 * room) * ratio), round((height + 2 * room) * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = mirror.turn(QPainter(pixmap), width + 2 * room)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    box = QRectF(room, room, width, height)
    shadow(painter, box, "drag", theme().radius("chip"))
    place = Rect(room, room, width, height)
    shown = entry if chips.has_picture(entry, place, tall, ratio) else entry._replace(picture="")
    chips.draw(painter, place, shown, tall)
    painter.setPen(theme().color("accent"))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), theme().radius("chip"), theme().radius("chip"))
    if count > 1:
        _badge(painter, box, f"+{count - 1}")
    painter.end()
    return pixmap


def shadow(painter: QPainter, box: QRectF, name: str, radius: float) -> None:
    """A soft shadow of the tokens under `box`, painted in rings: nothing an item view could not do in one pass."""
    entry = tokens()["shadow"][name]
    blur, down = theme().px(entry["blur"]), theme().px(entry["y"])
    steps = max(1, blur // 2)
    color = QColor(theme().color("shadow"))
    painter.setPen(Qt.PenStyle.NoPen)
    for step in range(steps):
        spread = blur * (1 - (step + 1) / steps) - blur / 2
        color.setAlphaF(entry["alpha"] / steps * 1.6 * (step + 1) / steps)
        painter.setBrush(color)
        ring = box.adjusted(-spread, -spread + down, spread, spread + down)
        painter.drawRoundedRect(ring, radius + max(0.0, spread), radius + max(0.0, spread))


def _badge(painter: QPainter, box: QRectF, words: str) -> None:
    font = theme().font("micro", 600)
    height = theme().px(18)
    width = max(float(height), QFontMetricsF(font).horizontalAdvance(words) + theme().px(10))
    place = QRectF(box.right() - width / 2 - theme().px(4), box.top() - height / 2, width, height)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme().color("accent"))
    painter.drawRoundedRect(place, height / 2, height / 2)
    painter.setFont(font)
    painter.setPen(theme().color("accent-text"))
    mirror.text(painter, place, int(Qt.AlignmentFlag.AlignCenter), words)
