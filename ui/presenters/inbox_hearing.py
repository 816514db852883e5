"""Which channels let us hear what people write, and which do not: said honestly where the inbox is empty."""

from collections.abc import Iterable

from smmdesk.desk.desk import Desk
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.words import _
from ui.presenters.moments import say_list


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


def who_is_deaf(desk: Desk) -> str:
    """Which of the connected channels do not let us hear what people write; "" where all do."""
    with desk.store.reading() as reader:
        _hears, deaf = who_hears(desk, reader.all(Channel))
    return _("Not heard here: {channels}. Look there yourself.").format(channels=say_list(list(deaf))) if deaf else ""
