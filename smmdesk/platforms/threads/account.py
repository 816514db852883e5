"""Signing in at Threads: the person agrees, the short token becomes one of 60 days, and that is renewed in good time.

Threads API guides of Apr 2026. A token can be renewed from its second day until it ends, never afterwards.
"""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from smmdesk.model.problem import ProblemError
from smmdesk.platforms import meta
from smmdesk.platforms.answers import Fields, plain_words
from smmdesk.platforms.base import (
    Account,
    NotSentError,
    RefusedError,
    Session,
    SignedIn,
    SignedOutError,
    SigningIn,
)
from smmdesk.platforms.facts import Facts
from smmdesk.platforms.meta import Graph
from smmdesk.platforms.own_app import Access, keys_of, sign_in_with_app
from smmdesk.platforms.sign_in import ends_before, with_end, with_sign_in_end
from smmdesk.system.secrets import Secret

RENEW_BEFORE = timedelta(days=30)
PASTED_LIVES = timedelta(days=29)
"""Nobody says how old a pasted token is: it is renewed as soon as Threads lets us."""
LONGEST_S = 60 * 86_400
PUBLISHES, SHARES = "threads_content_publish", "threads_share_to_instagram"
TO_STORY = "to_story"
"""What a channel reports of the second, and the option that it is for."""


async def graph_of(session: Session) -> Graph:
    """The account's calls, with the newest token that anybody saved."""
    secret = await session.read_secret() if session.read_secret is not None else session.secret
    return Graph(session.http, session.facts.endpoints["api"], secret.field("access"))


async def lasting_graph_of(session: Session) -> Graph:
    """The same, with a token that lives on. Raises SignedOutError when it is over."""
    access = Access(session, _renewed)
    if ends_before(session.secret, session.clock.now() + RENEW_BEFORE):
        with suppress(NotSentError, RefusedError):  # it is good until its end: next time
            await access.renew()
    return Graph(session.http, session.facts.endpoints["api"], access.bearer)


async def _renewed(session: Session, secret: Secret) -> Secret:
    """A token of 60 days more. Raises SignedOutError when it ended."""
    given = {"access_token": secret.field("access")}
    found = await meta.exchanged(session.http, session.facts.endpoints["refresh"], "th_refresh_token", given)
    fresh = secret.with_fields(access=found.text("access_token"))
    return _with_ends(fresh, session.clock.now() + _life(found))


async def sign_in(signing_in: SigningIn) -> SignedIn:
    """Through the browser, or with a token made in the app's own pages."""
    facts, now = signing_in.facts, signing_in.clock.now()
    http = signing_in.http.also_for(facts.endpoints["api"])
    try:
        if signing_in.open_page is not None:
            secret = await _in_browser(signing_in)
        else:
            assert signing_in.secret is not None
            secret = _with_ends(Secret.of(access=signing_in.secret), now + PASTED_LIVES)
        account = await read_account(Graph(http, facts.endpoints["api"], secret.field("access")), facts)
    except SignedOutError as error:
        raise ProblemError("sign_in_refused", platform=facts.name) from error
    return SignedIn(account, secret)


async def _in_browser(signing_in: SigningIn) -> Secret:
    facts, keys = signing_in.facts, keys_of(signing_in)
    short = (await sign_in_with_app(signing_in)).secret
    given = {"client_secret": keys.field("client_secret"), "access_token": short.field("access")}
    http = signing_in.http.also_for(facts.endpoints["exchange"])
    found = await meta.exchanged(http, facts.endpoints["exchange"], "th_exchange_token", given)
    secret = short.with_fields(access=found.text("access_token"))
    return _with_ends(secret, signing_in.clock.now() + _life(found))


def _with_ends(secret: Secret, ends: datetime) -> Secret:
    """The access and the whole sign-in end together: an ended token cannot be renewed."""
    return with_sign_in_end(with_end(secret, ends), ends)


def _life(found: Fields) -> timedelta:
    """How long a token lives: an hour at least, and never longer than Threads' tokens do."""
    return timedelta(seconds=min(max(found.number("expires_in", 0), 3600), LONGEST_S))


async def who_am_i(session: Session) -> Account:
    return await read_account(await lasting_graph_of(session), session.facts)


async def read_account(graph: Graph, facts: Facts) -> Account:
    """Who a token speaks for and what it may do. Raises SignedOutError; RefusedError(permission_missing)."""
    found = await graph.get("me", "id,username,name")
    user = plain_words(found.text("username"), 60)
    said = await meta.inspected(graph, graph.token)
    account = Account(
        found.id(), plain_words(found.text("name", ""), 80) or user, user, f"{facts.endpoints['web']}/@{user}"
    )
    if said is None:
        return account
    if PUBLISHES not in said.scopes:
        raise RefusedError(graph.http.names.problem("permission_missing", channel=user, said=PUBLISHES))
    asked = tuple(facts.oauth.permissions) if facts.oauth is not None else ()
    return replace(account, reported={**meta.granted(said.scopes, asked), TO_STORY: SHARES in said.scopes})
