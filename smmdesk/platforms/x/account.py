"""Signing in at X under the owner's own app (OAuth 2.0 with PKCE, a native app without a secret), and who that is."""

from dataclasses import replace

from smmdesk.platforms.answers import Answer, Fields, plain_words
from smmdesk.platforms.base import Account, Session, SignedIn, SigningIn
from smmdesk.platforms.facts import Facts
from smmdesk.platforms.own_app import permissions, revoke, sign_in_with_app
from smmdesk.platforms.x.api import Api

ASKED = (("user.fields", "subscription_type"),)
LONG_TEXTS = frozenset({"Basic", "Premium", "PremiumPlus"})
LONG_TEXT_MAX = 25_000
"""docs.x.com of November 2026. Programs may send as much: Ayrshare's does, with the owner's own keys (its page on X,
read on 29 November 2026)."""


async def sign_in(signing_in: SigningIn) -> SignedIn:
    """Through the person's browser; what was granted is told. Raises ProblemError, ConnectorError."""
    found, facts = await sign_in_with_app(signing_in), signing_in.facts
    api = facts.endpoints["api"]
    answer = await signing_in.http.also_for(api).get(
        f"{api}/2/users/me", params=ASKED, bearer=found.secret.field("access")
    )
    account = _account(answer, facts)
    reported = {**account.reported, **permissions(facts, found.scopes)}
    return SignedIn(replace(account, reported=reported), found.secret)


async def sign_out(session: Session) -> None:
    await revoke(session)


async def who_am_i(session: Session) -> Account:
    """Free of charge there. Keeps what was granted at the sign-in."""
    account = _account(await Api(session).ask("GET", "users/me", params=ASKED), session.facts)
    known = {name: session.channel.reported[name] for name in ("granted",) if name in session.channel.reported}
    return replace(account, reported={**account.reported, **known})


def _account(answer: Answer, facts: Facts) -> Account:
    user: Fields = answer.fields().child("data")
    own_id, handle = user.id(), user.id("username")
    url = f"{facts.endpoints['web']}/{handle}"
    return Account(own_id, plain_words(user.text("name", ""), 80) or handle, f"@{handle}", url, reported=_limits(user))


def _limits(user: Fields) -> dict[str, object]:
    return {"text_max": LONG_TEXT_MAX} if user.text("subscription_type", "") in LONG_TEXTS else {}
