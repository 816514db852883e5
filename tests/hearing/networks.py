"""Walls of the networks: Facebook, Instagram, Threads, YouTube, Vimeo, Flickr, Tumblr, Telegram, Mastodon, Bluesky."""

from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx

from smmdesk.platforms import meta_talks
from smmdesk.platforms.base import Account
from smmdesk.platforms.bluesky import heard as bluesky_heard
from smmdesk.platforms.facebook import heard as facebook_heard
from smmdesk.platforms.flickr import heard as flickr_heard
from smmdesk.platforms.instagram import heard as instagram_heard
from smmdesk.platforms.mastodon import messages as mastodon_heard
from smmdesk.platforms.telegram import heard as telegram_heard
from smmdesk.platforms.threads import heard as threads_heard
from smmdesk.platforms.vimeo import heard as vimeo_heard
from smmdesk.platforms.youtube import comments as youtube_heard
from smmdesk.system.secrets import Secret
from tests.fakes.facebook import FakeFacebook
from tests.fakes.flickr import FakeFlickr, Photo
from tests.fakes.instagram import FakeInstagram
from tests.fakes.mastodon import FakeMastodon
from tests.fakes.small import SmallFake
from tests.fakes.telegram import TOKEN, FakeTelegram
from tests.fakes.threads import FakeThreads
from tests.fakes.tumblr import UUID, FakeTumblr
from tests.fakes.vimeo import FakeVimeo, Film
from tests.fakes.youtube import FakeYouTube
from tests.hearing.walls import Ours, Tells, Wall, Walls, told_the_time
from tests.platforms.at_google import bench_for
from tests.platforms.bench import Bench, bench_of
from tests.platforms.direct import bench_at, leading, token_of
from tests.platforms.test_bluesky_heard import US, note, page_of
from tests.platforms.test_facebook import led_to
from tests.platforms.test_instagram import led_to as instagram_led_to
from tests.platforms.test_instagram_messages import out
from tests.platforms.test_youtube import FORNO
from tests.servers.app_view import AppView

TWO_FILMS = ("500", "501")


def failing(fake: SmallFake) -> dict[str, Any]:
    """What lets the next request meet a busy server, and takes that back."""
    return {"fail": lambda: fake.fail_next("*", status=503), "mend": fake.http.forget_faults}


@asynccontextmanager
async def facebook(folder: Path, clock: Ours) -> Walls:
    fake = FakeFacebook(clock.there)
    led_to(fake, folder)
    bench = bench_at("facebook", clock, folder, fake)
    fake.granted |= {fake.talk_scope}
    await bench.sign_in(fake.page_token())
    posts = [(await bench.publish(bench.job(words)))[1].id for words in ("Pane", "Torte", "Orari")]

    def say(place: int, words: str) -> str:
        """Most in private, several of one person after each other."""
        if place % 3:
            return f"dm/{fake.writes(words, str(800 + place // 4 % 4)).id}"
        return fake.say(posts[place % len(posts)], words).id

    def delete(own_id: str) -> None:
        fake.comments = [each for each in fake.comments if each.id != own_id]
        fake.unsends(own_id.removeprefix("dm/"))

    def edit(own_id: str, words: str) -> None:
        if not own_id.startswith("dm/"):
            next(each for each in fake.comments if each.id == own_id).message = words
        else:
            next(each for each in fake.all_words if f"dm/{each.id}" == own_id).text = words

    sizes, also = ((meta_talks, "MESSAGES"), (facebook_heard, "COMMENTS")), {"MESSAGES": 2, "CONVERSATIONS": 3}
    yield Wall(bench, say, edit, delete, sizes, least=4, also=also, **failing(fake))
    await bench.http.aclose()


@asynccontextmanager
async def instagram(folder: Path, clock: Ours) -> Walls:
    fake = FakeInstagram(clock.there)
    instagram_led_to(fake, folder)
    bench = bench_at("instagram", clock, folder, fake)
    fake.granted |= {fake.talk_scope}
    await bench.sign_in(fake.user_token())
    people = iter(range(10_000))
    posts, fresh = [out(fake) for _ in range(7)], list[str]()

    def say(place: int, words: str) -> str:
        """An answer hangs on what nobody looked at yet: below older ones it is not seen (heard.py). In private each
        writes once or twice: of a conversation only the newest can be read."""
        if place % 4 == 1:
            return f"dm/{fake.writes(words, str(800 + next(people) // 2)).id}"
        below = fresh[-1] if place % 3 == 0 and fresh else posts[place % len(posts)]
        made = fake.say(below, words)
        if not made.parent:
            fresh.append(made.id)
        return made.id

    def delete(own_id: str) -> set[str]:
        gone = {own_id, *(each.id for each in fake.comments if each.parent == own_id)}
        fake.comments = [each for each in fake.comments if each.id not in gone]
        fake.unsends(own_id.removeprefix("dm/"))
        fresh[:] = [each for each in fresh if each not in gone]
        return gone

    sizes = (*((instagram_heard, name) for name in ("COMMENTS", "ANSWERS")), (meta_talks, "CONVERSATIONS"))
    yield Wall(bench, say, None, delete, sizes, looked=fresh.clear, rounds=3, **failing(fake))
    await bench.http.aclose()


async def threads_led_to(fake: FakeThreads, folder: Path, clock: Ours) -> Bench:
    places = {"api": "v1.0", "exchange": "access_token", "refresh": "refresh_access_token"}
    lines = [f'threads.{name} = "{fake.url}/{path}"' for name, path in places.items()]
    (folder / "endpoints.toml").write_text("\n".join(lines), encoding="utf-8")
    bench = bench_at("threads", clock, folder, fake)
    await bench.sign_in(fake.long_token())
    return bench


@asynccontextmanager
async def threads(folder: Path, clock: Ours) -> Walls:
    fake = FakeThreads(clock.there)
    bench = await threads_led_to(fake, folder, clock)
    posts = [(await bench.publish(bench.job(words)))[1].id for words in ("Pane", "Torte")]

    def say(place: int, words: str) -> str:
        return fake.say([*posts, ""][place % 3], words).id

    def delete(own_id: str) -> None:
        fake.others = [each for each in fake.others if each.id != own_id]
        fake.mentions = [each for each in fake.mentions if each.id != own_id]

    yield Wall(bench, say, None, delete, ((threads_heard, "ANSWERS"),), **failing(fake))
    await bench.http.aclose()


@asynccontextmanager
async def youtube(folder: Path, clock: Ours) -> Walls:
    fake = FakeYouTube(clock.there)
    bench = bench_for(fake, clock, folder, FORNO)

    def say(place: int, words: str) -> str:
        first = [each.id for each in fake.comments if not each.above]
        return fake.say(f"film{place % 2}", words, above=first[-1] if place % 5 == 4 and first else "").id

    def delete(own_id: str) -> set[str]:
        gone = {own_id, *(each.id for each in fake.comments if each.above == own_id)}
        fake.comments = [each for each in fake.comments if each.id not in gone]
        return gone

    def edit(own_id: str, words: str) -> None:
        next(each for each in fake.comments if each.id == own_id).words = words

    sizes = ((youtube_heard, "PAGE"),)
    yield Wall(bench, say, edit, delete, sizes, edits=Tells.NEWEST, newest=1, **failing(fake))
    await bench.http.aclose()


@asynccontextmanager
async def vimeo(folder: Path, clock: Ours) -> Walls:
    fake = FakeVimeo(clock.there)
    fake.films += [Film(own_id, 0, "Pane", "", "anybody", "anybody") for own_id in TWO_FILMS]
    leading(folder, "vimeo", 0, api=fake.url, authorize=f"{fake.url}/authorize", token=f"{fake.url}/token")
    bench = bench_at("vimeo", clock, folder, fake)
    await bench.sign_in(fake.token)

    def say(place: int, words: str) -> str:
        film = TWO_FILMS[place % 2]
        return f"{film}/{fake.somebody_writes(film, words).id}"

    def delete(own_id: str) -> None:
        fake.comments = [each for each in fake.comments if f"{each.film}/{each.id}" != own_id]

    def edit(own_id: str, words: str) -> None:
        next(each for each in fake.comments if f"{each.film}/{each.id}" == own_id).text = words

    sizes = ((vimeo_heard, "PAGE"),)
    yield Wall(bench, say, edit, delete, sizes, edits=Tells.NEWEST, newest=1, rounds=4, **failing(fake))
    await bench.http.aclose()


@asynccontextmanager
async def flickr(folder: Path, clock: Ours) -> Walls:
    fake = FakeFlickr(clock.there)
    fake.photos += [Photo(str(500 + number), "Pane", "", [], b"", 1, "1") for number in range(6)]
    leading(folder, "flickr", 0, **fake.addresses(fake.url))
    bench = bench_at("flickr", clock, folder, fake)
    bench.secrets = [token_of(fake.oauth)]
    told_the_time(bench, clock)
    bench.account = await bench.connector.who_am_i(bench.session())

    def say(place: int, words: str) -> str:
        return fake.somebody_writes(str(500 + place % 6), words).id

    def delete(own_id: str) -> None:
        fake.comments = [each for each in fake.comments if each.id != own_id]

    def edit(own_id: str, words: str) -> None:
        next(each for each in fake.comments if each.id == own_id).text = words

    sizes = ((flickr_heard, "PAGE"), (flickr_heard, "AT_ONCE"))

    def lost() -> None:
        """Whose answer was lost asks again, though it wants to be asked once an hour."""
        fake.asked_at = None

    yield Wall(bench, say, edit, delete, sizes, again=timedelta(minutes=61), lost=lost, **failing(fake))
    await bench.http.aclose()


@asynccontextmanager
async def tumblr(folder: Path, clock: Ours) -> Walls:
    fake = FakeTumblr(clock.there)
    leading(folder, "tumblr", 0, **fake.addresses(fake.url))
    bench = bench_at("tumblr", clock, folder, fake)
    bench.secrets = [token_of(fake.oauth)]
    told_the_time(bench, clock)
    bench.account = Account(UUID, "Forno Lucia", "@fornolucia")

    def say(place: int, words: str) -> str:
        """No word of theirs names a note: what is kept of it does."""
        fake.note(str(712345 + place % 3), words, kind=("reply", "mention_in_reply")[place % 2])
        return ""

    sizes = ((fake, "page"),)
    yield Wall(bench, say, None, None, sizes, least=4, **failing(fake))
    await bench.http.aclose()


@asynccontextmanager
async def telegram(folder: Path, clock: Ours) -> Walls:
    with FakeTelegram() as fake:
        fake.clock = clock.there
        fake.add_group()
        (folder / "endpoints.toml").write_text(f'telegram.api = "{fake.url}"\n', encoding="utf-8")
        async with bench_of("telegram", clock, folder) as bench:
            await bench.sign_in(TOKEN, user="@fornolucia")
            _, post = await bench.publish(bench.job("Pane"))

            def say(place: int, words: str) -> str:
                said = fake.comment(int(post.id), words) if place % 2 else fake.writes_to_the_bot(words)
                return f"{said.chat.id}/{said.id}"

            def edit(own_id: str, words: str) -> None:
                fake.edits(next(each for each in fake.talk if f"{each.chat.id}/{each.id}" == own_id), words)

            def delete(own_id: str) -> None:
                next(each for each in fake.talk if f"{each.chat.id}/{each.id}" == own_id).gone = True

            sizes = ((telegram_heard, "PAGE"),)
            held = timedelta(hours=22)
            yield Wall(bench, say, edit, delete, sizes, edits=Tells.ALL, held=held, **failing_at(fake))


def failing_at(fake: Any) -> dict[str, Any]:
    return {"fail": lambda: fake.http.fail_next("*", status=503), "mend": fake.http.forget_faults}


@asynccontextmanager
async def mastodon(folder: Path, clock: Ours) -> Walls:
    with FakeMastodon() as fake:
        fake.book.clock = clock.there
        async with bench_of("mastodon", clock, folder) as bench:
            await bench.sign_in(fake.token(), server=fake.url)
            _, receipt = await bench.publish(bench.job("Pane"))
            ours = next(status for status in fake.statuses if status.id == receipt.id)

            def delete(own_id: str) -> None:
                """With a status go its notifications."""
                book = fake.book
                book.notifications[:] = [n for n in book.notifications if n.status is None or n.status.id != own_id]
                book.statuses.pop(own_id)

            sizes = ((mastodon_heard, "PAGE"),)
            yield Wall(bench, lambda _place, words: fake.reply(ours, words).id, None, delete, sizes, **failing_at(fake))


@asynccontextmanager
async def bluesky(folder: Path, clock: Ours) -> Walls:
    view, ever, down = AppView(), list[dict[str, Any]](), list[bool]()

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(503) if down and down.pop() else page_of(view, request.url)

    async with bench_of("bluesky", clock, folder, httpx.MockTransport(answer)) as bench:
        bench.account = Account(US, "Forno", server="https://pds.example")
        bench.secrets = [Secret.of(access="a", refresh="r")]
        count = iter(range(10_000))

        def say(_place: int, words: str) -> str:
            made = note(next(count), clock.there.now())
            made["record"]["text"] = words
            ever.append(made)
            view.notes[US] = list(ever)
            return str(made["uri"])

        def delete(own_id: str) -> None:
            ever[:] = [each for each in ever if each["uri"] != own_id]
            view.notes[US] = list(ever)

        sizes = ((bluesky_heard, "PAGE"),)
        yield Wall(bench, say, None, delete, sizes, fail=lambda: down.append(True), mend=down.clear)
