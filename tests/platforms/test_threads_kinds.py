"""Threads: long texts, posts of a day, hidden photos, quotes and stories on Instagram, against its fake."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from smmdesk.model.content import Content, Poll, ThreadItem
from smmdesk.model.counting import threads as counted
from smmdesk.model.delivery import Op, PartKind
from smmdesk.model.limits import KIND, check
from smmdesk.model.media import MediaUse
from smmdesk.platforms.base import Absent, Card, Job, Picture, Published, RefusedError, Said, UnclearError
from smmdesk.platforms.quoting import TRIES
from smmdesk.platforms.sign_in_facts import SignInField
from smmdesk.system.clock import ManualClock
from smmdesk.system.secrets import Secret
from tests.fakes.graph import graph_error
from tests.fakes.threads import MENTIONS, SHARES, USER, FakeThreads
from tests.platforms.accounts import Hurried
from tests.platforms.bench import Bench, not_ready
from tests.platforms.direct import agreeing, bench_at, signed_in

LONG: dict[str, Any] = {"options": {KIND: "long"}}
OF_A_DAY: dict[str, Any] = {"options": {KIND: "day"}}
PUBLISH = f"/v1.0/{USER}/threads_publish"


@pytest.fixture
def clock() -> ManualClock:
    return Hurried(datetime(2026, 11, 29, 10, 20, tzinfo=UTC))


@pytest.fixture
def fake(clock: ManualClock) -> FakeThreads:
    return FakeThreads(clock)


@pytest.fixture
def stranger(fake: FakeThreads, clock: ManualClock, tmp_path: Path) -> Bench:
    """Not signed in yet."""
    places = {"api": "v1.0", "authorize": "oauth/authorize", "token": "oauth/access_token", "exchange": "access_token"}
    lines = [f'threads.{name} = "{fake.url}/{path}"' for name, path in places.items()]
    (tmp_path / "endpoints.toml").write_text("\n".join(lines), encoding="utf-8")
    bench = bench_at("threads", clock, tmp_path, fake)
    bench.share = shared
    return bench


async def shared(job: Job, picture: Picture) -> str:
    return f"https://forno.example/{job.key}/{picture.path.name}"


@pytest.fixture
def bench(stranger: Bench, fake: FakeThreads) -> Bench:
    return signed_in(stranger, fake.long_token())


def problems(bench: Bench, content: Content) -> list[str]:
    return [each.code for each in check(content, bench.facts.limits, "Threads", {}, bench.facts.options).blocking]


# ------------------------------------------------------------------ long texts
async def test_the_first_paragraph_stands_in_the_post_and_the_rest_below(fake: FakeThreads, bench: Bench) -> None:
    more = "Si comincia dalla farina.\n\n" + "Poi l'acqua. " * 200
    job, receipt = await bench.publish(bench.job(f"Come nasce il pane\n\n{more}", link="https://forno.example", **LONG))
    [post] = fake.posts
    assert post.said == {
        "media_type": "TEXT",
        "text": "Come nasce il pane",
        "text_attachment": json.dumps({"plaintext": more.strip()}, ensure_ascii=False),
        "link_attachment": "https://forno.example",
    }
    words = "Come nasce il pane"
    assert await bench.connector.read_back(bench.session(), job) == Said(words, words, True)  # type: ignore[attr-defined]
    await bench.publish(bench.job("Due\n\nE ancora", kind=PartKind.THREAD, root=receipt, parent=receipt, **LONG))
    await bench.publish(bench.job("Qui\n\ne qui", kind=PartKind.FIRST_COMMENT, root=receipt, parent=receipt, **LONG))
    assert [(each.text, "text_attachment" in each.said) for each in fake.posts[1:]] == [
        ("Due", True),
        ("Qui\n\ne qui", False),
    ]


@pytest.mark.parametrize("word", ["pane ", "🥖🥖 ", "x"])
async def test_a_first_paragraph_that_is_too_long_goes_on(fake: FakeThreads, bench: Bench, word: str) -> None:
    """No word is lost, and none stands twice."""
    text = (word * 300 if word != "x" else word * 900).strip()
    await bench.publish(bench.job(text, **LONG))
    [post] = fake.posts
    first, rest = post.text, json.loads(post.said["text_attachment"])["plaintext"]
    assert counted(first) <= 500
    assert first.endswith("…")
    assert rest.startswith("…")
    assert "".join((first[:-1] + rest[1:]).split()) == "".join(text.split())


async def test_a_long_text_that_is_short_is_a_post_like_any_other(fake: FakeThreads, bench: Bench) -> None:
    await bench.publish(bench.job("Pane", **LONG))
    assert fake.posts[0].said == {"media_type": "TEXT", "text": "Pane"}


def test_what_a_long_text_may_not_have(stranger: Bench) -> None:
    words = Content(text="x" * 9_000, **LONG)
    assert problems(stranger, words) == []
    assert problems(stranger, replace(words, options={})) == ["text_too_long"]
    assert problems(stranger, replace(words, text="x" * 10_001)) == ["text_too_long"]
    assert problems(stranger, replace(words, media=(MediaUse("one"),))) == ["media_not_possible"]
    assert problems(stranger, replace(words, poll=Poll(("A", "B")))) == ["poll_not_possible"]
    assert problems(stranger, replace(words, first_comment="x" * 501)) == ["text_too_long"]


# ------------------------------------------------------------------ posts of a day
async def test_a_post_of_a_day(fake: FakeThreads, bench: Bench) -> None:
    """Words alone; found again on its own list; that it is gone after a day is no news."""
    more = {"topic": "Pane", "reply_control": "mentioned_only", "to_story": True, "spoiler": True}
    job = await bench.prepared(bench.job("Oggi focaccia", link="https://forno.example", options={KIND: "day", **more}))
    fake.fail_next(PUBLISH, drop_after_accept=True)
    with pytest.raises(UnclearError):
        await bench.connector.commit(bench.session(), job)
    found = await bench.connector.look_up(bench.session(), bench.tried(job))
    assert isinstance(found, Published)
    [post] = fake.posts
    assert (found.receipt.id, post.said) == (
        post.id,
        {"media_type": "TEXT", "text": "Oggi focaccia\n\nhttps://forno.example", "is_ghost_post": "true"},
    )
    there = replace(job, receipt=found.receipt)
    said = await bench.connector.read_back(bench.session(), there)  # type: ignore[attr-defined]
    assert (said.there, said.same) == (post.text, True)
    fake.posts.clear()
    assert await bench.connector.read_back(bench.session(), there) == Said("", "", True)  # type: ignore[attr-defined]
    usual = replace(there, outgoing=replace(job.outgoing, options={}))
    assert await bench.connector.read_back(bench.session(), usual) == Absent()  # type: ignore[attr-defined]


async def test_what_a_post_of_a_day_may_not_have(fake: FakeThreads, bench: Bench) -> None:
    words = Content(text="Oggi focaccia", **OF_A_DAY)
    assert problems(bench, words) == []
    assert problems(bench, replace(words, media=(MediaUse("one"),))) == ["media_not_possible"]
    assert problems(bench, replace(words, poll=Poll(("A", "B")))) == ["poll_not_possible"]
    assert problems(bench, replace(words, thread=(ThreadItem("Due"),))) == ["thread_not_possible"]
    assert problems(bench, replace(words, first_comment="Qui")) == ["first_comment_not_possible"]
    for more in ({"media": (bench.photo(),)}, {"poll": Poll(("A", "B"))}):
        with pytest.raises(RefusedError):
            await bench.prepared(bench.job("Oggi", **OF_A_DAY, **more))
    assert fake.containers == {}


# ------------------------------------------------------------------ hidden photos, stories
async def test_photos_are_hidden_until_somebody_opens_them(fake: FakeThreads, bench: Bench) -> None:
    wish: dict[str, Any] = {"options": {"spoiler": True}}
    await bench.publish(bench.job("Novità", media=(bench.photo(),), **wish))
    await bench.publish(bench.job("Novità", media=(bench.photo("a"), bench.photo("b")), **wish))
    await bench.publish(bench.job("Senza foto", **wish))
    assert [post.said.get("is_spoiler_media") for post in fake.posts] == ["true", "true", None]


async def test_also_a_story_on_instagram(fake: FakeThreads, stranger: Bench) -> None:
    """Where the sign-in was told that the app may; else the option is not there, and nothing is asked."""
    fake.allowed.add(SHARES)
    fake.granted.add(SHARES)
    landed: list[str] = []

    async def ask(fields: tuple[SignInField, ...]) -> Mapping[str, str]:
        return {"landed": landed[-1]}

    keys = Secret.of(client_id=fake.app_id, client_secret=fake.app_secret)
    for also, can in ((SHARES, True), ("", False)):
        await stranger.sign_in(open_page=agreeing(fake, landed), ask=ask, app_keys=keys, also=also)
        options = stranger.facts.options_of(stranger.account.reported).options
        assert ("to_story" in [option.key for option in options]) is can
        await stranger.publish(stranger.job("Pane", options={"to_story": True}))
    assert [post.said.get("crossreshare_to_ig") for post in fake.posts] == ["true", None]


# ------------------------------------------------------------------ quotes
async def test_a_link_to_a_post_of_our_own_becomes_a_quote(fake: FakeThreads, bench: Bench) -> None:
    _, first = await bench.publish(bench.job("Pane"))
    _, answer = await bench.publish(bench.job("Qui", kind=PartKind.FIRST_COMMENT, root=first, parent=first))
    job, receipt = await bench.publish(bench.job("Guardate", link=f"{first.url}?xmt=1", media=(bench.photo(),)))
    assert (fake.posts[-1].said["quote_post_id"], fake.posts[-1].text) == (first.id, "Guardate")
    bare = replace(bench.tried(job), prepared={}, receipt=receipt)
    assert await bench.connector.read_back(bench.session(), bare) == Said("Guardate", "Guardate", True)  # type: ignore[attr-defined]
    await bench.publish(bench.job(f"E poi {answer.url}"))
    assert (fake.posts[-1].said["quote_post_id"], fake.posts[-1].text) == (answer.id, f"E poi {answer.url}")
    await bench.connector.commit(bench.session(), replace(job, op=Op.DELETE))
    assert len(fake.posts) == 3


@pytest.mark.parametrize("may", [True, False])
async def test_a_post_that_names_us_is_quoted_where_we_may_read_it(fake: FakeThreads, bench: Bench, may: bool) -> None:
    post = fake.say("", "Che pane, @fornolucia")
    if not may:
        fake.granted.discard(MENTIONS)
        await bench.sign_in(fake.long_token())
    bench.account = await bench.connector.who_am_i(bench.session())
    link = f"https://www.threads.net/@anna/post/D{post.id}"
    await bench.publish(bench.job("Grazie!", link=link))
    said = fake.posts[0].said
    assert (said.get("quote_post_id"), said.get("link_attachment")) == ((post.id, None) if may else (None, link))


async def test_no_quote_where_there_is_no_wish_or_no_place(fake: FakeThreads, bench: Bench) -> None:
    _, first = await bench.publish(bench.job("Pane"))
    fake.say("", "Non nomina nessuno")
    strange = "https://www.threads.com/@anna/post/Dx9"
    for more in (
        {"link": first.url, "options": {"no_quote": True}},
        {"link": first.url, "card": Card(shown=False)},
        {"link": first.url, "options": {KIND: "day"}},
        {"link": first.url, "poll": Poll(("A", "B"))},
        {"link": strange},
    ):
        await bench.publish(bench.job("Link", **more))
        assert "quote_post_id" not in fake.posts[-1].said
    assert fake.posts[-1].said["link_attachment"] == strange


async def test_a_list_that_does_not_answer_is_tried_again_and_holds_up_nothing(fake: FakeThreads, bench: Bench) -> None:
    _, first = await bench.publish(bench.job("Pane"))
    again, given_up = bench.job("Guardate", link=first.url), bench.job("Guardate pure", link=first.url)
    for _ in range(TRIES - 1):
        fake.fail_next("/v1.0/me/threads", status=500)
        again = await not_ready(bench, again)
    await bench.publish(again)
    assert fake.posts[-1].said["quote_post_id"] == first.id
    for _ in range(TRIES):
        fake.fail_next("/v1.0/me/threads", status=500)
    for _ in range(TRIES - 1):
        given_up = await not_ready(bench, given_up)
    await bench.publish(given_up)
    said = fake.posts[-1].said
    assert ("quote_post_id" in said, said["link_attachment"]) == (False, first.url)


async def test_out_though_its_list_may_not_be_read(fake: FakeThreads, bench: Bench) -> None:
    """The list of answers wants a permission that publishing one does not: it is out, the container says so."""
    _, root = await bench.publish(bench.job("Uno"))
    job, _ = await bench.publish(bench.job("Due", kind=PartKind.FIRST_COMMENT, root=root, parent=root))
    fake.fail_next("/v1.0/me/replies", status=403, body=graph_error(10, "No permission").answer.json)
    found = await bench.connector.look_up(bench.session(), bench.tried(replace(job, receipt=None)))
    assert isinstance(found, Published)
    assert found.receipt.id == ""
