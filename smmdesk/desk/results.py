"""What came of a period: figures, columns, posts that were talked about, who spoke, and the letter about it.

Everything is read from receipts and messages on this computer, and the platforms' own numbers where they tell any.
Slow where very much lies in the folder: read it on the pool.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from smmdesk.desk import day_marks, people, results_numbers
from smmdesk.desk.day_marks import MarkKind
from smmdesk.desk.results_numbers import Numbers
from smmdesk.model import comparing, letter
from smmdesk.model.brand import Brand
from smmdesk.model.comparing import Finding, PostTold, Trait
from smmdesk.model.label import Label
from smmdesk.model.letter import Letter, Open, Told
from smmdesk.model.moment import Moment, from_us
from smmdesk.model.numbers import Count, Counts
from smmdesk.model.periods import Period, Span
from smmdesk.model.planning_aids import Pause
from smmdesk.model.results import Column, Figures, Heard, bounds_us, columns_of, figures_of
from smmdesk.store import inbox_reads, people_reads, polls_reads, results_reads
from smmdesk.store.inbox_reads import Which
from smmdesk.store.reader import Reader
from smmdesk.store.results_reads import About, Between, Out, Voice

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk

TALKED_MOST, VOICES_MOST = 5, 6
BACK_DAYS = 90
"""How far back posts are compared where the period has too few."""
AHEAD_DAYS, GAP_DAYS = 14, 2
"""How far ahead days without a post are looked for, and how many in a row are worth saying."""
IDEAS_MOST = 200
ALWAYS_NAMED = (MarkKind.HOLIDAY, MarkKind.NOTE)


@dataclass(frozen=True, slots=True)
class Talked:
    """A post of the period and what came of it. `comments` are those under it here, or what the platforms count where
    that is more; `waiting` of them have no answer yet. `counts` is what platforms tell of it,
    `voters` how many voted in its poll."""

    post_id: str
    words: str
    thumb_sha256: str
    channel_ids: tuple[str, ...]
    comments: int
    waiting: int
    people: frozenset[str]
    counts: Counts
    voters: int = 0


@dataclass(frozen=True, slots=True)
class Results:
    """`has_any`: whether anything ever went out or came back. `notes` name days of the period."""

    period: Period
    today: date
    columns: tuple[Column, ...]
    figures: Figures
    talked: tuple[Talked, ...]
    voices: tuple[Voice, ...]
    letter: Letter
    notes: Mapping[date, str]
    has_any: bool
    numbers: Numbers


def read(desk: "Desk", brand_id: str, period: Period, channels: Collection[str] = ()) -> Results:
    """The results of a period, on some channels or on all."""
    with desk.store.reading() as reader:
        brand = reader.get(Brand, brand_id)
        found = _Period(desk, reader, brand, channels)
        made = found.results(period)
    busy = {column.first for column in made.columns if column.posts}
    return replace(made, notes=_notes(desk, brand, period, busy))


def newest_message(desk: "Desk", brand_id: str, first: date, last: date, channels: Collection[str] = ()) -> str:
    """The last message of some days; "" where none came."""
    with desk.store.reading() as reader:
        zone = reader.get(Brand, brand_id).zone
        span = Between(brand_id, *bounds_us(first, last, zone), channels)
        return results_reads.newest_message(reader, span)


class _Period:
    """Reads inside one snapshot."""

    def __init__(self, desk: "Desk", reader: Reader, brand: Brand, channels: Collection[str]) -> None:
        self._desk, self._reader, self._brand, self._channels = desk, reader, brand, tuple(channels)
        self._today = people.today(desk, brand.zone)
        self._labels = {label.id: label.name for label in reader.all(Label, brand_id=brand.id, deleted=True)}

    def results(self, period: Period) -> Results:
        span = self._span(period)
        earlier = period.stepped(-1)
        if period.holds(self._today):
            earlier = earlier.begun((self._today - period.first).days + 1)
        out = self._out(min(earlier.first, self._back(period)), period.last)
        columns, figures = self._figures(period, span, _of(out, span))
        told, talked = self._told(_of(out, span))
        basis = told if len(told) >= letter.ENOUGH_TO_COMPARE else self._looked_back(out, period)
        findings = comparing.strongest(basis)
        written = letter.write(
            Told(
                period,
                self._today,
                figures,
                self._before(earlier, out),
                findings,
                comparing.faithful(basis),
                len(basis),
                len(basis) > len(told),
                self._open(findings),
            )
        )
        voices = tuple(results_reads.voices(self._reader, span, VOICES_MOST))
        some = bool(figures.posts or figures.messages) or results_reads.has_any(self._reader, self._brand.id)
        numbers = results_numbers.read(
            self._desk, self._reader, self._brand.id, self._brand.zone, period, earlier, self._channels
        )
        return Results(period, self._today, columns, figures, talked, voices, written, {}, some, numbers)

    def _out(self, first: date, last: date) -> list[Out]:
        """Every post that went out on these days, read once."""
        bounds = bounds_us(first, last, self._brand.zone)
        return results_reads.posts_out(self._reader, Between(self._brand.id, *bounds, self._channels))

    def _span(self, period: Period) -> Between:
        return Between(self._brand.id, *bounds_us(period.first, period.last, self._brand.zone), self._channels)

    def _figures(self, period: Period, span: Between, out: Sequence[Out]) -> tuple[tuple[Column, ...], Figures]:
        heard = (Heard(*row) for row in results_reads.heard(self._reader, span))
        columns = columns_of(period, self._brand.zone, (one.at_us for one in out), heard)
        waits, new = results_reads.waits(self._reader, span), results_reads.new_people(self._reader, span)
        return columns, figures_of(columns, waits, new)

    def _before(self, period: Period, out: Sequence[Out]) -> Figures:
        """Only what the letter compares."""
        span = self._span(period)
        heard = results_reads.heard(self._reader, span)
        return Figures(len(_of(out, span)), sum(row[1] for row in heard), sum(row[2] for row in heard))

    # ------------------------------------------------------------------ posts
    def _told(self, out: Sequence[Out]) -> tuple[list[PostTold], tuple[Talked, ...]]:
        """The newest of these posts as they are compared, and those with the most comments."""
        kept = {one.post_id: one.at_us for one in out[-results_reads.COMPARED_MOST :]}
        known, said = results_reads.about(self._reader, kept), self._comments(kept)
        counted = {
            key: told.counts for key, told in results_numbers.of_posts(self._reader, kept, self._channels).items()
        }
        for key, counts in counted.items():
            said[key] = (max(said[key][0], counts.get(Count.ANSWERS, 0)), *said[key][1:])
        told = [self._post(known[post_id], at_us, said[post_id]) for post_id, at_us in kept.items() if post_id in known]
        voted = self._voted(kept)
        ranks = {
            one.post_id: (one.comments, *_echo(counted.get(one.post_id, {})), voted.get(one.post_id, 0)) for one in told
        }
        best = sorted((key for key, rank in ranks.items() if any(rank)), key=lambda key: (ranks[key], kept[key]))
        shown = best[: -TALKED_MOST - 1 : -1]
        on = results_reads.channels_of(self._reader, shown)
        talked = (_talked(known[one], said[one], on.get(one, ()), counted.get(one, {})) for one in shown)
        return told, tuple(replace(one, voters=voted.get(one.post_id, 0)) for one in talked)

    def _voted(self, post_ids: Collection[str]) -> dict[str, int]:
        """How many people voted in the polls of posts, as far as their platforms say."""
        made: dict[str, int] = {}
        for post_id, told in polls_reads.of_posts(self._reader, post_ids).items():
            people = [one.result.people or 0 for one in told if not self._channels or one.channel_id in self._channels]
            made[post_id] = sum(people)
        return made

    def _comments(self, post_ids: Collection[str]) -> dict[str, tuple[int, int, frozenset[str]]]:
        """Post -> comments, those that wait, who wrote."""
        made = dict.fromkeys(post_ids, (0, 0, frozenset[str]()))
        for post_id, person_id, count, waiting in results_reads.comments(self._reader, post_ids):
            before = made[post_id]
            made[post_id] = (before[0] + count, before[1] + waiting, before[2] | {person_id})
        return made

    def _post(self, known: About, at_us: int, said: tuple[int, int, frozenset[str]]) -> PostTold:
        labels = tuple(filter(None, (self._labels.get(label_id, "") for label_id in known.label_ids)))
        hour = Moment.of(from_us(at_us), self._brand.zone).wall.hour
        return PostTold(known.post_id, hour, labels, known.has_video, known.media_count > 0, said[0], said[2])

    def _looked_back(self, out: Sequence[Out], period: Period) -> list[PostTold]:
        """The posts of the last BACK_DAYS up to the end of the period."""
        days = bounds_us(self._back(period), period.last, self._brand.zone)
        return self._told(_of(out, Between(self._brand.id, *days)))[0]

    def _back(self, period: Period) -> date:
        return min(period.first, min(period.last, self._today) - timedelta(days=BACK_DAYS - 1))

    # ------------------------------------------------------------------ what is open now
    def _open(self, findings: Sequence[Finding]) -> Open:
        now_us, brand_id = self._desk.now_us(), self._brand.id
        waiting = inbox_reads.count(self._reader, brand_id, Which.OPEN, now_us)
        thanks = people_reads.counts(self._reader, brand_id, self._today, now_us).thanks
        return Open(self._ideas(findings), waiting, thanks, self._gap())

    def _ideas(self, findings: Sequence[Finding]) -> tuple[str, ...]:
        """Ideas like what worked; without such, all that wait."""
        ids = results_reads.ideas(self._reader, self._brand.id, IDEAS_MOST)
        known = results_reads.about(self._reader, ids)
        found = findings[0] if findings else None
        if found is not None and found.trait is Trait.LABEL:
            named = (one for one in ids if found.value in (self._labels.get(key) for key in known[one].label_ids))
            return tuple(named) or tuple(ids)
        if found is not None and found.trait is Trait.FILM:
            return tuple(one for one in ids if known[one].has_video) or tuple(ids)
        return tuple(ids)

    def _gap(self) -> tuple[date, date] | None:
        """From tomorrow on; a pause is no gap."""
        first, last = self._today + timedelta(days=1), self._today + timedelta(days=AHEAD_DAYS)
        busy = set(results_reads.planned_days(self._reader, self._brand.id, first, last))
        for pause in self._reader.all(Pause, brand_id=self._brand.id):
            length = (pause.last_day - pause.first_day).days + 1
            busy |= {pause.first_day + timedelta(days=number) for number in range(length)}
        return first_gap(first, last, busy)


def first_gap(first: date, last: date, busy: Collection[date]) -> tuple[date, date] | None:
    """The first GAP_DAYS days or more in a row that are not in `busy`; None where there are none."""
    begin: date | None = None
    for number in range((last - first).days + 2):
        day = first + timedelta(days=number)
        if day <= last and day not in busy:
            begin = begin or day
            continue
        if begin is not None and (day - begin).days >= GAP_DAYS:
            return begin, day - timedelta(days=1)
        begin = None
    return None


def _of(out: Sequence[Out], span: Between) -> list[Out]:
    return [one for one in out if span.first_us <= one.at_us < span.last_us]


def _echo(counts: Counts) -> tuple[int, int]:
    """What tells posts with as many comments apart: how often passed on or kept, then liked."""
    return counts.get(Count.SHARES, 0) + counts.get(Count.SAVES, 0), counts.get(Count.LIKES, 0)


def _talked(
    known: About, said: tuple[int, int, frozenset[str]], channel_ids: tuple[str, ...], counts: Counts
) -> Talked:
    return Talked(known.post_id, known.words, known.thumb_sha256, channel_ids, *said, counts)


def _notes(desk: "Desk", brand: Brand, period: Period, busy: Collection[date]) -> dict[date, str]:
    """What days are called: public holidays and notes of one's own; days that people talk about where something went
    out on them. None for a year, whose columns are weeks."""
    if period.span is Span.YEAR:
        return {}
    made: dict[date, str] = {}
    for mark in day_marks.marks(desk, brand, period.first, period.last):
        if mark.kind in ALWAYS_NAMED or (mark.kind is MarkKind.AWARENESS and mark.day in busy):
            made.setdefault(mark.day, mark.text)
    return made
