"""The columns of the plot as a flat item model, read by the plot and by screen readers."""

from collections.abc import Sequence
from typing import cast

from ui.models.inbox import InboxModel, Index
from ui.presenters.inbox_items import Item
from ui.presenters.results_rows import Bar


class BarModel(InboxModel):
    """A column of the same days keeps its index when its numbers change."""

    def set_bars(self, bars: Sequence[Bar]) -> None:
        self.set_items(cast(Sequence[Item], bars))

    def bar_at(self, index: Index) -> Bar | None:
        return cast("Bar | None", self.item_at(index))

    @property
    def bars(self) -> Sequence[Bar]:
        return cast(Sequence[Bar], self._items)
