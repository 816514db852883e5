"""A wiki's Action API: finding it, signing in with a bot password, calling it, what its refusals say.

MediaWiki 1.39 (read and tried Nov 2026). Errors come with 200 and a code; the sign-in is a session of cookies, which is
kept sealed and renewed when the wiki knows nobody by it. The token "+\\" is what nobody gets.
"""

import re
from collections.abc import Mapping
from html import unescape
from typing import Any
from urllib.parse import quote

from smmdesk.model.problem import ProblemError
from smmdesk.model.url_parts import joined, split_url
from smmdesk.platforms.answers import MOST_BYTES, Answer, Fields, origin_of, plain_words
from smmdesk.platforms.base import (
    Account,
    ConnectorError,
    NotSentError,
    RefusedError,
    Session,
    SignedIn,
    SignedOutError,
    SigningIn,
    UnclearError,
)
from smmdesk.platforms.faults import name_unknown
from smmdesk.platforms.http import Call, Http, Upload
from smmdesk.platforms.sign_in import cookies_of, typed_address
from smmdesk.system.secrets import Secret

MISSING = frozenset({400, 401, 403, 404, 405, 410, 500, 501})
NOBODY = "+\\"
FORMAT = {"format": "json", "formatversion": "2"}
WAITS = frozenset({"readonly", "maxlag"})
SLOW = frozenset({"ratelimited"})
AGAIN = frozenset({"badtoken", "assertuserfailed", "assertnameduserfailed"})
NO_RIGHT = frozenset(
    {
        "protectedpage",
        "permissiondenied",
        "cantcreate",
        "cantcreate-anon",
        "noedit",
        "noedit-anon",
        "titleblacklist-forbidden",
    }
)
CLOSED = frozenset({"blocked", "autoblocked", "systemblocked"})
GONE = frozenset({"missingtitle", "pagedeleted", "nosuchrevid"})
LOGOUT = "logout"
INSIDE = "internal_api_error"
_EDIT_URI = re.compile(r"<link\b[^>]*rel=[\"']EditURI[\"'][^>]*>", re.IGNORECASE)
_HREF = re.compile(r"href=[\"']([^\"']+)[\"']", re.IGNORECASE)


class WikiError(Exception):
    """The wiki's own refusal: its code and words."""

    def __init__(self, code: str, said: str) -> None:
        self.code, self.said = code, said
        super().__init__(code)


class Wiki:
    """One account's calls. The secret in use is the newest that was saved."""

    def __init__(self, http: Http, api: str, secret: Secret, session: Session | None = None) -> None:
        self._http, self._api, self._secret, self._session = http, api, secret, session

    @classmethod
    def of(cls, session: Session) -> "Wiki":
        api = session.channel.reported.get("api")
        return cls(
            session.http, api if isinstance(api, str) else f"{session.channel.server}/api.php", session.secret, session
        )

    @property
    def secret(self) -> Secret:
        return self._secret

    async def query(self, **params: str) -> Fields:
        """A question; `query` of the answer. Raises the ConnectorError that a refusal means."""
        return await self.read(params)

    async def read(self, params: Mapping[str, str], most_bytes: int = MOST_BYTES) -> Fields:
        """A question as `query`, whose answer may be that long."""
        asked = {**FORMAT, "action": "query", **params}
        answer = await self._http.call(self._call("GET", params=tuple(asked.items()), most_bytes=most_bytes))
        return said(self._http, answer).child("query")

    async def write(
        self, action: str, fields: Mapping[str, str], upload: Upload | None = None, **options: Any
    ) -> Fields:
        """One change; `action` of the answer. Raises WikiError with the wiki's own refusal."""
        token = await self._token()
        form = {**FORMAT, "action": action, **fields, "assert": "user", "token": token}
        answer = await self._http.call(self._call("POST", form=form, upload=upload, **options))
        found = answer.fields()
        error = found.child("error")
        code = error.text("code", "")
        if code in AGAIN:
            await self._forget()
            raise NotSentError(self._http.names.problem("server_unreachable"), 0.0)
        if code:
            raise WikiError(code, plain_words(unescape(error.text("info", ""))))
        if action not in found and (action != LOGOUT or found.values):  # that one answers with an empty object
            raise answer.strange()
        return found.child(action)

    def _call(self, method: str, **options: Any) -> Call:
        cookies = self._secret.field("cookies")
        hidden = {"Cookie": cookies} if cookies else {}
        return Call(method=method, url=self._api, secret_headers=hidden, headers=self._agent(), **options)

    def _agent(self) -> dict[str, str]:
        """Wikimedia wants to know whom to ask: the account itself is named."""
        who = self._session.channel.handle if self._session is not None else ""
        return {"User-Agent": f"smmdesk/0.1 (User:{quote(who, safe=' ')})"} if who else {}

    async def _token(self) -> str:
        for _ in range(2):
            found = (await self.query(meta="tokens")).child("tokens").text("csrftoken")
            if found != NOBODY:
                return found
            await self.sign_in()
        raise SignedOutError(self._http.names.problem("signed_out"))

    async def sign_in(self) -> None:
        """A new session. Raises SignedOutError when name or password are not good (any more)."""
        self._secret = self._secret.with_fields(cookies="")
        asked = {**FORMAT, "action": "query", "meta": "tokens", "type": "login"}
        answer = await self._http.call(self._call("GET", params=tuple(asked.items())))
        token = said(self._http, answer).child("query").child("tokens").text("logintoken")
        self._secret = self._secret.with_fields(cookies=cookies_of(answer, self._secret.field("cookies")))
        form = {
            **FORMAT,
            "action": "login",
            "lgname": self._secret.field("user"),
            "lgpassword": self._secret.field("password"),
        }
        answer = await self._http.call(self._call("POST", form={**form, "lgtoken": token}))
        found = said(self._http, answer).child("login")
        result = found.text("result")
        if result == "Throttled":
            raise NotSentError(self._http.names.problem("busy"), float(found.number("wait", 300)))
        if result != "Success":
            raise SignedOutError(self._http.names.problem("signed_out"))
        self._secret = self._secret.with_fields(cookies=cookies_of(answer, self._secret.field("cookies")))
        if self._session is not None:
            await self._session.save_secret(self._secret)

    async def _forget(self) -> None:
        """The wiki knows nobody by this session any more."""
        self._secret = self._secret.with_fields(cookies="")
        if self._session is not None:
            await self._session.save_secret(self._secret)


def said(http: Http, answer: Answer) -> Fields:
    """An answer to a question. Raises the ConnectorError that a refusal means."""
    found = answer.fields()
    error = found.child("error")
    if error.text("code", ""):
        raise meaning(http, WikiError(error.text("code", ""), plain_words(unescape(error.text("info", "")))))
    return found


def meaning(http: Http, error: WikiError) -> ConnectorError:
    """What a refusal of the wiki means for the call."""
    names, code = http.names, error.code
    if code.startswith(INSIDE):
        return UnclearError(names.problem("unknown_outcome"))
    if code in WAITS:
        return NotSentError(names.problem("server_unreachable"))
    if code in SLOW:
        return NotSentError(names.problem("busy"))
    if code in CLOSED:
        return RefusedError(names.problem("account_closed", said=error.said))
    if code in GONE:
        return RefusedError(names.problem("removed_there"))
    if code in NO_RIGHT:
        return RefusedError(names.problem("may_not_publish", said=error.said))
    return RefusedError(names.problem("refused", said=error.said or code))


# ------------------------------------------------------------------ finding the wiki
async def find_api(http: Http, typed: str, platform: str) -> tuple[str, Fields]:
    """(address of api.php, what the wiki says of itself). Raises ProblemError(address_not_found, address_unsafe)."""
    try:
        page = await http.get(typed_address(typed), follow=True, also=MISSING, most_bytes=8_000_000)
        for api in _apis(page):
            if origin_of(api) != origin_of(page.url):
                raise RefusedError(http.names.problem("address_changed"))
            asked = (*FORMAT.items(), ("action", "query"), ("meta", "siteinfo"), ("siprop", "general"))
            answer = await http.get(api, params=asked, also=MISSING)
            found = answer.maybe().child("query").child("general")
            if answer.ok and "sitename" in found and "articlepath" in found:
                return api, found
    except NotSentError as error:
        if name_unknown(error):
            raise ProblemError("address_not_found", url=typed, platform=platform) from error
        raise
    raise ProblemError("address_not_found", url=typed, platform=platform)


def _apis(page: Answer) -> list[str]:
    """Where api.php may be: as the page says, else the usual places."""
    tag = _EDIT_URI.search(page.text()) if page.is_html else None
    href = _HREF.search(tag.group()) if tag else None
    said = joined(page.url, unescape(href.group(1))).split("?")[0] if href else ""
    named = [said] if split_url(said).scheme in ("http", "https") else []
    base = page.url.split("?")[0]
    usual = [joined(base, place) for place in ("api.php", "/api.php", "/w/api.php")]
    return list(dict.fromkeys(_as_safe(api, page.url) for api in [*named, *usual]))


def _as_safe(url: str, like: str) -> str:
    one, other = split_url(url), split_url(like)
    safer = one.scheme == "http" and other.scheme == "https" and one.netloc == other.netloc
    return url.replace("http:", "https:", 1) if safer else url


# ------------------------------------------------------------------ signing in
async def sign_in(signing_in: SigningIn) -> SignedIn:
    """With the name and the password of a bot password."""
    facts = signing_in.facts
    assert signing_in.secret is not None
    api, general = await find_api(signing_in.http, signing_in.fields["server"], facts.name)
    http = signing_in.http.also_for(api)
    secret = Secret.of(user=_login_of(signing_in.fields["user"].strip()), password=signing_in.secret)
    wiki = Wiki(http, api, secret)
    try:
        await wiki.sign_in()
        account = await read_account(http, wiki, api, general)
    except SignedOutError as error:
        raise ProblemError("sign_in_refused", platform=facts.name) from error
    return SignedIn(account, wiki.secret)


def _login_of(user: str) -> str:
    """The name of a bot password is that of its owner with its own behind an @; alone, it is the one we suggest."""
    return user if "@" in user else f"{user}@smmdesk"


async def read_account(http: Http, wiki: Wiki, api: str, general: Fields) -> Account:
    """Who the session belongs to. Raises SignedOutError for nobody, RefusedError(may_not_publish, account_closed)."""
    found = (await wiki.query(meta="userinfo", uiprop="rights|blockinfo")).child("userinfo")
    name = plain_words(general.text("sitename"), 80)
    if found.flag("anon") or not found.number("id", 0):
        raise SignedOutError(http.names.problem("signed_out"))
    if "blockreason" in found:
        words = plain_words(found.text("blockreason", "")) or "…"
        raise RefusedError(http.names.problem("account_closed", said=words))
    rights = found.texts("rights")
    if "edit" not in rights:
        raise RefusedError(http.names.problem("may_not_publish", channel=name))
    server = api.removesuffix("/api.php")
    place, user = server.split("://", 1)[-1], found.text("name")
    return Account(
        remote_id=f"{found.number('id')}@{place}",
        name=name,
        handle=plain_words(user, 80),
        url=_pages(api, general).replace("$1", ""),
        server=server,
        reported={"api": api, "pages": _pages(api, general), "user": user},
    )


def _pages(api: str, general: Fields) -> str:
    """The address of a page, with $1 for its title."""
    return joined(api, general.text("articlepath"))


async def who_am_i(session: Session) -> Account:
    wiki = Wiki.of(session)
    api = str(session.channel.reported.get("api") or f"{session.channel.server}/api.php")
    asked = (*FORMAT.items(), ("action", "query"), ("meta", "siteinfo"), ("siprop", "general"))
    general = said(session.http, await session.http.get(api, params=asked)).child("query").child("general")
    try:
        return await read_account(session.http, wiki, api, general)
    except SignedOutError:
        await wiki.sign_in()
        return await read_account(session.http, wiki, api, general)
