"""Every noun of the model as the store keeps it: how it is loaded, written and compared field by field."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Generic, TypeVar

from smmdesk.model.approval import ApprovalNote, ReviewFile
from smmdesk.model.brand import Brand
from smmdesk.model.campaign import Campaign
from smmdesk.model.channel import Channel
from smmdesk.model.contribution import Contribution
from smmdesk.model.delivery import Attempt, Delivery, Part
from smmdesk.model.label import Label
from smmdesk.model.lookout import Lookout
from smmdesk.model.media import Asset
from smmdesk.model.message import Message
from smmdesk.model.person import Person
from smmdesk.model.planning_aids import DayNote, Evergreen, Pause, SavedFilter, Slot, Snippet, Template
from smmdesk.model.post import Post
from smmdesk.model.series import Series
from smmdesk.store.plain import Plain, from_plain, to_plain
from smmdesk.store.post_rows import POST_SPEC, PostChildren, load_children, post_fields, with_post_field
from smmdesk.store.rows import Spec, spec_of
from smmdesk.store.statements import Cell, Rows

T = TypeVar("T")


class Noun(Generic[T]):
    """A noun whose fields all lie in one row."""

    def __init__(self, spec: Spec[T]) -> None:
        self.spec = spec
        self.has_trash = "deleted_at_us" in spec.columns
        self.order: tuple[str, ...] = ("sort_key", "id") if "sort_key" in spec.columns else ("id",)

    @property
    def kind(self) -> str:
        return self.spec.kind

    def load(self, rows: Rows, values: Mapping[str, Cell], order: tuple[str, ...] = ()) -> list[T]:
        """The values whose rows fulfil the conditions."""
        found = rows.select(self.kind, self.spec.columns, values, order or self.order)
        return [self.spec.value(row) for row in found]

    def insert(self, rows: Rows, values: Sequence[T]) -> list[T]:
        """Write new values; returns them as they will be read back."""
        cells = [self.spec.cells(value) for value in values]
        rows.insert_many(self.kind, cells)
        return [self.spec.value_of(row) for row in cells]

    def update(self, rows: Rows, old: T, new: T) -> bool:
        """Writes what differs; False when the row is no longer at the revision of `old`."""
        names = self.spec.differing(old, new)
        before, after = self.spec.cells_of(old, names), self.spec.cells_of(new, names)
        changed = {name: cell for name, cell in after.items() if before[name] != cell}
        return rows.update(self.kind, changed, **self.spec.cells_of(old, ("id", "revision"))) == 1

    def normal(self, value: T) -> T:
        """`value` as it will be read back (clean text, tuples where the model has tuples)."""
        return self.spec.value_of(self.spec.cells(value))

    def beside(self, old: T, value: T) -> T:
        """As `normal`, where `old` was read: what `value` has in common with it needs no look."""
        names = self.spec.differing(old, value)
        return replace(old, **self.spec.fields_of(self.spec.cells_of(value, names), names))  # type: ignore[type-var]

    def differs(self, old: T, wanted: T) -> bool:
        """In more than who changed it."""
        return not set(self.spec.differing(old, wanted)) <= {"changed_by"}

    def journaled(self, value: T) -> dict[str, Plain]:
        """The person's fields by name, as the journal keeps them."""
        return {name: to_plain(getattr(value, name)) for name in sorted(self.spec.journaled)}

    def journaled_difference(self, old: T, new: T) -> tuple[dict[str, Plain], dict[str, Plain]]:
        """Of the person's fields those that may differ, as they were and as they are."""
        names = sorted(self.spec.journaled.intersection(self.spec.differing(old, new)))
        return tuple({name: to_plain(getattr(value, name)) for name in names} for value in (old, new))  # type: ignore

    def with_field(self, value: T, field: str, plain: Plain) -> T:
        """`value` with a journaled field set to what the journal keeps."""
        return replace(value, **{field: from_plain(self.spec.hints[field], plain)})  # type: ignore[type-var]


class PostNoun(Noun[Post]):
    """A post: its row, and rows for channels, labels, wordings and media."""

    def load(self, rows: Rows, values: Mapping[str, Cell], order: tuple[str, ...] = ()) -> list[Post]:
        found = rows.select("post", self.spec.columns, values, order or self.order)
        if not found:
            return []
        children = load_children(rows, values)
        return [children.complete(self.spec.value(row)) for row in found]

    def insert(self, rows: Rows, values: Sequence[Post]) -> list[Post]:
        bare = super().insert(rows, values)
        hanging = PostChildren.of(*values)
        for table, cells in hanging.tables():
            rows.insert_many(table, cells)
        return [hanging.complete(post) for post in bare]

    def update(self, rows: Rows, old: Post, new: Post) -> bool:
        if not super().update(rows, old, new):
            return False
        before = PostChildren.of(old).tables()
        for (table, was), (_, cells) in zip(before, PostChildren.of(new).tables(), strict=True):
            if was != cells:
                if was:
                    rows.delete(table, post_id=new.id)
                if cells:
                    rows.insert_many(table, cells)
        return True

    def normal(self, value: Post) -> Post:
        return PostChildren.of(value).complete(super().normal(value))

    def beside(self, old: Post, value: Post) -> Post:
        return self.normal(value)

    def differs(self, old: Post, wanted: Post) -> bool:
        return replace(wanted, changed_by=old.changed_by) != old

    def journaled(self, value: Post) -> dict[str, Plain]:
        return post_fields(value, self.spec.journaled)

    def journaled_difference(self, old: Post, new: Post) -> tuple[dict[str, Plain], dict[str, Plain]]:
        return self.journaled(old), self.journaled(new)

    def with_field(self, value: Post, field: str, plain: Plain) -> Post:
        return with_post_field(value, field, plain)


class DeliveryNoun(Noun[Delivery]):
    """A delivery with its parts in order. Parts are written by the ledger."""

    def load(self, rows: Rows, values: Mapping[str, Cell], order: tuple[str, ...] = ()) -> list[Delivery]:
        found = rows.select("delivery", self.spec.columns, values, order or self.order)
        if not found:
            return []
        parts: dict[str, list[Part]] = {}
        columns = PART_SPEC.columns
        for row in rows.children("part", columns, "delivery_id", "delivery", values, ("delivery_id", "position")):
            part = PART_SPEC.value(row)
            parts.setdefault(part.delivery_id, []).append(part)
        made = [self.spec.value(row) for row in found]
        return [replace(item, parts=tuple(parts.get(item.id, ()))) for item in made]

    def journaled(self, value: Delivery) -> dict[str, Plain]:
        return {}


PART_SPEC = spec_of("part", Part)
ATTEMPT_SPEC = spec_of("attempt", Attempt)
POSTS = PostNoun(POST_SPEC)
DELIVERIES = DeliveryNoun(spec_of("delivery", Delivery, frozenset({"parts"})))
NOUNS: dict[type, Noun[Any]] = {
    Post: POSTS,
    Delivery: DELIVERIES,
    Part: Noun(PART_SPEC),
    Attempt: Noun(ATTEMPT_SPEC),
    Brand: Noun(spec_of("brand", Brand)),
    Channel: Noun(spec_of("channel", Channel)),
    Label: Noun(spec_of("label", Label)),
    Campaign: Noun(spec_of("campaign", Campaign)),
    Series: Noun(spec_of("series", Series)),
    Asset: Noun(spec_of("asset", Asset)),
    Evergreen: Noun(spec_of("evergreen", Evergreen)),
    Slot: Noun(spec_of("slot", Slot)),
    DayNote: Noun(spec_of("day_note", DayNote)),
    Snippet: Noun(spec_of("snippet", Snippet)),
    Template: Noun(spec_of("template", Template)),
    SavedFilter: Noun(spec_of("saved_filter", SavedFilter)),
    Pause: Noun(spec_of("pause", Pause)),
    Person: Noun(spec_of("person", Person)),
    Message: Noun(spec_of("message", Message)),
    Lookout: Noun(spec_of("lookout", Lookout)),
    Contribution: Noun(spec_of("contribution", Contribution)),
    ReviewFile: Noun(spec_of("review_file", ReviewFile)),
    ApprovalNote: Noun(spec_of("approval_note", ApprovalNote)),
}
KINDS: dict[str, type] = {noun.kind: noun_type for noun_type, noun in NOUNS.items()}
WRITTEN_BY_LEDGER = frozenset({Part, Attempt})


def noun_of(kind: type[T]) -> Noun[T]:
    """How values of this type are kept. Raises TypeError for what the store does not keep."""
    try:
        return NOUNS[kind]
    except KeyError:
        raise TypeError(f"the store keeps no {kind.__name__}") from None
