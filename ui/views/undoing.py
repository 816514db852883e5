"""Undo and redo for what stands on screen: at once, or with a sheet that says how far a very large step is."""

from PySide6.QtWidgets import QWidget

from ui.bridge import Bridge
from ui.presenters import undoing
from ui.views.going_sheet import WorkShown


def undo(owner: QWidget, bridge: Bridge) -> None:
    """Take the last step back; a sheet over the window of `owner` tells of one that takes a while."""
    _do(owner, bridge, redo=False)


def redo(owner: QWidget, bridge: Bridge) -> None:
    """Do again what was taken back last."""
    _do(owner, bridge, redo=True)


def _do(owner: QWidget, bridge: Bridge, *, redo: bool) -> None:
    if not undoing.takes_long(bridge, redo=redo):
        (undoing.redo if redo else undoing.undo)(bridge)
        return
    shown = WorkShown(owner.window())
    work = undoing.LongStep(bridge, shown.end, redo=redo)
    shown.begin(work.title, work)
    work.begin()
