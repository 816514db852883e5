"""Private messages that programs may answer for a time only: judged when it is written, and again before it leaves; and
what a channel's line says of them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from smmdesk.desk import answering, listening, private_messages
from smmdesk.desk.desk import Desk
from smmdesk.desk.keys import not_granted
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.delivery import State
from smmdesk.model.limits import count_text
from smmdesk.model.message import Heard, HeardPage, Message, MessageKind
from smmdesk.model.moment import to_us
from smmdesk.model.person import Identity
from smmdesk.model.private import LONGER, NONE, REFUSED, SOME, SWITCHED_OFF, TOLD, PrivateFact
from smmdesk.model.problem import Problem, ProblemError
from smmdesk.store import inbox_reads, messages
from smmdesk.system.clock import ManualClock
from tests.desk.heard import now_of, person, wrote
from tests.desk.support import add_channel
from tests.fakes.connector import Fault, Live
from tests.fakes.reach import Bench, made_bench

DAY = 86_400
PRIVATE = MessageKind.PRIVATE


@pytest.fixture(params=["facebook", "instagram"])
def channel(request: pytest.FixtureRequest, desk: Desk, brand: Brand) -> Channel:
    return add_channel(desk, brand, "Forno", platform=request.param, remote_id="1001", url="https://x.example")


def refused(desk: Desk, message: Message) -> Problem | None:
    """What stands against answering it now."""
    try:
        answering.reply(desk, message.id, "Sì")
    except ProblemError as error:
        return error.problem
    return None


# ------------------------------------------------------------------ until when
def test_an_answer_after_a_day_is_refused_with_the_page_where_it_can_be_given(desk: Desk, channel: Channel) -> None:
    anna = person(desk, channel)
    late = wrote(desk, channel, by=anna, kind=PRIVATE, hours_ago=24, url="https://inbox.example")
    problem = refused(desk, late)
    assert problem is not None
    assert (problem.code, problem.values["url"]) == ("answer_too_late", "https://inbox.example")
    assert refused(desk, wrote(desk, channel, by=anna, hours_ago=24)) is None, "a comment has no end"
    assert refused(desk, wrote(desk, channel, by=person(desk, channel, "Bea"), kind=PRIVATE, hours_ago=23.9)) is None


def test_the_newest_of_the_same_person_counts(desk: Desk, channel: Channel, brand: Brand) -> None:
    anna, bea = person(desk, channel), person(desk, channel, "Bea")
    late = wrote(desk, channel, by=anna, kind=PRIVATE, hours_ago=40)
    wrote(desk, channel, by=bea, kind=PRIVATE, hours_ago=1)
    wrote(desk, channel, by=anna, hours_ago=1)
    wrote(desk, add_channel(desk, brand, "Altro", platform=channel.platform), by=anna, kind=PRIVATE, hours_ago=1)
    assert refused(desk, late) is not None
    wrote(desk, channel, by=anna, kind=PRIVATE, hours_ago=1)
    assert refused(desk, late) is None


def test_an_app_that_may_answers_for_seven_days(desk: Desk, channel: Channel) -> None:
    with desk.store.transaction() as tx:
        tx.put(replace(channel, reported={LONGER: True}))
    assert refused(desk, wrote(desk, channel, kind=PRIVATE, hours_ago=7 * 24 - 1)) is None
    assert refused(desk, wrote(desk, channel, kind=PRIVATE, hours_ago=7 * 24)) is not None


@pytest.mark.parametrize(("words", "over"), [("è" * 501, True), ("è" * 500, False), ("a" * 2001, True)])
def test_what_an_answer_in_private_may_have(desk: Desk, words: str, over: bool) -> None:
    """2000 characters on Messenger, 1000 bytes on Instagram."""
    facts = desk.facts("instagram")
    limits = facts.limits_of_answer({}, True)
    assert (count_text(words, limits).over > 0) is over
    assert limits.images_max == 0
    assert count_text(words, facts.limits_of_answer({}, False)).over == 0, "a comment may be longer"
    assert count_text("a" * 2001, desk.facts("facebook").limits_of_answer({}, True)).over == 1


# ------------------------------------------------------------------ before it leaves
@pytest.fixture
def bench(desk: Desk, clock: ManualClock, brand: Brand) -> Iterator[Bench]:
    with made_bench(desk, clock, brand) as made:
        made.reach.known = replace(made.reach.known, private=PrivateFact("2026-11-29", "a test", "", DAY, 0, 20))
        yield made


@pytest.mark.parametrize("waited", [timedelta(hours=20), timedelta(hours=23, minutes=30)])
async def test_one_that_waited_too_long_for_a_network_does_not_go(bench: Bench, waited: timedelta) -> None:
    bench.platform.live["m1"] = Live("m1", "", "", "theirs", bench.clock.now())
    message = wrote(bench.desk, bench.channel(), kind=PRIVATE, hours_ago=1, remote_id="m1")
    answering.reply(bench.desk, message.id, "Sì")
    bench.platform.fail("commit", Fault.OFFLINE)
    await bench.run()
    bench.clock.advance(waited)
    await bench.run()
    [delivery] = answering.answers_of(bench.desk, message.id)
    [part] = delivery.parts
    if waited < timedelta(hours=23):
        assert part.state is State.PUBLISHED
        return
    assert part.state is State.NEEDS_YOU
    assert part.problem is not None
    assert part.problem.code == "answer_too_late"
    assert [one.text for one in bench.platform.live.values()] == ["theirs"]


async def test_one_that_is_too_long_in_private_does_not_go(bench: Bench) -> None:
    message = wrote(bench.desk, bench.channel(), kind=PRIVATE, hours_ago=1)
    answering.reply(bench.desk, message.id, "Dalle sette alle tredici")
    await bench.run()
    [[part]] = [one.parts for one in answering.answers_of(bench.desk, message.id)]
    assert part.problem is not None
    assert (part.problem.code, part.problem.values["limit"]) == ("text_too_long", 20)


# ------------------------------------------------------------------ taken back
def heard(desk: Desk, text: str, **more: object) -> Heard:
    author = Identity("facebook", "777", "", "Anna", "")
    made = Heard("dm/m_1", PRIVATE, text, desk.now_us(), author, data={"media": [{"url": "https://x.example/a.jpg"}]})
    return replace(made, **more)  # type: ignore[arg-type]


def test_what_they_took_back_is_forgotten_here_too(desk: Desk, channel: Channel) -> None:
    listening.keep(desk, channel, HeardPage((heard(desk, "Un segreto"),), "1"), "")
    nobody = Identity("facebook", "", "", "", "")
    gone = heard(desk, "", author=nobody, data={"may": []}, removed=True, taken_back=True)
    listening.keep(desk, channel, HeardPage((gone,), "2"), "1")
    with desk.store.reading() as reader:
        [kept] = reader.all(Message, channel_id=channel.id)
        assert inbox_reads.found(reader, channel.brand_id, "segreto") == []
    assert (kept.text, kept.removed, "media" in kept.data) == ("", True, False)
    assert kept.person_id is not None, "that they wrote is known"
    problem = refused(desk, kept)
    assert problem is not None
    assert problem.code == "removed_there"


def test_what_is_gone_without_that_stays_readable(desk: Desk, channel: Channel) -> None:
    listening.keep(desk, channel, HeardPage((heard(desk, "Pane"),), "1"), "")
    listening.keep(desk, channel, HeardPage((heard(desk, "", removed=True),), "2"), "1")
    with desk.store.reading() as reader:
        [kept] = reader.all(Message, channel_id=channel.id)
    assert (kept.text, kept.removed) == ("Pane", True)


def test_who_wrote_a_comment_and_in_private_is_one_person(desk: Desk, channel: Channel) -> None:
    comment = replace(heard(desk, "Buono!"), remote_id="1_2", kind=MessageKind.COMMENT)
    listening.keep(desk, channel, HeardPage((comment, heard(desk, "Aperto?")), "1"), "")
    with desk.store.reading() as reader:
        assert len({one.person_id for one in reader.all(Message, channel_id=channel.id)}) == 1


# ------------------------------------------------------------------ a channel's line
@pytest.mark.parametrize(("told", "says"), [(None, "left out"), (NONE, "none so far"), (REFUSED, "does not tell")])
def test_what_a_channel_says_of_them(desk: Desk, channel: Channel, told: str | None, says: str) -> None:
    known = replace(channel, reported={TOLD: told} if told else {})
    assert says in private_messages.note_of(desk, known)
    assert private_messages.note_of(desk, replace(known, reported={TOLD: SOME})) == ""
    assert private_messages.note_of(desk, replace(known, status=ChannelStatus.SIGNED_OUT)) == ""
    if told == NONE:
        wrote(desk, channel, kind=PRIVATE)
        assert private_messages.note_of(desk, known) == "", "one came in since"


def test_a_switch_in_the_app_there_is_named(desk: Desk, brand: Brand) -> None:
    made = add_channel(desk, brand, "Forno", platform="instagram", reported={TOLD: SWITCHED_OFF})
    assert "Allow access to messages" in private_messages.note_of(desk, made)
    assert private_messages.note_of(desk, add_channel(desk, brand, "Altro", platform="mastodon")) == ""


def test_what_was_left_out_is_no_warning_and_what_was_asked_is_asked_again(desk: Desk, channel: Channel) -> None:
    facts = desk.facts(channel.platform)
    assert facts.oauth is not None
    left_out = replace(channel, reported={"granted": dict.fromkeys(facts.oauth.on_demand, False)})
    assert not_granted(desk, left_out) == ()
    assert private_messages.asked_before(facts, left_out) == {"also": ""}
    had = replace(channel, reported={"granted": dict.fromkeys(facts.oauth.on_demand, True), LONGER: True})
    asked = private_messages.asked_before(facts, had)
    assert asked == {"also": " ".join(facts.oauth.on_demand), LONGER: "human_agent"}
    assert private_messages.asked_before(facts, channel) == {"also": ""}
    assert private_messages.asked_before(desk.facts("mastodon"), channel) == {}
    for said, stands in ((True, {"is_forum": "yes"}), (False, {})):
        forum = replace(channel, platform="discord", reported={"is_forum": said})
        assert private_messages.asked_before(desk.facts("discord"), forum) == stands


def test_when_they_wrote_last_is_read_from_an_index(desk: Desk, channel: Channel) -> None:
    anna = person(desk, channel)
    old = wrote(desk, channel, by=anna, kind=PRIVATE, hours_ago=9)
    wrote(desk, channel, by=anna, kind=PRIVATE, hours_ago=2, author_remote_id="another")
    with desk.store.reading() as reader:
        assert messages.newest_private_us(reader, old) == old.sent_at_us, "somebody else of the same card"
        nobody = replace(old, person_id=None)
        assert messages.newest_private_us(reader, nobody) == old.sent_at_us
    assert now_of(desk, old).sent_at_us == to_us(desk.clock.now() - timedelta(hours=9))
