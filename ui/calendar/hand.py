"""What pointer, drag and keys are doing on a calendar at this moment."""

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QRect

from ui.calendar.layout import Hit, Target

if TYPE_CHECKING:
    from ui.presenters.calendar_moves import Answer

NOWHERE = Target(Hit.NOTHING)


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
