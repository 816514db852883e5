"""Numbers as platforms tell them of a post, read with suspicion: what is missing, negative or too large is not told."""

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence

from smmdesk.model.delivery import Evidence, Receipt
from smmdesk.model.numbers import Count, Counts
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import RefusedError, Session

MOST = 10**15
"""More than everybody on earth, all day: a larger number is none."""
_DIGITS = re.compile(r"-?[0-9]{1,300}")


def whole(found: Fields, name: str) -> int | None:
    """A count: a whole number, or its digits as text (Google writes them so). None where it is not told: missing, null,
    negative, or beyond what can be counted. Raises the answer's `strange` error for anything else."""
    value = found.values.get(name)
    if isinstance(value, float) and value.is_integer():
        value = str(int(value))
    if isinstance(value, str) and _DIGITS.fullmatch(value):
        value = int(value)
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool):
        raise found.strange()
    return value if 0 <= value <= MOST else None


def counts_of(said: Mapping[Count, int | None]) -> Counts:
    """Those that were told."""
    return {count: number for count, number in said.items() if number is not None}


def total(numbers: Iterable[int | None]) -> int | None:
    """The sum; None where there is nothing to add up, or a part of it was not told."""
    found = list(numbers)
    known = [number for number in found if number is not None]
    return sum(known) if known and len(known) == len(found) else None


async def one_by_one(
    receipts: Sequence[Receipt], ask: Callable[[Receipt], Awaitable[Counts | None]]
) -> Mapping[str, Counts]:
    """What `ask` tells of each; None, or no number at all: it is gone there, or nothing is told of it."""
    told: dict[str, Counts] = {}
    for receipt in receipts:
        if receipt.id and (counts := await ask(receipt)):
            told[receipt.id] = counts
    return told


def by_number(receipts: Iterable[Receipt]) -> list[str]:
    """The ids that are numbers there; what a person pasted may be a piece of an address instead."""
    return list(dict.fromkeys(receipt.id for receipt in receipts if receipt.id.isascii() and receipt.id.isdigit()))


def is_pasted(receipt: Receipt) -> bool:
    """A person gave its address: the id is a piece of that, and nothing else is known of it."""
    return receipt.evidence is Evidence.HUMAN


def may(session: Session, permission: str) -> bool:
    """Whether the person allowed it, as far as the platform said when they signed in."""
    granted = session.channel.reported.get("granted")
    return not isinstance(granted, Mapping) or granted.get(permission) is not False


def require(session: Session, permission: str) -> None:
    """Raises RefusedError(permission_missing) for what is known to be missing: it is not asked for."""
    if not may(session, permission):
        raise RefusedError(session.http.names.problem("permission_missing", said=permission))
