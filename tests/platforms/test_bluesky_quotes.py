"""Quotes on Bluesky: a link to a post becomes one, beside files too; who may quote ours; and galleries of photos."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import Card, Published
from smmdesk.platforms.bluesky import heard
from smmdesk.platforms.bluesky.records import QUOTE_GATE
from smmdesk.platforms.fetch import Fetcher, LinkCard
from smmdesk.platforms.quoting import TRIES
from tests.platforms.accounts import at_bluesky
from tests.platforms.bench import not_ready, options
from tests.servers.app_view import POSTS, AppView
from tests.servers.bluesky import POST, Account, BlueskyServer


@pytest.fixture
def app_view(bluesky_server: BlueskyServer) -> Iterator[AppView]:
    bluesky_server.app_view.posts.clear()
    yield bluesky_server.app_view
    bluesky_server.app_view.posts.clear()


class Pages(Fetcher):
    """Every page is called the same."""

    def __init__(self) -> None:
        pass

    async def card(self, url: str, **_options: Any) -> LinkCard:
        return LinkCard(url, "Una pagina", "", "")


def said(server: BlueskyServer, who: Account, view: AppView, **more: Any) -> tuple[dict[str, Any], str]:
    """Somebody's post that the network knows, and its page."""
    made = server.create_record(who, {"$type": POST, "text": "Forno", "createdAt": "2026-11-28T10:00:00.000Z"})
    view.posts[made["uri"]] = {"cid": made["cid"], **more}
    return made, f"https://bsky.app/profile/{who.handle}/post/{made['uri'].rsplit('/', 1)[-1]}"


def record(server: BlueskyServer, uri: str) -> dict[str, Any]:
    found = server.get_record(uri)
    assert found is not None
    return dict(found["value"])


async def test_a_link_to_a_post_becomes_a_quote(
    bluesky_server: BlueskyServer, app_view: AppView, tmp_path: Path
) -> None:
    made, link = said(bluesky_server, bluesky_server.bob, app_view)
    quoted = {"uri": made["uri"], "cid": made["cid"]}
    async with at_bluesky(bluesky_server, tmp_path) as bench:
        for job in (
            bench.job("Che profumo", link=f"{link}?utm_source=bluesky"),
            bench.job("Che profumo", link=link.replace("bob.test", bluesky_server.bob.did)),
        ):
            _, receipt = await bench.publish(job)
            found = record(bluesky_server, receipt.id)
            assert (found["text"], found["embed"]) == (
                "Che profumo",
                {"$type": "app.bsky.embed.record", "record": quoted},
            )
        _, receipt = await bench.publish(bench.job(f"Guardate {link}"))
        found = record(bluesky_server, receipt.id)
        assert (found["text"], found["embed"]["record"]) == (f"Guardate {link}", quoted)
        assert found["facets"][0]["features"][0]["uri"] == link


async def test_a_quote_stands_beside_photos(bluesky_server: BlueskyServer, app_view: AppView, tmp_path: Path) -> None:
    made, link = said(bluesky_server, bluesky_server.bob, app_view)
    async with at_bluesky(bluesky_server, tmp_path) as bench:
        _, receipt = await bench.publish(bench.job("Il mio", link=link, media=(bench.photo("Un pane"),)))
    found = record(bluesky_server, receipt.id)
    assert (found["text"], found["embed"]["$type"]) == ("Il mio", "app.bsky.embed.recordWithMedia")
    assert found["embed"]["record"]["record"]["uri"] == made["uri"]
    assert found["embed"]["media"]["images"][0]["alt"] == "Un pane"


@pytest.mark.parametrize("how", ["closed", "unknown", "nobody", "not wanted", "no card"])
async def test_what_is_not_quoted_stays_a_link(
    how: str, bluesky_server: BlueskyServer, app_view: AppView, tmp_path: Path
) -> None:
    closed = {"viewer": {"embeddingDisabled": True}} if how == "closed" else {}
    _made, link = said(bluesky_server, bluesky_server.bob, app_view, **closed)
    if how == "unknown":
        app_view.posts.clear()
    if how == "nobody":
        link = link.replace("bob.test", "carla.test")
    more = {"closed": {}, "not wanted": options(no_quote=True), "no card": {"card": Card(shown=False)}}.get(how, {})
    async with at_bluesky(bluesky_server, tmp_path, fetch=Pages()) as bench:
        _, receipt = await bench.publish(bench.job("Guardate", link=link, **more))
    embed = record(bluesky_server, receipt.id).get("embed")
    assert embed is None if how == "no card" else embed["external"]["uri"] == link


async def test_a_network_that_does_not_answer_is_tried_again_and_holds_up_nothing(
    bluesky_server: BlueskyServer, app_view: AppView, tmp_path: Path
) -> None:
    made, link = said(bluesky_server, bluesky_server.bob, app_view)
    async with at_bluesky(bluesky_server, tmp_path, fetch=Pages()) as bench:
        again, given_up = bench.job("Guardate", link=link), bench.job("Guardate pure", link=link)
        for _ in range(TRIES - 1):
            app_view.fail_next(POSTS, status=503)
            again = await not_ready(bench, again)
        _, receipt = await bench.publish(again)
        assert record(bluesky_server, receipt.id)["embed"]["record"]["uri"] == made["uri"]
        for _ in range(TRIES):
            app_view.fail_next(POSTS, status=503)
        for _ in range(TRIES - 1):
            given_up = await not_ready(bench, given_up)
        _, receipt = await bench.publish(given_up)
        assert record(bluesky_server, receipt.id)["embed"]["external"]["uri"] == link


async def test_nobody_may_quote_it(bluesky_server: BlueskyServer, tmp_path: Path) -> None:
    async with at_bluesky(bluesky_server, tmp_path) as bench:
        job = await bench.prepared(bench.job("Pane", **options(quote_policy="nobody", reply_control="nobody")))
        answer = await bench.connector.commit(bench.session(), job)
        assert isinstance(answer, Published)
        gate = record(bluesky_server, answer.receipt.id.replace(POST, QUOTE_GATE))
        assert gate["post"] == answer.receipt.id
        assert gate["embeddingRules"] == [{"$type": "app.bsky.feed.postgate#disableRule"}]
        assert bluesky_server.get_record(answer.receipt.id.replace(POST, "app.bsky.feed.threadgate")) is not None
        _, receipt = await bench.publish(bench.job("Pane per tutti"))
        assert bluesky_server.get_record(receipt.id.replace(POST, QUOTE_GATE)) is None


def test_the_photos_of_somebodys_gallery_are_shown() -> None:
    """As those of a post with four of them, beside a quote too."""
    link = "bafkreicsktpt3gjnlnxg4sgnqchrvuoqtw2n6qbyhnsjwzsmpzvlbwrj7q"
    item = {"$type": "app.bsky.embed.gallery#image", "image": {"ref": {"$link": link}}, "alt": "Un pane"}
    gallery = {"$type": "app.bsky.embed.gallery", "items": [item] * 5}
    for embed in (gallery, {"$type": "app.bsky.embed.recordWithMedia", "media": gallery}):
        found = heard.pictures("https://cdn.example", "did:plc:x", Fields({"embed": embed}, AssertionError))
        assert str(found).count(link) == str(found).count("Un pane") == 5


async def test_more_than_four_photos_are_a_gallery(bluesky_server: BlueskyServer, tmp_path: Path) -> None:
    async with at_bluesky(bluesky_server, tmp_path) as bench:
        photos = tuple(bench.photo(f"Pane {number}") for number in range(10))
        _, receipt = await bench.publish(bench.job("Dieci", media=photos))
        embed = record(bluesky_server, receipt.id)["embed"]
        assert (embed["$type"], len(embed["items"])) == ("app.bsky.embed.gallery", 10)
        assert {item["$type"] for item in embed["items"]} == {"app.bsky.embed.gallery#image"}
        assert all(item["alt"] and item["aspectRatio"]["width"] for item in embed["items"])
        _, receipt = await bench.publish(bench.job("Quattro", media=photos[:4]))
        assert record(bluesky_server, receipt.id)["embed"]["$type"] == "app.bsky.embed.images"
