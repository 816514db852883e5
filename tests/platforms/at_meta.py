"""A Facebook page and an Instagram account, either of which is told of private messages, before their fakes."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from smmdesk.model.message import Heard, MessageKind
from smmdesk.system.clock import ManualClock
from tests.fakes.facebook import FakeFacebook
from tests.fakes.facebook_login import PAGE
from tests.fakes.instagram import FakeInstagram
from tests.platforms.accounts import Hurried
from tests.platforms.bench import Bench
from tests.platforms.direct import bench_at, signed_in
from tests.platforms.hearing import all_new
from tests.platforms.test_facebook import led_to
from tests.platforms.test_instagram import led_to as instagram_led_to
from tests.platforms.test_instagram_messages import out

NOW = datetime(2026, 11, 28, 10, 20, tzinfo=UTC)


@dataclass
class Place:
    """One of the two, with the bench that talks to it. `more`: tells of a comment."""

    fake: FakeFacebook | FakeInstagram
    bench: Bench
    clock: ManualClock
    home: str
    comment: Callable[[str], object]

    async def sign_in(self, **fields: str) -> None:
        token = self.fake.page_token() if isinstance(self.fake, FakeFacebook) else self.fake.user_token()
        await self.bench.sign_in(token, **fields)

    async def told(self, cursor: str = "") -> tuple[list[Heard], str]:
        """What is said in private since, and the cursor."""
        heard, cursor = await all_new(self.bench, cursor)
        return [one for one in heard if one.kind is MessageKind.PRIVATE], cursor

    @property
    def calls(self) -> list[str]:
        return [f"{each.method} {each.path.removeprefix('/v26.0/')}" for each in self.fake.requests]


def place_of(platform: str, tmp_path: Path) -> Place:
    """An account that is told of private messages."""
    clock = Hurried(NOW)
    fake: FakeFacebook | FakeInstagram
    if platform == "facebook":
        fake = FakeFacebook(clock)
        led_to(fake, tmp_path)
        bench = bench_at("facebook", clock, tmp_path, fake)
        fake.granted |= {fake.talk_scope}
        signed_in(bench, fake.page_token())
        _, post = asyncio.run(bench.publish(bench.job("Pane")))
        return Place(fake, bench, clock, PAGE, lambda words: fake.say(post.id, words))
    fake = FakeInstagram(clock)
    instagram_led_to(fake, tmp_path)
    fake.granted |= {fake.talk_scope}
    bench, post_id = signed_in(bench_at("instagram", clock, tmp_path, fake), fake.user_token()), out(fake)
    return Place(fake, bench, clock, "me", lambda words: fake.say(post_id, words))
