"""Signing in under an app of the owner's own (design.md §8 App keys), and calling with what came of it.

All of it is data: where the platform's pages are, which scopes, what way back (`Facts.oauth`). The keys of the app
travel in the channel's secret, so that a renewal needs nothing else.
"""

import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from smmdesk.model.problem import ProblemError
from smmdesk.model.words import N_
from smmdesk.platforms.answers import Answer
from smmdesk.platforms.base import AskFields, NotSentError, Session, SignedOutError, SigningIn
from smmdesk.platforms.facts import Facts
from smmdesk.platforms.http import Call
from smmdesk.platforms.loopback import LIMIT_S, Loopback
from smmdesk.platforms.sign_in import (
    CodeFlow,
    Tokens,
    WayBack,
    agent_headers,
    code_sign_in,
    ends_before,
    landed_on,
    refresh_tokens,
    renewed,
    revoke_token,
    with_end,
    with_sign_in_end,
)
from smmdesk.platforms.sign_in_facts import ALSO, LACKS, OAuthFact, SignInField
from smmdesk.system.secrets import Secret

FRESH_FOR = timedelta(minutes=10)
LANDED = "landed"
UNAUTHORIZED = frozenset({401})


@dataclass(frozen=True, slots=True)
class Granted:
    """What a sign-in brought: the secret to seal, the scopes that the platform granted, and all that it said."""

    secret: Secret
    scopes: frozenset[str]
    tokens: Tokens


# ------------------------------------------------------------------ signing in
def keys_of(signing_in: SigningIn) -> Secret:
    """The owner's app keys. Raises ProblemError(app_keys_missing)."""
    keys = signing_in.app_keys
    if keys is None or not keys.field("client_id"):
        raise ProblemError("app_keys_missing", platform=signing_in.facts.name)
    return keys


def flow_of(facts: Facts, keys: Secret) -> CodeFlow:
    """The platform's flow for one app. `keys` has client_id and client_secret."""
    oauth = facts.oauth
    assert oauth is not None, facts.key
    return CodeFlow(
        authorization_endpoint=facts.endpoints[oauth.authorize],
        token_endpoint=facts.endpoints[oauth.token],
        client_id=keys.field("client_id"),
        client_secret=keys.field("client_secret") if oauth.secret_in != "none" else None,  # noqa: S105 - a place
        scope=oauth.separator.join(oauth.scopes),
        revocation_endpoint=facts.endpoints[oauth.revoke] if oauth.revoke else "",
        extra=oauth.extra,
        pkce=oauth.pkce,
        challenge=oauth.challenge,
        client_id_name=oauth.client_id_name,
        secret_in_header=oauth.secret_in == "basic",  # noqa: S105 - a place
        ended=oauth.ended,
        headers=agent_headers(oauth.user_agent, keys),
    )


def asked_for(signing_in: SigningIn) -> Facts:
    """The facts with the scopes that are asked for: without the one that the owner's app lacks, as far as may be, and
    with those that it has beyond the usual ones."""
    facts, fields = signing_in.facts, signing_in.fields
    if facts.oauth is None:
        return facts
    lacks, also = fields.get(LACKS, ""), fields.get(ALSO, "").split()
    lacks = lacks if lacks in facts.oauth.optional else ""
    more = tuple(scope for scope in facts.oauth.on_demand if scope in also)
    scopes = (*(scope for scope in facts.oauth.scopes if scope != lacks), *more)
    return replace(facts, oauth=replace(facts.oauth, scopes=scopes))


async def sign_in_with_app(signing_in: SigningIn) -> Granted:
    """Through the person's browser with the owner's keys; `signing_in.open_page` is set.

    Raises ProblemError: app_keys_missing, app_keys_refused, sign_in_cancelled, sign_in_timeout, sign_in_strange,
    sign_in_refused; ConnectorError.
    """
    facts, keys = asked_for(signing_in), keys_of(signing_in)
    assert facts.oauth is not None
    assert signing_in.open_page is not None
    if facts.oauth.user_agent:
        keys = keys.with_fields(user=signing_in.fields.get("user", ""))
    flow = flow_of(facts, keys)
    async with way_back_of(facts.oauth, signing_in.ask) as way_back:
        tokens = await code_sign_in(signing_in.http, flow, way_back, signing_in.open_page)
    return granted(facts, keys, tokens, signing_in.clock.now())


def granted(facts: Facts, keys: Secret, tokens: Tokens, now: datetime) -> Granted:
    """The secret of what a server granted: access, refresh, the app's keys, and when both end as far as it said."""
    oauth = facts.oauth
    secret = Secret.of(
        access=tokens.access,
        refresh=tokens.refresh,
        client_id=keys.field("client_id"),
        client_secret=keys.field("client_secret"),
    )
    if oauth is not None and oauth.user_agent:
        secret = secret.with_fields(user=keys.field("user"))
    if tokens.lives_s:
        secret = with_end(secret, now + timedelta(seconds=tokens.lives_s))
    if facts.own_sign_in.lives_days:
        secret = with_sign_in_end(secret, now + timedelta(days=facts.own_sign_in.lives_days))
    said = tokens.scope.replace(",", " ").split()
    return Granted(secret, frozenset(said or (oauth.scopes if oauth is not None else ())), tokens)


def permissions(facts: Facts, scopes: frozenset[str]) -> Mapping[str, object]:
    """For `Account.reported`: which of the permissions that were asked are granted, `{"granted": {"scope": bool}}`."""
    asked = facts.oauth.permissions if facts.oauth is not None else {}
    return {"granted": {scope: scope in scopes for scope in asked}} if asked else {}


class _Pasted:
    """The person copies the address they landed on; nothing of ours listens there."""

    def __init__(self, oauth: OAuthFact, ask: AskFields) -> None:
        self.state = secrets.token_urlsafe(32)
        self.redirect_uri = oauth.redirect
        self._ask = ask

    async def wait(self, limit_s: float = LIMIT_S) -> Mapping[str, str]:
        """Asked until an address comes, without a limit: the person may have to log in there first."""
        field = SignInField(
            LANDED,
            N_("Address of the page you landed on"),
            "address",
            N_(
                "The page may say that it cannot be reached. Copy its whole address from the browser and paste it here."
            ),
        )
        found = await self._ask((field,))
        if found is None:
            raise ProblemError("sign_in_cancelled")
        return landed_on(found.get(LANDED, ""), self.state)


@asynccontextmanager
async def way_back_of(oauth: OAuthFact, ask: AskFields | None) -> AsyncIterator[WayBack]:
    """How the browser's answer comes back. Raises ProblemError: sign_in_cancelled, sign_in_port_taken."""
    if oauth.way_back == "pasted":
        if ask is None:
            raise ProblemError("sign_in_cancelled")
        yield _Pasted(oauth, ask)
        return
    try:
        async with Loopback(oauth.port, "" if oauth.host == "127.0.0.1" else oauth.host) as loopback:
            yield loopback
    except OSError as error:
        raise ProblemError("sign_in_port_taken", port=str(oauth.port)) from error


async def revoke(session: Session) -> None:
    """Take the sign-in back on the platform, where it offers that. Raises ConnectorError."""
    flow = flow_of(session.facts, session.secret)
    if flow.revocation_endpoint:
        secret = session.secret
        await revoke_token(session.http, flow, secret.field("refresh") or secret.field("access"))


# ------------------------------------------------------------------ using it
Exchange = Callable[[Session, Secret], Awaitable[Secret]]
"""Makes a new secret of the one in use. Raises SignedOutError when the platform says that it is over."""


class Access:
    """One channel's access: renewed one task at a time, saved before its use, the newest that anybody saved."""

    def __init__(self, session: Session, exchange: Exchange | None = None) -> None:
        """`exchange` where a platform renews in a way of its own (Threads, Instagram)."""
        self._session = session
        self._secret = session.secret
        self._exchange = exchange or _refreshed

    @property
    def bearer(self) -> Secret:
        return self._secret.field("access")

    async def freshen(self) -> None:
        """Have an access that lives long enough for what comes next. Raises SignedOutError."""
        if ends_before(self._secret, self._session.clock.now() + FRESH_FOR):
            await self.renew()

    async def call(self, call: Call) -> Answer:
        """`call` with the access. One that ended is renewed: a call that may be repeated is, of an irreversible one a
        401 proves that nothing was done, and it is tried again from the start (NotSentError)."""
        http, oauth = self._session.http, self._session.facts.oauth
        if oauth is not None and oauth.user_agent:
            call = replace(call, headers={**call.headers, **agent_headers(oauth.user_agent, self._secret)})
        answer = await http.call(replace(call, bearer=self.bearer, also=call.also | UNAUTHORIZED))
        if answer.status not in UNAUTHORIZED:
            return answer
        await self.renew()
        if call.irreversible:
            raise NotSentError(http.names.problem("server_unreachable"), 0.0)
        return await http.call(replace(call, bearer=self.bearer))

    async def renew(self) -> None:
        """Exchange the access; what another task or process saved meanwhile is used instead. Raises SignedOutError."""
        session = self._session
        async with session.renewal():
            if session.read_secret is not None:
                newest = await session.read_secret()
                if not newest.same_as(self._secret):
                    self._secret = newest
                    return
            fresh = await self._exchange(session, self._secret)
            await session.save_secret(fresh)
            self._secret = fresh


async def _refreshed(session: Session, secret: Secret) -> Secret:
    refresh = secret.field("refresh")
    if not refresh:
        raise SignedOutError(session.http.names.problem("signed_out"))
    tokens = await refresh_tokens(session.http, flow_of(session.facts, secret), refresh)
    return renewed(secret, tokens, session.clock.now())
