"""Tab goes in reading order, whatever was made first (ux.md 96)."""

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QScrollArea, QWidget


def put_in_reading_order(*roots: QWidget) -> None:
    """Let Tab go through the widgets of `roots` as their layouts place them, one root after the other."""
    chain = [widget for root in roots for widget in _reached(root)]
    for before, after in pairwise(chain):
        QWidget.setTabOrder(before, after)


def holds_keys(widget: QWidget) -> bool:
    """Does its window give it the keyboard? Also while a sheet stands over that window, and the widget, which has no
    focus then, is made anew: it is where the keyboard comes back to."""
    return widget.window().focusWidget() is widget


class KeyboardPage(QWidget):
    """A page that gives the keyboard to what leads in it, else to what had it in there, else to the first that takes
    it: by itself it has nothing to press, and shows no ring.

    What leads is no focus proxy: Tab would leap from the page to it, over all that stands before it.
    """

    leads: QWidget | None = None

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        for widget in (self.leads, self.focusWidget(), *_reached(self)):
            if widget is None or widget is self or not widget.isVisibleTo(self) or not widget.isEnabled():
                continue
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
                widget.setFocus(reason)
                return
        super().setFocus(reason)


def _reached(widget: QWidget) -> Iterator[QWidget]:
    if widget.focusPolicy() != Qt.FocusPolicy.NoFocus and widget.focusProxy() is None:  # one of a row may be next
        yield widget
    page = widget.widget() if isinstance(widget, QScrollArea) else None
    if page is not None:
        yield from _reached(page)
        return
    layout = widget.layout()
    inside = list(_in_layout(layout)) if layout is not None else []
    yield from (found for child in inside for found in _reached(child))
    rest = [child for child in widget.children() if isinstance(child, QWidget) and child not in inside]
    for child in sorted(rest, key=lambda one: (one.y(), one.x())):
        if layout is None and not child.isWindow():
            yield from _reached(child)


def _in_layout(layout: QLayout) -> Iterator[QWidget]:
    """Never by `itemAt`: the binding keeps the item as a child of its layout, and takes whatever Qt later puts at the
    address of one that is gone for it."""
    owner, inner = layout.parentWidget(), [one for one in layout.children() if isinstance(one, QLayout)]
    widgets = [one for one in owner.children() if isinstance(one, QWidget)] if owner is not None else []
    placed: dict[int, QWidget | QLayout] = {layout.indexOf(one): one for one in widgets}
    placed |= {layout.indexOf(one): one for one in inner}
    for index in sorted(placed.keys() - {-1}):
        one = placed[index]
        if isinstance(one, QLayout):
            yield from _in_layout(one)
        else:
            yield one
