"""Channels: which accounts are connected and how they are, and the coach that connects another."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from smmdesk.desk import private_messages
from smmdesk.desk.brands import open_brand
from smmdesk.model.brand import Brand
from smmdesk.model.changes import Changes
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.mentions import bare
from smmdesk.model.problem import ProblemError
from smmdesk.model.words import _
from smmdesk.platforms import PLATFORMS
from smmdesk.platforms.facts import Facts
from smmdesk.platforms.sign_in_facts import SignInField
from ui.bridge import Bridge
from ui.presenters.channel_rows import ChannelRow, row_of
from ui.presenters.coaching import Coach, keep_keys, wants_keys


class ChannelsPresenter(QObject):
    """`rows`, `by_hand` and `coach` are plain values; `changed` after any changed. `page_wanted` opens
    the browser, `unlock_wanted` asks for the passphrase. `for_post`: the first words of the post that somebody came
    from for another channel, `typed_ahead` what they wrote on meanwhile; `post_resumed` leads back there, with the id
    of the channel that came of it, or none."""

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
        self._is_wanted = False
        self.typed_ahead = ""
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
        rows = [
            row_of(self._desk, channel) for channel in sorted(channels, key=lambda c: (c.sort_key, bare(c.name), c.id))
        ]
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
            self.post_resumed.emit(channel_id if self._is_wanted else "")

    def come_from_post(self, words: str | None, is_wanted: bool = False) -> None:
        """Somebody comes from the post that begins with `words`, and wants another channel for it or does something
        else here; None: nobody does any more."""
        self._is_wanted = is_wanted
        self.typed_ahead = ""
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

    def _desk_changed(self, changes: Changes) -> None:
        if changes.touches("channel", "part"):
            self.reload()
