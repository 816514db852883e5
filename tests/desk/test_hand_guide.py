"""What a person gets where they publish themselves: the text, the photos in a folder, the right page filled in."""

import pytest

from smmdesk.desk import connecting, hand_guide, media_intake, planning
from smmdesk.desk.desk import Desk
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel
from smmdesk.model.content import Content
from smmdesk.model.delivery import Part
from smmdesk.model.media import MediaUse
from smmdesk.model.post import Post
from smmdesk.platforms import PLATFORMS, facts_of
from smmdesk.system.paths import RESOURCES
from tests.desk.support import deliveries, rome

OPEN = [key for key in PLATFORMS if not facts_of(key).closed and not facts_of(key).takes_samples]


def part_of(desk: Desk, post: Post) -> Part:
    (delivery,) = deliveries(desk, post)
    return delivery.parts[0]


async def planned(desk: Desk, brand: Brand, platform: str, content: Content, page: str = "") -> tuple[Post, Channel]:
    channel = await connecting.add_channel(desk, brand.id, platform, {"name": "Forno Lucia", "page": page}, guided=True)
    post = planning.add_post(desk, brand.id, content=content, channels=(channel.id,))
    return planning.schedule(desk, post.id, rome("2026-11-24 09:00")), channel


async def test_the_page_of_the_platform_opens_filled_in(desk: Desk, brand: Brand) -> None:
    post, channel = await planned(desk, brand, "x", Content(text="Pane & olio", link="https://forno.example"))
    guide = await hand_guide.lay_out(desk, part_of(desk, post).id)
    assert channel.name == "Forno Lucia"
    assert guide.text == "Pane & olio\n\nhttps://forno.example"
    assert guide.page.startswith("https://x.com/intent/post?text=Pane%20%26%20olio")
    assert guide.folder is None


async def test_where_the_platform_has_no_such_page_the_persons_own_opens(desk: Desk, brand: Brand) -> None:
    page = "https://www.facebook.com/groups/pane"
    post, _channel = await planned(desk, brand, "facebook_group", Content(text="Pane"), page)
    assert (await hand_guide.lay_out(desk, part_of(desk, post).id)).page == page


async def test_photos_lie_in_a_folder_in_their_order(desk: Desk, brand: Brand) -> None:
    taken = await media_intake.take_files(desk, brand.id, [RESOURCES / "sample" / "oven.jpg"])
    (asset,) = taken.assets
    content = Content(text="Pane", media=(MediaUse(asset.id, {"it": "pane"}),))
    post, _channel = await planned(desk, brand, "instagram", content)
    guide = await hand_guide.lay_out(desk, part_of(desk, post).id)
    assert guide.folder is not None
    assert [path.name for path in guide.folder.iterdir()] == ["1.jpg"]


@pytest.mark.parametrize("key", OPEN)
async def test_every_guided_platform_can_be_added_without_an_account(desk: Desk, brand: Brand, key: str) -> None:
    channel = await connecting.add_channel(desk, brand.id, key, {}, guided=True)
    assert (channel.platform, channel.status) == (key, "connected")
    assert channel.name
    assert channel.can_send
