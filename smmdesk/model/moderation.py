"""What is done with what somebody wrote, on its platform: liked, passed on to whoever follows us, hidden there from
everybody else, marked as spam, deleted; and a post of ours is taken out of their quote.

A person's `liked`, `passed_on`, `hushed` and `spam` stand beside what is so there; where the two differ, something is
to be done. So all of them can be taken back, also before they were done, and asking twice asks once. A deletion, and
taking a post out of a quote, are wishes of their own, since nothing here brings back what they did.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from smmdesk.model.delivery import Op, State, Wish
from smmdesk.model.message import Message

DOABLE = (Op.LIKE, Op.PASS_ON, Op.HIDE, Op.SPAM, Op.UNQUOTE, Op.DELETE)
FOR_GOOD = frozenset({Op.DELETE, Op.UNQUOTE})
"""Each is a wish of its own: the person was asked before, and nothing of it is taken back here."""
FIELDS = {Op.HIDE: "hushed", Op.SPAM: "spam", Op.PASS_ON: "passed_on", Op.LIKE: "liked"}
"""What a person wants, by op, in the order in which it is done; what stands there has the same name and `THERE`."""
THERE = "_there"
MAY = "may"
"""Key in `Message.data`: the platform's own word for what may be done with this one, a list of Op values. Whether it
may be passed on is its author's: see `is_kept`."""
QUOTES_US, UNQUOTED = "quotes_us", "unquoted"
"""Keys in `Message.data`: the remote id of the post of ours that it quotes, as the connector told it, and that this was
taken out of it."""
UNCLEAR = "change_unclear"
UNDER_WAY = frozenset({State.SENDING, State.UNKNOWN})


@dataclass(frozen=True, slots=True)
class ModerationFact:
    """What a platform lets an account do with what others wrote to it: kinds of message (MessageKind) by op.

    `hide`, `spam` and `delete` are about our own place alone (comments below our posts), `unquote` about our own post.
    `hidden_means`, `spam_means`, `deleted_means`, `passed_on_means` and `unquoted_means` say what becomes of it there,
    English source sentences. `pass_on_word` is what
    the platform calls it, and `pass_on_audience` the visibility (in the options of `Message.data`) that its author must
    have chosen, empty where all is for everybody; `kept_means` says why another one is not passed on. `date` is when
    the platform's rules were read, in `source`.
    """

    date: str
    source: str
    like: tuple[str, ...] = ()
    pass_on: tuple[str, ...] = ()
    hide: tuple[str, ...] = ()
    spam: tuple[str, ...] = ()
    delete: tuple[str, ...] = ()
    unquote: tuple[str, ...] = ()
    hidden_means: str = ""
    spam_means: str = ""
    deleted_means: str = ""
    pass_on_word: str = ""
    pass_on_audience: tuple[str, ...] = ()
    passed_on_means: str = ""
    unquoted_means: str = ""
    kept_means: str = ""

    def kinds(self, op: Op) -> tuple[str, ...]:
        by_op = {Op.LIKE: self.like, Op.PASS_ON: self.pass_on, Op.HIDE: self.hide}
        return {**by_op, Op.SPAM: self.spam, Op.DELETE: self.delete, Op.UNQUOTE: self.unquote}.get(op, ())


def offered(fact: ModerationFact | None, message: Message) -> tuple[Op, ...]:
    """What can be done with this message there, as far as the platform's rules and its own word say. Nobody sees what
    lies among the spam: there is nothing to hide, to like or to pass on. What was passed on can be taken back, whoever
    may see it by now."""
    if fact is None or message.removed:
        return ()
    said = message.data.get(MAY)
    may = [Op.PASS_ON, Op.UNQUOTE, *map(str, said)] if isinstance(said, list | tuple) else DOABLE
    doable = (Op.SPAM, Op.DELETE) if message.spam else DOABLE
    never = {Op.PASS_ON} if is_kept(fact, message) and not message.passed_on else set[Op]()
    never |= set() if quotes_us(message) else {Op.UNQUOTE}
    return tuple(op for op in doable if message.kind in fact.kinds(op) and op in may and op not in never)


def quotes_us(message: Message) -> bool:
    """Whether a post of ours stands in it."""
    return bool(message.data.get(QUOTES_US)) and not is_unquoted(message)


def is_unquoted(message: Message) -> bool:
    """Whether a post of ours was taken out of it."""
    return message.data.get(UNQUOTED) is True


def is_kept(fact: ModerationFact, message: Message) -> bool:
    """Its author does not show it to everybody: it is theirs to pass on, not ours."""
    options = message.data.get("options")
    audience = options.get("visibility") if isinstance(options, Mapping) else None
    return bool(fact.pass_on_audience) and audience not in fact.pass_on_audience


def wanted(message: Message) -> Wish | None:
    """What is to be done there now, as it stands: what is under way first; None where all is as the person wants it.

    What nobody has begun is made here, without a key. What lies among the spam is first taken out of there: hiding it
    would do the same without saying so.
    """
    wish = message.wish
    if message.removed:
        return None
    if wish is not None and (wish.op in FOR_GOOD or wish.state in UNDER_WAY):
        return wish
    for op, field in FIELDS.items():
        wants = bool(getattr(message, field))
        if wants != getattr(message, field + THERE) and (op is Op.SPAM or not message.spam_there):
            same = wish is not None and (wish.op, wish.on) == (op, wants)
            return wish if same else Wish(op, 0, on=wants)
    return None


def done(message: Message, wish: Wish) -> Message:
    """It is so there now."""
    if wish.op is Op.DELETE:
        return replace(message, removed=True, wish=None)
    if wish.op is Op.UNQUOTE:
        return replace(message, data={**message.data, UNQUOTED: True}, wish=_asked_since(message, wish.op))
    return _stands(message, wish.op, wish.on)


def _stands(message: Message, op: Op, on: bool) -> Message:
    changes: dict[str, Any] = {FIELDS[op] + THERE: on}
    return replace(message, **changes, wish=_asked_since(message, op))


def _asked_since(message: Message, op: Op) -> Wish | None:
    """What was asked for while something else was under way is still to be done."""
    since = message.wish
    return since if since is not None and since.op in FOR_GOOD and since.op is not op else None


def is_in_doubt(wish: Wish | None) -> bool:
    """The last look ended without a word: it may be so there or not."""
    unclear = wish is not None and wish.problem is not None and wish.problem.code == UNCLEAR
    return unclear and wish is not None and wish.state is State.NEEDS_YOU


def in_doubt(message: Message, wish: Wish) -> Message:
    """Nobody can tell whether `wish` is so: what the person wants is to be asked for anew, whatever stands there."""
    return _stands(message, wish.op, not getattr(message, FIELDS[wish.op])) if wish.op in FIELDS else message


def turned(message: Message, wish: Wish) -> bool:
    """The person wants the contrary by now."""
    return wish.op in FIELDS and getattr(message, FIELDS[wish.op]) is not wish.on


def left(message: Message) -> Message:
    """The person leaves it there as it is."""
    as_it_is: dict[str, Any] = {field: getattr(message, field + THERE) for field in FIELDS.values()}
    return replace(message, **as_it_is, wish=None)
