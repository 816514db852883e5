"""Finding people by name, and what a search may not make of a hostile answer."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from smmdesk.model.person import FoundPerson
from smmdesk.platforms.base import ConnectorError, FindsPeople, NotSentError, RefusedError, SignedOutError
from smmdesk.platforms.people import asked
from smmdesk.system.clock import ManualClock
from tests.fakes.mastodon import FakeMastodon
from tests.platforms.accounts import at_bluesky, at_mastodon
from tests.platforms.bench import Bench
from tests.servers.app_view import AppView
from tests.servers.bluesky import BlueskyServer

SEARCH = "/api/v1/accounts/search"
DID = "did:plc:" + "a" * 24


async def find(bench: Bench, words: str) -> tuple[FoundPerson, ...]:
    verb = bench.connector
    assert isinstance(verb, FindsPeople)
    return await verb.find_people(bench.session(), words)


def handles(found: tuple[FoundPerson, ...]) -> list[str]:
    return [person.handle for person in found]


def test_what_is_typed_is_sent_without_its_sign_and_not_endlessly() -> None:
    assert asked("@anna") == "anna"
    assert asked(" @anna@forno.example ") == "anna@forno.example"
    assert asked("Anna\nRossi") == "Anna Rossi"
    assert (asked("@"), asked(" \n"), len(asked("a" * 500))) == ("", "", 64)


# ------------------------------------------------------------------ Mastodon
async def test_mastodon_finds_whom_it_has_heard_of(
    fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path
) -> None:
    fake_mastodon.book.domain = "forno.example"
    anna = fake_mastodon.add_account("annab", domain="pane.example", display_name="Anna <b>Bianchi</b>", followers=9)
    here = fake_mastodon.add_account("anna", display_name="Anna Rossi", followers=3)
    fake_mastodon.add_account("annabel", domain="gone.example", suspended=True)
    async with at_mastodon(fake_mastodon, clock, tmp_path) as bench:
        found = await find(bench, "@anna")
        assert handles(found) == ["@annab@pane.example", "@anna@forno.example"]
        assert found[0].name == "Anna Bianchi"
        host = fake_mastodon.url.removeprefix("http://")
        assert (found[0].remote_id, found[1].remote_id) == (f"{anna.id}@{host}", f"{here.id}@{host}")
        assert found[0].url == "https://pane.example/@annab"
        assert found[0].picture == f"{fake_mastodon.url}/avatars/original/missing.png"
        assert handles(await find(bench, "rossi")) == ["@anna@forno.example"]
        assert handles(await find(bench, "anna@forno.example")) == ["@anna@forno.example"]
        assert await find(bench, "nessuno") == ()
        calls = len(fake_mastodon.requests)
        assert await find(bench, " @ ") == ()
        assert len(fake_mastodon.requests) == calls
        asked_for = dict(fake_mastodon.requests[-1].query)
        assert asked_for == {"q": "nessuno", "limit": "8", "resolve": "false"}


async def test_mastodon_says_why_it_finds_nobody(
    fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path
) -> None:
    async with at_mastodon(fake_mastodon, clock, tmp_path) as bench:
        fake_mastodon.too_many_next(SEARCH, retry_after_s=17)
        with pytest.raises(NotSentError) as caught:
            await find(bench, "anna")
        assert caught.value.retry_after_s == 17
        for token in list(fake_mastodon.book.tokens.values()):
            token.scopes[:] = ["read:statuses"]
        with pytest.raises(RefusedError):
            await find(bench, "anna")
        fake_mastodon.revoke(fake_mastodon.alice)
        with pytest.raises(SignedOutError):
            await find(bench, "anna")


STRANGE_ROWS: list[Any] = [
    {"id": "../1", "acct": "anna@pane.example"},
    {"id": "1", "acct": 7},
    {"id": "1", "acct": "anna@pane.example\u202eelpmaxe"},
    {"id": "1", "acct": "anna @pane.example"},
    {"id": "1", "acct": "anna@"},
    {"id": "1", "acct": "@anna@pane.example"},
    {"id": "1", "acct": "anna@pane.example\n@tutti"},
    {"id": "1"},
]


@pytest.mark.parametrize("row", STRANGE_ROWS, ids=str)
async def test_who_cannot_be_named_on_mastodon_is_left_out(
    fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path, row: Any
) -> None:
    good = {
        "id": "2",
        "acct": "bea@pane.example",
        "display_name": "Bea\u202e\x00 &lt;3",
        "url": "javascript:alert(1)",
        "avatar_static": "https://" + "a" * 3000,
    }
    async with at_mastodon(fake_mastodon, clock, tmp_path) as bench:
        body = json.dumps([row, good, good])
        fake_mastodon.fail_next(SEARCH, status=200, body=body)
        with fake_mastodon.forgiving():
            [found] = await find(bench, "anna")
    assert (found.handle, found.name, found.url, found.picture) == ("@bea@pane.example", "Bea <3", "", "")


@pytest.mark.parametrize("body", ["{}", "[7]", "<html>Wi-Fi</html>", '[{"id":1,"id":2}]', "[" * 90 + "]" * 90])
async def test_an_answer_that_is_no_list_of_people_is_not_understood(
    fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path, body: str
) -> None:
    async with at_mastodon(fake_mastodon, clock, tmp_path) as bench:
        fake_mastodon.fail_next(SEARCH, status=200, body=body)
        with fake_mastodon.forgiving(), pytest.raises(ConnectorError):
            await find(bench, "anna")


async def test_of_endless_answers_a_few_are_taken(
    fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path
) -> None:
    rows = [{"id": str(number), "acct": f"anna{number}@pane.example"} for number in range(5000)]
    async with at_mastodon(fake_mastodon, clock, tmp_path) as bench:
        fake_mastodon.fail_next(SEARCH, status=200, body=json.dumps(rows))
        with fake_mastodon.forgiving():
            assert len(await find(bench, "anna")) == 8


# ------------------------------------------------------------------ Bluesky: the real server, a small AppView behind it
@pytest.fixture
def app_view(bluesky_server: BlueskyServer) -> Iterator[AppView]:
    view = bluesky_server.app_view
    view.people.clear()
    view.asked_by.clear()
    yield view
    view.http.forget_faults()


async def test_bluesky_asks_through_the_accounts_own_server(
    bluesky_server: BlueskyServer, app_view: AppView, tmp_path: Path
) -> None:
    app_view.knows(DID, "anna.example.com", "Anna <Rossi>", avatar="https://cdn.example/a.jpg")
    app_view.knows("did:web:anna.example", "annabel.example")
    async with at_bluesky(bluesky_server, tmp_path) as bench:
        first, second = await find(bench, "@anna")
    assert first == FoundPerson(
        DID,
        "@anna.example.com",
        "Anna",
        "https://bsky.app/profile/anna.example.com",
        "https://cdn.example/a.jpg",
    )
    assert (second.handle, second.name) == ("@annabel.example", "annabel.example")
    assert app_view.asked_by == [bluesky_server.alice.did]


HOSTILE: list[Any] = [
    {"did": "did:plc:short", "handle": "anna.example"},
    {"did": DID, "handle": "handle.invalid"},
    {"did": DID, "handle": "anna"},
    {"did": DID, "handle": "anna.example/../x"},
    {"did": DID, "handle": "anna.example\u202e"},
    {"did": DID},
    {"did": 7, "handle": "anna.example"},
]


@pytest.mark.parametrize("row", HOSTILE, ids=str)
async def test_who_cannot_be_named_on_bluesky_is_left_out(
    bluesky_server: BlueskyServer, app_view: AppView, tmp_path: Path, row: Any
) -> None:
    good = {"did": DID, "handle": "Bea.Example", "displayName": "Bea\n\u202e", "avatar": "file:///etc/passwd"}
    app_view.fail_next(status=200, body=json.dumps({"actors": [row, 7, good, good]}))
    async with at_bluesky(bluesky_server, tmp_path) as bench:
        [found] = await find(bench, "anna")
    assert (found.handle, found.name, found.picture) == ("@bea.example", "Bea", "")


async def test_bluesky_says_why_it_finds_nobody(
    bluesky_server: BlueskyServer, app_view: AppView, tmp_path: Path
) -> None:
    async with at_bluesky(bluesky_server, tmp_path) as bench:
        nothing_there = {"error": "InvalidRequest", "message": "No service configured for it"}
        for status, body in ((501, {"error": "MethodNotImplemented"}), (400, nothing_there)):
            app_view.fail_next(status=status, body=json.dumps(body))
            assert await find(bench, "anna") == ()
        app_view.fail_next(status=502, body="<html>", times=4)
        with pytest.raises(ConnectorError):
            await find(bench, "anna")
