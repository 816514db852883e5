"""Vimeo's interface, version 3.4 (github.com/vimeo/openapi, Dec 2023): signing in, asking, what it says of a film."""

import re
from typing import Any

from smmdesk.platforms.answers import Answer, Fields, plain_words
from smmdesk.platforms.base import Account, Session, SignedIn, SigningIn
from smmdesk.platforms.facts import Facts
from smmdesk.platforms.http import Call
from smmdesk.platforms.own_app import Access, permissions, sign_in_with_app
from smmdesk.system.secrets import Secret

ACCEPT = {"Accept": "application/vnd.vimeo.*+json;version=3.4"}
VIDEO_FIELDS = (
    ("fields", "uri,link,name,description,privacy.view,upload.status,transcode.status,created_time,release_time"),
)
ME_FIELDS = (("fields", "uri,name,link"),)
COMMENT_FIELDS = ("fields", "uri,text,created_on,user.uri")
GONE = frozenset({404, 410})


async def ask(session: Session, method: str, route: str, **options: Any) -> Answer:
    """One call under the channel's sign-in. Raises ConnectorError."""
    url = f"{session.facts.endpoints['api']}/{route}"
    return await Access(session).call(Call(method=method, url=url, headers=ACCEPT, **options))


def is_gone(answer: Answer) -> bool:
    """Vimeo itself says that there is no such thing."""
    return answer.status == 404 and {"error", "error_code"} <= set(answer.maybe().values)


def number_in(found: Fields, kind: str) -> str:
    """The id of a resource: `/videos/123` or `/videos/123:hash`, `/videos/1/comments/2`, …"""
    match = re.search(rf"/{kind}/([0-9]{{1,18}})(?::[0-9a-f]{{1,32}})?$", found.text("uri"))
    if match is None:
        raise found.strange()
    return match.group(1)


# ------------------------------------------------------------------ the account
async def sign_in(signing_in: SigningIn) -> SignedIn:
    """Through the browser under the owner's app, or with a token made on Vimeo's pages for developers."""
    facts = signing_in.facts
    if signing_in.open_page is None:
        assert signing_in.secret is not None
        secret = Secret.of(access=signing_in.secret)
        reported: dict[str, object] = {}
    else:
        found = await sign_in_with_app(signing_in)
        secret, reported = found.secret, dict(permissions(facts, found.scopes))
    url = f"{facts.endpoints['api']}/me"
    http = signing_in.http.also_for(url)
    answer = await http.call(
        Call(method="GET", url=url, params=ME_FIELDS, headers=ACCEPT, bearer=secret.field("access"))
    )
    return SignedIn(account_in(answer.fields(), facts, reported), secret)


def account_in(found: Fields, facts: Facts, reported: dict[str, object]) -> Account:
    own_id = number_in(found, "users")
    name = plain_words(found.text("name", ""))
    return Account(own_id, name or own_id, name, f"{facts.endpoints['web']}/user{own_id}", reported=reported)


async def sign_out(session: Session) -> None:
    """Take the token back. Raises ConnectorError."""
    await ask(session, "DELETE", "tokens")
