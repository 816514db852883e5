"""None is told twice, none lost, on no platform: whatever comes, changes and goes between any two pages.

Strangers write, change their words and take them away; the computer's clock is wrong, it is asked at random moments,
by pages of any size; answers are lost, the program ends between a page and its being kept, days go by without it.
"""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack, nullcontext, suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from smmdesk.desk import listening
from smmdesk.desk.desk import Desk
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.message import Message
from smmdesk.platforms import PLATFORMS, connector
from smmdesk.platforms.base import ConnectorError
from smmdesk.platforms.telling import Hears
from smmdesk.store import messages
from tests.hearing import beside, networks, sites
from tests.hearing.walls import MakesWall, Ours, Tells, Wall, told_the_time

WALLS: dict[str, MakesWall] = {
    name: getattr(module, name)
    for module, names in (
        (networks, "bluesky facebook flickr instagram mastodon telegram threads tumblr vimeo youtube"),
        (sites, "blogger discourse ghost google_business lemmy matrix mediawiki newer_lemmy wordpress"),
    )
    for name in names.split()
} | beside.BESIDE
MOST_PAGES = 600
QUICK, MANY = 25, 200
"""So many examples of each platform: in every run, and in the long one."""

OTHER_VERSIONS = {"newer_lemmy"}

SECOND, MINUTE, HOUR = 1, 60, 3600
Steps = list[tuple[str, int, int]]
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("come"), st.integers(1, 9), st.integers(0, 30)),
        st.tuples(st.just("edit"), st.integers(0, 60), st.just(0)),
        st.tuples(st.just("go"), st.integers(0, 60), st.just(0)),
        st.tuples(st.just("ask"), st.integers(1, 4), st.just(0)),
        st.tuples(st.just("lose"), st.just(0), st.just(0)),
        st.tuples(st.just("fail"), st.just(0), st.just(0)),
        st.tuples(st.just("wait"), st.sampled_from((SECOND, 20, 5 * MINUTE, HOUR, 7 * HOUR, 50 * HOUR)), st.just(0)),
    ),
    max_size=24,
)
SKEWS_S = (0, 0, 95, -95, 1800, -1800, 3 * HOUR, -3 * HOUR, 50 * HOUR, -50 * HOUR)


class AtDesk(NamedTuple):
    """Who listens, and where to."""

    folder: Path
    desk: Desk
    brand: Brand
    wall: MakesWall


def test_every_platform_that_hears_has_a_wall() -> None:
    hearing = {key for key in PLATFORMS if isinstance(connector(key), Hears)}
    assert hearing == WALLS.keys() - OTHER_VERSIONS - beside.BESIDE.keys()


@dataclass
class Said:
    """One message there: all words it ever had, when it came (a number), whether it was taken away."""

    words: list[str]
    number: int
    gone: bool = False


@dataclass
class Play:
    """One desk listening at one wall. `said` by remote id; `number` counts what happened."""

    desk: Desk
    channel: Channel
    wall: Wall
    clock: Ours
    said: dict[str, Said] = field(default_factory=dict)
    number: int = 0
    new: int = 0
    begun: int = 0
    unheard_s: float = 0

    # ------------------------------------------------------------------ strangers
    def come(self, count: int, place: int) -> None:
        for each in range(count):
            self.number += 1
            words = f"Parole {self.number}"
            own_id = self.wall.say(place + each, words) or words
            self.said[own_id] = Said([words], self.number)
            self.clock.advance(self.wall.after)

    def edit(self, which: int) -> None:
        there = self.there
        if self.wall.edit is not None and there:
            self.number += 1
            own_id = list(there)[which % len(there)]
            self.said[own_id].words.append(f"Altre parole {self.number}")
            self.wall.edit(own_id, self.said[own_id].words[-1])

    def go(self, which: int) -> None:
        there = self.there
        if self.wall.delete is not None and there:
            own_id = list(there)[which % len(there)]
            for gone in self.wall.delete(own_id) or (own_id,):
                self.said[gone].gone = True

    def wait(self, seconds: int) -> None:
        """No longer than a platform keeps what nobody asked for."""
        if self.unheard_s + seconds < self.wall.held.total_seconds():
            self.unheard_s += seconds
            self.clock.advance(timedelta(seconds=seconds))

    @property
    def there(self) -> dict[str, Said]:
        return {own_id: said for own_id, said in self.said.items() if not said.gone}

    # ------------------------------------------------------------------ the desk
    async def ask(self, surely: bool = False) -> bool:
        """One page, kept; whether there is more. `surely`: nothing stands against it."""
        verb = self.wall.bench.connector
        assert isinstance(verb, Hears)
        session = replace(self.wall.bench.session(), channel=self.channel)
        with nullcontext() if surely else suppress(ConnectorError):
            taken = await listening.listen(self.desk, self.channel, verb, session)
            self.new += taken.new
            self.wall.looked()
            return taken.more
        self.wall.lost()
        return False

    async def lose(self) -> None:
        """The program ends between a page and its being kept."""
        verb = self.wall.bench.connector
        assert isinstance(verb, Hears)
        with self.desk.store.reading() as reader:
            cursor = messages.cursor_of(reader, self.channel.id)
        with suppress(ConnectorError):
            await verb.fetch_messages(replace(self.wall.bench.session(), channel=self.channel), cursor)
        self.wall.lost()

    async def catch_up(self, rounds: int) -> None:
        """Read on at the pace of the program until nothing more is told."""
        quiet = 0
        for _page in range(MOST_PAGES):
            if await self.ask(surely=True):
                self.clock.advance(timedelta(seconds=10))
                continue
            quiet += 1
            if quiet >= rounds:
                self.unheard_s = 0
                return
            self.clock.advance(self.wall.again)
        raise AssertionError("it does not come to an end")

    async def play(self, steps: Steps) -> None:
        self.come(3, 0)
        await self.catch_up(1)
        self.begun = self.number
        for what, one, two in steps:
            await self._happens(what, one, two)
        self.wall.mend()
        await self.catch_up(self.wall.rounds)

    async def _happens(self, what: str, one: int, two: int) -> None:
        if what == "ask":
            for _page in range(one):
                await self.ask()
        elif what == "lose":
            await self.lose()
        elif what == "come":
            self.come(one, two)
        elif what == "fail":
            self.wall.fail()
        else:
            {"edit": self.edit, "go": self.go, "wait": self.wait}[what](one)

    # ------------------------------------------------------------------ in the end
    def judge(self) -> None:
        with self.desk.store.reading() as reader:
            kept = reader.all(Message, deleted=True, channel_id=self.channel.id)
        names = [message.remote_id for message in kept]
        if names and not set(names) & self.said.keys():  # a platform whose messages have no name of its own
            names = [message.text for message in kept]
        found = dict(zip(names, kept, strict=True))
        assert len(found) == len(kept) == self.new, "each once"
        assert found.keys() <= self.said.keys(), "nobody said that"
        missing = [own_id for own_id, said in self.there.items() if said.number > self.begun and own_id not in found]
        assert not missing, f"lost: {[self.said[own_id] for own_id in missing]}"
        newest = list(self.there)[-self.wall.newest :] if self.wall.newest else []
        for own_id, message in found.items():
            said = self.said[own_id]
            assert message.text in said.words or (said.gone and message.removed and not message.text)
            is_told = self.wall.edits is Tells.ALL or (self.wall.edits is Tells.NEWEST and own_id in newest)
            if is_told and not said.gone and said.number > self.begun:
                assert message.text == said.words[-1], "its newest words"
            assert said.gone or not message.removed
            if said.gone and self.wall.removals is Tells.ALL:
                assert message.removed


async def _one(at_desk: AtDesk, steps: Steps, size: int, skew_s: int) -> None:
    folder, desk, brand, wall = at_desk
    clock = Ours(timedelta(seconds=skew_s))
    async with AsyncExitStack() as stack:
        own = folder / desk.clock.new_id()  # what leads to the platform is read once a folder
        own.mkdir()
        at = await stack.enter_async_context(wall(own, clock))
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        for place, name in at.sizes:
            patch.setattr(place, name, at.least + size)
        for name, less in at.also.items():
            patch.setattr(at.sizes[0][0], name, at.least + size - less)
        told_the_time(at.bench, clock)
        with desk.store.transaction() as tx:
            channel = tx.put(replace(at.bench.channel, id=desk.clock.new_id(), brand_id=brand.id, revision=0))
        play = Play(desk, channel, at, clock)
        await play.play(steps)
        play.judge()
        with desk.store.transaction() as tx:  # a bot may stand behind this play's channel and the next one's
            tx.put(replace(tx.get(Channel, channel.id), status=ChannelStatus.ARCHIVED))


Property = Callable[..., None]


def _property(examples: int) -> Property:
    @settings(
        max_examples=examples,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
    )
    @given(steps=STEPS, size=st.integers(0, 5), skew_s=st.sampled_from(SKEWS_S))
    def holds(at_desk: AtDesk, steps: Steps, size: int, skew_s: int) -> None:
        asyncio.run(_one(at_desk, steps, size, skew_s))

    return holds


@pytest.mark.parametrize("name", WALLS)
def test_none_is_told_twice_or_lost(name: str, desk: Desk, brand: Brand, tmp_path: Path) -> None:
    _property(QUICK)(AtDesk(tmp_path, desk, brand, WALLS[name]))


@pytest.mark.long
@pytest.mark.parametrize("name", WALLS)
def test_none_is_told_twice_or_lost_in_many_plays(name: str, desk: Desk, brand: Brand, tmp_path: Path) -> None:
    _property(MANY)(AtDesk(tmp_path, desk, brand, WALLS[name]))
