"""Photos and films of a phone, published through the real chain to a server: the place does not arrive (T11)."""

import io
from pathlib import Path

import pytest
from PIL import Image

from smmdesk.desk import media_intake, planning
from smmdesk.desk.desk import Desk
from smmdesk.desk.publishing import Publisher
from smmdesk.model.channel import Channel
from smmdesk.model.content import Content
from smmdesk.model.media import MediaUse
from tests.desk.pictures import CANARY, encoded, film, picture, with_place
from tests.desk.signed_in import connected, desk_in
from tests.fakes.mastodon import FakeMastodon

KINDS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF", "HEIC")
SOME_FOUR = (KINDS[:4], KINDS[4:])


async def publish(desk: Desk, channel: Channel, text: str, media: tuple[MediaUse, ...]) -> None:
    post = planning.add_post(desk, channel.brand_id, content=Content(text=text, media=media), channels=(channel.id,))
    planning.publish_now(desk, post.id)
    publisher = Publisher(desk)
    publisher.start()
    for _ in range(4):  # claim, send, and what follows
        await publisher.tick()
        await publisher.idle()
    await publisher.aclose()


async def taken(desk: Desk, channel: Channel, folder: Path, name: str, data: bytes) -> str:
    (folder / name).write_bytes(data)
    [asset] = (await media_intake.take_files(desk, channel.brand_id, [folder / name])).assets
    return asset.id


@pytest.mark.statement(25)
@pytest.mark.vector(84)
@pytest.mark.vector(87)
async def test_no_place_arrives_in_any_format(fake_mastodon: FakeMastodon, tmp_path: Path) -> None:
    fake_mastodon.book.processing_polls.clear()
    async with desk_in(tmp_path / "desk") as desk:
        channel = await connected(desk, fake_mastodon)
        for number, kinds in enumerate(SOME_FOUR):
            ids = [await taken(desk, channel, tmp_path, f"a.{kind.lower()}", with_place(kind)) for kind in kinds]
            await publish(desk, channel, f"Foto {number}", tuple(MediaUse(found) for found in ids))
        clip = await taken(desk, channel, tmp_path, "a.mp4", film())
        cover = await taken(desk, channel, tmp_path, "cover.jpg", with_place("JPEG", size=(80, 40)))
        await publish(desk, channel, "Film", (MediaUse(clip, cover_asset_id=cover),))
    said = [media for status in fake_mastodon.statuses for media in status.media]
    assert len(said) == len(KINDS) + 1
    for media in said:
        for data in filter(None, (media.data, media.cover)):
            assert CANARY.encode() not in data
            assert b"Exif" not in data
        if media.kind == "image":
            with Image.open(io.BytesIO(media.data)) as seen:
                assert not seen.getexif()


async def test_a_cover_goes_with_its_film_and_one_that_is_gone_does_not_hold_it_back(
    fake_mastodon: FakeMastodon, tmp_path: Path
) -> None:
    fake_mastodon.book.processing_polls.clear()
    async with desk_in(tmp_path / "desk") as desk:
        channel = await connected(desk, fake_mastodon)
        clip = await taken(desk, channel, tmp_path, "a.mp4", film())
        cover = await taken(desk, channel, tmp_path, "c.png", encoded(picture((80, 40)), "PNG"))
        await publish(desk, channel, "Con copertina", (MediaUse(clip, cover_asset_id=cover),))
        with desk.store.reading() as reader:
            [asset] = [found for found in reader.all(media_intake.Asset) if found.id == cover]
        desk.files.path(asset.sha256).unlink()
        await publish(desk, channel, "Senza", (MediaUse(clip, cover_asset_id=cover),))
    first, second = sorted(fake_mastodon.statuses, key=lambda status: status.text)
    with Image.open(io.BytesIO(first.media[0].cover)) as seen:
        assert seen.size == (80, 40)
    assert second.media[0].cover == b""
    assert second.media[0].data == first.media[0].data
