"""Calls to X's API v2 under the owner's own app, and what its refusals mean.

OpenAPI 2.167 of 22 Aug 2026 and docs.x.com of November 2026. A 403 may be charged for, so it is never tried again by
itself; 402 is an account without credit; a 429 names its end as epoch seconds, of a day in headers of its own.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from smmdesk.platforms.answers import Answer, Fields, plain_words, retry_after_s
from smmdesk.platforms.base import ConnectorError, NotSentError, RefusedError, Session
from smmdesk.platforms.faults import said_in
from smmdesk.platforms.http import Call
from smmdesk.platforms.own_app import Access

READ_HERE = frozenset({400, 402, 403, 429})
DUPLICATE = "duplicate content"
CLOSED = ("suspended", "temporarily locked")
DAYS = ("x-user-limit-24hour", "x-app-limit-24hour")
NOT_FOUND = "/resource-not-found"
NAMES = {"tweet.fields": "note_tweet", "post.fields": "note_post"}
"""What the fields of a post, and a long text among them, are asked for by: the names in use for years, and those of the
description of 2.167 (whether a server knows both is unverified)."""


class Api:
    """One piece of work at X: its access is renewed once for all its calls."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._access = Access(session)

    async def freshen(self) -> None:
        """Have an access that lives for what comes next. Raises SignedOutError."""
        await self._access.freshen()

    async def ask(self, method: str, path: str, **options: Any) -> Answer:
        """Call `/2/path`; options are the fields of Call. Raises ConnectorError for what is not in `also`."""
        call = Call(method=method, url=f"{self.session.facts.endpoints['api']}/2/{path}", **options)
        answer = await self._access.call(replace(call, also=call.also | READ_HERE))
        if answer.ok or answer.status in call.also:
            return answer
        raise self.error(answer)

    def error(self, answer: Answer) -> ConnectorError:
        """What a refusal means. Of all of these nothing was done."""
        names, said = self.session.http.names, said_of(answer)
        if answer.status == 429:
            return NotSentError(names.problem("busy"), _wait_s(answer.headers, self.session.clock.now()))
        if answer.status == 402:
            return RefusedError(names.problem("credit_used_up", said=said))
        if any(word in said.lower() for word in CLOSED):
            return RefusedError(names.problem("account_closed", said=said))
        return RefusedError(names.problem("refused", said=said))

    async def posts(self, path: str, fields: tuple[str, ...], params: tuple[tuple[str, str], ...] = ()) -> Answer:
        """Read posts with these fields and their long text, whatever the server calls it."""
        for name, note in NAMES.items():
            asked = (*params, (name, ",".join((*fields, note))))
            answer = await self.ask("GET", path, params=asked, also=frozenset({400, 404}))
            if answer.status != 400 or name not in said_of(answer):
                break
        if answer.status == 400:
            raise self.error(answer)
        return answer


def said_of(answer: Answer) -> str:
    """The reason that X gives: of the first of its errors where it lists some."""
    first = next(iter(answer.maybe().rows("errors")), None)
    for name in ("message", "detail"):
        if first is not None and isinstance(first.values.get(name), str) and first.values[name].strip():
            return plain_words(first.values[name])
    return said_in(answer)


def is_duplicate(answer: Answer) -> bool:
    """Whether the same words were there already."""
    return answer.status == 403 and DUPLICATE in said_of(answer).lower()


def is_not_found(answer: Answer) -> bool:
    """Whether X itself says that there is no such thing: it does so in a success without `data`."""
    found = answer.maybe()
    said = (found, *found.rows("errors"))
    return "data" not in found and any(NOT_FOUND in str(one.values.get("type")) for one in said)


def data_of(answer: Answer) -> Fields:
    """The thing that an answer is about. Raises the call's `strange` error where it names none."""
    found = answer.fields().child("data")
    found.id()
    return found


def _wait_s(headers: Mapping[str, str], now: datetime) -> float | None:
    """Until when: of a day that is used up the end of that day, else the end of these 15 minutes."""
    for day in DAYS:
        if headers.get(f"{day}-remaining") == "0":
            return retry_after_s({"x-ratelimit-reset": headers.get(f"{day}-reset", "")}, now)
    reset = {"x-ratelimit-reset": headers["x-rate-limit-reset"]} if "x-rate-limit-reset" in headers else {}
    return retry_after_s({**headers, **reset}, now)
