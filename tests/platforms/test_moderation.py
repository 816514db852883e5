"""Liking, hiding and deleting what others wrote, platform by platform: done once, known again after a lost answer."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from smmdesk.model.delivery import Op
from smmdesk.platforms import PLATFORMS, by_hand, connector, facts_of
from smmdesk.platforms.base import Absent, Account, CannotTell, ConnectorError, RefusedError, UnclearError
from smmdesk.platforms.moderating import Asked, Done, Moderates
from smmdesk.platforms.telling import Hears
from smmdesk.system.clock import ManualClock
from tests.fakes.blogger import BLOG, FakeBlogger
from tests.fakes.discourse import FakeDiscourse
from tests.fakes.discourse_acts import Post, Topic
from tests.fakes.facebook import FakeFacebook
from tests.fakes.facebook_login import ENGAGE
from tests.fakes.flickr import FakeFlickr, Photo
from tests.fakes.instagram import FakeInstagram
from tests.fakes.lemmy import FakeLemmy
from tests.fakes.lemmy_inbox import API as LEMMY
from tests.fakes.lemmy_inbox import Thing
from tests.fakes.lemmy_newer import NEW, FakeNewerLemmy
from tests.fakes.mastodon import FakeMastodon
from tests.fakes.matrix import ALIAS, PASSWORD, FakeMatrix, reactions
from tests.fakes.small import SmallFake
from tests.fakes.threads import FakeThreads
from tests.fakes.vimeo import FakeVimeo, Film
from tests.fakes.youtube import API, FakeYouTube
from tests.platforms.accounts import Hurried, at_mastodon
from tests.platforms.at_google import bench_for, held
from tests.platforms.bench import Bench, bench_of
from tests.platforms.direct import bench_at, leading, token_of
from tests.platforms.test_blogger import DOCUMENTS as BLOGGER
from tests.platforms.test_facebook import led_to
from tests.platforms.test_instagram import led_to as instagram_led_to
from tests.platforms.test_instagram_messages import out
from tests.platforms.test_youtube import DOCUMENTS, FORNO

NOW = datetime(2026, 11, 28, 10, 20, tzinfo=UTC)


@dataclass
class Place:
    """A platform with one message of somebody's. `stands` asks the platform itself; `lose` loses the next answer."""

    bench: Bench
    message: str
    stands: Callable[[Op], bool]
    lose: Callable[[Op, bool], object]
    gone: str = "0"
    fake: SmallFake | None = None
    about: dict[str, object] = field(default_factory=dict)

    async def moderate(self, op: Op, *, on: bool = True) -> Done:
        return await self._verb.moderate(self.bench.session(), await self._asked(op, on))

    async def look(self, op: Op, *, on: bool = True) -> Done | Absent | CannotTell:
        return await self._verb.look_at(self.bench.session(), await self._asked(op, on))

    async def about_gone(self, op: Op) -> Done:
        asked = Asked(op, True, "k-gone", self.gone, NOW, "own", self.about)
        return await self._verb.moderate(self.bench.session(), asked)

    @property
    def _verb(self) -> Moderates:
        verb = self.bench.connector
        assert isinstance(verb, Moderates)
        return verb

    async def _asked(self, op: Op, on: bool) -> Asked:
        verb = self.bench.connector
        assert isinstance(verb, Hears)
        told = (await verb.fetch_messages(self.bench.session(), "")).messages if not self.about else ()
        data = next((dict(one.data) for one in told if one.remote_id == self.message), self.about)
        return Asked(op, on, f"key-{op}-{on}", self.message, NOW, "own", data)


@asynccontextmanager
async def mastodon(folder: Path) -> AsyncIterator[Place]:
    with FakeMastodon() as fake:
        clock = Hurried(NOW)
        fake.book.clock = clock
        async with at_mastodon(fake, clock, folder) as bench:
            _, receipt = await bench.publish(bench.job("Pane"))
            ours = next(status for status in fake.statuses if status.id == receipt.id)
            said = fake.reply(ours, "Aperto?")

            def lose(op: Op, on: bool) -> object:
                path = f"/api/v1/statuses/{said.id}/{'favourite' if on else 'unfavourite'}"
                return fake.fail_next(path, method="POST", drop_after_accept=True)

            yield Place(bench, said.id, lambda _op: fake.alice.id in said.favourited_by, lose, "999999")


@asynccontextmanager
async def facebook(folder: Path) -> AsyncIterator[Place]:
    clock = Hurried(NOW)
    fake = FakeFacebook(clock)
    led_to(fake, folder)
    bench = bench_at("facebook", clock, folder, fake)
    await bench.sign_in(fake.page_token())
    _, post = await bench.publish(bench.job("Pane"))
    said = fake.say(post.id, "Aperto?")

    def stands(op: Op) -> bool:
        return {Op.LIKE: said.liked, Op.HIDE: said.hidden, Op.DELETE: said not in fake.comments}[op]

    def lose(op: Op, on: bool) -> object:
        path = f"/v26.0/{said.id}{'/likes' if op is Op.LIKE else ''}"
        deletes = op is Op.DELETE or (op is Op.LIKE and not on)
        return fake.fail_next(path, method="DELETE" if deletes else "POST", drop_after_accept=True)

    yield Place(bench, said.id, stands, lose, "9_9")
    await bench.http.aclose()


@asynccontextmanager
async def youtube(folder: Path) -> AsyncIterator[Place]:
    clock = Hurried(NOW)
    fake = FakeYouTube(clock)
    with held(fake, DOCUMENTS):
        bench = bench_for(fake, clock, folder, FORNO)
        said = fake.say("film1", "Aperto?")

        def lose(_op: Op, _on: bool) -> object:
            return fake.fail_next(f"{API}/comments/setModerationStatus", method="POST", drop_after_accept=True)

        yield Place(bench, said.id, lambda op: said.held if op is Op.HIDE else said not in fake.comments, lose)
        await bench.http.aclose()


@asynccontextmanager
async def matrix(folder: Path) -> AsyncIterator[Place]:
    with FakeMatrix(lambda: round(NOW.timestamp() * 1000)) as fake:
        async with bench_of("matrix", ManualClock(NOW), folder) as bench:
            await bench.sign_in(PASSWORD, server=fake.url, room=ALIAS, user="lucia")
            said = fake.say("Aperto?", "@anna:x.test")

            def lose(_op: Op, _on: bool) -> object:
                return fake.http.fail_next("/_matrix/client/v3/rooms/*", method="PUT", drop_after_accept=True)

            yield Place(
                bench,
                said.id,
                lambda op: bool(reactions(fake.room, said.id)) if op is Op.LIKE else bool(said.redacted_by),
                lose,
                "$" + "x" * 43,
            )


@asynccontextmanager
async def instagram(folder: Path) -> AsyncIterator[Place]:
    clock = Hurried(NOW)
    fake = FakeInstagram(clock)
    instagram_led_to(fake, folder)
    bench = bench_at("instagram", clock, folder, fake)
    await bench.sign_in(fake.user_token())
    said = fake.say(out(fake), "Aperto?")

    def lose(op: Op, _on: bool) -> object:
        method = "DELETE" if op is Op.DELETE else "POST"
        return fake.fail_next(f"/v26.0/{said.id}", method=method, drop_after_accept=True)

    yield Place(
        bench, said.id, lambda op: said.hidden if op is Op.HIDE else said not in fake.comments, lose, "1799999999"
    )
    await bench.http.aclose()


@asynccontextmanager
async def threads(folder: Path) -> AsyncIterator[Place]:
    clock = Hurried(NOW)
    fake = FakeThreads(clock)
    places = {"api": "v1.0", "exchange": "access_token", "refresh": "refresh_access_token"}
    lines = [f'threads.{name} = "{fake.url}/{path}"' for name, path in places.items()]
    (folder / "endpoints.toml").write_text("\n".join(lines), encoding="utf-8")
    bench = bench_at("threads", clock, folder, fake)
    await bench.sign_in(fake.long_token())
    _, post = await bench.publish(bench.job("Pane"))
    said = fake.say(post.id, "Aperto?")

    def lose(_op: Op, _on: bool) -> object:
        return fake.fail_next(f"/v1.0/{said.id}/manage_reply", method="POST", drop_after_accept=True)

    yield Place(bench, said.id, lambda _op: said.hidden, lose, "99999")
    await bench.http.aclose()


@asynccontextmanager
async def lemmy(folder: Path, kind: type[FakeLemmy] = FakeLemmy) -> AsyncIterator[Place]:
    clock = Hurried(NOW)
    fake = kind(clock)
    fake.moderates.add(3)
    bench = bench_at("lemmy", clock, folder, fake)
    await bench.sign_in("password", server=fake.url, user="lucia")
    post = Thing(fake.number(), 7, fake.now, name="Pane", community_id=3)
    fake.posts.append(post)
    said = fake.reply(post.id, "Aperto?")

    def lose(op: Op, _on: bool) -> object:
        newer = kind is FakeNewerLemmy and op is Op.HIDE
        path = f"{NEW if newer else LEMMY}/comment/{'like' if op is Op.LIKE else 'remove'}"
        return fake.fail_next(path, method="POST", drop_after_accept=True)

    stands = {Op.LIKE: lambda: said.liked, Op.HIDE: lambda: said.removed}
    yield Place(bench, f"comment-{said.id}", lambda op: stands[op](), lose, "comment-999", fake)
    await bench.http.aclose()


@asynccontextmanager
async def newer_lemmy(folder: Path) -> AsyncIterator[Place]:
    async with lemmy(folder, FakeNewerLemmy) as it:
        yield it


@asynccontextmanager
async def discourse(folder: Path) -> AsyncIterator[Place]:
    clock = Hurried(NOW)
    fake = FakeDiscourse(clock)
    bench = bench_at("discourse", clock, folder, fake)
    await bench.sign_in(fake.key, server=fake.url, user="lucia")
    topic = Topic(fake.number(), "Pane caldo", "", 3, [], [])
    topic.posts.append(Post(fake.number(), topic, 1, "Pane caldo", fake.now))
    fake.topics.append(topic)
    said = fake.answer(topic, "Aperto?")

    def lose(op: Op, on: bool) -> object:
        if op is Op.DELETE:
            return fake.fail_next(f"/posts/{said.id}.json", method="DELETE", drop_after_accept=True)
        path, method = ("/post_actions.json", "POST") if on else (f"/post_actions/{said.id}.json", "DELETE")
        return fake.fail_next(path, method=method, drop_after_accept=True)

    stands = {Op.LIKE: lambda: said.liked, Op.DELETE: lambda: said.deleted}
    yield Place(bench, f"{topic.id}/2", lambda op: stands[op](), lose, f"{topic.id}/99", fake)
    await bench.http.aclose()


@asynccontextmanager
async def flickr(folder: Path) -> AsyncIterator[Place]:
    clock = ManualClock(NOW)
    fake = FakeFlickr(clock)
    fake.photos.append(Photo("500", "Pane", "", [], b"", 1, "1"))
    leading(folder, "flickr", **fake.addresses(fake.url))
    bench = bench_at("flickr", clock, folder, fake)
    bench.secrets = [token_of(fake.oauth)]
    bench.account = await bench.connector.who_am_i(bench.session())
    said = fake.somebody_writes("500", "Aperto?")

    def lose(_op: Op, _on: bool) -> object:
        return fake.fail_next("/services/rest/", method="POST", drop_after_accept=True)

    yield Place(bench, said.id, lambda _op: said not in fake.comments, lose, "1-500-9", about={"photo": "500"})
    await bench.http.aclose()


@asynccontextmanager
async def vimeo(folder: Path) -> AsyncIterator[Place]:
    clock = Hurried(NOW)
    fake = FakeVimeo(clock)
    fake.films.append(Film("500", 0, "Pane", "", "anybody", "anybody"))
    leading(folder, "vimeo", api=fake.url, authorize=f"{fake.url}/authorize", token=f"{fake.url}/token")
    bench = bench_at("vimeo", clock, folder, fake)
    await bench.sign_in(fake.token)
    said = fake.somebody_writes("500", "Aperto?")

    def lose(_op: Op, _on: bool) -> object:
        return fake.fail_next(f"/videos/500/comments/{said.id}", method="DELETE", drop_after_accept=True)

    yield Place(bench, f"500/{said.id}", lambda _op: said not in fake.comments, lose, "500/999")
    await bench.http.aclose()


@asynccontextmanager
async def blogger(folder: Path) -> AsyncIterator[Place]:
    clock = Hurried(NOW)
    fake = FakeBlogger(clock)
    with held(fake, BLOGGER):
        bench = bench_for(fake, clock, folder, Account(BLOG, "Il Forno", "fornolucia.blogspot.com"))
        said = fake.comment("7001", "Aperto?", author="22")

        def lose(op: Op, on: bool) -> object:
            path = f"/v3/blogs/{BLOG}/posts/7001/comments/{said.id}"
            if op is Op.DELETE:
                return fake.fail_next(path, method="DELETE", drop_after_accept=True)
            return fake.fail_next(f"{path}/{'spam' if on else 'approve'}", method="POST", drop_after_accept=True)

        stands = {Op.HIDE: lambda: said.status == "SPAM", Op.DELETE: lambda: said not in fake.comments}
        yield Place(bench, said.id, lambda op: stands[op](), lose, "9", about={"post": "7001"})
        await bench.http.aclose()


Open = Callable[[Path], AbstractAsyncContextManager[Place]]
CASES = [
    pytest.param(place, op, id=f"{place.__name__}-{op}")
    for place, ops in (
        (mastodon, (Op.LIKE,)),
        (facebook, (Op.LIKE, Op.HIDE, Op.DELETE)),
        (youtube, (Op.HIDE, Op.DELETE)),
        (instagram, (Op.HIDE, Op.DELETE)),
        (threads, (Op.HIDE,)),
        (matrix, (Op.LIKE, Op.DELETE)),
        (lemmy, (Op.LIKE, Op.HIDE)),
        (newer_lemmy, (Op.LIKE, Op.HIDE)),
        (discourse, (Op.LIKE, Op.DELETE)),
        (flickr, (Op.DELETE,)),
        (vimeo, (Op.DELETE,)),
        (blogger, (Op.HIDE, Op.DELETE)),
    )
    for op in ops
]


@pytest.mark.fault(22)
@pytest.mark.parametrize(("place", "op"), CASES)
async def test_it_is_done_found_again_and_taken_back(place: Open, op: Op, tmp_path: Path) -> None:
    async with place(tmp_path) as it:
        if op is not Op.DELETE:
            assert await it.look(op) == Absent()
        it.lose(op, True)
        with pytest.raises(UnclearError):
            await it.moderate(op)
        assert it.stands(op)
        assert await it.look(op) == Done()
        assert await it.moderate(op) == Done(), "twice is once"
        assert it.stands(op)
        if op is Op.DELETE:
            return
        assert await it.look(op, on=False) == Absent()
        assert await it.moderate(op, on=False) == Done()
        assert not it.stands(op)
        assert await it.look(op, on=False) == Done()


@pytest.mark.parametrize(("place", "op"), CASES)
async def test_what_is_not_there_any_more_is_said_so(place: Open, op: Op, tmp_path: Path) -> None:
    async with place(tmp_path) as it:
        answer = await it.about_gone(op)
        assert answer.gone is (op is not Op.DELETE) or place is matrix


@pytest.mark.parametrize(("place", "op"), CASES)
async def test_the_page_of_a_wifi_is_no_answer(place: Open, op: Op, tmp_path: Path) -> None:
    async with place(tmp_path) as it:
        fault = it.lose(op, True)
        fault.drop_after_accept, fault.status, fault.body = False, 200, "<html>Wi-Fi</html>"  # type: ignore[attr-defined]
        with pytest.raises(ConnectorError) as caught:
            await it.moderate(op)
        assert not isinstance(caught.value, RefusedError)
        assert not it.stands(op)


async def test_a_favourite_is_as_mastodon_describes_it(
    fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path
) -> None:
    async with at_mastodon(fake_mastodon, clock, tmp_path) as bench:
        _, receipt = await bench.publish(bench.job("Pane"))
        said = fake_mastodon.reply(next(one for one in fake_mastodon.statuses if one.id == receipt.id), "Aperto?")
        verb = bench.connector
        assert isinstance(verb, Moderates)
        assert isinstance(verb, Hears)
        for on in (True, False):
            asked = Asked(Op.LIKE, on, "k", said.id, NOW)
            assert await verb.moderate(bench.session(), asked) == Done()
            [told] = (await verb.fetch_messages(bench.session(), "")).messages
            assert told.liked is on
            assert await verb.look_at(bench.session(), asked) == Done()


async def test_a_page_without_the_right_is_told(tmp_path: Path) -> None:
    clock = Hurried(NOW)
    fake = FakeFacebook(clock)
    led_to(fake, tmp_path)
    bench = bench_at("facebook", clock, tmp_path, fake)
    await bench.sign_in(fake.page_token())
    _, post = await bench.publish(bench.job("Pane"))
    said = fake.say(post.id, "Aperto?")
    for token in fake.tokens.values():
        token.scopes.discard(ENGAGE)
    verb = bench.connector
    assert isinstance(verb, Moderates)
    with pytest.raises(RefusedError) as caught:
        await verb.moderate(bench.session(), Asked(Op.LIKE, True, "k", said.id, NOW))
    assert caught.value.problem.code == "permission_missing"
    await bench.http.aclose()


async def test_facebook_says_what_it_lets_be_done_and_what_stands(tmp_path: Path) -> None:
    async with facebook(tmp_path) as it:
        await it.moderate(Op.HIDE)
        verb = it.bench.connector
        assert isinstance(verb, Hears)
        [told] = (await verb.fetch_messages(it.bench.session(), "")).messages
        assert (told.hushed, told.liked, told.data["may"]) == (True, False, ["like", "hide", "delete"])


async def test_of_a_held_answer_nobody_can_tell(tmp_path: Path) -> None:
    async with youtube(tmp_path) as it:
        verb = it.bench.connector
        assert isinstance(verb, Moderates)
        asked = Asked(Op.HIDE, True, "k", "Ugx1.9a2", NOW, "own", {"comment": "Ugx1", "film": "film1"})
        assert await verb.look_at(it.bench.session(), asked) == CannotTell()


@pytest.mark.parametrize("kind", [FakeLemmy, FakeNewerLemmy])
async def test_whoever_does_not_look_after_a_community_takes_nothing_away(
    kind: type[FakeLemmy], tmp_path: Path
) -> None:
    async with lemmy(tmp_path, kind) as it:
        verb = it.bench.connector
        assert isinstance(verb, Moderates)
        assert isinstance(verb, Hears)
        await it.moderate(Op.HIDE)
        told = {heard.remote_id: heard for heard in (await verb.fetch_messages(it.bench.session(), "")).messages}
        if kind is FakeLemmy:  # the newer one leaves it out of the list then
            assert (told[it.message].hushed, told[it.message].removed) == (True, False)
        await it.moderate(Op.HIDE, on=False)
        assert isinstance(it.fake, FakeLemmy)
        it.fake.moderates.clear()
        it.bench.account = replace(it.bench.account, reported={**it.bench.account.reported, "moderates": []})
        [heard] = [
            heard
            for heard in (await verb.fetch_messages(it.bench.session(), "")).messages
            if heard.remote_id == it.message
        ]
        assert (heard.data["may"], heard.hushed) == (["like"], None)
        with pytest.raises(RefusedError) as caught:
            await it.moderate(Op.HIDE)
        assert caught.value.problem.code == "may_not_publish"


@pytest.mark.parametrize("key", PLATFORMS)
def test_facts_and_verb_agree(key: str) -> None:
    facts = facts_of(key)
    able = facts.moderation is not None and facts.sends_by_itself
    verb = connector(key)
    assert isinstance(verb, Moderates) is able or verb is by_hand.CONNECTOR
    if facts.moderation is not None:
        assert facts.moderation.like or facts.moderation.hide or facts.moderation.delete
