"""A reader inside a transaction: nobody else can write meanwhile, so what it read once is not read again."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from smmdesk.model.delivery import Attempt, Delivery, Part
from smmdesk.store.nouns import noun_of
from smmdesk.store.reader import Reader
from smmdesk.store.statements import Rows

T = TypeVar("T")


class RememberingReader(Reader):
    """Whoever writes through it says what is known after that."""

    def __init__(self, rows: Rows) -> None:
        super().__init__(rows)
        self._known: dict[tuple[type, str], Any] = {}  # as they are now
        self._deliveries: dict[str, tuple[Delivery, ...]] = {}  # by post, until one of any post is written

    def find(self, kind: type[T], id: str) -> T | None:  # noqa: A002
        """As a reader finds it; a value that was found or written here is not read again."""
        known: T | None = self._known.get((kind, id))
        if known is None:
            known = super().find(kind, id)
            self._remember(known)
        return known

    def all(self, kind: type[T], *, deleted: bool = False, **equal: object) -> tuple[T, ...]:
        found = super().all(kind, deleted=deleted, **equal)
        for value in found:
            self._remember(value)
        return found

    def many(self, kind: type[T], ids: Iterable[str]) -> dict[str, T]:
        found = super().many(kind, ids)
        for value in found.values():
            self._remember(value)
        return found

    def deliveries_of_posts(self, post_ids: Iterable[str]) -> dict[str, tuple[Delivery, ...]]:
        wanted = tuple(post_ids)
        unknown = [post_id for post_id in wanted if post_id not in self._deliveries]
        if unknown:
            found = super().deliveries_of_posts(unknown)
            for post_id in unknown:
                self._deliveries[post_id] = found.get(post_id, ())
                for delivery in self._deliveries[post_id]:
                    self._remember(delivery)
        return {post_id: self._deliveries[post_id] for post_id in wanted if self._deliveries[post_id]}

    def _remember(self, value: Any) -> None:
        if isinstance(value, Delivery):
            for part in value.parts:
                self._known[Part, part.id] = part
        if value is not None and type(value) is not Attempt:
            self._known[type(value), value.id] = value

    def forget_known(self) -> None:
        """Rows went by another way: all is read again."""
        self._known.clear()
        self._deliveries.clear()

    def recognise(self, *values: Any) -> None:
        """Values read before this transaction: those whose revision is still the one in the file are not read again."""
        for value in values:
            kind = noun_of(type(value)).kind
            row = self._rows.first(f"SELECT revision FROM {kind} WHERE id = ?", (value.id,))
            if row is not None and row[0] == value.revision and self._has_parts(value):
                self._remember(value)

    def _has_parts(self, value: Any) -> bool:
        """Whether a delivery's parts are still as they were; True for anything else."""
        if not isinstance(value, Delivery):
            return True
        found = self._rows.query("SELECT id, revision FROM part WHERE delivery_id = ? ORDER BY position", (value.id,))
        return found == [(part.id, part.revision) for part in value.parts]

    @contextmanager
    def undone_alone(self) -> Iterator[None]:
        """What is written inside is undone when it raises, and the rest of the transaction goes on. The machine's rows
        only: what a person's step noted stays noted."""
        self._rows.query("SAVEPOINT alone")
        try:
            yield
        except BaseException:
            self.forget_known()
            if self._rows.connection.in_transaction:  # an error of the disk may have ended it already
                self._rows.query("ROLLBACK TO alone")
                self._rows.query("RELEASE alone")
            raise
        self._rows.query("RELEASE alone")
