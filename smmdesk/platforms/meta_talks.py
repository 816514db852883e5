"""Private messages of a page (Messenger) and of a professional account on Instagram: what people write there.

Conversations API of Messenger (11 February 2026) and "Get Conversations" of Instagram with Instagram Login (v26.0),
both read on 29 November 2026; the edges `conversations` (platform) and `messages`, and the fields of a conversation,
stand in Meta's own description (facebook-business-sdk-codegen of April 2026: Page.json, IGUserForIGOnlyAPI.json,
UnifiedThread.json). `message`, `from`, `created_time`, `attachments` and `shares` are those of the reference "Message".
The conversation with the newest message comes first, and of a conversation the newest message (seen, and not promised:
unverified). Of Instagram only the newest 20 messages of a conversation can be read.

Where Meta tells nothing (meta_told.py), everything else of the channel is heard as before.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from smmdesk.model.message import Heard, HeardPage, MessageKind
from smmdesk.model.moment import to_us
from smmdesk.model.person import Identity
from smmdesk.platforms import meta
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import ConnectorError, NotSentError, RefusedError, Session, SignedOutError
from smmdesk.platforms.meta import Graph, instant_of, next_of
from smmdesk.platforms.meta_told import Talks, may_read
from smmdesk.platforms.people import name_of, page_of
from smmdesk.platforms.shown import told as pictures_told
from smmdesk.platforms.trail import AT_FIRST, Trail

BEFORE = "dm/"
"""Before the number in a remote id."""
CONVERSATIONS, MESSAGES, PAGES = 25, 20, 2
A_LOOK = 2
"""So many conversations are read at once; the others in the next look."""
FIRST = timedelta(days=7)
AGAIN = timedelta(minutes=2)
REST = timedelta(hours=1)
"""After a refusal, as long as nobody signs in anew."""
KNOWN, PASSES, TRIES = 60, 5, 300
RECENT, RECALLED = 30, timedelta(hours=24)
"""So many of the newest messages, as long as that, are looked for again: whoever wrote may take one back."""
ASKED = "id,created_time,from,message,attachments,shares"
NAME = re.compile(r"[0-9A-Za-z_.:=$-]{1,400}")
"""What a message or a conversation is called: longer than other things of Meta."""


# ------------------------------------------------------------------ how far
@dataclass(frozen=True, slots=True)
class Left:
    """A conversation that is still to be read down to `floor` (ISO 8601), from `after` on, to which it came by `trail`.
    `tries` went wrong."""

    convo: str
    floor: str
    after: str = ""
    tries: int = 0
    trail: Trail = AT_FIRST

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Left":
        return cls(**{**kept, "trail": Trail(**kept.get("trail", {}))})


@dataclass(frozen=True, slots=True)
class Said:
    """A message of theirs that may still be taken back; `convo` in short."""

    id: str
    convo: str
    at_us: int


@dataclass(frozen=True, slots=True)
class Place:
    """Nothing from before `since` is told. Whatever was said up to `until` was told, or stands in `left`.

    While the list of conversations is read: `pages` of this pass so far, the next one at `after`, to which it came by
    `trail`; it goes down to `down`, its first page's newest is `mark`, and it `found` something new. A pass of several
    pages is followed by another one, until one finds nothing new: a conversation may have moved to the top meanwhile.
    `known` are conversations and how they stood, in short. `rest`: until then Meta is not asked.
    """

    since: str
    until: str
    down: str = ""
    mark: str = ""
    after: str = ""
    pages: int = 0
    passes: int = 0
    found: bool = False
    left: tuple[Left, ...] = ()
    known: tuple[tuple[str, str], ...] = ()
    recent: tuple[Said, ...] = ()
    rest: str = ""
    trail: Trail = AT_FIRST

    @classmethod
    def of(cls, session: Session, cursor: str) -> "Place":
        if not cursor:
            floor = (session.now_there - FIRST).isoformat()
            return cls(floor, floor)
        kept = json.loads(cursor)
        return cls(
            **{
                **kept,
                "left": tuple(map(Left.of, kept["left"])),
                "trail": Trail(**kept.get("trail", {})),
                "known": tuple((name, sign) for name, sign in kept["known"]),
                "recent": tuple(Said(**each) for each in kept["recent"]),
            }
        )

    def __str__(self) -> str:
        return json.dumps(asdict(self))

    @property
    def anew(self) -> "Place":
        """The list from its newest on again."""
        return replace(self, down="", mark="", after="", pages=0, passes=0, found=False, trail=AT_FIRST)


def waits(session: Session, cursor: str) -> bool:
    """Whether more of them is there already, and may be asked for now."""
    place = Place.of(session, cursor)
    unread = bool(place.pages or place.passes) or any(not each.tries for each in place.left)
    return unread and _may_ask(session, place)


def _may_ask(session: Session, place: Place) -> bool:
    return may_read(session) and not (place.rest and datetime.fromisoformat(place.rest) > session.now_there)


async def news(session: Session, talks: Talks, cursor: str) -> HeardPage:
    """What was said since, as a page of its own. Where Meta does not tell it, or not just now, nothing: whatever else
    the channel hears is heard. Raises SignedOutError, and NotSentError with how long to pause."""
    place = Place.of(session, cursor)
    if not _may_ask(session, place):
        return HeardPage((), cursor)
    try:
        heard, place = await _look(session, talks, replace(place, rest=""))
    except SignedOutError:
        raise
    except RefusedError:  # no right to them any more; or a place that is not known there any more, which begins again
        rest = "" if place.pages else (session.now_there + REST).isoformat()
        return HeardPage((), str(replace(place.anew, rest=rest)))
    except ConnectorError as error:
        if isinstance(error, NotSentError) and error.retry_after_s is not None:
            raise
        return HeardPage((), cursor)
    return HeardPage(tuple(heard), str(place), waits(session, str(place)))


async def _look(session: Session, talks: Talks, place: Place) -> tuple[list[Heard], Place]:
    """The next page of conversations where none is left to be read, then some of those that are."""
    heard = list[Heard]()
    if all(each.tries for each in place.left):
        place, gone = await _listed(session, talks, place)
        heard += gone
    fresh = [each for each in place.left if not each.tries]
    for left in (fresh or place.left)[:A_LOOK]:
        said, rest = await _conversation(session, talks, left)
        others = tuple(each for each in place.left if each.convo != left.convo)
        ring = _recent(session, place.recent, left.convo, said)
        place = replace(place, left=(*others, rest) if rest is not None else others, recent=ring)
        heard += said
    return heard, place


# ------------------------------------------------------------------ the list
async def _listed(session: Session, talks: Talks, place: Place) -> tuple[Place, list[Heard]]:
    """One page of conversations: those that stand otherwise than before are left to be read."""
    graph, home = talks.graph(session), talks.home(session.channel.remote_id)
    fields = f"id,updated_time,messages.limit({MESSAGES}){{id}}"
    asked = {"platform": talks.platform, "limit": str(CONVERSATIONS), **({"after": place.after} if place.after else {})}
    page = await graph.get(f"{home}/conversations", fields, **asked)
    if not isinstance(page.values.get("data"), list):
        raise page.strange()
    rows = [row for each in page.rows("data")[:CONVERSATIONS] if (row := _row(each)) is not None]
    gone, recent = await _taken_back(session, graph, place, rows) if not place.pages else ([], place.recent)
    place = _queued(replace(place, recent=recent), rows)
    if not place.pages:
        latest = session.now_there + AGAIN  # what is dated ahead passes nothing by
        mark = max((row.at for row in rows if row.at <= latest), default=None)
        place = replace(place, mark=mark.isoformat() if mark is not None else "")
    after = next_of(page)
    down = datetime.fromisoformat(place.down or place.until) - AGAIN
    trail = place.trail.to(after, place.after)
    if trail is not None and min((row.at for row in rows), default=down) >= down:
        return replace(place, pages=place.pages + 1, after=after, trail=trail), gone
    return _passed(replace(place, pages=place.pages + 1)), gone


@dataclass(frozen=True, slots=True)
class _Row:
    convo: str
    at: datetime
    ids: tuple[str, ...]


def _row(found: Fields) -> _Row | None:
    with suppress(ConnectorError):
        ids = (each.values.get("id") for each in found.child("messages").rows("data"))
        names = tuple(own_id for own_id in ids if isinstance(own_id, str))
        return _Row(name_in(found), instant_of(found, "updated_time"), names)
    return None


def _queued(place: Place, rows: Iterable[_Row]) -> Place:
    known, left, found = dict(place.known), {each.convo: each for each in place.left}, place.found
    since, until = datetime.fromisoformat(place.since), datetime.fromisoformat(place.until)
    for row in rows:
        name, sign = _short(row.convo), _short(f"{row.at.isoformat()} {row.ids[:1]}")
        if known.get(name) == sign or row.at < since:
            continue
        known.pop(name, None)
        known[name], found = sign, True
        floor = min(until, row.at).isoformat()
        before = left.pop(row.convo, None)
        left[row.convo] = Left(row.convo, min(floor, before.floor) if before is not None else floor)
    return replace(place, known=tuple(known.items())[-KNOWN:], left=tuple(left.values()), found=found)


def _passed(place: Place) -> Place:
    """A pass is over: the list was read, or is looked through once more for what moved."""
    done = place.anew
    if place.pages > 1 and place.found and place.passes + 1 < PASSES:
        return replace(done, passes=place.passes + 1, down=place.mark or place.until)
    return replace(done, until=max(place.until, place.mark))


def _short(words: str) -> str:
    return hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()[:10]


# ------------------------------------------------------------------ one conversation
async def _conversation(session: Session, talks: Talks, left: Left) -> tuple[list[Heard], Left | None]:
    """What was said in it down to the floor, and where it goes on. One that cannot be read now is tried again beside
    the next looks, one that is gone not."""
    rows, floor = list[Fields](), datetime.fromisoformat(left.floor) - AGAIN
    after, trail = left.after, left.trail
    try:
        for _ in range(1 if talks.newest_only else PAGES):
            asked = {"limit": str(MESSAGES), **({"after": after} if after else {})}
            page = await talks.graph(session).get(f"{left.convo}/messages", ASKED, **asked)
            rows += page.rows("data")
            following = next_of(page)
            known = [at for row in page.rows("data") if (at := moment_of(row)) is not None]
            onward = trail.to(following, after) if not known or min(known) >= floor else None
            after, trail = (following, onward) if onward is not None else ("", AT_FIRST)
            if not after:
                break
    except SignedOutError:
        raise
    except ConnectorError as error:  # whether there is a right to any of them the list says
        if isinstance(error, NotSentError) and error.retry_after_s is not None:
            raise
        if isinstance(error, RefusedError) and error.problem.code == "refused":
            return [], None
        return [], replace(left, tries=left.tries + 1) if left.tries < TRIES else None
    said = [one for one in _heard(session, left.convo, rows) if one.sent_at_us >= to_us(floor)]
    return said, replace(left, after=after, tries=0, trail=trail) if after and not talks.newest_only else None


def moment_of(row: Fields) -> datetime | None:
    """When a message was written, None where it does not say."""
    with suppress(ConnectorError):
        return instant_of(row, "created_time")
    return None


def name_in(found: Fields, name: str = "id") -> str:
    """What something is called; nothing that could change the address it is put into. Raises ConnectorError."""
    called = found.text(name)
    if not NAME.fullmatch(called) or ".." in called:
        raise found.strange()
    return called


def author_in(row: Fields) -> str:
    """Whose a message is, "" where it does not say."""
    with suppress(ConnectorError):
        return row.child("from").id()
    return ""


def is_ours(session: Session, row: Fields) -> bool:
    user, own = row.child("from").values.get("username"), session.channel.handle.lstrip("@")
    return author_in(row) == session.channel.remote_id or bool(own and user == own)


def _heard(session: Session, convo: str, rows: list[Fields]) -> Iterator[Heard]:
    """Ours among them answers the newest one of theirs before it: nothing else ties them."""
    last = ""
    for row in reversed(rows):
        with suppress(ConnectorError):
            one = _read(session, convo, row, last)
            last = last if one.ours else one.remote_id
            yield one


def _read(session: Session, convo: str, row: Fields, last: str) -> Heard:
    by, at_us = row.child("from"), to_us(instant_of(row, "created_time"))
    who, user, ours = by.id(), name_of(by.text("username", "")), is_ours(session, row)
    photos = [(_photo(each), "") for each in row.child("attachments").rows("data")]
    web = session.facts.endpoints["web"]
    return Heard(
        remote_id=f"{BEFORE}{name_in(row)}",
        kind=MessageKind.PRIVATE,
        text=row.text("message", "") or _passed_on(row),
        sent_at_us=at_us,
        author=Identity(
            session.facts.key,
            who,
            f"@{user}" if user else "",
            name_of(by.text("name", "")) or user,
            page_of(f"{web}/{user}/") if user else "",
        ),
        answers_remote_id=last if ours else "",
        url=session.facts.endpoints["inbox"],
        data={"convo": convo, "to": who, "said_us": at_us, "may": [], **pictures_told(photos)},
        ours=ours,
    )


def _photo(attachment: Fields) -> object:
    return attachment.child("image_data").values.get("url")


def _passed_on(row: Fields) -> str:
    """Where something stands that was sent without a word: a post that was passed on, a film, a sound, a file."""
    found = [each.values.get("link") for each in row.child("shares").rows("data")]
    for each in row.child("attachments").rows("data"):
        found += [each.child("video_data").values.get("url"), each.values.get("file_url")]
    return next((page_of(url) for url in found if isinstance(url, str) and page_of(url)), "")


# ------------------------------------------------------------------ what is taken back
def _recent(session: Session, before: tuple[Said, ...], convo: str, heard: list[Heard]) -> tuple[Said, ...]:
    """The newest messages of theirs, a day long."""
    name, since_us = _short(convo), to_us(session.now_there - RECALLED)
    told = {each.id: each for each in before}
    for one in heard:
        if not one.ours:
            own_id = one.remote_id.removeprefix(BEFORE)
            told[own_id] = Said(own_id, name, one.sent_at_us)
    kept = sorted((each for each in told.values() if each.at_us >= since_us), key=lambda each: each.at_us)
    return tuple(kept[-RECENT:])


async def _taken_back(
    session: Session, graph: Graph, place: Place, rows: list[_Row]
) -> tuple[list[Heard], tuple[Said, ...]]:
    """Those that stand no longer in the list of their conversation, though older ones do (or it is told whole), and
    that Meta does not know any more when it is asked."""
    there = {_short(row.convo): row.ids for row in rows}
    missing = [each for each in place.recent if each.convo in there and _is_missing(each, place, there[each.convo])]
    gone = list[Heard]()
    for said in missing[:A_LOOK]:
        if await _is_gone(graph, said.id):
            author = Identity(session.facts.key, "", "", "", "")
            gone.append(
                Heard(
                    f"{BEFORE}{said.id}",
                    MessageKind.PRIVATE,
                    "",
                    said.at_us,
                    author,
                    url=session.facts.endpoints["inbox"],
                    data={"may": []},
                    removed=True,
                    taken_back=True,
                )
            )
    asked = {each.id for each in missing[:A_LOOK]}
    return gone, tuple(each for each in place.recent if each.id not in asked)


def _is_missing(said: Said, place: Place, ids: tuple[str, ...]) -> bool:
    older = (each for each in place.recent if each.convo == said.convo and each.at_us < said.at_us)
    return said.id not in ids and (len(ids) < MESSAGES or any(each.id in ids for each in older))


async def _is_gone(graph: Graph, own_id: str) -> bool:
    try:
        return meta.is_unknown(await graph.read(own_id, "id", gone=True))
    except RefusedError as error:
        return error.problem.code == "refused"
