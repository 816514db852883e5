"""What Undo took out and the same archive, or a later one, brings in again: it is as if it came for the first time.

Nobody wrote in it since, so the archive's words hold. What another computer was to send is taken as the archive has it:
it may be out by now. What went out from here, was tried, or is this computer's to send stays as it is.

What was erased here and comes again may have gone out since the archive was made: this computer's log says so.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from smmdesk.desk.arming import DORMANT
from smmdesk.desk.outcomes import LOOK_FIRST, UNLEASED, asked_again, stands_by
from smmdesk.model.delivery import Delivery, Evidence, Op, Part, Receipt, State
from smmdesk.store import other_desk
from smmdesk.store.sent_log import DONE, Entry, SentLog

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk
    from smmdesk.store.transaction import Transaction


def put(tx: "Transaction", values: Iterable[Any]) -> None:
    """Write values that lie in the trash as they are now."""
    for value in values:
        tx.put(replace(value, revision=tx.get(type(value), value.id).revision))


def put_deliveries(tx: "Transaction", desk: "Desk", post_id: str, coming: Sequence[Delivery]) -> bool:
    """The deliveries of a post as the archive has them, where nothing was done with those that are here; whether all
    of them are."""
    here = {one.channel_id: one for one in tx.deliveries_of(post_id)}
    fresh, old = [], []
    for delivery in coming:
        kept = here.get(delivery.channel_id)
        if kept is None:
            fresh.append(delivery)
        elif delivery.home not in ("", desk.device) and _is_untouched(tx, kept):
            old.append(kept)
            fresh.append(delivery)
    other_desk.forget_deliveries(tx, old)
    tx.put_new_deliveries(fresh)
    return len(fresh) == len(coming) and len(old) == len(here)


def _is_untouched(tx: "Transaction", delivery: Delivery) -> bool:
    return all(part.state in DORMANT and not tx.attempts_of(part.id) for part in delivery.parts)


# ------------------------------------------------------------------ what the log of this computer knows
def calls_of_here(desk: "Desk") -> Mapping[str, Entry]:
    """By part the last call that this computer made for it; of a call and its end the end."""
    return {entry.part: entry for entry in SentLog(desk.paths).entries()}


def with_calls(delivery: Delivery, calls: Mapping[str, Entry]) -> Delivery:
    """A delivery that is not here any more, as the log has it: what went out is out, and what was tried since is
    looked for before it is sent, on the platform's own list too."""
    due_us = delivery.due.instant_us
    parts = tuple(_with_call(one, calls[one.id], due_us) if one.id in calls else one for one in delivery.parts)
    return replace(delivery, parts=parts)


def _with_call(part: Part, call: Entry, due_us: int) -> Part:
    if part.state is State.PUBLISHED or call.generation < part.generation:
        return part
    if call.what == DONE and call.id and call.op == Op.CREATE:
        receipt = Receipt(call.id, call.url, call.at_us, Evidence.RESPONSE)
        return replace(part, state=State.PUBLISHED, receipt=receipt, problem=None, wake_at_us=None, **UNLEASED)
    if part.state is State.HANDED_OFF:
        doubt = asked_again(part, call, call.at_us)
        return part if stands_by(part, call) else replace(part, state=State.UNKNOWN, **doubt)
    return replace(part, prepared={**part.prepared, LOOK_FIRST: due_us})
