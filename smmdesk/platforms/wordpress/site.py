"""A WordPress site: finding its REST root, signing in with an application password, calling it.

Core 5.6 to 7.1 (sheet of July 2026; tried on 6.1.9 and 6.5.5). The root is told by the Link header, and looks like
`…/wp-json/` or `…/?rest_route=/`. A wrong password is no error on public routes: users/me is asked.
"""

import re
import uuid
from collections.abc import Mapping
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, unquote, urlunsplit

from smmdesk.model.problem import ProblemError
from smmdesk.model.url_parts import split_url
from smmdesk.model.words import N_
from smmdesk.platforms.answers import Answer, Fields, origin_of, plain_words
from smmdesk.platforms.base import (
    Account,
    ConnectorError,
    NotSentError,
    RefusedError,
    Session,
    SignedIn,
    SignedOutError,
    SigningIn,
)
from smmdesk.platforms.faults import name_unknown
from smmdesk.platforms.http import Call, Http
from smmdesk.platforms.sign_in import Loopback, typed_address, with_query
from smmdesk.platforms.sign_in_facts import SignInField
from smmdesk.platforms.wire import is_loopback
from smmdesk.system.secrets import Secret

APP_ID = str(uuid.uuid5(uuid.NAMESPACE_DNS, "smmdesk"))
LOOPBACK_SINCE = 7
"""The first major version whose authorization page returns to 127.0.0.1 (older ones: only sites that say "local")."""
NO_ROUTE = "rest_no_route"
"""The code of a 404 where somebody switched the whole interface off: it says nothing of a single post."""
NO_RIGHT = re.compile(r"rest_(cannot|forbidden)")
MISSING = frozenset({401, 403, 404, 405, 410, 501})
_LINK_TAG = re.compile(r"<link\b[^>]*https://api\.w\.org/[^>]*>", re.IGNORECASE)
_HREF = re.compile(r"href=[\"']([^\"']+)[\"']", re.IGNORECASE)
_GENERATOR = re.compile(r"<meta\b[^>]*content=[\"']WordPress (\d+)", re.IGNORECASE)
PASTED = (
    SignInField("user", N_("Your name on the site"), "text"),
    SignInField("secret", N_("Application password"), "secret"),
)


# ------------------------------------------------------------------ calls
def route_url(root: str, route: str) -> str:
    """The address of a REST route under either kind of root."""
    parts = split_url(root)
    query = dict(parse_qsl(parts.query))
    if "rest_route" in query:
        bare = urlunsplit((parts.scheme, parts.netloc, parts.path, "", ""))
        return with_query(bare, {**query, "rest_route": f"/{route}"})
    return f"{root.rstrip('/')}/{route}"


def root_of(session: Session) -> str:
    found = session.channel.reported.get("root")
    return found if isinstance(found, str) else f"{session.channel.server}/wp-json/"


async def ask(session: Session, method: str, route: str, **options: Any) -> Answer:
    """Call wp/v2 as the channel's account; options are those of Call. What the account may not do says so."""
    url = route_url(root_of(session), f"wp/v2/{route}")
    also = options.pop("also", frozenset())
    params = options.pop("params", ())
    url = with_query(url, dict(params)) if params else url
    basic = (session.secret.field("user"), session.secret.field("password"))
    answer = await session.http.call(Call(method=method, url=url, basic=basic, also=also | {403}, **options))
    if answer.status == 403 and 403 not in also:
        code = "may_not_publish" if NO_RIGHT.match(code_of(answer)) else "refused"
        raise RefusedError(session.http.names.problem(code, said=plain_words(answer.maybe().text("message", "…"))))
    return answer


async def number_of(session: Session, remote_id: str) -> int:
    """A post's number: its id itself, or found by the ending of an address that a person gave."""
    if remote_id.isascii() and remote_id.isdigit():
        return int(remote_id)
    found = with_slug(
        (await ask(session, "GET", "posts", params=(("slug", remote_id), ("_fields", "id,slug")))).rows(), remote_id
    )
    if found is None:
        raise RefusedError(session.http.names.problem("removed_there"))
    return found.number("id")


def with_slug(rows: list[Fields], slug: str) -> Fields | None:
    """The one that a site was asked for by the ending of its address; a site may pass the question by, and its first
    post is not it."""
    return next((row for row in rows if unquote(row.text("slug", "")).lower() == unquote(slug).lower()), None)


def is_gone(answer: Answer) -> bool:
    """WordPress itself says that there is no such thing: every refusal of its own has a code."""
    code = code_of(answer)
    return code.startswith("rest_") and code != NO_ROUTE


def code_of(answer: Answer) -> str:
    """WordPress's own word for what is wrong."""
    return answer.maybe().text("code", "")


# ------------------------------------------------------------------ finding the site
class Site:
    """What a site says of itself without a sign-in."""

    def __init__(self, home: str, root: str, index: Fields, version: int) -> None:
        self.home, self.root, self.version = home, root, version
        self.name = plain_words(unescape(index.text("name", "")), 80) or split_url(home).netloc
        passwords = index.child("authentication").child("application-passwords")
        self.authorization = passwords.child("endpoints").text("authorization", "")

    @property
    def returns_to_loopback(self) -> bool:
        return self.version >= LOOPBACK_SINCE or is_loopback(self.home)


async def find_site(http: Http, typed: str, platform: str) -> Site:
    """The site at an address. Raises ProblemError(address_not_found, address_unsafe)."""
    try:
        page = await http.get(typed_address(typed) + "/", follow=True, also=MISSING, most_bytes=8_000_000)
        for root in _roots(page):
            index = await http.get(root, also=MISSING | {400})
            if index.ok and "wp/v2" in index.maybe().texts("namespaces"):
                found = index.fields()
                version = _GENERATOR.search(page.text())
                home = _as_safe(found.text("home", "") or page.url, root)
                _require_same(http, root, home)
                return Site(home.rstrip("/"), root, found, int(version.group(1)) if version else 0)
    except NotSentError as error:
        if name_unknown(error):
            raise ProblemError("address_not_found", url=typed, platform=platform) from error
        raise
    raise ProblemError("address_not_found", url=typed, platform=platform)


def _roots(page: Answer) -> list[str]:
    """Where the REST root may be: as the site says, else the two usual places."""
    found = re.findall(r"<([^<>]+)>\s*;\s*rel=[\"']?https://api\.w\.org/", page.headers.get("link", ""))
    tag = _LINK_TAG.search(page.text()) if page.is_html else None
    href = _HREF.search(tag.group()) if tag else None
    if href is not None:
        found.append(unescape(href.group(1)))
    base = page.url.split("?")[0].rstrip("/")
    usual = [f"{base}/wp-json/", f"{base}/?rest_route=/"]
    return list(dict.fromkeys(_as_safe(root, page.url) for root in [*found, *usual]))


def _as_safe(url: str, like: str) -> str:
    """Sites behind a proxy may name themselves by http though they were reached by https."""
    one, other = split_url(url), split_url(like)
    safer = one.scheme == "http" and other.scheme == "https" and one.netloc == other.netloc
    return url.replace("http:", "https:", 1) if safer else url


def _require_same(http: Http, one: str, other: str) -> None:
    """A password for one host never goes to another that the first one names."""
    try:
        same = origin_of(one) == origin_of(other)
    except ValueError:
        same = False
    if not same:
        raise RefusedError(http.names.problem("address_changed"))


# ------------------------------------------------------------------ signing in
async def sign_in(signing_in: SigningIn) -> SignedIn:
    """With a pasted application password, or one made on the site's authorization page."""
    facts = signing_in.facts
    site = await find_site(signing_in.http, signing_in.fields["server"], facts.name)
    if not site.authorization:
        raise ProblemError("site_lets_nobody_in", url=site.home)
    if signing_in.open_page is None:
        assert signing_in.secret is not None
        user, password = signing_in.fields["user"], signing_in.secret
    elif site.returns_to_loopback:
        user, password = await _authorize(signing_in, site)
    else:
        user, password = await _copied(signing_in, site)
    secret = Secret.of(user=user, password=password)
    http = signing_in.http.also_for(site.home)
    try:
        account = await read_account(http, site, secret)
    except SignedOutError as error:
        raise ProblemError("sign_in_refused", platform=facts.name) from error
    return SignedIn(account, secret)


async def _authorize(signing_in: SigningIn, site: Site) -> tuple[str, Secret]:
    """The site makes a password for us and sends the browser back with it. It knows no state: the address has ours."""
    assert signing_in.open_page is not None
    async with Loopback() as loopback:
        back = with_query(loopback.redirect_uri, {"state": loopback.state})
        asked = {"app_name": _own_name(signing_in), "app_id": APP_ID, "success_url": back}
        refused = with_query(back, {"success": "false"})
        await signing_in.open_page(with_query(site.authorization, {**asked, "reject_url": refused}))
        answer = await loopback.wait()
    if answer.get("success") == "false":
        raise ProblemError("sign_in_cancelled")
    if not answer.get("user_login") or not answer.get("password"):
        raise ProblemError("sign_in_refused", platform=signing_in.facts.name)
    _require_same(signing_in.http, answer.get("site_url", site.home), site.home)
    return answer["user_login"], Secret(answer["password"])


def _own_name(signing_in: SigningIn) -> str:
    """What the password is called on the site: a person's second password under one name is refused (since 5.7)."""
    return f"smmdesk {signing_in.clock.now():%Y-%m-%d %H:%M:%S}"


async def _copied(signing_in: SigningIn, site: Site) -> tuple[str, Secret]:
    """An older site shows the password on its page; the person copies it over."""
    assert signing_in.open_page is not None
    asked = {"app_name": _own_name(signing_in), "app_id": APP_ID}
    await signing_in.open_page(with_query(site.authorization, asked))
    if signing_in.ask is None:
        raise ProblemError("sign_in_on_page", platform=signing_in.facts.name)
    values = await signing_in.ask(PASTED)
    if not values or not values.get("user") or not values.get("secret"):
        raise ProblemError("sign_in_cancelled")
    return values["user"].strip(), Secret(values["secret"].strip())


async def read_account(http: Http, site: Site, secret: Secret) -> Account:
    """Who the password belongs to and what may be done with it. Raises RefusedError(may_not_publish)."""
    basic = (secret.field("user"), secret.field("password"))
    url = with_query(route_url(site.root, "wp/v2/users/me"), {"context": "edit"})
    answer = await http.get(url, basic=basic, also=frozenset({403, 404}))
    if not answer.ok:
        raise ProblemError("site_lets_nobody_in", url=site.home)
    found = answer.fields()
    if not found.child("capabilities").flag("publish_posts"):
        raise RefusedError(http.names.problem("may_not_publish", channel=site.name))
    place = site.home.split("://", 1)[-1]
    return Account(
        remote_id=f"{found.number('id')}@{place}",
        name=site.name,
        handle=plain_words(found.text("username", found.text("slug", "")), 60),
        url=site.home,
        server=site.home,
        reported={"root": site.root, "categories": await _categories(http, site, basic)},
    )


async def _categories(http: Http, site: Site, basic: tuple[Secret, Secret]) -> list[list[str]]:
    """The site's categories as [id, name], those used most first; empty when they cannot be read."""
    asked = {"per_page": "100", "orderby": "count", "order": "desc", "_fields": "id,name"}
    url = with_query(route_url(site.root, "wp/v2/categories"), asked)
    try:
        rows = (await http.get(url, basic=basic, also=MISSING | {400})).json()
    except ConnectorError:
        return []
    found = [Fields(row, lambda: ConnectorError(http.names.problem("answer_strange"))) for row in _dicts(rows)]
    return [[str(row.number("id", 0)), plain_words(unescape(row.text("name", "")), 80)] for row in found]


def _dicts(value: Any) -> list[Mapping[str, Any]]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


async def who_am_i(session: Session) -> Account:
    site = await find_site(session.http, session.channel.server, session.facts.name)
    return await read_account(session.http, site, session.secret)


async def sign_out(session: Session) -> None:
    """Take our application password back: it finds itself and deletes itself (core 5.7 and later)."""
    mine = (await ask(session, "GET", "users/me/application-passwords/introspect")).fields()
    await ask(session, "DELETE", f"users/me/application-passwords/{mine.id('uuid')}")
