"""Numbers as they are on single platforms alone: permissions, metrics that ended, films, stories, letters."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from smmdesk.model.delivery import Evidence, Receipt
from smmdesk.model.numbers import Count
from smmdesk.platforms.base import NotSentError, RefusedError
from tests.fakes.counting import COUNTS, FOLLOWERS
from tests.fakes.counting_networks import PLAYS
from tests.fakes.facebook_films import Film, Story
from tests.fakes.instagram import Comment, Media
from tests.fakes.linkedin import ME
from tests.fakes.telegram import FakeTelegram
from tests.platforms.at_linkedin import as_person
from tests.platforms.at_telegram import signed_in
from tests.platforms.counting import PLACES, Place

LIKES, ANSWERS, SHARES, VIEWS = Count.LIKES, Count.ANSWERS, Count.SHARES, Count.VIEWS


@pytest.fixture
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    with ExitStack() as stack:
        yield PLACES[request.param](tmp_path, stack)


def at(*keys: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("place", keys, indirect=True)


# ------------------------------------------------------------------ what an account may not see
@at("threads", "linkedin", "tiktok", "x", "youtube", "reddit")
async def test_a_permission_that_is_missing_is_told_and_signs_nobody_out(place: Place) -> None:
    async with place.open() as receipt:
        for scope in ("r_organization_social", "rw_organization_admin", "video.list", "tweet.read", "read"):
            place.forbid(scope)
        place.forbid("https://www.googleapis.com/auth/youtube.force-ssl")
        for token in getattr(place.fake, "tokens", {}).values():
            token.scopes.discard("threads_manage_insights")
        with pytest.raises(RefusedError) as caught:
            await place.insights(receipt)
        assert caught.value.problem.code in ("permission_missing", "refused")


@at("threads", "tiktok")
async def test_what_is_known_to_be_missing_is_not_asked_for(place: Place) -> None:
    async with place.open() as receipt:
        lacks = {"threads_manage_insights": False, "video.list": False}
        place.bench.account = replace(place.bench.account, reported={"granted": lacks})
        before = len(place.fake.requests)
        with pytest.raises(RefusedError) as caught:
            await place.insights(receipt)
        assert caught.value.problem.code == "permission_missing"
        assert all("insights" not in each.path and "query" not in each.path for each in place.fake.requests[before:])


@at("facebook", "instagram")
@pytest.mark.parametrize("known", [True, False])
async def test_without_insights_what_people_did_is_told_all_the_same(place: Place, known: bool) -> None:
    async with place.open() as receipt:
        names = ("read_insights", "instagram_business_manage_insights")
        for token in place.fake.tokens.values():
            token.scopes -= set(names)
        if known:
            place.bench.account = replace(place.bench.account, reported={"granted": dict.fromkeys(names, False)})
        [told] = (await place.insights(receipt)).values()
        assert set(told) == ({LIKES, ANSWERS, SHARES} if place.bench.platform == "facebook" else {LIKES, ANSWERS})
        asked = [each for each in place.fake.requests if each.path.endswith("/insights")]
        assert bool(asked) is not known


# ------------------------------------------------------------------ Meta
@at("facebook", "instagram", "threads")
async def test_a_metric_that_ended_takes_no_other_along(place: Place) -> None:
    async with place.open() as receipt:
        place.fake.dead = frozenset({"post_media_view", "views"})
        [told] = (await place.insights(receipt)).values()
        assert told == {kind: number for kind, number in place.expected.items() if kind is not VIEWS}


@at("facebook")
@pytest.mark.parametrize("shape", ["reel", "video"])
async def test_a_film_tells_its_plays_and_a_story_nothing(place: Place, shape: str) -> None:
    fake: Any = place.fake
    async with place.open():
        fake.films["777"] = Film("777", "video_reels" if shape == "reel" else "videos", state="published")
        film = Receipt("777", data={"shape": shape, "video": "777", "post": ""})
        assert await place.insights(film) == {"777": {LIKES: 7, ANSWERS: 3, VIEWS: PLAYS}}
        fake.dead = frozenset({"blue_reels_play_count", "total_video_views"})
        assert await place.insights(film) == {"777": {LIKES: 7, ANSWERS: 3}}
        fake.stories.append(story := Story("778", "1", fake.now))
        assert await place.insights(Receipt(story.post_id, data={"shape": "story"})) == {}


@at("facebook")
async def test_a_film_with_a_post_tells_what_the_post_does(place: Place) -> None:
    """Plays are asked of the film alone, and only where the post tells no views."""
    fake: Any = place.fake
    async with place.open() as receipt:
        fake.films["777"] = Film("777", "video_reels", state="published")
        for post in (receipt.id, receipt.id.rpartition("_")[2]):
            reel = Receipt("777", data={"shape": "reel", "video": "777", "post": post})
            assert await place.insights(reel) == {"777": place.expected}
        fake.dead = frozenset({"post_media_view"})
        assert await place.insights(reel) == {"777": {**place.expected, VIEWS: PLAYS}}


@at("facebook")
async def test_a_comment_of_ours_and_an_address_that_hides_its_number(place: Place) -> None:
    async with place.open() as receipt:
        said = place.fake.say(receipt.id, "Sì", place.bench.account.remote_id)
        comment = Receipt(said.id, data={"shape": "comment"})
        assert await place.insights(comment) == {said.id: {LIKES: 7, ANSWERS: 3}}
        hidden = Receipt("pfbid02abc", "https://www.facebook.com/forno/posts/pfbid02abc", evidence=Evidence.HUMAN)
        assert await place.insights(hidden) == {}


@at("instagram")
async def test_stories_tell_answers_and_only_once_five_people_saw_them(place: Place) -> None:
    fake: Any = place.fake
    async with place.open():
        fake.media.append(Media("179777777", "", "STORIES", fake.now, [], [], {}))
        story = Receipt("179777777")
        assert await place.insights(story) == {
            story.id: {Count(n): COUNTS[n] for n in ("views", "reach", "answers", "shares")}
        }
        fake.shy = frozenset({story.id})
        assert await place.insights(story) == {}


@at("instagram")
async def test_a_comment_of_ours_tells_its_likes(place: Place) -> None:
    fake: Any = place.fake
    async with place.open() as receipt:
        fake.comments.append(Comment("179888888", receipt.id, "Sì", fake.now))
        told = await place.insights(Receipt("179888888", data={"comment": "179888888"}))
        assert told == {"179888888": {LIKES: 7}}
        assert await place.insights(Receipt("C_9-x", "https://www.instagram.com/p/C_9-x/")) == {}, (
            "a piece of an address"
        )


# ------------------------------------------------------------------ X and LinkedIn
@at("x")
async def test_a_server_that_still_says_retweets(place: Place) -> None:
    async with place.open() as receipt:
        place.fake.repost_count = "retweet_count"
        assert await place.insights(receipt) == {receipt.id: place.expected}
        place.fake.said_names = "post.fields"
        assert await place.insights(receipt) == {receipt.id: place.expected}


async def test_a_person_on_linkedin_is_told_nothing_and_nothing_is_asked(tmp_path: Path) -> None:
    with ExitStack() as stack:
        page = PLACES["linkedin"](tmp_path, stack)
        place = replace(page, bench=as_person(page.fake, page.bench.clock, tmp_path))  # type: ignore[arg-type]
        assert place.bench.account.remote_id == ME
        assert await place.insights(Receipt("urn:li:share:1")) == {}
        assert await place.followers() is None
        assert not place.fake.requests


@at("linkedin")
async def test_a_page_of_linkedin(place: Place) -> None:
    """Posts with films are a list of their own; comments are none; what nobody saw yet has no numbers."""
    async with place.open() as receipt:
        film = Receipt("urn:li:ugcPost:77")
        place.fake.posts.append(replace(place.fake.posts[-1], urn=film.id))
        comment = Receipt("urn:li:comment:(urn:li:share:1,2)")
        assert set(await place.insights(receipt, film, comment)) == {receipt.id, film.id}
        place.fake.unseen = frozenset({film.id})
        assert set(await place.insights(receipt, film)) == {receipt.id}


# ------------------------------------------------------------------ the others
@at("youtube")
async def test_a_channel_that_hides_its_subscribers(place: Place) -> None:
    async with place.open():
        place.fake.hides_followers = True
        assert await place.followers() is None
        assert await place.insights(Receipt("Ugx1", data={"comment": "Ugx1", "film": "v1"})) == {}


@at("flickr")
async def test_the_photos_of_a_post_are_added_up(place: Place) -> None:
    async with place.open() as receipt:
        other = await place.publish()
        both = replace(receipt, data={"photos": [receipt.id, other.id]})
        assert await place.insights(both) == {receipt.id: {kind: 2 * n for kind, n in place.expected.items()}}
        place.remove(other.id)
        assert await place.insights(both) == {receipt.id: place.expected}
        assert await place.insights(Receipt("6065-1-2", data={"photo": receipt.id})) == {}, "a comment"


@at("ghost")
async def test_an_article_without_a_letter_tells_nothing(place: Place) -> None:
    async with place.open() as receipt:
        place.fake.mailed.clear()
        assert await place.insights(receipt) == {}
        assert await place.insights(Receipt("il-pane", evidence=Evidence.HUMAN)) == {}


@at("discourse")
async def test_an_answer_in_a_topic(place: Place) -> None:
    async with place.open() as receipt:
        topic = place.fake.topics[-1]
        answer = Receipt(f"{receipt.id}/1", data={"post": topic.posts[0].id})
        told = await place.insights(replace(answer, id=f"{receipt.id}/2"))
        assert told == {f"{receipt.id}/2": {Count.REACH: 90, LIKES: 7, ANSWERS: 3}}


@at("lemmy")
async def test_a_private_message_is_no_post(place: Place) -> None:
    async with place.open():
        before = len(place.fake.requests)
        assert await place.insights(Receipt("private-7")) == {}
        assert len(place.fake.requests) == before


@at("discord")
async def test_a_message_that_nobody_reacted_to(place: Place) -> None:
    async with place.open() as receipt:
        place.fake.messages[-1].reactions = []
        assert await place.insights(receipt) == {}


@at("matrix")
async def test_many_reactions_are_counted_page_by_page(place: Place) -> None:
    async with place.open() as receipt:
        for number in range(250):
            about = {"rel_type": "m.annotation", "event_id": receipt.id, "key": "🥖"}
            place.fake._add(f"@altri{number}:x.test", "m.reaction", {"m.relates_to": about})
        [told] = (await place.insights(receipt)).values()
        assert told[LIKES] == 250 + COUNTS["likes"]
        assert await place.insights(Receipt("https://matrix.to/#/x")) == {}


@at("tumblr")
async def test_a_blog_that_is_gone_says_so(place: Place) -> None:
    async with place.open():
        place.fake.fail_next("/v2/blog/*", status=404, body='{"meta": {"status": 404, "msg": "Not Found"}}')
        with pytest.raises(RefusedError):
            await place.followers()


@at("pinterest", "vimeo", "x")
async def test_a_number_of_followers_that_is_not_told(place: Place) -> None:
    async with place.open():
        assert await place.followers() == FOLLOWERS
        place.fake.followed_by = None
        assert await place.followers() is None


@at("youtube", "reddit")
async def test_a_day_without_quota_is_tried_again_later(place: Place) -> None:
    async with place.open() as receipt:
        place.fake.fail_next("/*", status=429, body='{"error": {"code": 429, "message": "Too many"}}')
        with pytest.raises(NotSentError) as caught:
            await place.insights(receipt)
        assert caught.value.problem.code == "busy"


async def test_telegram_tells_members_and_no_views(tmp_path: Path) -> None:
    with FakeTelegram() as fake:
        async with signed_in(fake, tmp_path) as bench:
            verb: Any = bench.connector
            assert await verb.followers(bench.session()) == 212
            fake.channel.member = {"status": "kicked"}
            with pytest.raises(RefusedError):
                await verb.followers(bench.session())
            assert not hasattr(verb, "insights")
