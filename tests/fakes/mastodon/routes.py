"""Which function answers which address, and what a call brings along."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from ..exchange import Answer, Request
from .book import Account, App, Book, Token
from .rules import Refusal, covers


@dataclass
class Call:
    """A request to one of the routes: its parameters, and whose token came with it."""

    request: Request
    values: dict[str, Any]
    token: Token | None

    @property
    def me(self) -> Account:
        """Whose token it is; routes with a scope always have one."""
        assert self.token is not None
        return self.token.account

    @property
    def app(self) -> App:
        assert self.token is not None
        return self.token.app

    def text(self, name: str) -> str:
        """A parameter as text, empty when it is not there."""
        value = self.values.get(name)
        return "" if value is None else str(value)

    def many(self, name: str) -> list[str]:
        """A parameter as a list of texts."""
        value = self.values.get(name)
        if value is None or value == "":
            return []
        return [str(each) for each in value] if isinstance(value, list) else [str(value)]


Handler = Callable[..., Answer]
AnyHandler = TypeVar("AnyHandler", bound=Handler)


@dataclass(frozen=True)
class Route:
    method: str
    pattern: re.Pattern[str]
    scope: str | None
    handler: Handler


ROUTES: list[Route] = []


def route(method: str, path: str, scope: str | None = None) -> Callable[[AnyHandler], AnyHandler]:
    """Let a function answer `path`, whose `:name` parts become arguments. With a `scope` a token is needed."""
    pattern = re.compile(re.sub(r":(\w+)", r"(?P<\1>[^/]+)", re.escape(path)))

    def register(handler: AnyHandler) -> AnyHandler:
        ROUTES.append(Route(method, pattern, scope, handler))
        return handler

    return register


def answer(book: Book, request: Request) -> Answer:
    """Find the route and ask it. Raises Refusal."""
    for each in ROUTES:
        found = each.pattern.fullmatch(request.path)
        if found and each.method == request.method:
            token = _token(book, request, each.scope)
            try:
                values = request.values()
            except (ValueError, KeyError):
                raise Refusal(400, "Error occurred while parsing request parameters") from None
            return each.handler(book, Call(request, values, token), **found.groupdict())
    raise Refusal(404, "The page you are looking for isn't here.")


def _token(book: Book, request: Request, scope: str | None) -> Token | None:
    given = request.bearer
    token = book.tokens.get(given) if given else None
    if given and token is None:
        raise Refusal(401, "The access token is invalid", {"WWW-Authenticate": 'Bearer realm="Doorkeeper"'})
    if scope is None:
        return token
    if token is None:
        raise Refusal(401, "The access token is invalid")
    if not covers(token.scopes, scope):
        raise Refusal(403, "This action is outside the authorized scopes")
    return token
