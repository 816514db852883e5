"""What a person does with messages: each is one step back, what was put off comes back by its time alone."""

from datetime import timedelta

import pytest

from smmdesk.desk import answering, planning, settling, taking_several, triage, undo
from smmdesk.desk.desk import Desk
from smmdesk.model.channel import Channel
from smmdesk.model.contribution import Contribution
from smmdesk.model.delivery import Delivery, State
from smmdesk.model.message import Message, MessageKind
from smmdesk.model.moment import Moment
from smmdesk.model.person import Person
from smmdesk.model.post import Post
from smmdesk.model.problem import Problem, ProblemError
from smmdesk.model.stages import Stage
from smmdesk.store import answer_drafts, inbox_reads
from smmdesk.store.inbox_reads import Kind, Which
from tests.desk.heard import now_of, person, wrote
from tests.desk.support import ROME, add_channel, add_post, drive


@pytest.fixture
def channel(desk: Desk) -> Channel:
    return add_channel(desk, planning.first_brand(desk))


def listed(desk: Desk, which: Which = Which.OPEN) -> list[tuple[Kind, int]]:
    brand = planning.first_brand(desk)
    with desk.store.reading() as reader:
        found = inbox_reads.groups(reader, brand.id, which, desk.now_us())
    return [(group.kind, group.count) for group in found]


def test_every_verb_is_one_step_back(desk: Desk, channel: Channel) -> None:
    message = wrote(desk, channel)
    until = Moment.of(desk.clock.now() + timedelta(hours=3), ROME)
    verbs = (
        lambda: triage.done(desk, [message.id]),
        lambda: triage.snooze(desk, message.id, until),
        lambda: triage.assign(desk, message.id, "  Lucia  Rossi "),
        lambda: triage.note(desk, message.id, "Ask the baker"),
    )
    for verb in verbs:
        before = now_of(desk, message)
        verb()
        after = now_of(desk, message)
        assert after != before
        assert undo.peek(desk).undo_label.startswith(("message", "note"))
        undo.undo(desk)
        back = now_of(desk, message)
        assert (back.done, back.read, back.snoozed_until_us, back.assigned_to, back.note) == (
            before.done, before.read, before.snoozed_until_us, before.assigned_to, before.note
        )  # fmt: skip


def test_what_was_answered_since_does_not_wait_again(desk: Desk, channel: Channel) -> None:
    """Somebody would answer it a second time."""
    message = wrote(desk, channel)
    triage.done(desk, [message.id])
    answering.reply(desk, message.id, "At seven.")
    with pytest.raises(ProblemError) as caught:
        undo.undo(desk)
    assert caught.value.problem.values["reason"] == "It was answered since."
    assert now_of(desk, message).done


def test_of_several_done_those_that_were_answered_stay_and_the_others_wait_again(desk: Desk, channel: Channel) -> None:
    """One answer kept all of them from being taken back."""
    several = [wrote(desk, channel, f"Bread {number}") for number in range(3)]
    triage.done(desk, [message.id for message in several])
    answering.reply(desk, several[1].id, "At seven.")
    assert undo.undo(desk).stays == "What was answered since stays as it is."
    assert [now_of(desk, message).done for message in several] == [False, True, False]
    assert undo.redo(desk).stays == ""
    assert [now_of(desk, message).done for message in several] == [True, True, True]


def test_of_several_collected_those_that_were_asked_about_stay(desk: Desk, channel: Channel) -> None:
    """Their yes would come to something that lies in the trash."""
    several = [
        wrote(desk, channel, f"Photo {number}", by=person(desk, channel, f"Anna {number}")) for number in range(3)
    ]
    kept = taking_several.collect(desk, [message.id for message in several])
    taking_several.ask_all(desk, {kept[0].id: "May we?"})
    assert undo.undo(desk).stays == "What was asked about since stays."
    with desk.store.reading() as reader:
        assert [one.id for one in reader.all(Contribution)] == [kept[0].id]
    undo.redo(desk)
    with desk.store.reading() as reader:
        assert {one.id for one in reader.all(Contribution)} == {one.id for one in kept}
    taking_several.ask_all(desk, {one.id: "May we?" for one in kept[1:]})
    with pytest.raises(ProblemError) as caught:
        undo.undo(desk)
    assert caught.value.problem.values["reason"] == "The question about it went out since."


def test_of_several_those_that_are_gone_meanwhile_are_left_out(desk: Desk, channel: Channel) -> None:
    """A message that was found, and came in as one to us, is another one since: all the others were refused for it."""
    one, gone = wrote(desk, channel, "Bread"), wrote(desk, channel, "Window")
    with desk.store.transaction() as tx:
        tx.erase(Message, gone.id)
    assert len(taking_several.collect(desk, [one.id, gone.id])) == 1
    assert len(taking_several.make_ideas(desk, [gone.id, one.id])) == 1
    with pytest.raises(ProblemError):
        taking_several.collect(desk, [gone.id])
    assert undo.peek(desk).undo_label == "1 idea from messages"


def test_a_second_answer_that_is_taken_back_leaves_the_first(desk: Desk, channel: Channel) -> None:
    message = wrote(desk, channel)
    answering.reply(desk, message.id, "At seven.")
    second = answering.reply(desk, message.id, "And at nine.").parts[0]
    drive(desk, second, State.NEEDS_YOU, problem=Problem("refused"))
    settling.settle(desk, second.id, "draft")
    assert now_of(desk, message).done, "the first one answers it"


@pytest.mark.parametrize(("typed", "left"), [("At seven. ", ""), ("At eight, and", "At eight, and")])
def test_what_somebody_else_types_stays_when_it_is_answered(
    desk: Desk, channel: Channel, typed: str, left: str
) -> None:
    """By a command, while a window is open."""
    message = wrote(desk, channel)
    triage.keep_draft(desk, message.id, typed)
    answering.reply(desk, message.id, "At seven.")
    with desk.store.reading() as reader:
        assert triage.draft_of(reader, message.id) == left


def test_that_it_was_read_is_nothing_to_undo(desk: Desk, channel: Channel) -> None:
    answering.mark(desk, wrote(desk, channel).id, read=True)
    assert undo.peek(desk).undo_label == ""


def test_what_was_put_off_comes_back_by_itself(desk: Desk, channel: Channel) -> None:
    message = wrote(desk, channel)
    triage.snooze(desk, message.id, Moment.of(desk.clock.now() + timedelta(hours=3), ROME))
    revision = now_of(desk, message).revision
    assert listed(desk) == []
    assert listed(desk, Which.ALL) == [(Kind.PUBLIC, 1)]
    desk.clock.advance(timedelta(hours=3, seconds=1))  # type: ignore[attr-defined]
    assert listed(desk) == [(Kind.PUBLIC, 1)]
    assert now_of(desk, message).revision == revision, "nothing was written for it to come back"


def test_an_idea_quotes_the_message_and_links_back(desk: Desk, channel: Channel) -> None:
    anna = person(desk, channel)
    message = wrote(desk, channel, "Why no rye?", by=anna, url="https://example.social/@anna/1")
    made = triage.make_idea(desk, message.id)
    assert (made.stage, made.content.link) == (Stage.IDEA, "https://example.social/@anna/1")
    assert made.content.text == "“Why no rye?”\n— Anna Pertot"
    undo.undo(desk)
    with desk.store.reading() as reader:
        assert reader.get(Post, made.id).deleted_at_us is not None


def test_a_person_keeps_name_and_notes(desk: Desk, channel: Channel) -> None:
    anna = person(desk, channel)
    wrote(desk, channel, by=anna)
    triage.describe(desk, anna.id, name="Anna P.", notes="Rye on Mondays")
    with desk.store.reading() as reader:
        found = reader.get(Person, anna.id)
        assert (found.name, found.notes) == ("Anna P.", "Rye on Mondays")
        assert len(inbox_reads.found(reader, channel.brand_id, "anna p")) == 1
        assert inbox_reads.found(reader, channel.brand_id, "pertot") == []
    triage.describe(desk, anna.id, name="   ")
    with desk.store.reading() as reader:
        assert reader.get(Person, anna.id).name == "Anna P."


# ------------------------------------------------------------------ answers begun
def test_what_was_typed_stays_until_it_is_sent(desk: Desk, channel: Channel) -> None:
    message = wrote(desk, channel)
    triage.keep_draft(desk, message.id, "Certo! \x00")
    with desk.store.reading() as reader:
        assert answer_drafts.draft_of(reader, message.id).startswith("Certo!")
        [line] = inbox_reads.lines(reader, [message.id])
    assert line.has_draft
    with pytest.raises(ProblemError):
        answering.reply(desk, message.id, "   ")
    with desk.store.reading() as reader:
        assert answer_drafts.draft_of(reader, message.id)
    sent = answering.reply(desk, message.id, "Certo!")
    assert sent.parts[0].state is State.SCHEDULED
    with desk.store.reading() as reader:
        assert answer_drafts.draft_of(reader, message.id) == ""


def test_words_taken_back_stand_under_the_message_that_they_answer(desk: Desk, channel: Channel) -> None:
    message, other = wrote(desk, channel, kind=MessageKind.PRIVATE), wrote(desk, channel)
    part = answering.reply(desk, message.id, "Your order is 4711").parts[0]
    with pytest.raises(ProblemError):
        answering.take_back(desk, part.id)
    drive(desk, part, State.CLAIMED, State.NEEDS_YOU, problem=Problem("refused"))
    triage.keep_draft(desk, message.id, "Ciao")
    assert answering.take_back(desk, part.id) == (message.id, "Your order is 4711\nCiao")
    with desk.store.reading() as reader:
        assert triage.draft_of(reader, message.id) == "Your order is 4711\nCiao"
        assert triage.draft_of(reader, other.id) == ""
        assert [one.state for one in reader.all(Delivery, message_id=message.id)[0].parts] == [State.DRAFT]
    assert not now_of(desk, message).done


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("Ciao", "@ann Ciao"),
        ("@ann ciao", "@ann ciao"),
        ("Ciao, @ann.", "Ciao, @ann."),
        ("@anna says so", "@ann @anna says so"),
        ("@ann@other.example says so", "@ann @ann@other.example says so"),
        ("mail to shop@ann", "@ann mail to shop@ann"),
        ("https://a.example/@ann", "@ann https://a.example/@ann"),
        ("https://a.example/?by=@ann", "@ann https://a.example/?by=@ann"),
    ],
)
def test_an_answer_names_whom_it_answers_and_not_whoever_is_named_alike(
    desk: Desk, channel: Channel, text: str, sent: str
) -> None:
    message = wrote(desk, channel, data={"names": "@ann"})
    assert answering.with_opening(message, text) == sent
    assert answering.with_opening(wrote(desk, channel), text) == text


def test_where_no_program_may_answer_nothing_is_sent(desk: Desk) -> None:
    channel = add_channel(desk, planning.first_brand(desk), "Blog", platform="blogger")
    message = wrote(desk, channel)
    with pytest.raises(ProblemError) as caught:
        answering.reply(desk, message.id, "At seven.")
    assert caught.value.problem.code == "no_answer_there"
    assert answering.answers_of(desk, message.id) == ()
    assert not now_of(desk, message).done


# ------------------------------------------------------------------ the list
@pytest.mark.statement(88)
def test_groups_stand_by_what_was_written_last_with_true_counts(desk: Desk, channel: Channel) -> None:
    brand = planning.first_brand(desk)
    old, new = add_post(desk, brand, "Pandoro", channel), add_post(desk, brand, "Panettone", channel)
    wrote(desk, channel, about=old.id, hours_ago=9)
    for hours in (5, 2, 1):
        wrote(desk, channel, about=new.id, hours_ago=hours)
    wrote(desk, channel, kind=MessageKind.MENTION, hours_ago=20)
    wrote(desk, channel, kind=MessageKind.PRIVATE, hours_ago=0.5)
    wrote(desk, channel, kind=MessageKind.PRIVATE, hours_ago=0.1, hidden=True)
    wrote(desk, channel, about=new.id, hidden=True)
    wrote(desk, channel, about=new.id, removed=True)
    assert listed(desk) == [(Kind.PRIVATE, 1), (Kind.POST, 3), (Kind.POST, 1), (Kind.PUBLIC, 1)]
    assert sum(count for _kind, count in listed(desk, Which.ALL)) == 7, "what is gone there stays readable"
    with desk.store.reading() as reader:
        first = inbox_reads.groups(reader, brand.id, Which.OPEN, desk.now_us())[1]
        ids = inbox_reads.ids_in(reader, brand.id, Which.OPEN, first, desk.now_us(), 10)
        times = [line.sent_at_us for line in inbox_reads.lines(reader, ids)]
        assert inbox_reads.count(reader, brand.id, Which.OPEN, desk.now_us()) == 6
    assert first.post_id == new.id
    assert times == sorted(times, reverse=True)
    assert len(times) == 3


def test_a_search_finds_words_and_people_without_accents(desk: Desk, channel: Channel) -> None:
    anna = person(desk, channel, "Zoë Möller")
    message = wrote(desk, channel, "Che bontà, perché no?", by=anna)
    wrote(desk, channel, "Niente")
    with desk.store.reading() as reader:
        for words in ("bonta", "bontà", "zoe", "perche bon"):
            assert inbox_reads.found(reader, channel.brand_id, words) == [message.id], words
        assert inbox_reads.found(reader, channel.brand_id, 'NEAR(" *') == []
    with desk.store.transaction() as tx:
        tx.erase(type(message), message.id)
    with desk.store.reading() as reader:
        assert inbox_reads.found(reader, channel.brand_id, "bonta") == []


def test_a_thread_is_one_person_about_one_thing(desk: Desk, channel: Channel) -> None:
    post = add_post(desk, planning.first_brand(desk), "Panettone", channel)
    anna, marco = person(desk, channel), person(desk, channel, "Marco Rossi")
    first = wrote(desk, channel, "one", by=anna, about=post.id, hours_ago=5)
    last = wrote(desk, channel, "two", by=anna, about=post.id, hours_ago=1)
    wrote(desk, channel, by=marco, about=post.id)
    private = wrote(desk, channel, by=anna, kind=inbox_reads.MessageKind.PRIVATE)
    nobody = wrote(desk, channel)
    wrote(desk, channel)
    with desk.store.reading() as reader:
        assert inbox_reads.thread_ids(reader, last, 50).ids == [first.id, last.id]
        assert inbox_reads.thread_ids(reader, private, 50).ids == [private.id]
        assert inbox_reads.thread_ids(reader, nobody, 50).ids == [nobody.id], "strangers are not one person"


def test_a_long_thread_is_read_around_the_message_that_was_chosen(desk: Desk, channel: Channel) -> None:
    anna = person(desk, channel)
    ids = [wrote(desk, channel, by=anna, hours_ago=20 - number).id for number in range(20)]
    with desk.store.reading() as reader:
        for place, first in ((19, 14), (14, 14), (13, 10), (3, 0), (0, 0)):
            said = inbox_reads.thread_ids(reader, reader.get(Message, ids[place]), 6)
            assert said == (ids[first : first + 6], first, 14 - first), place
        assert inbox_reads.thread_ids(reader, reader.get(Message, ids[3]), 50) == (ids, 0, 0)


def test_an_answer_in_private_answers_what_they_wrote_before_it(desk: Desk, channel: Channel) -> None:
    anna, private = person(desk, channel), MessageKind.PRIVATE
    asked = [wrote(desk, channel, by=anna, kind=private, hours_ago=number) for number in (9, 8, 7)]
    later = wrote(desk, channel, by=anna, kind=private, hours_ago=1)
    others = (
        wrote(desk, channel, by=anna, hours_ago=9),
        wrote(desk, channel, by=anna, kind=private, hours_ago=9, author_remote_id="another account of hers"),
        wrote(desk, channel, by=person(desk, channel, "Marco Rossi"), kind=private, hours_ago=9),
        wrote(desk, add_channel(desk, planning.first_brand(desk), "Other"), by=anna, kind=private, hours_ago=9),
    )
    put_off = wrote(desk, channel, by=anna, kind=private, hours_ago=9)
    triage.snooze(desk, put_off.id, Moment.of(desk.clock.now() + timedelta(hours=3), ROME))
    answering.reply(desk, asked[-1].id, "Certo!")
    assert [now_of(desk, one).done for one in asked] == [True, True, True]
    assert not any(now_of(desk, one).done for one in (later, put_off, *others)), "nobody answered those"


def test_times_offered_to_put_off_to(desk: Desk) -> None:
    offered = triage.laters(desk.clock.now(), ROME)
    assert all(one.moment.instant > desk.clock.now() for one in offered)
    assert [one.moment.instant_us for one in offered] == sorted(one.moment.instant_us for one in offered)
