"""What Undo took out and the same archive, or a later one, brings in again: it is as if it came for the first time.

Nobody wrote in it since, so the archive's words hold. What another computer was to send is taken as the archive has it:
it may be out by now. What went out from here, was tried, or is this computer's to send stays as it is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from smmdesk.desk.arming import DORMANT
from smmdesk.model.delivery import Delivery
from smmdesk.store import other_desk

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
