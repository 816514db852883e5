"""Lists that lead in a circle: what is new still comes in, on every platform, and nothing is asked for without end."""

from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from smmdesk.desk.desk import Desk
from smmdesk.model.brand import Brand
from smmdesk.model.message import Message
from smmdesk.platforms import trail
from tests.hearing.circle import Circle
from tests.hearing.test_everybody import WALLS, Play
from tests.hearing.walls import Ours, Wall, told_the_time

FORWARD = {
    "flickr": "reads all comments of a photo at once, and ten pages of photos at most",
    "mastodon": "asks for what comes behind the newest id that was told",
    "mediawiki": "asks from an instant on",
    "telegram": "asks from a number on",
    "facebook": "asks from an instant on",
}
"""Where no place that the platform names leads on."""
FEW = 40
"""Pages of a walk, here."""


async def closing(wall: Wall, stack: AsyncExitStack) -> Circle:
    """The wall's platform, behind a circle that can be closed."""
    wire = wall.bench.http._wire
    await wire.aclose()
    inner = wire.given or await stack.enter_async_context(httpx.AsyncHTTPTransport())
    wire.given = circle = Circle(inner)
    return circle


@pytest.mark.vector(75)
@pytest.mark.parametrize("name", WALLS)
async def test_what_is_new_comes_in_though_pages_lead_in_a_circle(
    name: str, desk: Desk, brand: Brand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trail, "MOST_PAGES", FEW)
    clock = Ours()
    async with AsyncExitStack() as stack:
        at = await stack.enter_async_context(WALLS[name](tmp_path, clock))
        for place, size in at.sizes:
            monkeypatch.setattr(place, size, at.least)
        for size, less in at.also.items():
            monkeypatch.setattr(at.sizes[0][0], size, at.least - less)
        told_the_time(at.bench, clock)
        circle = await closing(at, stack)
        with desk.store.transaction() as tx:
            channel = tx.put(replace(at.bench.channel, id=desk.clock.new_id(), brand_id=brand.id, revision=0))
        play = Play(desk, channel, at, clock)
        play.come(3, 0)
        await play.catch_up(1)

        circle.closed = True
        for turn in range(6):
            play.come(9, turn)
        await play.catch_up(at.rounds)
        assert circle.turned or name in FORWARD, "nothing led back"

        for turn in range(3):
            play.come(1, turn)
            newest = list(play.said)[-1]
            before = circle.asked
            await play.catch_up(at.rounds)
            assert is_kept(play, newest), "what is new does not come in"
            assert circle.asked - before < at.rounds * FEW * 6, "it is asked for without end"

        circle.closed = False
        play.begun = play.number
        play.come(9, 0)
        await play.catch_up(at.rounds)
        play.judge()


def is_kept(play: Play, own_id: str) -> bool:
    with play.desk.store.reading() as reader:
        kept = reader.all(Message, channel_id=play.channel.id)
    return own_id in {name for message in kept for name in (message.remote_id, message.text)}
