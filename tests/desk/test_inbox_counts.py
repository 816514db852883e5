"""What the inbox counts is what is there, whatever was heard and done before (a property over random histories)."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smmdesk.desk import answering, planning, triage
from smmdesk.desk.desk import Desk
from smmdesk.model.message import Message, MessageKind
from smmdesk.model.moment import Moment
from smmdesk.store import inbox_reads, messages
from smmdesk.store.inbox_reads import Only, Which
from tests.desk.heard import wrote
from tests.desk.support import ROME, add_channel, add_post

KINDS = st.sampled_from(list(MessageKind))
VERBS = st.sampled_from(["done", "reopen", "snooze", "assign", "reply", "read", "later", "remove", "hide", "trash"])


def do(desk: Desk, verb: str, message_id: str) -> None:
    until = Moment.of(desk.clock.now() + timedelta(hours=2), ROME)
    acts = {
        "done": lambda: triage.done(desk, [message_id]),
        "reopen": lambda: triage.reopen(desk, [message_id]),
        "snooze": lambda: triage.snooze(desk, message_id, until),
        "assign": lambda: triage.assign(desk, message_id, "Lucia"),
        "read": lambda: answering.mark(desk, message_id, read=True),
        "later": lambda: desk.clock.advance(timedelta(hours=1)),  # type: ignore[attr-defined]
    }
    if verb in acts:
        acts[verb]()
        return
    with desk.store.transaction() as tx:
        message = tx.get(Message, message_id)
        change = {
            "reply": {"done": True, "read": True},
            "remove": {"removed": True},
            "hide": {"hidden": True},
            "trash": {"deleted_at_us": desk.now_us()},
        }[verb]
        tx.put(replace(message, **change))  # type: ignore[arg-type]


@pytest.mark.statement(88)
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    kinds=st.lists(st.tuples(KINDS, st.booleans()), min_size=1, max_size=6),
    acts=st.lists(st.tuples(VERBS, st.integers(0, 5)), max_size=10),
)
def test_counts_and_groups_say_what_is_there(
    desk: Desk, kinds: list[tuple[MessageKind, bool]], acts: list[tuple[str, int]]
) -> None:
    brand = planning.first_brand(desk)
    channel = add_channel(desk, brand, f"Window {desk.clock.new_id()}")
    post = add_post(desk, brand, "Panettone", channel)
    made = [wrote(desk, channel, kind=kind, about=post.id if on_post else None) for kind, on_post in kinds]
    for verb, number in acts:
        do(desk, verb, made[number % len(made)].id)
    now_us = desk.now_us()
    with desk.store.reading() as reader:
        there = [one for one in reader.all(Message, brand_id=brand.id) if not one.hidden]
        waits = [one for one in there if not one.done and not one.removed and (one.snoozed_until_us or 0) <= now_us]
        lists = {Which.OPEN: waits, Which.ALL: there, Which.DONE: [one for one in there if one.done]}
        for which, wanted in lists.items():
            to_us = [one for one in wanted if one.kind is not MessageKind.FOUND]
            assert inbox_reads.count(reader, brand.id, which, now_us) == len(to_us), (
                "what nobody wrote to us is no task"
            )
            groups = inbox_reads.groups(reader, brand.id, which, now_us)
            assert sum(group.count for group in groups) == len(wanted)
            shown = [key for group in groups for key in inbox_reads.ids_in(reader, brand.id, which, group, now_us, 99)]
            assert Counter(shown) == Counter(one.id for one in wanted), "each in one group, once"
            lucias = inbox_reads.groups(reader, brand.id, which, now_us, Only(assigned_to="Lucia"))
            assert sum(group.count for group in lucias) == sum(one.assigned_to == "Lucia" for one in wanted)
        unread = [one for one in there if not (one.read or one.done or one.removed)]
        assert messages.counts(reader, brand.id).unread == len(unread)
