"""Which way a walk over the pages of a list came, so that a list which leads in a circle, or has no end, ends.

A server says at each page where the next one begins. It may be wrong: a page that leads to itself, two that lead to
each other, a place that is new each time. Then nothing behind them can be read, and what is told at the newest page
would never be asked for again.
"""

from dataclasses import dataclass

MOST_PAGES = 250
"""So many pages one walk reads: then the newest has its turn again."""
LONGEST_PLACE = 2000


@dataclass(frozen=True, slots=True)
class Trail:
    """Small however long the way is, since it is kept with the place itself: how many `pages` were read, and one place,
    the `mark`, that they came by: that of page 1, 2, 4, 8 … Whoever goes in a circle comes by it again."""

    pages: int = 0
    mark: str = ""

    def to(self, place: str, here: str = "") -> "Trail | None":
        """Behind the page at `here`, which says that the list goes on at `place`. None where it does not: at its end
        (""), at a place that was passed or is none, and after so many pages."""
        pages = self.pages + 1
        if place in ("", here, self.mark) or len(place) > LONGEST_PLACE or pages >= MOST_PAGES:
            return None
        return Trail(pages, self.mark if pages & (pages - 1) else place)

    def passed(self, place: str) -> bool:
        """Whether it surely came by there."""
        return bool(place) and place == self.mark


AT_FIRST = Trail()
