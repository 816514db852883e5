"""Bluesky against its own reference server (PDS) and PLC directory; the wire's faults through a proxy of our own."""

import base64
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from smmdesk.model.delivery import Op, PartKind, Receipt
from smmdesk.model.problem import ProblemError
from smmdesk.platforms.base import (
    Absent,
    CannotTell,
    Card,
    Job,
    NotSentError,
    Published,
    RefusedError,
    UnclearError,
)
from smmdesk.platforms.bluesky.records import GATE
from smmdesk.platforms.fetch import Fetcher, FetchError, LinkCard
from smmdesk.platforms.telling import PublishedThere
from smmdesk.system.clock import SystemClock
from tests.platforms.accounts import Faulty, at_bluesky
from tests.platforms.bench import bench_of, not_ready
from tests.servers.bluesky import BlueskyServer
from tests.servers.faults import FaultServer, Match

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
)


# ------------------------------------------------------------------ signing in
async def test_signing_in_with_an_app_password(bluesky_server: BlueskyServer, tmp_path: Path) -> None:
    async with at_bluesky(bluesky_server, tmp_path) as bench:
        assert bench.account.remote_id == bluesky_server.alice.did
        assert bench.account.handle == "@alice.test"
        assert bench.account.server == bluesky_server.url
        assert bench.account.url == "https://bsky.app/profile/alice.test"
        assert await bench.connector.who_am_i(bench.session()) == bench.account


async def test_the_server_is_found_by_the_name(
    bluesky_server: BlueskyServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.platforms import bench as bench_module

    facts = bench_module.facts_of("bluesky")
    endpoints = {**facts.endpoints, "entry": bluesky_server.url, "plc": bluesky_server.plc_url}
    monkeypatch.setattr(bench_module, "facts_of", lambda _key, _folder=None: replace(facts, endpoints=endpoints))
    async with bench_of("bluesky", SystemClock(), tmp_path) as bench:
        for user in ("@Alice.test", bluesky_server.alice.did):
            await bench.sign_in(bluesky_server.app_password(bluesky_server.alice), user=user)
            assert bench.account.server == bluesky_server.url
        with pytest.raises(ProblemError) as caught:
            await bench.sign_in("x", user="nobody.test")
        assert caught.value.problem.code == "sign_in_refused"


@pytest.mark.parametrize(
    ("secret", "fields", "code"),
    [
        ("aaaa-bbbb-cccc-dddd", {"user": "alice.test"}, "sign_in_refused"),
        ("aaaa-bbbb-cccc-dddd", {"user": "nobody.test"}, "sign_in_refused"),
        ("x", {"user": "alice.test", "server": "nothing.invalid"}, "address_not_found"),
    ],
)
async def test_wrong_sign_ins(
    bluesky_server: BlueskyServer, tmp_path: Path, secret: str, fields: dict[str, str], code: str
) -> None:
    async with bench_of("bluesky", SystemClock(), tmp_path) as bench:
        with pytest.raises((ProblemError, NotSentError)) as caught:
            await bench.sign_in(secret, **{"server": bluesky_server.url, **fields})
    assert caught.value.problem.code in (code, "offline")


async def test_a_second_factor_asks_for_an_app_password(tmp_path: Path) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(401, json={"error": "AuthFactorTokenRequired", "message": "code"})

    async with bench_of("bluesky", SystemClock(), tmp_path, httpx.MockTransport(answer)) as bench:
        with pytest.raises(ProblemError) as caught:
            await bench.sign_in("main password", user="a.example", server="https://pds.example")
    assert caught.value.problem.code == "second_factor"


# ------------------------------------------------------------------ publishing
async def test_text_with_links_tags_and_mentions(bluesky_server: BlueskyServer, tmp_path: Path) -> None:
    async with at_bluesky(bluesky_server, tmp_path) as bench:
        text = "Caffè ☕ https://a.example #pane @bob.test @nobody.test"
        _, receipt = await bench.publish(bench.job(text, language="it"))
    found = bluesky_server.get_record(receipt.id)
    assert found is not None
    record = found["value"]
    assert (record["text"], record["langs"]) == (text, ["it"])
    kinds = [facet["features"][0]["$type"].rpartition("#")[2] for facet in record["facets"]]
    assert kinds == ["link", "tag", "mention"]
    assert record["facets"][2]["features"][0]["did"] == bluesky_server.bob.did
    assert receipt.data["cid"] == found["cid"]
    assert receipt.url.startswith(f"https://bsky.app/profile/{bluesky_server.alice.did}/post/")


async def test_photos_with_descriptions(bluesky_server: BlueskyServer, tmp_path: Path) -> None:
    async with at_bluesky(bluesky_server, tmp_path) as bench:
        photos = (bench.photo("uno", size=(80, 60)), bench.photo("", color="red"))
        _, receipt = await bench.publish(bench.job("Due", media=photos))
    found = bluesky_server.get_record(receipt.id)
    assert found is not None
    images = found["value"]["embed"]["images"]
    assert [image["alt"] for image in images] == ["uno", ""]
    assert images[0]["aspectRatio"] == {"width": 80, "height": 60}
    assert bluesky_server.get_blob(bluesky_server.alice, images[0]["image"]) == photos[0].path.read_bytes()


async def test_a_thread_and_its_first_comment(bluesky_server: BlueskyServer, tmp_path: Path) -> None:
    async with at_bluesky(bluesky_server, tmp_path) as bench:
        due = bench.clock.now()
        _, root = await bench.publish(bench.job("1", due=due))
        _, second = await bench.publish(bench.job("2", kind=PartKind.THREAD, root=root, parent=root, due=due))
        _, third = await bench.publish(bench.job("3", kind=PartKind.THREAD, root=root, parent=second, due=due))
        linked = Receipt(root.id.rsplit("/", 1)[-1])  # a person gave the link; its cid is read
        _, comment = await bench.publish(bench.job("c", kind=PartKind.FIRST_COMMENT, root=linked, parent=linked))
    values = [bluesky_server.get_record(receipt.id)["value"] for receipt in (root, second, third, comment)]  # type: ignore[index]
    assert "reply" not in values[0]
    assert [value["reply"]["parent"]["uri"] for value in values[1:]] == [root.id, second.id, root.id]
    assert {value["reply"]["root"]["uri"] for value in values[1:]} == {root.id}
    assert values[3]["reply"]["root"]["cid"] == root.data["cid"]
    times = [value["createdAt"] for value in values]
    assert times == sorted(set(times))


class Pages(Fetcher):
    """The internet of this test."""

    def __init__(self, card: LinkCard | None) -> None:
        self._found = card

    async def card(self, url: str) -> LinkCard:
        if self._found is None:
            raise FetchError("no")
        return self._found

    async def image(self, url: str) -> tuple[bytes, str]:
        if "missing" in url:
            raise FetchError("no")
        return PNG, "image/png"


@pytest.mark.parametrize(
    ("card", "title", "thumb"),
    [
        (LinkCard("https://a.example/x", "Il forno", "Ogni mattina", "https://a.example/i.png"), "Il forno", True),
        (LinkCard("https://a.example/x", "Il forno", "", "https://a.example/missing.png"), "Il forno", False),
        (None, "a.example", False),
    ],
)
async def test_the_card_of_a_link(
    bluesky_server: BlueskyServer, tmp_path: Path, card: LinkCard | None, title: str, thumb: bool
) -> None:
    async with at_bluesky(bluesky_server, tmp_path, fetch=Pages(card)) as bench:
        _, receipt = await bench.publish(bench.job("Leggi", link="https://a.example/x"))
    found = bluesky_server.get_record(receipt.id)
    assert found is not None
    external = found["value"]["embed"]["external"]
    assert (external["uri"], external["title"], "thumb" in external) == ("https://a.example/x", title, thumb)


async def test_a_computer_that_just_woke_up_makes_no_bare_card(bluesky_server: BlueskyServer, tmp_path: Path) -> None:
    """The page and the account's own server are away alike: it is tried again."""
    async with at_bluesky(bluesky_server, tmp_path, fetch=Pages(None)) as bench:
        with FaultServer(bluesky_server.url) as way:
            there, bench.account = bench.account, replace(bench.account, server=way.url)
            way.play("reset before accept", Match("GET", r"getSession"), times=0)
            job = await not_ready(bench, bench.job("Leggi", link="https://a.example/x"))
        bench.account, bench.fetch = there, Pages(LinkCard("https://a.example/x", "Il forno", "", ""))
        _, receipt = await bench.publish(job)
    found = bluesky_server.get_record(receipt.id)
    assert found is not None
    assert found["value"]["embed"]["external"]["title"] == "Il forno"


def with_card(job: Job, card: Card) -> Job:
    return replace(job, outgoing=replace(job.outgoing, card=card))


@pytest.mark.statement(17)
async def test_a_link_in_the_words_gets_a_card_with_what_a_person_put_in_its_place(
    bluesky_server: BlueskyServer, tmp_path: Path
) -> None:
    pages = Pages(LinkCard("https://a.example/x", "Il forno", "Ogni mattina", "https://a.example/i.png"))
    async with at_bluesky(bluesky_server, tmp_path, fetch=pages) as bench:
        own = Card("Natale al forno", picture=bench.photo("", color="red"))
        _, receipt = await bench.publish(with_card(bench.job("Leggi https://a.example/x"), own))
        _, bare = await bench.publish(with_card(bench.job("E https://a.example/y"), Card(shown=False)))
    found, without = bluesky_server.get_record(receipt.id), bluesky_server.get_record(bare.id)
    assert found is not None
    assert without is not None
    external = found["value"]["embed"]["external"]
    assert (external["title"], external["description"]) == ("Natale al forno", "Ogni mattina")
    assert own.picture is not None
    assert bluesky_server.get_blob(bluesky_server.alice, external["thumb"]) == own.picture.path.read_bytes()
    assert "embed" not in without["value"]


@pytest.mark.parametrize(("wish", "rules"), [("nobody", []), ("mentioned", [f"{GATE}#mentionRule"])])
async def test_who_can_reply_goes_out_with_the_post(
    bluesky_server: BlueskyServer, tmp_path: Path, wish: str, rules: list[str]
) -> None:
    async with at_bluesky(bluesky_server, tmp_path) as bench:
        job, receipt = await bench.publish(bench.job("Solo lettura", options={"reply_control": wish}))
        gate = bluesky_server.get_record(receipt.id.replace("app.bsky.feed.post", GATE))
        assert gate is not None
        assert gate["value"]["post"] == receipt.id
        assert [rule["$type"] for rule in gate["value"]["allow"]] == rules
        assert isinstance(await bench.connector.look_up(bench.session(), bench.tried(job)), Published)


@pytest.mark.fault(57)
async def test_refusals_name_the_reason(bluesky_server: BlueskyServer, tmp_path: Path) -> None:
    async with at_bluesky(bluesky_server, tmp_path) as bench:
        with pytest.raises(RefusedError) as caught:
            await bench.publish(bench.job("x" * 301))
    assert "300" in str(caught.value.problem.values["said"])


async def test_delete_is_safe_to_repeat(bluesky_server: BlueskyServer, tmp_path: Path) -> None:
    async with at_bluesky(bluesky_server, tmp_path) as bench:
        job, receipt = await bench.publish(bench.job("Via"))
        job = replace(job, op=Op.DELETE)
        assert await bench.connector.look_up(bench.session(), job) == Absent()
        for _ in range(2):
            assert await bench.connector.commit(bench.session(), job) == Published(receipt)
        assert isinstance(await bench.connector.look_up(bench.session(), job), Published)
        with pytest.raises(RefusedError):
            await bench.connector.commit(bench.session(), replace(job, op=Op.EDIT))
    assert bluesky_server.get_record(receipt.id) is None


# ------------------------------------------------------------------ lost answers
@pytest.mark.fault(22)
@pytest.mark.parametrize("arrives", [True, False])
@pytest.mark.parametrize(
    ("method", "details"),
    [
        ("com.atproto.repo.createRecord", {}),
        ("com.atproto.repo.applyWrites", {"options": {"reply_control": "nobody"}}),
    ],
)
async def test_a_lost_answer_is_one_question(
    bluesky_server: BlueskyServer, tmp_path: Path, method: str, details: dict[str, Any], arrives: bool
) -> None:
    way = Faulty()
    account = bluesky_server.create_account(f"lost{arrives}{len(method)}.test".lower())
    async with at_bluesky(bluesky_server, tmp_path, account, transport=way) as bench:
        job = await bench.prepared(bench.job("Una volta sola", media=(bench.photo(),), **details))
        way.lose = (method, arrives)
        with pytest.raises(UnclearError):
            await bench.connector.commit(bench.session(), job)
        found = await bench.connector.look_up(bench.session(), bench.tried(job))
        assert isinstance(found, Published if arrives else Absent)
        if arrives:
            with pytest.raises((UnclearError, RefusedError)):  # the same key again: the server refuses a second one
                await bench.connector.commit(bench.session(), job)
        else:
            found = await bench.connector.commit(bench.session(), job)
        assert isinstance(found, Published)
        [record] = bluesky_server.list_records(account)
        assert record["uri"] == found.receipt.id
    await way.end()


async def test_somebody_elses_record_under_our_key(bluesky_server: BlueskyServer, tmp_path: Path) -> None:
    async with at_bluesky(bluesky_server, tmp_path) as bench:
        job, _ = await bench.publish(bench.job("Questo"))
        frozen: Any = job.prepared["record"]
        other = {**frozen["value"]["record"], "text": "Altro"}
        changed = {"for": job.key, "value": {**frozen["value"], "record": other}}
        job = replace(job, prepared={**job.prepared, "record": changed})
        assert await bench.connector.look_up(bench.session(), job) == CannotTell()
        assert await bench.connector.look_up(bench.session(), bench.job("nie")) == Absent()


@pytest.mark.fault(3)
async def test_a_frozen_record_stays_the_same(bluesky_server: BlueskyServer, tmp_path: Path) -> None:
    async with at_bluesky(bluesky_server, tmp_path) as bench:
        job = await bench.prepared(bench.job("Uguale", media=(bench.photo(),)))
        again = await bench.prepared(job)
        assert again.prepared == job.prepared
        blob: Any = job.prepared["blob:0"]
        long_ago = blob["value"]["at_us"] - round(timedelta(hours=1) / timedelta(microseconds=1))
        stale = {"for": job.key, "value": {**blob["value"], "at_us": long_ago}}
        later = await bench.prepared(replace(job, prepared={**job.prepared, "blob:0": stale}))
        assert later.prepared["blob:0"] != stale
        assert later.prepared["record"] == job.prepared["record"]
        assert (await bench.prepared(replace(job, key="another"))).prepared["record"] != job.prepared["record"]


async def test_a_file_that_is_gone_there_is_sent_again_and_holds_nothing_back(
    bluesky_server: BlueskyServer, tmp_path: Path
) -> None:
    """The server refuses the whole post, which it does not keep; the next try begins once the files count as old."""
    async with at_bluesky(bluesky_server, tmp_path) as bench:
        job = await bench.prepared(bench.job("Pane", media=(bench.photo(),)))
        frozen: Any = job.prepared["record"]
        gone = json.loads(json.dumps(frozen))
        link = gone["value"]["record"]["embed"]["images"][0]["image"]["ref"]
        link["$link"] = "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku"
        with pytest.raises(NotSentError) as caught:
            await bench.connector.commit(bench.session(), replace(job, prepared={**job.prepared, "record": gone}))
        assert caught.value.retry_after_s == 600
        assert await bench.connector.look_up(bench.session(), bench.tried(job)) == Absent()


async def test_the_picture_of_a_card_is_sent_again_too_or_left_out_where_its_page_has_none(
    bluesky_server: BlueskyServer, tmp_path: Path
) -> None:
    async with at_bluesky(bluesky_server, tmp_path) as bench:
        link, own = "https://forno.example/", bench.photo()
        job = await bench.prepared(bench.job("Vedi", link=link, card=Card("Mio", "", own)))
        thumb: Any = job.prepared["thumb"]
        stale = {"for": job.key, "value": {**thumb["value"], "at_us": 0}}
        again = await bench.prepared(replace(job, prepared={**job.prepared, "thumb": stale}))
        assert again.prepared["thumb"] != stale
        assert again.prepared["record"] == job.prepared["record"], "the same bytes have the same name"
        page = replace(job, outgoing=replace(job.outgoing, card=None), prepared={**job.prepared, "thumb": stale})
        later = await bench.prepared(page)
        bare: Any = later.prepared["record"]
        assert "thumb" not in bare["value"]["record"]["embed"]["external"]
        made = await bench.connector.commit(bench.session(), again)
        assert isinstance(made, Published)
        with pytest.raises((RefusedError, UnclearError)):  # a try of before was heard after all: never a second post
            await bench.connector.commit(bench.session(), later)
        found = await bench.connector.look_up(bench.session(), bench.tried(later))
        assert isinstance(found, Published)
        assert found.receipt.id == made.receipt.id


# ------------------------------------------------------------------ what went live without us
@pytest.mark.fault(93)
async def test_what_the_account_published_lately_is_told(bluesky_server: BlueskyServer, tmp_path: Path) -> None:
    """From another app, and from one whose record is no post: that one is passed over, and so are answers."""
    account = bluesky_server.create_account("altra-mano.test")
    now = SystemClock().now()
    record = {"$type": "app.bsky.feed.post", "text": "Pane <caldo>", "createdAt": now.isoformat()}
    made = bluesky_server.create_record(account, record)
    ref = {"uri": made["uri"], "cid": made["cid"]}
    bluesky_server.create_record(account, {**record, "reply": {"root": ref, "parent": ref}})
    bluesky_server.create_record(account, {**record, "createdAt": (now - timedelta(days=3)).isoformat()})
    async with at_bluesky(bluesky_server, tmp_path, account) as bench:
        verb = bench.connector
        assert isinstance(verb, PublishedThere)
        found = await verb.published_there(bench.session(), now - timedelta(hours=24))
    assert [(post.remote_id, post.words) for post in found] == [(made["uri"], "Pane <caldo>")]
    assert found[0].url == f"https://bsky.app/profile/{account.did}/post/{made['uri'].rsplit('/', 1)[-1]}"
