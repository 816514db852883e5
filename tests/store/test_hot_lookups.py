"""What is asked with every page that comes in, and with every look at the inbox, is found by an index: a hundred
thousand messages and people answer as fast as a hundred."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest

from smmdesk.model.message import Message, MessageKind
from smmdesk.model.person import Identity
from smmdesk.store import inbox_reads, lookouts, messages, people_reads, results_reads
from smmdesk.store.inbox_reads import Group, Kind, Only, Which
from smmdesk.store.reader import Reader, rows_of
from smmdesk.store.results_reads import Between
from smmdesk.store.store import Store

SPAN = Between("b", 1, 2)
WHO = Identity("instagram", "1", "@anna")
SAID = Message("m", "b", "c", MessageKind.COMMENT, "r", "Hi", 1, person_id="p")
POST = Group(Kind.POST, 1, 1, "p")


@dataclass(frozen=True)
class Lookup:
    name: str
    ask: Callable[[Reader], object]


HOT = [
    Lookup("who wrote", lambda reader: people_reads.with_accounts(reader, "b", [WHO])),
    Lookup("named in a text", lambda reader: people_reads.called(reader, "b", ["anna"])),
    Lookup("typed after an @", lambda reader: people_reads.in_order(reader, "b", "ann", 9, 0)),
    Lookup("known before", lambda reader: messages.known(reader, "c", ["r"])),
    Lookup("what hangs on it", lambda reader: messages.hanging_on(reader, "c", ["r"])),
    Lookup("about which post", lambda reader: messages.posts_by_remote(reader, "c", ["r"])),
    Lookup("ours", lambda reader: messages.own_ids(reader, "c", ["r"])),
    Lookup("answered", lambda reader: messages.is_answered(reader, "m")),
    Lookup("wished", lambda reader: messages.wished(reader)),
    Lookup("found before", lambda reader: lookouts.found_ids(reader, "c", ["r"])),
    Lookup("known pages", lambda reader: lookouts.known_pages(reader, "b", ["https://a.example"], 1)),
    Lookup("badge", lambda reader: inbox_reads.count(reader, "b", Which.OPEN, 1)),
    Lookup("groups", lambda reader: inbox_reads.groups(reader, "b", Which.OPEN, 1)),
    Lookup("late", lambda reader: inbox_reads.groups(reader, "b", Which.OPEN, 1, Only(before_us=1))),
    Lookup("rows of a group", lambda reader: inbox_reads.ids_in(reader, "b", Which.OPEN, POST, 1, 9)),
    Lookup("thread", lambda reader: inbox_reads.thread_ids(reader, SAID, 9)),
    Lookup("habit", lambda reader: inbox_reads.habit_of(reader, "p")),
    Lookup("whose", lambda reader: inbox_reads.assigned_names(reader, "b")),
    Lookup("put off", lambda reader: inbox_reads.wakes_next_us(reader, "b", 1)),
    Lookup("card", lambda reader: people_reads.card_of(reader, "b", "p", 1)),
    Lookup("owed", lambda reader: people_reads.owed_to(reader, "b", "p", 1)),
    Lookup("people", lambda reader: people_reads.cards(reader, "b", people_reads.Asked(), 1, 9)),
    Lookup("counts of people", lambda reader: people_reads.due(reader, "b", date(2026, 1, 1))),
    Lookup("came", lambda reader: results_reads.heard(reader, SPAN)),
    Lookup("waits", lambda reader: results_reads.waits(reader, SPAN)),
    Lookup("voices", lambda reader: results_reads.voices(reader, SPAN, 9)),
    Lookup("comments", lambda reader: results_reads.comments(reader, ["p"])),
]


def plans(reader: Reader, ask: Callable[[Reader], object]) -> dict[str, list[str]]:
    """What SQLite does for each statement that is run, by the statement."""
    connection, seen = rows_of(reader).connection, list[str]()
    connection.set_trace_callback(seen.append)
    try:
        ask(reader)
    finally:
        connection.set_trace_callback(None)
    asked = [text for text in seen if re.match(r"\s*(SELECT|WITH)", text)]
    return {text: [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {text}")] for text in asked}


@pytest.mark.parametrize("lookup", HOT, ids=lambda lookup: lookup.name)
def test_a_hot_lookup_has_an_index(store: Store, lookup: Lookup) -> None:
    with store.reading() as reader:
        found = plans(reader, lookup.ask)
    assert found
    for text, steps in found.items():
        walked = [step for step in steps if re.fullmatch(r"SCAN (message|person|part|delivery|answer_draft)", step)]
        assert not walked, f"{walked}: {text}"


def test_answers_to_something_are_found_by_what_they_answer(store: Store) -> None:
    with store.reading() as reader:
        found = plans(reader, lambda reader: messages.hanging_on(reader, "c", ["r"]))
    steps = " ".join(step for each in found.values() for step in each)
    assert "ix_message_channel_id_answers_remote_id (channel_id=? AND answers_remote_id=?)" in steps


def test_the_badge_reads_an_index_alone(store: Store) -> None:
    """Also where spam is left out."""
    with store.reading() as reader:
        (steps,) = plans(reader, lambda reader: inbox_reads.count(reader, "b", Which.OPEN, 1)).values()
        groups = [plans(reader, lambda reader, one=which: inbox_reads.groups(reader, "b", one, 1)) for which in Which]
        listed = plans(reader, lambda reader: people_reads._read(reader, [], {"brand": "b", "since": 1}))
    assert [step for step in steps if "message" in step] == [
        "SEARCH message USING COVERING INDEX ix_message_open (brand_id=?)"
    ]
    for found in groups:
        assert all("USING COVERING INDEX" in each[0] for each in found.values()), found
    assert any("USING COVERING INDEX ix_message_people" in step for each in listed.values() for step in each)
