"""One post on each platform that tells numbers, as the account that published it; for what holds on all of them."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from smmdesk.model.delivery import Receipt
from smmdesk.model.numbers import Count, Counts
from smmdesk.platforms.base import Accepted, Account, Published
from smmdesk.platforms.http import Http
from smmdesk.platforms.telling import CountsFollowers, Insights
from smmdesk.system.clock import ManualClock
from tests.desk.pictures import film
from tests.fakes.blogger import BLOG, FakeBlogger
from tests.fakes.counting import COUNTS
from tests.fakes.described import described
from tests.fakes.discord import ADDRESS, FakeDiscord
from tests.fakes.discourse import FakeDiscourse
from tests.fakes.facebook import FakeFacebook
from tests.fakes.flickr import FakeFlickr
from tests.fakes.ghost import FakeGhost
from tests.fakes.instagram import FakeInstagram
from tests.fakes.lemmy import FakeLemmy
from tests.fakes.linkedin import FakeLinkedIn
from tests.fakes.matrix import ALIAS, PASSWORD, FakeMatrix
from tests.fakes.pinterest import API, FakePinterest
from tests.fakes.reddit import FakeReddit
from tests.fakes.threads import FakeThreads
from tests.fakes.tiktok import FakeTikTok
from tests.fakes.tumblr import FakeTumblr
from tests.fakes.vimeo import FakeVimeo
from tests.fakes.x import FakeX
from tests.fakes.youtube import CHANNEL, FakeYouTube, Film
from tests.platforms.accounts import Hurried
from tests.platforms.at_google import bench_for, held
from tests.platforms.at_linkedin import as_page
from tests.platforms.at_x import bench_at_x, hold
from tests.platforms.bench import Bench, Picture
from tests.platforms.direct import bench_at, leading, sign_in_with_app, signed_in, with_token
from tests.platforms.test_facebook import led_to
from tests.platforms.test_instagram import led_to as instagram_led_to
from tests.platforms.test_instagram_messages import out

NOW = datetime(2026, 11, 28, 10, 20, tzinfo=UTC)


@dataclass
class Place:
    """`publish` makes a post there; `remove` takes one away on the platform's own pages. `allowed`: the permissions of
    each access there, as text. `check` holds what was said so far against the platform's own description."""

    bench: Bench
    fake: Any
    publish: Callable[[], Awaitable[Receipt]]
    remove: Callable[[str], object]
    allowed: dict[str, str] = field(default_factory=dict)
    check: Callable[[], None] = lambda: None
    renewing: tuple[dict[str, str], ...] = ()

    @property
    def expected(self) -> Counts:
        """What every post counts at a fake, of the kinds that the facts name."""
        fact = self.bench.facts.insights
        assert fact is not None
        return {Count(name): COUNTS[name] for name in fact.counts}

    async def insights(self, *receipts: Receipt) -> Mapping[str, Counts]:
        verb = self.bench.connector
        assert isinstance(verb, Insights)
        return await verb.insights(self.bench.session(), receipts)

    async def followers(self) -> int | None:
        verb = self.bench.connector
        assert isinstance(verb, CountsFollowers)
        return await verb.followers(self.bench.session())

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Receipt]:
        """The place with one post."""
        try:
            yield await self.publish()
        finally:
            await self.bench.http.aclose()

    def forbid(self, permission: str) -> None:
        """The owner's app loses a permission, for good."""
        for given in (self.allowed, *self.renewing):
            for token, scopes in given.items():
                sign = "," if "," in scopes else " "
                given[token] = sign.join(each for each in scopes.split(sign) if each != permission)


Made = Callable[[Path, ExitStack], Place]


def _posts(bench: Bench, text: str = "Pane", **more: Any) -> Callable[[], Awaitable[Receipt]]:
    numbers = itertools.count(1)

    async def publish() -> Receipt:
        return (await bench.publish(bench.job(f"{text} {next(numbers)}", **more)))[1]

    return publish


def _without(fake: Any, name: str) -> Callable[[str], object]:
    def remove(own_id: str) -> None:
        rows = getattr(fake, name)
        rows[:] = [row for row in rows if own_id not in (getattr(row, "id", None), getattr(row, "urn", None))]

    return remove


# ------------------------------------------------------------------ networks
def facebook(folder: Path, stack: ExitStack) -> Place:
    fake = FakeFacebook(clock := Hurried(NOW))
    led_to(fake, folder)
    bench = signed_in(bench_at("facebook", clock, folder, fake), fake.page_token())
    return Place(bench, fake, _posts(bench), _without(fake, "posts"))


def instagram(folder: Path, stack: ExitStack) -> Place:
    fake = FakeInstagram(clock := Hurried(NOW))
    instagram_led_to(fake, folder)
    bench = signed_in(bench_at("instagram", clock, folder, fake), fake.user_token())

    async def publish() -> Receipt:
        return Receipt(out(fake))

    return Place(bench, fake, publish, _without(fake, "media"))


def threads(folder: Path, stack: ExitStack) -> Place:
    fake = FakeThreads(clock := Hurried(NOW))
    places = {"api": "v1.0", "exchange": "access_token", "refresh": "refresh_access_token"}
    lines = [f'threads.{name} = "{fake.url}/{path}"' for name, path in places.items()]
    (folder / "endpoints.toml").write_text("\n".join(lines), encoding="utf-8")
    bench = signed_in(bench_at("threads", clock, folder, fake), fake.long_token())
    return Place(bench, fake, _posts(bench), _without(fake, "posts"))


def x(folder: Path, stack: ExitStack) -> Place:
    fake = FakeX(clock := Hurried(NOW))
    bench = bench_at_x(fake, clock, folder)
    return Place(bench, fake, _posts(bench), _without(fake, "posts"), fake.auth.access, lambda: hold(fake))


def linkedin(folder: Path, stack: ExitStack) -> Place:
    fake = FakeLinkedIn(clock := Hurried(NOW))
    bench = as_page(fake, clock, folder)
    return Place(bench, fake, _posts(bench), _without(fake, "posts"), fake.auth.access)


# ------------------------------------------------------------------ films and photos
def _film(bench: Bench) -> Picture:
    path = bench.folder / "film.mp4"
    path.write_bytes(film())
    return Picture(path, "video/mp4", len(film()), 1080, 1920, name="pane.mp4")


def tiktok(folder: Path, stack: ExitStack) -> Place:
    fake = FakeTikTok(clock := Hurried(NOW))
    paths = {"api": "", "authorize": "/v2/auth/authorize/", "token": "/v2/oauth/token/", "revoke": "/v2/oauth/revoke/"}
    lines = [f'tiktok.{name} = "{fake.url}{path}"' for name, path in paths.items()]
    (folder / "endpoints.toml").write_text("\n".join(lines), encoding="utf-8")
    bench = bench_at("tiktok", clock, folder, fake)
    asyncio.run(sign_in_with_app(bench, fake, fake.app))

    async def publish() -> Receipt:
        options = {"mode": "direct", "privacy_level": "PUBLIC_TO_EVERYONE"}
        job = await bench.prepared(bench.job("Pane", media=(_film(bench),), options=options))
        answer = await bench.connector.commit(bench.session(), job)
        if isinstance(answer, Accepted):
            done = await bench.connector.poll(
                bench.session(), replace(job, prepared={**job.prepared, "job": answer.job})
            )
            assert isinstance(done, Published)
            answer = done
        assert isinstance(answer, Published)
        return answer.receipt

    def remove(own_id: str) -> None:
        fake.works = {key: work for key, work in fake.works.items() if str(work.number) != own_id}

    return Place(bench, fake, publish, remove, fake.app.access, renewing=(fake.app.refresh,))


def youtube(folder: Path, stack: ExitStack) -> Place:
    clock = Hurried(NOW)
    fake = stack.enter_context(held(FakeYouTube(clock), {"youtube.v3": "youtube/v3"}))
    bench = bench_for(fake, clock, folder, Account(CHANNEL, "Forno Lucia", "@fornolucia"))

    async def publish() -> Receipt:
        own_id = f"v{fake.number():010d}"
        fake.films[own_id] = Film(own_id, {"title": "Pane"}, {"privacyStatus": "public"}, b"", fake.now, False)
        return Receipt(own_id)

    return Place(bench, fake, publish, fake.films.pop, fake.auth.access)


def pinterest(folder: Path, stack: ExitStack) -> Place:
    fake = FakePinterest(clock := Hurried(NOW), described("pinterest-openapi.json"))
    addresses = {"api": API, "token": f"{API}/oauth/token", "authorize": "/oauth/"}
    lines = [f'pinterest.{name} = "{fake.url}{path}"' for name, path in addresses.items()]
    (folder / "endpoints.toml").write_text("\n".join(lines), encoding="utf-8")
    bench = signed_in(bench_at("pinterest", clock, folder, fake), fake.token)
    publish = _posts(bench, media=(bench.photo(),), options={"board": "Ricette"})
    return Place(bench, fake, publish, fake.pins.pop, fake.app.access)


def flickr(folder: Path, stack: ExitStack) -> Place:
    fake = FakeFlickr(clock := Hurried(NOW))
    leading(folder, "flickr", **fake.addresses(fake.url))
    bench = with_token(bench_at("flickr", clock, folder, fake), fake.oauth)
    return Place(bench, fake, _posts(bench, title="Pane", media=(bench.photo(),)), _without(fake, "photos"))


def vimeo(folder: Path, stack: ExitStack) -> Place:
    fake = FakeVimeo(clock := Hurried(NOW))
    leading(folder, "vimeo", api=fake.url, authorize=f"{fake.url}/authorize", token=f"{fake.url}/token")
    bench = signed_in(bench_at("vimeo", clock, folder, fake), fake.token)
    return Place(bench, fake, _posts(bench, title="Pane", media=(_film(bench),)), _without(fake, "films"))


# ------------------------------------------------------------------ pages and forums
def blogger(folder: Path, stack: ExitStack) -> Place:
    clock = Hurried(NOW)
    fake = stack.enter_context(held(FakeBlogger(clock), {"blogger.v3": "v3/"}))
    page = "http://fornolucia.blogspot.com/"
    bench = bench_for(fake, clock, folder, Account(BLOG, "Il Forno", "fornolucia.blogspot.com", page))
    return Place(bench, fake, _posts(bench, title="Pane"), fake.posts.pop, fake.auth.access)


def tumblr(folder: Path, stack: ExitStack) -> Place:
    fake = FakeTumblr(clock := Hurried(NOW))
    leading(folder, "tumblr", **fake.addresses(fake.url))
    bench = with_token(bench_at("tumblr", clock, folder, fake), fake.oauth)
    return Place(bench, fake, _posts(bench), _without(fake, "posts"))


def ghost(folder: Path, stack: ExitStack) -> Place:
    fake = FakeGhost(clock := Hurried(NOW))
    bench = signed_in(bench_at("ghost", clock, folder, fake), fake.key, server=fake.url)

    async def publish() -> Receipt:
        _, receipt = await bench.publish(bench.job("Pane", title="Pane"))
        fake.mailed.add(receipt.id)
        return receipt

    return Place(bench, fake, publish, fake.posts.pop)


def discourse(folder: Path, stack: ExitStack) -> Place:
    fake = FakeDiscourse(clock := Hurried(NOW))
    bench = signed_in(bench_at("discourse", clock, folder, fake), fake.key, server=fake.url, user="@lucia")

    def remove(own_id: str) -> None:
        next(topic for topic in fake.topics if topic.id == int(own_id)).deleted = True

    return Place(bench, fake, _posts(bench, "Il pane è pronto sul banco", title="Il pane di oggi"), remove)


def lemmy(folder: Path, stack: ExitStack) -> Place:
    fake = FakeLemmy(clock := Hurried(NOW))
    bench = signed_in(bench_at("lemmy", clock, folder, fake), "password", server=fake.url, user="lucia")

    def remove(own_id: str) -> None:
        next(post for post in fake.posts if post.id == int(own_id)).deleted = True

    return Place(bench, fake, _posts(bench, title="Pane", options={"community": "pane"}), remove)


def reddit(folder: Path, stack: ExitStack) -> Place:
    fake = FakeReddit(clock := Hurried(NOW))
    paths = {"api": "", "authorize": "/api/v1/authorize", "token": "/api/v1/access_token"}
    lines = [f'reddit.{name} = "{fake.url}{path}"' for name, path in paths.items()]
    (folder / "endpoints.toml").write_text("\n".join(lines), encoding="utf-8")
    bench = bench_at("reddit", clock, folder, fake)
    asyncio.run(sign_in_with_app(bench, fake, fake.app, user="u/lucia"))

    def remove(own_id: str) -> None:
        fake.things[f"t3_{own_id}"].removed = "moderator"

    publish = _posts(bench, title="Pane", options={"subreddit": "r/Italy"})
    return Place(bench, fake, publish, remove, fake.app.access)


# ------------------------------------------------------------------ messaging
def discord(folder: Path, stack: ExitStack) -> Place:
    fake = stack.enter_context(FakeDiscord(described("discord-openapi.json")))
    (folder / "endpoints.toml").write_text(f'discord.api = "{fake.url}"\n', encoding="utf-8")
    bench = Bench("discord", Http(clock := ManualClock(NOW)), clock, folder)

    async def publish() -> Receipt:
        if not bench.account.remote_id:
            await bench.sign_in(ADDRESS)
        _, receipt = await bench.publish(bench.job("Pane"))
        fake.messages[-1].reactions = [("❤️", 4), ("🥖", 3)]
        return receipt

    return Place(bench, fake, publish, _without(fake, "messages"))


def matrix(folder: Path, stack: ExitStack) -> Place:
    fake = stack.enter_context(FakeMatrix(lambda: round(NOW.timestamp() * 1000)))
    bench = Bench("matrix", Http(clock := ManualClock(NOW)), clock, folder)
    fake.members = [f"@{number}:x.test" for number in range(212)]

    async def publish() -> Receipt:
        if not bench.account.remote_id:
            await bench.sign_in(PASSWORD, server=fake.url, room=ALIAS, user="lucia")
        _, receipt = await bench.publish(bench.job("Pane"))
        for number in range(COUNTS["likes"]):
            about = {"rel_type": "m.annotation", "event_id": receipt.id, "key": "❤️"}
            fake._add(f"@{number}:x.test", "m.reaction", {"m.relates_to": about})
        for number in range(COUNTS["answers"]):
            below = {"rel_type": "m.thread", "event_id": receipt.id}
            fake.say("", f"@{number}:x.test", {"msgtype": "m.text", "body": "Sì", "m.relates_to": below})
        return receipt

    def remove(own_id: str) -> None:
        fake.event(own_id).redacted_by = "$gone"

    return Place(bench, fake, publish, remove)


NETWORKS: tuple[Made, ...] = (facebook, instagram, threads, x, linkedin)
PICTURES: tuple[Made, ...] = (tiktok, youtube, pinterest, flickr, vimeo)
SITES: tuple[Made, ...] = (blogger, tumblr, ghost, discourse, lemmy, reddit)
CHATS: tuple[Made, ...] = (discord, matrix)
PLACES: dict[str, Made] = {made.__name__: made for made in (*NETWORKS, *PICTURES, *SITES, *CHATS)}
