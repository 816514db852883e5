"""Reddit's API for those who still have keys: calls, what its errors mean, who signed in.

Its list of errors is a part only (22 Nov 2026): RATELIMIT, ALREADY_SUB, TOO_LONG and SUBMIT_VALIDATION_FLAIR_REQUIRED
stand in the code of PRAW 8.0.3, the others are unverified. A refusal may come with status 200 (`json.errors`).
"""

import re
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
from smmdesk.platforms.faults import Names, said_in
from smmdesk.platforms.http import Call
from smmdesk.platforms.own_app import Access, permissions, sign_in_with_app
from smmdesk.platforms.sign_in import agent_headers
from smmdesk.system.secrets import Secret

NO = frozenset({400, 403, 404, 409, 415, 422})
MOST_PLACES = 100
OWN_PAGE = "u_"
FLAIR = N_("Flair")
_WAIT = re.compile(r"(\d{1,3}) (millisecond|second|minute|hour)")
UNIT_S = {"millisecond": 0.001, "second": 1.0, "minute": 60.0, "hour": 3600.0}
MOMENT_S = 60.0
"""Waited where Reddit says "too often" and no number that can be read."""


async def ask(session: Session, method: str, route: str, **options: Any) -> Answer:
    """Call Reddit as the channel's account; options are those of Call. Raises the error that a refusal means."""
    also = options.pop("also", frozenset())
    params = [*options.pop("params", ()), ("raw_json", "1")]
    url = f"{session.facts.endpoints['api']}/{route}"
    answer = await Access(session).call(Call(method=method, url=url, params=params, also=also | NO, **options))
    if not answer.ok and answer.status not in also:
        raise RefusedError(session.http.names.problem("refused", said=said_in(answer)))
    return answer


async def write(session: Session, route: str, place: str = "", **options: Any) -> Fields:
    """POST what Reddit acts on for good; the `data` of its answer. `place`: the subreddit, for the sentences."""
    answer = await ask(session, "POST", route, irreversible=True, **options)
    said = answer.fields().child("json")
    refused = refusal(said, session.http.names, place)
    if refused is not None:
        raise refused
    if "data" not in said:
        raise answer.strange()
    return said.child("data")


def refusal(said: Fields, names: Names, place: str) -> ConnectorError | None:
    """What the first of Reddit's own errors means. Nothing was published then."""
    errors = said.values.get("errors")
    first = errors[0] if isinstance(errors, list) and errors else None
    if not isinstance(first, list):
        return None
    code, words = (str(entry) for entry in (*first, "", "")[:2])
    if code == "RATELIMIT":
        return NotSentError(names.problem("busy"), _wait_s(said, words))
    if code == "USER_REQUIRED":
        return SignedOutError(names.problem("signed_out"))
    if code == "ALREADY_SUB":
        return RefusedError(names.problem("duplicate_refused"))
    if code == "SUBREDDIT_NOEXIST":
        return RefusedError(names.problem("option_not_offered", value=place))
    if code == "SUBREDDIT_NOTALLOWED":
        return RefusedError(names.problem("may_not_publish"))
    if code == "SUBMIT_VALIDATION_FLAIR_REQUIRED":
        return RefusedError(names.problem("option_missing", label=FLAIR, field="option:flair"))
    return RefusedError(names.problem("refused", said=plain_words(words) or plain_words(code)))


def _wait_s(said: Fields, words: str) -> float:
    """ "try again in 4 minutes", or a number of seconds beside it: how long Reddit wants us to wait, a day at most."""
    beside, found = said.values.get("ratelimit"), _WAIT.search(words)
    if isinstance(beside, int | float) and not isinstance(beside, bool) and 0 < beside < 86_400:
        return float(beside)
    return min(int(found[1]) * UNIT_S[found[2]], 86_400.0) if found is not None else MOMENT_S


# ------------------------------------------------------------------ signing in
async def sign_in(signing_in: SigningIn) -> SignedIn:
    """Through the browser with keys that the owner has from before."""
    found = await sign_in_with_app(signing_in)
    facts = signing_in.facts
    http = signing_in.http.also_for(facts.endpoints["api"])

    async def get(route: str, params: Mapping[str, str]) -> Answer:
        agent = agent_headers(facts.oauth.user_agent, found.secret) if facts.oauth is not None else {}
        url = f"{facts.endpoints['api']}/{route}"
        access: Secret = found.secret.field("access")
        return await http.get(url, bearer=access, headers=agent, params=tuple(params.items()), also=NO)

    account = await _account(facts, get)
    return SignedIn(replace(account, reported={**account.reported, **permissions(facts, found.scopes)}), found.secret)


async def who_am_i(session: Session) -> Account:
    async def get(route: str, params: Mapping[str, str]) -> Answer:
        return await ask(session, "GET", route, params=tuple(params.items()), also=NO)

    account = await _account(session.facts, get)
    granted = session.channel.reported.get("granted")
    return replace(account, reported={**account.reported, "granted": granted}) if granted else account


async def _account(facts: Facts, get: Any) -> Account:
    """Who it is, and the subreddits that they follow, their own page first."""
    me = (await get("api/v1/me", {})).fields()
    name = plain_words(me.text("name"), 40)
    listed: Answer = await get("subreddits/mine/subscriber", {"limit": str(MOST_PLACES)})
    places = [child.child("data").text("display_name", "") for child in listed.maybe().child("data").rows("children")]
    offered = [[place, f"r/{place}"] for place in sorted(filter(is_place, places), key=str.casefold)]
    return Account(
        remote_id=me.id(),
        name=name,
        handle=f"u/{name}",
        url=f"{facts.endpoints['web']}/user/{name}/",
        reported={"subreddits": [[f"{OWN_PAGE}{name}", f"u/{name}"], *offered]},
    )


def is_place(name: str) -> bool:
    return re.fullmatch(r"[A-Za-z0-9_-]{2,30}", name) is not None
