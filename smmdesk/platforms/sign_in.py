"""Signing in through the person's own browser: RFC 8252 with a loopback address, PKCE, and state (security.md O1-O12).

The flow is data (`CodeFlow`), so that a platform only says where and what for; loopback.py waits for the browser's way
back. Apps of the owner's own: own_app.py.
"""

import base64
import contextlib
import hashlib
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol
from urllib.parse import urlencode, urlunsplit

from smmdesk.model.problem import ProblemError
from smmdesk.model.url_parts import split_url
from smmdesk.platforms.answers import Answer, Fields, origin_of
from smmdesk.platforms.base import ConnectorError, OpenPage, RefusedError, SignedOutError
from smmdesk.platforms.dpop import bound
from smmdesk.platforms.http import Call, Http
from smmdesk.platforms.loopback import LIMIT_S
from smmdesk.platforms.loopback import Loopback as Loopback
from smmdesk.platforms.loopback import landed_on as landed_on
from smmdesk.platforms.signing import DPoP, said_in_jwt
from smmdesk.platforms.wire import is_loopback
from smmdesk.system.secrets import Secret

REFUSED = frozenset({400, 401, 403})
ENDED = ("invalid_grant",)
"""RFC 6749 5.2: the code or refresh token is "invalid, expired, revoked", the one proof that a sign-in is over."""
MOST_LIVES_S = 10 * 365 * 86_400
"""A longer life is no date to keep: without it a refreshed sign-in would be lost to a server's wild number."""
KEYS_WRONG = frozenset({"invalid_client", "unauthorized_client", "deleted_client", "101"})
"""RFC 6749 5.2, Google's word for an app that was deleted, and Meta's number: the keys of the app, not the sign-in."""


# ------------------------------------------------------------------ OAuth
@dataclass(frozen=True, slots=True)
class CodeFlow:
    """Where an authorization server is and who we are there. `issuer` is compared when the answer names one.

    `ended`: what it says when a sign-in is over (`OAuthFact.ended`). `push_endpoint`: where all that is asked is said
    first (RFC 9126); such a server has to name itself. `dpop`: the key that the tokens are bound to (RFC 9449)."""

    authorization_endpoint: str
    token_endpoint: str
    client_id: str | Secret
    scope: str = ""
    client_secret: Secret | None = None
    issuer: str = ""
    revocation_endpoint: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)
    pkce: bool = True
    challenge: str = "base64url"
    client_id_name: str = "client_id"
    secret_in_header: bool = False
    ended: tuple[str, ...] = ENDED
    headers: Mapping[str, str] = field(default_factory=dict)
    push_endpoint: str = ""
    dpop: DPoP | None = None


class WayBack(Protocol):
    """How the answer of an authorization server comes back to us."""

    @property
    def state(self) -> str:
        """Random, good once."""

    @property
    def redirect_uri(self) -> str:
        """Where the browser is sent."""

    async def wait(self, limit_s: float = LIMIT_S) -> Mapping[str, str]:
        """The parameters of the one answer whose state is ours. Raises ProblemError."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a server granted. `refresh` may be empty; `lives_s` 0 means "not said"; `said` is the whole answer."""

    access: Secret
    refresh: Secret
    lives_s: int
    scope: str
    said: Fields = field(repr=False)


@dataclass(frozen=True, slots=True)
class ServerInfo:
    """What a server says of its sign-in (RFC 8414); addresses are empty where it says nothing."""

    issuer: str = ""
    authorization_endpoint: str = ""
    token_endpoint: str = ""
    registration_endpoint: str = ""
    revocation_endpoint: str = ""
    push_endpoint: str = ""
    scopes: tuple[str, ...] = ()


async def server_info(http: Http, base: str, name: str = "oauth-authorization-server") -> ServerInfo | None:
    """The metadata of the server at `base`, None when it has none. All its addresses must lie at the same origin."""
    answer = await http.get(f"{base}/.well-known/{name}", also=frozenset({400, 401, 403, 404, 410}))
    if not answer.ok or answer.is_html:
        return None
    found = answer.fields()
    info = ServerInfo(
        issuer=found.text("issuer", ""),
        authorization_endpoint=found.text("authorization_endpoint", ""),
        token_endpoint=found.text("token_endpoint", ""),
        registration_endpoint=found.text("app_registration_endpoint", found.text("registration_endpoint", "")),
        revocation_endpoint=found.text("revocation_endpoint", ""),
        push_endpoint=found.text("pushed_authorization_request_endpoint", ""),
        scopes=found.texts("scopes_supported"),
    )
    addresses = [getattr(info, name) for name in ServerInfo.__slots__ if name.endswith("_endpoint")]
    with contextlib.suppress(ValueError):
        if all(origin_of(address) == origin_of(base) for address in addresses if address):
            return info
    raise RefusedError(http.names.problem("address_changed"))


async def code_sign_in(
    http: Http, flow: CodeFlow, loopback: WayBack, open_page: OpenPage, limit_s: float = LIMIT_S
) -> Tokens:
    """Send the person to the server and exchange the code that comes back.

    Raises ProblemError: sign_in_cancelled, sign_in_timeout, sign_in_strange, sign_in_refused, app_keys_refused;
    ConnectorError.
    """
    verifier = secrets.token_urlsafe(64)
    await open_page(await _page(http, flow, loopback, verifier))
    answer = await loopback.wait(limit_s)
    named = answer.get("iss", "" if flow.push_endpoint else flow.issuer)
    if flow.issuer and named.rstrip("/") != flow.issuer.rstrip("/"):
        raise ProblemError("sign_in_strange")
    if answer.get("error") == "access_denied":
        raise ProblemError("sign_in_cancelled")
    if answer.get("error", "") in KEYS_WRONG:
        raise ProblemError("app_keys_refused", platform=http.names.platform)
    if "error" in answer or not answer.get("code"):
        raise ProblemError("sign_in_refused", platform=http.names.platform)
    grant: dict[str, str | Secret] = {
        "grant_type": "authorization_code",
        "code": Secret(answer["code"]),
        "redirect_uri": loopback.redirect_uri,
    }
    if flow.pkce:
        grant["code_verifier"] = Secret(verifier)
    granted = await _asked(http, flow, grant)
    if _has_granted(granted):
        return _tokens(granted)
    keys_wrong = refusal_of(granted)[0] in KEYS_WRONG
    raise ProblemError("app_keys_refused" if keys_wrong else "sign_in_refused", platform=http.names.platform)


async def refresh_tokens(http: Http, flow: CodeFlow, refresh: Secret) -> Tokens:
    """New tokens for a refresh token; an answer without a new refresh token keeps the old one (postiz#1884).

    Raises SignedOutError when the server says that the sign-in is over (`CodeFlow.ended`), RefusedError when it does
    not take the keys of the app (app_keys_refused); NotSentError for all else, after which the sign-in still stands.
    """
    answer = await _asked(http, flow, {"grant_type": "refresh_token", "refresh_token": refresh})
    if not _has_granted(answer):
        raise not_renewed(http, answer, flow.ended)
    found = _tokens(answer)
    return Tokens(found.access, found.refresh or refresh, found.lives_s, found.scope, found.said)


async def revoke_token(http: Http, flow: CodeFlow, token: Secret) -> None:
    """Take a token back at the server (RFC 7009). Raises ConnectorError."""
    call = Call(method="POST", url=flow.revocation_endpoint, **_as_client(flow, {"token": token}))
    answer = await _sent(http, flow, call)
    if not answer.ok:
        raise answer.strange()


async def _page(http: Http, flow: CodeFlow, loopback: WayBack, verifier: str) -> str:
    """The address that the browser opens. Where all was pushed to the server, it carries a name for that alone."""
    if not flow.push_endpoint:
        return authorize_url(flow, loopback, verifier)
    wanted = {name: value for name, value in _wanted(flow, loopback, verifier).items() if name != flow.client_id_name}
    answer = await _asked(http, flow, wanted, flow.push_endpoint)
    if not answer.ok:
        raise ProblemError("browser_sign_in_missing", platform=http.names.platform)
    named = {flow.client_id_name: _client_id(flow), "request_uri": answer.fields().text("request_uri")}
    return with_query(flow.authorization_endpoint, named)


def authorize_url(flow: CodeFlow, loopback: WayBack, verifier: str) -> str:
    """The address that the browser opens."""
    return with_query(flow.authorization_endpoint, _wanted(flow, loopback, verifier))


def _client_id(flow: CodeFlow) -> str:
    return flow.client_id.reveal() if isinstance(flow.client_id, Secret) else flow.client_id


def _wanted(flow: CodeFlow, loopback: WayBack, verifier: str) -> dict[str, str]:
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    asked = {
        "response_type": "code",
        flow.client_id_name: _client_id(flow),
        "redirect_uri": loopback.redirect_uri,
        "scope": flow.scope,
        "state": loopback.state,
        **flow.extra,
    }
    if flow.pkce:
        encoded = digest.hex() if flow.challenge == "hex" else base64.urlsafe_b64encode(digest).decode("ascii")
        asked["code_challenge"] = encoded.rstrip("=")
        asked["code_challenge_method"] = "S256"
    return {name: value for name, value in asked.items() if value}


def with_query(url: str, values: Mapping[str, str]) -> str:
    """`url` with further parameters in its query."""
    parts = split_url(url)
    query = "&".join(piece for piece in (parts.query, urlencode(values)) if piece)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))


def refusal_of(answer: Answer) -> tuple[str, str]:
    """What a token address gave as its reason: a word or number, and a description; empty where it is none of its own.

    RFC 6749 5.2, and as platforms bend it: `{"error": {"code": 190, "message": …}}`, `{"code": 2, "message": …}`.
    """
    values = answer.maybe().values
    error = values.get("error")
    if isinstance(error, Mapping):
        values, error = error, error.get("code")
    word = values.get("code") if error is None else error
    said = values.get("error_description") or values.get("message")
    return (str(word) if isinstance(word, str | int) else ""), (said if isinstance(said, str) else "")


def not_renewed(http: Http, answer: Answer, ended: Sequence[str] = ENDED) -> ConnectorError:
    """What a refused renewal means. Only a known word of the server itself ends the sign-in."""
    word, said = refusal_of(answer)
    for entry in ended:
        wanted, _sign, description = entry.partition(": ")
        if word == wanted and description.casefold() in said.casefold():
            return SignedOutError(http.names.problem("signed_out"))
    if word in KEYS_WRONG:
        return RefusedError(http.names.problem("app_keys_refused"))
    return answer.strange()


def _as_client(flow: CodeFlow, asked: Mapping[str, str | Secret]) -> dict[str, Any]:
    """The options of a call in which the app says who it is: by its header, or in the form."""
    form: dict[str, str | Secret] = dict(asked)
    options: dict[str, Any] = {"form": form, "headers": flow.headers}
    if flow.secret_in_header and flow.client_secret is not None:
        client_id = flow.client_id if isinstance(flow.client_id, Secret) else Secret(flow.client_id)
        options["basic"] = (client_id, flow.client_secret)
    else:
        form[flow.client_id_name] = flow.client_id
        if flow.client_secret is not None:
            form["client_secret"] = flow.client_secret
    return options


def agent_headers(form: str, keys: Secret) -> dict[str, str]:
    """Who calls, where a platform wants that in a form of its own: `{app}` and `{user}` are filled in, without signs
    that no header may hold. None where `form` is empty."""
    if not form:
        return {}
    said = {"app": keys.field("client_id").reveal(), "user": keys.field("user").reveal().rpartition("/")[2]}
    kept = {name: re.sub(r"[^\w.-]", "", value, flags=re.ASCII) for name, value in said.items()}
    return {"User-Agent": form.format(**kept)}


async def _asked(http: Http, flow: CodeFlow, grant: Mapping[str, str | Secret], url: str = "") -> Answer:
    """The token endpoint's answer, or that of `url`."""
    return await _sent(
        http, flow, Call(method="POST", url=url or flow.token_endpoint, also=REFUSED, **_as_client(flow, grant))
    )


async def _sent(http: Http, flow: CodeFlow, call: Call) -> Answer:
    trusted = http.also_for(call.url)
    return await trusted.call(call) if flow.dpop is None else await bound(trusted, flow.dpop, call)


def _has_granted(answer: Answer) -> bool:
    """Some refuse with 200. Raises the call's `strange` error for what is no answer of a token address."""
    return answer.ok and ("access_token" in answer.fields() or not refusal_of(answer)[0])


def _tokens(answer: Answer) -> Tokens:
    found = answer.fields()
    kind = found.text("token_type", "bearer").lower()
    access = found.text("access_token")
    if kind not in ("bearer", "dpop") or not access:
        raise found.strange()
    return Tokens(
        access=Secret(access),
        refresh=Secret(found.text("refresh_token", "")),
        lives_s=min(max(0, found.number("expires_in", 0)), MOST_LIVES_S),
        scope=found.text("scope", ""),
        said=found,
    )


# ------------------------------------------------------------------ sign-ins that are bound to a key
def bound_secret(flow: CodeFlow, tokens: Tokens, now: datetime) -> Secret:
    """What a bound sign-in needs to go on alone: its tokens, its key, and where it is renewed and taken back."""
    assert flow.dpop is not None
    named = {"client_id": flow.client_id, "token": flow.token_endpoint, "revoke": flow.revocation_endpoint}
    return renewed(Secret.of(key=flow.dpop.key, **named), tokens, now)


def bound_flow(secret: Secret) -> CodeFlow | None:
    """The flow of a sign-in that is bound to a key, to renew it and take it back; None for one that is not."""
    if not secret.field("key"):
        return None
    token, revoke = secret.field("token").reveal(), secret.field("revoke").reveal()
    dpop, client_id = DPoP(secret.field("key")), secret.field("client_id")
    return CodeFlow("", token, client_id, revocation_endpoint=revoke, dpop=dpop)


def renewed(secret: Secret, tokens: Tokens, now: datetime) -> Secret:
    """The same sign-in with new tokens."""
    fresh = secret.with_fields(access=tokens.access, refresh=tokens.refresh)
    return with_end(fresh, now + timedelta(seconds=tokens.lives_s)) if tokens.lives_s else fresh


# ------------------------------------------------------------------ sign-ins that end
def with_sign_in_end(secret: Secret, ends: datetime) -> Secret:
    """A secret that remembers when the whole sign-in ends, not only its access: then a person signs in again."""
    return secret.with_fields(sign_in_ends=str(int(ends.timestamp())))


def sign_in_end(secret: Secret) -> datetime | None:
    """When the whole sign-in ends; None when nobody said."""
    said = secret.field("sign_in_ends").reveal()
    return datetime.fromtimestamp(int(said[:11]), UTC) if said.isdigit() else None


def with_end(secret: Secret, ends: datetime) -> Secret:
    """A secret that remembers when its access ends."""
    return secret.with_fields(ends=str(int(ends.timestamp())))


def ends_before(secret: Secret, instant: datetime) -> bool:
    """True when the access is known to end before `instant`; an unknown end is not."""
    said = secret.field("ends").reveal()
    return said.isdigit() and int(said[:12]) < instant.timestamp()


def end_of_jwt(token: str) -> datetime | None:
    """When a JSON web token ends, unverified: a hint when to renew."""
    with contextlib.suppress(ValueError, TypeError, KeyError, OverflowError, OSError):
        return datetime.fromtimestamp(int(said_in_jwt(token)["exp"]), UTC)
    return None


# ------------------------------------------------------------------ sign-ins that are cookies
def cookies_of(answer: Answer, before: Secret) -> Secret:
    """The cookies to send from now on: those of `before`, with what an answer sets and takes away."""
    kept = dict(piece.split("=", 1) for piece in before.reveal().split("; ") if "=" in piece)
    for line in re.split(r",\s*(?=[^;,\s=]+=)", answer.headers.get("set-cookie", "")):
        name, given, value = line.split(";")[0].strip().partition("=")
        if given and value and value != "deleted":
            kept[name] = value
        elif given:
            kept.pop(name, None)
    return Secret("; ".join(f"{name}={value}" for name, value in kept.items()))


# ------------------------------------------------------------------ addresses that people type
def pieces(pasted: Secret, form: str) -> Mapping[str, Secret]:
    """The named groups of a pasted secret that is an address, empty where it has not that form."""
    found = re.fullmatch(form, pasted.reveal().strip())
    return {name: Secret(value or "") for name, value in found.groupdict().items()} if found is not None else {}


def typed_address(text: str) -> str:
    """What a person typed as the address of a server, as an origin with its path: `@anna@example.org`,
    `example.org/blog/`, `https://example.org`. Loopback needs no https. Raises ProblemError(address_unsafe)."""
    bare = text.strip().rsplit("@", 1)[-1] if "://" not in text else text.strip()
    if "://" not in bare:
        bare = f"{'http' if is_loopback('http://' + bare) else 'https'}://{bare}"
    parts = split_url(bare)
    try:
        origin_of(bare)
    except ValueError as error:
        raise ProblemError("address_unsafe", url=text) from error
    if any(ord(c) <= 32 or c == "\\" for c in bare) or (parts.scheme == "http" and not is_loopback(bare)):
        raise ProblemError("address_unsafe", url=text)
    return urlunsplit((parts.scheme, parts.netloc.lower(), parts.path.rstrip("/"), "", ""))
