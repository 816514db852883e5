"""Signing in at LinkedIn under the owner's own app, as a person or as a company page, and who that is.

Self-serve products of November 2026: "Sign In with LinkedIn using OpenID Connect" and "Share on LinkedIn" for a person;
the Community Management API, alone on an app of its own, for a page. A sign-in ends after 60 days, or with a partner's
refresh token.
"""

import re
from dataclasses import dataclass, replace
from datetime import timedelta

from smmdesk.model.problem import ProblemError
from smmdesk.platforms.answers import Answer, Fields, plain_words
from smmdesk.platforms.base import Account, Session, SignedIn, SigningIn
from smmdesk.platforms.facts import Facts
from smmdesk.platforms.http import Call
from smmdesk.platforms.linkedin.api import Api
from smmdesk.platforms.own_app import permissions, sign_in_with_app
from smmdesk.platforms.sign_in import with_sign_in_end
from smmdesk.system.secrets import Secret

PERSON, ORGANISATION = "urn:li:person:", "urn:li:organization:"
PAGE_SCOPES = (
    "rw_organization_admin",
    "r_organization_social",
    "w_organization_social",
    "r_organization_social_feed",
    "w_organization_social_feed",
)
"""What the Community Management API gives an app (learn.microsoft.com, Nov 2026)."""
MOST_PAGES = 50
FIELD = "organisation"
_PAGE = re.compile(r"(?:https?://)?(?:\w+\.)?linkedin\.com/company/([^/?#]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Page:
    urn: str
    name: str
    vanity: str

    def is_called(self, wish: str) -> bool:
        found = _PAGE.search(wish)
        key = (found[1] if found is not None else wish).strip().casefold()
        return key in (self.urn, self.urn.removeprefix(ORGANISATION), self.name.casefold(), self.vanity.casefold())


async def sign_in(signing_in: SigningIn) -> SignedIn:
    """Through the browser, or with a token of the portal's own generator. Raises ProblemError, ConnectorError."""
    wish = signing_in.expected or signing_in.fields.get(FIELD, "").strip()
    as_page = bool(wish) and not wish.startswith(PERSON)
    facts = _facts_for(signing_in.facts, as_page)
    secret, scopes = await _granted(replace(signing_in, facts=facts))
    http = signing_in.http.also_for(facts.endpoints["api"])

    async def caller(call: Call) -> Answer:
        return await http.call(replace(call, bearer=secret.field("access")))

    api = Api(http, facts, caller)
    account = await _page_account(api, facts, wish) if as_page else await _person(api)
    granted = permissions(facts, scopes) if scopes else {}
    return SignedIn(replace(account, reported={**account.reported, **granted}), secret)


def _facts_for(facts: Facts, as_page: bool) -> Facts:
    """A person's app and a page's have other permissions; asking for what an app has not ends the sign-in."""
    assert facts.oauth is not None
    scopes = PAGE_SCOPES if as_page else facts.oauth.scopes
    words = {scope: facts.oauth.permissions[scope] for scope in scopes if scope in facts.oauth.permissions}
    return replace(facts, oauth=replace(facts.oauth, scopes=scopes, permissions=words))


async def _granted(signing_in: SigningIn) -> tuple[Secret, frozenset[str]]:
    """The secret and what it may do; of a pasted token nobody says the second."""
    now = signing_in.clock.now()
    if signing_in.open_page is None:
        ends = now + timedelta(days=signing_in.facts.own_sign_in.lives_days)
        return with_sign_in_end(Secret.of(access=signing_in.secret or ""), ends), frozenset()
    found = await sign_in_with_app(signing_in)
    lives_s = found.tokens.said.number("refresh_token_expires_in", 0) if found.tokens.refresh else 0
    secret = with_sign_in_end(found.secret, now + timedelta(seconds=lives_s)) if lives_s > 0 else found.secret
    return secret, found.scopes


async def _person(api: Api) -> Account:
    user = (await api.call(Call(method="GET", url=f"{api.base}/v2/userinfo"))).fields()
    return Account(f"{PERSON}{user.id('sub')}", plain_words(user.text("name", ""), 80) or "LinkedIn")


async def _page_account(api: Api, facts: Facts, wish: str) -> Account:
    """The company page that is meant, of those that the person manages. Raises ProblemError(page_not_managed)."""
    pages = await _pages(api)
    meant = [page for page in pages if page.is_called(wish)]
    if len(meant) != 1:
        names = ", ".join(page.name for page in pages) or "…"
        raise ProblemError("page_not_managed", platform=facts.name, value=wish, names=names)
    return _account(meant[0], facts)


async def _pages(api: Api) -> list[_Page]:
    asked = (("q", "roleAssignee"), ("role", "ADMINISTRATOR"), ("state", "APPROVED"), ("count", str(MOST_PAGES)))
    found = (await api.ask("GET", "organizationAcls", "FINDER", params=asked)).fields()
    urns = [row.text("organization", "") or row.text("organizationTarget", "") for row in found.rows("elements")]
    urns = [urn for urn in dict.fromkeys(urns) if re.fullmatch(rf"{ORGANISATION}\d+", urn)]
    return [_page(await _organisation(api, urn), urn) for urn in urns[:MOST_PAGES]]


async def _organisation(api: Api, urn: str) -> Fields:
    return (await api.ask("GET", f"organizations/{urn.removeprefix(ORGANISATION)}")).fields()


def _page(found: Fields, urn: str) -> _Page:
    if str(found.values.get("id")) != urn.removeprefix(ORGANISATION):
        raise found.strange()
    name = plain_words(found.text("localizedName", ""), 80)
    return _Page(urn, name or urn, plain_words(found.text("vanityName", ""), 80))


def _account(page: _Page, facts: Facts) -> Account:
    named = page.vanity or page.urn.removeprefix(ORGANISATION)
    return Account(page.urn, page.name, page.vanity, f"{facts.endpoints['web']}/company/{named}/")


async def who_am_i(session: Session) -> Account:
    """Person or page, as it signed in; keeps what was granted then."""
    api, urn = Api.of(session), session.channel.remote_id
    if urn.startswith(ORGANISATION):
        account = _account(_page(await _organisation(api, urn), urn), session.facts)
    else:
        account = await _person(api)
    known = {name: session.channel.reported[name] for name in ("granted",) if name in session.channel.reported}
    return replace(account, reported={**account.reported, **known})
