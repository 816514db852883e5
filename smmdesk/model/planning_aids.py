"""What makes planning quick: weekly slots, notes on days, saved texts, templates, saved filters, pauses.

All belong to a brand and are a person's own; days and minutes are of the brand's wall clock.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from smmdesk.model.content import Content, Wording


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for a post that comes every week: `weekday` 0 is Monday, `minute` counts from midnight (0..1439).

    With a label it is kept for posts that carry it.
    """

    id: str
    brand_id: str
    channel_id: str
    weekday: int
    minute: int
    label_id: str | None = None
    deleted_at_us: int | None = None
    revision: int = 0
    changed_by: str = ""

    def __post_init__(self) -> None:
        if not (0 <= self.weekday <= 6 and 0 <= self.minute < 1440):
            raise ValueError("no moment of a week")


@dataclass(frozen=True, slots=True)
class DayNote:
    """A note or an own event on a day, or on all days until `last_day`; `yearly` comes again every year."""

    id: str
    brand_id: str
    text: str
    first_day: date
    last_day: date | None = None
    yearly: bool = False
    color: str = "altro"
    deleted_at_us: int | None = None
    revision: int = 0
    changed_by: str = ""


VARIABLES = ("name", "day", "date", "time", "link")
CREDIT = "credit"
IN_WORDS = {"it": {"name": "nome", "day": "giorno", "date": "data", "time": "ora", CREDIT: "autore"}}
"""What the variables are called by language. All are understood whatever is spoken: saved texts outlive a language."""
VARIABLE_OF = {words.get(key, key): key for words in ({}, *IN_WORDS.values()) for key in VARIABLES}
VARIABLE = re.compile(r"\{(" + "|".join(VARIABLE_OF) + r")\}")
"""What a saved text fills in when it is put into a post."""


def variable(key: str, language: str) -> str:
    """How one is written where this language is spoken: `{nome}`."""
    return f"{{{IN_WORDS.get(language, {}).get(key, key)}}}"


class SnippetKind(StrEnum):
    HASHTAGS = "hashtags"
    SIGNATURE = "signature"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Snippet:
    """A saved piece of text: a hashtag set, a signature, a text with variables (`{name}`, `{day}`, …)."""

    id: str
    brand_id: str
    kind: SnippetKind
    name: str
    text: str
    language: str = ""
    sort_key: int = 0
    deleted_at_us: int | None = None
    revision: int = 0
    changed_by: str = ""


@dataclass(frozen=True, slots=True)
class Template:
    """A post to begin from."""

    id: str
    brand_id: str
    name: str
    content: Content
    channels: tuple[str, ...] = ()
    wordings: tuple[Wording, ...] = ()
    labels: tuple[str, ...] = ()
    sort_key: int = 0
    deleted_at_us: int | None = None
    revision: int = 0
    changed_by: str = ""


@dataclass(frozen=True, slots=True)
class SavedFilter:
    """A calendar filter under a name; `wanted` holds the fields of the calendar's filters that are set."""

    id: str
    brand_id: str
    name: str
    wanted: Mapping[str, object] = field(default_factory=dict)
    sort_key: int = 0
    deleted_at_us: int | None = None
    revision: int = 0
    changed_by: str = ""


@dataclass(frozen=True, slots=True)
class Pause:
    """Days on which no rule plans anything and slots are closed, both ends included; no channels means all."""

    id: str
    brand_id: str
    name: str
    first_day: date
    last_day: date
    channels: tuple[str, ...] = ()
    deleted_at_us: int | None = None
    revision: int = 0
    changed_by: str = ""

    def covers(self, day: date, channel_id: str = "") -> bool:
        """Whether `day` is paused on this channel; without a channel, whether it is paused everywhere."""
        return self.first_day <= day <= self.last_day and (not self.channels or channel_id in self.channels)


@dataclass(frozen=True, slots=True)
class Evergreen:
    """A post that may go out again and again: at most every `cooldown_days`, never after `until`, into free slots.

    `most_times`: after so many times it rests for good; 0 is without end.
    """

    id: str
    brand_id: str
    content: Content
    channels: tuple[str, ...] = ()
    wordings: tuple[Wording, ...] = ()
    labels: tuple[str, ...] = ()
    cooldown_days: int = 60
    until: date | None = None
    most_times: int = 0
    paused: bool = False
    sort_key: int = 0
    deleted_at_us: int | None = None
    revision: int = 0
    changed_by: str = ""

    def __post_init__(self) -> None:
        if self.cooldown_days < 1:
            raise ValueError("at least a day between two times")
