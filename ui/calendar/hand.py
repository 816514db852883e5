"""What pointer, drag and keys are doing on a calendar at this moment."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect

from ui.calendar.layout import Hit, Target

if TYPE_CHECKING:
    from ui.presenters.calendar_moves import Answer

NOWHERE = Target(Hit.NOTHING)


@dataclass(frozen=True, slots=True)
class Drop:
    """Something hangs over a day: `cell` is where on the page, `minutes` only where the hour is chosen too.

    `answer` says what leaving it would do; None for things from outside, which become a new post.
    """

    cell: int
    sentence: str
    refused: bool
    minutes: int | None = None
    answer: "Answer | None" = None


@dataclass(slots=True)
class Hand:
    """`carried` posts are drawn faintly where they were; `keyboard` says that the ring is wanted."""

    hovered: Target = NOWHERE
    carried: frozenset[str] = frozenset()
    cut: frozenset[str] = frozenset()
    drop: Drop | None = None
    band: QRect | None = None
    keyboard: bool = False
    turn: int = 0
    post: str = ""  # the post in focus; empty when the day itself is
    marked: str = ""  # where a range begins

    def is_faint(self, post_id: str) -> bool:
        return post_id in self.carried or post_id in self.cut
