"""What was said with one person about one thing: their messages, our answers, the post it hangs on."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from smmdesk.desk.desk import Desk
from smmdesk.desk.in_private import is_private_one
from smmdesk.model.channel import Channel
from smmdesk.model.counting import links_in
from smmdesk.model.dates import say_clock, say_day, say_day_and_year
from smmdesk.model.delivery import Delivery
from smmdesk.model.for_the_eye import isolated, tame
from smmdesk.model.media import Asset
from smmdesk.model.message import Message, MessageKind
from smmdesk.model.moment import Moment, from_us
from smmdesk.model.person import Person
from smmdesk.model.post import Post
from smmdesk.model.problem import Remedy
from smmdesk.model.stages import Progress
from smmdesk.model.words import _, ngettext
from smmdesk.store import inbox_reads
from smmdesk.store.reader import Reader
from ui.presenters.found import shown_author
from ui.presenters.inbox_moderation import Handled, handled
from ui.presenters.inbox_rows import initials, kind_words
from ui.presenters.outbox_rows import OutboxRow, RowMaker

MOST = 24
"""So many of their messages are shown at first, and so many more each time they are asked for: each takes a moment."""
LINKS_MOST = 5
ANSWERS_AGAIN = frozenset({Remedy.EDIT, Remedy.SPLIT, Remedy.NONE, Remedy.CHOOSE_TIME, Remedy.CHOOSE_FILE})
"""Where an answer was refused, its words are taken back into the reply box to be changed."""


@dataclass(frozen=True, slots=True)
class PostCard:
    """The post they speak about: `state` is its full sentence on their channel, `url` its page there or ""."""

    post_id: str
    words: str
    state: str = ""
    progress: Progress | None = None
    url: str = ""
    picture: str = ""
    count: str = ""


@dataclass(frozen=True, slots=True)
class Bubble:
    """One thing said. `day` is the line above it where a new day begins. Of ours, `row` says how far it is."""

    key: str
    text: str
    when: str
    at_us: int
    day: str = ""
    ours: bool = False
    stars: int | None = None
    removed: bool = False
    url: str = ""
    links: tuple[str, ...] = ()
    row: OutboxRow | None = None
    handled: Handled | None = None

    @property
    def may_take_back(self) -> bool:
        """It was refused as it is: its words can be changed."""
        row = self.row
        waits = row is not None and row.progress is Progress.NEEDS_YOU and not row.may_be_live and not row.paused
        return waits and row is not None and row.remedy in ANSWERS_AGAIN

    @property
    def spoken(self) -> str:
        state = f". {self.row.sentence}" if self.row is not None else ""
        state += f". {self.handled.says}" if self.handled is not None and self.handled.says else ""
        return f"{self.when}: {self.text}{state}"


@dataclass(frozen=True, slots=True)
class Thread:
    """Everything beside the list. `name` is who wrote, `kind` what and where ("comment on Mastodon"). `earlier` and
    `later` are how many of their messages are not shown, before and after."""

    message: Message
    name: str
    initials: str
    hue: int
    kind: str
    platform: str
    tint: str
    card: PostCard | None
    bubbles: tuple[Bubble, ...]
    earlier: int = 0
    later: int = 0

    @property
    def is_one_of_several(self) -> bool:
        """Whether it has to be said which of what they wrote is the one that was chosen."""
        return sum(not bubble.ours for bubble in self.bubbles) > 1

    @property
    def handled(self) -> Handled | None:
        """What can be done with the message itself."""
        return next((bubble.handled for bubble in self.bubbles if bubble.key == self.message.id), None)


class ThreadReader:
    """Reads one thread, inside an open reader."""

    def __init__(self, desk: Desk, reader: Reader, zone: str) -> None:
        self._desk, self._reader, self._zone = desk, reader, zone
        self._now = desk.clock.now()

    def read(self, message: Message, most: int = MOST) -> Thread:
        """At most `most` of what they wrote."""
        reader = self._reader
        said = inbox_reads.thread_ids(reader, message, most)
        channel = reader.find(Channel, message.channel_id)
        person = reader.find(Person, message.person_id) if message.person_id else None
        facts = self._desk.shown_facts(channel) if channel is not None else None
        name = person.name if person is not None else shown_author(message) or _("Somebody")
        return Thread(
            message,
            name,
            initials(name),
            sum(map(ord, message.person_id or name)) % 6,
            kind_words(message.kind, _(facts.name) if facts else ""),
            facts.key if facts else "",
            facts.tint if facts else "",
            self._card(message),
            self._bubbles(message, name, said.ids),
            said.earlier,
            said.later,
        )

    def _bubbles(self, message: Message, name: str, ids: list[str]) -> tuple[Bubble, ...]:
        said = list(self._reader.many(Message, ids).values())
        answers = self._reader.all(Delivery, message_id=tuple(ids))
        if message.kind is MessageKind.PRIVATE:
            elsewhere = inbox_reads.answered_in_private(self._reader, message)
            answers = (*answers, *(one for one in self._reader.many(Delivery, elsewhere).values()))
        channels = self._reader.many(Channel, {message.channel_id} | {one.channel_id for one in answers})
        maker = RowMaker(self._desk, {})
        here = frozenset(ids)
        ours = [self._ours(one, maker.of_delivery(one, None, channels.get(one.channel_id)), here) for one in answers]
        found = [
            *(self._theirs(one, name, channels.get(one.channel_id)) for one in said),
            *(one for one in ours if one is not None),
        ]
        return tuple(self._with_days(sorted(found, key=lambda one: (one.at_us, one.ours))))

    def _with_days(self, bubbles: list[Bubble]) -> list[Bubble]:
        made, last = [], None
        for bubble in bubbles:
            day = Moment.of(from_us(bubble.at_us), self._zone).day
            made.append(replace(bubble, day=say_that_day(day, self._now, self._zone)) if day != last else bubble)
            last = day
        return made

    def _theirs(self, message: Message, name: str, channel: Channel | None) -> Bubble:
        links = tuple(dict.fromkeys(links_in(message.text)))[:LINKS_MOST]
        return Bubble(
            message.id,
            tame(message.text).strip() or _("Without words"),
            f"{isolated(name)}, {self._clock(message.sent_at_us)}",
            message.sent_at_us,
            stars=message.rating,
            removed=message.removed,
            url=message.url,
            links=links,
            handled=handled(self._desk, message, channel, self._zone),
        )

    def _ours(self, delivery: Delivery, row: OutboxRow | None, here: frozenset[str]) -> Bubble | None:
        """None for an answer that was taken back."""
        if row is None or delivery.content is None:
            return None
        at_us = delivery.created_at_us or delivery.due.instant_us
        return Bubble(
            delivery.id,
            delivery.content.text,
            self._signed(delivery, here).format(time=self._clock(at_us)),
            at_us,
            ours=True,
            row=row,
        )

    def _signed(self, delivery: Delivery, here: frozenset[str]) -> str:
        """Who said it and to whom: in private to what everybody reads, or among private messages to such a comment."""
        if not is_private_one(delivery):
            return _("You, {time}")
        return _("You, in private, {time}") if delivery.message_id in here else _("You, about a comment, {time}")

    def _clock(self, at_us: int) -> str:
        return say_clock(Moment.of(from_us(at_us), self._zone).shown)

    def _card(self, message: Message) -> PostCard | None:
        post = self._reader.find(Post, message.post_id) if message.post_id else None
        if post is None:
            return None
        channel = self._reader.find(Channel, message.channel_id)
        content = post.content_for(message.channel_id)
        asset = self._reader.find(Asset, content.media[0].asset_id) if content.media else None
        here = [one for one in self._reader.deliveries_of(post.id) if one.channel_id == message.channel_id]
        row = RowMaker(self._desk, {}).of_delivery(here[-1], post, channel) if here else None
        count = inbox_reads.messages_of_posts(self._reader, [post.id]).get(post.id, 0)
        return PostCard(
            post.id,
            content.first_words or _("A post without words"),
            row.sentence if row is not None else "",
            row.progress if row is not None else None,
            row.url if row is not None else "",
            asset.sha256 if asset is not None else "",
            ngettext("{count} message", "{count} messages", count).format(count=count),
        )


def say_that_day(day: date, now: datetime, zone: str) -> str:
    """ "today", "yesterday, Tue 17 Nov", "Mon 16 Nov"."""
    today = Moment.of(now, zone).day
    if day == today:
        return _("today")
    said = say_day(day) if day.year == today.year else say_day_and_year(day)
    return _("yesterday, {day}").format(day=said) if day == today - timedelta(days=1) else said
