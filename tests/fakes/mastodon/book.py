"""What the fake Mastodon keeps."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from tests.fakes.voting import NOBODY, Votes

from .rules import LOOSE_MEDIA_LIVES, MASTODON, Dialect, Limits


class Clock(Protocol):
    """Whatever tells the aware UTC time."""

    def now(self) -> datetime: ...


@dataclass
class Account:
    """Somebody; `domain` is empty for the people of this server."""

    id: str
    username: str
    password: str = ""
    domain: str = ""
    display_name: str = ""
    privacy: str = "public"
    sensitive: bool = False
    language: str | None = "en"
    silenced: bool = False
    suspended: bool = False
    followers: int = 0
    quote_policy: str = "public"

    @property
    def acct(self) -> str:
        return f"{self.username}@{self.domain}" if self.domain else self.username


@dataclass
class App:
    """A program that registered itself."""

    id: str
    name: str
    website: str | None
    redirect_uris: list[str]
    scopes: list[str]
    client_id: str
    client_secret: str


@dataclass
class Code:
    """An authorization code, good once."""

    code: str
    app: App
    account: Account
    redirect_uri: str
    scopes: list[str]
    challenge: str | None
    made_at: datetime
    used: bool = False


@dataclass
class Token:
    """An access token. It never expires, it can only be revoked."""

    token: str
    app: App
    account: Account
    scopes: list[str]
    made_at: datetime


@dataclass
class Media:
    """An uploaded file. `polls_left` counts the questions until it is ready; None means that it failed."""

    id: str
    account: Account
    kind: str
    mime: str
    data: bytes
    description: str
    focus: str
    size: tuple[int, int] | None
    made_at: datetime
    polls_left: int | None = 0
    attached_to: str | None = None
    cover: bytes = b""

    @property
    def is_ready(self) -> bool:
        return self.polls_left == 0


@dataclass
class Draft:
    """What a status will say; also the `params` of a scheduled one."""

    text: str
    visibility: str
    spoiler_text: str = ""
    sensitive: bool = False
    language: str | None = None
    in_reply_to_id: str | None = None
    media: list[Media] = field(default_factory=list)
    poll: dict[str, Any] | None = None
    quoted: "Status | None" = None
    quote_policy: str = ""
    revoked: bool = False
    idempotency_key: str | None = None
    app: App | None = None


@dataclass
class Status:
    """A published post, with everything it was made of. `from_schedule` is the id it had while it waited."""

    id: str
    account: Account
    draft: Draft
    created_at: datetime
    edited_at: datetime | None = None
    from_schedule: str | None = None
    favourites: int = 0
    favourited_by: set[str] = field(default_factory=set)
    reblogs: int = 0
    boosts: dict[str, str] = field(default_factory=dict)  # whose -> the id of the boost
    history: list[tuple[datetime, Draft]] = field(default_factory=list)
    votes: Votes = NOBODY

    @property
    def text(self) -> str:
        return self.draft.text

    @property
    def visibility(self) -> str:
        return self.draft.visibility

    @property
    def spoiler_text(self) -> str:
        return self.draft.spoiler_text

    @property
    def language(self) -> str | None:
        return self.draft.language

    @property
    def media(self) -> list[Media]:
        return self.draft.media

    @property
    def in_reply_to_id(self) -> str | None:
        return self.draft.in_reply_to_id

    @property
    def idempotency_key(self) -> str | None:
        return self.draft.idempotency_key


@dataclass
class Scheduled:
    """A post that the server will publish by itself."""

    id: str
    account: Account
    draft: Draft
    scheduled_at: datetime


@dataclass
class Notification:
    """Something that happened to somebody."""

    id: str
    kind: str
    to: Account
    by: Account
    status: Status | None
    made_at: datetime


@dataclass
class Book:
    """The whole state of the fake."""

    clock: Clock
    url: str = ""
    domain: str = ""  # of its people, where the web pages are at another host
    dialect: Dialect = MASTODON
    limits: Limits = field(default_factory=Limits)
    shows_tags: bool = True
    searches_texts: bool = True
    token_prefix: str = ""
    processing_polls: dict[str, int | None] = field(
        default_factory=lambda: {"image": 0, "video": 1, "audio": 1, "gifv": 1}
    )
    accounts: list[Account] = field(default_factory=list)
    apps: list[App] = field(default_factory=list)
    codes: dict[str, Code] = field(default_factory=dict)
    tokens: dict[str, Token] = field(default_factory=dict)
    sessions: dict[str, Account] = field(default_factory=dict)
    just_signed_in: Account | None = None
    media: dict[str, Media] = field(default_factory=dict)
    statuses: dict[str, Status] = field(default_factory=dict)
    deleted: list[Status] = field(default_factory=list)
    scheduled: dict[str, Scheduled] = field(default_factory=dict)
    notifications: list[Notification] = field(default_factory=list)
    keys: dict[tuple[str, str], tuple[str, str, datetime]] = field(default_factory=dict)
    _last_id: int = 0

    @property
    def now(self) -> datetime:
        return self.clock.now()

    def new_id(self) -> str:
        """An id as Mastodon makes them: milliseconds and a counter, so they sort by age."""
        self._last_id = max(self._last_id + 1, int(self.now.timestamp() * 1000) << 16)
        return str(self._last_id)

    def secret(self) -> str:
        return self.token_prefix + secrets.token_urlsafe(32)

    def account(self, name: str) -> Account | None:
        """Somebody of this server by name."""
        return next((each for each in self.accounts if each.username == name and not each.domain), None)

    def app(self, client_id: object) -> App | None:
        return next((each for each in self.apps if each.client_id == client_id), None)

    def sweep(self) -> None:
        """Forget the media that nobody attached within a day."""
        oldest = self.now - LOOSE_MEDIA_LIVES
        loose = [each.id for each in self.media.values() if each.attached_to is None and each.made_at < oldest]
        for media_id in loose:
            del self.media[media_id]

    def windows_end(self, seconds: int) -> datetime:
        """When the running window of a rate ends; windows are fixed, as those of Rack::Attack."""
        now = int(self.now.timestamp())
        return self.now + timedelta(seconds=seconds - now % seconds)
