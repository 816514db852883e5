"""What people write on a Discourse forum is heard, each once, and answered in its own place: never as a new topic."""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from smmdesk.model.delivery import Evidence, Op, Receipt
from smmdesk.model.message import MessageKind
from smmdesk.platforms.base import (
    Absent,
    Accepted,
    CannotTell,
    ConnectorError,
    Published,
    ReadsBack,
    RefusedError,
    Said,
    UnclearError,
)
from smmdesk.system.clock import ManualClock
from tests.fakes.discourse import FakeDiscourse
from tests.fakes.discourse_acts import Post, Topic
from tests.platforms.accounts import Hurried
from tests.platforms.bench import Bench
from tests.platforms.direct import bench_at, signed_in
from tests.platforms.hearing import all_new, hear, parent_of


@pytest.fixture
def clock() -> ManualClock:
    return Hurried(datetime(2026, 11, 28, 10, 20, tzinfo=UTC))


@pytest.fixture
def fake(clock: ManualClock) -> FakeDiscourse:
    return FakeDiscourse(clock)


@pytest.fixture
def bench(fake: FakeDiscourse, clock: ManualClock, tmp_path: Path) -> Bench:
    return signed_in(bench_at("discourse", clock, tmp_path, fake), fake.key, server=fake.url, user="lucia")


@pytest.fixture
def topic(fake: FakeDiscourse, bench: Bench) -> Iterator[Topic]:
    made = Topic(fake.number(), "Pane caldo", "", 3, [], [])
    made.posts.append(Post(fake.number(), made, 1, "Pane caldo", fake.now))
    fake.topics.append(made)
    yield made
    assert len([each for each in fake.topics if each.posts[0].user == 5]) == 1, "no answer becomes a topic"


# ------------------------------------------------------------------ hearing
async def test_answers_and_mentions_with_their_whole_words(fake: FakeDiscourse, bench: Bench, topic: Topic) -> None:
    _, cursor = await all_new(bench)
    long = "Aperto <b>domani</b>?\n\n" + "Grazie! " * 60
    first = fake.answer(topic, long)
    fake.answer(topic, "Anch'io", above=first.number, kind=9)
    elsewhere = Topic(fake.number(), "Dove?", "", 3, [], [])
    fake.topics.append(elsewhere)
    fake.answer(elsewhere, "Chiedi a @lucia", kind=7)
    told, cursor = await all_new(bench, cursor)
    answer, quote, mention = (next(h for h in told if h.text.startswith(w)) for w in ("Aperto", "Anch", "Chiedi"))
    assert (answer.kind, answer.text) == (MessageKind.COMMENT, long)
    assert (answer.remote_id, answer.answers_remote_id) == (f"{topic.id}/2", str(topic.id))
    assert (answer.author.handle, answer.author.name) == ("@anna", "Anna")
    assert answer.url == f"{fake.url}/t/pane-caldo/{topic.id}/2"
    assert (quote.answers_remote_id, quote.thread_remote_id) == (f"{topic.id}/2", str(topic.id))
    assert (mention.kind, mention.answers_remote_id) == (MessageKind.MENTION, str(elsewhere.id))
    assert await all_new(bench, cursor) == ([], cursor)


async def test_what_we_answer_on_the_forum_is_told_as_ours(fake: FakeDiscourse, bench: Bench, topic: Topic) -> None:
    theirs = fake.answer(topic, "Aperto domani?")
    _, cursor = await all_new(bench)
    fake._publish({"topic_id": topic.id, "raw": "Sì, dalle sette", "reply_to_post_number": theirs.number})
    told, _ = await all_new(bench, cursor)
    assert [(heard.ours, heard.answers_remote_id) for heard in told] == [(True, f"{topic.id}/2")]


@pytest.mark.parametrize("seed", range(5))
async def test_nobody_is_lost_or_heard_again_while_the_list_moves(
    seed: int, fake: FakeDiscourse, bench: Bench, topic: Topic, clock: ManualClock
) -> None:
    """Answers come in and are deleted between the pages; some rows come late, some in the same moment."""
    random = Random(seed)
    _, cursor = await all_new(bench)
    there, gone, told = set[str](), set[str](), list[str]()
    for _ in range(6):
        for _new in range(random.choice((0, 1, 3, 25))):
            post = fake.answer(topic, f"Numero {len(topic.posts)}")
            there.add(f"{topic.id}/{post.number}")
            fake.actions[-1].at -= timedelta(seconds=random.choice((0, 0, 60, 300)))
            clock.advance(timedelta(seconds=random.choice((0, 1, 20))))
        for action in random.sample(fake.actions, min(len(fake.actions), random.choice((0, 0, 2)))):
            action.post.deleted = True
            gone.add(f"{topic.id}/{action.post.number}")
        page = await hear(bench, cursor)
        told += [heard.remote_id for heard in page.messages]
        cursor = page.cursor
    told += [heard.remote_id for heard in (await all_new(bench, cursor))[0]]
    assert len(told) == len(set(told)), "none twice"
    assert there - gone <= set(told) <= there, "none lost"


async def test_few_calls_a_round(fake: FakeDiscourse, bench: Bench, topic: Topic) -> None:
    """A member's key may ask twenty times a minute, and a page comes every ten seconds."""
    _, cursor = await all_new(bench)
    for number in range(20):
        fake.answer(topic, f"Numero {number}")
    before = len(fake.requests)
    assert (await hear(bench, cursor)).more
    assert len(fake.requests) - before == 3


async def test_what_cannot_be_read_stands_in_nobodys_way(fake: FakeDiscourse, bench: Bench, topic: Topic) -> None:
    _, cursor = await all_new(bench)
    hidden = Topic(fake.number(), "Altrove", "", 3, [], [])
    fake.topics.append(hidden)
    fake.hidden_topics.add(hidden.id)
    fake.answer(hidden, "Non più tua")
    fake.answer(topic, "Buono!")
    told, _ = await all_new(bench, cursor)
    assert [heard.text for heard in told] == ["Buono!"]


@pytest.mark.parametrize("body", [b"[]", b"{}", b'{"user_actions": 5}', b"<html>Wi-Fi</html>"])
async def test_strange_answers_move_nothing(body: bytes, fake: FakeDiscourse, bench: Bench, topic: Topic) -> None:
    _, cursor = await all_new(bench)
    fake.answer(topic, "Buono!")
    fake.fail_next("/user_actions.json", status=200, body=body)
    with suppress(ConnectorError):
        cursor = (await hear(bench, cursor)).cursor
    assert len((await all_new(bench, cursor))[0]) == 1


async def test_a_row_that_is_none_is_passed_over(fake: FakeDiscourse, bench: Bench) -> None:
    rows = [{"action_type": 6, "topic_id": "1/../2", "post_number": 2, "created_at": "2026-11-28T10:00:00Z"}, {}]
    fake.fail_next("/user_actions.json", status=200, body=json.dumps({"user_actions": rows}))
    assert (await hear(bench)).messages == ()


# ------------------------------------------------------------------ answering
async def test_an_answer_stands_below_what_it_answers(fake: FakeDiscourse, bench: Bench, topic: Topic) -> None:
    fake.answer(topic, "Aperto <domani>?")
    [heard] = (await all_new(bench))[0]
    job, receipt = await bench.publish(bench.job("Sì, *dalle* sette", parent=parent_of(heard)))
    post = topic.posts[-1]
    assert (post.raw, post.above, post.user) == ("Sì, \\*dalle\\* sette", 2, 5)
    assert (receipt.id, receipt.url) == (f"{topic.id}/3", f"{fake.url}/t/pane-caldo/{topic.id}/3")
    assert await bench.connector.look_up(bench.session(), bench.tried(replace(job, receipt=None))) == Published(receipt)


async def test_an_answer_that_got_lost_is_found_or_nobody_can_tell(
    fake: FakeDiscourse, bench: Bench, topic: Topic
) -> None:
    """In a long topic too, and never taken for the same words below somebody else."""
    anna = fake.answer(topic, "Buono!")
    topic.posts += [Post(fake.number(), topic, number, f"n {number}", fake.now, 9) for number in range(3, 40)]
    [heard] = (await all_new(bench))[0]
    job = await bench.prepared(bench.job("Grazie!", parent=parent_of(heard)))
    tried = bench.tried(job)
    assert await bench.connector.look_up(bench.session(), tried) == CannotTell(), "never sent again by itself"
    fake._publish({"topic_id": topic.id, "raw": "Grazie!", "reply_to_post_number": 7})
    assert await bench.connector.look_up(bench.session(), tried) == CannotTell()
    fake.fail_next("/posts.json", drop_after_accept=True)
    with pytest.raises(UnclearError):
        await bench.connector.commit(bench.session(), job)
    found = await bench.connector.look_up(bench.session(), tried)
    assert isinstance(found, Published)
    assert found.receipt.id == f"{topic.id}/{topic.posts[-1].number}"
    assert topic.posts[-1].above == anna.number
    owned = replace(tried, owned=frozenset({found.receipt.id}))
    assert await bench.connector.look_up(bench.session(), owned) == CannotTell()


async def test_an_answer_has_photos_and_is_found_by_them(fake: FakeDiscourse, bench: Bench, topic: Topic) -> None:
    fake.answer(topic, "Com'è fatta?")
    [heard] = (await all_new(bench))[0]
    photos = (bench.photo("Una [pagnotta]"), bench.photo("Di taglio", (32, 48)))
    job = await bench.prepared(bench.job("Così", parent=parent_of(heard), media=photos))
    fake.fail_next("/posts.json", drop_after_accept=True)
    with pytest.raises(UnclearError):
        await bench.connector.commit(bench.session(), job)
    first, second = fake.files
    raw = topic.posts[-1].raw
    assert raw == f"Così\n\n![Una \\[pagnotta\\]|64x48]({first})\n\n![Di taglio|32x48]({second})"
    found = await bench.connector.look_up(bench.session(), bench.tried(job))
    assert isinstance(found, Published)
    assert found.receipt.id == f"{topic.id}/3"
    topic.posts[-1].raw = f"Così\n\n![Una \\[pagnotta\\]|64x48]({first})"
    assert await bench.connector.look_up(bench.session(), bench.tried(job)) == CannotTell(), "another photo is another"
    out = replace(job, receipt=found.receipt, prepared={}, parent=None)
    assert isinstance(bench.connector, ReadsBack)
    assert not (await bench.connector.read_back(bench.session(), out)).same  # type: ignore[union-attr]


async def test_a_new_member_puts_one_photo_into_an_answer(fake: FakeDiscourse, bench: Bench, topic: Topic) -> None:
    fake.answer(topic, "Com'è fatta?")
    [heard] = (await all_new(bench))[0]
    fake.trust = 0
    job = await bench.prepared(bench.job("Così", parent=parent_of(heard), media=(bench.photo(), bench.photo())))
    with pytest.raises(RefusedError) as caught:
        await bench.connector.commit(bench.session(), job)
    assert "one embedded media" in str(caught.value.problem.values["said"])
    await bench.publish(bench.job("Così", parent=parent_of(heard), media=(bench.photo(),)))


async def test_a_refused_answer_is_no_topic_of_ours(fake: FakeDiscourse, bench: Bench, topic: Topic) -> None:
    fake.answer(topic, "Buono!")
    [heard] = (await all_new(bench))[0]
    topic.posts[1].deleted = True
    job = await bench.prepared(bench.job("Grazie!", parent=parent_of(heard)))
    with pytest.raises(RefusedError) as caught:
        await bench.connector.commit(bench.session(), job)
    assert caught.value.problem.values["said"] == "The post you are replying to is missing"
    assert not fake.asked("GET", "/t/external_id/")


async def test_an_answer_that_waits_for_a_moderator(fake: FakeDiscourse, bench: Bench, topic: Topic) -> None:
    fake.answer(topic, "Buono!")
    [heard] = (await all_new(bench))[0]
    fake.moderated = True
    job = await bench.prepared(bench.job("Grazie!", parent=parent_of(heard)))
    assert isinstance(await bench.connector.commit(bench.session(), job), Accepted)
    assert isinstance(await bench.connector.poll(bench.session(), bench.tried(job)), Accepted)
    fake.approve()
    assert isinstance(await bench.connector.poll(bench.session(), bench.tried(job)), Published)


@pytest.mark.parametrize("knows_parent", [True, False])
async def test_an_answer_is_changed_and_taken_down_alone(
    knows_parent: bool, fake: FakeDiscourse, bench: Bench, topic: Topic
) -> None:
    """Whoever looks at what is out knows its receipt alone, not what it answers: the topic was read and deleted."""
    fake.answer(topic, "Buono!")
    [heard] = (await all_new(bench))[0]
    job, receipt = await bench.publish(bench.job("Grazie!", parent=parent_of(heard)))
    out = replace(job, parent=job.parent if knows_parent else None)
    verb = bench.connector
    assert isinstance(verb, ReadsBack)
    assert await verb.read_back(bench.session(), out) == Said("Grazie!", "Grazie!", same=True)
    edit = await bench.prepared(replace(out, op=Op.EDIT, key="2", outgoing=replace(job.outgoing, text="Grazie mille")))
    assert await verb.look_up(bench.session(), edit) == Absent()
    assert await verb.commit(bench.session(), edit) == Published(receipt)
    assert [post.raw for post in topic.posts] == ["Pane caldo", "Buono!", "Grazie mille"]
    gone = replace(out, op=Op.DELETE)
    assert await verb.look_up(bench.session(), gone) == Absent()
    assert await verb.commit(bench.session(), gone) == Published(receipt)
    assert [post.deleted for post in topic.posts] == [False, False, True]
    assert not topic.deleted
    assert await verb.look_up(bench.session(), gone) == Published(receipt)


@pytest.mark.parametrize("op", [Op.EDIT, Op.DELETE])
async def test_the_pasted_address_of_the_topic_is_not_the_answer(
    op: Op, fake: FakeDiscourse, bench: Bench, topic: Topic
) -> None:
    fake.answer(topic, "Buono!")
    [heard] = (await all_new(bench))[0]
    pasted = Receipt(str(topic.id), f"{fake.url}/t/x/{topic.id}", evidence=Evidence.HUMAN)
    job = bench.job("Grazie!", parent=parent_of(heard), op=op, receipt=pasted)
    with pytest.raises(RefusedError) as caught:
        await bench.connector.commit(bench.session(), job)
    assert caught.value.problem.code == "not_known_there"
    assert topic.posts[0].raw == "Pane caldo"
    assert not topic.deleted


@pytest.mark.parametrize("op", [Op.EDIT, Op.DELETE])
async def test_the_pasted_address_of_somebody_elses_topic_is_left_alone(
    op: Op, fake: FakeDiscourse, bench: Bench
) -> None:
    """With an administrators' key it was deleted: the forum lets it."""
    theirs = Topic(fake.number(), "Il mio pane", "", 3, [], [])
    theirs.posts.append(Post(fake.number(), theirs, 1, "Il mio pane", fake.now, 9))
    fake.topics.append(theirs)
    pasted = Receipt(str(theirs.id), f"{fake.url}/t/x/{theirs.id}", evidence=Evidence.HUMAN)
    with pytest.raises(RefusedError) as caught:
        await bench.connector.commit(bench.session(), bench.job("Altro", op=op, receipt=pasted))
    assert caught.value.problem.code == "not_known_there"
    assert (theirs.deleted, theirs.posts[0].raw) == (False, "Il mio pane")
