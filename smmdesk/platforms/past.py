"""What an account said before smmdesk, as a file that its platform gave: one reader a platform, in its `past` module.

A reader gets the file's path and answers with `Past`, or None for a file that is not its own. It opens no address,
runs nothing, and ends: what a file holds is capped.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

from smmdesk.platforms import PLATFORMS

MOST_POSTS = 200_000
MOST_PICTURES = 30
MOST_PARTS = 100
TEXT_MOST = 100_000


class PastBadError(Exception):
    """A file of that platform which cannot be read."""


@dataclass(frozen=True, slots=True)
class PastPicture:
    """`member` is its name inside the file, empty where the file does not have it."""

    member: str
    alt: str = ""


@dataclass(frozen=True, slots=True)
class PastPart:
    """A further part of a thread."""

    remote_id: str
    at_us: int
    url: str = ""
    text: str = ""
    pictures: tuple[PastPicture, ...] = ()


@dataclass(frozen=True, slots=True)
class PastPost:
    """What stood on the platform, with its own id there."""

    remote_id: str
    at_us: int
    url: str = ""
    title: str = ""
    text: str = ""
    link: str = ""
    warning: str = ""
    pictures: tuple[PastPicture, ...] = ()
    more: tuple[PastPart, ...] = ()


@dataclass(slots=True)
class Past:
    """Whose it is, and what of it comes in, the oldest first. `answers`, `shared`, `private` and `others` count what is
    left out: answers to other people, what they said first, what not everybody may read, what is no published post."""

    platform: str
    name: str
    handle: str = ""
    server: str = ""
    remote_id: str = ""
    url: str = ""
    posts: list[PastPost] = field(default_factory=list)
    answers: int = 0
    shared: int = 0
    private: int = 0
    others: int = 0


def read(path: Path) -> Past | None:
    """What a file tells, None where it is no platform's. Raises PastBadError."""
    for reader in _readers():
        found: Past | None = reader.read(path)
        if found is not None:
            return found
    return None


@cache
def _readers() -> tuple[ModuleType, ...]:
    return tuple(_found())


def _found() -> Iterator[ModuleType]:
    for key in PLATFORMS:
        package = f"{__package__}.{key}"
        spec = find_spec(package)
        if spec is not None and spec.submodule_search_locations and find_spec(f"{package}.past") is not None:
            yield import_module(f"{package}.past")


def threaded(posts: list[PastPost], answers: dict[str, str]) -> tuple[list[PastPost], int]:
    """Answers to oneself as further parts of what they answer (`answers`: id to the id answered); those to others are
    left out and counted. The oldest first."""
    posts = sorted(posts, key=lambda post: (post.at_us, post.remote_id))
    roots: dict[str, str] = {}
    kept: dict[str, PastPost] = {}
    parts: dict[str, list[PastPart]] = {}
    left = 0
    for post in posts:
        to = answers.get(post.remote_id, "")
        if not to:
            roots[post.remote_id] = post.remote_id
            kept[post.remote_id] = post
        elif to in roots and len(parts.get(roots[to], ())) < MOST_PARTS:
            root = roots[post.remote_id] = roots[to]
            part = PastPart(post.remote_id, post.at_us, post.url, post.text, post.pictures)
            parts.setdefault(root, []).append(part)
        else:
            left += 1
    return [_with_parts(post, parts.get(key, [])) for key, post in kept.items()], left


def _with_parts(post: PastPost, parts: list[PastPart]) -> PastPost:
    if not parts:
        return post
    return PastPost(
        *(post.remote_id, post.at_us, post.url, post.title, post.text, post.link, post.warning, post.pictures),
        tuple(parts),
    )
