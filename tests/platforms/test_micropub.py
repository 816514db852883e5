"""Micropub against a site that refuses what such a site refuses, and keeps no key of ours."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from smmdesk.model.delivery import Op, Receipt
from smmdesk.model.problem import Problem, ProblemError
from smmdesk.platforms import facts_of
from smmdesk.platforms.answers import Answer as Read
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import (
    Absent,
    Accepted,
    CannotTell,
    ConnectorError,
    NotSentError,
    Picture,
    Published,
    RefusedError,
    SignedOutError,
    UnclearError,
)
from smmdesk.platforms.micropub.entries import words_in
from smmdesk.platforms.micropub.site import rels_of
from smmdesk.system.clock import ManualClock
from tests.fakes.micropub import PASTED, FakeMicropub
from tests.platforms.bench import Bench, bench_of

NOW = datetime(2026, 11, 18, 10, 20, tzinfo=UTC)
LINK = "https://forno.example/pane"


@pytest.fixture
def micropub() -> Iterator[FakeMicropub]:
    with FakeMicropub(lambda: NOW) as fake:
        yield fake


@asynccontextmanager
async def signed_in(fake: FakeMicropub, folder: Path) -> AsyncIterator[Bench]:
    async with bench_of("micropub", ManualClock(NOW), folder) as bench:
        await bench.sign_in(PASTED, server=fake.url)
        yield bench


@asynccontextmanager
async def through_browser(fake: FakeMicropub, folder: Path) -> AsyncIterator[Bench]:
    async def browse(url: str) -> None:
        async with httpx.AsyncClient(trust_env=False) as browser:
            assert (await browser.get(fake.agree(url))).status_code == 200

    async with bench_of("micropub", ManualClock(NOW), folder) as bench:
        await bench.sign_in(server=fake.url, open_page=browse)
        yield bench


# ------------------------------------------------------------------ signing in
async def test_with_a_pasted_key(micropub: FakeMicropub, tmp_path: Path) -> None:
    async with signed_in(micropub, tmp_path) as bench:
        account = bench.account
        assert (account.remote_id, account.server) == (f"{micropub.url}/", micropub.url)
        assert account.reported == {
            "endpoint": f"{micropub.url}/micropub",
            "media": f"{micropub.url}/media",
            "q": ["config", "source"],
            "syndicate_to": [["https://social.example/@forno", "Mastodon"]],
        }
        assert await bench.connector.who_am_i(bench.session()) == account
        with pytest.raises(RefusedError) as caught:
            await bench.connector.sign_out(bench.session())
        assert caught.value.problem.code == "not_signed_out_there"
        with pytest.raises(SignedOutError):
            await bench.sign_in("wrong", server=micropub.url)


async def test_signing_in_again_is_at_the_same_site(micropub: FakeMicropub, tmp_path: Path) -> None:
    async with signed_in(micropub, tmp_path) as bench:
        expected = bench.account.remote_id
        again = await bench.sign_in(PASTED, server="https://endpoint.invalid", expected=expected)
        assert again.account.remote_id == expected


@pytest.mark.parametrize("metadata", [True, False])
async def test_through_the_browser(micropub: FakeMicropub, tmp_path: Path, metadata: bool) -> None:
    micropub.metadata = metadata
    async with through_browser(micropub, tmp_path) as bench:
        _, receipt = await bench.publish(bench.job("Pane"))
        assert receipt.url == f"{micropub.url}/p1"
        assert await bench.connector.who_am_i(bench.session()) == bench.account
        await bench.connector.sign_out(bench.session())
        assert list(micropub.keys) == [PASTED]


async def test_a_key_is_renewed_before_it_ends(micropub: FakeMicropub, tmp_path: Path) -> None:
    micropub.lives_s = 3600
    async with through_browser(micropub, tmp_path) as bench:
        assert isinstance(bench.clock, ManualClock)
        await bench.publish(bench.job("Uno"))
        assert len(bench.secrets) == 1
        bench.clock.advance(timedelta(minutes=59))
        await bench.publish(bench.job("Due"))
        assert len(bench.secrets) == 2
        bench.clock.advance(timedelta(minutes=59))
        micropub.refreshes.clear()
        with pytest.raises(SignedOutError):
            await bench.publish(bench.job("Tre"))
    assert len(micropub.posts) == 2


async def test_an_answer_about_another_site_is_none(micropub: FakeMicropub, tmp_path: Path) -> None:
    for me in ("https://evil.example/", "javascript:x", f"{micropub.url}.evil.example/"):
        micropub.me = me
        with pytest.raises(ProblemError) as caught:
            async with through_browser(micropub, tmp_path):
                pass
        assert caught.value.problem.code == "sign_in_strange"


async def test_a_page_that_names_nothing(micropub: FakeMicropub, tmp_path: Path) -> None:
    async with bench_of("micropub", ManualClock(NOW), tmp_path) as bench:
        for fault in ({"status": 200, "body": "<html>ciao</html>"}, {"status": 404, "body": ""}):
            micropub.http.fail_next("/", **fault)
            with pytest.raises(ProblemError) as caught:
                await bench.sign_in(PASTED, server=micropub.url)
            assert caught.value.problem.code == "address_not_found"
        only = '<link rel="micropub" href="/micropub">'
        micropub.http.fail_next("/", status=200, body=only)
        with pytest.raises(ProblemError) as caught:
            await bench.sign_in(server=micropub.url, open_page=lambda _url: None)
        assert caught.value.problem.code == "site_lets_nobody_in"


def test_relations_of_a_page() -> None:
    header = '<https://a.example/m>; rel="micropub"; x=1, </t>; rel=token_endpoint, <http://b.example/>; rel="micropub"'
    body = (
        b'<a rel="me micropub" href="https://c.example/">x</a><link href="" rel="authorization_endpoint">'
        b'<link rel="indieauth-metadata" href="http://d.example/"><!-- <link rel="x"> -->'
    )
    page = Read(
        200, {"link": header, "content-type": "text/html"}, body, "https://forno.example/a/", NotImplementedError
    )
    assert rels_of(page) == {
        "micropub": "https://a.example/m",
        "token_endpoint": "https://forno.example/t",
        "authorization_endpoint": "https://forno.example/a/",
    }


# ------------------------------------------------------------------ publishing
async def test_a_post_with_everything(micropub: FakeMicropub, tmp_path: Path) -> None:
    options = {"tags": "pane, forno,", "slug": "pane-caldo", "status": "draft"}
    options["syndicate_to"] = "https://social.example/@forno"
    path = tmp_path / "forno.mp4"
    path.write_bytes(bytes(64))
    async with signed_in(micropub, tmp_path) as bench:
        photo, bare = bench.photo("Un pane"), bench.photo("")
        film = Picture(path, "video/mp4", 64, 640, 360)
        media = (photo, bare, film)
        job, receipt = await bench.publish(
            bench.job("<b>Pane</b> & *burro*", title="Oggi", link=LINK, options=options, media=media)
        )
        await bench.prepared(job)
    [post] = micropub.posts
    described, bare_url, film_url = micropub.files
    assert post.properties == {
        "name": ["Oggi"],
        "content": [f"<b>Pane</b> & *burro*\n\n{LINK}"],
        "category": ["pane", "forno"],
        "mp-slug": ["pane-caldo"],
        "post-status": ["draft"],
        "mp-syndicate-to": ["https://social.example/@forno"],
        "published": ["2026-11-18T10:20:00+00:00"],
        "photo": [{"value": described, "alt": "Un pane"}, bare_url],
        "video": [film_url],
    }
    assert list(micropub.files.values()) == [one.path.read_bytes() for one in media]
    assert (receipt.id, receipt.url) == (f"{micropub.url}/pane-caldo", f"{micropub.url}/pane-caldo")


@pytest.mark.parametrize("kind", ["bookmark-of", "repost-of", "like-of", "in-reply-to"])
async def test_a_link_says_what_it_is(kind: str, micropub: FakeMicropub, tmp_path: Path) -> None:
    """The site shows it itself, and tells the other one: in the words it would stand twice."""
    async with signed_in(micropub, tmp_path) as bench:
        link = "https://other.example/pane"
        job, receipt = await bench.publish(bench.job("Da leggere", link=link, options={"link_is": kind}))
        [post] = micropub.posts
        assert (post.properties["content"], post.properties[kind]) == (["Da leggere"], [link])
        again = "https://other.example/focaccia"
        changed = replace(job.outgoing, text="Da rileggere", link=again)
        await bench.publish(replace(job, op=Op.EDIT, receipt=receipt, outgoing=changed))
        assert (post.properties["content"], post.properties[kind]) == (["Da rileggere"], [again])
        await bench.publish(bench.job("", link=link, options={"link_is": kind}))
        assert micropub.posts[-1].properties["content"] == [link]
        await bench.publish(bench.job("Da leggere", link=link))
        assert not set(micropub.posts[-1].properties) & {kind}


async def test_files_go_only_where_the_endpoint_is(micropub: FakeMicropub, tmp_path: Path) -> None:
    with FakeMicropub() as other:
        micropub.media_elsewhere = f"{other.url}/media"
        async with signed_in(micropub, tmp_path) as bench:
            assert "media" not in bench.account.reported
            with pytest.raises(RefusedError) as caught:
                await bench.publish(bench.job("Foto", media=(bench.photo(),)))
            assert caught.value.problem.code == "media_not_possible"
        assert other.http.requests == []


async def test_a_site_that_builds_its_pages(micropub: FakeMicropub, tmp_path: Path) -> None:
    micropub.builds = True
    async with signed_in(micropub, tmp_path) as bench:
        job = await bench.prepared(bench.job("Pane"))
        answer = await bench.connector.commit(bench.session(), job)
        assert isinstance(answer, Accepted)
        waiting = replace(job, prepared={**job.prepared, "job": dict(answer.job)})
        assert isinstance(await bench.connector.poll(bench.session(), waiting), Accepted)
        micropub.http.fail_next("/p1", status=200, body=b"<html><h1>Wi-Fi</h1>Accept the terms</html>")
        assert isinstance(await bench.connector.poll(bench.session(), waiting), Accepted), "any page is no post"
        micropub.posts[0].built = True
        for ask in (bench.connector.poll, bench.connector.look_up):
            found = await ask(bench.session(), waiting)
            assert isinstance(found, Published)
            assert found.receipt.url == f"{micropub.url}/p1"
        assert "authorization" not in micropub.http.requests[-1].headers, "read as any visitor"
        elsewhere = replace(job, prepared={"job": {"url": "https://evil.example/"}})
        assert await bench.connector.poll(bench.session(), elsewhere) == CannotTell()
        assert await bench.connector.poll(bench.session(), job) == CannotTell()


# ------------------------------------------------------------------ changing, taking down, reading back
async def test_words_are_changed_and_read_back(micropub: FakeMicropub, tmp_path: Path) -> None:
    async with signed_in(micropub, tmp_path) as bench:
        job, receipt = await bench.publish(bench.job("Alle sette", title="Oggi"))
        said = await bench.connector.read_back(bench.session(), job)  # type: ignore[attr-defined]
        assert (said.there, said.same) == ("Alle sette", True)
        edit = replace(job, op=Op.EDIT, outgoing=replace(job.outgoing, text="Alle otto"))
        assert await bench.connector.look_up(bench.session(), edit) == Absent()
        assert await bench.connector.commit(bench.session(), edit) == Published(receipt)
        assert await bench.connector.look_up(bench.session(), edit) == Published(receipt)
        assert micropub.posts[0].properties["name"] == ["Oggi"]
        assert not (await bench.connector.read_back(bench.session(), job)).same  # type: ignore[attr-defined]
        pasted = replace(edit, receipt=Receipt("p1", f"{micropub.url}/p1"))
        assert isinstance(await bench.connector.look_up(bench.session(), pasted), Published)


async def test_a_post_is_taken_down_once_or_twice(micropub: FakeMicropub, tmp_path: Path) -> None:
    async with signed_in(micropub, tmp_path) as bench:
        job, receipt = await bench.publish(bench.job("Via"))
        delete = replace(job, op=Op.DELETE)
        assert await bench.connector.look_up(bench.session(), delete) == Absent()
        for _ in range(2):
            assert await bench.connector.commit(bench.session(), delete) == Published(receipt)
        assert micropub.live() == []
        assert await bench.connector.look_up(bench.session(), delete) == Published(receipt)
        assert await bench.connector.read_back(bench.session(), delete) == Absent()  # type: ignore[attr-defined]
        assert await bench.connector.look_up(bench.session(), replace(delete, op=Op.EDIT)) == CannotTell()
        bench.account = replace(bench.account, reported={**bench.account.reported, "q": []})
        assert await bench.connector.look_up(bench.session(), delete) == CannotTell(), "it may not know the question"
        with pytest.raises(NotSentError):
            await bench.connector.read_back(bench.session(), delete)  # type: ignore[attr-defined]


# ------------------------------------------------------------------ what became of it
async def test_a_lost_answer_is_looked_for_by_words_and_time(micropub: FakeMicropub, tmp_path: Path) -> None:
    async with signed_in(micropub, tmp_path) as bench:
        job = await bench.prepared(bench.job("Pane  caldo"))
        assert await bench.connector.look_up(bench.session(), bench.tried(job)) == CannotTell(), "an empty list"
        micropub.http.fail_next("/micropub", method="POST", drop_after_accept=True)
        with pytest.raises(UnclearError):
            await bench.connector.commit(bench.session(), job)
        found = await bench.connector.look_up(bench.session(), bench.tried(job))
        assert isinstance(found, Published)
        assert found.receipt.url == f"{micropub.url}/p1"
        owned = replace(bench.tried(job), owned=frozenset({found.receipt.id}))
        assert await bench.connector.look_up(bench.session(), owned) == CannotTell(), "its list may end there"
        await bench.publish(bench.job("Pane caldo"))
        assert await bench.connector.look_up(bench.session(), bench.tried(job)) == CannotTell(two_alike=True)
        later = replace(bench.tried(job), first_try_at=NOW + timedelta(hours=1))
        assert await bench.connector.look_up(bench.session(), later) == Absent()
        for odd in (b"{}", b'{"items": []}'):
            micropub.http.fail_next("/micropub", method="GET", status=200, body=odd)
            assert await bench.connector.look_up(bench.session(), later) == CannotTell(), "proves nothing"
        for number in range(45):
            await bench.publish(bench.job(f"Altro {number}"))
        assert await bench.connector.look_up(bench.session(), bench.tried(job)) == CannotTell(), "its list ends before"
        micropub.lists = False
        assert await bench.connector.look_up(bench.session(), bench.tried(job)) == CannotTell()
        bench.account = replace(bench.account, reported={**bench.account.reported, "q": []})
        assert await bench.connector.look_up(bench.session(), bench.tried(job)) == CannotTell()


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (["Pane"], "Pane"),
        ("Pane", "Pane"),
        ([{"html": "<p>Pane &amp; <b>burro</b></p><p>Oggi</p>"}], "Pane & burro\nOggi"),
        ([{"html": "<p>x</p>", "value": "Pane"}], "Pane"),
        ([{"html": 5}], ""),
        ([], ""),
        (None, ""),
        ({"a": 1}, ""),
        ([7], ""),
    ],
)
def test_words_of_a_content(value: Any, words: str) -> None:
    assert words_in(Fields({"content": value}, lambda: UnclearError(Problem("x")))) == words


# ------------------------------------------------------------------ what goes wrong
@pytest.mark.parametrize(
    ("status", "body", "kind", "code"),
    [
        (400, {"error": "invalid_request", "error_description": "no <b>content</b>"}, RefusedError, "refused"),
        (401, {"error": "unauthorized"}, SignedOutError, "signed_out"),
        (401, {"error": "insufficient_scope"}, RefusedError, "may_not_publish"),
        (403, {"error": "forbidden"}, RefusedError, "may_not_publish"),
        (403, "<html>no</html>", RefusedError, "refused"),
        (404, "404 page not found", RefusedError, "refused"),
        (413, "", RefusedError, "refused"),
        (429, {}, NotSentError, "busy"),
        (500, {"error": "x"}, UnclearError, "unknown_outcome"),
        (200, {"ok": True}, UnclearError, "unknown_outcome"),
        (201, {}, UnclearError, "unknown_outcome"),
        (204, "", UnclearError, "unknown_outcome"),
        (302, "", UnclearError, "unknown_outcome"),
    ],
)
async def test_what_refusals_mean(
    micropub: FakeMicropub, tmp_path: Path, status: int, body: Any, kind: type[ConnectorError], code: str
) -> None:
    async with signed_in(micropub, tmp_path) as bench:
        micropub.http.fail_next("/micropub", method="POST", status=status, body=body)
        with pytest.raises(kind) as caught:
            await bench.publish(bench.job())
        assert caught.value.problem.code == code


@pytest.mark.parametrize(
    "location", ["javascript:alert(1)", "https://x@evil.example/", "/a b", "https://x/" + "a" * 2000]
)
async def test_a_place_that_is_none(micropub: FakeMicropub, tmp_path: Path, location: str) -> None:
    async with signed_in(micropub, tmp_path) as bench:
        micropub.http.fail_next("/micropub", method="POST", status=201, headers={"Location": location})
        with pytest.raises(UnclearError):
            await bench.publish(bench.job())


async def test_the_key_goes_to_no_other_host(micropub: FakeMicropub, tmp_path: Path) -> None:
    async with signed_in(micropub, tmp_path) as bench:
        with FakeMicropub() as other:
            to = {"Location": f"{other.url}/micropub"}
            micropub.http.fail_next("/micropub", method="GET", status=302, headers=to)
            with pytest.raises(RefusedError):
                await bench.connector.who_am_i(bench.session())
            micropub.http.fail_next("/micropub", method="POST", status=307, headers=to)
            with pytest.raises(UnclearError):
                await bench.publish(bench.job())
            assert other.http.requests == []


def test_what_it_says_of_itself() -> None:
    facts = facts_of("micropub")
    assert facts.sends_by_itself
    assert (facts.idempotency.kind, facts.schedule) == ("none", None)
