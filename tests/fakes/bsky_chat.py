"""Bluesky's service of private messages, as an account's server passes it on (chat.bsky.convo, August 2026).

It wants the header that names it, and an access that was allowed to: another one is answered `InvalidToken`. Lists are
told from the newest on, by pages of what was asked for; there is no key for a message, and nothing is taken back.
"""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import httpx

from smmdesk.model.counting import COUNTERS
from smmdesk.platforms.bluesky.records import stamp

DEFS = "chat.bsky.convo.defs#"


@dataclass
class Convo:
    id: str
    members: list[dict[str, Any]]
    said: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class FakeChat:
    """`me` is whose access asks. `lose`: the next message is taken and its answer lost. `most`: rows of a page;
    `ahead`: so far this computer's clock is before that of the service; `broken` conversations are not told;
    `closed` are people who take no messages of ours."""

    me: str
    allowed: bool = True
    most: int = 100
    lose: bool = False
    down: bool = False
    ahead: timedelta = timedelta()
    broken: set[str] = field(default_factory=set)
    closed: set[str] = field(default_factory=set)
    convos: list[Convo] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def says(self, convo: Convo, did: str, text: str, at: datetime, **more: Any) -> dict[str, Any]:
        number = f"3m{sum(len(one.said) for one in self.convos):05d}"
        row = {"$type": f"{DEFS}messageView", "id": number, "rev": number, "text": text, "sender": {"did": did}}
        convo.said.append({**row, "sentAt": stamp(at), **more})
        return convo.said[-1]

    def answer(self, request: httpx.Request, now: datetime) -> httpx.Response:
        """To one of its methods."""
        method = request.url.path.rsplit(".", 1)[-1]
        self.asked.append(method)
        if request.headers.get("atproto-proxy") != "did:web:api.bsky.chat#bsky_chat":
            return httpx.Response(
                501, json={"error": "MethodNotImplemented", "message": "No service configured for it"}
            )
        if not self.allowed:
            return httpx.Response(400, json={"error": "InvalidToken", "message": "Bad token method"})
        if self.down:
            return httpx.Response(502, json={"error": "UpstreamFailure", "message": "pipethrough failed"})
        if method == "sendMessage":
            return self._send(json.loads(request.content), now)
        asked = dict(request.url.params)
        if method == "listConvos":
            rows = sorted((one for one in self.convos if one.said), key=lambda one: -_at(one.said[-1]))
            return self._page("convos", [_shown(one) for one in rows], asked)
        if method == "getConvoForMembers":
            return self._with(asked["members"])
        found = self._known(asked["convoId"])
        if method == "getConvo":
            return httpx.Response(200, json={"convo": _shown(found)}) if found is not None else _no("InvalidConvo")
        if asked["convoId"] in self.broken:
            return httpx.Response(400, json={"error": "InvalidRequest", "message": "Not this one"})
        return self._page("messages", found.said[::-1], asked) if found is not None else _no("InvalidConvo")

    def _with(self, did: str) -> httpx.Response:
        """The conversation with somebody, empty at first."""
        if did in self.closed:
            return _no("InvalidRequest")
        found = next((one for one in self.convos if {"did": did} in [{"did": m["did"]} for m in one.members]), None)
        if found is None:
            found = Convo(f"with{len(self.convos)}", [{"did": self.me}, {"did": did}])
            self.convos.append(found)
        return httpx.Response(200, json={"convo": _shown(found)})

    def _send(self, sent: dict[str, Any], now: datetime) -> httpx.Response:
        assert set(sent) == {"convoId", "message"}
        found = self._known(sent["convoId"])
        if found is None:
            return _no("InvalidConvo")
        assert set(sent["message"]) <= {"text", "facets", "embed", "replyTo"}
        if len(sent["message"]["text"].encode()) > 10_000 or COUNTERS["graphemes"](sent["message"]["text"]) > 1000:
            return _no("InvalidRequest")
        made = self.says(found, self.me, sent["message"]["text"], now)
        if self.lose:
            self.lose = False
            raise httpx.ReadError("lost")
        return httpx.Response(200, json=made)

    def _page(self, name: str, rows: list[Any], asked: dict[str, str]) -> httpx.Response:
        most = min(int(asked["limit"]), self.most)
        assert int(asked["limit"]) <= 100
        start = int(asked.get("cursor", "0"))
        more = {"cursor": str(start + most)} if len(rows) > start + most else {}
        return httpx.Response(200, json={name: rows[start : start + most], **more})

    def _known(self, convo_id: str) -> Convo | None:
        return next((one for one in self.convos if one.id == convo_id), None)


def _at(row: dict[str, Any]) -> float:
    return datetime.fromisoformat(row["sentAt"]).timestamp()


def _shown(one: Convo) -> dict[str, Any]:
    last = one.said[-1] if one.said else None
    made = {"id": one.id, "rev": last["rev"] if last else "0", "members": one.members, "muted": False, "unreadCount": 1}
    return {**made, **({"lastMessage": last} if last else {}), "status": "accepted"}


def _no(name: str) -> httpx.Response:
    return httpx.Response(400, json={"error": name, "message": "no"})
