"""A person's step: one transaction with a label, and what the journal does not know of it.

The journal keeps what people wrote. That a post was scheduled is the machine's (its deliveries), so each step remembers
here which of its posts were, for as long as the program runs; undo puts that back too.
"""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk
    from smmdesk.store.transaction import Transaction

REMEMBERED_STEPS = 500
TYPING_PAUSE_US = 10 * 60 * 1_000_000
"""After so long without a save a new undo step begins."""


class Typing(NamedTuple):
    """The edit that is going on: saves of the same post go into the same step."""

    post_id: str = ""
    step_id: str = ""
    label: str = ""
    saved_at_us: int = 0


class Steps:
    """What this process remembers of its steps: by step id, which posts were scheduled before it."""

    def __init__(self) -> None:
        self.armed_before: dict[str, dict[str, bool]] = {}
        self.typing = Typing()
        self._going_on: set[str] = set()
        self._lock = threading.Lock()

    def remember(self, step_id: str, armed: dict[str, bool]) -> None:
        self.armed_before[step_id] = armed | self.armed_before.get(step_id, {})
        while len(self.armed_before) > REMEMBERED_STEPS:
            del self.armed_before[next(iter(self.armed_before))]

    @contextmanager
    def going_on(self, step_id: str) -> Iterator[bool]:
        """While a step is written or taken back bit by bit nobody else takes it back. False: somebody does already."""
        with self._lock:
            is_free = step_id not in self._going_on
            self._going_on.add(step_id)
        try:
            yield is_free
        finally:
            if is_free:
                self._going_on.discard(step_id)


@contextmanager
def step(
    desk: "Desk", label: str, ids: Iterable[str] = (), *, undoes: str = "", joins: str = ""
) -> "Iterator[Transaction]":
    """One undoable transaction over the posts `ids`. It ends an edit that was going on. With `joins` it is a further
    part of the step of that id: long work is written bit by bit, and taken back as one."""
    with desk.store.transaction(label, step=joins, undoes=undoes) as tx:
        armed = armed_in(tx, ids)
        yield tx
        step_id = tx.step_id
    desk.steps.remember(step_id, armed)
    desk.steps.typing = Typing()


@contextmanager
def typing_step(desk: "Desk", label: str, post_id: str) -> "Iterator[Transaction]":
    """One save while a post is edited: joins the step of the saves before it."""
    going_on, now_us = desk.steps.typing, desk.now_us()
    joins = going_on.post_id == post_id and going_on.label == label
    joins = joins and now_us - going_on.saved_at_us < TYPING_PAUSE_US
    with desk.store.transaction(label, step=going_on.step_id if joins else "") as tx:
        armed = armed_in(tx, [post_id])
        yield tx
        step_id = tx.step_id
    desk.steps.remember(step_id, armed)
    desk.steps.typing = Typing(post_id, step_id, label, now_us)


def armed_in(tx: "Transaction", ids: Iterable[str]) -> dict[str, bool]:
    """Which of these posts are scheduled."""
    from smmdesk.desk.arming import is_armed

    wanted = tuple(ids)
    found = tx.deliveries_of_posts(wanted)
    return {post_id: is_armed(found.get(post_id, ())) for post_id in wanted}
