"""Where everything on the board stands: columns of equal width, cards one under the other. Pure geometry."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from ui.calendar.layout import Hit, Rect, Target, edges

HEADER_PX, CARD_PX, GAP_PX, SIDE_PX, FOOT_PX, PLUS_PX = 44, 78, 6, 6, 48, 22


@dataclass(frozen=True, slots=True)
class BoardLayout:
    """Cards count from the top of the scrolled page, which begins under the headers."""

    borders: tuple[int, ...]
    cards: tuple[tuple[Rect, ...], ...]
    header: int
    height: int
    plus: tuple[Rect, ...]

    def column_at(self, x: int) -> int:
        """The column under `x`, -1 outside."""
        number = bisect_right(self.borders, x) - 1
        return number if 0 <= number < len(self.cards) else -1

    def at(self, x: int, y: int, shift: int) -> Target:
        """What lies under a point of the viewport; `shift` is what the page is moved by."""
        column = self.column_at(x)
        if column < 0:
            return Target(Hit.NOTHING)
        if y < self.header:
            return Target(Hit.PLUS if self.plus[column].contains(x, y) else Hit.DAY, column)
        for position, card in enumerate(self.cards[column]):
            if card.contains(x, y - shift):
                return Target(Hit.CHIP, column, position)
        return Target(Hit.DAY, column)


def lay_out_board(width: int, counts: Sequence[int], scale: float = 1.0) -> BoardLayout:
    """A column for each of `counts`, which are the cards in it."""

    def px(size: int) -> int:
        return round(size * scale)

    borders = edges(0, max(width, len(counts)), len(counts))
    columns, plus = [], []
    for number, count in enumerate(counts):
        left, right = borders[number], borders[number + 1]
        wide, step = right - left - 2 * px(SIDE_PX), px(CARD_PX + GAP_PX)
        columns.append(
            tuple(Rect(left + px(SIDE_PX), px(GAP_PX) + row * step, wide, px(CARD_PX)) for row in range(count))
        )
        plus.append(Rect(right - px(SIDE_PX + PLUS_PX), px(HEADER_PX - PLUS_PX) // 2, px(PLUS_PX), px(PLUS_PX)))
    height = max((cards[-1].bottom for cards in columns if cards), default=0) + px(FOOT_PX)
    return BoardLayout(borders, tuple(columns), px(HEADER_PX), height, tuple(plus))
