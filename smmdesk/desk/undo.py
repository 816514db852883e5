"""Undo and redo over the journal: new intents with the old values.

A step is taken back by a step that names it, which can be taken back in turn: that is redo. Refused with a sentence
when somebody changed the field since, or once a post is on its way. Deliveries follow their posts. Of several messages
taken together those that were answered, or asked about, since stay as they are, and the others are taken back.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from smmdesk.desk import people, several_brands
from smmdesk.desk.arming import (
    arm,
    disarm,
    follow,
    is_armed,
    miss_again,
    parts_of,
    require_changeable,
    require_not_in_flight,
    set_time,
)
from smmdesk.desk.decisions import decided_in
from smmdesk.desk.desk import Desk
from smmdesk.desk.steps import step as new_step
from smmdesk.model.brand import Brand
from smmdesk.model.contribution import Contribution
from smmdesk.model.delivery import State
from smmdesk.model.message import Message
from smmdesk.model.person import Person
from smmdesk.model.post import Post
from smmdesk.model.problem import ProblemError
from smmdesk.model.stages import Stage
from smmdesk.model.words import _
from smmdesk.store import journal, messages
from smmdesk.store.journal import Inverse, Step
from smmdesk.store.nouns import KINDS

if TYPE_CHECKING:
    from smmdesk.store.reader import Reader
    from smmdesk.store.transaction import Transaction

__all__ = ["Reverted", "UndoState", "peek", "redo", "undo"]

FOLLOWED_FIELDS = ("content", "channels", "wordings", "language", "planned", "stage", "deleted_at_us")
"""Fields of a post that its deliveries depend on; the others (labels, order) may be taken back at any time."""


@dataclass(frozen=True, slots=True)
class UndoState:
    """The names of the next steps, empty where there is none."""

    undo_label: str = ""
    redo_label: str = ""


class Reverted(NamedTuple):
    """The name of the step that was taken back or done again. `stays` says what of it stays as it is, else empty."""

    label: str
    stays: str = ""


def peek(desk: Desk) -> UndoState:
    """What undo and redo would do."""
    with desk.store.reading() as reader:
        done, undone = _stacks(reader, desk.device)
    return UndoState(done[-1].label if done else "", undone[-1].label if undone else "")


def is_next(desk: Desk, step_id: str) -> bool:
    """Would undo take back this step? Not where something else was done since."""
    with desk.store.reading() as reader:
        done, _undone = _stacks(reader, desk.device)
    return bool(done) and done[-1].id == step_id


def undo(desk: Desk) -> Reverted:
    """Take the last step back. Raises ProblemError(cannot_undo); then nothing was changed."""
    return _revert(desk, redo=False)


def redo(desk: Desk) -> Reverted:
    """Do again what was taken back last. Raises ProblemError(cannot_undo)."""
    return _revert(desk, redo=True)


def _stacks(reader: "Reader", device: str) -> tuple[list[Step], list[Step]]:
    """The steps that can be undone and the undoing steps that can be redone, each with the next one last."""
    done: list[Step] = []
    undone: list[Step] = []
    for step in reversed(journal.steps(reader, device)):
        if done and step.undoes == done[-1].id:
            done.pop()
            undone.append(step)
        elif undone and step.undoes == undone[-1].id:
            undone.pop()
            done.append(step)
        elif not step.undoes:
            done.append(step)
            undone.clear()
    return done, undone


def _revert(desk: Desk, redo: bool) -> Reverted:
    with desk.store.reading() as reader:
        done, undone = _stacks(reader, desk.device)
        stack = undone if redo else done
        if not stack:
            raise _refusal(_("There is nothing left to redo.") if redo else _("There is nothing left to undo."))
        target = stack[-1]
        ids = [change.id for change in journal.step_changes(reader, target.id) if change.kind == "post"]
    with new_step(desk, target.label, dict.fromkeys(ids), undoes=target.id) as tx:
        inverse = journal.inverse(tx, target.id)
        if inverse.conflicts:
            raise _refusal(_("It was changed again since."))
        inverse, stays = _takeable(tx, inverse)
        _apply(tx, desk, inverse, desk.steps.armed_before.get(target.id, {}), decided_in(tx, target.id))
    return Reverted(target.label, stays)


def _takeable(tx: "Transaction", inverse: Inverse) -> tuple[Inverse, str]:
    """What can be taken back of it, and what is said of the rest. Raises ProblemError(cannot_undo) for that alone."""
    answered = [one for one in inverse.values if isinstance(one, Message) and _is_answered_since(tx, one)]
    asked = [
        one for one in inverse.values if isinstance(one, Contribution) and one.deleted_at_us and _was_asked(tx, one.id)
    ]
    kept = [key for key in inverse.made if KINDS[key[0]] is Contribution and _was_asked(tx, key[1])]
    values = tuple(one for one in inverse.values if one not in (*answered, *asked))
    made = tuple(key for key in inverse.made if key not in kept)
    if not values and not made and (answered or asked or kept):
        raise _refusal(_("It was answered since.") if answered else _("The question about it went out since."))
    said = [_("What was answered since stays as it is.")] if answered else []
    said += [_("What was asked about since stays.")] if asked or kept else []
    return Inverse(values, made, inverse.conflicts), " ".join(said)


def _is_answered_since(tx: "Transaction", value: Message) -> bool:
    """It does not wait again: somebody would answer it twice."""
    return tx.get(Message, value.id).done and not value.done and messages.is_answered(tx, value.id)


def _was_asked(tx: "Transaction", contribution_id: str) -> bool:
    """A question about it went out: their yes has to find it."""
    return tx.get(Contribution, contribution_id).asked_at_us is not None


def _apply(
    tx: "Transaction", desk: Desk, inverse: Inverse, armed: dict[str, bool], missed: dict[str, tuple[str, ...]]
) -> None:
    for value in inverse.values:
        if isinstance(value, Post) and value.id in missed:
            _require(tx, tx.get(Post, value.id), words=True)
            miss_again(tx, set_time(tx, value, value.planned), missed[value.id])
        elif isinstance(value, Post):
            _put_post(tx, desk, value, armed.get(value.id))
        elif isinstance(value, Brand):
            several_brands.rewrite(tx, desk, value, {one.id for one in inverse.values})
        else:
            tx.put(value)
    for kind, made_id in inverse.made:
        if KINDS[kind] is Post:
            _require(tx, tx.get(Post, made_id), words=False)
            disarm(tx, made_id)
        elif KINDS[kind] is Brand:
            several_brands.require_unused(tx, made_id, {one for _kind, one in inverse.made})
        tx.trash(KINDS[kind], made_id)
    cards = [tx.get(Person, value.id) for value in inverse.values if isinstance(value, Person)]
    people.take_back(tx, cards, [made_id for kind, made_id in inverse.made if KINDS[kind] is Person])


def _put_post(tx: "Transaction", desk: Desk, value: Post, was_armed: bool | None) -> None:
    """Write a post's old values and let its deliveries follow; `was_armed` None: nobody remembers."""
    current = tx.get(Post, value.id)
    if all(getattr(current, name) == getattr(value, name) for name in FOLLOWED_FIELDS):
        tx.put(value)
        return
    only_trash = replace(value, deleted_at_us=current.deleted_at_us) == current
    _require(tx, current, words=not only_trash)
    is_now = is_armed(tx.deliveries_of(value.id))
    in_time = value.planned is not None and value.planned.instant > desk.clock.now()
    gone = value.deleted_at_us is not None
    stays_back = gone or was_armed is False or (was_armed is None and value.stage in (Stage.IDEA, Stage.DRAFT))
    if is_now and not stays_back and not in_time and value.planned != current.planned:
        raise _refusal(_("Its time is past."))
    if was_armed and not is_now and not gone and not in_time:
        value = replace(value, stage=Stage.DRAFT, approved_hash="")
    saved = set_time(tx, value, value.planned)
    if stays_back:
        disarm(tx, saved.id)
    elif is_now and in_time and _is_missed(tx, saved):  # the decision about it is made again
        arm(tx, desk, saved)
    elif is_now:
        _follow(tx, desk, current, saved)
    elif was_armed and in_time:
        arm(tx, desk, saved)


def _is_missed(tx: "Transaction", post: Post) -> bool:
    return any(part.state is State.MISSED for part in parts_of(tx.deliveries_of(post.id)))


def _follow(tx: "Transaction", desk: Desk, current: Post, saved: Post) -> None:
    if saved.planned is None:
        disarm(tx, saved.id)
    else:
        follow(tx, desk, current, saved)


def _require(tx: "Transaction", post: Post, words: bool) -> None:
    """Raises ProblemError(cannot_undo) once a part is on its way; when words would change, also once one is out."""
    try:
        if words:
            require_changeable(tx, post)
        else:
            require_not_in_flight(tx, post)
    except ProblemError as error:
        raise _refusal(error.problem.title + ".") from error


def _refusal(reason: str) -> ProblemError:
    values: dict[str, Any] = {"reason": reason}
    return ProblemError("cannot_undo", **values)
