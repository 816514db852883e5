"""A new desk can be tried at once, and an old one is left alone."""

import subprocess
import sys

from smmdesk.desk import connecting, first_start
from smmdesk.desk.desk import Desk
from smmdesk.model.channel import Channel, ChannelStatus
from tests.helpers.program_command import ROOT


def channels(desk: Desk) -> tuple[Channel, ...]:
    with desk.store.reading() as reader:
        return reader.all(Channel)


async def test_a_new_desk_has_a_brand_and_a_practice_channel(desk: Desk) -> None:
    await first_start.begin(desk)
    assert [(desk.facts_for(c).takes_samples, c.status) for c in channels(desk)] == [(True, ChannelStatus.CONNECTED)]


async def test_a_removed_practice_channel_does_not_come_back(desk: Desk) -> None:
    channel = await first_start.begin(desk)
    assert channel is not None
    await connecting.remove_channel(desk, channel.id)
    assert await first_start.begin(desk) is None
    assert [c.status for c in channels(desk)] == [ChannelStatus.ARCHIVED]


def test_what_talks_to_platforms_is_loaded_when_there_is_something_to_begin() -> None:
    """The window asks at every start, right after its first picture: it would stand still for that long."""
    words = "import sys, smmdesk.desk.first_start; print('httpx' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", words], cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["False"]
