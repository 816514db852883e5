"""What is put comes back: every noun, every field, every text that people can type."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import fields, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smmdesk.model.approval import ApprovalNote, NoteKind, ReviewFile
from smmdesk.model.brand import Brand
from smmdesk.model.campaign import Campaign
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.content import Content, LinkCard, Poll, ThreadItem, Wording
from smmdesk.model.contribution import Consent, Contribution, Proof, Shown
from smmdesk.model.delivery import Attempt, Delivery, Op, Verdict
from smmdesk.model.label import Label
from smmdesk.model.lookout import Becomes, Lookout, LookoutKind
from smmdesk.model.media import Asset, MediaUse
from smmdesk.model.message import Message, MessageKind
from smmdesk.model.moment import Moment
from smmdesk.model.person import Identity, Person
from smmdesk.model.planning_aids import (
    DayNote,
    Evergreen,
    Pause,
    SavedFilter,
    Slot,
    Snippet,
    SnippetKind,
    Template,
)
from smmdesk.model.post import Post
from smmdesk.model.problem import Problem
from smmdesk.model.series import Series
from smmdesk.store.nouns import KINDS, NOUNS
from smmdesk.store.plain import clean_text, dumps, from_plain, loads, to_plain
from smmdesk.store.store import Store
from smmdesk.system.clock import ManualClock
from smmdesk.system.paths import Paths
from tests.store import strategies as any_of
from tests.store.conftest import NINE, World


class Shelf:
    """One store for all examples of a property, with rows that others may point to."""

    def __init__(self, store: Store, clock: ManualClock) -> None:
        self.store, self.clock = store, clock
        self.brand = Brand(clock.new_id(), "Forno")
        self.channels = [Channel(clock.new_id(), self.brand.id, key, key) for key in ("practice", "by_hand", "other")]
        self.labels = [Label(clock.new_id(), self.brand.id, name) for name in ("one", "two")]
        self.assets = [Asset(clock.new_id(), self.brand.id, sign * 64, sign, "image/png", 1) for sign in ("a", "b")]
        self.post = Post(clock.new_id(), self.brand.id, Content(text="Bread"))
        with store.transaction() as tx:
            for value in (self.brand, *self.channels, *self.labels, *self.assets, self.post):
                tx.put(value)

    def ids(self, values: list[Any]) -> list[str]:
        return [value.id for value in values]

    def posts(self) -> st.SearchStrategy[Post]:
        ids = self.ids(self.channels), self.ids(self.labels), self.ids(self.assets)
        return any_of.posts(self.clock.new_id(), self.brand.id, *ids)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    clock = ManualClock()
    with closing(Store.open(Paths(Path(tmp_path_factory.mktemp("shelf"))), clock)) as store:
        yield Shelf(store, clock)


@given(data=st.data())
def test_a_post_comes_back_as_it_was_put(shelf: Shelf, data: st.DataObject) -> None:
    post = data.draw(shelf.posts())
    with shelf.store.transaction() as tx:
        put = tx.put(post)
        assert tx.get(Post, post.id) == put
    with shelf.store.reading() as reader:
        assert reader.get(Post, post.id) == put
        assert put in reader.all(Post, deleted=True, brand_id=shelf.brand.id)
        assert reader.many(Post, [post.id, "not there"]) == {post.id: put}
    assert put.revision == 1
    assert put.changed_by == shelf.store.device
    assert _said(put) == _said(post)
    with shelf.store.transaction() as tx:
        changed = tx.put(replace(data.draw(shelf.posts()), id=post.id, revision=1))
    with shelf.store.reading() as reader:
        assert reader.get(Post, post.id) == changed
    with shelf.store.transaction() as tx:
        tx.erase(Post, post.id)


def _said(post: Post) -> tuple[Any, ...]:
    """What a person would see, with the text that no database takes already gone."""
    content = from_plain(Content, to_plain(post.content))
    wordings = {own.channel_id: from_plain(Wording, to_plain(own)) for own in post.wordings}
    return content, wordings, post.stage, post.planned, post.channels, post.labels, post.sample, post.sort_key


@given(data=st.data())
def test_a_delivery_comes_back_with_its_parts(shelf: Shelf, data: st.DataObject) -> None:
    clock = shelf.clock
    with shelf.store.transaction() as tx:
        message = Message(
            clock.new_id(), shelf.brand.id, shelf.channels[0].id, MessageKind.COMMENT, clock.new_id(), "Hello", 1
        )
        message = tx.put(message)
        made = clock.new_id()
        parts = tuple(data.draw(any_of.parts(clock.new_id(), made, place)) for place in range(2))
        parts = tuple(replace(part, receipt=part.receipt and replace(part.receipt, id=part.id)) for part in parts)
        content = data.draw(st.none() | any_of.contents(shelf.ids(shelf.assets)))
        delivery = Delivery(
            made, shelf.brand.id, shelf.channels[0].id, NINE, parts, message_id=message.id, content=content
        )
        put = tx.put(delivery)
    with shelf.store.reading() as reader:
        assert reader.get(Delivery, made) == put
    assert [part.id for part in put.parts] == [part.id for part in parts]
    assert to_plain(put.content) == to_plain(content)
    assert [to_plain(replace(part, revision=1)) for part in parts] == [to_plain(part) for part in put.parts]
    assert put.home == shelf.store.device


def nouns(shelf: Shelf) -> list[Any]:
    """One of every other noun with every field set."""
    new, brand, channel = shelf.clock.new_id, shelf.brand.id, shelf.channels[0].id
    day = date(2026, 2, 28)
    content = Content("T", "x", "https://e.example", (MediaUse(shelf.assets[0].id),), {"a": 1}, (ThreadItem("two"),))
    own, label = Wording(channel, text="own", card=LinkCard("C", shown=False)), shelf.labels[0].id
    content = replace(content, poll=Poll(("a", "b"), 60, True, True))
    channel_fields: dict[str, Any] = {"status": ChannelStatus.SIGNED_OUT, "reported": {"text_max": 1000, "x": ["a"]}}
    person = Person(new(), brand, "Ada", (Identity("bluesky", "did:plc:x", "@ada", "Ada", "https://a"),), "n", ("vip",))
    return [
        Brand(new(), "B", "Asia/Tokyo", "en", True, new(), "IT", "VE", "04-25", {"utm_source": "{platform}"}, True),
        Channel(new(), brand, "practice", "N", "@h", "https://s", "r", "u", **channel_fields, checked_at_us=7),
        Label(new(), brand, "L", "prodotti", 3, 40),
        Campaign(new(), brand, "C", day, None, "notes"),
        Series(
            new(), brand, content, NINE, "FREQ=DAILY", (channel,), (datetime(2026, 11, 21, 9),), (own,), (label,), True
        ),
        Asset(
            new(),
            brand,
            "c" * 64,
            "c.jpg",
            "image/jpeg",
            9_000_000_000,
            4000,
            3000,
            12,
            {"it": "pane"},
            "f",
            ("pane",),
            "Foto Rossi, only online",
            "h264",
            5,
        ),
        person,
        Evergreen(new(), brand, content, (channel,), (own,), (label,), 30, day, 4, True, 2),
        Slot(new(), brand, channel, 6, 1439, label),
        DayNote(new(), brand, "N", day, day, True, "prodotti"),
        Snippet(new(), brand, SnippetKind.HASHTAGS, "S", "#pane", "it", 1),
        Template(new(), brand, "T", content, (channel,), (own,), (label,), 4),
        SavedFilter(new(), brand, "F", {"channels": [channel], "text": "x"}, 5),
        Pause(new(), brand, "P", day, day, (channel,)),
        Message(
            *(new(), brand, channel, MessageKind.REVIEW, "r9", "text", 5, None, "w", "a", None, "u", 4),
            *({"post": 7}, True, True, True),
        ),
        Message(new(), brand, "", MessageKind.FOUND, "r10", "in a feed", 6),
        Lookout(new(), brand, LookoutKind.FEED, "https://a.example/", "A", Becomes.IDEA, ("b",), ("@c",), True, 7),
        *(contribution(shelf), *approval(shelf)),
    ]


def approval(shelf: Shelf) -> tuple[ReviewFile, ApprovalNote]:
    file = ReviewFile(shelf.clock.new_id(), shelf.brand.id, "t", "November", "Ada", "it", "Bo", "Fine", 3, 4, 5, 6)
    channel_id = shelf.channels[0].id
    said = Content(text="Bread", options={"a": 1}), (Wording(channel_id, text="Own", thread=(ThreadItem("2"),)),)
    note = ApprovalNote(
        *(shelf.clock.new_id(), shelf.brand.id, shelf.post.id, NoteKind.CHANGES, "Shorter", "Ada", "Maria", 5, "h"),
        *(channel_id, *said, "f", True, 7),
    )
    return file, note


def contribution(shelf: Shelf) -> Contribution:
    brand, photo = shelf.brand.id, shelf.assets[0].id
    scope = (shelf.channels[0].id,), date(2026, 2, 28)
    consent = Consent("Yes, gladly", 5, Proof.SHEET, 6, "https://e.example/1", photo, *scope, 9)
    return Contribution(
        *(shelf.clock.new_id(), brand, "Best bread", "Ada", "@ada", "mastodon", "https://e.example/0", 3, 5, "w", "m"),
        *((Shown("https://e.example/p.jpg", "Bread"),), (photo,), 4, "May we?", 7, (consent,), "n", True),
        8,
    )


def test_every_other_noun_comes_back(shelf: Shelf) -> None:
    for value in nouns(shelf):
        with shelf.store.transaction() as tx:
            put = tx.put(value)
        with shelf.store.reading() as reader:
            assert reader.get(type(value), value.id) == put
        assert replace(put, revision=0, changed_by="") == value


def test_every_noun_of_the_model_has_a_place() -> None:
    assert set(KINDS.values()) == set(NOUNS)
    for kind, noun in NOUNS.items():
        elsewhere = {item.name for item in fields(kind)} - {item.name for item in noun.spec.fields}
        assert elsewhere <= {"channels", "wordings", "labels", "parts"}, kind


def test_an_attempt_is_kept_and_ended(world: World) -> None:
    part = world.sent()[1].parts[0]
    attempt = Attempt(world.clock.new_id(), part.id, 1, Op.CREATE, "key", "hash", 5)
    with world.store.transaction() as tx:
        tx.add_attempt(attempt)
        ended = replace(attempt, first_byte_at_us=6, end_at_us=7, verdict=Verdict.UNKNOWN, evidence="timed out")
        tx.end_attempt(ended)
        assert tx.attempts_of(part.id) == (ended,)


def test_a_problem_of_another_version_does_not_hide_its_part(world: World) -> None:
    part = world.sent()[1].parts[0]
    with world.store.transaction() as tx:
        tx._rows.update("part", {"problem": '{"code":"unheard_of","values":{}}'}, id=part.id)
    with world.store.reading() as reader:
        (found,) = reader.get(Delivery, part.delivery_id).parts
    assert found.problem == Problem("app_fault")


# ------------------------------------------------------------------ plain values
@given(any_of.texts)
def test_clean_text_is_what_every_database_takes(text: str) -> None:
    clean = clean_text(text)
    assert "\x00" not in clean
    clean.encode("utf-8")
    assert clean_text(clean) == clean
    if "\x00" not in text and text.encode("utf-8", "ignore").decode() == text:
        assert clean == text


@given(any_of.contents(["a", "b"]))
def test_a_content_survives_as_json(content: Content) -> None:
    text = dumps(content)
    assert loads(Content, text) == from_plain(Content, to_plain(content))
    assert dumps(loads(Content, text)) == text


@given(any_of.moments)
def test_a_moment_survives_as_json(moment: Moment) -> None:
    assert loads(Moment, dumps(moment)) == moment


def test_what_is_no_value_of_the_model_is_refused() -> None:
    with pytest.raises(TypeError):
        to_plain(object())
