"""The same for many posts, and words found and replaced in them."""

from dataclasses import replace
from datetime import time

import pytest

from smmdesk.desk import approving, bulk, planning, undo
from smmdesk.desk.bulk import Change
from smmdesk.desk.desk import Desk
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel
from smmdesk.model.content import Content, ThreadItem, Wording
from smmdesk.model.delivery import State
from smmdesk.model.label import Label
from smmdesk.model.post import Post
from smmdesk.model.replacing import Wanted
from smmdesk.model.stages import Stage
from tests.desk.support import add_channel, add_post, deliveries, publish, rome, states


@pytest.fixture
def channel(desk: Desk, brand: Brand) -> Channel:
    return add_channel(desk, brand)


@pytest.fixture
def other(desk: Desk, brand: Brand) -> Channel:
    return add_channel(desk, brand, "Other")


def text_of(desk: Desk, post: Post) -> str:
    with desk.store.reading() as reader:
        return reader.get(Post, post.id).content.text


@pytest.mark.statement(44)
def test_many_posts_move_get_a_label_and_a_channel_in_one_step(
    desk: Desk, brand: Brand, channel: Channel, other: Channel
) -> None:
    with desk.store.transaction() as tx:
        label = tx.put(Label(desk.clock.new_id(), brand.id, "Offers"))
    first = add_post(desk, brand, "One", channel, planned=rome("2026-11-20 09:00"))
    second = add_post(desk, brand, "Two", channel, planned=rome("2026-11-21 17:30"))
    planning.schedule(desk, first.id)
    change = Change(days=2, clock=time(10, 15), add_labels=(label.id,), add_channels=(other.id,))
    done = bulk.change_posts(desk, (first.id, second.id), change)
    assert [f"{post.planned.wall:%d %H:%M}" for post in done.changed if post.planned] == ["22 10:15", "23 10:15"]
    assert all(post.labels == (label.id,) and other.id in post.channels for post in done.changed)
    assert states(desk, first) == [["scheduled"], ["scheduled"]]
    assert states(desk, second) == []
    assert undo.peek(desk).undo_label == "change of 2 posts"
    undo.undo(desk)
    with desk.store.reading() as reader:
        assert reader.get(Post, first.id).planned == first.planned
        assert reader.get(Post, second.id).labels == ()


def test_what_is_out_and_what_would_be_past_is_left_out_by_name(desk: Desk, brand: Brand, channel: Channel) -> None:
    out = add_post(desk, brand, "Out", channel, planned=rome("2026-11-20 09:00"))
    planning.schedule(desk, out.id)
    publish(desk, out, channel)
    soon = add_post(desk, brand, "Soon", channel, planned=rome("2026-11-20 09:00"))
    planning.schedule(desk, soon.id)
    draft = add_post(desk, brand, "Draft", channel, planned=rome("2026-11-20 09:00"))
    done = bulk.change_posts(desk, (out.id, soon.id, draft.id), Change(days=-30))
    assert [post.id for post in done.changed] == [draft.id]
    assert [(each.name, each.problem.code) for each in done.left_out] == [
        ("Out", "out_already"),
        ("Soon", "time_past"),
    ]


def test_another_stage_schedules_nothing(desk: Desk, brand: Brand, channel: Channel) -> None:
    post = add_post(desk, brand, "One", channel, planned=rome("2026-11-20 09:00"))
    bulk.change_posts(desk, (post.id,), Change(stage=Stage.APPROVED))
    assert deliveries(desk, post) == ()
    planning.schedule(desk, post.id)
    bulk.change_posts(desk, (post.id,), Change(stage=Stage.DRAFT))
    assert states(desk, post) == [["draft"]]


@pytest.mark.parametrize(
    ("wanted", "after"),
    [
        (Wanted("pane", "focaccia"), "Focaccia e focaccia! Focacciatteria https://x.it/pane"),
        (Wanted("pane", "focaccia", whole_word=True), "Focaccia e focaccia! Panetteria https://x.it/pane"),
        (Wanted("pane", "focaccia", whole_word=True, same_case=True), "Pane e focaccia! Panetteria https://x.it/pane"),
        (Wanted("pane", "oro", whole_word=True, links=True), "Oro e oro! Panetteria https://x.it/oro"),
        (Wanted("e pane!", r"\1."), r"Pane \1. Panetteria https://x.it/pane"),
    ],
)
def test_words_are_found_as_asked(desk: Desk, brand: Brand, channel: Channel, wanted: Wanted, after: str) -> None:
    post = add_post(desk, brand, "Pane e pane! Panetteria https://x.it/pane", channel)
    found = bulk.find_words(desk, (post.id,), wanted)
    bulk.replace_words(desk, found.hits)
    assert text_of(desk, post) == after


@pytest.mark.parametrize(
    ("said", "find", "put", "after"),
    [
        ("Pane, pane, PANE", "pane", "filone", "Filone, filone, FILONE"),
        ("Pane, pane, PANE", "Pane", "Filone", "Filone, Filone, Filone"),  # a capital that was typed is meant
        ("A Bari, a Roma", "a", "da", "Da Bari, da Roma"),  # one letter alone shouts nothing
        ("È fresco, è buono", "è", "ècco", "Ècco fresco, ècco buono"),
        ("Pane su #Pane", "pane", "x.it", "x.it su #x.it"),
        ("Guarda Qui", "qui", "https://x.it/pane", "Guarda https://x.it/pane"),
        ("Pane e iPhone", "pane", "iPhone", "iPhone e iPhone"),
    ],
)
def test_what_is_put_in_has_the_capitals_of_what_it_takes_the_place_of(
    desk: Desk, brand: Brand, channel: Channel, said: str, find: str, put: str, after: str
) -> None:
    post = add_post(desk, brand, said, channel)
    bulk.replace_words(desk, bulk.find_words(desk, (post.id,), Wanted(find, put, whole_word=True)).hits)
    assert text_of(desk, post) == after


@pytest.mark.statement(44)
def test_replacing_reaches_wordings_and_threads_and_is_one_step(desk: Desk, brand: Brand, channel: Channel) -> None:
    first = add_post(desk, brand, "Via Roma 1", channel)
    content = Content(text="x", thread=(ThreadItem("Via Roma 1"),), first_comment="via roma 1", link="https://a.it/via")
    second = planning.add_post(
        desk, brand.id, content=content, channels=(channel.id,), wordings=(Wording(channel.id, text="In Via Roma 1"),)
    )
    third = add_post(desk, brand, "Via Roma 1, closed", channel)
    found = bulk.find_words(desk, (first.id, second.id, third.id), Wanted("Via Roma 1", "Corso Italia 8"))
    assert [(hit.place.field, bool(hit.place.channel_id)) for hit in found.hits] == [
        ("text", False),
        ("first_comment", False),
        ("thread", False),
        ("text", True),
        ("text", False),
    ]
    bulk.replace_words(desk, [hit for hit in found.hits if hit.place.post_id != third.id])
    with desk.store.reading() as reader:
        changed = reader.get(Post, second.id)
    assert changed.content.thread[0].text == changed.content.first_comment == "Corso Italia 8"
    assert changed.wordings[0].text == "In Corso Italia 8"
    assert text_of(desk, third) == "Via Roma 1, closed"
    assert undo.peek(desk).undo_label == "replacing in 2 posts"
    undo.undo(desk)
    assert text_of(desk, first) == "Via Roma 1"


def test_an_approved_post_is_in_review_again_and_what_is_on_its_way_is_left_out(
    desk: Desk, brand: Brand, channel: Channel
) -> None:
    out = add_post(desk, brand, "bread out", channel, planned=rome("2026-11-20 09:00"))
    planning.schedule(desk, out.id)
    publish(desk, out, channel)
    with desk.store.transaction() as tx:
        tx.put(replace(tx.get(Brand, brand.id), needs_approval=True))
    (post,) = approving.approve(desk, {add_post(desk, brand, "bread", channel).id: ""})
    found = bulk.find_words(desk, (out.id, post.id), Wanted("bread", "cake"))
    assert [(each.name, each.problem.code) for each in found.left_out] == [("bread out", "out_already")]
    (changed,) = bulk.replace_words(desk, found.hits)
    assert (changed.stage, changed.approved_hash) == (Stage.REVIEW, "")
    assert deliveries(desk, out)[0].parts[0].state is State.PUBLISHED


def test_a_text_that_would_be_too_long_is_told_before(desk: Desk, brand: Brand, channel: Channel) -> None:
    post = add_post(desk, brand, "short", channel)
    found = bulk.find_words(desk, (post.id,), Wanted("short", "long " * 3000))
    assert [problem.code for problem in bulk.blocks_after(desk, found.hits)[post.id]] == ["text_too_long"]
    assert text_of(desk, post) == "short"
