"""Whose posts the calendar shows: of the brand that is open, or of all of them with one picked out."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from smmdesk.desk.brands import BrandSeen

if TYPE_CHECKING:
    from ui.presenters.calendar import CalendarPresenter
    from ui.presenters.calendar_pages import Pages
    from ui.presenters.calendar_search import CalendarSearch


class ShownBrands:
    """`all` are those that can stand on the days, `only` the one that was picked out (empty for none)."""

    def __init__(self, brands: Sequence[BrandSeen], pages: "Pages", finder: "CalendarSearch") -> None:
        self.all, self.only = tuple(brands), ""
        self._pages, self._finder = pages, finder
        self.show("")

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(one.id for one in self.all if self.only in ("", one.id))

    def show(self, brand_id: str) -> None:
        """Of all brands only one; empty for all of them again."""
        self.only = brand_id
        self._finder.brand_ids = self.ids
        self._pages.brands = self.ids[0] if len(self.all) == 1 else self.ids


def pick_brand(presenter: "CalendarPresenter", brand_id: str) -> None:
    """Of all brands only one on the days; empty for all of them."""
    presenter.brands.show(brand_id)
    presenter.reload()
