"""Cards of people who wrote very much are made one, split, forgotten and taken back piece by piece: others write in
between, it can be stopped, and what is half done when the power goes is whole afterwards or goes back."""

from collections.abc import Callable, Iterable
from dataclasses import replace

import pytest

from smmdesk.desk import forgetting, handing_over, listening, people, planning, undo, undo_pieces
from smmdesk.desk.desk import Desk
from smmdesk.desk.import_plan import Going
from smmdesk.model.changes import Changes
from smmdesk.model.channel import Channel
from smmdesk.model.message import Heard, HeardPage, Message, MessageKind
from smmdesk.model.person import Identity, Person
from smmdesk.model.problem import ProblemError
from smmdesk.store import inbox_reads, message_search
from smmdesk.store.messages import cursor_of
from tests.desk.heard import person, wrote
from tests.desk.support import add_channel

FEW, MANY = 2, 7


class Killed(BaseException):
    """The process ended here."""


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (handing_over, forgetting, undo_pieces):
        monkeypatch.setattr(module, "AT_ONCE", FEW)
        monkeypatch.setattr(module, "GIVING_WAY_S", 0.0)
    monkeypatch.setattr(people, "AT_ONCE", FEW)
    monkeypatch.setattr(message_search, "FEW", 0)


@pytest.fixture
def channel(desk: Desk) -> Channel:
    return add_channel(desk, planning.first_brand(desk), "Shop window")


@pytest.fixture
def two(desk: Desk, channel: Channel) -> tuple[Person, Person]:
    """One who wrote little, and one who wrote very much."""
    anna, bea = person(desk, channel, "Anna"), person(desk, channel, "Bea")
    wrote(desk, channel, "Zwieback-Anna", by=anna)
    for number in range(MANY):
        wrote(desk, channel, f"Grissini {number}", by=bea, hours_ago=number + 1)
    return anna, bea


def now(desk: Desk, who: Person) -> Person:
    with desk.store.reading() as reader:
        return reader.get(Person, who.id)


def whose(desk: Desk) -> dict[str, int]:
    """How many messages each living card has, by its id."""
    with desk.store.reading() as reader:
        cards = {card.id for card in reader.all(Person)}
        writers = [message.person_id or "" for message in reader.all(Message, deleted=True)]
    assert set(writers) <= {"", *cards}, "nothing hangs on a card that is gone"
    return {writer: writers.count(writer) for writer in sorted(set(writers) & cards)}


def found(desk: Desk, channel: Channel, words: str) -> int:
    with desk.store.reading() as reader:
        return len(inbox_reads.found(reader, channel.brand_id, words))


def account_of(who: Person) -> Identity:
    return who.identities[0]


def tell(desk: Desk, channel: Channel, author: Identity) -> str:
    """What somebody writes meanwhile comes in; returns whose card has it."""
    with desk.store.reading() as reader:
        place = cursor_of(reader, channel.id)
    own_id = desk.clock.new_id()
    heard = Heard(own_id, MessageKind.COMMENT, "Meanwhile", desk.now_us(), author)
    listening.keep(desk, channel, HeardPage((heard,), own_id), place)
    with desk.store.reading() as reader:
        return next(one.person_id or "" for one in reader.all(Message) if one.remote_id == own_id)


def after_commits(desk: Desk, count: int, work: Callable[[], object]) -> Callable[[], None]:
    """Do it once so many commits are in; returns what ends that."""
    seen: list[int] = []

    def each(changes: Changes) -> None:
        if changes.touches("message", "person"):
            seen.append(1)
            if len(seen) == count:
                work()

    return desk.store.changed.connect(each)


def stopping_after(desk: Desk, pieces: int) -> Going:
    going = Going()
    after_commits(desk, pieces, lambda: setattr(going, "stopping", True))
    return going


def killed_after(desk: Desk, pieces: int, work: Callable[[], object]) -> None:
    def die() -> None:
        raise Killed

    ended = after_commits(desk, pieces, die)
    with pytest.raises(Killed):
        work()
    ended()


def ids(cards: Iterable[Person]) -> list[str]:
    return [card.id for card in cards]


# ------------------------------------------------------------------ made one
def test_it_is_one_step_that_says_how_far_it_is(desk: Desk, channel: Channel, two: tuple[Person, Person]) -> None:
    anna, bea = two
    before, going, commits = [now(desk, each) for each in two], Going(), []
    ended = desk.store.changed.connect(lambda changes: commits.append((going.done, len(changes.of("message")))))
    assert people.merge(desk, ids(two), going) == now(desk, anna)
    ended()
    assert commits == [(0, FEW), (2, FEW), (4, FEW), (6, FEW), (8, 0)], "and one whose account was not noted yet"
    assert whose(desk) == {anna.id: MANY + 1}
    assert found(desk, channel, "anna grissini") == MANY
    assert undo.takes_long(desk)
    assert undo.undo(desk).label == "merge of 2 cards"
    assert whose(desk) == {anna.id: 1, bea.id: MANY}
    assert [replace(now(desk, each), revision=1) for each in two] == [replace(each, revision=1) for each in before]
    assert found(desk, channel, "anna grissini") == 0
    undo.redo(desk)
    assert whose(desk) == {anna.id: MANY + 1}
    assert set(now(desk, anna).identities) == {account_of(anna), account_of(bea)}
    undo.undo(desk)
    assert whose(desk) == {anna.id: 1, bea.id: MANY}


def test_stopped_both_cards_stand_and_undo_takes_it_back(desk: Desk, two: tuple[Person, Person]) -> None:
    anna, bea = two
    assert people.merge(desk, ids(two), stopping_after(desk, 2)) is None
    assert whose(desk) == {anna.id: 4, bea.id: MANY - 3}
    assert account_of(now(desk, bea)) == account_of(bea)
    assert undo.undo(desk).label == "merge of 2 cards"
    assert whose(desk) == {anna.id: 1, bea.id: MANY}


def test_stopped_or_killed_the_same_again_goes_on_as_one_step(desk: Desk, two: tuple[Person, Person]) -> None:
    anna, bea = two
    label = undo.peek(desk).undo_label
    killed_after(desk, 2, lambda: people.merge(desk, ids(two)))
    people.merge(desk, ids(two), stopping_after(desk, 1))
    people.merge(desk, ids(two))
    assert whose(desk) == {anna.id: MANY + 1}
    undo.undo(desk)
    assert whose(desk) == {anna.id: 1, bea.id: MANY}
    assert undo.peek(desk).undo_label == label
    people.merge(desk, ids(two), stopping_after(desk, 2))
    undo.undo(desk)
    people.merge(desk, ids(two))
    undo.undo(desk)
    assert whose(desk) == {anna.id: 1, bea.id: MANY}, "a step that was taken back is not gone on with"


def test_another_pair_does_not_go_on_with_it(desk: Desk, channel: Channel, two: tuple[Person, Person]) -> None:
    carla = person(desk, channel, "Carla")
    people.merge(desk, ids(two), stopping_after(desk, 2))
    people.merge(desk, [carla.id, two[0].id])
    undo.undo(desk)
    assert whose(desk) == {two[0].id: 4, two[1].id: MANY - 3}


def test_what_they_write_meanwhile_comes_along_and_goes_back(
    desk: Desk, channel: Channel, two: tuple[Person, Person]
) -> None:
    anna, bea = two
    told: list[str] = []
    after_commits(desk, 2, lambda: told.append(tell(desk, channel, account_of(bea))))
    people.merge(desk, ids(two))
    assert told == [bea.id]
    assert whose(desk) == {anna.id: MANY + 2}
    assert tell(desk, channel, account_of(bea)) == anna.id
    undo.undo(desk)
    assert whose(desk) == {anna.id: 1, bea.id: MANY + 2}


def test_an_undo_that_is_killed_goes_on_or_back(desk: Desk, two: tuple[Person, Person]) -> None:
    anna, bea = two
    people.merge(desk, ids(two))
    killed_after(desk, 2, lambda: undo.undo(desk))
    assert sum(whose(desk).values()) == MANY + 1
    undo.redo(desk)
    assert whose(desk) == {anna.id: MANY + 1}
    assert set(now(desk, anna).identities) == {account_of(anna), account_of(bea)}
    killed_after(desk, 2, lambda: undo.undo(desk))
    undo.undo(desk)
    assert whose(desk) == {anna.id: 1, bea.id: MANY}
    assert now(desk, anna).identities == anna.identities


def test_a_card_that_was_changed_since_keeps_all_of_it(desk: Desk, two: tuple[Person, Person]) -> None:
    """Half of it would leave an account on two cards."""
    people.merge(desk, ids(two))
    with desk.store.transaction() as tx:
        kept = tx.get(Person, two[0].id)
        more = Identity("practice", "more", "@more")
        tx.put(replace(kept, identities=(*kept.identities, more)))
    with pytest.raises(ProblemError, match="cannot_undo"):
        undo.undo(desk)
    assert whose(desk) == {two[0].id: MANY + 1}


# ------------------------------------------------------------------ split
def test_a_split_goes_on_and_back_in_the_same_way(desk: Desk, two: tuple[Person, Person]) -> None:
    anna, bea = two
    people.merge(desk, ids(two))
    killed_after(desk, 2, lambda: people.split_off(desk, anna.id, account_of(bea)))
    assert sorted(whose(desk).values()) == [4, 4]
    assert len(now(desk, anna).identities) == 2, "the account goes last"
    undo.undo(desk)
    assert whose(desk) == {anna.id: MANY + 1}
    assert people.split_off(desk, anna.id, account_of(bea), stopping_after(desk, 1)) is None
    made = people.split_off(desk, anna.id, account_of(bea))
    assert made is not None
    assert whose(desk) == {anna.id: 1, made.id: MANY}
    assert (made.name, now(desk, made).identities) == ("Bea", bea.identities)
    assert now(desk, anna).identities == anna.identities
    undo.undo(desk)
    assert whose(desk) == {anna.id: MANY + 1}
    with desk.store.reading() as reader:
        assert [card.id for card in reader.all(Person)] == [anna.id]
    undo.redo(desk)
    assert whose(desk) == {anna.id: 1, made.id: MANY}


# ------------------------------------------------------------------ thanked
def waits(desk: Desk) -> int:
    with desk.store.reading() as reader:
        return len(reader.all(Message, done=False))


def test_thanks_for_very_much_are_one_step_and_can_be_stopped(desk: Desk, two: tuple[Person, Person]) -> None:
    _anna, bea = two
    label, going = undo.peek(desk).undo_label, Going()
    assert people.thanked(desk, bea.id, going) == MANY
    assert (waits(desk), going.done, going.total) == (1, MANY, MANY)
    undo.undo(desk)
    assert (waits(desk), undo.peek(desk).undo_label) == (MANY + 1, label)
    assert people.thanked(desk, bea.id, stopping_after(desk, 2)) is None
    assert waits(desk) == MANY + 1 - 2 * FEW
    assert people.thanked(desk, bea.id) == MANY - 2 * FEW
    assert waits(desk) == 1
    with desk.store.transaction() as tx:
        first = next(one for one in tx.all(Message, person_id=bea.id) if one.done)
        tx.put(replace(first, done=False))
    assert people.thanked(desk, bea.id) == 1


@pytest.mark.parametrize("pieces", [0, 2])
def test_what_nobody_noted_is_not_the_kept_cards_own(desk: Desk, two: tuple[Person, Person], pieces: int) -> None:
    anna, bea = two
    with desk.store.transaction() as tx:
        card = tx.get(Person, bea.id)
        tx.put(
            replace(card, identities=(account_of(bea), replace(account_of(bea), remote_id="other", handle="@other")))
        )
    if pieces:
        assert people.merge(desk, ids(two), stopping_after(desk, pieces)) is None
    people.merge(desk, ids(two))
    with desk.store.reading() as reader:
        noted = [one.author_remote_id for one in reader.all(Message, person_id=anna.id)]
    assert noted.count(account_of(anna).remote_id) == 1
