"""One post in short: what it says and what each of its channels does, for the card under the pointer."""

from dataclasses import dataclass, replace
from datetime import datetime

from smmdesk.desk.desk import Desk
from smmdesk.model.channel import Channel
from smmdesk.model.content import Content
from smmdesk.model.dates import say_clock
from smmdesk.model.delivery import Delivery, State
from smmdesk.model.moment import ClockChange
from smmdesk.model.number_words import say_told
from smmdesk.model.numbers import Told
from smmdesk.model.post import Post, delivery_progress
from smmdesk.model.problem import Problem, Remedy
from smmdesk.model.stages import Progress, stage_sentence
from smmdesk.model.status import held, open_part, sentence
from smmdesk.model.words import _
from smmdesk.store import numbers_reads
from ui.models.calendar_clashes import words_for
from ui.models.calendar_entries import EXPLAINED, ChannelMark, Day, Entry
from ui.models.calendar_words import day_and_time
from ui.presenters.calendar_reading import EntryMaker

TEXT_MOST = 240


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """What one channel does: the sentence, and what follows from it for this computer.

    `problem` is why it does not go out, with the ids of what its button is about.
    """

    mark: ChannelMark
    progress: Progress
    sentence: str
    detail: str = ""
    url: str = ""
    problem: Problem | None = None
    paused: bool = False
    approved: bool = False


@dataclass(frozen=True, slots=True)
class Preview:
    """`title` is empty where the first sentence is too long to stand out; `when` for a post without date; `hint` says
    what it clashes with on its day."""

    entry: Entry
    title: str
    text: str
    when: str
    lines: tuple[PreviewLine, ...]
    hint: str = ""

    @property
    def mend(self) -> Problem | None:
        """What its one button is about: the first thing that keeps it from going out."""
        return next((line.problem for line in self.lines if line.problem is not None), None)


def preview_of(desk: Desk, maker: EntryMaker, entry: Entry, day: Day | None = None) -> Preview:
    """Read the post and its deliveries; `day` is where it stands. A post that is gone shows what the chip knew."""
    with desk.store.reading() as reader:
        post = reader.find(Post, entry.post_id)
        deliveries = reader.deliveries_of(entry.post_id) if post is not None else ()
        channels = reader.many(Channel, post.channels) if post is not None else {}
        told = numbers_reads.of_posts(reader, [entry.post_id]).get(entry.post_id, {})
    when = _when(entry)
    if post is None:
        return Preview(entry, entry.words, "", when, ())
    title, rest = _title_and_rest(post.content)
    by_channel = {delivery.channel_id: delivery for delivery in deliveries}
    lines = tuple(
        _with_numbers(
            _line(maker, channels.get(channel), channel, by_channel.get(channel), entry, desk.clock.now()),
            told.get(channel),
            by_channel.get(channel),
            desk.clock.now(),
        )
        for channel in post.channels
    )
    clash = words_for(entry, day.entries) if day is not None and not day.stage else ""
    hint = _("close together: {posts}").format(posts=clash) if clash else ""
    return Preview(entry, title, _short(rest), when, lines, hint[:1].upper() + hint[1:])


def _short(text: str) -> str:
    """At most TEXT_MOST characters, ending with a whole word."""
    return text if len(text) <= TEXT_MOST else text[:TEXT_MOST].rsplit(" ", 1)[0] + "…"


def _title_and_rest(content: Content) -> tuple[str, str]:
    """The first line and what follows it; one that is too long for a title stays with the rest, in one piece."""
    title, text = content.first_words or _("No text yet"), " ".join(content.text.split())
    if content.title:
        return title, text
    if title.endswith("…") and not text.startswith(title):
        return "", text
    return title, text.removeprefix(title).strip()


def _when(entry: Entry) -> str:
    """Day and time, with a word where the clocks jump over the hour or pass it twice."""
    if entry.day is None or entry.moment is None:
        return ""
    when = day_and_time(entry.day, entry.minutes)
    if entry.moment.clock_change is ClockChange.GAP:
        return _("{time} (there is no {wall} that night)").format(time=when, wall=say_clock(entry.moment.wall))
    if entry.moment.clock_change is ClockChange.OVERLAP:
        return _("{time} (the first of two that night)").format(time=when)
    return when


def _line(
    maker: EntryMaker, channel: Channel | None, channel_id: str, delivery: Delivery | None, entry: Entry, now: datetime
) -> PreviewLine:
    mark = maker.mark(channel_id, channel.platform if channel is not None else "")
    if channel is not None:
        mark = mark._replace(name=channel.name)
    progress = delivery_progress(delivery) if delivery is not None else None
    if delivery is None or progress is None:
        words = stage_sentence(entry.progress, approved=entry.approved)
        return PreviewLine(mark, entry.progress, words, approved=entry.approved)
    said, _dash, detail = sentence(delivery, mark.name, now, channel).partition(" - ")
    receipt = delivery.parts[0].receipt
    problem = _why(delivery, channel)
    advice = detail or (problem.advice if problem is not None and progress in EXPLAINED else "")
    page = receipt.url if receipt is not None else ""
    paused = held(channel, delivery) is not None
    return PreviewLine(mark, progress, said, advice, page, problem, paused)


def _with_numbers(line: PreviewLine, told: Told | None, delivery: Delivery | None, now: datetime) -> PreviewLine:
    """What the platform counts of what is out, where nothing else is to be said."""
    if told is None or delivery is None or line.progress is not Progress.PUBLISHED or line.detail:
        return line
    return replace(line, detail=say_told(told, delivery.due.zone, now))


def _why(delivery: Delivery, channel: Channel | None) -> Problem | None:
    """What keeps a delivery, ready for the button that helps."""
    part = open_part(delivery)
    problem = held(channel, delivery)
    if problem is None and not part.is_over and delivery_progress(delivery) in EXPLAINED:
        problem = part.problem
    if problem is None or channel is None:
        return None
    ids = {"post_id": delivery.post_id or "", "delivery_id": delivery.id, "channel_id": channel.id}
    code = problem.code if problem.remedy is not Remedy.NONE or part.state is not State.MISSED else "missed"
    return Problem(code, {**problem.values, **ids})
