"""What a person wants done with a message on its platform: liked, passed on, hidden there, shown again, marked as spam,
deleted, or a post of ours taken out of it.

Only the wish is written here; the engine does it, also when there is a network again (desk/handling). All but the
last two are steps that can be undone: of those the person was asked.
"""

from dataclasses import replace
from typing import TYPE_CHECKING

from smmdesk.desk import switched_off
from smmdesk.desk.steps import step
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.delivery import Op, State, Wish
from smmdesk.model.message import Message
from smmdesk.model.moderation import FOR_GOOD, in_doubt, is_in_doubt, is_kept, left, offered, wanted
from smmdesk.model.problem import ProblemError
from smmdesk.model.words import _
from smmdesk.store import messages

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk
    from smmdesk.store.transaction import Transaction


def offers(desk: "Desk", message: Message, channel: Channel | None) -> tuple[Op, ...]:
    """What can be done with it there from here."""
    if channel is None or channel.deleted_at_us is not None:
        return ()
    able = channel.status in (ChannelStatus.CONNECTED, ChannelStatus.SIGNED_OUT)
    facts = desk.facts_for(channel)
    return offered(facts.moderation, message) if able and facts.sends_by_itself else ()


def like(desk: "Desk", message_id: str, *, on: bool = True) -> Message:
    """Like it there, or not any more. Raises ProblemError(no_moderation_there, too_late_to_moderate)."""
    with step(desk, _("like of a message") if on else _("like taken back")) as tx:
        message = _able(tx, desk, message_id, Op.LIKE)
        return tx.put(_asked_anew(replace(message, liked=on, read=True)))


def pass_on(desk: "Desk", message_id: str, *, on: bool = True) -> Message:
    """Show it as it is to whoever follows the channel that heard it, or take that back: never twice, since what is
    passed on is passed on. Raises ProblemError(kept_by_author), and as `like` does."""
    with step(desk, _("message passed on") if on else _("passing on taken back")) as tx:
        message = _able(tx, desk, message_id, Op.PASS_ON)
        return tx.put(_asked_anew(replace(message, passed_on=on, read=True)))


def kept_from_passing_on(desk: "Desk", message: Message, channel: Channel | None) -> str:
    """Why what could be passed on there is not: its author does not show it to everybody. An English source sentence,
    "" where nothing is kept."""
    fact = desk.facts_for(channel).moderation if channel is not None else None
    if fact is None or message.kind not in fact.pass_on or message.removed or message.passed_on:
        return ""
    return fact.kept_means if is_kept(fact, message) else ""


def hide(desk: "Desk", message_id: str, *, on: bool = True) -> Message:
    """Hide it there from everybody else, or show it again. Raises ProblemError as `like` does."""
    with step(desk, _("message hidden there") if on else _("message shown there")) as tx:
        message = _able(tx, desk, message_id, Op.HIDE)
        return tx.put(_asked_anew(replace(message, hushed=on, read=True)))


def spam(desk: "Desk", message_id: str, *, on: bool = True) -> Message:
    """Mark it as spam there, or say that it is none: spam waits for no answer, and what is none waits for one that it
    has not got. Raises ProblemError as `like` does."""
    with step(desk, _("message marked as spam") if on else _("message taken out of the spam")) as tx:
        message = _able(tx, desk, message_id, Op.SPAM)
        is_done = on or messages.is_answered(tx, message.id)
        return tx.put(_asked_anew(replace(message, spam=on, done=is_done, read=True)))


def delete(desk: "Desk", message_id: str) -> Message:
    """Delete it there, for good. Raises ProblemError as `like` does."""
    return _for_good(desk, message_id, Op.DELETE)


def unquote(desk: "Desk", message_id: str) -> Message:
    """Take our post out of what quotes it there. Raises ProblemError as `like` does."""
    return _for_good(desk, message_id, Op.UNQUOTE)


def _for_good(desk: "Desk", message_id: str, op: Op) -> Message:
    with desk.store.transaction() as tx:
        message = _able(tx, desk, message_id, op)
        return tx.put(replace(message, read=True, wish=Wish(op, desk.now_us(), key=desk.clock.new_id())))


def _able(tx: "Transaction", desk: "Desk", message_id: str, op: Op) -> Message:
    message = tx.get(Message, message_id)
    channel = tx.get(Channel, message.channel_id)
    if op is Op.PASS_ON and kept_from_passing_on(desk, message, channel):
        raise ProblemError("kept_by_author", channel=channel.name, platform=desk.facts_for(channel).name)
    if op not in offers(desk, message, channel):
        raise ProblemError("no_moderation_there", channel=channel.name, platform=desk.facts_for(channel).name)
    if message.wish is not None and _stands_against(message.wish, op):
        raise ProblemError("too_late_to_moderate", channel=channel.name)
    return message


def _stands_against(wish: Wish, op: Op) -> bool:
    """Whether what was asked for good is under way, or would be forgotten for something less."""
    waits = wish.op is Op.DELETE and op is Op.UNQUOTE and wish.state is not State.NEEDS_YOU
    return wish.op in FOR_GOOD and (waits or not wish.may_be_dropped)


def _asked_anew(message: Message) -> Message:
    """What is under way is found out first; what nobody began, was refused, or stayed in doubt is asked for anew."""
    wish = message.wish
    if wish is None or wish.op in FOR_GOOD or not wish.may_be_dropped:
        return message
    return in_doubt(message, wish) if is_in_doubt(wish) else replace(message, wish=None)


def leave(desk: "Desk", message_id: str) -> bool:
    """The person leaves it there as it is after all; False where something is under way, which is found out first."""
    with desk.store.transaction() as tx:
        message = tx.get(Message, message_id)
        wish = wanted(message)
        if wish is None or not wish.may_be_dropped:
            return False
        tx.put(left(message))
    return True


def try_again(desk: "Desk", message_id: str) -> bool:
    """What waits, or needs the person, is tried now; False where there is nothing."""
    with desk.store.transaction() as tx:
        message = tx.get(Message, message_id)
        wish = wanted(message)
        if wish is None:
            return False
        switched_off.lift(tx, tx.get(Channel, message.channel_id))
        state = State.SCHEDULED if wish.may_be_dropped else wish.state
        again = replace(wish, state=state, since_us=desk.now_us(), problem=None, lookups=0, wake_at_us=None)
        tx.put(replace(message, wish=again if wish.key else None))
    return True
