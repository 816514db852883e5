"""Somebody who wrote very much is forgotten piece by piece: nothing of it stays, however it ends."""

from dataclasses import replace
from datetime import timedelta

import pytest

from smmdesk.app import close_now, open_desk
from smmdesk.desk import answering, forgetting, people, planning
from smmdesk.desk.desk import Desk
from smmdesk.desk.import_plan import Going
from smmdesk.model.channel import Channel
from smmdesk.model.delivery import Delivery, State
from smmdesk.model.message import Message
from smmdesk.model.person import Person
from smmdesk.model.problem import ProblemError
from smmdesk.store import db_settings, forgotten, message_search, people_reads
from smmdesk.store.reader import rows_of
from smmdesk.system.clock import ManualClock
from tests.desk.heard import wrote
from tests.desk.support import drive
from tests.desk.test_people_pieces import (
    MANY,
    account_of,
    after_commits,
    channel,
    killed_after,
    small_pieces,
    stopping_after,
    tell,
    two,
    whose,
)

__all__ = ["channel", "small_pieces", "two"]


def words_in_files(desk: Desk) -> bytes:
    return b"".join(path.read_bytes() for path in desk.paths.folder.glob("*") if path.is_file())


def test_nothing_stays_of_somebody_who_wrote_very_much(
    desk: Desk, channel: Channel, two: tuple[Person, Person]
) -> None:
    """Not in the file either, nor what an earlier step has left in the index of words."""
    anna, bea = two
    people.merge(desk, [bea.id, anna.id])
    with desk.store.transaction() as tx:
        tx.put(replace(tx.get(Person, bea.id), name="Zwieback"))
        assert not message_search.forgets_at_once(rows_of(tx))
    going = Going()
    assert forgetting.forget(desk, bea.id, going) == MANY + 1
    assert (going.done, going.total) == (MANY + 1, MANY + 1)
    assert whose(desk) == {}
    with desk.store.reading() as reader:
        assert reader.all(Person, deleted=True) == ()
        assert message_search.forgets_at_once(rows_of(reader))
    close_now(desk)
    said = words_in_files(desk).lower()
    assert not any(word in said for word in (b"grissini", b"zwieback"))


def test_forgetting_that_is_killed_is_ended_at_the_next_start(
    desk: Desk, clock: ManualClock, channel: Channel, two: tuple[Person, Person]
) -> None:
    _anna, bea = two
    killed_after(desk, 3, lambda: forgetting.forget(desk, bea.id))
    with desk.store.reading() as reader:
        found_cards, _total = people_reads.cards(reader, channel.brand_id, people_reads.Asked(), desk.now_us(), 10)
        assert [card.name for card in found_cards] == ["Anna"], "nobody sees the card any more"
        assert reader.all(Message, person_id=bea.id)
    clock.advance(timedelta(minutes=1))
    writes_anew = tell(desk, channel, account_of(bea))
    close_now(desk)
    again = open_desk(desk.paths, desk.clock)
    with again.store.reading() as reader:
        assert not reader.all(Message, deleted=True, person_id=bea.id)
        assert reader.find(Person, bea.id) is None
        assert message_search.forgets_at_once(rows_of(reader))
    assert writes_anew != bea.id, "whoever writes anew is somebody new"
    close_now(again)
    assert b"grissini" not in words_in_files(again).lower()


def test_forgetting_somebody_else_does_not_end_what_was_stopped(
    desk: Desk, channel: Channel, two: tuple[Person, Person]
) -> None:
    anna, bea = two
    assert forgetting.forget(desk, bea.id, stopping_after(desk, 2)) < MANY
    forgetting.forget(desk, anna.id)
    close_now(desk)
    again = open_desk(desk.paths, desk.clock)
    with again.store.reading() as reader:
        assert (reader.all(Message, deleted=True), reader.all(Person, deleted=True)) == ((), ())
    close_now(again)
    assert b"grissini" not in words_in_files(again).lower()


def test_somebody_else_may_be_forgotten_meanwhile(desk: Desk, two: tuple[Person, Person]) -> None:
    anna, bea = two
    ended = after_commits(desk, 2, lambda: forgetting.forget(desk, anna.id))
    forgetting.forget(desk, bea.id)
    ended()
    with desk.store.reading() as reader:
        assert (reader.all(Message, deleted=True), reader.all(Person, deleted=True)) == ((), ())
        assert int(db_settings.get(reader, forgetting.APPLIED, 0)) != forgotten.size(desk.paths), "looked at once more"


def test_what_waits_to_be_sent_to_them_goes_first(desk: Desk, channel: Channel, two: tuple[Person, Person]) -> None:
    """And nothing goes out that was answered meanwhile: it is refused, and the rest is ended later."""
    _anna, bea = two
    with desk.store.reading() as reader:
        theirs = reader.all(Message, person_id=bea.id)
    answering.reply(desk, theirs[0].id, "Certo!")
    seen: list[int] = []

    def look(*_given: object) -> None:
        with desk.store.reading() as reader:
            seen.append(len(reader.all(Delivery)))

    ended = after_commits(desk, 1, look)
    forgetting.forget(desk, bea.id)
    ended()
    assert seen == [0]


def test_an_answer_that_goes_out_meanwhile_is_not_torn_away(
    desk: Desk, channel: Channel, two: tuple[Person, Person]
) -> None:
    _anna, bea = two
    with desk.store.reading() as reader:
        newest = max(reader.all(Message, person_id=bea.id), key=lambda one: one.sent_at_us)

    def answer() -> None:
        part = answering.reply(desk, newest.id, "Certo!").parts[0]
        drive(desk, part, State.CLAIMED, State.SENDING)

    after_commits(desk, 2, answer)
    with pytest.raises(ProblemError, match="answer_on_its_way"):
        forgetting.forget(desk, bea.id)
    with desk.store.reading() as reader:
        [delivery] = reader.all(Delivery)
        assert message_search.forgets_at_once(rows_of(reader)), "nothing of what went lies in the index"
    assert forgotten.size(desk.paths)
    forgetting.apply_again(desk, at_work=True)
    with desk.store.reading() as reader:
        assert reader.all(Delivery) == (delivery,), "still on its way"
        assert reader.find(Person, bea.id) is not None
    drive(desk, delivery.parts[0], State.NEEDS_YOU)
    assert forgetting.apply_again(desk, at_work=True) == 1
    with desk.store.reading() as reader:
        assert reader.all(Message, deleted=True, person_id=bea.id) == ()
        assert reader.all(Delivery) == ()


def test_the_engine_ends_a_forgetting_that_goes_on_elsewhere(desk: Desk, two: tuple[Person, Person]) -> None:
    """Both are through, and nobody is told of a fault."""
    _anna, bea = two
    after_commits(desk, 2, lambda: forgetting.apply_again(desk, at_work=True))
    forgetting.forget(desk, bea.id)
    with desk.store.reading() as reader:
        assert reader.find(Person, bea.id) is None
        assert reader.all(Message, deleted=True, person_id=bea.id) == ()


def test_old_messages_leave_the_index_with_the_last_piece(desk: Desk, channel: Channel) -> None:
    brand = planning.first_brand(desk)
    with desk.store.transaction() as tx:
        tx.put(replace(tx.get(type(brand), brand.id), messages_kept_days=30))
    for number in range(MANY):
        wrote(desk, channel, "Grissini", hours_ago=24 * 40 + number)
    assert forgetting.apply_retention(desk) == MANY
    close_now(desk)
    assert b"grissini" not in words_in_files(desk).lower()
