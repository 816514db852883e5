"""What people wrote comes in: once, all of it, whatever the pages, edits, deletions and clocks do."""

from argparse import Namespace
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smmdesk.commands.inbox import list_all
from smmdesk.desk import answering, listening, triage
from smmdesk.desk.deciding import us
from smmdesk.desk.desk import Desk
from smmdesk.desk.settling import settle
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.delivery import State
from smmdesk.model.limits import Limits, OptionFact
from smmdesk.model.message import Heard, HeardPage, Message, MessageKind
from smmdesk.model.moment import to_us
from smmdesk.model.person import Identity, Person
from smmdesk.platforms.base import Session
from smmdesk.store import driver, heard_before, inbox_reads, messages
from smmdesk.system.clock import ManualClock
from tests.fakes.connector import FakeConnector, FakePlatform, Fault, Live
from tests.fakes.reach import Bench, made_bench

MINUTE = timedelta(minutes=1)
ANNA = Identity("practice", "1@a.example", "@anna@a.example", "Anna")


@dataclass
class Wall:
    """What people wrote there, in the order in which it came in; `size` is what one page holds."""

    notes: list[Heard] = field(default_factory=list)
    size: int = 3
    asked: list[str] = field(default_factory=list)

    def page(self, cursor: str) -> HeardPage:
        self.asked.append(cursor)
        place = int(cursor) if cursor else max(0, len(self.notes) - self.size)
        shown = self.notes[place : place + self.size]
        end = place + len(shown)
        return HeardPage(tuple(shown), str(end), bool(cursor) and end < len(self.notes))


class Hearing(FakeConnector):
    """A platform whose pages go on where the last one ended."""

    def __init__(self, platform: FakePlatform) -> None:
        super().__init__(platform)
        self.wall = Wall()

    async def fetch_messages(self, session: Session, cursor: str) -> HeardPage:
        await self._reach("fetch_messages")
        return self.wall.page(cursor)


@pytest.fixture
def bench(desk: Desk, clock: ManualClock, brand: Brand) -> Iterator[Bench]:
    with made_bench(desk, clock, brand) as made:
        made.reach.fake = Hearing(made.platform)
        yield made


def wall(bench: Bench) -> Wall:
    fake = bench.reach.fake
    assert isinstance(fake, Hearing)
    return fake.wall


def heard(number: int, text: str = "", **more: object) -> Heard:
    made = Heard(f"m{number}", MessageKind.COMMENT, text or f"Words {number}", 1_000_000 * number, ANNA)
    return replace(made, **more)  # type: ignore[arg-type]


GONE = replace(heard(3, removed=True), text="")


def inbox(bench: Bench) -> list[Message]:
    return list(answering.inbox(bench.desk, bench.brand.id))


async def test_messages_come_in_and_are_asked_for_calmly(bench: Bench) -> None:
    bench.channel()
    wall(bench).notes = [heard(1)]
    await bench.pass_time(MINUTE)
    assert [message.text for message in inbox(bench)] == ["Words 1"]
    assert wall(bench).asked == [""]
    wall(bench).notes.append(heard(2))
    await bench.pass_time(10 * MINUTE)
    assert [message.text for message in inbox(bench)] == ["Words 2", "Words 1"]
    assert len(wall(bench).asked) <= 4


async def test_days_offline_are_caught_up_a_page_at_a_time(bench: Bench) -> None:
    bench.channel()
    wall(bench).notes = [heard(0)]
    await bench.pass_time(MINUTE)
    wall(bench).notes += [heard(number) for number in range(1, 20)]
    before = len(wall(bench).asked)
    await bench.pass_time(5 * MINUTE)
    await bench.pass_time(4 * MINUTE)
    assert sorted(message.remote_id for message in inbox(bench)) == sorted(f"m{number}" for number in range(20))
    assert len(wall(bench).asked) - before >= 7, "a page a call"


async def test_who_wrote_is_known_and_what_about(bench: Bench) -> None:
    channel = bench.channel()
    post = bench.post("Bread", channel)
    await bench.run()
    there = bench.part(post).receipt
    assert there is not None
    bea = Identity("practice", "2@a.example", "", "")
    wall(bench).notes = [
        heard(1, answers_remote_id=there.id),
        heard(2, answers_remote_id="m1", author=bea),
        heard(3, answers_remote_id="elsewhere"),
    ]
    await bench.pass_time(MINUTE)
    found = {message.remote_id: message for message in inbox(bench)}
    assert [found[name].post_id for name in ("m1", "m2", "m3")] == [post.id, post.id, None]
    with bench.desk.store.reading() as reader:
        people = {person.id: person.name for person in reader.all(Person)}
    assert people[found["m1"].person_id or ""] == "Anna"
    assert found["m1"].person_id == found["m3"].person_id
    assert people[found["m2"].person_id or ""] == "2@a.example"


async def test_edited_and_gone_there(bench: Bench) -> None:
    """The new words are shown; what is gone stays readable and is counted no more; what was gone before it was heard
    has nothing to say."""
    channel = bench.channel()
    with bench.desk.store.transaction() as tx:
        channel = tx.get(Channel, channel.id)
    for page in ([heard(1), heard(2)], [heard(1, "Other words"), heard(2, "", removed=True), GONE]):
        listening.keep(bench.desk, channel, HeardPage(tuple(page), "x"), _cursor(bench, channel))
    found = {message.remote_id: message for message in inbox(bench)}
    assert (found["m1"].text, found["m2"].text, found["m2"].removed) == ("Other words", "Words 2", True)
    assert "m3" not in found
    with bench.desk.store.reading() as reader:
        assert messages.counts(reader, bench.brand.id) == (1, 1)


def _cursor(bench: Bench, channel: Channel) -> str:
    with bench.desk.store.reading() as reader:
        return messages.cursor_of(reader, channel.id)


async def test_what_we_wrote_there_by_hand_answers(bench: Bench) -> None:
    bench.channel()
    wall(bench).notes = [heard(1), heard(2), heard(3, ours=True, answers_remote_id="m1")]
    await bench.pass_time(MINUTE)
    assert {message.remote_id: message.done for message in inbox(bench)} == {"m1": True, "m2": False}


async def test_what_a_person_opened_again_stays_open(bench: Bench) -> None:
    """A platform that tells of our answer in every round closed it each time."""
    bench.channel()
    told = [heard(1), heard(3, ours=True, answers_remote_id="m1")]
    wall(bench).notes = list(told)
    await bench.pass_time(MINUTE)
    [message] = inbox(bench)
    assert message.done
    triage.reopen(bench.desk, [message.id])
    for _round in range(2):
        wall(bench).notes += told
        await bench.pass_time(12 * MINUTE)
        assert [each.done for each in inbox(bench)] == [False]
    wall(bench).notes.append(heard(4, ours=True, answers_remote_id="m1"))
    await bench.pass_time(12 * MINUTE)
    assert [each.done for each in inbox(bench)] == [True]


@pytest.mark.fault(38)
async def test_a_sign_in_that_is_over_and_a_platform_that_is_busy(bench: Bench) -> None:
    channel = bench.channel()
    wall(bench).notes = [heard(1)]
    bench.platform.fail("fetch_messages", Fault.BUSY)
    await bench.pass_time(MINUTE)
    assert inbox(bench) == []
    await bench.pass_time(12 * MINUTE)
    assert len(inbox(bench)) == 1
    bench.platform.fail("fetch_messages", Fault.SIGNED_OUT)
    bench.platform.fail("who_am_i", Fault.SIGNED_OUT)
    await bench.pass_time(6 * MINUTE)
    assert bench.reload(channel).status is ChannelStatus.SIGNED_OUT


@pytest.mark.vector(27)
@pytest.mark.vector(28)
async def test_what_no_database_takes_is_kept_without_it(bench: Bench) -> None:
    bench.channel()
    wall(bench).notes = [heard(1, "half \ud83d a pair\x00", author=replace(ANNA, name="A\ud800"))]
    await bench.pass_time(MINUTE)
    assert [message.text for message in inbox(bench)] == ["half \ufffd a pair"]


async def test_a_message_of_the_end_of_time_can_be_listed(bench: Bench) -> None:
    bench.channel()
    ends = [datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, tzinfo=UTC)]
    wall(bench).notes = [heard(number, sent_at_us=to_us(end)) for number, end in enumerate(ends)]
    await bench.pass_time(MINUTE)
    listed = list_all(bench.desk, Namespace(all=False, brand="")).data["messages"]
    assert [message["text"] for message in listed] == ["Words 1", "Words 0"]


async def test_what_was_answered_does_not_wait_again_after_a_restore(bench: Bench) -> None:
    """A copy holds nobody's words; the platform tells its newest messages once more."""
    bench.channel()
    wall(bench).notes = [heard(1), heard(2), heard(3)]
    await bench.pass_time(MINUTE)
    first, second, _third = sorted(inbox(bench), key=lambda message: message.remote_id)
    triage.done(bench.desk, [first.id])
    answering.mark(bench.desk, second.id, read=True)
    with closing(driver.connect(bench.desk.paths.database)) as copy:  # as in a copy that was put back
        copy.execute("BEGIN IMMEDIATE")
        heard_before.keep_all(copy)
        for table in ("message", "hearing"):
            copy.execute(f"DELETE FROM {table}")
        copy.execute("COMMIT")
    assert inbox(bench) == []
    await bench.pass_time(10 * MINUTE)
    again = {message.remote_id: (message.done, message.read) for message in inbox(bench)}
    assert again == {"m1": (True, True), "m2": (False, True), "m3": (False, False)}


async def test_a_channel_that_cannot_be_read_is_known_until_it_can(bench: Bench) -> None:
    channel = bench.channel()

    def unread() -> list[tuple[str, str, int]]:
        with bench.desk.store.reading() as reader:
            return [(one.channel_id, one.problem.code, one.since_us) for one in inbox_reads.unreadable(reader)]

    bench.platform.fail("fetch_messages", Fault.REFUSED, Fault.OFFLINE)
    await bench.pass_time(MINUTE)
    [(channel_id, code, since_us)] = unread()
    assert (channel_id, code) == (channel.id, "refused")
    await bench.pass_time(5 * MINUTE)
    assert unread() == [(channel.id, "server_unreachable", since_us)]
    await bench.pass_time(20 * MINUTE)
    assert unread() == []


async def test_without_a_network_no_channel_is_named(bench: Bench) -> None:
    bench.channel()
    bench.platform.online = False
    await bench.pass_time(10 * MINUTE)
    with bench.desk.store.reading() as reader:
        assert inbox_reads.unreadable(reader) == ()


# ------------------------------------------------------------------ answering
@pytest.mark.statement(89)
async def test_an_answer_is_a_delivery_like_every_other(bench: Bench) -> None:
    channel = bench.channel()
    private = {"options": {"visibility": "direct"}, "names": "@anna@a.example"}
    wall(bench).notes = [heard(1, data=private), heard(2)]
    theirs = {name: Live(name, "", "", "theirs", bench.clock.now()) for name in ("m1", "m2")}
    bench.platform.live.update(theirs)
    await bench.pass_time(MINUTE)
    first, second = sorted(inbox(bench), key=lambda message: message.remote_id)
    sent = answering.reply(bench.desk, first.id, "Yes, at seven")
    assert sent.content is not None
    assert sent.content.options == {"visibility": "direct"}, "a private message is answered in private"
    answering.reply(bench.desk, second.id, "Thank you")
    await bench.pass_time(MINUTE)
    ours = [live for live in bench.platform.live.values() if live not in theirs.values()]
    assert sorted((live.text, live.parent_id) for live in ours) == [
        ("@anna@a.example Yes, at seven", "m1"),
        ("Thank you", "m2"),
    ]
    with bench.desk.store.reading() as reader:
        assert messages.counts(reader, bench.brand.id) == (0, 0)
    [delivery] = answering.answers_of(bench.desk, first.id)
    assert delivery.parts[0].state is State.PUBLISHED
    assert bench.reload(channel).status is ChannelStatus.CONNECTED


@pytest.mark.statement(89)
async def test_an_answer_needs_not_what_a_post_must_have(bench: Bench) -> None:
    """WordPress and wikis want a title, YouTube a film, Reddit a place: an answer was held back for it."""
    needs = Limits(text_max=9, title_required=True, video_required=True)
    option = OptionFact("place", "Place", required=True)
    bench.reach.known = replace(bench.reach.known, limits=needs, options=(option,))
    bench.channel()
    bench.platform.live["m1"] = Live("m1", "", "", "theirs", bench.clock.now())
    wall(bench).notes = [heard(1)]
    await bench.pass_time(MINUTE)
    [message] = inbox(bench)
    states = {"At seven": State.PUBLISHED, "At seven, of course": State.NEEDS_YOU}
    for words in states:
        answering.reply(bench.desk, message.id, words)
    await bench.pass_time(MINUTE)
    said = {sent.content.text: sent.parts[0].state for sent in answering.answers_of(bench.desk, message.id)}  # type: ignore[union-attr]
    assert said == states


async def test_an_answer_of_ours_that_nobody_is_said_to_have_written_is_no_strangers(bench: Bench) -> None:
    """Facebook leaves out who wrote; the answer whose end was not known came back as a stranger's message."""
    bench.channel()
    bench.platform.live["m1"] = Live("m1", "", "", "theirs", bench.clock.now())
    wall(bench).notes = [heard(1), heard(2)]
    await bench.pass_time(MINUTE)
    [first] = [message for message in inbox(bench) if message.remote_id == "m1"]
    bench.platform.reads = "blind"
    bench.platform.fail("commit", Fault.REPLY_LOST)
    answering.reply(bench.desk, first.id, "Yes, at seven")
    await bench.pass_time(MINUTE)
    nobody = replace(ANNA, remote_id="", name="", handle="")
    at_us = to_us(bench.clock.now())
    kept = {"author": nobody, "sent_at_us": at_us, "answers_remote_id": "m1"}
    back, other = heard(3, "Yes,  at seven", **kept), heard(4, "At seven?", **kept)
    elsewhere = heard(5, "Yes, at seven", **{**kept, "answers_remote_id": "m2"})
    early = heard(6, "Yes, at seven", **{**kept, "sent_at_us": at_us - us(60 * MINUTE)})
    wall(bench).notes += [back, other, elsewhere, early]
    await bench.pass_time(10 * MINUTE)
    assert {message.remote_id for message in inbox(bench)} == {"m1", "m2", "m4", "m5", "m6"}


async def test_an_answer_taken_back_leaves_its_message_open(bench: Bench) -> None:
    """It counted as answered, and nobody answered it."""
    bench.channel()
    wall(bench).notes = [heard(1)]
    await bench.pass_time(MINUTE)
    [message] = inbox(bench)
    bench.platform.fail("commit", Fault.REFUSED)
    answering.reply(bench.desk, message.id, "Yes")
    await bench.pass_time(MINUTE)
    [delivery] = answering.answers_of(bench.desk, message.id)
    assert delivery.parts[0].state is State.NEEDS_YOU
    settle(bench.desk, delivery.parts[0].id, "draft")
    assert [each.done for each in inbox(bench)] == [False]


# ------------------------------------------------------------------ whatever happens there
class Shifting:
    """A platform's pages over notes that come, change and go, its ids out of step with its clock."""

    def __init__(self) -> None:
        self.notes: dict[int, Heard] = {}
        self.last = 0

    def add(self, skew_s: int) -> None:
        self.last += 1
        at_us = 1_000_000 * max(1, 1000 + self.last + skew_s)
        self.notes[self.last] = heard(self.last, sent_at_us=at_us)

    def page(self, cursor: str, size: int, overlap: int) -> HeardPage:
        """From the id after the cursor, a few told again."""
        begin = int(cursor or 0)
        after = sorted(number for number in self.notes if number > begin)
        again = sorted(number for number in self.notes if number <= begin)[-overlap:] if overlap else []
        shown = after[:size]
        end = shown[-1] if shown else begin
        return HeardPage(tuple(self.notes[number] for number in (*again, *shown)), str(end), len(after) > size)


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("come"), st.integers(1, 6), st.integers(-500, 500)),
        st.tuples(st.just("edit"), st.integers(0, 40), st.just(0)),
        st.tuples(st.just("go"), st.integers(0, 40), st.just(0)),
        st.tuples(st.just("ask"), st.integers(1, 4), st.integers(0, 3)),
    ),
    max_size=25,
)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_none_is_shown_twice_or_lost(bench: Bench, steps: list[tuple[str, int, int]]) -> None:
    channel, there, ever = bench.channel(), Shifting(), set[str]()
    for what, number, more in [*steps, *[("ask", 4, 0)] * 60]:
        if what == "come":
            for _ in range(number):
                there.add(more)
        elif what == "edit" and number in there.notes:
            there.notes[number] = replace(there.notes[number], text=f"Edited {number}")
        elif what == "go":
            there.notes.pop(number, None)
        elif what == "ask":
            cursor = _cursor(bench, channel)
            page = there.page(cursor, number, more)
            ever |= {one.remote_id for one in page.messages}
            listening.keep(bench.desk, channel, page, cursor)
    with bench.desk.store.reading() as reader:
        found = reader.all(Message, channel_id=channel.id)
    assert {f"m{number}" for number in there.notes} <= {message.remote_id for message in found}
    assert sorted(message.remote_id for message in found) == sorted(ever), "each once"
    assert to_us(bench.clock.now()) > 0
