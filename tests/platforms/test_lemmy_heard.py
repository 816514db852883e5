"""What people write on a Lemmy server is heard, and answered as a comment or in private: never as a new post."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from smmdesk.model.delivery import Evidence, Op, PartKind, Receipt
from smmdesk.model.message import WRITTEN_BY, MessageKind
from smmdesk.model.private import IN_PRIVATE
from smmdesk.platforms.base import (
    Absent,
    CannotTell,
    ConnectorError,
    Published,
    ReadsBack,
    RefusedError,
    Said,
    UnclearError,
)
from smmdesk.system.clock import ManualClock
from tests.fakes.lemmy import FakeLemmy
from tests.fakes.lemmy_inbox import Thing
from tests.fakes.lemmy_newer import FakeNewerLemmy
from tests.platforms.accounts import Hurried
from tests.platforms.bench import Bench
from tests.platforms.direct import bench_at, signed_in
from tests.platforms.hearing import all_new, hear, parent_of


@pytest.fixture
def clock() -> ManualClock:
    return Hurried(datetime(2026, 11, 28, 10, 20, tzinfo=UTC))


@pytest.fixture(params=[FakeLemmy, FakeNewerLemmy], ids=["0.19", "1.0"])
def fake(clock: ManualClock, request: pytest.FixtureRequest) -> FakeLemmy:
    made: FakeLemmy = request.param(clock)
    return made


@pytest.fixture
def bench(fake: FakeLemmy, clock: ManualClock, tmp_path: Path) -> Bench:
    return signed_in(bench_at("lemmy", clock, tmp_path, fake), "password", server=fake.url, user="lucia")


@pytest.fixture
def post(fake: FakeLemmy, bench: Bench) -> Iterator[Thing]:
    made = Thing(fake.number(), 7, fake.now, name="Pane", body="Pane caldo", community_id=3)
    fake.posts.append(made)
    yield made
    assert fake.posts == [made], "no answer becomes a post"


# ------------------------------------------------------------------ hearing
async def test_replies_mentions_and_private_messages(fake: FakeLemmy, bench: Bench, post: Thing) -> None:
    mine = Thing(fake.number(), 7, fake.now, body="Domani", post_id=post.id)
    fake.comments.append(mine)
    reply = fake.reply(post.id, "Aperto <b>domani</b>?\n\nGrazie")
    below = fake.reply(post.id, "E dopo?", above=mine.id)
    mention = fake.reply(post.id, "Chiedi a @lucia", above=below.id, mention=True)
    secret = fake.write("Un segreto")
    told = {heard.remote_id: heard for heard in (await hear(bench)).messages if not heard.ours}
    first = told[f"comment-{reply.id}"]
    assert (first.kind, first.text) == (MessageKind.COMMENT, "Aperto <b>domani</b>?\n\nGrazie")
    assert (first.answers_remote_id, first.url) == (str(post.id), f"{fake.url}/comment/{reply.id}")
    assert (first.author.handle, first.author.url) == ("@anna@lontano.example", "https://lontano.example/u/anna")
    assert told[f"comment-{below.id}"].answers_remote_id == f"comment-{mine.id}"
    assert told[f"comment-{below.id}"].thread_remote_id == str(post.id)
    assert told[f"comment-{mention.id}"].kind is MessageKind.MENTION
    private = told[f"private-{secret.id}"]
    assert (private.kind, private.text, private.thread_remote_id) == (MessageKind.PRIVATE, "Un segreto", "")
    assert len(told) == 4


async def test_what_we_answer_there_is_told_as_ours(fake: FakeLemmy, bench: Bench, post: Thing) -> None:
    reply, anna, bea = fake.reply(post.id, "Aperto?"), fake.write("Ciao"), fake.write("Salve", who=11)
    below = Thing(fake.number(), 7, fake.now, body="Sì", post_id=post.id, above=reply.id)
    fake.comments.append(below)
    to_anna = Thing(fake.number(), 7, fake.now, body="Ciao Anna", recipient=9)
    fake.privates.append(to_anna)
    ours = {heard.remote_id: heard.answers_remote_id for heard in (await hear(bench)).messages if heard.ours}
    assert ours == {f"comment-{below.id}": f"comment-{reply.id}", f"private-{to_anna.id}": f"private-{anna.id}"}
    assert bea.creator != anna.creator


async def test_what_is_taken_back_or_changed_is_told_again(fake: FakeLemmy, bench: Bench, post: Thing) -> None:
    reply = fake.reply(post.id, "Aperto?")
    page = await hear(bench)
    assert [heard.removed for heard in page.messages] == [False]
    reply.body = "Aperto domani?"
    assert [heard.text for heard in (await hear(bench, page.cursor)).messages] == ["Aperto domani?"]
    reply.removed = True
    said = [heard.removed for heard in (await hear(bench, page.cursor)).messages]
    assert said == ([] if isinstance(fake, FakeNewerLemmy) else [True]), "version 1.0 leaves it out"


async def test_a_post_that_names_us_is_answered_by_a_comment_below_it(clock: ManualClock, tmp_path: Path) -> None:
    """Version 1.0 tells it; what is told to all who follow a post, and what moderators did, is said to nobody here."""
    fake = FakeNewerLemmy(clock)
    bench = bench_at("lemmy", clock, tmp_path, fake)
    await bench.sign_in("password", server=fake.url, user="lucia")
    named = fake.name("Il pane di @lucia")
    fake.posts.append(named)
    fake.subscribed.append((fake.number(), Thing(fake.number(), 9, fake.now, body="Ciao", post_id=named.id)))
    [heard] = (await hear(bench)).messages
    assert (heard.kind, heard.remote_id, heard.text) == (
        MessageKind.MENTION,
        str(named.id),
        "Il pane di @lucia\n\nCon @lucia",
    )
    await bench.publish(bench.job("Grazie!", parent=parent_of(heard)))
    assert [(each.body, each.post_id, each.above) for each in fake.comments] == [("Grazie!", named.id, 0)]


async def test_a_server_that_was_renewed_goes_on_being_heard(clock: ManualClock, tmp_path: Path) -> None:
    """It was 0.19 when the account signed in, and what was told then is told once."""
    old, fake = FakeLemmy(clock), FakeNewerLemmy(clock)
    bench = bench_at("lemmy", clock, tmp_path, fake)
    await bench.sign_in("password", server=fake.url, user="lucia")
    bench.account = replace(bench.account, reported={**bench.account.reported, "version": old.version})
    post = Thing(fake.number(), 7, fake.now, name="Pane", community_id=3)
    fake.posts.append(post)
    fake.reply(post.id, "Aperto?")
    kept = {"replies": {"told": [1], "newest": [], "page": 1}}  # as a version before this one of smmdesk wrote it
    page = await hear(bench, json.dumps(kept))
    assert [heard.text for heard in page.messages] == ["Aperto?"]
    assert not page.more


@pytest.mark.vector(75)
async def test_a_page_that_leads_to_itself_is_the_last(clock: ManualClock, tmp_path: Path) -> None:
    fake = FakeNewerLemmy(clock)
    bench = bench_at("lemmy", clock, tmp_path, fake)
    await bench.sign_in("password", server=fake.url, user="lucia")
    post = Thing(fake.number(), 7, fake.now, name="Pane", community_id=3)
    fake.posts.append(post)
    fake.reply(post.id, "Aperto?")
    cursor = (await hear(bench)).cursor
    row = {"notification": {"id": 4711, "kind": "reply"}, "data": {}}
    for items in ([], [row]):
        liar = fake.fail_next(fake.told_by, status=200, body={"items": items, "next_page": "self"}, times=50)
        told, cursor = await all_new(bench, cursor)
        assert (told, liar.times > 40) == ([], True)
        fake.http.forget_faults()
    assert {request.headers["host"] for request in fake.requests} == {fake.url.removeprefix("http://")}


@pytest.mark.parametrize("seed", range(4))
async def test_nobody_is_lost_while_the_lists_grow(seed: int, fake: FakeLemmy, bench: Bench, post: Thing) -> None:
    random = Random(seed)
    fake.reply(post.id, "Prima")
    cursor, there, told = (await hear(bench)).cursor, set[str](), set[str]()
    for _ in range(8):
        for _new in range(random.choice((0, 1, 30, 120))):
            there.add(f"comment-{fake.reply(post.id, 'Ciao', mention=random.random() < 0.3).id}")
        for _new in range(random.choice((0, 0, 60))):
            there.add(f"private-{fake.write('Ciao').id}")
        page = await hear(bench, cursor)
        told |= {heard.remote_id for heard in page.messages}
        cursor = page.cursor
    told |= {heard.remote_id for heard in (await all_new(bench, cursor))[0]}
    assert there <= told


async def test_a_row_that_is_none_is_passed_over(fake: FakeLemmy, bench: Bench, post: Thing) -> None:
    fake.reply(post.id, "Aperto?")
    rows = [{}, {"comment": {"id": "../1"}}, {"comment_reply": {"id": 1}, "comment": {"id": 2, "published": "soon"}}]
    fake.fail_next(fake.told_by, status=200, body={fake.rows_in: rows})
    page = await hear(bench)
    assert page.messages == ()
    assert len((await hear(bench, page.cursor)).messages) == 1
    for body in (b"[]", b"{}", b"<html>Wi-Fi</html>"):
        fake.fail_next(fake.told_by, status=200, body=body)
        with pytest.raises(ConnectorError):
            await hear(bench, page.cursor)


# ------------------------------------------------------------------ answering
async def test_an_answer_stands_below_the_comment(fake: FakeLemmy, bench: Bench, post: Thing) -> None:
    reply = fake.reply(post.id, "Aperto?")
    [heard] = (await hear(bench)).messages
    job, receipt = await bench.publish(bench.job("Sì, *dalle* sette", parent=parent_of(heard)))
    answer = fake.comments[-1]
    assert (answer.body, answer.post_id, answer.above) == ("Sì, \\*dalle\\* sette", post.id, reply.id)
    assert (receipt.id, receipt.url) == (f"comment-{answer.id}", f"{fake.url}/comment/{answer.id}")
    lost = bench.tried(replace(job, receipt=None))
    assert await bench.connector.look_up(bench.session(), lost) == Published(receipt)


async def test_a_private_message_is_answered_in_private(fake: FakeLemmy, bench: Bench, post: Thing) -> None:
    fake.write("Un segreto")
    [heard] = (await hear(bench)).messages
    job = await bench.prepared(bench.job("Resta tra noi", parent=parent_of(heard)))
    tried = bench.tried(job)
    assert await bench.connector.look_up(bench.session(), tried) == Absent()
    fake.fail_next(fake.private_by, method="POST", drop_after_accept=True)
    with pytest.raises(UnclearError):
        await bench.connector.commit(bench.session(), job)
    assert [(each.body, each.recipient) for each in fake.privates if each.creator == 7] == [("Resta tra noi", 9)]
    assert not fake.comments
    found = await bench.connector.look_up(bench.session(), tried)
    assert isinstance(found, Published)
    assert found.receipt.id == f"private-{fake.privates[-1].id}"


async def test_whoever_commented_is_answered_in_private(fake: FakeLemmy, bench: Bench, post: Thing) -> None:
    """In the same words as an answer that everybody reads, and each found in its own place."""
    fake.reply(post.id, "Quanto costa?")
    [heard] = (await all_new(bench))[0]
    told = replace(parent_of(heard), data={**heard.data, WRITTEN_BY: heard.author.remote_id})
    private = bench.job("Tre euro", parent=told, options={IN_PRIVATE: True})
    job = await bench.prepared(private)
    fake.fail_next(fake.private_by, method="POST", drop_after_accept=True)
    with pytest.raises(UnclearError):
        await bench.connector.commit(bench.session(), job)
    [sent] = fake.privates
    assert (sent.recipient, sent.body, len(fake.comments)) == (9, "Tre euro", 1)
    found = await bench.connector.look_up(bench.session(), bench.tried(job))
    assert isinstance(found, Published)
    assert found.receipt.id == f"private-{sent.id}"
    shown = await bench.prepared(bench.job("Tre euro", parent=told))
    assert await bench.connector.look_up(bench.session(), bench.tried(shown)) == Absent(by_words=True)
    gone = replace(job, op=Op.DELETE, receipt=found.receipt)
    await bench.connector.commit(bench.session(), gone)
    assert sent.deleted


async def test_whom_an_answer_is_for_nobody_knows_any_more(fake: FakeLemmy, bench: Bench, post: Thing) -> None:
    """What it answers was forgotten: it goes to nobody else, and a lost one is not told by its words alone."""
    fake.reply(post.id, "Quanto costa?")
    [heard] = (await all_new(bench))[0]
    told = parent_of(heard)
    told = replace(told, data={name: value for name, value in told.data.items() if name != WRITTEN_BY})
    nameless = bench.job("Tre euro", parent=told, options={IN_PRIVATE: True})
    for job in (replace(nameless, parent=None), nameless):
        with pytest.raises(RefusedError):
            await bench.connector.commit(bench.session(), job)
        fake.privates.append(Thing(fake.number(), 7, fake.now, body="Tre euro", recipient=9))
        with pytest.raises(RefusedError):  # which the desk takes for: nobody can tell
            await bench.connector.look_up(bench.session(), bench.tried(job))


@pytest.mark.parametrize("in_private", [False, True])
async def test_an_answer_that_another_copy_sent_with_its_own_photos_is_not_called_missing(
    in_private: bool, fake: FakeLemmy, bench: Bench, post: Thing
) -> None:
    _ = fake.write("Com'è fatta?") if in_private else fake.reply(post.id, "Com'è fatta?")
    [heard] = (await all_new(bench))[0]
    answer = bench.job("Così", parent=parent_of(heard), media=(bench.photo("Una [pagnotta]"),))
    await bench.publish(answer)
    anew = await bench.prepared(replace(answer, prepared={}))
    assert len(fake.files) == 2, "this copy laid the photo down anew"
    assert await bench.connector.look_up(bench.session(), bench.tried(anew)) == CannotTell()
    other = replace(anew, outgoing=replace(anew.outgoing, text="Così!"))
    assert await bench.connector.look_up(bench.session(), bench.tried(other)) == Absent(by_words=True)


@pytest.mark.parametrize("in_private", [False, True])
async def test_an_answer_has_photos_and_is_found_by_them(
    in_private: bool, fake: FakeLemmy, bench: Bench, post: Thing
) -> None:
    _ = fake.write("Com'è fatta?") if in_private else fake.reply(post.id, "Com'è fatta?")
    [heard] = (await all_new(bench))[0]
    photos = (bench.photo("Una [pagnotta]"), bench.photo("Di taglio", (32, 48)))
    job = await bench.prepared(bench.job("Così", parent=parent_of(heard), media=photos))
    lost = fake.private_by if in_private else "/api/v3/comment"
    fake.fail_next(lost, method="POST", drop_after_accept=True)
    with pytest.raises(UnclearError):
        await bench.connector.commit(bench.session(), job)
    first, second = fake.files
    made = (fake.privates if in_private else fake.comments)[-1]
    assert made.body == f"Così\n\n![Una \\[pagnotta\\]]({first})\n\n![Di taglio]({second})"
    found = await bench.connector.look_up(bench.session(), bench.tried(job))
    assert isinstance(found, Published)
    out = replace(job, receipt=found.receipt, prepared={}, parent=None)
    assert isinstance(bench.connector, ReadsBack)
    assert (await bench.connector.read_back(bench.session(), out)).same  # type: ignore[union-attr]
    edit = replace(out, op=Op.EDIT, key="2", outgoing=replace(out.outgoing, text="Così!"))
    await bench.connector.commit(bench.session(), await bench.prepared(edit))
    assert made.body == f"Così!\n\n![Una \\[pagnotta\\]]({first})\n\n![Di taglio]({second})"
    assert len(fake.files) == 2, "those that are there are used again"
    made.body = f"Così\n\n![Di taglio]({second})"
    assert not isinstance(await bench.connector.look_up(bench.session(), bench.tried(job)), Published)


async def test_the_same_words_elsewhere_are_not_the_lost_answer(fake: FakeLemmy, bench: Bench, post: Thing) -> None:
    """Below somebody else, below the post itself, or to another person."""
    anna, bea = fake.reply(post.id, "Buono!"), fake.reply(post.id, "Ottimo!", who=11)
    secret = fake.write("Grazie!", who=9)
    told = {heard.remote_id: heard for heard in (await hear(bench)).messages}
    to_anna = bench.tried(bench.job("Grazie!", parent=parent_of(told[f"comment-{anna.id}"])))
    for above in (bea.id, 0):
        fake.comments.append(Thing(fake.number(), 7, fake.now, body="Grazie!", post_id=post.id, above=above))
    assert await bench.connector.look_up(bench.session(), to_anna) == Absent()
    in_private = bench.tried(bench.job("Grazie!", parent=parent_of(told[f"private-{secret.id}"])))
    fake.privates.append(Thing(fake.number(), 7, fake.now, body="Grazie!", recipient=11))
    assert await bench.connector.look_up(bench.session(), in_private) == Absent()


@pytest.mark.parametrize("knows_parent", [True, False])
@pytest.mark.parametrize("private", [True, False])
async def test_an_answer_is_changed_and_taken_down_alone(
    private: bool, knows_parent: bool, fake: FakeLemmy, bench: Bench, post: Thing
) -> None:
    """Whoever looks at what is out knows its receipt alone, not what it answers."""
    if private:
        fake.write("Buono!")
    else:
        fake.reply(post.id, "Buono!")
    [heard] = (await hear(bench)).messages
    job, receipt = await bench.publish(bench.job("Grazie!", parent=parent_of(heard)))
    out = replace(job, parent=job.parent if knows_parent else None)
    verb, things = bench.connector, fake.privates if private else fake.comments
    assert isinstance(verb, ReadsBack)
    assert await verb.read_back(bench.session(), out) == Said("Grazie!", "Grazie!", same=True)
    edit = await bench.prepared(replace(out, op=Op.EDIT, key="2", outgoing=replace(job.outgoing, text="Grazie mille")))
    assert await verb.look_up(bench.session(), edit) == Absent()
    assert await verb.commit(bench.session(), edit) == Published(receipt)
    assert [each.body for each in things] == ["Buono!", "Grazie mille"]
    gone = replace(out, op=Op.DELETE)
    assert await verb.look_up(bench.session(), gone) == Absent()
    assert await verb.commit(bench.session(), gone) == Published(receipt)
    assert [each.deleted for each in (*things, post)] == [False, True, False]
    assert await verb.look_up(bench.session(), gone) == Published(receipt)
    things.clear()
    newer = isinstance(fake, FakeNewerLemmy)
    expected = CannotTell() if private and not newer else Published(receipt)
    assert await verb.look_up(bench.session(), gone) == expected, "one that is not in the list may lie further back"


@pytest.mark.parametrize("op", [Op.EDIT, Op.DELETE])
async def test_the_pasted_address_of_the_post_is_not_the_answer(
    op: Op, fake: FakeLemmy, bench: Bench, post: Thing
) -> None:
    fake.reply(post.id, "Buono!")
    [heard] = (await hear(bench)).messages
    pasted = Receipt(str(post.id), f"{fake.url}/post/{post.id}", evidence=Evidence.HUMAN)
    job = bench.job("Grazie!", parent=parent_of(heard), op=op, receipt=pasted)
    with pytest.raises(RefusedError) as caught:
        await bench.connector.commit(bench.session(), job)
    assert caught.value.problem.code == "not_known_there"
    assert (post.body, post.deleted) == ("Pane caldo", False)


async def test_a_first_comment_still_stands_below_the_post(fake: FakeLemmy, bench: Bench, post: Thing) -> None:
    root = Receipt(str(post.id))
    _, receipt = await bench.publish(bench.job("Uno", kind=PartKind.FIRST_COMMENT, root=root, parent=root))
    assert [(each.post_id, each.above) for each in fake.comments] == [(post.id, 0)]
    assert receipt.id == f"comment-{fake.comments[0].id}"
