"""What pointer, drag and keys are doing on a calendar at this moment."""

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QEvent, QRect

from ui.calendar.layout import Hit, Target

if TYPE_CHECKING:
    from ui.calendar.drops import Drops
    from ui.calendar.grid import Grid
    from ui.calendar.keys import Keys
    from ui.calendar.pointer import Pointer
    from ui.presenters.calendar_moves import Answer

NOWHERE = Target(Hit.NOTHING)
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


class Drop(NamedTuple):
    """Something hangs over a day: `cell` is where on the page, `minutes` only where the hour is chosen too.

    `answer` says what leaving it would do; None for things from outside, which become a new post.
    """

    cell: int
    sentence: str
    refused: bool
    minutes: int | None = None
    answer: "Answer | None" = None


class Hand:
    """`carried` posts are drawn faintly where they were; `keyboard` says that the ring is wanted.

    `post` is the post in focus, empty when the day itself is; a range begins at `marked`.
    """

    def __init__(self) -> None:
        self.hovered = NOWHERE
        self.carried: frozenset[str] = frozenset()
        self.cut: frozenset[str] = frozenset()
        self.drop: Drop | None = None
        self.band: QRect | None = None
        self.keyboard = False
        self.turn = 0
        self.post = ""
        self.marked = ""

    def is_faint(self, post_id: str) -> bool:
        return post_id in self.carried or post_id in self.cut


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
