"""A call to one of Google's interfaces, and what its refusals mean.

A refusal is `{"error": {"code", "message", "status", "errors": [{"reason"}], "details": [{"reason", "metadata"}]}}`;
older interfaces fill `errors`, newer ones `details`. A Google project's day of quota ends at midnight in California.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from smmdesk.platforms import faults
from smmdesk.platforms.answers import Answer, Fields, plain_words
from smmdesk.platforms.base import ConnectorError, NotSentError, RefusedError
from smmdesk.platforms.http import Call, Http
from smmdesk.platforms.own_app import Access

NO = frozenset({400, 403, 404, 409, 412, 429})
"""What Google refuses, each with a reason of its own."""
QUOTA_ZONE = ZoneInfo("America/Los_Angeles")
DAY_IS_FULL = frozenset({"quotaExceeded", "dailyLimitExceeded", "dailyLimitExceededUnreg"})
TOO_QUICK = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "RATE_LIMIT_EXCEEDED"})
REASONS: Mapping[str, str] = {
    "accessNotConfigured": "api_switched_off",
    "SERVICE_DISABLED": "api_switched_off",
    "insufficientPermissions": "permission_missing",
    "ACCESS_TOKEN_SCOPE_INSUFFICIENT": "permission_missing",
    "forbidden": "may_not_publish",
    "accountDelegationForbidden": "may_not_publish",
    "authenticatedUserAccountClosed": "account_closed",
    "authenticatedUserAccountSuspended": "account_closed",
    "authenticatedUserNotChannel": "no_page_there",
    "youtubeSignupRequired": "no_page_there",
}
"""Reason -> code of the problem; the others are told in Google's own words."""


async def ask(http: Http, access: Access, call: Call) -> Answer:
    """Call with the channel's access. Raises the ConnectorError that a refusal means; `call.also` are the caller's."""
    return _checked(http, call, await access.call(replace(call, also=call.also | NO)))


async def ask_first(http: Http, call: Call) -> Answer:
    """The same while signing in, when there is no channel yet; the access stands in `call`."""
    return _checked(http, call, await http.call(replace(call, also=call.also | NO)))


def _checked(http: Http, call: Call, answer: Answer) -> Answer:
    if answer.ok or answer.status in call.also:
        return answer
    raise refused(http, answer, call.irreversible)


def refused(http: Http, answer: Answer, irreversible: bool = False) -> ConnectorError:
    """What one of Google's refusals means."""
    names, reasons = http.names, reasons_of(answer)
    if lets_nobody_in(answer):
        return RefusedError(names.problem("app_not_let_in", said=said_in(answer)))
    if reasons & DAY_IS_FULL:
        return NotSentError(names.problem("busy"), until_midnight_s(http.clock.now()))
    if answer.status == 403 and reasons & TOO_QUICK:
        return NotSentError(names.problem("busy"))
    if answer.status == 429:
        now, never = http.clock.now(), frozenset({429})
        return faults.of_status(answer, names, irreversible=irreversible, not_applied=never, now=now)
    code = next((code for reason, code in REASONS.items() if reason in reasons), "")
    if not code and is_gone(answer):
        code = "removed_there"
    return RefusedError(names.problem(code or "refused", said=said_in(answer)))


def reasons_of(answer: Answer) -> frozenset[str]:
    """Google's own names for what is wrong; empty for the page of something else."""
    error = _error(answer)
    found = [*error.rows("errors"), *error.rows("details")]
    reasons = [row.values.get("reason") for row in found] + [error.values.get("status")]
    return frozenset(reason for reason in reasons if isinstance(reason, str))


def lets_nobody_in(answer: Answer) -> bool:
    """Google has not allowed the owner's app yet: its quota is none at all, and waiting does not help."""
    details = _error(answer).rows("details")
    limits = [row.child("metadata").values.get("quota_limit_value") for row in details]
    return answer.status in (403, 429) and "0" in limits


def said_in(answer: Answer) -> str:
    message = _error(answer).values.get("message")
    return (plain_words(message) if isinstance(message, str) else "") or faults.said_in(answer)


def is_gone(answer: Answer) -> bool:
    """Google itself says that there is no such thing."""
    return answer.status == 404 and _error(answer).values.get("code") == 404


def _error(answer: Answer) -> Fields:
    return answer.maybe().child("error")


def until_midnight_s(now: datetime) -> float:
    """How long until the next midnight in California."""
    there = now.astimezone(QUOTA_ZONE)
    midnight = datetime.combine(there.date() + timedelta(days=1), datetime.min.time(), QUOTA_ZONE)
    return (midnight.astimezone(UTC) - now.astimezone(UTC)).total_seconds()


def stamp(instant: datetime) -> str:
    """An instant as Google's interfaces take it (RFC 3339)."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
