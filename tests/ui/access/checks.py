"""What must hold on every screen: names, reach of the keyboard, sizes of targets, words that are not cut, contrast."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from PIL import Image
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QFontMetrics, QImage, QRegion
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSlider,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QScrollBar,
    QStackedWidget,
    QToolButton,
    QWidget,
)

from ui.look.theme import theme
from ui.widgets.safe_label import ElidedLabel, SafeLabel

OPERABLE = (QAbstractButton, QLineEdit, QComboBox, QAbstractItemView, QAbstractSlider)
LEAST_PX = 24


def parts(root: QWidget) -> Iterator[QWidget]:
    """Everything that shows in `root`; not what other windows of it show."""
    for widget in root.findChildren(QWidget):
        if widget.isVisible() and widget.window() is root.window():
            yield widget


def told(widget: QWidget) -> str:
    """Which one it is, for the list of faults."""
    words = widget.accessibleName() or (widget.text() if isinstance(widget, (QAbstractButton, QLabel)) else "")
    return f"{type(widget).__name__} {widget.objectName()!r} {words!r}"


def operable(root: QWidget) -> list[QWidget]:
    """What a person uses; not the inner parts of Qt's own widgets."""
    found: list[QWidget] = []
    for widget in parts(root):
        if not isinstance(widget, OPERABLE) or isinstance(widget, QScrollBar):
            continue
        if widget.objectName().startswith("qt_") or not widget.isEnabled() or not on_screen(widget):
            continue
        if isinstance(widget.parentWidget(), (QComboBox, QLineEdit)):
            continue
        found.append(widget)
    return found


def on_screen(widget: QWidget) -> bool:
    return widget.width() > 0 and widget.height() > 0


def nameless(root: QWidget) -> list[str]:
    """Controls of which a screen reader can say nothing, or says signs of ours along with the words."""
    found = []
    for widget in operable(root):
        interface = QAccessible.queryAccessibleInterface(widget)
        name = interface.text(QAccessible.Text.Name) if interface is not None else ""
        if not name.strip():
            found.append(f"no name: {told(widget)}")
        if isinstance(widget, QComboBox) and not (_captions(widget) or widget.accessibleDescription()):
            found.append(f"only what is chosen is said on Linux: {told(widget)}")
        said = interface.text(QAccessible.Text.Description) if interface is not None else ""
        if said.startswith("<"):
            found.append(f"markup is said: {told(widget)} {said}")
    return found


def _captions(widget: QWidget) -> list[QLabel]:
    """The labels that Qt gives a screen reader for a field: siblings that are its buddies."""
    above = widget.parentWidget()
    beside = above.children() if above is not None else []
    return [label for label in beside if isinstance(label, QLabel) and label.buddy() is widget]


def focus_stop(widget: QWidget) -> QWidget:
    while (proxy := widget.focusProxy()) is not None:
        widget = proxy
    return widget


def tab_stops(window: QWidget) -> list[QWidget]:
    """Where Tab goes from the window itself, in its order, as Qt goes: what hands the keyboard on (a focus proxy) sends
    Tab on from the one that it hands it to, wherever that stands in the chain."""
    stops: list[QWidget] = []
    while (stop := _tab_from(stops[-1] if stops else window, window)) is not None and stop not in stops:
        stops.append(stop)
    return stops


def _tab_from(start: QWidget, window: QWidget) -> QWidget | None:
    """The next stop after `start`; None where there is none but itself."""
    each = start.nextInFocusChain()
    while each is not None and each is not start:
        stop = focus_stop(each)
        around = stop is not each and stop.isAncestorOf(each)
        takes = stop.focusPolicy() & Qt.FocusPolicy.TabFocus and each is not window and stop is not start
        if takes and not around and each.isVisible() and each.isEnabled():
            return stop
        each = each.nextInFocusChain()
    return None


def unreached(root: QWidget) -> list[str]:
    """Controls that Tab never comes to from inside `root`, and where it goes round without end."""
    stops = tab_stops(root.window())
    first = root if root.focusPolicy() & Qt.FocusPolicy.TabFocus else None
    reached = set(map(id, stops)) | ({id(first)} if first else set())
    found = []
    for each in operable(root):
        stop = focus_stop(each)
        if id(stop) in reached or id(each) in reached or _by_arrows(each, reached) or _by_keys(each):
            continue
        found.append(f"not reached: {told(each)}")
    return found


def _by_arrows(widget: QWidget, reached: set[int]) -> bool:
    """One of a group of which another one has the stop for Tab, or a part of something that has its keys."""
    above = widget.parentWidget()
    if above is None:
        return False
    if isinstance(widget, (QRadioButton, QAbstractButton)) and widget.isCheckable():
        beside = [one for one in above.findChildren(QAbstractButton) if one.isCheckable()]
        if any(id(one) in reached for one in beside):
            return True
    return bool(widget.property("byArrows"))


def _by_keys(widget: QWidget) -> bool:
    """A pointer's way to what a key does: it says so itself."""
    return bool(widget.property("pointerOnly"))


def small_targets(root: QWidget) -> list[str]:
    """Buttons under 24×24 px that have no room around them either (WCAG 2.5.8)."""
    buttons = [one for one in operable(root) if isinstance(one, (QAbstractButton, QComboBox, QLineEdit))]
    boxes = {id(one): QRect(one.mapTo(root.window(), QPoint(0, 0)), one.size()) for one in buttons}
    found = []
    for one in buttons:
        box = boxes[id(one)]
        if box.width() >= LEAST_PX and box.height() >= LEAST_PX:
            continue
        around = QRect(0, 0, LEAST_PX, LEAST_PX)
        around.moveCenter(box.center())
        crowd = [told(other) for other in buttons if other is not one and boxes[id(other)].intersects(around)]
        if crowd:
            found.append(f"too small: {told(one)} {box.width()}×{box.height()} beside {crowd[0]}")
    return found


def cut(root: QWidget) -> list[str]:
    """Words that do not fit; only what people wrote themselves may end in "…"."""
    found = []
    for widget in parts(root):
        if isinstance(widget, ElidedLabel) or not on_screen(widget):
            continue
        if isinstance(widget, SafeLabel) and widget.text():
            found += _cut_label(widget)
        elif isinstance(widget, (QPushButton, QToolButton, QComboBox)) and not widget.property("mayElide"):
            found += _cut_button(widget)
    return found


def _cut_label(label: SafeLabel) -> list[str]:
    room = label.contentsRect()
    if label.wordWrap():
        needs = label.heightForWidth(label.width())
        short = needs > label.height() + 1 and needs > 0
        return [f"cut: {told(label)}: {label.height()} px high, needs {needs}"] if short else []
    lines = label.text().splitlines()
    needs = max(QFontMetrics(label.font()).horizontalAdvance(line) for line in lines)
    return [f"cut: {told(label)}: {room.width()} px wide, needs {needs}"] if needs > room.width() + 1 else []


def _cut_button(button: QWidget) -> list[str]:
    words = button.currentText() if isinstance(button, QComboBox) else button.text()  # type: ignore[attr-defined]
    if not words.strip():
        return []
    hint = button.sizeHint()
    needs = min(hint.width(), QFontMetrics(button.font()).horizontalAdvance(words.replace("&", "")) + 16)
    if button.width() < needs - 1:
        return [f"cut: {told(button)}: {button.width()} px wide, needs {needs}"]
    if button.height() < QFontMetrics(button.font()).height():
        return [f"cut: {told(button)}: {button.height()} px high"]
    return []


def outside(root: QWidget) -> list[str]:
    """Controls that stand partly outside the window, or under the edge of something that does not scroll there."""
    area, found = root.window().rect(), []
    for widget in operable(root):
        box = QRect(widget.mapTo(root.window(), QPoint(0, 0)), widget.size())
        if not area.contains(box) and not scrolled(widget):
            found.append(f"outside: {told(widget)} {box.getRect()} of {area.width()}×{area.height()}")
    return found


def scrolled(widget: QWidget) -> bool:
    above = widget.parentWidget()
    while above is not None and not above.isWindow():
        if isinstance(above, QAbstractScrollArea):
            return True
        above = above.parentWidget()
    return False


def too_wide(root: QWidget) -> list[str]:
    """A place whose toolbar or page needs more than the window has: the window would grow by itself, or cut it."""
    shown = [one for stack in root.findChildren(QStackedWidget) if (one := stack.currentWidget()) and one.isVisible()]
    return [
        f"too wide: {told(one)}: needs {one.minimumSizeHint().width()}, has {one.width()}"
        for one in shown
        if one.minimumSizeHint().width() > one.width()
    ]


def too_large(root: QWidget) -> list[str]:
    """A sheet that is larger than the window that it stands over."""
    owner = root.parentWidget()
    if not root.isWindow() or owner is None:
        return []
    room = owner.window().size()
    if root.width() > room.width() or root.height() > room.height():
        return [f"too large: {root.width()}×{root.height()} over {room.width()}×{room.height()}"]
    return []


# ------------------------------------------------------------------ contrast, on pixels
TEXT_MIN, SHAPE_MIN = 4.5, 3.0
RATIO, CLOSE = 2.0, 8.0
"""Pixels for each px: on fewer, a thin stem never shows its own colour. CLOSE: a second look at what seems weak."""


def picture(root: QWidget, area: QRect | None = None, ratio: float = RATIO) -> Image.Image:
    """What `root` paints, or a part of it, with `ratio` pixels for each px."""
    area = area or root.rect()
    image = QImage(area.size() * ratio, QImage.Format.Format_RGBA8888)
    image.setDevicePixelRatio(ratio)
    image.fill(theme().color("surface"))
    root.render(image, QPoint(), QRegion(area))
    size = (image.width(), image.height())
    return Image.frombuffer("RGBA", size, bytes(image.constBits()), "raw", "RGBA", image.bytesPerLine(), 1)


def weak(root: QWidget) -> list[str]:
    """Words under 4.5:1 and icons under 3:1 on their own ground."""
    whole, found = picture(root), []
    for widget in parts(root):
        least = _least(widget)
        if not least or not widget.isEnabled() or widget.visibleRegion().isEmpty():
            continue
        area = _seen_area(widget, root)
        if area is None:
            continue
        ratio = strongest(whole.crop(_pixels(area)))
        if 1.05 < ratio < least:
            ratio = strongest(picture(root, area, CLOSE))
        if 1.05 < ratio < least:
            found.append(f"weak: {told(widget)}: {ratio:.1f}, needs {least}")
    return found


def _pixels(area: QRect) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of an area in a picture of RATIO."""
    left, top = round(area.x() * RATIO), round(area.y() * RATIO)
    return left, top, round(left + area.width() * RATIO), round(top + area.height() * RATIO)


def _least(widget: QWidget) -> float:
    """The contrast that it needs; 0 for what says nothing by itself."""
    if isinstance(widget, SafeLabel):
        return TEXT_MIN if widget.text().strip() else 0
    if isinstance(widget, (QPushButton, QToolButton, QRadioButton, QCheckBox)):
        by_icon = getattr(widget, "shows_icon", False)  # its text is a tool tip then
        return TEXT_MIN if widget.text().strip() and not by_icon else SHAPE_MIN
    if isinstance(widget, QLineEdit):
        return TEXT_MIN if widget.text() or widget.placeholderText() else 0  # a caret says nothing
    if isinstance(widget, QComboBox):
        return TEXT_MIN
    return 0


def _seen_area(widget: QWidget, root: QWidget) -> QRect | None:
    """Its inner part in `root`, without its frame; None where it is too small or covered."""
    region = widget.visibleRegion().boundingRect()
    inner = region.adjusted(3, 3, -3, -3) if not isinstance(widget, QLabel) else region
    if inner.width() < 6 or inner.height() < 6:
        return None
    if region.height() < min(widget.height(), widget.fontMetrics().height() + 6):
        return None  # scrolled half away: its words are out of sight, its border is not them
    return QRect(widget.mapTo(root, inner.topLeft()), inner.size())


def strongest(image: Image.Image) -> float:
    """The contrast of the ground, which is the colour of most pixels, with what stands out most from it."""
    counted = image.convert("RGB").getcolors(image.width * image.height)
    assert counted is not None
    pixels = [(count, color) for count, color in counted if isinstance(color, tuple)]
    _count, ground = max(pixels)
    return max(contrast(ground, color) for _count, color in pixels)


def contrast(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """1 (the same) to 21 (black on white)."""
    low, high = sorted((_luminance(tuple(one)), _luminance(tuple(other))))
    return (high + 0.05) / (low + 0.05)


@lru_cache(maxsize=100_000)
def _luminance(color: tuple[int, ...]) -> float:
    parts = [part / 255 for part in color]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


# ------------------------------------------------------------------ sharpness, on pixels
def edges(image: QImage) -> float:
    """How sharply neighbouring pixels differ where they do: the steepest hundredth of all steps, 0 to 255."""
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    wide, high, stride = grey.width(), grey.height(), grey.bytesPerLine()
    bits = bytes(grey.constBits())
    rows = (bits[y * stride : y * stride + wide] for y in range(high))
    steps = sorted((abs(a - b) for row in rows for a, b in pairwise(row)), reverse=True)
    return sum(steps[: len(steps) // 100]) / (len(steps) // 100)
