"""Channels: which accounts are connected and how they are, and the coach that connects another."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from smmdesk.desk import ending_sign_ins, private_messages
from smmdesk.desk.brands import open_brand
from smmdesk.desk.desk import Desk
from smmdesk.model.brand import Brand
from smmdesk.model.changes import Changes
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.dates import say_clock, say_time
from smmdesk.model.mentions import bare
from smmdesk.model.moment import Moment, from_us
from smmdesk.model.problem import ProblemError
from smmdesk.model.words import _, ngettext
from smmdesk.platforms import PLATFORMS
from smmdesk.platforms.facts import Facts
from smmdesk.platforms.sign_in_facts import SignInField
from smmdesk.store import outbox
from ui.bridge import Bridge
from ui.presenters.coaching import Coach, keep_keys, wants_keys


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


class ChannelsPresenter(QObject):
    """`rows`, `by_hand` and `coach` are plain values; `changed` after any changed. `page_wanted` opens
    the browser, `unlock_wanted` asks for the passphrase. `for_post`: the first words of the post that somebody came
    from for another channel; `post_resumed` leads back there, with the id of the channel that came of it, or none."""

    changed = Signal()
    channel_added = Signal(str)
    post_resumed = Signal(str)
    page_wanted = Signal(str)
    unlock_wanted = Signal()

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self._bridge = bridge
        self.desk = self._desk = bridge.desk
        self.rows: tuple[ChannelRow, ...] = ()
        self.by_hand: tuple[ChannelRow, ...] = ()
        self.coach: Coach | None = None
        self.for_post: str | None = None
        self._answer: asyncio.Future[dict[str, str]] | None = None
        bridge.changed.connect(self._desk_changed)
        self.reload()

    def close(self) -> None:
        self._bridge.tasks.cancel("connect")
        self._bridge.changed.disconnect(self._desk_changed)

    @property
    def platforms(self) -> tuple[Facts, ...]:
        """Everything that can be added."""
        return tuple(facts for key in PLATFORMS if not (facts := self._desk.facts(key)).closed)

    @property
    def only_practice(self) -> bool:
        """Is there nothing yet that anybody else can see?"""
        return all(row.facts.takes_samples for row in (*self.rows, *self.by_hand))

    @property
    def practice_folder(self) -> Path:
        """Where the practice channel's pages may be opened from."""
        return self._desk.paths.practice

    def reload(self) -> None:
        brand_id = self.brand.id
        with self._desk.store.reading() as reader:
            mine = reader.all(Channel, brand_id=brand_id)
        channels = [c for c in mine if c.status is not ChannelStatus.ARCHIVED]
        rows = [self._row(channel) for channel in sorted(channels, key=lambda c: (c.sort_key, bare(c.name), c.id))]
        self.rows = tuple(row for row in rows if row.facts.sends_by_itself)
        self.by_hand = tuple(row for row in rows if not row.facts.sends_by_itself)
        self.changed.emit()

    def start(self, platform: str, again: Channel | None = None) -> None:
        """Open the coach for a platform, or to sign a channel in again."""
        facts = self._desk.facts(platform)
        values: dict[str, str] = {}
        if again is not None:
            values = {"server": again.server, "user": again.handle, **private_messages.asked_before(facts, again)}
        wants = wants_keys(self._desk, facts, self.brand.id)
        if facts.guided_first and wants and again is None:
            facts = facts.assisted()
        ends = again is not None and again.sign_in_ends_at_us is not None  # it was made in the browser
        coach = Coach(facts, values, again=again, browser=ends, wants_keys=wants)
        self.coach = replace(coach, choosing=coach.has_ways and facts.sends_by_itself)
        self.changed.emit()

    def sign_in_again(self, channel_id: str) -> None:
        """Open the coach for a channel that is signed out, or not connected yet."""
        row = next((row for row in (*self.rows, *self.by_hand) if row.channel.id == channel_id), None)
        if row is not None:
            self.start(row.channel.platform, row.channel)

    def leave(self) -> None:
        """Close the coach; a sign-in in the browser is given up, nothing is lost."""
        self._bridge.tasks.cancel("connect")
        self.coach = None
        self.changed.emit()

    def paste_instead(self) -> None:
        """Use a pasted secret where the browser cannot be used."""
        if self.coach is not None:
            self.set_coach(state="form", pasted=True, problem=None)

    def connect_channel(self, values: Mapping[str, str]) -> None:
        """Connect with what the form holds: in the browser, or at once with a pasted secret."""
        if self.coach is None:
            return
        if self.coach.state == "ask" and self._answer is not None:
            self._answer.set_result(dict(values))
            return
        if self.coach.asks_keys:
            keep_keys(self, values)
            return
        in_browser = self.coach.in_browser
        kept = {key: value for key, value in values.items() if key != "secret"}
        self.set_coach(values=kept, state="browser" if in_browser else "working", problem=None)
        self._bridge.run(self._connect(dict(values), in_browser), key="connect")

    def check(self, channel_id: str) -> None:
        """Ask the platform who the sign-in is; publishes nothing."""
        from smmdesk.desk import connecting

        async def work() -> None:
            channel = await connecting.check_channel(self._desk, channel_id)
            self._bridge.announce(_("{channel} answers").format(channel=channel.name))

        self._bridge.run(work(), key=f"check:{channel_id}")

    @property
    def bridge(self) -> Bridge:
        return self._bridge

    @property
    def brand(self) -> Brand:
        """Whose channels they are."""
        return open_brand(self._desk)

    def check_all(self) -> None:
        for row in self.rows:
            self.check(row.channel.id)

    def pause(self, channel_id: str, paused: bool) -> None:
        from smmdesk.desk import connecting

        self._bridge.attempt(lambda: connecting.pause_channel(self._desk, channel_id, paused))

    def rename(self, channel_id: str, name: str) -> None:
        from smmdesk.desk import connecting

        self._bridge.attempt(lambda: connecting.rename_channel(self._desk, channel_id, name))

    def remove(self, channel_id: str) -> None:
        """Sign out there, forget the sign-in here; posts stay as they are."""
        from smmdesk.desk import connecting

        async def work() -> None:
            await connecting.remove_channel(self._desk, channel_id)
            self._bridge.announce(_("The channel was removed. Its posts are still here."))

        self._bridge.run(work(), key=f"remove:{channel_id}")

    async def _connect(self, values: dict[str, str], in_browser: bool) -> None:
        from smmdesk.desk import connecting

        coach = self.coach
        if coach is None:
            return
        brand = open_brand(self._desk)
        try:
            if coach.again is not None:
                open_page = self.page_wanted.emit if in_browser else None
                channel = await connecting.sign_in_again(self._desk, coach.again.id, values, open_page, self._ask)
            elif in_browser:
                channel = await connecting.browser_sign_in(
                    self._desk, brand.id, coach.facts.key, values, self.page_wanted.emit, self._ask
                )
            else:
                guided = not coach.facts.sends_by_itself
                channel = await connecting.add_channel(self._desk, brand.id, coach.facts.key, values, guided=guided)
        except ProblemError as error:
            said = error.problem
            real = {said.field: str(said.values["url"])} if said.code == "server_moved" else {}
            self.set_coach(state="form", problem=said, values={**coach.values, **real})
            return
        self.coach = None
        self._bridge.announce(_("{channel} is connected").format(channel=channel.name))
        self.added(channel.id)

    def added(self, channel_id: str) -> None:
        """A channel came: show it, and go back to the post that it was wanted for."""
        self.reload()
        self.channel_added.emit(channel_id)
        if self.for_post is not None:
            self.post_resumed.emit(channel_id)

    def come_from_post(self, words: str | None) -> None:
        """Somebody wants another channel for the post that begins with `words`; None: nobody does any more."""
        if words != self.for_post:
            self.for_post = words
            self.changed.emit()

    async def _ask(self, fields: tuple[SignInField, ...]) -> Mapping[str, str] | None:
        """Something that the browser shows and the person pastes here, in the middle of a sign-in."""
        self._answer = asyncio.get_running_loop().create_future()
        self.set_coach(state="ask", asked=fields)
        try:
            return await self._answer
        finally:
            self._answer = None
            self.set_coach(state="working", asked=())

    def set_coach(self, **changes: object) -> None:
        """Show the coach with other values; nothing where it was left meanwhile."""
        if self.coach is not None:
            self.coach = replace(self.coach, **changes)  # type: ignore[arg-type]
            self.changed.emit()

    def _row(self, channel: Channel) -> ChannelRow:
        facts, own = self._desk.facts_for(channel), self._desk.facts(channel.platform)
        off = facts.schedule is not None and channel.hand_off
        how, icon = _("Keep this computer on"), "plug"
        if off:
            how, icon = _("Goes out even if this computer is off"), "cloud-clock"
        if facts.takes_samples:
            how, icon = _("For practice: nobody else sees it"), "folder"
        if _lacks_host(self._desk, channel, facts):
            how, icon = _("Photos: say in Settings where they may lie on the web, else you publish those"), "globe"
        if not facts.sends_by_itself:
            how, icon = _("We prepare text and photos; you paste them"), "copy"
        waiting = self._waiting(channel.id)
        signed_out = channel.status is ChannelStatus.SIGNED_OUT
        if signed_out or channel.paused:
            words = ngettext("{count} post paused, safe", "{count} posts paused, safe", waiting)
            how, icon = words.format(count=waiting) if waiting else _("Paused"), "pause"
        health, tone = self._health(channel)
        return ChannelRow(
            channel,
            facts,
            self._desk.shown_facts(channel),
            how,
            icon,
            health,
            tone,
            waiting,
            needs_sign_in=signed_out,
            ends_soon=ending_sign_ins.ends_soon(self._desk, channel) or channel.lacks_numbers,
            may_switch=own.sends_by_itself and not own.takes_samples,
            note=private_messages.note_of(self._desk, channel),
        )

    def _waiting(self, channel_id: str) -> int:
        with self._desk.store.reading() as reader:
            return outbox.waiting_on_channel(reader, channel_id)

    def _health(self, channel: Channel) -> tuple[str, str]:
        from smmdesk.desk.keys import not_granted

        if channel.status is ChannelStatus.SIGNED_OUT:
            return _("Signed us out"), "danger"
        if channel.status is ChannelStatus.PLANNED:
            return _("Not connected yet"), "warning"
        if ending := ending_sign_ins.notice_now(self._desk, channel):
            return ending.title, "warning"
        if refused := not_granted(self._desk, channel):
            return _("Not allowed there: {what}").format(what=", ".join(map(_, refused))), "warning"
        if channel.lacks_numbers:
            return _("Sign in again, so that its numbers come in"), "warning"
        if channel.checked_at_us is None or channel.guided:
            return _("Ready") if channel.guided else _("Connected"), "success"
        brand_zone = open_brand(self._desk).zone
        at, now = Moment.of(from_us(channel.checked_at_us), brand_zone), Moment.of(self._desk.clock.now(), brand_zone)
        if at.day == now.day:
            return _("Checked today, {time}").format(time=say_clock(at.shown)), "success"
        return _("Checked {time}").format(time=say_time(at)), "success"

    def _desk_changed(self, changes: Changes) -> None:
        if changes.touches("channel", "part"):
            self.reload()


def _lacks_host(desk: Desk, channel: Channel, facts: Facts) -> bool:
    """Whether what has photos here waits for a place on the web to fetch them from."""
    if not facts.sends_by_itself or not (facts.needs_public_media or facts.needs_public_images):
        return False
    from smmdesk.desk import media_host

    with desk.store.reading() as reader:
        return media_host.chosen(reader, channel.brand_id) is None
