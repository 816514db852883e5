"""A step of very many rows, taken back piece by piece, as it came: others write in between, and a person can stop it.

The step that takes it back has no name until it is whole. Half done, by Stop or a power cut, it stands beside the one
that it takes back: undo goes on with it, redo brings back what it took. What cannot be taken back stays, with all that
it names, and is told.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from smmdesk.desk import people, several_brands
from smmdesk.desk.decisions import decided_in
from smmdesk.desk.import_ids import WHOLE_ID
from smmdesk.desk.import_plan import Going
from smmdesk.desk.reverting import apply, refusal, takeable
from smmdesk.desk.steps import step as new_step
from smmdesk.model.brand import Brand
from smmdesk.model.message import Message
from smmdesk.model.person import Person
from smmdesk.model.post import Post
from smmdesk.model.problem import Problem, ProblemError
from smmdesk.model.words import _, ngettext
from smmdesk.store import journal
from smmdesk.store.journal import Inverse, Step
from smmdesk.store.nouns import KINDS, NOUNS
from smmdesk.system.clock import pause

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk
    from smmdesk.store.reader import Reader
    from smmdesk.store.transaction import Transaction

Key = tuple[str, str]
"""Kind and id of a row."""
AT_ONCE = 250
"""Rows of one commit: others wait no longer than they take."""
GIVING_WAY_S = 0.025
"""Between two commits: whoever waits for the file looks every now and then whether it is free."""
MOST_NAMED = 3
NAMED_SIGNS = 40


class Turn(NamedTuple):
    """What undo or redo does next: `target` is taken back. `half` is the step that began to; with `back` it is that
    one which goes back."""

    target: Step
    half: Step | None = None
    back: bool = False


class Reverted(NamedTuple):
    """The name of the step that was taken back or done again. `stays` says what of it stays as it is, else empty;
    `stopped`: a person ended it, and the rest waits."""

    label: str
    stays: str = ""
    stopped: bool = False


def goes_in_pieces(reader: "Reader", turn: Turn) -> bool:
    """Whether there is too much of it for one commit."""
    if turn.half is not None:
        return True
    step_id = turn.target.id
    return journal.size(reader, step_id) > AT_ONCE and len(journal.rows_of_step(reader, step_id)) > AT_ONCE


def revert(desk: "Desk", turn: Turn, going: Going) -> Reverted:
    """Do it. Raises ProblemError(cannot_undo) where nothing at all can be taken back; then nothing was changed."""
    return _Pieces(desk, turn, going).run()


class _StaysError(Exception):
    """A row cannot be taken back."""

    def __init__(self, key: Key, problem: Problem) -> None:
        super().__init__(problem.code)
        self.key, self.problem = key, problem


class _Pieces:
    def __init__(self, desk: "Desk", turn: Turn, going: Going) -> None:
        self._desk, self._turn, self._going = desk, turn, going
        self._into = turn.half.id if turn.half is not None else ""
        self._source = self._into if turn.back else turn.target.id
        self._armed = desk.steps.armed_before.get(self._source, {})
        self._stays: list[tuple[str, Problem]] = []  # what it is called, and why
        self._needed: set[str] = set()  # by what stays
        self._taken = 0

    def run(self) -> Reverted:
        label, going = self._turn.target.label, self._going
        with self._desk.store.reading() as reader:
            rows = self._rows(reader)
            going.total, going.done = len(rows), 0
            if not self._turn.back:
                rows = self._left(reader, rows)
                self._require_brands(reader, rows)
            self._require_whole_cards(reader, rows)
        going.done = going.total - len(rows)
        for start in range(0, len(rows), AT_ONCE):
            if going.stopping:
                return Reverted(label, self._said(), stopped=True)
            piece = rows[start : start + AT_ONCE]
            self._take(piece)
            going.done += len(piece)
            pause(GIVING_WAY_S)
        if self._stays and not self._taken and (self._turn.back or not self._into):
            raise refusal(_reason(self._stays[0][1]))
        self._end(label)
        return Reverted(label, self._said())

    # ------------------------------------------------------------------ what there is to do
    def _rows(self, reader: "Reader") -> list[Key]:
        """What was written last goes first: nothing loses what it names."""
        return journal.rows_of_step(reader, self._source)

    def _left(self, reader: "Reader", rows: Sequence[Key]) -> list[Key]:
        """Those that were not taken back by the half of it that is done."""
        done = set(journal.rows_of_step(reader, self._into)) if self._into else set()
        return [key for key in rows if key not in done]

    def _require_brands(self, reader: "Reader", rows: Iterable[Key]) -> None:
        """Raises ProblemError where a brand of it holds something else by now: nothing is taken out of that."""
        brands = [key for key in rows if KINDS[key[0]] is Brand]
        inverse = journal.inverse(reader, self._source, brands, resumes=True)
        gone = [one.id for one in inverse.values if one.deleted_at_us is not None]
        for brand_id in (*gone, *(made_id for _kind, made_id in inverse.made)):
            several_brands.require_unused(reader, brand_id, self._turn.target.id)

    def _require_whole_cards(self, reader: "Reader", rows: Sequence[Key]) -> None:
        """Raises ProblemError(cannot_undo) where cards were made one, or split, and not all of that can go back."""
        if self._is_about_cards(reader):
            cards = [key for key in rows if KINDS[key[0]] is Person]
            if journal.inverse(reader, self._source, cards, resumes=True).conflicts:
                raise refusal(_("It was changed again since."))

    def _is_about_cards(self, reader: "Reader") -> bool:
        if journal.writes(reader, self._source, "person", (journal.WHOLE, "deleted_at_us")):
            return True
        return "person_id" in journal.fields(reader, self._source, "message")

    # ------------------------------------------------------------------ one piece
    def _take(self, piece: Sequence[Key]) -> None:
        """One commit; begun anew without what turns out to stay."""
        left = list(piece)
        while left := [key for key in left if key[1] not in self._needed]:
            posts = [row_id for kind, row_id in left if KINDS[kind] is Post]
            try:
                with new_step(self._desk, "", posts, undoes=self._turn.target.id, joins=self._into) as tx:
                    self._write(tx, left)
                    step_id = tx.step_id
            except _StaysError as error:
                left.remove(error.key)
                self._note_stays(error)
                continue
            self._into = step_id
            self._taken += len(left)
            return

    def _write(self, tx: "Transaction", keys: Sequence[Key]) -> None:
        """Raises _StaysError."""
        inverse = journal.inverse(tx, self._source, keys, resumes=True)
        for change in inverse.conflicts:
            raise _StaysError((change.kind, change.id), refusal(_("It was changed again since.")).problem)
        values = {(NOUNS[type(value)].kind, value.id): value for value in inverse.values}
        made, missed = set(inverse.made), decided_in(tx, self._source)
        tx.deliveries_of_posts([row_id for kind, row_id in keys if KINDS[kind] is Post])
        for key in keys:
            one = Inverse((values[key],) if key in values else (), (key,) if key in made else ())
            try:
                apply(tx, self._desk, takeable(tx, one)[0], self._turn.target.id, self._armed, missed)
            except ProblemError as error:
                raise _StaysError(key, error.problem) from error

    def _note_stays(self, error: _StaysError) -> None:
        kind, row_id = error.key
        with self._desk.store.reading() as reader:
            value = reader.find(KINDS[kind], row_id)
        self._needed |= set(WHOLE_ID.findall(repr(value)))  # whatever field names it
        self._stays.append((_name(value), error.problem))

    # ------------------------------------------------------------------ the end
    def _end(self, label: str) -> None:
        """The step has its name, or is none where everything of it went back."""
        if not self._into:
            return
        self._give_accounts_back()
        with self._desk.store.transaction() as tx:
            if journal.rows_of_step(tx, self._into):
                is_whole = not self._turn.back
                if is_whole:
                    journal.settle(tx, self._into, label)
            else:
                is_whole = False
                journal.drop(tx, self._into)
        if is_whole:
            self._desk.store.own_step.id = self._into  # it has its name since just now

    def _give_accounts_back(self) -> None:
        with self._desk.store.reading() as reader:
            if not self._is_about_cards(reader):
                return
            ids = [row_id for kind, row_id in journal.rows_of_step(reader, self._source) if KINDS[kind] is Person]
        with new_step(self._desk, "", undoes=self._turn.target.id, joins=self._into) as tx:
            people.take_back(tx, tx.many(Person, ids).values(), ids)

    def _said(self) -> str:
        """What stays, the first of it by name."""
        if not self._stays:
            return ""
        shown = ", ".join(_("“{words}”").format(words=name) for name, _problem in self._stays[:MOST_NAMED])
        if len(self._stays) > MOST_NAMED:
            shown += f" +{len(self._stays) - MOST_NAMED}"
        words = ngettext("Left as it is: {names}", "Left as they are: {names}", len(self._stays))
        return f"{words.format(names=shown)}. {_reason(self._stays[0][1])}"


def _name(value: Any) -> str:
    match value:
        case Post():
            said = value.content.first_words
        case Message():
            said = value.text[:NAMED_SIGNS]
        case _:
            said = getattr(value, "name", "")
    return " ".join(str(said).split()) or _("no text yet")


def _reason(problem: Problem) -> str:
    return str(problem.values["reason"]) if problem.code == "cannot_undo" else f"{problem.title}."
