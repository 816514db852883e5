"""A poll's words, where a platform takes a short question (model.poll_checks), and what came of one."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from smmdesk.model.counting import utf16
from smmdesk.model.delivery import Receipt
from smmdesk.model.moment import to_us
from smmdesk.model.polls import PollResult
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import RefusedError
from smmdesk.platforms.faults import Names


def require_fits(text: str, most: int, names: Names) -> None:
    """Raises RefusedError(text_too_long) for more than `most` UTF-16 units."""
    if utf16(text) > most:
        raise RefusedError(names.problem("text_too_long", limit=most, actual=utf16(text), field="text", number=0))


Ask = Callable[[Receipt], Awaitable[PollResult | None]]


async def each_poll(receipts: Sequence[Receipt], ask: Ask) -> Mapping[str, PollResult]:
    """What `ask` tells of each; None: it is gone there, or has no poll."""
    told: dict[str, PollResult] = {}
    for receipt in receipts:
        if receipt.id and (result := await ask(receipt)) is not None:
            told[receipt.id] = result
    return told


def ends_of(found: Fields, name: str) -> int | None:
    """An instant of the answer; None where it has none."""
    return to_us(found.instant(name)) if found.values.get(name) else None
