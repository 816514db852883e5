"""An answer in private to what somebody wrote for everybody: where it is offered, once and in time, as a delivery like
every answer; and never said to everybody instead."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from smmdesk.desk import answered_there, answering, in_private, triage
from smmdesk.desk.desk import Desk
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel
from smmdesk.model.delivery import Delivery, State
from smmdesk.model.media import MediaUse
from smmdesk.model.message import Heard, Message, MessageKind
from smmdesk.model.person import Identity
from smmdesk.model.private import IN_PRIVATE, NONE, REFUSED, SOME, SWITCHED_OFF, TOLD, InPrivateFact, PrivateFact
from smmdesk.model.problem import ProblemError
from smmdesk.store import inbox_reads, ledger
from smmdesk.system.clock import ManualClock
from tests.desk.heard import now_of, person, wrote
from tests.desk.support import add_channel
from tests.fakes.connector import Fault, Live
from tests.fakes.reach import Bench, made_bench

DAY = 86_400
NOBODY = Identity("facebook", "1001", "", "", "")


@pytest.fixture(params=["facebook", "instagram"])
def channel(request: pytest.FixtureRequest, desk: Desk, brand: Brand) -> Channel:
    told = {TOLD: SOME}
    return add_channel(desk, brand, "Forno", platform=request.param, remote_id="1001", url="", reported=told)


def refused(desk: Desk, message: Message, words: str = "Tre euro") -> str:
    """The code of what stands against an answer in private, "" where it went."""
    try:
        answering.reply(desk, message.id, words, in_private=True)
    except ProblemError as error:
        return error.problem.code
    return ""


def move(desk: Desk, delivery: Delivery, state: State) -> None:
    with desk.store.transaction() as tx:
        for part in tx.get(Delivery, delivery.id).parts:
            ledger.move(tx, part, state)


# ------------------------------------------------------------------ whether it may be given
def test_it_is_a_delivery_like_every_answer(desk: Desk, channel: Channel) -> None:
    comment = wrote(desk, channel)
    sent = answering.reply(desk, comment.id, "Tre euro", in_private=True)
    assert sent.content is not None
    assert sent.content.options == {IN_PRIVATE: True}
    assert [part.state for part in sent.parts] == [State.SCHEDULED]
    assert in_private.is_private_one(sent)
    [usual] = [answering.reply(desk, comment.id, "Ti scrivo in privato")]
    assert usual.content is not None
    assert not in_private.is_private_one(usual)


def test_once_for_each_comment(desk: Desk, channel: Channel) -> None:
    anna = person(desk, channel)
    comment = wrote(desk, channel, by=anna)
    assert refused(desk, comment) == ""
    assert refused(desk, comment, "Anzi quattro") == "private_answer_given"
    assert refused(desk, wrote(desk, channel, by=anna)) == "", "another comment of hers"
    assert len(answering.answers_of(desk, comment.id)) == 1


def test_one_that_was_given_up_was_not_given(desk: Desk, channel: Channel) -> None:
    comment = wrote(desk, channel)
    sent = answering.reply(desk, comment.id, "Tre euro", in_private=True)
    move(desk, sent, State.CANCELLED)
    assert refused(desk, comment) == ""


@pytest.mark.parametrize(("hours", "code"), [(7 * 24 - 1, ""), (7 * 24, "private_answer_too_late")])
def test_for_seven_days(desk: Desk, channel: Channel, hours: int, code: str) -> None:
    assert refused(desk, wrote(desk, channel, hours_ago=hours)) == code


@pytest.mark.parametrize("told", [None, REFUSED, SWITCHED_OFF, NONE, SOME])
def test_with_the_permission_for_private_messages_alone(desk: Desk, channel: Channel, told: str | None) -> None:
    with desk.store.transaction() as tx:
        tx.put(replace(channel, reported={TOLD: told} if told else {}))
    comment = wrote(desk, channel)
    assert refused(desk, comment) == ("" if told in (NONE, SOME) else "private_not_allowed")
    answering.reply(desk, comment.id, "Tre euro")


def test_not_where_the_platform_says_no_or_knows_none(desk: Desk, channel: Channel, brand: Brand) -> None:
    assert refused(desk, wrote(desk, channel, data={IN_PRIVATE: False})) == "no_private_answer"
    assert refused(desk, wrote(desk, channel, kind=MessageKind.PRIVATE)) == "no_private_answer"
    assert refused(desk, wrote(desk, channel, kind=MessageKind.MENTION)) == "no_private_answer"
    other = add_channel(desk, brand, "Altro", platform="wordpress")
    assert refused(desk, wrote(desk, other)) == "no_private_answer"


def test_what_fits_into_it(desk: Desk) -> None:
    facts = desk.facts("facebook")
    assert facts.limits_of_answer({}, False, True).text_max == 2000
    assert facts.limits_of_answer({}, False, True).images_max == 0
    assert facts.limits_of_answer({}, False).text_max == 8000
    assert desk.facts("mastodon").limits_of_answer({}, False, True).images_max == 4


def test_on_mastodon_its_author_alone_is_told_of_it_as_often_as_one_likes(desk: Desk, brand: Brand) -> None:
    there = add_channel(desk, brand, "Forno", platform="mastodon")
    data = {"options": {"visibility": "public"}, "names": "@anna@example.social"}
    for kind in (MessageKind.COMMENT, MessageKind.MENTION):
        message = wrote(desk, there, kind=kind, data=data, hours_ago=9000)
        for _again in range(2):
            sent = answering.reply(desk, message.id, "Tre euro", in_private=True)
            assert sent.content is not None
            assert sent.content.text == "@anna@example.social Tre euro"
            assert sent.content.options == {"visibility": "direct", IN_PRIVATE: True}


def test_elsewhere_it_begins_with_no_name(desk: Desk, channel: Channel) -> None:
    """It goes to its author by itself; only below a comment a name says who is answered."""
    comment = wrote(desk, channel, data={"names": "@anna"})
    for for_one, text in ((True, "Tre euro"), (False, "@anna Tre euro")):
        sent = answering.reply(desk, comment.id, "Tre euro", in_private=for_one)
        assert sent.content is not None
        assert sent.content.text == text


def test_where_only_a_name_leads_to_its_author_one_without_a_name_is_not_sent(desk: Desk, brand: Brand) -> None:
    """A message that an earlier version kept: a direct status that mentions nobody is read by nobody."""
    there = add_channel(desk, brand, "Forno", platform="mastodon")
    assert refused(desk, wrote(desk, there, data={"options": {"visibility": "public"}})) == "no_private_answer"


# ------------------------------------------------------------------ what became of it
def test_its_words_come_back_as_words_for_its_author(desk: Desk, channel: Channel) -> None:
    comment = wrote(desk, channel)
    sent = answering.reply(desk, comment.id, "Tre euro", in_private=True)
    move(desk, sent, State.CLAIMED)
    move(desk, sent, State.NEEDS_YOU)
    answering.take_back(desk, sent.parts[0].id)
    with desk.store.reading() as reader:
        assert (triage.draft_of(reader, comment.id), triage.is_in_private(reader, comment.id)) == ("Tre euro", True)


def test_for_whom_the_words_are_stays_with_them(desk: Desk, channel: Channel) -> None:
    comment = wrote(desk, channel)
    triage.keep_audience(desk, comment.id, True)
    with desk.store.reading() as reader:
        assert not triage.is_in_private(reader, comment.id), "nothing is begun"
    triage.keep_draft(desk, comment.id, "Tre")
    triage.keep_audience(desk, comment.id, True)
    triage.keep_draft(desk, comment.id, "Tre euro")
    with desk.store.reading() as reader:
        assert triage.is_in_private(reader, comment.id)


@pytest.mark.parametrize("refused_in_private", [True, False])
def test_where_any_of_the_words_is_for_one_person_all_of_them_are(
    desk: Desk, channel: Channel, refused_in_private: bool
) -> None:
    """One that was refused meets what was typed since, for the other audience."""
    comment = wrote(desk, channel)
    sent = answering.reply(desk, comment.id, "Tre euro", in_private=refused_in_private)
    triage.keep_draft(desk, comment.id, "Il codice", in_private=not refused_in_private)
    move(desk, sent, State.CLAIMED)
    move(desk, sent, State.NEEDS_YOU)
    answering.take_back(desk, sent.parts[0].id)
    with desk.store.reading() as reader:
        assert triage.draft_of(reader, comment.id) == "Tre euro\nIl codice"
        assert triage.is_in_private(reader, comment.id)


def test_words_and_photos_are_kept_with_their_audience_in_one_step(desk: Desk, channel: Channel) -> None:
    comment, other = wrote(desk, channel), wrote(desk, channel)
    triage.keep_draft(desk, comment.id, "Tre euro", in_private=True)
    triage.keep_photos(desk, other.id, (MediaUse("a", {}),), in_private=True)
    with desk.store.reading() as reader:
        assert triage.is_in_private(reader, comment.id)
        assert triage.is_in_private(reader, other.id)


def test_the_private_conversation_knows_of_it(desk: Desk, channel: Channel, brand: Brand) -> None:
    anna, bea = person(desk, channel), person(desk, channel, "Bea")
    sent = answering.reply(desk, wrote(desk, channel, by=anna).id, "Tre euro", in_private=True)
    answering.reply(desk, wrote(desk, channel, by=anna).id, "Grazie!")
    answering.reply(desk, wrote(desk, channel, by=bea).id, "Anche a te", in_private=True)
    other = add_channel(desk, brand, "Altro", platform=channel.platform, reported={TOLD: SOME})
    answering.reply(desk, wrote(desk, other, by=anna).id, "Altrove", in_private=True)
    private = wrote(desk, channel, by=anna, kind=MessageKind.PRIVATE)
    with desk.store.reading() as reader:
        assert inbox_reads.answered_in_private(reader, private) == [sent.id]
        assert inbox_reads.answered_in_private(reader, replace(private, person_id=None)) == []


# ------------------------------------------------------------------ on its way
@pytest.fixture
def bench(desk: Desk, clock: ManualClock, brand: Brand) -> Iterator[Bench]:
    with made_bench(desk, clock, brand) as made:
        fact = InPrivateFact("2026-11-29", "a test", ("comment",), 7 * DAY, once=True)
        private = PrivateFact("2026-11-29", "a test", "", DAY, 0, 20)
        made.reach.known = replace(made.reach.known, private=private, in_private=fact)
        yield made


def told(bench: Bench) -> Channel:
    channel = bench.channel()
    with bench.desk.store.transaction() as tx:
        return tx.put(replace(tx.get(Channel, channel.id), reported={TOLD: SOME}))


def state_of(desk: Desk, message: Message) -> tuple[State, str]:
    [[part]] = [one.parts for one in answering.answers_of(desk, message.id)]
    return part.state, part.problem.code if part.problem is not None else ""


@pytest.mark.parametrize("hours_left", [22, 18])
async def test_one_that_waited_too_long_for_a_network_does_not_go(bench: Bench, hours_left: int) -> None:
    bench.platform.live["m1"] = Live("m1", "", "", "theirs", bench.clock.now())
    message = wrote(bench.desk, told(bench), hours_ago=7 * 24 - hours_left, remote_id="m1")
    assert refused(bench.desk, message) == ""
    bench.platform.fail("commit", Fault.OFFLINE)
    await bench.run()
    bench.clock.advance(timedelta(hours=20))
    await bench.run()
    if hours_left > 20:
        assert state_of(bench.desk, message) == (State.PUBLISHED, "")
        return
    assert state_of(bench.desk, message) == (State.NEEDS_YOU, "private_answer_too_late")
    assert [one.text for one in bench.platform.live.values()] == ["theirs"]


async def test_what_is_in_doubt_counts_as_given_and_goes_no_second_time(bench: Bench) -> None:
    bench.platform.live["m1"] = Live("m1", "", "", "theirs", bench.clock.now())
    message = wrote(bench.desk, told(bench), remote_id="m1")
    assert refused(bench.desk, message) == ""
    bench.platform.fail("commit", Fault.REPLY_LOST)
    bench.platform.fail("look_up", Fault.OFFLINE)
    await bench.run()
    assert state_of(bench.desk, message)[0] in (State.UNKNOWN, State.PUBLISHED)
    assert refused(bench.desk, message) == "private_answer_given"
    await bench.run()
    assert [one.text for one in bench.platform.live.values()].count("Tre euro") == 1


async def test_one_in_doubt_that_comes_back_answers_no_other_question_of_theirs(bench: Bench) -> None:
    """Among private messages it stands below whatever they last wrote there, which waits as before."""
    desk, channel = bench.desk, told(bench)
    anna = person(desk, channel)
    bench.platform.live["m1"] = Live("m1", "", "", "theirs", bench.clock.now())
    asked = wrote(desk, channel, "A che ora aprite?", by=anna, kind=MessageKind.PRIVATE, hours_ago=9, remote_id="dm/1")
    comment = wrote(desk, channel, by=anna, remote_id="m1")
    assert refused(desk, comment) == ""
    bench.platform.fail("commit", Fault.REPLY_LOST)
    bench.platform.fail("look_up", Fault.OFFLINE)
    await bench.run()
    assert state_of(desk, comment)[0] is State.UNKNOWN
    ours = Heard("dm/2", MessageKind.PRIVATE, "Tre euro", desk.now_us(), NOBODY, answers_remote_id="dm/1", ours=True)
    by_hand = replace(ours, remote_id="dm/3", text="Alle sette")
    for heard, is_done in ((ours, False), (by_hand, True)):
        with desk.store.transaction() as tx:
            answered_there.note(tx, channel, [heard])
        assert now_of(desk, asked).done is is_done


@pytest.mark.parametrize("first", ["dm/1", "dm/2"])
def test_two_of_theirs_that_were_answered_there_are_done_whichever_is_kept_first(bench: Bench, first: str) -> None:
    """The answer to the later one settles the earlier one, whose own answer is told with it."""
    desk, channel = bench.desk, told(bench)
    anna = person(desk, channel)
    asked = [
        wrote(desk, channel, by=anna, kind=MessageKind.PRIVATE, hours_ago=9 - int(name[-1]), remote_id=name)
        for name in (first, {"dm/1": "dm/2", "dm/2": "dm/1"}[first])
    ]
    ours = [
        Heard(f"{one.remote_id}/a", MessageKind.PRIVATE, "Tre euro", desk.now_us(), NOBODY, one.remote_id, ours=True)
        for one in asked
    ]
    with desk.store.transaction() as tx:
        answered_there.note(tx, channel, ours)
    assert [now_of(desk, one).done for one in asked] == [True, True]


async def test_one_that_is_too_long_in_private_does_not_go(bench: Bench) -> None:
    message = wrote(bench.desk, told(bench))
    assert refused(bench.desk, message, "Dalle sette alle tredici") == ""
    await bench.run()
    assert state_of(bench.desk, message) == (State.NEEDS_YOU, "text_too_long")
