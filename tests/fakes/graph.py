"""What the fakes of Facebook, Instagram and Threads share: a Graph API with opinions, and its error bodies.

A call names the version, has a token with the scopes that it needs, and asks for fields by name: only those are
answered. Lists come in pages with a cursor; the address of the next page holds the token, as Graph's own does.
"""

import base64
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from .exchange import Answer, Request
from .small import Clock, RefusalError, SmallFake

REGAIN = '{"1": [{"type": "pages", "call_count": 100, "estimated_time_to_regain_access": %d}]}'

LEGACY = frozenset({"ids", "method", "date_format", "callback", "batch"})
"""What no new app may use since 4 November 2026, in any version (Introducing Graph API v27.0); renamed fields too."""


@dataclass
class Token:
    """A token and what it may do. `owner` is whose it is: a person, or the page or account that publishes."""

    owner: str
    scopes: set[str] = field(default_factory=set)
    ends: datetime | None = None
    subcode: int = 0


class FakeGraph(SmallFake):
    """The frame of one product of Meta. `tokens` are those that are good; one that ended is answered with 190."""

    version: ClassVar[str] = "v26.0"

    def __init__(self, clock: Clock | None = None) -> None:
        super().__init__(clock)
        self.tokens: dict[str, Token] = {}
        self.app_id, self.app_secret = "4711", "smmcanary-meta-app-secret"

    def token(self, owner: str, *scopes: str, lives: timedelta | None = None) -> str:
        """A new token."""
        made = f"smmcanary-graph-{secrets.token_hex(12)}"
        self.tokens[made] = Token(owner, set(scopes), self.now + lives if lives is not None else None)
        return made

    # ------------------------------------------------------------------ who asks
    def require(self, request: Request, *scopes: str) -> Token:
        """Whose call it is. Raises RefusalError as Graph does: no token, one that ended, a scope that is missing."""
        if not request.path.startswith(f"/{self.version}/"):
            raise graph_error(2635, "You are calling a deprecated version of the API.")
        query = dict(request.query)
        if LEGACY & query.keys() or ".as(" in query.get("fields", ""):
            raise graph_error(12, "(#12) This legacy feature is not available to new apps")
        named = request.bearer or query.get("access_token", "")
        found = self.tokens.get(named)
        if found is None:
            raise graph_error(190, "Invalid OAuth access token - Cannot parse access token", status=401)
        if found.subcode or (found.ends is not None and found.ends <= self.now):
            raise graph_error(190, "Error validating access token", subcode=found.subcode or 463)
        for scope in scopes:
            if scope not in found.scopes:
                raise graph_error(200, f"(#200) Requires {scope} permission", status=403)
        return found

    def require_app(self, query: Mapping[str, str]) -> None:
        """The app's own id and secret in a query."""
        if (query.get("client_id", self.app_id), query.get("client_secret")) != (self.app_id, self.app_secret):
            raise graph_error(101, "Error validating client secret.")

    def nothing_here(self, request: Request) -> Answer:
        return graph_error(2500, f"Unknown path components: {request.path}").answer

    # ------------------------------------------------------------------ answering
    def shown(self, request: Request, node: Mapping[str, Any]) -> dict[str, Any]:
        """Of an object its id and the fields that were asked for. An unknown field is refused."""
        asked = top_names(str(request.values().get("fields", "")))
        unknown = [name for name in asked if name not in node]
        if unknown:
            raise graph_error(100, f"(#100) Tried accessing nonexisting field ({unknown[0]})")
        found = {name: node[name] for name in ("id", *asked) if name in node}
        return {name: value for name, value in found.items() if value is not None}

    def paged(self, request: Request, rows: Sequence[Mapping[str, Any]]) -> Answer:
        """One page of a list, its entries with the fields that were asked for."""
        query = dict(request.query)
        limit = min(int(query.get("limit", "25")), 100)
        try:
            start = int(base64.b64decode(query["after"])) if "after" in query else 0
        except ValueError:
            raise graph_error(100, "(#100) Invalid parameter") from None
        page = [self.shown(request, row) for row in rows[start : start + limit]]
        if not page:
            return Answer(json={"data": []})
        after = base64.b64encode(str(start + limit).encode()).decode()
        paging: dict[str, Any] = {"cursors": {"before": base64.b64encode(str(start).encode()).decode(), "after": after}}
        if start + limit < len(rows):
            paging["next"] = f"{self.url}{request.path}?access_token={request.bearer}&after={after}"
        return Answer(json={"data": page, "paging": paging})

    def inspect(self, request: Request) -> Answer:
        """`debug_token`: for the app itself, or for the very token."""
        query = dict(request.query)
        named, reader = query.get("input_token", ""), query.get("access_token", "")
        if reader not in (f"{self.app_id}|{self.app_secret}", named):
            raise graph_error(100, "(#100) You must provide an app access token, or a user access token of the app")
        found = self.tokens.get(named)
        if found is None:
            said = {"code": 190, "message": "The access token could not be decrypted"}
            return Answer(json={"data": {"error": said, "is_valid": False, "scopes": []}})
        ends = int((self.now + timedelta(days=90)).timestamp())
        is_valid = not found.subcode and (found.ends is None or found.ends > self.now)
        said = {"app_id": self.app_id, "is_valid": is_valid, "scopes": sorted(found.scopes)}
        return Answer(json={"data": {**said, "expires_at": 0, "data_access_expires_at": ends}})


def top_names(fields: str) -> list[str]:
    """The names of `a,b{c,d},e.limit(3){f}`, without what is asked of them."""
    names, depth, name = [], 0, ""
    for sign in fields + ",":
        depth += (sign in "{(") - (sign in "})")
        if sign == "," and depth == 0:
            names.append(name)
            name = ""
        elif depth == 0 and sign not in "{}()":
            name += sign
    return [each.partition(".")[0] for each in names if each]


def graph_error(
    code: int,
    message: str,
    *,
    status: int = 400,
    subcode: int = 0,
    said: str = "",
    headers: dict[str, str] | None = None,
) -> RefusalError:
    """An error as Graph writes it; `said` is meant for people."""
    error: dict[str, Any] = {"message": message, "type": "OAuthException", "code": code, "fbtrace_id": "AbC123"}
    if subcode:
        error["error_subcode"] = subcode
    if said:
        error |= {"error_user_title": "Non si può", "error_user_msg": said, "is_transient": False}
    return RefusalError(Answer(status, json={"error": error}, headers=headers or {}))


def unknown_object(named: str) -> RefusalError:
    """What Graph says of an object that is not there, and of one that is not for this token."""
    said = (
        f"Unsupported get request. Object with ID '{named}' does not exist, cannot be loaded due to missing permissions"
    )
    return graph_error(100, said, subcode=33)


def stamp(instant: datetime) -> str:
    """A moment as Graph writes it."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")
