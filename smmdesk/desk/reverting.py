"""What taking one step back writes: old values, what was made into the trash, deliveries in step with their posts."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

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
from smmdesk.model.brand import Brand
from smmdesk.model.contribution import Contribution
from smmdesk.model.delivery import State
from smmdesk.model.message import Message
from smmdesk.model.person import Person
from smmdesk.model.post import Post
from smmdesk.model.problem import ProblemError
from smmdesk.model.stages import Stage
from smmdesk.model.words import _
from smmdesk.store import messages
from smmdesk.store.journal import Inverse
from smmdesk.store.nouns import KINDS

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk
    from smmdesk.store.transaction import Transaction

FOLLOWED_FIELDS = ("content", "channels", "wordings", "language", "planned", "stage", "deleted_at_us")
"""Fields of a post that its deliveries depend on; the others (labels, order) may be taken back at any time."""


def takeable(tx: "Transaction", inverse: Inverse) -> tuple[Inverse, str]:
    """What can be taken back of it, and what is said of the rest. Raises ProblemError(cannot_undo) for that alone."""
    answered = [one for one in inverse.values if isinstance(one, Message) and _is_answered_since(tx, one)]
    asked = [
        one for one in inverse.values if isinstance(one, Contribution) and one.deleted_at_us and _was_asked(tx, one.id)
    ]
    kept = [key for key in inverse.made if KINDS[key[0]] is Contribution and _was_asked(tx, key[1])]
    values = tuple(one for one in inverse.values if one not in (*answered, *asked))
    made = tuple(key for key in inverse.made if key not in kept)
    if not values and not made and (answered or asked or kept):
        raise refusal(_("It was answered since.") if answered else _("The question about it went out since."))
    said = [_("What was answered since stays as it is.")] if answered else []
    said += [_("What was asked about since stays.")] if asked or kept else []
    return Inverse(values, made, inverse.conflicts), " ".join(said)


def _is_answered_since(tx: "Transaction", value: Message) -> bool:
    """It does not wait again: somebody would answer it twice."""
    return tx.get(Message, value.id).done and not value.done and messages.is_answered(tx, value.id)


def _was_asked(tx: "Transaction", contribution_id: str) -> bool:
    """A question about it went out: their yes has to find it."""
    return tx.get(Contribution, contribution_id).asked_at_us is not None


def apply(
    tx: "Transaction",
    desk: "Desk",
    inverse: Inverse,
    step_id: str,
    armed: dict[str, bool],
    missed: dict[str, tuple[str, ...]],
) -> None:
    """Write what takes the step `step_id` back, or some of it. `armed`: which posts were scheduled before it; `missed`:
    the parts, by post, that it decided about. Raises ProblemError cannot_undo and as what it writes."""
    for value in inverse.values:
        if isinstance(value, Post) and value.id in missed:
            _require(tx, tx.get(Post, value.id), words=True)
            miss_again(tx, set_time(tx, value, value.planned), missed[value.id])
        elif isinstance(value, Post):
            _put_post(tx, desk, value, armed.get(value.id))
        elif isinstance(value, Brand):
            several_brands.rewrite(tx, desk, value, step_id)
        else:
            tx.put(value)
    for kind, made_id in inverse.made:
        if KINDS[kind] is Post:
            _require(tx, tx.get(Post, made_id), words=False)
            disarm(tx, made_id)
        elif KINDS[kind] is Brand:
            several_brands.require_unused(tx, made_id, step_id)
        tx.trash(KINDS[kind], made_id)


def give_accounts_back(tx: "Transaction", inverse: Inverse) -> None:
    """After the whole of a step about people: what came in since belongs to whoever has its account now."""
    cards = [tx.get(Person, value.id) for value in inverse.values if isinstance(value, Person)]
    people.take_back(tx, cards, [made_id for kind, made_id in inverse.made if KINDS[kind] is Person])


def _put_post(tx: "Transaction", desk: "Desk", value: Post, was_armed: bool | None) -> None:
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
        raise refusal(_("Its time is past."))
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


def _follow(tx: "Transaction", desk: "Desk", current: Post, saved: Post) -> None:
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
        raise refusal(error.problem.title + ".") from error


def refusal(reason: str) -> ProblemError:
    """That a step is not taken back, and why."""
    values: dict[str, Any] = {"reason": reason}
    return ProblemError("cannot_undo", **values)
