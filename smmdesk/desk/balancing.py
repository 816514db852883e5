"""What a brand says and what it answers, in figures: read from receipts, never guessed."""

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from smmdesk.model.balance import WEEKS, Balance, balance_of
from smmdesk.model.brand import Brand
from smmdesk.store import balance_reads, inbox_reads
from smmdesk.store.inbox_reads import Which

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk

SINCE_US = timedelta(weeks=WEEKS + 1) // timedelta(microseconds=1)


class Figures(NamedTuple):
    """`waiting`: how many messages wait for an answer now."""

    balance: Balance
    waiting: int


def figures(desk: "Desk", brand_id: str) -> Figures:
    """The last WEEKS weeks, the present one among them."""
    now_us = desk.now_us()
    with desk.store.reading() as reader:
        brand = reader.get(Brand, brand_id)
        posts = balance_reads.posts_out(reader, brand_id, now_us - SINCE_US)
        answers = balance_reads.answers_out(reader, brand_id, now_us - SINCE_US)
        waiting = inbox_reads.count(reader, brand_id, Which.OPEN, now_us)
    return Figures(balance_of(posts, answers, brand.zone, desk.clock.now()), waiting)
