"""A homeserver with the account @lucia:forno.test and one room, which refuses what a homeserver refuses.

After the client-server API (July 2026) and Synapse: one transaction id of one access makes one event; an event that
takes another's place is told beside it; what is redacted stays without its content.
"""

import io
import json
import re
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import unquote

from PIL import Image

from .exchange import Answer, Request
from .loopback import LoopbackHttp

USER, PASSWORD = "@lucia:forno.test", "una password"
ALIAS, ROOM = "#fornolucia:forno.test", "!abcDEF123:forno.test"
EVENT_MOST_BYTES, UPLOAD_MOST_BYTES = 65_536, 5_000_000
MESSAGE, REACTION = "m.room.message", "m.reaction"


class RefusalError(Exception):
    """What is answered instead."""

    def __init__(self, status: int, code: str, words: str, **more: Any) -> None:
        super().__init__(words)
        self.status, self.body = status, {"errcode": code, "error": words, **more}


@dataclass
class Event:
    """One event of the room. `unsigned` is what the server adds."""

    id: str
    type: str
    sender: str
    content: dict[str, Any]
    at_ms: int
    access: str = ""
    txn: str = ""
    redacted_by: str = ""
    replaced_by: "Event | None" = None

    def told(self, access: str) -> dict[str, Any]:
        """As the server shows it to one access: only the one that sent it hears of its transaction id."""
        unsigned: dict[str, Any] = {"age": 1}
        if self.txn and access == self.access:
            unsigned["transaction_id"] = self.txn
        if self.redacted_by:
            unsigned["redacted_because"] = {"event_id": self.redacted_by, "type": "m.room.redaction"}
        if self.replaced_by is not None and not self.replaced_by.redacted_by:
            unsigned["m.relations"] = {"m.replace": self.replaced_by.told("")}
        return {
            "event_id": self.id,
            "type": self.type,
            "sender": self.sender,
            "room_id": ROOM,
            "origin_server_ts": self.at_ms,
            "content": {} if self.redacted_by else self.content,
            "unsigned": unsigned,
        }


def _clock_ms() -> int:
    return round(time.time() * 1000)


@dataclass
class Room:
    """`state` by kind of event. `joined`: the account is in it; `open`: it may join."""

    state: dict[str, dict[str, Any]] = field(
        default_factory=lambda: {
            "m.room.create": {"room_version": "11"},
            "m.room.name": {"name": "Forno Lucia"},
            "m.room.canonical_alias": {"alias": ALIAS},
            "m.room.power_levels": {"users": {USER: 50}, "events_default": 10},
        }
    )
    events: list[Event] = field(default_factory=list)
    creator: str = "@altri:forno.test"
    joined: bool = False
    open: bool = True


class FakeMatrix:
    """`posts` are the messages that can be read now, with their newest words; `media` what was uploaded."""

    def __init__(self, now_ms: Callable[[], int] = _clock_ms) -> None:
        self.http = LoopbackHttp(self._handle)
        self.room = Room()
        self.now_ms = now_ms
        self.accesses = {"pasted-key": USER}
        self.media: dict[str, tuple[str, bytes]] = {}
        self.wait_ms = 0
        self.forgets = False
        self.may_redact = 50
        self.members = [USER, "@anna:x.test", "@bruno:x.test"]
        self._transactions: dict[tuple[str, str], str] = {}
        self._routes: list[tuple[str, str, Callable[..., Any]]] = [
            ("GET", "/client/versions", lambda _call: {"versions": ["v1.1", "v1.15"]}),
            ("POST", "/client/v3/login", self._login),
            ("POST", "/client/v3/logout", self._logout),
            ("GET", "/client/v3/account/whoami", lambda call: {"user_id": call.user, "device_id": "D"}),
            ("GET", "/client/v1/media/config", lambda _call: {"m.upload.size": UPLOAD_MOST_BYTES}),
            ("POST", "/client/v3/join/([^/]+)", self._join),
            ("GET", "/client/v3/rooms/([^/]+)/state/([^/]+)/", self._state),
            ("PUT", "/client/v3/rooms/([^/]+)/send/([^/]+)/([^/]+)", self._send),
            ("PUT", "/client/v3/rooms/([^/]+)/redact/([^/]+)/([^/]+)", self._redact),
            ("GET", "/client/v3/rooms/([^/]+)/event/([^/]+)", self._event),
            (
                "GET",
                "/client/v1/rooms/([^/]+)/relations/([^/]+)/m.annotation/m.reaction",
                lambda call, room, about: _page_of(call, reactions(self._inside(room), about)),
            ),
            ("GET", "/client/v3/rooms/([^/]+)/messages", self._messages),
            (
                "GET",
                "/client/v3/rooms/([^/]+)/joined_members",
                lambda _call, _room: {"joined": {user: {} for user in self.members}},
            ),
            ("POST", "/media/v3/upload", self._upload),
        ]

    def __enter__(self) -> Self:
        self.http.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.http.stop()

    @property
    def url(self) -> str:
        return self.http.url

    def posts(self) -> list[tuple[str, str]]:
        """(id, words) of what people see."""
        seen = [event for event in self.room.events if event.type == MESSAGE and not event.redacted_by]
        replaced = [event for event in seen if event.content.get("m.relates_to", {}).get("rel_type") != "m.replace"]
        return [(event.id, _newest(event)) for event in replaced]

    def say(self, text: str, sender: str = USER, content: dict[str, Any] | None = None) -> Event:
        """Somebody writes, by another program."""
        return self._add(sender, MESSAGE, content or {"msgtype": "m.text", "body": text})

    def event(self, own_id: str) -> Event:
        return next(event for event in self.room.events if event.id == own_id)

    def _add(self, sender: str, kind: str, content: dict[str, Any], access: str = "", txn: str = "") -> Event:
        event = Event(f"${secrets.token_urlsafe(32)}", kind, sender, content, self.now_ms(), access, txn)
        self.room.events.append(event)
        return event

    # ------------------------------------------------------------------ answering
    def _handle(self, request: Request) -> Answer:
        try:
            return Answer(json=self._asked(request))
        except RefusalError as refusal:
            return Answer(refusal.status, json=refusal.body)

    def _asked(self, request: Request) -> Any:
        if request.path == "/.well-known/matrix/client":
            return {"m.homeserver": {"base_url": f"{self.url}/"}}
        for method, pattern, answer in self._routes:
            found = re.fullmatch(f"/_matrix{pattern}", request.path)
            if found is not None and method == request.method:
                return answer(self._call(request), *map(unquote, found.groups()))
        raise RefusalError(404, "M_UNRECOGNIZED", "Unrecognized request")

    def _call(self, request: Request) -> "Call":
        access = request.bearer or ""
        is_open = request.path.endswith(("/login", "/versions"))
        if not is_open and access not in self.accesses:
            code = "M_UNKNOWN_TOKEN" if access else "M_MISSING_TOKEN"
            raise RefusalError(401, code, "Unrecognised access token", soft_logout=False)
        if self.wait_ms and request.method == "PUT":
            raise RefusalError(429, "M_LIMIT_EXCEEDED", "Too Many Requests", retry_after_ms=self.wait_ms)
        return Call(request, access, self.accesses.get(access, ""))

    # ------------------------------------------------------------------ the account
    def _login(self, call: "Call") -> Any:
        asked = call.request.json()
        assert asked["type"] == "m.login.password"
        assert asked["identifier"]["type"] == "m.id.user"
        if asked["identifier"]["user"] not in (USER, "lucia") or asked["password"] != PASSWORD:
            raise RefusalError(403, "M_FORBIDDEN", "Invalid username or password")
        access = f"syt_{secrets.token_hex(8)}"
        self.accesses[access] = USER
        return {"user_id": USER, "access_token": access, "device_id": "NEW", "home_server": "forno.test"}

    def _logout(self, call: "Call") -> Any:
        del self.accesses[call.access]
        return {}

    # ------------------------------------------------------------------ the room
    def _join(self, call: "Call", named: str) -> Any:
        if named not in (ALIAS, ROOM):
            raise RefusalError(404, "M_NOT_FOUND", f"Room alias {named} not found")
        if not self.room.open and not self.room.joined:
            raise RefusalError(403, "M_FORBIDDEN", "You are not invited to this room.")
        self.room.joined = True
        return {"room_id": ROOM}

    def _inside(self, room: str) -> Room:
        if room != ROOM or not self.room.joined:
            raise RefusalError(403, "M_FORBIDDEN", "User not in room")
        return self.room

    def _state(self, call: "Call", room: str, kind: str) -> Any:
        found = self._inside(room).state.get(kind)
        if found is None:
            raise RefusalError(404, "M_NOT_FOUND", "Event not found.")
        if dict(call.request.query).get("format") == "event":
            return {"type": kind, "sender": self.room.creator, "state_key": "", "content": found}
        return found

    def _send(self, call: "Call", room: str, kind: str, txn: str) -> Any:
        if self._levels(room, call.user) < self.room.state.get("m.room.power_levels", {}).get("events_default", 0):
            raise RefusalError(403, "M_FORBIDDEN", "You don't have permission to post that to the room.")
        return self._once(call, f"send/{txn}", lambda: self._write(call, kind, txn))

    def _levels(self, room: str, user: str) -> int:
        levels = self._inside(room).state.get("m.room.power_levels", {})
        return int(levels.get("users", {}).get(user, levels.get("users_default", 0)))

    def _once(self, call: "Call", txn: str, act: Callable[[], Event]) -> Any:
        """The same transaction of the same access gives the same event; a server forgets after a while."""
        name = (call.access, txn)
        if name not in self._transactions or self.forgets:
            self._transactions[name] = act().id
        return {"event_id": self._transactions[name]}

    def _write(self, call: "Call", kind: str, txn: str) -> Event:
        content = call.request.json()
        if len(json.dumps(content, ensure_ascii=False).encode()) > EVENT_MOST_BYTES:
            raise RefusalError(413, "M_TOO_LARGE", "event too large")
        if kind == REACTION:
            related = content["m.relates_to"]
            assert (related["rel_type"], bool(related["key"])) == ("m.annotation", True)
            if reactions(self.room, related["event_id"], call.user):
                raise RefusalError(400, "M_DUPLICATE_ANNOTATION", "Can't send same reaction twice")
            return self._add(call.user, kind, content, call.access, txn)
        assert kind == MESSAGE
        _require_message(content, self.media)
        related = content.get("m.relates_to", {})
        if related.get("rel_type") == "m.replace":
            target = next((event for event in self.room.events if event.id == related["event_id"]), None)
            _require_message(content["m.new_content"], self.media)
            assert "m.relates_to" not in content["m.new_content"]
            event = self._add(call.user, kind, content, call.access, txn)
            if target is not None and target.sender == call.user:
                target.replaced_by = event
            return event
        return self._add(call.user, kind, content, call.access, txn)

    def _redact(self, call: "Call", room: str, own_id: str, txn: str) -> Any:
        self._inside(room)
        others = [event for event in self.room.events if event.id == own_id and event.sender != call.user]
        if others and self._levels(room, call.user) < self.may_redact:
            raise RefusalError(403, "M_FORBIDDEN", "You don't have permission to redact events")
        target = next((event for event in self.room.events if event.id == own_id), None)
        if target is None:
            raise RefusalError(404, "M_NOT_FOUND", "Event not found")

        def act() -> Event:
            event = self._add(call.user, "m.room.redaction", {"redacts": own_id}, call.access, txn)
            target.redacted_by = event.id
            return event

        return self._once(call, f"redact/{txn}", act)

    def _event(self, call: "Call", room: str, own_id: str) -> Any:
        for event in self._inside(room).events:
            if event.id == own_id:
                return _with_thread(event.told(call.access), self.room)
        raise RefusalError(404, "M_NOT_FOUND", "Event not found.")

    def _messages(self, call: "Call", room: str) -> Any:
        asked = dict(call.request.query)
        if asked["dir"] == "f" or "filter" in asked:
            return self._heard(call, room, asked)
        newest_first = list(reversed(self._inside(room).events))
        start, limit = int(asked.get("from", "0")), int(asked["limit"])
        chunk = newest_first[start : start + limit]
        end = {"end": str(start + limit)} if start + limit < len(newest_first) else {}
        return {"start": str(start), "chunk": [event.told(call.access) for event in chunk], **end}

    def _heard(self, call: "Call", room: str, asked: dict[str, str]) -> Any:
        """As Synapse 1.163 does: a place counts all events, `end` is missing where nothing more came."""
        wanted = json.loads(asked["filter"])["types"]
        events = self._inside(room).events
        if asked["dir"] == "b":
            chosen = [event for event in reversed(events) if event.type in wanted][: int(asked["limit"])]
            place = {"start": f"t{len(events)}_0"}
        else:
            if re.fullmatch(r"t\d+_0", asked["from"]) is None:
                raise RefusalError(400, "M_INVALID_PARAM", "Invalid token")
            first = int(asked["from"].removeprefix("t").removesuffix("_0"))
            later = [(n, event) for n, event in enumerate(events[first:], first + 1) if event.type in wanted]
            later = later[: int(asked["limit"])]
            chosen = [event for _, event in later]
            place = {"start": asked["from"], **({"end": f"t{later[-1][0]}_0"} if later else {})}
        people = sorted({event.sender for event in chosen})
        state = [{"type": "m.room.member", "sender": name, "content": {"displayname": name[1:5]}} for name in people]
        return {**place, "chunk": [event.told(call.access) for event in chosen], "state": state}

    def _upload(self, call: "Call") -> Any:
        data = call.request.body
        if len(data) > UPLOAD_MOST_BYTES:
            raise RefusalError(413, "M_TOO_LARGE", "Upload request body is too large")
        if call.request.mime.startswith("image/"):
            Image.open(io.BytesIO(data)).verify()
        uri = f"mxc://forno.test/{secrets.token_hex(8)}"
        self.media[uri] = (call.request.mime, data)
        return {"content_uri": uri}


@dataclass
class Call:
    """A request and whose access came with it."""

    request: Request
    access: str
    user: str


def reactions(room: Room, about: str, sender: str = "") -> list[Event]:
    """Those to one message, of everybody or of one."""
    found = [event for event in room.events if event.type == REACTION and not event.redacted_by]
    mine = [event for event in found if sender in ("", event.sender)]
    return [event for event in mine if event.content["m.relates_to"]["event_id"] == about]


def _page_of(call: "Call", found: list[Event]) -> dict[str, Any]:
    asked = dict(call.request.query)
    start, limit = int(asked.get("from", "0")), int(asked.get("limit", "5"))
    more = {"next_batch": str(start + limit)} if start + limit < len(found) else {}
    return {"chunk": [event.told(call.access) for event in found[start : start + limit]], **more}


def _with_thread(told: dict[str, Any], room: Room) -> dict[str, Any]:
    """How many answers stand in the thread below an event, where there are some."""
    related = [event.content.get("m.relates_to", {}) for event in room.events if not event.redacted_by]
    count = sum(each.get("rel_type") == "m.thread" and each.get("event_id") == told["event_id"] for each in related)
    beside = told["unsigned"].get("m.relations", {})
    if count:
        told["unsigned"]["m.relations"] = {**beside, "m.thread": {"count": count}}
    return told


def _newest(event: Event) -> str:
    newest = event.replaced_by
    content = newest.content["m.new_content"] if newest is not None and not newest.redacted_by else event.content
    return str(content["body"])


def _require_message(content: dict[str, Any], media: dict[str, tuple[str, bytes]]) -> None:
    """What programs that show messages need."""
    assert content["msgtype"] in ("m.text", "m.image", "m.video")
    assert isinstance(content["body"], str)
    answered = "m.in_reply_to" in content.get("m.relates_to", {})
    assert content["m.mentions"] == {} or answered, "nobody may be called by chance"
    if content["msgtype"] == "m.text":
        if not content["body"].strip():
            raise RefusalError(400, "M_BAD_JSON", "'body' is empty")
        return
    mime, data = media[content["url"]]
    assert (content["info"]["mimetype"], content["info"]["size"]) == (mime, len(data))
    if "thumbnail_url" in content["info"]:
        assert content["info"]["thumbnail_url"] in media
