"""TikTok's API v2: calls under the owner's own app, what its errors mean, who signed in and what they may choose.

developers.tiktok.com, Login Kit for Desktop and Content Posting API (read 22 and 28 Nov 2026). An answer is a success
only when its `error.code` says "ok", whatever its status.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from smmdesk.model.words import N_
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
from smmdesk.platforms.facts import Facts
from smmdesk.platforms.faults import Names
from smmdesk.platforms.http import Call
from smmdesk.platforms.own_app import Access, flow_of, permissions, sign_in_with_app
from smmdesk.platforms.sign_in import revoke_token

NO = frozenset({400, 403, 404, 409, 415, 422})
DAY_S, HOUR_S = 86_400.0, 3600.0
AUDIENCE = N_("Who can see it")
WAITS_S = {
    "spam_risk_too_many_posts": DAY_S,
    "spam_risk_too_many_pending_share": DAY_S,
    "reached_active_user_cap": DAY_S,
    "rate_limit_exceeded": 60.0,
}
"""Refusals that pass by themselves: daily caps are counted over 24 hours."""
CODES = {
    "spam_risk_user_banned_from_posting": "account_closed",
    "unaudited_client_can_only_post_to_private_accounts": "app_not_reviewed",
    "url_ownership_unverified": "address_not_proven",
    "scope_not_authorized": "permission_missing",
}
PUBLISHING = "video.publish"


async def ask(session: Session, route: str, body: Mapping[str, Any] | None = None, **options: Any) -> Fields:
    """POST to TikTok as the channel's account; the `data` of its answer. Raises the error that a refusal means."""
    url = f"{session.facts.endpoints['api']}/v2/{route}"
    also = NO | options.pop("also", frozenset())
    call = Call(method="POST", url=url, json=dict(body or {}), also=also, **options)
    return data_of(await Access(session).call(call), session.http.names)


def data_of(answer: Answer, names: Names) -> Fields:
    """What an answer holds. Raises the error that it is."""
    found = answer.fields() if answer.ok else answer.maybe()
    error = found.child("error")
    code = error.text("code", "")
    if answer.ok and code == "ok":
        return found.child("data")
    if code in ("", "internal_error"):  # of something in front of it, or it fell over in the middle
        raise answer.strange()
    raise refusal(code, plain_words(error.text("message", "")) or code, names)


def refusal(code: str, said: str, names: Names) -> ConnectorError:
    """What TikTok's own word means; nothing was published then."""
    if code in WAITS_S:
        return NotSentError(names.problem("busy"), WAITS_S[code])
    if code == "access_token_invalid":
        return SignedOutError(names.problem("signed_out"))
    if code == "privacy_level_option_mismatch":
        return RefusedError(names.problem("option_not_offered", value=AUDIENCE))
    return RefusedError(names.problem(CODES.get(code, "refused"), said=said))


# ------------------------------------------------------------------ signing in
async def sign_in(signing_in: SigningIn) -> SignedIn:
    """Through the browser with the owner's app."""
    found = await sign_in_with_app(signing_in)
    facts = signing_in.facts
    http = signing_in.http.also_for(facts.endpoints["api"])

    async def call(asked: Call) -> Answer:
        return await http.call(replace(asked, bearer=found.secret.field("access")))

    granted = permissions(facts, found.scopes)
    return SignedIn(await _account(facts, call, http.names, granted), found.secret)


async def sign_out(session: Session) -> None:
    """TikTok takes an access back, not what renews it."""
    flow = flow_of(session.facts, session.secret)
    await revoke_token(session.http, flow, session.secret.field("access"))


async def who_am_i(session: Session) -> Account:
    granted = session.channel.reported.get("granted")
    kept = {"granted": granted} if granted else {}
    return await _account(session.facts, Access(session).call, session.http.names, kept)


async def _account(facts: Facts, call: Any, names: Names, granted: Mapping[str, object]) -> Account:
    api = facts.endpoints["api"]
    params = [("fields", "open_id,display_name,username")]
    found = data_of(await call(Call(method="GET", url=f"{api}/v2/user/info/", params=params, also=NO)), names)
    user = found.child("user")
    name = plain_words(user.text("username", ""), 40)
    reported = dict(granted)
    if may(granted, PUBLISHING):
        url = f"{api}/v2/post/publish/creator_info/query/"
        creator = await call(Call(method="POST", url=url, json={}, also=NO))
        reported |= _offers(data_of(creator, names))
    return Account(
        remote_id=user.id("open_id"),
        name=plain_words(user.text("display_name", ""), 60) or name,
        handle=f"@{name}" if name else "",
        url=f"{facts.endpoints['web']}/@{name}" if name else "",
        reported=reported,
    )


def may(reported: Mapping[str, object], scope: str) -> bool:
    """Whether the person allowed it, as far as TikTok said."""
    granted = reported.get("granted")
    return not isinstance(granted, Mapping) or granted.get(scope) is not False


def _offers(creator: Fields) -> dict[str, object]:
    """What the account may choose: audiences, and how long a film may be."""
    levels = [[level, level] for level in creator.texts("privacy_level_options")]
    longest = creator.number("max_video_post_duration_sec", 0)
    return {"privacy_levels": levels, **({"video_max_s": longest} if longest > 0 else {})}


async def creator_info(session: Session) -> Fields:
    """What TikTok wants to be asked before each post; it also says when no more can be posted now."""
    return await ask(session, "post/publish/creator_info/query/")
