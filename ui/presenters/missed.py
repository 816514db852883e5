"""The missed-posts sheet: one row per post that did not go out, a choice for each, and all of it done in one step."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from PySide6.QtCore import QObject, Signal

from smmdesk.desk import missed
from smmdesk.desk.missed import Missed, Wish
from smmdesk.model.changes import Changes
from smmdesk.model.dates import say_clock, say_time
from smmdesk.model.delivery import Delivery, Op, State
from smmdesk.model.media import Asset
from smmdesk.model.moment import Moment
from smmdesk.model.words import _, ngettext
from smmdesk.store import outbox
from ui.bridge import Bridge
from ui.presenters.composer_when import WhenField, time_choices

Choice = Literal["now", "time", "draft"]
TO_DRAFTS_AFTER = timedelta(days=3)
"""What was missed longer ago is suggested as a draft: it speaks of another week."""
LOOK_BACK = 50


@dataclass(frozen=True, slots=True)
class MissedRow:
    """One post as the sheet shows it. `marks` are (platform, tint, name) of its channels; `time_text` stands in the
    time field; `note` says what the choice means, in red where `wrong`."""

    post_id: str
    words: str
    picture: str
    when: str
    reason: str
    marks: tuple[tuple[str, str, str], ...]
    choice: Choice
    time_text: str
    note: str
    wrong: bool = False


class MissedPresenter(QObject):
    """`rows`, `title`, `summary`, `spacing`, `anyway` are plain values; `changed` after any changed. Nothing is done
    before `confirm`."""

    changed = Signal()

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self.bridge = bridge
        self._desk = bridge.desk
        self._missed: tuple[Missed, ...] = ()
        self._photos: dict[str, str] = {}
        self._choices: dict[str, Choice] = {}
        self._times: dict[str, WhenField] = {}
        self._typed: set[str] = set()
        self.rows: tuple[MissedRow, ...] = ()
        self.anyway = 0
        bridge.changed.connect(self._desk_changed)
        self.reload()

    def close(self) -> None:
        self.bridge.changed.disconnect(self._desk_changed)

    def reload(self) -> None:
        """Read again what was missed; what the person chose for the others stays."""
        now = self._desk.clock.now()
        shown = frozenset(brand.id for brand in self.bridge.shown_brands)
        with self._desk.store.reading() as reader:
            self._missed = missed.missed_posts(reader, shown)
            used = {use.asset_id for one in self._missed for use in one.post.content.media[:1]}
            self._photos = {asset.id: asset.sha256 for asset in reader.many(Asset, used).values()}
            taken = [delivery.due for delivery in outbox.open_deliveries(reader) if delivery.due.instant > now]
            self.anyway = self._went_out_anyway(outbox.gone_out(reader, LOOK_BACK))
        for one in self._missed:
            old = now - one.due.instant > TO_DRAFTS_AFTER
            self._choices.setdefault(one.post.id, "draft" if old else "time")
        self._suggest(now, taken)
        self._show()

    # ------------------------------------------------------------------ what the person says
    def choose(self, post_id: str, choice: Choice) -> None:
        """What becomes of one post."""
        self._choices[post_id] = choice
        self._show()

    def choose_all(self, choice: Choice) -> None:
        """The same for all."""
        self._choices |= {one.post.id: choice for one in self._missed}
        self._show()

    def type_time(self, post_id: str, text: str) -> None:
        """Another new time for one post, as people write times."""
        when = self._times[post_id]
        if text != when.text:
            when.type(text, self._desk.clock.now())
            if when.moment is not None:
                when.show(when.moment)
            self._typed.add(post_id)
            self._show()

    def confirm(self) -> bool:
        """Do all of it in one step; False when it could not be done, and then nothing was."""
        if not self.can_confirm:
            return False
        wishes = {one.post.id: self._wish(one.post.id) for one in self._missed}
        said = self.summary
        done = self.bridge.attempt(lambda: missed.decide_missed(self._desk, wishes))
        if done:
            self.bridge.announce(said, True)
        return done is not None

    # ------------------------------------------------------------------ what is shown
    @property
    def title(self) -> str:
        """How many, and why where all have the same reason."""
        count = len(self._missed)
        if all(_was_off(one) for one in self._missed):
            words = ngettext(
                "{count} post did not go out: the computer was off",
                "{count} posts did not go out: the computer was off",
                count,
            )
        else:
            words = ngettext("{count} post did not go out", "{count} posts did not go out", count)
        return words.format(count=count)

    @property
    def can_confirm(self) -> bool:
        return bool(self.rows) and not any(row.wrong for row in self.rows)

    @property
    def summary(self) -> str:
        """What "Confirm" will do: "1 goes out now, 2 get a new time, 1 goes back to the drafts"."""
        count = {choice: sum(row.choice == choice for row in self.rows) for choice in ("now", "time", "draft")}
        parts = [
            ngettext("{count} goes out now", "{count} go out now", count["now"]),
            ngettext("{count} gets a new time", "{count} get a new time", count["time"]),
            ngettext("{count} goes back to the drafts", "{count} go back to the drafts", count["draft"]),
        ]
        named = zip(parts, count.values(), strict=True)
        return ", ".join(words.format(count=number) for words, number in named if number)

    @property
    def spacing(self) -> str:
        """Why several do not go out together; empty while at most one is to go out now."""
        if sum(row.choice == "now" for row in self.rows) < 2:
            return ""
        return _("They go out {minutes} minutes apart, so that nobody gets them all at once.").format(
            minutes=self._minutes
        )

    @property
    def anyway_words(self) -> str:
        """That a platform's own list did its work meanwhile; empty where there was nothing."""
        words = ngettext(
            "{count} post on a platform’s own list went out all the same.",
            "{count} posts on a platform’s own list went out all the same.",
            self.anyway,
        )
        return words.format(count=self.anyway) if self.anyway else ""

    @property
    def _minutes(self) -> int:
        return round(self._desk.policy.overdue_spacing.total_seconds() / 60)

    def _show(self) -> None:
        now = self._desk.clock.now()
        rows: list[MissedRow] = []
        sent = 0
        for one in self._missed:
            rows.append(self._row(one, now, sent))
            sent += rows[-1].choice == "now"
        self.rows = tuple(rows)
        self.changed.emit()

    def _row(self, one: Missed, now: datetime, sent: int) -> MissedRow:
        post, choice, when = one.post, self._choices[one.post.id], self._times[one.post.id]
        note, wrong = self._note(post.id, choice, now, sent)
        looks = [(self._desk.shown_facts(channel), channel.name) for channel in one.channels]
        use = post.content.media[0].asset_id if post.content.media else ""
        due = _("was due {time}, {ago}").format(time=say_time(one.due), ago=say_ago(one.due, now))
        return MissedRow(
            post_id=post.id,
            words=post.content.first_words or _("No text yet"),
            picture=self._photos.get(use, ""),
            when=due,
            reason="" if _was_off(one) else one.parts[0].problem.title if one.parts[0].problem else "",
            marks=tuple((facts.key, facts.tint, name) for facts, name in looks),
            choice=choice,
            time_text=when.text,
            note=note,
            wrong=wrong,
        )

    def _note(self, post_id: str, choice: Choice, now: datetime, sent: int) -> tuple[str, bool]:
        """What the choice means, and whether it cannot be done so."""
        if choice == "draft":
            return _("back to the drafts, without a date"), False
        if choice == "now":
            if not sent:
                return _("goes out as soon as you confirm"), False
            zone = self._times[post_id].zone
            at = Moment.of(now + sent * self._desk.policy.overdue_spacing, zone)
            return _("goes out at {time}").format(time=say_clock(at.shown)), False
        problem = self._times[post_id].state(now, ()).problem
        if problem is not None:
            return problem.title, True
        if self._times[post_id].moment is None:
            return _("write a time, like “tomorrow 9”"), True
        return "" if post_id in self._typed else _("next free time"), False

    def _wish(self, post_id: str) -> Wish:
        choice, moment = self._choices[post_id], self._times[post_id].moment
        if choice == "time":
            assert moment is not None, "can_confirm was asked"
            return moment
        return choice

    def _suggest(self, now: datetime, taken: list[Moment]) -> None:
        """A free time for each, none twice; what the person typed stays."""
        fresh = [one for one in self._missed if one.post.id not in self._typed]
        typed = [field.moment for key, field in self._times.items() if key in self._typed and field.moment]
        for one in fresh:
            zone = one.due.zone
            found = time_choices(now, zone, [*taken, *typed], most=1)
            moment = found[0].moment if found else None
            self._times[one.post.id] = WhenField(zone, moment)
            taken += [moment] if moment is not None else []

    def _went_out_anyway(self, gone: Iterable[Delivery]) -> int:
        """How many posts a platform's own list sent since the first one was missed."""
        if not self._missed:
            return 0
        since_us = self._missed[0].due.instant_us
        return sum(
            any(
                part.op is Op.SCHEDULE and part.state is State.PUBLISHED and part.receipt.at_us >= since_us
                for part in delivery.parts
                if part.receipt is not None
            )
            for delivery in gone
        )

    def _desk_changed(self, changes: Changes) -> None:
        if changes.touches("part", "delivery", "post"):
            self.reload()


def _was_off(one: Missed) -> bool:
    """The plain reason: nobody was there to send it."""
    return all(part.problem is None or part.problem.code == "missed" for part in one.parts)


def say_ago(due: Moment, now: datetime) -> str:
    """How long ago, as people say it: "2 hours ago", "yesterday", "4 days ago"."""
    gone, today = now - due.instant, Moment.of(now, due.zone).day
    days = (today - due.day).days
    if days > 1:
        return ngettext("{count} day ago", "{count} days ago", days).format(count=days)
    if days == 1:
        return _("yesterday")
    hours = gone // timedelta(hours=1)
    if hours:
        return ngettext("{count} hour ago", "{count} hours ago", hours).format(count=hours)
    minutes = max(1, gone // timedelta(minutes=1))
    return ngettext("{count} minute ago", "{count} minutes ago", minutes).format(count=minutes)
