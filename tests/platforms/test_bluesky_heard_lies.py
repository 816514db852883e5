"""Messages of Bluesky from servers that lie, and from one that names no AppView."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from smmdesk.model.message import Heard, HeardPage
from smmdesk.platforms.base import ConnectorError
from smmdesk.platforms.bluesky.records import stamp
from smmdesk.system.clock import ManualClock
from tests.platforms.bench import Bench, bench_of
from tests.platforms.test_bluesky_heard import ANNA, CID, NOW, US, hear, note, told_as
from tests.servers.app_view import NOTIFICATIONS
from tests.servers.bluesky import POST


# ------------------------------------------------------------------ hostile answers
@pytest.fixture
def answers() -> list[httpx.Response]:
    return []


@pytest.fixture
def seen() -> list[httpx.Request]:
    return []


@pytest.fixture
def posts() -> list[dict[str, Any]]:
    """Our own, as our server keeps them."""
    return []


@pytest.fixture
def transport(
    answers: list[httpx.Response], seen: list[httpx.Request], posts: list[dict[str, Any]]
) -> httpx.MockTransport:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("listRecords"):
            return httpx.Response(200, json={"records": posts})
        seen.append(request)
        return answers[min(len(seen), len(answers)) - 1]

    return httpx.MockTransport(answer)


WRONG: list[Any] = [
    7,
    {"reason": "reply"},
    {"author": None},
    {"author": {"did": US}},  # a post that lies in another one's repository
    {"uri": f"at://{ANNA}/app.bsky.feed.like/3k1"},
    {"uri": f"at://{ANNA}/{POST}/../x"},
    {"uri": "https://evil.example"},
    {"cid": ""},
    {"cid": "a" * 9999},
    {"cid": 7},
    {"record": {"$type": "app.bsky.feed.like"}},
    {"record": {"$type": POST, "text": 7}},
    {"indexedAt": "soon"},
    {"reason": "follow"},
    {"reason": ["reply"]},
]


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: str(wrong)[:40])
async def test_what_is_no_message_is_passed_over(
    tmp_path: Path, transport: httpx.MockTransport, answers: list[httpx.Response], wrong: Any
) -> None:
    bad = {"reason": "reply"} if wrong == {"reason": "reply"} else note(1, NOW) | wrong if wrong != 7 else 7
    answers.append(httpx.Response(200, json={"notifications": [bad, note(2, NOW)]}))
    async with bench_of("bluesky", ManualClock(NOW), tmp_path, transport) as bench:
        page = await hear(told_as(bench))
    assert [one.text for one in page.messages] == ["Words 2"]


async def told_once(bench: Bench, answers: list[httpx.Response], row: dict[str, Any]) -> Heard:
    answers.append(httpx.Response(200, json={"notifications": [row]}))
    [found] = (await hear(told_as(bench))).messages
    return found


async def test_half_a_reference_and_odd_names_are_left_out(
    tmp_path: Path, transport: httpx.MockTransport, answers: list[httpx.Response]
) -> None:
    record = {"$type": POST, "text": "x", "createdAt": "no date", "reply": {"root": {"uri": 7}, "parent": [1]}}
    odd = {"did": ANNA, "handle": "anna\u202e/..", "displayName": 7 * "\u202e"}
    async with bench_of("bluesky", ManualClock(NOW), tmp_path, transport) as bench:
        found = await told_once(bench, answers, note(1, NOW, record=record, author=odd, reasonSubject="javascript:x"))
    assert (found.answers_remote_id, found.thread_remote_id, found.data) == ("", "", {"cid": CID, "may": ["like"]})
    assert found.author.handle == ""
    assert found.sent_at_us == round(NOW.timestamp() * 1_000_000)


async def test_who_reposts_is_told_without_a_word_and_not_at_the_first_look(
    tmp_path: Path, transport: httpx.MockTransport, answers: list[httpx.Response], seen: list[httpx.Request]
) -> None:
    """Of something else than a post of ours, by ourselves, or without an author, it is none."""
    ours = f"at://{US}/{POST}/3kaaaaaaaaa22"
    row = note(1, NOW, reason="repost", uri=f"at://{ANNA}/app.bsky.feed.repost/3kb", reasonSubject=ours)
    none = [row | {"reasonSubject": "https://evil.example"}, row | {"author": {"did": US}}, row | {"author": None}]
    answers.append(httpx.Response(200, json={"notifications": [row, *none]}))
    async with bench_of("bluesky", ManualClock(NOW), tmp_path, transport) as bench:
        page = await hear(told_as(bench))
        later = await hear(told_as(bench), page.cursor)
    assert [(one.remote_id, one.author.remote_id, one.about_remote_id) for one in later.shares] == [
        (row["uri"], ANNA, ours)
    ]
    assert page.messages == later.messages == ()
    asked = [request.url.params.get_list("reasons") for request in seen if request.url.path.endswith(NOTIFICATIONS)]
    assert ["repost" in reasons for reasons in asked[:2]] == [False, True]


async def test_a_date_that_is_yet_to_come_passes_nothing_by(
    tmp_path: Path, transport: httpx.MockTransport, answers: list[httpx.Response]
) -> None:
    ahead = NOW + timedelta(days=900)
    rows = [note(2, ahead), note(1, NOW)]
    answers.append(httpx.Response(200, json={"notifications": rows, "cursor": "next"}))
    async with bench_of("bluesky", ManualClock(NOW), tmp_path, transport) as bench:
        cursor = (await hear(told_as(bench))).cursor
    assert json.loads(cursor)["since"] == round(NOW.timestamp() * 1_000_000)


async def test_a_walk_that_leads_nowhere_ends(
    tmp_path: Path, transport: httpx.MockTransport, answers: list[httpx.Response]
) -> None:
    """The same page for ever, with rows or none, a word as long as a book, a page that is not known any more."""
    rows = [note(1, NOW)]
    async with bench_of("bluesky", ManualClock(NOW), tmp_path, transport) as bench:
        told_as(bench)
        answers.append(httpx.Response(200, json={"notifications": []}))
        cursor = (await hear(bench)).cursor
        answers[:] = [httpx.Response(200, json={"notifications": rows, "cursor": "same"})]
        walking = await hear(bench, cursor)
        assert walking.more
        assert not (await hear(bench, walking.cursor)).more
        for told in ({"notifications": [], "cursor": "same"}, {"notifications": rows, "cursor": "x" * 5000}):
            answers[:] = [httpx.Response(200, json=told)]
            assert not (await hear(bench, walking.cursor)).more
        answers[:] = [httpx.Response(400, json={"error": "InvalidRequest", "message": "Malformed cursor"})]
        again = await hear(bench, walking.cursor)
        assert (again.more, json.loads(again.cursor)["back"]) == (False, "")


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, text="<html>Wi-Fi</html>"),
        httpx.Response(200, json=[1]),
        httpx.Response(200, json={"notifications": [], "cursor": 7}),
        httpx.Response(502, text="x"),
        httpx.Response(403, json={"error": "ScopeMissing"}),
    ],
    ids=lambda answer: str(answer.content[:20]),
)
async def test_what_is_no_list_is_an_error_and_moves_nothing(
    tmp_path: Path, transport: httpx.MockTransport, answers: list[httpx.Response], answer: httpx.Response
) -> None:
    answers.append(answer)
    async with bench_of("bluesky", ManualClock(NOW), tmp_path, transport) as bench:
        with pytest.raises(ConnectorError):
            await hear(told_as(bench))


async def test_own_records_that_are_no_posts_are_passed_over(
    tmp_path: Path, transport: httpx.MockTransport, answers: list[httpx.Response], posts: list[dict[str, Any]]
) -> None:
    """Any program may have written them."""
    up = {"uri": f"at://{ANNA}/{POST}/3k1", "cid": CID}
    good = {"text": "Sì", "createdAt": stamp(NOW), "reply": {"root": up, "parent": up}}
    for key, value in (
        ("3z4", 7),
        ("3z3", {**good, "createdAt": "soon"}),
        ("3z2", {**good, "reply": [1]}),
        ("3z1", good),
    ):
        posts.append({"uri": f"at://{US}/{POST}/{key}", "cid": CID, "value": value})
    posts.append({"uri": 7, "value": good})
    answers.append(httpx.Response(200, json={"notifications": []}))
    async with bench_of("bluesky", ManualClock(NOW), tmp_path, transport) as bench:
        page = await hear(told_as(bench))
    assert [(one.text, one.ours) for one in page.messages] == [("Sì", True)]


# ------------------------------------------------------------------ a server that names no AppView
def node(number: int, *replies: Any, did: str = ANNA) -> dict[str, Any]:
    found = note(number, NOW, uri=f"at://{did}/{POST}/3k{number}", author={"did": did, "handle": "anna.example"})
    return {"$type": "app.bsky.feed.defs#threadViewPost", "post": found, "replies": list(replies)}


async def test_without_an_app_view_answers_are_read_from_the_threads(
    tmp_path: Path,
    transport: httpx.MockTransport,
    answers: list[httpx.Response],
    seen: list[httpx.Request],
    posts: list[dict[str, Any]],
) -> None:
    """Five posts a call, asked of the open AppView, which gets no secret; what is gone or blocked is no message."""
    said = f"No service configured for {NOTIFICATIONS}"
    none_there = httpx.Response(400, json={"error": "InvalidRequest", "message": said})
    unknown = httpx.Response(400, json={"error": "NotFound"})
    posts += [{"uri": f"at://{US}/{POST}/3p{number}", "cid": CID, "value": {}} for number in range(7)]
    gone = {"$type": "app.bsky.feed.defs#notFoundPost", "uri": f"at://{ANNA}/{POST}/3k9", "notFound": True}
    thread = {"thread": node(0, node(1, node(2, did=US)), gone, 7, did=US)}
    answers += [none_there, httpx.Response(200, json=thread)]
    answers += [*[unknown] * 4, none_there, unknown]
    async with bench_of("bluesky", ManualClock(NOW), tmp_path, transport) as bench:
        first = await hear(told_as(bench))
        second = await hear(bench, first.cursor)
    assert [(one.text, one.ours) for one in first.messages] == [("Words 1", False), ("Words 2", True)]
    assert (first.more, second.more, json.loads(second.cursor)["post"]) == (True, False, 0)
    asked = [request for request in seen if request.url.host == "public.api.bsky.app"]
    assert [request.url.params["uri"].rsplit("/", 1)[-1] for request in asked] == [f"3p{number}" for number in range(7)]
    assert not any("authorization" in request.headers for request in asked)


async def test_another_no_is_no_reason_to_ask_elsewhere(
    tmp_path: Path, transport: httpx.MockTransport, answers: list[httpx.Response], seen: list[httpx.Request]
) -> None:
    answers.append(httpx.Response(404, json={"error": "MethodNotImplemented", "message": "no such method"}))
    async with bench_of("bluesky", ManualClock(NOW), tmp_path, transport) as bench:
        assert await hear(told_as(bench)) == HeardPage((), "")
    assert len(seen) == 1
