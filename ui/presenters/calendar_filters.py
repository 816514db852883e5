"""Saved filters of the calendar: applied in one press, named on the button while they hold."""

from typing import NamedTuple

from smmdesk.desk import saved_filters as desk_filters
from smmdesk.store.calendar_reads import Filters
from ui.presenters.calendar import FILTER_FIELDS, CalendarPresenter, filters_of


class Saved(NamedTuple):
    id: str
    name: str
    filters: Filters


class SavedFilters:
    """Those of the presenter's brand."""

    def __init__(self, presenter: CalendarPresenter) -> None:
        self._presenter, self._bridge = presenter, presenter.bridge
        self._desk, self._brand_id = presenter.desk, presenter.brand.id

    @property
    def all(self) -> tuple[Saved, ...]:
        found = desk_filters.saved_filters(self._desk, self._brand_id)
        return tuple(Saved(each.id, each.name, filters_of(each.wanted)) for each in found)

    @property
    def current(self) -> Saved | None:
        """The saved one that the calendar shows now."""
        return next((each for each in self.all if each.filters == self._presenter.filters), None)

    def apply(self, saved: Saved) -> None:
        self._presenter.set_filters(saved.filters, saved.name)

    def keep(self, name: str) -> None:
        """What the calendar shows now, under a name."""
        chosen = self._presenter.filters
        wanted: dict[str, object] = {key: list(value) for key in FILTER_FIELDS if (value := getattr(chosen, key))}
        if chosen.with_media is not None:
            wanted["with_media"] = chosen.with_media
        self._bridge.attempt(lambda: desk_filters.keep_filter(self._desk, self._brand_id, name, wanted))
        self._name_again()

    def rename(self, filter_id: str, name: str) -> None:
        self._bridge.attempt(lambda: desk_filters.rename_filter(self._desk, filter_id, name))
        self._name_again()

    def delete(self, filter_id: str) -> None:
        self._bridge.attempt(lambda: desk_filters.delete_filter(self._desk, filter_id))
        self._name_again()

    def _name_again(self) -> None:
        """The button says what the choices are called by now."""
        current = self.current
        self._presenter.set_filters(self._presenter.filters, current.name if current is not None else "")
