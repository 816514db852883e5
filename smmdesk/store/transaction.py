"""Values put, moved to the trash, brought back: everything that one commit writes."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, TypeVar

from smmdesk.model.approval import ApprovalNote
from smmdesk.model.changes import Changes
from smmdesk.model.delivery import Attempt, Delivery, Part, State
from smmdesk.model.message import Message
from smmdesk.model.moment import to_us
from smmdesk.model.moves import TERMINAL
from smmdesk.model.person import Person
from smmdesk.model.post import Post, looks_alike
from smmdesk.model.problem import ProblemError
from smmdesk.store import calendar_rows, drafts, journal, message_search, own_channels, search
from smmdesk.store.declared import Home
from smmdesk.store.driver import IntegrityError
from smmdesk.store.nouns import ATTEMPT_SPEC, DELIVERIES, PART_SPEC, WRITTEN_BY_LEDGER, Noun, noun_of
from smmdesk.store.remembering import RememberingReader
from smmdesk.store.statements import TABLES, Rows
from smmdesk.system.clock import Clock

T = TypeVar("T")

REMOVABLE = (State.DRAFT, State.SCHEDULED, State.CANCELLED)


class Transaction(RememberingReader):
    """All or nothing. What it wrote is told in one `Changes` after the commit."""

    def __init__(self, rows: Rows, clock: Clock, device: str, step: journal.StepWriter) -> None:
        super().__init__(rows)
        self._clock, self._device, self._step = clock, device, step
        self._touched: dict[str, set[str]] = {}
        self._on_calendar: dict[str, bool] = {}  # post id -> whether its words changed too
        self._heard: dict[str, Message] = {}  # those whose words are new
        self._people: set[str] = set()  # whose rows in the list of people are made again
        self._erased = False

    @property
    def step_id(self) -> str:
        """The journal's step that this transaction writes."""
        return self._step.step_id

    @property
    def now_us(self) -> int:
        return to_us(self._clock.now())

    # ------------------------------------------------------------------ values
    def put(self, value: T) -> T:
        """Insert or update a value; returns it as it is now, with its new revision.

        Raises ProblemError("conflict") when the stored one has another revision than `value`. Nothing is written when
        nothing differs. Of a delivery the delivery itself and parts that are new; parts that are gone from it are
        removed while nothing of them was ever tried. The state of a part changes through the ledger only.
        """
        if type(value) in WRITTEN_BY_LEDGER:
            raise TypeError(f"a {type(value).__name__} is written by the ledger")
        if isinstance(value, Delivery):
            return self._put_delivery(value)  # type: ignore[return-value]
        noun = noun_of(type(value))
        old: Any = self.find(type(value), value.id)  # type: ignore[attr-defined]
        if old is None:
            return self.put_new([value])[0]
        wanted: Any = noun.beside(old, value)
        if old.revision != wanted.revision:
            raise ProblemError("conflict")
        unchanged: T = old
        return unchanged if not noun.differs(old, wanted) else self._update(noun, old, wanted)

    def put_new(self, values: Sequence[T]) -> list[T]:
        """Insert many values of one type that are not there yet: what an import does. Returns them as they are now.

        Raises ProblemError("conflict") when one of them is (or was) there.
        """
        if not values:
            return []
        noun = noun_of(type(values[0]))
        if any(value.revision != 0 for value in values):  # type: ignore[attr-defined]
            raise ProblemError("conflict")  # it was there and is erased
        if isinstance(values[0], Post):
            own_channels.require(self._rows, values)  # type: ignore[arg-type]
        fresh: list[T] = [replace(value, revision=1, changed_by=self._device) for value in values]  # type: ignore
        try:
            written = noun.insert(self._rows, fresh)
        except IntegrityError as error:
            if str(error).endswith(f"{noun.kind}.id"):
                raise ProblemError("conflict") from error
            raise
        for new in written:
            self._note_new(noun, new)
            if isinstance(new, Message):
                self._heard[new.id] = new
            if isinstance(new, Message | Person):
                self._note_people(None, new)
        return written

    def _note_new(self, noun: Noun[Any], new: Any) -> None:
        if _made_by_person(noun.kind):
            said = {name: plain for name, plain in noun.journaled(new).items() if plain}
            self._step.add(noun.kind, new.id, journal.WHOLE, said, None)
        self._touch_value(noun.kind, new, words=True)

    def _update(self, noun: Noun[T], old: Any, value: Any) -> T:
        new: Any = replace(value, revision=old.revision + 1, changed_by=self._device)
        if not noun.update(self._rows, old, new):
            raise ProblemError("conflict")
        before, after = noun.journaled_difference(old, new)
        self._step.add_difference(noun.kind, new.id, after, before)
        if isinstance(new, Post):
            own_channels.require(self._rows, [new], old)
            drafts.note(self._rows, old, new, self.now_us, self._clock.new_id)
        elif isinstance(new, Message) and not message_search.same_words(old, new):
            self._heard[new.id] = new
        elif isinstance(new, Person) and old.name != new.name:
            message_search.rename(self._rows, new.id, new.name)
        if isinstance(new, Message | Person):
            self._note_people(old, new)
        self._touch_value(noun.kind, new, words=isinstance(new, Post) and not search.same_words(old, new))
        written: T = new
        return written

    def trash(self, kind: type[T], id: str) -> T:  # noqa: A002
        """Move a value to the trash, where it stays until `erase`."""
        value: Any = self.get(kind, id)
        trashed: T = value if value.deleted_at_us is not None else replace(value, deleted_at_us=self.now_us)
        return self.put(trashed)

    def restore(self, kind: type[T], id: str) -> T:  # noqa: A002
        """Bring a value back from the trash."""
        value: Any = self.get(kind, id)
        restored: T = replace(value, deleted_at_us=None)
        return self.put(restored)

    def erase(self, kind: type[T], id: str) -> None:  # noqa: A002
        """Remove a value for good, with every word that the journal holds of it.

        There is no way back, so a step that only erases should have no label. Raises ProblemError("too_late_to_change")
        for a post of which a part is neither out nor taken back.
        """
        noun = noun_of(kind)
        gone = self.get(kind, id)
        if isinstance(gone, Message | Person):
            self._note_people(None, gone)
        if kind is Post:
            self._refuse_while_open(id)
            for note in self.all(ApprovalNote, post_id=id, deleted=True):
                self.erase(ApprovalNote, note.id)
            search.remove(self._rows, id)
            self._erased = True
            self._on_calendar[id] = False
        elif kind is Message:
            message_search.remove(self._rows, [id])
            self._heard.pop(id, None)
            self._erased = True
        elif kind is Person:
            message_search.rename(self._rows, id, "")
            self._erased = True
        self.forget_known()
        self._rows.delete(noun.kind, id=id)
        self._step.forget(noun.kind, id)
        journal.forget(self._rows, noun.kind, id)
        if _made_by_person(noun.kind):
            self._step.add(noun.kind, id, journal.WHOLE, None, None)
        self.touch(noun.kind, id)

    def erase_messages(self, ids: Sequence[str], *, tidy: bool = True) -> None:
        """As `erase`, of messages that are there, many at once. `tidy` False: one piece of several, and what they said
        leaves the file of the index of words with a later one, which may be of none."""
        for gone in self.many(Message, ids).values():
            self._note_people(None, gone)
            self._heard.pop(gone.id, None)
            self._step.forget("message", gone.id)
            journal.forget(self._rows, "message", gone.id)
            self.touch("message", gone.id)
        message_search.remove(self._rows, ids)
        self._erased = self._erased or tidy
        self.forget_known()
        self._rows.delete_many("message", "id", ids)

    def _refuse_while_open(self, post_id: str) -> None:
        states = {part.state for delivery in self.deliveries_of(post_id) for part in delivery.parts}
        if states - TERMINAL:
            raise ProblemError("too_late_to_change")

    # ------------------------------------------------------------------ deliveries
    def _put_delivery(self, value: Delivery) -> Delivery:
        wanted = DELIVERIES.normal(replace(value, home=value.home or self._device))
        old = self.find(Delivery, wanted.id)
        old_parts = old.parts if old else ()
        if old is None:
            own_channels.require_own(self._rows, {(wanted.brand_id, wanted.channel_id)})
            wanted = replace(wanted, revision=1)
            self._rows.insert("delivery", DELIVERIES.spec.cells(wanted))
        elif old.revision != wanted.revision:
            raise ProblemError("conflict")
        elif replace(wanted, parts=old.parts) != old:
            wanted = replace(wanted, revision=old.revision + 1)
            if not DELIVERIES.update(self._rows, old, wanted):
                raise ProblemError("conflict")
        written = replace(wanted, parts=self._put_parts(wanted, value.parts, old_parts))
        if old is not None and old.due != wanted.due:
            self._rows.update("part", {"due_at_us": wanted.due.instant_us}, delivery_id=wanted.id)
        self._touch_delivery(wanted)
        self._remember(written)
        return written

    def put_new_deliveries(self, values: Sequence[Delivery]) -> None:
        """Insert many deliveries that are not there yet, with their parts: what an import does.

        Raises ProblemError conflict when one of them is there, channel_of_other_brand.
        """
        own_channels.require_own(self._rows, {(one.brand_id, one.channel_id) for one in values})
        made = [DELIVERIES.normal(replace(one, home=one.home or self._device, revision=1)) for one in values]
        parts: list[dict[str, Any]] = []
        for delivery in values:
            for part in delivery.parts:
                cells = PART_SPEC.cells(replace(part, delivery_id=delivery.id, revision=1))
                parts.append({**cells, "channel_id": delivery.channel_id, "due_at_us": delivery.due.instant_us})
                self.touch("part", part.id)
            self._touch_delivery(delivery)
        try:
            self._rows.insert_many("delivery", [DELIVERIES.spec.cells(one) for one in made])
            self._rows.insert_many("part", parts)
        except IntegrityError as error:
            if str(error).startswith("UNIQUE"):
                raise ProblemError("conflict") from error
            raise

    def _put_parts(self, delivery: Delivery, parts: tuple[Part, ...], old_parts: tuple[Part, ...]) -> tuple[Part, ...]:
        """Write what is new, remove what is gone; returns all parts in order."""
        kept = {part.id: part for part in old_parts}
        made: list[Part] = []
        for part in old_parts:
            if part.id not in {wanted.id for wanted in parts}:
                self._remove_part(part)
        for part in parts:
            if part.id not in kept:
                made.append(self._insert_part(delivery, part))
                continue
            if part.revision != kept[part.id].revision:
                raise ProblemError("conflict")
            if part != kept[part.id]:
                raise ValueError("a part that exists changes through the ledger")
            made.append(part)
        return tuple(sorted(made, key=lambda part: part.position))

    def _insert_part(self, delivery: Delivery, part: Part) -> Part:
        cells = PART_SPEC.cells(replace(part, delivery_id=delivery.id, revision=1))
        self._rows.insert("part", {**cells, "channel_id": delivery.channel_id, "due_at_us": delivery.due.instant_us})
        self.touch("part", part.id)
        return PART_SPEC.value_of(cells)

    def _remove_part(self, part: Part) -> None:
        if part.state not in REMOVABLE or self.attempts_of(part.id):
            raise ProblemError("too_late_to_change")
        self._rows.delete("part", id=part.id, revision=part.revision)
        self._known.pop((Part, part.id), None)
        self.touch("part", part.id)

    def add_attempt(self, attempt: Attempt) -> Attempt:
        """Write the intent of one irreversible call; it must be committed before the first byte (I2)."""
        self._rows.insert("attempt", ATTEMPT_SPEC.cells(attempt))
        self.touch("attempt", attempt.id)
        return attempt

    def end_attempt(self, attempt: Attempt) -> Attempt:
        """Write what became of an attempt. What is there stays: evidence is added, never taken away (I10)."""
        if not self._rows.update(
            "attempt",
            {
                "first_byte_at_us": attempt.first_byte_at_us,
                "end_at_us": attempt.end_at_us,
                "verdict": attempt.verdict.value,
                "evidence": attempt.evidence,
            },
            id=attempt.id,
        ):
            raise ProblemError("not_found", id=attempt.id)
        self.touch("attempt", attempt.id)
        return attempt

    # ------------------------------------------------------------------ what was touched
    def touch_part(self, old: Part, new: Part) -> None:
        """Note that the ledger wrote this part. The calendar shows most of its moves, but not each of its notes."""
        self.touch("part", new.id)
        self._remember(new)
        known: Delivery | None = self._known.get((Delivery, new.delivery_id))
        if known is not None:
            parts = tuple(new if part.id == new.id else part for part in known.parts)
            self._known[Delivery, known.id] = replace(known, parts=parts)
        self.touch("delivery", new.delivery_id)
        if looks_alike(old, new):
            return
        post_id = known.post_id if known is not None else _post_of(self._rows, new.delivery_id)
        if post_id is not None:
            self._on_calendar.setdefault(post_id, False)

    def _touch_delivery(self, delivery: Delivery) -> None:
        self.touch("delivery", delivery.id)
        if delivery.post_id is not None:
            self._on_calendar.setdefault(delivery.post_id, False)

    def _touch_value(self, kind: str, value: Any, words: bool) -> None:
        self.touch(kind, value.id)
        self._remember(value)
        if isinstance(value, Post):
            self._on_calendar[value.id] = words or self._on_calendar.get(value.id, False)

    def _note_people(self, old: Any, new: Any) -> None:
        from smmdesk.store import people_rows  # the calendar is painted without it

        self._people |= people_rows.people_of(old, new)

    def touch(self, kind: str, row_id: str) -> None:
        """Note for `Changes` that this was written; of a post its calendar rows are made again."""
        if kind in ("delivery", "part"):
            self._deliveries.clear()
        self._touched.setdefault(kind, set()).add(row_id)
        if kind == "post":
            self._on_calendar.setdefault(row_id, False)

    def finish(self) -> Changes:
        """Bring caches and journal in step, last thing before the commit; returns what to tell after it."""
        if self._on_calendar:
            known = {id_: value for (kind, id_), value in self._known.items() if kind is Post}
            posts = calendar_rows.refresh(self._rows, self._on_calendar, known)
            search.refresh(self._rows, [post for post in posts if self._on_calendar[post.id]])
            self._touched["calendar"] = set(self._on_calendar)
        message_search.refresh(self._rows, tuple(self._heard.values()))
        if self._people:
            from smmdesk.store import people_rows

            people_rows.refresh(self._rows, self._people)
        if self._erased:
            search.forget_removed(self._rows)
            message_search.forget_removed(self._rows)
        self._step.write(self._rows, self.now_us)
        return Changes({kind: frozenset(ids) for kind, ids in self._touched.items()})


@lru_cache(maxsize=32)
def _made_by_person(kind: str) -> bool:
    return TABLES[kind].columns["id"].home is Home.PERSON


def _post_of(rows: Rows, delivery_id: str) -> str | None:
    row = rows.first("SELECT post_id FROM delivery WHERE id = ?", (delivery_id,))
    assert row is not None
    post_id: str | None = row[0]
    return post_id
