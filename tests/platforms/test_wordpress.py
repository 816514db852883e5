"""WordPress against a real site: drafts that are flipped, its own list, photos, comments, and every lost answer."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from smmdesk.model.delivery import Op, PartKind, Receipt
from smmdesk.model.problem import ProblemError
from smmdesk.platforms.base import (
    Absent,
    Account,
    Listed,
    NotSentError,
    Published,
    RefusedError,
    SignedOutError,
    UnclearError,
)
from smmdesk.platforms.facts import SignInField
from smmdesk.platforms.wordpress.blocks import Placed, content_of
from smmdesk.platforms.wordpress.site import route_url
from smmdesk.system.clock import SystemClock
from smmdesk.system.secrets import Secret
from tests.platforms.bench import Bench, bench_of
from tests.platforms.test_bluesky import Faulty
from tests.servers.wordpress import WordPressServer


class Site:
    """The shared site as one test sees it: only what appeared since its beginning. Emptying it takes seconds."""

    def __init__(self, server: WordPressServer) -> None:
        self.server = server
        self.url = server.url
        self._posts = {post["id"] for post in server.posts()}
        self._media = {entry["id"] for entry in server.media()}

    def posts(self) -> list[dict[str, Any]]:
        return [post for post in self.server.posts() if post["id"] not in self._posts]

    def media(self) -> list[dict[str, Any]]:
        return [entry for entry in self.server.media() if entry["id"] not in self._media]

    def post(self, post_id: str) -> dict[str, Any]:
        found = self.server.get_post(int(post_id))
        assert found is not None
        return found


@pytest.fixture
def site(wordpress_server: WordPressServer) -> Site:
    return Site(wordpress_server)


known: dict[tuple[str, str], tuple[Account, Secret]] = {}
"""Who signed in already at the session's site; a new password for each test would take longer than the tests."""


@asynccontextmanager
async def signed_in(site: Site, folder: Path, role: str = "editor", **more: Any) -> AsyncIterator[Bench]:
    async with bench_of("wordpress", SystemClock(), folder, **more) as bench:
        if (site.url, role) not in known:
            await bench.sign_in(site.server.application_password(role), server=site.url, user=role)
            known[site.url, role] = bench.account, bench.secrets[0]
        bench.account, secret = known[site.url, role]
        bench.secrets = [secret]
        yield bench


# ------------------------------------------------------------------ signing in
@pytest.fixture(params=[True, False], ids=["pretty", "plain"])
def addressed(site: Site, request: pytest.FixtureRequest) -> Iterator[tuple[Site, str]]:
    """The site with pretty addresses or plain ones, and its REST root."""
    if not request.param:
        site.server.set_permalinks(False)
    yield site, "wp-json/" if request.param else "index.php?rest_route=/"
    if not request.param:
        site.server.set_permalinks(True)


async def test_signing_in_with_an_application_password(addressed: tuple[Site, str], tmp_path: Path) -> None:
    site, root = addressed
    async with bench_of("wordpress", SystemClock(), tmp_path) as bench:
        await bench.sign_in(site.server.application_password("editor"), server=site.url, user="editor")
        place = site.url.removeprefix("http://")
        assert (bench.account.name, bench.account.handle) == ("The test site", f"editor · {place}")
        assert bench.account.server == bench.account.url == site.url
        assert bench.account.remote_id.endswith(f"@{place}")
        assert bench.account.reported["root"] == f"{site.url}/{root}"
        assert bench.account.reported["categories"] == [["1", "Uncategorized"]]
        assert await bench.connector.who_am_i(bench.session()) == bench.account
        _, receipt = await bench.publish(bench.job("Ciao", title="Uno"))
        assert site.post(receipt.id)["title"]["raw"] == "Uno"


async def test_the_site_makes_a_password_and_sends_the_browser_back(site: Site, tmp_path: Path) -> None:
    async def browse(url: str) -> None:
        page = await asyncio.to_thread(site.server.authorize, url, "author")
        assert "close this page" in page.text

    async with bench_of("wordpress", SystemClock(), tmp_path) as bench:
        await bench.sign_in(server=site.url, open_page=browse)
        assert bench.account.handle.startswith("author · ")
        await bench.publish(bench.job("Ciao", title="Dal browser"))
        await bench.connector.sign_out(bench.session())
        with pytest.raises(SignedOutError):
            await bench.connector.who_am_i(bench.session())


async def test_saying_no_on_the_site(site: Site, tmp_path: Path) -> None:
    async def browse(url: str) -> None:
        await asyncio.to_thread(site.server.authorize, url, "author", agree=False)

    async with bench_of("wordpress", SystemClock(), tmp_path) as bench:
        with pytest.raises(ProblemError) as caught:
            await bench.sign_in(server=site.url, open_page=browse)
    assert caught.value.problem.code == "sign_in_cancelled"


INDEX = {
    "name": "Forno &amp; figli",
    "home": "http://forno.example",
    "namespaces": ["wp/v2"],
    "authentication": {
        "application-passwords": {"endpoints": {"authorization": "https://forno.example/wp-admin/authorize.php"}}
    },
}
ME = {"id": 3, "username": "rossi", "capabilities": {"publish_posts": True}}


def old_site(request: httpx.Request) -> httpx.Response:
    """A site of version 6 behind a proxy, which believes that it is reached by http."""
    if request.url.path == "/":
        page = '<meta name="generator" content="WordPress 6.4"><link rel="https://api.w.org/" href="http://forno.example/wp-json/">'
        return httpx.Response(200, text=page, headers={"Content-Type": "text/html"})
    if request.url.path == "/wp-json/":
        return httpx.Response(200, json=INDEX)
    if request.url.path == "/wp-json/wp/v2/users/me":
        return httpx.Response(200, json=ME) if "authorization" in request.headers else httpx.Response(401, json={})
    return httpx.Response(404, json={"code": "rest_no_route"})


async def test_an_older_site_shows_the_password_on_its_page(tmp_path: Path) -> None:
    opened: list[str] = []
    asked: list[str] = []

    async def browse(url: str) -> None:
        opened.append(url)

    async def ask(fields: tuple[SignInField, ...]) -> dict[str, str]:
        asked.extend(field.key for field in fields)
        return {"user": "rossi", "secret": "abcd efgh"}

    async with bench_of("wordpress", SystemClock(), tmp_path, httpx.MockTransport(old_site)) as bench:
        await bench.sign_in(server="forno.example", open_page=browse, ask=ask)
        assert bench.account.server == "https://forno.example"
        assert bench.account.name == "Forno & figli"
        assert bench.secrets[0].field("password").reveal() == "abcd efgh"
        with pytest.raises(ProblemError) as caught:
            await bench.sign_in(server="forno.example", open_page=browse)
        assert caught.value.problem.code == "sign_in_on_page"

        async def give_up(fields: tuple[SignInField, ...]) -> None:
            return None

        with pytest.raises(ProblemError) as caught:
            await bench.sign_in(server="forno.example", open_page=browse, ask=give_up)
        assert caught.value.problem.code == "sign_in_cancelled"
    assert asked == ["user", "secret"]
    assert "success_url" not in opened[0]


async def test_a_site_without_application_passwords(tmp_path: Path) -> None:
    def closed(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/wp-json/":
            return httpx.Response(200, json={**INDEX, "authentication": []})
        return old_site(request)

    async with bench_of("wordpress", SystemClock(), tmp_path, httpx.MockTransport(closed)) as bench:
        with pytest.raises(ProblemError) as caught:
            await bench.sign_in("x", server="forno.example", user="rossi")
    assert caught.value.problem.code == "site_lets_nobody_in"


async def test_a_site_that_names_another_host_gets_no_password(tmp_path: Path) -> None:
    def evil(request: httpx.Request) -> httpx.Response:
        assert request.url.host == "forno.example"
        if request.url.path == "/wp-json/":
            return httpx.Response(200, json={**INDEX, "home": "https://evil.example"})
        return old_site(request)

    async with bench_of("wordpress", SystemClock(), tmp_path, httpx.MockTransport(evil)) as bench:
        with pytest.raises(RefusedError):
            await bench.sign_in("x", server="forno.example", user="rossi")


@pytest.mark.parametrize(
    ("role", "secret", "code"),
    [("editor", "wrong wrong wrong", "sign_in_refused"), ("contributor", "", "may_not_publish")],
)
async def test_wrong_sign_ins(site: Site, tmp_path: Path, role: str, secret: str, code: str) -> None:
    async with bench_of("wordpress", SystemClock(), tmp_path) as bench:
        with pytest.raises((ProblemError, RefusedError)) as caught:
            await bench.sign_in(secret or site.server.application_password(role), server=site.url, user=role)
    assert caught.value.problem.code == code


async def test_no_wordpress_there(tmp_path: Path) -> None:
    async with bench_of(
        "wordpress", SystemClock(), tmp_path, httpx.MockTransport(lambda _: httpx.Response(404))
    ) as bench:
        with pytest.raises(ProblemError) as caught:
            await bench.sign_in("x", server="nothing.example", user="x")
    assert caught.value.problem.code == "address_not_found"


@pytest.mark.parametrize(
    ("root", "url"),
    [
        ("https://a.example/wp-json/", "https://a.example/wp-json/wp/v2/posts"),
        ("https://a.example/blog/?rest_route=/", "https://a.example/blog/?rest_route=%2Fwp%2Fv2%2Fposts"),
        ("https://a.example/index.php?rest_route=/", "https://a.example/index.php?rest_route=%2Fwp%2Fv2%2Fposts"),
        ("https://a.example/?lang=it&rest_route=/", "https://a.example/?lang=it&rest_route=%2Fwp%2Fv2%2Fposts"),
    ],
)
def test_routes_under_every_root(root: str, url: str) -> None:
    assert route_url(root, "wp/v2/posts") == url


# ------------------------------------------------------------------ publishing
async def test_a_post_with_everything(site: Site, tmp_path: Path) -> None:
    async with signed_in(site, tmp_path) as bench:
        photos = (bench.photo("Il pane & co"), bench.photo("La torta", color="red"), bench.photo("", color="blue"))
        job = bench.job(
            "Prima <riga>\nseconda\n\nVedi https://a.example/x.",
            title="Pane & torte",
            link="https://forno.example/menu",
            media=photos,
            options={"tags": "pane, #torte, pane", "excerpt": "Breve", "slug": "pane-oggi", "comment_status": "closed"},
        )
        job = await bench.prepared(job)
        [draft] = site.posts()
        assert (draft["status"], draft["slug"]) == ("draft", f"smmdesk-{job.part_id}")
        answer = await bench.connector.commit(bench.session(), job)
    assert isinstance(answer, Published)
    [post] = site.posts()
    assert str(post["id"]) == answer.receipt.id
    assert post["status"] == "publish"
    assert post["title"]["raw"] == "Pane & torte"
    assert (post["slug"], post["link"]) == ("pane-oggi", answer.receipt.url)
    assert (post["excerpt"]["raw"], post["comment_status"]) == ("Breve", "closed")
    assert sorted(site.server.terms()[tag] for tag in post["tags"]) == ["pane", "torte"]
    media = {entry["id"]: entry for entry in site.media()}
    assert media[post["featured_media"]]["alt_text"] == "Il pane & co"
    assert site.server.file(media[post["featured_media"]]["source_url"]) == photos[0].path.read_bytes()
    content = post["content"]["raw"]
    assert "<p>Prima &lt;riga&gt;<br>seconda</p>" in content
    assert '<a href="https://a.example/x">https://a.example/x</a>.' in content
    assert content.count("<!-- wp:image") == 2
    assert 'alt="La torta"' in content
    assert content.rstrip().endswith(
        'href="https://forno.example/menu">https://forno.example/menu</a></p>\n<!-- /wp:paragraph -->'
    )


@pytest.mark.parametrize(("wish", "featured", "in_text"), [("first", True, 0), ("also", True, 1), ("none", False, 1)])
async def test_the_featured_image(site: Site, tmp_path: Path, wish: str, featured: bool, in_text: int) -> None:
    async with signed_in(site, tmp_path) as bench:
        job = bench.job("x", title="Foto", media=(bench.photo(),), options={"featured_image": wish})
        await bench.publish(job)
    [post] = site.posts()
    assert bool(post["featured_media"]) is featured
    assert post["content"]["raw"].count("<!-- wp:image") == in_text


async def test_categories_and_a_private_post(site: Site, tmp_path: Path) -> None:
    async with signed_in(site, tmp_path) as bench:
        _, receipt = await bench.publish(bench.job("x", title="T", options={"categories": "1", "status": "private"}))
        with pytest.raises(RefusedError):
            await bench.hand_off(bench.job("x", title="T", options={"status": "private"}, due=bench.after(hours=1)))
    post = site.post(receipt.id)
    assert (post["status"], post["categories"]) == ("private", [1])


async def test_an_author_who_may_make_no_tags(site: Site, tmp_path: Path) -> None:
    async with signed_in(site, tmp_path, "author") as bench:
        _, receipt = await bench.publish(bench.job("x", title="T", options={"tags": "nuovo"}))
    post = site.post(receipt.id)
    assert [site.server.terms()[tag] for tag in post["tags"]] == ["nuovo"]  # tags, unlike categories, authors may make


async def test_the_first_comment(site: Site, tmp_path: Path) -> None:
    async with signed_in(site, tmp_path) as bench:
        _, root = await bench.publish(bench.job("x", title="Con commento"))
        job = bench.job("Primo <b>commento</b>", kind=PartKind.FIRST_COMMENT, root=root, parent=root)
        assert await bench.connector.look_up(bench.session(), bench.tried(job)) == Absent()
        job, receipt = await bench.publish(job)
        assert receipt.id.startswith("comment-")
        found = await bench.connector.look_up(bench.session(), bench.tried(replace(job, receipt=None)))
        assert isinstance(found, Published)
        assert found.receipt.id == receipt.id
        owned = replace(bench.tried(job), owned=frozenset({receipt.id}))
        assert await bench.connector.look_up(bench.session(), owned) == Absent()
        with pytest.raises(RefusedError) as caught:  # the site itself refuses the same words twice
            await bench.publish(replace(job, receipt=None))
        assert caught.value.problem.code == "duplicate_refused"
        linked = Receipt("con-commento")  # a person gave the link of the post
        await bench.publish(bench.job("Secondo", kind=PartKind.FIRST_COMMENT, root=linked, parent=linked))
        gone = replace(job, op=Op.DELETE, receipt=receipt)
        assert isinstance(await bench.connector.commit(bench.session(), gone), Published)
        assert isinstance(await bench.connector.look_up(bench.session(), gone), Published)


@pytest.mark.fault(3)
@pytest.mark.fault(52)
async def test_what_was_laid_down_is_used_again(site: Site, tmp_path: Path) -> None:
    async with signed_in(site, tmp_path) as bench:
        photo = bench.photo("uno", color="navy")
        job = bench.job("x", title="Bozza", media=(photo,))
        first = await bench.prepared(job)
        assert (await bench.prepared(first)).prepared == first.prepared
        forgotten = await bench.prepared(job)  # killed before a step was saved: everything is found again
        assert forgotten.prepared == first.prepared
        later = await bench.prepared(replace(job, key="next generation", outgoing=replace(job.outgoing, title="Nuovo")))
        assert len(site.posts()) == 1
        assert len(site.media()) == 1
        await bench.connector.commit(bench.session(), later)
        await bench.publish(bench.job("y", title="Altro", media=(replace(photo, alt="meglio"),)))
        [media] = site.media()
    assert media["alt_text"] == "meglio"
    assert sorted(post["title"]["raw"] for post in site.posts()) == ["Altro", "Nuovo"]


@pytest.mark.fault(56)
async def test_a_file_that_the_site_does_not_take(site: Site, tmp_path: Path) -> None:
    path = tmp_path / "a.svg"
    path.write_text("<svg/>")
    async with signed_in(site, tmp_path) as bench:
        wrong = replace(bench.photo(), path=path, mime="image/svg+xml", name="logo.svg")
        with pytest.raises(RefusedError) as caught:
            await bench.prepared(bench.job("x", title="T", media=(wrong,)))
    assert str(caught.value.problem.values["said"]).startswith("logo.svg: Sorry, you are not allowed")


@pytest.mark.fault(38)
@pytest.mark.fault(45)
async def test_rights_and_passwords_that_are_gone(site: Site, tmp_path: Path) -> None:
    async with signed_in(site, tmp_path, "author") as bench:
        job = await bench.prepared(bench.job("x", title="T"))
        [post] = site.posts()
        mine = bench.secrets[-1]
        contributor = site.server.application_password("contributor")
        bench.secrets.append(mine.with_fields(user="contributor", password=contributor))
        with pytest.raises(RefusedError) as caught:
            await bench.connector.commit(bench.session(), job)
        assert caught.value.problem.code == "may_not_publish"
        site.server.revoke_application_passwords("author")
        del known[site.url, "author"]
        with pytest.raises(SignedOutError):
            await bench.connector.commit(bench.session(mine), job)
        assert site.post(post["id"])["status"] == "draft"


# ------------------------------------------------------------------ lost answers
@pytest.mark.fault(22)
@pytest.mark.parametrize("arrives", [True, False])
async def test_a_lost_flip_is_looked_up_and_harmless_to_repeat(site: Site, tmp_path: Path, arrives: bool) -> None:
    way = Faulty()
    async with signed_in(site, tmp_path, transport=way) as bench:
        job = await bench.prepared(bench.job("Una volta", title="Sola"))
        way.lose = (str(site.posts()[0]["id"]), arrives)
        with pytest.raises(UnclearError):
            await bench.connector.commit(bench.session(), job)
        found = await bench.connector.look_up(bench.session(), bench.tried(job))
        assert isinstance(found, Published if arrives else Absent)
        again = await bench.connector.commit(bench.session(), job)
        assert isinstance(again, Published)
        assert [str(post["id"]) for post in site.posts()] == [again.receipt.id]
    await way.end()


@pytest.mark.fault(3)
async def test_a_lost_draft_or_photo_is_found_again(site: Site, tmp_path: Path) -> None:
    way = Faulty()
    async with signed_in(site, tmp_path, transport=way) as bench:
        job = bench.job("x", title="Perso", media=(bench.photo(color="olive"),))
        for lost in ("/media", "/posts"):
            way.lose_post = lost
            with pytest.raises(NotSentError):
                await bench.prepared(job)
        await bench.publish(job)
    assert len(site.posts()) == 1
    assert len(site.media()) == 1
    await way.end()


# ------------------------------------------------------------------ edit and delete
async def test_edit(site: Site, tmp_path: Path) -> None:
    async with signed_in(site, tmp_path) as bench:
        job, receipt = await bench.publish(bench.job("Prima", title="Uno", media=(bench.photo(),)))
        outgoing = replace(job.outgoing, text="Dopo & poi", title="Due", media=())
        edit = await bench.prepared(replace(job, op=Op.EDIT, key="edit", prepared={}, outgoing=outgoing))
        assert await bench.connector.look_up(bench.session(), edit) == Absent()
        answer = await bench.connector.commit(bench.session(), edit)
        assert isinstance(answer, Published)
        assert isinstance(await bench.connector.look_up(bench.session(), edit), Published)
    [post] = site.posts()
    assert str(post["id"]) == receipt.id == answer.receipt.id
    assert (post["title"]["raw"], post["featured_media"], post["status"]) == ("Due", 0, "publish")


async def test_delete_goes_to_the_trash_and_is_safe_to_repeat(site: Site, tmp_path: Path) -> None:
    async with signed_in(site, tmp_path) as bench:
        job, receipt = await bench.publish(bench.job("Via", title="Via"))
        job = replace(job, op=Op.DELETE)
        assert await bench.connector.look_up(bench.session(), job) == Absent()
        for _ in range(2):
            assert await bench.connector.commit(bench.session(), job) == Published(receipt)
        assert isinstance(await bench.connector.look_up(bench.session(), job), Published)
    assert site.post(receipt.id)["status"] == "trash"


# ------------------------------------------------------------------ the site's own list
async def test_hand_off_move_and_recall(site: Site, tmp_path: Path) -> None:
    async with signed_in(site, tmp_path) as bench:
        due = bench.after(hours=2)
        job, listed = await bench.hand_off(bench.job("Domani", title="Domani", due=due))
        [post] = site.posts()
        assert (post["status"], listed.due, str(post["id"])) == ("future", due, listed.receipt.id)
        assert datetime.fromisoformat(post["date_gmt"]).replace(tzinfo=UTC) == due
        job = replace(job, due=bench.after(days=40))
        moved = await bench.list.reschedule(bench.session(), job)
        assert isinstance(moved, Listed)
        assert moved.due == job.due
        assert await bench.list.look_up_listed(bench.session(), job) == moved
        await bench.list.recall(bench.session(), job)
        [post] = site.posts()
        assert (post["status"], post["slug"]) == ("draft", f"smmdesk-{job.part_id}")
        assert await bench.list.look_up_listed(bench.session(), job) == Absent()
        with pytest.raises(RefusedError):
            await bench.list.recall(bench.session(), job)
        again = replace(job, key="next", prepared={}, receipt=None, op=Op.CREATE, due=bench.clock.now())
        answer = (await bench.publish(again))[1]  # the recalled draft is used, and goes out now
        assert answer.id == listed.receipt.id
    [post] = site.posts()
    assert (post["status"], post["slug"]) == ("publish", "domani")


async def test_the_list_publishes_and_is_read(site: Site, tmp_path: Path) -> None:
    async with signed_in(site, tmp_path) as bench:
        job, listed = await bench.hand_off(bench.job("Presto", title="Presto", due=bench.after(hours=1)))
        site.server.make_due(int(listed.receipt.id))
        site.server.run_cron()
        found = await bench.list.look_up_listed(bench.session(), job)
        assert isinstance(found, Published)
        assert found.receipt.id == listed.receipt.id
        for verb in (bench.list.reschedule, bench.list.recall):  # what is out is never taken back by them
            with pytest.raises(RefusedError):
                await verb(bench.session(), replace(job, due=bench.after(hours=5)))
        assert site.post(listed.receipt.id)["status"] == "publish"


async def test_a_list_that_missed_its_moment_is_hurried(site: Site, tmp_path: Path) -> None:
    async with signed_in(site, tmp_path) as bench:
        job, listed = await bench.hand_off(bench.job("Tardi", title="Tardi", due=bench.after(hours=1)))
        for _ in range(2):
            answer = await bench.list.hurry(bench.session(), job)
            assert isinstance(answer, Published | Listed)
        site.server.make_due(int(listed.receipt.id))
        answer = await bench.list.hurry(bench.session(), job)
        assert isinstance(answer, Published)
        assert answer.receipt.id == listed.receipt.id


async def test_removed_at_the_site(site: Site, tmp_path: Path) -> None:
    async with signed_in(site, tmp_path) as bench:
        job, listed = await bench.hand_off(bench.job("Via", title="Via", due=bench.after(hours=1)))
        site.server.delete_post(int(listed.receipt.id), force=False)
        assert await bench.list.look_up_listed(bench.session(), job) == Absent()
        other = await bench.prepared(bench.job("x", title="Cancellata"))
        site.server.delete_post(int(str(other.prepared["draft"]["value"])))  # type: ignore[index]
        with pytest.raises(RefusedError) as caught:
            await bench.connector.commit(bench.session(), other)
        assert caught.value.problem.code == "removed_there"


@pytest.mark.fault(9)
@pytest.mark.parametrize("arrives", [True, False])
async def test_a_lost_hand_off_is_found(site: Site, tmp_path: Path, arrives: bool) -> None:
    way = Faulty()
    async with signed_in(site, tmp_path, transport=way) as bench:
        job = await bench.prepared(bench.job("x", title="Persa", due=bench.after(hours=2), op=Op.SCHEDULE))
        way.lose = (str(site.posts()[0]["id"]), arrives)
        with pytest.raises(UnclearError):
            await bench.list.hand_off(bench.session(), job)
        found = await bench.connector.look_up(bench.session(), bench.tried(job))
        assert isinstance(found, Listed if arrives else Absent)
    await way.end()


# ------------------------------------------------------------------ blocks
def test_blocks_are_escaped_and_balanced() -> None:
    photo = Placed(7, "https://a.example/x.jpg?a=1&b=2", "image/jpeg", 'Un "pane" <caldo> -->')
    film = Placed(8, "https://a.example/f.mp4", "video/mp4", "Film")
    text = 'Uno <script>alert(1)</script>\n\n\nDue --> "x" & https://a.example/(y)!\n'
    content = content_of(text, "https://a.example/(y)", [photo, film])
    assert "<script>" not in content
    assert "caldo> -->" not in content
    assert 'src="https://a.example/x.jpg?a=1&amp;b=2"' in content
    opened = re.findall(r"<!-- wp:(\w+)", content)
    closed = re.findall(r"<!-- /wp:(\w+) -->", content)
    assert sorted(opened) == sorted(closed) == ["image", "paragraph", "paragraph", "video"]
    assert content_of("", "", []) == ""
