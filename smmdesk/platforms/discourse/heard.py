"""What people write to a member of a forum: answers, mentions, quotes.

`GET /user_actions.json` (user_action.rb, post_alerter.rb of Discourse, 2026) has a row for each of them, the newest
first. The notifications have not: the next answer in a topic takes the place of the one before. A member's key may ask
20 times a minute, so that few of the posts themselves are read in one round.
"""

import json
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from smmdesk.model.delivery import Receipt
from smmdesk.model.message import Heard, HeardPage, MessageKind
from smmdesk.model.moment import to_us
from smmdesk.model.person import Identity
from smmdesk.platforms import trail
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import ConnectorError, RefusedError, Session
from smmdesk.platforms.discourse.moderation import is_liked, may
from smmdesk.platforms.discourse.topics import REPLIED, is_mine, own_words, read_post
from smmdesk.platforms.markup import plain_of
from smmdesk.platforms.people import name_of, page_of

REPLY, MENTION = int(REPLIED), 7
KINDS = f"{REPLY},6,{MENTION},9"
"""Answers of ours, answers of others, mentions and quotes."""
PAGE, STEP, LISTS, READS = 30, 20, 5, 2
FIRST, AGAIN = timedelta(days=7), timedelta(minutes=10)
"""So far back the first page goes; so long a row may come late, behind one that was told."""


@dataclass(frozen=True, slots=True)
class Place:
    """All up to `until` was told, and of the last minutes before it what is in `told`. The next page begins `skip` rows
    behind the newest: on the way back to what was told, or, `rising`, from there on to the newest."""

    until: datetime
    told: tuple[str, ...] = ()
    skip: int = 0
    rising: bool = False

    @classmethod
    def of(cls, session: Session, cursor: str) -> "Place":
        if not cursor:
            return cls(session.now_there - FIRST)
        kept = json.loads(cursor)
        until, told = datetime.fromisoformat(kept["until"]), tuple(kept["told"])
        return cls(until, told, int(kept["skip"]), bool(kept["rising"]))

    def __str__(self) -> str:
        kept = {"told": self.told, "skip": self.skip, "rising": self.rising}
        return json.dumps({"until": self.until.isoformat(), **kept})

    def is_new(self, row: "Row") -> bool:
        return row.at > self.until - AGAIN and row.key not in self.told

    def joins(self, rows: "list[Row]") -> bool:
        """Whether a page begins where all before it was told: what is deleted or comes in moves all others."""
        if self.rising:
            return not all(map(self.is_new, rows))
        return any(row.at <= self.until - AGAIN for row in rows)

    def after(self, rows: "list[Row]", now: datetime) -> "Place":
        """Behind these rows, which are the next ones."""
        until = min(max([self.until, *(row.at for row in rows)]), max(now, self.until))
        known = {**dict.fromkeys(self.told), **{row.key: None for row in rows}}
        late = tuple(key for key in known if datetime.fromisoformat(_at(key)) > until - AGAIN)
        return Place(until, late, self.skip, rising=True)


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that somebody did: `key` is its own for good."""

    at: datetime
    kind: int
    topic: int
    number: int
    fields: Fields = field(repr=False)

    @property
    def key(self) -> str:
        return f"{self.kind} {self.topic}/{self.number} {self.at.isoformat()}"

    @property
    def remote_id(self) -> str:
        return f"{self.topic}/{self.number}"


def _at(key: str) -> str:
    return key.rpartition(" ")[2]


async def fetch_messages(session: Session, cursor: str) -> HeardPage:
    """See Hears. The rows are read back to what was told, and told from there on; a list without an end from where
    nobody reads further back."""
    place = Place.of(session, cursor)
    for _ in range(LISTS):
        rows = await own_words(session, KINDS, place.skip)
        read = [row for row in map(_row, rows) if row is not None]
        fresh = sorted((row for row in read if place.is_new(row)), key=lambda row: row.at)
        if len(rows) == PAGE and not place.joins(read) and place.skip < STEP * trail.MOST_PAGES:
            place = replace(place, skip=place.skip + STEP, rising=False)
        elif fresh or not place.skip:
            return await _told(session, place, fresh)
        else:
            place = replace(place, skip=max(place.skip - STEP, 0), rising=True)
    return HeardPage((), str(place), more=True)


async def _told(session: Session, place: Place, fresh: list[Row]) -> HeardPage:
    """The oldest of the rows, as many as may be read in one round."""
    taken, messages, reads = list[Row](), list[Heard](), 0
    for row in fresh:
        if reads == READS:
            break
        heard = _ours(session, row) if row.kind == REPLY else await _read(session, row)
        reads += row.kind != REPLY
        messages += [heard] if heard is not None else []
        taken.append(row)
    more = len(taken) < len(fresh) or bool(place.skip)
    following = place.after(taken, session.now_there)
    return HeardPage(tuple(messages), str(following if more else replace(following, rising=False)), more)


async def _read(session: Session, row: Row) -> Heard | None:
    """The whole words; None for what is gone, what the member may not see any more, and what is no post."""
    try:
        post = await read_post(session, Receipt(row.remote_id))
    except RefusedError as error:
        if error.problem.code != "may_not_publish":
            raise
        return None
    with suppress(ConnectorError):
        return _heard(session, row, post) if post is not None else None
    return None


def _row(fields: Fields) -> Row | None:
    """None for what is no such row: it is passed over, the rest is heard."""
    with suppress(ConnectorError):
        names = ("action_type", "topic_id", "post_number")
        kind, topic, number = (fields.number(name) for name in names)
        known = str(kind) in KINDS.split(",") and topic > 0 and number > 0
        return Row(fields.instant("created_at"), kind, topic, number, fields) if known else None
    return None


def _ours(session: Session, row: Row) -> Heard:
    """What we wrote ourselves, here or on the forum's own pages: it says what it answers."""
    return Heard(
        remote_id=row.remote_id,
        kind=MessageKind.COMMENT,
        text="",
        sent_at_us=to_us(row.at),
        author=Identity("discourse", session.channel.remote_id, session.channel.handle),
        answers_remote_id=_above(row, row.fields),
        thread_remote_id=str(row.topic),
        ours=True,
    )


def _heard(session: Session, row: Row, post: Fields) -> Heard:
    handle, slug = post.text("username", ""), post.text("topic_slug", "") or "-"
    server = session.channel.server
    return Heard(
        remote_id=row.remote_id,
        kind=MessageKind.MENTION if row.kind == MENTION else MessageKind.COMMENT,
        text=post.text("raw", "") or plain_of(post.text("cooked", "")),
        sent_at_us=to_us(post.instant("created_at")),
        author=Identity(
            "discourse",
            f"{post.number('user_id')}@{server.split('://', 1)[-1]}",
            f"@{handle}" if handle else "",
            name_of(post.text("name", "")) or handle,
            page_of(f"{server}/u/{handle}") if handle else "",
        ),
        answers_remote_id=_above(row, post),
        thread_remote_id=str(row.topic),
        url=page_of(f"{server}/t/{slug}/{row.topic}/{row.number}"),
        data={"may": may(post)},
        ours=is_mine(session, post),
        liked=is_liked(post),
    )


def _above(row: Row, fields: Fields) -> str:
    """The post that it answers; the topic itself where that is its first one, or none is named."""
    number = fields.number("reply_to_post_number", 0)
    return f"{row.topic}/{number}" if number > 1 else str(row.topic)
