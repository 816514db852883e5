"""Films at the real servers: laid down, shown in the post, and described where the platform takes a description."""

import asyncio
import base64
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

from smmdesk.model.delivery import PartKind
from smmdesk.platforms.base import Picture, Published
from tests.fakes.described import described
from tests.fakes.discord import FakeDiscord
from tests.fakes.flickr import FakeFlickr
from tests.fakes.receiver import FakeReceiver
from tests.platforms import test_discord, test_practice, test_webhook
from tests.platforms.accounts import Hurried, Site, at_bluesky, at_wordpress
from tests.platforms.bench import Bench
from tests.platforms.direct import bench_at, leading, with_token
from tests.servers.bluesky import BlueskyServer

MP4 = base64.b64decode("AAAAGGZ0eXBtcDQyAAAAAG1wNDJpc29tAAAACGZyZWUAAAAIbWRhdA==")
"""The beginning of a film: what a server looks at to know its kind."""


def film_of(bench: Bench, folder: Path) -> Picture:
    path = folder / "film.mp4"
    path.write_bytes(MP4)
    return replace(
        bench.photo("Il forno si accende"), path=path, mime="video/mp4", name="forno.mp4", size_bytes=len(MP4)
    )


async def test_a_film_on_bluesky(bluesky_server: BlueskyServer, tmp_path: Path) -> None:
    async with at_bluesky(bluesky_server, tmp_path) as bench:
        job = await bench.prepared(bench.job("Il forno", media=(film_of(bench, tmp_path),)))
        answer = await bench.connector.commit(bench.session(), job)
        assert isinstance(answer, Published)
        said = await bench.connector.look_up(bench.session(), bench.tried(job))
        assert isinstance(said, Published)
    found = bluesky_server.get_record(answer.receipt.id)
    assert found is not None
    embed = found["value"]["embed"]
    assert (embed["$type"], embed["alt"]) == ("app.bsky.embed.video", "Il forno si accende")
    assert (embed["video"]["mimeType"], embed["video"]["size"]) == ("video/mp4", len(MP4))


async def test_a_film_in_an_answer_on_bluesky(bluesky_server: BlueskyServer, tmp_path: Path) -> None:
    async with at_bluesky(bluesky_server, tmp_path) as bench:
        _, above = await bench.publish(bench.job("Domanda"))
        _, receipt = await bench.publish(bench.job("Ecco", parent=above, media=(film_of(bench, tmp_path),)))
    found = bluesky_server.get_record(receipt.id)
    assert found is not None
    assert found["value"]["reply"]["parent"]["uri"] == above.id
    assert found["value"]["embed"]["$type"] == "app.bsky.embed.video"


async def test_a_film_on_wordpress(site: Site, tmp_path: Path) -> None:
    async with at_wordpress(site, tmp_path) as bench:
        job = await bench.prepared(bench.job("Il forno", title="Il forno", media=(film_of(bench, tmp_path),)))
        answer = await bench.connector.commit(bench.session(), job)
    assert isinstance(answer, Published)
    [post] = site.posts()
    [film] = site.media()
    assert film["mime_type"] == "video/mp4"
    assert site.server.file(film["source_url"]) == MP4
    assert f'<video controls src="{film["source_url"]}"' in post["content"]["raw"]


# ------------------------------------------------------------------ where only a fake can be asked
async def test_a_film_on_discord(tmp_path: Path) -> None:
    with FakeDiscord(described("discord-openapi.json")) as fake:
        async with test_discord.signed_in(fake, tmp_path) as bench:
            _job, receipt = await bench.publish(bench.job("Il forno", media=(film_of(bench, tmp_path),)))
        assert fake.violations == []
    assert [message.id for message in fake.messages] == [receipt.id]


async def test_films_and_threads_for_an_address_of_ones_own(tmp_path: Path) -> None:
    with FakeReceiver() as fake:
        async with test_webhook.signed_in(fake, tmp_path) as bench:
            root = (await bench.publish(bench.job("Il forno", media=(film_of(bench, tmp_path),))))[1]
            part = bench.job("Due", kind=PartKind.THREAD, root=root, parent=root)
            assert (await bench.publish(part))[1].id != root.id


async def test_a_film_on_the_practice_page(tmp_path: Path) -> None:
    async with test_practice.practising(tmp_path) as bench:
        _job, receipt = await bench.publish(bench.job("Il forno", media=(film_of(bench, tmp_path),)))
    page = Path(unquote(urlsplit(receipt.url).path)).read_text("utf-8")
    assert "<video" in page
    assert "Il forno si accende" in page


def test_a_film_on_flickr(tmp_path: Path) -> None:
    clock = Hurried()  # it is asked how far the film is
    fake = FakeFlickr(clock)
    leading(tmp_path, "flickr", **fake.addresses(fake.url))
    bench = with_token(bench_at("flickr", clock, tmp_path, fake), fake.oauth)
    asyncio.run(bench.publish(bench.job("Il forno", title="Il forno", media=(film_of(bench, tmp_path),))))
    assert [photo.title for photo in fake.photos] == ["Il forno"]
