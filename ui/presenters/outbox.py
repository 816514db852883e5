"""The outbox: every delivery, grouped by what it needs, with its history and the ways to settle it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from smmdesk.model.changes import Changes
from smmdesk.model.channel import Channel
from smmdesk.model.dates import say_day
from smmdesk.model.delivery import Delivery, Part, State
from smmdesk.model.media import Asset
from smmdesk.model.moment import Moment
from smmdesk.model.post import Post, delivery_progress
from smmdesk.model.problem import Problem, Remedy
from smmdesk.model.stages import Progress
from smmdesk.model.status import open_part, sentence
from smmdesk.model.words import _
from smmdesk.store import outbox
from ui.bridge import Bridge
from ui.presenters.history import HistoryLine, history_of

if TYPE_CHECKING:
    from smmdesk.desk.hand_guide import HandGuide
    from smmdesk.desk.settling import Answer

TO_SOLVE = (Progress.NEEDS_YOU, Progress.MISSED)
NOW = (Progress.SENDING, Progress.PROCESSING, Progress.UNKNOWN, Progress.RETRY)
COMING = (Progress.SCHEDULED, Progress.HANDED_OFF)
FILTERS = ("all", "to_solve", "coming", "out")


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """One delivery as a line shows it. `when` is the time as short as its group allows, `sentence` the full state.

    `picture` is the hash of its first photo, or empty.
    """

    delivery_id: str
    post_id: str
    when: str
    due: Moment
    words: str
    picture: str
    channel_name: str
    platform: str
    tint: str
    progress: Progress
    sentence: str
    detail: str
    url: str
    problem: Problem | None
    part_id: str
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class OutboxGroup:
    """A heading and its rows, in the order of time. `urgent` headings are red."""

    title: str
    rows: tuple[OutboxRow, ...]
    urgent: bool = False


class OutboxPresenter(QObject):
    """`groups`, `counts`, `selected` and `history` are plain values; `changed` fires after any of them changed."""

    changed = Signal()

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self.bridge = bridge
        self._desk = bridge.desk
        self._photos: dict[str, str] = {}
        self.filter = "all"
        self.groups: tuple[OutboxGroup, ...] = ()
        self.counts: dict[str, int] = dict.fromkeys(FILTERS, 0)
        self.selected: OutboxRow | None = None
        self.history: tuple[HistoryLine, ...] = ()
        self.siblings: tuple[OutboxRow, ...] = ()
        bridge.changed.connect(self._desk_changed)
        self.reload()

    def close(self) -> None:
        self.bridge.changed.disconnect(self._desk_changed)

    @property
    def practice_folder(self) -> Path:
        """Where published practice pages may be opened from."""
        return self._desk.paths.practice

    def show_only(self, which: str) -> None:
        """One of FILTERS."""
        self.filter = which
        self.reload()

    def select(self, delivery_id: str) -> None:
        """Show the history of one delivery beside the list."""
        self.selected = next((row for row in self._rows if row.delivery_id == delivery_id), None)
        self._read_selected()
        self.changed.emit()

    def settle(self, choice: "Answer", url: str = "") -> None:
        """Decide about the selected delivery: `there`, `again` or `draft` (reliability.md: only a person may)."""
        from smmdesk.desk import settling

        row = self.selected
        if row is not None:
            self.bridge.attempt(lambda: settling.settle(self._desk, row.part_id, choice, url))

    def retry_now(self) -> None:
        """Do not wait for the next try of the selected delivery."""
        from smmdesk.desk import settling

        row = self.selected
        if row is not None:
            self.bridge.attempt(lambda: settling.retry_now(self._desk, row.part_id))

    def lay_out_by_hand(self, done: "Callable[[HandGuide], object]") -> None:
        """Prepare text, photos and page of the selected delivery for the person; `done` gets them."""
        row = self.selected
        if row is None:
            return

        async def work() -> None:
            from smmdesk.desk import hand_guide

            done(await hand_guide.lay_out(self._desk, row.part_id))

        self.bridge.run(work(), key="by hand")

    def remedy_of(self, row: OutboxRow) -> Remedy:
        """What the row's one button does."""
        if row.progress is Progress.MISSED or row.progress is Progress.UNKNOWN:
            return Remedy.RESOLVE
        if row.progress is Progress.RETRY:
            return Remedy.RETRY
        return row.problem.remedy if row.problem is not None else Remedy.NONE

    def reload(self) -> None:
        """Read everything again."""
        with self._desk.store.reading() as reader:
            channels = {channel.id: channel for channel in reader.all(Channel, deleted=True)}
            deliveries = self._live({d.id: d for d in (*outbox.open_deliveries(reader), *outbox.gone_out(reader))})
            posts = reader.many(Post, {d.post_id for d in deliveries if d.post_id})
            used = {use.asset_id for post in posts.values() for use in post.content.media}
            self._photos = {asset.id: asset.sha256 for asset in reader.many(Asset, used).values()}
        now = self._desk.clock.now()
        rows = [self._row(d, posts.get(d.post_id or ""), channels.get(d.channel_id), now) for d in deliveries]
        self._rows = tuple(row for row in rows if row is not None)
        self.counts = {name: sum(1 for row in self._rows if _belongs(row, name)) for name in FILTERS}
        self.groups = self._grouped([row for row in self._rows if _belongs(row, self.filter)], now)
        if self.selected is not None:
            self.select(self.selected.delivery_id)
            return
        self.changed.emit()

    def _live(self, deliveries: Mapping[str, Delivery]) -> list[Delivery]:
        live = [d for d in deliveries.values() if delivery_progress(d) is not None]
        return sorted(live, key=lambda d: (d.due.instant_us, d.id))

    def _row(self, delivery: Delivery, post: Post | None, channel: Channel | None, now: datetime) -> OutboxRow | None:
        progress = delivery_progress(delivery)
        if progress is None or channel is None:
            return None
        facts, shown = self._desk.facts(channel.platform), self._desk.shown_facts(channel)
        content = post.content_for(channel.id) if post is not None else delivery.content
        if content is None:
            return None
        part = open_part(delivery)
        receipt = delivery.parts[0].receipt
        said = sentence(delivery, _(facts.name), now)
        problem = part.problem if not part.is_over else None
        return OutboxRow(
            delivery_id=delivery.id,
            post_id=delivery.post_id or "",
            when=_when(delivery.due, now, progress in COMING),
            due=delivery.due,
            words=content.first_words or _("No text yet"),
            picture=self._photos.get(content.media[0].asset_id, "") if content.media else "",
            channel_name=channel.name,
            platform=shown.key,
            tint=shown.tint,
            progress=progress,
            sentence=said,
            detail=_detail(problem, said, delivery.parts),
            url=receipt.url if receipt is not None else "",
            problem=problem,
            part_id=part.id,
            by_hand=not facts.sends_by_itself and not part.is_over,
        )

    def _grouped(self, rows: list[OutboxRow], now: datetime) -> tuple[OutboxGroup, ...]:
        groups = [
            OutboxGroup(_("To solve"), tuple(r for r in rows if r.progress in TO_SOLVE), urgent=True),
            OutboxGroup(_("Now"), tuple(r for r in rows if r.progress in NOW)),
        ]
        by_day: dict[str, list[OutboxRow]] = {}
        for row in rows:
            if row.progress in COMING:
                by_day.setdefault(_day_title(row.due, now), []).append(row)
        groups += [OutboxGroup(title, tuple(found)) for title, found in by_day.items()]
        out = [r for r in rows if r.progress in (Progress.PUBLISHED, Progress.REMOVED)]
        groups.append(OutboxGroup(_("Out"), tuple(reversed(out))))
        return tuple(group for group in groups if group.rows)

    def _read_selected(self) -> None:
        if self.selected is None:
            self.history, self.siblings = (), ()
            return
        chosen = self.selected
        self.siblings = tuple(
            row for row in self._rows if row.post_id == chosen.post_id and row.delivery_id != chosen.delivery_id
        )
        with self._desk.store.reading() as reader:
            delivery = reader.find(Delivery, chosen.delivery_id)
            attempts = [a for part in delivery.parts for a in reader.attempts_of(part.id)] if delivery else []
        self.history = history_of(delivery, attempts, chosen.channel_name) if delivery is not None else ()

    def _desk_changed(self, changes: Changes) -> None:
        if changes.touches("post", "delivery", "part", "channel"):
            self.reload()


def _belongs(row: OutboxRow, name: str) -> bool:
    if name == "to_solve":
        return row.progress in TO_SOLVE
    if name == "coming":
        return row.progress in COMING or row.progress in NOW
    if name == "out":
        return row.progress in (Progress.PUBLISHED, Progress.REMOVED)
    return True


def _when(due: Moment, now: datetime, in_day_group: bool) -> str:
    today = Moment.of(now, due.zone).day
    time = f"{due.shown:%H:%M}"
    if due.day == today or in_day_group:
        return time
    if due.day == today - timedelta(days=1):
        return _("yesterday, {time}").format(time=time)
    return _("{day}, {time}").format(day=say_day(due.day), time=time)


def _day_title(due: Moment, now: datetime) -> str:
    today = Moment.of(now, due.zone).day
    if due.day == today:
        return _("Today, {day}").format(day=say_day(due.day))
    if due.day == today + timedelta(days=1):
        return _("Tomorrow, {day}").format(day=say_day(due.day))
    return say_day(due.day)


def _detail(problem: Problem | None, said: str, parts: tuple[Part, ...]) -> str:
    if problem is not None:
        return problem.advice if problem.title == said else problem.title
    live = [part for part in parts if part.state not in (State.DRAFT, State.CANCELLED)]
    out = sum(part.state is State.PUBLISHED for part in live)
    if 0 < out < len(live):
        return _("{done} of {total} parts are online").format(done=out, total=len(live))
    return ""
