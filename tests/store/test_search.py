"""Search: every word a person types is a word, in any language, found wherever a post says it."""

from contextlib import closing
from dataclasses import replace

import pytest
from hypothesis import given

from smmdesk.model.content import Content, ThreadItem, Wording
from smmdesk.model.post import Post
from smmdesk.store import inbox_reads, queries, search
from smmdesk.store.calendar_reads import CalendarReader, Filters
from smmdesk.store.search_words import match_of
from smmdesk.system.paths import Paths
from tests.store import strategies as any_of
from tests.store.conftest import World

TYPED = (
    *(
        "'; DROP TABLE post;--",
        '"',
        "*",
        "NEAR(",
        "-promo",
        "%",
        "_",
        "title:x",
        "a OR",
        "a AND NOT b",
        "^x",
        "{a b}: c",
    ),
    *("(", ")", "+", "\x00", "\ud800", " ".join(["word"] * 10_000), '"""', 'x" OR "y'),
)


def found(world: World, text: str, **more: int) -> list[str]:
    with world.store.reading() as reader:
        return [row.post_id for row in queries.search(reader, world.brand.id, text, **more)]


def test_every_place_where_a_post_says_something(world: World) -> None:
    content = Content("Alba", "bread", "https://forno.example/menu", (), {}, (ThreadItem("croissant"),), "comment")
    post = world.post(content=content, wordings=(Wording(world.channel.id, text="ciabatta", title="Tramonto"),))
    world.post("something else")
    for word in ("alba", "bread", "forno.example", "menu", "croissant", "comment", "ciabatta", "tramonto"):
        assert found(world, word) == [post.id], word


def test_accents_case_and_unfinished_words(world: World) -> None:
    post = world.post("Perché il Caffè è così buono")
    for text in ("perche", "PERCHÉ caffe", "caff", "così buo", "  perche   buono "):
        assert found(world, text) == [post.id], text
    for text in ("caffelatte", "buono tè", "", "   ", "!?"):
        assert found(world, text) == [], text


@pytest.mark.vector(63)
@pytest.mark.vector(64)
@pytest.mark.vector(65)
@pytest.mark.vector(66)
@pytest.mark.vector(67)
@pytest.mark.vector(68)
@pytest.mark.vector(69)
@pytest.mark.vector(70)
@pytest.mark.parametrize("text", TYPED)
def test_nothing_typed_is_an_operator(world: World, paths: Paths, text: str) -> None:
    world.post("bread and butter")
    assert found(world, text) == []
    assert found(world, "bread")
    with world.store.reading() as reader:
        assert inbox_reads.found(reader, world.brand.id, text) == []
    with closing(CalendarReader(paths.database)) as calendar:
        assert calendar.undated_count(world.brand.id, Filters(text=text)) == (0 if text.strip() else 1)


@given(any_of.texts)
def test_any_text_is_an_expression(text: str) -> None:
    match = match_of(text)
    assert match == "" or match.count('"') % 2 == 0


def test_an_operator_word_is_found_as_a_word(world: World) -> None:
    post = world.post("butter OR jam, NOT near promo")
    for text in ("or", "not near", "-promo", 'butter "jam"'):
        assert found(world, text) == [post.id], text


def test_few_are_ranked_and_many_come_newest_first(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    titled = world.post(content=Content(title="Focaccia", text="today"))
    plain = world.post("a long text that names focaccia once among many other words of the week")
    assert found(world, "focaccia") == [titled.id, plain.id]
    monkeypatch.setattr(search, "RANKED_UP_TO", 1)
    assert found(world, "focaccia") == [plain.id, titled.id]
    assert found(world, "focaccia", limit=1, offset=1) == [titled.id]


def test_the_index_follows_the_post(world: World) -> None:
    post = world.post("first words")
    post = world.put(replace(post, content=Content(text="second words")))
    assert found(world, "first") == []
    assert found(world, "second") == [post.id]
    with world.store.transaction() as tx:
        tx.trash(Post, post.id)
    with world.store.reading() as reader:
        (row,) = queries.search(reader, world.brand.id, "second")
    assert (row.trashed, row.progress, row.words) == (True, None, "second words")
    with world.store.transaction() as tx:
        tx.erase(Post, post.id)
    assert found(world, "second") == []


def test_another_brand_finds_its_own(world: World) -> None:
    world.post("bread")
    with world.store.reading() as reader:
        assert queries.search(reader, "another", "bread") == ()
