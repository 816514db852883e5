"""What customers made: the list, the one that is chosen, and what a person does with it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from smmdesk.desk import contribution_photos, contributions, media_intake
from smmdesk.desk.brands import open_brand
from smmdesk.desk.contributions import Stood
from smmdesk.model.brand import Brand
from smmdesk.model.changes import Changes
from smmdesk.model.channel import Channel
from smmdesk.model.contribution import Contribution, Shown, Standing
from smmdesk.model.dates import say_day, say_day_and_year
from smmdesk.model.for_the_eye import isolated
from smmdesk.model.message import Message
from smmdesk.model.moment import Moment, from_us
from smmdesk.model.post import Post
from smmdesk.model.words import N_, _, ngettext
from ui.bridge import Bridge
from ui.presenters.inbox_rows import say_when
from ui.presenters.typed_days import typed_day

WORDS: dict[Standing, str] = {
    Standing.NEW: N_("Not asked yet"),
    Standing.ASKED: N_("Asked"),
    Standing.GRANTED: N_("May be used"),
    Standing.REFUSED: N_("Refused"),
    Standing.EXPIRED: N_("Run out"),
    Standing.WITHDRAWN: N_("Taken back"),
    Standing.FORGOTTEN: N_("Only the proof"),
}
ICONS: dict[Standing, tuple[str, str]] = {
    Standing.NEW: ("message-circle", "text-muted"),
    Standing.ASKED: ("clock", "warning"),
    Standing.GRANTED: ("circle-check", "success"),
    Standing.REFUSED: ("circle-x", "danger"),
    Standing.EXPIRED: ("calendar-clock", "danger"),
    Standing.WITHDRAWN: ("circle-minus", "danger"),
    Standing.FORGOTTEN: ("lock", "text-muted"),
}
"""Icon and tone of each; the word stands beside it always."""


@dataclass(frozen=True, slots=True)
class ContributionRow:
    """One line of the list. `asset_id` is the photo that stands for it, "" for none."""

    key: str
    name: str
    text: str
    when: str
    standing: Standing
    asset_id: str = ""
    platform: str = ""
    tint: str = ""

    @property
    def state(self) -> str:
        words = WORDS[self.standing]
        return _(words)

    @property
    def spoken(self) -> str:
        return ", ".join(filter(None, (self.name, self.state, self.text, self.when)))


@dataclass(frozen=True, slots=True)
class ContributionShown:
    """The one that is chosen: `answers` are what they wrote since they were asked, `uses` the posts that carry it."""

    contribution: Contribution
    standing: Standing
    consent_says: str
    answers: tuple[Message, ...]
    uses: tuple[Post, ...]


class ContributionsPresenter(QObject):
    """`rows` what is shown; `changed` when that or the choice is another. `problem` is nothing that is kept here: it
    goes to the window's bar."""

    changed = Signal()

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self.bridge, self.desk = bridge, bridge.desk
        self.brand: Brand = open_brand(self.desk)
        self.only: Standing | None = None
        self.words = ""
        self.everything: tuple[Stood, ...] = ()
        self.rows: tuple[ContributionRow, ...] = ()
        self.chosen = ""
        self.shown: ContributionShown | None = None
        self.acts = ContributionActs(self)
        self._is_closed, self._is_seen, self._is_old = False, True, False
        bridge.changed.connect(self._desk_changed)
        self.reload()

    def close(self) -> None:
        if not self._is_closed:
            self._is_closed = True
            self.bridge.changed.disconnect(self._desk_changed)

    # ------------------------------------------------------------------ showing
    def set_seen(self, seen: bool) -> None:
        """Out of sight nothing is read; what changed meanwhile is, when it comes back."""
        self._is_seen = seen
        if seen and self._is_old:
            self.reload()

    def search(self, words: str) -> None:
        self.words = words
        self.reload()

    def show_only(self, standing: Standing | None) -> None:
        self.only = standing
        self.reload()

    def choose(self, key: str) -> None:
        """One of the list; a key that the filter hides shows everything again."""
        if key and key not in {row.key for row in self.rows}:
            self.only, self.words = None, ""
        self.chosen = key
        self.reload()

    def reload(self) -> None:
        self._is_old = False
        self.everything = contributions.listed(self.desk, self.brand.id)
        self.rows = tuple(self._row(*each) for each in self.everything if self._fits(*each))
        if self.chosen not in {row.key for row in self.rows}:
            self.chosen = next((row.key for row in self.rows), "")
        self.shown = self._read(self.chosen) if self.chosen else None
        self.changed.emit()

    def counts(self) -> dict[Standing, int]:
        return {one: sum(each.standing is one for each in self.everything) for one in Standing}

    def _fits(self, one: Contribution, standing: Standing) -> bool:
        said = "\n".join((one.author, one.credit, one.text, one.note)).casefold()
        fits = all(word in said for word in self.words.casefold().split())
        return fits and self.only in (None, standing)

    def _row(self, one: Contribution, standing: Standing) -> ContributionRow:
        at_us = one.said_at_us if one.said_at_us is not None else one.created_at_us
        text = " ".join(one.text.split()) or self._pictures(one)
        known = bool(one.platform)
        return ContributionRow(
            one.id,
            one.author.strip() or one.credit.strip() or _("Somebody"),
            text,
            say_when(at_us, self.desk.clock.now(), self.brand.zone),
            standing,
            next(iter(one.assets), ""),
            one.platform,
            self.desk.look(one.platform).tint if known else "",
        )

    def _pictures(self, one: Contribution) -> str:
        count = len(one.assets) + len(one.media)
        return ngettext("{count} photo", "{count} photos", count).format(count=count) if count else ""

    def _read(self, key: str) -> ContributionShown | None:
        stood = next((each for each in self.everything if each.contribution.id == key), None)
        if stood is None:
            return None
        with self.desk.store.reading() as reader:
            answers = contributions.answers(reader, stood.contribution)
        uses = contributions.uses(self.desk, key)
        return ContributionShown(*stood, self._consent_says(stood.contribution), answers[:10], uses)

    def _consent_says(self, one: Contribution) -> str:
        """ "Yes since Tue 24 Nov, on Instagram, until Mon 1 Feb"."""
        consent = one.consent
        if consent is None:
            return ""
        day = say_day(Moment.of(from_us(consent.at_us), self.brand.zone).day)
        names = [name for key, name in self.channels() if key in consent.channels]
        where = ", ".join(isolated(name) for name in names) if consent.channels else _("on every channel")
        until = _("until {day}").format(day=say_day_and_year(consent.until)) if consent.until else ""
        return " · ".join(filter(None, (_("Said on {day}").format(day=day), where, until or _("without an end"))))

    def channels(self) -> tuple[tuple[str, str], ...]:
        """Id and name of the brand's channels, for the scope of a consent."""
        with self.desk.store.reading() as reader:
            found = reader.all(Channel, brand_id=self.brand.id)
        return tuple((each.id, each.name) for each in found)

    def read_day(self, words: str) -> date | None:
        """A day as people type it; None for what is none."""
        return typed_day(self.desk, self.brand.zone, words)

    def _desk_changed(self, changes: Changes) -> None:
        if changes.touches("contribution", "message", "post", "asset", "channel", "brand"):
            self._is_old = True
            if self._is_seen:
                self.reload()


class ContributionActs:
    """What a person does with one of them; `key` is its id everywhere."""

    def __init__(self, presenter: ContributionsPresenter) -> None:
        self._presenter, self._bridge, self._desk = presenter, presenter.bridge, presenter.desk
        self.is_fetching = False

    def _act(self, intent: Callable[[], Any], said: str, *, can_undo: bool = True) -> bool:
        if self._bridge.attempt(lambda: (intent(), True)) is None:
            return False
        if said:
            self._bridge.announce(said, can_undo)
        return True

    def add(self, author: str, text: str, paths: Sequence[Path]) -> None:
        """Something that came another way, with its photos: nothing where one of them cannot be taken."""
        self._bridge.run(self._add(author, text, tuple(paths)), waited=True)  # no key: an earlier one goes on

    async def _add(self, author: str, text: str, paths: Sequence[Path]) -> None:
        taken = await media_intake.take_files(self._desk, self._presenter.brand.id, paths)
        for problem in taken.problems:
            self._bridge.fail(problem)
        if taken.problems:
            return
        ids = [asset.id for asset in taken.assets]
        made = self._bridge.attempt(lambda: contributions.add(self._desk, self._presenter.brand.id, author, text, ids))
        if made is not None:
            self._presenter.choose(made.id)

    def ask(self, key: str, text: str, *, here: bool) -> bool:
        """Under their message, or noted as asked elsewhere."""
        if here:
            intent = lambda: contributions.ask(self._desk, key, text)  # noqa: E731
            return self._act(intent, _("The question is on its way"), can_undo=False)
        return self._act(lambda: contributions.asked(self._desk, key, text), _("Noted as asked"))

    def agreed(self, key: str, message_id: str, channels: Sequence[str], until: date | None) -> None:
        self._act(lambda: contributions.agreed(self._desk, key, message_id, channels, until), _("Their yes is kept"))

    def signed(
        self, key: str, path: Path | None, words: str, on: date, channels: Sequence[str], until: date | None
    ) -> None:
        self._bridge.run(self._signed(key, path, words, on, tuple(channels), until), waited=True)

    async def _signed(
        self, key: str, path: Path | None, words: str, on: date, channels: Sequence[str], until: date | None
    ) -> None:
        asset_id = ""
        if path is not None:
            taken = await media_intake.take_files(self._desk, self._presenter.brand.id, [path])
            for problem in taken.problems:
                self._bridge.fail(problem)
                return
            asset_id = taken.assets[0].id
        self._act(
            lambda: contributions.signed(self._desk, key, asset_id, words, on, channels, until), _("Their yes is kept")
        )

    def narrow(self, key: str, channels: Sequence[str], until: date | None) -> None:
        self._act(lambda: contributions.narrow(self._desk, key, channels, until), _("Kept"))

    def refused(self, key: str) -> None:
        self._act(lambda: contributions.refused(self._desk, key), _("Noted: they said no"))

    def withdraw(self, key: str) -> None:
        self._act(lambda: contributions.withdraw(self._desk, key), _("Nothing more goes out with it"))

    def credit(self, key: str, line: str) -> None:
        self._act(lambda: contributions.describe(self._desk, key, credit=line), "")

    def note(self, key: str, words: str) -> None:
        self._act(lambda: contributions.describe(self._desk, key, note=words), "")

    def remove(self, key: str) -> None:
        self._act(lambda: contributions.remove(self._desk, key), _("Deleted here"))

    def attach(self, key: str, asset_ids: Sequence[str]) -> None:
        self._act(lambda: contributions.attach(self._desk, key, asset_ids), "")

    def make_post(self, key: str) -> str:
        """The new draft's id, "" where it was refused."""
        made = self._bridge.attempt(lambda: contributions.make_post(self._desk, key))
        return made.id if made is not None else ""

    def fetch(self, key: str, shown: Shown) -> None:
        """Read a picture from its platform now."""
        if not self.is_fetching and self._bridge.can_run:
            self.is_fetching = True
            self._bridge.run(self._fetch(key, shown), "contribution_photo")
            self._presenter.changed.emit()

    async def _fetch(self, key: str, shown: Shown) -> None:
        try:
            await contribution_photos.fetch(self._desk, key, shown)
        finally:
            self.is_fetching = False
            self._presenter.reload()
