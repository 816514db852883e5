"""What Facebook, Instagram and Threads share: calls of the Graph API, its error bodies, lists in pages, and tokens.

Graph API error handling, paging and rate limits as of Aug 2026 (developers.facebook.com/docs/graph-api). A version of
it stands in each address of the facts and lives for two years at least. Nothing protects a call against a second copy.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlencode

from smmdesk.platforms import faults
from smmdesk.platforms.answers import Answer, Fields, UnreadableError, parse_json, plain_words
from smmdesk.platforms.base import ConnectorError, NotSentError, RefusedError, SignedOutError, UnclearError
from smmdesk.platforms.faults import Names
from smmdesk.platforms.http import Call, Http
from smmdesk.system.secrets import Secret

READ_HERE = frozenset({400, 401, 403, 404, 500, 503})
"""Graph says what is wrong in the body, with any of these."""
TEMPORARY = frozenset({1, 2})
THROTTLED = frozenset({4, 17, 32, 341, 613, *range(80_000, 80_015)})
ALSO_AFTER_SUCCESS = frozenset({4})
"""Seen behind posts that were live all the same (reliability.md §3)."""
NO_TOKEN = frozenset({102, 190})
CHECKPOINT = frozenset({459, 464})
NO_ROLE = frozenset({492})
NO_RIGHT = frozenset({3, 10, *range(200, 300)})
CLOSED = frozenset({2_018_278, 2_534_022})
"""Subcodes of 10: an answer in private comes after the time in which programs may (Messenger, Instagram)."""
UNAVAILABLE = frozenset({551, 10_903})
"""Whoever wrote takes no messages now (reference of the edge `messages` of a page, v26.0)."""
PROBLEMS = {368: "held_back_there", 506: "duplicate_refused", 2635: "api_gone", 10_900: "private_answer_given"}
"""10900: a comment was answered in private already (the same reference)."""
INVALID, UNKNOWN_OBJECT = 100, 33
CONTENT = frozenset(
    {*(24, 25, 101, 324, 352, 2500, 6000, 9004, 9007), *range(36_000, 36_005)}
    | {1_349_125, 1_363_041, 1_366_046, 1_366_051, 1_390_008, 1_404_102, 1_609_005, 1_609_008}
)
DEFINITE = NO_TOKEN | NO_RIGHT | THROTTLED | CONTENT | UNAVAILABLE | PROBLEMS.keys() | {INVALID}
"""What Graph documents as refused. Behind any other number a post may be live."""
PAUSE_S, LONGEST_PAUSE_S = 900.0, 86_400.0
"""A call made while throttled prolongs it, so it is not tried again soon."""
NOT_APPLIED = frozenset({429})
PAGE, MOST_PAGES = 25, 40
MOST_CURSOR = 2000


@dataclass(frozen=True, slots=True)
class GraphError:
    """The error of a body. `said` is meant for people, in their language where Graph knows it; `passes`: Graph says
    that it may pass by itself, or has no number for it (its own troubles are -1 and 1)."""

    code: int
    subcode: int
    said: str
    passes: bool = False

    @classmethod
    def of(cls, answer: Answer) -> "GraphError | None":
        """None for a body that is no error of the Graph API (the page of something in front of it)."""
        found = answer.maybe().child("error")
        try:
            code, subcode = found.number("code"), found.number("error_subcode", 0)
        except ConnectorError:
            return None
        title, said = (found.values.get(name) for name in ("error_user_title", "error_user_msg"))
        if not isinstance(said, str) or not said.strip():
            title, said = "", found.values.get("message")
        words = [word.strip() for word in (title, said) if isinstance(word, str) and word.strip()]
        passes = code <= 0 or code in TEMPORARY or (found.flag("is_transient") and code not in THROTTLED)
        return cls(code, subcode, plain_words(" – ".join(words)) or "…", passes)

    @property
    def is_unknown_object(self) -> bool:
        """No such thing, or not for us: Graph makes no difference between the two."""
        return self.code == INVALID and self.subcode == UNKNOWN_OBJECT


def is_unknown(answer: Answer) -> bool:
    """Graph itself says that there is no such object, or that this token may not see it."""
    error = GraphError.of(answer)
    return error is not None and error.is_unknown_object


def trouble(answer: Answer, names: Names, *, irreversible: bool, now: datetime) -> ConnectorError:
    """What an answer that is no success means."""
    error = GraphError.of(answer)
    if error is None:
        return faults.of_status(answer, names, irreversible=irreversible, not_applied=NOT_APPLIED, now=now)
    unsure = error.passes or error.code in ALSO_AFTER_SUCCESS or error.code not in DEFINITE
    if irreversible and (unsure or answer.status >= 500):
        return UnclearError(names.problem("unknown_outcome", said=error.said))
    if error.passes:
        return NotSentError(names.problem("server_unreachable"))
    if error.code in THROTTLED:
        return NotSentError(names.problem("busy"), pause_s(answer.headers))
    code = _refused(error)
    if error.code in NO_TOKEN and code == "refused":
        return SignedOutError(names.problem("signed_out"))
    return RefusedError(names.problem(code, said=error.said))


def _refused(error: GraphError) -> str:
    """The problem that a person has to solve."""
    if error.code in NO_TOKEN and error.subcode in CHECKPOINT:
        return "check_there"
    if error.code in NO_TOKEN and error.subcode in NO_ROLE:
        return "may_not_publish"
    if error.code in NO_RIGHT and error.subcode in CLOSED:
        return "answer_too_late"
    return "permission_missing" if error.code in NO_RIGHT else PROBLEMS.get(error.code, "refused")


def pause_s(headers: Mapping[str, str]) -> float:
    """How long a throttled account pauses: the longest that the usage header says (it counts minutes)."""
    try:
        said = parse_json(headers.get("x-business-use-case-usage", "{}").encode("utf-8", "replace"))
    except UnreadableError:
        said = {}
    lists = said.values() if isinstance(said, dict) else ()
    rows = [row for rows in lists if isinstance(rows, list) for row in rows if isinstance(row, dict)]
    minutes = [row.get("estimated_time_to_regain_access") for row in rows]
    known = [float(each) for each in minutes if isinstance(each, int) and 0 < each < 10**6]
    return min(max([PAUSE_S, *(each * 60 for each in known)]), LONGEST_PAUSE_S)


# ------------------------------------------------------------------ calls
@dataclass(frozen=True, slots=True)
class Graph:
    """One account's calls at one address, version included."""

    http: Http
    base: str
    token: Secret

    async def get(self, path: str, fields: str = "", **params: str) -> Fields:
        """The fields of an object. Raises ConnectorError."""
        return (await self.read(path, fields, params)).fields()

    async def read(
        self, path: str, fields: str = "", params: Mapping[str, str] | None = None, *, gone: bool = False
    ) -> Answer:
        """The answer; with `gone` also the one that says there is no such object (`is_unknown`)."""
        asked = {**({"fields": fields} if fields else {}), **(params or {})}
        call = Call(method="GET", url=f"{self.base}/{path}", params=tuple(asked.items()))
        return await self.call(call, unknown_too=gone)

    async def post(self, path: str, form: Mapping[str, str], *, irreversible: bool = False, **options: Any) -> Answer:
        """Write. Options are those of Call. Raises ConnectorError."""
        call = Call(method="POST", url=f"{self.base}/{path}", form=dict(form), irreversible=irreversible, **options)
        return await self.call(call)

    async def delete(self, path: str) -> Answer:
        """Take an object away, for good; the answer may also say that there is no such object (`is_unknown`)."""
        return await self.call(Call(method="DELETE", url=f"{self.base}/{path}", irreversible=True), unknown_too=True)

    async def call(self, call: Call, *, unknown_too: bool = False) -> Answer:
        """Make a call as this account. Raises the ConnectorError that the answer's error means."""
        bearer = None if call.secret_headers else self.token
        answer = await self.http.call(replace(call, also=call.also | READ_HERE, bearer=bearer))
        if answer.status in call.also or (unknown_too and is_unknown(answer)):
            return answer
        if not answer.ok or GraphError.of(answer) is not None:
            raise trouble(answer, self.http.names, irreversible=call.irreversible, now=self.http.clock.now())
        return answer

    async def rows(self, path: str, fields: str, most_pages: int = MOST_PAGES, **params: str) -> AsyncIterator[Fields]:
        """The entries of a list, page after page; an empty page may have another one behind it.

        Ends after `most_pages` with `TooManyError`. The address of the next page is never followed: it holds the token.
        """
        after: dict[str, str] = {}
        seen: set[str] = set()
        for _ in range(most_pages):
            found = await self.get(path, fields, **{"limit": str(PAGE), **params, **after})
            for row in found.rows("data"):
                yield row
            cursor = next_of(found)
            if not cursor or cursor in seen:
                return
            seen.add(cursor)
            after = {"after": cursor}
        raise TooManyError


def next_of(found: Fields) -> str:
    """Where the next page of a list begins; "" at its end."""
    paging = found.child("paging")
    cursor = paging.child("cursors").text("after", "")
    return cursor if "next" in paging and len(cursor) <= MOST_CURSOR else ""


class TooManyError(Exception):
    """A list goes on behind the last page that is read."""


def says_done(answer: Answer) -> bool:
    """`{"success": true}`, or the bare `true` of older calls."""
    value = answer.json()
    return value is True or (isinstance(value, dict) and value.get("success") is True)


def instant_of(found: Fields, name: str) -> datetime:
    """A moment as Graph writes it: ISO 8601, or Unix seconds as number or text."""
    value = found.values.get(name)
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value[:12])
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**11:
        return datetime.fromtimestamp(value, UTC)
    return found.instant(name)


# ------------------------------------------------------------------ tokens
async def exchanged(http: Http, url: str, grant_type: str, secrets: Mapping[str, Secret]) -> Fields:
    """Change one token for another: `access_token` and `expires_in` (seconds) of the answer.

    Graph wants it as a GET with everything in the address. Raises SignedOutError where the token is refused,
    ConnectorError for anything that may pass.
    """
    return await _asked(http, url, {"grant_type": grant_type}, secrets)


@dataclass(frozen=True, slots=True)
class TokenSaid:
    """What Graph says of a token: the scopes granted, when the person has to agree again (None: never), and by scope
    the numbers of what it is granted for alone (of pages, say; one that holds for everything has none)."""

    scopes: frozenset[str]
    ends: datetime | None
    only_for: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


async def inspected(graph: Graph, reader: Secret) -> TokenSaid | None:
    """`debug_token` for the token of `graph`, read with `reader` (the app's own, or itself); None where it says
    nothing. Raises SignedOutError when it is not valid any more, ConnectorError."""
    secrets = {"input_token": graph.token, "access_token": reader}
    try:
        found = (await _asked(graph.http, f"{graph.base}/debug_token", {}, secrets)).child("data")
    except (RefusedError, SignedOutError):  # of the reader: it may not read this
        return None
    if found.values.get("is_valid") is False:
        raise SignedOutError(graph.http.names.problem("signed_out"))
    if "scopes" not in found:
        return None
    ends = found.number("data_access_expires_at", 0)
    only_for = {row.text("scope", ""): row.texts("target_ids") for row in found.rows("granular_scopes")}
    until = datetime.fromtimestamp(ends, UTC) if 0 < ends < 10**11 else None
    return TokenSaid(frozenset(found.texts("scopes")), until, only_for)


async def _asked(http: Http, url: str, plain: Mapping[str, str], secrets: Mapping[str, Secret]) -> Fields:
    pieces = [urlencode(plain), *(f"{quote(name)}={{{name}}}" for name in secrets)]
    address = f"{url}?{'&'.join(piece for piece in pieces if piece)}"
    answer = await http.call(Call(method="GET", url=address, hidden=dict(secrets), also=READ_HERE))
    if not answer.ok:
        raise trouble(answer, http.names, irreversible=False, now=http.clock.now())
    return answer.fields()


def granted(scopes: frozenset[str], permissions: Sequence[str]) -> Mapping[str, object]:
    """For `Account.reported`: which of the permissions that were asked the person gave."""
    return {"granted": {scope: scope in scopes for scope in permissions}}


async def is_full(graph: Graph, path: str, prefix: str = "") -> bool:
    """Whether an account has published as much as it may within a day. It is asked so that nothing is laid down in
    vain: where it is not told just now, the call that publishes is refused all the same. Raises SignedOutError, and
    NotSentError with how long to pause."""
    usage, config = f"{prefix}quota_usage", f"{prefix}config"
    try:
        rows = (await graph.get(path, f"{usage},{config}")).rows("data")
        total = rows[0].child(config).number("quota_total", 0) if rows else 0
        return total > 0 and rows[0].number(usage, 0) >= total
    except (NotSentError, RefusedError) as error:
        if isinstance(error, NotSentError) and error.retry_after_s is not None:
            raise
        return False
