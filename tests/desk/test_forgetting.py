"""Forgetting somebody for good, also after a restore and when a platform tells it all again; and how long one keeps."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from smmdesk.app import close_now, open_desk
from smmdesk.desk import answering, forgetting, listening, people, planning, triage, undo
from smmdesk.desk.desk import Desk
from smmdesk.model.channel import Channel
from smmdesk.model.delivery import Delivery, State
from smmdesk.model.message import Heard, HeardPage, Message, MessageKind, Shared
from smmdesk.model.moment import to_us
from smmdesk.model.person import Identity, Person
from smmdesk.model.problem import ProblemError
from smmdesk.store import backups, db_settings, driver, forgotten, inbox_reads, messages
from smmdesk.store.reader import rows_of
from smmdesk.system.clock import ManualClock
from smmdesk.system.paths import Paths
from tests.desk.heard import person, wrote
from tests.desk.support import add_channel, drive

WORDS = "Zwieback am Sonntag"


@pytest.fixture
def channel(desk: Desk) -> Channel:
    return add_channel(desk, planning.first_brand(desk), "Shop window")


def heard(desk: Desk, author: Identity, remote_id: str, hours_ago: float = 1) -> Heard:
    sent_us = to_us(desk.clock.now() - timedelta(hours=hours_ago))
    return Heard(remote_id, MessageKind.COMMENT, WORDS, sent_us, author)


def hear(desk: Desk, channel: Channel, *page: Heard) -> int:
    with desk.store.reading() as reader:
        before = messages.cursor_of(reader, channel.id)
    return listening.keep(desk, channel, HeardPage(page, f"{before}x"), before).new


def everything(desk: Desk) -> tuple[int, int, int]:
    """How many people, messages and answers there are, also in the trash."""
    with desk.store.reading() as reader:
        kept = [len(reader.all(kind, deleted=True)) for kind in (Person, Message)]
        return kept[0], kept[1], len(reader.all(Delivery))


def test_nothing_of_somebody_stays_and_it_is_not_undone(desk: Desk, channel: Channel) -> None:
    planning.add_post(desk, channel.brand_id)
    post_step = undo.peek(desk).undo_label
    anna, bea = person(desk, channel, "Anna"), person(desk, channel, "Bea")
    message = wrote(desk, channel, WORDS, by=anna)
    triage.note(desk, message.id, "Zwieback-Anna")
    triage.describe(desk, bea.id, notes="Zwieback-Bea")
    people.merge(desk, [anna.id, bea.id])
    answering.reply(desk, message.id, "Zwieback: certo!")
    assert forgetting.forget(desk, anna.id) == 1
    assert everything(desk) == (0, 0, 0), "also the card that was merged into it"
    with desk.store.reading() as reader:
        assert inbox_reads.found(reader, channel.brand_id, "Zwieback") == []
    close_now(desk)
    whole = b"".join(path.read_bytes() for path in desk.paths.folder.glob("*") if path.is_file())
    assert b"Zwieback" not in whole
    again = open_desk(desk.paths, desk.clock)
    assert undo.peek(again).undo_label == post_step, "no step of theirs is left to stand before the others"
    undo.undo(again)
    assert everything(again)[:2] == (0, 0)
    close_now(again)


def test_somebody_is_not_forgotten_while_an_answer_goes_out(desk: Desk, channel: Channel) -> None:
    anna = person(desk, channel)
    part = answering.reply(desk, wrote(desk, channel, by=anna).id, "Certo!").parts[0]
    drive(desk, part, State.CLAIMED, State.SENDING)
    with pytest.raises(ProblemError, match="answer_on_its_way"):
        forgetting.forget(desk, anna.id)
    assert everything(desk) == (1, 1, 1)
    assert not desk.paths.forgotten.exists()


def test_no_answer_begins_to_go_out_while_somebody_is_being_forgotten(
    desk: Desk, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the look and the end the engine, another process, would claim it."""
    anna = person(desk, channel)
    answering.reply(desk, wrote(desk, channel, by=anna).id, "Certo!")
    add = forgotten.add

    def claimed_meanwhile(*given: object) -> None:
        other = driver.dbapi.connect(str(desk.paths.database), timeout=0, isolation_level=None)
        with closing(other) as engine, pytest.raises(driver.Error, match="locked"):
            engine.execute("BEGIN IMMEDIATE")
        add(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(forgotten, "add", claimed_meanwhile)
    forgetting.forget(desk, anna.id)
    assert everything(desk) == (0, 0, 0)


def test_a_restored_copy_does_not_bring_somebody_back(tmp_path: Path) -> None:
    paths, clock = Paths(tmp_path / "desk"), ManualClock()
    desk = open_desk(paths, clock)
    channel = add_channel(desk, planning.first_brand(desk), "Shop window")
    anna, bea = person(desk, channel, "Anna"), person(desk, channel, "Bea")
    wrote(desk, channel, by=anna)
    wrote(desk, channel, by=bea)
    copy = backups.create(paths, clock, with_messages=True)
    clock.advance(timedelta(hours=1))
    forgetting.forget(desk, anna.id)
    close_now(desk)
    backups.restore(paths, clock, copy)
    desk = open_desk(paths, clock)
    with desk.store.reading() as reader:
        assert [each.name for each in reader.all(Person, deleted=True)] == ["Bea"]
        assert [each.person_id for each in reader.all(Message)] == [bea.id]
    close_now(desk)
    assert b"anna" not in paths.forgotten.read_bytes().lower()


def test_what_was_forgotten_is_not_heard_again_and_what_is_new_is(desk: Desk, channel: Channel) -> None:
    anna = Identity(channel.platform, "42", "@anna", "Anna")
    old = heard(desk, anna, "m1")
    assert hear(desk, channel, old, heard(desk, Identity(channel.platform, "43", "@bea", "Bea"), "m2")) == 2
    with desk.store.reading() as reader:
        card = next(each for each in reader.all(Person) if each.name == "Anna")
    forgetting.forget(desk, card.id)
    assert hear(desk, channel, old) == 0
    desk.clock.advance(timedelta(hours=2))  # type: ignore[attr-defined]
    assert hear(desk, channel, old, heard(desk, anna, "m3", hours_ago=0)) == 1
    assert everything(desk)[:2] == (2, 2)
    assert forgetting.apply_again(desk) == 0, "a new card stays at the next start"
    with desk.store.transaction() as tx:
        db_settings.remove(tx, forgetting.APPLIED)
    assert forgetting.apply_again(desk) == 0
    assert everything(desk)[:2] == (2, 2)


def test_a_torn_or_strange_list_is_read_as_far_as_it_goes(desk: Desk, channel: Channel) -> None:
    forgotten.add(desk.paths, ["id/a/1"], 7)
    whole = desk.paths.forgotten.read_bytes()
    desk.paths.forgotten.write_bytes(whole + b'[[]\n{"who": 1}\n\xff\n{"who": "x", "at_us": "9')
    forgotten.add(desk.paths, ["id/a/2"], 8)
    known = forgotten.read(desk.paths)
    assert [known.since_us(name) for name in ("id/a/1", "id/a/2", "id/a/3")] == [7, 8, 0]


# ------------------------------------------------------------------ how long
def test_old_messages_go_and_what_is_worked_on_stays(
    desk: Desk, channel: Channel, set_kept: Callable[[int], None]
) -> None:
    anna = person(desk, channel)
    old = [wrote(desk, channel, text, by=anna, hours_ago=24 * 31) for text in ("gone", "begun", "put off", "waits")]
    wrote(desk, channel, "new", by=anna, hours_ago=24 * 29)
    triage.keep_draft(desk, old[1].id, "Certo")
    triage.snooze(desk, old[2].id, triage.laters(desk.clock.now(), "Europe/Rome")[-1].moment)
    answering.reply(desk, old[3].id, "Certo!")
    assert forgetting.apply_retention(desk) == 0, "kept for ever unless somebody says so"
    set_kept(30)
    assert forgetting.apply_retention(desk) == 1
    with desk.store.reading() as reader:
        assert sorted(each.text for each in reader.all(Message)) == ["begun", "new", "put off", "waits"]
    late = heard(desk, Identity(channel.platform, "9", "@late", "Late"), "m9", hours_ago=24 * 40)
    assert hear(desk, channel, late) == 0, "and is not heard again"


@pytest.fixture
def set_kept(desk: Desk) -> Callable[[int], None]:
    def write(days: int) -> None:
        with desk.store.transaction() as tx:
            tx.put(replace(planning.first_brand(desk), messages_kept_days=days))

    return write


def test_what_somebody_shared_does_not_come_back_with_a_copy(tmp_path: Path) -> None:
    """Also of who had no card when the copy was made."""
    paths, clock = Paths(tmp_path / "desk"), ManualClock()
    desk = open_desk(paths, clock)
    channel = add_channel(desk, planning.first_brand(desk), "Shop window")
    anna, bea = (Identity(channel.platform, number, f"@{number}", number) for number in ("1", "2"))
    share(desk, channel, anna, "s1")
    share(desk, channel, bea, "s2")
    copy = backups.create(paths, clock, with_messages=True)
    clock.advance(timedelta(hours=1))
    share(desk, channel, anna, "s3")
    with desk.store.reading() as reader:
        (card,) = reader.all(Person)
    forgetting.forget(desk, card.id)
    close_now(desk)
    backups.restore(paths, clock, copy)
    desk = open_desk(paths, clock)
    with desk.store.reading() as reader:
        assert rows_of(reader).query("SELECT remote_id FROM share") == [("s2",)]
    clock.advance(timedelta(hours=1))
    share(desk, channel, anna, "s4")
    assert forgetting.apply_again(desk) == 0
    with desk.store.reading() as reader:
        assert reader.all(Person) == (), "they did it once since"
        assert len(rows_of(reader).query("SELECT remote_id FROM share")) == 2
    close_now(desk)


def share(desk: Desk, channel: Channel, who: Identity, remote_id: str) -> None:
    with desk.store.reading() as reader:
        before = messages.cursor_of(reader, channel.id)
    page = HeardPage((), f"{before}x", shares=(Shared(remote_id, who, desk.now_us(), "post-1"),))
    listening.keep(desk, channel, page, before)
