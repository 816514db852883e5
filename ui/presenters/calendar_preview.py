"""One post in short: what it says and what each of its channels does, for the card under the pointer."""

from dataclasses import dataclass
from datetime import datetime

from smmdesk.desk.desk import Desk
from smmdesk.model.channel import Channel
from smmdesk.model.delivery import Delivery
from smmdesk.model.moment import ClockChange
from smmdesk.model.post import Post, delivery_progress
from smmdesk.model.stages import Progress, stage_sentence
from smmdesk.model.status import sentence
from smmdesk.model.words import _
from ui.models.calendar_entries import ChannelMark, Entry
from ui.models.calendar_words import day_and_time
from ui.presenters.calendar_reading import EntryMaker

TEXT_MOST = 240


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """What one channel does: the sentence, and what follows from it for this computer."""

    mark: ChannelMark
    progress: Progress
    sentence: str
    detail: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """`when` is empty for a post without date."""

    entry: Entry
    title: str
    text: str
    when: str
    lines: tuple[PreviewLine, ...]


def preview_of(desk: Desk, maker: EntryMaker, entry: Entry) -> Preview:
    """Read the post and its deliveries. A post that is gone meanwhile shows what the chip knew."""
    with desk.store.reading() as reader:
        post = reader.find(Post, entry.post_id)
        deliveries = reader.deliveries_of(entry.post_id) if post is not None else ()
        channels = reader.many(Channel, post.channels) if post is not None else {}
    when = _when(entry)
    if post is None:
        return Preview(entry, entry.words, "", when, ())
    title = post.content.first_words or _("No text yet")
    text = " ".join(post.content.text.split())
    rest = text.removeprefix(title.rstrip("…")).strip() if not post.content.title else text
    by_channel = {delivery.channel_id: delivery for delivery in deliveries}
    lines = tuple(
        _line(maker, channels.get(channel), channel, by_channel.get(channel), entry, desk.clock.now())
        for channel in post.channels
    )
    return Preview(entry, title, rest[:TEXT_MOST], when, lines)


def _when(entry: Entry) -> str:
    """Day and time, with a word where the clocks jump over the hour or pass it twice."""
    if entry.day is None or entry.moment is None:
        return ""
    when = day_and_time(entry.day, entry.minutes)
    if entry.moment.clock_change is ClockChange.GAP:
        return _("{time} (there is no {wall} that night)").format(time=when, wall=f"{entry.moment.wall:%H:%M}")
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
        return PreviewLine(mark, entry.progress, stage_sentence(entry.progress))
    said, _dash, detail = sentence(delivery, mark.name, now).partition(" - ")
    receipt = delivery.parts[0].receipt
    return PreviewLine(mark, progress, said, detail, receipt.url if receipt is not None else "")
