"""What answers keys and gestures on a calendar."""

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent

if TYPE_CHECKING:
    from ui.calendar.drops import Drops
    from ui.calendar.grid import Grid
    from ui.calendar.keys import Keys
    from ui.calendar.pointer import Pointer

Type = QEvent.Type
OF_THE_POINTER = frozenset(
    (
        Type.MouseButtonPress, Type.MouseMove, Type.MouseButtonRelease, Type.MouseButtonDblClick, Type.Leave,
        Type.ContextMenu, Type.Wheel, Type.ToolTip,
    )
)  # fmt: skip
OF_A_DRAG = frozenset((Type.DragEnter, Type.DragMove, Type.DragLeave, Type.Drop))
GESTURES = OF_THE_POINTER | OF_A_DRAG
"""What `Pointer` and `Drops` answer; they are made with the first of these."""


class Hands:
    """What answers keys and gestures on one grid, made with the first of them: a start has none."""

    def __init__(self, grid: "Grid") -> None:
        self._grid = grid

    @cached_property
    def keys(self) -> "Keys":
        from ui.calendar.keys import Keys
        from ui.calendar.list_keys import KEYS

        return KEYS.get(self._grid.scene.mode, Keys)(self._grid)

    @cached_property
    def pointer(self) -> "Pointer":
        from ui.calendar.pointer import Pointer

        return Pointer(self._grid)

    @cached_property
    def drops(self) -> "Drops":
        from ui.calendar.drops import Drops

        return Drops(self._grid)

    @cached_property
    def gestures(self) -> dict[Type, Callable[[QEvent], bool]]:
        """What to call for which of GESTURES."""
        return self.pointer.handlers() | self.drops.handlers()

    def rest(self) -> None:
        """The grid is out of sight: nothing is hovered or hangs over it."""
        if "gestures" in self.__dict__:
            self.pointer.rest()
            self.drops.end()
