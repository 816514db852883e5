"""A Ghost site's Admin API: a short-lived token for each call, finding the site, what its refusals say.

Ghost 6.65 (its source, and the server itself, Nov 2026). The key is `id:secret` in hexadecimal digits; a token lives
five minutes and is made for `/admin/`. Addresses end with a slash, else what is read is redirected.
"""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

from smmdesk.model.problem import ProblemError
from smmdesk.model.url_parts import split_url
from smmdesk.platforms import faults
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
)
from smmdesk.platforms.faults import name_unknown
from smmdesk.platforms.http import Call, Http
from smmdesk.platforms.sign_in import pieces, typed_address
from smmdesk.platforms.signing import hs256_token
from smmdesk.system.clock import Clock
from smmdesk.system.secrets import Secret

ROOT = "/ghost/api/admin/"
TOKEN_LIVES_S = 240
CLOCK_OFF = timedelta(minutes=1)
"""So wrong a clock may be why a token was refused."""
NO = frozenset({400, 402, 403, 404, 406, 409, 413, 415, 422})
"""What Ghost refuses, each with a reason of its own."""
MISSING = frozenset({400, 401, 403, 404, 405, 406, 410, 501})
MOST_NEWSLETTERS = 50
NOTHING = ""
KEY_FORM = r"(?P<id>[0-9a-fA-F]{24}):(?P<key>(?:[0-9a-fA-F]{2}){16,})"
_ADMIN = re.compile(r"/ghost(?:/.*)?$")


# ------------------------------------------------------------------ calls
async def ask(session: Session, method: str, route: str, **options: Any) -> Answer:
    """Call the site as the channel's key; options are those of Call. Raises RefusedError with Ghost's own reason."""
    version = session.channel.reported.get("version")
    site = (session.channel.server, version if isinstance(version, str) else "")
    return await _ask(session.http, session.clock, site, session.secret, method, route, **options)


async def _ask(
    http: Http, clock: Clock, site: tuple[str, str], key: Secret, method: str, route: str, **options: Any
) -> Answer:
    server, version = site
    also, ahead = options.pop("also", frozenset()), http.clock_ahead
    call = Call(
        method=method,
        url=f"{server}{ROOT}{route}",
        headers={"Accept-Version": version} if version else {},
        also=also | NO,
        **options,
    )
    try:
        answer = await http.call(_signed(call, http, clock, key))
    except SignedOutError:
        if call.irreversible or abs(http.clock_ahead - ahead) < CLOCK_OFF:
            raise
        answer = await http.call(_signed(call, http, clock, key))  # by now the site said what time it is there
    if answer.ok or answer.status in also:
        return answer
    raise refused(http, answer)


def _signed(call: Call, http: Http, clock: Clock, key: Secret) -> Call:
    """With a token of its own, by the site's clock: it refuses that of a computer whose own is some minutes behind."""
    now = int((clock.now() - http.clock_ahead).timestamp())
    claims = {"iat": now, "exp": now + TOKEN_LIVES_S, "aud": "/admin/"}
    token = hs256_token(key.field("id"), key.field("key"), claims)
    return replace(call, secret_headers={"Authorization": ("Ghost", token)})


def refused(http: Http, answer: Answer) -> ConnectorError:
    """Ghost's refusal in its own words; what may not be done says so."""
    if error_type(answer) == "NoPermissionError":
        return RefusedError(http.names.problem("may_not_publish", said=said_in(answer)))
    return RefusedError(http.names.problem("refused", said=said_in(answer)))


def error_type(answer: Answer) -> str:
    """Ghost's own name for what is wrong; empty for a page of something else."""
    found = answer.maybe().rows("errors")
    return found[0].text("type", "") if found else ""


def said_in(answer: Answer) -> str:
    found = answer.maybe().rows("errors")
    said = [found[0].text("message", ""), found[0].text("context", "")] if found else []
    return plain_words(" ".join(filter(None, dict.fromkeys(said)))) or faults.said_in(answer)


def is_gone(answer: Answer) -> bool:
    """Ghost itself says that there is no such thing."""
    return answer.status == 404 and error_type(answer) == "NotFoundError"


# ------------------------------------------------------------------ finding the site
async def find_site(http: Http, typed: str, platform: str) -> tuple[str, Fields]:
    """(address of the administration, what the site says of itself). Raises ProblemError(address_not_found, …).

    The administration may have another host than the pages: the site's own redirect leads there, without a secret.
    """
    base = _ADMIN.sub("", typed_address(typed))
    try:
        answer = await http.get(f"{base}{ROOT}site/", follow=True, also=MISSING)
    except NotSentError as error:
        if name_unknown(error):
            raise ProblemError("address_not_found", url=typed, platform=platform) from error
        raise
    found = answer.maybe().child("site")
    if not answer.ok or "url" not in found or "version" not in found:
        raise ProblemError("address_not_found", url=typed, platform=platform)
    return answer.url.split("?")[0].removesuffix(f"{ROOT}site/"), found


# ------------------------------------------------------------------ signing in
async def sign_in(signing_in: SigningIn) -> SignedIn:
    """With a pasted key of the administration."""
    facts = signing_in.facts
    assert signing_in.secret is not None
    key = key_of(signing_in.secret)
    if key is None:
        raise ProblemError("sign_in_refused", platform=facts.name)
    server, _found = await find_site(signing_in.http, signing_in.fields["server"], facts.name)
    try:
        account = await read_account(signing_in.http.also_for(server), signing_in.clock, server, key, facts.name)
    except SignedOutError as error:
        raise ProblemError("sign_in_refused", platform=facts.name) from error
    return SignedIn(account, key)


def key_of(pasted: Secret) -> Secret | None:
    """The two halves of a pasted key, None where it has not their form."""
    halves = pieces(pasted, KEY_FORM)
    return Secret.of(**halves) if halves else None


async def read_account(http: Http, clock: Clock, server: str, key: Secret, platform: str) -> Account:
    """The site and what it offers; a key that is none raises SignedOutError."""
    server, found = await find_site(http, server, platform)
    version = _version(found)
    at = (server, version)
    await _ask(http, clock, at, key, "GET", "posts/", params=(("limit", "1"), ("fields", "id")))
    page = found.text("url")
    return Account(
        remote_id=server.split("://", 1)[-1],
        name=plain_words(found.text("title", ""), 80) or split_url(page).netloc,
        handle=split_url(page).netloc,
        url=page,
        server=server,
        reported={"version": version, "newsletters": await _newsletters(http, clock, at, key)},
    )


def _version(found: Fields) -> str:
    """The version that the site speaks: asked for, it never answers that it speaks another one."""
    match = re.match(r"(\d+)\.(\d+)", found.text("version", ""))
    return f"v{match[1]}.{match[2]}" if match else ""


async def _newsletters(http: Http, clock: Clock, at: tuple[str, str], key: Secret) -> list[list[str]]:
    """The site's newsletters as [slug, name], "none" first; empty when there are none or they cannot be read."""
    asked = (("limit", str(MOST_NEWSLETTERS)), ("filter", "status:active"))
    try:
        rows = (await _ask(http, clock, at, key, "GET", "newsletters/", params=asked)).fields().rows("newsletters")
    except ConnectorError:
        return []
    found = [[row.text("slug", ""), plain_words(row.text("name", ""), 80)] for row in rows]
    return [[NOTHING, "–"], *found] if found else []


async def who_am_i(session: Session) -> Account:
    channel = session.channel
    return await read_account(session.http, session.clock, channel.server, session.secret, session.facts.name)
