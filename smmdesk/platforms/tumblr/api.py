"""Tumblr's interface: every call signed, answers wrapped in `meta` and `response`, refusals with a code of their own
(github.com/tumblr/docs, Oct 2024)."""

from typing import Any
from urllib.parse import quote

from smmdesk.model.problem import ProblemError
from smmdesk.platforms.answers import Answer, Fields, plain_words
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
from smmdesk.platforms.facts import Facts
from smmdesk.platforms.http import Call, Http
from smmdesk.platforms.oauth1 import sign_in_with_app, signer
from smmdesk.system.secrets import Secret

REFUSALS = frozenset({400, 401, 403, 404})
MISSING, SWITCHED_OFF = 404, 410
OVER_FOR_TODAY = frozenset({8004, 8011, 8023})
"""Media, films and posts of one day; it ends by Tumblr's own calendar."""
ANOTHER_FILM = 8010
UPLOAD_FAILED = frozenset({8006, 8009})
DAY_OVER_S, FILM_S = 43_200.0, 300.0


class GoneError(Exception):
    """Tumblr itself says that there is no such thing."""


async def call(
    http: Http, facts: Facts, secret: Secret, method: str, route: str, *, irreversible: bool = False, **options: Any
) -> Fields:
    """What Tumblr answers. Raises GoneError, ConnectorError."""
    found = await _call(http, facts, secret, method, route, irreversible=irreversible, **options)
    return found.child("response")


async def listed(http: Http, facts: Facts, secret: Secret, route: str, **options: Any) -> list[Fields]:
    """What Tumblr answers where that is a list. Raises GoneError, ConnectorError."""
    found = await _call(http, facts, secret, "GET", route, irreversible=False, **options)
    if not isinstance(found.values.get("response"), list):
        raise found.strange()
    return found.rows("response")


async def _call(
    http: Http, facts: Facts, secret: Secret, method: str, route: str, *, irreversible: bool, **options: Any
) -> Fields:
    url = f"{facts.endpoints['api']}/{route}"
    also = REFUSALS | {SWITCHED_OFF} if method == "GET" else REFUSALS
    answer = await http.call(
        Call(method=method, url=url, oauth1=signer(secret), irreversible=irreversible, also=also, **options)
    )
    found = answer.maybe()
    meta = found.child("meta")
    if not answer.ok:
        raise _refused(http, answer, found)
    if meta.values.get("status") != answer.status:
        raise answer.strange()
    return found


def _refused(http: Http, answer: Answer, found: Fields) -> Exception:
    """What a refusal means; a page of something in front of Tumblr is none."""
    if answer.status == SWITCHED_OFF:  # in answer to a question: it says nothing of what was asked about
        return answer.strange()
    ours = found.child("meta").values.get("status") == answer.status
    if answer.status == MISSING and ours:
        return GoneError()
    first = next(iter(found.rows("errors")), Fields({}, found.strange))
    code = first.number("code", 0)
    if code in OVER_FOR_TODAY:
        return NotSentError(http.names.problem("busy"), DAY_OVER_S)
    if code == ANOTHER_FILM:
        return NotSentError(http.names.problem("busy"), FILM_S)
    if answer.status == 401:
        return SignedOutError(http.names.problem("signed_out"))
    said = ": ".join(filter(None, (first.text("title", ""), first.text("detail", ""))))
    return RefusedError(http.names.problem("refused", said=plain_words(said or found.child("meta").text("msg", ""))))


async def ask(session: Session, method: str, route: str = "", **options: Any) -> Fields:
    """`call` about the channel's blog."""
    blog = quote(session.channel.remote_id, safe=":")
    return await call(session.http, session.facts, session.secret, method, f"blog/{blog}/{route}", **options)


def removed(session: Session) -> ConnectorError:
    return RefusedError(session.http.names.problem("removed_there"))


def unclear(session: Session) -> ConnectorError:
    return UnclearError(session.http.names.problem("unknown_outcome"))


# ------------------------------------------------------------------ the account
async def sign_in(signing_in: SigningIn) -> SignedIn:
    """The account's main blog, or the one that a person named. Raises ProblemError(address_not_found, …)."""
    found = await sign_in_with_app(signing_in)
    facts = signing_in.facts
    http = signing_in.http.also_for(facts.endpoints["api"])
    blogs = await read_blogs(http, facts, found.secret)
    typed = signing_in.fields.get("blog", "").strip().removeprefix("https://").removeprefix("@")
    wish = typed.partition("/")[0].removesuffix(".tumblr.com").casefold()
    if wish:
        mine = [blog for blog in blogs if blog.handle.lstrip("@").casefold() == wish]
    else:
        mine = [blog for blog in blogs if blog.remote_id == signing_in.expected] or blogs
    if not mine:
        raise ProblemError("address_not_found", url=typed, platform=facts.name)
    return SignedIn(mine[0], found.secret)


async def read_blogs(http: Http, facts: Facts, secret: Secret) -> list[Account]:
    """The blogs on which the account may publish, its main one first."""
    try:
        user = (await call(http, facts, secret, "GET", "user/info")).child("user")
    except GoneError as error:
        raise NotSentError(http.names.problem("answer_strange")) from error
    rows = sorted(user.rows("blogs"), key=lambda row: not row.flag("primary"))
    if not rows:
        raise user.strange()
    return [_account(facts, row) for row in rows]


def _account(facts: Facts, row: Fields) -> Account:
    name = row.id("name")
    own_id = row.id("uuid") if "uuid" in row else name
    page = f"{facts.endpoints['web']}/{name}"
    return Account(own_id, plain_words(row.text("title", "")) or name, f"@{name}", page)


async def who_am_i(session: Session) -> Account:
    blogs = await read_blogs(session.http, session.facts, session.secret)
    mine = [blog for blog in blogs if session.channel.remote_id in (blog.remote_id, "")]
    if not mine:
        raise RefusedError(session.http.names.problem("may_not_publish"))
    return mine[0]
