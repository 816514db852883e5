"""Templates: kept under a name, begun from, without what is no longer there."""

from dataclasses import replace

import pytest

from smmdesk.desk import planning, templates, undo
from smmdesk.desk.desk import Desk
from smmdesk.model.brand import Brand
from smmdesk.model.channel import ChannelStatus
from smmdesk.model.content import Content, ThreadItem, Wording
from smmdesk.model.label import Label
from smmdesk.model.media import MediaUse
from smmdesk.model.post import Post
from tests.desk.support import add_channel, rome


@pytest.fixture
def brand(desk: Desk) -> Brand:
    return planning.first_brand(desk)


def fresh(brand: Brand) -> Post:
    return Post("new", brand.id, channels=("other",))


def test_it_keeps_all_that_is_said_and_no_time(desk: Desk, brand: Brand) -> None:
    channel = add_channel(desk, brand)
    content = Content("Title", "Bread", "https://forno.example", options={"a": 1}, thread=(ThreadItem("More"),))
    wordings = (Wording(channel.id, text="Pane"),)
    post = planning.add_post(
        desk, brand.id, content=content, channels=(channel.id,), wordings=wordings, planned=rome("2026-12-01 09:00")
    )
    kept = templates.keep(desk, post, "  Every   week ")
    begun = templates.begun(desk, kept, fresh(brand))
    assert kept.name == "Every week"
    assert (begun.content, begun.channels, begun.wordings) == (content, (channel.id,), wordings)
    assert begun.planned is None
    with pytest.raises(ValueError, match="name"):
        templates.keep(desk, post, "  ")


def test_a_name_in_use_says_the_new_words_and_undo_brings_back_the_old(desk: Desk, brand: Brand) -> None:
    post = planning.add_post(desk, brand.id, content=Content(text="One"))
    first = templates.keep(desk, post, "Weekly")
    second = templates.keep(desk, replace(post, content=Content(text="Two")), "WEEKLY")
    assert second.id == first.id
    assert [each.content.text for each in templates.listed(desk, brand.id)] == ["Two"]
    undo.undo(desk)
    assert [each.content.text for each in templates.listed(desk, brand.id)] == ["One"]
    templates.remove(desk, first.id)
    assert templates.listed(desk, brand.id) == ()
    undo.undo(desk)
    assert [each.name for each in templates.listed(desk, brand.id)] == ["Weekly"]


def test_channels_labels_and_photos_that_went_are_left_out(desk: Desk, brand: Brand) -> None:
    stays, goes = add_channel(desk, brand, "Stays"), add_channel(desk, brand, "Goes")
    with desk.store.transaction() as tx:
        label = tx.put(Label(desk.clock.new_id(), brand.id, "Offer"))
    lost = (MediaUse("lost"),)
    content = Content(text="Bread", media=lost, thread=(ThreadItem("More", lost),))
    wordings = (Wording(stays.id, media=lost), Wording(goes.id, text="Pane"))
    post = replace(
        fresh(brand), content=content, channels=(stays.id, goes.id), wordings=wordings, labels=(label.id, "none")
    )
    kept = templates.keep(desk, replace(post, labels=(label.id,)), "Offer")
    with desk.store.transaction() as tx:
        tx.put(replace(goes, status=ChannelStatus.ARCHIVED))
    begun = templates.begun(desk, replace(kept, labels=(label.id, "none")), fresh(brand))
    assert begun.channels == (stays.id,)
    assert begun.wordings == (Wording(stays.id, media=()),)
    assert (begun.content.media, begun.content.thread) == ((), (ThreadItem("More"),))
    assert begun.labels == (label.id,)
    with desk.store.transaction() as tx:
        tx.put(replace(stays, status=ChannelStatus.ARCHIVED))
    assert templates.begun(desk, kept, fresh(brand)).channels == ("other",)
