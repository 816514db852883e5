"""The people as a flat item model: one row a card, read by the list and by screen readers."""

from collections.abc import Sequence
from typing import cast

from ui.models.inbox import InboxModel, Index
from ui.presenters.inbox_items import Item
from ui.presenters.people_rows import PersonRow


class PeopleModel(InboxModel):
    """Told like the rows of the inbox as what came, went or changed; rows that stay keep their indexes."""

    def set_people(self, rows: Sequence[PersonRow]) -> None:
        self.set_items(cast(Sequence[Item], rows))

    def person_at(self, index: Index) -> PersonRow | None:
        return cast("PersonRow | None", self.item_at(index))
