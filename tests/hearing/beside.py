"""Walls of what a platform tells in a list of its own, beside comments: private messages, tags, mentions.

To add one: a function like these, in which `say` writes to that list and to the comments in turn, since both are read
with one cursor; its page sizes in `sizes`, with `least` where a look reads no more than a few pages; and a line in
`BESIDE`, whose name begins with the platform's. A few words in `say` of a wall that is there do as well (the
conversations of Facebook and Instagram, in networks.py). Circles (test_circles.py) are then tried on it by themselves.
"""

from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx

from smmdesk.platforms.base import Account
from smmdesk.platforms.bluesky import private as bluesky_private_heard
from smmdesk.platforms.facebook import heard as facebook_heard
from smmdesk.platforms.facebook import tagged as facebook_tagged_heard
from smmdesk.platforms.instagram import heard as instagram_heard
from smmdesk.platforms.threads import heard as threads_heard
from smmdesk.system.secrets import Secret
from tests.fakes.bsky_chat import Convo, FakeChat
from tests.fakes.facebook import FakeFacebook
from tests.fakes.instagram import FakeInstagram
from tests.fakes.threads import FakeThreads
from tests.hearing.networks import failing, threads_led_to
from tests.hearing.walls import MakesWall, Ours, Wall, Walls
from tests.platforms.bench import bench_of
from tests.platforms.direct import bench_at
from tests.platforms.test_bluesky_heard import ANNA, US, note
from tests.platforms.test_facebook import led_to
from tests.platforms.test_instagram import led_to as instagram_led_to
from tests.platforms.test_instagram_messages import out

TALKS = 4


@asynccontextmanager
async def facebook_tagged(folder: Path, clock: Ours) -> Walls:
    fake = FakeFacebook(clock.there)
    led_to(fake, folder)
    bench = bench_at("facebook", clock, folder, fake)
    await bench.sign_in(fake.page_token())
    _, post = await bench.publish(bench.job("Pane"))

    def say(place: int, words: str) -> str:
        return fake.say(post.id, words).id if place % 3 == 0 else fake.name_it(words).id

    def edit(own_id: str, words: str) -> None:
        next(each for each in (*fake.comments, *fake.tagged) if each.id == own_id).message = words

    def delete(own_id: str) -> None:
        fake.comments = [each for each in fake.comments if each.id != own_id]
        fake.tagged = [each for each in fake.tagged if each.id != own_id]

    sizes = ((facebook_tagged_heard, "POSTS"), (facebook_heard, "COMMENTS"))
    yield Wall(bench, say, edit, delete, sizes, least=4, **failing(fake))
    await bench.http.aclose()


@asynccontextmanager
async def instagram_tags(folder: Path, clock: Ours) -> Walls:
    fake = FakeInstagram(clock.there)
    instagram_led_to(fake, folder)
    bench = bench_at("instagram", clock, folder, fake)
    await bench.sign_in(fake.user_token())
    post = out(fake)

    def say(place: int, words: str) -> str:
        return fake.say(post, words).id if place % 3 == 0 else fake.tag(words).id

    def edit(own_id: str, words: str) -> None:
        for comment in fake.comments:
            comment.text = words if comment.id == own_id else comment.text
        for tagged in fake.tagged:
            tagged.caption = words if tagged.id == own_id else tagged.caption

    def delete(own_id: str) -> None:
        fake.comments = [each for each in fake.comments if each.id != own_id]
        fake.tagged = [each for each in fake.tagged if each.id != own_id]

    sizes = ((instagram_heard, "TAGS"), (instagram_heard, "COMMENTS"))
    yield Wall(bench, say, edit, delete, sizes, **failing(fake))
    await bench.http.aclose()


@asynccontextmanager
async def threads_mentions(folder: Path, clock: Ours) -> Walls:
    fake = FakeThreads(clock.there)
    bench = await threads_led_to(fake, folder, clock)
    _, post = await bench.publish(bench.job("Pane"))

    def say(place: int, words: str) -> str:
        return fake.say(post.id if place % 3 == 0 else "", words).id

    def edit(own_id: str, words: str) -> None:
        next(each for each in fake.others if each.id == own_id).text = words

    def delete(own_id: str) -> None:
        fake.others = [each for each in fake.others if each.id != own_id]
        fake.mentions = [each for each in fake.mentions if each.id != own_id]

    yield Wall(bench, say, edit, delete, ((threads_heard, "ANSWERS"),), **failing(fake))
    await bench.http.aclose()


@asynccontextmanager
async def bluesky_private(folder: Path, clock: Ours) -> Walls:
    """A few conversations, and answers that everybody sees beside them."""
    chat, notes, down = FakeChat(US), list[dict[str, Any]](), list[bool]()
    talks = [Convo(f"3kconvo{number}", [{"did": US}, {"did": ANNA}]) for number in range(TALKS)]
    chat.convos += talks

    def answer(request: httpx.Request) -> httpx.Response:
        if down and down.pop():
            return httpx.Response(503)
        if "chat.bsky" in request.url.path:
            return chat.answer(request, clock.there.now())
        found = {"records": []} if request.url.path.endswith("listRecords") else {"notifications": notes[:100]}
        return httpx.Response(200, json=found)

    async with bench_of("bluesky", clock, folder, httpx.MockTransport(answer)) as bench:
        bench.account = Account(US, "Forno", server="https://pds.example")
        ends = str((clock.there.now() + timedelta(days=9)).timestamp())
        bench.secrets = [Secret.of(access="a", refresh="r", chat="yes", ends=ends)]
        count = iter(range(10_000))

        def say(place: int, words: str) -> str:
            now = clock.there.now()
            if place % 6 == 0:
                made = note(next(count), now)
                made["record"]["text"] = words
                notes.insert(0, made)
                return str(made["uri"])
            convo = talks[place % TALKS]
            return f"dm/{convo.id}/{chat.says(convo, ANNA, words, now)['id']}"

        def delete(own_id: str) -> None:
            notes[:] = [each for each in notes if each["uri"] != own_id]
            for convo in talks:
                for row in convo.said:
                    if own_id == f"dm/{convo.id}/{row['id']}":
                        row["$type"] = "chat.bsky.convo.defs#deletedMessageView"
                        row.pop("text", None)

        sizes = ((bluesky_private_heard, "PAGE"),)
        yield Wall(bench, say, None, delete, sizes, least=3, fail=lambda: down.append(True), mend=down.clear)


BESIDE: dict[str, MakesWall] = {
    "bluesky_private": bluesky_private,
    "facebook_tagged": facebook_tagged,
    "instagram_tags": instagram_tags,
    "threads_mentions": threads_mentions,
}
"""Platform and list -> its wall."""
