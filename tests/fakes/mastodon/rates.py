"""How many requests one may make."""

from collections import Counter

from ..exchange import Request
from .book import Book
from .rules import Refusal, stamp


class Rates:
    """Counts requests per token in fixed windows, as Mastodon's Rack::Attack does."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._counts: Counter[tuple[str, str, int]] = Counter()

    def count(self, request: Request) -> str:
        """Count the request where it counts; the name of the strictest limit. Raises Refusal beyond one."""
        strictest = "token"
        for name in _limits_of(request):
            if name not in self._book.limits.rates:
                continue
            most, seconds = self._book.limits.rates[name]
            window = self._window(name, request, seconds)
            self._counts[window] += 1
            if self._counts[window] > most:
                raise Refusal(429, "Too many requests", self.headers(name, request))
            strictest = name
        return strictest

    def forget(self) -> None:
        """All windows are empty again, as if a long time had gone by."""
        self._counts.clear()

    def headers(self, name: str, request: Request | None = None) -> dict[str, str]:
        """The headers that tell of the limit `name`."""
        if name not in self._book.limits.rates:
            return {}
        most, seconds = self._book.limits.rates[name]
        used = self._counts[self._window(name, request, seconds)] if request else 0
        return {
            "X-RateLimit-Limit": str(most),
            "X-RateLimit-Remaining": str(max(most - used, 0)),
            "X-RateLimit-Reset": stamp(self._book.windows_end(seconds)),
        }

    def _window(self, name: str, request: Request, seconds: int) -> tuple[str, str, int]:
        return name, request.bearer or "", int(self._book.now.timestamp()) // seconds


def _limits_of(request: Request) -> list[str]:
    """The limits that a request counts against, the strictest last."""
    if not request.path.startswith("/api/"):
        return []
    names = ["token"]
    if any(name in ("max_id", "min_id", "since_id", "page") for name, _ in request.query):
        names.append("paging")
    if request.method == "POST" and request.path.endswith("/media"):
        names.append("media")
    if request.method == "DELETE" and request.path.startswith("/api/v1/statuses/"):
        names.append("delete")
    if request.method == "POST" and request.path == "/api/v1/statuses":
        names.append("statuses")
    return names
