"""People: tags, reminders, thanks, cards made one and split again, each undoable; and lists that stay quick."""

from argparse import Namespace
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from smmdesk.commands import people as commands
from smmdesk.desk import answering, authors, forgetting, people, planning, triage, undo
from smmdesk.desk.desk import Desk
from smmdesk.model.channel import Channel
from smmdesk.model.message import Message, MessageKind
from smmdesk.model.person import Person
from smmdesk.store import people_reads, people_rows
from smmdesk.store.people_reads import Asked, Group, Order
from smmdesk.store.reader import rows_of
from tests.desk.heard import now_of, person, wrote
from tests.desk.support import add_channel


@pytest.fixture
def channel(desk: Desk) -> Channel:
    return add_channel(desk, planning.first_brand(desk), "Shop window")


def names(desk: Desk, asked: Asked | None = None) -> list[str]:
    brand = planning.first_brand(desk)
    with desk.store.reading() as reader:
        found, total = people_reads.cards(reader, brand.id, asked or Asked(), desk.now_us(), 50)
    assert total == len(found)
    return [card.name for card in found]


def card(desk: Desk, who: Person) -> Person:
    with desk.store.reading() as reader:
        return reader.get(Person, who.id)


def writers(desk: Desk, messages: Sequence[object]) -> list[str | None]:
    return [now_of(desk, each).person_id for each in messages]  # type: ignore[arg-type]


# ------------------------------------------------------------------ the list
@pytest.mark.statement(108)
def test_names_stand_in_the_order_in_which_they_are_said(desk: Desk, channel: Channel) -> None:
    """An accent or a capital moves nobody to the end."""
    for name in ("Zoe", "Élia", "bea", "Àlvaro", "Enrico", "D’Angelo"):
        person(desk, channel, name)
    assert names(desk, Asked(order=Order.NAME)) == ["Àlvaro", "bea", "D’Angelo", "Élia", "Enrico", "Zoe"]
    ida = person(desk, channel, "Ida")
    for words in ("Zucca", "è già", "fidati", "Caffè", "àncora"):
        people.tag(desk, [ida.id], words, on=True)
    with desk.store.reading() as reader:
        assert people_reads.own_tags(reader, channel.brand_id) == ["àncora", "Caffè", "è già", "fidati", "Zucca"]


def test_the_list_is_in_the_order_and_of_the_people_asked_for(desk: Desk, channel: Channel) -> None:
    anna, bruno, carla = (person(desk, channel, name) for name in ("Anna Però", "Bruno", "Carla"))
    wrote(desk, channel, by=anna, hours_ago=3)
    for hour in (5, 6):
        wrote(desk, channel, by=bruno, hours_ago=hour, kind=MessageKind.MENTION)
    wrote(desk, channel, by=carla, hours_ago=1, kind=MessageKind.PRIVATE)
    wrote(desk, channel, by=carla, hours_ago=3000, kind=MessageKind.REVIEW, rating=5)
    nobody = person(desk, channel, "Dora")
    people.tag(desk, [nobody.id], "press", True)
    assert names(desk) == ["Carla", "Anna Però", "Bruno", "Dora"]
    assert names(desk, Asked(order=Order.NAME)) == ["Anna Però", "Bruno", "Carla", "Dora"]
    assert names(desk, Asked(words="pero")) == ["Anna Però"]
    assert names(desk, Asked(words="@BRUNO")) == ["Bruno"]
    assert names(desk, Asked(tag="press")) == ["Dora"]
    assert names(desk, Asked(Group.ADVOCATES, Order.MOST)) == ["Bruno", "Anna Però"]


def test_only_what_is_public_good_and_of_the_last_90_days_counts_for_advocates_and_thanks(
    desk: Desk, channel: Channel
) -> None:
    anna = person(desk, channel)
    wrote(desk, channel, by=anna, kind=MessageKind.PRIVATE)
    wrote(desk, channel, by=anna, kind=MessageKind.REVIEW, rating=3)
    wrote(desk, channel, by=anna, hours_ago=24 * 91)
    wrote(desk, channel, by=anna, hidden=True)
    assert names(desk, Asked(Group.THANKS)) == names(desk, Asked(Group.ADVOCATES)) == []
    review = wrote(desk, channel, by=anna, kind=MessageKind.REVIEW, rating=4)
    answered = wrote(desk, channel, by=anna)
    answering.reply(desk, answered.id, "Grazie!")
    brand = planning.first_brand(desk)
    with desk.store.reading() as reader:
        found = people_reads.card_of(reader, brand.id, anna.id, desk.now_us())
        assert found is not None
        assert (found.times, found.spoke, found.owed) == (5, 2, 1)
        assert people_reads.counts(reader, brand.id, date(2026, 11, 18), desk.now_us()) == (0, 1)
    assert people.thanked(desk, anna.id) == 1
    assert now_of(desk, review).done
    assert names(desk, Asked(Group.THANKS)) == []
    undo.undo(desk)
    assert not now_of(desk, review).done


@pytest.mark.parametrize("order", Order)
def test_a_hundred_thousand_people_are_listed_from_an_index(desk: Desk, order: Order) -> None:
    """None of them is sorted to show the first page, but where what they said of late is counted."""
    asked = "SELECT listed.person_id FROM person_row AS listed WHERE listed.brand_id = :brand ORDER BY "
    with desk.store.reading() as reader:
        connection = rows_of(reader).connection
        ordered = "" if order is Order.MOST else people_reads._ORDERS[order]
        plan = connection.execute(f"EXPLAIN QUERY PLAN {asked}{ordered or 1}", {"brand": "b"}).fetchall()
        late = connection.execute(f"EXPLAIN QUERY PLAN {people_reads._ADDED_UP}", {"brand": "b", "since": 0}).fetchall()
    said = " ".join(row[3] for row in plan)
    assert "USING COVERING INDEX ix_person_row" in said
    assert ordered == "" or "TEMP B-TREE" not in said
    assert "sent_at_us>?" in " ".join(row[3] for row in late)


def test_the_rows_of_the_list_follow_whatever_is_done(desk: Desk, channel: Channel) -> None:
    """Made again from the rest they are the same."""
    anna, bruno, carla = (person(desk, channel, name) for name in ("Anna Però", "Bruno", "Carla"))
    said = [
        wrote(desk, channel, by=by, hours_ago=hours) for by, hours in ((anna, 1), (anna, 9), (bruno, 2), (carla, 3))
    ]
    people.tag(desk, [anna.id], "press", True)
    people.remind(desk, anna.id, date(2026, 11, 20), "Call")
    with desk.store.transaction() as tx:
        tx.trash(Message, said[0].id)
        tx.put(replace(tx.get(Message, said[1].id), hidden=True))
        tx.put(replace(tx.get(Person, carla.id), name="Dora", notes="Likes rye"))
    _require_in_step(desk)
    people.merge(desk, [bruno.id, carla.id])
    _require_in_step(desk)
    undo.undo(desk)
    _require_in_step(desk)
    assert names(desk, Asked(words="rye DORA")) == ["Dora"]
    with desk.store.transaction() as tx:
        tx.erase(Message, said[3].id)
        tx.trash(Person, bruno.id)
    _require_in_step(desk)
    forgetting.forget(desk, anna.id)
    _require_in_step(desk)


def _require_in_step(desk: Desk) -> None:
    asked = "SELECT * FROM person_row ORDER BY person_id"
    with desk.store.reading() as reader:
        before = rows_of(reader).query(asked)
    with desk.store.transaction() as tx:
        people_rows.rebuild(rows_of(tx))
        assert rows_of(tx).query(asked) == before


# ------------------------------------------------------------------ one card
def test_tags_and_reminders_are_undone_one_by_one(desk: Desk, channel: Channel) -> None:
    anna, brand = person(desk, channel), planning.first_brand(desk)
    people.tag(desk, [anna.id], "customer", True)
    people.tag(desk, [anna.id], " likes   rye ", True)
    people.remind(desk, anna.id, date(2026, 11, 20), "Ask about the cake")
    with desk.store.reading() as reader:
        assert people_reads.due(reader, brand.id, date(2026, 11, 19)) == 0
        assert people_reads.due(reader, brand.id, date(2026, 11, 20)) == 1
        assert people_reads.own_tags(reader, brand.id) == ["customer", "likes rye"]
    assert card(desk, anna).remind_about == "Ask about the cake"
    assert names(desk, Asked(Group.REMINDED, Order.REMINDER)) == ["Anna Pertot"]
    undo.undo(desk)
    assert card(desk, anna).remind_on is None
    undo.undo(desk)
    people.tag(desk, [anna.id], "customer", False)
    assert card(desk, anna).tags == ()


# ------------------------------------------------------------------ one of several
def test_two_cards_become_one_and_two_again(desk: Desk, channel: Channel) -> None:
    other = add_channel(desk, planning.first_brand(desk), "Street")
    anna, annina = person(desk, channel, "Anna"), person(desk, other, "Annina")
    triage.describe(desk, annina.id, notes="Bakes herself")
    people.tag(desk, [annina.id], "press", True)
    people.remind(desk, annina.id, date(2026, 12, 1), "call")
    first, second = wrote(desk, channel, by=anna), wrote(desk, other, by=annina)
    kept = people.merge(desk, [anna.id, annina.id])
    assert [each.handle for each in kept.identities] == ["@anna@example.social", "@annina@example.social"]
    assert (kept.name, kept.notes, kept.tags, kept.remind_on) == (
        "Anna",
        "Bakes herself",
        ("press",),
        date(2026, 12, 1),
    )
    assert writers(desk, [first, second]) == [anna.id, anna.id]
    assert names(desk) == ["Anna"]
    assert undo.peek(desk).undo_label == "merge of 2 cards"
    late = wrote(desk, other, by=kept, author_remote_id=annina.identities[0].remote_id)
    undo.undo(desk)
    assert writers(desk, [first, second, late]) == [anna.id, annina.id, annina.id]
    assert sorted(names(desk)) == ["Anna", "Annina"]
    undo.redo(desk)
    assert writers(desk, [first, second, late]) == [anna.id, anna.id, anna.id]


def test_an_account_is_split_off_with_what_was_written_from_it(desk: Desk, channel: Channel) -> None:
    anna, bea = person(desk, channel, "Anna"), person(desk, channel, "Bea")
    first, second = wrote(desk, channel, by=anna), wrote(desk, channel, by=bea)
    people.merge(desk, [anna.id, bea.id])
    made = people.split_off(desk, anna.id, bea.identities[0])
    assert made.name == "Bea"
    assert writers(desk, [first, second]) == [anna.id, made.id], "both wrote on one platform"
    assert [each.name for each in card(desk, anna).identities] == ["Anna"]
    late = wrote(desk, channel, by=made, author_remote_id=bea.identities[0].remote_id)
    undo.undo(desk)
    assert writers(desk, [first, second, late]) == [anna.id] * 3
    assert names(desk) == ["Anna"]


def test_what_comes_in_after_a_merge_belongs_to_the_one_card(desk: Desk, channel: Channel) -> None:
    anna, bea = person(desk, channel, "Anna"), person(desk, channel, "Bea")
    people.merge(desk, [anna.id, bea.id])
    with desk.store.reading() as reader:
        found = authors.known(reader, channel.brand_id, [each.identities[0] for each in (anna, bea)])
    assert [author.person_id for author in found.values()] == [anna.id] * 2


# ------------------------------------------------------------------ in the terminal
def test_the_commands_list_show_and_forget(desk: Desk, channel: Channel) -> None:
    anna, bea = person(desk, channel, "Anna\x1b[31m"), person(desk, channel, "Bea")
    wrote(desk, channel, by=anna)
    people.remind(desk, anna.id, date(2026, 11, 20), "call")
    told = commands.list_all(desk, Namespace(words="", limit=9, brand="")).data["people"]
    assert [(row["id"], row["messages"], row["remind_on"]) for row in told] == [
        (anna.id, 1, "2026-11-20"),
        (bea.id, 0, ""),
    ]
    answer = commands.show(desk, Namespace(id=anna.id))
    assert "\x1b" not in "".join(answer.lines)
    assert answer.data["person"]["reminder"] == "call"
    assert commands.forget(desk, Namespace(id=anna.id)).data == {"id": anna.id, "messages": 1}
    assert names(desk) == ["Bea"]
