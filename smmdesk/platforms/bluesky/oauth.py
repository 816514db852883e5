"""Bluesky's sign-in through the browser: OAuth as atproto.com/specs/oauth asks it (read in November 2026).

Pushed requests (RFC 9126), PKCE, and tokens bound to a key of this sign-in alone (dpop.py). smmdesk publishes no client
document on the web: it is the spec's client `http://localhost`, meant for development, which servers are encouraged to
take everywhere but need not. It is a public client: the reference server ends the whole sign-in after 14 days.
"""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from urllib.parse import quote, urlencode

from smmdesk.model.private import REFUSED, TOLD
from smmdesk.model.problem import ProblemError
from smmdesk.model.url_parts import split_url
from smmdesk.platforms.base import Account, ConnectorError, SignedIn, SigningIn
from smmdesk.platforms.bluesky.identity import (
    DID,
    HANDLE,
    MISSING,
    PROTECTED,
    Identity,
    account_of,
    identity_of,
    typed_name,
)
from smmdesk.platforms.bluesky.xrpc import address
from smmdesk.platforms.dpop import bound
from smmdesk.platforms.http import Call, Http
from smmdesk.platforms.sign_in import (
    CodeFlow,
    Loopback,
    Tokens,
    bound_secret,
    code_sign_in,
    revoke_token,
    server_info,
    typed_address,
    with_sign_in_end,
)
from smmdesk.platforms.signing import DPoP, new_dpop_key

POSTS, ALL = "repo:app.bsky.feed.post", "transition:generic"
ASKED_OF_OTHERS = (
    "app.bsky.actor.getProfile",
    "app.bsky.actor.searchActorsTypeahead",
    "app.bsky.feed.getAuthorFeed",
    "app.bsky.feed.getPostThread",
    "app.bsky.feed.getPosts",
    "app.bsky.feed.searchPosts",
    "app.bsky.notification.listNotifications",
)
SCOPES = " ".join(
    (
        "atproto",
        POSTS,
        "repo:app.bsky.feed.like",
        "repo:app.bsky.feed.repost",
        "repo:app.bsky.feed.threadgate",
        "repo:app.bsky.feed.postgate",
        "blob:*/*",
        "rpc:com.atproto.repo.uploadBlob?aud=*",
        *(f"rpc:{one}?aud=*" for one in ASKED_OF_OTHERS),
    )
)
"""No more than what is done (O7): posts, likes, reposts, who may answer and quote, files (large films by way of the
service that converts them), and what is asked of whoever shows posts."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where somebody signs in. `meant` is the account that it has to be, None where only a server was named."""

    issuer: str
    meant: Identity | None

    @property
    def hint(self) -> str:
        """The name to fill in there, which may be a handle or a DID."""
        return "" if self.meant is None else self.meant.handle or self.meant.did


async def sign_in(signing_in: SigningIn) -> SignedIn:
    """Through the person's own browser.

    Raises ProblemError: sign_in_refused (no such account), browser_sign_in_missing, sign_in_cancelled, sign_in_timeout,
    sign_in_strange, other_account; ConnectorError.
    """
    http, now = signing_in.http, signing_in.clock.now
    assert signing_in.open_page is not None
    place = await _place(signing_in)
    async with Loopback() as loopback:
        flow = await _flow(http, place, loopback.redirect_uri)
        tokens = await code_sign_in(http, flow, loopback, signing_in.open_page)
    secret = bound_secret(flow, tokens, now())
    try:
        account = await _proven(signing_in, flow, place, tokens)
    except (ProblemError, ConnectorError):
        with suppress(ConnectorError):  # nothing of it is kept here; there it ends by itself
            await revoke_token(http, flow, tokens.refresh or tokens.access)
        raise
    return SignedIn(account, with_sign_in_end(secret, now() + timedelta(days=signing_in.facts.sign_in.browser_days)))


# ------------------------------------------------------------------ before
async def _place(signing_in: SigningIn) -> _Place:
    """The authorization server of the account that was named, or of the server. Who signs in again is known by DID."""
    http, endpoints = signing_in.http, signing_in.facts.endpoints
    typed, user = signing_in.fields.get("server", "").strip(), signing_in.expected or typed_name(signing_in)
    named = typed_address(typed) if typed else ""
    if not (HANDLE.fullmatch(user) or DID.fullmatch(user)):  # an e-mail address: the account is found afterwards
        return _Place(await _issuer(http, named or endpoints["entry"]), None)
    meant = await identity_of(http, endpoints, user, named)
    return _Place(await _issuer(http, meant.server), meant)


async def _issuer(http: Http, server: str) -> str:
    """The one authorization server that a server names, or the server itself where it is one.

    Raises ProblemError(browser_sign_in_missing)."""
    answer = await http.get(f"{server}/{PROTECTED}", also=MISSING)
    named = answer.maybe().texts("authorization_servers") if answer.ok else (server,)
    parts = split_url(named[0]) if len(named) == 1 else None
    if parts is None or not parts.netloc or parts.path.strip("/") or parts.query or parts.fragment:
        raise ProblemError("browser_sign_in_missing", platform=http.names.platform)
    return f"{parts.scheme}://{parts.netloc}"


async def _flow(http: Http, place: _Place, redirect_uri: str) -> CodeFlow:
    """What the server says of itself; it has to be who it was asked as, and to offer all that atproto asks."""
    info = await server_info(http, place.issuer)
    offered = info is not None and all((info.authorization_endpoint, info.token_endpoint, info.push_endpoint))
    if info is None or not offered or info.issuer != place.issuer or "atproto" not in info.scopes:
        raise ProblemError("browser_sign_in_missing", platform=http.names.platform)
    parts = split_url(redirect_uri)  # the client's own address has no port: any will do
    way_back = f"http://{parts.netloc.rpartition(':')[0]}{parts.path}"
    return CodeFlow(
        info.authorization_endpoint,
        info.token_endpoint,
        "http://localhost?" + urlencode({"redirect_uri": way_back, "scope": SCOPES}, quote_via=quote),
        scope=SCOPES,
        issuer=info.issuer,
        revocation_endpoint=info.revocation_endpoint,
        extra={"login_hint": place.hint},
        push_endpoint=info.push_endpoint,
        dpop=DPoP(new_dpop_key()),
    )


# ------------------------------------------------------------------ after
async def _proven(signing_in: SigningIn, flow: CodeFlow, place: _Place, tokens: Tokens) -> Account:
    """The account that the tokens are for: the one that was meant, or one whose own document leads to this server.

    Raises ProblemError: other_account, sign_in_strange, browser_sign_in_missing (posts may not be written)."""
    http, endpoints, granted = signing_in.http, signing_in.facts.endpoints, tokens.scope.split()
    did = tokens.said.text("sub", "")
    whole = DID.fullmatch(did) and "atproto" in granted and tokens.said.text("token_type", "").lower() == "dpop"
    if not whole or not tokens.refresh:
        raise ProblemError("sign_in_strange")
    if not any(scope == ALL or scope.startswith(POSTS) for scope in granted):
        raise ProblemError("browser_sign_in_missing", platform=http.names.platform)
    if place.meant is None or place.meant.did != did:
        who = await identity_of(http, endpoints, did)
        if place.meant is not None:
            raise ProblemError("other_account", actual=f"@{who.handle}", expected=f"@{place.meant.handle}")
        if await _issuer(http, who.server) != place.issuer:
            raise ProblemError("sign_in_strange")
    server = who.server if place.meant is None else place.meant.server
    return await _account(signing_in, flow, server, did, tokens)


async def _account(signing_in: SigningIn, flow: CodeFlow, server: str, did: str, tokens: Tokens) -> Account:
    """Asked with the new access of the account's own server, which has to know it as the same. What is asked for in the
    browser leaves private messages out."""
    http = signing_in.http.also_for(server)
    assert flow.dpop is not None
    call = Call(method="GET", url=address(server, "com.atproto.server.getSession"))
    answer = await bound(http, flow.dpop, call, tokens.access)
    found = answer.maybe()
    if not answer.ok or found.text("did", "") != did:
        raise answer.strange()
    account = await account_of(http, server, signing_in.facts.endpoints["web"], did, found.text("handle", ""))
    return replace(account, reported={TOLD: REFUSED})
