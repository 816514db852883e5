"""Signing in to a Google account under the owner's own app, and which page of it is meant."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from smmdesk.model.problem import ProblemError
from smmdesk.model.url_parts import split_url
from smmdesk.model.words import N_, _
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import Account, SigningIn
from smmdesk.platforms.own_app import Granted, sign_in_with_app
from smmdesk.platforms.sign_in import with_sign_in_end
from smmdesk.platforms.sign_in_facts import SignInField

PLACE = "place"
ENDS = "refresh_token_expires_in"
"""How long a sign-in lives, in seconds; said for an app that is still in "Testing", whose sign-ins end after 7 days."""


async def sign_in_at_google(signing_in: SigningIn) -> Granted:
    """Sign in with the owner's app keys. When an app is still being tested its end is kept, so that it is told.

    Raises ProblemError(permission_missing) where the person left out a permission that publishing needs; and what
    `sign_in_with_app` raises.
    """
    found = await sign_in_with_app(signing_in)
    oauth = signing_in.facts.oauth
    assert oauth is not None
    missing = [scope for scope in oauth.scopes if scope not in found.scopes]
    if missing:
        labels = [oauth.permissions.get(scope, scope) for scope in missing]
        said = ", ".join(map(_, labels))
        raise ProblemError.of(signing_in.http.names.problem("permission_missing", said=said))
    lives_s = _whole(found.tokens.said, ENDS)
    if lives_s:
        ends = signing_in.clock.now() + timedelta(seconds=lives_s)
        found = replace(found, secret=with_sign_in_end(found.secret, ends))
    return found


def _whole(said: Fields, name: str) -> int:
    value = said.values.get(name)
    return value if isinstance(value, int) and 0 < value < 10**9 else 0


async def chosen(signing_in: SigningIn, offered: Sequence[Account]) -> Account:
    """The one of the account's pages that the person means: the one expected, the only one, or one that they name.

    Raises ProblemError: no_page_there, sign_in_cancelled, page_not_named.
    """
    if not offered:
        raise ProblemError("no_page_there", platform=signing_in.facts.name)
    for account in offered:
        if account.remote_id == signing_in.expected:
            return account
    if len(offered) == 1:
        return offered[0]
    names = ", ".join(_called(account) for account in offered)
    wish = signing_in.fields.get(PLACE, "").strip()
    if not wish and signing_in.ask is not None:
        field = SignInField(PLACE, N_("Which one of them? Copy its name"), help=names)
        found = await signing_in.ask((field,))
        if found is None:
            raise ProblemError("sign_in_cancelled")
        wish = found.get(PLACE, "").strip()
    meant = [account for account in offered if _key(wish) in _keys(account)]
    if len(meant) != 1:
        raise ProblemError("page_not_named", platform=signing_in.facts.name, names=names)
    return meant[0]


def _called(account: Account) -> str:
    return f"{account.name} ({account.handle})" if account.handle else account.name


def _keys(account: Account) -> frozenset[str]:
    known = (_called(account), account.name, account.handle, account.remote_id, account.url)
    return frozenset(_key(name) for name in known if name)


def _key(name: str) -> str:
    """A name as it is compared: an address by its host and path."""
    parts = split_url(name.strip())
    address = f"{parts.netloc}{parts.path}" if parts.netloc else name.strip()
    return " ".join(address.rstrip("/").casefold().split())
