"""A Matrix server: finding it, signing in, calling it, and what its refusals mean.

Client-server API as of July 2026 (matrix-org/matrix-spec); tried on Synapse.
"""

from dataclasses import replace
from typing import Any
from urllib.parse import quote

from smmdesk.model.problem import ProblemError
from smmdesk.platforms.answers import Answer, origin_of, plain_words, retry_after_s
from smmdesk.platforms.base import ConnectorError, NotSentError, RefusedError, Session, SignedOutError, SigningIn
from smmdesk.platforms.faults import name_unknown, said_in
from smmdesk.platforms.http import Call, Http
from smmdesk.platforms.sign_in import typed_address
from smmdesk.system.secrets import Secret

OWN = frozenset({400, 401, 403, 404, 413, 429})
MISSING = frozenset({400, 401, 403, 404, 405, 410})
CLOSED = frozenset({"M_USER_DEACTIVATED", "M_USER_SUSPENDED", "M_USER_LOCKED"})
LONGEST_WAIT_MS = 86_400_000


# ------------------------------------------------------------------ calls
class Server:
    """One server with one account's access."""

    def __init__(self, http: Http, base: str, access: Secret | None) -> None:
        self.http, self.base, self._access = http, base, access

    @classmethod
    def of(cls, session: Session) -> "Server":
        return cls(session.http, session.channel.server, session.secret.field("access"))

    async def call(self, method: str, path: str, *, known: frozenset[str] = frozenset(), **options: Any) -> Answer:
        """Call below /_matrix/; options are the fields of Call. `known`: codes of refusals that the caller reads
        itself. Raises ConnectorError."""
        call = Call(method=method, url=f"{self.base}/_matrix/{path}", bearer=self._access, **options)
        answer = await self.http.call(replace(call, also=OWN))
        if answer.ok or (answer.status in OWN and code_of(answer) in known):
            return answer
        raise refusal(self.http, answer)

    async def get(self, path: str, **options: Any) -> Answer:
        return await self.call("GET", path, **options)


def room_path(room: str, *more: str) -> str:
    """The path of something in a room; every piece may hold any sign."""
    return "/".join(["client/v3/rooms", *(quote(piece, safe="") for piece in (room, *more))])


def code_of(answer: Answer) -> str:
    """Matrix's own word for what is wrong; empty where somebody else answered."""
    code = answer.maybe().values.get("errcode")
    return code if isinstance(code, str) else ""


def refusal(http: Http, answer: Answer) -> ConnectorError:
    """What an answer that is no success means."""
    names, code = http.names, code_of(answer)
    if answer.status == 429:
        return NotSentError(names.problem("busy"), _wait_s(answer, http))
    if code in CLOSED:
        return RefusedError(names.problem("account_closed", said=said_in(answer)))
    if answer.status == 401:
        return SignedOutError(names.problem("signed_out"))
    if code == "M_FORBIDDEN":
        return RefusedError(names.problem("may_not_publish"))
    return RefusedError(names.problem("refused", said=said_in(answer)))


def _wait_s(answer: Answer, http: Http) -> float | None:
    """The header, or (older servers) milliseconds in the body."""
    wait_s = retry_after_s(answer.headers, http.clock.now())
    if wait_s is not None:
        return wait_s
    asked = answer.maybe().values.get("retry_after_ms")
    if isinstance(asked, int) and not isinstance(asked, bool) and asked >= 0:
        return min(asked, LONGEST_WAIT_MS) / 1000
    return None


# ------------------------------------------------------------------ finding it, signing in
async def find_server(signing_in: SigningIn) -> str:
    """The origin of the server of a domain (.well-known), or of the address itself.

    Raises ProblemError(address_not_found, address_unsafe), ConnectorError.
    """
    typed = signing_in.fields["server"]
    base, http = typed_address(typed), signing_in.http
    try:
        told = await http.get(f"{base}/.well-known/matrix/client", follow=True, also=MISSING)
        named = told.maybe().child("m.homeserver").values.get("base_url") if told.ok else None
        for found in dict.fromkeys([named if isinstance(named, str) else base, base]):
            server = typed_address(found)
            answer = await http.get(f"{server}/_matrix/client/versions", also=MISSING)
            if answer.ok and answer.maybe().texts("versions"):
                return server
    except NotSentError as error:
        if name_unknown(error):
            raise ProblemError("address_not_found", url=typed, platform=signing_in.facts.name) from error
        raise
    raise ProblemError("address_not_found", url=typed, platform=signing_in.facts.name)


async def open_access(signing_in: SigningIn, http: Http, base: str) -> Secret:
    """An access of our own for name and password, which is not kept; a pasted one as it is.

    Raises ProblemError(sign_in_refused), ConnectorError.
    """
    assert signing_in.secret is not None
    user = signing_in.fields.get("user", "").strip()
    if not user:
        return Secret.of(access=signing_in.secret)
    wish = {
        "type": "m.login.password",
        "identifier": {"type": "m.id.user", "user": user},
        "password": signing_in.secret,
        "initial_device_display_name": "smmdesk",
    }
    answer = await http.post(f"{base}/_matrix/client/v3/login", json=wish, also=OWN)
    if not answer.ok:
        if answer.status == 429 or code_of(answer) in CLOSED:
            raise refusal(http, answer)
        raise ProblemError("sign_in_refused", platform=signing_in.facts.name)
    found = answer.fields()
    return Secret.of(access=found.text("access_token"), ours="yes")


async def close_access(session: Session) -> None:
    """End an access of our own. A pasted one may be somebody's open window. Raises ConnectorError."""
    if not session.secret.field("ours"):
        raise RefusedError(session.http.names.problem("not_signed_out_there"))
    await Server.of(session).call("POST", "client/v3/logout", json={})


def same_server(url: str, base: str) -> bool:
    try:
        return origin_of(url) == origin_of(base)
    except ValueError:
        return False


def shown(name: object, most: int = 80) -> str:
    """A foreign name for a screen."""
    return plain_words(name, most) if isinstance(name, str) else ""
