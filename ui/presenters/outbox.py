"""The outbox: every delivery, grouped by what it needs, with its history and the ways to settle it."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from smmdesk.desk import open_problems, standstill
from smmdesk.desk.open_problems import OpenProblem
from smmdesk.model.changes import Changes
from smmdesk.model.channel import Channel
from smmdesk.model.delivery import Delivery
from smmdesk.model.media import Asset
from smmdesk.model.post import Post, delivery_progress, published_count
from smmdesk.model.problem import Remedy
from smmdesk.model.stages import Progress
from smmdesk.model.words import _
from smmdesk.store import numbers_reads, outbox, polls_reads
from ui.bridge import Bridge
from ui.presenters.audience import Account, account_words
from ui.presenters.history import HistoryLine, history_of
from ui.presenters.moments import say_list
from ui.presenters.outbox_hints import OutboxHints
from ui.presenters.outbox_rows import COMING, NOW, OUT, OutboxGroup, OutboxRow, RowMaker, day_title, with_hint

if TYPE_CHECKING:
    from smmdesk.desk.brands import BrandSeen
    from smmdesk.desk.hand_guide import HandGuide
    from smmdesk.desk.settling import Answer

FILTERS = ("all", "to_solve", "coming", "out")


class OutboxPresenter(QObject):
    """`groups`, `counts`, `selected` and `history` are plain values; `changed` fires after any of them changed.

    The problems centre is its group "To solve".
    """

    changed = Signal()

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self.bridge = bridge
        self._desk = bridge.desk
        self._hints = OutboxHints(bridge)
        self._hints.changed.connect(self.reload)
        self._rows: tuple[OutboxRow, ...] = ()
        self._problems: tuple[OutboxRow, ...] = ()
        self.filter, self.only_brand = "all", ""
        self.brands: tuple[BrandSeen, ...] = ()
        self.groups: tuple[OutboxGroup, ...] = ()
        self.counts: dict[str, int] = dict.fromkeys(FILTERS, 0)
        self.selected: OutboxRow | None = None
        self.history: tuple[HistoryLine, ...] = ()
        self.siblings: tuple[OutboxRow, ...] = ()
        self.published: tuple[int, int] = (0, 0)
        self.all_paused = False
        bridge.changed.connect(self._desk_changed)
        bridge.engine.problem_changed.connect(self.reload)
        self.reload()

    def close(self) -> None:
        self._hints.close()
        self.bridge.changed.disconnect(self._desk_changed)
        self.bridge.engine.problem_changed.disconnect(self.reload)

    @property
    def practice_folder(self) -> Path:
        """Where published practice pages may be opened from."""
        return self._desk.paths.practice

    def show_brand(self, brand_id: str) -> None:
        """Of all brands only one; empty for all of them again."""
        self.only_brand = brand_id
        self.reload()

    def _shown(self) -> dict[str, "BrandSeen"]:
        """The brands whose deliveries stand here."""
        self.brands = self.bridge.shown_brands
        return {one.id: one for one in self.brands if self.only_brand in ("", one.id)}

    def show_only(self, which: str) -> None:
        """One of FILTERS."""
        self.filter = which
        self.reload()

    def select(self, key: str) -> None:
        """Show what happened to one line beside the list."""
        self.selected = next((row for row in (*self._problems, *self._rows) if row.key == key), None)
        self._read_selected()
        self.changed.emit()

    def single_out(self, delivery_id: str) -> None:
        """Select a delivery, whatever was filtered before."""
        self.filter, self.only_brand = "all", ""
        self.reload()
        self.select(delivery_id)

    def accounts(self) -> list[Account]:
        """Whom the selected row's question is about: all missed channels of its post, else its own."""
        chosen = self.selected
        if chosen is None:
            return []
        missed = [row for row in self._rows if row.post_id == chosen.post_id and row.progress is Progress.MISSED]
        rows = missed if chosen.progress is Progress.MISSED else [chosen]
        with self._desk.store.reading() as reader:
            channels = reader.many(Channel, {row.channel_id for row in rows})
            post = reader.find(Post, chosen.post_id)
        return [
            (row.platform, row.tint, row.channel_name, self._audience(channels[row.channel_id], post)) for row in rows
        ]

    def _audience(self, channel: Channel, post: Post | None) -> str:
        options = post.content_for(channel.id).options if post is not None else {}
        return account_words(self._desk.facts_for(channel), channel, options)

    # ------------------------------------------------------------------ what the person decides
    def publish_now(self) -> None:
        """The selected missed post goes out at once; the person was asked."""
        from smmdesk.desk import missed

        row = self.selected
        if row is not None and row.post_id:
            self._do(lambda: missed.decide_missed(self._desk, {row.post_id: "now"}), _("It goes out now"))

    def stop_upload(self) -> None:
        """Stop what is being uploaded for the selected delivery; it goes back to the drafts."""
        if self.selected is not None:
            self.bridge.engine.stop_wanted.emit(self.selected.part_id)

    def settle(self, choice: "Answer", url: str = "") -> None:
        """Decide about the selected delivery: `there`, `again` or `draft` (reliability.md: only a person may)."""
        from smmdesk.desk import settling

        row = self.selected
        if row is not None:
            told = {
                "there": _("Noted: it is out"),
                "again": _("It goes out again"),
                "draft": _("Back among the drafts"),
            }
            is_draft = choice == "draft"
            self._do(lambda: settling.settle(self._desk, row.part_id, choice, url), told[choice], can_undo=is_draft)

    def retry_now(self) -> None:
        """Do not wait for the next try of the selected delivery; the other channels of its post are left alone."""
        from smmdesk.desk import settling

        row = self.selected
        if row is not None:
            self._do(lambda: settling.retry_now(self._desk, row.part_id), _("It is tried again now"))

    def _do(self, intent: "Callable[[], object]", said: str, *, can_undo: bool = False) -> None:
        """What the person decided; said once it is done, where the line goes elsewhere or stays as it was."""
        if self.bridge.attempt(lambda: (intent(),)):
            self.bridge.announce(said, can_undo)

    def take_over(self) -> None:
        """The person said that this computer publishes."""
        from smmdesk.desk import settling

        self.bridge.attempt(lambda: settling.take_over(self._desk))

    def lay_out_by_hand(self, done: "Callable[[HandGuide], object]") -> None:
        """Prepare text, photos and page of the selected delivery for the person; `done` gets them."""
        row = self.selected
        if row is None:
            return

        async def work() -> None:
            from smmdesk.desk import hand_guide

            done(await hand_guide.lay_out(self._desk, row.part_id))

        self.bridge.run(work(), key="by hand")

    def ask_numbers(self) -> None:
        """Ask the platform what it counts of the selected delivery, where that costs money."""
        row = self.selected
        if row is None:
            return

        async def work() -> None:
            from smmdesk.desk import measuring_now

            told = await measuring_now.measure_post(self._desk, row.delivery_id)
            if not told:
                self.bridge.announce(_("{channel} tells no numbers of this post").format(channel=row.channel_name))

        self.bridge.run(work(), key="numbers")

    def remedy_of(self, row: OutboxRow) -> Remedy:
        """What the row's one button does."""
        return row.remedy

    # ------------------------------------------------------------------ reading
    def reload(self) -> None:
        """Read everything again."""
        brands = self._shown()
        with self._desk.store.reading() as reader:
            channels = {channel.id: channel for channel in reader.all(Channel, deleted=True)}
            of_these = [
                delivery
                for brand_id in brands
                for delivery in (
                    *outbox.open_deliveries(reader, brand_id),
                    *outbox.gone_out(reader, brand_id=brand_id),
                )
            ]
            found = {d.id: d for d in sorted(of_these, key=lambda d: (d.due.instant_us, d.id))}
            deliveries = _live(found.values())
            posts = reader.many(Post, {d.post_id for d in deliveries if d.post_id})
            used = {use.asset_id for post in posts.values() for use in post.content.media[:1]}
            photos = {asset.id: asset.sha256 for asset in reader.many(Asset, used).values()}
            told, voted = numbers_reads.of_posts(reader, posts), polls_reads.of_posts(reader, posts)
            maker = RowMaker(self._desk, photos, told, voted, brands if len(self.brands) > 1 else {})
            problems = open_problems.open_problems(reader, self._desk, frozenset(brands))
            hints = self._hints.of(reader, deliveries)
            self.all_paused = standstill.since_us(reader) is not None
        rows = [maker.of_delivery(d, posts.get(d.post_id or ""), channels.get(d.channel_id)) for d in deliveries]
        self._rows = tuple(with_hint(row, hints.get(row.delivery_id)) for row in rows if row is not None)
        self._problems = self._solve(maker, problems)
        self.counts = {
            "all": len(self._rows),
            "to_solve": len(self._problems),
            "coming": sum(_is_coming(row) for row in self._rows),
            "out": sum(row.progress in OUT for row in self._rows),
        }
        self.groups = tuple(group for group in self._grouped(maker) if group.rows)
        if self.selected is not None:
            self.select(self.selected.key)
            return
        self.changed.emit()

    def _solve(self, maker: RowMaker, problems: Iterable[OpenProblem]) -> tuple[OutboxRow, ...]:
        """The problems centre: what keeps everything back first, then oldest first."""
        by_key = {row.key: self._with_all_channels(row) for row in self._rows}
        found = [by_key.get(one.delivery.id) if one.delivery is not None else maker.of_open(one) for one in problems]
        standing = self.bridge.engine.problem
        first = () if standing is None else (maker.of_desk(standing),)
        return (*first, *(row for row in found if row is not None))

    def _with_all_channels(self, row: OutboxRow) -> OutboxRow:
        """A post that was missed on several channels is one line that names them."""
        if row.progress is not Progress.MISSED:
            return row
        names = [other.channel_name for other in self._rows if _same_miss(row, other)]
        return replace(row, channel_name=say_list(names))

    def _grouped(self, maker: RowMaker) -> list[OutboxGroup]:
        solve = OutboxGroup(_("To solve"), self._problems, urgent=True)
        look = OutboxGroup(_("Worth a look"), tuple(row for row in self._rows if row.hint is not None))
        paused = OutboxGroup(_("Paused"), tuple(row for row in self._rows if row.paused))
        now = OutboxGroup(_("Now"), tuple(row for row in self._rows if row.progress in NOW))
        by_day: dict[str, list[OutboxRow]] = {}
        for row in self._rows:
            if row.progress in COMING and row.due is not None and not row.paused and row.hint is None:
                by_day.setdefault(day_title(row.due, maker.now), []).append(row)
        days = [OutboxGroup(title, tuple(rows)) for title, rows in by_day.items()]
        out = OutboxGroup(_("Out"), tuple(row for row in reversed(self._rows) if row.progress in OUT))
        return {"to_solve": [solve, look], "coming": [look, paused, now, *days], "out": [out]}.get(
            self.filter, [solve, look, paused, now, *days, out]
        )

    def _read_selected(self) -> None:
        self.history, self.siblings, self.published = (), (), (0, 0)
        chosen = self.selected
        if chosen is None:
            return
        if not chosen.delivery_id:
            self.siblings = tuple(row for row in self._rows if row.paused and row.channel_id == chosen.channel_id)
            return
        with self._desk.store.reading() as reader:
            delivery = reader.find(Delivery, chosen.delivery_id)
            attempts = [a for part in delivery.parts for a in reader.attempts_of(part.id)] if delivery else []
            all_of_post = reader.deliveries_of(chosen.post_id) if chosen.post_id else ()
        self.siblings = tuple(
            row for row in self._rows if row.post_id == chosen.post_id and row.delivery_id != chosen.delivery_id
        )
        self.published = published_count(all_of_post)
        if delivery is not None:
            self.history = history_of(delivery, attempts, chosen.channel_name, self._desk.clock.now())

    def _desk_changed(self, changes: Changes) -> None:
        if changes.touches("post", "delivery", "part", "channel", "part_numbers", "part_poll", "setting"):
            self.reload()


def _live(deliveries: Iterable[Delivery]) -> list[Delivery]:
    live = [delivery for delivery in deliveries if delivery_progress(delivery) is not None]
    return sorted(live, key=lambda delivery: (delivery.due.instant_us, delivery.id))


def _same_miss(row: OutboxRow, other: OutboxRow) -> bool:
    same = row.post_id == other.post_id if row.post_id else row.key == other.key
    return same and other.progress is Progress.MISSED


def _is_coming(row: OutboxRow) -> bool:
    return row.progress in COMING or row.progress in NOW or row.paused


__all__ = ["FILTERS", "OutboxGroup", "OutboxPresenter", "OutboxRow"]
