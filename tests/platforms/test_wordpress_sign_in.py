"""Finding a WordPress site and signing in there, on real and on odd sites."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from smmdesk.model.problem import ProblemError
from smmdesk.platforms.base import (
    RefusedError,
    SignedOutError,
)
from smmdesk.platforms.sign_in_facts import SignInField
from smmdesk.platforms.wordpress.site import route_url
from smmdesk.system.clock import SystemClock
from tests.platforms.accounts import Site
from tests.platforms.bench import bench_of


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
        assert (bench.account.name, bench.account.handle) == ("The test site", "editor")
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
        assert bench.account.handle == "author"
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
