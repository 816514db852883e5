"""Undo and redo over the journal: new intents with the old values.

A step is taken back by a step that names it, which can be taken back in turn: that is redo. Refused with a sentence
when somebody changed the field since, or once a post is on its way. Deliveries follow their posts. Of several messages
taken together those that were answered, or asked about, since stay as they are, and the others are taken back. A step
of very many rows is taken back in pieces (`undo_pieces`).
"""

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from smmdesk.desk import undo_pieces
from smmdesk.desk.decisions import decided_in
from smmdesk.desk.desk import Desk
from smmdesk.desk.import_plan import Going
from smmdesk.desk.reverting import apply, give_accounts_back, refusal, takeable
from smmdesk.desk.steps import step as new_step
from smmdesk.desk.undo_pieces import Reverted, Turn
from smmdesk.model.brand import Brand
from smmdesk.model.post import Post
from smmdesk.model.words import _
from smmdesk.store import journal
from smmdesk.store.journal import Step
from smmdesk.store.nouns import KINDS

if TYPE_CHECKING:
    from smmdesk.store.reader import Reader

__all__ = ["Reverted", "UndoState", "is_next", "peek", "redo", "takes_long", "undo", "undo_step"]


@dataclass(frozen=True, slots=True)
class UndoState:
    """The names of the next steps, empty where there is none."""

    undo_label: str = ""
    redo_label: str = ""


def peek(desk: Desk) -> UndoState:
    """What undo and redo would do."""
    with desk.store.reading() as reader:
        stacks = _stacks(reader, desk.device)
    undoes, redoes = stacks.turn(redo=False), stacks.turn(redo=True)
    return UndoState(undoes.target.label if undoes else "", redoes.target.label if redoes else "")


def is_next(desk: Desk, step_id: str) -> bool:
    """Would undo take back this step? Not where something else was done since."""
    with desk.store.reading() as reader:
        turn = _stacks(reader, desk.device).turn(redo=False)
    return turn is not None and turn.target.id == step_id


def takes_long(desk: Desk, *, redo: bool = False) -> bool:
    """Whether undo (or redo) would do it in pieces: then it blocks for a while, and can be stopped."""
    with desk.store.reading() as reader:
        turn = _stacks(reader, desk.device).turn(redo=redo)
        return turn is not None and undo_pieces.goes_in_pieces(reader, turn)


def undo(desk: Desk, going: Going | None = None) -> Reverted:
    """Take the last step back. `going` is told how far a long one is, and stops it after a piece: what is taken back
    by then is, and undo goes on with the rest. Raises ProblemError(cannot_undo); then nothing was changed."""
    return _revert(desk, going or Going(), redo=False)


def undo_step(desk: Desk, step_id: str) -> Reverted:
    """Take exactly this step back, whatever was done since; what was done since stays. Raises
    ProblemError(cannot_undo) where that stands on it, where it is too long to be taken out of the middle, or where it
    was taken back already."""
    with desk.store.reading() as reader:
        stacks = _stacks(reader, desk.device)
        turn = stacks.turn(redo=False)
        is_next = turn is not None and turn.target.id == step_id
        target = None if is_next else _named(reader, stacks.done, step_id)
    if target is None:
        return undo(desk)
    ids = _posts_of(desk, target.id)
    with desk.steps.going_on(target.id) as is_free:
        if not is_free:
            raise refusal(_("It is still going on. Wait for its end, or stop it."))
        return _at_once(desk, target, ids)


def _named(reader: "Reader", done: list[Step], step_id: str) -> Step:
    """The step of that id. Raises ProblemError(cannot_undo) where a newer one stands on it."""
    numbers = [number for number, step in enumerate(done) if step.id == step_id]
    if not numbers:
        raise refusal(_("It was taken back already."))
    target, newer = done[numbers[0]], {step.id: step for step in reversed(done[numbers[0] + 1 :])}
    in_pieces = undo_pieces.goes_in_pieces(reader, Turn(target))
    above = newer.get(next(iter(newer), "") if in_pieces else journal.stands_on(reader, step_id, newer))
    if above is not None:
        raise refusal(_("“{step}” was done since and stands on it: take that back first.").format(step=above.label))
    return target


def _posts_of(desk: Desk, step_id: str) -> list[str]:
    with desk.store.reading() as reader:
        return [row_id for kind, row_id in journal.rows_of_step(reader, step_id) if KINDS[kind] is Post]


def redo(desk: Desk, going: Going | None = None) -> Reverted:
    """Do again what was taken back last, or as much of it as was. Raises ProblemError(cannot_undo)."""
    return _revert(desk, going or Going(), redo=True)


@dataclass(slots=True)
class _Stacks:
    """The steps that can be undone and the undoing steps that can be redone, each with the next one last; and those
    that are half done, by the step that they take back."""

    done: list[Step] = field(default_factory=list)
    undone: list[Step] = field(default_factory=list)
    half: dict[str, Step] = field(default_factory=dict)

    def add(self, step: Step) -> None:
        """The next one in the order in which they were done."""
        if step.is_half:
            self.half[step.undoes] = step
        elif step.undoes and _drop(self.done, step.undoes):
            self.undone.append(step)
        elif step.undoes and _drop(self.undone, step.undoes):
            self.done.append(step)
        elif not step.undoes:
            self._keep_half()
            self.done.append(step)
            self.undone.clear()

    def _keep_half(self) -> None:
        """Something else is done after half of a redo: that half is a step like any other from now on."""
        if self.undone and (half := self.half.pop(self.undone[-1].id, None)) is not None:
            self.done.append(replace(half, label=self.undone[-1].label))

    def turn(self, *, redo: bool) -> Turn | None:
        """What comes next. A half that goes the other way goes back first."""
        ahead, behind = (self.undone, self.done) if redo else (self.done, self.undone)
        half = self.half.get(behind[-1].id) if behind else None
        if half is not None and not (ahead and ahead[-1].seq > half.seq):
            return Turn(behind[-1], half, back=True)
        return Turn(ahead[-1], self.half.get(ahead[-1].id)) if ahead else None


def _drop(stack: list[Step], step_id: str) -> bool:
    """Take the step of that id out; whether it was there. Nearly always it is the last: a message names its own, which
    may be in the middle."""
    for number in range(len(stack) - 1, -1, -1):
        if stack[number].id == step_id:
            del stack[number]
            return True
    return False


def _stacks(reader: "Reader", device: str) -> _Stacks:
    stacks = _Stacks()
    for step in reversed(journal.steps(reader, device)):
        stacks.add(step)
    return stacks


def _revert(desk: Desk, going: Going, *, redo: bool) -> Reverted:
    with desk.store.reading() as reader:
        turn = _stacks(reader, desk.device).turn(redo=redo)
        if turn is None:
            raise refusal(_("There is nothing left to redo.") if redo else _("There is nothing left to undo."))
        in_pieces = undo_pieces.goes_in_pieces(reader, turn)
        ids = (
            []
            if in_pieces
            else [row_id for kind, row_id in journal.rows_of_step(reader, turn.target.id) if KINDS[kind] is Post]
        )
    with desk.steps.going_on(turn.target.id) as is_free:
        if not is_free:
            raise refusal(_("It is still going on. Wait for its end, or stop it."))
        return undo_pieces.revert(desk, turn, going) if in_pieces else _at_once(desk, turn.target, ids)


def _at_once(desk: Desk, target: Step, post_ids: list[str]) -> Reverted:
    with new_step(desk, target.label, post_ids, undoes=target.id) as tx:
        inverse = journal.inverse(tx, target.id)
        if inverse.conflicts:
            raise refusal(_("It was changed again since."))
        inverse, stays = takeable(tx, inverse)
        if stays and any(KINDS[kind] is Brand for kind, _made_id in inverse.made):
            raise refusal(stays)
        armed = desk.steps.armed_before.get(target.id, {})
        apply(tx, desk, inverse, target.id, armed, decided_in(tx, target.id))
        give_accounts_back(tx, inverse)
    return Reverted(target.label, stays)
