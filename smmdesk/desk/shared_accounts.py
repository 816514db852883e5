"""One account may stand behind several channels, also of several brands (a bot that publishes to two of them): what
people write to it in private is told to each of them, and kept once.

It is kept by the channel that was connected first; when that one is gone, signed out, put away or cannot be read, by
the next. What was kept before stays where it is, and whatever becomes of it there is told to that channel too.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from smmdesk.desk.brands import working_channels
from smmdesk.desk.rounds import is_connected
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.message import Heard, MessageKind
from smmdesk.store import messages

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk
    from smmdesk.store.transaction import Transaction


def once(tx: "Transaction", desk: "Desk", channel: Channel, page: Sequence[Heard]) -> list[Heard]:
    """The page without what another channel of the same account keeps, or will keep when it is told."""
    private = [heard.remote_id for heard in page if heard.kind is MessageKind.PRIVATE]
    others = _others(tx, desk, channel) if private else []
    if not others:
        return list(page)
    kept_there = {name for other in others for name in messages.known(tx, other.id, private)}
    mine = messages.known(tx, channel.id, private)
    is_first = all(channel.id < other.id or not messages.could_be_read(tx, other.id) for other in others)
    return [
        heard
        for heard in page
        if heard.kind is not MessageKind.PRIVATE
        or heard.remote_id in mine
        or (is_first and heard.remote_id not in kept_there)
    ]


def _others(tx: "Transaction", desk: "Desk", channel: Channel) -> list[Channel]:
    """The other channels behind which the same account stands, those that hear."""
    name = desk.facts_for(channel).private_to
    account = channel.reported.get(name) if name else None
    if account is None:
        return []
    every = working_channels(tx, platform=channel.platform, status=ChannelStatus.CONNECTED)
    alike = [one for one in every if one.id != channel.id and one.server == channel.server]
    return [one for one in alike if one.reported.get(name) == account and is_connected(one, desk.facts_for(one))]
