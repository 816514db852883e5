"""What others put on a channel of ours: what waits at its platform's own scheduler, shown beside ours, never touched,
and what went live there lately."""

from dataclasses import dataclass

WORDS_MOST = 300


@dataclass(frozen=True, slots=True)
class ForeignPost:
    """`remote_id` is the platform's id of it, `url` where it can be edited there (empty: the platform has no such
    page), `words` one line of at most WORDS_MOST signs, title or text. `live`: it went out at `at_us`; else it will."""

    remote_id: str
    at_us: int
    words: str
    url: str = ""
    media_count: int = 0
    live: bool = False


@dataclass(frozen=True, slots=True)
class ForeignPage:
    """One page of the platform's list; `more` is what to ask with for the next one, empty at the end."""

    posts: tuple[ForeignPost, ...] = ()
    more: str = ""


@dataclass(frozen=True, slots=True)
class ForeignEntry:
    """One of them as it was seen last on a channel of ours."""

    channel_id: str
    platform: str
    post: ForeignPost
