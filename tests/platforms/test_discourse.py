"""Discourse against a fake that refuses what Discourse refuses: an id of ours, moderators, answers below."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]
import pytest

from smmdesk.model.content import Poll
from smmdesk.model.delivery import Op, PartKind, Receipt
from smmdesk.model.problem import ProblemError
from smmdesk.platforms.base import (
    Absent,
    Accepted,
    CannotTell,
    ConnectorError,
    NotSentError,
    Published,
    ReadsBack,
    RefusedError,
    Said,
    SignedOutError,
    UnclearError,
)
from smmdesk.system.clock import ManualClock
from tests.fakes.discourse import FakeDiscourse
from tests.fakes.openapi import document
from tests.fakes.small import SmallFake
from tests.platforms.accounts import Hurried
from tests.platforms.bench import Bench
from tests.platforms.direct import bench_at, signed_in


@pytest.fixture
def clock() -> ManualClock:
    return Hurried(datetime(2026, 11, 28, 10, 20, tzinfo=UTC))


@pytest.fixture
def fake(clock: ManualClock) -> FakeDiscourse:
    return FakeDiscourse(clock)


@pytest.fixture
def stranger(fake: FakeDiscourse, clock: ManualClock, tmp_path: Path) -> Bench:
    """Not signed in yet."""
    return bench_at("discourse", clock, tmp_path, fake)


@pytest.fixture
def bench(stranger: Bench, fake: FakeDiscourse) -> Bench:
    return signed_in(stranger, fake.key, server=fake.url, user="@lucia")


# ------------------------------------------------------------------ signing in
async def test_signing_in(fake: FakeDiscourse, bench: Bench) -> None:
    host = fake.url.removeprefix("http://")
    account = bench.account
    assert (account.remote_id, account.name, account.handle) == (f"5@{host}", "Lucia", "lucia")
    assert account.reported == {
        "categories": [["", "–"], ["3", "Ricette"]], "text_min": 5, "text_max": 32000, "image_max_bytes": 4_194_304,
    }  # fmt: skip
    assert await bench.connector.who_am_i(bench.session()) == account
    await bench.connector.sign_out(bench.session())


async def test_a_forum_that_does_not_tell_its_settings(fake: FakeDiscourse, stranger: Bench) -> None:
    fake.fail_next("/site/settings.json", status=404, body=b"<html>")
    await stranger.sign_in(fake.key, server=fake.url, user="lucia")
    assert list(stranger.account.reported) == ["categories"]


@pytest.mark.parametrize(("key", "user"), [("wrong", "lucia"), ("", "anna")])
async def test_a_key_that_is_not_theirs(key: str, user: str, fake: FakeDiscourse, stranger: Bench) -> None:
    with pytest.raises(ProblemError) as caught:
        await stranger.sign_in(key or fake.key, server=fake.url, user=user)
    assert caught.value.problem.code == "sign_in_refused"


async def test_there_is_no_forum(fake: FakeDiscourse, stranger: Bench) -> None:
    fake.fail_next("/site/basic-info.json", status=200, body="<html>A shop</html>")
    with pytest.raises(ProblemError) as caught:
        await stranger.sign_in(fake.key, server=fake.url, user="lucia")
    assert caught.value.problem.code == "address_not_found"
    assert all("api-key" not in request.headers for request in fake.requests), "no key for strangers"


async def test_a_key_that_was_taken_back(fake: FakeDiscourse, bench: Bench) -> None:
    job = await bench.prepared(bench.job("Pane caldo", title="Pane caldo"))
    fake.key = "other"
    with pytest.raises(SignedOutError):
        await bench.connector.commit(bench.session(), job)
    with pytest.raises(SignedOutError):
        await bench.prepared(job)
    with pytest.raises(SignedOutError):
        await bench.connector.who_am_i(bench.session())


# ------------------------------------------------------------------ publishing
async def test_a_topic(fake: FakeDiscourse, bench: Bench) -> None:
    photo = bench.photo("Il [banco] | qui")
    job = bench.job(
        "Caldo *subito*\nsul banco",
        title="Pane caldo",
        link="https://forno.example/x_y",
        media=(photo,),
        options={"category": "ricette", "tags": "#pane, forno, a, b, c, d"},
    )
    _, receipt = await bench.publish(job)
    [topic] = fake.topics
    [short] = fake.files
    assert (topic.title, topic.category, topic.tags) == ("Pane caldo", 3, ["pane", "forno", "a", "b", "c"])
    assert topic.posts[0].raw == (
        f"Caldo \\*subito\\*  \nsul banco\n\n![Il \\[banco\\] \\| qui|64x48]({short})\n\nhttps://forno.example/x_y"
    )
    assert fake.files[short] == photo.path.read_bytes()
    assert (receipt.id, receipt.url) == (str(topic.id), f"{fake.url}/t/pane-caldo/{topic.id}")
    assert receipt.data["post"] == topic.posts[0].id


async def test_the_body_is_as_discourse_describes_it(fake: FakeDiscourse, bench: Bench) -> None:
    path = document("discourse-openapi.json")
    if path is None:
        pytest.skip("SMMDESK_SPECS names no folder with discourse-openapi.json")
    await bench.publish(bench.job("Pane caldo", title="Pane caldo", options={"category": "3"}))
    described = json.loads(path.read_text("utf-8"))["paths"]["/posts.json"]["post"]["requestBody"]["content"]
    [request] = fake.asked("POST", "/posts.json")
    jsonschema.validate(request.json(), described["application/json"]["schema"])


async def test_a_poll(fake: FakeDiscourse, bench: Bench) -> None:
    job = bench.job("Quale?", title="Pane caldo")
    poll = Poll(("Classico *", "Al cioccolato"), 60, many=True, hides_totals=True)
    await bench.publish(replace(job, outgoing=replace(job.outgoing, poll=poll)))
    assert fake.posts[0].raw == (
        "Quale?\n\n[poll type=multiple min=1 max=2 results=on_close close=2026-11-28T11:20:00.000Z]\n"
        "* Classico \\*\n* Al cioccolato\n[/poll]"
    )


async def test_a_category_that_is_not_there(bench: Bench) -> None:
    with pytest.raises(RefusedError) as caught:
        await bench.prepared(bench.job("Pane caldo", title="Pane caldo", options={"category": "Staff"}))
    assert caught.value.problem.code == "option_not_offered"


async def test_publishing_twice_is_publishing_once(fake: FakeDiscourse, bench: Bench) -> None:
    job = await bench.prepared(bench.job("Pane caldo", title="Pane caldo"))
    first = await bench.connector.commit(bench.session(), job)
    again = await bench.connector.commit(bench.session(), job)
    assert isinstance(first, Published)
    assert isinstance(again, Published)
    assert again.receipt.id == first.receipt.id
    assert len(fake.topics) == 1


async def test_the_same_words_as_another_topic_are_refused(fake: FakeDiscourse, bench: Bench) -> None:
    await bench.publish(bench.job("Pane caldo", title="Pane caldo"))
    job = await bench.prepared(bench.job("Pane caldo", title="Pane caldo"))
    with pytest.raises(RefusedError) as caught:
        await bench.connector.commit(bench.session(), job)
    assert caught.value.problem.values["said"] == "Body is too similar to what you recently posted"


async def test_what_waits_for_a_moderator_is_not_out(fake: FakeDiscourse, bench: Bench) -> None:
    fake.moderated = True
    job = await bench.prepared(bench.job("Pane caldo", title="Pane caldo"))
    assert isinstance(await bench.connector.commit(bench.session(), job), Accepted)
    assert isinstance(await bench.connector.poll(bench.session(), job), Accepted)
    fake.approve()
    found = await bench.connector.poll(bench.session(), job)
    assert isinstance(found, Published)
    assert found.receipt.id == str(fake.topics[0].id)


async def test_a_first_answer(fake: FakeDiscourse, bench: Bench) -> None:
    _, root = await bench.publish(bench.job("Pane caldo", title="Pane caldo"))
    job = bench.job("1. Il primo", kind=PartKind.FIRST_COMMENT, root=root, parent=root)
    fresh = bench.tried(job)
    assert await bench.connector.look_up(bench.session(), fresh) == CannotTell(), "never sent again by itself"
    job, receipt = await bench.publish(job)
    assert fake.posts[1].raw == "1\\. Il primo"
    assert (receipt.id, receipt.url) == (f"{root.id}/2", f"{fake.url}/t/pane-caldo/{root.id}/2")
    found = await bench.connector.look_up(bench.session(), fresh)
    assert isinstance(found, Published)
    assert found.receipt.id == receipt.id
    await bench.connector.commit(bench.session(), replace(job, receipt=None))
    assert await bench.connector.look_up(bench.session(), fresh) == CannotTell(two_alike=True)
    gone = replace(job, op=Op.DELETE)
    assert await bench.connector.look_up(bench.session(), gone) == Absent()
    assert await bench.connector.commit(bench.session(), gone) == Published(receipt)
    assert await bench.connector.look_up(bench.session(), gone) == Published(receipt)


# ------------------------------------------------------------------ what went wrong
@pytest.mark.parametrize(
    ("status", "error", "code"),
    [
        (400, RefusedError, "refused"),
        (403, RefusedError, "may_not_publish"),
        (413, RefusedError, "refused"),
        (422, RefusedError, "refused"),
        (429, NotSentError, "busy"),
        (500, UnclearError, "unknown_outcome"),
        (503, UnclearError, "unknown_outcome"),
    ],
)
async def test_errors_of_the_one_call(
    status: int, error: type[ConnectorError], code: str, fake: FakeDiscourse, bench: Bench
) -> None:
    job = await bench.prepared(bench.job("Pane caldo", title="Pane caldo"))
    kind = "invalid_access" if status == 403 else "rate_limit"
    fake.fail_next("/posts.json", status=status, body={"errors": ["So <b>e</b> così"], "error_type": kind})
    with pytest.raises(error) as caught:
        await bench.connector.commit(bench.session(), job)
    assert caught.value.problem.code == code
    if code == "refused":
        assert caught.value.problem.values["said"] == "So e così"


async def test_a_photo_that_the_forum_does_not_take(bench: Bench) -> None:
    photo = bench.photo()
    photo.path.write_bytes(b"no photo")
    with pytest.raises(RefusedError) as caught:
        await bench.prepared(bench.job("Pane caldo", title="Pane caldo", media=(photo,)))
    assert str(caught.value.problem.values["said"]).startswith("vetrina.jpg: Sorry")


@pytest.mark.parametrize("body", [b"[]", b"{}", b'{"id": 1}', b'{"id": {}, "topic_id": 1}', b"<html>"])
async def test_strange_answers_decide_nothing(body: bytes, fake: FakeDiscourse, bench: Bench) -> None:
    job = await bench.prepared(bench.job("Pane caldo", title="Pane caldo"))
    fake.fail_next("/posts.json", status=200, body=body)
    with pytest.raises(UnclearError):
        await bench.connector.commit(bench.session(), job)
    fake.fail_next("/t/external_id/*", status=200, body=body)
    with pytest.raises(ConnectorError):
        await bench.connector.look_up(bench.session(), bench.tried(job))


async def test_a_redirect_gets_no_key(fake: FakeDiscourse, clock: ManualClock, tmp_path: Path) -> None:
    elsewhere = SmallFake(clock)
    bench = bench_at("discourse", clock, tmp_path, fake, elsewhere)
    await bench.sign_in(fake.key, server=fake.url, user="lucia")
    job = await bench.prepared(bench.job("Pane caldo", title="Pane caldo"))
    fake.fail_next("/t/external_id/*", status=302, headers={"Location": f"{elsewhere.url}/"})
    with pytest.raises(RefusedError) as caught:
        await bench.connector.look_up(bench.session(), job)
    assert caught.value.problem.code == "address_changed"
    assert elsewhere.requests == []


# ------------------------------------------------------------------ looking and afterwards
async def test_a_lost_answer_is_found_by_our_id(fake: FakeDiscourse, bench: Bench) -> None:
    job = await bench.prepared(bench.job("Pane caldo", title="Pane caldo"))
    assert await bench.connector.look_up(bench.session(), bench.tried(job)) == Absent()
    fake.fail_next("/posts.json", drop_after_accept=True)
    with pytest.raises(UnclearError):
        await bench.connector.commit(bench.session(), job)
    found = await bench.connector.look_up(bench.session(), bench.tried(job))
    assert isinstance(found, Published)
    assert found.receipt.id == str(fake.topics[0].id)


async def test_reading_back(fake: FakeDiscourse, bench: Bench) -> None:
    reader = bench.connector
    assert isinstance(reader, ReadsBack)
    job, _ = await bench.publish(bench.job("*Pane* caldo", title="Pane caldo", media=(bench.photo(),)))
    said = await reader.read_back(bench.session(), job)
    assert said == Said("*Pane* caldo", "*Pane* caldo", same=True)
    fake.posts[0].raw = "Pane di ieri"
    assert await reader.read_back(bench.session(), job) == Said("Pane di ieri", "*Pane* caldo", same=False)
    fake.topics[0].deleted = True
    assert await reader.read_back(bench.session(), job) == Absent()


async def test_a_topic_that_was_deleted_is_gone_also_to_who_could_see_it(fake: FakeDiscourse, bench: Bench) -> None:
    """Discourse says 410 then; the page of something else with that status is no proof."""
    reader = bench.connector
    assert isinstance(reader, ReadsBack)
    job, _ = await bench.publish(bench.job("*Pane* caldo", title="Pane caldo"))
    fake.fail_next("/*", status=410, body={"errors": ["gone"], "error_type": "not_found"})
    assert await reader.read_back(bench.session(), job) == Absent()
    fake.fail_next("/*", status=410, body="<html>closed</html>")
    with pytest.raises(NotSentError):
        await reader.read_back(bench.session(), job)


@pytest.mark.parametrize("pasted", [False, True])
async def test_editing(pasted: bool, fake: FakeDiscourse, bench: Bench) -> None:
    job, receipt = await bench.publish(bench.job("Pane caldo", title="Pane caldo"))
    receipt = Receipt(receipt.id) if pasted else receipt
    edit = replace(job, op=Op.EDIT, receipt=receipt, outgoing=replace(job.outgoing, text="Pane alle otto"))
    edit = await bench.prepared(replace(edit, key="2", prepared={}))
    assert await bench.connector.look_up(bench.session(), bench.tried(edit)) == Absent()
    answer = await bench.connector.commit(bench.session(), edit)
    assert isinstance(answer, Published)
    assert answer.receipt.id == receipt.id
    assert fake.posts[0].raw == "Pane alle otto"
    assert isinstance(await bench.connector.look_up(bench.session(), bench.tried(edit)), Published)
    fake.topics.clear()
    assert await bench.connector.look_up(bench.session(), bench.tried(edit)) == CannotTell()
    if pasted:
        with pytest.raises(RefusedError) as caught:
            await bench.connector.commit(bench.session(), edit)
        assert caught.value.problem.code == "removed_there"


async def test_deleting(fake: FakeDiscourse, bench: Bench, clock: ManualClock) -> None:
    job, receipt = await bench.publish(bench.job("Pane caldo", title="Pane caldo"))
    clock.advance(timedelta(hours=1))
    gone = replace(job, op=Op.DELETE)
    assert await bench.connector.look_up(bench.session(), gone) == Absent()
    fake.fail_next("/t/*", method="DELETE", status=200, body="<html>Wi-Fi</html>")
    with pytest.raises(UnclearError):
        await bench.connector.commit(bench.session(), gone)
    assert await bench.connector.commit(bench.session(), gone) == Published(receipt)
    assert not fake.posts
    assert await bench.connector.look_up(bench.session(), gone) == Published(receipt)
    assert await bench.connector.commit(bench.session(), gone) == Published(receipt), "what is gone is gone"
