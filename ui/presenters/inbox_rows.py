"""What a row and a heading of the inbox hold, and the words they say."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from smmdesk.desk.brands import BrandSeen
from smmdesk.desk.desk import Desk
from smmdesk.model.channel import Channel
from smmdesk.model.dates import say_clock, say_short_date, say_time, short_day_name
from smmdesk.model.for_the_eye import isolated
from smmdesk.model.message import MessageKind
from smmdesk.model.moment import Moment, from_us
from smmdesk.model.words import _, ngettext
from smmdesk.store.inbox_reads import Line
from ui.presenters.brand_clocks import with_clocks

HOUR_US = 3_600_000_000


@dataclass(frozen=True, slots=True)
class InboxHead:
    """A heading: what its messages are about, and how many of them the list holds. `picture` is a photo's hash."""

    key: str
    title: str
    count: int
    picture: str = ""
    icon: str = "messages-square"
    post_id: str = ""

    @property
    def spoken(self) -> str:
        said = ngettext("{count} message", "{count} messages", self.count).format(count=self.count)
        return f"{self.title}, {said}"


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One message. `when` is its time in words, `mark` what stands there instead (put off, deleted there, late)."""

    key: str
    name: str
    text: str
    when: str
    initials: str
    hue: int
    platform: str
    tint: str
    kind: str
    unread: bool = False
    done: bool = False
    mark: str = ""
    is_late: bool = False
    is_gone: bool = False
    has_draft: bool = False
    has_note: bool = False
    person_id: str = ""
    brand: str = ""
    brand_color: str = ""

    @property
    def spoken(self) -> str:
        """ "Anna Pertot, comment on Mastodon, 11:04, not read: Can I have it without candied fruit?"."""
        said = [self.name, self.kind, *([self.brand] if self.brand else []), self.when]
        if self.unread:
            said.append(_("not read"))
        if self.mark:
            said.append(self.mark)
        if self.has_draft:
            said.append(_("answer begun"))
        if self.has_note:
            said.append(_("with a note"))
        return f"{', '.join(said)}: {self.text}"


class InboxRows:
    """Makes rows of lines. `channels` by id; `hours` is the brand's goal, 0 for none. `several` brands are named, and
    times are those of the brand that was written to."""

    def __init__(
        self,
        desk: Desk,
        channels: Mapping[str, Channel],
        zone: str,
        hours: int,
        several: Mapping[str, BrandSeen] | None = None,
    ) -> None:
        self._desk, self._channels, self._zone, self._hours = desk, channels, zone, hours
        self._several = several or {}
        self._now, self._now_us = desk.clock.now(), desk.now_us()
        self._looks: dict[str, tuple[str, str, str]] = {}

    def row(self, line: Line) -> InboxRow:
        platform, tint, shown = self._look(line.channel_id)
        name = line.name or _("Somebody")
        late, brand = self._is_late(line), self._brand_of(line)
        return InboxRow(
            key=line.id,
            name=name,
            text=_("You: {words}").format(words=" ".join(line.answer.split())) if line.answer else first_words(line),
            when=say_when(line.sent_at_us, self._now, brand.zone if brand is not None else self._zone),
            initials=initials(name),
            hue=sum(map(ord, line.person_id or name)) % 6,
            platform=platform,
            tint=tint,
            kind=kind_words(line.kind, shown),
            unread=not line.read and not line.done,
            done=line.done,
            mark=self._mark(line, late),
            is_late=late,
            is_gone=line.removed,
            has_draft=line.has_draft,
            has_note=line.has_note,
            person_id=line.person_id or "",
            brand=with_clocks(brand),
            brand_color=brand.color if brand is not None else "",
        )

    def _brand_of(self, line: Line) -> BrandSeen | None:
        """Who was written to, where several are shown."""
        return self._several.get(line.brand_id)

    def _look(self, channel_id: str) -> tuple[str, str, str]:
        """Key, tint and name of a channel's platform as it is shown; asked once a channel."""
        if channel_id not in self._looks:
            channel = self._channels.get(channel_id)
            facts = self._desk.shown_facts(channel) if channel is not None else None
            self._looks[channel_id] = (facts.key, facts.tint, _(facts.name)) if facts is not None else ("", "", "")
        return self._looks[channel_id]

    def _is_late(self, line: Line) -> bool:
        waits = not (line.done or line.removed or line.kind is MessageKind.FOUND or self._is_put_off(line))
        return waits and self._hours > 0 and self._now_us - line.sent_at_us > self._hours * HOUR_US

    def _is_put_off(self, line: Line) -> bool:
        return line.snoozed_until_us is not None and line.snoozed_until_us > self._now_us

    def _mark(self, line: Line, late: bool) -> str:
        """One short word on what is special about it, the strongest first."""
        if line.removed:
            return _("deleted there")
        if self._is_put_off(line) and not line.done:
            assert line.snoozed_until_us is not None
            until = Moment.of(from_us(line.snoozed_until_us), self._zone)
            return _("put off until {time}").format(time=say_time(until))
        if late:
            return _("waiting for {time}").format(time=say_span(self._now_us - line.sent_at_us))
        return _("for {name}").format(name=isolated(line.assigned_to)) if line.assigned_to else ""


def first_words(line: Line) -> str:
    """The words on one line; a review says its stars first."""
    words = " ".join(line.text.split())
    if line.rating is not None:
        stars = ngettext("{count} star", "{count} stars", line.rating).format(count=line.rating)
        return f"{stars}. {words}" if words else stars
    return words or _("Without words")


def kind_words(kind: MessageKind, platform: str) -> str:
    """ "comment on Mastodon"."""
    said = {
        MessageKind.COMMENT: _("comment on {platform}"),
        MessageKind.MENTION: _("mention on {platform}"),
        MessageKind.REVIEW: _("review on {platform}"),
        MessageKind.PRIVATE: _("private message on {platform}"),
        MessageKind.FOUND: _("found on {platform}") if platform else _("found on a site"),
    }
    return said[kind].format(platform=platform)


def initials(name: str) -> str:
    """ "AP" of "Anna Pertot"; of a name without letters a question mark."""
    words = [word for word in name.replace("@", " ").split() if word[0].isalnum()]
    letters = [words[0][0], words[-1][0]] if len(words) > 1 else [word[0] for word in words]
    return "".join(letters).upper()[:2] or "?"


def say_when(at_us: int, now: datetime, zone: str) -> str:
    """ "11:04" today, then "yesterday", "Mon" within a week, "12 Nov", with the year where it is another."""
    at, today = Moment.of(from_us(at_us), zone), Moment.of(now, zone).day
    if at.day == today:
        return say_clock(at.shown)
    if at.day == today - timedelta(days=1):
        return _("yesterday")
    if today - timedelta(days=7) < at.day < today:
        return short_day_name(at.day)
    return say_short_date(at.day, with_year=at.day.year != today.year)


def say_span(us: int) -> str:
    """A waiting time in whole hours or days."""
    hours = max(1, us // HOUR_US)
    if hours < 48:
        return ngettext("{count} hour", "{count} hours", hours).format(count=hours)
    return ngettext("{count} day", "{count} days", hours // 24).format(count=hours // 24)
