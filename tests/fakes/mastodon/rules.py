"""What Mastodon allows: its limits, scopes, counting and texts of refusal (docs.joinmastodon.org, July 2026)."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import regex

KEY_LIVES = timedelta(hours=1)
CODE_LIVES = timedelta(minutes=10)
LOOSE_MEDIA_LIVES = timedelta(hours=24)
SCHEDULE_AHEAD = timedelta(minutes=5)
VISIBILITIES = ("public", "unlisted", "private", "direct")
OUT_OF_BAND = "urn:ietf:wg:oauth:2.0:oob"

READ = ("accounts", "blocks", "bookmarks", "favourites", "filters", "follows", "lists", "mutes", "notifications")
WRITE = ("accounts", "blocks", "bookmarks", "conversations", "favourites", "filters", "follows", "lists", "media")
SCOPES = (
    *("profile", "read", "write", "follow", "push"),
    *(f"read:{name}" for name in (*READ, "search", "statuses")),
    *(f"write:{name}" for name in (*WRITE, "mutes", "notifications", "reports", "statuses")),
)

IMAGE_MIMES = ("image/jpeg", "image/png", "image/gif", "image/heic", "image/heif", "image/webp", "image/avif")
VIDEO_MIMES = ("video/webm", "video/mp4", "video/quicktime", "video/ogg")
AUDIO_MIMES = ("audio/mpeg", "audio/ogg", "audio/wav", "audio/flac", "audio/aac", "audio/mp4")

URL = re.compile(r"https?://[^\s<>\"“”«»]+", re.IGNORECASE)
URL_TAIL = ".,;:!?'…"
MENTION = re.compile(r"(?<![\w/@])@(\w+(?:[\w.-]*\w)?)@[\w-]+(?:\.[\w-]+)+")
TAG = re.compile(r"(?<![\w/&#])#(\w*[^\W\d]\w*)")


class Refusal(Exception):
    """The fake says no, as Mastodon would."""

    def __init__(
        self, status: int, error: str, headers: Mapping[str, str] | None = None, description: str | None = None
    ) -> None:
        super().__init__(error)
        self.status = status
        self.headers = dict(headers or {})
        self.body: dict[str, Any] = {"error": error}
        if description is not None:
            self.body["error_description"] = description


def unprocessable(what: str) -> Refusal:
    return Refusal(422, f"Validation failed: {what}")


def not_found(what: str = "Record not found") -> Refusal:
    return Refusal(404, what)


@dataclass(frozen=True)
class Dialect:
    """How one server differs from another.

    `repeated_key`: what an Idempotency-Key does the second time: `same` (the same status), `error` (some 4.6 builds
    answer 500, the status exists) or `ignored` (another status; most other programs).
    `repeated_scheduled_key`: `same`, `not_found` (404, it is scheduled all the same) or `ignored`.
    `near_schedule`: a date less than five minutes ahead is `refused` or, on older servers, `published` at once.
    `schedules`: False for programs that publish at once whatever `scheduled_at` says.
    `api`: the version of Mastodon's interface that is told; 7 and later quote posts.
    """

    version: str = "4.6.3"
    software: str = "mastodon"
    source_url: str = "https://github.com/mastodon/mastodon"
    has_metadata: bool = True
    checks_pkce: bool = True
    repeated_key: str = "same"
    repeated_scheduled_key: str = "same"
    near_schedule: str = "refused"
    schedules: bool = True
    api: int = 8


MASTODON = Dialect()
MASTODON_4_2 = Dialect(
    version="4.2.10",
    has_metadata=False,
    checks_pkce=False,
    repeated_scheduled_key="ignored",
    near_schedule="published",
    api=1,
)
GOTOSOCIAL = Dialect(
    version="0.20.1+git-0000000",
    software="gotosocial",
    source_url="https://codeberg.org/superseriousbusiness/gotosocial",
    has_metadata=False,
    checks_pkce=False,
    repeated_key="ignored",
    repeated_scheduled_key="ignored",
    api=1,
)
HOLLO = Dialect(
    version="4.5.0 (compatible; Hollo 0.7.1)",
    software="hollo",
    source_url="https://github.com/fedify-dev/hollo",
    schedules=False,
    api=1,
)


@dataclass
class Limits:
    """The numbers of /api/v2/instance, the caps of scheduling, and the rates as {name: (requests, seconds)}."""

    characters: int = 500
    url_characters: int = 23
    media: int = 4
    description: int = 1500
    image_bytes: int = 16 * 1024 * 1024
    image_pixels: int = 33_177_600
    video_bytes: int = 103_809_024
    poll_options: int = 4
    poll_option_characters: int = 50
    scheduled_total: int = 300
    scheduled_per_day: int = 25
    rates: dict[str, tuple[int, int]] = field(
        default_factory=lambda: {
            "token": (300, 300),
            "media": (30, 1800),
            "delete": (30, 1800),
            "paging": (300, 900),
            "statuses": (300, 10800),
        }
    )

    def without_rates(self) -> "Limits":
        """The same limits, but as many requests as one likes (for measurements)."""
        self.rates = {}
        return self


def length(text: str, spoiler_text: str, url_characters: int) -> int:
    """Characters as Mastodon counts them: grapheme clusters, an address as 23, a mention without its server."""
    shown = URL.sub(lambda match: _shortened(match[0], url_characters), text)
    shown = MENTION.sub(lambda match: f"@{match[1]}", shown)
    return len(regex.findall(r"\X", spoiler_text + shown))


def _shortened(address: str, url_characters: int) -> str:
    link = link_of(address)
    return "x" * url_characters + address[len(link) :]


def link_of(address: str) -> str:
    """An address without the punctuation that ends the sentence; closing brackets belong to it when opened in it."""
    while address:
        if address[-1] in URL_TAIL or (address[-1] == ")" and address.count(")") > address.count("(")):
            address = address[:-1]
        else:
            break
    return address


def covers(granted: Collection[str], wanted: str) -> bool:
    """Does a token with these scopes have the scope `wanted`? `write` holds every `write:…`."""
    return wanted in granted or wanted.partition(":")[0] in granted


def unknown_scopes(scopes: Iterable[str]) -> list[str]:
    return [scope for scope in scopes if scope not in SCOPES]


def truth(value: object) -> bool:
    """A parameter as Rails reads it."""
    return value not in (None, False, "", "0", "f", "false", "off", 0)


def instant(text: object) -> datetime:
    """A date from a parameter; without a zone it is UTC. Refuses as Mastodon does."""
    try:
        value = datetime.fromisoformat(str(text).replace("Z", "+00:00"))
    except ValueError:
        raise Refusal(422, "Invalid date supplied") from None
    return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC)


def stamp(value: datetime) -> str:
    """A date as Mastodon writes it."""
    return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
