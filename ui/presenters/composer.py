"""The composer: one post, written once, worded per channel, checked, dated and sent on its way."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from smmdesk.desk import arming, good_times, planning, templates
from smmdesk.desk.brands import open_brand
from smmdesk.desk.checking import check_post
from smmdesk.desk.desk import Desk
from smmdesk.model.brand import Brand
from smmdesk.model.changes import Changes
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.content import Content
from smmdesk.model.delivery import Delivery
from smmdesk.model.moment import Moment, to_us
from smmdesk.model.planning_aids import Template
from smmdesk.model.post import Post, published_count
from smmdesk.model.problem import Problem, ProblemError
from smmdesk.model.stages import Stage
from smmdesk.store.calendar_reads import CalendarReader
from ui.bridge import Bridge
from ui.presenters.composer_card import CardBox
from ui.presenters.composer_draft import Draft
from ui.presenters.composer_languages import LanguageChip, read_languages
from ui.presenters.composer_media import MediaBox
from ui.presenters.composer_mentions import MentionFinder
from ui.presenters.composer_poll import PollVerbs
from ui.presenters.composer_problems import problem_rows
from ui.presenters.composer_saving import Autosave
from ui.presenters.composer_screen import OUT_FOR_GOOD, Around, Screen, chosen_voices, screen_of
from ui.presenters.composer_slot import SlotOffer
from ui.presenters.composer_spelling import SpellBox
from ui.presenters.composer_state import Jump, ProblemRow, Voice
from ui.presenters.composer_voices import read_voices
from ui.presenters.composer_when import WhenField, time_choices
from ui.presenters.moments import say_list
from ui.presenters.timers import MakeDelay, QtDelay

if TYPE_CHECKING:
    from ui.presenters.repeating import Asked

SETTLE_MS = 50
"""So long after the last key the checks and previews are made anew (performance.md 15)."""
AN_HOUR, DAYS_AHEAD = timedelta(hours=1), timedelta(days=9)


class ComposerPresenter(QObject):
    """`screen` is all that is shown. Edits go through `draft`, photos through `media`, the ways out through
    `ui.presenters.composer_intents`.

    changed: `screen` may differ.  settled: typing paused, `screen.problems` is fresh.
    closed: the post is done with, the person wants back.  field_wanted: a Jump, the cursor belongs there.
    post_opened: another post is wanted, by id.  channel_wanted: another channel is to be connected for it.
    sign_in_wanted: a channel is to be connected, or signed in to again, by id.
    contribution_wanted: whose photo or words these are, and what they said to that, by the contribution's id.
    person_wanted: what somebody is called on each platform is to be typed, by the person's id.
    """

    changed = Signal()
    settled = Signal()
    closed = Signal()
    field_wanted = Signal(object)
    post_opened = Signal(str)
    channel_wanted = Signal()
    sign_in_wanted = Signal(str)
    person_wanted = Signal(str)
    contribution_wanted = Signal(str)

    def __init__(self, bridge: Bridge, post: Post, stored: Post | None, make_delay: MakeDelay | None = None) -> None:
        super().__init__()
        self.bridge = bridge
        self.desk = bridge.desk
        make = make_delay or (lambda callback: QtDelay(callback, self))
        with self.desk.store.reading() as reader:
            self.brand = reader.get(Brand, post.brand_id)
            self.voices: tuple[Voice, ...] = read_voices(self.desk, reader, post)
        self.draft = Draft(post, self.desk.clock.monotonic, self._draft_changed)
        self.saving = Autosave(bridge, self.draft, stored, self.brand.zone, make, self._show)
        self.when = WhenField(self.brand.zone, post.planned)
        self._planned = post.planned
        self._slot = SlotOffer(self.desk)
        self.media = MediaBox(bridge, self.draft, self._media_changed)
        self.card = CardBox(bridge, self.draft, self.media, self._media_changed, make)
        self.poll = PollVerbs(self.draft)
        self.mentions = MentionFinder(bridge, self.draft, post.brand_id, lambda: self.chosen, make)
        self.spelling = SpellBox(bridge, self.draft, make)
        self._settle = make(self._settled)
        self.attempted = False
        self.repeats_along: Asked | None = None
        self.is_closed = False
        self._deliveries: tuple[Delivery, ...] = ()
        self.languages: tuple[LanguageChip, ...] = ()
        self._locked: Problem | None = None
        self._problems: tuple[ProblemRow, ...] = ()
        self._taken_times: tuple[Moment, ...] = ()
        self._good_times = good_times.of_brand(self.desk, post.brand_id)
        self.screen: Screen
        bridge.changed.connect(self._desk_changed)
        self._read_around()
        self.media.load(post)
        if self.brand.logo_asset_id is not None:  # the picture of the profile in the previews
            self.media.learn([self.brand.logo_asset_id])
        self._settled()

    # -- opening
    @classmethod
    def open(cls, bridge: Bridge, post_id: str, make_delay: MakeDelay | None = None) -> "ComposerPresenter":
        """Edit a post. Raises ProblemError(not_found)."""
        with bridge.desk.store.reading() as reader:
            post = reader.get(Post, post_id)
        return cls(bridge, post, post, make_delay)

    @classmethod
    def new(
        cls, bridge: Bridge, wanted: Mapping[str, object] | None = None, make_delay: MakeDelay | None = None
    ) -> "ComposerPresenter":
        """A new draft, stored with its first words.

        `wanted` may hold day (date), moment, paths, assets (ids), text, stage, template.
        """
        wishes = dict(wanted or {})
        brand = open_brand(bridge.desk)
        presenter = cls(bridge, _new_post(bridge, brand, wishes), None, make_delay)
        paths = wishes.get("paths")
        if isinstance(paths, Sequence):
            presenter.media.take_files([Path(path) for path in paths])
        assets = wishes.get("assets")
        if isinstance(assets, Sequence):
            presenter.media.add_assets([str(asset_id) for asset_id in assets])
        return presenter

    def close(self) -> bool:
        """Save and let go. False when saving did not work: the composer stays open with its text."""
        if self.is_closed:
            return True
        self.commit_time()
        if not self.saving.flush():
            return False
        if self.repeats_along is not None:
            from ui.presenters.repeating import carry_repeats

            carry_repeats(self)
        self.let_go()
        return True

    def let_go(self) -> None:
        """Stop listening; what is not saved stays unsaved."""
        if self.is_closed:
            return
        self.is_closed = True
        self.saving.stop()
        self._settle.stop()
        self.media.close()
        self.card.close()
        self.mentions.close()
        self.spelling.close()
        self.bridge.changed.disconnect(self._desk_changed)

    # -- what the view does that is no edit
    @property
    def chosen(self) -> tuple[Voice, ...]:
        """The channels of the post."""
        return chosen_voices(self.draft.post, self.voices)

    @property
    def language(self) -> str:
        """The language of the post: descriptions of photos are written in it."""
        return self.draft.post.language or self.brand.language

    def begin_spelling(self) -> None:
        """Somebody sees the words now: look at how they are written."""
        self.spelling.begin([self.brand.name, *(voice.channel.name for voice in self.voices)])
        self.spelling.follow(self.written_in, self.draft.content)

    @property
    def written_in(self) -> str:
        """The language of the open tab: the channel's own choice, else the post's."""
        return str(self.draft.content.options.get("language") or "") or self.language

    def now(self) -> datetime:
        return self.desk.clock.now()

    def jump(self, jump: Jump) -> None:
        """Open the tab of a field and ask for the cursor there."""
        if jump.where != self.draft.tab:
            self.draft.show_tab(jump.where)
        self.field_wanted.emit(jump)

    def type_time(self, text: str) -> None:
        """The time field was typed in: say back what it means; nothing is planned yet."""
        self.when.type(text, self.now())
        self._show()

    def commit_time(self) -> None:
        """The time field was left: plan what it means, when it means something that is still to come."""
        moment = self.when.moment
        if self.when.problem is not None or moment == self.draft.post.planned:
            return
        if moment is not None and moment.instant <= self.now():
            return
        if moment is None and self.screen.head.is_armed:
            self.when.show(self.draft.post.planned)
            self._show()
            return
        self.draft.set_planned(moment)

    def choose_time(self, moment: Moment) -> None:
        """One of the moments offered."""
        self.when.show(moment)
        self.commit_time()
        self._show()

    # -- following
    def refresh(self) -> None:
        """Read again what surrounds the post, check it and show it."""
        self._read_around()
        self._settled()

    def _draft_changed(self, said: bool) -> None:
        if said:
            self._follow_planned()
            self.saving.touch()
            self._settle.start(SETTLE_MS)
        else:
            self.spelling.follow(self.written_in, self.draft.content)
        self._show()

    def _follow_planned(self) -> None:
        """The time field shows a moment that was planned elsewhere; what is only typed in it stays."""
        if self.draft.post.planned != self._planned:
            self._planned = self.draft.post.planned
            self.when.show(self._planned)
            with self.desk.store.reading() as reader:  # the day may stand in the links
                self.voices = read_voices(self.desk, reader, self.draft.post)

    def _media_changed(self) -> None:
        if not self.is_closed:
            self._settle.start(SETTLE_MS)
            self._show()

    def _settled(self) -> None:
        if self.is_closed:
            return
        self._settle.stop()
        self._problems = self._check()
        self.card.follow(self.chosen)
        self.spelling.follow(self.written_in, self.draft.content)
        self._show()
        self.settled.emit()

    def _check(self) -> tuple[ProblemRow, ...]:
        post = self.draft.post
        if self._locked is not None or (post.content.is_empty and not post.wordings and not self.attempted):
            return ()
        return problem_rows(post, self.chosen, check_post(self.desk, post))

    def _show(self) -> None:
        post = self.draft.post
        choices = self._slot.choices(post, self.when.moment, self.now())
        choices += time_choices(self.now(), self.when.zone, self._taken_times, good=self._good_times)
        around = Around(
            self.brand,
            self.voices,
            self._deliveries,
            self.now(),
            self.desk.policy.hand_off_ahead,
            self._locked,
            self._problems,
            self.media.strip(post, self.draft.tab, self.language),
            self.when.state(self.now(), choices, asks=self._locked is None),
            self.card.row(self.draft.tab, self.chosen),
        )
        self.screen = screen_of(self.draft, self.saving, around)
        self.changed.emit()

    def _read_around(self) -> None:
        post = self.draft.post
        self._taken_times = self._read_times()
        self._slot.forget()
        with self.desk.store.reading() as reader:
            self.voices = read_voices(self.desk, reader, post)
            self._deliveries = reader.deliveries_of(post.id) if self.saving.stored is not None else ()
            self.languages = read_languages(reader, self)
            self._locked = None
            if self.saving.stored is not None:
                try:
                    arming.require_changeable(reader, self.saving.stored)
                except ProblemError as error:
                    self._locked = _locked_by(error.problem, self._deliveries, self.voices)

    def _read_times(self) -> tuple[Moment, ...]:
        """When other posts of the brand go out in the next days."""
        start = self.now()
        with closing(CalendarReader(self.desk.paths.database)) as calendar:
            rows = calendar.month(self.brand.id, to_us(start - AN_HOUR), to_us(start + DAYS_AHEAD))
        own = self.draft.post.id
        return tuple(row.moment for row in rows if row.post_id != own and row.moment is not None)

    def _desk_changed(self, changes: Changes) -> None:
        if self.saving.is_writing or self.is_closed:
            return
        stored = self.saving.stored
        if stored is not None and changes.touches("post"):
            with self.desk.store.reading() as reader:
                newest = reader.find(Post, stored.id)
            if newest is None or newest.deleted_at_us is not None:
                self.let_go()
                self.closed.emit()
                return
            if newest.revision != stored.revision:
                self.saving.take_over(newest)
                self._follow_planned()
        if changes.touches("post", "delivery", "part", "channel", "asset", "brand", "campaign", "person"):
            had_none = not self.voices
            self.refresh()
            if had_none:
                self._take_first_channels()

    def _take_first_channels(self) -> None:
        """A post that was begun before there was any channel goes where a new one would: the very first start makes
        the practice channel while somebody writes already."""
        ready = _begins_with(self.desk, [voice.channel for voice in self.voices])
        if ready and not self.draft.post.channels and self._locked is None:
            self.draft.choose_channels(ready)


def _locked_by(problem: Problem, deliveries: Sequence[Delivery], voices: Sequence[Voice]) -> Problem:
    """Why the post is only shown: said differently once it is out everywhere."""
    done, live = published_count(deliveries)
    if not done or done != live:
        return problem
    where = {delivery.channel_id for delivery in deliveries}
    return Problem(OUT_FOR_GOOD, {"channel": say_list([voice.channel.name for voice in voices if voice.id in where])})


def several(presenter: ComposerPresenter) -> Brand | None:
    """Whose post it is, where there are several brands; None where nobody has to ask."""
    return presenter.brand if len(presenter.bridge.calendar.brands()) > 1 else None


def _begins_with(desk: Desk, channels: Sequence[Channel]) -> tuple[str, ...]:
    """Where a new post goes until somebody chooses: to all that is connected, for practice where nothing else is."""
    ready = [channel for channel in channels if channel.status is ChannelStatus.CONNECTED]
    real = [channel for channel in ready if not desk.facts_for(channel).takes_samples]
    return tuple(channel.id for channel in real or ready)


def _new_post(bridge: Bridge, brand: Brand, wishes: Mapping[str, object]) -> Post:
    with bridge.desk.store.reading() as reader:
        channels = reader.all(Channel, brand_id=brand.id)
    ready = _begins_with(bridge.desk, channels)
    moment = wishes.get("moment")
    day = wishes.get("day")
    if moment is None and isinstance(day, date):
        moment = planning.next_default_time(bridge.desk, brand.id, day)
    post = Post("", brand.id, channels=ready, language=brand.language, created_at_us=0)
    template = wishes.get("template")
    if isinstance(template, Template):
        return templates.begun(bridge.desk, template, post)
    return replace(
        post,
        content=Content(text=str(wishes.get("text") or "")),
        planned=moment if isinstance(moment, Moment) else None,
        stage=Stage(str(wishes.get("stage") or Stage.DRAFT)),
    )
