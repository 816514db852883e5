"""A server that says that it is elsewhere now, while somebody signs in: nothing secret goes there by itself.

Whoever answers at the typed address may send a reading call on to another host. Discovery follows, without a secret;
what would be sent there after it has to be wanted by the person, who is told the real address (security.md T19). The
same host with or without `www.` is no other, and what a server says of where its accounts are is no move.
"""

from smmdesk.model.problem import Problem
from smmdesk.model.url_parts import split_url
from smmdesk.platforms.answers import origin_of
from smmdesk.platforms.base import RefusedError


class MovedError(RefusedError):
    """A call was sent on from `source` to another origin, `target`, and did not go there. `secret`: the path of the
    typed address is nothing to be shown."""

    def __init__(self, problem: Problem, source: str, target: str, secret: bool = False) -> None:
        super().__init__(problem)
        self.source, self.target, self.secret = source, target, secret

    def address_for(self, typed: str) -> str:
        """The typed address, as it is now: what stood behind it in the call stands behind the real one as well."""
        return moved_address(typed, self.source, self.target)


class Moves:
    """Where the redirects of one sign-in led: origin -> (from where, to where)."""

    def __init__(self) -> None:
        self._led: dict[str, tuple[str, str]] = {}

    def note(self, source: str, target: str) -> None:
        if not same_site(source, target):
            before = self._led.get(origin_of(source))
            self._led[origin_of(target)] = (before[0] if before else source, target)

    def require_wanted(self, address: str, problem: Problem) -> None:
        """Raises MovedError where `address` is known by a redirect from elsewhere alone."""
        led = self._led.get(origin_of(address))
        if led is not None:
            raise MovedError(problem, *led)


def same_site(one: str, other: str) -> bool:
    """The same host, with or without `www.`, at the same port, and not less protected."""
    before, after = split_url(one), split_url(other)
    weaker = before.scheme == "https" and after.scheme != "https"
    return not weaker and _bare(before.netloc) == _bare(after.netloc)


def _bare(netloc: str) -> str:
    return netloc.lower().removeprefix("www.")


def moved_address(typed: str, source: str, target: str) -> str:
    """`typed` after a call to `source`, an address below it, was sent on to `target`."""
    base, began, ends = (split_url(url) for url in (typed, source, target))
    behind = began.path[len(base.path.rstrip("/")) :] if began.path.startswith(base.path.rstrip("/")) else began.path
    path = ends.path[: len(ends.path) - len(behind)] if behind and ends.path.endswith(behind) else base.path
    return f"{ends.scheme}://{ends.netloc}{path.rstrip('/')}"
