"""The publisher's way to fake platforms, and a bench to watch it work: real desk, real store, moved clock."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, cast

from smmdesk.desk.desk import Desk
from smmdesk.desk.planning import add_post, publish_now, schedule
from smmdesk.desk.publishing import Publisher
from smmdesk.desk.workbench import FirstByte
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.content import Content
from smmdesk.model.delivery import Attempt, Delivery, Part, State
from smmdesk.model.limits import Limits
from smmdesk.model.moment import Moment
from smmdesk.model.post import Post
from smmdesk.model.problem import ProblemError
from smmdesk.platforms.base import Connector, Session
from smmdesk.platforms.facts import Facts, Idempotency, PreviewFact, ScheduleFact
from smmdesk.platforms.sign_in_facts import SignInFact
from smmdesk.system.clock import ManualClock
from tests.fakes.connector import FakeConnector, FakePlatform

LIMITS = Limits(text_max=500, has_threads=True, has_first_comment=True)
ROME = "Europe/Rome"


def fake_facts(**changes: Any) -> Facts:
    """Facts of a platform that sends by itself, promises nothing, and has no list of its own."""
    base = Facts(
        key="practice",
        name="Fake",
        date="2026-11-18",
        source="the test",
        tint="practice",
        limits=LIMITS,
        sign_in=SignInFact("none"),
        preview=PreviewFact(),
        idempotency=Idempotency(),
        lead_s=0,
    )
    return replace(base, **changes)


LISTING = ScheduleFact(min_ahead_s=360, quota_total=300, quota_per_day=25)
OWN_ID = Idempotency("own_id")
KEY = Idempotency("key", horizon_s=3000, resend_after_s=60)


class FakeReach:
    """Every channel leads to the same fake platform. `ahead` is what the servers' clocks say of ours."""

    def __init__(self, platform: FakePlatform, facts: Facts) -> None:
        self.platform, self.known = platform, facts
        self.fake = FakeConnector(platform)
        self.ahead = timedelta()
        self.clock_known = True
        self.problem: str = ""

    def facts(self, channel: Channel) -> Facts:
        return self.known

    def connector(self, channel: Channel) -> Connector:
        return cast(Connector, self.fake)

    async def session(self, channel: Channel, on_first_byte: FirstByte | None = None) -> Session:
        if self.problem:
            raise ProblemError(self.problem, channel=channel.name)
        nothing: Any = None
        return Session(channel, nothing, nothing, self.known, self.platform.clock, nothing, on_act=on_first_byte)

    @property
    def clock_ahead(self) -> timedelta:
        return self.ahead


@dataclass
class Bench:
    """A desk with a publisher on a fake platform; the test plays person, clock and network."""

    desk: Desk
    clock: ManualClock
    brand: Brand
    platform: FakePlatform
    reach: FakeReach
    publisher: Publisher

    # ------------------------------------------------------------------ the person
    def channel(self, name: str = "Bakery", **changes: Any) -> Channel:
        made = Channel(
            self.desk.clock.new_id(), self.brand.id, "practice", name, remote_id=name, status=ChannelStatus.CONNECTED
        )
        with self.desk.store.transaction() as tx:
            return tx.put(replace(made, **changes))

    def post(self, text: str, *channels: Channel, at: timedelta | None = None, **fields: Any) -> Post:
        """A scheduled post, `at` from now (None: at once)."""
        content = fields.pop("content", Content(text=text))
        ids = tuple(channel.id for channel in channels)
        post = add_post(self.desk, self.brand.id, content=content, channels=ids, **fields)
        if at is None:
            return publish_now(self.desk, post.id)
        return schedule(self.desk, post.id, Moment.of(self.clock.now() + at, ROME))

    # ------------------------------------------------------------------ the engine
    async def run(self, passes: int = 30, until: Callable[[], bool] = lambda: False) -> None:
        """Tick until nothing more moves at this instant, or `until` says that the engine is dead."""
        for _ in range(passes):
            self.publisher._awake.clear()
            await self.publisher.tick()
            await self.publisher.idle()
            if until() or not self.publisher._awake.is_set():
                return
        raise AssertionError("the publisher does not come to rest")

    async def pass_time(self, step: timedelta, tick: timedelta = timedelta(seconds=20)) -> None:
        """Time goes by with the engine awake."""
        left = step
        while left > timedelta():
            self.clock.advance(min(tick, left))
            self.platform.turn()
            left -= tick
            await self.run()

    def restart(self) -> Publisher:
        """A new engine on the same folder; the old one is simply gone."""
        self.publisher._disconnect()
        self.publisher = Publisher(self.desk, reach=self.reach, rng=random.Random(7))
        self.publisher.start()
        return self.publisher

    # ------------------------------------------------------------------ what came of it
    def deliveries(self, post: Post) -> tuple[Delivery, ...]:
        with self.desk.store.reading() as reader:
            return reader.deliveries_of(post.id)

    def parts(self, post: Post) -> list[Part]:
        return [part for delivery in self.deliveries(post) for part in delivery.parts]

    def part(self, post: Post) -> Part:
        return self.parts(post)[0]

    def state(self, post: Post) -> State:
        return self.part(post).state

    def attempts(self, part: Part) -> tuple[Attempt, ...]:
        with self.desk.store.reading() as reader:
            return reader.attempts_of(part.id)

    def reload(self, channel: Channel) -> Channel:
        with self.desk.store.reading() as reader:
            return reader.get(Channel, channel.id)

    def put(self, value: Any) -> Any:
        with self.desk.store.transaction() as tx:
            return tx.put(value)

    def texts(self) -> list[str]:
        """What is live, in the order in which it went live."""
        return [thing.text for thing in self.platform.live.values()]


@contextmanager
def made_bench(desk: Desk, clock: ManualClock, brand: Brand, **changes: Any) -> Iterator[Bench]:
    """A bench over `desk`; `changes` are facts of the platform."""
    facts = fake_facts(**changes)
    platform = FakePlatform(clock, facts.idempotency.kind)
    reach = FakeReach(platform, facts)
    publisher = Publisher(desk, reach=reach, rng=random.Random(7))
    publisher.start()
    bench = Bench(desk, clock, brand, platform, reach, publisher)
    yield bench
    bench.publisher._disconnect()
