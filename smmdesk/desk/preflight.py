"""A look at what goes out within a day: what would be in its way then is told now (fault 51).

Files may be gone, a server may have changed its limits. Half an hour apart, so that also the last hour is looked at.
"""

from collections.abc import Mapping
from datetime import timedelta

from smmdesk.desk.deciding import us
from smmdesk.desk.rendering import freeze, objection
from smmdesk.desk.workbench import Workbench, log
from smmdesk.model.channel import Channel
from smmdesk.model.delivery import Delivery, Part, State
from smmdesk.model.post import Post
from smmdesk.model.problem import Problem
from smmdesk.store import ledger
from smmdesk.store.reader import Reader

AHEAD = timedelta(hours=24)
APART = timedelta(minutes=30)


class Preflight:
    """Belongs to one engine; `look` does nothing before its time has come."""

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench
        self._next_us = 0

    def look(self) -> int:
        """Tell what stands against parts that go out within `AHEAD`; returns how many wait for the person now."""
        bench, now_us = self._bench, self._bench.now_us
        if self._next_us - us(APART) <= now_us < self._next_us:
            return 0
        self._next_us = now_us + us(APART)
        with bench.desk.store.reading() as reader:
            dues = [due for due in ledger.due_parts(reader, now_us + us(AHEAD)) if due.part.state is State.SCHEDULED]
            posts = reader.many(Post, {due.delivery.post_id for due in dues if due.delivery.post_id})
            channels = reader.many(Channel, {due.delivery.channel_id for due in dues})
            found = {
                due.part.id: problem
                for due in dues
                if (problem := _in_the_way(bench, reader, due.delivery, posts, channels)) is not None
            }
        for part_id, problem in found.items():
            with bench.desk.store.transaction() as tx:
                part = tx.get(Part, part_id)
                if part.state is State.SCHEDULED:
                    ledger.move(tx, part, State.NEEDS_YOU, problem=problem, wake_at_us=None)
        if found:
            log.info("%d parts that go out within a day need the person", len(found))
        return len(found)


def _in_the_way(
    bench: Workbench, reader: Reader, delivery: Delivery, posts: Mapping[str, Post], channels: Mapping[str, Channel]
) -> Problem | None:
    """The first objection to any part that is still to go out; a whole thread waits for its last photo."""
    post = posts.get(delivery.post_id) if delivery.post_id else None
    channel = channels.get(delivery.channel_id)
    if channel is None:
        return None
    for part in delivery.parts:
        if part.state is not State.SCHEDULED:
            continue
        case = bench.case_of(reader, delivery, part, post, channel)
        if not case.is_wanted or not case.facts.sends_by_itself:  # it will be parked, or a person publishes
            return None
        problem = objection(bench.desk, reader, case, freeze(reader, delivery, part, post))
        if problem is not None:
            return problem
    return None
