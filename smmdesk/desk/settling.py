"""What a person says about a part that the machine cannot finish alone: it is there, send it again, back to draft."""

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from smmdesk.desk import switched_off
from smmdesk.desk.open_problems import CONNECTION
from smmdesk.desk.outcomes import ours_again
from smmdesk.desk.recovery import look_first, own_lists
from smmdesk.desk.sending import park_unwanted
from smmdesk.desk.unanswered import waits_again
from smmdesk.model.channel import Channel
from smmdesk.model.delivery import Attempt, Delivery, Evidence, Part, Receipt, State, Verdict
from smmdesk.model.moment import Moment
from smmdesk.model.post import Post
from smmdesk.model.problem import ProblemError, Remedy
from smmdesk.model.stages import Stage
from smmdesk.model.status import ACCOUNT_CLOSED
from smmdesk.model.url_parts import split_url
from smmdesk.model.words import _
from smmdesk.store import ledger
from smmdesk.system.device import let_publish

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk
    from smmdesk.store.transaction import Transaction

Answer = Literal["there", "again", "draft"]
SETTLED_BY_PERSON = frozenset({State.UNKNOWN, State.MISSED, State.NEEDS_YOU})


def settle(desk: "Desk", part_id: str, answer: Answer, url: str = "") -> Part:
    """The person's answer to an unknown, missed or waiting part; returns it as it is now.

    "there": it is published; `url` is its page, if given (parsed by the platform's facts). "again": sent anew, as a new
    generation, at once when its moment is past; of a post that was taken back it stays among the drafts. "draft":
    nothing more of this delivery goes out. Raises ProblemError(too_late_to_change) when nothing is to be settled,
    link_strange for an address of something else, two_alike when that page already belongs to another part.
    """
    with desk.store.transaction(_("answer about a post")) as tx:
        part = settle_in(tx, part_id)
        if answer == "there":
            channel = tx.get(Channel, tx.get(Delivery, part.delivery_id).channel_id)
            return _there(tx, desk, part, channel, url)
        if answer == "again":
            return again(tx, desk, part)
        return to_draft(tx, part)


def settle_in(tx: "Transaction", part_id: str) -> Part:
    """The part, where a person may decide about it. Raises ProblemError(too_late_to_change)."""
    part = tx.get(Part, part_id)
    if part.state not in SETTLED_BY_PERSON:
        channel = tx.get(Channel, tx.get(Delivery, part.delivery_id).channel_id)
        raise ProblemError("too_late_to_change", channel=channel.name)
    return part


def _there(tx: "Transaction", desk: "Desk", part: Part, channel: Channel, url: str) -> Part:
    remote_id = _id_in(desk, channel, url)
    receipt = Receipt(remote_id, url.strip(), desk.now_us(), Evidence.HUMAN)
    for attempt in _open_attempts(tx, part):
        tx.end_attempt(replace(attempt, verdict=Verdict.DONE, end_at_us=desk.now_us(), evidence="the person saw it"))
    return ledger.move(
        tx, part, State.PUBLISHED, receipt=receipt, problem=None, wake_at_us=None, lease="", lease_until_us=None
    )


def _id_in(desk: "Desk", channel: Channel, url: str) -> str:
    """The platform's own id in a pasted link, empty without one."""
    if not url.strip():
        return ""
    facts = desk.facts_for(channel)
    found = re.search(facts.post_url, url.strip()) if facts.post_url else None
    if found is None or (facts.post_host == "own" and _lies_elsewhere(channel, url.strip())):
        raise ProblemError("link_strange", channel=channel.name, field="url")
    return found.group("id")


def _lies_elsewhere(channel: Channel, url: str) -> bool:
    """A page of another server than the account's: its number is another post there. Unknown without a sign-in."""
    ours = {_host(channel.server), _host(channel.url)} - {""} if channel.proven_id else set()
    return bool(ours) and _host(url) not in ours


def _host(url: str) -> str:
    """The host in small letters and punycode, without what a site's other doors add (`www.`, `.m.`); else empty."""
    try:
        host = (split_url(url).hostname or "").encode("idna").decode()
    except ValueError:
        return ""
    return ".".join(name for name in host.removeprefix("www.").split(".") if name != "m")


def _open_attempts(tx: "Transaction", part: Part) -> list[Attempt]:
    mine = [attempt for attempt in tx.attempts_of(part.id) if attempt.generation == part.generation]
    return [one for one in mine if one.is_in_doubt or (part.receipt is None and one.may_be_live)]


def again(tx: "Transaction", desk: "Desk", part: Part, moment: Moment | None = None, *, now: bool = False) -> Part:
    """A new generation with a new key; the person took the decision that the old one is not there (I5).

    It goes out at `moment` (with `now` at once, whatever else waits); without one at its own, or at once.
    """
    if part.state is State.UNKNOWN:
        part = ledger.move(tx, part, State.NEEDS_YOU, lease="", lease_until_us=None)
    closed = part.problem is not None and part.problem.code in ACCOUNT_CLOSED
    part = ledger.move(tx, part, State.SCHEDULED, **ours_again(part))
    delivery = tx.get(Delivery, part.delivery_id)
    if closed:  # the person says that the account is open again
        tx.put(replace(tx.get(Channel, delivery.channel_id), paused=False))
    switched_off.lift(tx, tx.get(Channel, delivery.channel_id))
    if moment is None and delivery.due.instant <= desk.clock.now():
        moment, now = Moment.of(desk.clock.now(), delivery.due.zone), True
    if moment is not None:
        tx.put(replace(delivery, due=moment, now=now, home=desk.device))
    return park_unwanted(tx, tx.get(Part, part.id))


def to_draft(tx: "Transaction", part: Part) -> Part:
    """This part and those after it become dormant; a post of which nothing is out or planned is a draft again."""
    delivery = tx.get(Delivery, part.delivery_id)
    for other in delivery.parts:
        if other.position >= part.position and other.state is not State.PUBLISHED:
            _to_sleep(tx, other)
    if any(other.state is not State.DRAFT for other in delivery.parts):
        waits_again(tx, part)
    post = tx.find(Post, delivery.post_id) if delivery.post_id else None
    if post is not None and post.stage is Stage.APPROVED:
        states = {other.state for item in tx.deliveries_of(post.id) for other in item.parts}
        if states <= {State.DRAFT, State.CANCELLED}:
            tx.put(replace(post, stage=Stage.DRAFT, approved_hash=""))
    return tx.get(Part, part.id)


def _to_sleep(tx: "Transaction", part: Part) -> None:
    if part.state in (State.UNKNOWN, State.RETRY_WAIT):
        part = ledger.move(tx, part, State.NEEDS_YOU, lease="", lease_until_us=None)
    if part.state in (State.NEEDS_YOU, State.MISSED, State.SCHEDULED):
        ledger.move(tx, part, State.DRAFT, **ours_again(part))


def retry_now(desk: "Desk", part_id: str) -> Part:
    """Do now what the part waits for: the next try, the next look, or putting our own time on a platform's list.

    A part that waits for a person and was provably not sent goes back among the scheduled ones; what a person has to
    decide stays (`settle`). Raises ProblemError(too_late_to_change) when there is nothing to hurry.
    """
    now_us = desk.now_us()
    with desk.store.transaction() as tx:
        part = tx.get(Part, part_id)
        delivery = tx.get(Delivery, part.delivery_id)
        if part.state in (State.RETRY_WAIT, State.UNKNOWN, State.PROCESSING):
            switched_off.lift(tx, tx.get(Channel, delivery.channel_id))
            return ledger.note(tx, part, wake_at_us=now_us)
        if part.state is State.HANDED_OFF:
            return ledger.note(tx, part, wake_at_us=now_us, problem=None)
        decided_by_person = part.problem is None or part.problem.remedy is Remedy.RESOLVE
        if part.state is State.NEEDS_YOU and not decided_by_person and not _open_attempts(tx, part):
            return again(tx, desk, part)
        raise ProblemError("too_late_to_change", channel=tx.get(Channel, delivery.channel_id).name)


def retry_all(desk: "Desk") -> int:
    """What waits for this computer's connection is tried now; returns how many parts. A platform's own wish holds."""
    with desk.store.transaction() as tx:
        parts = [due.part for due in ledger.open_parts(tx, State.RETRY_WAIT)]
        waiting = [part for part in parts if part.problem is not None and part.problem.code in CONNECTION]
        for part in waiting:
            ledger.note(tx, part, wake_at_us=desk.now_us())
    return len(waiting)


def take_over(desk: "Desk") -> int:
    """The person said that this computer publishes now: what another copy of the desk had is ours.

    Returns how many deliveries were taken over. Each is looked up before anything is sent (recovery.look_first).
    """
    with desk.store.transaction() as tx:
        foreign = {due.delivery.id: due.delivery for due in ledger.open_parts(tx) if due.delivery.home != desk.device}
        for delivery in foreign.values():
            tx.put(replace(delivery, home=desk.device))
        look_first(tx, desk.now_us(), own_lists(tx, desk.facts_for), elsewhere=True)
    let_publish(desk.paths)
    return len(foreign)
