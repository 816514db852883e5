"""From what went wrong on the wire to the few words of a connector (reliability.md §3, §6 network).

The one question is whether the request may have been applied. Before its first byte it was not; after it, an
irreversible call is unclear unless the server itself says that it refused.
"""

import errno
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import httpx

from smmdesk.model.problem import Problem, Value
from smmdesk.model.words import _
from smmdesk.platforms.answers import Answer, plain_words, retry_after_s
from smmdesk.platforms.base import ConnectorError, NotSentError, RefusedError, SignedOutError, UnclearError

NEVER_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
)
NETWORK_GONE = frozenset(
    getattr(errno, prefix + name)
    for name in ("ENETUNREACH", "ENETDOWN", "EHOSTUNREACH", "EHOSTDOWN")
    for prefix in ("", "WSA")
    if hasattr(errno, prefix + name)
)
SAID_KEYS = ("message", "error_description", "error", "detail")


@dataclass(frozen=True, slots=True)
class Names:
    """Who speaks with whom, for the sentences."""

    platform: str = ""
    channel: str = ""

    def problem(self, code: str, **values: Value) -> Problem:
        return Problem(code, {"platform": self.platform, "channel": self.channel or self.platform, **values})


def of_exception(error: BaseException, names: Names, *, sent: bool, irreversible: bool, url: str) -> ConnectorError:
    """The call ended without an answer. `sent`: at least one byte of the request may have left."""
    if not sent or isinstance(error, NEVER_SENT):
        return _never_sent(error, names, url)
    return _broken(names, irreversible)


def _never_sent(error: BaseException, names: Names, url: str) -> ConnectorError:
    if isinstance(error, httpx.ProxyError) and "407" in str(error):
        return RefusedError(names.problem("proxy"))
    if isinstance(error, httpx.UnsupportedProtocol | httpx.InvalidURL):
        return RefusedError(names.problem("address_unsafe", url=plain_words(url)))
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLError):
            return NotSentError(names.problem("connection_not_safe"))
        if isinstance(cause, socket.gaierror) and cause.errno == socket.EAI_AGAIN:
            return NotSentError(names.problem("offline"))
        if isinstance(cause, OSError) and cause.errno in NETWORK_GONE:
            return NotSentError(names.problem("offline"))
    return NotSentError(names.problem("server_unreachable"))


def name_unknown(error: BaseException) -> bool:
    """True when nobody knows the host: a mistyped address (or no network at all)."""
    return any(isinstance(cause, socket.gaierror) for cause in _causes(error))


def _broken(names: Names, irreversible: bool) -> ConnectorError:
    if irreversible:
        return UnclearError(names.problem("unknown_outcome"))
    return NotSentError(names.problem("server_unreachable"))


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and everything that led to it, groups included."""
    waiting: list[BaseException | None] = [error]
    seen: set[int] = set()
    while waiting:
        found = waiting.pop()
        if found is None or id(found) in seen:
            continue
        seen.add(id(found))
        yield found
        waiting += [found.__cause__, found.__context__]
        if isinstance(found, BaseExceptionGroup):
            waiting += found.exceptions


def strange(names: Names, irreversible: bool) -> ConnectorError:
    """A body that nobody understands: what it means for the call."""
    problem = names.problem("unknown_outcome" if irreversible else "answer_strange")
    return UnclearError(problem) if irreversible else NotSentError(problem)


def of_status(
    answer: Answer, names: Names, *, irreversible: bool, not_applied: frozenset[int], now: datetime
) -> ConnectorError:
    """An answer that is not a success. `not_applied`: statuses of which the connector knows that nothing happened."""
    status = answer.status
    if status == 407:
        return RefusedError(names.problem("proxy"))
    if status == 511:  # RFC 6585: only a network's own gate says this
        return NotSentError(names.problem("wifi_page", url=answer.url))
    if status == 429 or (status == 503 and (status in not_applied or not irreversible)):
        return NotSentError(names.problem("busy"), retry_after_s(answer.headers, now))
    if status in not_applied:
        return NotSentError(names.problem("server_unreachable"), retry_after_s(answer.headers, now))
    if status == 410:  # a version of the interface that was switched off, or a server that closed
        return RefusedError(names.problem("api_gone", said=said_in(answer)))
    if status == 401:
        return SignedOutError(names.problem("signed_out"))
    if status >= 500 or status == 408 or status < 400:
        return _broken(names, irreversible)
    return RefusedError(names.problem("refused", said=said_in(answer)))


def said_in(answer: Answer) -> str:
    """What the server gave as its reason, for a person to read."""
    found = answer.maybe()
    for key in SAID_KEYS:
        if isinstance(found.values.get(key), str) and found.values[key].strip():
            return plain_words(found.values[key])
    return _("nothing more")
