"""What is said, independent of where. A channel's own wording is merged over it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from smmdesk.model.media import MediaUse

MOST_LOOKED_AT = 4000
"""Characters in which the first words of a text are looked for: it may hold ten million."""
Option = str | int | bool | None


@dataclass(frozen=True, slots=True)
class Poll:
    """What people are asked to choose from, where the platform has polls; the question is the post's text."""

    options: tuple[str, ...]
    minutes: int = 1440
    many: bool = False
    hides_totals: bool = False


@dataclass(frozen=True, slots=True)
class LinkCard:
    """What a person put in place of the page's own card: words, a picture of ours, or no card at all."""

    title: str = ""
    description: str = ""
    asset_id: str | None = None
    shown: bool = True


@dataclass(frozen=True, slots=True)
class ThreadItem:
    """A further part of a thread, after the root."""

    text: str
    media: tuple[MediaUse, ...] = ()


@dataclass(frozen=True, slots=True)
class Content:
    """Title, text, link, media, options (named by the platforms' facts), thread after the root, first comment.

    `card` is None where the link shows the card that its page offers.
    """

    title: str = ""
    text: str = ""
    link: str = ""
    media: tuple[MediaUse, ...] = ()
    options: Mapping[str, Option] = field(default_factory=dict)
    thread: tuple[ThreadItem, ...] = ()
    first_comment: str = ""
    poll: Poll | None = None
    card: LinkCard | None = None

    @property
    def is_empty(self) -> bool:
        return not (self.title.strip() or self.text.strip() or self.link or self.media or self.thread or self.poll)

    @property
    def first_words(self) -> str:
        """Title, else the first line of the text, at most 80 characters: for lists and sentences."""
        return self._first(80)

    @property
    def opening(self) -> str:
        """The same, at most 240 characters: for rows that cut it where they end."""
        return self._first(240)

    def _first(self, most: int) -> str:
        line = next(iter((self.title.strip() or self.text.strip() or self.link)[:MOST_LOOKED_AT].splitlines()), "")
        return line if len(line) <= most else line[: most - 1].rstrip() + "…"


@dataclass(frozen=True, slots=True)
class Wording:
    """A channel's own version: only the fields that differ; None means "as for all". Options are merged key by key,
    media and thread replaced whole."""

    channel_id: str
    title: str | None = None
    text: str | None = None
    link: str | None = None
    media: tuple[MediaUse, ...] | None = None
    options: Mapping[str, Option] | None = None
    thread: tuple[ThreadItem, ...] | None = None
    first_comment: str | None = None
    poll: Poll | None = None
    card: LinkCard | None = None

    @property
    def is_empty(self) -> bool:
        return all(getattr(self, name) is None for name in OWN_FIELDS) and not self.options

    @property
    def changes_words(self) -> bool:
        """True when more than options differ: what the "own" badge in the composer shows."""
        return any(getattr(self, name) is not None for name in OWN_FIELDS)


OWN_FIELDS = ("title", "text", "link", "media", "thread", "first_comment", "poll", "card")


def with_link(text: str, link: str) -> str:
    """The words as a platform without link cards gets them: the link below the text, unless it stands in it."""
    if not link or link in text:
        return text
    return f"{text.rstrip()}\n\n{link}" if text.strip() else link


def merge(content: Content, wording: Wording | None) -> Content:
    """`content` as a channel says it."""
    if wording is None:
        return content
    own = {name: getattr(wording, name) for name in OWN_FIELDS if getattr(wording, name) is not None}
    return replace(content, **own, options={**content.options, **(wording.options or {})})
