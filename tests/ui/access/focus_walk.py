"""A walk with the Tab key over what shows: each stop can be seen to have the keyboard, and is not covered (WCAG 2.4.7,
2.4.11 and 1.4.11)."""

from collections import Counter

from PIL import Image, ImageChops
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget

from tests.ui.access import checks

MOST_STOPS = 120
AROUND_PX, LEAST = 8, checks.SHAPE_MIN
LEAST_PX = 24
"""How many pixels must stand out: a line of a few px would be seen by nobody."""


def unseen(root: QWidget, most: int = MOST_STOPS) -> list[str]:
    """Stops of the Tab key of which nothing shows that they have it; each once."""
    window, found, seen = root.window(), [], set()
    for _turn in range(most):
        QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Tab)
        QApplication.processEvents()
        stop = QApplication.focusWidget()
        if stop is not None and id(stop) in seen:
            break
        if stop is None:
            continue
        seen.add(id(stop))
        if stop.window() is not window:
            continue
        fault = _fault(window, stop)
        if fault:
            found.append(f"{fault}: {checks.told(stop)}")
    return found


def _fault(window: QWidget, stop: QWidget) -> str:
    area = QRect(stop.mapTo(window, QPoint(0, 0)), stop.size())
    inner = stop.viewport() if isinstance(stop, QAbstractScrollArea) else stop
    seen = inner.visibleRegion().boundingRect()
    if seen.isEmpty() or not window.rect().intersects(area):
        return "has the keyboard out of sight"
    if stop.property("ownFocus") and (frame := stop.parentWidget()) is not None:  # the box around it says it
        frame = frame.parentWidget() or frame
        area |= QRect(frame.mapTo(window, QPoint(0, 0)), frame.size())
    around = area.adjusted(-AROUND_PX, -AROUND_PX, AROUND_PX, AROUND_PX).intersected(window.rect())
    with_it = checks.picture(window, around, 1.0)
    stop.clearFocus()
    QApplication.processEvents()
    without = checks.picture(window, around, 1.0)
    stop.setFocus(Qt.FocusReason.TabFocusReason)
    QApplication.processEvents()
    return "" if _stands_out(with_it, without) else "shows no focus"


def _stands_out(one: Image.Image, other: Image.Image) -> bool:
    """Enough pixels differ by 3:1 between with and without."""
    one, other = one.convert("RGB"), other.convert("RGB")
    changed = ImageChops.difference(one, other).getbbox()
    if changed is None:
        return False
    now, before = (memoryview(image.crop(changed).tobytes()) for image in (one, other))
    counted = Counter(
        (bytes(now[at : at + 3]), bytes(before[at : at + 3]))
        for at in range(0, len(now), 3)
        if now[at : at + 3] != before[at : at + 3]
    )
    strong = (count for (new, old), count in counted.items() if checks.contrast(tuple(new), tuple(old)) >= LEAST)
    return sum(strong) >= LEAST_PX
