"""What people write on Bluesky is heard, once and all of it, and answered where it was said.

The real server passes the question on and keeps the answer; the AppView behind it is a small one of ours.
"""

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from smmdesk.model.delivery import Op, Receipt
from smmdesk.model.message import HeardPage, MessageKind
from smmdesk.model.moderation import QUOTES_US
from smmdesk.platforms.base import Account, Published
from smmdesk.platforms.bluesky import heard
from smmdesk.platforms.bluesky.records import stamp
from smmdesk.platforms.telling import Hears
from smmdesk.system.clock import ManualClock, SystemClock
from smmdesk.system.secrets import Secret
from tests.fakes.exchange import Request
from tests.platforms.accounts import at_bluesky
from tests.platforms.bench import Bench, bench_of
from tests.servers.app_view import NOTIFICATIONS, AppView
from tests.servers.bluesky import POST, BlueskyServer
from tests.servers.bluesky import Account as Person

NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
US, ANNA = ("did:plc:" + letter * 24 for letter in "ab")
CID = "bafyreicsktpt3gjnlnxg4sgnqchrvuoqtw2n6qbyhnsjwzsmpzvlbwrj7q"
VIEW = {"did": ANNA, "handle": "anna.example", "displayName": "Anna"}


async def hear(bench: Bench, cursor: str = "") -> HeardPage:
    verb = bench.connector
    assert isinstance(verb, Hears)
    return await verb.fetch_messages(bench.session(), cursor)


@pytest.fixture
def app_view(bluesky_server: BlueskyServer) -> AppView:
    bluesky_server.app_view.notes.clear()
    return bluesky_server.app_view


def written(server: BlueskyServer, by: Person, text: str, **more: Any) -> dict[str, Any]:
    """A post of somebody, as their server gives it."""
    record = {"$type": POST, "text": text, "createdAt": stamp(SystemClock().now()), **more}
    found = server.get_record(server.create_record(by, record)["uri"])
    assert found is not None
    return found


def ref(found: dict[str, Any]) -> dict[str, str]:
    return {"uri": found["uri"], "cid": found["cid"]}


# ------------------------------------------------------------------ at the real server
async def test_answers_mentions_and_quotes_are_heard_and_an_answer_hangs_where_it_belongs(
    bluesky_server: BlueskyServer, app_view: AppView, tmp_path: Path
) -> None:
    bob, alice = bluesky_server.bob, bluesky_server.alice
    person = {"did": bob.did, "handle": "bob.test", "displayName": "Bob <b>"}
    async with at_bluesky(bluesky_server, tmp_path) as bench:
        _, post = await bench.publish(bench.job("Pane caldo"))
        ours = {"uri": post.id, "cid": str(post.data["cid"])}
        comment = written(bluesky_server, bob, "Aperto?\n<domani>", reply={"root": ours, "parent": ours})
        mention = written(bluesky_server, bob, "Che buono @alice.test")
        quote = written(bluesky_server, bob, "Guardate", embed={"$type": "app.bsky.embed.record", "record": ours})
        at = stamp(bench.clock.now())
        for reason, made, more in (
            ("reply", comment, {"reasonSubject": post.id}),
            ("mention", mention, {}),
            ("quote", quote, {"reasonSubject": post.id}),
            ("like", written(bluesky_server, bob, "no message"), {"reasonSubject": post.id}),
        ):
            app_view.notify(alice.did, reason, person, at, made, **more)
        again = {"uri": f"at://{bob.did}/app.bsky.feed.repost/3kaaaaaaaaa22", "cid": str(ours["cid"])}
        app_view.notify(alice.did, "repost", person, at, {**again, "value": {"createdAt": at}}, reasonSubject=post.id)
        (shared,) = (await hear(bench, str(heard.Place()))).shares
        assert (shared.remote_id, shared.about_remote_id, shared.author.handle) == (again["uri"], post.id, "@bob.test")
        page = await hear(bench)
        assert not page.more
        quoted, mentioned, said = (one for one in page.messages if not one.ours)
        assert [(one.kind, one.answers_remote_id) for one in (said, mentioned, quoted)] == [
            (MessageKind.COMMENT, post.id),
            (MessageKind.MENTION, ""),
            (MessageKind.MENTION, post.id),
        ]
        assert [one.data.get(QUOTES_US) for one in (said, mentioned, quoted)] == [None, None, post.id]
        assert (said.text, said.remote_id, said.thread_remote_id) == ("Aperto?\n<domani>", comment["uri"], post.id)
        assert (said.author.remote_id, said.author.handle, said.author.name) == (bob.did, "@bob.test", "Bob")
        assert said.url == f"https://bsky.app/profile/{bob.did}/post/{comment['uri'].rsplit('/', 1)[-1]}"
        for one, root in ((said, ours), (mentioned, ref(mention)), (quoted, ref(quote))):
            parent = Receipt(one.remote_id, one.url, data=json.loads(json.dumps(one.data)))  # as the database keeps it
            job, receipt = await bench.publish(bench.job("Sì, dalle sette", parent=parent))
            found = bluesky_server.get_record(receipt.id)
            assert found is not None
            assert found["value"]["reply"] == {"root": root, "parent": {"uri": one.remote_id, "cid": one.data["cid"]}}
            lost = bench.tried(replace(job, receipt=None))
            assert await bench.connector.look_up(bench.session(), lost) == Published(receipt)
        await bench.connector.commit(bench.session(), replace(job, op=Op.DELETE))
        assert bluesky_server.get_record(receipt.id) is None


async def test_an_answer_to_an_answer_hangs_on_the_root_of_the_thread(
    bluesky_server: BlueskyServer, app_view: AppView, tmp_path: Path
) -> None:
    """Whose thread it is, does not matter: root and parent are two different posts of others."""
    bob, alice = bluesky_server.bob, bluesky_server.alice
    root = written(bluesky_server, bob, "Chi fa il pane?")
    asked = written(bluesky_server, bob, "@alice.test?", reply={"root": ref(root), "parent": ref(root)})
    app_view.notify(alice.did, "mention", {"did": bob.did, "handle": "bob.test"}, asked["value"]["createdAt"], asked)
    async with at_bluesky(bluesky_server, tmp_path) as bench:
        [said] = (one for one in (await hear(bench)).messages if not one.ours)
        _, receipt = await bench.publish(bench.job("Noi!", parent=Receipt(said.remote_id, said.url, data=said.data)))
    found = bluesky_server.get_record(receipt.id)
    assert found is not None
    assert found["value"]["reply"] == {"root": ref(root), "parent": ref(asked)}


async def test_what_we_answered_in_the_app_is_told_once(
    bluesky_server: BlueskyServer, app_view: AppView, tmp_path: Path
) -> None:
    account = bluesky_server.create_account("risposta.test")
    asked = written(bluesky_server, bluesky_server.bob, "Aperto?")
    async with at_bluesky(bluesky_server, tmp_path, account) as bench:
        written(bluesky_server, account, "no answer")
        cursor = (await hear(bench)).cursor
        made = written(bluesky_server, account, "Sì", reply={"root": ref(asked), "parent": ref(asked)})
        page = await hear(bench, cursor)
        assert [(one.remote_id, one.ours, one.answers_remote_id) for one in page.messages] == [
            (made["uri"], True, asked["uri"])
        ]
        assert await hear(bench, page.cursor) == HeardPage((), page.cursor)


async def test_days_of_messages_come_a_page_at_a_time(
    bluesky_server: BlueskyServer, app_view: AppView, tmp_path: Path
) -> None:
    made = written(bluesky_server, bluesky_server.bob, "Numero")
    async with at_bluesky(bluesky_server, tmp_path) as bench:
        before = (await hear(bench)).cursor
        first = bench.clock.now() - timedelta(days=9)
        for number in range(250):
            own = {**made, "uri": f"{made['uri'][:-3]}{number:03d}"}
            at = stamp(first + timedelta(hours=number / 2))
            author = {"did": bluesky_server.bob.did, "handle": "bob.test"}
            app_view.notify(bluesky_server.alice.did, "reply", author, at, own)
        told, cursor, calls = set[str](), before, 0
        while True:
            page = await hear(bench, cursor)
            told, cursor, calls = told | {one.remote_id for one in page.messages}, page.cursor, calls + 1
            if not page.more:
                break
        assert (len(told), calls) == (250, 3)
        assert not (await hear(bench, cursor)).more, "what was read is not walked again"


# ------------------------------------------------------------------ whatever comes between two pages
def page_of(view: AppView, url: httpx.URL) -> httpx.Response:
    if not url.path.endswith(NOTIFICATIONS):
        return httpx.Response(200, json={"records": []})
    view.asked_by.append(US)
    answer = view._notified(Request("GET", url.path, tuple(url.params.multi_items()), {}, b""))
    return httpx.Response(answer.status, json=answer.json)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("heard")


def told_as(bench: Bench) -> Bench:
    bench.account = Account(US, "Forno", server="https://pds.example")
    bench.secrets = [Secret.of(access="a", refresh="r")]
    return bench


def note(number: int, at: datetime, **changes: Any) -> dict[str, Any]:
    uri = f"at://{ANNA}/{POST}/3k{number}"
    record = {"$type": POST, "text": f"Words {number}", "createdAt": stamp(at)}
    made = {"uri": uri, "cid": CID, "record": record, "author": VIEW, "reason": "reply", "indexedAt": stamp(at)}
    return {**made, "isRead": False, **changes}


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("come"), st.integers(1, 20), st.integers(0, 110)),
        st.tuples(st.just("wait"), st.integers(1, 400), st.just(0)),
        st.tuples(st.just("ask"), st.integers(1, 3), st.just(0)),
    ),
    max_size=12,
)


@settings(max_examples=25)
@given(steps=STEPS)
@example(steps=[("come", 10, 0), ("ask", 3, 0), ("come", 12, 60)])
def test_none_is_lost_whatever_comes_between_two_pages(folder: Path, steps: list[tuple[str, int, int]]) -> None:
    """Also what a server heard of up to two hours late: it then stands among what was told before."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(heard, "PAGE", 7)
        asyncio.run(_none_is_lost(folder, steps))


async def _none_is_lost(folder: Path, steps: list[tuple[str, int, int]]) -> None:
    view, clock, told, ever = AppView(), ManualClock(NOW), set[str](), list[dict[str, Any]]()
    transport = httpx.MockTransport(lambda request: page_of(view, request.url))
    async with bench_of("bluesky", clock, folder, transport) as bench:
        cursor = (await hear(told_as(bench))).cursor
        for what, number, late_min in [*steps, ("ask", 40, 0)]:
            if what == "wait":
                clock.advance(timedelta(minutes=number))
            for _ in range(number if what == "come" else 0):
                at = clock.now() - timedelta(minutes=late_min)
                ever.append(note(len(ever), at))
                view.notes[US] = sorted(ever, key=lambda one: str(one["indexedAt"]))
            for _ in range(number if what == "ask" else 0):
                page = await hear(bench, cursor)
                cursor, told = page.cursor, told | {one.remote_id for one in page.messages}
        assert told == {one["uri"] for one in ever}


async def test_a_page_of_which_nothing_may_be_seen_leads_on(folder: Path) -> None:
    """Whoever is blocked or muted is left out of a page; only a page without a cursor is the last (XRPC, "Cursors and
    Pagination")."""
    clock, asked = ManualClock(NOW), list[str]()
    pages = {"": ([], "b"), "b": ([], "c"), "c": ([note(1, NOW - timedelta(minutes=5))], "")}

    def answer(request: httpx.Request) -> httpx.Response:
        if not request.url.path.endswith(NOTIFICATIONS):
            return httpx.Response(200, json={"records": []})
        asked.append(request.url.params.get("cursor", ""))
        rows, following = pages[asked[-1]]
        return httpx.Response(200, json={"notifications": rows, **({"cursor": following} if following else {})})

    async with bench_of("bluesky", clock, folder, httpx.MockTransport(answer)) as bench:
        cursor = str(heard.Place(since=1))
        told: list[str] = []
        for _page in pages:
            page = await hear(told_as(bench), cursor)
            told, cursor = [*told, *(one.text for one in page.messages)], page.cursor
    assert asked == list(pages)
    assert told == ["Words 1"]
