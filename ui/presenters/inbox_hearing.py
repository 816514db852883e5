"""Which channels let us hear what people write, and which do not: said honestly where the inbox is empty."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from smmdesk.desk.desk import Desk
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.for_the_eye import isolated
from smmdesk.model.moment import to_us
from smmdesk.model.words import _
from smmdesk.store import inbox_reads
from smmdesk.store.reader import Reader
from ui.presenters.inbox_rows import say_when
from ui.presenters.moments import say_list

PATIENCE_US = 10 * 60 * 1_000_000
"""One round that fails is nothing to be told of."""


def who_hears(desk: Desk, channels: Iterable[Channel]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names of the connected channels that tell what people write, and of those that do not."""
    from smmdesk.desk.listening import is_heard  # the platforms' code comes with it: after the list stands there

    hears: list[str] = []
    deaf: list[str] = []
    for channel in channels:
        if channel.status is ChannelStatus.CONNECTED:
            facts = desk.facts_for(channel)
            if facts.takes_samples:
                continue
            (hears if is_heard(facts) else deaf).append(channel.name)
    return tuple(hears), tuple(deaf)


def who_is_deaf(desk: Desk, brands: Collection[str]) -> str:
    """Which of the connected channels do not let us hear what people write; "" where all do."""
    with desk.store.reading() as reader:
        _hears, deaf = who_hears(desk, _of(reader, brands))
    return _("Not heard here: {channels}. Look there yourself.").format(channels=say_list(list(deaf))) if deaf else ""


@dataclass(frozen=True, slots=True)
class Unheard:
    """A channel whose messages do not come in though they should, and why, in words."""

    channel_id: str
    words: str


def who_is_unheard(desk: Desk, brands: Collection[str]) -> tuple[Unheard, ...]:
    """Channels that could not be read for a while, and those that have to be signed in again to be heard."""
    now = desk.clock.now()
    with desk.store.reading() as reader:
        channels = {channel.id: channel for channel in _of(reader, brands)}
        found = [one for one in inbox_reads.unreadable(reader) if to_us(now) - one.since_us >= PATIENCE_US]
        zones = {brand.id: brand.zone for brand in reader.all(Brand)}
    made = []
    for one in found:
        channel = channels.get(one.channel_id)
        if channel is not None and channel.status is ChannelStatus.CONNECTED:
            when = say_when(one.since_us, now, zones[channel.brand_id])
            said = _("What people write on {channel} has not come in since {time}. {problem}.")
            words = said.format(channel=isolated(channel.name), time=when, problem=one.problem.title)
            made.append(Unheard(channel.id, words))
    return (*made, *_signed_out(desk, channels.values()))


def _of(reader: Reader, brands: Collection[str]) -> list[Channel]:
    return [channel for channel in reader.all(Channel) if channel.brand_id in brands]


def _signed_out(desk: Desk, channels: Iterable[Channel]) -> Iterable[Unheard]:
    for channel in channels:
        if channel.status is ChannelStatus.SIGNED_OUT and _may_be_heard(desk, channel):
            said = _("What people write on {channel} does not come in: sign in again.")
            if channel.is_new_here:
                said = _("What people write on {channel} does not come in yet: sign in once on this computer.")
            yield Unheard(channel.id, said.format(channel=isolated(channel.name)))


def _may_be_heard(desk: Desk, channel: Channel) -> bool:
    from smmdesk.desk.listening import is_heard  # as above

    return is_heard(desk.facts_for(channel))
