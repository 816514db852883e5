"""Moves of a part: only those of MOVES, only by who saw it last, and the database refuses the rest by itself."""

from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from smmdesk.model.delivery import Attempt, Op, Part, Receipt, State, Verdict
from smmdesk.model.message import Message, MessageKind
from smmdesk.model.moves import MOVES, ForbiddenMoveError
from smmdesk.model.post import Post
from smmdesk.model.problem import Problem, ProblemError
from smmdesk.model.stages import Stage
from smmdesk.store import driver, ledger, outbox
from tests.desk.support import move_with_intent
from tests.store.conftest import NINE, WAYS, World

PAIRS = [(old, new) for old, new in product(State, State) if old is not new]
HOUR_US = 3_600_000_000


def test_the_ways_of_the_tests_are_moves() -> None:
    for state, way in WAYS.items():
        for old, new in zip((State.SCHEDULED, *way), way, strict=False):
            assert new in MOVES[old], state


@pytest.mark.parametrize(("old", "new"), PAIRS, ids=lambda state: state.value)
def test_every_move(world: World, old: State, new: State) -> None:
    _, delivery = world.sent()
    part = world.brought_to(delivery.parts[0], old)
    receipt = Receipt("r") if new is State.PUBLISHED else part.receipt
    if new in MOVES[old]:
        with world.store.transaction() as tx:
            moved = move_with_intent(tx, world.clock, part, new, receipt=receipt)
        assert (
            world.read(Part, part.id) == moved == replace(part, state=new, receipt=receipt, revision=part.revision + 1)
        )
        return
    with pytest.raises(ForbiddenMoveError), world.store.transaction() as tx:
        ledger.move(tx, part, new, receipt=receipt)
    with (
        pytest.raises(driver.IntegrityError, match=r"forbidden move|without its intent"),
        world.store.transaction() as tx,
    ):
        tx._rows.query("UPDATE part SET state = ?, receipt_evidence = 'human'", (new.value,))
    assert world.read(Part, part.id) == part


@pytest.mark.parametrize("state", [State.CLAIMED, State.SENDING, State.PROCESSING])
def test_a_part_does_not_begin_in_the_middle_of_being_sent(world: World, state: State) -> None:
    _, delivery = world.sent()
    with pytest.raises(driver.IntegrityError):
        world.put(replace(delivery, parts=(*delivery.parts, Part(world.clock.new_id(), delivery.id, 1, state=state))))


def test_published_needs_a_receipt(world: World) -> None:
    part = world.brought_to(world.sent()[1].parts[0], State.SENDING)
    with pytest.raises(driver.IntegrityError, match="published_has_receipt"), world.store.transaction() as tx:
        ledger.move(tx, part, State.PUBLISHED)


def test_a_state_that_nobody_knows_is_refused(world: World) -> None:
    world.sent()
    for column, value in (("state", "sent"), ("op", "resend"), ("kind", "story")):
        with pytest.raises(driver.IntegrityError), world.store.transaction() as tx:
            tx._rows.query(f"UPDATE part SET {column} = ?", (value,))


# ------------------------------------------------------------------ compare and set
@pytest.mark.fault(64)
def test_of_two_movers_one_wins(world: World) -> None:
    part = world.sent()[1].parts[0]
    with world.store.transaction() as tx:
        ledger.claim(tx, part, "engine one", 9)
    with pytest.raises(ProblemError) as caught, world.store.transaction() as tx:
        ledger.claim(tx, part, "engine two", 9)
    assert caught.value.problem.code == "conflict"
    assert world.read(Part, part.id).lease == "engine one"


def test_a_lost_lease_moves_nothing(world: World) -> None:
    part = world.brought_to(world.sent()[1].parts[0], State.CLAIMED, lease="mine")
    with world.store.transaction() as tx:
        tx._rows.query("UPDATE part SET lease = 'theirs'")
    with pytest.raises(ProblemError) as caught, world.store.transaction() as tx:
        ledger.move(tx, part, State.SENDING)
    assert caught.value.problem.code == "conflict"


def test_a_note_changes_fields_and_never_the_state(world: World) -> None:
    part = world.brought_to(world.sent()[1].parts[0], State.CLAIMED)
    with world.store.transaction() as tx:
        noted = ledger.note(tx, part, prepared={"blob:0": {"cid": "x"}}, wake_at_us=5, problem=Problem("offline"))
        with pytest.raises(TypeError):
            ledger.note(tx, noted, state=State.SENDING)
        with pytest.raises(TypeError):
            ledger.note(tx, noted, id="other")
        with pytest.raises(ProblemError):
            ledger.note(tx, part, tries=1)
    assert world.read(Part, part.id) == noted
    assert (noted.prepared, noted.state, noted.revision) == ({"blob:0": {"cid": "x"}}, State.CLAIMED, part.revision + 1)


def test_one_remote_thing_belongs_to_one_part(world: World) -> None:
    first = world.brought_to(world.sent("one")[1].parts[0], State.SENDING)
    second = world.brought_to(world.sent("two")[1].parts[0], State.SENDING)
    with world.store.transaction() as tx:
        ledger.move(tx, first, State.PUBLISHED, receipt=Receipt("at://x/1"))
    with pytest.raises(ProblemError) as caught, world.store.transaction() as tx:
        ledger.move(tx, second, State.PUBLISHED, receipt=Receipt("at://x/1"))
    assert caught.value.problem == Problem("two_alike", {"channel": "Practice"})
    with world.store.reading() as reader:
        owner = ledger.owner_of(reader, world.channel.id, "at://x/1")
        assert owner is not None
        assert owner.id == first.id
        assert ledger.owner_of(reader, world.channel.id, "at://x/2") is None


def test_a_number_on_the_platforms_list_may_be_that_of_a_live_post(world: World) -> None:
    """Scheduled things have numbers of their own on Mastodon and may meet those of posts."""
    listed = world.brought_to(world.sent("one")[1].parts[0], State.HANDED_OFF, receipt=Receipt("7"))
    live = world.brought_to(world.sent("two")[1].parts[0], State.SENDING)
    with world.store.transaction() as tx:
        ledger.move(tx, live, State.PUBLISHED, receipt=Receipt("7"))
    other = world.brought_to(world.sent("three")[1].parts[0], State.SENDING)
    with pytest.raises(ProblemError), world.store.transaction() as tx:
        ledger.move(tx, other, State.HANDED_OFF, receipt=Receipt("7"))
    assert world.read(Part, listed.id).receipt == Receipt("7")


def test_published_by_hand_without_an_address_may_happen_often(world: World) -> None:
    for text in ("one", "two"):
        part = world.brought_to(world.sent(text)[1].parts[0], State.NEEDS_YOU)
        with world.store.transaction() as tx:
            ledger.move(tx, part, State.PUBLISHED, receipt=Receipt(""))


# ------------------------------------------------------------------ what is due
def due_ids(world: World, until_us: int = NINE.instant_us, **more: int) -> list[str]:
    with world.store.reading() as reader:
        return [due.part.id for due in ledger.due_parts(reader, until_us, **more)]


def test_due_in_order_and_not_before(world: World) -> None:
    later = world.sent("later")[1].parts[0].id
    early = world.delivery(world.post("early", planned=NINE.plus(timedelta(hours=-1)))).parts[0].id
    assert due_ids(world, NINE.instant_us - HOUR_US - 1) == []
    assert due_ids(world, NINE.instant_us - 1) == [early]
    assert due_ids(world) == [early, later]
    assert due_ids(world, limit=1) == [early]


def test_only_approved_posts_that_are_kept_are_due(world: World) -> None:
    for stage in (Stage.REVIEW, Stage.DRAFT, Stage.IDEA):
        world.delivery(world.post(stage=stage))
    trashed, _ = world.sent()
    with world.store.transaction() as tx:
        tx.trash(Post, trashed.id)
    assert due_ids(world) == []


def test_the_next_part_waits_for_the_one_before(world: World) -> None:
    first, second, third = world.sent(parts=3)[1].parts
    assert due_ids(world) == [first.id]
    with pytest.raises(ProblemError), world.store.transaction() as tx:
        ledger.claim(tx, second, "L", 1)
    world.brought_to(first, State.PUBLISHED)
    assert due_ids(world) == [second.id]
    world.brought_to(second, State.CANCELLED)
    assert due_ids(world) == [third.id]


def test_a_retry_waits_for_its_timer(world: World) -> None:
    part = world.brought_to(world.sent()[1].parts[0], State.RETRY_WAIT, wake_at_us=NINE.instant_us + 5)
    assert due_ids(world) == []
    assert due_ids(world, NINE.instant_us + 5) == [part.id]


def test_a_reply_is_due_too(world: World) -> None:
    from smmdesk.model.content import Content
    from smmdesk.model.delivery import Delivery

    new = world.clock.new_id
    with world.store.transaction() as tx:
        message = tx.put(Message(new(), world.brand.id, world.channel.id, MessageKind.COMMENT, "r", "Hi", 1))
        made, part_id = new(), new()
        parts = (Part(part_id, made, 0),)
        reply = Content(text="Thanks")
        tx.put(Delivery(made, world.brand.id, world.channel.id, NINE, parts, message_id=message.id, content=reply))
    assert due_ids(world) == [part_id]


def test_when_something_wants_to_move_next(world: World) -> None:
    def next_wake() -> int | None:
        with world.store.reading() as reader:
            return ledger.next_wake_us(reader)

    assert next_wake() is None
    part = world.sent()[1].parts[0]
    assert next_wake() == NINE.instant_us
    part = world.brought_to(part, State.UNKNOWN, wake_at_us=77)
    assert next_wake() == 77
    world.brought_to(world.sent("two")[1].parts[0], State.NEEDS_YOU, wake_at_us=3)
    assert next_wake() == 77


def test_open_parts_by_state_and_timer(world: World) -> None:
    unknown = world.brought_to(world.sent("a")[1].parts[0], State.UNKNOWN, wake_at_us=10)
    waiting = world.brought_to(world.sent("b")[1].parts[0], State.NEEDS_YOU)
    world.brought_to(world.sent("c")[1].parts[0], State.PUBLISHED)
    with world.store.reading() as reader:
        assert {due.part.id for due in ledger.open_parts(reader)} == {unknown.id, waiting.id}
        assert [due.part for due in ledger.open_parts(reader, State.UNKNOWN)] == [unknown]
        assert ledger.open_parts(reader, State.UNKNOWN, wake_until_us=9) == ()
        assert [due.part for due in ledger.open_parts(reader, wake_until_us=10)] == [unknown]
        assert ledger.open_parts(reader, State.PUBLISHED) == ()
        assert outbox.waiting_for_person(reader) == 1


# ------------------------------------------------------------------ after a crash
@pytest.mark.fault(2)
@pytest.mark.fault(4)
def test_what_a_dead_engine_left_is_put_right(world: World) -> None:
    claimed = world.brought_to(world.sent("a")[1].parts[0], State.CLAIMED, lease="dead", lease_until_us=50)
    sending = world.brought_to(world.sent("b")[1].parts[0], State.SENDING, lease="dead", lease_until_us=50)
    mine = world.brought_to(world.sent("c")[1].parts[0], State.SENDING, lease="mine", lease_until_us=10)
    with world.store.transaction() as tx:
        assert ledger.release_leases(tx, 49, mine="mine") == ()
        released = {part.id: part for part in ledger.release_leases(tx, 50, mine="mine")}
    assert released.keys() == {claimed.id, sending.id}
    assert (released[claimed.id].state, released[sending.id].state) == (State.SCHEDULED, State.UNKNOWN)
    assert {part.lease for part in released.values()} == {""}
    assert released[sending.id].wake_at_us == 50
    assert world.read(Part, mine.id) == mine
    with world.store.transaction() as tx:
        assert [part.id for part in ledger.release_leases(tx, 0, all_of_them=True)] == [mine.id]


def test_a_named_lease_has_one_holder(world: World) -> None:
    with world.store.transaction() as tx:
        assert ledger.take_lease(tx, "engine", "one", "device", 0, 100)
        assert not ledger.take_lease(tx, "engine", "two", "device", 50, 150)
        assert ledger.take_lease(tx, "engine", "one", "device", 50, 150)
        assert ledger.take_lease(tx, "engine", "two", "device", 150, 250)
        ledger.end_lease(tx, "engine", "one")
        assert not ledger.take_lease(tx, "engine", "one", "device", 200, 300)
        ledger.end_lease(tx, "engine", "two")
        assert ledger.take_lease(tx, "engine", "one", "device", 200, 300)


def test_attempts_are_read_oldest_first(world: World) -> None:
    part = world.sent()[1].parts[0]
    made = [Attempt(world.clock.new_id(), part.id, 1, Op.CREATE, "k", "h", at_us) for at_us in (5, 3)]
    with world.store.transaction() as tx:
        for attempt in made:
            tx.add_attempt(attempt)
        with pytest.raises(ProblemError):
            tx.end_attempt(replace(made[0], id="nobody", verdict=Verdict.DONE))
    with world.store.reading() as reader:
        assert reader.attempts_of(part.id) == (made[1], made[0])


# ------------------------------------------------------------------ what the database holds by itself
def test_nothing_is_sent_without_its_intent_on_disk(world: World) -> None:
    """Even code that forgot everything could not: the database refuses (I2)."""
    part = world.brought_to(world.sent()[1].parts[0], State.CLAIMED)
    with pytest.raises(driver.IntegrityError, match="without its intent"), world.store.transaction() as tx:
        tx._rows.query("UPDATE part SET state = 'sending' WHERE id = ?", (part.id,))
    other = Attempt(world.clock.new_id(), part.id, part.generation + 1, Op.CREATE, "k", "h", 1)
    world.put_attempt(other)
    with pytest.raises(driver.IntegrityError, match="without its intent"), world.store.transaction() as tx:
        tx._rows.query("UPDATE part SET state = 'sending' WHERE id = ?", (part.id,))
    world.put_attempt(replace(other, id=world.clock.new_id(), generation=part.generation))
    with world.store.transaction() as tx:
        ledger.move(tx, part, State.SENDING)


def test_what_may_be_live_is_not_sent_again_as_something_new(world: World) -> None:
    """At most one call of a generation can have put something up (I1): the next one needs the proof that it did not,
    or is the same again, under a promise, of what nobody knows."""
    part = world.brought_to(world.sent()[1].parts[0], State.CLAIMED, key="k", content_hash="h")
    first = Attempt(world.clock.new_id(), part.id, part.generation, Op.CREATE, "k", "h", 1)
    world.put_attempt(first)

    def again(**changes: Any) -> None:
        world.put_attempt(replace(first, id=world.clock.new_id(), **changes))

    for verdict in (Verdict.OPEN, Verdict.UNKNOWN, Verdict.DONE):
        with world.store.transaction() as tx:
            tx.end_attempt(replace(first, verdict=verdict))
        with pytest.raises(driver.IntegrityError, match="not sent again"):
            again()
    again(generation=part.generation + 1)
    again(op=Op.RECALL)
    again(verdict=Verdict.NOT_SENT)
    for verdict in (Verdict.NOT_SENT, Verdict.REFUSED, Verdict.ABSENT):
        with world.store.transaction() as tx:
            tx.end_attempt(replace(first, verdict=verdict))
            for other in ({"key": "another"}, {"request_hash": "another"}):
                with pytest.raises(driver.IntegrityError, match="not sent again"):
                    tx.add_attempt(replace(first, id=world.clock.new_id(), **other))
    again()
    with world.store.transaction() as tx:
        part = ledger.move(tx, ledger.move(tx, part, State.SENDING), State.UNKNOWN)
    with pytest.raises(driver.IntegrityError, match="not sent again"):
        again(key="another")
    again()


def test_what_is_being_sent_does_not_change(world: World) -> None:
    """Not the words, not the hash, while anybody may still see them arrive (I8); a new generation is rendered anew."""
    part = world.brought_to(world.sent()[1].parts[0], State.CLAIMED, content_hash="as frozen", rendered={"text": "x"})
    with world.store.transaction() as tx:
        part = move_with_intent(tx, world.clock, part, State.SENDING)
    for changes in ("rendered = '{}'", "content_hash = 'other'"):
        with pytest.raises(driver.IntegrityError, match="does not change"), world.store.transaction() as tx:
            tx._rows.query(f"UPDATE part SET {changes} WHERE id = ?", (part.id,))
    with world.store.transaction() as tx:
        tx._rows.query("UPDATE part SET content_hash = '', generation = generation + 1 WHERE id = ?", (part.id,))
