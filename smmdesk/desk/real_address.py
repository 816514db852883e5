"""Signing in at the address that a person typed, where the server turns out to be elsewhere.

The same host with or without `www.`, or typed with http, is signed in at as it really is, and the channel keeps that.
Another host is told first (`server_moved`): nothing secret goes there before the person wants it (security.md T19).
"""

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from smmdesk.model.channel import Channel
from smmdesk.model.problem import ProblemError
from smmdesk.model.url_parts import split_url
from smmdesk.platforms import connector_of
from smmdesk.platforms.base import Account, ConnectorError, NotSentError, SignedIn, SigningIn
from smmdesk.platforms.facts import Facts
from smmdesk.platforms.moves import MovedError, same_site
from smmdesk.platforms.sign_in import typed_address
from smmdesk.platforms.wire import is_loopback

if TYPE_CHECKING:
    from smmdesk.platforms.http import Http

ADDRESS = "address"
UNPROTECTED = "http://"
NOTHING_PROTECTED = frozenset({"server_unreachable", "connection_not_safe"})
ANY = frozenset(range(400, 600)) - {407, 511}


def field_of(facts: Facts) -> str:
    """The form's field with a server's address, empty where a platform has none."""
    return next((field.key for field in facts.sign_in.fields if field.kind == ADDRESS), "")


async def sign_in(facts: Facts, signing_in: SigningIn) -> SignedIn:
    """What the connector does, at the real address. Raises what that does, and ProblemError(server_moved)."""
    key = field_of(facts)
    typed = signing_in.fields.get(key, "") if key else ""
    if not typed:
        return await connector_of(facts).sign_in(signing_in)
    asked = _protected(typed)
    try:
        return await _at(facts, signing_in, key, asked)
    except NotSentError as error:
        if asked == typed or error.problem.code not in NOTHING_PROTECTED:
            raise
        raise ProblemError("address_unsafe", url=typed) from error


async def _at(facts: Facts, signing_in: SigningIn, key: str, typed: str) -> SignedIn:
    """Once more where the same site answers under another spelling of its name; never a third time."""
    for last in (False, True):
        there = replace(signing_in, http=signing_in.http.for_signing_in(), fields={**signing_in.fields, key: typed})
        try:
            return await connector_of(facts).sign_in(there)
        except MovedError as moved:
            base = typed_address(typed)
            query = split_url(typed).query
            real = moved.address_for(base) + (f"?{query}" if query else "")
            if last or not same_site(base, real):
                said = {"typed": _named(base, moved), "real": _named(real, moved), "url": real, "field": key}
                raise ProblemError("server_moved", platform=facts.name, **said) from moved
            typed = real
    raise AssertionError("it ends above")


def _protected(typed: str) -> str:
    """What was typed with http, with https: nobody's server is asked without protection but this computer's own."""
    bare = typed.strip()
    is_open = bare.lower().startswith(UNPROTECTED) and not is_loopback(bare)
    return f"https://{bare[len(UNPROTECTED) :]}" if is_open else typed


def _named(address: str, moved: MovedError) -> str:
    return split_url(address).netloc if moved.secret else address.partition("://")[2]


async def is_same_account(http: "Http", channel: Channel, account: Account) -> bool:
    """Whether the account that signed in is the channel's, on a server that is called otherwise by now: the same
    number there, and the old address itself sends on to the new one. Nothing secret is sent to either."""
    before, after = (split_url(server).netloc for server in (channel.server, account.server))
    if not before or not after or before == after or before not in channel.remote_id:
        return False
    if channel.remote_id.replace(before, after) != account.remote_id:
        return False
    with suppress(ConnectorError):
        answer = await http.get(f"{channel.server}/", follow=True, also=ANY, most_bytes=8_000_000)
        return same_site(answer.url, account.server)
    return False
