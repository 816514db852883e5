"""One channel as a line of the list: what the computer must do, and how its sign-in is."""

from dataclasses import dataclass

from smmdesk.desk import ending_sign_ins, private_messages
from smmdesk.desk.brands import open_brand
from smmdesk.desk.desk import Desk
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.dates import say_clock, say_time
from smmdesk.model.moment import Moment, from_us
from smmdesk.model.words import _, ngettext
from smmdesk.platforms.facts import Facts
from smmdesk.store import outbox


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """One channel as a line shows it. `how` says what the computer must do, `health` how the sign-in is.

    `shown` are the facts of the platform it looks like, which is another one for practice channels. `may_switch`: both
    smmdesk and the person could publish here. `note` is what there is to say of private messages.
    """

    channel: Channel
    facts: Facts
    shown: Facts
    how: str
    how_icon: str
    health: str
    tone: str
    waiting: int
    needs_sign_in: bool
    ends_soon: bool
    may_switch: bool
    note: str = ""

    @property
    def has_button(self) -> bool:
        """Is there something to do for the person: connect it, or sign in again?"""
        return self.needs_sign_in or self.ends_soon or self.channel.status is ChannelStatus.PLANNED

    @property
    def way_in(self) -> str:
        """What the button says: nobody signs in again where nobody did before."""
        if self.channel.status is ChannelStatus.PLANNED:
            return _("Connect")
        return _("Sign in") if self.channel.is_new_here else _("Sign in again")


def row_of(desk: Desk, channel: Channel) -> ChannelRow:
    facts, own = desk.facts_for(channel), desk.facts(channel.platform)
    off = facts.schedule is not None and channel.hand_off
    how, icon = _("Keep this computer on"), "plug"
    if off:
        how, icon = _("Goes out even if this computer is off"), "cloud-clock"
    if facts.takes_samples:
        how, icon = _("For practice: nobody else sees it"), "folder"
    if _lacks_host(desk, channel, facts):
        how, icon = _("Photos: say in Settings where they may lie on the web, else you publish those"), "globe"
    if not facts.sends_by_itself:
        how, icon = _("We prepare text and photos; you paste them"), "copy"
    waiting = _waiting(desk, channel.id)
    signed_out = channel.status is ChannelStatus.SIGNED_OUT
    if signed_out or channel.paused:
        words = ngettext("{count} post paused, safe", "{count} posts paused, safe", waiting)
        how, icon = words.format(count=waiting) if waiting else _("Paused"), "pause"
    health, tone = _health(desk, channel)
    return ChannelRow(
        channel,
        facts,
        desk.shown_facts(channel),
        how,
        icon,
        health,
        tone,
        waiting,
        needs_sign_in=signed_out,
        ends_soon=ending_sign_ins.ends_soon(desk, channel) or channel.lacks_numbers,
        may_switch=own.sends_by_itself and not own.takes_samples,
        note=private_messages.note_of(desk, channel),
    )


def _waiting(desk: Desk, channel_id: str) -> int:
    with desk.store.reading() as reader:
        return outbox.waiting_on_channel(reader, channel_id)


def _health(desk: Desk, channel: Channel) -> tuple[str, str]:
    from smmdesk.desk.keys import not_granted

    if channel.status is ChannelStatus.SIGNED_OUT:
        return (_("Not signed in here yet"), "warning") if channel.is_new_here else (_("Signed us out"), "danger")
    if channel.status is ChannelStatus.PLANNED:
        return _("Not connected yet"), "warning"
    if ending := ending_sign_ins.notice_now(desk, channel):
        return ending.title, "warning"
    if refused := not_granted(desk, channel):
        return _("Not allowed there: {what}").format(what=", ".join(map(_, refused))), "warning"
    if channel.lacks_numbers:
        return _("Sign in again, so that its numbers come in"), "warning"
    if channel.checked_at_us is None or channel.guided:
        return _("Ready") if channel.guided else _("Connected"), "success"
    brand_zone = open_brand(desk).zone
    at, now = Moment.of(from_us(channel.checked_at_us), brand_zone), Moment.of(desk.clock.now(), brand_zone)
    if at.day == now.day:
        return _("Checked today, {time}").format(time=say_clock(at.shown)), "success"
    return _("Checked {time}").format(time=say_time(at)), "success"


def _lacks_host(desk: Desk, channel: Channel, facts: Facts) -> bool:
    """Whether what has photos here waits for a place on the web to fetch them from."""
    if not facts.sends_by_itself or not (facts.needs_public_media or facts.needs_public_images):
        return False
    from smmdesk.desk import media_host

    with desk.store.reading() as reader:
        return media_host.chosen(reader, channel.brand_id) is None
