"""Any value that the model allows, for Hypothesis; ids of other rows are drawn from what the test says is there."""

from datetime import date, datetime
from typing import Any

from hypothesis import strategies as st

from smmdesk.model.content import Content, LinkCard, Poll, ThreadItem, Wording
from smmdesk.model.delivery import Evidence, Part, PartKind, Receipt, State
from smmdesk.model.media import MediaUse
from smmdesk.model.moment import Moment
from smmdesk.model.post import Post
from smmdesk.model.problem import Problem
from smmdesk.model.stages import Stage
from smmdesk.store.sending_tables import OF_PARTS

ZONES = ("Europe/Rome", "UTC", "America/New_York", "Asia/Kolkata", "Pacific/Apia", "Africa/Casablanca")

# Every text that a person or a platform can make, also what no database takes (NUL, half a surrogate pair)
texts = st.one_of(
    st.text(max_size=40),
    st.text(st.characters(), max_size=12),
    st.sampled_from(["\x00", "a\x00b", "\ud800", "x\udfffy", "'; DROP TABLE post;--", '"', "%_", "👩‍👩‍👧‍👦", "‮gpj"]),
)
short = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)
walls = st.datetimes(datetime(1971, 1, 1), datetime(2100, 1, 1)).map(lambda wall: wall.replace(microsecond=0))
moments = st.builds(Moment, walls, st.sampled_from(ZONES))
options = st.dictionaries(short, st.one_of(short, st.booleans(), st.none(), st.integers(-9, 9)), max_size=3)
fractions = st.floats(-1, 1, allow_nan=False, width=32)
crops = st.dictionaries(
    st.sampled_from(["1:1", "4:5"]), st.tuples(fractions, fractions, fractions, fractions), max_size=2
)
json_values: st.SearchStrategy[Any] = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(2**40), 2**40), short),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(short, inner, max_size=3)),
    max_leaves=6,
)
data = st.dictionaries(short, json_values, max_size=3)


def uses(assets: list[str]) -> st.SearchStrategy[tuple[MediaUse, ...]]:
    use = st.builds(
        MediaUse,
        asset_id=st.sampled_from(assets),
        alt=st.dictionaries(st.sampled_from(["it", "en"]), texts, max_size=2),
        focus=st.tuples(fractions, fractions),
        crops=crops,
        cover_ms=st.none() | st.integers(0, 2**31),
        cover_asset_id=st.none() | st.sampled_from(assets),
        turn=st.sampled_from([0, 90, 180, 270]),
    )
    return st.lists(use, max_size=3).map(tuple)


def threads(assets: list[str]) -> st.SearchStrategy[tuple[ThreadItem, ...]]:
    return st.lists(st.builds(ThreadItem, texts, uses(assets)), max_size=3).map(tuple)


polls = st.builds(Poll, st.lists(texts, max_size=4).map(tuple), st.integers(5, 10_080), st.booleans(), st.booleans())
cards = st.builds(LinkCard, texts, texts, st.none() | short, st.booleans())


def contents(assets: list[str]) -> st.SearchStrategy[Content]:
    return st.builds(
        Content,
        title=texts,
        text=texts,
        link=texts,
        media=uses(assets),
        options=options,
        thread=threads(assets),
        first_comment=texts,
        poll=st.none() | polls,
        card=st.none() | cards,
    )


def wordings(channel_id: str, assets: list[str]) -> st.SearchStrategy[Wording]:
    return st.builds(
        Wording,
        channel_id=st.just(channel_id),
        title=st.none() | texts,
        text=st.none() | texts,
        link=st.none() | texts,
        media=st.none() | uses(assets),
        options=st.none() | options,
        thread=st.none() | threads(assets),
        first_comment=st.none() | texts,
        poll=st.none() | polls,
        card=st.none() | cards,
    )


@st.composite
def posts(
    draw: st.DrawFn, post_id: str, brand_id: str, channels: list[str], labels: list[str], assets: list[str]
) -> Post:
    """A post of what is there, revision 0."""
    chosen = draw(st.lists(st.sampled_from(channels), unique=True, max_size=len(channels)))
    worded = draw(st.lists(st.sampled_from(channels), unique=True, max_size=2))
    return Post(
        post_id,
        brand_id,
        draw(contents(assets)),
        draw(st.sampled_from(Stage)),
        draw(st.none() | moments),
        tuple(chosen),
        tuple(draw(wordings(channel, assets)) for channel in worded),
        tuple(draw(st.lists(st.sampled_from(labels), unique=True, max_size=2))),
        language=draw(st.sampled_from(["", "it"])),
        approved_hash=draw(short),
        sample=draw(st.booleans()),
        sort_key=draw(st.integers(-(2**31), 2**31)),
        created_at_us=draw(st.integers(0, 2**52)),
        deleted_at_us=draw(st.none() | st.integers(0, 2**52)),
    )


receipts = st.builds(Receipt, texts.filter(bool), texts, st.integers(0, 2**52), st.sampled_from(Evidence), data)
problems = st.builds(
    Problem, st.sampled_from(["offline", "refused", "missed"]), st.dictionaries(short, short, max_size=2)
)


@st.composite
def parts(draw: st.DrawFn, part_id: str, delivery_id: str, position: int) -> Part:
    """A part that may begin so, in any state that needs no engine."""
    state = draw(st.sampled_from([State.SCHEDULED, State.DRAFT, State.MISSED, State.NEEDS_YOU, State.PUBLISHED]))
    return Part(
        part_id,
        delivery_id,
        position,
        draw(st.sampled_from(PartKind)),
        draw(st.sampled_from(OF_PARTS)),
        state,
        draw(st.integers(1, 9)),
        draw(texts),
        draw(short),
        draw(data),
        draw(data),
        draw(receipts if state is State.PUBLISHED else st.none() | receipts),
        draw(st.none() | problems),
        draw(st.integers(0, 9)),
        draw(st.integers(0, 9)),
        draw(st.none() | st.integers(0, 2**52)),
        draw(short),
        draw(st.none() | st.integers(0, 2**52)),
        draw(st.none() | st.integers(0, 2**52)),
        draw(short),
        draw(st.booleans()),
    )


days = st.none() | st.dates(date(1971, 1, 1), date(2100, 1, 1))
