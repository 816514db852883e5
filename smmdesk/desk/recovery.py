"""What an engine puts right before it sends anything: orphans of a dead one, a restored or copied database.

The log of what went out is the witness: it is written with every call and never restored.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from smmdesk.desk.deciding import first_check_us, us
from smmdesk.desk.outcomes import LOOK_FIRST, UNLEASED, asked_again, stands_by
from smmdesk.desk.rendering import fingerprint, freeze
from smmdesk.desk.switched_off import is_off
from smmdesk.desk.workbench import Workbench, log
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.delivery import Attempt, Delivery, Evidence, Op, Part, Receipt, State, Verdict
from smmdesk.model.message import Message
from smmdesk.model.moderation import left
from smmdesk.model.post import Post
from smmdesk.store import db_settings, ledger, messages
from smmdesk.store.sent_log import DONE, Entry

if TYPE_CHECKING:
    from smmdesk.platforms.facts import Facts
    from smmdesk.store.reader import Reader
    from smmdesk.store.transaction import Transaction

STUCK_US = 15 * 60 * 1_000_000
TIMED = (State.CLAIMED, State.SENDING, State.PROCESSING, State.UNKNOWN, State.RETRY_WAIT)
IN_DOUBT = (State.SENDING, State.UNKNOWN, State.PROCESSING)
LOG_READ_BYTES = 8_000_000
EVERY = -1
NOT_TRIED = frozenset({State.SCHEDULED, State.RETRY_WAIT, State.MISSED, State.DRAFT, State.CANCELLED, State.NEEDS_YOU})


def put_right(bench: Workbench) -> int:
    """Everything of the above, at the engine's start and with its lock held. Returns how many parts were touched."""
    now_us = bench.now_us
    with bench.desk.store.transaction() as tx:
        orphans = ledger.release_leases(tx, now_us, mine=bench.lease, all_of_them=True)
        restored = db_settings.get(tx, db_settings.RESTORED_AT)
        told = _by_part(bench.sent_log.unknown_to(tx, LOG_READ_BYTES))
        witnessed = sum(_believe(bench, tx, part_id, entries) for part_id, entries in told.items())
        lists = own_lists(tx, bench.reach.facts) if restored is not None else frozenset()
        doubtful = look_first(tx, now_us, lists, restored is not None) if restored is not None or witnessed else 0
        if restored is not None:
            _drop_wishes(tx)
            db_settings.remove(tx, db_settings.RESTORED_AT)
    touched = len(orphans) + witnessed + doubtful
    if touched:
        log.info("put right at start: %d orphans, %d from the log, %d to look up", len(orphans), witnessed, doubtful)
    return touched


def own_lists(reader: "Reader", facts_of: "Callable[[Channel], Facts]") -> frozenset[str]:
    """The channels whose platform's own list we may use: what is planned may stand there already."""
    able = (channel for channel in reader.all(Channel, hand_off=True))
    return frozenset(channel.id for channel in able if facts_of(channel).schedule_for(channel.reported) is not None)


def look_first(tx: "Transaction", now_us: int, lists: frozenset[str], elsewhere: bool) -> int:
    """Every part whose moment is past and that is not out is looked up before it is sent (fault 87); what is to come on
    the channels `lists`, before it is put on a list.

    So is what is in doubt already: what was prepared for it is as old as the copy, and no proof about a later attempt.
    `elsewhere`: another copy of the desk may have sent it; else the log of this computer tells of every call.
    """
    marked = 0
    if elsewhere:
        db_settings.put(tx, db_settings.ELSEWHERE_AT, now_us)
    waiting = (State.SCHEDULED, State.RETRY_WAIT, State.MISSED, State.NEEDS_YOU)
    for due in ledger.open_parts(tx, *waiting, *IN_DOUBT):
        due_us = due.delivery.due.instant_us
        may_be_there = due_us <= now_us or due.part.state in IN_DOUBT or due.delivery.channel_id in lists
        known = due.part.prepared.get(LOOK_FIRST)
        if may_be_there and (known is None or (elsewhere and known is True)):
            ledger.note(tx, due.part, prepared={**due.part.prepared, LOOK_FIRST: due_us if elsewhere else True})
            marked += 1
    return marked


def look_for_new(tx: "Transaction", post: Post, lists: frozenset[str]) -> None:
    """A post that a rule made here may have been made by the copy before too, and stand on the platform's list."""
    for delivery in tx.deliveries_of(post.id):
        for part in delivery.parts if delivery.channel_id in lists else ():
            ledger.note(tx, part, prepared={**part.prepared, LOOK_FIRST: delivery.due.instant_us})


def _drop_wishes(tx: "Transaction") -> None:
    """What an old copy wanted taken down or changed there may have been left after all: a person asks again."""
    for due in ledger.wished_parts(tx):
        ledger.note(tx, due.part, wish=None)
    for message in tx.many(Message, messages.wished(tx, EVERY)).values():
        tx.put(left(message))


def _by_part(entries: tuple[Entry, ...]) -> dict[str, list[Entry]]:
    """Per part what the log says of its newest generation."""
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        known = found.setdefault(entry.part, [])
        if known and known[0].generation < entry.generation:
            known.clear()
        if not known or known[0].generation == entry.generation:
            known.append(entry)
    return found


def _believe(bench: Workbench, tx: "Transaction", part_id: str, entries: list[Entry]) -> int:
    """Bring one part to what the log knows of it; 0 when there is nothing to believe."""
    part = tx.find(Part, part_id)
    if part is None or part.state is State.PUBLISHED or part.generation > entries[0].generation:
        return 0
    if part.state is State.HANDED_OFF:
        if stands_by(part, entries[-1]):
            return 0
        tx.add_attempt(_attempt_of(bench, part, entries[-1]))
        ledger.move(tx, part, State.UNKNOWN, **asked_again(part, entries[-1], bench.now_us))
        return 1
    done = [entry for entry in entries if entry.what == DONE and entry.id]
    if done and entries[-1].op == Op.RECALL:
        return _recalled(bench, tx, part, done[-1], entries[-1])
    if done and part.state is State.NEEDS_YOU and done[-1].op == Op.CREATE:
        _arrived(bench, tx, part, done[-1])
        return 1
    if part.state in NOT_TRIED:
        part = _as_sent(bench, tx, part, entries[0])
    if part.state not in (State.SENDING, State.UNKNOWN):
        return 0
    if done:
        _arrived(bench, tx, part, done[-1])
    elif part.state is State.SENDING:
        ledger.move(tx, part, State.UNKNOWN, wake_at_us=bench.now_us, lookups=0, **UNLEASED)
    return 1


def _recalled(bench: Workbench, tx: "Transaction", part: Part, listed: Entry, recall: Entry) -> int:
    """It stood on the platform's list as `listed`, and this computer took it off, or tried to: asked by its id."""
    if part.state in NOT_TRIED:
        part = _as_sent(bench, tx, part, recall)
    if part.state is not State.SENDING:
        return 0
    due_us = tx.get(Delivery, part.delivery_id).due.instant_us
    there = {**_receipt(listed), "remote_due_us": due_us, "remote_hash": part.content_hash, "lookups": 0}
    ledger.move(tx, part, State.UNKNOWN, **{**there, "wake_at_us": bench.now_us}, **UNLEASED)
    return 1


def _as_sent(bench: Workbench, tx: "Transaction", part: Part, entry: Entry) -> Part:
    """Replay the moves up to SENDING that the restored database does not know, with the attempt of the log."""
    path = {State.DRAFT: (State.SCHEDULED,), State.CANCELLED: (State.DRAFT, State.SCHEDULED)}
    back = {State.MISSED: (State.SCHEDULED,), State.NEEDS_YOU: (State.SCHEDULED,), State.RETRY_WAIT: ()}
    for step in (*path.get(part.state, ()), *back.get(part.state, ()), State.CLAIMED):
        part = ledger.move(tx, part, step)
    delivery = tx.get(Delivery, part.delivery_id)
    post = tx.find(Post, delivery.post_id) if delivery.post_id else None
    rendered = part.rendered or freeze(tx, delivery, part, post)
    known = {"generation": entry.generation, "key": entry.key, "op": Op(entry.op), "rendered": rendered}
    doubtful = [one for one in tx.attempts_of(part.id) if one.generation == entry.generation and one.is_in_doubt]
    if doubtful:  # the one that the log tells of
        tx.end_attempt(replace(doubtful[-1], verdict=Verdict.OPEN))
    else:
        tx.add_attempt(_attempt_of(bench, part, entry))
    return ledger.move(tx, part, State.SENDING, problem=None, content_hash=fingerprint(rendered), **known)


def _attempt_of(bench: Workbench, part: Part, entry: Entry) -> Attempt:
    return Attempt(
        bench.desk.clock.new_id(),
        part.id,
        entry.generation,
        Op(entry.op),
        entry.key,
        entry.hash,
        entry.at_us,
        evidence="from sent.log",
    )


def _arrived(bench: Workbench, tx: "Transaction", part: Part, entry: Entry) -> None:
    for attempt in tx.attempts_of(part.id):
        if attempt.generation == entry.generation and attempt.verdict is Verdict.OPEN:
            tx.end_attempt(replace(attempt, verdict=Verdict.DONE, end_at_us=entry.at_us, evidence=entry.id))
    if entry.op == Op.CREATE:
        ledger.move(tx, part, State.PUBLISHED, **_receipt(entry), **UNLEASED)
        return
    due_us = tx.get(Delivery, part.delivery_id).due.instant_us
    listed = {"remote_due_us": due_us, "remote_hash": part.content_hash, "op": Op.SCHEDULE, "lookups": 0}
    wake_us = first_check_us(bench.desk.policy, due_us)
    changes = {**_receipt(entry), **listed, "wake_at_us": wake_us}
    ledger.move(tx, part, State.HANDED_OFF, **changes, **UNLEASED)


def _receipt(entry: Entry) -> dict[str, object]:
    receipt = Receipt(entry.id, entry.url, entry.at_us, Evidence.RESPONSE)
    return {"receipt": receipt, "problem": None, "wake_at_us": None}


def stuck_parts(bench: Workbench) -> tuple[str, ...]:
    """Parts that should have moved by themselves long ago (I6): a fault of ours, told in the log, never hidden."""
    late_us = bench.now_us - STUCK_US - us(bench.desk.policy.lease)
    with bench.desk.store.reading() as reader:
        known = reader.all(Channel, status=ChannelStatus.CONNECTED)
        connected = {
            channel.id for channel in known if not is_off(bench.switched_off, channel, bench.reach.facts(channel))
        }
        found = ledger.open_parts(reader, *TIMED, wake_until_us=late_us)
    return tuple(
        due.part.id
        for due in found
        if due.delivery.channel_id in connected
        and due.delivery.home == bench.desk.device
        and due.part.id not in bench.busy
    )
