"""Calls to LinkedIn's versioned REST interface, and what its refusals mean.

learn.microsoft.com of November 2026. Every call names a version, which LinkedIn switches off after about a year (426).
"""

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from smmdesk.platforms.answers import Answer, plain_words, retry_after_s
from smmdesk.platforms.base import ConnectorError, NotSentError, RefusedError, Session
from smmdesk.platforms.facts import Facts
from smmdesk.platforms.faults import said_in
from smmdesk.platforms.http import Call, Http
from smmdesk.platforms.own_app import Access

READ_HERE = frozenset({400, 403, 409, 422, 426, 429})
NOT_YET = ("MEDIA_ASSET_WAITING_UPLOAD", "MEDIA_ASSET_PROCESSING")
NOT_YET_S = 30.0
NO_ADDRESS = "No virtual resource"
_DUPLICATE = re.compile(r"duplicate of (urn:li:(?:share|ugcPost):\d+)")
_DAY = re.compile(r"\bDAY limit\b|\bdaily\b", re.IGNORECASE)
Caller = Callable[[Call], Awaitable[Answer]]


class Api:
    """One piece of work at LinkedIn."""

    def __init__(self, http: Http, facts: Facts, caller: Caller) -> None:
        """`caller` makes a call as the account."""
        self.http, self._facts, self._caller = http, facts, caller

    @classmethod
    def of(cls, session: Session) -> "Api":
        return cls(session.http, session.facts, Access(session).call)

    @property
    def base(self) -> str:
        return self._facts.endpoints["api"]

    async def ask(self, method: str, path: str, how: str = "", **options: Any) -> Answer:
        """Call `/rest/path`; `how` is the Rest.li method where the verb does not say it, options are the fields of
        Call. Raises ConnectorError for what is not in `also`."""
        headers = {"LinkedIn-Version": self._facts.api_version, "X-Restli-Protocol-Version": "2.0.0"}
        headers |= {"X-RestLi-Method": how} if how else {}
        return await self.call(Call(method=method, url=f"{self.base}/rest/{path}", headers=headers, **options))

    async def call(self, call: Call) -> Answer:
        """Any call as the account. Raises ConnectorError."""
        answer = await self._caller(replace(call, also=call.also | READ_HERE))
        if answer.ok or answer.status in call.also:
            return answer
        raise self.error(answer)

    def error(self, answer: Answer) -> ConnectorError:
        """What a refusal means. Of all of these nothing was done, but for a conflict: of that nobody can tell (409 "may
        be tried again", says LinkedIn, not whether the first one is there)."""
        names, said = self.http.names, said_of(answer)
        if answer.status == 409:
            return answer.strange()
        if answer.status == 426:
            return RefusedError(names.problem("api_gone", said=said))
        if answer.status == 429:
            return NotSentError(names.problem("busy"), _wait_s(answer, said, self.http.clock.now()))
        if answer.status == 403:
            return RefusedError(names.problem("permission_missing", said=said))
        if any(code in answer.text() for code in NOT_YET) and "PROCESSING_FAILED" not in answer.text():
            return NotSentError(names.problem("server_unreachable"), NOT_YET_S)
        return RefusedError(names.problem("refused", said=said))


def said_of(answer: Answer) -> str:
    """LinkedIn's reason, with the first of the inputs that it does not like."""
    first = next(iter(answer.maybe().child("errorDetails").rows("inputErrors")), None)
    if first is not None and isinstance(first.values.get("description"), str):
        return plain_words(first.values["description"]) or said_in(answer)
    return said_in(answer)


def is_duplicate(answer: Answer) -> bool:
    """Whether the same words were there already."""
    return answer.status == 422 and ("DUPLICATE_POST" in answer.text() or duplicate_of(answer) != "")


def duplicate_of(answer: Answer) -> str:
    """The post that LinkedIn takes for the same one; it may name one that nobody can read. Empty where it says none."""
    found = _DUPLICATE.search(answer.maybe().text("message", ""))
    return found[1] if found is not None else ""


def is_gone(answer: Answer) -> bool:
    """Whether LinkedIn itself says that there is no such thing; that it knows no such address is about us."""
    said = answer.maybe().values
    return answer.status == 404 and said.get("status") == 404 and NO_ADDRESS not in str(said.get("message"))


def enc(urn: str) -> str:
    """A URN as an address carries it."""
    return quote(urn, safe="")


def _wait_s(answer: Answer, said: str, now: datetime) -> float | None:
    """As long as it says, if at all; else a day's share begins anew at midnight UTC."""
    wait_s = retry_after_s(answer.headers, now)
    if wait_s is not None or not _DAY.search(said):
        return wait_s
    midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return (midnight - now).total_seconds()
