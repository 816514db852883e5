"""A brand that was half removed, and no window: the engine erases the rest by itself."""

from dataclasses import replace
from datetime import timedelta

import pytest

from smmdesk.desk import several_brands
from smmdesk.desk.desk import Desk
from smmdesk.desk.import_plan import Going
from smmdesk.desk.publishing import Publisher
from smmdesk.desk.removing_brand import go_on
from smmdesk.engine import Engine
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.store import brand_erasing
from smmdesk.system.clock import ManualClock
from smmdesk.system.tasks import TaskScope
from tests.desk.support import add_channel, add_post
from tests.desk.test_engine_chores import until


@pytest.fixture
def channel(desk: Desk, brand: Brand) -> Channel:
    """Of a brand that was let go, and whose sign-ins are over."""
    other = several_brands.add_brand(desk, "Cafe Lume", "Europe/Rome", "it")
    made = add_channel(desk, other, "Window", status=ChannelStatus.ARCHIVED)
    add_post(desk, other, "Bread", made)
    several_brands.put_away(desk, other.id)
    with desk.store.transaction() as tx:
        brand_erasing.begin(tx, other.id)
    return made


def is_there(desk: Desk, brand_id: str) -> bool:
    with desk.store.reading() as reader:
        return reader.find(Brand, brand_id) is not None


async def test_the_engine_erases_what_is_left(desk: Desk, clock: ManualClock, channel: Channel) -> None:
    engine, tasks = Engine(desk, Publisher(desk)), TaskScope()
    tasks.start(engine._chores())
    await until(lambda: bool(clock._sleepers))
    clock.advance(timedelta(minutes=1))
    await until(lambda: not is_there(desk, channel.brand_id))
    await tasks.aclose()
    with desk.store.reading() as reader:
        assert brand_erasing.leaving(reader) == ()


@pytest.mark.parametrize("why", ["signed in", "untold", "not let go", "stopped"])
def test_what_asks_for_a_person_or_a_platform_is_left(desk: Desk, channel: Channel, why: str) -> None:
    """Given back by an engine that is offline just now, a sign-in would be one that nobody was told of."""
    with desk.store.transaction() as tx:
        if why == "signed in":
            tx.put(replace(tx.get(Channel, channel.id), status=ChannelStatus.CONNECTED))
        elif why == "untold":
            brand_erasing.note_untold(tx, channel.brand_id, "Window")
        elif why == "not let go":
            brand_erasing._keep(tx, brand_erasing.LEAVING, [])
    go_on(desk, Going(stopping=why == "stopped"))
    assert is_there(desk, channel.brand_id)
