"""Signing in for a Facebook page: the person agrees, picks one of their pages, and the page's own token is kept.

Pages API and token guides of Aug 2026 (Graph API v26.0). The token of a page has no end of its own when it was made
with a long-lived token of the person; every 90 days without the person it stops reading, so that is told as its end.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from smmdesk.model.private import TOLD
from smmdesk.model.problem import ProblemError
from smmdesk.model.words import N_
from smmdesk.platforms import meta
from smmdesk.platforms.answers import Fields, plain_words
from smmdesk.platforms.base import Account, RefusedError, Session, SignedIn, SignedOutError, SigningIn
from smmdesk.platforms.facts import Facts
from smmdesk.platforms.meta import Graph
from smmdesk.platforms.meta_told import Talks, answers_longer, still_longer, told
from smmdesk.platforms.own_app import sign_in_with_app
from smmdesk.platforms.sign_in import with_sign_in_end
from smmdesk.platforms.sign_in_facts import SignInField
from smmdesk.platforms.signing import joined
from smmdesk.system.secrets import Secret

PAGE_FIELDS = "id,name,username,link"
LISTED = f"{PAGE_FIELDS},access_token,tasks"
MAY_PUBLISH = ("CREATE_CONTENT", "PROFILE_PLUS_CREATE_CONTENT")
PUBLISHES = "pages_manage_posts"
LISTS = "pages_show_list"
PAGE = "page"
MOST_NAMED = 25
"""How many pages that a token names alone are looked at."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page that the person looks after, and its own token."""

    id: str
    name: str
    username: str
    link: str
    token: Secret
    may_publish: bool

    @classmethod
    def of(cls, found: Fields, token: Secret, may_publish: bool) -> "Page":
        name, user = plain_words(found.text("name", ""), 80), plain_words(found.text("username", ""), 60)
        link = found.text("link", "")
        link = link if link.startswith("https://") else ""  # it is opened by a click
        return cls(found.id(), name or user or found.id(), user, link, token, may_publish)

    def is_called(self, typed: str) -> bool:
        """Whether a person means this page: by its name, its user name, its number, or its address."""
        said = typed.strip().rstrip("/").casefold()
        last = said.rpartition("/")[2].lstrip("@")
        return bool(said) and (said == self.name.casefold() or last in (self.id, self.username.casefold()))


def graph_of(session: Session) -> Graph:
    """The page's calls."""
    return Graph(session.http, session.facts.endpoints["api"], session.secret.field("access"))


TALKS = Talks("messenger", graph_of, lambda page: page, from_comment="private_reply_conversation")
"""The page's private messages."""


# ------------------------------------------------------------------ signing in
async def sign_in(signing_in: SigningIn) -> SignedIn:
    """Through the browser, or with a pasted token: the person's, or a page's own."""
    facts = signing_in.facts
    keys = signing_in.app_keys or Secret("")
    if signing_in.open_page is not None:
        given = (await sign_in_with_app(signing_in)).secret.field("access")
    else:
        assert signing_in.secret is not None
        given = signing_in.secret
    graph = Graph(signing_in.http.also_for(facts.endpoints["api"]), facts.endpoints["api"], given)
    try:
        page = await _page_of(signing_in, graph, keys)
        account, ends = await read_account(replace(graph, token=page.token), facts, keys)
    except SignedOutError as error:
        raise ProblemError("sign_in_refused", platform=facts.name) from error
    account = replace(account, reported={**account.reported, **answers_longer(signing_in.fields)})
    secret = Secret.of(access=page.token, client_id=keys.field("client_id"), client_secret=keys.field("client_secret"))
    return SignedIn(account, with_sign_in_end(secret, ends) if ends is not None else secret)


async def _page_of(signing_in: SigningIn, graph: Graph, keys: Secret) -> Page:
    pages = await _pages(graph)
    if pages is None:  # the token is a page's own
        return Page.of(await graph.get("me", PAGE_FIELDS), graph.token, True)
    if keys.field("client_secret"):
        graph = replace(graph, token=await _long_lived(graph, signing_in.facts, keys))
        pages = await _pages(graph) or []
    page = await _chosen(signing_in, pages + await _of_portfolios(graph, keys, pages))
    if not page.may_publish:
        raise ProblemError("may_not_publish", channel=page.name, platform=signing_in.facts.name)
    return page


async def _long_lived(graph: Graph, facts: Facts, keys: Secret) -> Secret:
    """A token of the person that lives for about 60 days: the pages' tokens made with it do not end."""
    secrets = {
        "client_id": keys.field("client_id"),
        "client_secret": keys.field("client_secret"),
        "fb_exchange_token": graph.token,
    }
    found = await meta.exchanged(graph.http, facts.endpoints["token"], "fb_exchange_token", secrets)
    return Secret(found.text("access_token"))


async def _pages(graph: Graph) -> list[Page] | None:
    """The pages that the person of a token looks after; None for the token of a page, which has none."""
    try:
        rows = [row async for row in graph.rows("me/accounts", LISTED, most_pages=8, limit="100")]
    except RefusedError as error:
        if error.problem.code != "refused":
            raise
        return None
    except meta.TooManyError:
        rows = []
    return [_listed(row) for row in rows if "access_token" in row]


async def _of_portfolios(graph: Graph, keys: Secret, listed: list[Page]) -> list[Page]:
    """The pages for which the token was granted and which stand on no list: `me/accounts` leaves out those that a
    person looks after through a business portfolio alone (told of live accounts: github.com/trypostit/trypost pull
    request 292, August 2026, read on 29 November 2026, where the page answers by its number all the same)."""
    said = await meta.inspected(graph, _reader(graph, keys))
    named = said.only_for.get(LISTS, ()) if said is not None else ()
    known, found = {page.id for page in listed}, list[Page]()
    for number in [each for each in named if each.isascii() and each.isdigit() and each not in known][:MOST_NAMED]:
        with suppress(RefusedError):
            row = await graph.get(number, LISTED)
            found += [_listed(row)] if "access_token" in row else []
    return found


def _reader(graph: Graph, keys: Secret) -> Secret:
    """What tells of a token: the owner's app where its secret is known, else the token itself."""
    secret = keys.field("client_secret")
    return joined("|", keys.field("client_id"), secret) if secret else graph.token


def _listed(row: Fields) -> Page:
    tasks = row.texts("tasks")
    return Page.of(row, Secret(row.text("access_token")), not tasks or any(task in MAY_PUBLISH for task in tasks))


async def _chosen(signing_in: SigningIn, pages: list[Page]) -> Page:
    """The page that is meant: the channel's own, the one that was typed, the only one, or the one picked now."""
    typed = signing_in.expected or signing_in.fields.get(PAGE, "")
    if typed:
        pages = [page for page in pages if page.is_called(typed)]
    if not pages:
        raise ProblemError("page_not_found_there", platform=signing_in.facts.name)
    if len(pages) == 1:
        return pages[0]
    choices = tuple((page.id, page.name) for page in pages)
    asked = SignInField(PAGE, N_("Which page?"), choices=choices)
    if signing_in.ask is None:
        raise ProblemError("page_unclear", pages=", ".join(name for _, name in choices))
    picked = await signing_in.ask((asked,))
    if picked is None:
        raise ProblemError("sign_in_cancelled")
    return next((page for page in pages if page.is_called(picked.get(PAGE, ""))), pages[0])


# ------------------------------------------------------------------ who it is
async def who_am_i(session: Session) -> Account:
    account, _ends = await read_account(
        graph_of(session), session.facts, session.secret, session.channel.reported.get(TOLD)
    )
    return replace(account, reported={**account.reported, **still_longer(session)})


async def read_account(
    graph: Graph, facts: Facts, keys: Secret, before: object = None
) -> tuple[Account, datetime | None]:
    """(the page of a token with what it may do, when the person has to agree again or None). `before`: whether private
    messages were told, as it was known.

    Raises SignedOutError; RefusedError(permission_missing) when it may not publish.
    """
    said = await meta.inspected(graph, _reader(graph, keys))
    page = Page.of(await graph.get("me", PAGE_FIELDS), graph.token, True)
    reported: Mapping[str, object] = {}
    if said is not None:
        if PUBLISHES not in said.scopes:
            raise RefusedError(graph.http.names.problem("permission_missing", channel=page.name, said=PUBLISHES))
        reported = meta.granted(said.scopes, tuple(facts.oauth.permissions) if facts.oauth is not None else ())
    if facts.private is not None and (said is None or facts.private.scope in said.scopes):
        reported = {**reported, **await told(graph, TALKS, page.id, before)}
    account = Account(
        page.id, page.name, page.username, page.link or f"{facts.endpoints['web']}/{page.id}", "", reported
    )
    return account, said.ends if said is not None else None


async def sign_out(session: Session) -> None:
    """A page's token is taken back by the person, in their settings; there is nothing to end for a program."""
