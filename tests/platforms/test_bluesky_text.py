"""Facets by UTF-8 bytes, and record keys."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smmdesk.model.delivery import Op, PartKind
from smmdesk.platforms.base import Job, Outgoing, Picture
from smmdesk.platforms.bluesky.records import Parts, created_at, post_record, stamp, text_of, tid
from smmdesk.platforms.bluesky.richtext import facets, mentions

NOW = datetime(2026, 11, 18, 10, 20, 30, 123456, tzinfo=UTC)


def parts_of(text: str) -> list[tuple[str, str]]:
    """(bytes of the facet as text, its value) for each facet."""
    found = []
    for facet in facets(text, {"bob.test": "did:plc:bob"}):
        first, last = facet["index"]["byteStart"], facet["index"]["byteEnd"]
        [feature] = facet["features"]
        value = next(feature[name] for name in ("uri", "tag", "did") if name in feature)
        found.append((text.encode()[first:last].decode(), value))
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Caffè ☕👩‍🍳 https://a.example/è?x=1.", [("https://a.example/è?x=1", "https://a.example/è?x=1")]),
        ("(https://a.example/x_(y))", [("https://a.example/x_(y)", "https://a.example/x_(y)")]),
        ("vedi https://a.example, https://b.example!", [("https://a.example",) * 2, ("https://b.example",) * 2]),
        ("#pane #più_buono #2026 #7a, a#no ##no #", [("#pane", "pane"), ("#più_buono", "più_buono"), ("#7a", "7a")]),
        ("＃日本 ok", [("＃日本", "日本")]),
        (
            "ciao @bob.test, @Bob.Test @nobody.test bob@bob.test",
            [("@bob.test", "did:plc:bob"), ("@Bob.Test", "did:plc:bob")],
        ),
        ("https://a.example/#pane @bob.test", [("https://a.example/#pane",) * 2, ("@bob.test", "did:plc:bob")]),
        ("https:// http://", []),
        ("", []),
    ],
)
def test_facets(text: str, expected: list[tuple[str, str]]) -> None:
    assert parts_of(text) == expected


@given(st.text(alphabet=st.sampled_from("a #@.:/è☕👩‍\n()bhtps,"), max_size=80))
def test_facets_are_whole_characters_in_order(text: str) -> None:
    last = 0
    for facet in facets(text, dict.fromkeys((name for _, name in mentions(text)), "did:plc:x")):
        first, end = facet["index"]["byteStart"], facet["index"]["byteEnd"]
        assert last <= first < end <= len(text.encode())
        text.encode()[first:end].decode()
        last = end


def test_a_key_is_always_the_same_and_sorts_by_time() -> None:
    assert tid(NOW, "a") == tid(NOW, "a")
    assert tid(NOW, "a") != tid(NOW, "b")
    assert tid(NOW, "z") < tid(NOW + timedelta(milliseconds=1), "a")
    assert len(tid(NOW, "a")) == 13
    assert set(tid(NOW, "a")) <= set("234567abcdefghijklmnopqrstuvwxyz")
    assert tid(datetime(9000, 1, 1, tzinfo=UTC), "a")[0] in "234567abcdefghij"


def job(**words: object) -> Job:
    content = Outgoing(**{"text": "", **words})  # type: ignore[arg-type]
    return Job("part", PartKind.ROOT, Op.CREATE, "key", content, NOW)


def test_when_a_record_is_made() -> None:
    assert created_at(job(), NOW - timedelta(minutes=1), None) == NOW
    assert created_at(job(), NOW + timedelta(minutes=3), None) == NOW + timedelta(minutes=3)
    assert created_at(job(), NOW, NOW) == NOW + timedelta(milliseconds=1)
    assert stamp(NOW) == "2026-11-18T10:20:30.123Z"


def test_one_embed_only() -> None:
    photo = Picture(Path("a.jpg"), "image/jpeg", 1, 40, 30, "alt")
    with_both = job(text="Pane", link="https://a.example", media=(photo,))
    record = post_record(with_both, Parts(NOW, blobs=[{"$type": "blob"}], card={"uri": "x"}))
    assert record["text"] == "Pane\n\nhttps://a.example"
    assert record["embed"]["$type"] == "app.bsky.embed.images"
    assert record["embed"]["images"][0]["aspectRatio"] == {"width": 40, "height": 30}
    alone = job(text="Pane", link="https://a.example")
    assert text_of(alone) == "Pane"
    assert post_record(alone, Parts(NOW, card={"uri": "https://a.example"}))["embed"]["external"]["uri"]


def test_a_film_and_its_warning() -> None:
    film = Picture(Path("a.mp4"), "video/mp4", 1, 0, 0, "alt")
    record = post_record(
        job(text="x", media=(film,), options={"labels": "nudity"}, language="it"), Parts(NOW, [{"a": 1}])
    )
    assert record["embed"] == {"$type": "app.bsky.embed.video", "video": {"a": 1}, "alt": "alt"}
    assert record["labels"]["values"] == [{"val": "nudity"}]
    assert record["langs"] == ["it"]
