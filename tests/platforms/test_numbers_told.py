"""What each platform tells of a post: the numbers as they are there, none that is not told, nothing of what is gone."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from smmdesk.model.delivery import Receipt
from smmdesk.model.numbers import Count
from smmdesk.platforms import PLATFORMS, connector, facts_of
from smmdesk.platforms.base import ConnectorError, RefusedError, SignedOutError
from smmdesk.platforms.telling import CountsFollowers, Insights
from tests.fakes.counting import FOLLOWERS
from tests.platforms.counting import CHATS, PLACES, Place

HAVE_ROUTES = [key for key, made in PLACES.items() if made not in CHATS]
UNKNOWN = {
    "matrix": "$" + "x" * 43,
    "linkedin": "urn:li:share:9999999",
    "ghost": "9" * 24,
    "youtube": "v9999999999",
    "reddit": "zzzzz",
    "facebook": "9_9",
    "instagram": "179999999",
}

FAILS = {"threads": "/v1.0/*"}
"""A new token there is asked for again and again in its first day."""


@pytest.fixture
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    with ExitStack() as stack:
        yield PLACES[request.param](tmp_path, stack)


everywhere = pytest.mark.parametrize("place", PLACES, indirect=True)


@everywhere
async def test_what_a_post_counts(place: Place) -> None:
    async with place.open() as receipt:
        assert await place.insights(receipt) == {receipt.id: place.expected}
        assert await place.insights() == {}
        place.check()


@everywhere
async def test_what_is_gone_or_was_never_there_is_left_out(place: Place) -> None:
    async with place.open() as receipt:
        gone = await place.publish() if place.bench.platform != "tumblr" else receipt
        place.remove(gone.id)
        assert await place.insights(gone) == {}
        stranger = Receipt(UNKNOWN.get(place.bench.platform, "999999999"))
        assert await place.insights(stranger) == {}
        assert await place.insights(Receipt("")) == {}, "nobody knows which it is"
        if place.bench.facts.insights is not None and place.bench.facts.insights.at_once > 1:
            assert set(await place.insights(receipt, gone, stranger)) == {receipt.id}
        place.check()


@pytest.mark.parametrize("place", HAVE_ROUTES, indirect=True)
async def test_a_number_that_is_not_told_is_none(place: Place) -> None:
    async with place.open() as receipt:
        first, *others = place.expected
        place.fake.counted[receipt.id] = {str(count): None for count in others}
        told = dict((await place.insights(receipt)).get(receipt.id, {}))
        assert told == {count: number for count, number in place.expected.items() if count in told}
        assert not set(told) & set(others), "not even nought"
        place.fake.counted[receipt.id] = {str(count): 0 for count in place.expected}
        nought = (await place.insights(receipt)).get(receipt.id, {})
        assert set(nought.values()) <= {0}
        assert first in nought or place.bench.platform == "facebook"


@pytest.mark.parametrize("place", HAVE_ROUTES, indirect=True)
async def test_no_number_can_be_negative_or_a_word(place: Place) -> None:
    async with place.open() as receipt:
        place.fake.counted[receipt.id] = dict.fromkeys(map(str, place.expected), -1)
        odd = (await place.insights(receipt)).get(receipt.id, {})
        assert odd == {} or set(odd) <= {Count.ANSWERS}
        place.fake.counted[receipt.id] = dict.fromkeys(map(str, place.expected), 10**17)
        assert await place.insights(receipt) == {}


@everywhere
async def test_the_page_of_a_wifi_tells_nothing(place: Place) -> None:
    async with place.open() as receipt:
        await place.insights(receipt)  # what is renewed first, is
        place.fake.http.fail_next(FAILS.get(place.bench.platform, "/*"), status=200, body="<html>Wi-Fi</html>")
        with pytest.raises(ConnectorError) as caught:
            await place.insights(receipt)
        assert not isinstance(caught.value, RefusedError | SignedOutError)


@everywhere
async def test_who_follows(place: Place) -> None:
    async with place.open():
        fact = place.bench.facts.insights
        assert fact is not None
        assert isinstance(place.bench.connector, CountsFollowers) is fact.followers
        if fact.followers:
            assert await place.followers() == FOLLOWERS
            place.check()


@pytest.mark.parametrize("place", ["x", "tiktok", "youtube", "reddit", "linkedin"], indirect=True)
async def test_many_posts_are_one_call(place: Place) -> None:
    async with place.open() as receipt:
        fact = place.bench.facts.insights
        assert fact is not None
        others = [await place.publish() for _ in range(2)] if place.bench.platform == "youtube" else []
        unknown = [replace(receipt, id=_next(receipt.id, number)) for number in range(1, fact.at_once - len(others))]
        before = len(place.fake.requests)
        told = await place.insights(receipt, *others, *unknown)
        assert len(place.fake.requests) == before + 1
        assert set(told) == {one.id for one in (receipt, *others)}


def _next(own_id: str, number: int) -> str:
    stem = own_id.rstrip("0123456789")
    return f"{stem}{number:0{max(len(own_id) - len(stem), 4)}d}"


@pytest.mark.parametrize("key", PLATFORMS)
def test_facts_and_verbs_agree(key: str) -> None:
    facts = facts_of(key)
    if key in ("mastodon", "bluesky", "practice") or not facts.sends_by_itself:
        return
    fact, verb = facts.insights, connector(key)
    assert isinstance(verb, Insights) is bool(fact is not None and fact.counts)
    assert isinstance(verb, CountsFollowers) is bool(fact is not None and fact.followers)
    if fact is not None:
        assert list(fact.counts) == [count.value for count in Count if count.value in fact.counts]
        assert fact.date
        assert fact.source
