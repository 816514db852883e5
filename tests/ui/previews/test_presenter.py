"""From the composer to its previews: what is shown, and when it is made anew."""

from dataclasses import replace

import pytest

from smmdesk.desk import planning
from smmdesk.desk.desk import Desk
from smmdesk.model.brand import Brand
from smmdesk.model.channel import ChannelStatus
from smmdesk.model.content import Content, Poll
from tests.desk.support import rome
from tests.ui.composer import bakery
from tests.ui.composer.conftest import (
    Compose,
    brand,
    bridge,
    channels,
    clock,
    compose,
    delays,
    desk,
    english,
    fresh_folder,
)
from tests.ui.composer.support import Delays
from ui.presenters.previews import PreviewsPresenter

__all__ = ["brand", "bridge", "channels", "clock", "compose", "delays", "desk", "english", "fresh_folder"]


@pytest.mark.statement(60)
def test_previews_follow_when_typing_pauses(compose: Compose, channels, delays: Delays) -> None:
    composer = compose()
    previews = PreviewsPresenter(composer)
    told: list[bool] = []
    previews.changed.connect(lambda: told.append(True))
    for end in range(1, 5):
        composer.draft.set_words("text", "Pane"[:end])
    assert told == []
    assert 0 < (composer._settle.milliseconds or 0) <= 100, "what is left of 300 ms is for drawing"
    delays.pause()
    assert [preview.parts[0].text for preview in previews.previews] == ["Pane"] * 3
    assert told == [True]
    delays.pause()
    assert told == [True]


def test_each_channel_shows_its_own_words_and_verdict(compose: Compose, channels, delays: Delays) -> None:
    composer = compose()
    composer.draft.set_words("text", "a" * 310)
    composer.draft.customise(channels[2].id)
    composer.draft.set_words("text", "Sul blog")
    delays.pause()
    mastodon, bluesky, blog = PreviewsPresenter(composer).previews
    assert (mastodon.verdict, mastodon.level) == ("ready", "ok")
    assert (bluesky.verdict, bluesky.level, bluesky.parts[0].over_at) == ("10 too many", "over", 300)
    assert (blog.verdict, blog.level, blog.parts[0].text) == ("1 thing is missing", "no", "Sul blog")


@pytest.mark.statement(63)
def test_the_real_account_is_shown(compose: Compose, channels, desk: Desk, brand: Brand) -> None:
    bakery.channel(desk, brand, "bluesky", "Ancora da collegare", status=ChannelStatus.PLANNED, checked_at_us=None)
    composer = compose()
    composer.draft.choose_channels([voice.id for voice in composer.voices])
    previews = PreviewsPresenter(composer).previews
    assert (previews[0].name, previews[0].handle) == ("Forno Lucia", "@fornolucia@mastodon.example")
    assert [preview.is_sample for preview in previews] == [False, False, False, True]


@pytest.mark.statement(64)
def test_the_day_of_the_oldest_measures_is_named(compose: Compose, channels) -> None:
    previews = PreviewsPresenter(compose())
    oldest = min(preview.measured for preview in previews.previews)
    assert previews.measured == f"{int(oldest[8:])} Jul 2026"


@pytest.mark.statement(61)
def test_the_fold_is_where_each_platform_has_it(compose: Compose, channels, desk: Desk, brand: Brand) -> None:
    """Of the sheets, with source and date beside them; ux.md §1 gives about the same."""
    keys = {"instagram": (125, 125), "facebook": (118, 478), "linkedin": (140, 210), "threads": (250, 0), "x": (0, 0)}
    for key in keys:
        bakery.channel(desk, brand, key, key)
    composer = compose()
    composer.draft.choose_channels([voice.id for voice in composer.voices])
    found = {one.platform: (one.fold_phone, one.fold_desktop) for one in PreviewsPresenter(composer).previews}
    assert {key: found[key] for key in keys} == keys


def test_width_and_shade_are_chosen_by_hand(compose: Compose, channels) -> None:
    previews = PreviewsPresenter(compose())
    told: list[bool] = []
    previews.changed.connect(lambda: told.append(True))
    previews.choose_width("computer")
    previews.choose_shade("dark")
    assert (previews.width, previews.shade, told) == ("computer", "dark", [True, True])


def test_the_planned_time_is_shown(compose: Compose, channels, desk: Desk, brand: Brand) -> None:
    post = planning.add_post(
        desk, brand.id, content=Content(text="Pane"), channels=(channels[0].id,), planned=rome("2026-11-19 09:00")
    )
    preview = PreviewsPresenter(compose(post)).previews[0]
    assert (preview.time, preview.day) == ("09:00", "19 November 2026")


@pytest.mark.statement(17)
def test_a_link_is_a_card_or_stands_below_the_text(compose: Compose, channels, delays: Delays) -> None:
    composer = compose()
    composer.draft.set_words("text", "Pane")
    composer.draft.set_words("link", "https://forno.example/pane")
    delays.pause()
    mastodon, bluesky, _blog = PreviewsPresenter(composer).previews
    assert mastodon.parts[0].text == "Pane\n\nhttps://forno.example/pane"
    assert (bluesky.parts[0].text, bluesky.link) == ("Pane", "https://forno.example/pane")


@pytest.mark.parametrize("platform", ["threads", "linkedin"])
def test_beside_a_poll_the_link_stands_below_the_text(
    platform: str, compose: Compose, channels, desk: Desk, brand: Brand
) -> None:
    """As it does beside photos; and it is counted, else the platform refuses the post at its moment."""
    account = bakery.channel(desk, brand, platform, "Forno")
    most = desk.facts(platform).limits.text_max
    content = Content(text="a" * (most - 10), link="https://forno.example/pane", poll=Poll(("Sì", "No")))
    post = planning.add_post(desk, brand.id, content=content, channels=(account.id,))
    (preview,) = PreviewsPresenter(compose(post)).previews
    assert preview.parts[0].text.endswith("a\n\nhttps://forno.example/pane")
    assert (preview.link, preview.card, preview.verdict) == ("", None, "18 too many")


def test_what_is_too_much_is_counted_with_the_link(compose: Compose, channels, delays: Delays) -> None:
    composer = compose()
    composer.draft.set_words("text", "a" * 480)
    composer.draft.set_words("link", "https://forno.example/" + "b" * 50)
    delays.pause()
    mastodon = PreviewsPresenter(composer).previews[0]
    assert mastodon.verdict == "5 too many"
    assert mastodon.parts[0].over_at is not None


def test_parts_and_first_comment_are_there(compose: Compose, channels, delays: Delays) -> None:
    composer = compose()
    composer.draft.set_words("text", "uno")
    composer.draft.add_part("due")
    composer.draft.set_words("first_comment", "Vedi il sito")
    delays.pause()
    mastodon, _bluesky, blog = PreviewsPresenter(composer).previews
    assert [part.text for part in mastodon.parts] == ["uno", "due"]
    assert [part.text for part in blog.parts] == ["uno"]
    assert mastodon.first_comment == "Vedi il sito"


def test_without_a_channel_there_is_nothing_to_show(compose: Compose, brand: Brand) -> None:
    assert replace(brand) == brand
    assert PreviewsPresenter(compose()).previews == ()


@pytest.mark.statement(65)
def test_what_a_platform_does_not_show_is_noted_with_its_reason(
    compose: Compose, channels, desk: Desk, brand: Brand, delays: Delays
) -> None:
    account = bakery.channel(desk, brand, "instagram", "Forno Lucia", handle="@forno")
    composer = compose()
    composer.draft.choose_channels([account.id])
    composer.draft.set_words("text", "Pane https://forno.example " + " ".join(f"#pane{n}x" for n in range(6)))
    composer.draft.add_part("due")
    delays.pause()
    (preview,) = PreviewsPresenter(composer).previews
    assert preview.notes == (
        "Links cannot be clicked here",
        "Only the first part: no threads here",
        "Only 5 hashtags are read here",
    )
    assert len(preview.parts) == 1


@pytest.mark.statement(63)
def test_a_sample_profile_says_that_it_is_one(compose: Compose, channels, desk: Desk, brand: Brand) -> None:
    late = bakery.channel(desk, brand, "threads", "Threads", status=ChannelStatus.PLANNED, checked_at_us=None)
    composer = compose()
    composer.draft.choose_channels([late.id, channels[0].id])
    notes = {preview.channel_id: preview.notes for preview in PreviewsPresenter(composer).previews}
    assert notes == {late.id: ("Name and picture are samples until it is connected",), channels[0].id: ()}


@pytest.mark.statement(62)
def test_the_kind_of_post_gives_the_preview_its_shape(
    compose: Compose, channels, desk: Desk, brand: Brand, delays: Delays
) -> None:
    account = bakery.channel(desk, brand, "instagram", "Forno Lucia", handle="@forno")
    composer = compose()
    composer.draft.choose_channels([account.id])
    shapes = []
    for kind in ("post", "reel", "story"):
        composer.draft.set_option(account.id, "kind", kind, None)
        delays.pause()
        (preview,) = PreviewsPresenter(composer).previews
        shapes.append((preview.kind, preview.is_upright, preview.grid_ratio))
    assert shapes == [("post", False, 0.75), ("reel", True, 0.75), ("story", True, 0.0)]
