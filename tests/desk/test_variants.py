"""A post in other languages: a sibling each, which begins with the same and goes its own way."""

from dataclasses import replace
from datetime import timedelta

import pytest

from smmdesk.desk import planning, undo, variants
from smmdesk.desk.desk import Desk
from smmdesk.model.brand import Brand
from smmdesk.model.content import Content, Wording
from smmdesk.model.moment import Moment
from smmdesk.model.post import Post
from smmdesk.model.problem import ProblemError
from smmdesk.model.stages import Stage
from tests.desk.support import add_channel, rome


@pytest.fixture
def brand(desk: Desk) -> Brand:
    return planning.first_brand(desk)


def now(desk: Desk, post: Post) -> Post:
    with desk.store.reading() as reader:
        return reader.get(Post, post.id)


def codes(desk: Desk, post: Post) -> list[str]:
    with desk.store.reading() as reader:
        return [each.language for each in variants.siblings(reader, reader.get(Post, post.id))]


def test_it_begins_with_the_same_and_changes_nothing_of_the_first(desk: Desk, brand: Brand) -> None:
    channel = add_channel(desk, brand)
    content = Content(text="Pane", options={"language": "it", "a": 1})
    wordings = (Wording(channel.id, options={"language": "it"}),)
    planned = rome("2030-12-01 09:00")
    post = planning.add_post(
        desk, brand.id, content=content, wordings=wordings, channels=(channel.id,), planned=planned, language="it"
    )
    made = variants.add_variant(desk, post.id, "en")
    assert (made.content.text, made.channels, made.planned) == ("Pane", (channel.id,), planned)
    assert (made.language, made.stage, made.content.options) == ("en", Stage.DRAFT, {"a": 1})
    assert made.wordings == ()
    kept = now(desk, post)
    assert kept.group_id == made.group_id is not None
    assert kept == replace(post, group_id=made.group_id, revision=kept.revision)
    assert codes(desk, post) == codes(desk, made) == ["it", "en"]
    assert variants.add_variant(desk, made.id, "de").group_id == made.group_id
    assert codes(desk, post) == ["it", "en", "de"]


def test_one_undo_takes_it_away(desk: Desk, brand: Brand) -> None:
    post = planning.add_post(desk, brand.id, content=Content(text="Pane"), language="it")
    variants.add_variant(desk, post.id, "en")
    undo.undo(desk)
    assert codes(desk, post) == []
    assert now(desk, post).group_id is None


def test_each_language_once(desk: Desk, brand: Brand) -> None:
    post = planning.add_post(desk, brand.id, content=Content(text="Pane"), language="it")
    made = variants.add_variant(desk, post.id, "en")
    for source, language, there in ((post, "en", made), (made, "it", post), (post, "it", post)):
        with pytest.raises(ProblemError) as refused:
            variants.add_variant(desk, source.id, language)
        assert refused.value.problem.code == "language_there"
        assert refused.value.problem.values["post_id"] == there.id
    planning.trash(desk, [made.id])
    assert codes(desk, post) == []
    variants.add_variant(desk, post.id, "en")
    assert codes(desk, post) == ["it", "en"]


def test_each_goes_its_own_way(desk: Desk, brand: Brand) -> None:
    channel = add_channel(desk, brand)
    when = Moment.of(desk.clock.now(), brand.zone).plus(timedelta(days=2))
    post = planning.add_post(desk, brand.id, content=Content(text="Pane"), channels=(channel.id,), language="it")
    planning.schedule(desk, post.id, when)
    made = variants.add_variant(desk, post.id, "en")
    planning.move_posts(desk, {made.id: when.plus(timedelta(days=1))})
    assert now(desk, post).planned == when
    assert now(desk, post).stage is Stage.APPROVED
    assert now(desk, made).stage is Stage.DRAFT
    copy = planning.copy_posts(desk, {made.id: None})[0]
    assert copy.group_id is None


def test_a_time_that_is_past_is_not_taken_over(desk: Desk, brand: Brand) -> None:
    past = Moment.of(desk.clock.now(), brand.zone).plus(timedelta(days=-1))
    post = planning.add_post(desk, brand.id, content=Content(text="Pane"), planned=past, language="it")
    assert variants.add_variant(desk, post.id, "en").planned is None
