"""What a grid asks of a month or a week: where things stand, what was hit, and how it is painted."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QPainter, QRegion

from smmdesk.model.words import _
from ui.calendar.chip_painter import Look
from ui.calendar.layout import Metrics, Rect, Target
from ui.look import mirror
from ui.look.theme import theme
from ui.models.calendar_entries import Entry, Page
from ui.models.calendar_words import day_and_time, short_day

if TYPE_CHECKING:
    from ui.calendar.drag import Carried
    from ui.calendar.grid import Grid
    from ui.presenters.calendar_moves import Answer


class Scene(ABC):
    """Positions are those of the viewport from the side where reading begins, scrolling already counted in.

    `mode` is the presenter's word for it.
    """

    mode: str

    def __init__(self, grid: "Grid") -> None:
        self.grid = grid
        self.metrics = Metrics.scaled(theme().scale)

    @property
    def page(self) -> Page:
        """The days as they were laid out last."""
        page = self.grid.entries.page
        assert page is not None
        return page

    @property
    def focused_cell(self) -> int:
        """Where the day in hand stands on the page, -1 when it is elsewhere."""
        return self.page.position_of(self.grid.presenter.focused) if self.grid.entries.page is not None else -1

    def put_focus(self, target: Target, entry: Entry | None) -> None:
        """The day under the pointer is the one in hand."""
        self.grid.presenter.focused = self.page.days[target.day].day

    def answer(self, held: "Carried", cell: int, minutes: int | None, *, copy: bool) -> "Answer":
        """What leaving these posts on a day would do."""
        day = self.page.days[cell].day
        return self.grid.presenter.moves.answer(held.ids, held.lead, day, minutes, copy=copy)

    def leave(self, held: "Carried", cell: int, minutes: int | None, *, copy: bool) -> tuple[str, ...]:
        """Do it; returns the posts that now stand there."""
        day = self.page.days[cell].day
        done = self.grid.presenter.moves.drop(held.ids, held.lead, day, minutes, copy=copy)
        if done:
            self.grid.presenter.focused = day
        return done

    def wish_at(self, cell: int, minutes: int | None) -> dict[str, object]:
        """What a new post begins with that is made on a day."""
        return self.grid.wanted_on(self.page.days[cell].day, minutes)

    def refuses_new(self, cell: int) -> str:
        """Why nothing new can begin on a day; empty when it can."""
        return _("Already past: choose today or later") if self.page.days[cell].day < self.page.today else ""

    def new_place(self, cell: int, minutes: int | None) -> str:
        """Where something new would stand, in words."""
        day = self.page.days[cell].day
        return day_and_time(day, minutes) if minutes is not None else short_day(day)

    def on_screen(self, rect: Rect | QRect) -> QRect:
        """Where a place stands in the viewport: on the other side where one reads from the right."""
        return mirror.place(QRect(*rect) if isinstance(rect, Rect) else rect, self.grid.viewport().width())

    def in_scene(self, point: QPoint) -> QPoint:
        """A point of the viewport as the scene counts it."""
        return mirror.point(point, self.grid.viewport().width())

    @abstractmethod
    def lay_out(self, page: Page) -> Sequence[int]:
        """Lay `page` out for the viewport's size; returns how many posts of each day are shown."""

    @abstractmethod
    def paint(self, painter: QPainter, area: QRegion) -> None:
        """Paint what touches `area`."""

    @abstractmethod
    def target_at(self, point: QPoint) -> Target:
        """What lies under a point."""

    @abstractmethod
    def holds(self, cell: int, chip: int) -> bool:
        """Whether a day (chip -1) or a post of it has a place: rows and layout change one after the other."""

    @abstractmethod
    def chip_rect(self, cell: int, chip: int) -> Rect:
        """Where a shown post stands."""

    @abstractmethod
    def day_rect(self, cell: int) -> Rect:
        """Where a day stands."""

    @abstractmethod
    def minutes_at(self, point: QPoint) -> int | None:
        """The hour that a point means; None where only days are chosen."""

    def begins_at(self, point: QPoint) -> int | None:
        """The hour at which a double click begins a post; None where only days are chosen."""
        return self.minutes_at(point)

    @abstractmethod
    def edges(self) -> tuple[int, int]:
        """The upper and lower edge near which a drag scrolls."""

    @abstractmethod
    def scroll_at_edge(self, depth: float, beats: int) -> bool:
        """Something has hung in an edge for `beats`: scroll if it is time, and say so. `depth` is -1 to 1."""

    def scroll_by(self, depth: float, fastest: int) -> bool:
        """Move the scroll bar by how deep something hangs in an edge; False at its end."""
        bar = self.grid.verticalScrollBar()
        before = bar.value()
        bar.setValue(before + round(depth * abs(depth) * fastest) + (1 if depth > 0 else -1))
        return bar.value() != before

    def differing(self, old: Page | None, page: Page) -> list[Rect]:
        """What has to be painted again when `page` stands where `old` stood: days that differ, or everything."""
        everything = [Rect(0, 0, self.grid.viewport().width(), self.grid.viewport().height())]
        if old is None or (old.first, old.month, old.today, len(old.days)) != (
            page.first,
            page.month,
            page.today,
            len(page.days),
        ):
            return everything
        pairs = enumerate(zip(old.days, page.days, strict=True))
        return [self.day_rect(number) for number, (before, after) in pairs if before != after]

    def rescale(self) -> None:
        """The system's font has another size."""
        self.metrics = Metrics.scaled(theme().scale)

    def look_of(self, entry: Entry, target: Target, chosen: frozenset[str], is_past: bool) -> Look:
        """How a chip stands: chosen, under the pointer, in focus, carried away."""
        hand = self.grid.hand
        focused = hand.keyboard and self.grid.hasFocus() and entry.post_id == hand.post
        hovered = target == hand.hovered and hand.drop is None
        return Look(entry.post_id in chosen, hovered, focused, hand.is_faint(entry.post_id), is_past, hand.turn)
