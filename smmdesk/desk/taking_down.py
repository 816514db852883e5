"""What a person asks of a post that is out: take it down there, change its words there, or leave it after all.

Only the wish is written here; the engine does it (desk/fulfilling).
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from smmdesk.desk import switched_off
from smmdesk.desk.outcomes import UNCLEAR
from smmdesk.desk.rendering import content_of
from smmdesk.desk.settling import to_draft
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.delivery import Delivery, Op, Part, State, Wish
from smmdesk.model.limits import check
from smmdesk.model.media import Asset
from smmdesk.model.post import Post
from smmdesk.model.problem import Problem, ProblemError
from smmdesk.model.words import ngettext
from smmdesk.platforms.facts import Facts
from smmdesk.store import ledger

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk
    from smmdesk.store.reader import Reader
    from smmdesk.store.transaction import Transaction

UNDER_WAY = frozenset({State.CLAIMED, State.SENDING, State.PROCESSING, State.UNKNOWN, State.HANDED_OFF})


def obstacle(delivery: Delivery, channel: Channel, facts: Facts, op: Op = Op.DELETE, now_us: int = 0) -> Problem | None:
    """Why this cannot be done there from here, so that the page has to be opened. None when it can.

    A change is looked at as of `now_us`: some platforms take one for a while only.
    """
    values = {"channel": channel.name, "platform": facts.name}
    if not any(part.is_there for part in delivery.parts):
        return Problem("not_known_there", values)
    able = facts.can_delete if op is Op.DELETE else facts.can_edit
    if op is Op.EDIT and not delivery.parts[0].rendered:  # said before smmdesk: nothing of it was ever made here
        able = False
    if not able or not facts.sends_by_itself:
        return Problem("no_delete_there" if op is Op.DELETE else "no_edit_there", values)
    if channel.deleted_at_us is not None or channel.status not in (ChannelStatus.CONNECTED, ChannelStatus.SIGNED_OUT):
        return Problem("account_not_connected", values)
    if op is Op.EDIT and is_too_old_to_change(delivery, facts, now_us):
        return Problem("edit_time_over", {**values, "length": say_within(facts.edit_until_s)})
    if any(_is_under_way(part) for part in delivery.parts):
        return Problem("too_late_to_change", {"channel": channel.name})
    return None


def is_too_old_to_change(delivery: Delivery, facts: Facts, now_us: int) -> bool:
    """Did it go out longer ago than the platform lets its words be changed?"""
    receipt = delivery.parts[0].receipt
    out_us = receipt.at_us if receipt is not None else 0
    return bool(facts.edit_until_s and out_us) and now_us - out_us >= facts.edit_until_s * 1_000_000


def say_within(seconds: int) -> str:
    """ "60 minutes", "24 hours", "7 days": in the largest unit that is not a single one."""
    minutes = seconds // 60
    if minutes >= 2 * 24 * 60:
        return ngettext("{count} day", "{count} days", minutes // (24 * 60)).format(count=minutes // (24 * 60))
    if minutes >= 2 * 60:
        return ngettext("{count} hour", "{count} hours", minutes // 60).format(count=minutes // 60)
    return ngettext("{count} minute", "{count} minutes", minutes).format(count=minutes)


def _is_under_way(part: Part) -> bool:
    """On its way, or nobody can tell whether it is out."""
    unclear = part.state is State.NEEDS_YOU and part.problem is not None and part.problem.code in UNCLEAR
    return part.state in UNDER_WAY or unclear


def take_down(desk: "Desk", delivery_id: str) -> Delivery:
    """Everything of this delivery that is out is to be taken down there; what was still to go out goes to the drafts.

    The person was asked. Raises ProblemError with what `obstacle` says.
    """
    with desk.store.transaction() as tx:
        delivery = _able(tx, desk, delivery_id, Op.DELETE)
        _here(tx, desk, delivery)
        delivery = tx.get(Delivery, delivery_id)
        waiting = next((part for part in delivery.parts if not part.is_over), None)
        if waiting is not None:
            to_draft(tx, waiting)
        now_us = desk.now_us()
        for part in tx.get(Delivery, delivery_id).parts:
            if part.is_there and (part.wish is None or part.wish.may_be_dropped):
                ledger.note(tx, part, wish=Wish(Op.DELETE, now_us, key=desk.clock.new_id()))
        return tx.get(Delivery, delivery_id)


def change_words(desk: "Desk", delivery_id: str, text: str) -> Delivery:
    """The first part of this delivery is to say `text` there; all else of it stays. The person was asked.

    Raises ProblemError with what `obstacle` says, or what the platform would refuse (text_too_long, …).
    """
    with desk.store.transaction() as tx:
        return _change_in(tx, desk, delivery_id, text)


def change_everywhere(desk: "Desk", delivery_ids: Iterable[str], text: str) -> dict[str, Problem]:
    """`change_words` on all of these; where one is refused nothing is asked there, and it is returned with its reason.

    The person was asked, and saw the accounts."""
    refused = {}
    with desk.store.transaction() as tx:
        for delivery_id in delivery_ids:
            try:
                _change_in(tx, desk, delivery_id, text)
            except ProblemError as error:
                refused[delivery_id] = error.problem
    return refused


def _change_in(tx: "Transaction", desk: "Desk", delivery_id: str, text: str) -> Delivery:
    delivery = _able(tx, desk, delivery_id, Op.EDIT)
    root = delivery.parts[0]
    if not root.is_there or not root.rendered or _is_asked(root):
        raise ProblemError("too_late_to_change", channel=tx.get(Channel, delivery.channel_id).name)
    problem = _misfit(tx, desk, delivery, text)
    if problem is not None:
        raise ProblemError(problem.code, **problem.values)
    _here(tx, desk, delivery)
    wish = Wish(Op.EDIT, desk.now_us(), key=desk.clock.new_id(), rendered={**root.rendered, "text": text})
    ledger.note(tx, root, wish=wish)
    return tx.get(Delivery, delivery_id)


def _able(tx: "Transaction", desk: "Desk", delivery_id: str, op: Op) -> Delivery:
    delivery = tx.get(Delivery, delivery_id)
    channel = tx.get(Channel, delivery.channel_id)
    problem = obstacle(delivery, channel, desk.facts_for(channel), op, desk.now_us())
    if problem is not None:
        raise ProblemError(problem.code, **problem.values)
    return delivery


def _here(tx: "Transaction", desk: "Desk", delivery: Delivery) -> None:
    """This computer does it. Written when nothing can be refused any more: what is refused stays where it was."""
    if delivery.home != desk.device:
        tx.put(replace(delivery, home=desk.device))


def _is_asked(root: Part) -> bool:
    """Something is under way there, or it is to be deleted there: other words do not take that back unseen."""
    return root.wish is not None and (root.wish.op is Op.DELETE or not root.wish.may_be_dropped)


def words_problem(desk: "Desk", delivery_id: str, text: str) -> Problem | None:
    """What the platform would refuse of these words, while they are typed."""
    with desk.store.reading() as reader:
        return _misfit(reader, desk, reader.get(Delivery, delivery_id), text)


def _misfit(reader: "Reader", desk: "Desk", delivery: Delivery, text: str) -> Problem | None:
    channel = reader.get(Channel, delivery.channel_id)
    facts = desk.facts_for(channel)
    post = reader.find(Post, delivery.post_id) if delivery.post_id else None
    content = replace(content_of(delivery, post), text=text)
    assets = reader.many(Asset, {use.asset_id for use in content.media})
    limits = facts.limits_for(channel.reported)
    language = str(delivery.parts[0].rendered.get("language") or "")
    found = check(content, limits, channel.name, assets, facts.options, language)
    return next((one for one in found.blocking if one.values.get("field", "text") == "text"), None)


def leave(desk: "Desk", delivery_id: str) -> int:
    """The person leaves it there as it is after all; returns how many wishes were dropped (none under way is)."""
    with desk.store.transaction() as tx:
        asked = [part for part in tx.get(Delivery, delivery_id).parts if part.wish is not None]
        dropped = [part for part in asked if part.wish is not None and part.wish.may_be_dropped]
        for part in dropped:
            ledger.note(tx, part, wish=None)
    return len(dropped)


def try_again(desk: "Desk", delivery_id: str) -> int:
    """What waits, or needs the person, is tried now, also where the platform said that it no longer speaks with us;
    returns how many parts."""
    with desk.store.transaction() as tx:
        delivery = tx.get(Delivery, delivery_id)
        switched_off.lift(tx, tx.get(Channel, delivery.channel_id))
        parts = [part for part in delivery.parts if part.wish is not None]
        for part in parts:
            assert part.wish is not None
            state = State.SCHEDULED if part.wish.may_be_dropped else part.wish.state
            since_us = desk.now_us() if part.wish.state is State.NEEDS_YOU else part.wish.since_us
            wish = replace(part.wish, state=state, since_us=since_us, problem=None, lookups=0, wake_at_us=None)
            ledger.note(tx, part, wish=wish)
    return len(parts)
