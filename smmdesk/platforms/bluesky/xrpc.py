"""Calls to a Bluesky server (PDS), and the sign-in behind them: short access, long refresh, renewed one at a time.

Reference server of August 2026: access lives 120 minutes, refresh 90 days; an expired access answers 400 ExpiredToken,
not 401; a session is never made anew for an action (300 a day). A sign-in of the browser is bound to a key
(dpop.py), its refresh tokens are good once, and it is over only by `invalid_grant`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

from smmdesk.platforms.answers import Answer, Fields, plain_words
from smmdesk.platforms.base import ConnectorError, NotSentError, RefusedError, Session, SignedOutError
from smmdesk.platforms.bluesky.late import BLOB_LIVES
from smmdesk.platforms.dpop import bound, nonce_age_s
from smmdesk.platforms.http import Call, Http
from smmdesk.platforms.sign_in import CodeFlow, bound_flow, end_of_jwt, ends_before, refresh_tokens, renewed, with_end
from smmdesk.platforms.signing import DPoP, said_in_jwt
from smmdesk.system.secrets import Secret

SESSION = "com.atproto.server.getSession"
READ_ITSELF = frozenset({400, 401})
OVER = frozenset({"ExpiredToken", "InvalidToken", "AuthMissing", "AuthenticationRequired", "invalid_token"})
FORBIDDEN = frozenset({403})
NOT_ALLOWED = frozenset({"ScopeMissingError", "InsufficientScope"})
"""What a sign-in of the browser did not ask for; an older one may lack what a newer version does."""
BLOB_GONE = "BlobNotFound"
CLOSED = frozenset({"AccountTakedown", "AccountSuspended", "AccountDeactivated"})
FRESH_FOR = timedelta(minutes=10)
ACCESS_LIVES = timedelta(minutes=100)
NONCE_FRESH_S = 45.0
"""A nonce lives for 3 minutes on the reference server (5 by the spec); the one call comes a minute after `prepare`."""
UPLOAD_S = 600.0
MAY_CHAT = frozenset({"com.atproto.access", "com.atproto.appPassPrivileged"})
"""Scopes of an access with which private messages may be read: a main password, an app password that was allowed to."""
CHAT = MappingProxyType({"atproto-proxy": "did:web:api.bsky.chat#bsky_chat"})
"""Asks the account's server to pass a question on to the service of private messages."""


def address(server: str, method: str) -> str:
    return f"{server}/xrpc/{method}"


def error_name(answer: Answer) -> str:
    return answer.maybe().text("error", "")


def refused(http: Http, answer: Answer) -> ConnectorError:
    """A definite no, in the server's words. Where a file is gone that was laid down before, nothing is there, and it is
    sent again once it counts as old."""
    if error_name(answer) == BLOB_GONE:
        return NotSentError(http.names.problem("busy"), BLOB_LIVES.total_seconds())
    found = answer.maybe()
    said = plain_words(found.text("message", "") or found.text("error", "") or "…")
    code = "account_closed" if error_name(answer) in CLOSED else "refused"
    code = "permission_missing" if error_name(answer) in NOT_ALLOWED else code
    return RefusedError(http.names.problem(code, said=said))


def secret_of(found: Fields, now: datetime) -> Secret:
    """The two tokens of a session and when the first one ends."""
    access, refresh = found.text("accessJwt"), found.text("refreshJwt")
    if not access or not refresh:
        raise found.strange()
    granted = {"chat": "yes"} if said_in_jwt(access).get("scope") in MAY_CHAT else {}
    return with_end(Secret.of(access=access, refresh=refresh, **granted), end_of_jwt(access) or now + ACCESS_LIVES)


class Xrpc:
    """One channel's calls. The secret in use is the newest that any task or process has saved."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._secret = session.secret
        key = session.secret.field("key")
        self._dpop = DPoP(key) if key else None

    @property
    def did(self) -> str:
        return self._session.channel.remote_id

    async def freshen(self) -> None:
        """Have an access that lives long enough for what comes next, and the server's newest nonce where the access is
        bound. Raises SignedOutError."""
        if ends_before(self._secret, self._session.clock.now() + FRESH_FOR):
            await self._renew()
        url = address(self._session.channel.server, SESSION)
        if self._dpop is not None and nonce_age_s(self._session.http, self._dpop, url) > NONCE_FRESH_S:
            await self.alive()

    async def alive(self) -> None:
        """Ask the account's server whether it is there. Raises ConnectorError."""
        await self.read(SESSION)

    async def read(self, method: str, *, also: frozenset[int] = frozenset(), **params: str) -> Answer:
        """A query, repeated once after renewing the access."""
        return await self.ask(method, list(params.items()), also=also)

    async def ask(
        self,
        method: str,
        params: Sequence[tuple[str, str]],
        *,
        also: frozenset[int],
        headers: Mapping[str, str] = MappingProxyType({}),
    ) -> Answer:
        """The same with parameters that may come more than once, and headers (CHAT)."""
        options = {"params": tuple(params), "headers": dict(headers)}
        return await self._ask("GET", method, also, options, again=True)

    async def upload(self, path: Path | bytes, mime: str, name: str = "") -> Fields:
        """Send a blob's bytes; the server's `blob` object names them by their content. `name` is the person's."""
        options = {"content": path, "headers": {"Content-Type": mime}, "carries": name, "deadline_s": UPLOAD_S}
        answer = await self._ask("POST", "com.atproto.repo.uploadBlob", frozenset(), options, again=True)
        return answer.fields().child("blob")

    async def write(
        self,
        method: str,
        body: Mapping[str, Any],
        *,
        irreversible: bool = True,
        headers: Mapping[str, str] = MappingProxyType({}),
    ) -> Answer:
        """ONE procedure. An access that ended meanwhile is renewed, and nothing was sent: try again."""
        options = {"json": dict(body), "irreversible": irreversible, "headers": dict(headers)}
        return await self._ask("POST", method, frozenset(), options, again=not irreversible)

    async def _ask(
        self, verb: str, method: str, also: frozenset[int], options: Mapping[str, Any], *, again: bool
    ) -> Answer:
        http = self._session.http
        url = address(self._session.channel.server, method)
        known = also | READ_ITSELF | FORBIDDEN
        call, access = Call(method=verb, url=url, also=known, **options), self._secret.field("access")
        if self._dpop is not None:
            answer = await bound(http, self._dpop, call, access)
        else:
            answer = await http.call(replace(call, bearer=access))
        if answer.ok:
            return answer
        if error_name(answer) in OVER or (answer.status == 401 and not error_name(answer)):
            await self._renew()
            if again:
                return await self._ask(verb, method, also, options, again=False)
            raise NotSentError(http.names.problem("server_unreachable"), 0.0)
        if answer.status in also:
            return answer
        raise refused(http, answer)

    async def _renew(self) -> None:
        """Exchange the refresh token, one task at a time; what another one saved meanwhile is used instead."""
        session = self._session
        async with session.renewal():
            if session.read_secret is not None:
                newest = await session.read_secret()
                if not newest.same_as(self._secret):
                    self._secret = newest
                    return
            self._secret = await self._exchange()

    async def _exchange(self) -> Secret:
        session, flow = self._session, bound_flow(self._secret)
        if flow is not None:
            fresh = await self._exchange_bound(flow)
            await session.save_secret(fresh)
            return fresh
        url = address(session.channel.server, "com.atproto.server.refreshSession")
        answer = await session.http.post(url, bearer=self._secret.field("refresh"), also=READ_ITSELF)
        found = answer.maybe()
        if not answer.ok and error_name(answer) in CLOSED:
            raise refused(session.http, answer)
        if not answer.ok and error_name(answer) in OVER:
            raise SignedOutError(session.http.names.problem("signed_out"))
        if not answer.ok:  # something else answered, or a moment that passes: the sign-in stands
            raise answer.strange()
        if found.text("did", "") != self.did:
            raise found.strange()
        fresh = secret_of(found, session.clock.now().astimezone(UTC))
        await session.save_secret(fresh)
        return fresh

    async def _exchange_bound(self, flow: CodeFlow) -> Secret:
        """New tokens of the authorization server, for the same account and key. A refresh token is good once."""
        session = self._session
        try:
            tokens = await refresh_tokens(session.http, flow, self._secret.field("refresh"))
        except RefusedError as error:
            if error.problem.code != "app_keys_refused":  # a page of something in front of it is no word of its own
                raise NotSentError(error.problem) from error
            # it does not take programs like this one any more; no keys are to be corrected
            raise RefusedError(session.http.names.problem("browser_sign_in_missing")) from error
        if tokens.said.text("sub", "") != self.did or tokens.said.text("token_type", "").lower() != "dpop":
            raise tokens.said.strange()
        return renewed(self._secret, tokens, session.clock.now())
