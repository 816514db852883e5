"""Media hosts against fakes that check every signature, and the library of the real WordPress."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from smmdesk.platforms.base import ConnectorError, NotSentError, Picture, RefusedError, SignedOutError
from smmdesk.platforms.fetch import FetchError
from smmdesk.platforms.hosts import KINDS, host
from smmdesk.platforms.hosts.base import KeepsFiles, Place
from smmdesk.platforms.http import Http
from smmdesk.platforms.signing import s3_link, s3_signed
from smmdesk.system.clock import ManualClock
from smmdesk.system.paths import RESOURCES
from smmdesk.system.secrets import Secret
from tests.fakes.media_hosts import KEY, KEY_ID, SECRET, USER, FakeCloud, FakeS3
from tests.fakes.open_web import open_web
from tests.platforms.accounts import Site, at_wordpress

OVEN = RESOURCES / "sample" / "oven.jpg"
PHOTO = Picture(OVEN, "image/jpeg", OVEN.stat().st_size, 1080, 1350, name="forno.jpg")
NAME = "0f3a.jpg"


@asynccontextmanager
async def place(kind: str, fake: FakeCloud | FakeS3, **fields: str) -> AsyncIterator[Place]:
    """The host with what a person would have typed."""
    clock = ManualClock()
    fake.clock = clock
    http = Http(clock)
    mine = {"webdav": {"user": USER}, "s3": {"user": KEY_ID, "bucket": "forno", "region": "eu-south-1"}}[kind]
    secret = Secret.of(user=mine["user"], secret=SECRET if kind == "webdav" else KEY)
    typed = {"server": fake.url, "folder": "", "public": "", **mine, **fields}
    try:
        yield Place("Cloud", http.for_whom("Cloud", "Cloud", [fake.url]), typed, secret, clock)
    finally:
        await http.aclose()


def test_s3_signatures_are_those_of_the_documentation() -> None:
    """ "Authenticating Requests (AWS Signature Version 4)": the examples PUT Object and presigned URL."""
    key = Secret("AKIAIOSFODNN7EXAMPLE"), Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
    when = datetime(2013, 5, 24, tzinfo=UTC)
    link = s3_link(key, "us-east-1", "https://examplebucket.s3.amazonaws.com/test.txt", when, 86_400)
    assert link.endswith("Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404")
    headers = {
        "host": "examplebucket.s3.amazonaws.com",
        "Date": "Fri, 24 May 2013 00:00:00 GMT",
        "x-amz-date": "20130524T000000Z",
        "x-amz-storage-class": "REDUCED_REDUNDANCY",
        "x-amz-content-sha256": "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072",
    }
    url = "https://examplebucket.s3.amazonaws.com/test%24file.text"
    signed = s3_signed(key, "us-east-1", "PUT", url, headers, when).reveal()
    assert signed.endswith("Signature=98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd")


async def test_a_closed_bucket_is_read_by_a_link_that_ends() -> None:
    with FakeS3() as fake:
        async with place("s3", fake, folder="negozio/è qui") as opened:
            laid = await host("s3").lay_down(opened, PHOTO, NAME)
            kept = fake.files["negozio/è qui/0f3a.jpg"]
            assert (kept.data, kept.mime) == (OVEN.read_bytes(), "image/jpeg")
            [url] = laid.urls
            assert httpx.get(url, trust_env=False).content == OVEN.read_bytes()
            assert httpx.get(url.partition("?")[0], trust_env=False).status_code == 403
            assert KEY not in url
            await host("s3").take_away(opened, NAME, "")
            await host("s3").take_away(opened, NAME, "")  # gone is gone
        assert fake.files == {}


async def test_an_open_bucket_is_read_at_its_own_address() -> None:
    with FakeS3(is_open=True) as fake:
        async with place("s3", fake, public="https://foto.example.com/x") as opened:
            assert (await host("s3").lay_down(opened, PHOTO, NAME)).urls == ("https://foto.example.com/x/0f3a.jpg",)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"bucket": "altro"}, "The specified bucket does not exist"),
        ({"region": "us-east-1"}, "expecting 'eu-south-1'"),
        ({"user": "AKIAOTHER"}, "The AWS Access Key Id does not exist in our records."),
    ],
)
async def test_what_the_storage_says_is_told(typed: dict[str, str], said: str) -> None:
    with FakeS3() as fake:
        async with place("s3", fake, **typed) as opened:
            secret = Secret.of(user=opened.fields["user"], secret=KEY)
            with pytest.raises(RefusedError) as caught:
                await host("s3").lay_down(replace(opened, secret=secret), PHOTO, NAME)
    assert caught.value.problem.values["said"] == said


@pytest.mark.parametrize("old", [False, True])
async def test_a_cloud_makes_its_folders_and_a_link_of_one_file(old: bool) -> None:
    with FakeCloud(old) as fake:
        async with place("webdav", fake, folder="vetrina/foto") as opened:
            laid = await host("webdav").lay_down(opened, PHOTO, NAME)
            assert fake.files["vetrina/foto/0f3a.jpg"].data == OVEN.read_bytes()
            seen = [httpx.get(url, trust_env=False).status_code for url in laid.urls]
            assert seen == ([404, 200, 200] if old else [200, 303, 303])
            assert fake.ends == ["2026-11-20"]  # two days after the test's own today
            await host("webdav").take_away(opened, NAME, "")
            await host("webdav").take_away(opened, NAME, "")
        assert (fake.files, fake.shares) == ({}, {})


async def test_a_page_in_front_of_the_cloud_does_not_say_that_the_file_is_gone() -> None:
    """It would lie open to the world, and nobody would come back for it."""
    with FakeCloud() as fake:
        async with place("webdav", fake) as opened:
            await host("webdav").lay_down(opened, PHOTO, NAME)
            for method in ("DELETE", "PROPFIND"):
                fake.fail_next("/remote.php/*", method=method, status=404, body=b"<html>Parked</html>")
            with pytest.raises(ConnectorError):
                await host("webdav").take_away(opened, NAME, "")
            assert fake.files
            await host("webdav").take_away(opened, NAME, "")
        assert not fake.files


async def test_a_cloud_without_public_links_says_so() -> None:
    with FakeCloud(may_share=False) as fake:
        async with place("webdav", fake) as opened:
            with pytest.raises(RefusedError) as caught:
                await host("webdav").lay_down(opened, PHOTO, NAME)
    assert caught.value.problem.values["said"] == "Public link sharing is disabled by the administrator"


@pytest.mark.parametrize("kind", [kind.key for kind in KINDS])
async def test_a_wrong_sign_in_and_a_silent_host(kind: str) -> None:
    fake: FakeCloud | FakeS3 = FakeCloud() if kind == "webdav" else FakeS3()
    with fake:
        async with place(kind, fake) as opened:
            wrong = replace(opened, secret=Secret.of(user=opened.fields["user"], secret="wrong"))
            with pytest.raises(SignedOutError if kind == "webdav" else RefusedError):
                await host(kind).lay_down(wrong, PHOTO, NAME)
            fake.http.unplug()
            with pytest.raises(NotSentError):
                await host(kind).lay_down(opened, PHOTO, NAME)


@pytest.mark.vector(80)
@pytest.mark.parametrize("kind", [kind.key for kind in KINDS])
async def test_no_secret_follows_a_redirect(kind: str) -> None:
    fake: FakeCloud | FakeS3 = FakeCloud() if kind == "webdav" else FakeS3()
    with fake, FakeCloud() as other:
        async with place(kind, fake) as opened:
            fake.fail_next("/*", status=307, headers={"Location": f"{other.url}/x"})
            with pytest.raises(ConnectorError):
                await host(kind).lay_down(opened, PHOTO, NAME)
        assert other.requests == []


# ------------------------------------------------------------------ the library of a site
async def test_a_site_keeps_a_file_apart_from_its_posts(site: Site, tmp_path: Path) -> None:
    async with at_wordpress(site, tmp_path) as bench:
        verb: object = bench.connector
        assert isinstance(verb, KeepsFiles)
        assert bench.facts.keeps_files
        photo = bench.photo(color="#0f6b6b")  # no other test's post has left these bytes there
        laid = await verb.lay_down(bench.session(), photo, NAME)
        assert (await verb.lay_down(bench.session(), photo, NAME)) == laid  # its answer was lost
        assert site.server.file(laid.urls[0]) == photo.path.read_bytes()
        await bench.publish(bench.job("x", title="x", media=(photo,)))  # the same bytes in a post are another file
        await verb.take_away(bench.session(), NAME, "")
        await verb.take_away(bench.session(), NAME, laid.remote)
        [left] = site.media()
        await verb.take_away(bench.session(), NAME, str(left["id"]))  # the number was another site's
        assert [row["id"] for row in site.media()] == [left["id"]]
    assert str(left["id"]) != laid.remote


# ------------------------------------------------------------------ seen from outside
async def test_a_peek_reads_the_beginning_and_follows_nothing() -> None:
    with FakeCloud() as fake:
        web = open_web(cloud_example=fake.http.port)
        fake.fail_next("/big", status=200, body=b"x" * 3_000_000)
        seen = await web.peek("https://cloud.example/big")
        assert (seen.status, seen.mime, len(seen.head)) == (200, "text/html", 512)
        assert (await web.peek("https://cloud.example/s/abc/download")).status == 303
        assert len(fake.asked("GET", "")) == 2


@pytest.mark.parametrize("url", ["https://printer.example/x", "https://cloud.example:8443/x", "https://127.0.0.1/x"])
async def test_a_peek_never_looks_inside_this_network(url: str) -> None:
    with FakeCloud() as fake:
        with pytest.raises(FetchError) as caught:
            await open_web(cloud_example=fake.http.port).peek(url)
        assert caught.value.__cause__ is None
        assert fake.requests == []


async def test_a_peek_at_a_server_that_is_gone_names_the_network_as_its_cause() -> None:
    with FakeCloud() as fake:
        web = open_web(cloud_example=fake.http.port)
        fake.http.unplug()
        with pytest.raises(FetchError) as caught:
            await web.peek("https://cloud.example/x")
    assert caught.value.__cause__ is not None
