"""What people write in the channel's room.

`GET /rooms/{id}/messages` of the client-server API (July 2026; tried on Synapse 1.163): forward from the place where
the page before ended, however many days lie between. `/sync` is left alone: on a pasted key it would take the keys for
encrypted rooms away from the window that the key belongs to. What another server delivers late, and the room's order
puts before our place, is not seen.
"""

import json
from contextlib import suppress
from dataclasses import asdict

from smmdesk.model.message import Heard, HeardPage, MessageKind
from smmdesk.model.person import Identity
from smmdesk.platforms.answers import Answer, Fields
from smmdesk.platforms.base import ConnectorError, Session
from smmdesk.platforms.matrix.events import event_id, is_event_id, is_removed, page_of_event, said_in_event
from smmdesk.platforms.matrix.rooms import MESSAGE, NOT_FOUND, require_open
from smmdesk.platforms.matrix.server import Server, room_path
from smmdesk.platforms.people import name_of
from smmdesk.platforms.trail import AT_FIRST, Trail

PAGE, FIRST_PAGE = 50, 20
"""The first page is what was said last before the room was connected; the rest of its history stays there."""
REDACTION = "m.room.redaction"
FILTER = json.dumps({"types": [MESSAGE, REDACTION], "lazy_load_members": True})
BY_PEOPLE = frozenset({"m.text", "m.emote", "m.image", "m.video", "m.audio", "m.file", "m.location"})
"""No notices: those are words of programs."""
KEEPS_MOST = 2000
BAD_PLACE = frozenset({"M_INVALID_PARAM", "M_UNKNOWN"})
"""What a server says of a place that it does not know."""


async def fetch_messages(session: Session, cursor: str) -> HeardPage:
    """See Hears. The cursor is the server's own word for a place in the room, with the way there while more follows.
    Places that lead in a circle never lead to what is new: then it begins with the newest again."""
    cursor, trail = _read_cursor(cursor)
    answer = await _page(session, cursor)
    if not answer.ok:  # the place is not known there any more: from the newest on again
        cursor, trail = "", AT_FIRST
        answer = await _page(session, cursor)
    page = answer.fields()
    place = page.text("end", cursor) if cursor else page.text("start")
    if not place or len(place) > KEEPS_MOST:
        raise answer.strange()
    names = {_sender(row): row.child("content").values.get("displayname") for row in page.rows("state")}
    found = [await _heard(session, event, names) for event in page.rows("chunk")]
    told = {heard.remote_id: heard for heard in found if heard is not None}  # an edit says how it is now
    following = trail.to(place, cursor) if cursor else None
    if not told and following is None:  # a room that was encrypted, or left, since it was connected says nothing more
        await require_open(session)
    if following is None:
        return HeardPage(tuple(told.values()), "" if trail.passed(place) and place != cursor else place)
    return HeardPage(tuple(told.values()), json.dumps({"place": place, **asdict(following)}), more=True)


def _read_cursor(cursor: str) -> tuple[str, Trail]:
    if not cursor.startswith('{"place": '):
        return cursor, AT_FIRST
    kept = json.loads(cursor)
    return str(kept.pop("place")), Trail(**kept)


async def _page(session: Session, cursor: str) -> Answer:
    params = [("dir", "f" if cursor else "b"), ("limit", str(PAGE if cursor else FIRST_PAGE)), ("filter", FILTER)]
    params += [("from", cursor)] if cursor else []
    known = BAD_PLACE if cursor else frozenset[str]()
    return await Server.of(session).get(room_path(session.channel.remote_id, "messages"), params=params, known=known)


def _sender(event: Fields) -> str:
    said = event.values.get("sender")
    return said if isinstance(said, str) and said.startswith("@") and len(said) <= 255 else ""


async def _heard(session: Session, event: Fields, names: dict[str, object]) -> Heard | None:
    """None for what is no message of a person as the specification has it: it is passed over, the rest is heard."""
    changed = _changed(event)
    if changed:
        event = await _now(session, changed) or event
    with suppress(ConnectorError):
        removed = is_removed(event)
        if event.text("type") != MESSAGE or (removed and not changed) or _replaces(event) is not None:
            return None
        if not removed and event.child("content").text("msgtype") not in BY_PEOPLE:
            return None
        return _read(session, event, names, removed=removed)
    return None


def _changed(event: Fields) -> str:
    """The message that a change or a removal is about; "" for any other event. Its place is in the content since room
    version 11."""
    if event.values.get("type") == REDACTION:
        about = event.child("content").values.get("redacts") or event.values.get("redacts")
    else:
        about = _replaces(event)
    return str(about) if is_event_id(about) else ""


def _replaces(event: Fields) -> object:
    related = event.child("content").child("m.relates_to").values
    return related.get("event_id") if related.get("rel_type") == "m.replace" else None


async def _now(session: Session, own_id: str) -> Fields | None:
    where = room_path(session.channel.remote_id, "event", own_id)
    answer = await Server.of(session).get(where, known=NOT_FOUND | {"M_FORBIDDEN"})
    return answer.fields() if answer.ok else None


def _read(session: Session, event: Fields, names: dict[str, object], *, removed: bool) -> Heard:
    own_id, sender, content = event_id(event), _sender(event), event.child("content")
    us = str(session.channel.reported.get("user", ""))
    answered, thread = _hangs_on(content)
    named = names.get(sender)
    return Heard(
        remote_id=own_id,
        kind=_kind(content, us, answered),
        text="" if removed else _words(event, answered),
        sent_at_us=event.number("origin_server_ts") * 1000,
        author=Identity("matrix", sender, sender, name_of(named) if isinstance(named, str) else "", ""),
        answers_remote_id=answered,
        thread_remote_id=thread,
        url=page_of_event(session, own_id),
        data={"author": sender, **({"thread": thread} if thread else {})},
        ours=sender == us,
        removed=removed,
    )


def _hangs_on(content: Fields) -> tuple[str, str]:
    """What a message answers, and the root of its thread. In a thread an answer may stand for programs without threads
    alone (`is_falling_back`): then the root is what it answers."""
    related = content.child("m.relates_to")
    answered = related.child("m.in_reply_to").text("event_id", "")
    thread = related.text("event_id", "") if related.values.get("rel_type") == "m.thread" else ""
    return (thread, thread) if thread and (related.flag("is_falling_back") or not answered) else (answered, thread)


def _words(event: Fields, answered: str) -> str:
    """Without the quotation that programs put before an answer until the specification of 2024 (1.13)."""
    words = said_in_event(event)
    if answered and words.startswith("> <"):
        lines = words.split("\n")
        rest = next((number for number, line in enumerate(lines) if not line.startswith(">")), len(lines))
        words = "\n".join(lines[rest:])
    return words.strip()


def _kind(content: Fields, us: str, answered: str) -> MessageKind:
    is_named = us in content.child("m.mentions").texts("user_ids")
    return MessageKind.MENTION if is_named and not answered else MessageKind.COMMENT
