"""A site that takes posts by Micropub: finding its endpoints, signing in by IndieAuth or with a pasted key, calling it.

W3C Micropub (2017, living errata) and IndieAuth (11 July 2024). The site's own page names everything; a key goes to the
endpoint that it named when the person signed in, and to its media endpoint where that is the same place.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from html.parser import HTMLParser
from typing import Any

from smmdesk.model.problem import ProblemError
from smmdesk.model.url_parts import joined, split_url
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
from smmdesk.platforms.faults import name_unknown, said_in
from smmdesk.platforms.http import Call, Http
from smmdesk.platforms.sign_in import (
    CodeFlow,
    Loopback,
    Tokens,
    code_sign_in,
    ends_before,
    refresh_tokens,
    revoke_token,
    typed_address,
    with_end,
)
from smmdesk.system.secrets import Secret

SCOPES = "create update delete media"
RELS = ("micropub", "indieauth-metadata", "authorization_endpoint", "token_endpoint")
MISSING = frozenset({400, 401, 403, 404, 405, 410})
PAGE_MOST_BYTES = 8_000_000
EARLY = timedelta(minutes=2)
AUTH = "auth"
"""Key in `Channel.reported`: token endpoint, our name there, revocation endpoint. None of them is secret."""
NO_RIGHT = ("insufficient_scope", "forbidden")
_LINK = re.compile(r"<([^<>]*)>\s*((?:;[^,<]*)*)")
_REL = re.compile(r"""\brel\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s;,"']+))""", re.IGNORECASE)


# ------------------------------------------------------------------ finding
@dataclass(frozen=True, slots=True)
class Site:
    """What a site's page names. `me` is its address as it is spelled there."""

    me: str
    endpoint: str
    authorization: str = ""
    token: str = ""
    issuer: str = ""
    revocation: str = ""


class _Rels(HTMLParser):
    """The first address of each relation that we look for."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("link", "a"):
            given = dict(attrs)
            for rel in (given.get("rel") or "").lower().split():
                if rel in RELS and given.get("href") is not None:
                    self.found.setdefault(rel, given["href"] or "")


def rels_of(page: Answer) -> dict[str, str]:
    """The relations of a page: its Link headers, then its HTML; addresses made whole. What is not https is left out."""
    found: dict[str, str] = {}
    for href, rel in _of_header(page.headers.get("link", "")):
        found.setdefault(rel, href)
    if page.is_html:
        reader = _Rels()
        reader.feed(page.text())
        found = {**reader.found, **found}
    whole = {rel: joined(page.url, href) for rel, href in found.items()}
    return {rel: url for rel, url in whole.items() if _is_safe(url)}


def _of_header(header: str) -> Iterator[tuple[str, str]]:
    for href, parameters in _LINK.findall(header):
        rel = _REL.search(parameters)
        for name in (next(filter(None, rel.groups()), "") if rel is not None else "").lower().split():
            if name in RELS:
                yield href, name


def _is_safe(url: str) -> bool:
    """A whole web address: what only a person may leave out, a site says."""
    try:
        origin_of(url)
        typed_address(url)
    except (ProblemError, ValueError):
        return False
    return True


async def find_site(signing_in: SigningIn) -> Site:
    """What the page of a site says; of the same one where somebody signs in again.

    Raises ProblemError(address_not_found, address_unsafe), ConnectorError.
    """
    typed, http = signing_in.expected or signing_in.fields["server"], signing_in.http
    try:
        page = await http.get(typed_address(typed) + "/", follow=True, also=MISSING, most_bytes=PAGE_MOST_BYTES)
    except NotSentError as error:
        if name_unknown(error):
            raise ProblemError("address_not_found", url=typed, platform=signing_in.facts.name) from error
        raise
    rels = rels_of(page) if page.ok else {}
    if "micropub" not in rels:
        raise ProblemError("address_not_found", url=typed, platform=signing_in.facts.name)
    site = Site(page.url, rels["micropub"], rels.get("authorization_endpoint", ""), rels.get("token_endpoint", ""))
    return await _with_metadata(http, site, rels["indieauth-metadata"]) if "indieauth-metadata" in rels else site


async def _with_metadata(http: Http, site: Site, url: str) -> Site:
    """The server metadata of IndieAuth 4.1.1, in place of the older relations."""
    answer = await http.get(url, follow=True, also=MISSING)
    if not answer.ok:
        return site
    said = answer.fields()
    named = {name: said.text(name, "") for name in ("authorization_endpoint", "token_endpoint", "revocation_endpoint")}
    safe = {name: address for name, address in named.items() if address and _is_safe(address)}
    return replace(
        site,
        authorization=safe.get("authorization_endpoint", site.authorization),
        token=safe.get("token_endpoint", site.token),
        issuer=said.text("issuer", ""),
        revocation=safe.get("revocation_endpoint", ""),
    )


# ------------------------------------------------------------------ signing in
async def sign_in(signing_in: SigningIn) -> SignedIn:
    """Through the browser, or with a pasted key. Raises ProblemError, ConnectorError."""
    site = await find_site(signing_in)
    flow: CodeFlow | None = None
    if signing_in.open_page is None:
        assert signing_in.secret is not None
        secret, me = Secret.of(access=signing_in.secret), site.me
    else:
        flow, tokens, me = await _through_browser(signing_in, site)
        secret = _kept(signing_in.clock.now(), tokens)
    http = signing_in.http.also_for(site.endpoint)
    reported = await read_config(http, site.endpoint, secret.field("access"))
    return SignedIn(_account(me, site.endpoint, {**reported, **_of_flow(flow)}), secret)


def _account(me: str, endpoint: str, reported: dict[str, object]) -> Account:
    parts = split_url(me)
    name = plain_words(parts.netloc + parts.path.rstrip("/"), 120)
    server = f"{split_url(endpoint).scheme}://{split_url(endpoint).netloc}"
    return Account(me, name, handle=name, url=me, server=server, reported={"endpoint": endpoint, **reported})


async def _through_browser(signing_in: SigningIn, site: Site) -> tuple[CodeFlow, Tokens, str]:
    """IndieAuth: this computer's own loopback address says who we are. The answer must be about this site."""
    assert signing_in.open_page is not None
    if not site.authorization or not site.token:
        raise ProblemError("site_lets_nobody_in", url=site.me)
    async with Loopback() as loopback:
        flow = CodeFlow(
            authorization_endpoint=site.authorization,
            token_endpoint=site.token,
            client_id=f"http://{loopback.host}/",
            scope=SCOPES,
            issuer=site.issuer,
            revocation_endpoint=site.revocation,
            extra={"me": site.me},
        )
        tokens = await code_sign_in(signing_in.http, flow, loopback, signing_in.open_page)
    me = tokens.said.text("me", site.me)
    if not _is_safe(me) or origin_of(me) != origin_of(site.me):
        raise ProblemError("sign_in_strange")
    return flow, tokens, me


def _kept(now: datetime, tokens: Tokens) -> Secret:
    secret = Secret.of(access=tokens.access, refresh=tokens.refresh)
    return with_end(secret, now + timedelta(seconds=tokens.lives_s)) if tokens.lives_s else secret


def _of_flow(flow: CodeFlow | None) -> dict[str, object]:
    """Where the key came from, for its renewal and its end; nothing for a pasted one."""
    if flow is None:
        return {}
    return {AUTH: [flow.token_endpoint, str(flow.client_id), flow.revocation_endpoint]}


def _flow(session: Session) -> CodeFlow | None:
    kept = session.channel.reported.get(AUTH)
    if not isinstance(kept, list | tuple) or len(kept) != 3:
        return None
    return CodeFlow("", str(kept[0]), str(kept[1]), revocation_endpoint=str(kept[2]))


async def read_config(http: Http, endpoint: str, access: Secret) -> dict[str, object]:
    """What the endpoint offers: where files go, where it passes posts on, which questions it answers.

    A key that is not good says so here. Raises ConnectorError.
    """
    answer = await http.get(endpoint, params=(("q", "config"),), bearer=access, also=frozenset({400, 403, 404, 501}))
    if answer.status == 403:
        raise refusal(http, answer)
    said = answer.maybe()
    media = said.values.get("media-endpoint")
    found: dict[str, object] = {"q": list(said.texts("q"))}
    if isinstance(media, str) and media and _is_safe(media) and origin_of(media) == origin_of(endpoint):
        found["media"] = media
    targets = [(row.text("uid", ""), plain_words(row.text("name", ""), 60)) for row in said.rows("syndicate-to")[:50]]
    found["syndicate_to"] = [[uid, name or plain_words(uid, 60)] for uid, name in targets if uid and "," not in uid]
    return found


async def read_account(session: Session) -> Account:
    """The same site, with what its endpoint offers now."""
    channel = session.channel
    endpoint = endpoint_of(session)
    reported = await read_config(session.http, endpoint, (await _fresh(session)).field("access"))
    kept = {AUTH: channel.reported[AUTH]} if AUTH in channel.reported else {}
    return _account(channel.remote_id, endpoint, {**reported, **kept})


async def sign_out(session: Session) -> None:
    """Take the key back at the server that gave it. Raises RefusedError for a pasted one, ConnectorError."""
    flow, access = _flow(session), session.secret.field("access")
    if flow is None:
        raise RefusedError(session.http.names.problem("not_signed_out_there"))
    if flow.revocation_endpoint:
        await revoke_token(session.http, flow, access)
        return
    http = session.http.also_for(flow.token_endpoint)  # IndieAuth before 2022
    await http.post(flow.token_endpoint, form={"action": "revoke", "token": access})


# ------------------------------------------------------------------ calls
def endpoint_of(session: Session) -> str:
    return str(session.channel.reported.get("endpoint") or session.channel.server)


async def ask(session: Session, method: str, url: str = "", **options: Any) -> Answer:
    """Call the endpoint (or another address of its origin) with the site's key; options are the fields of Call. `also`
    are statuses that the caller reads itself. Raises ConnectorError."""
    access = (await _fresh(session)).field("access")
    call = Call(method=method, url=url or endpoint_of(session), bearer=access, **options)
    answer = await session.http.call(replace(call, also=call.also | {400, 401, 403}))
    if answer.ok or answer.status in call.also:
        return answer
    raise refusal(session.http, answer)


async def _fresh(session: Session) -> Secret:
    """The sign-in with a key that still lives for a while, renewed where its end was told. Raises ConnectorError."""
    now, flow = session.clock.now(), _flow(session)
    if flow is None or not ends_before(session.secret, now + EARLY):
        return session.secret
    async with session.renewal():
        secret = await session.read_secret() if session.read_secret is not None else session.secret
        if not ends_before(secret, now + EARLY):
            return secret
        tokens = await refresh_tokens(session.http, flow, secret.field("refresh"))
        fresh = _kept(now, tokens)
        await session.save_secret(fresh)
        return fresh


def error_of(answer: Answer) -> str:
    """The word of the specification for what is wrong; empty where somebody else answered."""
    word = answer.maybe().values.get("error")
    return word if isinstance(word, str) else ""


def refusal(http: Http, answer: Answer) -> ConnectorError:
    """What 400, 401 and 403 mean."""
    if error_of(answer) in NO_RIGHT:
        return RefusedError(http.names.problem("may_not_publish"))
    if answer.status == 401:
        return SignedOutError(http.names.problem("signed_out"))
    return RefusedError(http.names.problem("refused", said=said_in(answer)))


def source_of(answer: Answer) -> Fields:
    """The properties of a post as the endpoint keeps them (q=source)."""
    return answer.fields().child("properties")
