"""What is worth a notification: a post that needs the person or was missed, a message, a post that went out.

`News` are found by comparing with what was there before, so that one thing is told once. Nothing of it is kept: another
start begins with what is there by then.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from smmdesk.desk import brands, open_problems
from smmdesk.model.channel import Channel
from smmdesk.model.dates import say_time
from smmdesk.model.delivery import Delivery, State
from smmdesk.model.message import Message, MessageKind
from smmdesk.model.person import Person
from smmdesk.model.post import Post
from smmdesk.model.words import _
from smmdesk.store import messages, outbox
from smmdesk.store.weighed import is_spam

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk
    from smmdesk.store.reader import Reader

MESSAGES_MOST = 100
"""After days without internet many come at once: more than these are told as so many."""
GONE_OUT_MOST = 50


class Kind(StrEnum):
    NEEDS_YOU = "needs_you"
    MISSED = "missed"
    MESSAGE = "message"
    PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class News:
    """`id` is what a click opens: a delivery, or `channel_id` where a whole account is meant, `post_id` where a post
    waits for an OK; a message for MESSAGE.

    `title` says what it is in our words, `text` whose or which: words of strangers stand in it alone.
    """

    kind: Kind
    title: str
    text: str
    id: str = ""
    channel_id: str = ""
    code: str = ""
    brand_id: str = ""
    post_id: str = ""

    @property
    def key(self) -> tuple[str, ...]:
        """What makes two of them the same, whatever their words say by now."""
        return self.kind, self.id, self.channel_id, self.code, self.post_id


class Watcher:
    """Remembers what it has seen. `look` answers what is new since then; `is_open` whether it still holds."""

    def __init__(self, desk: "Desk", told: Iterable[Kind] = ()) -> None:
        """Of the kinds in `told` what is there already counts as new."""
        self._desk = desk
        with desk.store.reading() as reader:
            self._last_message = messages.newest_id(reader)
            self._waiting = {one.key for one in _waiting(reader, desk) if one.kind not in set(told)}
            self._out = {delivery.id for delivery in outbox.gone_out(reader, GONE_OUT_MOST, None)}

    def look(self) -> tuple[News, ...]:
        """What is new, what needs the person first."""
        with self._desk.store.reading() as reader:
            waiting = _waiting(reader, self._desk)
            found = [one for one in waiting if one.key not in self._waiting]
            self._waiting = {one.key for one in waiting}
            found += self._messages(reader)
            found += self._gone_out(reader)
        return tuple(found)

    def is_open(self, news: News) -> bool:
        """Whether it may still be told: nobody has seen to it meanwhile."""
        with self._desk.store.reading() as reader:
            if news.kind is Kind.MESSAGE:
                message = reader.find(Message, news.id)
                return message is not None and not (message.read or message.done)
            waiting = () if news.kind is Kind.PUBLISHED else _waiting(reader, self._desk)
        return news.kind is Kind.PUBLISHED or news.key in {one.key for one in waiting}

    def _messages(self, reader: "Reader") -> list[News]:
        ids = messages.ids_after(reader, self._last_message, MESSAGES_MOST)
        if not ids:
            return []
        self._last_message = max(ids)
        found = reader.many(Message, ids)
        channels = reader.many(Channel, {message.channel_id for message in found.values()})
        wanted = (found[id_] for id_ in ids if id_ in found and _is_news(found[id_]))
        names = brands.names_of(reader)
        return [_of_message(reader, message, channels.get(message.channel_id), names) for message in wanted]

    def _gone_out(self, reader: "Reader") -> list[News]:
        deliveries = outbox.gone_out(reader, GONE_OUT_MOST, None)
        new = [delivery for delivery in deliveries if delivery.id not in self._out]
        self._out |= {delivery.id for delivery in new}
        names, said = brands.names_of(reader), _("Published")
        found = []
        for one in new:
            title, text = _by(names, one.brand_id, said), _which(reader, one)
            found.append(News(Kind.PUBLISHED, title, text, one.id, one.channel_id, "", one.brand_id))
        return found


def _waiting(reader: "Reader", desk: "Desk") -> list[News]:
    """What needs the person, the example week left out."""
    found, names = [], brands.names_of(reader)
    for one in open_problems.open_problems(reader, desk):
        post = one.post or _post_of(reader, one.delivery)
        if post is not None and post.sample:
            continue
        kind = Kind.MISSED if one.part is not None and one.part.state is State.MISSED else Kind.NEEDS_YOU
        text = _which(reader, one.delivery) if one.delivery is not None else _said_of(one.post)
        delivery_id = one.delivery.id if one.delivery is not None else ""
        channel_id = one.channel.id if one.channel is not None else ""
        title = _by(names, one.brand_id, one.problem.title)
        asked = one.post.id if one.post is not None else ""
        found.append(News(kind, title, text, delivery_id, channel_id, one.problem.code, one.brand_id, asked))
    return found


def _said_of(post: Post | None) -> str:
    """ "Tomorrow, 09:00: Fresh bread", of a post that waits for an OK."""
    if post is None:
        return ""
    return ": ".join(filter(None, (say_time(post.planned) if post.planned else "", post.content.first_words)))


def _by(names: Mapping[str, str], brand_id: str, title: str) -> str:
    """ "Cafe Lume: Published" where there are several brands."""
    return f"{names[brand_id]}: {title}" if brand_id in names else title


def _post_of(reader: "Reader", delivery: Delivery | None) -> Post | None:
    return reader.find(Post, delivery.post_id) if delivery is not None and delivery.post_id else None


def _which(reader: "Reader", delivery: Delivery) -> str:
    """ "Bakery: Fresh bread"."""
    channel, post = reader.find(Channel, delivery.channel_id), _post_of(reader, delivery)
    return ": ".join(filter(None, (channel.name if channel else "", post.content.first_words if post else "")))


def _is_news(message: Message) -> bool:
    """Not what the person wrote, read or hid elsewhere, nor spam; what was searched for is no call."""
    seen_to = message.read or message.done or message.hidden or message.removed or is_spam(message)
    return not (seen_to or message.kind is MessageKind.FOUND)


def _of_message(reader: "Reader", message: Message, channel: Channel | None, names: Mapping[str, str]) -> News:
    person = reader.find(Person, message.person_id) if message.person_id else None
    titles = {
        MessageKind.COMMENT: _("New comment on {channel}"),
        MessageKind.MENTION: _("New mention on {channel}"),
        MessageKind.REVIEW: _("New review on {channel}"),
    }
    title = titles.get(message.kind, _("New private message on {channel}"))
    words = ": ".join(filter(None, (person.name if person is not None else "", message.text.strip())))
    name = channel.name if channel is not None else ""
    title = _by(names, message.brand_id, title.format(channel=name))
    return News(Kind.MESSAGE, title, words, message.id, message.channel_id, "", message.brand_id)
