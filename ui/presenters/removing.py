"""What is said before a channel is removed: what goes, what stays, what the platform's own list still holds."""

from dataclasses import dataclass

from smmdesk.desk.desk import Desk
from smmdesk.desk.standstill import of_channel
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.words import _, ngettext


@dataclass(frozen=True, slots=True)
class Removal:
    """`may` is False while posts on the platform's own list have to be taken back first (R6)."""

    text: str
    may: bool


def removal_of(desk: Desk, channel: Channel) -> Removal:
    """The words of the question, sentence by sentence."""
    facts = desk.facts_for(channel)
    with desk.store.reading() as reader:
        there = of_channel(reader, channel.id)
    may = not there.listed or channel.status is not ChannelStatus.CONNECTED
    said = [
        _("We sign out there and delete the sign-in here."),
        _("Your posts and messages stay here; what is already online stays online."),
    ]
    if there.here:
        words = ngettext(
            "{count} post that waits for its time does not go out there any more.",
            "{count} posts that wait for their time do not go out there any more.",
            there.here,
        )
        said.append(words.format(count=there.here))
    if there.listed:
        said.append(_listed_words(may, there.listed).format(count=there.listed, platform=_(facts.name)))
    return Removal("\n".join(said), may)


def _listed_words(may: bool, count: int) -> str:
    if may:
        return ngettext(
            "{count} post stands on {platform}’s own list and goes out from there, unless you delete it there.",
            "{count} posts stand on {platform}’s own list and go out from there, unless you delete them there.",
            count,
        )
    return ngettext(
        "{count} post stands on {platform}’s own list: take it back first, or let it go out.",
        "{count} posts stand on {platform}’s own list: take them back first, or let them go out.",
        count,
    )
