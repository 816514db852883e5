"""What one brand says, copied to another: its own draft, its own channels and photos, nothing of the account before."""

from dataclasses import replace
from datetime import datetime

import pytest

from smmdesk.desk import planning, several_brands, undo
from smmdesk.desk.copying import copy_to_brand
from smmdesk.desk.desk import Desk
from smmdesk.model.brand import Brand
from smmdesk.model.content import Content, LinkCard, ThreadItem, Wording
from smmdesk.model.contribution import Contribution
from smmdesk.model.label import Label
from smmdesk.model.media import Asset, MediaUse
from smmdesk.model.moment import Moment
from smmdesk.model.post import Post
from smmdesk.model.problem import ProblemError
from smmdesk.model.stages import Stage
from tests.desk.support import add_channel, add_post, post_now, rome

NINE = rome("2026-12-08 09:00")


@pytest.fixture
def other(desk: Desk, brand: Brand) -> Brand:
    return several_brands.add_brand(desk, "Cafe Lume", "America/New_York", "en")


def asset(desk: Desk, brand: Brand, name: str) -> Asset:
    with desk.store.transaction() as tx:
        return tx.put(Asset(desk.clock.new_id(), brand.id, name[:1] * 64, name, "image/jpeg", 10, folder="Winter"))


def photos(desk: Desk, brand: Brand) -> dict[str, Asset]:
    with desk.store.reading() as reader:
        return {one.name: one for one in reader.all(Asset, brand_id=brand.id)}


def test_a_copy_is_the_other_brands_own_draft_at_its_own_nine(desk: Desk, brand: Brand, other: Brand) -> None:
    mine, theirs = add_channel(desk, brand, "Forno"), add_channel(desk, other, "Lume")
    alone = add_channel(desk, brand, "Pins", platform="pinterest")
    with desk.store.transaction() as tx:
        label = tx.put(Label(desk.clock.new_id(), brand.id, "Winter"))
    post = add_post(desk, brand, "Pane", mine, alone, planned=NINE, labels=(label.id,))
    own = Wording(mine.id, text="Solo qui"), Wording(alone.id, text="Spilla")
    planning.save_post(desk, replace(post_now(desk, post), wordings=own), "")
    [made] = copy_to_brand(desk, other.id, {post.id: NINE})
    assert (made.brand_id, made.stage, made.content.text, made.labels) == (other.id, Stage.DRAFT, "Pane", ())
    assert made.planned == Moment(datetime(2026, 12, 8, 9), "America/New_York")
    assert (made.channels, made.wordings) == ((theirs.id,), (Wording(theirs.id, text="Solo qui"),))
    assert post_now(desk, post).channels == (mine.id, alone.id)


def test_photos_come_along_once_as_the_other_brands_own(desk: Desk, brand: Brand, other: Brand) -> None:
    bread, cover, there = asset(desk, brand, "bread"), asset(desk, brand, "cover"), asset(desk, other, "bread")
    use = MediaUse(bread.id, {"it": "Pane"}, cover_asset_id=cover.id)
    content = Content(text="Pane", media=(use,), thread=(ThreadItem("Due", (use,)),), card=LinkCard(asset_id=cover.id))
    post = add_post(desk, brand, content=content)
    [made] = copy_to_brand(desk, other.id, {post.id: None})
    own = photos(desk, other)
    assert set(own) == {"bread", "cover"}
    assert (own["bread"], own["cover"].folder) == (there, "")
    moved = replace(use, asset_id=there.id, cover_asset_id=own["cover"].id)
    assert (made.content.media, made.content.thread[0].media) == ((moved,), (moved,))
    assert made.content.card == LinkCard(asset_id=own["cover"].id)
    undo.undo(desk)
    assert set(photos(desk, other)) == {"bread"}
    with desk.store.reading() as reader:
        assert reader.all(Post, brand_id=other.id) == ()


def test_what_only_the_other_account_has_stays_behind(desk: Desk, brand: Brand, other: Brand) -> None:
    mine = add_channel(desk, brand, "Pins", platform="pinterest")
    theirs = add_channel(desk, other, "Pins", platform="pinterest")
    content = Content(text="Pane", options={"board": "Bread"})
    post = add_post(desk, brand, "", mine, content=content)
    own = Wording(mine.id, options={"board": "Winter"})
    planning.save_post(desk, replace(post_now(desk, post), wordings=(own,)), "")
    [made] = copy_to_brand(desk, other.id, {post.id: None})
    assert (made.channels, made.content.options, made.wordings) == ((theirs.id,), {}, ())


def test_what_a_customer_gave_to_one_brand_is_not_anothers(desk: Desk, brand: Brand, other: Brand) -> None:
    bread = asset(desk, brand, "bread")
    with desk.store.transaction() as tx:
        tx.put(Contribution(desk.clock.new_id(), brand.id, assets=(bread.id,)))
    post = add_post(desk, brand, content=Content(text="Pane", media=(MediaUse(bread.id),)))
    with pytest.raises(ProblemError) as refused:
        copy_to_brand(desk, other.id, {post.id: None})
    assert (refused.value.problem.code, refused.value.problem.values["brand"]) == (
        "customers_of_other_brand",
        brand.name,
    )
    with desk.store.reading() as reader:
        assert reader.all(Post, brand_id=other.id) == ()
        assert reader.all(Asset, brand_id=other.id) == ()
