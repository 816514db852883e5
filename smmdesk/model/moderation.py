"""What is done with what somebody wrote, on its platform: liked, hidden there from everybody else, marked as spam,
deleted.

A person's `liked`, `hushed` and `spam` stand beside what is so there; where the two differ, something is to be done. So
every like, hiding and mark can be taken back, also before it was done, and asking twice asks once. A deletion is a wish
of its own, since nothing brings a comment back.
"""

from dataclasses import dataclass, replace

from smmdesk.model.delivery import Op, State, Wish
from smmdesk.model.message import Message

DOABLE = (Op.LIKE, Op.HIDE, Op.SPAM, Op.DELETE)
MAY = "may"
"""Key in `Message.data`: the platform's own word for what may be done with this one, a list of Op values."""
UNCLEAR = "change_unclear"
UNDER_WAY = frozenset({State.SENDING, State.UNKNOWN})


@dataclass(frozen=True, slots=True)
class ModerationFact:
    """What a platform lets an account do with what others wrote to it: kinds of message (MessageKind) by op.

    `hide`, `spam` and `delete` are about our own place alone (comments below our posts). `hidden_means`, `spam_means`
    and `deleted_means` say what becomes of it there, English source sentences. `date` is when the
    platform's rules were read, in `source`.
    """

    date: str
    source: str
    like: tuple[str, ...] = ()
    hide: tuple[str, ...] = ()
    spam: tuple[str, ...] = ()
    delete: tuple[str, ...] = ()
    hidden_means: str = ""
    spam_means: str = ""
    deleted_means: str = ""

    def kinds(self, op: Op) -> tuple[str, ...]:
        return {Op.LIKE: self.like, Op.HIDE: self.hide, Op.SPAM: self.spam, Op.DELETE: self.delete}.get(op, ())


def offered(fact: ModerationFact | None, message: Message) -> tuple[Op, ...]:
    """What can be done with this message there, as far as the platform's rules and its own word say. Nobody sees what
    lies among the spam: there is nothing to hide or to like."""
    if fact is None or message.removed:
        return ()
    said = message.data.get(MAY)
    may = [str(one) for one in said] if isinstance(said, list | tuple) else None
    doable = (Op.SPAM, Op.DELETE) if message.spam else DOABLE
    return tuple(op for op in doable if message.kind in fact.kinds(op) and (may is None or op in may))


def wanted(message: Message) -> Wish | None:
    """What is to be done there now, as it stands: what is under way first; None where all is as the person wants it.

    A like, a hiding or a mark that nobody has begun is made here, without a key. What lies among the spam is first
    taken out of there: hiding it would do the same without saying so.
    """
    wish = message.wish
    if message.removed:
        return None
    if wish is not None and (wish.op is Op.DELETE or wish.state in UNDER_WAY):
        return wish
    for op, wants, stands in (
        (Op.HIDE, message.hushed, message.hushed_there),
        (Op.SPAM, message.spam, message.spam_there),
        (Op.LIKE, message.liked, message.liked_there),
    ):
        if wants != stands and (op is Op.SPAM or not message.spam_there):
            same = wish is not None and (wish.op, wish.on) == (op, wants)
            return wish if same else Wish(op, 0, on=wants)
    return None


def done(message: Message, wish: Wish) -> Message:
    """It is so there now."""
    if wish.op is Op.DELETE:
        return replace(message, removed=True, wish=None)
    if wish.op is Op.HIDE:
        return replace(message, hushed_there=wish.on, wish=None)
    if wish.op is Op.SPAM:
        return replace(message, spam_there=wish.on, wish=None)
    return replace(message, liked_there=wish.on, wish=None)


def is_in_doubt(wish: Wish | None) -> bool:
    """The last look ended without a word: it may be so there or not."""
    unclear = wish is not None and wish.problem is not None and wish.problem.code == UNCLEAR
    return unclear and wish is not None and wish.state is State.NEEDS_YOU


def in_doubt(message: Message, wish: Wish) -> Message:
    """Nobody can tell whether `wish` is so: what the person wants is to be asked for anew, whatever stands there."""
    if wish.op is Op.HIDE:
        return replace(message, hushed_there=not message.hushed, wish=None)
    if wish.op is Op.SPAM:
        return replace(message, spam_there=not message.spam, wish=None)
    return replace(message, liked_there=not message.liked, wish=None) if wish.op is Op.LIKE else message


def turned(message: Message, wish: Wish) -> bool:
    """The person wants the contrary by now."""
    wants = {Op.HIDE: message.hushed, Op.SPAM: message.spam, Op.LIKE: message.liked}.get(wish.op, wish.on)
    return wants is not wish.on


def left(message: Message) -> Message:
    """The person leaves it there as it is."""
    as_it_is = replace(message, liked=message.liked_there, hushed=message.hushed_there, wish=None)
    return replace(as_it_is, spam=message.spam_there)
