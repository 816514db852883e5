"""A small AT Protocol server with the real one's opinions on what a publisher needs: records under the caller's own
keys, a repeated key answered with a 500, short-lived access, refresh tokens that turn and stay good for a while.

The real server answers to the bench tests (tests/platforms/test_bluesky.py); this one is cheap enough for thousands of
records on two cores.
"""

import base64
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from smmdesk.system.clock import Clock
from tests.fakes.exchange import Answer, Request

POST = "app.bsky.feed.post"
ACCESS_LIVES, REFRESH_LIVES, GRACE = timedelta(minutes=20), timedelta(days=90), timedelta(hours=2)
XRPC = "/xrpc/com.atproto."


class No(Exception):
    """A refusal in the protocol's form."""

    def __init__(self, error: str, message: str = "", status: int = 400) -> None:
        super().__init__(error)
        self.answer = Answer(status, json={"error": error, "message": message or error})


@dataclass
class Account:
    """One repository: records of posts by their key. `made` keeps every creation in order."""

    did: str
    handle: str
    password: str
    records: dict[str, dict[str, Any]] = field(default_factory=dict)


@dataclass
class Pds:
    """The server's state. `handle` answers one request."""

    clock: Clock
    accounts: dict[str, Account] = field(default_factory=dict)
    tokens: dict[str, tuple[str, str, float]] = field(default_factory=dict)

    def add_account(self, handle: str) -> Account:
        letters = "abcdefghijklmnopqrstuvwxyz234567"
        did = "did:plc:" + "".join(secrets.choice(letters) for _ in range(24))
        account = self.accounts[did] = Account(did, handle, secrets.token_urlsafe(9))
        return account

    def handle(self, request: Request) -> Answer:
        verb = _VERBS.get((request.method, request.path.removeprefix(XRPC)))
        if verb is None:
            return Answer(404, json={"error": "MethodNotImplemented", "message": "Method Not Implemented"})
        try:
            return Answer(json=verb(self, request))
        except No as no:
            return no.answer

    # ------------------------------------------------------------------ sign-in
    def create_session(self, request: Request) -> dict[str, Any]:
        given = request.json()
        for account in self.accounts.values():
            if given.get("identifier") in (account.handle, account.did) and given.get("password") == account.password:
                return self._session(account)
        raise No("AuthenticationRequired", "Invalid identifier or password", 401)

    def refresh_session(self, request: Request) -> dict[str, Any]:
        """The old refresh token stays good for a while: an answer may be lost, a client may die before it is kept."""
        account = self._who(request, "refresh")
        token = request.bearer or ""
        kind, did, until = self.tokens[token]
        self.tokens[token] = (kind, did, min(until, self._now_s() + GRACE.total_seconds()))
        return self._session(account)

    def get_session(self, request: Request) -> dict[str, Any]:
        account = self._who(request, "access")
        return {"did": account.did, "handle": account.handle, "active": True}

    def _session(self, account: Account) -> dict[str, Any]:
        access, refresh = self._token(account, "access", ACCESS_LIVES), self._token(account, "refresh", REFRESH_LIVES)
        return {"did": account.did, "handle": account.handle, "accessJwt": access, "refreshJwt": refresh}

    def _token(self, account: Account, kind: str, lives: timedelta) -> str:
        until = self._now_s() + lives.total_seconds()
        claims = {"sub": account.did, "scope": kind, "exp": int(until), "jti": secrets.token_hex(8)}
        token = ".".join((_part({"alg": "ES256K", "typ": "at+jwt"}), _part(claims), secrets.token_urlsafe(32)))
        self.tokens[token] = (kind, account.did, until)
        return token

    def _who(self, request: Request, kind: str) -> Account:
        known = self.tokens.get(request.bearer or "")
        if known is None or known[0] != kind:
            raise No("InvalidToken", "Token could not be verified")
        if known[2] < self._now_s():
            raise No("ExpiredToken", "Token has expired")
        return self.accounts[known[1]]

    def _now_s(self) -> float:
        return self.clock.now().timestamp()

    # ------------------------------------------------------------------ records
    def create_record(self, request: Request) -> dict[str, Any]:
        account, given = self._who(request, "access"), request.json()
        if given.get("repo") != account.did:
            raise No("AuthenticationRequired", "Cannot write to another repo", 401)
        record, rkey = given.get("record"), str(given.get("rkey") or "")
        if given.get("collection") != POST or not isinstance(record, dict) or not record.get("createdAt"):
            raise No("InvalidRequest", "Invalid record")
        if len(rkey) != 13 or len(str(record.get("text", ""))) > 300:
            raise No("InvalidRequest", f"Invalid {POST} record")
        if rkey in account.records:  # atproto#3718: the tree refuses, and that comes out as a 500
            raise No("InternalServerError", "Internal Server Error", 500)
        account.records[rkey] = record
        return {"uri": _uri(account, rkey), "cid": _cid(rkey)}

    def get_record(self, request: Request) -> dict[str, Any]:
        asked = dict(request.query)
        account = self.accounts.get(asked.get("repo", ""))
        record = account.records.get(asked.get("rkey", "")) if account and asked.get("collection") == POST else None
        if account is None or record is None:
            raise No("RecordNotFound", "Could not locate record")
        rkey = asked["rkey"]
        return {"uri": _uri(account, rkey), "cid": _cid(rkey), "value": record}


def _uri(account: Account, rkey: str) -> str:
    return f"at://{account.did}/{POST}/{rkey}"


def _cid(rkey: str) -> str:
    return f"bafyrei{rkey * 4}"[:59]


def _part(value: Mapping[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode("ascii")


_VERBS = {
    ("POST", "server.createSession"): Pds.create_session,
    ("POST", "server.refreshSession"): Pds.refresh_session,
    ("GET", "server.getSession"): Pds.get_session,
    ("POST", "repo.createRecord"): Pds.create_record,
    ("GET", "repo.getRecord"): Pds.get_record,
}
