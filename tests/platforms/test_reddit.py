"""Reddit against a fake that refuses what Reddit refuses, for those who have keys from before."""

import asyncio
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from smmdesk.model.content import Poll
from smmdesk.model.delivery import Op, PartKind, Receipt
from smmdesk.platforms import facts_of
from smmdesk.platforms.base import (
    Absent,
    Accepted,
    CannotTell,
    NotSentError,
    Picture,
    Published,
    ReadsBack,
    RefusedError,
    Said,
    SignedOutError,
    UnclearError,
)
from smmdesk.platforms.reddit.posts import full_name
from smmdesk.platforms.reddit.rules import name_of
from smmdesk.system.clock import ManualClock
from tests.fakes.reddit import SCOPES, FakeReddit
from tests.platforms.accounts import Hurried
from tests.platforms.bench import Bench
from tests.platforms.direct import bench_at, sign_in_with_app

ITALY = {"subreddit": "r/Italy"}
PATHS = {"api": "", "authorize": "/api/v1/authorize", "token": "/api/v1/access_token", "revoke": "/api/v1/revoke_token"}


@pytest.fixture
def clock() -> ManualClock:
    return Hurried(datetime(2026, 11, 28, 10, 20, tzinfo=UTC))


@pytest.fixture
def fake(clock: ManualClock) -> FakeReddit:
    return FakeReddit(clock)


@pytest.fixture
def bench(fake: FakeReddit, clock: ManualClock, tmp_path: Path) -> Bench:
    lines = [f'reddit.{name} = "{fake.url}{path}"' for name, path in PATHS.items()]
    (tmp_path / "endpoints.toml").write_text("\n".join(lines), encoding="utf-8")
    made = bench_at("reddit", clock, tmp_path, fake)
    asyncio.run(sign_in_with_app(made, fake, fake.app, user="u/lucia"))
    return made


def film(bench: Bench, cover: Picture | None) -> Picture:
    path = bench.folder / "pane.mp4"
    path.write_bytes(b"a film of bread")
    return Picture(path, "video/mp4", 15, 1080, 1920, name="pane.mp4", cover=cover)


# ------------------------------------------------------------------ signing in
async def test_signing_in_and_out(fake: FakeReddit, bench: Bench) -> None:
    account = bench.account
    assert (account.remote_id, account.name, account.handle) == ("1abc", "lucia", "u/lucia")
    assert account.reported["subreddits"] == [["u_lucia", "u/lucia"], ["italy", "r/italy"], ["pane", "r/pane"]]
    assert fake.app.asked[0]["scope"] == SCOPES
    fake.app.access.clear()
    assert await bench.connector.who_am_i(bench.session()) == account, "renewed, and what was granted is kept"
    await bench.connector.sign_out(bench.session())
    assert not fake.app.refresh
    fake.app.access.clear()
    with pytest.raises(SignedOutError):
        await bench.connector.who_am_i(bench.session())


async def test_an_installed_app_has_no_secret(fake: FakeReddit, clock: ManualClock, bench: Bench) -> None:
    fake.app.client_secret = ""
    await sign_in_with_app(bench, fake, fake.app, user="lucia")
    assert not facts_of("reddit").sign_in.app_fields[1].required


# ------------------------------------------------------------------ publishing
async def test_words(fake: FakeReddit, bench: Bench) -> None:
    job, receipt = await bench.publish(bench.job("Caldo *subito*\nqui > lì", title="Pane & burro", options=ITALY))
    [post] = fake.posts
    assert (post.sr, post.title, post.text) == ("italy", "Pane & burro", "Caldo \\*subito\\*  \nqui \\> lì")
    assert {"kind": "self", "nsfw": "false", "resubmit": "false"}.items() <= post.sent.items()
    assert (receipt.id, receipt.url) == (
        post.name[3:],
        f"https://www.reddit.com/r/italy/comments/{post.name[3:]}/pane/",
    )
    assert isinstance(bench.connector, ReadsBack)
    told = await bench.connector.read_back(bench.session(), job)
    assert told == Said("Caldo *subito*  \nqui > lì", "Caldo *subito*  \nqui > lì", True)
    post.removed = "automod_filtered"
    assert await bench.connector.read_back(bench.session(), job) == Absent(), "taken away in silence"


async def test_a_link_goes_once(fake: FakeReddit, bench: Bench) -> None:
    job = bench.job("Aperto", title="Pane", link="https://forno.example", options={**ITALY, "flair": "arte"})
    await bench.publish(job)
    assert {"kind": "link", "url": "https://forno.example", "text": "Aperto", "flair_id": "f-2"}.items() <= (
        fake.posts[0].sent.items()
    )
    with pytest.raises(RefusedError) as caught:
        await bench.publish(job)
    assert caught.value.problem.code == "duplicate_refused"


async def test_photos(fake: FakeReddit, bench: Bench) -> None:
    one, other = bench.photo(color="red"), bench.photo()
    job = await bench.prepared(bench.job(title="Pane", link="https://forno.example", media=(one,), options=ITALY))
    job = await bench.prepared(job)
    assert list(fake.files.values()) == [one.path.read_bytes()], "what is there already is used"
    assert isinstance(await bench.connector.commit(bench.session(), job), Accepted)
    assert isinstance(await bench.connector.poll(bench.session(), bench.tried(job)), Accepted)
    fake.work_up()
    found = await bench.connector.poll(bench.session(), bench.tried(job))
    assert isinstance(found, Published)
    assert found.receipt.id == fake.posts[0].name[3:]
    assert fake.posts[0].text == "Pane caldo\n\nhttps://forno.example"
    assert isinstance(bench.connector, ReadsBack)
    told = await bench.connector.read_back(bench.session(), replace(bench.tried(job), receipt=found.receipt))
    assert isinstance(told, Said)
    assert told.same
    await bench.publish(bench.job("Due", title="Due", media=(one, other), options={**ITALY, "nsfw": True}))
    gallery = fake.posts[1].sent
    assert [item["media_id"] for item in gallery["items"]] == list(fake.leases.values())[1:]
    assert (gallery["text"], gallery["nsfw"]) == ("Due", True)


async def test_a_film_has_a_cover(fake: FakeReddit, bench: Bench) -> None:
    with pytest.raises(RefusedError) as caught:
        await bench.prepared(bench.job(title="Pane", media=(film(bench, None),), options=ITALY))
    assert caught.value.problem.code == "cover_needed"
    fake.worked_up = True
    cover = bench.photo()
    await bench.publish(bench.job("Eccolo", title="Pane", media=(film(bench, cover),), options=ITALY))
    assert list(fake.files.values()) == [b"a film of bread", cover.path.read_bytes()]


async def test_a_poll(fake: FakeReddit, bench: Bench) -> None:
    await bench.publish(bench.job("Dite", title="Quale?", poll=Poll((" Nero", "Bianco "), 4000), options=ITALY))
    assert {"options": ["Nero", "Bianco"], "duration": 3, "text": "Dite"}.items() <= fake.posts[0].sent.items()


async def test_a_first_comment(fake: FakeReddit, bench: Bench) -> None:
    _, root = await bench.publish(bench.job(title="Pane", options=ITALY))
    job = bench.job("1. Il primo", kind=PartKind.FIRST_COMMENT, root=root, parent=root)
    assert await bench.connector.look_up(bench.session(), bench.tried(job)) == CannotTell()
    job, receipt = await bench.publish(job)
    assert fake.things[receipt.id].text == "1\\. Il primo"
    found = await bench.connector.look_up(bench.session(), bench.tried(job))
    assert isinstance(found, Published)
    assert found.receipt.id == receipt.id
    edit = replace(job, op=Op.EDIT, outgoing=replace(job.outgoing, text="Il secondo"))
    assert await bench.connector.look_up(bench.session(), edit) == Absent()
    await bench.connector.commit(bench.session(), edit)
    assert fake.things[receipt.id].text == "Il secondo"
    assert isinstance(await bench.connector.look_up(bench.session(), edit), Published)


# ------------------------------------------------------------------ the rules of a subreddit, before anything is sent
@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ({"title_text_min_length": 10}, "at least 10 characters"),
        ({"title_text_max_length": 3}, "at most 3 characters"),
        ({"title_required_strings": ["[Cibo]", "[OC]"]}, "one of these there: [Cibo], [OC]"),
        ({"body_blacklisted_strings": ["OFFERTA"]}, "“OFFERTA”"),
        ({"body_restriction_policy": "notAllowed"}, "without a text"),
        ({"domain_blacklist": ["example"]}, "forno.example"),
        ({"domain_whitelist": ["youtube.com"]}, "forno.example"),
        ({"submission_type": "self"}, "Only words"),
        ({"submission_type": "link", "words": True}, "Only links"),
        ({"allow_images": False, "photo": True}, "not taken there"),
    ],
)
async def test_what_a_subreddit_does_not_take(rules: dict[str, Any], said: str, fake: FakeReddit, bench: Bench) -> None:
    link = "" if rules.pop("words", False) else "https://forno.example/pane"
    media = (bench.photo(),) if rules.pop("photo", False) else ()
    fake.rules |= rules
    fake.about |= rules
    with pytest.raises(RefusedError) as caught:
        await bench.prepared(bench.job("La nostra offerta", title="Pane", link=link, media=media, options=ITALY))
    assert (caught.value.problem.code, caught.value.problem.values["place"]) == ("place_refuses", "r/italy")
    assert said in str(caught.value.problem.values["said"])
    assert not fake.leases


async def test_a_text_that_is_wanted_and_a_flair(fake: FakeReddit, bench: Bench) -> None:
    fake.rules |= {"body_restriction_policy": "required"}
    with pytest.raises(RefusedError) as caught:
        await bench.prepared(bench.job("", title="Pane", options=ITALY))
    assert caught.value.problem.code == "place_refuses"
    fake.rules |= {"is_flair_required": True}
    for flair, code in (("", "option_missing"), ("Sport", "option_not_offered")):
        with pytest.raises(RefusedError) as caught:
            await bench.prepared(bench.job(title="Pane", options={**ITALY, "flair": flair}))
        assert caught.value.problem.code == code
    await bench.publish(bench.job(title="Pane", options={**ITALY, "flair": "f-1"}))


async def test_where_nobody_may_write(fake: FakeReddit, bench: Bench) -> None:
    for wish in ("r/nowhere", "", "r/../me", "https://www.reddit.com/r/italy/about"):
        with pytest.raises(RefusedError) as caught:
            await bench.prepared(bench.job(title="Pane", options={"subreddit": wish}))
        assert caught.value.problem.code == "option_not_offered"
    fake.about["user_is_banned"] = True
    with pytest.raises(RefusedError) as caught:
        await bench.prepared(bench.job(title="Pane", options=ITALY))
    assert caught.value.problem.code == "may_not_publish"


@pytest.mark.parametrize(
    ("wish", "name"),
    [
        ("r/italy", "italy"),
        (" Italy ", "Italy"),
        ("/r/italy/", "italy"),
        ("https://old.reddit.com/r/italy", "italy"),
        ("u/lucia", "u_lucia"),
        ("https://www.reddit.com/user/lucia/", "u_lucia"),
        ("r/italy?x", ""),
        ("due parole", ""),
    ],
)
def test_the_names_of_subreddits(wish: str, name: str) -> None:
    assert name_of(wish) == name


# ------------------------------------------------------------------ refusals, and what became of it
@pytest.mark.parametrize(
    ("error", "beside", "kind", "code", "wait"),
    [
        (
            ["RATELIMIT", "Take a break for 4 minutes before trying again.", "ratelimit"],
            None,
            NotSentError,
            "busy",
            240,
        ),
        (["RATELIMIT", "Take a break for 9 seconds before trying again.", "ratelimit"], 8.5, NotSentError, "busy", 8.5),
        (["RATELIMIT", "Take a break", "ratelimit"], None, NotSentError, "busy", 60),
        (["SUBREDDIT_NOEXIST", "Hmm", "sr"], None, RefusedError, "option_not_offered", None),
        (["SUBREDDIT_NOTALLOWED", "no", "sr"], None, RefusedError, "may_not_publish", None),
        (["SUBMIT_VALIDATION_FLAIR_REQUIRED", "no", "flair"], None, RefusedError, "option_missing", None),
        (["USER_REQUIRED", "Please log in", None], None, SignedOutError, "signed_out", None),
        (["DOMAIN_BANNED", "that domain is banned", "url"], None, RefusedError, "refused", None),
    ],
)
async def test_what_reddits_errors_mean(
    error: list[str],
    beside: float | None,
    kind: type[Exception],
    code: str,
    wait: float | None,
    fake: FakeReddit,
    bench: Bench,
) -> None:
    job = await bench.prepared(bench.job(title="Pane", options=ITALY))
    fake.errors, fake.ratelimit = [error], beside
    with pytest.raises(kind) as caught:
        await bench.connector.commit(bench.session(), job)
    assert getattr(caught.value, "problem").code == code  # noqa: B009 - every one has its problem
    assert getattr(caught.value, "retry_after_s", None) == wait
    assert not fake.posts


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (429, {"message": "Too Many Requests", "error": 429}, NotSentError),
        (403, {"message": "Forbidden", "error": 403}, RefusedError),
        (500, "", UnclearError),
        (200, "<html>Wi-Fi</html>", UnclearError),
        (200, {"json": {"errors": []}}, UnclearError),
        (200, {"json": {"errors": [], "data": {"id": {"n": 1}, "url": "x"}}}, UnclearError),
    ],
)
async def test_what_answers_mean(status: int, body: Any, kind: type[Exception], fake: FakeReddit, bench: Bench) -> None:
    job = await bench.prepared(bench.job(title="Pane", options=ITALY))
    fake.fail_next("/api/submit", status=status, body=body, headers={"X-Ratelimit-Reset": "90"})
    with pytest.raises(kind) as caught:
        await bench.connector.commit(bench.session(), job)
    if isinstance(caught.value, NotSentError):
        assert caught.value.retry_after_s == 90


async def test_a_lost_answer_is_looked_for(fake: FakeReddit, bench: Bench, clock: ManualClock) -> None:
    _, old = await bench.publish(bench.job(title="Pane & burro", options=ITALY))
    clock.advance(timedelta(hours=1))
    job = await bench.prepared(bench.job(title="Pane & burro", options=ITALY))
    tried = replace(bench.tried(job), owned=frozenset({old.id}))
    assert await bench.connector.look_up(bench.session(), tried) == CannotTell(), "none found proves nothing"
    fake.fail_next("/api/submit", drop_after_accept=True)
    with pytest.raises(UnclearError):
        await bench.connector.commit(bench.session(), job)
    found = await bench.connector.look_up(bench.session(), tried)
    assert isinstance(found, Published)
    assert found.receipt.url == f"https://www.reddit.com/r/italy/comments/{found.receipt.id}/pane/"
    await bench.connector.commit(bench.session(), job)
    assert await bench.connector.look_up(bench.session(), tried) == CannotTell(two_alike=True)


async def test_changing_and_deleting(fake: FakeReddit, bench: Bench) -> None:
    job, receipt = await bench.publish(bench.job("Pane", title="Oggi", options=ITALY))
    edit = replace(job, op=Op.EDIT, outgoing=replace(job.outgoing, text="Pane nero"))
    assert await bench.connector.look_up(bench.session(), edit) == Absent()
    answer = await bench.connector.commit(bench.session(), await bench.prepared(edit))
    assert isinstance(answer, Published)
    assert (answer.receipt.id, fake.posts[0].text) == (receipt.id, "Pane nero")
    assert isinstance(await bench.connector.look_up(bench.session(), edit), Published)
    with pytest.raises(RefusedError) as caught:
        await bench.connector.commit(bench.session(), replace(edit, receipt=replace(receipt, data={"kind": "link"})))
    assert caught.value.problem.code == "no_edit_there"
    gone = replace(job, op=Op.DELETE)
    assert await bench.connector.look_up(bench.session(), gone) == Absent()
    fake.fail_next("/api/del", status=200, body="<html>Wi-Fi</html>")
    with pytest.raises(UnclearError):
        await bench.connector.commit(bench.session(), gone)
    assert await bench.connector.commit(bench.session(), gone) == Published(receipt)
    assert not fake.posts
    assert await bench.connector.look_up(bench.session(), gone) == Published(receipt)
    assert await bench.connector.look_up(bench.session(), edit) == CannotTell()


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://www.reddit.com/r/italy/comments/1abc2d/pane_caldo/", "t3_1abc2d"),
        ("https://www.reddit.com/comments/1abc2d", "t3_1abc2d"),
        ("https://redd.it/1abc2d", "t3_1abc2d"),
        ("https://old.reddit.com/r/italy/comments/1abc2d/pane_caldo/9xyz8w/?context=3", "t1_9xyz8w"),
        ("https://www.reddit.com/r/italy/comments/1abc2d/comment/9xyz8w/", "t1_9xyz8w"),
        ("https://www.reddit.com/r/italy/s/AbCdEf12", ""),
    ],
)
def test_a_pasted_address_names_the_right_thing_or_none(address: str, name: str, bench: Bench) -> None:
    """What somebody shares (/s/…) carries no id: as one it named a stranger's post."""
    found = re.search(bench.facts.post_url, address)
    assert (full_name(Receipt(found["id"], address, 0)) if found is not None else "") == name


async def test_the_post_is_not_taken_for_its_comment(fake: FakeReddit, bench: Bench) -> None:
    """A person who says "it is there" may paste the page of the post for its first comment: taking the comment down
    took the post down."""
    job, root = await bench.publish(bench.job("Pane", title="Oggi", options=ITALY))
    comment = bench.job("Orari?", kind=PartKind.FIRST_COMMENT, root=root, parent=root)
    wrong = replace(root, data={})
    for op in (Op.DELETE, Op.EDIT):
        for part in (replace(comment, op=op, receipt=wrong), replace(job, op=op, receipt=replace(wrong, id="1/x/2"))):
            with pytest.raises(RefusedError) as caught:
                await bench.connector.commit(bench.session(), part)
            assert caught.value.problem.code == "not_known_there"
    assert len(fake.posts) == 1
