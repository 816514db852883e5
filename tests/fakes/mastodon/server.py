"""The fake as the tests use it."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self

from ...servers.browser import Browser
from ..exchange import Answer, Fault, Gate, Request, page
from ..loopback import LoopbackHttp
from . import favourites, posting, reading, searching, sign_in, uploads
from .book import Account, App, Book, Clock, Draft, Media, Notification, Scheduled, Status, Token
from .posting import publish
from .rates import Rates
from .routes import answer
from .rules import MASTODON, Dialect, Limits, Refusal

if TYPE_CHECKING:
    from ..openapi import Contract, Violation

PARTS = (favourites, posting, reading, searching, sign_in, uploads)  # importing them fills the routes
ALL_SCOPES = ("profile", "read", "write")


class ComputersClock:
    """The computer's own time."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class FakeMastodon:
    """A Mastodon server on a random port of 127.0.0.1 with the people alice and bob (password NAME-password).

    `clock` is anything with `now()`; move it and call `publish_due` to let time pass. `book.clock`, `book.dialect` and
    `book.limits` may be replaced at any moment. With `publishes_by_itself` every request first puts out what is due.
    `http.wait_until(lambda: …)` waits for what the program under test will send.
    """

    def __init__(
        self,
        clock: Clock | None = None,
        *,
        dialect: Dialect = MASTODON,
        limits: Limits | None = None,
        token_prefix: str = "",
        publishes_by_itself: bool = False,
        contract: "Contract | None" = None,
    ) -> None:
        self.book = Book(
            clock or ComputersClock(), dialect=dialect, limits=limits or Limits(), token_prefix=token_prefix
        )
        self.http = LoopbackHttp(self._handle)
        self.violations: list[Violation] = []
        self._publishes_by_itself = publishes_by_itself
        self.contract = contract
        self._forgiving = False
        self.rates = Rates(self.book)
        self.alice = self.add_account("alice")
        self.bob = self.add_account("bob")

    def start(self) -> Self:
        self.http.start()
        self.book.url = self.http.url
        return self

    def stop(self) -> None:
        self.http.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    # ------------------------------------------------------------------ what it has
    @property
    def url(self) -> str:
        return self.http.url

    @property
    def requests(self) -> list[Request]:
        """Everything that arrived, with its answers, in order."""
        return self.http.requests

    @property
    def statuses(self) -> list[Status]:
        """The living statuses of this server's people, oldest first."""
        return [each for each in list(self.book.statuses.values()) if not each.account.domain]

    @property
    def scheduled(self) -> list[Scheduled]:
        """What waits on the server for its time, the soonest first."""
        return sorted(self.book.scheduled.values(), key=lambda each: each.scheduled_at)

    @property
    def media(self) -> list[Media]:
        return list(self.book.media.values())

    # ------------------------------------------------------------------ what happens at the server
    def add_account(self, name: str, **details: Any) -> Account:
        """Somebody new on this server."""
        account = Account(self.book.new_id(), name, f"{name}-password", **details)
        self.book.accounts.append(account)
        return account

    def token(self, account: Account | None = None, scopes: Iterable[str] = ALL_SCOPES) -> str:
        """An access token as if the person had signed in with an app."""
        uris = ["http://127.0.0.1/callback"]
        app = App(self.book.new_id(), "smmdesk", None, uris, list(scopes), self.book.secret(), self.book.secret())
        self.book.apps.append(app)
        token = Token(self.book.secret(), app, account or self.alice, list(scopes), self.book.now)
        self.book.tokens[token.token] = token
        return token.token

    def revoke(self, account: Account) -> None:
        """The person takes the access away from every app, at the website."""
        with self.http.lock:
            self.book.tokens = {key: each for key, each in self.book.tokens.items() if each.account is not account}

    def sign_in(self, authorize_url: str, name: str = "alice", *, agree: bool = True) -> Any:
        """What a person does in the browser at an authorize address; gives the last answer (httpx.Response)."""
        with Browser() as browser:
            return browser.sign_in(authorize_url, name, f"{name}-password", agree=agree)

    def publish_due(self) -> list[Status]:
        """Put out what is due by the clock."""
        with self.http.lock:
            return posting.publish_due(self.book)

    def finish_media(self, media: Media, *, failed: bool = False) -> None:
        """End the processing of a file now."""
        media.polls_left = None if failed else 0

    def delete_status(self, status: Status) -> None:
        """The person deletes a status at the website."""
        with self.http.lock:
            del self.book.statuses[status.id]
            self.book.deleted.append(status)

    def reply(self, to: Status, text: str, by: str = "carla@elsewhere.test") -> Status:
        """Somebody answers a status; its author is notified."""
        name, _, domain = by.partition("@")
        author = next((each for each in self.book.accounts if each.acct == by), None)
        if author is None:
            author = self.add_account(name, domain=domain)
        draft = Draft(text=text, visibility="public", in_reply_to_id=to.id)
        with self.http.lock:
            status = publish(self.book, author, draft)
            self.notify("mention", to.account, author, status)
        return status

    def notify(self, kind: str, to: Account, by: Account, status: Status | None = None) -> Notification:
        """Something happens to somebody: mention, favourite, reblog, follow, …"""
        happened = Notification(self.book.new_id(), kind, to, by, status, self.book.now)
        self.book.notifications.append(happened)
        return happened

    # ------------------------------------------------------------------ what goes wrong
    def fail_next(self, path: str, **how: Any) -> Fault:
        """Let the next matching request go wrong; the ways are those of tests.fakes.exchange.Fault."""
        return self.http.fail_next(path, **how)

    def hold_next(self, path: str, **how: Any) -> Gate:
        """Keep the next matching request waiting until the gate is released."""
        return self.http.hold_next(path, **how)

    def too_many_next(self, path: str, *, retry_after_s: int | None = 30, times: int = 1) -> Fault:
        """Let the next matching request meet a rate limit; without `retry_after_s` only the usual headers tell when."""
        headers = {**self.rates.headers("token"), "X-RateLimit-Remaining": "0"}
        if retry_after_s is not None:
            headers["Retry-After"] = str(retry_after_s)
        return self.fail_next(path, status=429, body={"error": "Too many requests"}, headers=headers, times=times)

    @contextmanager
    def forgiving(self) -> Iterator[None]:
        """Requests in here mean to be wrong: the description of the platform is not held against them."""
        self._forgiving = True
        try:
            yield
        finally:
            self._forgiving = False

    # ------------------------------------------------------------------ answering
    def _handle(self, request: Request) -> Answer:
        if self._publishes_by_itself:
            self.publish_due()
        try:
            rate = self.rates.count(request)
            answered = answer(self.book, request)
            answered.headers.update(self.rates.headers(rate, request))
        except Refusal as refusal:
            answered = self._refused(request, refusal)
        request.answer = answered
        if self.contract is not None and not self._forgiving:
            self.violations += self.contract.violations(request)
        return answered

    def _refused(self, request: Request, refusal: Refusal) -> Answer:
        if "text/html" in request.headers.get("accept", "") and not request.path.startswith("/api/"):
            said = refusal.body.get("error_description") or refusal.body["error"]
            return page("Error", f"<h1>{said}</h1>", refusal.status)
        return Answer(refusal.status, json=refusal.body, headers={**self.rates.headers("token"), **refusal.headers})
