"""Signing in for a professional Instagram account by Instagram Login, under an app of the owner's own.

Instagram Platform documentation of 22 Nov 2026 (Graph API v26.0): a code brings a token of an hour, which is changed
for one of 60 days; that one is renewed for 60 more, once it is a day old and before it ends. A token pasted from the
app's own page has 60 days too. There is nothing to take a token back with.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from smmdesk.model.private import TOLD
from smmdesk.model.problem import ProblemError
from smmdesk.platforms import meta
from smmdesk.platforms.answers import Fields, plain_words
from smmdesk.platforms.base import Account, ConnectorError, RefusedError, Session, SignedIn, SignedOutError, SigningIn
from smmdesk.platforms.facts import Facts
from smmdesk.platforms.meta import Graph
from smmdesk.platforms.meta_told import Talks, answers_longer, still_longer, told
from smmdesk.platforms.own_app import Access, sign_in_with_app
from smmdesk.platforms.sign_in import ends_before, with_end, with_sign_in_end
from smmdesk.system.clock import Clock
from smmdesk.system.secrets import Secret

FIELDS = "id,user_id,username,name,account_type"
PROFESSIONAL = ("BUSINESS", "MEDIA_CREATOR", "CREATOR")
LIVES_S = 60 * 86_400
RENEW_AHEAD = timedelta(days=40)
"""Renewed long before its end, so that a computer that stays off for a month loses nothing."""


def graph_of(session: Session) -> Graph:
    """The account's calls."""
    return Graph(session.http, session.facts.endpoints["api"], session.secret.field("access"))


TALKS = Talks("instagram", graph_of, lambda _account: "me", newest_only=True)
"""The account's private messages. Of a conversation only the newest 20 can be read, older ones are called deleted
(reference "Conversation", v26.0): what is more than that between two looks is not told."""


async def sign_in(signing_in: SigningIn) -> SignedIn:
    """Through the browser, or with a token that was made on the app's own page."""
    facts, http = signing_in.facts, signing_in.http.also_for(signing_in.facts.endpoints["api"])
    keys = signing_in.app_keys or Secret("")
    granted: frozenset[str] = frozenset()
    lives_s = LIVES_S
    if signing_in.open_page is not None:
        found = await sign_in_with_app(signing_in)
        granted = found.scopes
        secrets = {"client_secret": keys.field("client_secret"), "access_token": found.secret.field("access")}
        longer = await meta.exchanged(http, facts.endpoints["exchange"], "ig_exchange_token", secrets)
        access, lives_s = Secret(longer.text("access_token")), _lives_s(longer)
    else:
        assert signing_in.secret is not None
        access = signing_in.secret
    try:
        graph = Graph(http, facts.endpoints["api"], access)
        account = _with(await read_account(graph, facts, granted), answers_longer(signing_in.fields))
        account = _with(account, await _private(graph, facts, account, None))
    except SignedOutError as error:
        raise ProblemError("sign_in_refused", platform=facts.name) from error
    secret = Secret.of(access=access, client_id=keys.field("client_id"), client_secret=keys.field("client_secret"))
    return SignedIn(account, _with_ends(secret, signing_in.clock, lives_s))


async def read_account(graph: Graph, facts: Facts, granted: frozenset[str] = frozenset()) -> Account:
    """Whose token it is. Raises RefusedError(may_not_publish) for an account that is not a professional one."""
    found = await graph.get("me", FIELDS)
    user = plain_words(found.text("username", ""), 60)
    kind = found.text("account_type", "")
    if kind and kind.upper() not in PROFESSIONAL:
        raise RefusedError(graph.http.names.problem("may_not_publish", channel=f"@{user}"))
    asked = facts.oauth.permissions if facts.oauth is not None else {}
    return Account(
        remote_id=found.id("user_id"),
        name=plain_words(found.text("name", ""), 80) or user,
        handle=f"@{user}",
        url=f"{facts.endpoints['web']}/{user}/",
        reported=dict(meta.granted(granted, tuple(asked))) if granted and asked else {},
    )


async def who_am_i(session: Session) -> Account:
    await keep_fresh(session)
    graph = graph_of(session)
    account = _with(await read_account(graph, session.facts), still_longer(session))
    kept = session.channel.reported.get("granted")  # what the person allowed when they signed in is told only then
    account = account if kept is None else _with(account, {"granted": kept})
    return _with(account, await _private(graph, session.facts, account, session.channel.reported.get(TOLD)))


def _with(account: Account, more: Mapping[str, object]) -> Account:
    return replace(account, reported={**account.reported, **more})


async def _private(graph: Graph, facts: Facts, account: Account, before: object) -> Mapping[str, object]:
    """Whether private messages are told: asked where the person allowed it, or nobody knows what they did."""
    granted = account.reported.get("granted")
    scope = facts.private.scope if facts.private is not None else ""
    may = bool(scope) and (not isinstance(granted, Mapping) or granted.get(scope) is True)
    return await told(graph, TALKS, account.remote_id, before) if may else {}


# ------------------------------------------------------------------ 60 days
async def keep_fresh(session: Session) -> None:
    """Renew a token of which a third is over. While it still lives, a renewal that fails is tried another time."""
    now = session.clock.now()
    if not ends_before(session.secret, now + RENEW_AHEAD):
        return
    try:
        await Access(session, _renewed).renew()
    except ConnectorError:
        if ends_before(session.secret, now):
            raise


async def _renewed(session: Session, secret: Secret) -> Secret:
    secrets = {"access_token": secret.field("access")}
    url = session.facts.endpoints["refresh"]
    found = await meta.exchanged(session.http, url, "ig_refresh_token", secrets)
    fresh = secret.with_fields(access=found.text("access_token"))
    return _with_ends(fresh, session.clock, _lives_s(found))


def _lives_s(found: Fields) -> int:
    said = found.number("expires_in", LIVES_S)
    return said if 0 < said <= LIVES_S else LIVES_S


def _with_ends(secret: Secret, clock: Clock, lives_s: int) -> Secret:
    """The access and the whole sign-in end together: an ended token cannot be renewed."""
    ends = clock.now() + timedelta(seconds=lives_s)
    return with_sign_in_end(with_end(secret, ends), ends)
