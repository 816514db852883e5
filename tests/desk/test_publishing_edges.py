"""Answers to messages, first comments, a mind that changes while something is being sent, and beginning anew."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from smmdesk.desk import keys, planning
from smmdesk.desk.desk import Desk
from smmdesk.desk.settling import settle
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.content import Content
from smmdesk.model.delivery import Delivery, Evidence, Part, State
from smmdesk.model.limits import Limits, OptionFact
from smmdesk.model.message import Message, MessageKind
from smmdesk.model.moment import Moment
from smmdesk.model.post import Post
from smmdesk.model.problem import ProblemError
from smmdesk.platforms.base import CommitAnswer, Job, Session
from smmdesk.store import answer_drafts, ledger, sealed
from smmdesk.system.clock import ManualClock
from smmdesk.system.secrets import KeyRecord
from tests.fakes.connector import Fault, Live
from tests.fakes.reach import OWN_ID, ROME, Bench, made_bench
from tests.guards import AllowLog

MINUTE = timedelta(minutes=1)


@pytest.fixture
def bench(desk: Desk, clock: ManualClock, brand: Brand) -> Iterator[Bench]:
    with made_bench(desk, clock, brand) as made:
        yield made


async def commented(bench: Bench, channel: Channel) -> str:
    """Something of ours that somebody comments on: its remote id."""
    post = bench.post("Bread", channel)
    await bench.run()
    receipt = bench.part(post).receipt
    assert receipt is not None
    return receipt.id


def reply(bench: Bench, channel: Channel, text: str, to: str) -> str:
    """A person's answer to a comment, due now: the id of its delivery."""
    new, now = bench.desk.clock.new_id, Moment.of(bench.clock.now(), ROME)
    with bench.desk.store.transaction() as tx:
        said = Message(new(), bench.brand.id, channel.id, MessageKind.COMMENT, to, "Is it open?", 1, done=True)
        message = tx.put(said)
        made = new()
        parts = (Part(new(), made, 0),)
        words = Content(text=text)
        tx.put(Delivery(made, bench.brand.id, channel.id, now, parts, message_id=message.id, content=words, now=True))
    return made


def delivery(bench: Bench, delivery_id: str) -> Delivery:
    with bench.desk.store.reading() as reader:
        return reader.get(Delivery, delivery_id)


@pytest.mark.fault(96)
async def test_a_reply_whose_answer_was_lost_is_found_and_not_sent_again(bench: Bench) -> None:
    channel = bench.channel()
    there = await commented(bench, channel)
    bench.platform.fail("commit", Fault.REPLY_LOST)
    made = reply(bench, channel, "Yes, until seven", there)
    await bench.run()
    await bench.pass_time(10 * MINUTE)
    [part] = delivery(bench, made).parts
    assert part.state is State.PUBLISHED
    assert part.receipt is not None
    assert part.receipt.evidence is Evidence.READBACK
    assert bench.texts() == ["Bread", "Yes, until seven"]
    assert [verb for verb, _ in bench.platform.received].count("commit") == 2


@pytest.mark.fault(96)
async def test_a_reply_that_nobody_can_tell_of_waits_for_the_person(bench: Bench) -> None:
    bench.platform.reads = "blind"
    channel = bench.channel()
    there = await commented(bench, channel)
    bench.platform.fail("commit", Fault.REPLY_LOST)
    made = reply(bench, channel, "Yes, until seven", there)
    await bench.run()
    await bench.pass_time(60 * MINUTE)
    [part] = delivery(bench, made).parts
    assert part.state is State.NEEDS_YOU
    assert part.problem is not None
    assert part.problem.code == "cannot_tell"
    assert bench.texts() == ["Bread", "Yes, until seven"]


@pytest.mark.fault(96)
async def test_an_answer_without_a_promise_of_its_own_is_never_sent_again(
    desk: Desk, clock: ManualClock, brand: Brand
) -> None:
    with made_bench(desk, clock, brand, idempotency=replace(OWN_ID, first_comment=False)) as bench:
        channel = bench.channel()
        there = await commented(bench, channel)
        bench.platform.fail("commit", Fault.REQUEST_LOST)
        made = reply(bench, channel, "Yes, until seven", there)
        await bench.run()
        await bench.pass_time(60 * MINUTE)
        [part] = delivery(bench, made).parts
        assert part.state is State.NEEDS_YOU
        assert part.problem is not None
        assert part.problem.code == "cannot_tell"
        assert bench.reach.fake.calls.count("commit") == 2


async def test_an_answer_needs_nothing_of_what_a_post_must_have(desk: Desk, clock: ManualClock, brand: Brand) -> None:
    """No title as on WordPress, no film as on YouTube, no kind of post; and it has room of its own."""
    limits = Limits(text_max=5, answer_max=30, title_required=True, media_required=True, video_required=True)
    limits = replace(limits, by_kind=(("story", (("text_max", 1),)),))
    board = (OptionFact("board", "Board", required=True),)
    with made_bench(desk, clock, brand, limits=limits, options=board) as bench:
        bench.platform.live["1"] = Live("1", "", "", "Is it open?", clock.now())
        made = reply(bench, bench.channel(), "Yes, until seven", "1")
        long = reply(bench, bench.channel(), "Yes, until seven. " * 2, "1")
        await bench.run()
        [part], [other] = delivery(bench, made).parts, delivery(bench, long).parts
        assert (part.state, other.problem.code if other.problem else "") == (State.PUBLISHED, "text_too_long")


@pytest.mark.parametrize("wish", ["taken away", "taken away, then sent again"])
async def test_an_answer_whose_channel_was_taken_away_gives_its_words_back(bench: Bench, wish: str) -> None:
    """They stand under the message, which waits again: the channel may come back."""
    channel = bench.channel()
    there = await commented(bench, channel)
    bench.platform.online = False
    made = reply(bench, channel, "Yes, until seven", there)
    await bench.run()
    [part] = delivery(bench, made).parts
    assert part.state is State.RETRY_WAIT
    if "again" in wish:
        with bench.desk.store.transaction() as tx:
            ledger.move(tx, part, State.NEEDS_YOU)
    bench.put(replace(bench.reload(channel), status=ChannelStatus.ARCHIVED))
    if "again" in wish:
        settle(bench.desk, part.id, "again")
    await bench.pass_time(40 * MINUTE)
    with bench.desk.store.reading() as reader:
        [message] = reader.all(Message)
        assert delivery(bench, made).parts[0].state is State.DRAFT
        assert not message.done
        assert answer_drafts.draft_of(reader, message.id) == "Yes, until seven"


async def test_who_is_forgotten_while_an_answer_goes_out_stops_nothing_else(bench: Bench, allow_log: AllowLog) -> None:
    """Its rows are gone when the platform answers; everything else goes on."""
    allow_log("nothing of it is kept")
    channel = bench.channel()
    there = await commented(bench, channel)
    reply(bench, channel, "Yes, until seven", there)
    commit = bench.reach.fake.commit

    async def forgotten_meanwhile(session: Session, job: Job) -> CommitAnswer:
        answer = await commit(session, job)
        with bench.desk.store.transaction() as tx:
            for message in tx.all(Message):
                tx.erase(Message, message.id)
        return answer

    bench.reach.fake.commit = forgotten_meanwhile  # type: ignore[method-assign]
    await bench.run()
    bench.reach.fake.commit = commit  # type: ignore[method-assign]
    cake = bench.post("Cake", channel)
    await bench.pass_time(MINUTE)
    assert bench.state(cake) is State.PUBLISHED
    assert bench.texts() == ["Bread", "Yes, until seven", "Cake"]


@pytest.mark.fault(95)
async def test_an_answer_to_what_was_deleted_meanwhile_is_not_sent(bench: Bench) -> None:
    """Some platforms would take it, and it would stand there below nothing."""
    channel = bench.channel()
    there = await commented(bench, channel)
    bench.platform.online = False
    made = reply(bench, channel, "Yes, until seven", there)
    await bench.run()
    with bench.desk.store.transaction() as tx:
        tx.put(replace(tx.all(Message)[0], removed=True))
    bench.platform.online = True
    await bench.pass_time(40 * MINUTE)
    [part] = delivery(bench, made).parts
    assert (part.state, part.problem.code if part.problem else "") == (State.NEEDS_YOU, "removed_there")
    assert bench.texts() == ["Bread"]


@pytest.mark.fault(95)
async def test_a_reply_to_a_comment_that_is_gone_keeps_its_words(bench: Bench) -> None:
    made = reply(bench, bench.channel(), "Yes, until seven", "gone-by-now")
    await bench.run()
    kept = delivery(bench, made)
    [part] = kept.parts
    assert part.state is State.NEEDS_YOU
    assert part.problem is not None
    assert part.problem.title
    assert kept.content is not None
    assert kept.content.text == "Yes, until seven"
    assert bench.texts() == []


@pytest.mark.fault(61)
async def test_a_first_comment_that_is_refused_leaves_the_post_published(bench: Bench) -> None:
    bench.platform.fail("commit", None, Fault.REFUSED)
    post = bench.post("", bench.channel(), content=Content(text="Bread", first_comment="Ask at the counter"))
    await bench.run()
    root, comment = bench.parts(post)
    assert (root.state, comment.state) == (State.PUBLISHED, State.NEEDS_YOU)
    assert root.problem is None
    assert comment.problem is not None
    assert comment.problem.code in ("refused", "part_refused")
    assert bench.texts() == ["Bread"]


@pytest.mark.fault(63)
async def test_a_post_deleted_while_it_is_being_sent_is_finished_first(bench: Bench) -> None:
    """The deletion is refused with where to change it; afterwards the copy here may go, and the page stays."""
    refused: list[str] = []

    def change_of_mind() -> None:
        with pytest.raises(ProblemError) as caught:
            planning.trash(bench.desk, [post.id])
        refused.append(f"{caught.value.problem.title} {caught.value.problem.advice}")

    bench.reach.fake.while_connecting = change_of_mind
    post = bench.post("Bread", bench.channel())
    await bench.run()
    assert refused == [
        "This post is already on its way Your change was not made. Wait until it is out, then change it on Bakery."
    ]
    assert bench.state(post) is State.PUBLISHED
    planning.trash(bench.desk, [post.id])
    await bench.pass_time(5 * MINUTE)
    with bench.desk.store.reading() as reader:
        assert reader.get(Post, post.id).deleted_at_us is not None
    assert bench.texts() == ["Bread"]


@pytest.mark.fault(43)
async def test_signing_in_anew_ends_what_no_key_opened(bench: Bench) -> None:
    """The window forgot the key that is out of reach; the engine hears of it from the database alone."""
    with bench.desk.store.transaction() as tx:
        sealed.name_key(tx, KeyRecord("on another computer", "keyring"))
    bench.reach.problem = "locked"
    post = bench.post("Bread", bench.channel())
    await bench.run()
    await bench.run()
    assert bench.publisher.problem is not None
    assert (bench.publisher.problem.code, bench.state(post)) == ("locked", State.SCHEDULED)
    await keys.start_over(bench.desk)
    bench.reach.problem = ""
    await bench.run()
    assert bench.publisher.problem is None
