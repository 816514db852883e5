"""What the place of results shows, in words: bars, figures, posts and people."""

from collections.abc import Mapping
from dataclasses import dataclass

from smmdesk.desk.desk import Desk
from smmdesk.desk.results import Results, Talked
from smmdesk.model.channel import Channel
from smmdesk.model.for_the_eye import sentences
from smmdesk.model.letter import messages, posts, say_wait
from smmdesk.model.number_words import say
from smmdesk.model.numbers import Count
from smmdesk.model.periods import Period, Span
from smmdesk.model.poll_words import voters
from smmdesk.model.results import Column, Figures, bounds_us
from smmdesk.model.words import _, grouped, ngettext, pgettext
from smmdesk.store.results_reads import Voice
from ui.models.calendar_words import full_day, in_words, month_title, short_day, week_title
from ui.presenters.inbox_rows import initials

MONTHS_OF_A_YEAR = "MMM"
LEAST_SHOWN = 14
ECHO = (Count.SHARES, Count.SAVES, Count.LIKES)


@dataclass(frozen=True, slots=True)
class Bar:
    """One column of the plot. `label` stands on its axis, `note` above it; `spoken` is what a screen reader says."""

    key: str
    column: Column
    label: str
    spoken: str
    note: str = ""
    is_today: bool = False
    is_to_come: bool = False

    @property
    def name(self) -> str:
        return self.spoken


@dataclass(frozen=True, slots=True)
class Mark:
    """A channel's glyph."""

    platform: str
    tint: str
    name: str


@dataclass(frozen=True, slots=True)
class PostRow:
    post_id: str
    words: str
    text: str
    picture: str
    channels: tuple[Mark, ...]

    @property
    def spoken(self) -> str:
        return sentences(self.words, self.text)


@dataclass(frozen=True, slots=True)
class VoiceRow:
    person_id: str
    name: str
    initials: str
    hue: int
    text: str

    @property
    def spoken(self) -> str:
        return f"{self.name}, {self.text}"


def title_of(period: Period) -> str:
    """`November 2026`, `16–22 November 2026`, `2026`."""
    if period.span is Span.WEEK:
        return week_title(period.first, period.last, is_short=True)
    return month_title(period.first) if period.span is Span.MONTH else str(period.first.year)


def bars_of(results: Results) -> tuple[Bar, ...]:
    """The columns up to today; the first LEAST_SHOWN in any case."""
    shown = [one for number, one in enumerate(results.columns) if number < LEAST_SHOWN or one.first <= results.today]
    return tuple(_bar(results, column, number) for number, column in enumerate(shown))


def _bar(results: Results, column: Column, number: int) -> Bar:
    period, today = results.period, results.today
    note = min(results.notes.get(column.first, "").split("; "), key=len)  # two on one day
    return Bar(
        key=column.first.isoformat(),
        column=column,
        label=_label(period, column, number),
        spoken=_spoken(period, column, note),
        note=note,
        is_today=column.first <= today <= column.last,
        is_to_come=column.first > today,
    )


def _label(period: Period, column: Column, number: int) -> str:
    if period.span is Span.WEEK:
        return in_words(column.first, "ddd d")
    if period.span is Span.MONTH:
        return str(column.first.day)
    begins = number == 0 or (column.first.day <= 7 and column.first.month > 1)
    return in_words(column.first, MONTHS_OF_A_YEAR) if begins else ""


def _spoken(period: Period, column: Column, note: str) -> str:
    """ "Wednesday 11 November, San Martino: 3 posts, 21 messages, all answered or done"."""
    day = full_day(column.first)
    if period.span is Span.YEAR:
        day = _("Week of {day}").format(day=short_day(column.first))
    said = [posts(column.posts), messages(column.heard)]
    if column.heard:
        said.append(waiting_words(column))
    head = ", ".join(filter(None, (day, note)))
    return f"{head}: {', '.join(said)}"


def waiting_words(column: Column) -> str:
    """What is said of the messages of a column."""
    if not column.waiting:
        return _("all answered or done")
    return ngettext("{count} waits", "{count} wait", column.waiting).format(count=column.waiting)


def figures_of(figures: Figures) -> tuple[tuple[str, str], ...]:
    """Numbers with what they are, for the row above the plot."""
    usual = ""
    if figures.median_us is not None:
        usual = _("usually within {time}").format(time=say_wait(figures.median_us))
    handled = ngettext("answered or done", "answered or done", figures.handled)
    return (
        (grouped(figures.posts), ngettext("post out", "posts out", figures.posts)),
        (grouped(figures.messages), ngettext("message came", "messages came", figures.messages)),
        (grouped(figures.handled), f"{handled}, {usual}" if usual else handled),
        (grouped(figures.new_people), ngettext("new person", "new people", figures.new_people)),
    )


class RowsOfResults:
    """Makes rows for one brand; `channels` by id."""

    def __init__(self, desk: Desk, channels: Mapping[str, Channel]) -> None:
        self._desk, self._channels = desk, channels

    def post(self, talked: Talked) -> PostRow:
        said = [say(kind, talked.counts[kind]) for kind in ECHO if talked.counts.get(kind)]
        if talked.voters:
            said.insert(0, voters(talked.voters))
        if talked.waiting:
            words = ngettext("{count} to answer", "{count} to answer", talked.waiting)
            said.insert(0, words.format(count=grouped(talked.waiting)))
        if talked.comments or not said:
            words = ngettext("{count} comment", "{count} comments", talked.comments)
            said.insert(0, words.format(count=grouped(talked.comments)))
        marks = filter(None, map(self._mark, dict.fromkeys(talked.channel_ids)))
        return PostRow(
            talked.post_id, talked.words or _("No text yet"), ", ".join(said), talked.thumb_sha256, tuple(marks)
        )

    def _mark(self, channel_id: str) -> Mark | None:
        channel = self._channels.get(channel_id)
        if channel is None:
            return None
        facts = self._desk.shown_facts(channel)
        return Mark(facts.key, facts.tint, channel.name)

    def voice(self, voice: Voice, period: Period, zone: str) -> VoiceRow:
        name = voice.name or _("Somebody")
        return VoiceRow(
            voice.person_id, name, initials(name), sum(map(ord, voice.person_id)) % 6, _often(voice, period, zone)
        )


def _often(voice: Voice, period: Period, zone: str) -> str:
    times = ngettext("{count} time", "{count} times", voice.times).format(count=voice.times)
    if voice.reviews and not voice.reviewed:
        return _("first review")
    if voice.first_us >= bounds_us(period.first, period.last, zone)[0]:
        new = pgettext("person", "new")
        return new if voice.times == 1 else f"{new}, {times}"
    return times
