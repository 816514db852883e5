"""Values in, values out: reading, inside one snapshot of the file."""

from collections.abc import Iterable
from typing import Any, TypeVar

from smmdesk.model.delivery import Attempt, Delivery
from smmdesk.model.problem import ProblemError
from smmdesk.store.nouns import DELIVERIES, NOUNS, noun_of
from smmdesk.store.statements import Rows, conditions

T = TypeVar("T")

LAST_OF_ID = "~"  # after every letter of an id


class Reader:
    """Reads from one snapshot. Usable until its block ends; a RuntimeError after that."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def get(self, kind: type[T], id: str) -> T:  # noqa: A002
        """The value with this id, also from the trash. Raises ProblemError("not_found")."""
        found = self.find(kind, id)
        if found is None:
            raise ProblemError("not_found", id=id)
        return found

    def find(self, kind: type[T], id: str) -> T | None:  # noqa: A002
        """The value with this id, also from the trash, or None."""
        found = noun_of(kind).load(self._rows, {"id": id})
        return found[0] if found else None

    def by_prefix(self, kind: type[T], prefix: str) -> T:
        """The one value, not in the trash, whose id begins so. Raises ProblemError not_found or ambiguous_id."""
        noun = noun_of(kind)
        wanted = prefix.strip().lower()
        alive = "deleted_at_us IS NULL AND" if noun.has_trash else ""
        found = self._rows.query(
            f"SELECT id FROM {noun.kind} WHERE {alive} id >= ? AND id < ? LIMIT 2",
            (wanted, wanted + LAST_OF_ID),
        )
        if not wanted or not found:
            raise ProblemError("not_found", id=prefix)
        if len(found) > 1:
            raise ProblemError("ambiguous_id", id=prefix)
        return self.get(kind, found[0][0])

    def all(self, kind: type[T], *, deleted: bool = False, **equal: object) -> tuple[T, ...]:
        """All values whose fields equal `equal`; a tuple asks for any of its members, None for empty.

        Without the trash unless `deleted`. In the order of `sort_key` where there is one, then as they were made.
        """
        noun = noun_of(kind)
        values = conditions(equal)
        if noun.has_trash and not deleted and "deleted_at_us" not in equal:
            values["deleted_at_us?"] = None
        return tuple(noun.load(self._rows, values))

    def many(self, kind: type[T], ids: Iterable[str]) -> dict[str, T]:
        """The values with these ids, by id; ids that are not there are left out."""
        found: list[Any] = noun_of(kind).load(self._rows, conditions({"id": tuple(ids)}))
        return {value.id: value for value in found}

    def deliveries_of(self, post_id: str) -> tuple[Delivery, ...]:
        """The deliveries of a post with their parts, in the order they were made."""
        return self.deliveries_of_posts((post_id,)).get(post_id, ())

    def deliveries_of_posts(self, post_ids: Iterable[str]) -> dict[str, tuple[Delivery, ...]]:
        """The deliveries of several posts, by post id."""
        wanted = tuple(post_ids)
        made: dict[str, tuple[Delivery, ...]] = {}
        # one id is asked for as it is: the shorter plan
        where = {"post_id": wanted[0]} if len(wanted) == 1 else conditions({"post_id": wanted})
        for delivery in DELIVERIES.load(self._rows, where):
            made[delivery.post_id or ""] = (*made.get(delivery.post_id or "", ()), delivery)
        return made

    def attempts_of(self, part_id: str) -> tuple[Attempt, ...]:
        """The journal of a part, oldest first."""
        found: list[Attempt] = NOUNS[Attempt].load(self._rows, {"part_id": part_id}, ("intent_at_us", "id"))
        return tuple(found)


def rows_of(reader: Reader) -> Rows:
    """The rows under a reader: for the modules of the store only."""
    return reader._rows
