"""Platforms with one message of somebody's each, for tests of what is done with it."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from smmdesk.model.delivery import Op
from smmdesk.platforms.base import Absent, Account, CannotTell
from smmdesk.platforms.moderating import Asked, Done, Moderates
from smmdesk.platforms.telling import Hears
from smmdesk.system.clock import ManualClock
from tests.fakes.blogger import BLOG, FakeBlogger
from tests.fakes.discourse import FakeDiscourse
from tests.fakes.discourse_acts import Post, Topic
from tests.fakes.facebook import FakeFacebook
from tests.fakes.flickr import FakeFlickr, Photo
from tests.fakes.ghost import FakeGhost
from tests.fakes.ghost_comments import COMMENTS
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
                verb = "favourite" if op is Op.LIKE else "reblog"
                path = f"/api/v1/statuses/{said.id}/{verb if on else 'un' + verb}"
                return fake.fail_next(path, method="POST", drop_after_accept=True)

            stands = {Op.LIKE: lambda: said.favourited_by, Op.PASS_ON: lambda: said.boosts}
            yield Place(bench, said.id, lambda op: fake.alice.id in stands[op](), lose, "999999")


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

    def lose(op: Op, _on: bool) -> object:
        verb = "repost" if op is Op.PASS_ON else "manage_reply"
        return fake.fail_next(f"/v1.0/{said.id}/{verb}", method="POST", drop_after_accept=True)

    def reposted() -> bool:
        found = [each for each in fake.posts if each.said.get("reposts") == said.id]
        assert len(found) <= 1, "passed on twice"
        return bool(found)

    yield Place(bench, said.id, lambda op: said.hidden if op is Op.HIDE else reposted(), lose, "99999", fake)
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


@asynccontextmanager
async def ghost(folder: Path) -> AsyncIterator[Place]:
    clock = Hurried(NOW)
    fake = FakeGhost(clock)
    bench = bench_at("ghost", clock, folder, fake)
    await bench.sign_in(fake.key, server=fake.url)
    said = fake.comment("6" * 24, "<p>Aperto?</p>")

    def lose(_op: Op, _on: bool) -> object:
        return fake.fail_next(f"{COMMENTS}{said.id}/", method="PUT", drop_after_accept=True)

    stands = {Op.HIDE: lambda: said.status == "hidden", Op.DELETE: lambda: said.status == "deleted"}
    yield Place(bench, said.id, lambda op: stands[op](), lose, "9" * 24, fake)
    await bench.http.aclose()
