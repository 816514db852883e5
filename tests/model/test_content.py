"""What is said, and a channel's own version of it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smmdesk.model.brand import Brand
from smmdesk.model.changes import Changes, Origin
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.content import OWN_FIELDS, Content, ThreadItem, Wording, merge
from smmdesk.model.media import Asset, MediaKind, MediaUse
from smmdesk.model.post import Post
from tests.store.strategies import contents, wordings

any_content = contents(["a", "b"])
any_wording = wordings("channel", ["a", "b"])


@given(any_content)
def test_without_an_own_version_nothing_changes(content: Content) -> None:
    assert merge(content, None) == content
    assert merge(content, Wording("channel")) == content


@given(any_content, any_wording)
def test_own_fields_win_whole_and_options_key_by_key(content: Content, own: Wording) -> None:
    merged = merge(content, own)
    for name in OWN_FIELDS:
        mine = getattr(own, name)
        assert getattr(merged, name) == (getattr(content, name) if mine is None else mine)
    for key, value in merged.options.items():
        assert value == (own.options or {}).get(key, content.options.get(key))
    assert set(merged.options) == {*content.options, *(own.options or {})}


@given(any_content, any_wording)
def test_an_own_version_twice_is_the_same_as_once(content: Content, own: Wording) -> None:
    assert merge(merge(content, own), own) == merge(content, own)


@given(any_content, any_wording)
def test_a_post_says_it_through_its_channels(content: Content, own: Wording) -> None:
    post = Post("p", "b", content, channels=("channel", "other"), wordings=(own,))
    assert post.content_for("channel") == merge(content, own)
    assert post.content_for("other") == content
    assert post.wording_for("other") is None


@given(any_wording)
def test_the_badge_says_when_words_differ(own: Wording) -> None:
    assert own.changes_words is any(getattr(own, name) is not None for name in OWN_FIELDS)
    assert own.is_empty is (not own.changes_words and not own.options)


@given(any_content)
def test_the_first_words_fit_a_chip(content: Content) -> None:
    words = content.first_words
    assert len(words) <= 80
    assert "\n" not in words
    assert bool(words.strip()) is bool(
        content.title.strip() or content.text.strip() or content.link.split("\n", 1)[0].strip()
    )


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (Content(title=" Title ", text="text"), "Title"),
        (Content(text="  first line\nsecond"), "first line"),
        (Content(link="https://e.example"), "https://e.example"),
        (Content(text="x" * 81), "x" * 79 + "…"),
        (Content(text="x" * 80), "x" * 80),
        (Content(text="y" * 78 + "   z"), "y" * 78 + "…"),
        (Content(), ""),
    ],
)
def test_first_words(content: Content, words: str) -> None:
    assert content.first_words == words


def test_what_counts_as_empty() -> None:
    assert Content().is_empty
    assert Content(text=" \n", first_comment="x", options={"a": 1}).is_empty
    for content in (
        Content(text="x"),
        Content(link="l"),
        Content(media=(MediaUse("a"),)),
        Content(thread=(ThreadItem("x"),)),
    ):
        assert not content.is_empty


# ------------------------------------------------------------------ small values
def test_kinds_of_media() -> None:
    def kind(mime: str) -> MediaKind:
        return Asset("a", "b", "c" * 64, "n", mime, 1).kind

    assert [
        kind(mime) for mime in ("image/png", "video/mp4", "audio/ogg", "application/pdf", "text/plain", "", "image")
    ] == [
        MediaKind.IMAGE,
        MediaKind.VIDEO,
        MediaKind.AUDIO,
        *[MediaKind.DOCUMENT] * 3,
        MediaKind.IMAGE,
    ]


def test_a_description_in_the_language_asked_for_else_in_any() -> None:
    use = MediaUse("a", {"it": "pane", "en": ""})
    assert (use.alt_for("it"), use.alt_for("en"), use.alt_for("de")) == ("pane", "pane", "pane")
    assert MediaUse("a").alt_for("it") == ""


def test_a_brand_has_a_zone_that_exists() -> None:
    with pytest.raises(ValueError, match="zone"):
        Brand("b", "Forno", zone="Europe/Atlantis")


@given(st.sampled_from(ChannelStatus), st.booleans(), st.none() | st.just(5))
def test_what_can_send(status: ChannelStatus, paused: bool, deleted: int | None) -> None:
    channel = Channel("c", "b", "practice", "P", status=status, paused=paused, deleted_at_us=deleted)
    assert channel.can_send is (status is ChannelStatus.CONNECTED and not paused and deleted is None)


def test_changes_say_what_to_read_again() -> None:
    changes = Changes({"post": frozenset({"p"}), "label": frozenset()})
    assert changes
    assert changes.of("post") == {"p"}
    assert changes.of("channel") == frozenset()
    assert changes.touches("channel", "post")
    assert not changes.touches("label", "channel")
    assert not Changes()
    other = Changes(origin=Origin.OTHER)
    assert other
    assert other.touches("anything")
    assert replace(other, ids={"post": frozenset("p")}).of("post") == {"p"}


def test_the_opening_is_longer_than_the_first_words_and_still_one_line() -> None:
    content = Content(text="y" * 300 + "\nsecond line")
    assert content.opening == "y" * 239 + "…"
    assert content.first_words == "y" * 79 + "…"
    assert Content(text="z" * 120 + "\nsecond").opening == "z" * 120
